"""An interview that is withdrawn leaves the store, on SQLite and on PostgreSQL: no row, no log, no byte; the rest stays."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.review import forgetting, opening
from pipeline.review.forgetting import check_free, forget_in_store, quotes_in_store
from pipeline.review.model import Passage, Suggestion
from pipeline.review.opening import open_store
from pipeline.review.releasing import NameRelease

GONE, KEPT = "gesprek-1", "gesprek-2"
CANARY = "sterrenkijkerwinkel"
HIS = Passage(GONE, 4, 100, 120, f"bij de {CANARY} hebben we korte lijnen", f"{CANARY} ", f" {CANARY}")
HIS_LATER = Passage(GONE, 6, 300, 320, f"geen geld voor de {CANARY}")
HERS = Passage(KEPT, 2, 10, 30, "een fietsenmaker helpt mee")
CODE = "netwerk.korte_lijnen"
TABLES = "suggestions decisions judged_turns sample_turns name_releases changes coders samples runs".split()
REFUSED = (sqlite3.IntegrityError, psycopg.errors.RestrictViolation)


def suggested() -> list[Suggestion]:
    one = Suggestion(0, HIS, CODE, "bevorderend", "rule", 0.8, "likely", "regel.1", CANARY)
    return [one, replace(one, passage=HERS, detail="regel: korte lijnen")]


def fill(store) -> None:
    """Suggest, decide, supersede, undo, move, judge, draw and release, about both interviews."""
    store.put_suggestions(suggested(), "een", {})
    store.put_suggestions(suggested()[1:], "twee", {})
    store.put_suggestions(suggested(), "drie", {})
    for passage in (HIS, HERS):
        store.decide(passage, CODE, "accept", "Anna", reason="omdat")
        store.decide(passage, CODE, "reject", "Anna", reason=passage.quote)
        store.undo("Anna")
        store.judge_turns(passage.interview_id, [passage.turn_no, passage.turn_no + 2], "Bert", True)
        store.unjudge_turns(passage.interview_id, [passage.turn_no], "Bert")
    store.move(store.decide(HIS, CODE, "unsure", "Bert").decision_id, HIS_LATER)
    store.draw_sample("Anna", 1, 0.5, [(GONE, 4), (KEPT, 2)])
    release = NameRelease(GONE, CANARY, "organisation", "Testdorp", "Anna")
    store.release_names([release, replace(release, interview_id=KEPT, form="de linde")])


def about(found: dict[str, list[dict[str, object]]], interview_id: str) -> int:
    return sum(
        row.get("interview_id") == interview_id or f'"{interview_id}"' in str(row.get("what", ""))
        for rows in found.values()
        for row in rows
    )


@pytest.fixture
def rows(location, raw) -> Callable[[], dict[str, list[dict[str, object]]]]:
    """Return a reader of every row of every table, as the database has it."""

    def columns(name: str) -> list[str]:
        if isinstance(location, Path):
            return [row[1] for row in raw(f"PRAGMA table_info({name})")]
        query = "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        return [row[0] for row in raw(f"{query} AND table_name = '{name}' ORDER BY ordinal_position")]

    def read() -> dict[str, list[dict[str, object]]]:
        return {
            name: [dict(zip(columns(name), row, strict=True)) for row in raw(f"SELECT * FROM {name} ORDER BY 1, 2")]
            for name in TABLES
        }

    return read


@pytest.fixture
def triggers(location, raw) -> Callable[[], list[tuple[object, ...]]]:
    """Return a reader of the triggers: what they do, and whether they do it."""
    on_sqlite = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    on_postgres = """SELECT tgname, pg_get_triggerdef(t.oid), tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
                     WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal ORDER BY 1"""
    return lambda: raw(on_sqlite if isinstance(location, Path) else on_postgres)


def bytes_of(location: Path | str, raw: Callable[..., list[tuple[object, ...]]]) -> bytes:
    """Return every byte of the files of the store: SQLite's own, or those of PostgreSQL's tables and indexes."""
    if isinstance(location, Path):
        return b"".join(path.read_bytes() for path in sorted(location.parent.glob(f"{location.name}*")))
    raw("CHECKPOINT")
    query = "SELECT pg_relation_filepath(oid) FROM pg_class WHERE pg_relation_filenode(oid) IS NOT NULL"
    found = raw(f"{query} AND relnamespace IN (current_schema()::regnamespace, 'pg_toast'::regnamespace)")
    data = Path(str(raw("SHOW data_directory")[0][0]))
    return b"".join((data / str(path)).read_bytes() for (path,) in found)


def test_every_row_of_the_interview_goes_and_every_other_stays(store, location, rows):
    fill(store)
    store.close()
    before = rows()
    n_his = about(before, GONE)
    assert n_his > 15
    n_in_log = sum(f'"{GONE}"' in str(row["what"]) for row in before["changes"])
    assert forget_in_store(location, [GONE]) == n_his - n_in_log
    after = rows()
    assert about(after, GONE) == 0
    assert CANARY not in str(after)
    last = after["changes"].pop()
    for name in TABLES:
        kept = [
            row for row in before[name] if row.get("interview_id") != GONE and f'"{GONE}"' not in str(row.get("what"))
        ]
        assert after[name] == ([row | {"checksum": ""} for row in kept] if name == "runs" else kept), name
    assert (last["who"], last["row_id"], last["action"]) == ("factorwijzer forget", "", "forget")
    counts = json.loads(str(last["what"]))
    assert counts == {f"n_{n}": len(before[n]) - len(after[n]) for n in sorted(TABLES) if f"n_{n}" in counts}
    assert set(counts) == {"n_suggestions", "n_decisions", "n_judged_turns", "n_sample_turns", "n_name_releases"}


def test_no_byte_of_the_interview_stays(store, location, raw):
    fill(store)
    store.close()
    assert CANARY.encode() in bytes_of(location, raw)
    forget_in_store(location, [GONE])
    left = bytes_of(location, raw)
    assert CANARY.encode() not in left
    assert GONE.encode() not in left
    assert HERS.quote.encode() in left


def test_the_store_guards_and_logs_as_before(store, location, raw, triggers):
    fill(store)
    store.close()
    before = triggers()
    assert len(before) > 10
    forget_in_store(location, [GONE])
    assert triggers() == before
    for statement in ("DELETE FROM decisions", "UPDATE changes SET who = 'x'", "UPDATE decisions SET reason = 'x'"):
        with pytest.raises(REFUSED, match=r"are_kept|stay_as_they_are"):
            raw(statement)
    with open_store(location) as again:
        made = again.decide(HERS, CODE, "unsure", "Bert")
        assert again.changes()[-1].row_id == made.decision_id
        assert {one.passage.interview_id for one in again.decisions(standing_only=False)} == {KEPT}
        assert [one.turns for one in again.samples()] == [((KEPT, 2),)]
        assert list(again.releases()["form"]) == ["de linde"]


def test_a_second_time_changes_nothing(store, location, rows):
    fill(store)
    store.close()
    forget_in_store(location, [GONE])
    before = rows()
    assert forget_in_store(location, [GONE]) == 0
    assert rows() == before


def test_an_interview_that_the_store_does_not_know_changes_nothing(store, location, rows):
    fill(store)
    store.close()
    before = rows()
    assert forget_in_store(location, ["gesprek-3"]) == 0
    assert rows() == before


def test_the_same_suggestions_can_be_put_in_again(store, location):
    fill(store)
    store.close()
    forget_in_store(location, [GONE])
    with open_store(location) as again:
        assert [one.passage for one in again.suggestions()] == [HERS]
        assert again.put_suggestions(suggested(), "drie", {})
        assert [one.passage for one in again.suggestions()] == [HIS, HERS]


def test_what_goes_wrong_halfway_leaves_everything_as_it_was(store, location, rows, triggers, monkeypatch):
    fill(store)
    store.close()
    before, guards = rows(), triggers()

    def broken(*_: object) -> None:
        raise RuntimeError("stroom weg")

    monkeypatch.setattr(forgetting, "_note", broken)
    with pytest.raises(RuntimeError, match="stroom weg"):
        forget_in_store(location, [GONE])
    assert (rows(), triggers()) == (before, guards)


def test_quotes_are_listed_by_interview_and_nothing_changes(store, location, rows):
    fill(store)
    store.judge_turns("gesprek-9", [1], "Anna", False)
    before = rows()
    assert quotes_in_store(location) == {GONE: {HIS.quote, HIS_LATER.quote}, KEPT: {HERS.quote}, "gesprek-9": set()}
    assert rows() == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 3), st.sampled_from(["accept", "reject"])), max_size=12)
)
def test_whatever_was_decided_only_that_interview_goes(tmp_path_factory, said):
    path = tmp_path_factory.mktemp("store") / "store.sqlite"
    with open_store(path) as made:
        made.add_coder("Anna")
        for interview_id, turn_no, verdict in said:
            made.decide(Passage(interview_id, turn_no, 1, 5, f"woord{interview_id}"), CODE, verdict, "Anna")
        before = made.decisions(standing_only=False)
    forget_in_store(path, ["b"])
    with open_store(path) as made:
        assert made.decisions(standing_only=False) == [one for one in before if one.passage.interview_id != "b"]
    assert b"woordb" not in path.read_bytes()


# --- files of SQLite


def filled(path: Path) -> None:
    with open_store(path) as made:
        made.add_coder("Anna")
        made.add_coder("Bert")
        fill(made)


def test_a_file_that_is_not_there_is_not_made(tmp_path):
    path = tmp_path / "store.sqlite"
    assert (forget_in_store(path, [GONE]), quotes_in_store(path)) == (0, {})
    check_free(path)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_open_elsewhere_is_refused_and_stays_as_it_is(tmp_path):
    path = tmp_path / "store.sqlite"
    filled(path)
    with open_store(path) as other:
        before = other.decisions(standing_only=False)
        for attempt in (lambda: check_free(path), lambda: forget_in_store(path, [GONE])):
            with pytest.raises(StoreError, match=r"^store\.sqlite: is nog ergens open; sluit de pagina"):
                attempt()
        assert other.decisions(standing_only=False) == before
    check_free(path)
    assert forget_in_store(path, [GONE]) > 0


def test_a_database_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "andere.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE notes (interview_id TEXT, quote TEXT)")
        connection.execute("INSERT INTO notes VALUES (?, 'iets')", (GONE,))
    assert (forget_in_store(path, [GONE]), quotes_in_store(path)) == (0, {})
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM notes").fetchall() == [(GONE, "iets")]


def test_what_is_no_database_is_said(tmp_path):
    path = tmp_path / "store.sqlite"
    path.write_text("dit is tekst, en lang genoeg om voor een bestand door te gaan" * 20, encoding="utf-8")
    with pytest.raises(StoreError, match=r"^store\.sqlite: dit is geen bestand met beslissingen van Factorwijzer"):
        forget_in_store(path, [GONE])


def test_a_copy_from_before_a_migration_is_emptied_too_and_not_migrated(tmp_path, monkeypatch):
    folder, path = tmp_path / "migrations", tmp_path / "store.sqlite"
    ignored = shutil.ignore_patterns("__pycache__", "0002*")
    shutil.copytree(opening._MIGRATIONS, folder, ignore=ignored)
    with monkeypatch.context() as older:
        older.setattr(opening, "_MIGRATIONS", folder)
        with open_store(path) as made:
            made.add_coder("Anna")
            for passage in (HIS, HERS):
                made.decide(passage, CODE, "accept", "Anna")
    open_store(path).close()
    (copy,) = tmp_path.glob("*.bak.sqlite")
    assert CANARY.encode() in copy.read_bytes()
    assert forget_in_store(copy, [GONE]) == 1
    assert CANARY.encode() not in copy.read_bytes()
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert connection.execute("SELECT interview_id FROM decisions").fetchall() == [(KEPT,)]
