"""Search files of any kind for what somebody said: to name what the program did not make and cannot remove by itself."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

from pipeline.tables import LARGEST_WORKBOOK

# What holds no text that can be searched as it is: sound, pictures, pdf, old Office files and those with a password.
_UNREADABLE = frozenset(
    ".pdf .mp3 .mp4 .m4a .wav .wma .ogg .opus .flac .amr .mov .avi .mkv .jpg .jpeg .png .gif .tif .tiff .heic .7z .rar .gz".split()
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = (".html", ".htm", ".xml", ".rels", ".svg", ".xhtml")
# The end of what stands apart: a paragraph, line, cell or item.
_APART = re.compile(r"</?(?:\w+:)?(?:p|br|tr|td|th|tab|div|li|si|c|row|h\d|text)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
# Letters and digits in a row that two files share by quoting, not by chance: about eight words; and the step of the search.
_SHARED, _STEP = 40, 20


def text_of(path: Path) -> str | None:
    """Return the text in a file, also in the parts of a .docx, .xlsx or other zip; None if it holds none to be read.

    Raises
    ------
    OSError
        If it cannot be opened.
    """
    if path.suffix.lower() in _UNREADABLE or path.stat().st_size > LARGEST_WORKBOOK:
        return None
    content = path.read_bytes()
    if content.startswith(_OLE):
        return None
    if not content.startswith(b"PK\x03\x04"):
        return _decoded(path.name, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_WORKBOOK:
                return None
            return "\n".join(_decoded(part.filename, archive.read(part)) for part in archive.infolist())
    except (zipfile.BadZipFile, RuntimeError, ValueError, NotImplementedError):
        return None


def _decoded(name: str, content: bytes) -> str:
    if content.startswith(_BOMS):
        text = content.decode("utf-16", "ignore")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            # What has zero bytes is no text, but a database or the like, with texts in UTF-8.
            text = content.decode("utf-8" if b"\0" in content else "cp1252", "ignore")
    if Path(name).suffix.lower() in _MARKUP:
        text = html.unescape(_TAG.sub("", _APART.sub("\n", text)))
    return normalize("NFC", text)


def folded(text: str) -> str:
    """Return the letters and digits of a text, small.

    Examples
    --------
    >>> folded("Ja, zo'n 2 keer.")
    'jazon2keer'
    """
    return re.sub(r"[\W_]+", "", normalize("NFC", text).casefold())


def spaced(text: str) -> str:
    """Return a text as ``has_word`` searches it: small letters, accents composed, one space between words.

    Examples
    --------
    >>> spaced("Het\\n IS zo")
    'het is zo'
    """
    return " ".join(normalize("NFC", text).casefold().split())


def has_word(text: str, word: str) -> bool:
    """Tell whether a word or name stands in a text that ``spaced`` returned, and not only as part of a longer word.

    Examples
    --------
    >>> has_word(spaced("Hier is An."), "an"), has_word(spaced("Hier is Anna."), "An"), has_word("het is zo", "Het  is")
    (True, False, True)
    """
    wanted = spaced(word)
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if not (text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum()):
            return True
        start = text.find(wanted, start + 1)
    return False


@dataclass(frozen=True)
class Words:
    """What one respondent said and others did not: pieces of ``_STEP`` and of ``_SHARED`` letters."""

    short: frozenset[str] = field(default_factory=frozenset)
    long: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, said: Iterable[str], others: Iterable[str]) -> Words:
        """Take the pieces of what was said, without those that occur in the texts of others."""
        mine, theirs = [folded(text) for text in said], [folded(text) for text in others]
        long = {piece for text in mine for piece in _pieces(text, _SHARED)}
        long -= {piece for text in theirs for piece in _pieces(text, _SHARED)}
        return cls(
            frozenset(piece[n : n + _STEP] for piece in long for n in range(_SHARED - _STEP + 1)), frozenset(long)
        )

    def are_in(self, text: str) -> bool:
        """Tell whether a text quotes them: forty letters in a row, whatever stands between."""
        found = folded(text)
        for start in range(0, len(found) - _STEP + 1, _STEP):
            if found[start : start + _STEP] in self.short:
                around = range(max(0, start + _STEP - _SHARED), start + 1)
                if any(found[n : n + _SHARED] in self.long for n in around):
                    return True
        return False


def _pieces(text: str, n: int) -> Iterable[str]:
    return (text[start : start + n] for start in range(len(text) - n + 1))
