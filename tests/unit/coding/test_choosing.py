"""Choosing: how classifiers are weighed, and from which chance on a code is suggested, likely and certain."""

from __future__ import annotations

import numpy as np
import pytest
from coded_interviews import one_window
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from pipeline.coding import choosing
from pipeline.coding.choosing import NEVER, Chosen, choose_thresholds, outdone
from pipeline.coding.classifier import Floats
from pipeline.coding.scorer import Calibration
from pipeline.coding.turn_model import PARTS, Topic, TurnModel, fit_turns
from pipeline.coding.views import Views

Group = tuple[float, int, int]
GRID = np.round(np.arange(0.04, 0.97, 0.02), 2)
WEIGHTS = Calibration(ngrams=0.5, vectors=2.0, intercept=-1.0)


def judged(*groups: Group) -> tuple[np.ndarray, Floats]:
    """Return what coders gave and log-odds, of (chance, number right, number wrong)."""
    truth = [is_right for _, right, wrong in groups for is_right in [True] * right + [False] * wrong]
    scores = [logit(chance) for chance, right, wrong in groups for _ in range(right + wrong)]
    return np.array(truth)[:, None], np.array(scores)[:, None]


@pytest.mark.parametrize(
    ("groups", "doubtful", "likely", "certain"),
    [
        ([(0.95, 19, 1), (0.05, 1, 19)], 0.06, 0.06, 0.06),
        ([(0.75, 3, 1), (0.25, 1, 3)], 0.26, 0.26, NEVER),
        ([(0.45, 9, 11), (0.55, 11, 9)], 0.04, 0.04, NEVER),
        ([(0.20, 20, 80), (0.40, 2, 3)], 0.04, 0.96, NEVER),
        ([(0.29, 29, 71), (0.80, 4, 1)], 0.04, 0.30, NEVER),
        ([(0.15, 30, 170), (0.35, 35, 65), (0.75, 9, 3)], 0.16, 0.36, NEVER),
        ([(18 / 19, 18, 1), (1 / 19, 1, 18)], 0.06, 0.06, NEVER),
        ([(0.85, 17, 3), (0.15, 3, 17)], 0.16, 0.16, 0.16),
        ([(17 / 21, 17, 4), (4 / 21, 4, 17)], 0.20, 0.20, NEVER),
        ([(0.90, 18, 2), (0.55, 11, 9), (0.11, 11, 89)], 0.12, 0.12, 0.56),
        ([(0.97, 97, 3), (1 / 11, 1, 10)], 0.10, 0.10, 0.10),
    ],
    ids=[
        "nearly all right",
        "one of two",
        "exactly half",
        "never right enough",
        "likely is higher",
        "two steps",
        "right enough, but nineteen",
        "twenty, exactly right enough",
        "twenty and more, not right enough",
        "certain is higher",
        "certain is never below likely",
    ],
)
def test_choose_thresholds(groups: list[Group], doubtful: float, likely: float, certain: float) -> None:
    # As often right as they say: there is nothing to calibrate.
    chosen = choose_thresholds(one_window(*judged(*groups)), ["geld"])
    weights, turns = chosen.calibration, chosen.turns
    assert (weights.ngrams, weights.vectors, weights.intercept) == pytest.approx((1, 0, 0), abs=0.01)
    assert (turns.slope, turns.rule, turns.intercept, turns.shifts["geld"]) == pytest.approx((1, 0, 0, 0), abs=0.01)
    assert (chosen.doubtful, chosen.likely, chosen.certain) == (doubtful, likely, certain)


def test_thresholds_are_on_calibrated_chances() -> None:
    truth, scores = judged((0.75, 3, 1), (0.25, 1, 3))
    chosen = choose_thresholds(one_window(truth, 4 * scores + 8), ["geld"])
    assert (chosen.calibration.ngrams, chosen.calibration.intercept) == pytest.approx((0.25, -2), abs=0.01)
    assert (chosen.doubtful, chosen.likely) == (0.26, 0.26)


def test_precision_is_the_share_that_is_right_from_each_chance_up() -> None:
    precision = choose_thresholds(one_window(*judged((0.75, 3, 1), (0.25, 1, 3))), ["geld"]).precision
    assert [chance for chance, _ in precision] == pytest.approx(np.arange(0.04, 0.75, 0.02))
    assert [share for _, share in precision] == [4 / 8 if chance < 0.25 else 3 / 4 for chance, _ in precision]


def test_without_shifts_all_codes_are_taken_together() -> None:
    truth, scores = judged((0.75, 3, 1), (0.25, 1, 3))
    use = PARTS - {"codes"}
    together = choose_thresholds(one_window(truth.reshape(4, 2), scores.reshape(4, 2)), ["geld", "lijn"], use)
    assert together == choose_thresholds(one_window(truth, scores), ["geld"], use)


@pytest.mark.parametrize("is_given", [True, False])
def test_where_every_turn_is_coded_alike_nothing_is_suggested(is_given: bool) -> None:
    _, scores = judged((0.75, 3, 1), (0.25, 1, 3))
    chosen = choose_thresholds(one_window(np.full(scores.shape, is_given), scores), ["geld"])
    assert chosen == Chosen(Calibration(), NEVER, NEVER)
    assert (chosen.certain, chosen.for_precision(0.01).doubtful) == (NEVER, NEVER)


@pytest.mark.parametrize("rare", [1, 2, 4])
def test_turns_that_the_classifiers_tell_apart_perfectly_can_be_chosen_on(rare: int) -> None:
    """A small study may have them; that the solver goes another way there is no warning that a researcher needs."""
    scores = np.linspace(-3, 3, 80)[:, None]
    truth = np.arange(80)[:, None] >= 80 - rare
    views = one_window(truth, scores)
    chosen = choose_thresholds(views, ["geld"])
    assert ((chosen.chances(views, ["geld"]) >= chosen.doubtful) == truth).all()


def test_chances_are_those_of_the_turn_model_for_each_best_window() -> None:
    turn = np.array([0, 0, 1])
    ngrams, vectors = np.array([[1.0, 0.0], [0.0, 3.0], [-1.0, 0.5]]), np.array([[0.0, 1.0], [2.0, -1.0], [0.0, 0.0]])
    rules = np.array([[0.0, 0.9], [0.5, 0.0]])
    views = Views((("a", 1), ("a", 3)), np.zeros((2, 2), dtype=bool), turn, ngrams, vectors, rules)
    turns = TurnModel(0.5, 2.0, -0.1, {"lijn": 0.3})
    chosen = Chosen(Calibration(1.0, 0.5, -1.0), 0.3, 0.5, turns=turns)
    # Weighed, the windows are (0, -0.5), (0, 1.5) and (-2, -0.5); the first turn has two of them.
    best = np.array([[0.0, 1.5], [-2.0, -0.5]])
    expected = expit(0.5 * best + 2.0 * rules - 0.1 + np.array([0.0, 0.3]))
    assert chosen.chances(views, ["geld", "lijn"]) == pytest.approx(expected)
    swapped = chosen.chances(views, ["lijn", "geld"])
    assert swapped == pytest.approx(expit(0.5 * best + 2.0 * rules - 0.1 + np.array([0.3, 0.0])))


@pytest.mark.parametrize(
    ("chance", "certainty"),
    [(0.3, "doubtful"), (0.4999, "doubtful"), (0.5, "likely"), (0.7999, "likely"), (0.8, "certain"), (1.0, "certain")],
)
def test_certainty(chance: float, certainty: str) -> None:
    assert Chosen(Calibration(), 0.3, 0.5, certain=0.8).certainty(chance) == certainty


def test_by_default_nothing_is_certain() -> None:
    assert Chosen(Calibration(), 0.3, 0.5).certainty(1.0) == "likely"


SCORES = st.floats(-6, 6)
JUDGED = st.lists(st.tuples(st.booleans(), SCORES, SCORES), min_size=2, max_size=60).filter(
    lambda given: len({is_right for is_right, _, _ in given}) == 2
)


@settings(deadline=None, max_examples=15)
@given(JUDGED, st.booleans())
def test_no_threshold_is_better_and_what_is_likely_or_certain_is_right_often_enough(
    given_scores: list[tuple[bool, float, float]], has_vectors: bool
) -> None:
    truth, by_ngrams, by_vectors = (np.array(column)[:, None] for column in zip(*given_scores, strict=True))
    views = one_window(truth, by_ngrams, by_vectors if has_vectors else None)
    chosen = choose_thresholds(views, ["geld"])
    chances = chosen.chances(views, ["geld"])

    def f1(threshold: float) -> float:
        return 2 * (truth & (chances >= threshold)).sum() / ((chances >= threshold).sum() + truth.sum())

    def is_right_enough(threshold: float) -> bool:
        suggested = truth[chances >= threshold]
        return len(suggested) >= 20 and suggested.mean() >= 0.85

    assert chosen.doubtful == max(GRID, key=f1)
    assert 0.04 <= chosen.doubtful <= chosen.likely <= 0.96
    assert chosen.likely == 0.96 or truth[chances >= chosen.likely].mean() >= 0.5
    lower = [threshold for threshold in GRID if chosen.doubtful <= threshold < chosen.likely]
    assert all(truth[chances >= threshold].mean() < 0.5 for threshold in lower if (chances >= threshold).any())
    assert chosen.certain == max(chosen.likely, next(filter(is_right_enough, GRID), NEVER))
    assert chosen.precision == tuple((t, truth[chances >= t].mean()) for t in GRID if (chances >= t).any())


def interviews_of_which_half_have_nothing(seed: int = 1) -> tuple[Views, list[str]]:
    """Return twelve interviews of twelve turns: rules are often right, one code is given more, every other has no codings."""
    rng = np.random.default_rng(seed)
    names = np.repeat([f"i{n}" for n in range(12)], 12)
    has_any = (np.arange(144) // 12 % 2 == 0)[:, None]
    rules = np.where(rng.random((144, 2)) < 0.2, 0.8, 0.0)
    scores = rng.normal(0, 1.5, (144, 2)) + np.where(has_any, 1.0, -1.5)
    truth = has_any & (rng.random((144, 2)) < expit(scores + 2 * rules - 1 + np.array([1.5, -1.5])))
    return one_window(truth, scores, None, rules, names.tolist()), ["vaak", "zelden"]


@pytest.mark.parametrize("left_out", [frozenset(), *({part} for part in sorted(PARTS)), PARTS], ids=str)
def test_parts_of_the_turn_model_can_be_left_out(left_out: frozenset[str]) -> None:
    views, code_ids = interviews_of_which_half_have_nothing()
    chosen = choose_thresholds(views, code_ids, PARTS - left_out)
    turns, whole = chosen.turns, choose_thresholds(views, code_ids).turns
    assert (turns.rule == 0.0) == ("rules" in left_out)
    assert (list(turns.shifts) == []) is ("codes" in left_out)
    assert (turns.topic is None) is ("topic" in left_out)
    # The calibration comes before: it does not depend on what else is weighed.
    assert chosen.calibration == choose_thresholds(views, code_ids).calibration
    if left_out == {"topic"}:
        assert turns == TurnModel(whole.slope, whole.rule, whole.intercept, whole.shifts)


def test_thresholds_are_on_chances_by_turn_models_that_have_not_seen_the_interview() -> None:
    views, code_ids = interviews_of_which_half_have_nothing()
    chosen = choose_thresholds(views, code_ids)
    best, names = views.best(chosen.calibration), np.array(views.interviews)
    part = np.array([list(dict.fromkeys(views.interviews)).index(name) % 5 for name in names])
    chances = np.zeros(best.shape)
    for here in (part == n for n in range(5)):
        learnt = (views.truth[~here], best[~here], views.rules[~here], code_ids, names[~here].tolist())
        chances[here] = fit_turns(*learnt).chances(best[here], views.rules[here], code_ids, names[here].tolist())
    shares = {t: views.truth[chances >= t].mean() for t in GRID if (chances >= t).any()}
    assert chosen.precision == tuple(shares.items())
    assert chosen.turns == fit_turns(views.truth, best, views.rules, code_ids, views.interviews)
    bare = choose_thresholds(views, code_ids, ())
    assert chosen.precision != bare.precision
    assert f1_of(chosen, views, code_ids) > f1_of(bare, views, code_ids)


def test_where_the_other_interviews_have_no_codings_all_are_learnt_from() -> None:
    whole, code_ids = interviews_of_which_half_have_nothing()
    views = whole.only(["i0", "i1"])
    assert [views.only([name]).truth.any() for name in ("i0", "i1")] == [True, False]
    chosen = choose_thresholds(views, code_ids)
    chances = []
    for name, learnt in (("i0", views), ("i1", views.only(["i0"]))):
        best = learnt.best(chosen.calibration)
        turns = fit_turns(learnt.truth, best, learnt.rules, code_ids, learnt.interviews)
        chances.append(Chosen(chosen.calibration, 0.5, 0.5, turns=turns).chances(views.only([name]), code_ids))
    together = np.vstack(chances)
    assert chosen.precision == tuple((t, views.truth[together >= t].mean()) for t in GRID if (together >= t).any())


def f1_of(chosen: Chosen, views: Views, code_ids: list[str]) -> float:
    suggested = chosen.chances(views, code_ids) >= chosen.doubtful
    return float(2 * (suggested & views.truth).sum() / (suggested.sum() + views.truth.sum()))


def test_the_same_turns_give_the_same_choice() -> None:
    views, code_ids = interviews_of_which_half_have_nothing()
    assert choose_thresholds(views, code_ids) == choose_thresholds(views, code_ids)
    other, _ = interviews_of_which_half_have_nothing(seed=2)
    assert choose_thresholds(views, code_ids) != choose_thresholds(other, code_ids)


@pytest.mark.parametrize(
    ("wanted", "doubtful", "likely", "certain"),
    [
        (0.01, 0.04, 0.5, 0.75),
        (0.2, 0.04, 0.5, 0.75),
        (0.21, 0.3, 0.5, 0.75),
        (0.6, 0.5, 0.5, 0.75),
        (0.7, 0.7, 0.7, 0.75),
        (0.9, 0.9, 0.9, 0.9),
        (0.95, NEVER, NEVER, NEVER),
    ],
    ids=[
        "less than there ever is",
        "just so",
        "a little more",
        "from likely on",
        "the lowest of two that are right enough",
        "the last",
        "more than there ever is",
    ],
)
def test_for_precision(wanted: float, doubtful: float, likely: float, certain: float) -> None:
    weights, turns = Calibration(0.5, 2.0, -1.0), TurnModel(0.9, 1.5, -0.2, {"geld": 0.1}, Topic(2.0, 1.0))
    shares = ((0.04, 0.2), (0.3, 0.4), (0.5, 0.6), (0.7, 0.8), (0.8, 0.7), (0.9, 0.9))
    chosen = Chosen(weights, 0.3, 0.5, shares, turns, 0.75).for_precision(wanted)
    assert chosen == Chosen(weights, doubtful, likely, shares, turns, certain)


def test_what_is_never_certain_stays_so_for_any_precision() -> None:
    assert Chosen(Calibration(), 0.3, 0.5, ((0.04, 0.2), (0.6, 0.7))).for_precision(0.6).certain == NEVER


def test_for_precision_without_shares_suggests_nothing() -> None:
    chosen = Chosen(Calibration(), 0.3, 0.5, certain=0.8).for_precision(0.1)
    assert (chosen.doubtful, chosen.likely, chosen.certain) == (NEVER, NEVER, NEVER)


@settings(deadline=None, max_examples=10)
@given(JUDGED, st.floats(0.01, 0.99))
def test_for_precision_keeps_its_word(given_scores: list[tuple[bool, float, float]], wanted: float) -> None:
    truth, by_ngrams, by_vectors = (np.array(column)[:, None] for column in zip(*given_scores, strict=True))
    views = one_window(truth, by_ngrams, by_vectors)
    chosen = choose_thresholds(views, ["geld"]).for_precision(wanted)
    suggested = chosen.chances(views, ["geld"]) >= chosen.doubtful
    assert truth[suggested].mean() >= wanted if suggested.any() else chosen.doubtful == NEVER
    assert chosen.doubtful <= chosen.likely <= chosen.certain


def drawn(weights: Calibration, n: int = 4000, k: int = 3) -> tuple[np.ndarray, Floats, Floats]:
    """Return what coders gave, drawn with the chances that ``weights`` makes of two random log-odds."""
    rng = np.random.default_rng(1)
    by_ngrams, by_vectors = rng.normal(0, 2, (2, n, k))
    chances = expit(weights.ngrams * by_ngrams + weights.vectors * by_vectors + weights.intercept)
    return rng.random((n, k)) < chances, by_ngrams, by_vectors


def as_numbers(found: Calibration) -> tuple[float, float, float]:
    return found.ngrams, found.vectors, found.intercept


def calibrate(truth: np.ndarray, by_ngrams: Floats, by_vectors: Floats | None) -> Calibration:
    """Calibrate on turns that have one window each."""
    return choosing.calibrate(truth, one_window(truth, by_ngrams, by_vectors))


@pytest.mark.parametrize(
    "weights",
    [Calibration(1.0, 1.0, 0.0), Calibration(0.5, 2.0, -1.5), Calibration(1.5, 0.0, -3.0), Calibration(0.0, 0.7, 1.0)],
    ids=["equal", "mostly vectors", "ngrams alone", "vectors alone"],
)
def test_calibrate_finds_the_weights_behind_the_codings(weights: Calibration) -> None:
    assert as_numbers(calibrate(*drawn(weights))) == pytest.approx(as_numbers(weights), abs=0.15)


def test_calibrate_without_vectors_gives_them_no_weight() -> None:
    truth, by_ngrams, _ = drawn(Calibration(0.8, 0.0, -1.0))
    found = calibrate(truth, by_ngrams, None)
    assert found.vectors == 0.0
    assert as_numbers(found) == pytest.approx((0.8, 0.0, -1.0), abs=0.1)


def test_calibrated_chances_add_up_to_what_coders_gave() -> None:
    truth, by_ngrams, by_vectors = drawn(WEIGHTS)
    found = calibrate(truth, by_ngrams, by_vectors)
    chances = expit(found.ngrams * by_ngrams + found.vectors * by_vectors + found.intercept)
    assert chances.mean() == pytest.approx(truth.mean(), abs=1e-3)


def test_calibrate_takes_all_codes_together() -> None:
    truth, by_ngrams, by_vectors = drawn(WEIGHTS, n=200)
    one_column = [part.reshape(-1, 1) for part in (truth, by_ngrams, by_vectors)]
    assert as_numbers(calibrate(*one_column)) == pytest.approx(as_numbers(calibrate(truth, by_ngrams, by_vectors)))


def test_no_other_weights_fit_better() -> None:
    truth, by_ngrams, by_vectors = drawn(WEIGHTS, n=300)

    def loss(given_weights: Calibration) -> float:
        a, b, c = as_numbers(given_weights)
        scores = a * by_ngrams + b * by_vectors + c
        return float((np.logaddexp(0, scores) - truth * scores).mean())

    found = calibrate(truth, by_ngrams, by_vectors)
    a, b, c = as_numbers(found)
    others = [Calibration(a + s, b + t, c + u) for s, t, u in np.vstack([np.eye(3), -np.eye(3)]) * 0.05]
    assert all(loss(found) < loss(other) for other in others)


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ((0.9, 0.5, 0.1, 0.4), (False, True, True, False)),
        ((0.6, 0.5, 0.5, 0.4), (False, False, False, False)),
        ((0.6, 0.4, 0.39, 0.1), (False, False, True, False)),
        ((0.1, 0.5, 0.2, 0.9), (True, False, False, False)),
        ((0.0, 0.0, 0.0, 0.0), (False, False, False, False)),
    ],
    ids=["far behind", "close", "just 1.5 times and more", "the other way round", "nothing"],
)
def test_what_a_code_that_says_the_opposite_outdoes(chances: tuple[float, ...], expected: tuple[bool, ...]) -> None:
    opposed = {"wel": {"niet", "nooit"}, "niet": {"wel"}, "nooit": {"wel"}, "feit": set()}
    assert outdone(np.array([chances]), list(opposed), opposed)[0].tolist() == list(expected)


def test_without_opposites_nothing_is_outdone() -> None:
    assert not outdone(np.array([[0.9, 0.1]]), ["een", "twee"], {}).any()
    assert outdone(np.zeros((0, 2)), ["een", "twee"], {}).shape == (0, 2)
