"""Hand codings become decisions of the coder who made them: whole or not at all, and over nothing that he decided."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline import frames
from pipeline.errors import HandCodingError, OutputError, SettingsError
from pipeline.files import write_csv, write_json
from pipeline.review import open_store
from pipeline.review.anchors import passage_at
from pipeline.review.store import Change
from pipeline.review.texts import plain_text
from pipeline.run.importing import import_decisions
from pipeline.study import Study

LINES, MONEY, CONTACT = "netwerk.korte_lijnen", "financiering.tekort", "netwerk.moeizaam_contact"
HEADER = ["interview_id", "turn_no", "quote", "code_id", "note"]
SAID = {
    "aa1": [
        ("interviewer", "Hoe vindt u elkaar?"),
        ("respondent", "We hebben korte lijnen 😀, en ze belt terug."),
        ("interviewer", "En geld?"),
        ("respondent", "- geen geld. Er is geen geld voor."),
    ],
    "bb1": [("interviewer", "En bij u?"), ("respondent", "Niemand neemt op.")],
    "cc1": [("respondent", "Ik weet het niet.")],
}
CODINGS = [
    ["aa1", 2, "korte lijnen 😀", LINES, "zegt zij zelf"],
    ["aa1", 4, "- geen geld", MONEY, ""],
    ["bb1", 2, "Niemand neemt op.", CONTACT, ""],
]


def turns_of(said: dict[str, list[tuple[str, str]]]) -> pd.DataFrame:
    rows = []
    for interview_id, talk in said.items():
        start = 20
        for turn_no, (role, text) in enumerate(talk, start=1):
            rows.append(
                {
                    "interview_id": interview_id,
                    "turn_no": turn_no,
                    "municipality": "Testdorp",
                    "perspective": "",
                    "speaker": role[0].upper(),
                    "role": role,
                    "start_char": start,
                    "end_char": start + len(text),
                    "text": text,
                }
            )
            start += len(text) + 4
    return frames.build(frames.TURNS, rows)


def write_outputs(root: Path, turns: pd.DataFrame) -> None:
    """Write what ``code`` leaves behind, with one suggestion."""
    first = next(row for row in frames.rows(turns) if row.role == "respondent")
    suggestion = {name: getattr(first, name) for name in ("interview_id", "municipality", "turn_no", "speaker")}
    suggestion |= {"start_char": first.start_char, "end_char": first.start_char + 9, "text": first.text[:9]}
    suggestion |= {"code_id": LINES, "direction": "bevorderend", "origin": "rule", "score": 0.8, "certainty": "likely"}
    suggestion |= {"source_id": "regel.1", "detail": "regel: korte lijnen"}
    write_csv(root / "out/codings.csv", frames.build(frames.CODINGS, [suggestion]))
    write_csv(root / "out/turns.csv", turns)
    lock = {"interviews": sorted(set(turns["interview_id"])), "basis": {"model": "m1"}, "seed": 1}
    write_json(root / "out/run.lock", lock | {"python": "3", "packages": {}})


@pytest.fixture
def study(tmp_path: Path, tiny_codebook_folder: Path) -> Study:
    """A study that has been coded, as far as an import can see."""
    root = tmp_path / "studie"
    shutil.copytree(tiny_codebook_folder, root / "codebook")
    (root / "transcripten").mkdir()
    write_outputs(root, turns_of(SAID))
    return Study.open(root)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for hand codings."""
    made = tmp_path / "handcoderingen"
    made.mkdir()
    return made


def as_csv(path: Path, rows: list[list[object]], header: list[str] = HEADER) -> Path:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows([header, *rows])
    path.write_bytes(b"\xef\xbb\xbf" + stream.getvalue().encode())
    return path


def as_xlsx(path: Path, rows: list[list[object]], header: list[str] = HEADER) -> Path:
    made = openpyxl.Workbook()
    for row in [header, *rows]:
        made.active.append(row)
    made.save(path)
    return path


def standing(study: Study) -> list[tuple[object, ...]]:
    """Return all that stands, in short."""
    with open_store(study.store) as store:
        return [
            (d.passage.interview_id, d.passage.turn_no, d.passage.quote, d.code_id, d.verdict, d.coder, d.reason)
            for d in store.decisions()
        ]


def judged(study: Study) -> list[tuple[str, int, str, bool]]:
    with open_store(study.store) as store:
        return [(turn.interview_id, turn.turn_no, turn.coder, turn.is_blind) for turn in store.judged()]


def log(study: Study) -> list[Change]:
    with open_store(study.store) as store:
        return store.changes()


def refused(study: Study, *given: Path) -> list[str]:
    """Return the complaints about an import, of which nothing may be left behind."""
    with pytest.raises(HandCodingError, match=":") as caught:
        import_decisions(study, list(given), "Anna", is_blind=True)
    assert not Path(study.store).exists()
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_hand_codings_become_decisions_and_their_interviews_judged(study, folder, write):
    done = import_decisions(study, [write(folder / f"anna.{write.__name__[3:]}", CODINGS)], " Anna ", is_blind=True)
    assert (done.n_files, done.n_codings, done.n_new, done.n_known, done.kept) == (1, 3, 3, 0, [])
    assert done.interviews == ["aa1", "bb1"]
    assert standing(study) == [
        ("aa1", 2, "korte lijnen 😀", LINES, "accept", "Anna", "zegt zij zelf"),
        ("aa1", 4, "- geen geld", MONEY, "accept", "Anna", ""),
        ("bb1", 2, "Niemand neemt op.", CONTACT, "accept", "Anna", ""),
    ]
    assert judged(study) == [("aa1", 2, "Anna", True), ("aa1", 4, "Anna", True), ("bb1", 2, "Anna", True)]
    with open_store(study.store) as store:
        decided = store.decisions("aa1")
        assert {(one.source, one.is_blind) for one in decided} == {("import", True)}
        assert decided[0].passage == passage_at(plain_text(turns_of({"aa1": SAID["aa1"]})), "aa1", 2, 53, 67)
        assert len(store.suggestions()) == 1


def test_a_workbook_and_its_csv_are_one(study, folder):
    as_csv(folder / "a.csv", CODINGS)
    as_xlsx(folder / "b.xlsx", [[row[0], float(row[1]), *row[2:]] for row in CODINGS])
    done = import_decisions(study, [folder, folder / "a.csv"], "Anna", is_blind=True)
    assert (done.n_files, done.n_codings, done.n_new) == (2, 3, 3)
    assert standing(study)[0] == ("aa1", 2, "korte lijnen 😀", LINES, "accept", "Anna", "zegt zij zelf")


def test_the_same_file_again_changes_nothing(study, folder):
    path = as_xlsx(folder / "anna.xlsx", CODINGS)
    import_decisions(study, [path], "Anna", is_blind=True)
    before = log(study)
    again = import_decisions(study, [path], "Anna", is_blind=False)
    assert (again.n_codings, again.n_new, again.n_known, again.kept) == (3, 0, 3, [])
    assert log(study) == before


def test_the_same_file_again_after_an_edit_changes_no_more_than_places(study, folder):
    path = as_csv(folder / "anna.csv", CODINGS)
    import_decisions(study, [path], "Anna", is_blind=True)
    before = standing(study)
    edited = {**SAID, "aa1": [("interviewer", "Goedemorgen! Hoe vindt u elkaar?"), *SAID["aa1"][1:]]}
    write_outputs(study.root, turns_of(edited))
    again = import_decisions(study, [path], "Anna", is_blind=True)
    assert (again.n_new, again.n_known, again.kept) == (0, 3, [])
    assert ([one.code_id for one in again.brought.moved], again.brought.lost) == ([LINES, MONEY], [])
    assert standing(study) == before


def test_another_coder_has_decisions_of_his_own(study, folder):
    path = as_csv(folder / "samen.csv", CODINGS[:1])
    import_decisions(study, [path], "Anna", is_blind=True)
    assert import_decisions(study, [path], "Bert", is_blind=False).n_new == 1
    assert [(row[3], row[5]) for row in standing(study)] == [(LINES, "Anna"), (LINES, "Bert")]
    assert judged(study) == [
        (name, turn, who, who == "Anna") for name, turn in [("aa1", 2), ("aa1", 4)] for who in ("Anna", "Bert")
    ]


@pytest.mark.parametrize(("verdict", "word"), [("reject", "afgewezen"), ("unsure", "twijfel")])
def test_what_the_coder_decided_otherwise_is_kept_and_told(study, folder, verdict, word):
    path = as_csv(folder / "anna.csv", CODINGS)
    import_decisions(study, [path], "Anna", is_blind=True)
    with open_store(study.store) as store:
        first = store.decisions("aa1")[0]
        store.decide(first.passage, LINES, verdict, "Anna", reason="bij nader inzien")
    done = import_decisions(study, [path], "Anna", is_blind=True)
    assert (done.n_codings, done.n_new, done.n_known) == (3, 0, 2)
    assert done.kept == [
        f"aa1, beurt 2, {LINES}: u besloot eerder '{word}' over dit fragment; dat blijft zo; wilt u het anders, verander "
        "het dan op de pagina (factorwijzer review)"
    ]
    assert standing(study)[0] == ("aa1", 2, "korte lijnen 😀", LINES, verdict, "Anna", "bij nader inzien")


def test_an_own_reason_is_not_replaced_by_a_note(study, folder):
    path = as_csv(folder / "anna.csv", CODINGS)
    import_decisions(study, [path], "Anna", is_blind=True)
    changed = as_csv(folder / "anders.csv", [[*CODINGS[0][:4], "een andere noot"]])
    assert import_decisions(study, [changed], "Anna", is_blind=True).n_known == 1
    assert standing(study)[0][-1] == "zegt zij zelf"


def test_a_coding_that_is_there_twice_is_one_with_both_notes(study, folder):
    rows = [[*CODINGS[1][:4], note] for note in ("een", "twee", "een", "")]
    rows.append(["aa1", 4, "'- geen geld", MONEY, "'- drie"])
    done = import_decisions(study, [as_csv(folder / "anna.csv", rows)], "Anna", is_blind=True)
    assert (done.n_codings, [row[-1] for row in standing(study)]) == (1, ["een; twee; - drie"])


def test_notes_are_not_needed(study, folder):
    path = as_csv(folder / "anna.csv", [row[:4] for row in CODINGS], HEADER[:4])
    assert import_decisions(study, [path], "Anna", is_blind=True).n_new == 3
    assert {row[-1] for row in standing(study)} == {""}


def test_a_file_without_rows_is_no_mistake(study, folder):
    done = import_decisions(study, [as_xlsx(folder / "leeg.xlsx", [])], "Anna", is_blind=True)
    assert (done.n_files, done.n_codings, done.interviews) == (1, 0, [])
    assert (standing(study), judged(study)) == ([], [])


# --- mistakes


def test_every_mistake_of_every_file_is_told_and_nothing_written(study, folder):
    as_csv(folder / "a.csv", CODINGS)
    as_xlsx(
        folder / "b.xlsx",
        [
            ["aa1", 1, "Hoe", LINES],
            [],
            ["zz9", 2, "korte", LINES],
            ["bb1", 2.0, "Iemand neemt op.", CONTACT],
            ["aa1", 2.5, "korte", "geen.code"],
        ],
    )
    as_csv(folder / "c.csv", [["aa1", 2, "korte", "geen.code", ""]])
    (folder / "d.xlsx").write_bytes(b"interview_id;turn_no\n")
    assert refused(study, folder) == [
        "b.xlsx, regel 2: beurt 1 is van de interviewer; alleen wat respondenten zeggen, krijgt een code",
        "b.xlsx, regel 4: interview 'zz9' bestaat niet; bekend: aa1, bb1, cc1",
        "b.xlsx, regel 5: het citaat staat niet letterlijk in beurt 2 van bb1; kopieer het precies",
        "b.xlsx, regel 6: beurt '2.5' bestaat niet in aa1; toegestaan: 1 tot en met 4",
        "c.csv, regel 2: onbekende code 'geen.code'; zie codebook/themes.yaml voor de codes",
        "d.xlsx: het Excel-bestand is beschadigd of geen .xlsx; open het in Excel en sla het opnieuw op als Excel-werkmap "
        "(.xlsx)",
    ]


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_a_column_that_is_not_there_is_named(study, folder, write):
    kind = write.__name__[3:]
    path = write(folder / f"anna.{kind}", [row[:3] for row in CODINGS], HEADER[:3])
    needed = "interview_id, turn_no, quote, code_id"
    assert refused(study, path) == [f"anna.{kind}, regel 1: kolom 'code_id' ontbreekt; nodig zijn {needed}"]


def test_other_kinds_and_folders_are_told_and_hidden_files_and_locks_passed_over(study, folder):
    as_csv(folder / "goed.CSV", CODINGS)
    for name in ("~$anna.xlsx", ".verborgen.csv", ".DS_Store"):
        (folder / name).write_bytes(b"x")
    done = import_decisions(study, [folder], "Anna", is_blind=True)
    assert (done.n_files, done.n_new) == (1, 3)
    Path(study.store).unlink()
    for name in ("oud.xls", "LEESMIJ"):
        (folder / name).write_bytes(b"x")
    (folder / "later").mkdir()
    advice = "sla handcoderingen op als .csv of .xlsx, of haal het bestand uit de map"
    assert refused(study, folder) == [
        f"LEESMIJ: dit soort bestand (zonder einde) wordt niet gelezen; {advice}",
        "later: een map in de map wordt niet gelezen; zet haar bestanden in handcoderingen zelf, of haal haar weg",
        f"oud.xls: dit soort bestand (.xls) wordt niet gelezen; {advice}",
    ]


def test_what_is_not_there_and_a_folder_without_codings_are_told(study, folder):
    absent = folder / "weg.csv"
    assert refused(study, absent) == [f"{absent}: dit bestand of deze map bestaat niet; kijk of de naam klopt"]
    advice = "noem bestanden die eindigen op .csv of .xlsx"
    assert refused(study, folder) == [f"{folder}: geen handcoderingen gevonden; {advice}"]


@pytest.mark.parametrize("name", ["", "consensus", "a\tb"])
def test_a_name_that_cannot_be_is_refused_before_anything_is_written(study, folder, name):
    path = as_csv(folder / "anna.csv", CODINGS)
    with pytest.raises(SettingsError, match=r"naam van de codeur: .*kies een andere naam"):
        import_decisions(study, [path], name, is_blind=True)
    # The consensus is a coder from the beginning.
    assert [(change.table_name, change.who) for change in log(study)] == [("coders", "consensus")]


def test_a_study_that_was_not_coded_is_asked_to_be(study, folder):
    (study.out / "turns.csv").unlink()
    with pytest.raises(OutputError, match=r"turns\.csv: dit bestand ontbreekt; draai eerst 'factorwijzer code'"):
        import_decisions(study, [as_csv(folder / "anna.csv", CODINGS)], "Anna", is_blind=True)


def test_complaints_hold_no_interview_text(study, folder):
    rows = [["aa1", 2, "NIET GEZEGD", LINES, "GEHEIM"], ["aa1", 1, "NIET GEZEGD", LINES, "GEHEIM"]]
    told = "\n".join(refused(study, as_csv(folder / "anna.csv", rows)))
    assert "anna.csv, regel 3" in told
    assert "GEZEGD" not in told
    assert "GEHEIM" not in told


# --- the command


@pytest.mark.parametrize(("options", "is_blind"), [([], True), (["--zag-voorstellen"], False)])
def test_the_command_takes_a_folder(study, folder, cli, options, is_blind):
    as_xlsx(folder / "anna.xlsx", CODINGS)
    done = cli("import", folder, "--coder", "Anna", "--study", study.root, *options)
    assert (done.code, done.err) == (0, "")
    assert "3 coderingen gelezen uit 1 bestand(en): 3 nieuw." in done.out
    assert {row[-1] for row in judged(study)} == {is_blind}
