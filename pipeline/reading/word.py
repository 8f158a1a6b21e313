"""Word transcripts: paragraphs that open with a speaker (bold or not), or a table of speaker and text."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from dataclasses import replace
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.header import RULE, declared_names, split_header
from pipeline.reading.labels import (
    find_label,
    is_interviewer_label,
    is_respondent_label,
    labels_in,
    same_name,
)
from pipeline.reading.names import is_name
from pipeline.reading.parsed import Header, Parsed, compose
from pipeline.reading.speakers import accept_labels, find_doubts
from pipeline.reading.tables import Cells, Spoken, header_lines, read_dialogue

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
Line = tuple[str, str]


def read_word(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a .docx transcript, tracked changes as accepted.

    The talk is a table of speakers and text, or lines that open with a label or a bold name; the one with more turns
    is read, and the other is named in a warning.

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
        tables = [cells for table in document.tables if len((cells := _cells(table) or [[]])[0]) >= 2]
    except _DAMAGE:
        raise TranscriptError(
            Problem(
                where, "het Word-bestand is beschadigd of geen .docx; open het in Word en sla het opnieuw op als .docx"
            )
        ) from None
    in_table = read_dialogue(tables, declared)
    header = _read_header(lines, tables, in_table, declared)
    names = declared | declared_names(header.values)
    in_table = read_dialogue(tables, names)
    in_lines = _from_lines(lines[header.n_lines :], names, header.n_lines)
    turns, unit = (in_table, "rij") if len(in_table) >= len(in_lines) else (in_lines, "alinea")
    if not turns:
        raise TranscriptError(
            Problem(
                where,
                "geen sprekers gevonden; begin elke beurt met een naam en een dubbele punt, een vette naam, "
                "of gebruik een tabel met de kolommen spreker en tekst",
            )
        )
    last = turns[0][2] if unit == "alinea" else 0
    early = [n for n in range(header.n_lines + 1, last) if lines[n - 1][0].strip(RULE)]
    if lines and _is_title(lines[0][0]) and 1 not in header.near:
        header, early = replace(header, unused=[n for n in header.unused if n > 1]), [n for n in early if n > 1]
    warnings = header.warn_unused(early)
    if unit == "alinea":
        talk = list(enumerate([text for text, _ in lines[last - 1 :]], start=last))
        warnings += find_doubts(talk, {label for label, _, _ in turns}, unit)
    return compose(turns, header, unit, warnings + _left_out(in_table, in_lines, unit))


def _read_header(lines: list[Line], tables: list[Cells], talk: list[Spoken], declared: set[str]) -> Header:
    """Return the header of the paragraphs, filled up from tables that say something of the interview."""
    texts = [text for text, _ in lines]
    labels = list(dict.fromkeys(label for label, _, _ in talk))
    header = split_header([*texts, *(f"{label}: ..." for label in labels)], declared, unit="alinea")
    spoken = {same_name(label) for label in (*labels, *labels_in(texts))}
    told = split_header(header_lines(tables), in_header=True).values
    # "Respondent | wijkverpleegkundige" names a job and no speaker.
    told = {key: x for key, x in told.items() if {same_name(n) for n in declared_names({key: x})} <= spoken}
    return replace(header, values={**told, **header.values})


def _left_out(in_table: list[Spoken], in_lines: list[Spoken], unit: str) -> list[str]:
    if not in_table or not in_lines:
        return []
    if unit == "rij":
        return [
            f"alinea {in_lines[0][2]}: het gesprek in de tabel is gelezen; {len(in_lines)} beurt(en) in alinea's tellen "
            "niet mee; zet het hele gesprek in de tabel"
        ]
    return [
        f"tabel, rij {in_table[0][2]}: het gesprek in de alinea's is gelezen; {len(in_table)} beurt(en) in een tabel "
        "tellen niet mee; zet het hele gesprek in alinea's"
    ]


def _is_title(text: str) -> bool:
    return find_label(text) is None and len(text.split()) <= 10 and not text.endswith((".", "?", "!"))


def _text(element: Any) -> str:
    """Return the text of a paragraph with tracked insertions; what was deleted has tags of its own."""
    marks = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
    parts = (node.text or "" if node.tag == qn("w:t") else marks.get(node.tag, "") for node in element.iter())
    return "".join(parts)


def _lines(paragraph: Paragraph) -> list[Line]:
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


def _cells(table: Table) -> Cells:
    """Return the text of each cell, all rows equally wide."""
    rows = [
        [" ".join("\n".join(_text(p._p) for p in cell.paragraphs).split()) for cell in row.cells] for row in table.rows
    ]
    n_columns = max((len(row) for row in rows), default=0)
    return [row + [""] * (n_columns - len(row)) for row in rows]


def _from_lines(lines: list[Line], declared: set[str], n_before: int) -> list[Spoken]:
    bold = Counter(name for _, name in lines if name)
    wanted = {same_name(name) for name in declared}
    known = {n for n in bold if same_name(n) in wanted or is_interviewer_label(n) or is_respondent_label(n)}
    names = known | {name for name, k in bold.items() if k >= 2 and is_name(name)}
    texts = [text for text, _ in lines]
    labels = accept_labels(texts, declared)
    # Where labels are bold, a bold name that speaks once is one too; elsewhere it is a heading.
    if labels <= set(bold):
        labels = accept_labels(texts, declared | {name for name in bold if is_name(name)})
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
