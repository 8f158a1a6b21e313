"""The regression that says how likely a word is a name, and the weights that ship."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.privacy.recogniser import CLASSES, Recogniser

NUMBERS = st.floats(-20, 20, allow_nan=False)
FOUR = st.lists(NUMBERS, min_size=len(CLASSES), max_size=len(CLASSES)).map(np.array)
NAMES = st.sampled_from(["-1:w=mevrouw", "s=Aam", 'w="é', "lows", "none,L0,ai"])


def made(intercepts=(0.0, 0.0, 0.0, 0.0), **weights):
    return Recogniser(
        np.array(intercepts), {name: np.array(values) for name, values in weights.items()}, 0.03, 0.05, 0.01
    )


def test_a_word_without_known_features_has_the_chances_of_the_intercepts():
    odds = [4.0, 1.0, 2.0, 1.0]
    found = made([math.log(odd) for odd in odds]).chances([{}, {"never seen": 1.0}])
    assert found == pytest.approx(np.array([odds, odds]) / 8)


def test_a_weight_counts_for_its_value():
    recogniser = made(caps=[0.0, 0.0, math.log(9), 0.0])
    half, whole = recogniser.chances([{"caps": 0.5}, {"caps": 1.0}])
    assert half == pytest.approx(np.array([1, 1, 3, 1]) / 6)
    assert whole == pytest.approx(np.array([1, 1, 9, 1]) / 12)


def test_no_words_have_no_chances():
    assert made().chances([]).shape == (0, len(CLASSES))


def test_large_weights_do_not_overflow():
    assert made(x=[1e4, -1e4, 0.0, 0.0]).chances([{"x": 1.0}])[0] == pytest.approx(np.array([1, 0, 0, 0]))


@settings(deadline=None)
@given(FOUR, st.dictionaries(NAMES, FOUR), st.lists(st.dictionaries(NAMES, st.floats(0, 1)), max_size=4))
def test_chances_are_shares(intercepts, weights, words):
    found = Recogniser(intercepts, weights, 0.1, 0.1, 0.1).chances(words)
    assert found.shape == (len(words), len(CLASSES))
    assert np.all(found >= 0)
    assert found.sum(axis=1) == pytest.approx(np.ones(len(words)))


@settings(deadline=None)
@given(FOUR, st.dictionaries(NAMES, FOUR))
def test_weights_come_back_from_json_to_three_decimals(intercepts, weights):
    recogniser = Recogniser(intercepts, weights, 0.3, 0.2, 0.01)
    back = Recogniser.from_json(recogniser.to_json())
    assert (back.least, back.least_lower, back.least_unknown) == (0.3, 0.2, 0.01)
    assert back.intercepts == pytest.approx(intercepts, abs=0.0006)
    for name, values in weights.items():
        assert back.weights.get(name, np.zeros(len(CLASSES))) == pytest.approx(values, abs=0.0006)
    assert back.to_json() == Recogniser.from_json(back.to_json()).to_json()


def test_json_has_a_line_for_each_weight_that_is_not_nothing():
    text = made(b=[0, 1.0, 0, 0], a=[0.5, 0, 0, 0], none=[0, 0, 0, 0], tiny=[0.0001, 0, 0, 0]).to_json()
    assert [line.split(":")[0] for line in text.splitlines()[-3:-1]] == ['"a"', '"b"']
    assert json.loads(text)["weights"].keys() == {"a", "b"}
    assert json.loads(text)["classes"] == list(CLASSES)


def test_the_weights_that_ship():
    shipped = Recogniser.load()
    assert Recogniser.load() is shipped
    assert shipped.intercepts.shape == (len(CLASSES),)
    assert len(shipped.weights) > 1_000
    assert all(values.shape == (len(CLASSES),) for values in shipped.weights.values())
    assert np.isfinite(np.stack([shipped.intercepts, *shipped.weights.values()])).all()


def test_words_are_masked_from_a_low_chance():
    """Recall before precision."""
    shipped = Recogniser.load()
    assert 0 < shipped.least_unknown <= shipped.least_lower <= 0.2
    assert 0 < shipped.least <= 0.2
