"""Reviewing in Excel: what a coder fills in on the sheet `Coderingen` comes back as decisions, over nothing newer."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.errors import OutputError, SettingsError
from pipeline.files import write_csv, write_json
from pipeline.review import Passage, open_store
from pipeline.review.anchors import passage_at
from pipeline.review.texts import plain_text
from pipeline.run.exporting_tables import export_tables
from pipeline.run.outputs import load_outputs
from pipeline.run.reviewing import has_store, review_of
from pipeline.run.verdicts import VerdictError, VerdictsTaken, import_verdicts
from pipeline.study import Study

LINES, MONEY, CONTACT = "netwerk.korte_lijnen", "financiering.tekort", "netwerk.moeizaam_contact"
SAID = {
    "aa1": [
        ("interviewer", "Hoe vindt u elkaar?"),
        ("respondent", "We hebben korte lijnen 😀, en ze belt terug."),
        ("interviewer", "En geld?"),
        ("respondent", "- geen geld.\r\nEr is geen geld voor."),
    ],
    "bb1": [("interviewer", "En bij u?"), ("respondent", "Niemand neemt op. Echt niemand.")],
}
SUGGESTED = [
    ("aa1", "korte lijnen 😀", LINES),
    ("aa1", "- geen geld.\r\nEr is", MONEY),
    ("bb1", "Niemand neemt op.", LINES),
    ("bb1", "Niemand neemt op.", CONTACT),
]
STAYS = "dat blijft zo; wilt u het anders, besluit het dan op de pagina (factorwijzer review)"
CHANGED = "rij is veranderd of hoort bij een andere versie; exporteer opnieuw en vul uw oordeel daar in"


def turns_of(said: dict[str, list[tuple[str, str]]]) -> pd.DataFrame:
    rows = []
    for interview_id, talk in said.items():
        start = 20
        for turn_no, (role, text) in enumerate(talk, start=1):
            row = {"interview_id": interview_id, "turn_no": turn_no, "municipality": "Testdorp", "perspective": ""}
            row |= {"speaker": role[0].upper(), "role": role, "text": text}
            rows.append(row | {"start_char": start, "end_char": start + len(text)})
            start += len(text) + 4
    return frames.build(frames.TURNS, rows)


def place(turns: pd.DataFrame, interview_id: str, quote: str) -> Passage:
    """Return the first passage with these words."""
    here = turns[turns["interview_id"] == interview_id]
    turn = next(t for t in frames.rows(here) if t.role == "respondent" and quote in t.text)
    start = turn.start_char + turn.text.index(quote)
    return passage_at(plain_text(here), interview_id, turn.turn_no, start, start + len(quote))


def write_outputs(root: Path, said: dict[str, list[tuple[str, str]]], suggested: list[tuple[str, str, str]]) -> None:
    """Write what ``code`` leaves behind."""
    turns, rows = turns_of(said), []
    for interview_id, quote, code_id in suggested:
        at = place(turns, interview_id, quote)
        row = {"interview_id": interview_id, "municipality": "Testdorp", "turn_no": at.turn_no, "speaker": "R"}
        row |= {"start_char": at.start_char, "end_char": at.end_char, "text": quote, "code_id": code_id}
        row |= {"direction": "belemmerend", "origin": "rule", "score": 0.8, "certainty": "likely"}
        rows.append(row | {"source_id": "regel.1", "detail": "regel"})
    write_csv(root / "out/codings.csv", frames.build(frames.CODINGS, rows))
    write_csv(root / "out/turns.csv", turns)
    interviews = [{"interview_id": name, "municipality": "Testdorp"} for name in said]
    lock = {"interviews": interviews, "basis": {"model": "m1"}, "seed": 1, "python": "3", "packages": {}}
    write_json(root / "out/run.lock", lock)


@pytest.fixture
def study(tmp_path: Path, tiny_codebook_folder: Path) -> Study:
    """A study that has been coded, as far as an import can see."""
    root = tmp_path / "studie"
    shutil.copytree(tiny_codebook_folder, root / "codebook")
    (root / "transcripten").mkdir()
    write_outputs(root, SAID, SUGGESTED)
    return Study.open(root)


def export(study: Study, path: Path) -> Path:
    """Write the workbook of a study."""
    return export_tables(study, "xlsx", path)[0]


def fill(path: Path, **by_code: object) -> Path:
    """Fill in a workbook: ``n2={"oordeel": "ja"}`` changes cells of row 2."""
    book = openpyxl.load_workbook(path)
    sheet = book["Coderingen"]
    column = {cell.value: cell.column for cell in sheet[1]}
    for name, cells in by_code.items():
        for header, value in dict(cells).items():  # type: ignore[call-overload]
            sheet.cell(int(name[1:]), column[header]).value = value
    book.save(path)
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(path)["Coderingen"].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def take(study: Study, path: Path, coder: str = "Ans") -> VerdictsTaken:
    return import_verdicts(study, [path], coder)


def standing(study: Study, coder: str = "Ans") -> list[tuple[str, str, str, str, str]]:
    """Return what stands of a coder, in short."""
    with open_store(study.store) as store:
        decisions = store.decisions(coder=coder)
    return [(d.passage.interview_id, d.passage.quote, d.code_id, d.verdict, d.reason) for d in decisions]


def decide(study: Study, interview_id: str, quote: str, code_id: str, verdict: str, coder: str = "Ans") -> str:
    """Decide on the page."""
    with open_store(study.store) as store:
        store.add_coder(coder)
        at = place(load_outputs(study)[1], interview_id, quote)
        return store.decide(at, code_id, verdict, coder).decision_id


def changes(study: Study) -> list[object]:
    with open_store(study.store) as store:
        return [change.what for change in store.changes()]


@pytest.fixture
def book(study: Study, tmp_path: Path) -> Path:
    """The workbook of the study before anybody decided; its rows are 2 to 5."""
    path = export(study, tmp_path / "uit.xlsx")
    assert [(row["interview"], row["code_id"]) for row in rows_of(path)] == [
        ("aa1", LINES),
        ("aa1", MONEY),
        ("bb1", LINES),
        ("bb1", CONTACT),
    ]
    return path


# --- what is filled in becomes decisions


def test_verdicts_become_decisions_and_no_turn_is_judged(study: Study, book: Path) -> None:
    fill(book, n2={"oordeel": "Akkoord", "toelichting": "klopt"}, n3={"oordeel": "nee"}, n5={"toelichting": "?"})
    done = take(study, book)
    assert (done.n_files, done.n_verdicts, done.n_new, done.n_known, done.left_out) == (1, 2, 2, 0, [])
    assert (done.n_empty, done.n_notes, done.n_found_again, done.n_others) == (2, 1, 0, 0)
    assert standing(study) == [
        ("aa1", "korte lijnen 😀", LINES, "accept", "klopt"),
        ("aa1", "- geen geld.\r\nEr is", MONEY, "reject", ""),
    ]
    with open_store(study.store) as store:
        assert {(d.source, d.is_blind, d.entered_by) for d in store.decisions()} == {("import", False, "Ans")}
        assert store.judged() == []
    codings, turns, _ = load_outputs(study)
    counted = review_of(study, codings, turns, study.codebook()).codings
    assert sorted(zip(counted["code_id"], counted["origin"], strict=True)) == [
        (LINES, "human"),
        (LINES, "rule"),
        (CONTACT, "rule"),
    ]


def test_the_same_file_again_changes_nothing(study: Study, book: Path) -> None:
    fill(book, n2={"oordeel": "ja", "toelichting": "zo"}, n3={"oordeel": "andere code", "andere_code": CONTACT})
    take(study, book)
    before = changes(study)
    again = take(study, book)
    assert (again.n_verdicts, again.n_new, again.n_known, again.left_out, again.n_others) == (2, 0, 2, [], 0)
    assert changes(study) == before


def test_another_code_rejects_the_one_and_accepts_the_other_in_the_same_place(study: Study, book: Path) -> None:
    fill(book, n3={"oordeel": "Andere code", "andere_code": "moeizaam contact", "toelichting": "niet over geld"})
    assert take(study, book).n_new == 1
    assert standing(study) == [
        ("aa1", "- geen geld.\r\nEr is", MONEY, "reject", "niet over geld"),
        ("aa1", "- geen geld.\r\nEr is", CONTACT, "accept", "niet over geld"),
    ]


def test_what_two_rows_say_alike_is_written_once_with_both_explanations(study: Study, book: Path) -> None:
    other = {"oordeel": "andere code", "andere_code": LINES, "toelichting": "juist kort"}
    fill(book, n4={"oordeel": "akkoord", "toelichting": "ja"}, n5=other)
    done = take(study, book)
    assert (done.n_verdicts, done.n_new) == (2, 2)
    assert standing(study) == [
        ("bb1", "Niemand neemt op.", LINES, "accept", "ja; juist kort"),
        ("bb1", "Niemand neemt op.", CONTACT, "reject", "juist kort"),
    ]
    assert take(study, book).n_known == 2


def test_all_problems_are_said_at_once_and_nothing_is_written(study: Study, book: Path) -> None:
    fill(book, n2={"oordeel": "ja"}, n3={"oordeel": "Sjoerdje?"}, n4={"oordeel": "andere code"})
    with pytest.raises(VerdictError, match=r"uit.xlsx, regel 3: .*\nuit.xlsx, regel 4: ") as caught:
        take(study, book)
    assert "Sjoerdje" not in str(caught.value)
    assert not has_store(study)


def test_rows_that_contradict_each_other_are_a_problem(study: Study, book: Path) -> None:
    fill(book, n4={"oordeel": "niet akkoord"}, n5={"oordeel": "andere code", "andere_code": LINES})
    message = f"^uit.xlsx, regel 5: zegt iets anders over {LINES} dan uit.xlsx, regel 4, bij hetzelfde fragment"
    with pytest.raises(VerdictError, match=message):
        take(study, book)
    assert not has_store(study)


def test_a_sheet_that_is_not_filled_in_writes_nothing(study: Study, book: Path) -> None:
    done = take(study, book)
    assert (done.n_verdicts, done.n_empty) == (0, 4)
    assert not has_store(study)


def test_a_name_that_cannot_be_one_is_refused(study: Study, book: Path) -> None:
    fill(book, n2={"oordeel": "ja"})
    with pytest.raises(SettingsError, match="wat codeurs samen besluiten"):
        take(study, book, "consensus")


def test_a_study_that_is_not_coded_is_told(study: Study, book: Path) -> None:
    (study.out / "codings.csv").unlink()
    with pytest.raises(OutputError, match="draai eerst 'factorwijzer code'"):
        take(study, book)


# --- what was decided elsewhere


def test_what_the_coder_decided_in_between_is_listed_and_the_other_rows_are_written(study: Study, book: Path) -> None:
    fill(book, n2={"oordeel": "akkoord"}, n3={"oordeel": "akkoord"}, n4={"oordeel": "akkoord"})
    decide(study, "aa1", "korte lijnen 😀", LINES, "reject")
    decide(study, "aa1", "- geen geld.\r\nEr is", MONEY, "unsure")
    decide(study, "aa1", "korte lijnen 😀", LINES, "accept", "Bea")
    done = take(study, book)
    assert (done.n_verdicts, done.n_new, done.n_known, done.n_others) == (3, 1, 0, 0)
    assert done.left_out == [
        f"uit.xlsx, regel 2 (aa1, {LINES}): u besloot al 'niet akkoord' over {LINES} (en Bea 'akkoord'); {STAYS}",
        f"uit.xlsx, regel 3 (aa1, {MONEY}): u besloot al 'twijfel' over {MONEY}; {STAYS}",
    ]
    assert [row[2:4] for row in standing(study)] == [(LINES, "reject"), (MONEY, "unsure"), (LINES, "accept")]


def test_what_the_coder_decided_alike_in_between_is_known(study: Study, book: Path) -> None:
    fill(book, n2={"oordeel": "akkoord"})
    decide(study, "aa1", "korte lijnen 😀", LINES, "accept")
    done = take(study, book)
    assert (done.n_new, done.n_known, done.left_out) == (0, 1, [])


def test_what_another_decided_in_between_is_told_once_and_both_stand(study: Study, book: Path) -> None:
    fill(book, n2={"oordeel": "akkoord"}, n3={"oordeel": "nee"})
    decide(study, "aa1", "korte lijnen 😀", LINES, "reject", "Bea")
    done = take(study, book)
    assert (done.n_new, done.n_others, done.left_out) == (2, 1, [])
    assert [row[3] for row in standing(study, "Bea")] == ["reject"]
    assert take(study, book).n_others == 0


def test_a_change_of_mind_supersedes_what_the_coder_saw(study: Study, tmp_path: Path) -> None:
    decide(study, "aa1", "korte lijnen 😀", LINES, "accept")
    decide(study, "bb1", "Niemand neemt op.", LINES, "accept", "Bea")
    path = export(study, tmp_path / "uit.xlsx")
    fill(path, n2={"oordeel": "niet akkoord"}, n4={"oordeel": "nee"})
    # That somebody else decides in between does not make it newer than what the coder saw of himself.
    decide(study, "aa1", "korte lijnen 😀", LINES, "accept", "Bea")
    done = take(study, path)
    assert (done.n_new, done.n_others, done.left_out) == (2, 1, [])
    with open_store(study.store) as store:
        at = place(load_outputs(study)[1], "aa1", "korte lijnen 😀")
        history = [d for d in store.history("aa1", at.start_char, at.end_char, LINES) if d.coder == "Ans"]
    assert [(d.verdict, d.source, bool(d.superseded_at)) for d in history] == [
        ("accept", "web", True),
        ("reject", "import", False),
    ]


def test_what_the_coder_changed_since_the_export_stays(study: Study, tmp_path: Path) -> None:
    decide(study, "aa1", "korte lijnen 😀", LINES, "accept")
    path = fill(export(study, tmp_path / "uit.xlsx"), n2={"oordeel": "niet akkoord"})
    decide(study, "aa1", "korte lijnen 😀", LINES, "unsure")
    done = take(study, path)
    assert (done.n_new, len(done.left_out), standing(study)[0][3]) == (0, 1, "unsure")


def test_what_the_coder_took_back_since_the_export_can_be_decided(study: Study, tmp_path: Path) -> None:
    decide(study, "aa1", "korte lijnen 😀", LINES, "accept")
    path = fill(export(study, tmp_path / "uit.xlsx"), n2={"oordeel": "niet akkoord"})
    with open_store(study.store) as store:
        store.undo("Ans")
    assert (take(study, path).n_new, standing(study)[0][3]) == (1, "reject")


def test_an_explanation_that_differs_from_a_newer_one_is_listed(study: Study, book: Path) -> None:
    fill(book, n2={"oordeel": "ja", "toelichting": "eerst"})
    take(study, book)
    fill(book, n2={"toelichting": "later"})
    assert take(study, book).left_out == [
        f"uit.xlsx, regel 2 (aa1, {LINES}): u besloot al 'akkoord' met een andere toelichting over {LINES}; {STAYS}"
    ]


def test_another_code_about_which_the_coder_decided_otherwise_leaves_the_row_out(study: Study, book: Path) -> None:
    fill(book, n2={"oordeel": "andere code", "andere_code": CONTACT})
    decide(study, "aa1", "korte lijnen 😀", CONTACT, "reject")
    assert take(study, book).left_out == [
        f"uit.xlsx, regel 2 (aa1, {LINES}): u besloot al 'niet akkoord' over {CONTACT}; {STAYS}"
    ]
    assert [row[2:4] for row in standing(study)] == [(CONTACT, "reject")]


# --- rows that were changed, or are of another version


def test_a_passage_is_found_again_in_an_edited_text(study: Study, book: Path) -> None:
    fill(book, n2={"oordeel": "ja"}, n3={"oordeel": "ja"}, n4={"oordeel": "andere code", "andere_code": MONEY})
    edited = {
        "aa1": [("interviewer", "Fijn dat u er bent."), ("respondent", "Dank u."), *SAID["aa1"]],
        "bb1": [("interviewer", "En bij u?"), ("respondent", "Er wordt nu opgenomen.")],
    }
    write_outputs(study.root, edited, SUGGESTED[:1])
    done = take(study, book)
    assert (done.n_verdicts, done.n_new, done.n_found_again) == (3, 2, 2)
    assert done.left_out == [f"uit.xlsx, regel 4 (bb1, {LINES}): {CHANGED}"]
    with open_store(study.store) as store:
        assert [d.passage for d in store.decisions()] == [
            place(turns_of(edited), "aa1", "korte lijnen 😀"),
            place(turns_of(edited), "aa1", "- geen geld.\r\nEr is"),
        ]
    assert take(study, book).n_known == 2


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"code_id": CONTACT}, f" (aa1, {CONTACT}): {CHANGED}"),
        ({"citaat": "Hoe vindt u elkaar?"}, f" (aa1, {LINES}): {CHANGED}"),
        ({"nr": "", "citaat": "We hebben"}, f" (aa1, {LINES}): {CHANGED}"),
        ({"citaat": None}, f" (aa1, {LINES}): {CHANGED}"),
        ({"interview": "bb1"}, f" (bb1, {LINES}): {CHANGED}"),
        (
            {"interview": "Sjoerdje"},
            f" ({LINES}): dit interview staat niet in de studie; kijk of dit het goede bestand is, of exporteer opnieuw "
            "en vul uw oordeel daar in",
        ),
        (
            {"code_id": "Sjoerdje"},
            " (aa1): deze code staat niet in het codeboek; exporteer opnieuw en vul uw oordeel daar in",
        ),
    ],
)
def test_a_row_that_was_changed_is_listed_by_what_the_study_knows(
    study: Study, book: Path, cells: dict[str, object], said: str
) -> None:
    fill(book, n2={"oordeel": "ja"} | cells, n3={"oordeel": "ja"})
    done = take(study, book)
    assert (done.n_new, done.left_out) == (1, [f"uit.xlsx, regel 2{said}"])


@pytest.mark.parametrize(
    "cells", [{"nr": "stuk"}, {"start": "?"}, {"start": 0, "einde": 15}, {"citaat": "Korte lijnen 😀"}]
)
def test_a_row_that_still_says_what_is_coded_here_is_taken(study: Study, book: Path, cells: dict[str, object]) -> None:
    fill(book, n2={"oordeel": "ja"} | cells)
    done = take(study, book)
    assert (done.n_new, done.n_found_again, done.left_out) == (1, 1, [])
    assert standing(study) == [("aa1", "korte lijnen 😀", LINES, "accept", "")]


@pytest.mark.parametrize("column", ["code_id", "nr", "citaat"])
def test_a_sheet_of_which_one_column_was_sorted_is_not_believed(study: Study, book: Path, column: str) -> None:
    cells = [row[column] for row in rows_of(book)]
    fill(book, **{f"n{n}": {"oordeel": "ja", column: cell} for n, cell in enumerate(reversed(cells), start=2)})
    done = take(study, book)
    assert (done.n_new, len(done.left_out), standing(study)) == (0, 4, [])


# --- files as programs make them


def office(path: Path, kind: str, folder: Path) -> Path:
    """Let LibreOffice open a workbook and save it anew."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind]
        subprocess.run([*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{kind.split(':')[0]}"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_workbook_that_libreoffice_saved_is_read(study: Study, book: Path, tmp_path: Path) -> None:
    fill(book, n2={"oordeel": "akkoord"}, n3={"oordeel": "niet akkoord"}, n5={"oordeel": "ja", "toelichting": "- ja"})
    (tmp_path / "office").mkdir()
    done = take(study, office(book, "xlsx", tmp_path / "office"))
    assert (done.n_new, done.n_found_again, done.left_out) == (3, 0, [])
    assert [row[4] for row in standing(study)] == ["", "", "- ja"]


def test_the_sheet_as_csv_is_read(study: Study, tmp_path: Path) -> None:
    decide(study, "bb1", "Echt niemand.", CONTACT, "accept", "Bea")
    (path,) = [path for path in export_tables(study, "csv", tmp_path / "csv") if path.name == "Coderingen.csv"]
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";")
    for row, word in zip(rows, ["akkoord", "niet akkoord", "", "ja", "nee"], strict=True):
        row[header.index("oordeel")] = word
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows([header, *rows])
    path.write_bytes(stream.getvalue().encode("utf-8-sig"))
    done = take(study, path)
    assert (done.n_new, done.n_found_again, done.left_out) == (4, 0, [])
    assert {row[1] for row in standing(study)} == {
        "korte lijnen 😀", "- geen geld.\r\nEr is", "Niemand neemt op.", "Echt niemand."
    }  # fmt: skip


def test_the_command_tells_verdicts_from_hand_codings_and_takes_both(
    study: Study, book: Path, tmp_path: Path, cli: Callable[..., Any]
) -> None:
    fill(book, n2={"oordeel": "akkoord"}, n3={"oordeel": "niet akkoord"}, n4={"oordeel": "ja", "citaat": "weg"})
    hand = tmp_path / "hand.csv"
    hand.write_text(f"interview_id;turn_no;quote;code_id\nbb1;2;Echt niemand.;{CONTACT}\n", encoding="utf-8")
    done = cli("import", book, hand, "--coder", "Ans", "--study", study.root)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "3 oordelen gelezen uit 1 bestand: 2 nieuw; 1 niet overgenomen:",
        f"  uit.xlsx, regel 4 (bb1, {LINES}): {CHANGED}",
        "1 codering gelezen uit 1 bestand(en): 1 nieuw.",
    ]
    again = cli("import", book, "--coder", "Ans", "--study", study.root)
    assert again.out.splitlines()[0] == "3 oordelen gelezen uit 1 bestand: 0 nieuw, 2 waren er al; 1 niet overgenomen:"


def test_the_command_asks_for_a_coder_and_for_files_and_not_their_folder(
    study: Study, book: Path, cli: Callable[..., Any]
) -> None:
    fill(book, n2={"oordeel": "akkoord"})
    unnamed = cli("import", book, "--study", study.root)
    assert (unnamed.code, "zet achter --coder wie deze handcoderingen of oordelen maakte" in unnamed.err) == (2, True)
    folder = book.parent / "map"
    folder.mkdir()
    book.rename(folder / "uit.xlsx")
    of_folder = cli("import", folder, "--coder", "Ans", "--study", study.root)
    assert of_folder.code == 2
    assert "noem in plaats van de map de bestanden zelf: uit.xlsx" in " ".join(of_folder.err.split())
    assert not has_store(study)


def test_the_command_says_what_to_do_with_an_empty_sheet(study: Study, book: Path, cli: Callable[..., Any]) -> None:
    done = cli("import", book, "--coder", "Ans", "--study", study.root)
    assert done.out.startswith("0 oordelen gelezen uit 1 bestand: 0 nieuw.")
    assert "in de kolom oordeel staat niets" in done.out


# --- what always holds

VERDICT = st.sampled_from(["", "akkoord", "niet akkoord", "andere code"])
ON_PAGE = st.tuples(st.integers(0, 3), st.sampled_from(["accept", "reject", "unsure"]), st.sampled_from(["Ans", "Bea"]))


@settings(deadline=None, max_examples=10)
@given(
    filled=st.lists(VERDICT, min_size=4, max_size=4),
    before=st.lists(ON_PAGE, max_size=4),
    after=st.lists(ON_PAGE, max_size=4),
)
def test_nothing_newer_is_overwritten_and_a_second_time_nothing_is_new(
    tmp_path_factory: pytest.TempPathFactory, tiny_codebook_folder: Path, filled, before, after
) -> None:
    root = tmp_path_factory.mktemp("studie")
    shutil.copytree(tiny_codebook_folder, root / "codebook")
    (root / "transcripten").mkdir()
    write_outputs(root, SAID, SUGGESTED)
    study = Study.open(root)
    for n, verdict, coder in before:
        decide(study, *SUGGESTED[n], verdict, coder)
    path = export(study, root / "uit.xlsx")
    cells = {f"n{n}": {"oordeel": word} for n, word in enumerate(filled, start=2) if word}
    for name in [name for name, cell in cells.items() if cell["oordeel"] == "andere code"]:
        cells[name]["andere_code"] = "context.aanbod"
    fill(path, **cells)
    with open_store(study.store) as store:
        seen = {d.decision_id for d in store.decisions()}
    for n, verdict, coder in after:
        decide(study, *SUGGESTED[n], verdict, coder)
    with open_store(study.store) as store:
        stood = {d.decision_id: d for d in store.decisions()}
    done = take(study, path)
    assert done.n_verdicts == done.n_new + done.n_known + len(done.left_out) == len(cells)
    with open_store(study.store) as store:
        stands = {d.decision_id for d in store.decisions()}
    # Only what Ans saw of herself in the workbook may be gone.
    assert all(stood[one].coder == "Ans" and one in seen for one in stood.keys() - stands)
    again = take(study, path)
    assert (again.n_new, again.n_known) == (0, done.n_new + done.n_known)
