"""Parse XML of others without following what it points to, and look up what is in it by local name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from lxml import etree

from pipeline.errors import Problem
from pipeline.exchange.faults import ExchangeError

_PIECE = 65_536
_AGAIN = "exporteer het opnieuw uit het programma waar het vandaan komt"
# Control signs, as bytes or references, which XML forbids and some programs write.
_CONTROLS = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcBCeEfF]|1[0-9a-fA-F]));"
)


class _Seen(Exception):  # noqa: N818  (a signal, not an error)
    """The document type or the first element has been reached."""

    def __init__(self, is_doctype: bool) -> None:
        super().__init__()
        self.is_doctype = is_doctype


def parse(content: bytes, where: str) -> tuple[etree._Element, bool]:
    """Return the root of a document, and whether control signs had to be left out to read it.

    Raises
    ------
    ExchangeError
        If it is no XML, or declares a document type: entities in it can grow without end or fetch files.
    """
    if _has_doctype(content):
        raise _doctype(where)
    try:
        root, is_mended = _parse(content), False
    except etree.XMLSyntaxError as error:
        mended = _CONTROLS.sub(b" ", content) if not content.startswith((b"\xff\xfe", b"\xfe\xff")) else content
        if mended == content:
            raise _syntax(where, error) from None
        try:
            root, is_mended = _parse(mended), True
        except etree.XMLSyntaxError as again:
            raise _syntax(where, again) from None
    if root.getroottree().docinfo.doctype:
        raise _doctype(where)
    return root, is_mended


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    return etree.fromstring(content, parser)


def _has_doctype(content: bytes) -> bool:
    """Whether a document type comes before the first element."""

    def reached(is_doctype: bool) -> None:
        raise _Seen(is_doctype)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: reached(True)
    parser.StartElementHandler = lambda *_: reached(False)
    try:
        for start in range(0, len(content), _PIECE):
            parser.Parse(content[start : start + _PIECE], False)
    except _Seen as seen:
        return seen.is_doctype
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return False


def _doctype(where: str) -> ExchangeError:
    message = f"er staat een documenttype (DOCTYPE) in, en dat wordt om veiligheid niet gelezen; {_AGAIN}"
    return ExchangeError(Problem(where, message))


def _syntax(where: str, error: etree.XMLSyntaxError) -> ExchangeError:
    place = f"{where}, regel {error.lineno}" if error.lineno else where
    return ExchangeError(Problem(place, f"dit is geen geldige XML, of te groot of te diep; {_AGAIN}"))


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """Iterate over the child elements with one of these local names."""
    for child in element if element is not None else ():
        if local(child) in names:
            yield child


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child element of this name."""
    return next(children(element, name), None)


def text_of(element: etree._Element | None) -> str:
    """Return the text in an element, empty if there is none."""
    return "".join(element.itertext()) if element is not None else ""
