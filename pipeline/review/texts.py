"""The text of an interview as its offsets count it."""

from __future__ import annotations

import pandas as pd

from pipeline import frames


def plain_text(turns: pd.DataFrame) -> str:
    """Return each turn's text at its place, and spaces for all that is not a turn.

    Parameters
    ----------
    turns
        Frame `turns` of one interview.

    Examples
    --------
    >>> turn = {"interview_id": "a", "turn_no": 1, "municipality": "M", "perspective": "", "speaker": "R"}
    >>> said = turn | {"role": "respondent", "start_char": 3, "end_char": 6, "text": "Ja."}
    >>> plain_text(frames.build(frames.TURNS, [said]))
    '   Ja.'
    """
    parts: list[str] = []
    length = 0
    for turn in frames.rows(turns.sort_values("start_char", kind="stable")):
        parts += [" " * (turn.start_char - length), turn.text]
        length = turn.start_char + len(turn.text)
    return "".join(parts)
