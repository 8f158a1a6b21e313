"""Every way in which people and programs write who speaks: one conversation, told in each of them, read as .txt."""

from __future__ import annotations

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading.parsed import Parsed
from pipeline.reading.text import read_text

# (who: 0 asks, 1 answers; begin; end; what is said)
TALK = [
    (0, 3, 5, "Hoe gaat het in de wijk?"),
    (1, 5, 12, "Goed. Kijk: het loopt.\nAlleen de wachtlijst niet."),
    (0, 62, 64, "En de school?"),
    (1, 64, 3671, "Die belt om 10:30 - altijd. [lacht]"),
]


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def short(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


# Shape of a turn: {n} counts, {a} and {z} are begin and end, {m} is the begin without hours, {who} the label, {said} the words.
SHAPES = {
    "colon": "{who}: {said}",
    "colon, label on its line": "{who}:\n{said}",
    "label on its line": "{who}\n{said}",
    "time before": "[{a}] {who}: {said}",
    "bare time before": "{a} {who}: {said}",
    "time after": "{who} [{a}]: {said}",
    "time in round brackets after": "{who} ({a}): {said}",
    "time after the colon": "{who}: [{a}] {said}",
    "name and time": "{who}  {m}\n{said}",
    "time and name": "({a}) {who}\n{said}",
    "Happy Scribe": "[{a}] - {who}\n{said}",
    "Amberscript": "{a}\n{who}: {said}",
    "time below the name": "{who}\n{m}\n{said}",
    "span before": "[{a}.000 --> {z}.000] {who}: {said}",
    "span and name": "[{a}.000 --> {z}.000] [{who}]\n{said}",
    "span after": "{who} [{a} - {z}]: {said}",
    "bold with colon": "**{who}:** {said}",
    "bold before colon": "**{who}**: {said}",
    "underlined": "__{who}__: {said}",
    "underlined with colon": "__{who}:__ {said}",
    "italic": "*{who}*: {said}",
    "bold on its line": "**{who}**\n{said}",
    "bold and time": "**{who}** ({a}): {said}",
    "heading": "### {who}\n\n{said}",
    "heading with colon": "### {who}: {said}",
    "list": "- {who}: {said}",
    "bold list": "- **{who}:** {said}",
    "star list": "* **{who}**: {said}",
    "quote": "> {who}: {said}",
    "quoted bold": "> **{who}:** {said}",
    "numbered": "{n}. {who}: {said}",
    "numbered, no point": "{n} {who}: {said}",
    "numbered in brackets": "[{n}] {who}: {said}",
    "numbered, bold": "{n}. **{who}:** {said}",
    "tab": "{who}\t{said}",
    "time, tab": "{m}\t{who}\t{said}",
    "tab, time": "{who}\t{m}\t{said}",
    "time, tab, colon": "{a}\t{who}:\t{said}",
    "angle brackets": "<{who}> {said}",
    "square brackets": "[{who}] {said}",
    "square brackets with colon": "[{who}]: {said}",
    "time and square brackets": "[{a}] [{who}] {said}",
    "f4": "{who}: {said} #{z}-0#",
}
NAMES = {
    "letters": ("I", "R"),
    "numbered letters": ("I1", "R1"),
    "words": ("Interviewer", "Respondent"),
    "capitals": ("INTERVIEWER", "RESPONDENT 1"),
    "question": ("Vraag", "Antwoord"),
    "speakers": ("Spreker 1", "Spreker 2"),
    "English": ("Speaker 1", "Speaker 2"),
    "machine": ("SPEAKER_00", "SPEAKER_01"),
    "noScribe": ("S01", "S02"),
    "names": ("Hanneke", "Jo de Wit"),
}
TIMED = {name for name, shape in SHAPES.items() if "{a}" in shape or "{m}" in shape}


def write(shape: str, names: tuple[str, str], between: str = "\n\n") -> str:
    return between.join(
        shape.format(n=n, who=names[who], a=clock(a), z=clock(z), m=short(a), said=said)
        for n, (who, a, z, said) in enumerate(TALK, start=1)
    )


def read(text: str, *declared: str) -> Parsed:
    return read_text(text.encode(), "a.txt", set(declared))


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.label, parsed.text[turn.start : turn.end]) for turn in parsed.turns]


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_talk_in_every_shape(shape: str, names: tuple[str, str]) -> None:
    for between in ("\n\n", "\n"):
        text = write(SHAPES[shape], names, between)
        parsed = read(text)
        assert parsed.text == text
        assert spoken(parsed) == [(names[who], said) for who, _, _, said in TALK]
        assert parsed.warnings == []
        if shape in TIMED:
            assert [turn.start_time for turn in parsed.turns] == [a for _, a, _, _ in TALK]
        if shape.startswith("span") or shape == "f4":
            assert [turn.end_time for turn in parsed.turns] == [z for _, _, z, _ in TALK]


@pytest.mark.parametrize("newline", ["\r\n", "\r"], ids=["CRLF", "CR"])
@pytest.mark.parametrize("shape", SHAPES)
def test_line_ends_and_separate_accents_change_nothing(shape: str, newline: str) -> None:
    names = ("Zo\u00eb", "Ren\u00e9 Bos")
    text = unicodedata.normalize("NFD", write(SHAPES[shape], names)).replace("\n", newline)
    parsed = read_text(text.encode("utf-16"), "a.txt", set())
    assert parsed.text == text
    assert spoken(parsed) == [(names[who], said.replace("\n", newline)) for who, _, _, said in TALK]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_header_above_any_shape_is_no_talk(shape: str) -> None:
    header = "gemeente: Testdorp\ninterviewer: Hanneke\nrespondent: Jo de Wit\n\n"
    parsed = read(header + write(SHAPES[shape], NAMES["names"]))
    assert parsed.header == {"gemeente": "Testdorp", "interviewer": "Hanneke", "respondent": "Jo de Wit"}
    assert [words for _, words in spoken(parsed)] == [said for _, _, _, said in TALK]
    assert parsed.warnings == []


@pytest.mark.parametrize("dash", ["-", "\N{EN DASH}", "\N{EM DASH}"])
@pytest.mark.parametrize("names", [("I", "R"), ("Interviewer", "Respondent 2")], ids="/".join)
def test_a_dash_behind_a_known_word(names: tuple[str, str], dash: str) -> None:
    parsed = read(write("{who} " + dash + " {said}", names))
    assert spoken(parsed) == [(names[who], said) for who, _, _, said in TALK]


def test_a_dash_behind_a_declared_name_only() -> None:
    text = write("{who} - {said}", NAMES["names"])
    assert spoken(read(text, *NAMES["names"])) == [(NAMES["names"][who], said) for who, _, _, said in TALK]
    with pytest.raises(TranscriptError, match=r"^a\.txt: geen sprekers gevonden"):
        read(text)


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        pytest.param(
            "I: Een.\nR1: Twee.\nR2: Drie.\nR1: Vier.",
            [("I", "Een."), ("R1", "Twee."), ("R2", "Drie."), ("R1", "Vier.")],
            id="several respondents",
        ),
        pytest.param(
            "Interviewer\nEen.\n\nTwee.\n\nRespondent\nDrie.\n\nVier.",
            [("Interviewer", "Een.\n\nTwee."), ("Respondent", "Drie.\n\nVier.")],
            id="several paragraphs",
        ),
        pytest.param(
            "Hanneke\nHoe?\nJo\nZeker\nHanneke\nEcht?\nJo\nZeker\nHanneke\nO.",
            [("Hanneke", "Hoe?"), ("Jo", "Zeker"), ("Hanneke", "Echt?"), ("Jo", "Zeker"), ("Hanneke", "O.")],
            id="an answer of one word is no name",
        ),
        pytest.param(
            "I: [Lacht] Hoe?\nR: Ja.\n[Lacht] Goed.\n[Stilte] Echt.\nI: Mooi.",
            [("I", "[Lacht] Hoe?"), ("R", "Ja.\n[Lacht] Goed.\n[Stilte] Echt."), ("I", "Mooi.")],
            id="remarks in square brackets",
        ),
        pytest.param(
            "I: Wie?\nR: Dit:\n- Anna: koffie\n- Anna: thee\n1. Wim: niets\nI: O.",
            [("I", "Wie?"), ("R", "Dit:\n- Anna: koffie\n- Anna: thee\n1. Wim: niets"), ("I", "O.")],
            id="a list in the talk",
        ),
        pytest.param(
            "I: Wie?\nR - ik bedoel -\nR: Ik.\nI\nR: O.",
            [("I", "Wie?\nR - ik bedoel -"), ("R", "Ik.\nI"), ("R", "O.")],
            id="other layouts in the talk",
        ),
        pytest.param(
            "[Jo] Een.\n[Wim] Twee.\n[lacht] Drie.\n[Jo] Vier.\n[Wim] Vijf.",
            [("Jo", "Een."), ("Wim", "Twee.\n[lacht] Drie."), ("Jo", "Vier."), ("Wim", "Vijf.")],
            id="remarks between names in brackets",
        ),
        pytest.param("I:*lacht* Hoe?\nR: **Ja**", [("I", "*lacht* Hoe?"), ("R", "**Ja**")], id="marks of the talk"),
        pytest.param(
            "I\tHoe?\n\tEcht?\nR\tJa.\tNee.", [("I", "Hoe?\n\tEcht?"), ("R", "Ja.\tNee.")], id="tabs in the talk"
        ),
    ],
)
def test_talk_that_looks_like_another_layout(text: str, turns: list[tuple[str, str]]) -> None:
    assert spoken(read(text)) == turns


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Inleiding\n\nEen.\n\nAchtergrond\n\nTwee.", id="headings"),
        pytest.param("<Jo> Een.\nTwee.", id="one name"),
        pytest.param("Jo\nWim\nJo\nWim\nJo\nWim", id="names and no talk"),
        pytest.param("- een\n- twee\n- drie", id="list"),
        pytest.param("Zeker.\nNee.\nZeker.\nNee.", id="short answers"),
        pytest.param("School - dat is goed.\nHuis - ook.\nSchool - ja.\nHuis - ja.", id="dashes"),
    ],
)
def test_what_opens_no_turn_is_asked_for(text: str) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.txt: geen sprekers gevonden; begin elke beurt met een naam"):
        read(text)


@given(
    st.sampled_from(sorted(SHAPES)),
    st.sampled_from(sorted(NAMES)),
    st.lists(
        st.sampled_from(["Ja.", "Nee: dat niet.", "[lacht] O.", "Om 10:30 - of zo.", "R. zei: ja", "\U0001f600 een"]),
        min_size=4,
        max_size=8,
    ),
)
def test_any_talk_in_any_shape_comes_back(shape: str, names: str, talk: list[str]) -> None:
    told = [
        SHAPES[shape].format(n=n, who=NAMES[names][n % 2], a=clock(n), z=clock(n + 1), m=short(n), said=f"Zo {x}")
        for n, x in enumerate(talk)
    ]
    assert spoken(read("\n\n".join(told))) == [(NAMES[names][n % 2], f"Zo {x}") for n, x in enumerate(talk)]


@given(st.text(st.sampled_from("IRJo:\n\t []<>()#*-/0:1.S2\r"), max_size=120), st.sampled_from([set(), {"Jo"}]))
def test_any_signs_give_ordered_turns_or_one_of_our_errors(text: str, declared: set[str]) -> None:
    with contextlib.suppress(TranscriptError):
        parsed = read_text(text.encode(), "a.txt", declared)
        ends = [0, *(turn.end for turn in parsed.turns)]
        assert all(end <= turn.start < turn.end for end, turn in zip(ends, parsed.turns, strict=False))
        assert all(turn.end <= len(parsed.text) for turn in parsed.turns)
        times = [(turn.start_time, turn.end_time) for turn in parsed.turns]
        assert all(b is None or e is None or 0 <= b <= e for b, e in times)
