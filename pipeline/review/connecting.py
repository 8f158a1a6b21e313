"""An engine for SQLite or PostgreSQL, with one writer at a time, and what a database refuses said in Dutch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError, OperationalError

from pipeline.errors import Problem, StoreError

# How long a writer waits for another, and for a server to answer.
PATIENCE_S = 10
# PostgreSQL's name for the lock of the one writer: a number of our own, the same in every process.
_WRITER = 7301944
_SERVER = "postgresql://naam:wachtwoord@server/database"
_IN_USE = "is in gebruik door een ander programma; wacht even en probeer het opnieuw"
_REFUSED = {
    "locked": _IN_USE,
    "busy": _IN_USE,
    "not a database": "dit is geen bestand met beslissingen van Factorwijzer; zet het ergens anders neer of kies een andere naam",
    "malformed": "dit bestand is beschadigd; zet de laatste reservekopie (.bak.sqlite in dezelfde map) terug",
    "disk is full": "de schijf is vol; maak ruimte en probeer het opnieuw",
    "readonly": "hier kan niet worden geschreven; kijk of u in deze map mag schrijven",
    "unable to open": "niet te openen; kijk of u in deze map mag lezen en schrijven",
}


def engine_for(location: Path | str) -> Engine:
    """Return an engine for a SQLite file or a URL; nothing is opened yet.

    Raises
    ------
    StoreError
        If the URL names no SQLite or PostgreSQL database, or its driver is not installed.
    """
    url = _url(location)
    if url.drivername == "sqlite":
        return _for_sqlite(url)
    wait = {} if "connect_timeout" in url.query else {"connect_timeout": PATIENCE_S}
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=wait)
    except ModuleNotFoundError:
        advice = "installeer eerst het onderdeel voor PostgreSQL: pip install 'factorwijzer[postgresql]'"
        raise StoreError(Problem(_place(url), advice)) from None
    event.listen(engine, "begin", _begin_in_postgresql)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a transaction in which nobody else writes; it is undone if anything goes wrong.

    Raises
    ------
    StoreError
        If the database cannot be reached or written.
    """
    with in_dutch(engine), engine.execution_options(is_writing=True).begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a transaction to read in.

    Raises
    ------
    StoreError
        If the database cannot be reached.
    """
    with in_dutch(engine), engine.connect() as connection:
        yield connection


def use_wal(engine: Engine) -> None:
    """Let readers and the writer of a SQLite file not wait for each other (WAL); the file remembers it.

    Raises
    ------
    StoreError
        If the file cannot be opened, or is none of SQLite's.
    """
    deadline = time.monotonic() + PATIENCE_S
    with in_dutch(engine), engine.execution_options(is_outside_transactions=True).connect() as connection:
        while connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() != "wal":
            try:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            except OperationalError as error:
                # Where another program makes this very change, SQLite refuses at once instead of waiting.
                if "locked" not in str(error.orig) or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)


@contextmanager
def in_dutch(engine: Engine) -> Iterator[None]:
    """Say in Dutch what the database refused; what breaks a rule of the store itself passes, for the caller to judge."""
    try:
        yield
    except DBAPIError as error:
        if not _is_of_the_world(error):
            raise
        message = _mistake(engine, str(error.orig))
        # Without its cause: the words of a driver may hold a password or what somebody said.
        raise StoreError(Problem(place_of(engine), message)) from None


def place_of(engine: Engine) -> str:
    """Return where a store is, as a message may say it: no user, no password."""
    return _place(engine.url)


def _is_of_the_world(error: DBAPIError) -> bool:
    """Tell whether an error lies with the file, its lock or the server, and not with a statement."""
    if isinstance(error, OperationalError):
        return "no such" not in str(error.orig)
    return type(error) in (DatabaseError, InterfaceError)


def _mistake(engine: Engine, said: str) -> str:
    if engine.dialect.name == "postgresql":
        return (
            "de server is niet te bereiken of weigert; kijk of hij aanstaat, of het adres, de naam en het wachtwoord "
            f"kloppen ({_SERVER}) en probeer het opnieuw"
        )
    found = [message for sign, message in _REFUSED.items() if sign in said]
    return found[0] if found else "niet te openen of te schrijven; kijk of u in deze map mag schrijven"


def _url(location: Path | str) -> URL:
    if isinstance(location, Path):
        return URL.create("sqlite", database=str(location))
    try:
        url = make_url(location)
    except (ArgumentError, ValueError):
        # Without its cause, which shows the whole text and the password in it.
        raise StoreError(Problem("database", f"dit is geen adres van een database; schrijf {_SERVER}")) from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url
    message = f"'{url.drivername}' kan Factorwijzer niet gebruiken; laat de instelling leeg, of schrijf {_SERVER}"
    raise StoreError(Problem("database", message))


def _place(url: URL) -> str:
    if url.drivername == "sqlite":
        return Path(url.database or "").name
    return f"database {url.database or ''} op {url.host or 'deze computer'}"


def _for_sqlite(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": PATIENCE_S})
    event.listen(engine, "connect", _connect_to_sqlite)
    event.listen(engine, "begin", _begin_in_sqlite)
    return engine


def _connect_to_sqlite(connection: Any, _: object) -> None:
    """Take transactions over from the driver, as SQLAlchemy documents it (SQLite, "Enabling Non-Legacy ... Modes")."""
    connection.isolation_level = None
    for pragma in (f"busy_timeout = {int(PATIENCE_S * 1000)}", "foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_in_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("is_outside_transactions", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("is_writing", False) else "BEGIN")


def _begin_in_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("is_writing", False):
        connection.execute(select(func.pg_advisory_xact_lock(_WRITER)))
