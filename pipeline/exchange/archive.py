"""Read the parts of a .qdpx that are needed, without unpacking it and within limits.

Nothing is written anywhere, and no file outside the archive is opened.
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from pathlib import Path

from pipeline.errors import Problem, os_mistake
from pipeline.exchange.faults import ExchangeError

MOST_PARTS = 20_000
LARGEST_PROJECT = 100_000_000
LARGEST_TEXT = 10_000_000
LARGEST_TEXTS = 100_000_000
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
    IndexError,
    OSError,
)
_AGAIN = "exporteer het project opnieuw uit het programma waar het vandaan komt"


class Archive:
    """The parts of one file; ``where`` is its name for messages."""

    def __init__(self, path: Path) -> None:
        self.where = path.name
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise ExchangeError(Problem(self.where, os_mistake(error))) from None
        try:
            self._zip = zipfile.ZipFile(self._file)
            self._parts = self._list()
        except ExchangeError:
            self.close()
            raise
        except _DAMAGE:
            self.close()
            raise self._fault(f"dit is geen .qdpx-bestand, of het is beschadigd; {_AGAIN}") from None
        self._n_left = LARGEST_TEXTS

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def project(self) -> bytes:
        """Return the project file: the one ``.qde`` that lies in no folder.

        Raises
        ------
        ExchangeError
            If there is none or more than one, or it is too large or damaged.
        """
        found = [name for name in self._parts if name.endswith(".qde") and "/" not in name]
        if len(found) > 1 and "project.qde" in found:
            found = ["project.qde"]
        if len(found) != 1:
            number = "geen" if not found else "meer dan één"
            raise self._fault(f"er zit {number} projectbestand (.qde) in; {_AGAIN}")
        return self._read(found[0], LARGEST_PROJECT, "het projectbestand")

    def text(self, reference: str) -> bytes | None:
        """Return the file that ``internal://...`` names, None if it is not in the archive.

        Raises
        ------
        ExchangeError
            If it is too large or damaged.
        """
        name = reference.replace("\\", "/").partition("internal:")[2] or reference
        name = name.lstrip("/").casefold()
        part = next((part for part in (f"sources/{name}", name) if part in self._parts), None)
        if part is None or not name:
            return None
        content = self._read(part, min(LARGEST_TEXT, self._n_left), "een tekst")
        self._n_left -= len(content)
        return content

    def _list(self) -> dict[str, zipfile.ZipInfo]:
        entries = self._zip.infolist()
        if len(entries) > MOST_PARTS:
            raise self._fault(f"er zitten {len(entries)} bestanden in; hoogstens {MOST_PARTS} worden gelezen")
        parts: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = entry.filename.replace("\\", "/")
            if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
                raise self._fault(f"een bestand erin heeft een pad dat naar buiten wijst; {_AGAIN}")
            if name.casefold() in parts:
                raise self._fault(f"twee bestanden erin hebben dezelfde naam; {_AGAIN}")
            if not name.endswith("/"):
                parts[name.casefold()] = entry
        return parts

    def _read(self, name: str, most: int, what: str) -> bytes:
        entry = self._parts[name]
        if entry.file_size > most:
            limit = f"{most // 1_000_000} MB"
            raise self._fault(
                f"{what} is uitgepakt groter dan {limit}; deel het project op en exporteer de delen apart"
            )
        if entry.flag_bits & 1:
            raise self._fault("het bestand is met een wachtwoord beveiligd; exporteer het zonder wachtwoord")
        try:
            # What an entry holds beyond its stated size is cut off, and then refused for its checksum.
            return self._zip.read(entry)
        except _DAMAGE:
            raise self._fault(f"{what} is beschadigd; {_AGAIN}") from None

    def _fault(self, message: str) -> ExchangeError:
        return ExchangeError(Problem(self.where, message))
