"""A study that goes out as a project, into an empty study and out again: the same codes, words, coders and memos."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from project_makers import LINES, MONEY, make_study, standing, state, write_outputs

from pipeline import frames
from pipeline.exchange import Code, Project, codes_of, read_qdpx
from pipeline.review import open_store
from pipeline.review.anchors import passage_at
from pipeline.review.texts import plain_text
from pipeline.run.codes_taken import take_codes
from pipeline.run.codings_taken import PROGRAM
from pipeline.run.exporting import export
from pipeline.run.interviews import read_interviews
from pipeline.run.projects_taken import import_project
from pipeline.run.remarks_taken import Note, Received, Remark, load_received, save_received
from pipeline.study import Study

CODERS = ("Ans", "Bé", "Factor \U0001f600", "consensus")
NESTED = (
    Code(
        "t1",
        "Los & vast",
        False,
        children=(Code("c1", "Boven", children=(Code("c2", "Onder", description="uitleg"),)),),
    ),
)
# Signs that travel badly, none of which makes a label of a line.
WORDS = ("ja", "nee, wel", "cafe\u0301", "😀", "👩\u200d👧", "a\u0323\u0308", "…", '<b> & "zo"', "\ttab", "é", "3 keer")
QUESTIONS = ("Hoe gaat dat?", "En één keer 😀?", "Waarom ja?")
NOTES = ("zegt zij zelf", "twijfel & zo", "cafe\u0301", "eerste\ntweede", "😀")


@dataclass(frozen=True)
class Made:
    """What a study is made of: texts by file, manifest, decisions and remarks as (text no, start, end) in shares."""

    texts: dict[str, str]
    manifest: str
    decisions: list[tuple[int, float, float, int, str, str]]
    remarks: list[tuple[int, float, float, str, str]]


@st.composite
def transcripts(draw: st.DrawFn) -> str:
    """A transcript that can be read, in one of two ways of ending lines and of writing accents."""
    lines = draw(st.sampled_from(([], ["gemeente: Oost & West", ""], ["perspectief: jeugdarts"])))
    for _ in range(draw(st.integers(1, 4))):
        said = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6))
        lines = [*lines, f"I: {draw(st.sampled_from(QUESTIONS))}", f"R: Nou {' '.join(said)}"]
        if draw(st.booleans()):
            lines.append("en daarna " + draw(st.sampled_from(WORDS)))
    text = draw(st.sampled_from(("\n", "\r\n"))).join([*lines, ""])
    return unicodedata.normalize(draw(st.sampled_from(("NFC", "NFD"))), text)


SHARE = st.floats(0, 1, allow_nan=False)


@st.composite
def studies(draw: st.DrawFn) -> Made:
    """Texts of one or two interviews, and what coders decided and noted about them."""
    found = draw(st.lists(transcripts(), min_size=1, max_size=2, unique=True))
    names = draw(st.permutations(["Gesprek één", "aa1"]))
    texts = {f"{name}.txt": text for name, text in zip(names, found, strict=False)}
    manifest = "file;gemeente;datum\n" + "".join(f"{name};Veldwijk;2026-02-03\n" for name in texts)
    place = (st.integers(0, len(texts) - 1), SHARE, SHARE)
    who, note = st.sampled_from(CODERS), st.sampled_from(("", *NOTES))
    decisions = st.lists(st.tuples(*place, st.integers(0, 9), who, note), min_size=1, max_size=10)
    remarks = st.lists(st.tuples(*place, st.sampled_from(CODERS), st.sampled_from(NOTES)), max_size=3)
    return Made(texts, manifest, draw(decisions), draw(remarks))


@pytest.fixture(scope="session")
def nested_codebook(tmp_path_factory: pytest.TempPathFactory, tiny_codebook_folder: Path) -> Path:
    """The tiny codebook with a code below a code that can be given itself."""
    study = make_study(tmp_path_factory.mktemp("genest") / "studie", tiny_codebook_folder)
    take_codes(study, NESTED)
    return study.codebook_folder


def fill(study: Study, made: Made) -> None:
    """Decide and note what was generated, each decision within a turn of a respondent."""
    interviews = read_interviews(study)
    code_ids = study.codebook().code_ids
    received = load_received(study)
    with open_store(study.store) as store:
        for coder in CODERS[:-1]:
            store.add_coder(coder)
        for number, begin, length, code_no, coder, reason in made.decisions:
            one = interviews[number]
            turns = [turn for turn in frames.rows(one.turns) if turn.role == "respondent"]
            turn = turns[code_no % len(turns)]
            start, end = part(turn.start_char, turn.end_char, begin, length)
            passage = passage_at(plain_text(one.turns), one.interview_id, turn.turn_no, start, end)
            store.decide(passage, code_ids[code_no % len(code_ids)], "accept", coder, reason=reason)
    for number, begin, length, coder, said in made.remarks:
        one = interviews[number]
        start, end = part(0, len(one.text), begin, length)
        remark = Remark(start=start, end=end, quote=one.text[start:end], coder=coder, description=said)
        key = f"{len(received.interview(one.interview_id).remarks):08X}-0000-4000-8000-{number:012X}"
        received.interview(one.interview_id).remarks[key] = remark
    question = next(one.text.index("I: ") for one in interviews)
    received.interview(interviews[0].interview_id).remarks["A" * 8 + "-0000-4000-8000-000000000000"] = Remark(
        start=question + 3,
        end=question + 6,
        quote=interviews[0].text[question + 3 : question + 6],
        coder="Ans",
        codes=[LINES],
        memos={"m5": Note(text="over de vraag", coder="Bé")},
    )
    received.memos["m1"], received.loose["m2"] = Note(text="van het project", name="p"), Note(text="los", coder="Bé")
    received.codes[code_ids[0]] = {"m3": Note(text="van een code")}
    received.codes[codes_of(study.codebook())[0].key] = {"m6": Note(text="van een map")}
    received.interview(interviews[0].interview_id).memos["m4"] = Note(text="van het gesprek")
    received.description = "ons project"
    save_received(study, received)


def part(start: int, end: int, begin: float, length: float) -> tuple[int, int]:
    """Return a stretch that is not empty within another."""
    first = start + int(begin * (end - start - 1))
    return first, first + 1 + int(length * (end - first - 1))


def tree(codes: tuple[Code, ...], memos: dict[str, str]) -> list[object]:
    return [
        (
            code.name,
            code.is_codable,
            code.color,
            code.description,
            sorted(memos[key] for key in code.memos),
            tree(code.children, memos),
        )
        for code in codes
    ]


def seen(project: Project) -> dict[str, object]:
    """Return what has to come back; suggestions of the program are made again and not compared."""
    memos = {memo.key: memo.text for memo in project.memos}
    sources = {source.key: source for source in project.sources}
    path_of: dict[str, tuple[str, ...]] = {}

    def walk(codes: tuple[Code, ...], above: tuple[str, ...] = ()) -> None:
        for code in codes:
            path_of[code.key] = (*above, code.name)
            walk(code.children, path_of[code.key])

    walk(project.codes)
    said: dict[tuple[str, int, int, str], set[str]] = {}
    codings = set()
    for one in project.selections:
        if one.coder in PROGRAM:
            continue
        words = sources[one.source].text[one.start : one.end]
        place = (sources[one.source].name, one.start, one.end, one.coder)
        codings |= {(*place, words, path_of[code]) for code in one.code_ids}
        keys = [*one.memos, *(key for coding in one.codings for key in coding.memos)]
        said[place] = {
            line for text in [*map(memos.__getitem__, keys), one.description] for line in text.split("\n")
        } - {""}
    return {
        "codes": tree(project.codes, memos),
        "sources": {
            (s.name, s.text, s.municipality, s.perspective, s.date, s.description, *sorted(memos[k] for k in s.memos))
            for s in project.sources
        },
        "codings": codings,
        "said": said,
        "coders": {coder.name for coder in project.coders},
        "project": (project.description, sorted(memos[key] for key in project.own_memos)),
        "loose": "los" in memos.values(),
    }


@given(made=studies())
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_a_study_comes_back_from_an_empty_one(made: Made, nested_codebook: Path, tiny_codebook_folder: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        first = make_study(root / "een", nested_codebook, {**made.texts, "manifest.csv": made.manifest})
        fill(first, made)
        one = read_interviews(first)[0]
        turn = next(turn for turn in frames.rows(one.turns) if turn.role == "respondent")
        suggestion = {"interview_id": one.interview_id, "text": turn.text[:3], "code_id": MONEY}
        write_outputs(first, [suggestion | {"origin": "model", "source_id": "m1"}])
        out = seen(read_qdpx(export(first, "qdpx", path=root / "een.qdpx")[0])[0])
        assert out["codings"]
        assert (out["project"], out["loose"]) == (("ons project", ["van het project"]), True)
        assert "over de vraag" in set().union(*out["said"].values())

        second = make_study(root / "twee", tiny_codebook_folder)
        done = import_project(second, root / "een.qdpx")
        assert len(done.new_texts) == len(made.texts)
        write_outputs(second)
        again = seen(read_qdpx(export(second, "qdpx", path=root / "twee.qdpx")[0])[0])
        assert again == out

        # What comes home finds everything there.
        decisions = standing(first)
        home = import_project(first, root / "twee.qdpx")
        assert (home.new_texts, home.codes.added) == ([], [])
        assert {one[:6] for one in decisions} <= {one[:6] for one in standing(first)}
        before = state(second)
        assert import_project(second, root / "twee.qdpx").n_new == 0
        assert state(second) == before


def test_remarks_are_written_out_where_their_words_are_now(tmp_path: Path, tiny_codebook_folder: Path) -> None:
    text = "gemeente: Veldwijk\n\nI: Hoe gaat dat?\nR: Nou ja, we bellen vaak.\n"
    study = make_study(tmp_path / "studie", tiny_codebook_folder, {"aa1.txt": text})
    write_outputs(study)
    received = Received()
    about = {"start": 0, "end": 4, "coder": "Ans", "prefix": "I: "}
    remarks = {
        "A0000000-0000-4000-8000-000000000000": Remark(quote="Hoe gaat", description="verplaatst", **about),
        "B0000000-0000-4000-8000-000000000000": Remark(
            quote="staat er niet", description="weg", codes=[LINES], **about
        ),
        "C0000000-0000-4000-8000-000000000000": Remark(quote="bellen vaak", codes=["Oude code"], **about),
    }
    received.interview("aa1").remarks.update(remarks)
    save_received(study, received)
    project, _ = read_qdpx(export(study, "qdpx", path=tmp_path / "p.qdpx")[0])
    found = {(project.sources[0].text[one.start : one.end], one.description) for one in project.selections}
    assert found == {("Hoe gaat", "verplaatst"), ("bellen vaak", "Code: Oude code")}
    (memo,) = project.memos
    assert project.sources[0].memos == (memo.key,)
    assert memo.text == f"Niet teruggevonden: staat er niet\nCode: {LINES}\nweg"


def test_a_coder_and_a_memo_of_nobody_come_back(tmp_path: Path, tiny_codebook_folder: Path) -> None:
    study = make_study(
        tmp_path / "studie", tiny_codebook_folder, {"aa1.txt": "gemeente: Veldwijk\nI: Ja?\nR: Ja, geen geld.\n"}
    )
    write_outputs(study)
    received = Received(
        loose={"m": Note(text="van niemand")}, codes={"weg.code": {"n": Note(text="van een oude code")}}
    )
    save_received(study, received)
    export(study, "qdpx", path=tmp_path / "p.qdpx")
    shutil.rmtree(study.root / "uitwisseling")
    import_project(study, tmp_path / "p.qdpx")
    assert sorted(note.text for note in load_received(study).loose.values()) == ["van een oude code", "van niemand"]
