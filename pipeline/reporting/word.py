"""Fill the Word templates, then finish what a template cannot hold: contents, caption numbers, alt text, metadata."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment, StrictUndefined

CONTENTS_MARK = "[[inhoud]]"
_EPOCH = (2024, 1, 1, 0, 0, 0)
# The template's own part names the program and machine that once made it.
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def fill_word(template: Path, context: dict[str, Any], png: bytes) -> bytes:
    """Return the filled document; the same context gives the same bytes.

    Parameters
    ----------
    template
        A .docx with Jinja tags (see reports/templates/build_templates.py).
    context
        Plain dicts, lists and strings.
    png
        The chart.
    """
    document = DocxTemplate(template)
    chart = InlineImage(document, io.BytesIO(png), width=Cm(16))
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    document.render({**context, "grafiek": chart}, jinja_env=environment, autoescape=True)
    filled = io.BytesIO()
    document.save(filled)
    finished = docx.Document(filled)
    _fill_contents(finished)
    _number_captions(finished)
    _fit_grids(finished)
    _describe_pictures(finished, str(context["grafiek_alt"]))
    _set_properties(finished, f"{context['titel']}: {context['gemeente']} (concept)")
    saved = io.BytesIO()
    finished.save(saved)
    return _without_times(saved.getvalue())


def _fill_contents(document: Document) -> None:
    """Put a contents field where the mark stands, filled with links to the headings.

    It has no page numbers, so that it is right as it is; in Word, F9 makes it anew.
    """
    mark = next((p for p in document.paragraphs if p.text.strip() == CONTENTS_MARK), None)
    if mark is None:
        return
    entries = []
    for number, heading in enumerate(_headings(document), start=1):
        name = f"_Toc{number:08d}"
        _bookmark(heading, name, number)
        level = 1 if heading.style is not None and heading.style.name == "Heading 1" else 2
        entries.append((heading.text, name, level))
    for number, (text, name, level) in enumerate(entries):
        line = deepcopy(mark._p)
        mark._p.addprevious(line)
        paragraph = Paragraph(line, mark._parent)
        for run in paragraph.runs:
            run._r.getparent().remove(run._r)
        paragraph.style = document.styles[f"toc {level}"]
        if number == 0:
            _field_part(paragraph, "begin")
            _instruction(paragraph, ' TOC \\o "1-2" \\n \\h \\z \\u ')
            _field_part(paragraph, "separate")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), name)
        run = paragraph.add_run(text)._r
        link.append(run)
        paragraph._p.append(link)
        if number == len(entries) - 1:
            _field_part(paragraph, "end")
    mark._p.getparent().remove(mark._p)


def _headings(document: Document) -> list[Paragraph]:
    return [
        p
        for p in document.paragraphs
        if p.style is not None and p.style.name in ("Heading 1", "Heading 2") and p.text.strip()
    ]


def _bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(1000 + number))
    start.set(qn("w:name"), name)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def _field_part(paragraph: Paragraph, kind: str) -> None:
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(part)


def _instruction(paragraph: Paragraph, text: str) -> None:
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = text
    paragraph.add_run()._r.append(element)


def _number_captions(document: Document) -> None:
    """Give every SEQ field its number; Word and LibreOffice do the same when they refresh fields."""
    counts: dict[str, int] = {}
    for field in document.element.body.iter(qn("w:fldSimple")):
        words = field.get(qn("w:instr"), "").split()
        if words[:1] == ["SEQ"]:
            counts[words[1]] = counts.get(words[1], 0) + 1
            text = next(field.iter(qn("w:t")))
            text.text = str(counts[words[1]])


def _fit_grids(document: Document) -> None:
    """Give each table's grid the widths of its cells: a column that repeats per municipality has left it behind."""
    for table in document.tables:
        grid, cells = table._tbl.tblGrid, table.rows[0]._tr.tc_lst
        for column in list(grid):
            grid.remove(column)
        for cell in cells:
            column = OxmlElement("w:gridCol")
            column.set(qn("w:w"), str(cell.width.twips if cell.width is not None else 0))
            grid.append(column)


def _describe_pictures(document: Document, alternative: str) -> None:
    for number, properties in enumerate(document.element.body.iter(qn("wp:docPr")), start=1):
        properties.set("descr", alternative)
        properties.set("name", f"Figuur {number}")


def _set_properties(document: Document, title: str) -> None:
    """Keep the title; name no author, date, path or program."""
    core = document.core_properties
    core.title, core.language = title[:255], "nl-NL"
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = ""
    for element in list(core._element):
        if element.tag in (qn("dcterms:created"), qn("dcterms:modified")):
            core._element.remove(element)


def _without_times(content: bytes) -> bytes:
    """Pack the document again with one fixed time for every part."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for info in given.infolist():
            part = zipfile.ZipInfo(info.filename, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(part, _APP if info.filename == "docProps/app.xml" else given.read(info.filename))
    return packed.getvalue()
