"""The lines at the top of a transcript that say what it is: ``gemeente: ...``, ``datum: ...``."""

from __future__ import annotations

import re

from pipeline.reading.labels import (
    find_label,
    is_interviewer_label,
    is_respondent_label,
    labels_in,
    names_in,
    same_name,
)
from pipeline.reading.names import has_talk_word, is_name
from pipeline.reading.near_misses import find_loose, find_near
from pipeline.reading.parsed import KEYS, PEOPLE, STARTERS, Header, key_of
from pipeline.reading.speakers import accept_labels

RULE = " \r\n\t-=*#_"
# Signs of speech; a full stop after one capital (an initial) or a title is none.
_TALK = re.compile(r"[?!…\[(]|\.\.|(?<!\b[A-Z])(?<!\b[dmi]r)(?<!\b[Dd]rs)\.(?:\s|$)")
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
    n_lines, n_above, apart = 0, len(lines), not in_header
    for number, line in enumerate(lines, start=1):
        match = _LINE.match(line)
        opening = find_label(line)
        if match and _is_header_line(match, not apart, values, lines[number:]):
            _add(values, key_of(match["key"]), match["value"])
            unused, passed, n_lines, apart = unused + passed, [], number, False
        elif opening and same_name(opening[0]) in speakers | {same_name(name) for name in declared_names(values)}:
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


def _add(values: dict[str, str], key: str, value: str) -> None:
    values[key] = f"{values[key]}; {value}" if values.get(key) else value


def _is_header_line(match: re.Match[str], in_header: bool, seen: dict[str, str], rest: list[str]) -> bool:
    """Whether ``key: value`` tells something new; ``interviewer: ...`` does so if it names a person."""
    key, value = key_of(match["key"]), match["value"]
    if key not in PEOPLE:
        return key in STARTERS and key not in seen
    below = _LINE.match(next((line for line in rest if line.strip()), ""))
    key_below = below["key"] if below else ""
    if not value:
        return key_of(key_below) in KEYS or is_interviewer_label(key_below) or is_respondent_label(key_below)
    return _names_people(match["key"], value, in_header or key_of(key_below) in STARTERS, rest)


def _names_people(key: str, value: str, in_header: bool, rest: list[str]) -> bool:
    """Whether ``value`` names someone who speaks below, or is a name directly below a header line.

    Apart from the header a name counts only if that role's turns have another label: ``Interviewer: Ruben`` may be
    a turn.
    """
    names = [name.strip() for name in value.split(";") if name.strip()]
    spoken = set(labels_in(rest))
    if {same_name(name) for name in names} & set[str]().union(*map(names_in, spoken)):
        return True
    if any(len(name.split()) > 5 or _TALK.search(name) or has_talk_word(name) for name in names):
        return False
    has_role = is_interviewer_label if key_of(key) == "interviewer" else is_respondent_label
    if not in_header and (key in spoken or not any(has_role(label) for label in spoken)):
        return False
    return (in_header and key.islower()) or all(is_name(name, n_words=5) for name in names)
