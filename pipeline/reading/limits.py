"""How large a document may be: what is larger is refused before it fills the memory or stops the program."""

from __future__ import annotations

import zipfile

from pipeline.errors import Problem, TranscriptError

MEGABYTE = 1_000_000
# An interview of three hours is 0.2 MB of text; pictures and sound in a document make the rest.
MAX_FILE_BYTES = 100 * MEGABYTE
MAX_PARTS = 5_000
MAX_UNPACKED_BYTES = 300 * MEGABYTE
MAX_XML_BYTES = 40 * MEGABYTE
MAX_CHARS = 10 * MEGABYTE
MAX_LINES = 200_000


def check_size(n_bytes: int, where: str) -> None:
    """Refuse a file that is larger than any transcript.

    Raises
    ------
    TranscriptError
        If it has more than ``MAX_FILE_BYTES``.
    """
    if n_bytes > MAX_FILE_BYTES:
        raise TranscriptError(
            Problem(
                where,
                f"het bestand is {n_bytes / MEGABYTE:.0f} MB; de grens is {MAX_FILE_BYTES // MEGABYTE} MB; haal er "
                "plaatjes en geluid uit of sla alleen de tekst op",
            )
        )


def check_amount(n_chars: int, n_lines: int, where: str) -> None:
    """Refuse more text than a conversation has.

    Raises
    ------
    TranscriptError
        If there are more than ``MAX_CHARS`` characters or ``MAX_LINES`` lines.
    """
    if n_chars > MAX_CHARS or n_lines > MAX_LINES:
        raise TranscriptError(
            Problem(
                where,
                f"het bestand heeft meer tekst dan één gesprek kan hebben ({n_chars} tekens, {n_lines} regels; de grens "
                f"is {MAX_CHARS} tekens en {MAX_LINES} regels); deel het op in een bestand per interview",
            )
        )


def check_archive(archive: zipfile.ZipFile, where: str) -> None:
    """Refuse a zip that unpacks to far more than it seems; nothing is unpacked yet, and nothing ever to a path.

    Python's zipfile never unpacks a part beyond the size that it states, so that the stated sizes can be trusted.

    Raises
    ------
    TranscriptError
        If it has too many parts, or they are too large, together or alone.
    """
    parts = archive.infolist()
    largest = max((part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels"))), default=0)
    if len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_UNPACKED_BYTES or largest > MAX_XML_BYTES:
        raise TranscriptError(
            Problem(
                where,
                f"het bestand is uitgepakt te groot (de grens is {MAX_UNPACKED_BYTES // MEGABYTE} MB, waarvan "
                f"{MAX_XML_BYTES // MEGABYTE} MB tekst); kopieer het gesprek naar een nieuw, leeg document",
            )
        )
