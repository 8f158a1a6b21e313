"""Which labels are speakers, and which lines look like one but are read as talk."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.reading.labels import Opening, find_label, is_known, is_machine_label, names_in, same_name
from pipeline.reading.names import N_WORDS, has_talk_word, is_name

_FULL_NAME = re.compile(r"[^\W\d_][^\d]* [^\W\d_][^\d]*")


def accept_labels(lines: list[str], declared: set[str]) -> set[str]:
    """Return the labels that are speakers: known words, labels of machines, declared names, and names on two lines or more.

    Names may have small letters if a declared one has. A name that opens one line is a speaker if it has the form that marks the others: a time beside it, or first and
    last name. What does not have the form of a name ("Kijk: ...", "Mijn moeder zei: ...") stays part of the talk,
    however often it opens a line.

    Examples
    --------
    >>> sorted(accept_labels(["I: Hoe gaat het?", "R: Ja.", "Kijk: zo.", "Kijk: nu.", "Jo: ja", "Jo: nee"], set()))
    ['I', 'Jo', 'R']
    """
    return accept_openings([opening for line in lines if (opening := find_label(line))], declared)


def accept_openings(openings: list[Opening], declared: set[str]) -> set[str]:
    """Return the labels that are speakers, as ``accept_labels`` does, of lines in which labels are found already.

    Examples
    --------
    >>> accept_openings([Opening("I", 3), Opening("Kijk", 6), Opening("Jo", 4)], {"jo"}) == {"I", "Jo"}
    True
    """
    found = Counter(opening.label for opening in openings)
    wanted = {same_name(name) for name in declared}
    accepted = {
        label
        for label, n in found.items()
        if is_known(label)
        or is_machine_label(label)
        or (wanted and names_in(label) & wanted)
        or (n >= 2 and is_name(label))
    }
    if any(label[0].islower() and not is_known(label) for label in accepted):
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
    has_names = any(not is_known(label) for label in labels)
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
    return label[0].isupper() and len(label.split()) <= N_WORDS and not (has_talk_word(label) or is_known(label))


def _of_the_same_form(openings: list[Opening], accepted: set[str]) -> set[str]:
    certain = [opening for opening in openings if opening.label in accepted]
    others = [opening for opening in openings if opening.label not in accepted]
    timed = sum(opening.has_time for opening in certain)
    has_times = len(certain) < timed * 2
    are_alone = (
        any(o.is_timed for o in certain) if certain else sum(o.is_timed and is_name(o.label) for o in others) >= 2
    )
    named = {opening.label for opening in certain if not is_known(opening.label)}
    have_full_names = bool(named) and all(_FULL_NAME.fullmatch(label) for label in named)
    return {
        opening.label
        for opening in others
        if (
            (opening.is_timed and are_alone)
            or (opening.has_time and not opening.is_timed and has_times)
            or (have_full_names and not opening.is_timed and _FULL_NAME.fullmatch(opening.label))
        )
        and is_name(opening.label)
    }
