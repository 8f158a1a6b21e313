"""The store: all reading and writing of suggestions, decisions, judged turns and samples."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import pandas as pd
from sqlalchemy import Engine, Select, select

from pipeline import frames
from pipeline.review import deciding, judging, suggesting
from pipeline.review.connecting import reading, writing
from pipeline.review.deciding import Taken
from pipeline.review.judging import Sample
from pipeline.review.model import CONSENSUS, Decision, JudgedTurn, Passage, Suggestion, Undone
from pipeline.review.releasing import Releasing
from pipeline.review.rows import by_place, by_place_and_time, decision_of
from pipeline.review.tables import changes, coders, decisions
from pipeline.review.verdicts import TakingVerdicts


@dataclass(frozen=True)
class Change:
    """What the database itself wrote down about one change: ``what`` is the row after it (before it, if it was deleted)."""

    change_id: int
    at: str
    who: str
    table_name: str
    row_id: str
    action: str
    what: dict[str, Any]


class Store(Releasing, TakingVerdicts):
    """The decisions of a study. Every method is one transaction; there is one writer at a time, in all programs together.

    All methods raise ``StoreError`` if the database cannot be reached, or is kept by another writer for too long.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def add_coder(self, name: str) -> None:
        """Make a coder known; one who is known stays as he is.

        Raises
        ------
        ValueError
            If the name is empty, too long, holds control characters, or is that of the consensus.
        """
        with writing(self._engine) as connection:
            deciding.add_coder(connection, name)

    def coders(self) -> list[str]:
        """Return the names of all coders but the consensus, in order."""
        with reading(self._engine) as connection:
            return sorted(name for name in connection.scalars(select(coders.c.name)) if name != CONSENSUS)

    def set_password(self, name: str, password_hash: str) -> None:
        """Keep the hash of a coder's password; ``ValueError`` if the coder is unknown."""
        with writing(self._engine) as connection:
            deciding.check_coder(connection, name)
            connection.execute(coders.update().where(coders.c.name == name).values(password_hash=password_hash))

    def password_hash(self, name: str) -> str:
        """Return the hash of a coder's password, empty if there is none; ``ValueError`` if the coder is unknown."""
        with reading(self._engine) as connection:
            deciding.check_coder(connection, name)
            return str(connection.scalars(select(coders.c.password_hash).where(coders.c.name == name)).one())

    def put_suggestions(self, rows: Sequence[Suggestion], checksum: str, facts: Mapping[str, Any]) -> bool:
        """Make ``rows`` the current suggestions; decisions stay as they are.

        Parameters
        ----------
        rows
            All suggestions of the study; their ``suggestion_id`` does not count.
        checksum
            Of the whole set; if it is that of the last one, nothing happens.
        facts
            What made them (versions, checksums), for JSON.

        Returns
        -------
        bool
            Whether anything was written.

        Raises
        ------
        ValueError
            If two rows have the same passage and code.
        """
        with writing(self._engine) as connection:
            return suggesting.put(connection, rows, checksum, facts)

    def suggestions(self, interview_id: str | None = None) -> list[Suggestion]:
        """Return the current suggestions by interview, start, end and code."""
        with reading(self._engine) as connection:
            return sorted(suggesting.current(connection, interview_id), key=by_place)

    def decide(
        self,
        passage: Passage,
        code_id: str,
        verdict: str,
        coder: str,
        *,
        reason: str = "",
        expected: str | None = None,
        is_blind: bool = False,
        source: str = "web",
        entered_by: str = "",
    ) -> Decision:
        """Write down a verdict; the one that stood for this passage, code and coder is superseded, never overwritten.

        Parameters
        ----------
        expected
            Id of the decision that the coder saw standing; empty if he saw none, None if it does not matter.
        entered_by
            Who writes it down, if that is not the coder.

        Returns
        -------
        Decision
            The new one, or the standing one where verdict and reason are the same; then nothing is written.

        Raises
        ------
        Conflict
            If another decision stands than expected, and it says something else.
        ValueError
            If the coder is unknown, or the verdict, source or passage not allowed.
        """
        wanted = Decision("", passage, code_id, verdict, coder, reason, is_blind, source, "", "", entered_by)
        with writing(self._engine) as connection:
            return deciding.decide(connection, wanted, expected)

    def import_codings(
        self,
        codings: Mapping[tuple[Passage, str], str],
        turns: Iterable[tuple[str, int]],
        coder: str,
        is_blind: bool,
    ) -> Taken:
        """Take over codings that a coder made elsewhere as his ``accept``, and the turns that he judged, or nothing.

        Nothing is superseded: where a decision of his stands, it stays. ``ValueError`` as for ``decide``.

        Parameters
        ----------
        codings
            Passage and code -> reason, which may be empty.
        """
        with writing(self._engine) as connection:
            taken = deciding.take(connection, codings, coder, is_blind)
            judging.judge_all(connection, turns, coder, is_blind)
            return taken

    def undo(self, coder: str, *, blind: bool = False) -> Undone | None:
        """Take back the latest thing that a coder did and that still stands; None if there is nothing.

        What is taken back is superseded; if it had replaced another decision, a copy of that one stands again, with
        source ``undo``. The copy has the place in time of the decision that it repeats, and so has a decision that
        was moved. So undo after undo walks back through what the coder did, the last first, over all passages, until
        nothing of it stands; an undo is itself never undone, so it does not go to and fro. To get back what an undo
        took away, the coder decides it again.

        Parameters
        ----------
        blind
            Whether to take back decisions of blind coding, or those of other work.
        """
        with writing(self._engine) as connection:
            return deciding.undo(connection, coder, blind)

    def move(self, decision_id: str, passage: Passage) -> Decision:
        """Let a standing decision stand at another passage: the text was edited, or a human placed it.

        Raises
        ------
        Conflict
            If it stands no more, or the coder has another standing decision at the new place.
        ValueError
            If the decision is unknown, or the passage not allowed.
        """
        with writing(self._engine) as connection:
            return deciding.move(connection, decision_id, passage)

    def decisions(
        self, interview_id: str | None = None, coder: str | None = None, standing_only: bool = True
    ) -> list[Decision]:
        """Return decisions by interview, start, end, code, coder and time."""
        query = select(decisions)
        if interview_id is not None:
            query = query.where(decisions.c.interview_id == interview_id)
        if coder is not None:
            query = query.where(decisions.c.coder == coder)
        if standing_only:
            query = query.where(decisions.c.superseded_at == "")
        return sorted(self._decisions(query), key=by_place_and_time)

    def history(self, interview_id: str, start_char: int, end_char: int, code_id: str) -> list[Decision]:
        """Return all that was ever decided about a passage and a code, by all coders, the latest last."""
        query = select(decisions).where(
            decisions.c.interview_id == interview_id,
            decisions.c.start_char == start_char,
            decisions.c.end_char == end_char,
            decisions.c.code_id == code_id,
        )
        return self._decisions(query.order_by(decisions.c.decided_at))

    def judge_turns(self, interview_id: str, turn_nos: Iterable[int], coder: str, is_blind: bool) -> None:
        """Write down that a coder judged turns. A judged turn stays as it is: blind only if he had not seen anything.

        Raises
        ------
        ValueError
            If the coder is unknown.
        """
        with writing(self._engine) as connection:
            deciding.check_coder(connection, coder)
            judging.judge(connection, interview_id, turn_nos, coder, is_blind)

    def unjudge_turns(self, interview_id: str, turn_nos: Iterable[int], coder: str) -> None:
        """Write down that a coder has not judged turns after all."""
        with writing(self._engine) as connection:
            judging.unjudge(connection, interview_id, turn_nos, coder)

    def judged(self, coder: str | None = None) -> list[JudgedTurn]:
        """Return the judged turns of one coder or of all, by interview, turn and coder."""
        with reading(self._engine) as connection:
            return judging.judged(connection, coder)

    def draw_sample(self, coder: str, seed: int, share: float, turns: Sequence[tuple[str, int]]) -> int:
        """Open a sample of turns for a coder to code blind, close his earlier one, and return its number.

        Raises
        ------
        ValueError
            If the coder is unknown.
        """
        with writing(self._engine) as connection:
            deciding.check_coder(connection, coder)
            return judging.draw(connection, coder, seed, share, turns)

    def sample(self, coder: str) -> Sample | None:
        """Return the open sample of a coder."""
        found = [sample for sample in self.samples() if sample.coder == coder and not sample.closed_at]
        return found[-1] if found else None

    def samples(self) -> list[Sample]:
        """Return every sample that was drawn, the latest last."""
        with reading(self._engine) as connection:
            return judging.all_samples(connection)

    def changes(self, limit: int | None = None) -> list[Change]:
        """Return what the database wrote down, the newest last; only the newest ``limit`` if it is given."""
        query = select(changes).order_by(changes.c.change_id.desc()).limit(limit)
        with reading(self._engine) as connection:
            found = connection.execute(query).mappings().all()
        return [Change(**(dict(row) | {"what": json.loads(row["what"])})) for row in reversed(found)]

    def decisions_frame(self) -> pd.DataFrame:
        """Return all decisions, superseded ones too, as frame `decisions`; a segment is named by its passage."""
        rows = []
        for found in self.decisions(standing_only=False):
            place = found.passage
            segment_id = f"{place.interview_id}#{place.turn_no}.{place.start_char}-{place.end_char}"
            rows.append(vars(found) | {"segment_id": segment_id})
        return frames.build(frames.DECISIONS, rows)

    def _decisions(self, query: Select[tuple[object, ...]]) -> list[Decision]:
        with reading(self._engine) as connection:
            return [decision_of(row) for row in connection.execute(query).mappings()]
