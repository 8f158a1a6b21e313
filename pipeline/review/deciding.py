"""Decide, undo and move, on the connection of one writer: a decision is superseded, never overwritten."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import uuid4

from sqlalchemy import Connection, RowMapping, func, select
from sqlalchemy.exc import IntegrityError

from pipeline.frames import VERDICTS
from pipeline.review.model import CONSENSUS, SOURCES, Conflict, Decision, Passage, Undone
from pipeline.review.rows import by_place, decision_of, now, now_after, values_of
from pipeline.review.tables import coders, decisions

LONGEST_NAME = 60
# What stands in the place of an earlier decision: it says no more than that one said.
_STAND_INS = ("undo", "moved")


@dataclass(frozen=True)
class Taken:
    """What became of imported codings.

    ``new`` were written. ``known`` are the decisions that already said so, ``kept`` those that say something else; both
    stand as they stood.
    """

    new: list[Decision] = field(default_factory=list)
    known: list[Decision] = field(default_factory=list)
    kept: list[Decision] = field(default_factory=list)


def checked_name(name: str) -> str:
    """Return the name of a coder as it is written, or refuse it; see ``Store.add_coder``.

    Examples
    --------
    >>> checked_name(" Anna ")
    'Anna'
    """
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or any(unicodedata.category(sign) == "Cc" for sign in name):
        raise ValueError(f"een naam heeft 1 tot {LONGEST_NAME} gewone tekens; kies een andere naam")
    if name.casefold() == CONSENSUS:
        raise ValueError(f"'{CONSENSUS}' is de naam van wat codeurs samen besluiten; kies een andere naam")
    return name


def add_coder(connection: Connection, name: str) -> str:
    """Make a coder known, and return the name as it is written; see ``Store.add_coder``."""
    name = checked_name(name)
    if connection.scalar(select(coders.c.name).where(coders.c.name == name)) is None:
        connection.execute(coders.insert().values(name=name, created_at=now()))
    return name


def check_coder(connection: Connection, name: str) -> None:
    """Refuse a coder whom the store does not know.

    Raises
    ------
    ValueError
        If ``name`` was never added.
    """
    if connection.scalar(select(coders.c.name).where(coders.c.name == name)) is None:
        raise ValueError(f"unknown coder {name!r}; add_coder comes first")


def standing(connection: Connection, passage: Passage, code_id: str, coder: str) -> Decision | None:
    """Return the decision of a coder that stands for a passage and a code."""
    query = select(decisions).where(
        decisions.c.interview_id == passage.interview_id,
        decisions.c.start_char == passage.start_char,
        decisions.c.end_char == passage.end_char,
        decisions.c.code_id == code_id,
        decisions.c.coder == coder,
        decisions.c.superseded_at == "",
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else decision_of(row)


def decide(connection: Connection, wanted: Decision, expected: str | None) -> Decision:
    """Let ``wanted`` stand instead of what stands now; its id and time are given here.

    Returns
    -------
    Decision
        The new decision, or the standing one if it says the same.

    Raises
    ------
    ValueError
        If the coder is unknown, or the verdict, the source or the passage is not allowed.
    Conflict
        If another decision stands than the one whose id is ``expected`` (empty: none; None: any is fine).
    """
    check_allowed(wanted)
    check_coder(connection, wanted.coder)
    current = standing(connection, wanted.passage, wanted.code_id, wanted.coder)
    if current is not None and (current.verdict, current.reason) == (wanted.verdict, wanted.reason):
        return current
    found = "" if current is None else current.decision_id
    if expected is not None and expected != found:
        raise Conflict(current)
    at = _time(connection)
    if current is not None:
        _supersede(connection, current.decision_id, at)
    return _insert(connection, wanted, at, before=found)


def take(connection: Connection, codings: Mapping[tuple[Passage, str], str], coder: str, is_blind: bool) -> Taken:
    """Write down codings that a coder made elsewhere; see ``Store.import_codings``."""
    check_coder(connection, coder)
    query = select(decisions).where(decisions.c.coder == coder, decisions.c.superseded_at == "")
    there = {by_place(one): one for one in map(decision_of, connection.execute(query).mappings())}
    at = connection.scalar(select(func.max(decisions.c.decided_at)))
    taken = Taken()
    for (passage, code_id), reason in codings.items():
        wanted = Decision(uuid4().hex, passage, code_id, "accept", coder, reason, is_blind, "import", "", "", coder)
        check_allowed(wanted)
        found = there.get(by_place(wanted))
        if found is None:
            at = now_after(at)
            taken.new.append(replace(wanted, decided_at=at))
            there[by_place(wanted)] = taken.new[-1]
        else:
            (taken.known if found.verdict == "accept" else taken.kept).append(found)
    if taken.new:
        connection.execute(decisions.insert(), [values_of(one) | {"replaces": ""} for one in taken.new])
    return taken


def move(connection: Connection, decision_id: str, passage: Passage) -> Decision:
    """Let a standing decision stand at another passage.

    Raises
    ------
    ValueError
        If there is no such decision, or the passage is not allowed.
    Conflict
        If it stands no more, or the coder has another standing decision at the new place.
    """
    row = _row(connection, decision_id)
    old = decision_of(row)
    wanted = _copy(old, passage, "moved")
    check_allowed(wanted)
    if old.superseded_at:
        raise Conflict(standing(connection, old.passage, old.code_id, old.coder))
    there = standing(connection, passage, old.code_id, old.coder)
    if there is not None and there.decision_id != decision_id:
        raise Conflict(there)
    at = _time(connection)
    _supersede(connection, decision_id, at)
    return _insert(connection, wanted, at, before=decision_id)


def undo(connection: Connection, coder: str, is_blind: bool) -> Undone | None:
    """Take back the latest of a coder's acts that still stands; see ``Store.undo``.

    Notes
    -----
    A row made by an undo or a move is no act: it stands in for the act that it repeats. So acts have the order in which
    the coder did them, and each undo takes back an earlier one, until none is left.
    """
    check_coder(connection, coder)
    act_of = _acts(connection, coder)
    query = select(decisions).where(decisions.c.coder == coder, decisions.c.superseded_at == "")
    found = connection.execute(query.where(decisions.c.is_blind == is_blind)).mappings().all()
    if not found:
        return None
    latest = decision_of(max(found, key=lambda row: act_of[row["decision_id"]]["decided_at"]))
    before = str(act_of[latest.decision_id]["replaces"])
    at = _time(connection)
    _supersede(connection, latest.decision_id, at)
    restored = None
    if before:
        again = _copy(decision_of(_row(connection, before)), latest.passage, "undo")
        restored = _insert(connection, again, at, before=latest.decision_id)
    return Undone(latest, restored)


def _acts(connection: Connection, coder: str) -> dict[str, RowMapping]:
    """Return by decision id the act that a row repeats; an act repeats itself.

    A row of an undo repeats what was before the act that it took back. Rows only point back in time, so one pass in
    the order of time finds all.
    """
    table = decisions.c
    query = select(table.decision_id, table.source, table.replaces, table.decided_at).where(table.coder == coder)
    acts: dict[str, RowMapping] = {}
    for row in connection.execute(query.order_by(table.decided_at)).mappings():
        act = acts[row["replaces"]] if row["source"] in _STAND_INS else row
        acts[row["decision_id"]] = acts[act["replaces"]] if row["source"] == "undo" else act
    return acts


def check_allowed(wanted: Decision) -> None:
    """Refuse a decision that the store cannot hold.

    Raises
    ------
    ValueError
        If the verdict, the source or the passage is not allowed.
    """
    if wanted.verdict not in VERDICTS:
        raise ValueError(f"got verdict {wanted.verdict!r}; allowed: {', '.join(VERDICTS)}")
    if wanted.source not in SOURCES:
        raise ValueError(f"got source {wanted.source!r}; allowed: {', '.join(SOURCES)}")
    start, end = wanted.passage.start_char, wanted.passage.end_char
    if not 0 <= start < end:
        raise ValueError(f"got passage {start}-{end}; a passage has at least one character")


def _copy(decision: Decision, passage: Passage, source: str) -> Decision:
    said = (decision.code_id, decision.verdict, decision.coder, decision.reason, decision.is_blind)
    return Decision("", passage, *said, source, "", "", decision.entered_by)


def _row(connection: Connection, decision_id: str) -> RowMapping:
    row = connection.execute(select(decisions).where(decisions.c.decision_id == decision_id)).mappings().one_or_none()
    if row is None:
        raise ValueError(f"unknown decision {decision_id!r}")
    return row


def _time(connection: Connection) -> str:
    """Return a time after that of every decision, so that their times tell their order."""
    return now_after(connection.scalar(select(func.max(decisions.c.decided_at))))


def _supersede(connection: Connection, decision_id: str, at: str) -> None:
    connection.execute(decisions.update().where(decisions.c.decision_id == decision_id).values(superseded_at=at))


def _insert(connection: Connection, wanted: Decision, at: str, before: str) -> Decision:
    new = replace(wanted, decision_id=uuid4().hex, decided_at=at, entered_by=wanted.entered_by or wanted.coder)
    try:
        with connection.begin_nested():
            connection.execute(decisions.insert().values(**values_of(new), replaces=before))
    except IntegrityError:
        # A writer that does not wait its turn was first.
        raise Conflict(standing(connection, wanted.passage, wanted.code_id, wanted.coder)) from None
    return new
