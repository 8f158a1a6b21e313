"""Bytes to text: which encodings are read, and what is refused with which message."""

from __future__ import annotations

import contextlib
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading.decoding import decode, decode_and_mend

SPEECH = "R: één café – “ja”, zei ze… € 5"
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"), min_size=1).filter(
    # What looks encoded twice is mended, and does not come back as it was written.
    lambda text: text.strip() and not re.search(r"[\u00c2-\u00f4][^\x00-\x7f]", text)
)
MARKED = ("utf-8-sig", "utf-16")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_reads_accents_dashes_and_quotes_in_every_encoding(encoding: str) -> None:
    assert decode(SPEECH.encode(encoding), "a.txt") == SPEECH


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_reads_both_byte_orders_of_utf_16(encoding: str) -> None:
    assert decode(("\ufeff" + SPEECH).encode(encoding), "a.txt") == SPEECH


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_reads_utf_16_without_a_byte_order_mark(encoding: str) -> None:
    assert decode(SPEECH.encode(encoding), "a.txt") == SPEECH


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("R: ja 👩‍👧 hoor 😀", id="emoji"),
        pytest.param("een\r\ntwee\r\n", id="CRLF"),
        pytest.param("een\rtwee\r", id="lone CR"),
        pytest.param("een\ttwee\x0cdrie", id="tab and form feed"),
        pytest.param(unicodedata.normalize("NFD", "één coördinator"), id="NFD"),
        pytest.param("a", id="one character"),
    ],
)
def test_leaves_the_text_as_it_is(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text


@pytest.mark.parametrize("content", [b"", b" ", b"\r\n\t\n"], ids=["nothing", "space", "blank lines"])
def test_refuses_an_empty_file(content: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.txt: het bestand is leeg"):
        decode(content, "a.txt")


@pytest.mark.parametrize("encoding", MARKED)
@pytest.mark.parametrize("text", ["", "\r\n \r\n"], ids=["nothing", "blank lines"])
def test_refuses_a_file_with_a_mark_and_nothing_else(text: str, encoding: str) -> None:
    with pytest.raises(TranscriptError, match="het bestand is leeg"):
        decode(text.encode(encoding), "a.txt")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"I: hoi\x00R: ja", id="one NUL byte"),
        pytest.param(b"\x00" * 50, id="only NUL bytes"),
        pytest.param(b"\x7fELF\x02\x01\x01\x03\x04\x05", id="program"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x01\x02\x03\x04", id="picture"),
    ],
)
def test_refuses_binary_content(content: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.txt: dit is geen tekstbestand \(binaire inhoud\)"):
        decode(content, "a.txt")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(SPEECH.encode("utf-32"), id="UTF-32"),
        pytest.param("I: hoi\x00R: ja".encode("utf-16"), id="NUL in UTF-16"),
        pytest.param("I: hoi\x00R: ja".encode("utf-8-sig"), id="NUL after a UTF-8 mark"),
    ],
)
def test_a_byte_order_mark_does_not_let_binary_content_in(content: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.txt"):
        decode(content, "a.txt")


def test_allows_one_stray_control_character_in_a_hundred() -> None:
    assert decode(b"\x01" + b"a" * 99, "a.txt").endswith("aaa")
    with pytest.raises(TranscriptError, match="binaire inhoud"):
        decode(b"\x01" + b"a" * 98, "a.txt")


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_names_line_and_byte_that_windows_1252_does_not_have(byte: int) -> None:
    message = (
        rf"^a\.txt, regel 3: de tekencodering is niet te lezen \(byte {byte:#04x}\).*UTF-8, UTF-16 en Windows-1252"
    )
    with pytest.raises(TranscriptError, match=message):
        decode(b"een\ntw\xe9\n" + bytes([byte]), "a.txt")


def test_names_line_and_byte_that_do_not_fit_a_utf_8_mark() -> None:
    with pytest.raises(TranscriptError, match=r"regel 2: .*\(byte 0xe9\)"):
        decode(b"\xef\xbb\xbfab\n\xe9\xe9", "a.txt")


def test_names_the_line_where_utf_16_breaks_off() -> None:
    with pytest.raises(TranscriptError, match=r"^a\.txt, regel 2: de tekencodering is niet te lezen \(byte 0x78\)"):
        decode("een\ntwee".encode("utf-16") + b"x", "a.txt")


@given(ANY_TEXT, st.sampled_from(["utf-8", *MARKED]))
def test_any_text_comes_back_as_it_was_written(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@given(st.lists(st.sampled_from("aéèëïü€–’“”…"), min_size=1).map(" ".join))
def test_any_windows_1252_text_comes_back(text: str) -> None:
    assert decode(text.encode("cp1252"), "a.txt") == text


@given(st.binary().filter(lambda content: not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))))
def test_any_bytes_give_text_without_nul_or_one_of_our_errors(content: bytes) -> None:
    with contextlib.suppress(TranscriptError):
        assert "\x00" not in decode(content, "a.txt")


TWICE = "R: één café – “ja”, zei Zoë… € 5, geïnteresseerd"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_mends_utf_8_that_was_encoded_twice(encoding: str) -> None:
    wrong = TWICE.replace("”", "'").encode().decode("cp1252")
    text, warnings = decode_and_mend(wrong.encode(encoding), "a.txt")
    assert text == TWICE.replace("”", "'")
    assert [warning[:48] for warning in warnings] == [
        'de tekens met accenten waren dubbel gecodeerd ("'[:48].replace('"', "'")
    ]
    assert decode(wrong.encode(encoding), "a.txt") == text


def test_mends_bytes_that_windows_1252_does_not_have() -> None:
    # The right quotation mark ends with byte 0x9d, which other programs take for a control character.
    wrong = "R: één “ja”".encode().decode("latin-1")
    assert decode(wrong.encode(), "a.txt") == "R: één “ja”"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("R: één Ã©Ã©n", id="only a part was encoded twice"),
        pytest.param("R: Ã©Ã©n 😀", id="beside a sign that no twice encoded text has"),
        pytest.param("R: São Paulo, Ångström, Łódź, ÂB", id="other languages"),
        pytest.param("R: één coördinator, geïnterviewd – ja…", id="accents as they should be"),
        pytest.param("R: gewoon", id="no accents"),
    ],
)
def test_leaves_text_that_was_not_encoded_twice(text: str) -> None:
    assert decode_and_mend(text.encode(), "a.txt") == (text, [])


@given(st.text(st.sampled_from("aé ëöü–€’…Z\n"), min_size=1).filter(lambda text: text.strip() and not text.isascii()))
def test_any_text_that_was_encoded_twice_is_mended(text: str) -> None:
    wrong = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())
    assert decode(wrong.encode(), "a.txt") == text
