"""Plain text: encodings and line ends stay, and are told as the reader tells them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rewriting_makers import masked, read

from pipeline.errors import TranscriptError
from pipeline.privacy.rewriting import Replacement, RewriteError, rewrite
from pipeline.privacy.rewriting_text import decode, encode
from pipeline.reading import decoding

TEXT = "gemeente: Testdorp\r\n\r\n\r\nI: Één vraag?\n[00:12]\r\nR: Ybelien – ja.\r\n\r\nMaar Ybelien\r\nook."
ENCODINGS = {
    "utf-8": b"",
    "cp1252": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-8-sig": b"",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encoding_line_ends_and_blank_lines_are_kept(encoding, tmp_path):
    content = ENCODINGS[encoding] + TEXT.encode(encoding)
    changed = masked(content, ".txt", {"Ybelien": "[persoon 1]"}, tmp_path)
    assert changed == ENCODINGS[encoding] + TEXT.replace("Ybelien", "[persoon 1]").encode(encoding)


def test_a_pseudonym_outside_the_encoding_makes_the_copy_utf8(tmp_path):
    changed = masked(TEXT.encode("cp1252"), ".txt", {"Ybelien": "[şı]"}, tmp_path)
    assert changed.decode("utf-8-sig") == TEXT.replace("Ybelien", "[şı]")


def test_what_would_be_read_otherwise_without_the_name_becomes_utf8():
    text = "Ã© staat er echt"
    assert encode(text, b"", "cp1252") == codecs.BOM_UTF8 + text.encode()


def test_a_name_in_the_header_may_be_replaced_by_place(tmp_path):
    turns = read(TEXT.encode(), ".txt", tmp_path).turns
    changed = rewrite(TEXT.encode(), ".txt", turns, [Replacement(10, 18, "[gemeente 1]")], {"Testdorp": "[x]"})
    assert changed.decode() == TEXT.replace("Testdorp", "[gemeente 1]")


def test_accents_apart_are_the_same_name(tmp_path):
    content = TEXT.replace("R:", "Respondent Loe\u0308lle:").encode()
    assert b"Respondent [persoon 2]: Y" in masked(content, ".txt", {"Loëlle": "[persoon 2]"}, tmp_path)


@given(
    st.one_of(
        st.binary(max_size=60),
        st.text(max_size=30).map(str.encode),
        st.text(max_size=30).map(lambda x: x.encode("utf-16")),
    )
)
def test_text_is_decoded_as_it_is_read(content):
    try:
        expected, mended = decoding.decode_and_mend(content, "a")
    except TranscriptError:
        return
    # What was encoded twice is copied from the mended text (pipeline/run/anonymising.py), not from the file.
    assume(not mended)
    text, mark, encoding = decode(content, "a")
    assert text == expected
    assert decode(encode(text, mark, encoding), "a")[0] == expected


def test_no_encoding():
    with pytest.raises(RewriteError, match="v1: de tekencodering is niet te lezen"):
        decode(b"\x81\x8d\x8f", "v1")
