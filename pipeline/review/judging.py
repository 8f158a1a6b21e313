"""Turns that a coder judged as a whole, and the samples of turns that are coded twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, select

from pipeline.review.model import JudgedTurn
from pipeline.review.rows import judged_of, now
from pipeline.review.tables import judged_turns, sample_turns, samples

Turn = tuple[str, int]


@dataclass(frozen=True)
class Sample:
    """Turns that were drawn by ``seed`` for a coder to code blind; ``closed_at`` is empty while it is open."""

    sample_id: int
    coder: str
    seed: int
    share: float
    drawn_at: str
    closed_at: str
    turns: tuple[Turn, ...]


def judge(connection: Connection, interview_id: str, turn_nos: Iterable[int], coder: str, is_blind: bool) -> None:
    """Write down that a coder judged turns; see ``Store.judge_turns``."""
    at = now()
    query = _of(interview_id, coder)
    before = connection.execute(query).mappings().all()
    live = {row["turn_no"] for row in before if not row["undone_at"]}
    seen = {row["turn_no"] for row in before if not row["is_blind"]}
    new = [
        {
            "interview_id": interview_id,
            "turn_no": turn_no,
            "coder": coder,
            "is_blind": is_blind and turn_no not in seen,
            "judged_at": at,
        }
        for turn_no in sorted(set(turn_nos) - live)
    ]
    if new:
        connection.execute(judged_turns.insert(), new)


def judge_all(connection: Connection, turns: Iterable[Turn], coder: str, is_blind: bool) -> None:
    """Write down that a coder judged turns of any interviews; see ``Store.judge_turns``."""
    by_interview: dict[str, list[int]] = {}
    for interview_id, turn_no in turns:
        by_interview.setdefault(interview_id, []).append(turn_no)
    for interview_id, turn_nos in by_interview.items():
        judge(connection, interview_id, turn_nos, coder, is_blind)


def unjudge(connection: Connection, interview_id: str, turn_nos: Iterable[int], coder: str) -> None:
    """Write down that a coder has not judged turns after all; that he did stays known."""
    wanted = set(turn_nos)
    query = _of(interview_id, coder).where(judged_turns.c.undone_at == "")
    found = [row["judged_id"] for row in connection.execute(query).mappings() if row["turn_no"] in wanted]
    for judged_id in found:
        of_one = judged_turns.c.judged_id == judged_id
        connection.execute(judged_turns.update().where(of_one).values(undone_at=now()))


def judged(connection: Connection, coder: str | None) -> list[JudgedTurn]:
    """Return the judged turns of one coder or of all, by interview, turn and coder."""
    query = select(judged_turns).where(judged_turns.c.undone_at == "")
    if coder is not None:
        query = query.where(judged_turns.c.coder == coder)
    found = [judged_of(row) for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda turn: (turn.interview_id, turn.turn_no, turn.coder))


def draw(connection: Connection, coder: str, seed: int, share: float, turns: Sequence[Turn]) -> int:
    """Open a sample of these turns for a coder, and close the one that was open."""
    at = now()
    is_open = (samples.c.coder == coder) & (samples.c.closed_at == "")
    connection.execute(samples.update().where(is_open).values(closed_at=at))
    made = samples.insert().values(coder=coder, seed=seed, share=share, drawn_at=at)
    sample_id = int(connection.execute(made.returning(samples.c.sample_id)).scalar_one())
    rows = [{"sample_id": sample_id, "interview_id": name, "turn_no": turn_no} for name, turn_no in sorted(set(turns))]
    if rows:
        connection.execute(sample_turns.insert(), rows)
    return sample_id


def all_samples(connection: Connection) -> list[Sample]:
    """Return every sample that was drawn, the latest last."""
    turns: dict[int, list[Turn]] = {}
    for row in connection.execute(select(sample_turns)).mappings():
        turns.setdefault(row["sample_id"], []).append((row["interview_id"], row["turn_no"]))
    return [
        Sample(**row, turns=tuple(sorted(turns.get(row["sample_id"], []))))
        for row in connection.execute(select(samples).order_by(samples.c.sample_id)).mappings()
    ]


def _of(interview_id: str, coder: str) -> Select[tuple[object, ...]]:
    return select(judged_turns).where(judged_turns.c.interview_id == interview_id, judged_turns.c.coder == coder)
