"""The sample that is coded twice: lengths by hand, and what must hold of any draw."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.sampling import draw


def turns(interview_id: str, n: int) -> list[tuple[str, int]]:
    return [(interview_id, 2 * k) for k in range(1, n + 1)]


@pytest.mark.parametrize(
    ("n", "share", "n_drawn"),
    [
        pytest.param(10, 0.2, 2, id="even"),
        pytest.param(10, 0.25, 3, id="half up"),
        pytest.param(10, 0.24, 2, id="down"),
        pytest.param(100, 0.145, 15, id="half up where a float falls short"),
        pytest.param(3, 0.01, 1, id="at least one"),
        pytest.param(1, 0.5, 1, id="a single turn"),
        pytest.param(7, 1, 7, id="all"),
        pytest.param(7, 1.0, 7, id="all, as a float"),
    ],
)
def test_each_interview_gives_its_share(n, share, n_drawn):
    assert len(draw(turns("aa1", n), share, seed=3)) == n_drawn


def test_nothing_to_draw_from():
    assert draw([], 0.5, seed=0) == []


@pytest.mark.parametrize("share", [0, -0.1, 1.01, float("nan")])
def test_a_share_that_is_none(share):
    with pytest.raises(ValueError, match=r"share: got .*; allowed above 0, at most 1"):
        draw(turns("aa1", 4), share, seed=0)


def test_a_seed_below_zero():
    with pytest.raises(ValueError, match=r"seed: got -1; allowed 0 and more"):
        draw(turns("aa1", 4), 0.5, seed=-1)


def test_the_draw_is_the_same_on_every_machine():
    drawn = draw([*turns("aa1", 12), *turns("bb1", 9)], 0.25, seed=2025)
    assert drawn == [("aa1", 18), ("aa1", 20), ("aa1", 22), ("bb1", 2), ("bb1", 4)]


def test_every_run_comes_up():
    drawn = {draw(turns("aa1", 5), 0.4, seed)[0] for seed in range(100)}
    assert drawn == {("aa1", 2), ("aa1", 4), ("aa1", 6), ("aa1", 8)}


def test_interviews_of_the_same_length_do_not_all_begin_alike():
    sample = draw([turn for n in range(20) for turn in turns(f"aa{n}", 20)], 0.05, seed=1)
    assert len({turn_no for _, turn_no in sample}) > 5


STUDIES = st.dictionaries(
    st.sampled_from(["aa1", "aa2", "bb1", "éé1"]), st.sets(st.integers(1, 60), min_size=1), min_size=1
)
SHARES = st.floats(0.001, 1)
SEEDS = st.integers(0, 2**40)


@settings(deadline=None)
@given(STUDIES, SHARES, SEEDS, st.randoms())
def test_each_interview_gives_one_run_whatever_the_order_and_the_others(study, share, seed, random):
    units = [(interview_id, turn_no) for interview_id, numbers in study.items() for turn_no in numbers]
    sample = draw(random.sample(units, len(units)), share, seed)
    assert sample == draw(units, share, seed) == draw(units + units, share, seed)
    for interview_id, numbers in study.items():
        ordered = [(interview_id, turn_no) for turn_no in sorted(numbers)]
        own = [unit for unit in sample if unit[0] == interview_id]
        first = ordered.index(own[0])
        assert own == ordered[first : first + len(own)]
        assert abs(len(own) - share * len(numbers)) <= 0.5 + 1e-9 or len(own) == 1
        assert own == draw(ordered, share, seed)
    assert {interview_id for interview_id, _ in sample} == set(study)
