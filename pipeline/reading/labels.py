"""Who speaks: the labels at the start of lines, and which of them is the interviewer."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from pipeline.reading.names import is_name

_CLOCK = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?"
_TIME = rf"[\[(]?{_CLOCK}[\])]?"
_SPAN = rf"[\[(]?{_CLOCK}(?:[ \t]*(?:[-–]|-->)[ \t]*{_CLOCK})?[\])]?"
# A colon between the digits of a clock ("Ruben 0:03") ends no label.
_COLON = r"(?!(?:(?<=[ \t]\d)|(?<=[ \t]\d\d)|(?<=:\d\d)):\d\d):"
# Accents may stand apart from their letter (NFD), so that marks are part of a name.
_LABEL = re.compile(
    rf"^[ \t]*(?:\*\*)?(?:{_TIME}[ \t]*[-–]?[ \t]*)?(?P<label>[^\W\d_][\w \u0300-\u036f.'’\-]{{0,39}}?)"
    rf"(?:[ \t]*{_TIME})?[ \t]*{_COLON}(?:\*\*)?[ \t]*(?:(?:[\[(]{_CLOCK}[\])]|\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d+)?)[ \t]*)?(?P<rest>[^\r\n]*)"
)
_NAME = r"\[?(?P<label>[^\W\d_][\w \t\u0300-\u036f.,'’()\-]{0,39}?)\]?(?:\*\*)?"
_NAME_AND_TIME = re.compile(rf"[ \t]*(?:\*\*)?{_NAME}[ \t]*[-–|,]?[ \t]+{_SPAN}(?:\*\*)?(?P<rest>\s*)")
_TIME_AND_NAME = re.compile(rf"[ \t]*(?:\*\*)?{_SPAN}[ \t]*[-–|]?[ \t]+{_NAME}(?P<rest>\s*)")
TIME_LINE = re.compile(rf"[ \t]*{_SPAN}[ \t]*")
_INTERVIEWER = re.compile(r"(interviewe?r|interviewster|interv|int|i|vraag|v|q|onderzoeker)[ .]?\d?", re.IGNORECASE)
_RESPONDENT = re.compile(
    r"(respondente?|resp|r|ge[iï]nterviewde|antwoord|a|deelnemer|participant|p)[ .]?\d?", re.IGNORECASE
)


def same_name(name: str) -> str:
    """Return ``name`` as it is compared: accents composed, case and outer space left out."""
    return unicodedata.normalize("NFC", name).strip().casefold()


class Opening(NamedTuple):
    """A label that may open a line, where what is said begins, and whether only a time stands beside the label."""

    label: str
    start: int
    is_timed: bool = False


def find_label(line: str) -> Opening | None:
    """Return the label that may open ``line``, accents composed: ``Name: talk``, or name and time on their own.

    Examples
    --------
    >>> find_label("[00:03:12] Ruben S.: Ja hoor.")
    Opening(label='Ruben S.', start=21, is_timed=False)
    >>> find_label("Ruben S.   0:03")
    Opening(label='Ruben S.', start=15, is_timed=True)
    >>> find_label("Ja hoor.") is None
    True
    """
    match = _LABEL.match(line)
    timed = None if match else _NAME_AND_TIME.fullmatch(line) or _TIME_AND_NAME.fullmatch(line)
    found = match or timed
    if found is None:
        return None
    label = " ".join(unicodedata.normalize("NFC", found["label"]).split())
    if timed and not (label[0].isupper() or is_interviewer_label(label) or is_respondent_label(label)):
        return None
    return Opening(label, found.start("rest"), timed is not None)


def labels_in(lines: list[str]) -> list[str]:
    """Return what may be a label of each line that has one."""
    return [opening.label for line in lines if (opening := find_label(line))]


def is_interviewer_label(label: str) -> bool:
    """Whether ``label`` by itself says that this is the interviewer.

    Examples
    --------
    >>> [is_interviewer_label(x) for x in ("I", "Interviewer 2", "Imke")]
    [True, True, False]
    """
    return _INTERVIEWER.fullmatch(unicodedata.normalize("NFC", label).strip()) is not None


def is_respondent_label(label: str) -> bool:
    """Whether ``label`` by itself says that this is a respondent.

    Examples
    --------
    >>> [is_respondent_label(x) for x in ("R1", "Geïnterviewde", "Ruben")]
    [True, True, False]
    """
    return _RESPONDENT.fullmatch(unicodedata.normalize("NFC", label).strip()) is not None


def accept_labels(lines: list[str], declared: set[str]) -> set[str]:
    """Return the labels that are speakers: known words, declared names, and names that open at least two lines.

    A name beside a time, on a line of its own, is one if there are more such lines. What does not have the form of a
    name ("Kijk: ...", "Mijn moeder zei: ...") stays part of the talk, however often it opens a line.

    Examples
    --------
    >>> sorted(accept_labels(["I: Hoe gaat het?", "R: Ja.", "Kijk: zo.", "Kijk: nu.", "Jo: ja", "Jo: nee"], set()))
    ['I', 'Jo', 'R']
    """
    openings = [opening for line in lines if (opening := find_label(line))]
    found = Counter(opening.label for opening in openings)
    timed = [opening.label for opening in openings if opening.is_timed and is_name(opening.label)]
    # A name and a time on a line of their own are no talk, also if that person speaks once.
    wanted = {same_name(name) for name in declared} | {same_name(name) for name in timed if len(timed) >= 2}
    return {
        label
        for label, n in found.items()
        if is_interviewer_label(label)
        or is_respondent_label(label)
        or same_name(label) in wanted
        or (n >= 2 and is_name(label))
    }
