"""Who speaks: the labels at the start of lines, and which of them is the interviewer."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from pipeline.reading.names import is_name

_CLOCK = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?"
_TIME = rf"[\[(]?{_CLOCK}[\])]?"
_SPAN = rf"[\[(]?{_CLOCK}(?:[ \t]*(?:[-–]|-->)[ \t]*{_CLOCK})?[\])]?"
# A colon between the digits of a clock ("Ruben 0:03") ends no label.
_COLON = r"(?!(?:(?<=[ \t]\d)|(?<=[ \t]\d\d)|(?<=:\d\d)):\d\d):"
# Accents may stand apart from their letter (NFD), so that marks are part of a name.
_LABEL = re.compile(
    rf"^[ \t]*(?:\*\*)?(?:{_TIME}[ \t]*[-–]?[ \t]*)?(?P<label>[^\W\d_][\w \u0300-\u036f.'’\-]{{0,39}}?(?:[ \t]*\([^\W\d_][\w .,&'’\-]{{0,30}}\))?)"
    rf"(?:[ \t]*{_TIME})?[ \t]*{_COLON}(?:\*\*)?[ \t]*(?:(?:[\[(]{_CLOCK}[\])]|\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d+)?)[ \t]*)?(?P<rest>[^\r\n]*)"
)
_NAME = r"\[?(?P<label>[^\W\d_][\w \t\u0300-\u036f.,'’()\-]{0,39}?)\]?(?:\*\*)?"
_NAME_AND_TIME = re.compile(rf"[ \t]*(?:\*\*)?{_NAME}[ \t]*[-–|,]?[ \t]+{_SPAN}(?:\*\*)?(?P<rest>\s*)")
_TIME_AND_NAME = re.compile(rf"[ \t]*(?:\*\*)?{_SPAN}[ \t]*[-–|]?[ \t]+{_NAME}(?P<rest>\s*)")
TIME_LINE = re.compile(rf"[ \t]*{_SPAN}[ \t]*")
# A number, a letter or a name may follow: "R3 (Anna)", "Respondent A", "Interviewer Marit".
_AFTER = r"(?:[ .]?\d{1,2})?\.?(?P<named>[ ]*\(.+\))?"
_INTERVIEWER = re.compile(rf"(?:interviewe?r|interviewster|interv|int|i|vraag|v|q|onderzoeker){_AFTER}", re.IGNORECASE)
_RESPONDENT = re.compile(
    rf"(?:respondente?|resp|r|ge[iï]nterviewde|antwoord|a|deelnemer|participant|p){_AFTER}", re.IGNORECASE
)
_WORD_AND_NAME = re.compile(
    r"(?P<word>interviewe?r|interviewster|respondente?|ge[iï]nterviewde|deelnemer) (?P<name>.+)", re.IGNORECASE
)
_N_CHARS = 40


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

    ``is_timed`` says that only a time stands beside the label, ``has_time`` that a time stands anywhere beside it.
    """

    label: str
    start: int
    is_timed: bool = False
    has_time: bool = False


def find_label(line: str) -> Opening | None:
    """Return the label that may open ``line``, accents composed: ``Name: talk``, or name and time on their own.

    Examples
    --------
    >>> find_label("[00:03:12] Ruben S.: Ja hoor.")
    Opening(label='Ruben S.', start=21, is_timed=False, has_time=True)
    >>> find_label("Ruben S.   0:03")
    Opening(label='Ruben S.', start=15, is_timed=True, has_time=True)
    >>> find_label("Ja hoor.") is None
    True
    """
    match = _LABEL.match(line)
    timed = None if match else _NAME_AND_TIME.fullmatch(line) or _TIME_AND_NAME.fullmatch(line)
    found = match or timed
    if found is None:
        return None
    label = " ".join(unicodedata.normalize("NFC", found["label"]).split())
    # "Marit (lacht): ..." is Marit; "R3 (Anna): ..." is told apart from R3.
    outside, _, inside = label.partition("(")
    label = outside.strip() if inside[:1].islower() and match else label
    is_known = is_interviewer_label(label) or is_respondent_label(label)
    if len(label) > _N_CHARS or (timed and not (label[0].isupper() or is_known)):
        return None
    has_time = re.search(_CLOCK, line[: found.start("rest")]) is not None
    return Opening(label, found.start("rest"), timed is not None, has_time)


def labels_in(lines: list[str]) -> list[str]:
    """Return what may be a label of each line that has one."""
    return [opening.label for line in lines if (opening := find_label(line))]


def is_interviewer_label(label: str) -> bool:
    """Whether ``label`` by itself says that this is the interviewer.

    Examples
    --------
    >>> [is_interviewer_label(x) for x in ("I", "Interviewer 2", "Interviewer (Marit)", "Imke")]
    [True, True, True, False]
    """
    return _has_role(label, _INTERVIEWER)


def is_respondent_label(label: str) -> bool:
    """Whether ``label`` by itself says that this is a respondent.

    Examples
    --------
    >>> [is_respondent_label(x) for x in ("R1", "R3 (Anna)", "Respondent A", "Ruben")]
    [True, True, True, False]
    """
    return _has_role(label, _RESPONDENT)


def _has_role(label: str, role: re.Pattern[str]) -> bool:
    label = unicodedata.normalize("NFC", label).strip()
    after = _WORD_AND_NAME.fullmatch(label)
    return role.fullmatch(label) is not None or (
        after is not None and role.fullmatch(after["word"]) is not None and is_name(after["name"], n_words=2)
    )
