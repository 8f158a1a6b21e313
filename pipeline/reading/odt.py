"""OpenDocument transcripts (.odt), as LibreOffice, Google Docs and Word write them.

Read with lxml, which python-docx needs anyway, from the zip itself: odfpy is no longer maintained (its last release is
of 2020) and sets no limits to entities or sizes.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.document import Document, understand
from pipeline.reading.limits import check_archive
from pipeline.reading.odt_styles import read_styles
from pipeline.reading.odt_text import LEFT_OUT, is_table, paragraphs_of, tables_of
from pipeline.reading.paragraphs import lines_of
from pipeline.reading.parsed import Parsed

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    EOFError,
)


def read_odt(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read an .odt transcript, tracked changes as accepted; comments and notes are counted and left out.

    Raises
    ------
    TranscriptError
        If the file is no OpenDocument text, has a password, is too large, or nobody speaks in it.
    """
    if not content:
        raise TranscriptError(Problem(where, "het bestand is leeg; kijk of u het goede bestand hebt gekozen"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_archive(archive, where)
            _refuse_password(archive, where)
            names = [name for name in ("styles.xml",) if name in archive.namelist()] + ["content.xml"]
            parts = [_parse(archive.read(name)) for name in names]
        document = _read(parts)
    except _DAMAGE:
        raise TranscriptError(
            Problem(
                where,
                "het bestand is beschadigd of geen OpenDocument-tekst; open het in LibreOffice of Word en sla het "
                "opnieuw op als .odt of .docx",
            )
        ) from None
    return understand(document, where, declared)


def _refuse_password(archive: zipfile.ZipFile, where: str) -> None:
    name = "META-INF/manifest.xml"
    if name in archive.namelist() and b"encryption-data" in archive.read(name):
        raise TranscriptError(
            Problem(where, "het bestand heeft een wachtwoord; open het en sla het zonder wachtwoord op")
        )


def _parse(xml: bytes) -> Any:
    """Return the root of ``xml``; entities are not filled in, and a document that declares its own is refused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(xml, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("got a document type; OpenDocument has none")
    return root


def _read(parts: list[Any]) -> Document:
    styles = read_styles(parts)
    body = parts[-1].find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise ValueError("got no text body")
    lines = [line for runs in paragraphs_of(body, styles) for line in lines_of(runs)]
    tables = [cells for table in body.iter() if is_table(table) for cells in tables_of(table, styles)]
    return Document(lines, tables, {word: count(body) for word, count in LEFT_OUT.items()})
