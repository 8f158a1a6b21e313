"""Whatever two coders and re-codings do in whatever order: nothing disappears, and the log tells all of it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pipeline.review.model import Conflict, Passage, Suggestion
from pipeline.review.opening import open_store

CODERS = ("Anna", "Bert")
PASSAGES = tuple(Passage("a", 1, start, start + 10, f"woorden op {start}") for start in (0, 10))
# Few places and seldom blind: what is decided has to meet what was decided before.
PLACE = st.tuples(st.sampled_from(PASSAGES), st.sampled_from(("a.a", "a.b")))
VERDICT = st.sampled_from(("accept", "reject", "unsure"))
SELDOM = st.sampled_from((False, False, False, True))


@dataclass(frozen=True)
class Act:
    """Something that a coder decided, the nth that was decided."""

    n: int
    verdict: str
    reason: str
    is_blind: bool


class Review(RuleBasedStateMachine):
    """A store, beside what it should say: for each place a pile of acts, of which the upper one stands."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "store.sqlite"
        self.store = open_store(self.path)
        for coder in CODERS:
            self.store.add_coder(coder)
        self.piles: dict[tuple[Passage, str, str], list[Act]] = {}
        self.suggested: dict[tuple[Passage, str], float] = {}
        self.checksum = ""
        self.n_acts = 0
        self.known: dict[str, object] = {}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def id_of(self, place: tuple[Passage, str, str]) -> str:
        passage, code_id, coder = place
        found = [d for d in self.store.decisions(coder=coder) if (d.passage, d.code_id) == (passage, code_id)]
        return found[0].decision_id if found else ""

    @rule(
        place=PLACE,
        coder=st.sampled_from(CODERS),
        verdict=VERDICT,
        reason=st.sampled_from(("", "é 🙂")),
        is_blind=SELDOM,
        sees=st.sampled_from(("all", "all", "does not look", "nothing", "something old")),
    )
    def decide(self, place, coder, verdict, reason, is_blind, sees):
        self.decide_once(place, coder, verdict, reason, is_blind, sees)

    def decide_once(self, place, coder, verdict, reason, is_blind, sees):
        key = (*place, coder)
        pile = self.piles.get(key, [])
        there = self.id_of(key)
        expected = {"all": there, "nothing": "", "something old": "old", "does not look": None}[sees]
        is_same = bool(pile) and (pile[-1].verdict, pile[-1].reason) == (verdict, reason)
        given = {"reason": reason, "expected": expected, "is_blind": is_blind}
        if not is_same and expected not in (None, there):
            with pytest.raises(Conflict, match="another decision") as caught:
                self.store.decide(*place, verdict, coder, **given)
            assert (caught.value.current.decision_id if caught.value.current else "") == there
            return
        made = self.store.decide(*place, verdict, coder, **given)
        assert (made.decision_id == there) == is_same
        if not is_same:
            self.n_acts += 1
            self.piles.setdefault(key, []).append(Act(self.n_acts, verdict, reason, is_blind))

    @rule(
        coder=st.sampled_from(CODERS),
        plan=st.lists(st.tuples(st.sampled_from(PASSAGES), VERDICT), min_size=3, max_size=6),
    )
    def decide_on(self, coder, plan):
        for passage, verdict in plan:
            self.decide_once((passage, "a.a"), coder, verdict, "", False, "all")

    @rule(coder=st.sampled_from(CODERS), is_blind=SELDOM, n_times=st.integers(1, 4))
    def undo(self, coder, is_blind, n_times):
        for _ in range(n_times):
            self.undo_once(coder, is_blind)

    def undo_once(self, coder, is_blind):
        mine = [key for key, pile in self.piles.items() if key[2] == coder and pile and pile[-1].is_blind == is_blind]
        undone = self.store.undo(coder, blind=is_blind)
        if not mine:
            assert undone is None
            return
        key = max(mine, key=lambda key: self.piles[key][-1].n)
        taken = self.piles[key].pop()
        assert (undone.taken_back.passage, undone.taken_back.code_id) == key[:2]
        assert (undone.taken_back.verdict, undone.taken_back.reason) == (taken.verdict, taken.reason)
        assert (undone.restored is not None) == bool(self.piles[key])

    @precondition(lambda self: any(self.piles.values()))
    @rule(data=st.data(), to=st.sampled_from(PASSAGES))
    def move(self, data, to):
        old = data.draw(st.sampled_from([key for key, pile in self.piles.items() if pile]))
        new = (to, *old[1:])
        if new != old and self.piles.get(new):
            with pytest.raises(Conflict, match="another decision"):
                self.store.move(self.id_of(old), to)
            return
        moved = self.store.move(self.id_of(old), to)
        assert (moved.passage, moved.source) == (to, "moved")
        self.piles[new] = self.piles.pop(old)

    @rule(wanted=st.dictionaries(PLACE, st.sampled_from((0.25, 0.5))), checksum=st.sampled_from("123"))
    def put_suggestions(self, wanted, checksum):
        rows = [Suggestion(0, *place, "context", "rule", score, "likely", "r", "") for place, score in wanted.items()]
        assert self.store.put_suggestions(rows, checksum, {"n": len(rows)}) == (checksum != self.checksum)
        if checksum != self.checksum:
            self.checksum, self.suggested = checksum, wanted

    @rule()
    def open_again(self):
        self.store.close()
        self.store = open_store(self.path)

    @invariant()
    def what_stands_is_what_was_decided(self):
        found = self.store.decisions()
        stands = {
            (d.passage, d.code_id, d.coder): (d.verdict, d.reason, d.is_blind) for d in found if not d.superseded_at
        }
        assert len(stands) == len(found)
        tops = {key: pile[-1] for key, pile in self.piles.items() if pile}
        assert stands == {key: (act.verdict, act.reason, act.is_blind) for key, act in tops.items()}

    @invariant()
    def what_is_suggested_is_what_was_put_in(self):
        assert {(s.passage, s.code_id): s.score for s in self.store.suggestions()} == self.suggested

    @invariant()
    def nothing_disappears_or_changes(self):
        found = {d.decision_id: d for d in self.store.decisions(standing_only=False)}
        for decision_id, before in self.known.items():
            after = found[decision_id]
            assert replace(after, superseded_at="") == replace(before, superseded_at="")
            assert before.superseded_at in ("", after.superseded_at)
        self.known = found

    @invariant()
    def the_log_replayed_gives_the_decisions(self):
        rows: dict[str, dict[str, object]] = {}
        for change in self.store.changes():
            if change.table_name == "decisions":
                assert (change.action == "insert") == (change.row_id not in rows)
                rows[change.row_id] = change.what
        with self.store._engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT * FROM decisions").mappings().all()
        assert rows == {row["decision_id"]: dict(row) | {"is_blind": bool(row["is_blind"])} for row in found}


TestReview = pytest.mark.slow(Review.TestCase)
TestReview.settings = settings(
    max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
