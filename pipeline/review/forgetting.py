"""Remove an interview from a store: the one way past the triggers that forbid to rewrite what was decided.

What a person decided is never overwritten; the law lets a respondent withdraw all the same. In one transaction the triggers
are lifted, every row about the interview goes, with what the log says of it, and the triggers are set again as they
were. Then the database is written anew, so that no byte of what went stays in it. The log keeps that something was
removed and how many rows, not whose. It works on the tables of every revision, so also on copies from before a migration.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, column, delete, insert, inspect, table, update
from sqlalchemy.exc import OperationalError, ProgrammingError

from pipeline.errors import Problem, StoreError
from pipeline.review.connecting import PATIENCE_S, engine_for, in_dutch, place_of, reading, writing
from pipeline.review.rows import now

_LOG, _RUNS, _INTERVIEW = "changes", "runs", "interview_id"
_IN_USE = (
    "is nog ergens open; sluit de pagina van 'factorwijzer review' (Ctrl-C in het venster waar zij draait) en elk ander "
    "programma dat dit bestand gebruikt, en draai de opdracht opnieuw"
)
_NOT_OWNER = "deze gebruiker mag de beveiliging van de tabellen niet opheffen; laat de eigenaar van de database deze opdracht draaien"
# A statement has room for so many values.
_AT_ONCE = 500


def forget_in_store(location: Path | str, interviews: Collection[str]) -> int:
    """Remove every row about some interviews, and what the log says of them; a store that is not there has none.

    Killed at any moment, it has removed all of them or none; done again, it ends the same.

    Parameters
    ----------
    location
        A SQLite file, or the address of a database; see ``open_store``. It is not migrated.

    Returns
    -------
    int
        The number of rows, those of the log not counted.

    Raises
    ------
    StoreError
        If it cannot be reached, or another program has it open.
    """
    with _opened(location) as engine:
        if engine is None:
            return 0
        _be_alone(engine)
        with _as_owner(engine), writing(engine) as connection:
            touched = _tables_with(connection, _INTERVIEW)
            n_rows = _remove(connection, touched, set(interviews)) if touched else 0
        _write_anew(engine, touched)
        return n_rows


def check_free(location: Path | str) -> None:
    """Complain if a store cannot be reached, or is open in another program, so that nothing could be removed from it.

    Raises
    ------
    StoreError
        Then.
    """
    with _opened(location) as engine:
        if engine is not None:
            _be_alone(engine)
            with reading(engine) as connection:
                inspect(connection).get_table_names()


def quotes_in_store(location: Path | str) -> dict[str, set[str]]:
    """Return every interview that a store knows, with what is quoted of it there; nothing is made or migrated.

    Raises
    ------
    StoreError
        If the store cannot be reached.
    """
    found: dict[str, set[str]] = {}
    with _opened(location) as engine:
        if engine is None:
            return found
        with reading(engine) as connection:
            quoting = _tables_with(connection, "quote")
            for name in _tables_with(connection, _INTERVIEW):
                wanted = "interview_id", "quote" if name in quoting else "''"
                rows = connection.exec_driver_sql(f'SELECT DISTINCT {", ".join(wanted)} FROM "{name}"')
                for interview_id, quote in rows:
                    found.setdefault(interview_id, set()).update([quote] if quote else [])
    return found


@contextmanager
def _opened(location: Path | str) -> Iterator[Engine | None]:
    """Give an engine, or None for a SQLite file that is not there: connecting would make it."""
    engine = engine_for(location)
    try:
        is_missing = engine.dialect.name == "sqlite" and not Path(engine.url.database or "").is_file()
        yield None if is_missing else engine
    finally:
        engine.dispose()


@contextmanager
def _as_owner(engine: Engine) -> Iterator[None]:
    try:
        yield
    except ProgrammingError as error:
        if "must be owner" not in str(error.orig) and "permission denied" not in str(error.orig):
            raise
        raise StoreError(Problem(place_of(engine), _NOT_OWNER)) from None


def _be_alone(engine: Engine) -> None:
    """Take a SQLite file out of WAL, which only who is alone can: its -wal and -shm files go. ``open_store`` sets WAL again."""
    if engine.dialect.name != "sqlite":
        return
    with in_dutch(engine), engine.execution_options(is_outside_transactions=True).connect() as connection:
        try:
            mode = connection.exec_driver_sql("PRAGMA journal_mode = DELETE").scalar_one()
        except OperationalError as error:
            if "locked" not in str(error.orig):
                raise
            mode = ""
    if mode != "delete":
        raise StoreError(Problem(place_of(engine), _IN_USE))


def _tables_with(connection: Connection, name: str) -> list[str]:
    """Return the tables with a column of this name; none of a database that is not a store."""
    found = inspect(connection)
    names = found.get_table_names()
    if "alembic_version" not in names:
        return []
    return [one for one in sorted(names) if name in {str(c["name"]) for c in found.get_columns(one)}]


def _remove(connection: Connection, touched: list[str], interviews: set[str]) -> int:
    with _without_triggers(connection, [*touched, _LOG]):
        of_interview = column(_INTERVIEW).in_(interviews)
        counts = {name: connection.execute(delete(table(name)).where(of_interview)).rowcount for name in touched}
        in_log = _logged(connection, touched, interviews)
        for first in range(0, len(in_log), _AT_ONCE):
            some = column("change_id").in_(in_log[first : first + _AT_ONCE])
            connection.execute(delete(table(_LOG)).where(some))
        if any(counts.values()) or in_log:
            _note(connection, counts)
    return sum(counts.values())


def _logged(connection: Connection, touched: list[str], interviews: set[str]) -> list[int]:
    """Return the numbers of what the log says of these interviews."""
    rows = connection.exec_driver_sql(f"SELECT change_id, table_name, what FROM {_LOG}")
    return [n for n, name, what in rows if name in touched and json.loads(what).get(_INTERVIEW) in interviews]


def _note(connection: Connection, counts: dict[str, int]) -> None:
    """Log how many rows went, and let the next suggestions be put in, also if they are those of before."""
    names = ("at", "who", "table_name", "row_id", "action", "what")
    what = json.dumps({f"n_{name}": n for name, n in counts.items()})
    values = dict(zip(names, (now(), "factorwijzer forget", _LOG, "", "forget", what), strict=True))
    connection.execute(insert(table(_LOG, *map(column, names))).values(values))
    connection.execute(update(table(_RUNS, column("checksum"))).values(checksum=""))


@contextmanager
def _without_triggers(connection: Connection, tables: list[str]) -> Iterator[None]:
    """Lift the triggers of tables and set the same ones again, all inside the transaction that is open."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE_S}s'")
        for name in tables:
            connection.exec_driver_sql(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
        yield
        for name in tables:
            connection.exec_driver_sql(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
        return
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    known = connection.exec_driver_sql(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
    )
    lifted = [(name, made_by) for name, of_table, made_by in known if of_table in tables]
    for name, _ in lifted:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, made_by in lifted:
        connection.exec_driver_sql(made_by)


def _write_anew(engine: Engine, touched: list[str]) -> None:
    """Write the database anew from what is left, so that no page keeps what was removed, now or earlier."""
    with in_dutch(engine), engine.execution_options(is_outside_transactions=True).connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
            connection.exec_driver_sql("VACUUM")
            return
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.exec_driver_sql(f"SET lock_timeout = '{PATIENCE_S}s'")
        for name in [*touched, _LOG] if touched else []:
            alone.exec_driver_sql(f'VACUUM (FULL) "{name}"')
