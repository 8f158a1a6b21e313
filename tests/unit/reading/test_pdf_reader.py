"""PDF transcripts: what is mended and left out, what is refused, and files that mean harm."""

from __future__ import annotations

import contextlib
import random
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_files import lines, pdf

from pipeline.errors import TranscriptError
from pipeline.reading import pdf as pdf_module
from pipeline.reading.hyphens import Mender
from pipeline.reading.parsed import Parsed
from pipeline.reading.pdf import read_pdf

TALK = ("I: Hoe gaat het?", "R: Goed hoor.", "I: Mooi.", "R: Ja.")
TURNS = [("I", "Hoe gaat het?"), ("R", "Goed hoor."), ("I", "Mooi."), ("R", "Ja.")]


def read(content: bytes, *declared: str) -> Parsed:
    return read_pdf(content, "a.pdf", set(declared))


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.label, parsed.text[turn.start : turn.end]) for turn in parsed.turns]


def test_lines_that_open_with_a_label() -> None:
    assert spoken(read(pdf(lines(*TALK)))) == TURNS


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        pytest.param("Er is samen-", "werking nodig.", "Er is samenwerking nodig.", id="word of the list"),
        pytest.param("Er is een jeugd-", "ggz team.", "Er is een jeugd-ggz team.", id="abbreviation behind"),
        pytest.param("De jgz-", "verpleegkundige.", "De jgz-verpleegkundige.", id="abbreviation before"),
        pytest.param("De KOPP-", "groep.", "De KOPP-groep.", id="capitals"),
        pytest.param("In Noord-", "Holland.", "In Noord-Holland.", id="name with a hyphen"),
        pytest.param("Voor zorg-", "en welzijn.", "Voor zorg- en welzijn.", id="first half of two"),
        pytest.param("Van 12-", "jarigen.", "Van 12-jarigen.", id="number"),
        pytest.param("Hij heet Kuijper-", "sloot.", "Hij heet Kuijpersloot.", id="name that no list knows"),
        pytest.param("Dus -", "ja.", "Dus - ja.", id="dash"),
        pytest.param("Nou--", "ja.", "Nou-- ja.", id="two dashes"),
    ],
)
def test_hyphens_at_the_end_of_a_line(first: str, second: str, whole: str) -> None:
    assert Mender([]).join([first, second]) == whole


def test_a_word_that_the_document_spells_with_a_hyphen_keeps_it() -> None:
    assert Mender(["wij van het zorg-team zijn er"]).join(["het zorg-", "team"]) == "het zorg-team"


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    pages = [
        lines("Verslag vertrouwelijk", top=790)
        + lines(*(("gemeente: Testdorp",) if n == 1 else ()), *TALK)
        + lines(f"Pagina {n} van 3", top=20, left=280)
        for n in (1, 2, 3)
    ]
    parsed = read(pdf(*pages))
    assert spoken(parsed) == TURNS * 3
    assert parsed.header == {"gemeente": "Testdorp"}
    assert [turn.line_no for turn in parsed.turns] == [1] * 4 + [2] * 4 + [3] * 4
    assert "vertrouwelijk" not in parsed.text


def test_a_header_that_names_the_municipality_is_read_once() -> None:
    pages = [lines("gemeente: Testdorp", top=790) + lines(f"I: Vraag {n}?", "R: Ja.", "R: Nee.") for n in range(4)]
    parsed = read(pdf(*pages))
    assert parsed.header == {"gemeente": "Testdorp"}
    assert [words for _, words in spoken(parsed)][:3] == ["Vraag 0?", "Ja.", "Nee."]


def test_words_at_the_top_of_a_page_that_differ_are_talk() -> None:
    pages = [lines(f"I: Vraag {word}?", "R: Ja.") for word in ("een", "twee", "drie")]
    assert [words for _, words in spoken(read(pdf(*pages)))][::2] == ["Vraag een?", "Vraag twee?", "Vraag drie?"]


def test_columns_are_read_one_after_the_other() -> None:
    left = lines("I: Hoe gaat het nu met u", "en met de buurt hier?", "R: Goed hoor, en dat is", "al een tijd zo.")
    right = lines(
        "I: Dat is dan mooi om", "van u te horen zeg.", "R: Ja, zo is het maar", "net in deze wijk.", left=350
    )
    assert spoken(read(pdf(left + right))) == [
        ("I", "Hoe gaat het nu met u en met de buurt hier?"),
        ("R", "Goed hoor, en dat is al een tijd zo."),
        ("I", "Dat is dan mooi om van u te horen zeg."),
        ("R", "Ja, zo is het maar net in deze wijk."),
    ]


def test_a_line_above_the_talk_is_named_with_its_page() -> None:
    parsed = read(pdf(lines("Verslag", "Aanwezig waren er vier.", *TALK)))
    assert parsed.warnings == ["regel 2 op bladzijde 1 staat voor de eerste spreker en telt niet mee"]


def test_a_page_without_text_is_named() -> None:
    parsed = read(pdf(lines(*TALK), b"", lines(*TALK)))
    assert [w[:50] for w in parsed.warnings] == ["bladzijde 2 heeft geen tekst en telt niet mee; is "]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "het bestand is leeg", id="empty"),
        pytest.param(b"I: Hoe?\nR: Ja.", "de PDF is beschadigd of is geen PDF", id="text with another name"),
        pytest.param(b"%PDF-1.7\n", "de PDF is beschadigd of is geen PDF", id="only its first line"),
        pytest.param(pdf(lines(*TALK))[:300], "de PDF is beschadigd of is geen PDF", id="truncated"),
        pytest.param(
            pdf(b"0 0 600 800 re f"), r"geen tekst, alleen beelden \(een scan\); laat de tekst herkennen", id="scan"
        ),
        pytest.param(pdf(lines("Een verhaal.")), "geen sprekers gevonden", id="nobody speaks"),
        pytest.param(pdf(b"", n_pages=1001), "de PDF heeft 1001 bladzijden; de grens is 1000", id="too many pages"),
        pytest.param(
            pdf(
                lines(*TALK),
                trailer=f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'a1' * 32}>/U<{'b2' * 32}>>>/ID[<01><02>]",
            ),
            "de PDF heeft een wachtwoord; sla hem zonder wachtwoord op",
            id="password",
        ),
    ],
)
def test_what_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(TranscriptError, match=rf"^a\.pdf: .*{message}"):
        read(content)


def test_a_pdf_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "MAX_SECONDS", 0.0)
    with pytest.raises(TranscriptError, match="het lezen van de PDF duurt te lang; sla het gesprek op als"):
        read(pdf(lines(*TALK)))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(pdf(zlib.compress(lines(*TALK) + b" " * 30_000_000), filters="/Filter/FlateDecode"), id="blanks"),
        pytest.param(
            pdf(zlib.compress(zlib.compress(lines(*TALK))), filters="/Filter[/FlateDecode/FlateDecode]"), id="twice"
        ),
        pytest.param(pdf(b"BT /F1 12 Tf " + b"(aaaaaaaaaaaaaaaaaaaa) Tj " * 11_000 + b"ET"), id="text"),
    ],
)
def test_a_page_that_unpacks_too_far_is_refused(content: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.pdf: een bladzijde van de PDF is te groot"):
        read(content)


def test_a_packed_page_is_read() -> None:
    assert spoken(read(pdf(zlib.compress(lines(*TALK)), filters="/Filter/FlateDecode"))) == TURNS


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.pdf: "):
        read(b"%PDF-1.7\n" + content)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(), st.integers(1, 30))
def test_a_damaged_file_gives_turns_in_order_or_an_error(office: Path, seed: int, n_changes: int) -> None:
    content, chance = bytearray((office / "bold.pdf").read_bytes()), random.Random(seed)
    for _ in range(n_changes):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with contextlib.suppress(TranscriptError):
        assert_in_order(read(bytes(content)))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-50, 700), st.integers(-50, 900), st.text("IR:x -1\u20ac", max_size=12)), max_size=30
    )
)
def test_words_anywhere_on_a_page_give_turns_in_order_or_an_error(words: list[tuple[int, int, str]]) -> None:
    page = b"".join(lines(text, top=y, left=x) for x, y, text in words)
    with contextlib.suppress(TranscriptError):
        assert_in_order(read(pdf(page, page)))


def assert_in_order(parsed: Parsed) -> None:
    position = 0
    for turn in parsed.turns:
        assert position <= turn.start < turn.end <= len(parsed.text)
        assert parsed.text[turn.start : turn.end].strip()
        position = turn.end
