"""Word transcripts: paragraphs that open with a speaker (bold or not), or a table of speaker and text."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.header import declared_names, split_header
from pipeline.reading.labels import accept_labels, find_label, is_interviewer_label, is_respondent_label
from pipeline.reading.parsed import Parsed, compose, unused_lines

_DAMAGE = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    zlib.error,
    XMLSyntaxError,
    KeyError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    EOFError,
    AttributeError,
)
_TIMES, _TEXTS = {"tijd", "time", "tijdstip"}, {"tekst", "uitspraak", "text", "gesproken tekst"}
_SPEAKERS = {"spreker", "wie", "naam", "speaker", "persoon", "deelnemer"}
Spoken = tuple[str, str, int]


def read_word(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a .docx transcript, tracked changes as accepted.

    A table with at least two columns is read as speaker and text (a first row of titles is skipped; the text is
    the last column); else each line that opens with a label, or with a bold name on its own, opens a turn.

    Raises
    ------
    TranscriptError
        If the file is no Word document, or nobody speaks in it.
    """
    if not content:
        raise TranscriptError(Problem(where, "het bestand is leeg; kijk of u het goede bestand hebt gekozen"))
    try:
        document = docx.Document(io.BytesIO(content))
        lines = [line for paragraph in document.paragraphs for line in _lines(paragraph)]
        rows = [row for table in document.tables for row in _rows(table)]
    except _DAMAGE:
        raise TranscriptError(
            Problem(
                where, "het Word-bestand is beschadigd of geen .docx; open het in Word en sla het opnieuw op als .docx"
            )
        ) from None
    header = split_header([text for text, _ in lines], declared)
    n_header = header.n_lines
    turns = _from_rows(rows) or _from_lines(lines[n_header:], declared | declared_names(header.values), n_header)
    if not turns:
        raise TranscriptError(
            Problem(
                where,
                "geen sprekers gevonden; begin elke beurt met een naam en een dubbele punt, een vette naam, "
                "of gebruik een tabel met de kolommen spreker en tekst",
            )
        )
    unit = "rij" if rows else "alinea"
    return compose(turns, header.values, unit, unused_lines(header.unused, "alinea"))


def _text(element: Any) -> str:
    """Return the text of a paragraph with tracked insertions; what was deleted has tags of its own."""
    marks = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
    parts = (node.text or "" if node.tag == qn("w:t") else marks.get(node.tag, "") for node in element.iter())
    return "".join(parts)


def _lines(paragraph: Paragraph) -> list[tuple[str, str]]:
    """Return (text, bold words that open it) of every line of a paragraph that says something."""
    texts = [" ".join(line.split()) for line in _text(paragraph._p).split("\n")]
    bold = _bold_start(paragraph)
    return [(text, bold if number == 0 else "") for number, text in enumerate(texts) if text]


def _bold_start(paragraph: Paragraph) -> str:
    words = ""
    for run in paragraph.runs:
        if not run.bold:
            break
        words += run.text
    name = " ".join(words.split()).rstrip(":").strip()
    return name if 0 < len(name) <= 40 else ""


def _rows(table: Table) -> list[tuple[str, str]]:
    """Return (speaker, text) of each row but the titles."""
    if len(table.columns) < 2:
        return []
    rows = [
        [" ".join("\n".join(_text(p._p) for p in cell.paragraphs).split()) for cell in row.cells] for row in table.rows
    ]
    titles = [cell.casefold() for cell in rows[0]] if rows else []
    speaker_column = 0
    if {*titles} & (_TIMES | _SPEAKERS) and (titles[-1] in _TEXTS or {*titles} & _SPEAKERS):
        named = [i for i, title in enumerate(titles) if title in _SPEAKERS]
        others = [i for i, title in enumerate(titles[:-1]) if title not in _TIMES]
        speaker_column = (named or others or [0])[0]
        rows = rows[1:]
    return [(row[speaker_column].rstrip(": "), row[-1]) for row in rows]


def _from_rows(rows: list[tuple[str, str]]) -> list[Spoken]:
    """Return the turns of a table; a row without a speaker goes on for the one before."""
    turns: list[Spoken] = []
    for number, (speaker, text) in enumerate(rows, start=1):
        if speaker and text:
            turns.append((speaker, text, number))
        elif text and turns:
            label, before, first = turns[-1]
            turns[-1] = (label, f"{before} {text}", first)
    return turns


def _from_lines(lines: list[tuple[str, str]], declared: set[str], n_before: int) -> list[Spoken]:
    bold = Counter(name for _, name in lines if name)
    names = {n for n, k in bold.items() if k >= 2 or n in declared or is_interviewer_label(n) or is_respondent_label(n)}
    labels = accept_labels([text for text, _ in lines], declared | set(bold))
    turns: list[Spoken] = []
    for number, (text, name) in enumerate(lines, start=n_before + 1):
        opening = find_label(text)
        if opening and opening[0] in labels:
            turns.append((opening[0], text[opening[1] :].strip(), number))
        elif name in names and text.startswith(name):
            turns.append((name, text[len(name) :].lstrip(" :"), number))
        elif turns:
            label, before, first = turns[-1]
            turns[-1] = (label, f"{before}\n{text}".strip(), first)
    return [turn for turn in turns if turn[1]]
