"""Word transcripts: paragraphs that open with a speaker (bold or not), or a table of speaker and text."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from lxml.etree import XMLSyntaxError

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.document import Document, understand
from pipeline.reading.limits import check_archive
from pipeline.reading.paragraphs import read_lines, text_of
from pipeline.reading.parsed import Parsed
from pipeline.reading.tables import Cells

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
_LEFT_OUT = {"opmerking": "w:commentReference", "voetnoot": "w:footnoteReference", "eindnoot": "w:endnoteReference"}


def read_word(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a .docx transcript, tracked changes as accepted; comments and notes are counted and left out.

    Raises
    ------
    TranscriptError
        If the file is no Word document, or nobody speaks in it.
    """
    if not content:
        raise TranscriptError(Problem(where, "het bestand is leeg; kijk of u het goede bestand hebt gekozen"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_archive(archive, where)
        document = docx.Document(io.BytesIO(content))
        lines = [line for paragraph in document.paragraphs for line in read_lines(paragraph)]
        tables = [_cells(table) for table in document.tables]
        n_left_out = _count_left_out(document.element.body)
    except _DAMAGE:
        raise TranscriptError(
            Problem(
                where, "het Word-bestand is beschadigd of geen .docx; open het in Word en sla het opnieuw op als .docx"
            )
        ) from None
    return understand(Document(lines, tables, n_left_out), where, declared)


def _count_left_out(body: Any) -> dict[str, int]:
    return {word: sum(1 for _ in body.iter(qn(tag))) for word, tag in _LEFT_OUT.items()}


def _cells(table: Table) -> Cells:
    """Return the text of each cell, all rows equally wide."""
    rows = [
        [" ".join("\n".join(text_of(p._p) for p in cell.paragraphs).split()) for cell in row.cells]
        for row in table.rows
    ]
    n_columns = max((len(row) for row in rows), default=0)
    return [row + [""] * (n_columns - len(row)) for row in rows]
