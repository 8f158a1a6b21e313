"""A program that is killed in the middle of its work loses at most the decision in flight; done fifty times on one file."""

from __future__ import annotations

import multiprocessing
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from pipeline.review.model import Passage
from pipeline.review.opening import open_store

N_KILLS = 50
N_PASSAGES = 7
SEED = 20261

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")


def decide_for_ever(path: Path, told: Connection) -> None:
    """Decide, and tell the id once ``decide`` has returned, until killed."""
    with open_store(path) as store:
        for n in count():
            start = n % N_PASSAGES
            verdict = ("accept", "reject", "unsure")[n % 3]
            made = store.decide(Passage("a", 1, start, start + 5, "woord"), "a.b", verdict, "Anna", reason=f"{n}")
            told.send_bytes(made.decision_id.encode())


def told_until_killed(path: Path, chance: random.Random) -> list[str]:
    """Kill a program that decides, at some moment, and return the ids that it told before."""
    context = multiprocessing.get_context("forkserver")
    # Python and the libraries are loaded once; each program is a process of its own all the same.
    context.set_forkserver_preload(["pipeline.review.opening"])
    ours, theirs = context.Pipe(duplex=False)
    program = context.Process(target=decide_for_ever, args=(path, theirs))
    program.start()
    theirs.close()
    told = []
    with ours:
        for _ in range(chance.randrange(12)):
            told.append(ours.recv_bytes().decode())
        # Shorter than opening takes, or than some decisions.
        time.sleep(chance.uniform(0, 0.03))
        program.kill()
        program.join()
        assert program.exitcode == -signal.SIGKILL
        program.close()
        while True:
            try:
                told.append(ours.recv_bytes().decode())
            except EOFError:
                return told


@pytest.mark.slow
def test_what_was_told_is_there_after_each_kill(tmp_path):
    path = tmp_path / "store.sqlite"
    with open_store(path) as store:
        store.add_coder("Anna")
    chance = random.Random(SEED)
    told: list[str] = []
    for n_kills in range(1, N_KILLS + 1):
        told += told_until_killed(path, chance)
        with closing(sqlite3.connect(path)) as connection:
            found = {row[0] for row in connection.execute("SELECT decision_id FROM decisions")}
        assert set(told) <= found
        assert len(found) <= len(told) + n_kills
    assert len(told) > 3 * N_KILLS
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with open_store(path) as store:
        every, standing = store.decisions(standing_only=False), store.decisions()
        # Nothing is half done: what superseded is there too, and each change is in the log.
        assert [d.passage.start_char for d in standing] == list(range(N_PASSAGES))
        rows = {c.row_id: c.what["superseded_at"] for c in store.changes() if c.table_name == "decisions"}
        assert rows == {d.decision_id: d.superseded_at for d in every}
