"""Names of interviews and files for texts that come from another program: what they are called there may be anything."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count
from pathlib import PurePath
from unicodedata import normalize

from pipeline.files import safe_name, sha256_value
from pipeline.reading import FORMATS
from pipeline.tables import FORMULA

# So many bytes of a name are kept: with what others put before and after it, every disk can hold it.
_MOST_BYTES = 100
_UNNAMED = "interview"
# Signs without a width, which let a name look like another: turns of the direction, and nothing at all.
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# What Windows takes for a device, with any ending.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def plain(value: str) -> str:
    """Return a value on one line, without unseen signs, that no spreadsheet takes for a formula.

    Examples
    --------
    >>> plain("=1+1"), plain(" Oost\\nen West ")
    ('1+1', 'Oost en West')
    """
    return " ".join(_UNSEEN.sub("", value).split()).lstrip("".join(FORMULA)).strip()


def interview_name(given: str) -> str:
    """Return what an interview may be called, from what a source is called: not too long, and without a file's ending.

    Examples
    --------
    >>> interview_name("gesprek 3.docx"), interview_name("@"), len(interview_name("é" * 200).encode())
    ('gesprek 3', 'interview', 99)
    """
    name = plain(given)
    if PurePath(name).suffix.lower() in FORMATS.suffixes:
        name = plain(name[: -len(PurePath(name).suffix)])
    if len(name.encode()) <= _MOST_BYTES:
        return name or _UNNAMED
    kept = name.encode()[: _MOST_BYTES - 8].decode(errors="ignore").rstrip()
    return f"{kept}-{sha256_value(name)[:6]}"


def file_name(interview_id: str, taken: Collection[str]) -> str:
    """Return the name of a new text file for an interview: valid everywhere, and of no file that is there.

    Parameters
    ----------
    taken
        Names of the files in the folder, as ``folded`` returns them.

    Examples
    --------
    >>> file_name("a", {"a.txt"}), file_name("Con", set()), file_name("../x", set())
    ('a-2.txt', '_Con.txt', '_x-db8f7b.txt')
    """
    stem = safe_name(interview_id)
    if stem.partition(".")[0].casefold() in _DEVICES:
        stem = f"_{stem}"
    return next(name for name in (f"{one}.txt" for one in _numbered(stem)) if folded(name) not in taken)


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken: itself, or with -2, -3 and so on.

    Parameters
    ----------
    taken
        As ``folded`` returns them.

    Examples
    --------
    >>> free_name("Gesprek", {"gesprek", "gesprek-2"})
    'Gesprek-3'
    """
    return next(one for one in _numbered(name) if folded(one) not in taken)


def folded(name: str) -> str:
    """Return a name as disks compare it that know no capitals and no two ways of writing an accent.

    Examples
    --------
    >>> folded("CAFE\\u0301") == folded("café")
    True
    """
    return normalize("NFC", normalize("NFC", name).casefold())


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))
