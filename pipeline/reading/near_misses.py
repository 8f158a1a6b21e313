"""Lines that were meant as header lines: a key with a slip of the pen, or without its colon."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache

from pipeline.reading.alternation import TURNS_KEY
from pipeline.reading.names import is_name
from pipeline.reading.parsed import KEYS

_MARKS = " \t#>*•-"
_LOOSE = re.compile(rf"[{_MARKS}]*gemeente[\s=–-]+(?P<value>[^:?!]+?)[\s*]*", re.IGNORECASE)
_NO_COLON = ("gemeente", "perspectief", "datum")
# Lines further down, or longer, are no header line.
_N_LINES, _N_CHARS = 1_000, 1_000


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
        start, colon, _ = line[:_N_CHARS].partition(":")
        words = start.strip(_MARKS).removeprefix("NOTE ").split() if len(start) <= 80 else []
        if number > min(n_above, _N_LINES) and not (colon and [word.casefold() for word in words] == ["gemeente"]):
            continue
        keys = (*KEYS, TURNS_KEY) if colon and len(words) == 1 else _NO_COLON
        for word in words[:3] if colon else words[:1]:
            found = _closest(word.casefold(), keys, 0.8 if len(words) == 1 else 0.85)
            if found and found not in known:
                near.setdefault(number, (word, found))
    return near


@lru_cache(maxsize=4096)
def _closest(word: str, keys: tuple[str, ...], cutoff: float) -> str:
    return next(iter(get_close_matches(word, keys, n=1, cutoff=cutoff)), "")


def find_loose(lines: list[str]) -> dict[str, tuple[str, int]]:
    """Return the municipality that a line of its own names without a colon, with the line's number.

    Examples
    --------
    >>> find_loose(["Interview 3", "Gemeente Veldhaven"])
    {'gemeente': ('Veldhaven', 2)}
    """
    for number, line in enumerate(lines[:_N_LINES], start=1):
        match = _LOOSE.fullmatch(line) if len(line) <= _N_CHARS else None
        if match and is_name(match["value"]):
            return {"gemeente": (match["value"], number)}
    return {}
