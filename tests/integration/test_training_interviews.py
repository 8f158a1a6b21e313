"""The six hundred and forty invented interviews that every study's model learns from: readable, coded by the letter, and not copied."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.language.training.texts import utterances
from pipeline.reading import Transcript, read_transcript
from pipeline.run.practice import SEGMENTS, practice, practice_segments, segments_key
from pipeline.run.sources import cut_segments
from pipeline.study import Study, read_manifest

SAMPLE = Path(__file__).parents[2] / "transcripts_sample"
FOLDER = SAMPLE / "training"
ROWS = {row["interview_id"]: row for row in read_manifest(FOLDER / "manifest.csv")[0]}
NAMES = json.loads((FOLDER / "names.json").read_text(encoding="utf-8"))
OFF_TOPIC = {
    "h7_5",
    "h8_3",
    "h8_4",
    "h8_5",
    *(
        f"h{hand}_5"
        for hand in (
            *range(9, 17),
            18,
            21,
            27,
            29,
            33,
            35,
            40,
            43,
            51,
            56,
            62,
            69,
            77,
            85,
            93,
            99,
            104,
            110,
            113,
            115,
            120,
            123,
        )
    ),
}
CODINGS = ("codings.csv", "second.csv")
# Words in a row that may not stand in two of the three groups: study interviews, practice interviews, codebook.
RUN = 6
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def read_codings(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def transcripts() -> dict[str, Transcript]:
    """Every practice interview, read with its manifest row."""
    return {i: read_transcript(FOLDER / row["file"], row, row["file"]) for i, row in ROWS.items()}


def test_the_manifest_names_every_file_and_no_other():
    _, problems = read_manifest(FOLDER / "manifest.csv")
    assert problems == []
    assert len(ROWS) == 640
    assert sorted(row["file"] for row in ROWS.values()) == sorted(path.name for path in FOLDER.glob("*.txt"))


def test_a_hundred_and_twenty_eight_hands_wrote_five_interviews_each_about_a_municipality_of_their_own():
    hands = defaultdict(list)
    for interview_id, row in ROWS.items():
        hands[interview_id.split("_")[0], row["gemeente"]].append(interview_id)
    assert [len(interviews) for interviews in hands.values()] == [5] * 128
    assert len({place for _, place in hands}) == 128


@pytest.mark.parametrize("interview_id", ROWS)
def test_an_interview_is_read_as_its_manifest_says_with_36_to_46_turns(transcripts, interview_id):
    read, row = transcripts[interview_id], ROWS[interview_id]
    assert (read.interview_id, read.municipality, read.perspective, read.date) == (
        interview_id,
        row["gemeente"],
        row["perspectief"],
        row["datum"],
    )
    assert read.warnings == []
    assert 36 <= len(read.turns) <= 46
    assert read.turns["speaker"].nunique() == 2
    assert set(read.turns["role"]) == {"interviewer", "respondent"}


@pytest.mark.parametrize("name", CODINGS)
def test_every_quote_stands_in_a_respondents_turn_and_has_a_code_of_the_codebook(transcripts, codebook, name):
    rows = read_codings(name)
    turns = {(i, str(t.turn_no)): t for i, read in transcripts.items() for t in read.turns.itertuples()}
    wrong = [
        row
        for row in rows
        if (turn := turns.get((row["interview_id"], row["turn_no"]))) is None
        or turn.role != "respondent"
        or not row["quote"].strip()
        or row["quote"] not in turn.text
        or row["code_id"] not in codebook.by_id
    ]
    assert rows
    assert wrong == []


def test_all_but_those_about_something_else_are_coded_and_a_quarter_twice():
    first, second = ({row["interview_id"] for row in read_codings(name)} for name in CODINGS)
    assert first == set(ROWS) - OFF_TOPIC
    assert len(second) == 160
    assert second <= first


@pytest.mark.parametrize("interview_id", ROWS)
def test_every_listed_name_occurs(transcripts, interview_id):
    listed = NAMES[interview_id]
    assert listed
    assert [name["text"] for name in listed if name["text"] not in transcripts[interview_id].text] == []


def test_names_are_listed_for_these_interviews_only():
    assert set(NAMES) == set(ROWS)


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every run of words of a text, in lower case."""
    words = [word.replace("’", "'") for word in WORD.findall(text.lower())]
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def stretches(found: Iterable[tuple[str, ...]]) -> list[str]:
    """Join runs that go on in each other to the longest stretches."""
    left = sorted(found)
    joined = [list(run) for run in left if not any(other[1:] == run[:-1] for other in left if other != run)]
    for stretch in joined:
        seen = set()
        while following := [run for run in left if list(run[:-1]) == stretch[1 - RUN :] and run not in seen]:
            seen.add(following[0])
            stretch.append(following[0][-1])
    return [" ".join(stretch) for stretch in joined]


def test_stretches_are_joined_from_their_runs():
    assert stretches(runs("een twee drie vier vijf zes zeven acht")) == ["een twee drie vier vijf zes zeven acht"]
    one, other = "a b c d e f g h", "s t u v w x y z"
    assert stretches([*runs(one), *runs(other)]) == [one, other]
    assert stretches([]) == []


def test_no_stretch_is_shared_between_study_practice_and_codebook(transcripts, codebook: Codebook):
    sample = [
        read_transcript(SAMPLE / row["file"], row, row["file"]) for row in read_manifest(SAMPLE / "manifest.csv")[0]
    ]
    assert len(sample) == 10
    groups = {"study": sample, "practice": transcripts.values()}
    texts = [
        (group, f"{read.interview_id} turn {turn.turn_no}", turn.text)
        for group, interviews in groups.items()
        for read in interviews
        for turn in read.turns.itertuples()
    ]
    texts += [("codebook", "codebook", text) for text in utterances(codebook)]
    places = defaultdict(set)
    for group, where, text in texts:
        for run in runs(text):
            places[run].add((group, where))
    shared = defaultdict(list)
    for run, found in places.items():
        if len({group for group, _ in found}) > 1:
            shared[tuple(sorted(where for _, where in found))].append(run)
    told = [f"{', '.join(where)}: {text}" for where, found in sorted(shared.items()) for text in stretches(found)]
    assert told == [], "\n".join([f"{len(told)} stretches are shared", *told])


def open_study(root: Path, settings: str = "") -> Study:
    """Return a study without a codebook of its own."""
    (root / "factorwijzer.toml").write_text(settings, encoding="utf-8")
    return Study.open(root)


@pytest.mark.slow
def test_the_segments_that_ship_are_exactly_those_that_are_cut(tmp_path, codebook: Codebook):
    study = open_study(tmp_path)
    _, turns = practice(study, codebook)
    # With another key they would be cut, and this test would compare nothing.
    assert json.loads((FOLDER / SEGMENTS).read_text(encoding="utf-8"))["key"] == segments_key(study, codebook)
    shipped = practice_segments(study, codebook, turns)
    pd.testing.assert_frame_equal(shipped, cut_segments(study, turns))
    assert shipped["interview_id"].nunique() == len(ROWS)


def test_segments_are_cut_where_those_that_ship_do_not_fit_the_settings(tmp_path, codebook: Codebook):
    usual = open_study(tmp_path)
    turns = practice(usual, codebook)[1].head(30)
    shipped = practice_segments(usual, codebook, turns)
    short = open_study(tmp_path, "[codering]\nmax_woorden_per_segment = 8\n")
    cut = practice_segments(short, codebook, turns)
    assert segments_key(short, codebook) != segments_key(usual, codebook)
    pd.testing.assert_frame_equal(cut, cut_segments(short, turns))
    assert len(cut) > len(shipped) > 30


def test_without_practice_interviews_there_are_no_segments(tmp_path, codebook: Codebook):
    study = open_study(tmp_path, "[codering]\noefeninterviews = false\n")
    hand, turns = practice(study, codebook)
    assert (len(hand), len(turns)) == (0, 0)
    pd.testing.assert_frame_equal(practice_segments(study, codebook, turns), frames.empty(frames.SEGMENTS))
