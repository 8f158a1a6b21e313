"""What only a server can do: be away, refuse, and take writers who do not wait their turn. test_store.py runs on it too."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import psycopg
import pytest

from pipeline.errors import StoreError
from pipeline.review import connecting
from pipeline.review.model import Conflict, Passage
from pipeline.review.opening import open_store

PASSAGE = Passage("gesprek-1", 4, 100, 120, "we hebben korte lijnen")
CODE = "netwerk.korte_lijnen"
INSERT = """
    INSERT INTO decisions (decision_id, interview_id, turn_no, start_char, end_char, quote, prefix, suffix, code_id,
                           verdict, coder, is_blind, source, decided_at)
    VALUES ('zonder slot', 'gesprek-1', 4, 100, 120, 'q', '', '', 'netwerk.korte_lijnen', 'reject', 'Anna', false, 'web',
            '2026-01-01T00:00:00.000Z')"""


@pytest.fixture
def location(postgres):
    """Only PostgreSQL."""
    return postgres


@pytest.mark.parametrize("name", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_name_of_the_driver_is_understood(store, location, name):
    with open_store(location.replace("postgresql", name, 1)) as opened:
        assert opened.coders() == ["Anna", "Bert"]


def test_a_server_that_is_away_is_said_without_password():
    with pytest.raises(StoreError, match=r"^database studie op 127\.0\.0\.1: de server is niet te bereiken") as caught:
        open_store("postgresql://anna:geheim@127.0.0.1:9/studie?connect_timeout=2")
    assert "geheim" not in str(caught.value)
    assert "anna" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_database_that_is_not_there_is_said_without_password(server):
    url = server.replace("postgres@", "postgres:geheim@")
    with pytest.raises(StoreError, match=r"^database nergens op 127\.0\.0\.1: de server is niet te bereiken") as caught:
        open_store(f"{url}/nergens")
    assert "geheim" not in str(caught.value)


def test_a_missing_driver_is_named_with_what_to_install(monkeypatch):
    def missing(*_, **__):
        raise ModuleNotFoundError("No module named 'psycopg'")

    monkeypatch.setattr(connecting, "create_engine", missing)
    with pytest.raises(StoreError, match=r"pip install 'factorwijzer\[postgresql\]'"):
        open_store("postgresql://anna:geheim@server/studie")


def test_who_lost_the_race_on_the_index_is_shown_what_stands(store, location):
    caught = []

    def decide():
        try:
            store.decide(PASSAGE, CODE, "accept", "Anna", expected="")
        except Conflict as conflict:
            caught.append(conflict.current)

    with psycopg.connect(location) as connection:
        connection.execute(INSERT)
        late = threading.Thread(target=decide)
        late.start()
        wait_for_a_lock(location)
        connection.commit()
    late.join(timeout=20)
    assert [(current.decision_id, current.verdict) for current in caught] == [("zonder slot", "reject")]
    assert store.decisions() == caught


def test_a_lost_race_leaves_what_was_superseded_standing(store, location):
    first = store.decide(PASSAGE, CODE, "unsure", "Anna")
    moved = replace(PASSAGE, start_char=90)
    with psycopg.connect(location) as connection:
        connection.execute(INSERT.replace("100, 120", "90, 120"))
        caught = []
        late = threading.Thread(target=lambda: caught.append(outcome(store.move, first.decision_id, moved)))
        late.start()
        wait_for_a_lock(location)
        connection.commit()
    late.join(timeout=20)
    assert [type(found) for found in caught] == [Conflict]
    assert [d.decision_id for d in store.decisions()] == ["zonder slot", first.decision_id]


def test_many_at_once_lose_nothing(store, location):
    def work(coder: str) -> None:
        with open_store(location) as own:
            for n in range(15):
                own.decide(PASSAGE, CODE, ("accept", "reject")[n % 2], coder, reason=f"{threading.get_ident()}.{n}")

    threads = [threading.Thread(target=work, args=(coder,)) for coder in ("Anna", "Anna", "Bert")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    every = store.history("gesprek-1", 100, 120, CODE)
    assert len(every) == len({d.decided_at for d in every}) == 45
    assert sorted(d.coder for d in store.decisions()) == ["Anna", "Bert"]


@pytest.mark.parametrize("table", ["decisions", "changes"])
def test_a_table_of_history_cannot_be_emptied(store, raw, table):
    store.decide(PASSAGE, CODE, "accept", "Anna")
    with pytest.raises(psycopg.errors.RestrictViolation, match=f"{table}_are_not_emptied"):
        raw(f"TRUNCATE {table}")


def test_a_store_survives_a_server_that_dropped_its_connections(store, raw):
    raw("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL")
    assert store.decide(PASSAGE, CODE, "accept", "Anna") == store.decisions()[0]


def outcome(do, *arguments):
    """Return what a call gave, or what it raised."""
    try:
        return do(*arguments)
    except Conflict as conflict:
        return conflict


def wait_for_a_lock(location: str) -> None:
    """Wait until somebody waits for a row of somebody else."""
    deadline = time.monotonic() + 20
    with psycopg.connect(location, autocommit=True) as connection:
        while not connection.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchall():
            assert time.monotonic() < deadline
            time.sleep(0.02)
