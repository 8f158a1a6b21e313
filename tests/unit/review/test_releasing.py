"""Released names, on SQLite and on PostgreSQL: what one coder says stands beside what another says, and is never rewritten."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest

from pipeline.errors import StoreError
from pipeline.frames import check
from pipeline.review import opening
from pipeline.review.model import Passage
from pipeline.review.opening import open_store
from pipeline.review.releasing import RELEASES, NameRelease

RELEASE = NameRelease("gesprek-1", "zonnebloem", "organisation", "Testdorp", "Anna", "een bloem")
REFUSED = (sqlite3.IntegrityError, psycopg.errors.RestrictViolation)


def standing(store):
    """Return who stands for which form, in short."""
    found = check(store.releases(), RELEASES)
    return list(zip(found["municipality"], found["form"], found["kind"], found["coder"], strict=True))


def test_without_releases_there_is_an_empty_frame(store):
    assert check(store.releases(), RELEASES).empty


def test_a_release_is_written_down_with_all_that_was_said(store, other):
    assert store.release_names([RELEASE]) == 1
    (row,) = other.releases().to_dict("records")
    at = row.pop("released_at")
    assert row == {"release_id": 1} | vars(RELEASE)
    assert (len(at), at[10], at[-1]) == (24, "T", "Z")


def test_the_same_release_again_writes_nothing(store):
    store.release_names([RELEASE])
    before = store.releases().to_dict("records"), store.changes()
    assert store.release_names([RELEASE, replace(RELEASE, interview_id="gesprek-2"), RELEASE]) == 0
    assert (store.releases().to_dict("records"), store.changes()) == before


def test_two_coders_stand_beside_each_other(store):
    store.release_names([RELEASE, replace(RELEASE, coder="Bert", reason="")])
    assert standing(store) == [("Testdorp", "zonnebloem", "organisation", name) for name in ("Anna", "Bert")]


def test_another_reason_supersedes_the_coders_own_release_and_keeps_it(store, raw):
    store.release_names([RELEASE, replace(RELEASE, coder="Bert")])
    assert store.release_names([replace(RELEASE, reason="een plant")]) == 1
    assert store.releases()["reason"].tolist() == ["een plant", "een bloem"]
    kept = raw("SELECT reason, superseded_by FROM name_releases WHERE superseded_at <> ''")
    assert kept == [("een bloem", "Anna")]
    times = raw("SELECT superseded_at, (SELECT max(released_at) FROM name_releases) FROM name_releases ORDER BY 1 DESC")
    assert times[0][0] == times[0][1]


def test_a_form_is_released_per_municipality_and_kind(store):
    others = [replace(RELEASE, municipality="Elders"), replace(RELEASE, kind="project"), replace(RELEASE, form="bloem")]
    assert store.release_names([RELEASE, *others]) == 4
    assert standing(store) == [
        ("Elders", "zonnebloem", "organisation", "Anna"),
        ("Testdorp", "bloem", "organisation", "Anna"),
        ("Testdorp", "zonnebloem", "organisation", "Anna"),
        ("Testdorp", "zonnebloem", "project", "Anna"),
    ]


def test_who_is_not_known_becomes_a_coder(store):
    store.release_names([replace(RELEASE, coder=" Carla ")])
    assert store.coders() == ["Anna", "Bert", "Carla"]
    assert standing(store)[0][3] == "Carla"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"coder": ""}, "een naam heeft 1 tot 60 gewone tekens"),
        ({"coder": "Consensus"}, "wat codeurs samen besluiten"),
        ({"kind": "persoon"}, "got kind 'persoon'; allowed: person, place"),
        ({"form": " "}, "a release has a form"),
    ],
)
def test_releases_are_written_all_or_none(store, wrong, message):
    before = store.changes()
    with pytest.raises(ValueError, match=message):
        store.release_names([replace(RELEASE, coder="Carla"), replace(RELEASE, **wrong)])
    assert (standing(store), store.coders(), store.changes()) == ([], ["Anna", "Bert"], before)


# --- taking back


def test_taking_back_supersedes_one_release_and_can_be_done_by_another(store, raw):
    store.release_names([RELEASE, replace(RELEASE, coder="Bert")])
    assert store.withdraw_release(1, "Bert") is True
    assert standing(store) == [("Testdorp", "zonnebloem", "organisation", "Bert")]
    assert raw("SELECT coder, superseded_by FROM name_releases WHERE superseded_at <> ''") == [("Anna", "Bert")]
    before = store.changes()
    assert store.withdraw_release(1, "Anna") is False
    assert store.changes() == before


def test_what_was_taken_back_can_be_released_anew(store):
    store.release_names([RELEASE])
    store.withdraw_release(1, "Anna")
    assert store.release_names([RELEASE]) == 1
    assert store.releases()["release_id"].tolist() == [2]


@pytest.mark.parametrize(
    ("release_id", "coder", "message"), [(7, "Anna", "unknown release 7"), (1, "Carla", "unknown coder 'Carla'")]
)
def test_what_or_who_is_not_known_takes_nothing_back(store, release_id, coder, message):
    store.release_names([RELEASE])
    with pytest.raises(ValueError, match=message):
        store.withdraw_release(release_id, coder)
    assert len(standing(store)) == 1


# --- history


def test_every_change_is_logged_with_who_did_it(store):
    n_before = len(store.changes())
    store.release_names([RELEASE])
    store.withdraw_release(1, "Bert")
    logged = store.changes()[n_before:]
    assert [(one.who, one.table_name, one.row_id, one.action) for one in logged] == [
        ("Anna", "name_releases", "1", "insert"),
        ("Bert", "name_releases", "1", "update"),
    ]
    assert logged[0].what == vars(RELEASE) | {
        "release_id": 1,
        "released_at": logged[0].what["released_at"],
        "superseded_at": "",
        "superseded_by": "",
    }
    assert logged[1].what["superseded_by"] == "Bert"


@pytest.mark.parametrize(
    ("statement", "trigger"),
    [
        ("DELETE FROM name_releases", "name_releases_are_kept"),
        ("UPDATE name_releases SET form = 'x'", "name_releases_stay_as_they_are"),
        ("UPDATE name_releases SET superseded_at = 'x'", "name_releases_stay_as_they_are"),
        (
            "UPDATE name_releases SET superseded_at = 'x', superseded_by = 'Bert', reason = 'y'",
            "name_releases_stay_as_they_are",
        ),
        ("UPDATE name_releases SET superseded_at = '' WHERE release_id = 1", "name_releases_stay_as_they_are"),
        ("UPDATE name_releases SET superseded_by = 'Bert' WHERE release_id = 1", "name_releases_stay_as_they_are"),
    ],
)
def test_history_cannot_be_rewritten_past_the_store(store, raw, statement, trigger):
    store.release_names([RELEASE, replace(RELEASE, coder="Bert")])
    store.withdraw_release(1, "Anna")
    before = raw("SELECT * FROM name_releases ORDER BY release_id"), store.changes()
    with pytest.raises(REFUSED, match=trigger):
        raw(statement)
    assert (raw("SELECT * FROM name_releases ORDER BY release_id"), store.changes()) == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO name_releases SELECT * FROM name_releases",
        "INSERT OR REPLACE INTO name_releases SELECT 9, interview_id, form, kind, municipality, coder, 'anders', "
        "released_at, '', '' FROM name_releases",
    ],
)
def test_sqlite_does_not_replace_a_release_either(tmp_path, statement):
    with open_store(tmp_path / "store.sqlite") as made:
        made.release_names([RELEASE])
        with (
            closing(sqlite3.connect(tmp_path / "store.sqlite")) as past,
            pytest.raises(sqlite3.IntegrityError, match="name_releases_are_not_replaced"),
        ):
            past.executescript(statement)
        assert made.releases()["reason"].tolist() == ["een bloem"]


def test_postgresql_does_not_empty_the_table_either(postgres):
    with open_store(postgres) as made, psycopg.connect(postgres) as past:
        made.release_names([RELEASE])
        with pytest.raises(psycopg.errors.RestrictViolation, match="name_releases_are_not_emptied"):
            past.execute("TRUNCATE name_releases")


def test_two_live_releases_of_one_coder_are_refused_by_the_database(store, raw):
    store.release_names([RELEASE])
    statement = (
        "INSERT INTO name_releases (interview_id, form, kind, municipality, coder, released_at) "
        "VALUES ('x', 'zonnebloem', 'organisation', 'Testdorp', 'Anna', 'later')"
    )
    with pytest.raises(
        (sqlite3.IntegrityError, psycopg.errors.UniqueViolation), match=r"not_replaced|live_name_release"
    ):
        raw(statement)


# --- stores of before there were releases


@pytest.fixture
def older(location, tmp_path, monkeypatch):
    """A store that the first migration made, with one decision; returns where it is and what it held."""
    folder = tmp_path / "first"
    shutil.copytree(opening._MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__", "0002*"))
    with monkeypatch.context() as earlier:
        earlier.setattr(opening, "_MIGRATIONS", folder)
        with open_store(location) as made:
            made.add_coder("Anna")
            made.decide(Passage("gesprek-1", 4, 100, 120, "we hebben korte lijnen"), "a.b", "accept", "Anna")
            held = made.decisions(), made.changes()
    return location, held


def test_an_older_store_gets_releases_and_keeps_all_that_was_decided(older, raw, tmp_path):
    location, held = older
    assert raw("SELECT version_num FROM alembic_version") == [("0001",)]
    with open_store(location) as store:
        assert (store.decisions(), store.changes()) == held
        store.release_names([RELEASE])
        assert standing(store) == [("Testdorp", "zonnebloem", "organisation", "Anna")]
    assert raw("SELECT version_num FROM alembic_version") == [("0002",)]
    copies = list(tmp_path.glob("store.0001.*.bak.sqlite"))
    assert len(copies) == (1 if location == tmp_path / "store.sqlite" else 0)
    for copy in copies:
        with closing(sqlite3.connect(copy)) as kept:
            assert kept.execute("SELECT count(*) FROM decisions").fetchall() == [(1,)]
            assert kept.execute("SELECT name FROM sqlite_master WHERE name = 'name_releases'").fetchall() == []


def test_an_older_store_that_cannot_be_migrated_stays_as_it_was(older, raw):
    location, _ = older
    raw("CREATE TABLE name_releases (of_another integer)")
    with pytest.raises(StoreError, match=r"niet gelukt\. Er is niets veranderd"):
        open_store(location)
    assert raw("SELECT version_num FROM alembic_version") == [("0001",)]
    assert raw("SELECT count(*) FROM decisions") == [(1,)]
