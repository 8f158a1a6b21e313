"""Word transcripts: paragraphs that open with a speaker (bold or not), or a table of speaker and text."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.header import split_header
from pipeline.reading.labels import LABEL, accept_labels
from pipeline.reading.parsed import Parsed, compose


def read_word(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a .docx transcript.

    A table with at least two columns is read as speaker and text (a first row of titles is skipped; the text is
    the last column); else each paragraph that opens with a label, or with a bold name on its own, opens a turn.

    Raises
    ------
    TranscriptError
        If the file is no Word document, or nobody speaks in it.
    """
    if not content:
        raise TranscriptError(Problem(where, "het bestand is leeg; kijk of u het goede bestand hebt gekozen"))
    try:
        document = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, XMLSyntaxError):
        raise TranscriptError(
            Problem(
                where, "het Word-bestand is beschadigd of geen .docx; open het in Word en sla het opnieuw op als .docx"
            )
        ) from None
    header, _ = split_header([p.text for p in document.paragraphs if p.text.strip()])
    turns = _from_tables(document) or _from_paragraphs(document, declared)
    if not turns:
        raise TranscriptError(
            Problem(
                where,
                "geen sprekers gevonden; begin elke beurt met een naam en een dubbele punt, een vette naam, "
                "of gebruik een tabel met de kolommen spreker en tekst",
            )
        )
    return compose(turns, header)


def _from_tables(document: Document) -> list[tuple[str, str, int]]:
    rows = [row for table in document.tables for row in _rows(table)]
    return [(speaker.rstrip(": "), text, n) for n, (speaker, text) in enumerate(rows, start=1) if speaker and text]


def _rows(table: Table) -> list[tuple[str, str]]:
    if len(table.columns) < 2:
        return []
    rows = [[cell.text.strip() for cell in row.cells] for row in table.rows]
    titles = {"spreker", "wie", "naam", "speaker", "tijd"}
    speaker_column = 0
    if rows and titles & {cell.casefold() for cell in rows[0]}:
        speaker_column = next(
            i for i, c in enumerate(rows[0]) if c.casefold() in titles - {"tijd"} or len(rows[0]) == 2
        )
        rows = rows[1:]
    return [(row[speaker_column], " ".join(row[-1].split())) for row in rows]


def _from_paragraphs(document: Document, declared: set[str]) -> list[tuple[str, str, int]]:
    paragraphs = [(p, " ".join(p.text.split())) for p in document.paragraphs]
    _, n_header = split_header([text for _, text in paragraphs if text])
    bold = {_bold_start(p) for p, _ in paragraphs} - {""}
    labels = accept_labels([text for _, text in paragraphs], declared | bold)
    turns: list[tuple[str, str, int]] = []
    n_seen = 0
    for number, (paragraph, text) in enumerate(paragraphs, start=1):
        if not text:
            continue
        n_seen += 1
        if n_seen <= n_header:
            continue
        match = LABEL.match(text)
        name = _bold_start(paragraph)
        if match and match["label"].strip() in labels:
            turns.append((match["label"].strip(), match["rest"].strip(), number))
        elif name in labels and text.startswith(name):
            turns.append((name, text[len(name) :].lstrip(" :"), number))
        elif turns:
            label, before, first = turns[-1]
            turns[-1] = (label, f"{before}\n{text}".strip(), first)
    return [turn for turn in turns if turn[1]]


def _bold_start(paragraph: Paragraph) -> str:
    """Return the bold words that open a paragraph, without the colon."""
    words = ""
    for run in paragraph.runs:
        if not run.bold:
            break
        words += run.text
    name = words.strip().rstrip(":").strip()
    return name if 0 < len(name) <= 40 else ""
