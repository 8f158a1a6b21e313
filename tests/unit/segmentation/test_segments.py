"""Segments tile the turns of respondents, at most so many words each, with exact offsets."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline import frames
from pipeline.segmentation import segment_id, segment_turns

SPOKEN = [
    "ja",
    "maar",
    "want",
    "de",
    "school",
    ",",
    ";",
    " – ",
    ".",
    "...",
    "…",
    "?",
    "zo'n",
    "mevr.",
    "🙂",
    "👩‍👧",
    "é",
    "\n",
    "\xa0",
    "  ",
]


def turns_of(*texts: str, role: str = "respondent", start: int = 0, interview_id: str = "a") -> pd.DataFrame:
    rows = []
    for number, text in enumerate(texts, start=1):
        rows.append(
            {
                "interview_id": interview_id,
                "turn_no": number,
                "municipality": "Testdorp",
                "perspective": "",
                "speaker": "R",
                "role": role,
                "start_char": start,
                "end_char": start + len(text),
                "text": text,
            }
        )
        start += len(text) + 7
    return frames.build(frames.TURNS, rows)


def texts_of(nlp: Language, text: str, max_words: int = 45) -> list[str]:
    return list(segment_turns(turns_of(text), nlp, max_words)["text"])


def n_words(text: str) -> int:
    """Count what stands between white space and has a letter or digit."""
    return sum(any(character.isalnum() for character in piece) for piece in text.split())


def assert_tiles(nlp: Language, turns: pd.DataFrame, max_words: int) -> None:
    """Check everything that holds for any segments of any respondents' turns."""
    segments = frames.check(segment_turns(turns, nlp, max_words), frames.SEGMENTS)
    assert list(segments["turn_no"]) == sorted(segments["turn_no"])
    for turn in turns.itertuples():
        at = 0
        for segment in segments[segments["turn_no"] == turn.turn_no].itertuples():
            start, end = segment.start_char - turn.start_char, segment.end_char - turn.start_char
            assert turn.text[at:start].strip() == ""
            assert turn.text[start:end] == segment.text == segment.text.strip() != ""
            assert n_words(segment.text) <= max_words
            assert n_words(segment.text) > 0 or n_words(turn.text) == 0
            at = end
        assert turn.text[at:].strip() == ""


@settings(deadline=None)
@given(
    words=st.lists(st.sampled_from(SPOKEN), max_size=60), glue=st.sampled_from(["", " "]), max_words=st.integers(1, 20)
)
@example(words=["ja"] * 30, glue=" ", max_words=10)
@example(words=["\n"] * 30, glue=" ", max_words=1)
def test_segments_tile_a_turn_of_spoken_words(nlp: Language, words: list[str], glue: str, max_words: int):
    assert_tiles(nlp, turns_of(glue.join(words), start=3), max_words)


@settings(deadline=None)
@given(texts=st.lists(st.text(max_size=80), max_size=4), start=st.integers(0, 10_000), max_words=st.integers(1, 12))
def test_segments_tile_turns_of_any_text(nlp: Language, texts: list[str], start: int, max_words: int):
    assert_tiles(nlp, turns_of(*texts, start=start), max_words)


@pytest.mark.parametrize("texts", [[], [""], [" \n\t "], ["", "", ""]], ids=["no turns", "empty", "white", "all empty"])
def test_nothing_said_gives_no_segments(nlp, texts):
    turns = turns_of(*texts) if texts else frames.empty(frames.TURNS)
    pd.testing.assert_frame_equal(segment_turns(turns, nlp), frames.empty(frames.SEGMENTS))


def test_empty_turn_between_others_keeps_the_numbers(nlp):
    segments = segment_turns(turns_of("Ja.", "", "Nee."), nlp)
    assert list(segments["segment_id"]) == ["a#001.01", "a#003.01"]


def test_a_segment_knows_the_question_just_before_its_turn(nlp):
    said = [
        ("interviewer", "Dag."),
        ("interviewer", "En geld?"),
        ("respondent", "Nee. Geen cent."),
        ("respondent", "Tja."),
    ]
    turns = turns_of(*(text for _, text in said)).assign(role=[role for role, _ in said])
    other = turns_of("Ja.", interview_id="b")
    segments = segment_turns(pd.concat([turns, other], ignore_index=True), nlp)
    assert list(zip(segments["text"], segments["asked"], strict=True)) == [
        ("Nee.", "En geld?"),
        ("Geen cent.", "En geld?"),
        ("Tja.", ""),
        ("Ja.", ""),
    ]


def test_interviewers_are_never_segmented(nlp):
    asked = turns_of("Hoe vindt u elkaar?", "En geld?", role="interviewer", interview_id="a")
    said = turns_of("We bellen.", interview_id="b")
    assert list(segment_turns(pd.concat([asked, said], ignore_index=True), nlp)["interview_id"]) == ["b"]
    assert segment_turns(asked, nlp).empty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ja", ["Ja"]),
        ("  Ja  ", ["Ja"]),
        ("🙂", ["🙂"]),
        ("Ja 🙂. 👩‍👧 Nee", ["Ja 🙂.", "👩‍👧 Nee"]),
        ("Ja. Nee? Nou!", ["Ja.", "Nee?", "Nou!"]),
        ("Ja.\r\n\r\nNee.", ["Ja.", "Nee."]),
        ("dat is... nou ja", ["dat is... nou ja"]),
        ("...", ["..."]),
        ("! 🙂. ?", ["! 🙂. ?"]),
        ("🙂! Ja. Nee.", ["🙂! Ja.", "Nee."]),
        ("Ja. 🙂! Nee.", ["Ja. 🙂!", "Nee."]),
        ("Ja.\n...\n", ["Ja.\n..."]),
    ],
)
def test_a_segment_is_a_sentence(nlp, text, expected):
    assert texts_of(nlp, text) == expected


def test_offsets_count_code_points_of_the_whole_transcript(nlp):
    segments = segment_turns(turns_of("👩‍👧🙂 é. Nee", start=100), nlp)
    assert list(zip(segments["start_char"], segments["end_char"], segments["text"], strict=True)) == [
        (100, 107, "👩‍👧🙂 é."),
        (108, 111, "Nee"),
    ]


@pytest.mark.parametrize(
    ("interview_id", "turn_no", "number", "expected"),
    [
        ("a", 1, 1, "a#001.01"),
        ("g1_jgz", 8, 2, "g1_jgz#008.02"),
        ("oefening/h1_1", 42, 10, "oefening/h1_1#042.10"),
        ("a", 1000, 100, "a#1000.100"),
    ],
    ids=["first", "padded", "practice", "more digits than usual"],
)
def test_segment_id(interview_id: str, turn_no: int, number: int, expected: str) -> None:
    assert segment_id(interview_id, turn_no, number) == expected


def test_segment_ids_sort_as_their_segments() -> None:
    places = [(turn_no, number) for turn_no in (1, 2, 9, 10, 11, 100) for number in (1, 2, 9, 10, 99)]
    ids = [segment_id("a", *place) for place in places]
    assert sorted(set(ids)) == ids


def test_segment_ids_carry_interview_turn_and_number(nlp):
    turns = pd.concat([turns_of("Ja. Nee.", interview_id="g1_school"), turns_of("Nou.", interview_id="b")])
    assert list(segment_turns(turns, nlp)["segment_id"]) == ["g1_school#001.01", "g1_school#001.02", "b#001.01"]


@pytest.mark.parametrize("max_words", [5, 45, 399, 400, 401])
def test_400_words_without_punctuation_are_cut(nlp, max_words):
    segments = texts_of(nlp, " ".join(["woord"] * 400), max_words)
    assert [len(s.split()) for s in segments[:-1]] == [max_words] * (len(segments) - 1)
    assert sum(len(s.split()) for s in segments) == 400
    assert len(segments[-1].split()) <= max_words


@pytest.mark.parametrize("n_words", [44, 45])
def test_sentence_of_at_most_max_words_stays_whole(nlp, n_words):
    assert len(texts_of(nlp, " ".join(["woord"] * n_words))) == 1


def test_sentence_of_just_max_words_is_not_cut_at_its_conjunction(nlp):
    said = "een twee drie vier vijf zes zeven acht negen maar tien elf"
    assert texts_of(nlp, said, 12) == [said]


def test_punctuation_is_no_word_when_words_are_counted(nlp):
    said = " ".join(["woord"] * 44) + ", ja."
    assert texts_of(nlp, said, 45) == [said]


def test_closing_full_stop_is_no_segment_of_its_own(nlp):
    assert [len(s.split()) for s in texts_of(nlp, " ".join(["woord"] * 90) + " .", 45)] == [45, 46]
    assert texts_of(nlp, " ".join(["woord"] * 45) + "...", 45) == [" ".join(["woord"] * 45) + "..."]


def test_comma_after_the_last_word_that_fits_stays_with_it(nlp):
    said = " ".join(["woord"] * 10) + ", " + " ".join(["woord"] * 5)
    assert [s[-6:] for s in texts_of(nlp, said, 10)] == ["woord,", " woord"]


def test_long_sentence_is_cut_after_its_last_comma(nlp):
    said = "een twee drie vier vijf zes zeven acht, negen tien elf, twaalf dertien veertien vijftien zestien"
    assert texts_of(nlp, said, 15) == [
        "een twee drie vier vijf zes zeven acht, negen tien elf,",
        "twaalf dertien veertien vijftien zestien",
    ]


@pytest.mark.parametrize("word", ["maar", "want", "omdat", "terwijl"])
def test_long_sentence_is_cut_before_its_conjunction(nlp, word):
    said = f"een twee drie vier vijf zes zeven acht negen {word} tien elf twaalf dertien"
    assert texts_of(nlp, said, 12) == [
        "een twee drie vier vijf zes zeven acht negen",
        f"{word} tien elf twaalf dertien",
    ]


def test_comma_right_at_the_start_makes_no_splinter(nlp):
    segments = texts_of(nlp, "nou, " + " ".join(["woord"] * 30), 20)
    assert [len(s.split()) for s in segments] == [20, 11]


def test_turns_keep_their_order_and_the_given_frame_is_untouched(nlp):
    turns = turns_of("Een.", "Twee.", "Drie.").iloc[[2, 0, 1]]
    before = turns.copy(deep=True)
    assert list(segment_turns(turns, nlp)["text"]) == ["Drie.", "Een.", "Twee."]
    pd.testing.assert_frame_equal(turns, before)
