"""What the titles of columns mean, in Dutch and English: who speaks, what is said, when, and what else there is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.reading.parsed import KEYS, key_of

SPEAKER, ROLE, TEXT, BEGIN, END, OTHER = "speaker", "role", "text", "begin", "end", "other"
_INTERVIEW, _DOCUMENT = "interview", "document"
# The words of each kind, the surest first; a word of talk that could stand alone in a cell is none.
_WORDS = {
    SPEAKER: """
        spreker, speaker, naam spreker, naam van de spreker, speaker name, speaker label, speaker id, speaker tag, spreker id,
        wie, wie spreekt, who, naam, name, persoon, person, deelnemer, participant, gesprekspartner, actor
    """,
    ROLE: "rol, role",
    TEXT: """
        tekst, text, gesproken tekst, spoken text, uitspraak, uiting, utterance, transcript, transcriptie, transcription,
        verbatim, verbatim dialogue, dialoog, dialogue, conversation, gesprek, inhoud, content, zin, sentence, ondertitel,
        subtitle, caption, wat, wat wordt gezegd, what
    """,
    BEGIN: """
        begin, start, begintijd, starttijd, start time, begin time, starttime, begin timecode, start timecode, timecode in,
        time in, tc in, in point, start timestamp, van, from, in, timespan, time span, tijdspanne, tijdcode, timecode,
        timestamp, tijdstempel, tijdstip, tijd, time, offset
    """,
    END: """
        eind, einde, end, eindtijd, end time, endtime, eind timecode, end timecode, timecode out, time out, tc out,
        out point, end timestamp, stop, stoptijd, stop time, tot, to, out, uit
    """,
    OTHER: """
        nr, nummer, #, regel, beurt, duur, duration, code, codes, thema, factor, categorie, label, citaat, quote,
        opmerking, opmerkingen, notitie, notities, memo, toelichting, comment
    """,
}
_KIND_OF = {word.strip(): kind for kind, words in _WORDS.items() for word in words.split(",")}
_RANK = {word: rank for rank, word in enumerate(_KIND_OF)}
_LONGEST = 80
_INTERVIEW_WORDS = ("interview", "interview id", "interviewid", "interview nr", "interviewnr", "interviewnummer")
_DOCUMENT_WORDS = ("document", "bestand", "bestandsnaam", "file", "file name", "filename")
# Columns of codings and other tables of ours, which may have a speaker and a text as well.
_NOT_TALK = {"code id", "citaat", "quote", "start char", "oordeel"}
_MILLISECONDS = re.compile(r"\b(?:ms|msec|millis|milliseconds|milliseconden)\b")
_UNIT = re.compile(
    r"[ (\[]+(?:in )?(?:ms|msec|millis|milliseconds|milliseconden|s|sec|secs|seconds|seconden|[hu]{0,2}:?mm:ss\S*?)[)\]]?$"
)


@dataclass(frozen=True)
class Columns:
    """Where a table has what, from 0; None where it has no such column.

    ``keys`` are the columns that say something of the whole interview: "gemeente" -> 3; "interview" and "document" tell
    which interview a row belongs to. ``is_ms`` says that a title names milliseconds.
    """

    text: int
    speaker: int | None
    role: int | None
    begin: int | None
    end: int | None
    is_ms: bool
    keys: dict[str, int]


def folded_title(cell: str) -> str:
    """Return a title as it is compared: "StartTime", "start_time:" and "Start time" are the same.

    Examples
    --------
    >>> folded_title("StartTime:"), folded_title("start_time"), folded_title("Nr.")
    ('start time', 'start time', 'nr')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFC", cell[:_LONGEST]))
    return " ".join(re.sub(r"[_\-/ ]+", " ", apart).casefold().split()).strip(" :.*")


def kind_of(cell: str) -> str:
    """Return the kind of column that a title names; empty if it names none.

    Examples
    --------
    >>> [kind_of(x) for x in ("Spreker", "Gesproken tekst", "Start (ms)", "end_time", "Nr.", "Ja, dat klopt.")]
    ['speaker', 'text', 'begin', 'end', 'other', '']
    """
    return _KIND_OF.get(_without_unit(cell), "")


def find_columns(titles: Sequence[str]) -> Columns | None:
    """Return the columns of a row of titles; None if the row does not say where the talk stands.

    That is a column of speakers and one of texts, or one of texts with the times of their begin and end.

    Examples
    --------
    >>> find_columns(["Nr", "Naam", "Gesproken tekst", "start_ms"])
    Columns(text=2, speaker=1, role=None, begin=3, end=None, is_ms=True, keys={})
    >>> find_columns(["gemeente", "Veldhaven"]) is None
    True
    """
    words = [_without_unit(title) for title in titles]
    places = {kind: _place(words, kind) for kind in (SPEAKER, ROLE, TEXT, BEGIN, END)}
    text, begin, end = places[TEXT], places[BEGIN], places[END]
    speaker, role = places[SPEAKER], places[ROLE]
    if speaker is None:
        speaker, role = role, None
    if text is None or (speaker is None and (begin is None or end is None)):
        return None
    is_ms = any(_MILLISECONDS.search(folded_title(titles[n])) for n in (begin, end) if n is not None)
    return Columns(text, speaker, role, begin, end, is_ms, _keys(titles))


def find_place(titles: Sequence[str], kind: str) -> int | None:
    """Return the column, from 0, with the surest title of this kind; None if there is none.

    Examples
    --------
    >>> find_place(["Tijd", "Naam", "Spreker"], SPEAKER), find_place(["Tijd"], TEXT)
    (2, None)
    """
    return _place([_without_unit(title) for title in titles], kind)


def is_sure_title(title: str) -> bool:
    """Whether a title says that those in its column speak; a list of terms may have a column "naam" too.

    Examples
    --------
    >>> is_sure_title("Speaker_ID"), is_sure_title("Naam")
    (True, False)
    """
    return re.search("spreke?r|speaker|spreekt", folded_title(title)) is not None


def foreign_title(titles: Sequence[str]) -> str:
    """Return the title which tells that a table holds codings or the like and no transcript; empty if there is none.

    Examples
    --------
    >>> foreign_title(["spreker", "tekst", "code_id"]), foreign_title(["spreker", "tekst", "code"])
    ('code_id', '')
    """
    return next((title for title in titles if folded_title(title) in _NOT_TALK), "")


def double_title(titles: Sequence[str]) -> str:
    """Return the title of speaker or text that stands there twice; empty if there is none."""
    folded = [folded_title(title) for title in titles]
    wanted = (title for title in titles if kind_of(title) in (SPEAKER, TEXT))
    return next((title for title in wanted if folded.count(folded_title(title)) > 1), "")


def _without_unit(cell: str) -> str:
    return _UNIT.sub("", folded_title(cell)).strip(" :.") if len(cell) <= _LONGEST else ""


def _place(words: Sequence[str], kind: str) -> int | None:
    """Return the column with the surest title of this kind."""
    found = [n for n, word in enumerate(words) if _KIND_OF.get(word) == kind]
    return min(found, key=lambda n: _RANK[words[n]], default=None)


def _keys(titles: Sequence[str]) -> dict[str, int]:
    keys: dict[str, int] = {}
    for n, title in enumerate(titles):
        word = folded_title(title)
        key = _INTERVIEW if word in _INTERVIEW_WORDS else _DOCUMENT if word in _DOCUMENT_WORDS else key_of(word)
        if key in (*KEYS, _DOCUMENT):
            keys.setdefault(key, n)
    return keys
