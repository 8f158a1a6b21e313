"""The tables of the store, for SQLite and PostgreSQL alike; ``migrations`` makes them, with the triggers that guard them.

Times are texts: UTC, ISO 8601 with milliseconds. An empty ``…_at`` means that it has not happened.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _text(name: str, is_empty_at_first: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=text("''") if is_empty_at_first else None)


def _whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True)


def _unit() -> tuple[Column[str], Column[int]]:
    return _text("interview_id"), _whole("turn_no")


def _passage() -> tuple[Column[str] | Column[int], ...]:
    return (*_unit(), _whole("start_char"), _whole("end_char"), _text("quote"), _text("prefix"), _text("suffix"))


def _coder() -> Column[str]:
    return Column("coder", Text, ForeignKey("coders.name"), nullable=False)


def _live(name: str, table: Table, columns: str, condition: str) -> Index:
    """Declare that the rows for which ``condition`` holds are unique in ``columns``."""
    found = [table.c[column] for column in columns.split()]
    return Index(name, *found, unique=True, sqlite_where=text(condition), postgresql_where=text(condition))


coders = Table(
    "coders",
    METADATA,
    Column("name", Text, primary_key=True),
    _text("password_hash", is_empty_at_first=True),
    _text("created_at"),
)

# One row for each set of suggestions that was put in: a new model, codebook or transcript.
runs = Table(
    "runs", METADATA, _number("run_id"), _text("at"), _text("checksum"), _text("facts"), sqlite_autoincrement=True
)

suggestions = Table(
    "suggestions",
    METADATA,
    _number("suggestion_id"),
    Column("run_id", Integer, ForeignKey("runs.run_id"), nullable=False),
    *_passage(),
    _text("code_id"),
    _text("direction"),
    _text("origin"),
    Column("score", Float, nullable=False),
    _text("certainty"),
    _text("source_id"),
    _text("detail"),
    _text("retired_at", is_empty_at_first=True),
)
_live("live_suggestion", suggestions, "interview_id start_char end_char code_id", "retired_at = ''")

decisions = Table(
    "decisions",
    METADATA,
    Column("decision_id", Text, primary_key=True),
    *_passage(),
    _text("code_id"),
    _text("verdict"),
    _coder(),
    _text("reason", is_empty_at_first=True),
    Column("is_blind", Boolean, nullable=False),
    _text("source"),
    _text("decided_at"),
    _text("superseded_at", is_empty_at_first=True),
    _text("replaces", is_empty_at_first=True),
    _text("entered_by", is_empty_at_first=True),
    CheckConstraint("verdict IN ('accept', 'reject', 'unsure')", name="verdict"),
    CheckConstraint("source IN ('web', 'import', 'consensus', 'moved', 'undo')", name="source"),
)
_live("live_decision", decisions, "interview_id start_char end_char code_id coder", "superseded_at = ''")
Index("decision_time", decisions.c.decided_at)

judged_turns = Table(
    "judged_turns",
    METADATA,
    _number("judged_id"),
    *_unit(),
    _coder(),
    Column("is_blind", Boolean, nullable=False),
    _text("judged_at"),
    _text("undone_at", is_empty_at_first=True),
)
_live("live_judged_turn", judged_turns, "interview_id turn_no coder", "undone_at = ''")

samples = Table(
    "samples",
    METADATA,
    _number("sample_id"),
    _coder(),
    Column("seed", BigInteger, nullable=False),
    Column("share", Float, nullable=False),
    _text("drawn_at"),
    _text("closed_at", is_empty_at_first=True),
)

sample_turns = Table(
    "sample_turns",
    METADATA,
    Column("sample_id", Integer, ForeignKey("samples.sample_id"), primary_key=True),
    Column("interview_id", Text, primary_key=True),
    Column("turn_no", Integer, primary_key=True),
)

# Names that a coder released: their form may be printed in what is made of any interview of the municipality.
name_releases = Table(
    "name_releases",
    METADATA,
    _number("release_id"),
    _text("interview_id"),
    _text("form"),
    _text("kind"),
    _text("municipality"),
    _coder(),
    _text("reason", is_empty_at_first=True),
    _text("released_at"),
    _text("superseded_at", is_empty_at_first=True),
    _text("superseded_by", is_empty_at_first=True),
)
_live("live_name_release", name_releases, "municipality kind form coder", "superseded_at = ''")

# Written by triggers only: who did what, when; ``what`` is the row as JSON, without password_hash.
changes = Table(
    "changes",
    METADATA,
    _number("change_id"),
    _text("at"),
    _text("who"),
    _text("table_name"),
    _text("row_id"),
    _text("action"),
    _text("what"),
    sqlite_autoincrement=True,
)
