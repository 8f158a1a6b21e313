"""Take verdicts that a coder filled in elsewhere: each row whole or not at all, and over nothing that he decided since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from sqlalchemy import Connection, Engine, bindparam, func, select

from pipeline.review.connecting import writing
from pipeline.review.deciding import check_allowed, check_coder
from pipeline.review.model import Decision, Passage
from pipeline.review.rows import by_place, decision_of, now_after, values_of
from pipeline.review.tables import decisions


@dataclass(frozen=True)
class Verdict:
    """What a coder says of a passage with a code.

    ``expected``: the id of his decision that stood there when he was asked; empty if none did, None if that is unknown.
    """

    passage: Passage
    code_id: str
    verdict: str
    reason: str = ""
    expected: str | None = None


@dataclass(frozen=True)
class TakenRows:
    """What became of imported rows, by name.

    ``new`` were written, ``known`` stood already. Of the others (``kept``) nothing was written, for the coder decided
    otherwise in between: the decision that stands.
    """

    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    kept: dict[str, Decision] = field(default_factory=dict)


class TakingVerdicts:
    """The part of the store that is about verdicts filled in elsewhere."""

    _engine: Engine

    def import_verdicts(self, rows: Mapping[str, Sequence[Verdict]], coder: str) -> TakenRows:
        """Write down rows that a coder filled in while he saw suggestions; in one transaction, or nothing.

        What he decided before is superseded if it is what he saw, and stays if he decided it in between. A verdict
        without a reason says the same as one with a reason.

        Parameters
        ----------
        rows
            Name -> the verdicts that only together say what the row says.

        Raises
        ------
        ValueError
            If the coder is unknown, or a verdict or passage not allowed.
        """
        with writing(self._engine) as connection:
            return _take(connection, rows, coder)


@dataclass
class _Standing:
    """What stands of a coder, by place and code; what of it is ``new`` and still to be written, and what that replaces."""

    there: dict[tuple[str, int, int, str], Decision]
    at: str | None
    new: dict[str, Decision] = field(default_factory=dict)
    replaces: dict[str, str] = field(default_factory=dict)

    def in_the_way(self, one: Verdict, wanted: Decision) -> Decision | None:
        """Return what stands and says something else, and is not what the coder saw."""
        now = self.there.get(by_place(wanted))
        is_free = now is None or _says_same(one, now) or one.expected == now.decision_id
        return None if is_free else now

    def let_stand(self, one: Verdict, wanted: Decision) -> bool:
        """Let a decision stand if none says the same, and return whether what stands then is new."""
        now = self.there.get(by_place(wanted))
        if now is not None and _says_same(one, now):
            return now.decision_id in self.new
        self.at = now_after(self.at)
        made = replace(wanted, decision_id=uuid4().hex, decided_at=self.at)
        self.there[by_place(made)] = self.new[made.decision_id] = made
        self.replaces[made.decision_id] = now.decision_id if now else ""
        return True


def _says_same(one: Verdict, now: Decision) -> bool:
    return one.verdict == now.verdict and one.reason in ("", now.reason)


def _take(connection: Connection, rows: Mapping[str, Sequence[Verdict]], coder: str) -> TakenRows:
    check_coder(connection, coder)
    query = select(decisions).where(decisions.c.coder == coder, decisions.c.superseded_at == "")
    there = {by_place(one): one for one in map(decision_of, connection.execute(query).mappings())}
    standing = _Standing(there, connection.scalar(select(func.max(decisions.c.decided_at))))
    taken = TakenRows()
    for name, verdicts in rows.items():
        pairs = [(one, _decision(one, coder)) for one in verdicts]
        kept = next(filter(None, (standing.in_the_way(*pair) for pair in pairs)), None)
        if kept is not None:
            taken.kept[name] = kept
        else:
            n_new = sum(standing.let_stand(*pair) for pair in pairs)
            (taken.new if n_new else taken.known).append(name)
    _write(connection, standing)
    return taken


def _decision(one: Verdict, coder: str) -> Decision:
    wanted = Decision("", one.passage, one.code_id, one.verdict, coder, one.reason, False, "import", "", "", coder)
    check_allowed(wanted)
    return wanted


def _write(connection: Connection, standing: _Standing) -> None:
    """Supersede what is replaced, and insert what replaces it."""
    made = standing.new.values()
    gone = [{"id": standing.replaces[one.decision_id], "at": one.decided_at} for one in made]
    if gone := [one for one in gone if one["id"]]:
        of_one = decisions.c.decision_id == bindparam("id")
        connection.execute(decisions.update().where(of_one).values(superseded_at=bindparam("at")), gone)
    if made:
        values = [values_of(one) | {"replaces": standing.replaces[one.decision_id]} for one in made]
        connection.execute(decisions.insert(), values)
