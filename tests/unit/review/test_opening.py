"""Opening: made, migrated after a copy, refused; whatever goes wrong, what was there stays as it was."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.schema import CreateIndex

from pipeline.errors import StoreError
from pipeline.review import connecting, opening
from pipeline.review.connecting import engine_for, reading, writing
from pipeline.review.model import Passage
from pipeline.review.opening import open_store
from pipeline.review.tables import METADATA

PASSAGE = Passage("gesprek-1", 4, 100, 120, "we hebben korte lijnen")
NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    op.add_column("coders", sa.Column("role", sa.Text, nullable=False, server_default=""))
    {then}
"""


@pytest.fixture
def next_migration(tmp_path, monkeypatch):
    """Return a way to make the program one migration newer: ``next_migration("1 / 0")`` for one that fails."""

    def make(then: str = "pass") -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(opening._MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions/0003_next.py").write_text(NEXT.format(then=then))
        monkeypatch.setattr(opening, "_MIGRATIONS", folder)

    return make


def made_at(path: Path) -> str:
    """Make a store with one decision, and return its id."""
    with open_store(path) as store:
        store.add_coder("Anna")
        return store.decide(PASSAGE, "a.b", "accept", "Anna").decision_id


def column(path: Path, statement: str) -> list[object]:
    """Return the first column of what a statement finds in a SQLite file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return [row[0] for row in connection.execute(statement)]


def checksum(path: Path) -> str:
    """Return the checksum of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_migrations_make_the_declared_tables(location, store):
    engine = engine_for(location)
    with reading(engine) as connection:
        options = {"compare_type": True, "compare_server_default": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
    engine.dispose()
    assert found == []


def test_migrations_make_the_declared_conditions_of_indexes(tmp_path):
    path = tmp_path / "store.sqlite"
    made_at(path)
    engine = engine_for(path)
    declared = {
        index.name: str(CreateIndex(index).compile(engine))
        for table in METADATA.sorted_tables
        for index in table.indexes
    }
    assert {"live_decision", "live_suggestion", "live_judged_turn"} < declared.keys()
    for name, statement in declared.items():
        assert [statement] == column(path, f"SELECT sql FROM sqlite_master WHERE name = '{name}'")
    checks = column(path, "SELECT sql FROM sqlite_master WHERE name = 'decisions'")[0]
    for constraint in ("ck_decisions_verdict", "ck_decisions_source"):
        assert constraint in {str(found.name) for found in METADATA.tables["decisions"].constraints}
        assert constraint in checks


def test_the_folder_is_made_and_a_store_opens_again(tmp_path):
    path = tmp_path / "nieuwe map/ook 100%/store #1?.sqlite"
    decision_id = made_at(path)
    with open_store(path) as store:
        assert [decision.decision_id for decision in store.decisions()] == [decision_id]
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_sqlite_is_set_up_to_lose_nothing(tmp_path):
    path = tmp_path / "store.sqlite"
    made_at(path)
    engine = engine_for(path)
    with reading(engine) as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_url_of_sqlite_is_a_file(tmp_path):
    made_at(tmp_path / "store.sqlite")
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        assert store.coders() == ["Anna"]


def test_an_empty_file_becomes_a_store(tmp_path):
    path = tmp_path / "store.sqlite"
    path.touch()
    assert made_at(path)


# --- migrating


def test_an_older_store_is_copied_and_migrated(tmp_path, next_migration):
    path = tmp_path / "store.sqlite"
    decision_id = made_at(path)
    next_migration()
    with open_store(path) as store:
        assert [decision.decision_id for decision in store.decisions()] == [decision_id]
    assert column(path, "SELECT role FROM coders") == ["", ""]
    (kept,) = tmp_path.glob("*.bak.sqlite")
    assert re.fullmatch(r"store\.0002\.\d{8}T\d{6}Z\.bak\.sqlite", kept.name)
    assert column(kept, "SELECT decision_id FROM decisions") == [decision_id]
    assert column(kept, "SELECT version_num FROM alembic_version") == ["0002"]
    assert column(kept, "PRAGMA integrity_check") == ["ok"]
    open_store(path).close()
    assert list(tmp_path.glob("*.bak.sqlite")) == [kept]


def test_what_is_not_yet_in_the_file_itself_is_in_the_copy(tmp_path, next_migration):
    path = tmp_path / "store.sqlite"
    decision_id = made_at(path)
    with closing(sqlite3.connect(path)) as still_open:
        still_open.execute("SELECT * FROM coders").fetchall()
        with open_store(path) as store:
            later = store.decide(PASSAGE, "a.b", "reject", "Anna").decision_id
        assert (tmp_path / "store.sqlite-wal").stat().st_size > 0
        next_migration()
        open_store(path).close()
    (kept,) = tmp_path.glob("*.bak.sqlite")
    assert set(column(kept, "SELECT decision_id FROM decisions")) == {decision_id, later}


@pytest.mark.parametrize("then", ["1 / 0", 'op.execute("INSERT INTO nowhere VALUES (1)")'])
def test_a_migration_that_fails_changes_nothing_and_says_where_the_copy_is(tmp_path, next_migration, then):
    path = tmp_path / "store.sqlite"
    decision_id = made_at(path)
    schema = column(path, "SELECT sql FROM sqlite_master")
    next_migration(then)
    with pytest.raises(StoreError, match=r"^store\.sqlite: bijwerken .* niet gelukt\. Er is niets veranderd") as caught:
        open_store(path)
    (kept,) = tmp_path.glob("*.bak.sqlite")
    assert f"staat in {kept.name}" in str(caught.value)
    assert column(path, "SELECT sql FROM sqlite_master") == schema
    assert column(path, "SELECT version_num FROM alembic_version") == ["0002"]
    assert column(path, "SELECT decision_id FROM decisions") == [decision_id]


def test_without_a_copy_nothing_is_migrated(tmp_path, next_migration, monkeypatch):
    path = tmp_path / "store.sqlite"
    made_at(path)
    next_migration()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opening, "write_atomically", full)
    with pytest.raises(StoreError, match=r"geen kopie worden gemaakt: de schijf is vol.*Er is niets veranderd"):
        open_store(path)
    assert column(path, "SELECT version_num FROM alembic_version") == ["0002"]


def test_an_older_store_on_either_database_is_migrated(location, store, next_migration, raw):
    store.decide(PASSAGE, "a.b", "accept", "Anna")
    next_migration()
    with open_store(location) as opened:
        assert opened.decisions() == store.decisions()
    assert raw("SELECT version_num FROM alembic_version") == [("0003",)]


def test_a_failing_migration_leaves_either_database_as_it_was(location, store, next_migration, raw):
    next_migration("1 / 0")
    with pytest.raises(StoreError, match=r"niet gelukt\. Er is niets veranderd"):
        open_store(location)
    assert raw("SELECT version_num FROM alembic_version") == [("0002",)]
    with pytest.raises(Exception, match="role"):
        raw("SELECT role FROM coders")


# --- refusing


def test_a_store_of_a_newer_program_is_refused(location, store, raw):
    raw("UPDATE alembic_version SET version_num = '0417'")
    before = store.changes()
    with pytest.raises(StoreError, match=r"nieuwere versie van Factorwijzer \(indeling 0417; .*Er is niets veranderd"):
        open_store(location)
    assert raw("SELECT version_num FROM alembic_version") == [("0417",)]
    assert store.changes() == before


def test_tables_of_another_program_are_refused(location, raw):
    raw("CREATE TABLE recepten (naam text)")
    with pytest.raises(StoreError, match="gegevens van een ander programma; kies een lege database"):
        open_store(location)
    assert raw("SELECT * FROM recepten") == []


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "store.sqlite"
    path.write_text("Interviewer: hoe gaat het?\n" * 100)
    before = checksum(path)
    with pytest.raises(StoreError, match=r"^store\.sqlite: dit is geen bestand met beslissingen"):
        open_store(path)
    assert checksum(path) == before


def test_a_damaged_store_is_refused(tmp_path):
    path = tmp_path / "store.sqlite"
    made_at(path)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(StoreError, match="dit bestand is beschadigd; zet de laatste reservekopie"):
        open_store(path)


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path):
    with pytest.raises(StoreError, match="niet te openen"):
        open_store(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "map").touch()
    with pytest.raises(StoreError, match="map: bestaat al"):
        open_store(tmp_path / "map/store.sqlite")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "dit is geen adres van een database; schrijf postgresql://naam:wachtwoord@server/database"),
        ("naam:geheim@server", "dit is geen adres van een database"),
        ("postgresql://naam:geheim@server:poort/x", "dit is geen adres van een database"),
        ("mysql://naam:geheim@server/x", "'mysql' kan Factorwijzer niet gebruiken"),
        ("postgresql+asyncpg://naam:geheim@server/x", "'postgresql.asyncpg' kan Factorwijzer niet gebruiken"),
        ("sqlite://", "'sqlite' kan Factorwijzer niet gebruiken"),
    ],
)
def test_what_is_no_usable_url_is_refused_without_its_password(url, message):
    with pytest.raises(StoreError, match=message) as caught:
        open_store(url)
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None


# --- at once


def test_a_writer_that_never_ends_is_said_to_be_in_the_way(tmp_path, monkeypatch):
    path = tmp_path / "store.sqlite"
    made_at(path)
    monkeypatch.setattr(connecting, "PATIENCE_S", 0.2)
    engine = engine_for(path)
    with writing(engine), pytest.raises(StoreError, match="in gebruik door een ander programma; wacht even"):
        open_store(path)
    engine.dispose()
    open_store(path).close()


def test_who_reads_does_not_wait_for_who_writes(tmp_path):
    path = tmp_path / "store.sqlite"
    decision_id = made_at(path)
    engine = engine_for(path)
    with open_store(path) as store, writing(engine) as connection:
        connection.exec_driver_sql("UPDATE coders SET password_hash = 'x'")
        assert [decision.decision_id for decision in store.decisions()] == [decision_id]
        assert store.password_hash("Anna") == ""
    engine.dispose()


def test_programs_that_open_a_fresh_store_at_once_all_succeed(location):
    n_programs = 3
    place = f"Path({str(location)!r})" if isinstance(location, Path) else repr(location)
    code = f"""
import sys
from pathlib import Path
from pipeline.review.opening import open_store
sys.stdout.write("ready\\n"); sys.stdout.flush()
name = sys.stdin.readline().strip()
with open_store({place}) as store:
    store.add_coder(name)
"""
    pipe = subprocess.PIPE
    programs = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", code], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        for _ in range(n_programs)
    ]
    assert [program.stdout.readline() for program in programs] == ["ready\n"] * n_programs
    for n, program in enumerate(programs):
        program.stdin.write(f"coder {n}\n")
        program.stdin.flush()
    for program in programs:
        _, complaints = program.communicate(timeout=60)
        assert (program.returncode, complaints) == (0, "")
    with open_store(location) as store:
        assert store.coders() == [f"coder {n}" for n in range(n_programs)]
        assert [c.who for c in store.changes()].count("consensus") == 1
