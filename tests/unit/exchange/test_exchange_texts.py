"""Texts as they travel, how they are counted, and names that stay the same."""

from __future__ import annotations

import unicodedata

import pytest
from exchange_makers import TEXTS
from hypothesis import given
from hypothesis import strategies as st

from pipeline.exchange import guid_of, text_checksum, travelling
from pipeline.exchange.detection import Placed, find_unit, habit_of
from pipeline.exchange.identity import Guids
from pipeline.exchange.texts import decode
from pipeline.exchange.times import as_utc
from pipeline.exchange.units import STANDARD, UTF_16, Unit, count

ANY = st.one_of(TEXTS, st.text(max_size=30))
UNITS = st.builds(Unit, st.sampled_from((1, 2)), st.sampled_from((1, 2)))


@given(text=ANY)
def test_a_travelling_text_is_stable_and_composed(text: str) -> None:
    made = travelling(text).text
    assert "\r" not in made
    assert not made.startswith("\ufeff")
    assert unicodedata.is_normalized("NFC", made)
    assert travelling(made).text == made
    assert made.encode().decode() == made


@given(text=ANY)
def test_line_ends_and_accents_do_not_change_the_checksum(text: str) -> None:
    for other in (unicodedata.normalize("NFD", text), text.replace("\r\n", "\n").replace("\n", "\r\n")):
        assert text_checksum(travelling(text).text) == text_checksum(text)
        assert text_checksum(other) == text_checksum(text)


@given(text=ANY, data=st.data())
def test_a_span_keeps_all_its_signs(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    travelled = travelling(text)
    first, last = travelled.span(start, end)
    assert first >= 0
    assert last <= len(travelled.text)
    if first < last:
        wide = travelled.back(first, last)
        assert travelled.span(*wide) == (first, last)
        assert travelling(text[slice(*wide)]).text == travelled.text[first:last]


@given(text=ANY, unit=UNITS, data=st.data())
def test_positions_lead_back_to_their_signs(text: str, unit: Unit, data: st.DataObject) -> None:
    counted = count(text, unit)
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    end = data.draw(st.integers(start, len(text)))
    begin, stop = counted.span(counted.position(start), counted.position(end))
    assert text[begin:stop] in (
        text[start:end],
        text[start + 1 : end],
        text[start : end - 1],
        text[start + 1 : end - 1],
    )
    if "\r\n" not in text:
        assert (begin, stop) == (start, end)
        assert count(text, UTF_16).length == len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("één".encode(), "één"),
        ("één".encode("utf-8-sig"), "één"),
        ("één".encode("utf-16"), "één"),
        ("één".encode("cp1252"), "één"),
        (b"", ""),
        (b"a\x00b", None),
        (b"\x81\x8d", None),
        (b"\xff\xfea", None),
    ],
)
def test_texts_are_decoded_or_not(content: bytes, text: str | None) -> None:
    assert decode(content) == text


def test_guids_are_used_once() -> None:
    guids, given = Guids(), "0f758eeb-d61d-4e91-b250-79861c3869a6"
    assert guids.of("code", given) == given.upper()
    other = guids.of("source", given)
    assert other != given.upper()
    assert guids.of("source", given) == other
    assert guids.of("code", "a") == guid_of("code", "a") != guids.of("source", "a")


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "", "2026-13-01"])
def test_times_that_are_none_are_empty(time: str) -> None:
    assert as_utc(time) == ""


def test_a_program_is_known_by_its_name() -> None:
    assert habit_of("NVivo 14 (Windows)") == UTF_16
    assert habit_of("Factorwijzer 0.1.0 nvivo") == UTF_16
    assert habit_of("Factorwijzer 0.1.0") == habit_of("Dedoose") == STANDARD


def test_one_lucky_boundary_does_not_change_the_unit() -> None:
    text = "😀 ja\r\nnee nee"
    unit, told = find_unit("NVivo", [text], [Placed(0, 6, 9)])
    assert unit == UTF_16
    assert "Dat zijn er weinig" in told
