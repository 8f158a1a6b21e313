"""Makers of interviews, passages and decisions for the tests of the review stage."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline import frames
from pipeline.review.anchors import passage_at
from pipeline.review.model import Decision, Passage


def make_interview(said: Iterable[str], interview_id: str = "aa1", header: str = "") -> tuple[str, pd.DataFrame]:
    """Make the plain text and frame `turns` of an interview; what begins with "I:" is the interviewer's."""
    text, rows = header, []
    for turn_no, line in enumerate(said, start=1):
        label, words = ("I", line[2:].strip()) if line.startswith("I:") else ("R", line)
        text += f"{label}: "
        rows.append(
            {
                "interview_id": interview_id,
                "turn_no": turn_no,
                "municipality": interview_id[:-1].capitalize(),
                "perspective": "",
                "speaker": label,
                "role": "interviewer" if label == "I" else "respondent",
                "start_char": len(text),
                "end_char": len(text) + len(words),
                "text": words,
            }
        )
        text += f"{words}\n"
    return text, frames.build(frames.TURNS, rows)


def passage_of(text: str, turns: pd.DataFrame, turn_no: int, quote: str, nth: int = 0) -> Passage:
    """Return the passage where ``quote`` stands in a turn, the nth time that it does (from 0)."""
    turn = next(t for t in frames.rows(turns) if t.turn_no == turn_no)
    start = turn.start_char - 1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    assert start + len(quote) <= turn.end_char
    return passage_at(text, turn.interview_id, turn_no, start, start + len(quote))


def make_decision(
    passage: Passage, code_id: str, verdict: str, coder: str, n: int = 0, superseded: str = ""
) -> Decision:
    """Make a decision; ``n`` is its number, and the minute in which it was made."""
    at = f"2025-11-03T10:{n:02d}:00.000Z"
    return Decision(f"d{n:03d}", passage, code_id, verdict, coder, "", False, "web", at, superseded)
