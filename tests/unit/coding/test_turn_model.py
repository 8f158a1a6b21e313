"""The turn model: what scores, rules, codes and the rest of an interview make of a turn's chance, and how they are weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.special import expit

from pipeline.coding.classifier import Floats
from pipeline.coding.turn_model import PARTS, Topic, TurnModel, fit_turns

CODES = ["geld", "lijn", "tijd"]


def logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


def test_without_more_the_chance_is_the_logistic_of_the_score() -> None:
    log_odds = np.array([[-2.0, 0.0, 3.0]])
    chances = TurnModel().chances(log_odds, np.ones((1, 3)), CODES, ["a"])
    assert chances[0] == pytest.approx([logistic(-2), 0.5, logistic(3)])


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (TurnModel(slope=0.5, intercept=-1.0), [0.5 * 2 - 1, 0.5 * -4 - 1, 0 - 1]),
        (TurnModel(rule=3.0), [2, -4 + 3 * 0.9, 0 + 3 * 0.5]),
        (TurnModel(shifts={"lijn": 0.4, "tijd": -0.3, "elders": 9.0}), [2, -4 + 0.4, -0.3]),
        (
            TurnModel(0.5, 3.0, -1.0, {"geld": 0.2, "lijn": 0.4}),
            [0.5 * 2 + 0.2 - 1, 0.5 * -4 + 3 * 0.9 + 0.4 - 1, 3 * 0.5 - 1],
        ),
    ],
    ids=["slope and intercept", "rules by their strength", "shifts of codes", "everything"],
)
def test_evidence_by_hand(model: TurnModel, expected: list[float]) -> None:
    log_odds, rules = np.array([[2.0, -4.0, 0.0]]), np.array([[0.0, 0.9, 0.5]])
    assert model.evidence(log_odds, rules, CODES)[0] == pytest.approx(expected)
    assert model.chances(log_odds, rules, CODES, ["a"])[0] == pytest.approx([logistic(x) for x in expected])


def test_shifts_go_with_their_code_whatever_the_order() -> None:
    model, log_odds = TurnModel(shifts={"geld": 1.0, "lijn": -1.0}), np.zeros((1, 2))
    assert model.evidence(log_odds, log_odds, ["lijn", "geld"])[0] == pytest.approx([-1, 1])


def test_the_chance_of_a_topic_is_about_the_codings_per_turn() -> None:
    topic = Topic(2.0, 1.0)
    assert topic.chance(0.249) == pytest.approx(logistic(2 * np.log(0.25) + 1))
    assert topic.chance(0.0) == pytest.approx(logistic(2 * np.log(0.001) + 1))


def test_each_interview_has_its_own_topic() -> None:
    """Interview a promises 1.5 codings per turn, b 0.2; c has nine turns, too few to say."""
    interviews = ["a"] * 10 + ["b"] * 12 + ["c"] * 9
    bare = np.array([[0.9, 0.6]] * 10 + [[0.1, 0.1]] * 12 + [[0.9, 0.1]] * 9)
    log_odds, rules = np.log(bare / (1 - bare)), np.zeros((31, 2))
    topic = Topic(1.5, 1.0)
    model = TurnModel(topic=topic)
    of_a, of_b = (logistic(1.5 * np.log(per_turn + 0.001) + 1) for per_turn in (1.5, 0.2))
    assert model.topics(bare, interviews) == pytest.approx([of_a] * 10 + [of_b] * 12 + [1] * 9)
    chances = model.chances(log_odds, rules, CODES[:2], interviews)
    assert chances == pytest.approx(bare * np.array([of_a] * 10 + [of_b] * 12 + [1] * 9)[:, None])
    order = np.random.default_rng(1).permutation(31)
    mixed = model.chances(log_odds[order], rules, CODES[:2], [interviews[n] for n in order])
    assert mixed == pytest.approx(chances[order])


@pytest.mark.parametrize(("n_turns", "is_known"), [(1, False), (9, False), (10, True), (11, True)])
def test_ten_turns_say_what_an_interview_is_about(n_turns: int, is_known: bool) -> None:
    bare = np.full((n_turns, 1), 0.5)
    chances = TurnModel(topic=Topic(1.0, 0.0)).chances(np.zeros((n_turns, 1)), bare, ["geld"], ["a"] * n_turns)
    assert chances == pytest.approx(bare * (logistic(np.log(0.501)) if is_known else 1))


def test_no_turns_no_chances() -> None:
    nothing = np.zeros((0, 3))
    assert TurnModel(topic=Topic(1.0, 0.0)).chances(nothing, nothing, CODES, []).shape == (0, 3)


WEIGHTS = st.floats(-20, 20)
TABLES = hnp.arrays(float, (24, 2), elements=st.floats(-10, 10))


@settings(deadline=None)
@given(TABLES, hnp.arrays(float, (24, 2), elements=st.floats(0, 1)), st.tuples(*[WEIGHTS] * 6))
def test_what_an_interview_is_about_never_raises_a_chance(
    log_odds: Floats, rules: Floats, weights: tuple[float, ...]
) -> None:
    slope, rule, intercept, shift, of_topic, at = weights
    interviews = ["a"] * 14 + ["b"] * 10
    given_weights = (slope, rule, intercept, {"lijn": shift})
    without, with_topic = (
        TurnModel(*given_weights, topic).chances(log_odds, rules, CODES[:2], interviews)
        for topic in (None, Topic(of_topic, at))
    )
    assert ((with_topic >= 0) & (with_topic <= without) & (without <= 1)).all()


@dataclass(frozen=True)
class Drawn:
    """Turns of interviews whose codings are drawn with the chances of a model."""

    truth: np.ndarray
    log_odds: Floats
    rules: Floats
    interviews: list[str]

    def fit(self, use: frozenset[str] = PARTS, code_ids: Sequence[str] = CODES) -> TurnModel:
        return fit_turns(self.truth, self.log_odds, self.rules, code_ids, self.interviews, use)


def drawn(model: TurnModel, n: int = 3000, seed: int = 1, per_interview: int = 30) -> Drawn:
    rng = np.random.default_rng(seed)
    log_odds = rng.normal(-1, 2, (n, len(CODES)))
    rules = np.where(rng.random(log_odds.shape) < 0.15, rng.choice([0.4, 0.6, 0.9], log_odds.shape), 0.0)
    interviews = [f"i{turn // per_interview}" for turn in range(n)]
    chances = model.chances(log_odds, rules, CODES, interviews)
    return Drawn(rng.random(log_odds.shape) < chances, log_odds, rules, interviews)


@pytest.mark.parametrize(
    "planted",
    [
        TurnModel(),
        TurnModel(0.6, 2.5, -0.5),
        TurnModel(1.3, 0.0, 0.4),
        TurnModel(1.0, -1.5, 0.0),
    ],
    ids=["nothing", "rules are right", "rules do not matter", "rules are wrong"],
)
def test_planted_weights_are_found(planted: TurnModel) -> None:
    found = drawn(planted).fit()
    assert found.slope == pytest.approx(planted.slope, abs=0.1)
    assert found.rule == pytest.approx(planted.rule, abs=0.3)
    assert found.intercept == pytest.approx(planted.intercept, abs=0.15)
    assert list(found.shifts) == CODES
    assert list(found.shifts.values()) == pytest.approx([0, 0, 0], abs=0.15)


PLANTED = {"geld": 0.8, "lijn": -0.8, "tijd": 0.0}


def test_shifts_are_found_where_there_are_turns_enough_and_stay_near_0_where_not() -> None:
    sizes = []
    for n in (30, 300, 20_000):
        shifts = drawn(TurnModel(intercept=-0.5, shifts=PLANTED), n).fit().shifts
        # They are known but for a constant, which is the intercept's.
        sizes.append(shifts["geld"] - shifts["lijn"])
    assert 0 < sizes[0] < 0.4 < sizes[1] < 1.2 < sizes[2] == pytest.approx(1.6, abs=0.15)


def test_a_shift_lies_where_its_turns_and_its_spread_agree() -> None:
    """At the best weights the codings that a code lacks are its shift over the square of 0.2, a rule's over that of 3."""
    turns = drawn(TurnModel(0.8, 1.5, -0.5, PLANTED), n=200)
    found = turns.fit(PARTS - {"topic"})
    chances = expit(found.evidence(turns.log_odds, turns.rules, CODES))
    missing = turns.truth - chances
    assert missing.sum() == pytest.approx(0, abs=0.01)
    assert missing.sum(axis=0) == pytest.approx([found.shifts[code] / 0.2**2 for code in CODES], abs=0.01)
    assert (missing * turns.rules).sum() == pytest.approx(found.rule / 3**2, abs=0.01)
    assert (missing * turns.log_odds).sum() == pytest.approx(0, abs=0.01)
    assert max(abs(shift) for shift in found.shifts.values()) > 0.05


@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_rule_that_is_always_right_in_few_turns_has_a_bounded_weight(n: int) -> None:
    turns = drawn(TurnModel(), n=500)
    rules = np.zeros(turns.truth.shape)
    rules[tuple(place[:n] for place in np.nonzero(turns.truth & (turns.log_odds < 0)))] = 1.0
    found = fit_turns(turns.truth, turns.log_odds, rules, CODES, turns.interviews)
    assert 0.5 < found.rule < 9


@pytest.mark.parametrize("left_out", ["rules", "codes", "topic"])
def test_a_part_that_is_left_out_is_not_there(left_out: str) -> None:
    turns = half_about_something_else()
    whole, found = turns.fit(), turns.fit(PARTS - {left_out})
    assert found.rule == 0.0 if left_out == "rules" else found.rule > 0.3
    assert found.shifts == {} if left_out == "codes" else set(found.shifts) == set(CODES)
    assert found.topic is None if left_out == "topic" else found.topic is not None
    assert whole.rule > 0.3
    assert whole.topic is not None
    assert max(map(abs, whole.shifts.values())) > 0.01


def test_where_no_rule_found_anything_it_has_no_weight() -> None:
    turns = drawn(TurnModel(0.8, 1.5, -0.5))
    found = fit_turns(turns.truth, turns.log_odds, np.zeros(turns.rules.shape), CODES, turns.interviews)
    assert found.rule == 0.0
    assert found == fit_turns(turns.truth, turns.log_odds, turns.rules, CODES, turns.interviews, PARTS - {"rules"})


def half_about_something_else(per_interview: int = 20) -> Drawn:
    """Return forty interviews; in every other one the scores are lower and coders found nothing."""
    turns = drawn(TurnModel(1.0, 2.0, -1.0), 40 * per_interview, per_interview=per_interview)
    is_other = (np.arange(40 * per_interview) // per_interview % 2 == 1)[:, None]
    rng = np.random.default_rng(5)
    log_odds = turns.log_odds - 2.5 * is_other
    truth = rng.random(log_odds.shape) < expit(log_odds + 2 * turns.rules - 0.5)
    return Drawn(truth & ~is_other, log_odds, turns.rules, turns.interviews)


def test_the_topic_tells_interviews_apart_in_which_coders_found_nothing() -> None:
    turns = half_about_something_else()
    model = turns.fit()
    bare = expit(model.evidence(turns.log_odds, turns.rules, CODES))
    topics = model.topics(bare, turns.interviews).reshape(40, 20)
    assert (topics == topics[:, :1]).all()
    assert topics[0::2].min() > 0.5 > topics[1::2].max()
    assert model.topic is not None
    assert model.topic.slope > 0


def test_short_interviews_do_not_teach_what_a_topic_is() -> None:
    assert half_about_something_else(per_interview=9).fit().topic is None
    assert half_about_something_else(per_interview=10).fit().topic is not None


@pytest.mark.parametrize("is_coded", [True, False], ids=["all have codings", "none of ten turns has"])
def test_there_is_no_topic_where_interviews_do_not_differ(is_coded: bool) -> None:
    turns = half_about_something_else()
    first = np.arange(len(turns.truth)) % 20 == 0
    truth = turns.truth | first[:, None] if is_coded else np.zeros(turns.truth.shape, dtype=bool)
    interviews = list(turns.interviews)
    if not is_coded:
        # Something must be given somewhere: in an interview that is too short to count.
        truth[0], interviews[0] = True, "kort"
    assert Drawn(truth, turns.log_odds, turns.rules, interviews).fit().topic is None


def test_the_same_turns_give_the_same_weights() -> None:
    turns = half_about_something_else()
    assert turns.fit() == turns.fit()
    assert repr(turns.fit()) == repr(turns.fit())


def test_the_order_of_codes_does_not_matter() -> None:
    turns = half_about_something_else()
    found = turns.fit()
    reverse = Drawn(turns.truth[:, ::-1], turns.log_odds[:, ::-1], turns.rules[:, ::-1], turns.interviews)
    again = reverse.fit(code_ids=CODES[::-1])
    assert (again.slope, again.rule, again.intercept) == pytest.approx(
        (found.slope, found.rule, found.intercept), abs=1e-4
    )
    assert [again.shifts[code] for code in CODES] == pytest.approx([found.shifts[code] for code in CODES], abs=1e-4)
