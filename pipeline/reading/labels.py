"""Who speaks: the labels at the start of lines, and which of them is the interviewer."""

from __future__ import annotations

import re
from collections import Counter

_TIME = r"[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?[\])]?"
LABEL = re.compile(
    rf"^[ \t]*(?:\*\*)?(?:{_TIME}[ \t]*[-–]?[ \t]*)?(?P<label>[^\W\d_][\w .'’\-]{{0,39}}?)"
    rf"(?:[ \t]*{_TIME})?[ \t]*:(?:\*\*)?[ \t]*(?:{_TIME}[ \t]*)?(?P<rest>[^\r\n]*)"
)
_INTERVIEWER = re.compile(r"(interviewe?r|interviewster|interv|int|i|vraag|v|q|onderzoeker)[ .]?\d?", re.IGNORECASE)
_RESPONDENT = re.compile(
    r"(respondente?|resp|r|ge[iï]nterviewde|antwoord|a|deelnemer|participant|p)[ .]?\d?", re.IGNORECASE
)


def is_interviewer_label(label: str) -> bool:
    """Whether ``label`` by itself says that this is the interviewer.

    Examples
    --------
    >>> [is_interviewer_label(x) for x in ("I", "Interviewer 2", "Imke")]
    [True, True, False]
    """
    return _INTERVIEWER.fullmatch(label.strip()) is not None


def is_respondent_label(label: str) -> bool:
    """Whether ``label`` by itself says that this is a respondent.

    Examples
    --------
    >>> [is_respondent_label(x) for x in ("R1", "Geïnterviewde", "Ruben")]
    [True, True, False]
    """
    return _RESPONDENT.fullmatch(label.strip()) is not None


def accept_labels(lines: list[str], declared: set[str]) -> set[str]:
    """Return the labels that are speakers: known words, declared names, and names that open at least two lines.

    A word with a colon that occurs once ("Kijk: dat is ...") stays part of the talk.

    Examples
    --------
    >>> sorted(accept_labels(["I: Hoe gaat het?", "R: Kijk.", "Kijk: zo is het.", "Jo: ja", "Jo: nee"], set()))
    ['I', 'Jo', 'R']
    """
    found = Counter(match["label"].strip() for line in lines if (match := LABEL.match(line)))
    wanted = {name.casefold() for name in declared}
    return {
        label
        for label, n in found.items()
        if is_interviewer_label(label)
        or is_respondent_label(label)
        or label.casefold() in wanted
        or (n >= 2 and label[0].isupper() and len(label.split()) <= 4)
    }
