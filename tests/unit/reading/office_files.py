"""One interview as a Word document in several shapes, for LibreOffice to write in other formats."""

from __future__ import annotations

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

TALK = [
    ("Jo Bos", "Hoe gaat het met de coördinatie? 😀"),
    ("Wim Ott", "Goed – “zeker” € 5."),
    ("Jo Bos", "Mooi."),
    ("Wim Ott", "Ja, {dat} is één \\ gedachte."),
]
BROKEN = "Er is samen\u00adwerking tussen jeugd-ggz en wijk\u00adteams, zorg- en welzijns\u00adorganisaties en Kuijper\u00adsloot. "
FORMATS = ("docx", "odt", "rtf", "pdf")


def _bold() -> docx.document.Document:
    document = docx.Document()
    document.add_paragraph("gemeente: Testdorp")
    for name, words in TALK:
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(f" {words}")
    return document


def _labels() -> docx.document.Document:
    document = docx.Document()
    for line in ("gemeente: Testdorp", *(f"{name}: {words}" for name, words in TALK)):
        document.add_paragraph(line)
    return document


def _table(*titles: str, times: bool = False) -> docx.document.Document:
    document = docx.Document()
    document.add_paragraph("gemeente: Testdorp")
    rows = [titles] if titles else []
    rows += [(f"0:0{n}", *turn) if times else turn for n, turn in enumerate(TALK)]
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return document


def _marked() -> docx.document.Document:
    """Comments and tracked changes, a character style for names."""
    document = docx.Document()
    document.add_paragraph("gemeente: Testdorp")
    document.add_paragraph("Interviewer: Hoe gaat het?")
    paragraph = document.add_paragraph("Respondent: Goed ")
    for kind, words in (("w:del", "geheim "), ("w:ins", "geregeld ")):
        change = OxmlElement(kind)
        change.set(qn("w:id"), "7")
        change.set(qn("w:author"), "X")
        change.set(qn("w:date"), "2024-11-05T10:00:00Z")
        run = paragraph.add_run(words)._r
        if kind == "w:del":
            run.find(qn("w:t")).tag = qn("w:delText")
        change.append(run)
        paragraph._p.append(change)
    last = paragraph.add_run("hoor.")
    document.add_comment(last, text="een geheime opmerking", author="X", initials="X")
    document.add_comment(last, text="nog een geheim", author="X", initials="X")
    return document


def _long() -> docx.document.Document:
    """Several pages with header, footer and page number, words broken at the end of lines."""
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Vertrouwelijk verslag"
    number = section.footer.paragraphs[0].add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        part.text = text
        if kind:
            part.set(qn("w:fldCharType"), kind)
        number._r.append(part)
    document.add_paragraph("gemeente: Testdorp")
    for question in range(12):
        document.add_paragraph(f"Interviewer: Hoe is het gegaan met vraag {question}?")
        document.add_paragraph(f"Respondent: {'x' * question} {BROKEN * 5}")
    return document


def _columns() -> docx.document.Document:
    document = _long()
    columns = document.sections[0]._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), "720")
    return document


def _narrow() -> docx.document.Document:
    """A table with few names per page, no titles."""
    document = docx.Document()
    document.add_paragraph("gemeente: Testdorp")
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for question in range(6):
        for name, words in (("Jo Bos", f"Vraag {question}?"), ("Wim Ott", BROKEN * 12)):
            cells = table.add_row().cells
            for cell, text, width in zip(cells, (name, words), (80, 350), strict=True):
                cell.text, cell.width = text, Pt(width)
    return document


DOCUMENTS = {
    "bold": _bold,
    "labels": _labels,
    "table": _table,
    "titles": lambda: _table("Tijd", "Spreker", "Tekst", times=True),
    "marked": _marked,
    "long": _long,
    "columns": _columns,
    "narrow": _narrow,
}
