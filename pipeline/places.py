"""Where something was said, in words: the turn, its place in the file, and the time in the recording."""

from __future__ import annotations

from math import isnan
from typing import Any


def place_of(turn: Any) -> str:
    """Return where a turn is to be found: its number, the line, paragraph, cue or page of the file, and the time.

    Parameters
    ----------
    turn
        A row of the frame `turns`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> place_of(SimpleNamespace(turn_no=14, place="cue 31", start_time=192.4))
    'beurt 14 (cue 31, op 3:12)'
    >>> place_of(SimpleNamespace(turn_no=14, place="", start_time=float("nan")))
    'beurt 14'
    """
    at = clock(turn.start_time)
    found = ", ".join(filter(None, [turn.place, f"op {at}" if at else ""]))
    return f"beurt {turn.turn_no}" + (f" ({found})" if found else "")


def clock(seconds: float) -> str:
    """Return a moment of a recording as a clock shows it; empty if it is not known.

    Examples
    --------
    >>> clock(192.4), clock(3675.0), clock(float("nan"))
    ('3:12', '1:01:15', '')
    """
    if isnan(seconds):
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
