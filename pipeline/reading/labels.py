"""Who speaks: the labels at the start of lines, and which of them is the interviewer."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from pipeline.reading.clocks import BRACKETED, CLOCK, SPAN, Times, read_times
from pipeline.reading.names import is_name

# A colon between the digits of a clock ("Ruben 0:03") ends no label.
_COLON = r"(?!(?:(?<=[ \t]\d)|(?<=[ \t]\d\d)|(?<=:\d\d)):\d\d):"
# Bold or italic in Markdown; behind the colon only if it was opened before.
_BOLD = r"(?:\*\*\*?|__|\*|_)"
_CLOSED = rf"(?(outer){_BOLD}?|(?(inner){_BOLD}?))"
# Accents may stand apart from their letter (NFD), so that marks are part of a name.
_LABEL = re.compile(
    rf"^[ \t]*(?P<outer>{_BOLD})?(?:{SPAN}[ \t]*[-–]?[ \t]*)?(?P<inner>{_BOLD})?"
    rf"(?P<label>[^\W\d_][\w \u0300-\u036f.'’\-]{{0,39}}?(?:[ \t]*\([^\W\d_][\w .,&'’\-]{{0,30}}\))?)"
    rf"{_BOLD}?(?:[ \t]*{SPAN}{_BOLD}?)?[ \t]*{_COLON}{_CLOSED}[ \t]*"
    rf"(?:(?:{BRACKETED}|\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d+)?)[ \t]*)?(?P<rest>)"
)
_NAME = r"(?P<label>[^\W\d_][\w \t\u0300-\u036f.,'’()\-]{0,39}?)\]?(?:\*\*)?"
_NAME_AND_TIME = re.compile(rf"[ \t]*(?:\*\*)?(?P<zoom>\[)?{_NAME}[ \t]*[-–|,]?[ \t]+{SPAN}(?:\*\*)?(?P<rest>\s*)")
_TIME_AND_NAME = re.compile(rf"[ \t]*(?:\*\*)?{SPAN}[ \t]*[-–|]?[ \t]+\[?{_NAME}(?P<rest>\s*)")
_HAS_CLOCK = re.compile(CLOCK)
# A number, a letter or a name may follow: "R3 (Anna)", "Respondent A", "Interviewer Marit".
_AFTER = r"(?:[ .]?\d{1,2})?\.?(?P<named>[ ]*\(.+\))?"
_INTERVIEWER = re.compile(rf"(?:interviewe?r|interviewster|interv|int|i|vraag|v|q|onderzoeker){_AFTER}", re.IGNORECASE)
_RESPONDENT = re.compile(
    rf"(?:respondente?|resp|r|ge[iï]nterviewde|antwoord|a|deelnemer|participant|p){_AFTER}", re.IGNORECASE
)
_WORD_AND_NAME = re.compile(
    r"(?P<word>interviewe?r|interviewster|respondente?|ge[iï]nterviewde|deelnemer) (?P<name>.+)", re.IGNORECASE
)
_MACHINE = re.compile(r"SPEAKER_\d{1,3}|(?:Speaker|Spreker|SPEAKER|SPREKER) ?\d{1,2}|S\d{2}")
_N_CHARS = 40
# No label with its times and marks is longer than this.
N_HEAD = 300


def same_name(name: str) -> str:
    """Return ``name`` as it is compared: accents composed, case and outer space left out."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def names_in(label: str) -> set[str]:
    """Return the names that may stand for ``label`` in a header, as they are compared.

    Examples
    --------
    >>> sorted(names_in("R3 (Anna)")), sorted(names_in("Respondent Petra"))
    (['anna', 'r3', 'r3 (anna)'], ['petra', 'respondent petra'])
    """
    outside, _, inside = label.partition("(")
    after = _WORD_AND_NAME.fullmatch(label)
    return {same_name(x) for x in (label, outside, inside.rstrip(")"), after["name"] if after else "") if x.strip()}


class Opening(NamedTuple):
    """A label that may open a line and where what is said begins.

    ``is_timed`` says that only a time stands beside the label, ``has_time`` that a time stands anywhere beside it;
    ``begin`` and ``end`` are that time in seconds.
    """

    label: str
    start: int
    is_timed: bool = False
    has_time: bool = False
    begin: float | None = None
    end: float | None = None


def find_label(line: str) -> Opening | None:
    """Return the label that may open ``line``, accents composed: ``Name: talk``, or name and time on their own.

    Examples
    --------
    >>> find_label("[00:03:12] Ruben S.: Ja hoor.")
    Opening(label='Ruben S.', start=21, is_timed=False, has_time=True, begin=192.0, end=None)
    >>> find_label("Ruben S.   0:03")
    Opening(label='Ruben S.', start=15, is_timed=True, has_time=True, begin=3.0, end=None)
    >>> find_label("Ja hoor.") is None
    True
    """
    head = line[:N_HEAD]
    if ":" not in head:
        return None
    match = _LABEL.match(head)
    timed = None if match or len(line) > N_HEAD else _NAME_AND_TIME.fullmatch(line) or _TIME_AND_NAME.fullmatch(line)
    found = match or timed
    if found is None:
        return None
    label = " ".join(unicodedata.normalize("NFC", found["label"]).split())
    # "Marit (lacht): ..." is Marit; "R3 (Anna): ..." is told apart from R3.
    outside, _, inside = label.partition("(")
    label = outside.strip() if inside[:1].islower() and match else label
    if len(label) > _N_CHARS or (timed and not (label[0].isupper() or is_known(label))):
        return None
    before = line[: found.start("rest")]
    has_time = ":" in before[:-1] and _HAS_CLOCK.search(before) is not None
    # Zoom writes the time of day: "[Jo Bos] 10:00:05".
    is_of_day = timed is not None and timed.groupdict().get("zoom") is not None
    times = read_times(before) if has_time and not is_of_day else Times()
    return Opening(label, len(before), timed is not None, has_time, *times)


def labels_in(lines: list[str]) -> list[str]:
    """Return what may be a label of each line that has one."""
    return [opening.label for line in lines if (opening := find_label(line))]


@lru_cache(maxsize=1024)
def is_interviewer_label(label: str) -> bool:
    """Whether ``label`` by itself says that this is the interviewer.

    Examples
    --------
    >>> [is_interviewer_label(x) for x in ("I", "Interviewer 2", "Interviewer (Marit)", "Imke")]
    [True, True, True, False]
    """
    return _has_role(label, _INTERVIEWER)


@lru_cache(maxsize=1024)
def is_respondent_label(label: str) -> bool:
    """Whether ``label`` by itself says that this is a respondent.

    Examples
    --------
    >>> [is_respondent_label(x) for x in ("R1", "R3 (Anna)", "Respondent A", "Ruben")]
    [True, True, True, False]
    """
    return _has_role(label, _RESPONDENT)


def is_known(label: str) -> bool:
    """Whether ``label`` by itself says that this is the interviewer, or a respondent.

    Examples
    --------
    >>> is_known("R1"), is_known("SPEAKER_00")
    (True, False)
    """
    return is_interviewer_label(label) or is_respondent_label(label)


def is_machine_label(label: str) -> bool:
    """Whether speech recognition gives this label to a speaker: it is one, however seldom it opens a line.

    Examples
    --------
    >>> [is_machine_label(x) for x in ("SPEAKER_00", "Spreker 2", "S01", "Afspraak 1")]
    [True, True, True, False]
    """
    return _MACHINE.fullmatch(label) is not None


def _has_role(label: str, role: re.Pattern[str]) -> bool:
    label = unicodedata.normalize("NFC", label).strip()
    if role.fullmatch(label):
        return True
    after = _WORD_AND_NAME.fullmatch(label)
    return after is not None and role.fullmatch(after["word"]) is not None and is_name(after["name"], n_words=2)
