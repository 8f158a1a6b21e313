"""The first store: its tables, what is unique in them, the log of changes, and the triggers that forbid to rewrite history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NOW = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
    "postgresql": "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')",
}
# The tables that are logged: the column that names a row, the column that says who, and the columns of SQLite's JSON.
_LOGGED = {
    "coders": ("name", "name", "name created_at"),
    "decisions": (
        "decision_id",
        "entered_by",
        "decision_id interview_id turn_no start_char end_char quote prefix suffix code_id verdict coder reason is_blind "
        "source decided_at superseded_at replaces entered_by",
    ),
    "judged_turns": ("judged_id", "coder", "judged_id interview_id turn_no coder is_blind judged_at undone_at"),
    "samples": ("sample_id", "coder", "sample_id coder seed share drawn_at closed_at"),
}
_FIXED = [name for name in _LOGGED["decisions"][2].split() if name != "superseded_at"]


def upgrade() -> None:
    """Make the tables, the indexes, the triggers and the coder in whose name settled differences stand."""
    _make_people_and_suggestions()
    _make_decisions()
    _make_turns_and_changes()
    _make_indexes()
    dialect = op.get_bind().dialect.name
    for statement in _for_postgresql() if dialect == "postgresql" else _for_sqlite():
        _run(statement)
    _run(f"INSERT INTO coders (name, created_at) VALUES ('consensus', {_NOW[dialect]})")


def _run(statement: str) -> None:
    op.get_bind().exec_driver_sql(statement)


def _text(name: str, is_empty_at_first: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''") if is_empty_at_first else None)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _passage() -> list[sa.Column[str] | sa.Column[int]]:
    numbers = [_whole("turn_no"), _whole("start_char"), _whole("end_char")]
    return [_text("interview_id"), *numbers, _text("quote"), _text("prefix"), _text("suffix")]


def _coder(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return _text("coder"), sa.ForeignKeyConstraint(["coder"], ["coders.name"], name=f"fk_{table}_coder")


def _make_people_and_suggestions() -> None:
    op.create_table(
        "coders",
        _text("name"),
        _text("password_hash", is_empty_at_first=True),
        _text("created_at"),
        sa.PrimaryKeyConstraint("name", name="pk_coders"),
    )
    op.create_table(
        "runs",
        sa.Column("run_id", sa.Integer, nullable=False),
        _text("at"),
        _text("checksum"),
        _text("facts"),
        sa.PrimaryKeyConstraint("run_id", name="pk_runs"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "suggestions",
        sa.Column("suggestion_id", sa.Integer, nullable=False),
        _whole("run_id"),
        *_passage(),
        *[_text(name) for name in ("code_id", "direction", "origin")],
        sa.Column("score", sa.Float, nullable=False),
        *[_text(name) for name in ("certainty", "source_id", "detail")],
        _text("retired_at", is_empty_at_first=True),
        sa.PrimaryKeyConstraint("suggestion_id", name="pk_suggestions"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_suggestions_run_id"),
    )


def _make_decisions() -> None:
    op.create_table(
        "decisions",
        _text("decision_id"),
        *_passage(),
        _text("code_id"),
        _text("verdict"),
        *_coder("decisions"),
        _text("reason", is_empty_at_first=True),
        sa.Column("is_blind", sa.Boolean, nullable=False),
        _text("source"),
        _text("decided_at"),
        _text("superseded_at", is_empty_at_first=True),
        _text("replaces", is_empty_at_first=True),
        _text("entered_by", is_empty_at_first=True),
        sa.PrimaryKeyConstraint("decision_id", name="pk_decisions"),
        sa.CheckConstraint("verdict IN ('accept', 'reject', 'unsure')", name="ck_decisions_verdict"),
        sa.CheckConstraint("source IN ('web', 'import', 'consensus', 'moved', 'undo')", name="ck_decisions_source"),
    )


def _make_turns_and_changes() -> None:
    op.create_table(
        "judged_turns",
        _whole("judged_id"),
        _text("interview_id"),
        _whole("turn_no"),
        *_coder("judged_turns"),
        sa.Column("is_blind", sa.Boolean, nullable=False),
        _text("judged_at"),
        _text("undone_at", is_empty_at_first=True),
        sa.PrimaryKeyConstraint("judged_id", name="pk_judged_turns"),
    )
    op.create_table(
        "samples",
        _whole("sample_id"),
        *_coder("samples"),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("share", sa.Float, nullable=False),
        _text("drawn_at"),
        _text("closed_at", is_empty_at_first=True),
        sa.PrimaryKeyConstraint("sample_id", name="pk_samples"),
    )
    op.create_table(
        "sample_turns",
        _whole("sample_id"),
        _text("interview_id"),
        _whole("turn_no"),
        sa.PrimaryKeyConstraint("sample_id", "interview_id", "turn_no", name="pk_sample_turns"),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.sample_id"], name="fk_sample_turns_sample_id"),
    )
    op.create_table(
        "changes",
        _whole("change_id"),
        *[_text(name) for name in ("at", "who", "table_name", "row_id", "action", "what")],
        sa.PrimaryKeyConstraint("change_id", name="pk_changes"),
        sqlite_autoincrement=True,
    )


def _make_indexes() -> None:
    for name, table, columns, condition in (
        ("live_suggestion", "suggestions", "interview_id start_char end_char code_id", "retired_at = ''"),
        ("live_decision", "decisions", "interview_id start_char end_char code_id coder", "superseded_at = ''"),
        ("live_judged_turn", "judged_turns", "interview_id turn_no coder", "undone_at = ''"),
    ):
        where = sa.text(condition)
        op.create_index(name, table, columns.split(), unique=True, sqlite_where=where, postgresql_where=where)
    op.create_index("decision_time", "decisions", ["decided_at"])


def _for_sqlite() -> list[str]:
    """Return the triggers of SQLite; INSERT OR REPLACE deletes without firing one, so it is forbidden by itself."""
    made = [_log_in_sqlite(table, action) for table in _LOGGED for action in ("INSERT", "UPDATE", "DELETE")]
    same = " AND ".join(f"OLD.{name} IS NEW.{name}" for name in _FIXED)
    once = "OLD.superseded_at = '' AND NEW.superseded_at <> ''"
    live = " AND ".join(f"{name} = NEW.{name}" for name in "interview_id start_char end_char code_id coder".split())
    there = f"decision_id = NEW.decision_id OR (superseded_at = '' AND NEW.superseded_at = '' AND {live})"
    for name, event, condition in (
        ("decisions_are_kept", "DELETE ON decisions", "1"),
        ("decisions_stay_as_they_are", "UPDATE ON decisions", f"NOT ({once} AND {same})"),
        ("decisions_are_not_replaced", "INSERT ON decisions", f"EXISTS (SELECT 1 FROM decisions WHERE {there})"),
        ("changes_are_kept", "DELETE ON changes", "1"),
        ("changes_stay_as_they_are", "UPDATE ON changes", "1"),
        (
            "changes_are_not_replaced",
            "INSERT ON changes",
            "EXISTS (SELECT 1 FROM changes WHERE change_id = NEW.change_id)",
        ),
    ):
        made.append(f"CREATE TRIGGER {name} BEFORE {event} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{name}'); END")
    return made


def _log_in_sqlite(table: str, action: str) -> str:
    row_id, who, columns = _LOGGED[table]
    row = "OLD" if action == "DELETE" else "NEW"
    pairs = [
        f"'{name}', json(iif({row}.{name}, 'true', 'false'))" if name == "is_blind" else f"'{name}', {row}.{name}"
        for name in columns.split()
    ]
    return f"""
        CREATE TRIGGER log_{table}_{action.lower()} AFTER {action} ON {table} BEGIN
            INSERT INTO changes (at, who, table_name, row_id, action, what) VALUES
            ({_NOW["sqlite"]}, {row}.{who}, '{table}', {row}.{row_id}, '{action.lower()}', json_object({", ".join(pairs)}));
        END"""


def _for_postgresql() -> list[str]:
    """Return the functions and triggers of PostgreSQL."""
    same = " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in _FIXED)
    once = "OLD.superseded_at = '' AND NEW.superseded_at <> ''"
    made = [
        f"""
        CREATE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            found jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) - 'password_hash';
        BEGIN
            INSERT INTO changes (at, who, table_name, row_id, action, what) VALUES
            ({_NOW["postgresql"]}, found ->> TG_ARGV[1], TG_TABLE_NAME, found ->> TG_ARGV[0], lower(TG_OP), found::text);
            RETURN NULL;
        END $$""",
        """
        CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION USING MESSAGE = TG_NAME, ERRCODE = 'restrict_violation';
        END $$""",
    ]
    for table, (row_id, who, _) in _LOGGED.items():
        event = f"AFTER INSERT OR UPDATE OR DELETE ON {table}"
        made.append(f"CREATE TRIGGER log_{table} {event} FOR EACH ROW EXECUTE FUNCTION log_change('{row_id}', '{who}')")
    for name, event in (
        ("decisions_are_kept", "DELETE ON decisions FOR EACH ROW"),
        ("decisions_are_not_emptied", "TRUNCATE ON decisions"),
        ("decisions_stay_as_they_are", f"UPDATE ON decisions FOR EACH ROW WHEN (NOT ({once} AND {same}))"),
        ("changes_are_kept", "DELETE ON changes FOR EACH ROW"),
        ("changes_are_not_emptied", "TRUNCATE ON changes"),
        ("changes_stay_as_they_are", "UPDATE ON changes FOR EACH ROW"),
    ):
        made.append(f"CREATE TRIGGER {name} BEFORE {event} EXECUTE FUNCTION forbid()")
    return made
