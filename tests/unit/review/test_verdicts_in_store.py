"""Verdicts filled in elsewhere, on SQLite and on PostgreSQL: rows whole or not at all, over nothing decided since."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event

from pipeline.review.model import Passage
from pipeline.review.verdicts import TakenRows, Verdict

PASSAGE = Passage("gesprek-1", 4, 100, 120, "we hebben 'korte' lijnen", "Ja, ", " 🙂.")
LATER = Passage("gesprek-1", 6, 300, 320, "er is geen geld")
LINES, MONEY = "netwerk.korte_lijnen", "financiering.tekort"


def said(store, coder="Anna"):
    """Return what stands of a coder, in short."""
    decisions = store.decisions(coder=coder)
    return [(d.passage.start_char, d.code_id, d.verdict, d.reason, d.source) for d in decisions]


def test_rows_become_decisions_made_with_sight_of_suggestions(store, other):
    rows = {
        "regel 2": [Verdict(PASSAGE, LINES, "reject", "niet zo"), Verdict(PASSAGE, MONEY, "accept", "niet zo")],
        "regel 3": [Verdict(LATER, LINES, "accept", expected="")],
    }
    assert store.import_verdicts(rows, "Anna") == TakenRows(["regel 2", "regel 3"], [], {})
    assert said(other) == [
        (100, MONEY, "accept", "niet zo", "import"),
        (100, LINES, "reject", "niet zo", "import"),
        (300, LINES, "accept", "", "import"),
    ]
    decisions = other.decisions()
    assert {(d.is_blind, d.entered_by) for d in decisions} == {(False, "Anna")}
    assert len({d.decided_at for d in decisions}) == 3
    assert other.judged() == []


def test_the_same_rows_again_write_nothing(store):
    rows = {"a": [Verdict(PASSAGE, LINES, "accept", "zo is het", "")], "b": [Verdict(LATER, LINES, "reject")]}
    store.import_verdicts(rows, "Anna")
    before = store.changes()
    assert store.import_verdicts(rows, "Anna") == TakenRows([], ["a", "b"], {})
    assert store.changes() == before


def test_a_verdict_without_a_reason_says_the_same_as_one_with_a_reason(store):
    there = store.decide(PASSAGE, LINES, "accept", "Anna", reason="eigen woorden")
    assert store.import_verdicts({"a": [Verdict(PASSAGE, LINES, "accept")]}, "Anna").known == ["a"]
    assert store.import_verdicts({"a": [Verdict(PASSAGE, LINES, "accept", "anders")]}, "Anna").kept == {"a": there}
    with_it = Verdict(PASSAGE, LINES, "accept", "anders", there.decision_id)
    assert store.import_verdicts({"a": [with_it]}, "Anna").new == ["a"]
    assert said(store) == [(100, LINES, "accept", "anders", "import")]


def test_what_the_coder_saw_is_superseded_and_kept_in_history(store):
    first = store.decide(PASSAGE, LINES, "accept", "Anna", reason="r")
    taken = store.import_verdicts({"a": [Verdict(PASSAGE, LINES, "reject", "", first.decision_id)]}, "Anna")
    assert (taken.new, taken.kept) == (["a"], {})
    history = store.history("gesprek-1", 100, 120, LINES)
    assert [(d.verdict, bool(d.superseded_at)) for d in history] == [("accept", True), ("reject", False)]
    assert history[0].superseded_at == history[1].decided_at
    undone = store.undo("Anna")
    assert (undone.taken_back, undone.restored.verdict, undone.restored.reason) == (history[1], "accept", "r")


@pytest.mark.parametrize("expected", ["", None, "een ander besluit"])
@pytest.mark.parametrize("verdict", ["accept", "unsure"])
def test_what_was_decided_in_between_stays(store, expected, verdict):
    there = store.decide(PASSAGE, LINES, verdict, "Anna")
    before = store.changes()
    taken = store.import_verdicts({"a": [Verdict(PASSAGE, LINES, "reject", "", expected)]}, "Anna")
    assert taken == TakenRows([], [], {"a": there})
    assert store.changes() == before


@pytest.mark.parametrize("expected", ["", None, "een besluit dat is teruggenomen"])
def test_where_nothing_stands_a_verdict_is_written_whatever_was_seen(store, expected):
    taken = store.import_verdicts({"a": [Verdict(PASSAGE, LINES, "reject", "", expected)]}, "Anna")
    assert (taken.new, said(store)) == (["a"], [(100, LINES, "reject", "", "import")])


def test_a_row_is_taken_whole_or_not_at_all_and_stops_no_other(store):
    there = store.decide(PASSAGE, MONEY, "reject", "Anna")
    rows = {
        "a": [Verdict(PASSAGE, LINES, "reject"), Verdict(PASSAGE, MONEY, "accept")],
        "b": [Verdict(LATER, LINES, "accept")],
    }
    assert store.import_verdicts(rows, "Anna") == TakenRows(["b"], [], {"a": there})
    assert said(store) == [(100, MONEY, "reject", "", "web"), (300, LINES, "accept", "", "import")]


def test_of_a_row_that_stands_in_part_the_rest_is_written(store):
    store.decide(PASSAGE, LINES, "reject", "Anna")
    rows = {"a": [Verdict(PASSAGE, LINES, "reject"), Verdict(PASSAGE, MONEY, "accept")]}
    assert store.import_verdicts(rows, "Anna").new == ["a"]
    assert said(store) == [(100, MONEY, "accept", "", "import"), (100, LINES, "reject", "", "web")]


def test_two_rows_that_say_the_same_are_both_new(store):
    rows = {
        "a": [Verdict(PASSAGE, LINES, "reject"), Verdict(PASSAGE, MONEY, "accept")],
        "b": [Verdict(PASSAGE, MONEY, "accept")],
    }
    assert store.import_verdicts(rows, "Anna") == TakenRows(["a", "b"], [], {})
    assert len(store.decisions()) == 2


def test_two_rows_that_contradict_each_other_do_not_replace_each_other(store):
    rows = {"a": [Verdict(PASSAGE, LINES, "reject")], "b": [Verdict(PASSAGE, LINES, "accept")]}
    taken = store.import_verdicts(rows, "Anna")
    assert (taken.new, list(taken.kept), said(store)) == (["a"], ["b"], [(100, LINES, "reject", "", "import")])


def test_what_others_decided_is_not_asked_and_stays(store):
    theirs = store.decide(PASSAGE, LINES, "reject", "Bert")
    assert store.import_verdicts({"a": [Verdict(PASSAGE, LINES, "accept", "", "")]}, "Anna").new == ["a"]
    assert store.decisions(coder="Bert") == [theirs]


def test_rows_are_taken_all_or_none(store):
    there = store.decide(LATER, LINES, "accept", "Anna")
    empty = replace(PASSAGE, end_char=PASSAGE.start_char)
    rows = {
        "a": [Verdict(LATER, LINES, "reject", "", there.decision_id)],
        "b": [Verdict(empty, LINES, "accept")],
    }
    with pytest.raises(ValueError, match="a passage has at least one character"):
        store.import_verdicts(rows, "Anna")
    with pytest.raises(ValueError, match="got verdict 'misschien'"):
        store.import_verdicts({"a": [Verdict(PASSAGE, LINES, "misschien")]}, "Anna")
    with pytest.raises(ValueError, match="unknown coder 'Carla'"):
        store.import_verdicts({}, "Carla")
    assert store.decisions() == [there]


def test_many_rows_take_no_more_statements_than_one(store):
    executed = []
    first = store.decide(LATER, LINES, "accept", "Anna")
    event.listen(store._engine, "before_cursor_execute", lambda *said: executed.append(said[2]))
    store.import_verdicts({"a": [Verdict(LATER, LINES, "reject", "", first.decision_id)]}, "Anna")
    for_one = len(executed)
    places = [replace(PASSAGE, start_char=n) for n in range(100)]
    store.import_verdicts({str(n): [Verdict(place, LINES, "accept")] for n, place in enumerate(places)}, "Bert")
    standing = {d.passage.start_char: d.decision_id for d in store.decisions(coder="Bert")}
    executed.clear()
    again = {
        str(n): [Verdict(place, LINES, "reject", "", standing[place.start_char])] for n, place in enumerate(places)
    }
    assert len(store.import_verdicts(again, "Bert").new) == 100
    assert len(executed) == for_one
    assert len(store.decisions()) == 101
