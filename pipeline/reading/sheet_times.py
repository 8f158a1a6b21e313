"""When a row of a table was said: clock times, seconds, milliseconds and what Excel makes of them, to seconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.reading.json_values import as_seconds, as_span

_DAY = 86_400
_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,25})?(?:[eE]-\d{1,2})?", re.ASCII)
_MILLISECONDS = re.compile(r"(\d{1,12}(?:[.,]\d{1,9})?)[ ]?ms", re.ASCII)
_FRAMES = re.compile(r"(\d{1,3}:\d{1,2}:\d{1,2})[:;]\d{1,3}", re.ASCII)
_SECONDS = re.compile(r"(?<=\d)[ ]?(?:s|sec|sec\.|seconden|seconds)$")
# f4 and MAXQDA write tenths of a second behind a dash.
_HASH = re.compile(r"#(\d{1,2}:\d{2}:\d{2})-(\d{1,3})#", re.ASCII)
# What stands between begin and end in one cell; NVivo writes "0:00,0 - 0:12,3".
_BETWEEN = re.compile(r"(?<=[\d\])s])[ ]*(?:-->|->|[-–—])[ ]*(?=[\d\[(])")


class Times(NamedTuple):
    """Begin and end of each row, and which rows, from 0, have a time that cannot be read or ends before it begins."""

    spans: list[tuple[float | None, float | None]]
    unread: list[int]
    backward: list[int]
    is_taken_for_ms: bool = False


def row_times(begins: Sequence[str], ends: Sequence[str], is_ms: bool = False) -> Times:
    """Return the times of rows in seconds.

    Parameters
    ----------
    begins, ends
        The cells of the columns, empty where a row has none; a begin may hold the end as well.
    is_ms
        Whether bare numbers are milliseconds, as the title says. They are too if all are whole and the last would
        lie a day after the first; all below one, they are parts of a day.

    Examples
    --------
    >>> row_times(["0:05", "00:01:02,500"], ["", "00:01:04"]).spans
    [(5.0, None), (62.5, 64.0)]
    >>> row_times(["0:00,0 - 0:12,3", "x"], ["", ""])
    Times(spans=[(0.0, 12.3), (None, None)], unread=[1], backward=[], is_taken_for_ms=False)
    """
    pairs = [_pair(begin, end) for begin, end in zip(begins, ends, strict=True)]
    numbers = [x for pair in pairs for x in pair if _NUMBER.fullmatch(x)]
    unit, is_taken = (0.001, False) if is_ms else _unit(numbers)
    spans: list[tuple[float | None, float | None]] = []
    unread, backward = [], []
    for n, pair in enumerate(pairs):
        first, last = (_seconds(x, unit) for x in pair)
        if (pair[0] and first is None) or (pair[1] and last is None):
            unread.append(n)
        elif first is not None and last is not None and last < first:
            backward.append(n)
        spans.append(as_span(first, last))
    return Times(spans, unread, backward, is_taken)


def clock(days: float, form: str) -> str:
    """Return a time in a cell of Excel as it is read: a cell that shows no seconds was typed as minutes and seconds.

    Parameters
    ----------
    days
        The time as a part of a day, or as days.
    form
        The number format of the cell. Who types 0:15 for fifteen seconds gets 0:15:00 in Excel, shown as 0:15.

    Examples
    --------
    >>> clock(0.25 / 24, "h:mm"), clock(62.5 / 86_400, "hh:mm:ss"), clock(25 / 24, "[h]:mm:ss")
    ('0:15', '00:01:02.500', '25:00:00.000')
    """
    milliseconds = round(days * _DAY * 1000)
    hours, minutes = milliseconds // 3_600_000, milliseconds // 60_000 % 60
    if "s" not in form.casefold() and milliseconds % 60_000 == 0:
        return f"{hours}:{minutes:02}"
    return f"{hours:02}:{minutes:02}:{milliseconds / 1000 % 60:06.3f}"


def _pair(begin: str, end: str) -> tuple[str, str]:
    begin = _HASH.sub(r"\1.\2", begin.strip())
    parts = [_bare(part) for part in _BETWEEN.split(begin)] if len(begin) <= 80 else ["?"]
    first, last = parts if len(parts) == 2 else ("?", "") if len(parts) > 2 else (parts[0], "")
    return first, _bare(_HASH.sub(r"\1.\2", end[:80])) or last


def _bare(cell: str) -> str:
    return _SECONDS.sub("", cell.strip(" \t\n[]()<>'"))


def _unit(numbers: list[str]) -> tuple[float, bool]:
    """Return how many seconds one is in a column of bare numbers, and whether they were taken for milliseconds."""
    values = [_float(number) for number in numbers]
    largest = max(values, default=0.0)
    if largest > _DAY and all(value.is_integer() for value in values):
        return 0.001, True
    return (_DAY, False) if 0 < largest < 1 and len(set(values)) > 2 else (1, False)


def _float(number: str) -> float:
    return float(number.replace(",", "."))


def _seconds(cell: str, unit: float) -> float | None:
    """Return the moment that a cell names; None for an empty one and for what is no moment in a recording."""
    if _NUMBER.fullmatch(cell):
        seconds: float | None = _float(cell) * unit
    elif match := _MILLISECONDS.fullmatch(cell):
        seconds = _float(match[1]) / 1000
    else:
        frames = _FRAMES.fullmatch(cell)
        seconds = as_seconds(frames[1] if frames else cell)
        # 24:10 for minutes and seconds becomes 24:10:00 in Excel, more than a day.
        if seconds is not None and seconds >= _DAY and seconds % 60 == 0:
            seconds /= 60
    return round(seconds, 3) if seconds is not None and seconds < _DAY else None
