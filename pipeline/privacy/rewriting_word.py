"""Word transcripts with names replaced, tracked changes as accepted."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import QName, XMLSyntaxError, iterwalk

from pipeline.errors import Problem
from pipeline.privacy.alignment import Line, align, make_line
from pipeline.privacy.everywhere import Surfaces
from pipeline.privacy.rewriting_plan import (
    PARAGRAPH,
    Edit,
    Replacement,
    RewriteError,
    Said,
    edit_outside,
    edit_turns,
    mark_turns,
    settle,
)
from pipeline.privacy.word_package import Part, keep_known_parts, number_styles, save, scrub

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
_MARKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class _Page:
    """The characters of one part, in order, each paragraph apart; only those of a text element can be changed."""

    def __init__(self, root: Any) -> None:
        self.texts = list[tuple[int, Any]]()
        self.paragraphs = dict[Any, tuple[int, int]]()
        self.is_spoken = list[bool]()
        self._parts = list[str]()
        self._open = list[int]()
        for event, element in iterwalk(root, events=("start", "end")):
            if element.tag == qn("w:p"):
                self._edge(event, element)
            elif event == "start":
                self._add(element)
        self.text = "".join(self._parts)

    def _edge(self, event: str, paragraph: Any) -> None:
        if event == "end":
            self.paragraphs[paragraph] = (self._open.pop(), len(self.is_spoken))
        self._put(PARAGRAPH, is_spoken=False)
        if event == "start":
            self._open.append(len(self.is_spoken))

    def _add(self, element: Any) -> None:
        if element.tag in _MARKS:
            self._put(_MARKS[element.tag], is_spoken=True)
        elif QName(element).localname == "t" and element.text:
            self.texts.append((len(self.is_spoken), element))
            # Text of formulas and drawings is not read as talk.
            self._put(element.text, is_spoken=element.tag == qn("w:t"))

    def _put(self, text: str, is_spoken: bool) -> None:
        self._parts.append(text)
        self.is_spoken += [is_spoken] * len(text)

    def lines(self, paragraphs: Iterator[Any]) -> Iterator[Line]:
        """Iterate over the lines of some paragraphs."""
        for paragraph in paragraphs:
            start, end = self.paragraphs[paragraph]
            for line in self.text[start:end].split("\n"):
                yield make_line(self.text, start, start + len(line), self.is_spoken)
                start += len(line) + 1

    def apply(self, edits: Sequence[Edit]) -> None:
        """Make the edits: what is new stands in the element, and so in the format, of the first letter replaced."""
        made = list(self.text)
        for edit in edits:
            made[edit.start : edit.end] = [edit.text, *[""] * (edit.end - edit.start - 1)]
        for start, element in self.texts:
            text = "".join(made[start : start + len(element.text)])
            if text != element.text:
                element.text = text
                element.set(_XML_SPACE, "preserve")


def rewrite_word(
    content: bytes, said: Sequence[Said], ordered: list[Replacement], surfaces: Surfaces, where: str
) -> bytes:
    """Return a .docx transcript with names replaced, and without all that may hold a name and is no text.

    Raises
    ------
    RewriteError
        If the file is damaged, or a turn cannot be found again in it.
    ValueError
        If a replacement is not inside a turn.
    """
    try:
        document = docx.Document(io.BytesIO(content))
        page = _Page(document.element)
        streams = [list(page.lines(p._p for p in document.paragraphs)), list(page.lines(_cell_paragraphs(document)))]
        package = document.part.package
        parts = keep_known_parts(package)
    except _DAMAGE:
        raise RewriteError(
            Problem(
                where, "het Word-bestand is beschadigd of geen .docx; open het in Word en sla het opnieuw op als .docx"
            )
        ) from None
    places = _find_turns(streams, said, where)
    taken = mark_turns(page.text, [letters for found in places for letters in found])
    edits = {edit for found in places for edit in edit_turns(page.text, said, found, ordered)}
    page.apply(settle(edits | edit_outside(page.text, taken, surfaces), where))
    proper = surfaces.proper()
    number_styles(parts)
    for part in parts:
        if part.root is not document.element:
            _mask(part, surfaces)
        scrub(part, proper)
    return save(package, parts)


def _cell_paragraphs(document: Any) -> Iterator[Any]:
    """Iterate over the paragraphs of tables as they are read: a merged cell counts for each cell that it fills."""
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from (paragraph._p for paragraph in cell.paragraphs)


def _find_turns(streams: list[list[Line]], said: Sequence[Said], where: str) -> list[list[list[int]]]:
    """Return where the turns are: in the paragraphs, in the tables, or in both if the talk is there twice."""
    found = [align(lines, said) for lines in streams]
    whole = [places for places in found if len(places) == len(said)]
    if whole:
        return whole
    furthest = max(found, key=len)
    unit = "alinea's" if furthest is found[0] else "tabel"
    raise RewriteError(
        Problem(
            f"{where}, {unit}, beurt {said[len(furthest)].turn_no}",
            "deze beurt is niet terug te vinden in het bestand, zodat namen erin niet zeker vervangen zijn; kijk of er op "
            "die plaats iets vreemds in het document staat (samengevoegde cellen, tekstvakken)",
        )
    )


def _mask(part: Part, surfaces: Surfaces) -> None:
    page = _Page(part.root)
    page.apply(settle(edit_outside(page.text, bytearray(len(page.text)), surfaces), str(part.name)))
