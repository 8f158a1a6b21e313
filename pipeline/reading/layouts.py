"""Ways to write who speaks without ``Name: talk``: lists, numbers, tabs, brackets, dashes, a name on its own line.

A file is written in one way. Each way is tried; the one in which most turns open is rewritten to ``Name: talk``, so
that header, labels and doubts are found by the same rules in all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from pipeline.reading.clocks import CLOCK, HASH, TIME_LINE
from pipeline.reading.labels import N_HEAD, find_label, is_known, is_machine_label, names_in, same_name
from pipeline.reading.names import is_name
from pipeline.reading.speakers import accept_labels, accept_openings

_MARKED = re.compile(
    r"[ \t]*(?:>[ \t]*){0,3}(?:[-*+•–][ \t]+)?(?:#{1,6}[ \t]+)?(?:(?:\[\d{1,6}\]|\(\d{1,6}\)|\d{1,6}[.)]?)[ \t]+)?"
)
_SIGN = r"(?:\*\*\*?|__|\*|_)?"
_LABEL = r"(?P<label>[^\W\d_][\w \u0300-\u036f.,'’()\-]{0,39}?)"
_SPAN = rf"(?:[\[(]?{CLOCK}(?:[ \t]*(?:[-–]|-->)[ \t]*{CLOCK})?[\])]?|{HASH})"
_BEFORE = rf"[ \t]*(?:(?P<time>{_SPAN})[ \t]*[-–]?[ \t]*)?"
_TAB = re.compile(
    rf"[ ]*(?:\d{{1,6}}[.)]?\t)?(?:(?P<time>{_SPAN})[ ]*\t[ \t]*)?{_LABEL}[ ]*(?:\t[ ]*(?P<after>{_SPAN})[ ]*)?\t[ \t]*(?=\S)"
)
_ANGLE = re.compile(rf"{_BEFORE}<{_LABEL}>[ \t]*:?[ \t]*")
_SQUARE = re.compile(rf"{_BEFORE}\[{_LABEL}\][ \t]*:?[ \t]*")
_DASH = re.compile(rf"{_BEFORE}{_LABEL}[ \t]+[-–—][ \t]+(?=\S)")
_ALONE = re.compile(rf"[ \t]*(?:>[ \t]*){{0,3}}(?:#{{1,6}}[ \t]+)?{_SIGN}{_LABEL}{_SIGN}[ \t]*(?=[\r\n]|$)")

# A full stop that is not behind an initial.
_SENTENCE = re.compile(r"(?<!\b[A-Z])\.$")
_N_NAMES = 20

# Line number -> its label, and the line as ``Name: talk``.
_Openings = dict[int, tuple[str, str]]
_Accept = Callable[[_Openings, Sequence[str], set[str]], _Openings]


def as_labelled(lines: Sequence[str], declared: set[str]) -> list[str]:
    r"""Return the lines with each one that opens a turn written as ``Name: talk``, if the file has another way.

    What is said stays the end of its line, so that a place in it can be found again by counting from the end.

    Parameters
    ----------
    lines
        Of the whole file, with or without their line ends.
    declared
        Speaker names from header and manifest.

    Examples
    --------
    >>> as_labelled(["1. I: Hoe?", "2. R: Goed."], set()), as_labelled(["<Jo> Hoe?", "<Wim> Ja.", "<Jo> O.", "<Wim> Ja."], set())
    (['I: Hoe?', 'R: Goed.'], ['Jo: Hoe?', 'Wim: Ja.', 'Jo: O.', 'Wim: Ja.'])
    >>> as_labelled(["Interviewer", "Hoe?", "Respondent", "Goed."], set())
    ['Interviewer:', 'Hoe?', 'Respondent:', 'Goed.']
    >>> as_labelled(["I: [Lacht] Hoe?", "R: Goed.", "[Lacht] Ja."], set())
    ['I: [Lacht] Hoe?', 'R: Goed.', '[Lacht] Ja.']
    """
    openings = [opening for line in lines if (opening := find_label(line))]
    plain = accept_openings(openings, declared)
    best: _Openings = {}
    n_best = sum(opening.label in plain for opening in openings)
    n_others = sum(not line.isspace() for line in lines) - n_best
    for find, accept in _WAYS if n_others > n_best else ():
        found = {n: found_here for n, line in enumerate(lines) if (found_here := find(line)) is not None}
        accepted = accept(found, lines, declared) if len(found) > n_best else {}
        if len(accepted) > n_best:
            best, n_best = accepted, len(accepted)
    return [best[n][1] if n in best else line for n, line in enumerate(lines)]


def _marked(line: str) -> tuple[str, str] | None:
    """Find a label behind the mark of a list, quote or heading, or a number."""
    match = _MARKED.match(line[:N_HEAD])
    if match is None or not match[0].strip():
        return None
    shown = line[match.end() :]
    opening = find_label(shown)
    return (opening.label, shown) if opening else None


def _by(pattern: re.Pattern[str]) -> Callable[[str], tuple[str, str] | None]:
    """Return what finds a label by ``pattern``, and writes the line with a colon."""

    def find(line: str) -> tuple[str, str] | None:
        match = pattern.match(line[:N_HEAD])
        if match is None:
            return None
        times = [time for time in (match.groupdict().get("time"), match.groupdict().get("after")) if time]
        label = " ".join(match["label"].split())
        shown = f"{''.join(f'{time} ' for time in times[:1])}{label}:{' ' if match.end() < len(line) else ''}{line[match.end() :]}"
        opening = find_label(shown)
        # A name that a colon would not end is left alone, and so is talk that the colon would take something of.
        return (opening.label, shown) if opening and same_name(opening.label) == same_name(label) else None

    return find


def _accept_marked(found: _Openings, _: Sequence[str], declared: set[str]) -> _Openings:
    labels = accept_labels([shown for _, shown in found.values()], declared)
    return {n: opening for n, opening in found.items() if opening[0] in labels}


def _accept_known(found: _Openings, _: Sequence[str], declared: set[str]) -> _Openings:
    """Accept known words and declared names alone: a dash stands in talk as well."""
    return _of_several(found, _known({label for label, _ in found.values()}, declared))


def _accept_named(found: _Openings, _: Sequence[str], declared: set[str]) -> _Openings:
    """Accept known words, declared names, and names that open two lines or more."""
    counts = Counter(label for label, _ in found.values())
    return _of_several(found, _known(counts, declared) | {x for x, n in counts.items() if n >= 2 and is_name(x)})


def _accept_alone(found: _Openings, lines: Sequence[str], declared: set[str]) -> _Openings:
    """Accept known words and declared names below which something is said; or names, if they take turns."""
    told = [n for n, line in enumerate(lines) if line.strip() and not TIME_LINE.fullmatch(line.rstrip("\r\n"))]
    below = dict(pairwise(told))
    counts = Counter(label for label, _ in found.values())
    known = _known(counts, declared)
    names = [x for x, n in counts.most_common(_N_NAMES) if n >= 2 and is_name(x) and not _SENTENCE.search(x)]
    labels = known if len(known) >= 2 else _above_talk(known | set(names), found, below)
    followed = {n: opening for n, opening in found.items() if n in below and not _opens(below[n], found, labels)}
    accepted = _of_several(followed, labels)
    changes = sum(a[0] != b[0] for a, b in pairwise(accepted.values()))
    return accepted if labels == known or changes * 2 >= len(accepted) - 1 else {}


def _above_talk(labels: set[str], found: _Openings, below: dict[int, int]) -> set[str]:
    """Leave out what has a label right below it as often as not: an answer of one word, "Zeker", and no name."""
    for label in [label for label, _ in reversed(Counter(x for x, _ in found.values() if x in labels).most_common())]:
        at = [n for n, opening in found.items() if opening[0] == label]
        if sum(n not in below or _opens(below[n], found, labels - {label}) for n in at) * 2 >= len(at):
            labels = labels - {label}
    return labels


def _opens(n: int, found: _Openings, labels: set[str]) -> bool:
    return n in found and found[n][0] in labels


def _of_several(found: _Openings, labels: set[str]) -> _Openings:
    accepted = {n: opening for n, opening in found.items() if opening[0] in labels}
    return accepted if len({label for label, _ in accepted.values()}) >= 2 else {}


def _known(labels: Iterable[str], declared: set[str]) -> set[str]:
    wanted = {same_name(name) for name in declared}
    return {x for x in labels if is_known(x) or is_machine_label(x) or (wanted and names_in(x) & wanted)}


_WAYS: tuple[tuple[Callable[[str], tuple[str, str] | None], _Accept], ...] = (
    (_marked, _accept_marked),
    (_by(_TAB), _accept_named),
    (_by(_ANGLE), _accept_named),
    (_by(_SQUARE), _accept_named),
    (_by(_DASH), _accept_known),
    (_by(_ALONE), _accept_alone),
)
