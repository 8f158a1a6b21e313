"""RTF transcripts as Word, WordPad and TextEdit write them, and files that are none."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading.parsed import Parsed
from pipeline.reading.rtf import read_rtf

WORDPAD = (
    rb"""{\rtf1\ansi\ansicpg1252\deff0\nouicompat\deflang1043{\fonttbl{\f0\fnil\fcharset0 Calibri;}}
{\*\generator Riched20 10.0.19041}\viewkind4\uc1
\pard\sa200\sl276\slmult1\b\f0\fs22\lang19 Jo:\b0  Hoe gaat het met de co\'f6rdinatie?\par
\b Wim:\b0  Goed \endash  \ldblquote zeker\rdblquote  \'80 5.\par
}
"""
    + b"\x00"
)
TEXTEDIT = rb"""{\rtf1\ansi\ansicpg1252\cocoartf2639
\cocoatextscaling0\cocoaplatform0{\fonttbl\f0\fswiss\fcharset0 Helvetica-Bold;\f1\fswiss\fcharset0 Helvetica;}
{\colortbl;\red255\green255\blue255;}
{\*\expandedcolortbl;;}
\paperw11900\paperh16840\margl1440\margr1440\vieww11520\viewh8400\viewkind0
\pard\tx720\pardirnatural\partightenfactor0

\f0\b\fs24 \cf0 Jo:
\f1\b0  Hoe gaat het met de co\'f6rdinatie?\
\f0\b Wim:
\f1\b0  Goed \'96 \uc0\u8220 zeker\u8221  \u8364  5.}"""
WORD = rb"""{\rtf1\adeflang1025\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0\fbidi \froman\fcharset0\fprq2 Times New Roman;}
{\f41\fbidi \fswiss\fcharset238\fprq2 Calibri CE;}}{\stylesheet{\ql \snext0 Normal;}{\*\cs10 Default Paragraph Font;}}
{\info{\author Geheim}{\creatim\yr2024}}{\header \pard Geheim\par }{\*\themedata 504b0304}
\pard\plain \ltrpar\ql {\rtlch\fcs1 \af0 \ltrch\fcs0 \b\insrsid1 Jo:}{\insrsid1  Hoe gaat het met de co\u246\'f6rdinatie?
{\*\atnid G}{\*\atnauthor Geheim}\chatn{\*\annotation{\*\atnref 1}\pard Geheim\par}{\footnote \pard \chftn  Geheim\par}
{\footnote\ftnalt \pard Geheim\par}}{\deleted\revauthdel1 geheim}{\par }
\pard {\b Wim:}{\b0  Goed \u8211\'96 \u8220\'93zeker\u8221\'94 }{\v geheim}{\u8364\'80 }{\revised 5.}\par
{\*\datastore 01}{\pict\pngblip 0a0b}}"""


def read(content: bytes, *declared: str) -> Parsed:
    return read_rtf(content, "a.rtf", set(declared))


def rtf(body: bytes) -> bytes:
    return rb"{\rtf1\ansi " + body + b"}"


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.label, parsed.text[turn.start : turn.end]) for turn in parsed.turns]


@pytest.mark.parametrize("content", [WORDPAD, TEXTEDIT, WORD], ids=["WordPad", "TextEdit", "Word"])
def test_programs(content: bytes) -> None:
    parsed = read(content, "Jo", "Wim")
    assert spoken(parsed) == [("Jo", "Hoe gaat het met de coördinatie?"), ("Wim", "Goed – “zeker” € 5.")]
    assert "eheim" not in parsed.text


def test_comments_and_notes_are_counted() -> None:
    assert read(WORD, "Jo", "Wim").warnings == ["1 opmerking, 1 voetnoot en 1 eindnoot tellen niet mee"]
    assert read(WORDPAD, "Jo", "Wim").warnings == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(rb"\'e9\'e9n", "één", id="code page of the document"),
        pytest.param(rb"\ansicpg1250 \'9aumava", "šumava", id="another code page"),
        pytest.param(rb"{\fonttbl{\f1\fcharset238 A;}}\f1 \'9aumava", "šumava", id="code page of the font"),
        pytest.param(rb"\ansicpg65001 \'c3\'a9\'c3\'a9n", "één", id="UTF-8"),
        pytest.param(rb"\mac \'8e\'8en", "één", id="Macintosh"),
        pytest.param(rb"\u233?\u233?n", "één", id="unicode with a substitute"),
        pytest.param(rb"\uc0\u233\u233 n", "één", id="unicode without"),
        pytest.param(rb"\uc2\u233 ??n", "én", id="unicode with two"),
        pytest.param(rb"{\uc0\u233}\u233?n", "één", id="uc holds in its group"),
        pytest.param(rb"\u-10179?\u-8704?", "😀", id="halves of an emoji"),
        pytest.param(rb"\u-10179? half", "\ufffd half", id="half an emoji"),
        pytest.param(rb"a\~b\_c\-d", "a b-cd", id="special spaces and hyphens"),
        pytest.param(rb"\{a\\b\}", "{a\\b}", id="escaped signs"),
        pytest.param(b"a\r\nb\nc", "abc", id="line ends of the file are none"),
        pytest.param(rb"a\line b\tab c", "a\nb c", id="line and tab"),
        pytest.param(rb"a\par b", "a\nb", id="paragraphs"),
        pytest.param(b"a\\\nb", "a\nb", id="paragraph of TextEdit"),
        pytest.param(rb"a{\*\unknown b}c", "ac", id="unknown group"),
        pytest.param(rb"a{\field{\*\fldinst LINK x}{\fldrslt b}}c", "abc", id="field"),
        pytest.param(rb"a{\pict\bin5 }}}}}}c", "ac", id="binary picture"),
        pytest.param(rb"a\deleted b\deleted0 c", "ac", id="deleted"),
        pytest.param(rb"a\v b\plain c", "ac", id="hidden"),
        pytest.param(b"a\x00b", "ab", id="NUL byte"),
        pytest.param(rb"a\u0?b", "a b", id="escaped NUL"),
    ],
)
def test_words(body: bytes, text: str) -> None:
    assert spoken(read(rtf(b"R: " + body))) == [("R", text)]


def test_a_table_of_speakers() -> None:
    rows = [(b"Spreker", b"Tekst"), (b"I", rb"Hoe?\par Echt?"), (b"R", b"Goed.")]
    body = b"".join(
        rb"\trowd\cellx100\cellx900\pard\intbl " + a + rb"\cell " + b + rb"\cell\row" + b"\n" for a, b in rows
    )
    parsed = read(rtf(rb"gemeente: T\par " + body + rb"\pard Einde\par"))
    assert spoken(parsed) == [("I", "Hoe? Echt?"), ("R", "Goed.")]
    assert parsed.unit == "rij"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "het bestand is leeg", id="empty"),
        pytest.param(b"I: Hoe?\nR: Ja.", r"het bestand is geen RTF; open het", id="text with another name"),
        pytest.param(WORD[:-200], "het bestand houdt te vroeg op; open het", id="truncated"),
        pytest.param(WORD[:-1] + b"\\", "het bestand houdt te vroeg op", id="ends in a backslash"),
        pytest.param(rb"{\rtf1 " + b"{" * 100_000, "het bestand is beschadigd", id="nested too deep"),
        pytest.param(rtf(b"a" * 20_100_000), "het bestand is beschadigd|meer tekst dan", id="too much text"),
        pytest.param(rtf(rb"x\par " * 210_000), r"meer tekst dan één gesprek kan hebben", id="too many lines"),
        pytest.param(rtf(b"Een verhaal."), "geen sprekers gevonden", id="nobody speaks"),
    ],
)
def test_what_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(TranscriptError, match=rf"^a\.rtf: .*(?:{message})"):
        read(content)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "{",
                "}",
                "\\b ",
                "\\par ",
                "I: ",
                "R: ja",
                "\\u-10179?",
                "\\'e9",
                "\\*",
                "\\cell ",
                "\\row ",
                "\\intbl ",
                "\\footnote ",
                "\\pict",
                "\\bin9 ",
                "\\uc9",
                "\\f1",
                "\n",
                "\x00",
            ]
        )
    )
)
def test_any_row_of_tokens_gives_turns_in_order_or_an_error(parts: list[str]) -> None:
    with contextlib.suppress(TranscriptError):
        assert_in_order(read(rtf("".join(parts).encode())))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(), st.integers(1, 30), st.booleans())
def test_a_damaged_file_gives_turns_in_order_or_an_error(office: Path, seed: int, n: int, is_table: bool) -> None:
    content = bytearray((office / ("table.rtf" if is_table else "bold.rtf")).read_bytes())
    chance = random.Random(seed)
    for _ in range(n):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with contextlib.suppress(TranscriptError):
        assert_in_order(read(bytes(content)))


def assert_in_order(parsed: Parsed) -> None:
    position = 0
    for turn in parsed.turns:
        assert position <= turn.start < turn.end <= len(parsed.text)
        assert "\x00" not in parsed.text[turn.start : turn.end]
        position = turn.end
