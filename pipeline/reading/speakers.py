"""Which labels are speakers, and which lines look like one but are read as talk."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.reading.labels import (
    Opening,
    find_label,
    is_interviewer_label,
    is_respondent_label,
    names_in,
    same_name,
)
from pipeline.reading.names import N_WORDS, has_talk_word, is_name

_FULL_NAME = re.compile(r"[^\W\d_][^\d]* [^\W\d_][^\d]*")


def accept_labels(lines: list[str], declared: set[str]) -> set[str]:
    """Return the labels that are speakers: known words, declared names, and names that open at least two lines.

    Names may have small letters if a declared one has. A name that opens one line is a speaker if it has the form that marks the others: a time beside it, or first and
    last name. What does not have the form of a name ("Kijk: ...", "Mijn moeder zei: ...") stays part of the talk,
    however often it opens a line.

    Examples
    --------
    >>> sorted(accept_labels(["I: Hoe gaat het?", "R: Ja.", "Kijk: zo.", "Kijk: nu.", "Jo: ja", "Jo: nee"], set()))
    ['I', 'Jo', 'R']
    """
    openings = [opening for line in lines if (opening := find_label(line))]
    found = Counter(opening.label for opening in openings)
    wanted = {same_name(name) for name in declared}
    accepted = {
        label
        for label, n in found.items()
        if _is_known(label) or names_in(label) & wanted or (n >= 2 and is_name(label))
    }
    if any(label[0].islower() and not _is_known(label) for label in accepted):
        accepted |= {label for label, n in found.items() if n >= 2 and is_name(label.title())}
    return accepted | _of_the_same_form(openings, accepted)


def find_doubts(lines: list[tuple[int, str]], labels: set[str], unit: str) -> list[str]:
    """Return a warning for each numbered line of the talk that may open a turn of someone not among ``labels``.

    Where speakers have names, the name is said; beside I and R it may as well be a word of the talk.

    Examples
    --------
    >>> find_doubts([(3, "I: Hoe?"), (4, "Anna: Ja.")], {"I"}, "regel")[0][:46]
    'regel 4 lijkt een spreker die één keer spreekt'
    """
    found: dict[str, list[int]] = {}
    for number, line in lines:
        opening = find_label(line)
        if opening and not opening.is_timed and opening.label not in labels and _may_be_a_speaker(opening.label):
            found.setdefault(opening.label, []).append(number)
    has_names = any(not _is_known(label) for label in labels)
    return [
        warning for label, numbers in found.items() if (warning := _doubt(label, numbers, unit, has_names)) is not None
    ]


def _doubt(label: str, numbers: list[int], unit: str, has_names: bool) -> str | None:
    how = "is dit een spreker, zet dan bovenaan het bestand 'respondent: <naam>' of 'interviewer: <naam>'"
    place, joined = f"{unit} {numbers[0]}", "is bij de beurt ervoor gevoegd"
    if len(numbers) > 1:
        return f"{place} lijkt een spreker die {len(numbers)} keer spreekt en {joined}; {how}"
    if not is_name(label):
        return None
    if not has_names:
        return f"{place} lijkt een spreker die één keer spreekt en {joined}; {how}"
    return f"'{label}' ({place}) spreekt één keer en {joined}; {how.replace('<naam>', label)}"


def _may_be_a_speaker(label: str) -> bool:
    return label[0].isupper() and len(label.split()) <= N_WORDS and not (has_talk_word(label) or _is_known(label))


def _is_known(label: str) -> bool:
    return is_interviewer_label(label) or is_respondent_label(label)


def _of_the_same_form(openings: list[Opening], accepted: set[str]) -> set[str]:
    others = [opening for opening in openings if opening.label not in accepted and is_name(opening.label)]
    certain = [opening for opening in openings if opening.label in accepted]
    timed = sum(opening.has_time for opening in certain)
    are_alone = sum(o.is_timed for o in others) >= 2 if not certain else any(o.is_timed for o in certain)
    named = {opening.label for opening in certain if not _is_known(opening.label)}
    have_full_names = bool(named) and all(_FULL_NAME.fullmatch(label) for label in named)
    return {
        opening.label
        for opening in others
        if (opening.is_timed and are_alone)
        or (opening.has_time and not opening.is_timed and len(certain) < timed * 2)
        or (have_full_names and not opening.is_timed and _FULL_NAME.fullmatch(opening.label))
    }
