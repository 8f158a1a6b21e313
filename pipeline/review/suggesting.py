"""Put a new set of suggestions in the place of the current one: what is gone is retired, what is the same stays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from pipeline.review.model import Suggestion
from pipeline.review.rows import now, suggestion_of, values_of
from pipeline.review.tables import runs, suggestions

Key = tuple[str, int, int, str]


def put(connection: Connection, rows: Sequence[Suggestion], checksum: str, facts: Mapping[str, Any]) -> bool:
    """Make ``rows`` the current suggestions, unless they are so by their checksum; see ``Store.put_suggestions``."""
    last = connection.scalar(select(runs.c.checksum).order_by(runs.c.run_id.desc()).limit(1))
    if last == checksum:
        return False
    wanted = _by_key([_said(row) for row in rows])
    at = now()
    told = json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)
    made = runs.insert().values(at=at, checksum=checksum, facts=told)
    run_id = connection.execute(made.returning(runs.c.run_id)).scalar_one()
    there = {found.suggestion_id: _said(found) for found in current(connection)}
    gone = [number for number, said in there.items() if wanted.get(_key(said)) != said]
    kept = {_key(said) for said in there.values() if wanted.get(_key(said)) == said}
    _retire(connection, gone, at)
    new = [said | {"run_id": run_id} for key, said in wanted.items() if key not in kept]
    if new:
        connection.execute(suggestions.insert(), new)
    return True


def current(connection: Connection, interview_id: str | None = None) -> list[Suggestion]:
    """Return the suggestions that are not retired, in any order."""
    query = select(suggestions).where(suggestions.c.retired_at == "")
    if interview_id is not None:
        query = query.where(suggestions.c.interview_id == interview_id)
    return [suggestion_of(row) for row in connection.execute(query).mappings()]


def _retire(connection: Connection, numbers: list[int], at: str) -> None:
    # In parts: a statement has room for so many values.
    for first in range(0, len(numbers), 500):
        some = suggestions.c.suggestion_id.in_(numbers[first : first + 500])
        connection.execute(suggestions.update().where(some).values(retired_at=at))


def _said(suggestion: Suggestion) -> dict[str, Any]:
    """Return the columns of a suggestion without its number."""
    return {name: value for name, value in values_of(suggestion).items() if name != "suggestion_id"}


def _key(said: Mapping[str, Any]) -> Key:
    return said["interview_id"], said["start_char"], said["end_char"], said["code_id"]


def _by_key(rows: Sequence[dict[str, Any]]) -> dict[Key, dict[str, Any]]:
    found = {_key(said): said for said in rows}
    if len(found) < len(rows):
        raise ValueError(f"{len(rows) - len(found)} suggestions repeat the passage and code of another")
    return found
