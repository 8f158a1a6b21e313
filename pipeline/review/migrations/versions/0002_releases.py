"""The names that coders released: their table, what is unique in it, its log, and the triggers that forbid to rewrite it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_COLUMNS = "release_id interview_id form kind municipality coder reason released_at superseded_at superseded_by".split()
_FIXED = _COLUMNS[:-2]
_LIVE = "municipality kind form coder".split()
_IS_LIVE = "superseded_at = ''"
# What an update may do: take back, once, by somebody.
_ONCE = "OLD.superseded_at = '' AND NEW.superseded_at <> '' AND NEW.superseded_by <> ''"
# Who did what is logged: to take back is done by who did that.
_WHO = {"INSERT": "coder", "UPDATE": "superseded_by", "DELETE": "coder"}


def upgrade() -> None:
    """Make the table, its index and its triggers."""
    op.create_table(
        "name_releases",
        sa.Column("release_id", sa.Integer, nullable=False),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("interview_id", "form", "kind", "municipality")],
        sa.Column("coder", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("released_at", sa.Text, nullable=False),
        *[
            sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''"))
            for name in ("superseded_at", "superseded_by")
        ],
        sa.PrimaryKeyConstraint("release_id", name="pk_name_releases"),
        sa.ForeignKeyConstraint(["coder"], ["coders.name"], name="fk_name_releases_coder"),
    )
    where = sa.text(_IS_LIVE)
    op.create_index(
        "live_name_release", "name_releases", _LIVE, unique=True, sqlite_where=where, postgresql_where=where
    )
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _for_postgresql() if is_postgresql else _for_sqlite():
        op.get_bind().exec_driver_sql(statement)


def _for_sqlite() -> list[str]:
    """Return the triggers of SQLite; INSERT OR REPLACE deletes without firing one, so it is forbidden by itself."""
    same = " AND ".join(f"OLD.{name} IS NEW.{name}" for name in _FIXED)
    live = " AND ".join(f"{name} = NEW.{name}" for name in _LIVE)
    there = f"release_id = NEW.release_id OR ({_IS_LIVE} AND NEW.superseded_at = '' AND {live})"
    guards = (
        ("name_releases_are_kept", "DELETE", "1"),
        ("name_releases_stay_as_they_are", "UPDATE", f"NOT ({_ONCE} AND {same})"),
        ("name_releases_are_not_replaced", "INSERT", f"EXISTS (SELECT 1 FROM name_releases WHERE {there})"),
    )
    made = [
        f"CREATE TRIGGER {name} BEFORE {event} ON name_releases WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
        for name, event, condition in guards
    ]
    return [*(_log_in_sqlite(action) for action in _WHO), *made]


def _log_in_sqlite(action: str) -> str:
    row = "OLD" if action == "DELETE" else "NEW"
    pairs = ", ".join(f"'{name}', {row}.{name}" for name in _COLUMNS)
    return f"""
        CREATE TRIGGER log_name_releases_{action.lower()} AFTER {action} ON name_releases BEGIN
            INSERT INTO changes (at, who, table_name, row_id, action, what) VALUES
            (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), {row}.{_WHO[action]}, 'name_releases', {row}.release_id,
             '{action.lower()}', json_object({pairs}));
        END"""


def _for_postgresql() -> list[str]:
    """Return the triggers of PostgreSQL; the first migration made their functions."""
    same = " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in _FIXED)
    log = [
        f"CREATE TRIGGER log_name_releases_{action.lower()} AFTER {action} ON name_releases FOR EACH ROW "
        f"EXECUTE FUNCTION log_change('release_id', '{who}')"
        for action, who in _WHO.items()
    ]
    guards = (
        ("name_releases_are_kept", "DELETE ON name_releases FOR EACH ROW"),
        ("name_releases_are_not_emptied", "TRUNCATE ON name_releases"),
        (
            "name_releases_stay_as_they_are",
            f"UPDATE ON name_releases FOR EACH ROW WHEN (NOT ({_ONCE} AND {same}))",
        ),
    )
    return [*log, *(f"CREATE TRIGGER {name} BEFORE {event} EXECUTE FUNCTION forbid()" for name, event in guards)]
