"""Elements of REFI-QDA in the order that its schema wants, as bytes that are the same each time."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from pipeline import __version__
from pipeline.exchange.identity import Guids
from pipeline.exchange.model import Code
from pipeline.exchange.targets import PROGRAM, Target

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
_COLOR = re.compile("#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


class Writer:
    """Makes elements of one file; what is empty is left out, since the schema allows nothing empty."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.guids = Guids()

    def root(self, tag: str, /, **attributes: str) -> etree._Element:
        """Return the outermost element."""
        made = etree.Element(etree.QName(self.namespace, tag), nsmap={None: self.namespace})
        return self._fill(made, attributes)

    def add(self, parent: etree._Element, tag: str, text: str = "", /, **attributes: str) -> etree._Element:
        """Return a new last child of ``parent``."""
        made = etree.SubElement(parent, etree.QName(self.namespace, tag))
        if text:
            made.text = text
        return self._fill(made, attributes)

    def describe(self, parent: etree._Element, text: str) -> None:
        """Give an element a description, if there is one."""
        if text:
            self.add(parent, "Description", text)

    def point(self, parent: etree._Element, name: str, kind: str, keys: Iterable[str]) -> None:
        """Give an element references of one kind."""
        for key in keys:
            self.add(parent, name, targetGUID=self.guids.of(kind, key))

    def codes(self, parent: etree._Element, codes: Iterable[Code], has_memos: bool) -> None:
        """Add a tree of codes."""
        for code in codes:
            color = code.color if is_color(code.color) else ""
            made = self.add(parent, "Code", guid=self.guids.of("code", code.key))
            made.set("name", code.name)
            made.set("isCodable", "true" if code.is_codable else "false")
            self._fill(made, {"color": color})
            self.describe(made, code.description)
            if has_memos:
                self.point(made, "NoteRef", "memo", code.memos)
            self.codes(made, code.children, has_memos)

    @staticmethod
    def _fill(made: etree._Element, attributes: dict[str, str]) -> etree._Element:
        for name, value in attributes.items():
            if value:
                made.set(name, value)
        return made


def is_color(text: str) -> bool:
    """Whether a text is a colour as REFI-QDA writes it.

    Examples
    --------
    >>> is_color("#1b6e6a"), is_color("#11223344"), is_color("rood")
    (True, False, False)
    """
    return bool(_COLOR.fullmatch(text))


def origin(target: Target) -> str:
    """Return what a file says it was made by, and for.

    Examples
    --------
    >>> origin(Target("nvivo")).split()[0], origin(Target("nvivo")).split()[-1]
    ('Factorwijzer', 'nvivo')
    """
    return f"{PROGRAM} {__version__} {target.name}".strip()


def to_bytes(root: etree._Element) -> bytes:
    """Return a document with one element a line."""
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made
