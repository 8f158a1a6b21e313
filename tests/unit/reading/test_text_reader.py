"""Plain text transcripts: labels, turns and offsets in the decoded file itself."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading.parsed import Parsed
from pipeline.reading.text import read_text

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="\ufeff"), min_size=1
)
FIRST = st.lists(WORDS, min_size=1, max_size=6).map(" ".join).filter(lambda text: not re.match(r"\*|[\[(]?\d", text))
LATER = st.lists(WORDS, max_size=6).map(lambda words: " ".join(["en", *words]))
SPEECH = st.tuples(FIRST, st.lists(LATER, max_size=3)).map(lambda parts: [parts[0], *parts[1]])
NEWLINES = st.sampled_from(["\n", "\r\n", "\r"])
STYLES = {
    "letters": ("", ("I", "I: "), ("R", "R: ")),
    "words": ("gemeente: Testdorp\n\n", ("Interviewer", "Interviewer: "), ("Respondent", "Respondent: ")),
    "numbered": ("", ("Interviewer 1", "Interviewer 1:"), ("R2", "R2:")),
    "time before": ("", ("I", "[00:00:02] I: "), ("R", "[0:31] R: ")),
    "bare time before": ("", ("I", "00:00:02 I: "), ("R", "1:00:02 - R: ")),
    "time after the name": ("", ("Interviewer", "Interviewer [00:00:02]: "), ("Respondent", "Respondent (00:02): ")),
    "time after the colon": ("", ("I", "I: [00:00:02] "), ("R", "R: (0:02) ")),
    "markdown": ("", ("I", "**I:** "), ("R", "**R:** ")),
    "names": ("gemeente: T\ninterviewer: Jo B\nrespondent: Zoë\n\n", ("Jo B", "Jo B: "), ("Zoë", "  Zoë:\t")),
}


def read(text: str, *declared: str) -> Parsed:
    return read_text(text.encode(), "a.txt", set(declared))


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.label, parsed.text[turn.start : turn.end]) for turn in parsed.turns]


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        pytest.param("R: Ja.", [("R", "Ja.")], id="one turn"),
        pytest.param("I: Hoe?\nR: Goed.", [("I", "Hoe?"), ("R", "Goed.")], id="no line end at the end"),
        pytest.param("I: Hoe?\r\n\r\nR: Goed.\r\n", [("I", "Hoe?"), ("R", "Goed.")], id="CRLF"),
        pytest.param("I: Hoe?\r\rR: Goed.\r", [("I", "Hoe?"), ("R", "Goed.")], id="lone CR"),
        pytest.param("\ufeffI: Hoe?\nR: Goed.", [("I", "Hoe?"), ("R", "Goed.")], id="byte order mark"),
        pytest.param("I: 😀 hoe?\nR: 👩‍👧 goed.", [("I", "😀 hoe?"), ("R", "👩‍👧 goed.")], id="emoji"),
        pytest.param("I: Hoe?\nR: Kijk: zo is het.", [("I", "Hoe?"), ("R", "Kijk: zo is het.")], id="colon inside"),
        pytest.param(
            "R: Ja.\nKijk: zo is het.\nEn dat.", [("R", "Ja.\nKijk: zo is het.\nEn dat.")], id="colon opens a line once"
        ),
        pytest.param(
            "R: Ja.\nKijk: zo.\nKijk: nu.\nI: O.", [("R", "Ja.\nKijk: zo.\nKijk: nu."), ("I", "O.")], id="talk twice"
        ),
        pytest.param("R: Een.\n\n  Twee.\n\nI: Zo.", [("R", "Een.\n\n  Twee."), ("I", "Zo.")], id="several paragraphs"),
        pytest.param("R:   Ja. \t\n \nI: Zo.", [("R", "Ja."), ("I", "Zo.")], id="white space around"),
        pytest.param("I:\nR: Ja.\nI:  \n", [("R", "Ja.")], id="empty turns are left out"),
        pytest.param("R: Een.\nR: Twee.", [("R", "Een."), ("R", "Twee.")], id="one speaker twice"),
        pytest.param("R1: Ja.\nR2: Nee.\nI: En?", [("R1", "Ja."), ("R2", "Nee."), ("I", "En?")], id="two respondents"),
        pytest.param("Jo: Ja.\nR: Nee.\nJo: En?", [("Jo", "Ja."), ("R", "Nee."), ("Jo", "En?")], id="unknown speaker"),
    ],
)
def test_turns(text: str, turns: list[tuple[str, str]]) -> None:
    assert spoken(read(text)) == turns


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_a_turn_before_another_kind_of_line_end_is_not_lost(mark: str) -> None:
    assert spoken(read(f"I: Hoe?{mark}R: Goed.{mark}I: Mooi.")) == [("I", "Hoe?"), ("R", "Goed."), ("I", "Mooi.")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_offsets_count_code_points_whatever_the_encoding(encoding: str) -> None:
    parsed = read_text("I: Eén?\r\nR: Crisis – één.".encode(encoding), "a.txt", set())
    assert [(turn.start, turn.end) for turn in parsed.turns] == [(3, 7), (12, 25)]


def test_text_with_separate_accents_is_left_as_it_is() -> None:
    text = unicodedata.normalize("NFD", "I: Eén?\nR: Coördinatie, één keer.")
    parsed = read(text)
    assert parsed.text == text
    assert spoken(parsed)[1] == ("R", unicodedata.normalize("NFD", "Coördinatie, één keer."))


def test_a_label_with_separate_accents_opens_a_turn() -> None:
    parsed = read(unicodedata.normalize("NFD", "Geïnterviewde: Ja.\nI: Hoe?"))
    assert [words for _, words in spoken(parsed)] == ["Ja.", "Hoe?"]


def test_the_header_is_no_talk_and_line_numbers_count_it() -> None:
    parsed = read("gemeente: Testdorp\ndatum: 2024-11-05\n\nI: Hoe?\nR: Goed.")
    assert parsed.header == {"gemeente": "Testdorp", "datum": "2024-11-05"}
    assert [turn.line_no for turn in parsed.turns] == [4, 5]
    assert parsed.warnings == []


def test_talk_directly_under_the_header_is_kept() -> None:
    parsed = read("gemeente: Testdorp\nInterviewer: Hoe gaat het?\nRespondent: Goed.\nInterviewer: Mooi.")
    assert [words for _, words in spoken(parsed)] == ["Hoe gaat het?", "Goed.", "Mooi."]


def test_the_header_declares_names_that_speak_once() -> None:
    parsed = read("gemeente: T\ninterviewer: Marit\nrespondent: Petra; Wim\n\nMarit: Hoe?\nPetra: Ja.\nWim: Nee.")
    assert spoken(parsed) == [("Marit", "Hoe?"), ("Petra", "Ja."), ("Wim", "Nee.")]


def test_the_manifest_declares_names_that_speak_once() -> None:
    assert spoken(read("Marit: Hoe?\nPetra: Ja.", "marit", "Petra")) == [("Marit", "Hoe?"), ("Petra", "Ja.")]


def test_lines_before_the_first_speaker_are_reported_by_number_without_their_text() -> None:
    parsed = read("Uitgetypt door Wim\n-----\n\n*****\nI: Hoe?\nR: Goed.")
    assert parsed.warnings == ["regel 1 staat voor de eerste spreker en telt niet mee"]


def test_a_time_alone_on_the_line_above_a_speaker_is_no_talk() -> None:
    parsed = read(
        "00:00:00\nSpeaker 1: Hoe?\n\n00:00:04\nSpeaker 2: Goed.\n\n00:00:09\nSpeaker 1: Mooi.\nSpeaker 2: Ja."
    )
    assert spoken(parsed) == [
        ("Speaker 1", "Hoe?"),
        ("Speaker 2", "Goed."),
        ("Speaker 1", "Mooi."),
        ("Speaker 2", "Ja."),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "labels",
    [
        pytest.param(["Jo Bos   0:03", "Wim   0:09", "Jo Bos   1:02:03", "An   1:02:09"], id="Teams"),
        pytest.param(["Jo Bos 00:00:01", "Wim 00:00:05", "Jo Bos 00:00:09", "An 00:00:12"], id="Amberscript"),
        pytest.param(["00:00:01 Jo Bos", "00:00:05 Wim", "00:00:09 Jo Bos", "00:00:12 An"], id="time first"),
        pytest.param(["[Jo Bos] 10:00:01", "[Wim] 10:00:05", "[Jo Bos] 10:00:09", "[An] 10:00:12"], id="Zoom"),
    ],
)
def test_names_with_a_time_above_the_talk(labels: list[str], newline: str) -> None:
    talk = ["Hoe?", "Om 10:30 ging het:\ngoed.", "En?", "Ja."]
    text = "gemeente: T\n\n" + "\n\n".join(f"{label}\n{words}" for label, words in zip(labels, talk, strict=True))
    parsed = read(text.replace("\n", newline))
    assert spoken(parsed) == list(
        zip(["Jo Bos", "Wim", "Jo Bos", "An"], [words.replace("\n", newline) for words in talk], strict=True)
    )
    assert parsed.warnings == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Gewoon een verhaal.\nZonder sprekers.", id="no colon"),
        pytest.param("gemeente: Testdorp\nperspectief: school\n", id="header only"),
        pytest.param("Marit: Hoe?\nPetra: Goed.", id="unknown names once"),
        pytest.param("kijk: ja\nkijk: nee", id="small letters"),
    ],
)
def test_refuses_a_text_without_speakers(text: str) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.txt: geen sprekers gevonden; begin elke beurt met een naam"):
        read(text)


@pytest.mark.parametrize("content", [b"", b"I: a\x00b"], ids=["empty", "binary"])
def test_refuses_what_cannot_be_decoded(content: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.txt: (het bestand is leeg|dit is geen tekstbestand)"):
        read_text(content, "a.txt", set())


def assert_given_back(text: str, encoding: str, turns: list[tuple[str, str]]) -> None:
    parsed = read_text(text.encode(encoding), "a.txt", set())
    assert parsed.text == text
    assert spoken(parsed) == turns
    ends = [0, *(turn.end for turn in parsed.turns)]
    assert all(end <= turn.start < turn.end for end, turn in zip(ends, parsed.turns, strict=False))


@given(
    st.sampled_from(sorted(STYLES)),
    st.lists(st.tuples(st.booleans(), SPEECH), min_size=1, max_size=6),
    st.sampled_from(["\n", "\n\n"]),
    NEWLINES,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_turns_in_any_label_style_come_back(
    style: str, turns: list[tuple[bool, list[str]]], between: str, newline: str, encoding: str
) -> None:
    header, *speakers = STYLES[style]
    lines = [speakers[who][1] + "\n".join(paragraphs) for who, paragraphs in turns]
    text = (header + between.join(lines)).replace("\n", newline)
    assert_given_back(text, encoding, [(speakers[who][0], newline.join(paragraphs)) for who, paragraphs in turns])


@given(st.lists(st.tuples(st.sampled_from(["I", "Respondent"]), LATER), min_size=1, max_size=6), NEWLINES)
def test_any_talk_below_a_label_on_a_line_of_its_own_comes_back(turns: list[tuple[str, str]], newline: str) -> None:
    text = "\n".join(f"{label}:\n{words}\n" for label, words in turns).replace("\n", newline)
    assert_given_back(text, "utf-8", turns)
