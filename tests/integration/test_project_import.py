"""A project of another program into a study: everything that it knows is taken or kept, and nothing is overwritten."""

from __future__ import annotations

import signal
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from project_makers import (
    CONTACT,
    LINES,
    MONEY,
    TALK,
    make_study,
    memo_guid,
    pack,
    spot,
    standing,
    state,
    write_outputs,
)

from pipeline.errors import OutputError, SettingsError
from pipeline.exchange import (
    MODEL_CODER,
    Code,
    ExchangeError,
    Memo,
    Selection,
    Source,
    codes_of,
    describe,
    text_checksum,
)
from pipeline.review import CONSENSUS, open_store
from pipeline.review.anchors import passage_at
from pipeline.run.forgetting import forget, plan_forgetting
from pipeline.run.projects_taken import import_project
from pipeline.run.remarks_taken import load_received, received_path, remark_steps
from pipeline.study import Study, read_manifest

SOURCE = Source("s1", "gesprek 1", TALK, "Veldwijk", "jeugdarts", "2026-02-03")
SPOKEN = "We hebben korte lijnen 😀, en ze belt altijd terug."


@pytest.fixture
def study(tmp_path: Path, tiny_codebook_folder: Path) -> Study:
    """A study without interviews."""
    return make_study(tmp_path / "studie", tiny_codebook_folder)


@pytest.fixture
def with_talk(tmp_path: Path, tiny_codebook_folder: Path) -> Study:
    """A study with one interview, that has not been coded."""
    return make_study(tmp_path / "studie", tiny_codebook_folder, {"aa1.txt": TALK})


def transcripts(study: Study) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in study.transcripts_folder.iterdir() if path.name != "manifest.csv"}


def test_a_project_becomes_interviews_and_decisions(study, tmp_path):
    given = [spot(TALK, "korte lijnen 😀", "s1", "Ans", LINES, MONEY), spot(TALK, "geen geld", "s1", "Bé", MONEY)]
    done = import_project(study, pack(study, tmp_path / "p.qdpx", [SOURCE], given))
    assert (done.new_texts, done.known_texts, done.coders) == (["gesprek 1"], [], ["Ans", "Bé"])
    assert (done.n_codings, done.n_new, done.n_known, done.kept, done.left_out) == (3, 3, 0, [], [])
    assert done.codes.added == []
    assert standing(study) == [
        ("gesprek 1", 2, "korte lijnen 😀", MONEY, "accept", "Ans", ""),
        ("gesprek 1", 2, "korte lijnen 😀", LINES, "accept", "Ans", ""),
        ("gesprek 1", 4, "geen geld", MONEY, "accept", "Bé", ""),
    ]
    ((name, content),) = transcripts(study).items()
    assert content == TALK.encode()
    assert (study.transcripts_folder / name).stat().st_mode & 0o777 == 0o600
    rows, problems = read_manifest(study.transcripts_folder / "manifest.csv")
    row = {
        "interview_id": "gesprek 1",
        "file": name,
        "gemeente": "Veldwijk",
        "perspectief": "jeugdarts",
        "interviewer": "",
    }
    assert (rows, problems) == ([row | {"datum": "2026-02-03"}], [])
    with open_store(study.store) as store:
        assert store.judged() == []
        assert {one.source for one in store.decisions()} == {"import"}


def test_the_same_file_twice_changes_nothing(study, tmp_path):
    memos = [Memo("m1", "over de vraag"), Memo("m2", "over het gesprek"), Memo("m3", "los")]
    given = [
        spot(TALK, "korte lijnen", "s1", "Ans", LINES, memos=("m1",)),
        spot(TALK, "En geld?", "s1", "Ans", MONEY, description="vraag"),
        spot(TALK, "jammer", "s1", "Bé", description="opvallend"),
    ]
    path = pack(study, tmp_path / "p.qdpx", [replace(SOURCE, memos=("m2",), description="op locatie")], given, memos)
    assert import_project(study, path).n_new == 1
    before = state(study)
    done = import_project(Study.open(study.root), path)
    assert (done.n_codings, done.n_new, done.n_known, done.new_texts) == (1, 0, 1, [])
    assert done.known_texts == ["gesprek 1"]
    assert state(study) == before
    assert len(load_received(study).interviews["gesprek 1"].remarks) == 2


def test_a_text_is_known_by_its_words_whatever_it_is_called(study, tmp_path):
    theirs = TALK.replace("belt", "belt één keer per week")
    ours = unicodedata.normalize("NFD", theirs).replace("\n", "\r\n")
    (study.transcripts_folder / "aa1.txt").write_bytes(ours.encode())
    words = "belt één keer"
    path = pack(
        study, tmp_path / "p.qdpx", [Source("s1", "heel anders", theirs)], [spot(theirs, words, "s1", "Ans", LINES)]
    )
    done = import_project(study, path)
    assert (done.new_texts, done.known_texts) == ([], ["aa1"])
    assert transcripts(study) == {"aa1.txt": ours.encode()}
    assert not (study.transcripts_folder / "manifest.csv").exists()
    (found,) = standing(study)
    assert found[:3] == ("aa1", 2, unicodedata.normalize("NFD", words))
    with open_store(study.store) as store:
        (decision,) = store.decisions()
    assert ours[decision.passage.start_char : decision.passage.end_char] == decision.passage.quote


def test_passages_are_looked_up_in_a_text_that_was_edited(with_talk, tmp_path):
    theirs = "Opgenomen in mei.\n\n" + TALK.replace("altijd", "meestal")
    given = [
        spot(theirs, "korte lijnen", "s1", "Ans", LINES),
        spot(theirs, "belt meestal", "s1", "Ans", CONTACT, description="dit is veranderd"),
        spot(theirs, "R: Er is geen geld voor.", "s1", "Ans", MONEY),
        spot(theirs, "En geld?", "s1", "Ans", MONEY),
    ]
    done = import_project(with_talk, pack(with_talk, tmp_path / "p.qdpx", [Source("s1", "aa1", theirs)], given))
    assert (done.new_texts, done.known_texts) == ([], ["aa1"])
    assert transcripts(with_talk) == {"aa1.txt": TALK.encode()}
    assert [one[1:4] for one in standing(with_talk)] == [
        (2, "korte lijnen", LINES),
        (4, "Er is geen geld voor.", MONEY),
    ]
    assert any("'aa1' heeft in de studie een andere tekst" in line for line in done.warnings)
    assert [line.rpartition(": ")[2] for line in done.left_out] == [
        "deze woorden staan niet meer in de tekst",
        "dit is niet wat een respondent zegt",
    ]
    kept = load_received(with_talk).interviews["aa1"].remarks.values()
    assert {(one.quote, tuple(one.codes), one.description) for one in kept} == {
        ("belt meestal", (CONTACT,), "dit is veranderd"),
        ("En geld?", (MONEY,), ""),
    }


def test_a_selection_over_turns_is_cut_and_one_in_no_answer_is_kept(with_talk, tmp_path):
    start = TALK.index("en ze belt")
    over = Selection("s1", start, TALK.index(" Dat vinden"), "Ans", spot(TALK, "geld", "s1", "Ans", MONEY).codings)
    given = [
        over,
        spot(TALK, "gemeente: Veldwijk", "s1", "Bé", LINES),
        spot(TALK, "vindt u elkaar", "s1", "Bé", LINES, CONTACT),
    ]
    done = import_project(with_talk, pack(with_talk, tmp_path / "p.qdpx", [Source("s1", "x", TALK)], given))
    assert [one[1:4] for one in standing(with_talk)] == [
        (2, "en ze belt altijd terug.", MONEY),
        (4, "Er is geen geld voor.", MONEY),
    ]
    assert sum("1 passage(s) liepen over" in line for line in done.warnings) == 1
    at = TALK.index("vindt u elkaar")
    told = f"aa1, tekens {at} tot {at + 14}, {CONTACT} (Bé): dit is niet wat een respondent zegt"
    assert told in done.left_out
    assert len(done.left_out) == 3
    kept = load_received(with_talk).interviews["aa1"].remarks.values()
    assert {(one.quote, tuple(sorted(one.codes))) for one in kept} == {
        ("gemeente: Veldwijk", (LINES,)),
        ("vindt u elkaar", tuple(sorted((LINES, CONTACT)))),
    }


def test_what_cannot_be_read_yet_is_taken_by_a_second_import(study, tmp_path):
    text = "Xenia: En geld?\nUbbo: Er is geen geld.\nXenia: Hoe komt dat?\nUbbo: De pot is leeg.\n"
    given = [spot(text, "geen geld", "s1", "Ans", MONEY, description="duidelijk")]
    path = pack(study, tmp_path / "p.qdpx", [Source("s1", "gesprek", text, "Veldwijk")], given)
    done = import_project(study, path)
    assert (done.new_texts, done.n_codings) == (["gesprek"], 0)
    assert any("niet bekend wie de interviewer is" in line and "nog een keer" in line for line in done.warnings)
    at = text.index("geen geld")
    assert done.left_out == [f"gesprek, tekens {at} tot {at + 9}, {MONEY} (Ans): het interview is nog niet te lezen"]
    (remark,) = load_received(study).interviews["gesprek"].remarks.values()
    assert (remark.quote, remark.codes, remark.description) == ("geen geld", [MONEY], "duidelijk")
    manifest = study.transcripts_folder / "manifest.csv"
    manifest.write_text("file,gemeente,interviewer\ngesprek.txt,Veldwijk,Xenia\n", encoding="utf-8")
    again = import_project(study, path)
    assert (again.new_texts, again.n_new, again.left_out) == ([], 1, [])
    assert standing(study) == [("gesprek", 2, "geen geld", MONEY, "accept", "Ans", "duidelijk")]
    assert load_received(study).interviews["gesprek"].remarks == {}


def test_codings_do_not_wait_for_a_municipality(study, tmp_path):
    text = TALK.partition("\n\n")[2]
    path = pack(
        study, tmp_path / "p.qdpx", [Source("s1", "gesprek", text)], [spot(text, "geen geld", "s1", "Ans", MONEY)]
    )
    done = import_project(study, path)
    assert done.n_new == 1
    assert (
        "van 1 interview(s) is de gemeente niet bekend: gesprek; vul de kolom gemeente van manifest.csv in"
        in done.warnings
    )
    assert import_project(study, path).n_known == 1


def test_suggestions_of_the_program_are_not_decisions(with_talk, tmp_path):
    said = describe("m1", 0.8, "likely", "accept", "Ans", "regel: korte lijnen")
    given = [
        spot(TALK, "korte lijnen", "s1", MODEL_CODER, LINES, description=said),
        spot(TALK, "geen geld", "s1", MODEL_CODER, MONEY, description=f"{said}\nhier twijfel ik"),
    ]
    done = import_project(with_talk, pack(with_talk, tmp_path / "p.qdpx", [Source("s1", "x", TALK)], given))
    assert (done.n_codings, done.coders, done.left_out) == (0, [], [])
    assert any(line.startswith("2 voorstel(len) van Factorwijzer zelf") for line in done.warnings)
    (remark,) = load_received(with_talk).interviews["aa1"].remarks.values()
    assert (remark.quote, remark.codes, remark.description) == ("geen geld", [], "hier twijfel ik")
    assert not Path(with_talk.store).exists()


def test_a_reason_is_all_that_is_said_of_a_coding(with_talk, tmp_path):
    memos = [
        Memo("m1", "eerste"),
        Memo("m2", "tweede", LINES),
        Memo("m3", "derde", f"{MONEY} (2)"),
        Memo("m4", "vierde"),
    ]
    one = spot(TALK, "korte lijnen", "s1", "Ans", LINES, MONEY, memos=("m1", "m2", "m3"))
    one = replace(one, codings=(replace(one.codings[0], memos=("m4",)), one.codings[1]), description="vijfde")
    own = spot(TALK, "geen geld", "s1", "Bé", MONEY, description=describe("consensus", 1.0, "certain"))
    import_project(with_talk, pack(with_talk, tmp_path / "p.qdpx", [Source("s1", "x", TALK)], [one, own], memos))
    assert {(code, reason) for _, _, _, code, _, _, reason in standing(with_talk)} == {
        (LINES, "eerste\ntweede\nvierde\nvijfde"),
        (MONEY, "eerste\nderde\nvijfde"),
        (MONEY, ""),
    }


def test_what_a_coder_decided_before_stands(with_talk, tmp_path):
    start = TALK.index("korte lijnen")
    passage = passage_at(TALK, "aa1", 2, start, start + 12)
    with open_store(with_talk.store) as store:
        store.add_coder("Ans")
        store.decide(passage, LINES, "reject", "Ans", reason="toch niet")
        store.decide(passage, MONEY, "accept", "Ans", reason="zegt zij zelf")
    memos = [Memo("m1", "nieuw inzicht")]
    given = [spot(TALK, "korte lijnen", "s1", "Ans", LINES, MONEY, memos=("m1",), description="zegt zij zelf")]
    path = pack(with_talk, tmp_path / "p.qdpx", [Source("s1", "x", TALK)], given, memos)
    done = import_project(with_talk, path)
    assert (done.n_codings, done.n_new, done.n_known) == (2, 0, 1)
    (line,) = done.kept
    assert line.startswith(f"aa1, beurt 2, {LINES} (Ans): in de studie staat hier 'afgewezen'; dat blijft zo")
    assert {one[3:5] + one[6:] for one in standing(with_talk)} == {
        (LINES, "reject", "toch niet"),
        (MONEY, "accept", "zegt zij zelf"),
    }
    (remark,) = load_received(with_talk).interviews["aa1"].remarks.values()
    assert "nieuw inzicht" in remark.description
    before = state(with_talk)
    import_project(with_talk, path)
    assert state(with_talk) == before


def test_consensus_comes_back_as_consensus_but_not_against_what_was_settled(with_talk, tmp_path):
    start = TALK.index("geen geld")
    with open_store(with_talk.store) as store:
        passage = passage_at(TALK, "aa1", 4, start, start + 9)
        store.decide(passage, MONEY, "reject", CONSENSUS, reason="samen", source="consensus")
    given = [
        spot(TALK, "korte lijnen", "s1", "Consensus", LINES),
        spot(TALK, "Er is geen geld voor", "s1", "Consensus", MONEY),
    ]
    done = import_project(with_talk, pack(with_talk, tmp_path / "p.qdpx", [Source("s1", "x", TALK)], given))
    assert (done.n_new, len(done.kept)) == (1, 1)
    assert [one[3:6] for one in standing(with_talk)] == [(LINES, "accept", CONSENSUS), (MONEY, "reject", CONSENSUS)]


def test_a_coded_study_knows_its_hand_codings_and_its_newest_text(with_talk, tmp_path):
    by_hand = {"interview_id": "aa1", "text": "geen geld", "code_id": MONEY, "origin": "human", "source_id": "codeurs"}
    write_outputs(with_talk, [by_hand])
    given = [spot(TALK, "geen geld", "s1", "codeurs", MONEY), spot(TALK, "korte lijnen", "s1", "codeurs", LINES)]
    new = Source("s2", "bb1", TALK.replace("geld", "tijd"))
    given.append(spot(new.text, "geen tijd", "s2", "Ans", MONEY))
    path = pack(with_talk, tmp_path / "p.qdpx", [Source("s1", "x", TALK), new], given)
    done = import_project(with_talk, path)
    assert (done.n_new, done.n_known) == (2, 1)
    again = import_project(with_talk, path)
    # The decision about what is not coded yet is not lost.
    assert (again.n_new, again.n_known, again.brought.lost) == (0, 3, [])


def test_blind_coding_judges_whole_interviews(with_talk, tmp_path):
    given = [spot(TALK, "geen geld", "s1", "Ans", MONEY)]
    path = pack(with_talk, tmp_path / "p.qdpx", [Source("s1", "x", TALK)], given)
    import_project(with_talk, path, is_blind=True)
    with open_store(with_talk.store) as store:
        assert [(one.turn_no, one.coder, one.is_blind) for one in store.judged()] == [
            (2, "Ans", True),
            (4, "Ans", True),
        ]


NAMES = [
    "../../weg",
    "/etc/passwd",
    "C:\\map\\gesprek",
    "con",
    "NUL.txt",
    "Lpt1.oud",
    "a" * 200,
    "é" * 200,
    "日" * 200,
    "Gesprek",
    "gesprek",
    "GESPREK.docx",
    "..",
    "=1+1",
    "regel\neen",
    "",
    "bestaat",
    "manifest.csv",
    "👩\u200d👧",
    "a\u202eb",
]


def test_any_name_becomes_a_file_of_its_own_in_the_folder(study, tmp_path):
    (study.transcripts_folder / "BESTAAT.TXT").write_text(TALK + "R: Nog iets.\n", encoding="utf-8")
    (study.transcripts_folder / "BESTAAT.TXT").rename(study.transcripts_folder / "Bestaat.txt")
    before = transcripts(study)
    texts = {name: TALK.replace("geen geld", f"geen geld, {number} keer") for number, name in enumerate(NAMES)}
    sources = [Source(f"s{number}", name, text) for number, (name, text) in enumerate(texts.items())]
    given = [spot(one.text, one.text.partition("Er is ")[2][:10], one.key, "Ans", MONEY) for one in sources]
    path = pack(study, tmp_path / "p.qdpx", sources, given)
    done = import_project(study, path)
    assert len(set(done.new_texts)) == len({name.casefold() for name in done.new_texts}) == len(NAMES)
    assert done.n_new == len(NAMES)
    files = transcripts(study)
    assert {name: files[name] for name in before} == before
    assert {text_checksum(content.decode()) for content in files.values()} > {one.checksum for one in sources}
    assert len({name.casefold() for name in files}) == len(NAMES) + 1
    for name in files:
        assert len(name.encode()) < 130
        assert name.partition(".")[0].casefold() not in ("con", "nul", "lpt1")
        assert not set(name) & set('\\/:*?"<>|\n')
    assert {path.name for path in tmp_path.iterdir()} == {
        "studie",
        "p.qdpx",
        "p.qdpx-verlies.txt",
        "p.qdpx-verlies.json",
    }
    after = state(study)
    assert import_project(study, path).n_known == len(NAMES)
    assert state(study) == after
    rows, problems = read_manifest(study.transcripts_folder / "manifest.csv")
    assert problems == []
    assert {row["interview_id"] for row in rows} == set(done.new_texts)
    assert not any(
        row["interview_id"].startswith(("=", "+", "-", "@")) or "\u202e" in row["interview_id"] for row in rows
    )


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (b"interview_id,file,gemeente,perspectief,datum,interviewer\n", []),
        ('\ufefffile;gemeente;perspectief;datum;interview_id\r\noud.txt;"Oost\r\nen; West";;;\r\n'.encode(), []),
        ("file;gemeente\r\noud.txt;Curaçao".encode("cp1252"), ["datum", "interview_id", "perspectief"]),
        ("file\tgemeente\tdatum\noud.txt\tVeldwijk\t\n".encode("utf-16"), ["interview_id", "perspectief"]),
        (b"file\noud.txt\n", ["datum", "gemeente", "interview_id", "perspectief"]),
    ],
)
def test_the_manifest_is_kept_to_the_byte_and_goes_on_in_its_own_way(study, tmp_path, content, missing):
    manifest = study.transcripts_folder / "manifest.csv"
    manifest.write_bytes(content)
    manifest.chmod(0o640)
    (study.transcripts_folder / "oud.txt").write_text(TALK.replace("jammer", "prima"), encoding="utf-8")
    done = import_project(study, pack(study, tmp_path / "p.qdpx", [replace(SOURCE, perspective="arts; huisarts")]))
    assert manifest.read_bytes().startswith(content)
    assert manifest.stat().st_mode & 0o777 == 0o640
    rows, problems = read_manifest(manifest)
    assert problems == []
    wanted = {
        "interview_id": "gesprek 1",
        "gemeente": "Veldwijk",
        "perspectief": "arts; huisarts",
        "datum": "2026-02-03",
    }
    last = {name: value for name, value in rows[-1].items() if name in wanted}
    assert last == {name: value for name, value in wanted.items() if name not in missing}
    told = sorted(line.split("'")[1] for line in done.warnings if "heeft geen kolom" in line)
    assert told == missing


def test_what_has_no_place_is_kept_for_the_owner_alone(study, tmp_path):
    keys = ("m1", "m2", "m3", "m4", "m5")
    memos = [Memo(key, f"tekst {key}", f"naam {key}", "Ans", "2026-01-02T03:04:05.006Z") for key in keys]
    first, *rest = codes_of(study.codebook())
    codes = (
        replace(first, memos=("m2",), children=(replace(first.children[0], memos=("m3",)), *first.children[1:])),
        *rest,
    )
    path = pack(
        study,
        tmp_path / "p.qdpx",
        [replace(SOURCE, memos=("m4",), description="op locatie")],
        [],
        memos,
        codes=codes,
        own_memos=("m1",),
        description="ons project",
    )
    import_project(study, path)
    kept = received_path(study)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    received = load_received(study)
    assert received.description == "ons project"
    assert list(received.memos) == [memo_guid("m1")]
    assert {key: list(notes) for key, notes in received.codes.items()} == {
        first.key: [memo_guid("m2")],
        first.children[0].key: [memo_guid("m3")],
    }
    assert list(received.interviews["gesprek 1"].memos) == [memo_guid("m4")]
    assert received.interviews["gesprek 1"].description == "op locatie"
    assert received.loose[memo_guid("m5")].model_dump() == {
        "text": "tekst m5",
        "name": "naam m5",
        "coder": "Ans",
        "created_at": "2026-01-02T03:04:05.006Z",
    }


def test_a_memo_that_changed_comes_beside_the_one_of_before(study, tmp_path):
    for text in ("eerst", "later"):
        path = pack(study, tmp_path / f"{text}.qdpx", [SOURCE], [], [Memo("m1", text)], own_memos=("m1",))
        import_project(study, path)
    assert sorted(note.text for note in load_received(study).memos.values()) == ["eerst", "later"]


def test_what_is_withdrawn_goes_from_what_is_kept(study, tmp_path):
    other = Source("s2", "gesprek 2", TALK.replace("geld", "tijd"))
    given = [spot(one.text, "Hoe vindt u", one.key, "Ans", LINES) for one in (SOURCE, other)]
    import_project(study, pack(study, tmp_path / "p.qdpx", [SOURCE, other], given))
    assert remark_steps(study, {"gesprek 3"}) == []
    forget(study, plan_forgetting(study, "gesprek 1"))
    assert list(load_received(study).interviews) == ["gesprek 2"]
    left = [path for path in study.root.rglob("*") if path.is_file() and b"gesprek 1" in path.read_bytes()]
    assert left == []
    assert plan_forgetting(study, "gesprek 2").actions


@pytest.mark.parametrize("content", [b"", b"{", b'{"format": 2}', b'{"format": 1, "iets": 1}', b'{"interviews": []}'])
def test_a_damaged_file_of_remarks_stops_the_import_before_anything_is_written(study, tmp_path, content):
    received_path(study).parent.mkdir()
    received_path(study).write_bytes(content)
    with pytest.raises(OutputError, match="beschadigd of door een nieuwere versie"):
        import_project(study, pack(study, tmp_path / "p.qdpx", [SOURCE]))
    assert transcripts(study) == {}
    (step,) = remark_steps(study, {"gesprek 1"})
    step.do()
    assert not received_path(study).exists()


def test_a_wrong_manifest_stops_the_import_before_anything_is_written(study, tmp_path):
    (study.transcripts_folder / "manifest.csv").write_text("file,gemeente\nweg.txt,Veldwijk\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"bestand 'weg.txt' bestaat niet"):
        import_project(study, pack(study, tmp_path / "p.qdpx", [SOURCE]))
    assert transcripts(study) == {}
    assert not received_path(study).exists()


def test_what_is_no_project_changes_nothing(study, tmp_path):
    path = tmp_path / "p.qdpx"
    path.write_bytes(b"geen zip")
    before = state(study)
    with pytest.raises(ExchangeError, match=r"dit is geen \.qdpx-bestand"):
        import_project(study, path)
    assert state(study) == before


def test_a_source_without_text_and_two_sources_with_one_text(study, tmp_path):
    twice = replace(SOURCE, key="s2", name="kopie")
    given = [spot(TALK, "geen geld", key, "Ans", MONEY) for key in ("s1", "s2")]
    done = import_project(study, pack(study, tmp_path / "p.qdpx", [Source("s0", "leeg", " \n"), SOURCE, twice], given))
    assert (done.new_texts, done.n_codings) == (["gesprek 1"], 1)
    assert done.left_out == ["bron 'leeg' heeft geen tekst; zij is weggelaten"]
    assert len(transcripts(study)) == 1


def test_a_text_that_says_which_interview_it_is_keeps_that_id(study, tmp_path):
    text = f"interview: aa7\n{TALK}"
    other = text.replace("jammer", "prima")
    path = pack(study, tmp_path / "p.qdpx", [Source("s1", "x", text), Source("s2", "y", other)])
    done = import_project(study, path)
    assert done.new_texts == ["aa7"]
    assert any("'aa7' heeft in de studie een andere tekst" in line for line in done.warnings)
    before = state(study)
    import_project(study, path)
    assert state(study) == before


def test_a_coding_of_a_folder_is_kept(with_talk, tmp_path):
    folder = codes_of(with_talk.codebook())[0]
    codes = tuple(replace(code, is_codable=False) for code in codes_of(with_talk.codebook()))
    given = [spot(TALK, "geen geld", "s1", "Ans", MONEY, folder.key, description="waarom")]
    done = import_project(
        with_talk, pack(with_talk, tmp_path / "p.qdpx", [Source("s1", "x", TALK)], given, codes=codes)
    )
    assert (done.n_new, len(done.left_out)) == (1, 1)
    (remark,) = load_received(with_talk).interviews["aa1"].remarks.values()
    assert (remark.codes, remark.description) == ([folder.name], "")
    assert [one[6] for one in standing(with_talk)] == ["waarom"]


def test_new_codes_come_along(with_talk, tmp_path):
    codes = (*codes_of(with_talk.codebook()), Code("c9", "Nieuw", False, children=(Code("c10", "Vondst"),)))
    given = [spot(TALK, "geen geld", "s1", "Ans", "c10")]
    done = import_project(
        with_talk, pack(with_talk, tmp_path / "p.qdpx", [Source("s1", "x", TALK)], given, codes=codes)
    )
    ((code_id, coder),) = [one[3:6:2] for one in standing(with_talk)]
    assert (done.codes.added, coder) == ([code_id], "Ans")
    assert with_talk.codebook().by_id[code_id].naam == "Vondst"


def test_the_command_says_what_it_did(with_talk, tmp_path, cli):
    new = Source("s2", "gesprek 2", TALK.replace("geld", "tijd"))
    given = [
        spot(TALK, "geen geld", "s1", "Ans", MONEY),
        *(spot(TALK, sign, "s1", "Bé", LINES) for sign in ("I", "Hoe")),
    ]
    path = pack(with_talk, tmp_path / "p.QDPX", [Source("s1", "x", TALK), new], given)
    done = cli("import", path, "--study", with_talk.root)
    assert (done.code, done.err) == (0, "")
    told = done.out.splitlines()
    assert "2 interviews gelezen: 1 nieuw, 1 had de studie al." in told
    assert "1 codering van Ans gelezen: 1 nieuw, 0 waren er al." in told
    assert any(line.startswith("let op: 2 regels zijn niet overgenomen") for line in told)
    assert told[-1] == "Draai 'factorwijzer check' en daarna 'factorwijzer run' voor de nieuwe interviews."
    # What was said is in no message.
    assert not any(words in done.out for words in ("korte lijnen", "geen geld", "vindt u elkaar"))


def test_the_command_refuses_a_file_that_is_not_there(with_talk, tmp_path, cli):
    done = cli("import", tmp_path / "weg.qdpx", "--study", with_talk.root)
    assert (done.code, done.err.splitlines()[0]) == (2, "✗ weg.qdpx: bestaat niet")


N_KILLS, SEED = 12, 11
# Everything is loaded once; each import is a process of its own, killed at a random moment.
KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from pipeline.run.forgetting import forget, plan_forgetting
from pipeline.run.projects_taken import import_project
from pipeline.study import Study

path, chance = Path(sys.argv[1]), random.Random(int(sys.argv[2]))

def start(root):
    child = os.fork()
    if not child:
        import_project(Study.open(Path(root)), path)
        os._exit(0)
    return child

begun = time.monotonic()
os.waitpid(start(sys.argv[3]), 0)
lasts = time.monotonic() - begun
for root in sys.argv[4:]:
    child = start(root)
    time.sleep(chance.uniform(0.05, 1) * lasts)
    os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_killed_at_any_moment_it_is_finished_by_the_same_import(tmp_path, tiny_codebook_folder):
    texts = [TALK.replace("geld", f"geld {number}") for number in range(25)]
    sources = [Source(f"s{n}", f"gesprek/{n}", text, "Veldwijk", "arts") for n, text in enumerate(texts)]
    given = [spot(one.text, "korte lijnen", one.key, coder, LINES, "c10") for one in sources for coder in ("Ans", "Bé")]
    given += [spot(one.text, "Hoe vindt", one.key, "Ans", LINES, memos=("m1",)) for one in sources]
    roots = [tmp_path / f"{number}" / "studie" for number in range(N_KILLS + 1)]
    studies = [make_study(root, tiny_codebook_folder) for root in roots]
    codes = (*codes_of(studies[0].codebook()), Code("c9", "Nieuw", False, children=(Code("c10", "Vondst"),)))
    memos = [Memo("m1", "een vraag"), Memo("m2", "van het project")]
    path = pack(studies[0], tmp_path / "p.qdpx", sources, given, memos, codes=codes, own_memos=("m2",))
    command = [sys.executable, "-c", KILLED, str(path), str(SEED), *map(str, roots)]
    ended = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout.split()
    assert len(ended) == N_KILLS
    assert ended.count(str(-signal.SIGKILL)) > N_KILLS // 2
    wanted = state(studies[0])
    assert len(wanted["decisions"]) == 4 * len(sources)
    n_begun = 0
    for study in studies[1:]:
        n_begun += bool(transcripts(study)) and state(study) != wanted
        import_project(Study.open(study.root), path)
        assert state(study) == wanted
    assert n_begun > 2
