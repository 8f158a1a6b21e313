"""Word transcripts: paragraphs that open with a speaker (bold or not), or a table of speaker and text."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import replace

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from lxml.etree import XMLSyntaxError

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.header import RULE, declared_names, split_header
from pipeline.reading.labels import labels_in, same_name
from pipeline.reading.paragraphs import Line, find_turns, is_title, knows_a_speaker, read_lines, text_of, with_colons
from pipeline.reading.parsed import Header, Parsed, compose
from pipeline.reading.speakers import find_doubts
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
        lines = [line for paragraph in document.paragraphs for line in read_lines(paragraph)]
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
    in_lines = find_turns(lines[header.n_lines :], names, header.n_lines)
    if not in_table and not in_lines:
        raise TranscriptError(
            Problem(
                where,
                "geen sprekers gevonden; begin elke beurt met een naam en een dubbele punt, een vette naam, "
                "of gebruik een tabel met de kolommen spreker en tekst",
            )
        )
    if _is_in_table(in_table, in_lines, names):
        warnings = _warn_above(lines, header, header.n_lines)
        return compose(in_table, header, "rij", warnings + _left_out(in_table, in_lines, "rij"))
    first = in_lines[0][2]
    talk = list(enumerate([text for text, _ in lines[first - 1 :]], start=first))
    doubts = find_doubts(talk, {label for label, _, _ in in_lines}, "alinea")
    warnings = _warn_above(lines, header, first - 1) + doubts
    return compose(in_lines, header, "alinea", warnings + _left_out(in_table, in_lines, "alinea"))


def _is_in_table(in_table: list[Spoken], in_lines: list[Spoken], declared: set[str]) -> bool:
    """Whether the talk is the table: someone known speaks in it, or nowhere, and it has as many turns or more."""
    table_knows, lines_know = knows_a_speaker(in_table, declared), knows_a_speaker(in_lines, declared)
    return bool(in_table) and table_knows >= lines_know and len(in_table) >= len(in_lines)


def _warn_above(lines: list[Line], header: Header, last: int) -> list[str]:
    """Warn of lines above the first turn, up to ``last``, that are not used; a title is no loss."""
    above = [n for n in range(header.n_lines + 1, last + 1) if lines[n - 1][0].strip(RULE)]
    if lines and is_title(lines[0][0]) and 1 not in header.near:
        header, above = replace(header, unused=[n for n in header.unused if n > 1]), [n for n in above if n > 1]
    return header.warn_unused(above)


def _read_header(lines: list[Line], tables: list[Cells], talk: list[Spoken], declared: set[str]) -> Header:
    """Return the header of the paragraphs, filled up from tables that say something of the interview."""
    texts = with_colons(lines, declared)
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


def _cells(table: Table) -> Cells:
    """Return the text of each cell, all rows equally wide."""
    rows = [
        [" ".join("\n".join(text_of(p._p) for p in cell.paragraphs).split()) for cell in row.cells]
        for row in table.rows
    ]
    n_columns = max((len(row) for row in rows), default=0)
    return [row + [""] * (n_columns - len(row)) for row in rows]
