"""Between the rows of the store and the dataclasses of ``model``; the one place that tells the time."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping

from pipeline.review.model import Decision, JudgedTurn, Passage, Suggestion


def now() -> str:
    """Return the time: UTC, ISO 8601 with milliseconds.

    Examples
    --------
    >>> len(now()), now()[10], now()[-1]
    (24, 'T', 'Z')
    """
    return as_time(datetime.now(UTC))


def as_time(moment: datetime) -> str:
    """Return a moment as the store writes it.

    Examples
    --------
    >>> as_time(datetime(2026, 1, 2, 3, 4, 5, 6000, UTC))
    '2026-01-02T03:04:05.006Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now_after(last: str | None) -> str:
    """Return the time, or a millisecond after ``last`` where the clock stands still or was set back.

    Examples
    --------
    >>> now_after("9000-01-01T00:00:00.999Z")
    '9000-01-01T00:00:01.000Z'
    >>> now_after(None) <= now()
    True
    """
    current = now()
    if last is None or current > last:
        return current
    return as_time(datetime.fromisoformat(last) + timedelta(milliseconds=1))


def passage_of(row: RowMapping) -> Passage:
    """Return the passage in a row of suggestions or decisions."""
    return Passage(
        row["interview_id"],
        row["turn_no"],
        row["start_char"],
        row["end_char"],
        row["quote"],
        row["prefix"],
        row["suffix"],
    )


def suggestion_of(row: RowMapping) -> Suggestion:
    """Return a row of ``suggestions``."""
    return Suggestion(
        row["suggestion_id"],
        passage_of(row),
        row["code_id"],
        row["direction"],
        row["origin"],
        row["score"],
        row["certainty"],
        row["source_id"],
        row["detail"],
    )


def decision_of(row: RowMapping) -> Decision:
    """Return a row of ``decisions``."""
    return Decision(
        row["decision_id"],
        passage_of(row),
        row["code_id"],
        row["verdict"],
        row["coder"],
        row["reason"],
        row["is_blind"],
        row["source"],
        row["decided_at"],
        row["superseded_at"],
        row["entered_by"],
    )


def judged_of(row: RowMapping) -> JudgedTurn:
    """Return a row of ``judged_turns``."""
    return JudgedTurn(row["interview_id"], row["turn_no"], row["coder"], row["is_blind"], row["judged_at"])


def values_of(found: Suggestion | Decision) -> dict[str, Any]:
    """Return the columns of a suggestion or decision, those of its passage among them."""
    return asdict(found.passage) | {name: value for name, value in vars(found).items() if name != "passage"}


def by_place(found: Suggestion | Decision) -> tuple[str, int, int, str]:
    """Return what suggestions and decisions are sorted by; here and not in the database, whose order of texts is its own."""
    return found.passage.interview_id, found.passage.start_char, found.passage.end_char, found.code_id


def by_place_and_time(decision: Decision) -> tuple[str, int, int, str, str, str]:
    """Return what decisions are sorted by."""
    return *by_place(decision), decision.coder, decision.decided_at
