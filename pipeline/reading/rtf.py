"""RTF transcripts, as Word, WordPad, LibreOffice and TextEdit write them.

Read by a reader of our own: striprtf, the maintained one, gives text alone, with notes in it and what was deleted, and
knows neither bold names nor tables.
"""

from __future__ import annotations

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.document import Document, understand
from pipeline.reading.limits import check_size
from pipeline.reading.paragraphs import lines_of
from pipeline.reading.parsed import Parsed
from pipeline.reading.rtf_text import RtfText


def read_rtf(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read an .rtf transcript, tracked changes as accepted; comments and notes are counted and left out.

    Raises
    ------
    TranscriptError
        If the file is no RTF, ends too soon, is too large, or nobody speaks in it.
    """
    if not content:
        raise TranscriptError(Problem(where, "het bestand is leeg; kijk of u het goede bestand hebt gekozen"))
    check_size(len(content), where)
    if not content.lstrip().startswith(rb"{\rtf"):
        raise _damaged(where, "is geen RTF")
    try:
        text = RtfText().read(content)
    except ValueError:
        raise _damaged(where, "is beschadigd") from None
    if not text.is_complete:
        raise _damaged(where, "houdt te vroeg op")
    lines = [line for runs in text.paragraphs for line in lines_of(runs)]
    return understand(Document(lines, text.tables, text.n_left_out), where, declared)


def _damaged(where: str, what: str) -> TranscriptError:
    return TranscriptError(
        Problem(where, f"het bestand {what}; open het in een tekstverwerker en sla het opnieuw op als .rtf of .docx")
    )
