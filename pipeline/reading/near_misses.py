"""Lines that were meant as header lines: a key with a slip of the pen, or without its colon."""

from __future__ import annotations

import re
from difflib import get_close_matches

from pipeline.reading.names import is_name
from pipeline.reading.parsed import KEYS

_MARKS = " \t#>*•-"
_LOOSE = re.compile(rf"[{_MARKS}]*gemeente[\s=–-]+(?P<value>[^:?!]+?)[\s*]*", re.IGNORECASE)
_NO_COLON = ("gemeente", "perspectief", "datum")


def find_near(lines: list[str], n_above: int, known: set[str]) -> dict[int, tuple[str, str]]:
    """Return number -> (word, key) of lines that look like a header line for a key that is not ``known``.

    Of the lines below the first turn, after ``n_above`` lines, only ``gemeente:`` counts.

    Examples
    --------
    >>> find_near(["gemente: Veldhaven", "datum 15 oktober", "I: hallo"], 2, set())
    {1: ('gemente', 'gemeente'), 2: ('datum', 'datum')}
    """
    near: dict[int, tuple[str, str]] = {}
    for number, line in enumerate(lines, start=1):
        start, colon, _ = line.partition(":")
        words = start.strip(_MARKS).removeprefix("NOTE ").split() if len(start) <= 80 else []
        if number > n_above and not (colon and [word.casefold() for word in words] == ["gemeente"]):
            continue
        keys = KEYS if colon and len(words) == 1 else _NO_COLON
        for word in words[:3] if colon else words[:1]:
            found = get_close_matches(word.casefold(), keys, n=1, cutoff=0.8 if len(words) == 1 else 0.85)
            if found and found[0] not in known:
                near.setdefault(number, (word, found[0]))
    return near


def find_loose(lines: list[str]) -> dict[str, tuple[str, int]]:
    """Return the municipality that a line of its own names without a colon, with the line's number.

    Examples
    --------
    >>> find_loose(["Interview 3", "Gemeente Veldhaven"])
    {'gemeente': ('Veldhaven', 2)}
    """
    for number, line in enumerate(lines, start=1):
        match = _LOOSE.fullmatch(line)
        if match and is_name(match["value"]):
            return {"gemeente": (match["value"], number)}
    return {}
