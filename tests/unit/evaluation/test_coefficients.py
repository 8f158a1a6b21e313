"""Agreement coefficients against three other implementations and published worked examples."""

from __future__ import annotations

from collections.abc import Callable

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import accuracy_score, cohen_kappa_score

from pipeline.evaluation import cohen_kappa, krippendorff_alpha, percent_agreement

Labels = list[int]
CODERS = (
    st.integers(1, 5)
    .flatmap(lambda n_labels: st.lists(st.tuples(*[st.integers(0, n_labels - 1)] * 2), min_size=1, max_size=30))
    .map(lambda pairs: ([a for a, _ in pairs], [b for _, b in pairs]))
)
BOTH = pytest.mark.parametrize("coefficient", [cohen_kappa, krippendorff_alpha])
ALL_THREE = pytest.mark.parametrize("coefficient", [percent_agreement, cohen_kappa, krippendorff_alpha])


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


@BOTH
@settings(deadline=None)
@given(coders=CODERS)
def test_order_and_names_do_not_matter(coefficient: Callable[..., float | None], coders: tuple[Labels, Labels]) -> None:
    a, b = coders
    value = coefficient(a, b)
    assert coefficient(b, a) == pytest.approx(value)
    assert coefficient(a[::-1], b[::-1]) == pytest.approx(value)
    assert coefficient([f"label {x}" for x in a], [f"label {x}" for x in b]) == pytest.approx(value)


@BOTH
@settings(deadline=None)
@given(labels=st.lists(st.integers(0, 3), min_size=2))
def test_who_always_agrees_scores_one(coefficient: Callable[..., float | None], labels: Labels) -> None:
    assert coefficient(labels, list(labels)) == (1.0 if len(set(labels)) > 1 else None)


@BOTH
@pytest.mark.parametrize("label", [0, 1, True, "code", None])
@pytest.mark.parametrize("n", [1, 2, 100])
def test_nothing_varies_gives_no_figure(coefficient: Callable[..., float | None], label: object, n: int) -> None:
    assert coefficient([label] * n, [label] * n) is None


@ALL_THREE
def test_no_units_give_no_figure(coefficient: Callable[..., float | None]) -> None:
    assert coefficient([], []) is None


@ALL_THREE
@pytest.mark.parametrize(
    ("a", "b", "message"), [([1], [], "1 and 0"), ([], [1], "0 and 1"), ([1, 0], [1] * 3, "2 and 3")]
)
def test_unequal_lengths_raise(coefficient: Callable[..., float | None], a: Labels, b: Labels, message: str) -> None:
    with pytest.raises(ValueError, match=f"^coders judged {message} units; both have to judge the same units$"):
        coefficient(a, b)
