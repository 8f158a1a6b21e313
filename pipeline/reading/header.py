"""The lines at the top of a transcript that say what it is: ``gemeente: ...``, ``datum: ...``."""

from __future__ import annotations

import re

from pipeline.reading.labels import find_label, same_name

KEYS = ("interview", "gemeente", "perspectief", "datum", "interviewer", "respondent")
_STARTERS = ("interview", "gemeente", "perspectief", "datum")
# Signs of speech; a full stop after one capital (an initial) or a title is none.
_TALK = re.compile(r"[?!…\[(]|\.\.|(?<!\b[A-Z])(?<!\b[dmi]r)(?<!\b[Dd]rs)\.(?:\s|$)")
_LINE = re.compile(r"^\s*(?:NOTE\s+)?(?P<key>[A-Za-z]+)\s*:\s*(?P<value>.*?)\s*$")


def split_header(lines: list[str]) -> tuple[dict[str, str], int]:
    """Return the header's keys and values and the number of lines it takes.

    The header starts with one of interview, gemeente, perspectief or datum, or with a name that speaks further on,
    so that a transcript that opens with ``Interviewer: goedemorgen`` has none; it ends at the first other line.

    Examples
    --------
    >>> split_header(["gemeente: Veldhaven", "interviewer: Marit", "", "Interviewer: goedemorgen"])
    ({'gemeente': 'Veldhaven', 'interviewer': 'Marit'}, 2)
    >>> split_header(["Interviewer: goedemorgen"])
    ({}, 0)
    """
    header: dict[str, str] = {}
    n_lines = 0
    for number, line in enumerate(lines):
        match = _LINE.match(line)
        key = match["key"].lower() if match else ""
        first_is_wrong = not header and key not in _STARTERS and not _names_a_speaker(match, lines[number + 1 :])
        if match is None or key not in KEYS or key in header or first_is_wrong or _is_speech(key, match["value"]):
            break
        header[key] = match["value"]
        n_lines += 1
    return {key: value for key, value in header.items() if value}, n_lines


def _names_a_speaker(match: re.Match[str] | None, rest: list[str]) -> bool:
    """Whether a first line ``interviewer: Jan`` names someone who speaks below, or has more header lines below it."""
    if match is None or match["key"].lower() not in ("interviewer", "respondent"):
        return False
    spoken = {same_name(opening[0]) for line in rest if (opening := find_label(line))}
    below = _LINE.match(rest[0]) if rest else None
    is_header_below = below is not None and below["key"].lower() in _STARTERS
    return is_header_below or any(same_name(name) in spoken for name in match["value"].split(";") if name.strip())


def declared_names(header: dict[str, str]) -> set[str]:
    """Return the speakers that a header or manifest row names."""
    return {n.strip() for k in ("interviewer", "respondent") for n in header.get(k, "").split(";") if n.strip()}


def _is_speech(key: str, value: str) -> bool:
    """Whether ``interviewer: ...`` opens a turn and does not name a person."""
    if key not in ("interviewer", "respondent"):
        return False
    longest = max((len(name.split()) for name in value.split(";")), default=0)
    return longest > 5 or _TALK.search(value) is not None
