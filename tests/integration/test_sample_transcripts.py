"""The ten invented interviews of the sample study: formats, sizes, roles and the names they carry."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from pipeline import frames
from pipeline.reading import FORMATS, Transcript, read_transcript
from pipeline.study import Study, read_manifest

FOLDER = Path(__file__).parents[2] / "transcripts_sample"
ROWS = {row["interview_id"]: row for row in read_manifest(FOLDER / "manifest.csv")[0]}
NAMES = json.loads((FOLDER / "names.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=sorted(ROWS))
def transcript(request: pytest.FixtureRequest) -> Transcript:
    """One interview, read with its manifest row."""
    row = ROWS[request.param]
    return read_transcript(FOLDER / row["file"], row)


def test_the_study_finds_ten_transcripts_in_four_formats(repo: Path) -> None:
    sources = Study.open(repo).sources(FORMATS)
    assert [source.known["interview_id"] for source in sources] == list(ROWS)
    assert Counter(source.path.suffix for source in sources) == {".txt": 5, ".docx": 2, ".vtt": 2, ".srt": 1}


def test_there_are_five_interviews_of_each_of_two_municipalities() -> None:
    assert Counter(row["gemeente"] for row in ROWS.values()) == {"Veldhaven": 5, "Oudermeer": 5}


def test_names_are_listed_for_every_interview() -> None:
    assert set(NAMES) == set(ROWS)
    assert all(len(names) >= 20 for names in NAMES.values())


def test_what_the_manifest_says_is_what_is_read(transcript: Transcript) -> None:
    row = ROWS[transcript.interview_id]
    assert (transcript.municipality, transcript.perspective, transcript.date) == (
        row["gemeente"],
        row["perspectief"],
        row["datum"],
    )


def test_an_interview_has_30_to_50_turns_and_1500_to_2500_words(transcript: Transcript) -> None:
    assert 30 <= len(transcript.turns) <= 50
    assert 1500 <= transcript.turns["text"].str.split().str.len().sum() <= 2500


def test_interviewer_and_respondent_both_speak_and_the_respondent_most(transcript: Transcript) -> None:
    turns = transcript.turns
    assert set(turns["role"]) == set(frames.ROLES)
    assert turns["speaker"].nunique() == 2
    n_chars = turns["text"].str.len().groupby(turns["role"]).sum()
    assert n_chars["respondent"] > 2 * n_chars["interviewer"]


def test_offsets_cut_the_text_in_order(transcript: Transcript) -> None:
    position = 0
    for turn in frames.rows(transcript.turns):
        assert position <= turn.start_char < turn.end_char
        assert transcript.text[turn.start_char : turn.end_char] == turn.text
        position = turn.end_char


def test_every_listed_name_occurs(transcript: Transcript) -> None:
    missing = [name["text"] for name in NAMES[transcript.interview_id] if name["text"] not in transcript.text]
    assert missing == []


def test_no_time_label_or_mark_is_left_in_the_talk(transcript: Transcript) -> None:
    left = transcript.turns["text"].str.contains(r"-->|</?v|\d\d:\d\d:\d\d|&\w+;|\ufeff|\x00|^(?:I|R|Interviewer): ")
    assert not left.any()


def test_only_one_file_has_a_line_before_the_first_speaker(transcript: Transcript) -> None:
    expected = ["regel 1 staat voor de eerste spreker en telt niet mee"]
    assert transcript.warnings == (expected if transcript.interview_id == "g2_mantelzorgteam" else [])
