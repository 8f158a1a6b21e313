"""Agreement coefficients against three other implementations and published worked examples."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import accuracy_score, cohen_kappa_score

from pipeline.evaluation import cohen_kappa, krippendorff_alpha, percent_agreement
from pipeline.evaluation.coefficients import Interval, OfCounts, alpha_of, bootstrap_intervals, gwet_ac1
from pipeline.evaluation.measures import kappa_of

Labels = list[int]
CODERS = (
    st.integers(1, 5)
    .flatmap(lambda n_labels: st.lists(st.tuples(*[st.integers(0, n_labels - 1)] * 2), min_size=1, max_size=30))
    .map(lambda pairs: ([a for a, _ in pairs], [b for _, b in pairs]))
)
BINARY = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=30).map(
    lambda pairs: ([a for a, _ in pairs], [b for _, b in pairs])
)


def ac1_of_five(a: Labels, b: Labels) -> float | None:
    """Return AC1 of coders who could choose from five labels."""
    return gwet_ac1(a, b, n_categories=5)


CHANCE_CORRECTED = pytest.mark.parametrize("coefficient", [cohen_kappa, krippendorff_alpha, ac1_of_five])
ALL = pytest.mark.parametrize("coefficient", [percent_agreement, cohen_kappa, krippendorff_alpha, ac1_of_five])
OF_COUNTS = pytest.mark.parametrize(
    ("of_counts", "of_labels"), [(alpha_of, krippendorff_alpha), (kappa_of, cohen_kappa)], ids=["alpha", "kappa"]
)


def from_table(table: list[list[int]]) -> tuple[Labels, Labels]:
    """Return both coders' labels from a table of counts, first coder in rows."""
    cells = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return [i for i, _ in cells], [j for _, j in cells]


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        pytest.param([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.492, id="Cohen 1968, N = 200, without weights"),
        pytest.param([[20, 5], [10, 15]], 0.400, id="50 grant proposals"),
        pytest.param([[45, 15], [25, 15]], 0.130, id="60% agreement, margins 60 and 70"),
        pytest.param([[25, 35], [5, 35]], 0.259, id="60% agreement, margins 60 and 30"),
        pytest.param([[0, 5], [5, 0]], -1.0, id="never alike"),
        pytest.param([[5, 0], [5, 0]], 0.0, id="one coder never varies"),
        pytest.param([[0, 5], [0, 0]], 0.0, id="each coder one label, never the same"),
    ],
)
def test_published_kappas(table: list[list[int]], kappa: float) -> None:
    assert cohen_kappa(*from_table(table)) == pytest.approx(kappa, abs=5e-4)


@pytest.mark.parametrize(
    ("a", "b", "alpha"),
    [
        pytest.param("0100000010", "1110010000", 0.095, id="Krippendorff 2011, A: binary data, 10 units"),
        pytest.param("aabbdcccedda", "babbbccceddd", 0.692, id="Krippendorff 2011, B: nominal data, 12 units"),
        pytest.param("01", "10", -0.5, id="never alike, by hand: 1 - 3 * 4 / 8"),
        pytest.param("0", "1", 0.0, id="one unit, by hand: 1 - 1 * 2 / 2"),
    ],
)
def test_published_alphas(a: str, b: str, alpha: float) -> None:
    assert krippendorff_alpha(a, b) == pytest.approx(alpha, abs=5e-4)


# AC1 = (po - pe) / (1 - pe); pe = sum of pi * (1 - pi) / (q - 1), pi the mean of both coders' shares of a label, q the
# number of labels (Gwet 2008). Worked out per table, from that formula:
#   40 9 / 6 45:    po .85,  pi .475,            pe 2 * .475 * .525 = .49875,               (.85 - .49875) / .50125
#   80 10 / 5 5:    po .85,  pi .875,            pe 2 * .875 * .125 = .21875,               (.85 - .21875) / .78125
#   45 15 / 25 15:  po .60,  pi .65,             pe 2 * .65 * .35 = .455,                   (.60 - .455) / .545
#   25 35 / 5 35:   po .60,  pi .45,             pe 2 * .45 * .55 = .495,                   (.60 - .495) / .505
#   118 5 / 2 0:    po .944, pi .972,            pe 2 * .972 * .028 = .054432,              (.944 - .054432) / .945568
#   3 x 3:          po .89,  pi .13 .255 .615,   pe (.1131 + .189975 + .236775) / 2,        (.89 - .269925) / .730075
@pytest.mark.parametrize(
    ("table", "ac1"),
    [
        pytest.param([[40, 9], [6, 45]], 0.701, id="Feinstein and Cicchetti 1990, even margins, kappa 0.70"),
        pytest.param([[80, 10], [5, 5]], 0.808, id="Feinstein and Cicchetti 1990, uneven margins, kappa 0.32"),
        pytest.param([[45, 15], [25, 15]], 0.266, id="Feinstein and Cicchetti 1990, margins alike, kappa 0.13"),
        pytest.param([[25, 35], [5, 35]], 0.208, id="Feinstein and Cicchetti 1990, margins unlike, kappa 0.26"),
        pytest.param([[118, 5], [2, 0]], 0.941, id="Gwet 2002, kappa below 0"),
        pytest.param([[13, 0, 0], [0, 20, 7], [0, 4, 56]], 0.849, id="Gwet 2014, three labels, kappa 0.796"),
        pytest.param([[0, 5], [5, 0]], -1.0, id="never alike, by hand: (0 - 1/2) / (1/2)"),
        pytest.param([[5, 0], [5, 0]], 0.2, id="one coder never varies, by hand: (1/2 - 3/8) / (5/8)"),
        pytest.param([[0, 5], [0, 0]], -1.0, id="each coder one label, by hand: (0 - 1/2) / (1/2)"),
    ],
)
def test_published_ac1s(table: list[list[int]], ac1: float) -> None:
    assert gwet_ac1(*from_table(table), n_categories=len(table)) == pytest.approx(ac1, abs=5e-4)


def test_ac1_holds_where_kappa_falls_with_the_margins() -> None:
    even, uneven = (from_table(table) for table in ([[40, 9], [6, 45]], [[80, 10], [5, 5]]))
    assert percent_agreement(*even) == percent_agreement(*uneven) == 0.85
    assert (cohen_kappa(*even), cohen_kappa(*uneven)) == pytest.approx((0.700, 0.318), abs=5e-4)
    assert (gwet_ac1(*uneven, n_categories=2) or 0) > (gwet_ac1(*even, n_categories=2) or 1)


@settings(deadline=None)
@given(CODERS, st.integers(5, 9))
def test_ac1_as_the_formula_in_fractions(coders: tuple[Labels, Labels], n_categories: int) -> None:
    assume(len({*coders[0], *coders[1]}) > 1)
    a, b = coders
    shares = [Fraction(a.count(label) + b.count(label), 2 * len(a)) for label in {*a, *b}]
    expected = sum(share * (1 - share) for share in shares) / (n_categories - 1)
    observed = Fraction(sum(x == y for x, y in zip(a, b, strict=True)), len(a))
    assert gwet_ac1(a, b, n_categories) == pytest.approx(float((observed - expected) / (1 - expected)))


def test_a_label_that_nobody_chose_lowers_chance_and_raises_ac1() -> None:
    # q = 2: pe 3/8 + 3/8 of the doctest is 15/32; with q = 3 half of that: (3/4 - 15/64) / (1 - 15/64) = 33/49.
    assert gwet_ac1([1, 1, 0, 0], [1, 0, 0, 0], n_categories=3) == pytest.approx(33 / 49)


@pytest.mark.parametrize(
    ("labels", "n_categories", "message"),
    [
        ([0, 0], 1, "got 1 with 1 labels"),
        ([], 0, "got 0 with 0 labels"),
        ([0, 1, 2], 2, "got 2 with 3 labels"),
    ],
)
def test_ac1_refuses_categories_that_cannot_be(labels: Labels, n_categories: int, message: str) -> None:
    with pytest.raises(ValueError, match=f"^n_categories: {message}; allowed 2 or more, and no fewer than labels$"):
        gwet_ac1(labels, labels, n_categories)


@settings(deadline=None)
@given(CODERS)
def test_percent_agreement_as_in_scikit_learn(coders: tuple[Labels, Labels]) -> None:
    assert percent_agreement(*coders) == pytest.approx(accuracy_score(*coders))


@settings(deadline=None)
@given(CODERS)
def test_kappa_as_in_scikit_learn(coders: tuple[Labels, Labels]) -> None:
    assume(len({*coders[0], *coders[1]}) > 1)
    assert cohen_kappa(*coders) == pytest.approx(cohen_kappa_score(*coders))


@settings(deadline=None)
@given(CODERS)
def test_alpha_as_in_the_krippendorff_package(coders: tuple[Labels, Labels]) -> None:
    assume(len({*coders[0], *coders[1]}) > 1)
    theirs = krippendorff.alpha(reliability_data=np.array(coders, dtype=float), level_of_measurement="nominal")
    assert krippendorff_alpha(*coders) == pytest.approx(theirs)


@settings(deadline=None)
@given(CODERS)
def test_kappa_and_alpha_as_in_nltk(coders: tuple[Labels, Labels]) -> None:
    assume(len({*coders[0], *coders[1]}) > 1)
    task = AnnotationTask(
        [(name, unit, label) for name, labels in zip("ab", coders, strict=True) for unit, label in enumerate(labels)]
    )
    assert cohen_kappa(*coders) == pytest.approx(task.kappa())
    assert krippendorff_alpha(*coders) == pytest.approx(task.alpha())


@CHANCE_CORRECTED
@settings(deadline=None)
@given(coders=CODERS)
def test_order_and_names_do_not_matter(coefficient: Callable[..., float | None], coders: tuple[Labels, Labels]) -> None:
    a, b = coders
    value = coefficient(a, b)
    assert coefficient(b, a) == pytest.approx(value)
    assert coefficient(a[::-1], b[::-1]) == pytest.approx(value)
    assert coefficient([f"label {x}" for x in a], [f"label {x}" for x in b]) == pytest.approx(value)


@CHANCE_CORRECTED
@settings(deadline=None)
@given(coders=CODERS)
def test_a_figure_lies_within_minus_one_and_one_and_lacks_only_where_nothing_varies(
    coefficient: Callable[..., float | None], coders: tuple[Labels, Labels]
) -> None:
    value = coefficient(*coders)
    assert (value is None) == (len({*coders[0], *coders[1]}) == 1)
    assert value is None or -1 <= value <= 1


@CHANCE_CORRECTED
@settings(deadline=None)
@given(coders=CODERS, names=st.permutations(range(5)))
def test_exchanging_labels_does_not_matter(
    coefficient: Callable[..., float | None], coders: tuple[Labels, Labels], names: list[int]
) -> None:
    exchanged = [[names[label] for label in labels] for labels in coders]
    assert coefficient(*exchanged) == pytest.approx(coefficient(*coders))


@CHANCE_CORRECTED
@settings(deadline=None)
@given(labels=st.lists(st.integers(0, 3), min_size=2))
def test_who_always_agrees_scores_one(coefficient: Callable[..., float | None], labels: Labels) -> None:
    assert coefficient(labels, list(labels)) == (1.0 if len(set(labels)) > 1 else None)


@CHANCE_CORRECTED
@pytest.mark.parametrize("label", [0, 1, True, "code", None])
@pytest.mark.parametrize("n", [1, 2, 100])
def test_nothing_varies_gives_no_figure(coefficient: Callable[..., float | None], label: object, n: int) -> None:
    assert coefficient([label] * n, [label] * n) is None


@ALL
def test_no_units_give_no_figure(coefficient: Callable[..., float | None]) -> None:
    assert coefficient([], []) is None


@ALL
@pytest.mark.parametrize(
    ("a", "b", "message"), [([1], [], "1 and 0"), ([], [1], "0 and 1"), ([1, 0], [1] * 3, "2 and 3")]
)
def test_unequal_lengths_raise(coefficient: Callable[..., float | None], a: Labels, b: Labels, message: str) -> None:
    with pytest.raises(ValueError, match=f"^coders judged {message} units; both have to judge the same units$"):
        coefficient(a, b)


def counts(a: Labels, b: Labels) -> tuple[int, int, int, int]:
    """Return what the coefficients of counts take."""
    return sum(x and y for x, y in zip(a, b, strict=True)), sum(a), sum(b), len(a)


@OF_COUNTS
@settings(deadline=None)
@given(coders=BINARY)
def test_from_counts_as_from_labels(
    of_counts: OfCounts, of_labels: Callable[..., float | None], coders: tuple[Labels, Labels]
) -> None:
    expected = of_labels(*coders)
    found = float(of_counts(*counts(*coders)))
    assert found == pytest.approx(float("nan") if expected is None else expected, nan_ok=True)


def turns(a: Labels, b: Labels) -> tuple[np.ndarray, ...]:
    """Return what every turn adds to the counts, one cell per turn, one column."""
    first, second = (np.array(labels, dtype=float)[:, None] for labels in (a, b))
    return first * second, first, second, np.ones_like(first)


def random_coders(n: int, share: float = 0.3, noise: float = 0.1, seed: int = 1) -> tuple[Labels, Labels]:
    rng = np.random.default_rng(seed)
    a = rng.random(n) < share
    return a.astype(int).tolist(), (a ^ (rng.random(n) < noise)).astype(int).tolist()


@OF_COUNTS
def test_intervals_as_a_plain_bootstrap(of_counts: OfCounts, of_labels: Callable[..., float | None]) -> None:
    a, b = (np.array(labels) for labels in random_coders(120))
    rng = np.random.default_rng(99)
    drawn = (rng.integers(0, 120, 120) for _ in range(2000))
    values = [of_labels(a[units].tolist(), b[units].tolist()) for units in drawn]
    plain = np.percentile(np.array(values, dtype=float), [2.5, 97.5]).tolist()
    (found,) = bootstrap_intervals(of_counts, *turns(a.tolist(), b.tolist()), n=2000)
    assert found == pytest.approx(plain, abs=0.02)


@OF_COUNTS
def test_the_figure_itself_lies_within_and_more_turns_narrow_it(
    of_counts: OfCounts, of_labels: Callable[..., float | None]
) -> None:
    widths = []
    for times in (1, 9):
        a, b = (labels * times for labels in random_coders(60))
        (found,) = bootstrap_intervals(of_counts, *turns(a, b))
        figure = of_labels(a, b)
        assert found is not None
        assert figure is not None
        assert -1 <= found[0] < figure < found[1] <= 1
        widths.append(found[1] - found[0])
    assert widths[0] / widths[1] == pytest.approx(3, abs=0.75)


def flat(intervals: list[Interval | None]) -> list[float]:
    return [end for interval in intervals for end in (interval or (float("nan"),) * 2)]


def test_cells_of_one_turn_are_drawn_together() -> None:
    # Eight cells of a turn that are all alike tell no more than one: the interval is that of the turns.
    one = turns(*random_coders(100))
    of_turns = flat(bootstrap_intervals(kappa_of, *one))
    assert flat(bootstrap_intervals(kappa_of, *(8 * x for x in one))) == pytest.approx(of_turns)
    as_if_apart = flat(bootstrap_intervals(kappa_of, *(np.repeat(x, 8, axis=0) for x in one)))
    assert np.ptp(of_turns) > 2 * np.ptp(as_if_apart)


def test_same_seed_same_interval_whatever_the_columns_beside_it() -> None:
    one, other = turns(*random_coders(50)), turns(*random_coders(50, seed=2))
    first = bootstrap_intervals(alpha_of, *one)
    assert bootstrap_intervals(alpha_of, *one) == first
    assert bootstrap_intervals(alpha_of, *one, seed=1) != first
    beside = bootstrap_intervals(alpha_of, *(np.hstack(pair) for pair in zip(one, other, strict=True)))
    assert flat(beside) == pytest.approx(flat([*first, *bootstrap_intervals(alpha_of, *other)]))


@OF_COUNTS
@pytest.mark.parametrize(
    ("n_given", "has_interval"),
    [(0, False), (1, False), (2, False), (4, True), (96, True), (98, False), (99, False), (100, False)],
)
def test_no_interval_where_too_many_resamples_do_not_vary(
    of_counts: OfCounts, of_labels: Callable[..., float | None], n_given: int, has_interval: bool
) -> None:
    # Of 100 turns, k with the code are all missed with chance 0.99**100 = 0.37 to the power k: 0.13 for 2, 0.02 for 4.
    # One more turn, given by the first coder only, keeps the figures of the other resamples apart.
    labels = [1] * n_given + [0] * (100 - n_given)
    [found] = bootstrap_intervals(of_counts, *turns(labels, labels))
    assert found is None  # all alike: no resample says how far the figure may be off
    if has_interval:
        [found] = bootstrap_intervals(of_counts, *turns([*labels, 1], [*labels, 0]))
        assert found is not None
        assert found[0] < found[1]


@OF_COUNTS
def test_without_turns_there_is_no_interval(of_counts: OfCounts, of_labels: Callable[..., float | None]) -> None:
    assert bootstrap_intervals(of_counts, *turns([], [])) == [None]
