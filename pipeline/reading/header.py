"""The lines at the top of a transcript that say what it is: ``gemeente: ...``, ``datum: ...``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from pipeline.reading.alternation import TURNS_KEY, order_of
from pipeline.reading.labels import find_label, is_interviewer_label, is_respondent_label, names_in, same_name
from pipeline.reading.names import has_talk_word, is_name
from pipeline.reading.near_misses import find_loose, find_near
from pipeline.reading.parsed import KEYS, PEOPLE, STARTERS, Header, key_of
from pipeline.reading.speakers import accept_labels

RULE = " \r\n\t-=*#_"
# Signs of speech; a full stop after one capital (an initial) or a title is none.
_TALK = re.compile(r"[?!…\[(]|\.\.|(?<!\b[A-Z])(?<!\b[dmi]r)(?<!\b[Dd]rs)\.(?:\s|$)")
# A header ends above this line, and none of its lines is longer.
_N_LINES, _N_CHARS = 1_000, 1_000
# A list mark or a mark of bold may stand before and after the key.
_LINE = re.compile(r"^[\s#>*•-]*(?:NOTE\s+)?(?P<key>[A-Za-zï\u0308]+)[\s*]*:[\s*]*(?P<value>.*?)[\s*]*$")


def split_header(
    lines: list[str], known: set[str] | None = None, in_header: bool = False, unit: str = "regel"
) -> Header:
    """Return what the lines above the first turn say.

    Blank lines and lines of another kind between header lines do not end the header; a turn does. A transcript
    that opens with ``Interviewer: goedemorgen`` has none. ``known`` are speakers that the manifest names;
    ``in_header`` says that the first line is certainly a header line.

    Examples
    --------
    >>> header = split_header(["gemeente: Veldhaven", "", "interviewer: Marit", "", "Interviewer: goedemorgen"])
    >>> header.values, header.n_lines
    ({'gemeente': 'Veldhaven', 'interviewer': 'Marit'}, 3)
    >>> split_header(["Interviewer: goedemorgen"]).n_lines
    0
    """
    speakers = {same_name(label) for label in accept_labels(lines, known or set())} - set(STARTERS)
    values: dict[str, str] = {}
    unused: list[int] = []
    passed: list[int] = []
    n_lines, n_above, apart, below = 0, len(lines), not in_header, _Below(lines)
    for number, line in enumerate(lines[:_N_LINES], start=1):
        match = _match(line)
        opening = find_label(line)
        if match and _is_header_line(match, not apart, values, below, number):
            _add(values, key_of(match["key"]), match["value"])
            unused, passed, n_lines, apart = unused + passed, [], number, False
        elif opening and (same_name(opening[0]) in speakers or _is_declared(opening[0], values)):
            n_above = number - 1
            break
        elif line.strip(RULE):
            passed.append(number)
        else:
            apart = not in_header
    values = {key: value for key, value in values.items() if value}
    loose = {} if "gemeente" in values else find_loose(lines[:n_above])
    return Header(values, n_lines, unused, find_near(lines, n_above, set(values)), loose, unit)


def declared_names(header: dict[str, str]) -> set[str]:
    """Return the speakers that a header or manifest row names."""
    return {n.strip() for k in PEOPLE for n in header.get(k, "").split(";") if n.strip()}


def _is_declared(label: str, values: dict[str, str]) -> bool:
    return same_name(label) in {same_name(name) for name in declared_names(values)}


def _add(values: dict[str, str], key: str, value: str) -> None:
    values[key] = f"{values[key]}; {value}" if values.get(key) else value


def _match(line: str) -> re.Match[str] | None:
    return _LINE.match(line) if len(line) <= _N_CHARS else None


class _Below:
    """What is said below a line, looked up once for all lines: the last line (from 0) where each thing stands."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    def key(self, number: int) -> str:
        """Return the key of the first line below line ``number`` that says something."""
        match = _match(next((line for line in self._lines[number : number + _N_LINES] if line.strip()), ""))
        return match["key"] if match else ""

    def has_name(self, name: str, number: int) -> bool:
        """Whether somebody of that name speaks there."""
        return self._last_name.get(same_name(name), -1) >= number

    def has_label(self, label: str, number: int) -> bool:
        """Whether a turn may have that label there."""
        return self._last_label.get(label, -1) >= number

    def has_role(self, is_interviewer: bool, number: int) -> bool:
        """Whether a label there says by itself that it is the interviewer, or else a respondent."""
        return self._last_role[is_interviewer] >= number

    @cached_property
    def _last_label(self) -> dict[str, int]:
        return {opening.label: n for n, line in enumerate(self._lines) if (opening := find_label(line))}

    @cached_property
    def _last_role(self) -> dict[bool, int]:
        last = self._last_label.items()
        return {
            True: max((at for label, at in last if is_interviewer_label(label)), default=-1),
            False: max((at for label, at in last if is_respondent_label(label)), default=-1),
        }

    @cached_property
    def _last_name(self) -> dict[str, int]:
        names: dict[str, int] = {}
        for label, at in self._last_label.items():
            for name in names_in(label):
                names[name] = max(at, names.get(name, -1))
        return names


def _is_header_line(match: re.Match[str], in_header: bool, seen: dict[str, str], below: _Below, number: int) -> bool:
    """Whether ``key: value`` tells something new; ``interviewer: ...`` does so if it names a person."""
    key, value = key_of(match["key"]), match["value"]
    if key == TURNS_KEY:
        return key not in seen and (in_header or order_of(value) is not None)
    if key not in PEOPLE:
        return key in STARTERS and key not in seen
    key_below = below.key(number)
    if not value:
        return key_of(key_below) in KEYS or is_interviewer_label(key_below) or is_respondent_label(key_below)
    return _names_people(match["key"], value, in_header or key_of(key_below) in STARTERS, below, number)


def _names_people(key: str, value: str, in_header: bool, below: _Below, number: int) -> bool:
    """Whether ``value`` names someone who speaks below, or is a name directly below a header line.

    Apart from the header a name counts only if that role's turns have another label: ``Interviewer: Ruben`` may be
    a turn.
    """
    names = [name.strip() for name in value.split(";") if name.strip()]
    if any(below.has_name(name, number) for name in names):
        return True
    if any(len(name.split()) > 5 or _TALK.search(name) or has_talk_word(name) for name in names):
        return False
    is_interviewer = key_of(key) == "interviewer"
    if not in_header and (below.has_label(key, number) or not below.has_role(is_interviewer, number)):
        return False
    return (in_header and key.islower()) or all(is_name(name, n_words=5) for name in names)
