"""The store, on SQLite and on PostgreSQL: what is decided stays, and what changed is written down."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import event

from pipeline.frames import DECISIONS, check
from pipeline.review import rows
from pipeline.review.model import CONSENSUS, Conflict, Passage, Suggestion
from pipeline.review.opening import open_store
from pipeline.review.store import Store

PASSAGE = Passage("gesprek-1", 4, 100, 120, "we hebben 'korte' lijnen", "Ja, ", " 🙂.")
LATER = Passage("gesprek-1", 6, 300, 320, "er is geen geld")
CODE = "netwerk.korte_lijnen"
REFUSED = (sqlite3.IntegrityError, psycopg.errors.RestrictViolation)


def suggestion(passage=PASSAGE, code_id=CODE, **changed):
    """Return a suggestion about a passage."""
    made = Suggestion(0, passage, code_id, "bevorderend", "rule", 0.8125, "likely", "regel.1", "regel: korte lijnen")
    return replace(made, **changed)


def said(store, **which):
    """Return what stands, in short."""
    return [(d.passage.start_char, d.code_id, d.coder, d.verdict, d.source) for d in store.decisions(**which)]


# --- coders


def test_coders_are_stripped_and_added_once(store):
    store.add_coder("  Anna ")
    store.add_coder("zoë 🙂")
    assert store.coders() == ["Anna", "Bert", "zoë 🙂"]


@pytest.mark.parametrize("name", ["", "   ", "a" * 61, "a\nb", "a\x00b", "a\x7f"])
def test_a_name_that_cannot_be_shown_is_refused(store, name):
    with pytest.raises(ValueError, match="een naam heeft 1 tot 60 gewone tekens"):
        store.add_coder(name)
    assert store.coders() == ["Anna", "Bert"]


@pytest.mark.parametrize("name", ["consensus", " Consensus ", "CONSENSUS"])
def test_nobody_is_called_consensus(store, name):
    with pytest.raises(ValueError, match="wat codeurs samen besluiten"):
        store.add_coder(name)


def test_a_name_of_sixty_signs_is_allowed(store):
    store.add_coder("a" * 60)
    assert "a" * 60 in store.coders()


def test_a_password_is_kept_and_not_logged(store):
    assert store.password_hash("Anna") == ""
    store.set_password("Anna", "$argon2id$geheim")
    assert (store.password_hash("Anna"), store.password_hash("Bert")) == ("$argon2id$geheim", "")
    last = store.changes()[-1]
    assert (last.who, last.table_name, last.row_id, last.action) == ("Anna", "coders", "Anna", "update")
    assert set(last.what) == {"name", "created_at"}


@pytest.mark.parametrize(
    "do",
    [
        lambda store: store.decide(PASSAGE, CODE, "accept", "Carla"),
        lambda store: store.undo("Carla"),
        lambda store: store.import_codings({}, [], "Carla", False),
        lambda store: store.judge_turns("a", [1], "Carla", False),
        lambda store: store.draw_sample("Carla", 1, 0.5, []),
        lambda store: store.set_password("Carla", "x"),
        lambda store: store.password_hash("Carla"),
    ],
)
def test_an_unknown_coder_is_refused(store, do):
    with pytest.raises(ValueError, match="unknown coder 'Carla'"):
        do(store)


# --- suggestions


def test_suggestions_come_back_in_order(store):
    put = [
        suggestion(replace(PASSAGE, interview_id="b")),
        suggestion(LATER),
        suggestion(code_id="a.b"),
        suggestion(),
        suggestion(replace(PASSAGE, interview_id="B")),
    ]
    assert store.put_suggestions(put, "1", {"model": "v1"})
    found = store.suggestions()
    assert [(s.passage.interview_id, s.passage.start_char, s.code_id) for s in found] == [
        ("B", 100, CODE),
        ("b", 100, CODE),
        ("gesprek-1", 100, "a.b"),
        ("gesprek-1", 100, CODE),
        ("gesprek-1", 300, CODE),
    ]
    assert replace(found[3], suggestion_id=0) == suggestion()
    assert [s.passage.interview_id for s in store.suggestions("b")] == ["b"]


def test_the_same_checksum_writes_nothing(store, raw):
    assert store.put_suggestions([suggestion()], "1", {})
    assert not store.put_suggestions([], "1", {})
    assert len(store.suggestions()) == len(raw("SELECT * FROM runs")) == 1


def test_recoding_keeps_what_is_the_same_and_retires_what_is_gone(store, raw):
    store.put_suggestions([suggestion(), suggestion(LATER), suggestion(code_id="a.b")], "1", {"n": 1})
    before = {(s.passage.start_char, s.code_id): s.suggestion_id for s in store.suggestions()}
    store.put_suggestions([suggestion(), suggestion(LATER, score=0.5)], "2", {"n": 2})
    after = {(s.passage.start_char, s.code_id): s.suggestion_id for s in store.suggestions()}
    assert after.keys() == {(100, CODE), (300, CODE)}
    assert after[100, CODE] == before[100, CODE]
    assert after[300, CODE] != before[300, CODE]
    retired = raw("SELECT start_char, code_id FROM suggestions WHERE retired_at <> '' ORDER BY 1")
    assert retired == [(100, "a.b"), (300, CODE)]
    assert raw("SELECT checksum, facts FROM runs ORDER BY run_id") == [("1", '{"n": 1}'), ("2", '{"n": 2}')]


def test_an_earlier_set_may_come_back(store):
    for checksum, put in (("1", [suggestion()]), ("2", []), ("1", [suggestion()])):
        assert store.put_suggestions(put, checksum, {})
    assert len(store.suggestions()) == 1


def test_two_suggestions_in_one_place_are_refused_and_nothing_is_written(store, raw):
    with pytest.raises(ValueError, match="1 suggestions repeat"):
        store.put_suggestions([suggestion(), suggestion(score=0.1)], "1", {})
    assert (store.suggestions(), raw("SELECT * FROM runs")) == ([], [])


def test_recoding_leaves_decisions_alone(store):
    store.put_suggestions([suggestion()], "1", {})
    decided = store.decide(PASSAGE, CODE, "accept", "Anna")
    store.put_suggestions([], "2", {})
    assert store.decisions() == [decided]


# --- deciding


def test_a_decision_comes_back_as_it_was_given(store, other):
    made = store.decide(PASSAGE, CODE, "accept", "Anna", reason="zegt zij zelf", is_blind=True, source="import")
    assert (made.passage, made.code_id, made.verdict, made.coder) == (PASSAGE, CODE, "accept", "Anna")
    assert (made.reason, made.is_blind, made.source, made.superseded_at) == ("zegt zij zelf", True, "import", "")
    assert other.decisions() == [made]


def test_a_new_decision_supersedes_the_old_one(store):
    first = store.decide(PASSAGE, CODE, "accept", "Anna")
    second = store.decide(PASSAGE, CODE, "reject", "Anna", expected=first.decision_id)
    assert store.decisions() == [second]
    assert store.history("gesprek-1", 100, 120, CODE) == [replace(first, superseded_at=second.decided_at), second]
    assert store.decisions(standing_only=False) == store.history("gesprek-1", 100, 120, CODE)


def test_the_same_again_writes_nothing(store):
    first = store.decide(PASSAGE, CODE, "accept", "Anna", reason="r")
    n_changes = len(store.changes())
    assert store.decide(PASSAGE, CODE, "accept", "Anna", reason="r", expected=first.decision_id) == first
    assert store.decide(PASSAGE, CODE, "accept", "Anna", reason="r", expected="") == first
    assert len(store.changes()) == n_changes
    assert store.decide(PASSAGE, CODE, "accept", "Anna", reason="anders") != first


def test_coders_codes_and_passages_stand_beside_each_other(store):
    store.decide(PASSAGE, CODE, "accept", "Anna")
    store.decide(PASSAGE, CODE, "reject", "Bert")
    store.decide(PASSAGE, CODE, "reject", CONSENSUS, source="consensus")
    store.decide(PASSAGE, "a.b", "unsure", "Anna")
    store.decide(LATER, CODE, "accept", "Anna")
    store.decide(replace(LATER, interview_id="ander"), CODE, "accept", "Anna")
    assert said(store, interview_id="gesprek-1") == [
        (100, "a.b", "Anna", "unsure", "web"),
        (100, CODE, "Anna", "accept", "web"),
        (100, CODE, "Bert", "reject", "web"),
        (100, CODE, CONSENSUS, "reject", "consensus"),
        (300, CODE, "Anna", "accept", "web"),
    ]
    assert said(store, coder="Bert") == [(100, CODE, "Bert", "reject", "web")]
    assert store.coders() == ["Anna", "Bert"]


def test_the_later_of_two_tabs_is_shown_what_changed(store, other):
    first = store.decide(PASSAGE, CODE, "accept", "Anna", expected="")
    with pytest.raises(Conflict, match="another decision stands now") as caught:
        other.decide(PASSAGE, CODE, "reject", "Anna", expected="")
    assert caught.value.current == first
    second = other.decide(PASSAGE, CODE, "reject", "Anna", expected=first.decision_id)
    with pytest.raises(Conflict, match="another decision stands now") as caught:
        store.decide(PASSAGE, CODE, "unsure", "Anna", expected=first.decision_id)
    assert caught.value.current == second
    assert store.decisions() == [second]


def test_what_was_taken_back_in_another_tab_is_a_conflict_with_nothing(store, other):
    first = store.decide(PASSAGE, CODE, "accept", "Anna")
    other.undo("Anna")
    with pytest.raises(Conflict, match="another decision stands now") as caught:
        store.decide(PASSAGE, CODE, "reject", "Anna", expected=first.decision_id)
    assert caught.value.current is None


def test_a_conflict_writes_nothing(store):
    store.decide(PASSAGE, CODE, "accept", "Anna")
    before = store.changes()
    with pytest.raises(Conflict, match="another decision stands now"):
        store.decide(PASSAGE, CODE, "reject", "Anna", expected="")
    assert store.changes() == before


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"verdict": "maybe"}, "got verdict 'maybe'; allowed: accept, reject, unsure"),
        ({"source": "machine"}, "got source 'machine'; allowed: web"),
        ({"passage": replace(PASSAGE, end_char=100)}, "got passage 100-100"),
        ({"passage": replace(PASSAGE, start_char=-1)}, "got passage -1-120"),
    ],
)
def test_what_is_no_decision_is_refused(store, changed, message):
    given = {"passage": PASSAGE, "code_id": CODE, "verdict": "accept", "coder": "Anna"} | changed
    with pytest.raises(ValueError, match=message):
        store.decide(**given)
    assert store.decisions(standing_only=False) == []


def test_times_tell_the_order_even_if_the_clock_is_set_back(store, monkeypatch):
    first = store.decide(PASSAGE, CODE, "accept", "Anna")
    monkeypatch.setattr(rows, "now", lambda: "2001-01-01T00:00:00.000Z")
    made = [first] + [store.decide(PASSAGE, CODE, verdict, "Anna") for verdict in ("reject", "unsure", "accept")]
    times = [decision.decided_at for decision in made]
    assert sorted(set(times)) == times
    assert [d.decision_id for d in store.history("gesprek-1", 100, 120, CODE)] == [d.decision_id for d in made]


# --- undo


def test_nothing_to_undo(store):
    store.decide(PASSAGE, CODE, "accept", "Bert")
    assert store.undo("Anna") is None
    assert len(store.decisions()) == 1


def test_undo_takes_back_and_restores(store):
    first = store.decide(PASSAGE, CODE, "accept", "Anna", reason="r")
    second = store.decide(PASSAGE, CODE, "reject", "Anna")
    undone = store.undo("Anna")
    assert undone.taken_back == second
    assert undone.restored == store.decisions()[0]
    assert (undone.restored.verdict, undone.restored.reason, undone.restored.source) == ("accept", "r", "undo")
    assert undone.restored.decision_id != first.decision_id


def test_undo_walks_back_over_passages_and_never_to_and_fro(store):
    store.decide(LATER, CODE, "accept", "Anna")
    store.decide(PASSAGE, CODE, "accept", "Anna")
    store.decide(PASSAGE, CODE, "reject", "Anna")
    store.decide(LATER, CODE, "unsure", "Anna")
    seen = []
    while store.undo("Anna"):
        seen.append([(start, verdict) for start, _, _, verdict, _ in said(store)])
    assert seen == [
        [(100, "reject"), (300, "accept")],
        [(100, "accept"), (300, "accept")],
        [(300, "accept")],
        [],
    ]
    assert len(store.decisions(standing_only=False)) == 6


def test_undo_after_a_decision_on_top_of_an_undo(store):
    for verdict in ("accept", "reject"):
        store.decide(PASSAGE, CODE, verdict, "Anna")
    store.undo("Anna")
    store.decide(PASSAGE, CODE, "unsure", "Anna")
    restored = [undone.restored and undone.restored.verdict for undone in iter(lambda: store.undo("Anna"), None)]
    assert restored == ["accept", None]


def test_undo_leaves_others_and_other_work_alone(store):
    store.decide(LATER, CODE, "accept", "Anna", is_blind=True)
    store.decide(PASSAGE, CODE, "accept", "Anna")
    store.decide(PASSAGE, CODE, "accept", "Bert")
    assert store.undo("Anna", blind=True).taken_back.passage == LATER
    assert store.undo("Anna", blind=True) is None
    assert said(store) == [(100, CODE, "Anna", "accept", "web"), (100, CODE, "Bert", "accept", "web")]


def test_what_was_decided_blind_before_is_restored_blind(store):
    store.decide(PASSAGE, CODE, "accept", "Anna", is_blind=True)
    store.decide(PASSAGE, CODE, "reject", "Anna")
    assert store.undo("Anna").restored.is_blind
    assert store.undo("Anna") is None


# --- moving


def test_a_moved_decision_says_the_same_elsewhere(store):
    old = store.decide(PASSAGE, CODE, "reject", "Anna", reason="r", is_blind=True)
    moved = store.move(old.decision_id, LATER)
    assert store.decisions() == [moved]
    assert (moved.passage, moved.verdict, moved.reason, moved.is_blind) == (LATER, "reject", "r", True)
    assert (moved.source, moved.coder) == ("moved", "Anna")
    assert store.history("gesprek-1", 100, 120, CODE) == [replace(old, superseded_at=moved.decided_at)]


def test_a_decision_may_stay_in_place_with_other_context(store):
    old = store.decide(PASSAGE, CODE, "reject", "Anna")
    assert store.move(old.decision_id, replace(PASSAGE, prefix="Nee, ")).passage.prefix == "Nee, "
    assert len(store.decisions()) == 1


def test_moving_onto_another_decision_is_a_conflict(store):
    old = store.decide(PASSAGE, CODE, "reject", "Anna")
    there = store.decide(LATER, CODE, "accept", "Anna")
    with pytest.raises(Conflict, match="another decision stands now") as caught:
        store.move(old.decision_id, LATER)
    assert caught.value.current == there
    assert store.decisions() == [old, there]


def test_what_stands_no_more_is_not_moved(store):
    old = store.decide(PASSAGE, CODE, "reject", "Anna")
    new = store.decide(PASSAGE, CODE, "accept", "Anna")
    with pytest.raises(Conflict, match="another decision stands now") as caught:
        store.move(old.decision_id, LATER)
    assert caught.value.current == new
    with pytest.raises(ValueError, match="unknown decision 'x'"):
        store.move("x", LATER)


def test_undo_takes_back_what_the_coder_did_and_not_the_move(store):
    store.decide(PASSAGE, CODE, "accept", "Anna")
    store.decide(PASSAGE, CODE, "reject", "Anna")
    store.decide(PASSAGE, "a.b", "accept", "Anna")
    store.move(store.decisions()[1].decision_id, LATER)
    assert store.undo("Anna").taken_back.code_id == "a.b"
    assert store.undo("Anna").restored.passage == LATER
    assert said(store) == [(300, CODE, "Anna", "accept", "undo")]
    assert store.undo("Anna").restored is None
    assert store.decisions() == []


# --- judged turns and samples


def test_judged_turns_come_back_in_order(store):
    store.judge_turns("b", [4, 2, 4], "Anna", False)
    store.judge_turns("a", [9], "Bert", True)
    assert [(t.interview_id, t.turn_no, t.coder, t.is_blind) for t in store.judged()] == [
        ("a", 9, "Bert", True),
        ("b", 2, "Anna", False),
        ("b", 4, "Anna", False),
    ]
    assert [t.turn_no for t in store.judged("Bert")] == [9]


@pytest.mark.parametrize("is_blind", [True, False])
def test_a_judged_turn_stays_as_it_is(store, is_blind):
    store.judge_turns("a", [1], "Anna", is_blind)
    before = store.judged()
    store.judge_turns("a", [1], "Anna", not is_blind)
    assert store.judged() == before
    assert before[0].is_blind is is_blind


def test_who_has_seen_suggestions_does_not_become_blind_again(store):
    store.judge_turns("a", [1], "Anna", False)
    store.judge_turns("a", [2], "Anna", True)
    store.unjudge_turns("a", [1, 2, 3], "Anna")
    assert store.judged() == []
    store.judge_turns("a", [1, 2], "Anna", True)
    assert [t.is_blind for t in store.judged()] == [False, True]


def test_a_sample_is_kept_until_the_next(store):
    assert store.sample("Bert") is None
    first = store.draw_sample("Bert", 7, 0.2, [("b", 2), ("a", 10), ("a", 9), ("b", 2)])
    assert store.sample("Bert").turns == (("a", 9), ("a", 10), ("b", 2))
    second = store.draw_sample("Bert", 2**40, 0.25, [])
    drawn = store.sample("Bert")
    assert (drawn.sample_id, drawn.coder, drawn.seed, drawn.share, drawn.turns) == (second, "Bert", 2**40, 0.25, ())
    assert [(s.sample_id, bool(s.closed_at)) for s in store.samples()] == [(first, True), (second, False)]
    assert store.sample("Anna") is None


# --- the log, and what nobody may do


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        (lambda s: s.add_coder("Carla"), [("Carla", "coders", "insert")]),
        (lambda s: s.add_coder("Anna"), []),
        (lambda s: s.decide(LATER, CODE, "accept", "Bert"), [("Bert", "decisions", "insert")]),
        (
            lambda s: s.decide(PASSAGE, CODE, "reject", "Anna"),
            [("Anna", "decisions", "update"), ("Anna", "decisions", "insert")],
        ),
        (lambda s: s.undo("Anna"), [("Anna", "decisions", "update")]),
        (
            lambda s: s.move(s.decisions()[0].decision_id, LATER),
            [("Anna", "decisions", "update"), ("Anna", "decisions", "insert")],
        ),
        (lambda s: s.judge_turns("a", [1, 2], "Bert", True), [("Bert", "judged_turns", "insert")] * 2),
        (lambda s: s.unjudge_turns("x", [1], "Anna"), [("Anna", "judged_turns", "update")]),
        (
            lambda s: s.draw_sample("Anna", 2, 0.5, [("a", 1)]),
            [("Anna", "samples", "update"), ("Anna", "samples", "insert")],
        ),
        (lambda s: s.put_suggestions([suggestion()], "1", {}), []),
    ],
)
def test_each_change_is_written_down(store, do, expected):
    store.decide(PASSAGE, CODE, "accept", "Anna")
    store.judge_turns("x", [1], "Anna", False)
    store.draw_sample("Anna", 1, 0.5, [("a", 1)])
    before = store.changes()
    do(store)
    after = store.changes()
    assert after[: len(before)] == before
    assert [(c.who, c.table_name, c.action) for c in after[len(before) :]] == expected
    assert store.changes(limit=2) == after[-2:]


def test_a_change_holds_the_whole_row(store):
    made = store.decide(PASSAGE, CODE, "accept", "Anna", reason='zei "ja"', is_blind=True)
    change = store.changes()[-1]
    flat = {name: value for name, value in vars(made).items() if name != "passage"} | vars(PASSAGE)
    assert change.what == flat | {"replaces": ""}
    assert change.row_id == made.decision_id
    assert (len(change.at), change.at[-1]) == (24, "Z")
    assert abs(int(change.at[:4]) - int(made.decided_at[:4])) <= 1


@pytest.mark.parametrize(
    ("statement", "trigger"),
    [
        ("DELETE FROM decisions", "decisions_are_kept"),
        ("UPDATE decisions SET verdict = 'reject'", "decisions_stay_as_they_are"),
        ("UPDATE decisions SET superseded_at = 'x', reason = 'y'", "decisions_stay_as_they_are"),
        ("UPDATE decisions SET is_blind = NOT is_blind", "decisions_stay_as_they_are"),
        ("UPDATE decisions SET superseded_at = '' WHERE superseded_at <> ''", "decisions_stay_as_they_are"),
        ("UPDATE decisions SET superseded_at = 'z' WHERE superseded_at <> ''", "decisions_stay_as_they_are"),
        ("DELETE FROM changes", "changes_are_kept"),
        ("UPDATE changes SET who = 'Bert'", "changes_stay_as_they_are"),
    ],
)
def test_history_cannot_be_rewritten_past_the_store(store, raw, statement, trigger):
    store.decide(PASSAGE, CODE, "accept", "Anna")
    store.decide(PASSAGE, CODE, "unsure", "Anna")
    before = store.decisions(standing_only=False), store.changes()
    with pytest.raises(REFUSED, match=trigger):
        raw(statement)
    assert (store.decisions(standing_only=False), store.changes()) == before


@pytest.mark.parametrize(
    ("statement", "trigger"),
    [
        ("INSERT OR REPLACE INTO decisions SELECT * FROM decisions", "decisions_are_not_replaced"),
        (
            "INSERT OR REPLACE INTO decisions SELECT 'new', interview_id, turn_no, start_char, end_char, '', '', '', code_id,"
            "'reject', coder, '', 0, 'web', 'now', '', '', coder FROM decisions WHERE superseded_at = ''",
            "decisions_are_not_replaced",
        ),
        ("INSERT OR REPLACE INTO changes SELECT * FROM changes", "changes_are_not_replaced"),
        ("PRAGMA recursive_triggers = OFF; UPDATE OR REPLACE decisions SET decision_id = 'x'", "stay_as_they_are"),
    ],
)
def test_sqlite_does_not_replace_history_either(tmp_path, statement, trigger):
    with open_store(tmp_path / "store.sqlite") as made:
        made.add_coder("Anna")
        made.decide(PASSAGE, CODE, "accept", "Anna")
        before = made.decisions(), made.changes()
        closes = closing(sqlite3.connect(tmp_path / "store.sqlite"))
        with closes as past, pytest.raises(sqlite3.IntegrityError, match=trigger):
            past.executescript(statement)
        assert (made.decisions(), made.changes()) == before


def test_what_is_changed_past_the_store_is_written_down_too(store, raw):
    raw("DELETE FROM coders WHERE name = 'Bert'")
    last = store.changes()[-1]
    assert (last.who, last.table_name, last.action, last.what["name"]) == ("Bert", "coders", "delete", "Bert")


# --- codings made elsewhere


def test_codings_made_elsewhere_become_decisions_and_judged_turns(store, other, raw):
    codings = {(PASSAGE, CODE): "twijfel", (PASSAGE, "a.b"): "", (LATER, CODE): ""}
    taken = store.import_codings(codings, [("gesprek-1", 4), ("gesprek-1", 6), ("b", 2)], "Anna", is_blind=True)
    assert other.decisions() == sorted(taken.new, key=rows.by_place)
    assert (taken.known, taken.kept) == ([], [])
    assert [(d.reason, d.verdict, d.source, d.is_blind) for d in taken.new] == [
        ("twijfel", "accept", "import", True),
        ("", "accept", "import", True),
        ("", "accept", "import", True),
    ]
    assert [(t.interview_id, t.turn_no, t.coder, t.is_blind) for t in other.judged()] == [
        ("b", 2, "Anna", True),
        ("gesprek-1", 4, "Anna", True),
        ("gesprek-1", 6, "Anna", True),
    ]
    assert raw("SELECT count(*) FROM changes WHERE table_name = 'decisions' AND who = 'Anna'") == [(3,)]
    assert raw("SELECT count(DISTINCT decided_at) FROM decisions WHERE \"replaces\" = ''") == [(3,)]


def test_the_same_codings_again_write_nothing(store):
    codings, turns = {(PASSAGE, CODE): "twijfel", (LATER, CODE): ""}, [("gesprek-1", 4)]
    first = store.import_codings(codings, turns, "Anna", is_blind=True)
    before = store.changes()
    again = store.import_codings(codings | {(PASSAGE, CODE): "anders"}, turns, "Anna", is_blind=False)
    assert (again.new, again.known, again.kept) == ([], first.new, [])
    assert store.changes() == before


def test_what_a_coder_decided_is_kept_and_another_is_not_asked(store):
    rejected = store.decide(PASSAGE, CODE, "reject", "Anna", reason="r")
    doubted = store.decide(LATER, CODE, "unsure", "Anna")
    accepted = store.decide(PASSAGE, "a.b", "accept", "Anna", reason="eigen woorden")
    store.decide(LATER, "a.b", "reject", "Bert")
    codings = {(place, code): "" for place in (PASSAGE, LATER) for code in (CODE, "a.b")}
    taken = store.import_codings(codings, [], "Anna", is_blind=False)
    assert (taken.known, taken.kept) == ([accepted], [rejected, doubted])
    assert said(store, coder="Anna") == [
        (100, "a.b", "Anna", "accept", "web"),
        (100, CODE, "Anna", "reject", "web"),
        (300, "a.b", "Anna", "accept", "import"),
        (300, CODE, "Anna", "unsure", "web"),
    ]


def test_codings_in_one_place_with_other_context_are_one(store):
    taken = store.import_codings({(PASSAGE, CODE): "", (replace(PASSAGE, prefix=""), CODE): ""}, [], "Anna", False)
    assert (store.decisions(), taken.known) == (taken.new, taken.new)
    assert len(taken.new) == 1


def test_codings_are_taken_over_whole_or_not_at_all(store):
    empty = replace(LATER, end_char=LATER.start_char)
    with pytest.raises(ValueError, match="a passage has at least one character"):
        store.import_codings({(PASSAGE, CODE): "", (empty, CODE): ""}, [("gesprek-1", 4)], "Anna", is_blind=False)
    assert (store.decisions(), store.judged()) == ([], [])


def test_after_an_import_undo_takes_back_the_last_first(store):
    store.decide(LATER, "a.b", "reject", "Anna")
    store.import_codings({(PASSAGE, CODE): "", (LATER, CODE): ""}, [], "Anna", is_blind=False)
    later = store.decide(PASSAGE, CODE, "unsure", "Anna")
    taken_back = [store.undo("Anna").taken_back for _ in range(4)]
    assert taken_back[0] == later
    assert [(d.passage.start_char, d.code_id) for d in taken_back[1:]] == [(300, CODE), (100, CODE), (300, "a.b")]
    assert store.undo("Anna") is None


def test_a_turn_that_was_judged_with_sight_does_not_become_blind_by_an_import(store):
    store.judge_turns("gesprek-1", [4], "Anna", is_blind=False)
    store.import_codings({}, [("gesprek-1", 4), ("gesprek-1", 6)], "Anna", is_blind=True)
    assert [(turn.turn_no, turn.is_blind) for turn in store.judged()] == [(4, False), (6, True)]


def test_many_codings_take_no_more_statements_than_one(store):
    executed = []
    event.listen(store._engine, "before_cursor_execute", lambda *said: executed.append(said[2]))
    store.import_codings({(LATER, CODE): ""}, [("gesprek-1", 6)], "Anna", is_blind=True)
    for_one = len(executed)
    codings = {(replace(PASSAGE, start_char=n), CODE): "" for n in range(100)}
    store.import_codings(codings, [("gesprek-1", n) for n in range(100)], "Bert", is_blind=True)
    assert (len(executed) - for_one, len(store.decisions())) == (for_one, 101)


# --- as a frame


def test_all_decisions_as_a_frame(store):
    assert check(store.decisions_frame(), DECISIONS).empty
    first = store.decide(PASSAGE, CODE, "accept", "Anna")
    second = store.decide(PASSAGE, CODE, "reject", "Anna", reason="r")
    frame = check(store.decisions_frame(), DECISIONS)
    assert frame["decision_id"].tolist() == [first.decision_id, second.decision_id]
    assert frame["segment_id"].tolist() == ["gesprek-1#4.100-120"] * 2
    assert frame["superseded_at"].tolist() == [second.decided_at, ""]
    assert frame["reason"].tolist() == ["", "r"]


def test_a_consensus_says_who_wrote_it_down_and_so_does_the_log(store: Store) -> None:
    store.add_coder("An")
    place = Passage("int01", 2, 10, 20, "korte lijn")
    own = store.decide(place, "netwerk.korte_lijnen", "accept", "An")
    settled = store.decide(
        place,
        "netwerk.korte_lijnen",
        "reject",
        CONSENSUS,
        reason="het was vroeger",
        source="consensus",
        entered_by="An",
    )
    assert (own.entered_by, settled.coder, settled.entered_by) == ("An", CONSENSUS, "An")
    assert store.decisions(coder=CONSENSUS) == [settled]
    assert [(one.who, one.what["coder"]) for one in store.changes() if one.table_name == "decisions"] == [
        ("An", "An"),
        ("An", CONSENSUS),
    ]
    moved = store.move(settled.decision_id, Passage("int01", 2, 11, 20, "orte lijn"))
    assert moved.entered_by == "An"
