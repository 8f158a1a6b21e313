"""What somebody said is found in files of any kind, however it is written there; what others said too is not theirs."""

from __future__ import annotations

import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.run.searching import Words, has_word, spaced, text_of

SAID = "Toen belde ik de zeppelinhaven, en binnen een kwartier stond er iemand op de stoep met een thermoskan."
COMMON = "Dat weet ik eigenlijk niet zo precies, dat zou u aan iemand anders moeten vragen."


def write(folder, name):
    """Write what was said as files of different kinds have it."""
    path = folder / name
    if name.endswith(".docx"):
        document = Document()
        paragraph = document.add_paragraph()
        for part in (SAID[:30], SAID[30:55], SAID[55:]):
            paragraph.add_run(part)
        document.save(path)
    elif name.endswith(".xlsx"):
        workbook = Workbook()
        workbook.active.append(["x", SAID])
        workbook.save(path)
    elif name.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("map/een.txt", SAID)
    elif name.endswith(".html"):
        path.write_text(f"<p>{SAID.replace('zeppelin', '<b>zeppelin</b>')}</p>", encoding="utf-8")
    elif name.endswith(".vtt"):
        path.write_text(SAID.replace(" en ", "\n\n00:01.000 --> 00:02.000\n", 1), encoding="utf-8")
    else:
        path.write_text(SAID, encoding="utf-16" if "16" in name else "utf-8")
    return path


@pytest.mark.parametrize("name", ["a.txt", "a16.txt", "a.docx", "a.xlsx", "a.zip", "a.html", "a.vtt", "zonder-einde"])
def test_words_are_found_in_any_kind_of_file(tmp_path, name):
    words = Words.of([SAID], [COMMON])
    text = text_of(write(tmp_path, name))
    assert words.are_in(text)
    assert not Words.of(
        ["Iets heel anders, dat net zo lang is maar dat nergens in deze bestanden te vinden is."], []
    ).are_in(text)


@pytest.mark.parametrize("name", ["a.pdf", "a.MP3", "a.png"])
def test_what_cannot_be_searched_is_told_apart(tmp_path, name):
    (tmp_path / name).write_text(SAID, encoding="utf-8")
    assert text_of(tmp_path / name) is None


@pytest.mark.parametrize("content", [b"PK\x03\x04 kapot", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 oud"])
def test_a_damaged_or_old_file_is_told_apart(tmp_path, content):
    (tmp_path / "a.docx").write_bytes(content)
    assert text_of(tmp_path / "a.docx") is None


def test_what_others_said_too_is_not_a_trace():
    words = Words.of([COMMON, SAID], [f"Interviewer: ja? {COMMON}"])
    assert not words.are_in(f"Hij zei: {COMMON}")
    assert words.are_in(f"Hij zei: {SAID}")
    assert not words.are_in("Toen belde ik de buren.")
    assert not Words().are_in(SAID)


@given(st.integers(0, len(SAID)), st.text(max_size=60), st.text(max_size=60))
def test_a_quote_of_sixty_letters_is_found_wherever_it_stands(start, before, after):
    quote = SAID[start:]
    n_letters = sum(sign.isalnum() for sign in quote)
    assert n_letters < 60 or Words.of([SAID], []).are_in(f"{before}{quote}{after}")


@given(st.text("ab ", max_size=12), st.text("ab", min_size=1, max_size=3))
def test_a_word_is_found_if_it_is_one_of_the_words(text, word):
    assert has_word(spaced(text), word) == (word in text.split())
