"""Fixtures: a store on SQLite and on a real PostgreSQL server, which is started once and stopped at the end."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.review.opening import open_store
from pipeline.review.store import Store

Location = Path | str
_NUMBERS = count(1)


def _program(name: str) -> str | None:
    """Return where a program of PostgreSQL's server is: the newest installed one."""

    def version(path: Path) -> float:
        return float(path.parts[-3])

    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=version)
    return str(installed[-1]) if installed else shutil.which(name)


def _run(*command: str) -> None:
    # The server refuses to be root's.
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*as_postgres, *command], check=True, cwd="/", timeout=120, **quiet)


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, without a database; it trusts whoever may open its socket."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if initdb is None or pg_ctl is None:
        reason = "no PostgreSQL server is installed (Debian: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="fw-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, port = str(folder / "data"), _free_port()
    options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    try:
        _run(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        _run(pg_ctl, "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}"
        finally:
            _run(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(server: str) -> str:
    """The URL of a new, empty place on the server: a schema, which is made faster than a database."""
    name = f"test_{next(_NUMBERS)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{server}/postgres?options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", "postgres"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    """Where a fresh store may be made: a SQLite file, and a database of PostgreSQL."""
    return tmp_path / "store.sqlite" if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture
def store(location: Location) -> Iterator[Store]:
    """A fresh store that knows two coders."""
    with open_store(location) as made:
        made.add_coder("Anna")
        made.add_coder("Bert")
        yield made


@pytest.fixture
def other(store: Store, location: Location) -> Iterator[Store]:
    """The same store, opened once more."""
    with open_store(location) as made:
        yield made


@pytest.fixture
def raw(location: Location) -> Callable[..., list[tuple[Any, ...]]]:
    """Return a runner of SQL on the database, past the store: ``raw("SELECT 1")``."""

    def on_sqlite(statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(location)) as connection, connection:
            return connection.execute(statement).fetchall()

    def on_postgres(statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(str(location)) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    return on_sqlite if isinstance(location, Path) else on_postgres
