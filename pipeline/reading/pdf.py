"""PDF transcripts that hold text: of a word processor or a transcription service, not of a scanner.

Read with pypdfium2 (BSD-3-Clause or Apache-2.0): PDFium is the reader of Chrome, tested against hostile files day and
night, reads hundreds of pages in a second and tells where each character stands. pypdf tells that only roughly;
pdfminer.six takes minutes where this takes seconds.
"""

from __future__ import annotations

import time
from typing import Any

import pypdfium2
from pypdfium2 import PdfiumError

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.document import Document, understand
from pipeline.reading.limits import MAX_CHARS, check_amount, check_size
from pipeline.reading.parsed import Parsed
from pipeline.reading.pdf_columns import in_reading_order
from pipeline.reading.pdf_lines import mend
from pipeline.reading.pdf_rows import rows_of, without_edges
from pipeline.reading.pdf_streams import MAX_COMMAND_BYTES, is_bomb
from pipeline.reading.pdf_words import MAX_PAGE_CHARS, Word, read_words, unreadable_share

MAX_PAGES = 1_000
# Of processor time, looked at after each page: several times what a thousand full pages take.
MAX_SECONDS = 120.0
_UNREADABLE_SHARE = 0.2
_HOW_TO_RECOGNISE = (
    "laat de tekst herkennen (OCR): open de PDF in Word, of kies 'Tekst herkennen' in Adobe Acrobat, kijk de tekst na "
    "en sla die op als .docx"
)


def read_pdf(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a .pdf transcript; broken lines and words are mended, page headers, footers and numbers left out.

    Places are page numbers.

    Raises
    ------
    TranscriptError
        If the file is no PDF, has a password, holds no text (a scan), is too large, or nobody speaks in it.
    """
    if not content:
        raise TranscriptError(Problem(where, "het bestand is leeg; kijk of u het goede bestand hebt gekozen"))
    check_size(len(content), where)
    if is_bomb(content):
        raise _too_large(where)
    pages = _read_pages(content, where)
    rows, n_out = without_edges([rows_of(words, number) for number, words in enumerate(pages, start=1)])
    lines, places = mend(in_reading_order(rows))
    remarks = [*_empty_pages(pages), *_left_out(n_out)]
    return understand(Document(lines, pages=places, remarks=tuple(remarks)), where, declared)


def _read_pages(content: bytes, where: str) -> list[list[Word]]:
    try:
        document = pypdfium2.PdfDocument(content)
    except PdfiumError as error:
        raise _unopened(error, where) from None
    try:
        return _read_all(document, where)
    except PdfiumError:
        raise _damaged(where) from None
    finally:
        document.close()


def _read_all(document: Any, where: str) -> list[list[Word]]:
    if len(document) > MAX_PAGES:
        raise TranscriptError(
            Problem(
                where,
                f"de PDF heeft {len(document)} bladzijden; de grens is {MAX_PAGES}; deel hem op in een bestand per interview",
            )
        )
    if len(document) == 0:
        raise _damaged(where)
    pages: list[list[Word]] = []
    n_chars, started = 0, time.process_time()
    for number in range(len(document)):
        page = document[number]
        words = read_words(page)
        page.close()
        if words is None:
            raise _too_large(where)
        pages.append(words)
        n_chars += sum(len(word.text) for word in pages[-1])
        check_amount(min(n_chars, MAX_CHARS + 1), 0, where)
        if time.process_time() - started > MAX_SECONDS:
            raise TranscriptError(Problem(where, "het lezen van de PDF duurt te lang; sla het gesprek op als .docx"))
    words = [word for page in pages for word in page]
    if not words:
        raise TranscriptError(
            Problem(where, f"de PDF heeft geen tekst, alleen beelden (een scan); {_HOW_TO_RECOGNISE}")
        )
    if unreadable_share(words) > _UNREADABLE_SHARE:
        raise TranscriptError(
            Problem(where, f"de letters van deze PDF zijn niet als tekst te lezen; {_HOW_TO_RECOGNISE}")
        )
    return pages


def _unopened(error: PdfiumError, where: str) -> TranscriptError:
    if "password" in str(error).lower() or "security" in str(error).lower():
        return TranscriptError(
            Problem(where, "de PDF heeft een wachtwoord; sla hem zonder wachtwoord op, of sla het gesprek op als .docx")
        )
    return _damaged(where)


def _too_large(where: str) -> TranscriptError:
    return TranscriptError(
        Problem(
            where,
            f"een bladzijde van de PDF is te groot (de grens is {MAX_PAGE_CHARS} tekens en "
            f"{MAX_COMMAND_BYTES // 1_000_000} MB uitgepakt); sla het gesprek op als .docx",
        )
    )


def _damaged(where: str) -> TranscriptError:
    return TranscriptError(
        Problem(where, "de PDF is beschadigd of is geen PDF; maak hem opnieuw, of sla het gesprek op als .docx")
    )


def _empty_pages(pages: list[list[Word]]) -> list[str]:
    """Return a warning for pages between or below others that hold no text."""
    empty = [str(number) for number, words in enumerate(pages, start=1) if not words]
    if not empty:
        return []
    if len(empty) == 1:
        return [f"bladzijde {empty[0]} heeft geen tekst en telt niet mee; is het een scan, {_HOW_TO_RECOGNISE}"]
    listed = ", ".join(empty[:10]) + (" ..." if empty[10:] else "")
    return [
        f"{len(empty)} bladzijden hebben geen tekst en tellen niet mee ({listed}); is het een scan, {_HOW_TO_RECOGNISE}"
    ]


def _left_out(n_out: int) -> list[str]:
    if not n_out:
        return []
    return [f"{n_out} regel(s) die op de meeste bladzijden bovenaan of onderaan terugkomen, tellen niet mee"]
