"""Times that stand in a transcript, in seconds: ``0:03``, ``[00:03:12.5]``, ``00:01 - 00:04``, ``#00:00:12-5#``."""

from __future__ import annotations

import re
from typing import NamedTuple

CLOCK = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?"
# f4 and MAXQDA write tenths of a second behind a dash.
HASH = r"#\d{1,2}:\d{2}:\d{2}-\d{1,3}#"
TIME = rf"(?:[\[(]?{CLOCK}[\])]?|{HASH})"
SPAN = rf"(?:[\[(]?{CLOCK}(?:[ \t]*(?:[-–]|-->)[ \t]*{CLOCK})?[\])]?|{HASH})"
BRACKETED = rf"(?:[\[(]{CLOCK}(?:[ \t]*(?:[-–]|-->)[ \t]*{CLOCK})?[\])]|{HASH})"
TIME_LINE = re.compile(rf"[ \t]*{SPAN}[ \t]*")
_PARTS = re.compile(
    r"(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{2})(?:[.,](?P<part>\d+)|-(?P<tenths>\d{1,3})#)?"
)
_N_DIGITS = 6


class Times(NamedTuple):
    """When something is said, in seconds from the begin of the recording; None where that is not told."""

    begin: float | None = None
    end: float | None = None


def read_times(text: str) -> Times:
    """Return the first time in ``text``, and the second if there is one; an end before its begin is no end.

    Examples
    --------
    >>> read_times("[00:01:02.500 --> 00:01:05]"), read_times("#00:00:12-5#"), read_times("Jo 1:02:03")
    (Times(begin=62.5, end=65.0), Times(begin=12.5, end=None), Times(begin=3723.0, end=None))
    >>> read_times("Ja."), read_times("0:75")
    (Times(begin=None, end=None), Times(begin=None, end=None))
    """
    found = [_seconds(match) for match in _PARTS.finditer(text)][:2]
    begin, end = (*found, None, None)[:2]
    return Times(begin, end if begin is not None and end is not None and end >= begin else None)


def _seconds(match: re.Match[str]) -> float | None:
    minutes, seconds = int(match["minutes"]), int(match["seconds"])
    if seconds >= 60 or (match["hours"] and minutes >= 60):
        return None
    part = (match["part"] or match["tenths"] or "0")[:_N_DIGITS]
    return int(match["hours"] or 0) * 3600 + minutes * 60 + seconds + int(part) / 10.0 ** len(part)
