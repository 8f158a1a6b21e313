"""Who speaks: the labels at the start of lines, and which of them is the interviewer."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_CLOCK = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?"
_TIME = rf"[\[(]?{_CLOCK}[\])]?"
# Accents may stand apart from their letter (NFD), so that marks are part of a name.
_LABEL = re.compile(
    rf"^[ \t]*(?:\*\*)?(?:{_TIME}[ \t]*[-–]?[ \t]*)?(?P<label>[^\W\d_][\w \u0300-\u036f.'’\-]{{0,39}}?)"
    rf"(?:[ \t]*{_TIME})?[ \t]*:(?:\*\*)?[ \t]*(?:(?:[\[(]{_CLOCK}[\])]|\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d+)?)[ \t]*)?(?P<rest>[^\r\n]*)"
)
TIME_LINE = re.compile(rf"[ \t]*{_TIME}[ \t]*")
_INTERVIEWER = re.compile(r"(interviewe?r|interviewster|interv|int|i|vraag|v|q|onderzoeker)[ .]?\d?", re.IGNORECASE)
_RESPONDENT = re.compile(
    r"(respondente?|resp|r|ge[iï]nterviewde|antwoord|a|deelnemer|participant|p)[ .]?\d?", re.IGNORECASE
)


def same_name(name: str) -> str:
    """Return ``name`` as it is compared: accents composed, case and outer space left out."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def find_label(line: str) -> tuple[str, int] | None:
    """Return the label that may open ``line`` (accents composed) and where what is said begins.

    Examples
    --------
    >>> find_label("[00:03:12] Ruben S.: Ja hoor.")
    ('Ruben S.', 21)
    >>> find_label("Ja hoor.") is None
    True
    """
    match = _LABEL.match(line)
    return (unicodedata.normalize("NFC", match["label"]).strip(), match.start("rest")) if match else None


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

    A word with a colon that occurs once ("Kijk: dat is ...") stays part of the talk.

    Examples
    --------
    >>> sorted(accept_labels(["I: Hoe gaat het?", "R: Kijk.", "Kijk: zo is het.", "Jo: ja", "Jo: nee"], set()))
    ['I', 'Jo', 'R']
    """
    found = Counter(label for line in lines if (opening := find_label(line)) and (label := opening[0]))
    wanted = {same_name(name) for name in declared}
    return {
        label
        for label, n in found.items()
        if is_interviewer_label(label)
        or is_respondent_label(label)
        or same_name(label) in wanted
        or (n >= 2 and label[0].isupper() and len(label.split()) <= 4)
    }
