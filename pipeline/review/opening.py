"""Open the store: make it, or back it up and migrate it; one of a newer program is refused, and nothing in it changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from pipeline.errors import Problem, StoreError, os_mistake
from pipeline.files import write_atomically
from pipeline.review.connecting import engine_for, place_of, use_wal, writing
from pipeline.review.store import Store

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_store(location: Path | str) -> Store:
    """Open a store, made if it is not there and migrated if it is older than the program.

    Parameters
    ----------
    location
        A SQLite file, or a SQLAlchemy URL (``postgresql://name:password@server/database``).

    Raises
    ------
    StoreError
        If it cannot be reached, is something else, was made by a newer program, or cannot be migrated.

    Notes
    -----
    Making and migrating happen in the one transaction of a single writer: of two programs that open a fresh store at
    once, the second waits and then finds it made. Before a SQLite file is migrated, a copy of it is put beside it.
    """
    engine = engine_for(location)
    try:
        if engine.dialect.name == "sqlite":
            _make_folder(_path(engine))
            use_wal(engine)
        with writing(engine) as connection:
            _bring_up_to_date(connection, engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(Problem(str(path.parent), os_mistake(error))) from error


def _bring_up_to_date(connection: Connection, engine: Engine) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    known = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision == known[0]:
        return
    if revision is None:
        _check_empty(connection, engine)
        command.upgrade(config, "head")
    elif revision in known:
        _migrate(config, revision, engine)
    else:
        message = (
            f"gemaakt met een nieuwere versie van Factorwijzer (indeling {revision}; deze versie kent "
            f"{known[0]}); werk Factorwijzer bij en probeer het opnieuw. Er is niets veranderd"
        )
        raise StoreError(Problem(place_of(engine), message))


def _check_empty(connection: Connection, engine: Engine) -> None:
    """Refuse a database in which another program keeps its tables."""
    if set(inspect(connection).get_table_names()) - {"alembic_version"}:
        message = "hierin staan gegevens van een ander programma; kies een lege database of een andere bestandsnaam"
        raise StoreError(Problem(place_of(engine), message))


def _migrate(config: Config, revision: str, engine: Engine) -> None:
    """Copy a SQLite file and migrate it; whatever goes wrong, the transaction leaves the original as it was."""
    kept = ""
    if engine.dialect.name == "sqlite":
        kept = f"; een kopie van voor het bijwerken staat in {_back_up(_path(engine), revision).name}"
    try:
        command.upgrade(config, "head")
    except Exception as error:
        message = f"bijwerken naar deze versie van Factorwijzer is niet gelukt. Er is niets veranderd{kept}. Meld dit"
        raise StoreError(Problem(place_of(engine), f"{message} bij de makers")) from error


def _back_up(path: Path, revision: str) -> Path:
    """Copy a SQLite file beside itself, whole or not at all."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    kept = path.with_name(f"{path.stem}.{revision}.{stamp}.bak.sqlite")

    def copy(beside: Path) -> None:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(beside)) as target:
            source.backup(target)

    try:
        write_atomically(kept, copy)
    except (OSError, sqlite3.Error) as error:
        advice = os_mistake(error) if isinstance(error, OSError) else "niet te kopiëren; kijk of de schijf vol is"
        message = f"voor het bijwerken kon geen kopie worden gemaakt: {advice}. Er is niets veranderd"
        raise StoreError(Problem(path.name, message)) from error
    return kept


def _path(engine: Engine) -> Path:
    return Path(engine.url.database or "")
