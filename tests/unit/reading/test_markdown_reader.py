"""Markdown transcripts: marks taken off, speakers by label, bold name or heading, and what is no transcript."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading.markdown import is_transcript, read_markdown
from pipeline.reading.parsed import Parsed

SAID = ["Hoe gaat het?", "Goed. Kijk: het loopt.", "En de school?", "Die belt om 10:30."]
SHAPES = {
    "colon": "{who}: {said}",
    "bold": "**{who}:** {said}",
    "bold before colon": "**{who}**: {said}",
    "bold, no colon": "**{who}** {said}",
    "underlined": "__{who}:__ {said}",
    "italic": "*{who}:* {said}",
    "bold and italic": "***{who}:*** {said}",
    "bold on its line": "**{who}**\n\n{said}",
    "bold on its line, hard break": "**{who}**  \n{said}",
    "heading": "### {who}\n\n{said}",
    "bold heading": "## **{who}**\n\n{said}",
    "list": "- **{who}:** {said}",
    "numbered list": "{n}. **{who}:** {said}",
    "quote": "> **{who}:** {said}",
    "time": "**[00:00:0{n}] {who}:** {said}",
    "time and bold": "[00:00:0{n}] **{who}:** {said}",
    "bold and time": "**{who}** (00:00:0{n}): {said}",
    "bold and time above": "**{who}** 0:0{n}\n\n{said}",
}
NAMES = [("I", "R"), ("Interviewer", "Respondent 1"), ("SPEAKER_00", "SPEAKER_01"), ("Jo de Wit", "Hanneke")]


def read(text: str, *declared: str) -> Parsed:
    return read_markdown(text.encode(), "a.md", set(declared))


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.label, parsed.text[turn.start : turn.end]) for turn in parsed.turns]


def write(shape: str, names: tuple[str, str]) -> str:
    return "\n\n".join(shape.format(n=n + 1, who=names[n % 2], said=said) for n, said in enumerate(SAID))


@pytest.mark.parametrize("names", NAMES, ids="/".join)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_talk_in_every_shape(shape: str, names: tuple[str, str]) -> None:
    parsed = read(write(SHAPES[shape], names))
    assert spoken(parsed) == [(names[n % 2], said) for n, said in enumerate(SAID)]
    assert parsed.warnings == []
    assert parsed.unit == "regel"
    if "time" in shape:
        assert [turn.start_time for turn in parsed.turns] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("dat is **heel** *erg* mooi", "dat is heel erg mooi"),
        ("een ~~fout~~ woord en `code`", "een fout woord en code"),
        ("zie [de site](https://x.nl/a?b=1) en ![foto](a.png)", "zie de site en foto"),
        (r"\*lacht\* en 1\. en C\#", "*lacht* en 1. en C#"),
        ("3 * 4 * 5 is zestig", "3 * 4 * 5 is zestig"),
        ("snake_case_naam blijft", "snake_case_naam blijft"),
        ("R&amp;D &lt;hier&gt;", "R&D <hier>"),
        ("een<br>twee<br/>drie", "een twee drie"),
        ("[lacht] ja (stilte)", "[lacht] ja (stilte)"),
        ("2 < 3 en 5 > 4", "2 < 3 en 5 > 4"),
        ("een 😀 en één", "een 😀 en één"),
    ],
)
def test_marks_within_a_line_are_taken_off(line: str, said: str) -> None:
    assert spoken(read(f"**I:** Hoe?\n\n**R:** {line}")) == [("I", "Hoe?"), ("R", said)]


def test_front_matter_is_the_header() -> None:
    text = '---\ntitle: Gesprek 3\ngemeente: "Testdorp"\ninterviewer: Jo\ndatum: 2025-03-01\n---\n\n# Gesprek\n\n**Jo:** Hoe?\n\n**Wim:** Goed.\n\n**Jo:** O.'
    parsed = read(text, "Wim")
    assert parsed.header == {"gemeente": "Testdorp", "interviewer": "Jo", "datum": "2025-03-01"}
    assert spoken(parsed) == [("Jo", "Hoe?"), ("Wim", "Goed."), ("Jo", "O.")]
    assert [turn.line_no for turn in parsed.turns] == [10, 12, 14]


def test_a_list_on_top_is_the_header() -> None:
    parsed = read(
        "# Interview\n\n- **Gemeente:** Testdorp\n- **Datum:** 2025-03-01\n\n---\n\n**I:** Hoe?\n\n**R:** Goed."
    )
    assert parsed.header == {"gemeente": "Testdorp", "datum": "2025-03-01"}
    assert [turn.line_no for turn in parsed.turns] == [8, 10]


def test_comments_are_left_out_and_counted() -> None:
    parsed = read("**I:** Hoe?\n<!-- R: geheim\nover twee regels -->\n\n**R:** Goed<!-- x -->.\n<!-- nooit gesloten")
    assert spoken(parsed) == [("I", "Hoe?"), ("R", "Goed.\n<!-- nooit gesloten")]
    assert parsed.turns[1].line_no == 5
    assert parsed.warnings == ["2 verborgen opmerking(en) (<!-- ... -->) tellen niet mee"]


def test_paragraphs_and_lists_stay_in_the_turn() -> None:
    parsed = read("**R:** Er zijn drie dingen:\n\n- geld\n- tijd\n\n> dat zei zij\n\nEn mensen.\n\n---\n\n**I:** O.")
    assert spoken(parsed)[0] == ("R", "Er zijn drie dingen:\n\ngeld\ntijd\n\ndat zei zij\n\nEn mensen.")


def test_bold_questions_without_labels_are_asked_for() -> None:
    text = "\n\n".join(["**Hoe gaat het?**", "Goed.", "**En de school?**", "Ook goed."])
    with pytest.raises(TranscriptError, match=r"^a\.md: geen sprekers gevonden; .* 4 alinea's zonder naam.*'om en om'"):
        read(text)
    assert spoken(read(f"beurten: om en om\n\n{text}")) == [
        ("Interviewer", "Hoe gaat het?"),
        ("Respondent", "Goed."),
        ("Interviewer", "En de school?"),
        ("Respondent", "Ook goed."),
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_conversation_is_a_transcript(shape: str) -> None:
    assert is_transcript(write(SHAPES[shape], NAMES[1]).encode())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("gemeente: T\n\n**Jo:** Hoe?\n\n**Jo:** En?", id="header and one speaker"),
        pytest.param("---\nbeurten: om en om\n---\n\nHoe?\n\nGoed.", id="turns by order"),
    ],
)
def test_what_says_so_is_a_transcript(text: str) -> None:
    assert is_transcript(text.encode())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x00\x01", id="binary"),
        pytest.param(
            b"# README\n\nNote: run this.\n\nNote: and that.\n\n## Usage\n\nExample: x\nExample: y\n\nText.",
            id="README",
        ),
        pytest.param(b"# Notities\n\n- Bellen met school\n- Let op: tijd\n\nVraag: wie belt?", id="notes"),
        pytest.param(b"| a | b |\n| --- | --- |\n| 1 | 2 |", id="table"),
    ],
)
def test_what_is_no_transcript(content: bytes) -> None:
    assert not is_transcript(content)


@pytest.mark.parametrize("text", ["", " \n"])
def test_refuses_an_empty_file(text: str) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.md: het bestand is leeg"):
        read(text)


@given(st.text(st.sampled_from("IR:* _#>-`[]()<>!\\&;\nJoab.\t1"), max_size=200))
def test_any_marks_give_ordered_turns_or_one_of_our_errors(text: str) -> None:
    is_transcript(text.encode())
    with contextlib.suppress(TranscriptError):
        parsed = read(text)
        ends = [0, *(turn.end for turn in parsed.turns)]
        assert all(end <= turn.start < turn.end for end, turn in zip(ends, parsed.turns, strict=False))
        assert all(turn.end <= len(parsed.text) for turn in parsed.turns)
