"""Intervals from resampled interviews: against a plain bootstrap, and where they are known beforehand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluation.intervals import Interval, bootstrap, bootstrap_difference
from pipeline.evaluation.judged import Judged, Units
from pipeline.evaluation.measures import by_theme, macro_f1, pooled_kappa, scores

CODES = ("netwerk.korte_lijnen", "netwerk.samen_uitvoeren", "netwerk.moeizaam_contact")
PAIRS = {("netwerk", "facilitating"): list(CODES[:2]), ("netwerk", "hindering"): [CODES[2]]}
NAMES = ("kappa", "kappa_themes", "macro_f1")


def units(truth: np.ndarray, n_turns: int = 2) -> Units:
    n = len(truth)
    return Units(
        interview_ids=tuple(f"i{turn // n_turns}" for turn in range(n)),
        turn_nos=tuple(range(n)),
        groups=("Dorp",) * n,
        is_off_topic=np.zeros(n, dtype=bool),
        code_ids=CODES,
        truth=truth,
        texts=("",) * n,
    )


def judged(suggested: np.ndarray, name: str = "proef") -> Judged:
    return Judged(name, suggested.astype(float), suggested, np.where(suggested, "likely", ""))


def random_case(n: int, seed: int = 1, noise: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = rng.random((n, len(CODES))) < 0.3
    return truth, truth ^ (rng.random(truth.shape) < noise)


def flat(intervals: dict[str, Interval]) -> list[float]:
    return [end for name in NAMES for end in intervals[name]]


def plain_bootstrap(truth: np.ndarray, suggested: np.ndarray, n_turns: int, n: int) -> dict[str, Interval]:
    """Draw interviews and stack their turns, with other random numbers."""
    rng = np.random.default_rng(99)
    values: dict[str, list[float]] = {name: [] for name in NAMES}
    for _ in range(n):
        drawn = rng.integers(0, len(truth) // n_turns, len(truth) // n_turns)
        turns = (drawn[:, None] * n_turns + np.arange(n_turns)).ravel()
        t, s = truth[turns], suggested[turns]
        values["kappa"].append(pooled_kappa(t, s) or 0.0)
        values["kappa_themes"].append(pooled_kappa(by_theme(t, CODES, PAIRS), by_theme(s, CODES, PAIRS)) or 0.0)
        values["macro_f1"].append(macro_f1(t, s))
    return {name: tuple(np.percentile(found, [2.5, 97.5])) for name, found in values.items()}


def test_as_a_plain_bootstrap_that_stacks_turns() -> None:
    truth, suggested = random_case(120)
    found = bootstrap(units(truth, 4), judged(suggested), PAIRS, n=2000)
    assert flat(found) == pytest.approx(flat(plain_bootstrap(truth, suggested, 4, 1000)), abs=0.02)


def test_the_figure_itself_lies_within() -> None:
    truth, suggested = random_case(80)
    found, figures = bootstrap(units(truth), judged(suggested), PAIRS), scores(units(truth), judged(suggested), PAIRS)
    for name in NAMES:
        low, high = found[name]
        assert low < getattr(figures, name) < high


def test_one_interview_leaves_nothing_to_resample() -> None:
    truth, suggested = random_case(6)
    figures = scores(units(truth, 6), judged(suggested), PAIRS)
    for name, interval in bootstrap(units(truth, 6), judged(suggested), PAIRS, n=20).items():
        assert interval == pytest.approx((getattr(figures, name),) * 2)


def test_interviews_alike_in_themselves_give_wider_intervals_than_turns() -> None:
    truth, suggested = (np.repeat(matrix, 5, axis=0) for matrix in random_case(30))
    for name in NAMES:
        by_interview, by_turn = (
            np.ptp(bootstrap(units(truth, n_turns), judged(suggested), PAIRS)[name]) for n_turns in (5, 1)
        )
        assert by_interview > 1.5 * by_turn


def test_two_interviews_worked_out_by_hand() -> None:
    # One interview is coded right throughout and one wrong throughout: all right, all wrong, or one of each.
    truth = np.array([[1, 0, 1], [0, 1, 0]], dtype=bool)
    suggested = np.array([[1, 0, 1], [1, 0, 1]], dtype=bool)
    found = bootstrap(units(truth, 1), judged(suggested), PAIRS)
    assert found["kappa"] == pytest.approx((-0.8, 1.0))
    assert found["macro_f1"] == pytest.approx((0.0, 1.0))


def test_all_right_has_no_width_and_nothing_at_all_no_figure() -> None:
    truth, _ = random_case(20)
    assert flat(bootstrap(units(truth), judged(truth), PAIRS, n=50)) == [1.0] * 6
    nothing = np.zeros_like(truth)
    assert np.isnan(flat(bootstrap(units(nothing), judged(nothing), PAIRS, n=50))).all()
    nobody = truth[:0]
    assert np.isnan(flat(bootstrap(units(nobody), judged(nobody), PAIRS, n=50))).all()


def test_resamples_without_a_figure_are_left_out() -> None:
    # Of the two interviews one has no codes at all; drawn twice, nothing varies.
    truth = np.array([[1, 1, 1], [0, 0, 0]], dtype=bool)
    found = bootstrap(units(truth, 1), judged(truth), PAIRS)
    assert found["macro_f1"] == (1.0, 1.0)
    assert found["kappa"] == (1.0, 1.0)


def test_same_seed_same_interval() -> None:
    truth, suggested = random_case(40)
    first, again, other = (bootstrap(units(truth), judged(suggested), PAIRS, n=100, seed=s) for s in (3, 3, 4))
    assert first == again
    assert first != other


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(20)))
def test_order_of_turns_does_not_matter(order: list[int]) -> None:
    truth, suggested = random_case(20)
    there = units(truth)
    shuffled = Units(
        interview_ids=tuple(there.interview_ids[i] for i in order),
        turn_nos=tuple(there.turn_nos[i] for i in order),
        groups=there.groups,
        is_off_topic=there.is_off_topic,
        code_ids=CODES,
        truth=truth[order],
        texts=there.texts,
    )
    expected = bootstrap(there, judged(suggested), PAIRS, n=50)
    assert flat(bootstrap(shuffled, judged(suggested[order]), PAIRS, n=50)) == pytest.approx(flat(expected))


def test_who_differs_in_nothing_has_no_difference() -> None:
    truth, suggested = random_case(40)
    found = bootstrap_difference(units(truth), judged(suggested, "a"), judged(suggested, "b"), PAIRS, n=100)
    assert flat(found) == [0.0] * 6


def test_the_difference_turns_with_who_comes_first() -> None:
    truth, a = random_case(60, noise=0.05)
    b = truth ^ (np.random.default_rng(7).random(truth.shape) < 0.3)
    there = bootstrap_difference(units(truth), judged(a), judged(b), PAIRS, n=200)
    back = bootstrap_difference(units(truth), judged(b), judged(a), PAIRS, n=200)
    for name in NAMES:
        assert there[name][0] > 0
        assert back[name] == pytest.approx((-there[name][1], -there[name][0]))


def test_pairing_takes_out_what_both_have_in_common() -> None:
    truth, a = random_case(60, noise=0.2)
    b = a.copy()
    b[:2] = truth[:2]
    paired = np.ptp(bootstrap_difference(units(truth), judged(b), judged(a), PAIRS, n=400)["kappa"])
    alone = np.ptp(bootstrap(units(truth), judged(a), PAIRS, n=400)["kappa"])
    assert paired < alone / 2


def test_judgements_of_other_turns_raise() -> None:
    truth, suggested = random_case(20)
    message = r"^kort: chance: got shape \(1, 3\); allowed \(20, 3\)$"
    short = judged(suggested[:1], "kort")
    with pytest.raises(ValueError, match=message):
        bootstrap(units(truth), short, PAIRS)
    with pytest.raises(ValueError, match=message):
        bootstrap_difference(units(truth), judged(suggested), short, PAIRS)
