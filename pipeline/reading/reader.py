"""One transcript file to one checked frame of turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline import frames
from pipeline.errors import Problem, TranscriptError
from pipeline.reading import markdown, sheet, speech_json
from pipeline.reading.captions import read_captions
from pipeline.reading.header import declared_names
from pipeline.reading.limits import MAX_FILE_BYTES, check_size
from pipeline.reading.markdown import read_markdown
from pipeline.reading.odt import read_odt
from pipeline.reading.parsed import PEOPLE, Parsed, take_declarations
from pipeline.reading.pdf import read_pdf
from pipeline.reading.roles import assign_roles
from pipeline.reading.rtf import read_rtf
from pipeline.reading.sheet import read_sheet
from pipeline.reading.speech_json import read_speech_json
from pipeline.reading.text import read_text
from pipeline.reading.word import read_word
from pipeline.study import Formats

Reader = Callable[[bytes, str, set[str]], Parsed]
READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".docx": read_word,
    ".odt": read_odt,
    ".rtf": read_rtf,
    ".pdf": read_pdf,
    ".vtt": read_captions,
    ".srt": read_captions,
    ".json": read_speech_json,
    ".csv": read_sheet,
    ".xlsx": read_sheet,
}
# What a file is called where its reader does not know more.
_FORMS = {
    ".txt": "tekst (.txt)",
    ".md": "Markdown (.md)",
    ".docx": "Word-document (.docx)",
    ".odt": "OpenDocument-tekst (.odt)",
    ".rtf": "RTF-document (.rtf)",
    ".pdf": "PDF met tekst (.pdf)",
    ".vtt": "ondertitels (.vtt)",
    ".srt": "ondertitels (.srt)",
    ".json": "spraakherkenning (.json)",
    ".csv": "tabel (.csv)",
    ".xlsx": "tabel (.xlsx)",
}
# Endings that a manifest, notes or hand codings have too: whether a file with one is a transcript, its content tells.
_TELLS: dict[str, Callable[[bytes], bool]] = {
    ".md": markdown.is_transcript,
    ".json": speech_json.is_transcript,
    ".csv": sheet.is_transcript,
    ".xlsx": sheet.is_transcript,
}


def _holds(path: Path) -> bool:
    """Whether a file is a transcript; one that is too large to look into is taken for one, so that this is said."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return True
        return _TELLS[path.suffix.lower()](path.read_bytes())
    except OSError:
        return False


FORMATS = Formats(tuple(READERS), tuple(_TELLS), _holds)


@dataclass(frozen=True)
class Transcript:
    """One interview: its plain text, its turns, and what the header or manifest says of it.

    ``people`` are the names of interviewer and respondent that these give, as they stand there. ``form`` is the kind of
    file, in Dutch.
    """

    interview_id: str
    municipality: str
    perspective: str
    date: str
    text: str
    turns: pd.DataFrame
    warnings: list[str] = field(default_factory=list)
    people: tuple[str, ...] = ()
    form: str = ""


def read_transcript(path: Path, known: dict[str, str] | None = None, where: str = "") -> Transcript:
    """Read one transcript of any supported format.

    Parameters
    ----------
    path
        The file.
    known
        Its manifest row: interview_id, gemeente, perspectief, datum, interviewer, respondent; what the file's
        own header says wins.
    where
        Name for messages; default the file's name.

    Returns
    -------
    Transcript
        With ``turns`` a frame `turns`, sorted by turn_no, offsets in ``text``.

    Raises
    ------
    TranscriptError
        If the file cannot be read or understood: which file, which line, what to do.
    """
    known, where = known or {}, where or path.name
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise TranscriptError(
            Problem(where, f"soort bestand '{path.suffix}' wordt niet gelezen; gelezen worden {', '.join(READERS)}")
        )
    try:
        check_size(path.stat().st_size, where)
        content = path.read_bytes()
    except OSError as error:
        raise TranscriptError(Problem(where, f"het bestand is niet te openen ({error.strerror})")) from None
    parsed = take_declarations(reader(content, where, declared_names(known)))
    facts = {**{k: v for k, v in known.items() if v}, **parsed.header}
    municipality, warnings = _municipality(facts, parsed, where)
    roles = assign_roles(parsed, facts.get("interviewer", ""), facts.get("respondent", ""), where)
    interview_id = parsed.header.get("interview") or known.get("interview_id") or path.stem
    perspective = facts.get("perspectief", "")
    rows: list[dict[str, object]] = [
        {
            "interview_id": interview_id,
            "turn_no": number,
            "municipality": municipality,
            "perspective": perspective,
            "speaker": turn.label,
            "role": roles[turn.label],
            "start_char": turn.start,
            "end_char": turn.end,
            "text": parsed.text[turn.start : turn.end],
            "start_time": turn.start_time,
            "end_time": turn.end_time,
            "place": f"{parsed.unit} {turn.line_no}",
        }
        for number, turn in enumerate(parsed.turns, start=1)
    ]
    turns = frames.build(frames.TURNS, rows)
    date, people = facts.get("datum", ""), tuple(facts[key] for key in PEOPLE if facts.get(key))
    form = parsed.form or _FORMS[path.suffix.lower()]
    return Transcript(interview_id, municipality, perspective, date, parsed.text, turns, warnings, people, form)


def _municipality(facts: dict[str, str], parsed: Parsed, where: str) -> tuple[str, list[str]]:
    """Return the municipality and the transcript's warnings; a line "Gemeente Veldhaven" counts if nothing else does."""
    if facts.get("gemeente"):
        return facts["gemeente"], parsed.warnings
    if "gemeente" in parsed.top.loose:
        value, number = parsed.top.loose["gemeente"]
        warning = f"{parsed.top.place(number)} is gelezen als de gemeente; zet een dubbele punt achter 'gemeente'"
        return value, [warning, *parsed.warnings]
    column = "vul de kolom gemeente van manifest.csv"
    line = f"zet bovenaan het bestand een regel 'gemeente: <naam>' of {column}"
    advice = line if parsed.has_top else column
    raise TranscriptError(Problem(where, f"niet bekend welke gemeente; {parsed.top.places('gemeente')}{advice}"))
