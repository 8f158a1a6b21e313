"""Transcripts that LibreOffice really wrote, in every format and shape."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from office_files import FORMATS, TALK

from pipeline.reading.parsed import Parsed
from pipeline.reading.reader import READERS


def read(path: Path) -> Parsed:
    return READERS[path.suffix](path.read_bytes(), path.name, set())


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.label, parsed.text[turn.start : turn.end]) for turn in parsed.turns]


@pytest.mark.parametrize("shape", ["bold", "labels", "table", "titles"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_every_shape_in_every_format_gives_the_same_turns(office: Path, shape: str, suffix: str) -> None:
    parsed = read(office / f"{shape}.{suffix}")
    assert spoken(parsed) == TALK
    assert parsed.header == {"gemeente": "Testdorp"}
    assert parsed.warnings == []


@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf"])
def test_tracked_changes_are_accepted_and_comments_counted(office: Path, suffix: str) -> None:
    parsed = read(office / f"marked.{suffix}")
    assert spoken(parsed) == [("Interviewer", "Hoe gaat het?"), ("Respondent", "Goed geregeld hoor.")]
    assert parsed.warnings == ["2 opmerkingen tellen niet mee"]
    assert "geheim" not in parsed.text


@pytest.mark.parametrize("shape", ["long", "columns"])
def test_a_pdf_is_mended(office: Path, shape: str) -> None:
    parsed, original = read(office / f"{shape}.pdf"), read(office / f"{shape}.docx")
    assert [words for _, words in spoken(parsed)] == [w.replace("\u00ad", "") for _, w in spoken(original)]
    assert "Vertrouwelijk" not in parsed.text
    assert [re.sub(r"\d+", "n", warning) for warning in parsed.warnings] == [
        "n regel(s) die op de meeste bladzijden bovenaan of onderaan terugkomen, tellen niet mee"
    ]


def test_places_in_a_pdf_are_pages(office: Path) -> None:
    parsed = read(office / "long.pdf")
    assert parsed.unit == "bladzijde"
    pages = [turn.line_no for turn in parsed.turns]
    assert pages == sorted(pages)
    assert (pages[0], pages[-1] > 1) == (1, True)


def test_a_table_of_a_pdf_with_few_names_on_a_page(office: Path) -> None:
    parsed, original = read(office / "narrow.pdf"), read(office / "narrow.docx")
    assert spoken(parsed) == [(label, words.replace("\u00ad", "")) for label, words in spoken(original)]
