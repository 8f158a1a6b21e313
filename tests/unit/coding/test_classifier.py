"""The classifier: what it learns, repeats, keeps and refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.coding.classifier import MIN_EXAMPLES, Classifier, TrainingItem, fit_features

MONEY = ["de subsidie is op", "geen subsidie meer", "subsidie te laat", "zonder subsidie gestopt", "subsidie geschrapt"]
PHONE = ["zij belt terug", "hij belt meteen", "de school belt ons", "wie belt er dan", "moeder belt vaak"]
OTHER = ["mooi weer vandaag", "koffie met melk", "de trein reed niet", "een lange gang", "kaas op brood"]


def items(texts: list[str], *codes: str) -> list[TrainingItem]:
    return [TrainingItem(text, frozenset(codes), "proef") for text in texts]


TOY = items(MONEY, "geld") + items(PHONE, "lijn") + items(OTHER)


@pytest.fixture(scope="module")
def toy() -> Classifier:
    """A classifier that learnt the toy task."""
    return Classifier.fit(TOY, seed=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("die subsidie", {"geld"}),
        ("ze belt", {"lijn"}),
        ("koffie met brood", set()),
        ("", set()),
    ],
)
def test_it_learns_a_toy_task(toy: Classifier, text: str, expected: set[str]) -> None:
    scores = toy.probabilities([text])[0]
    assert {code for code, score in zip(toy.code_ids, scores, strict=True) if score >= 0.5} == expected


def test_utterances_with_two_codes_teach_both() -> None:
    both = Classifier.fit(items(MONEY, "geld", "zorg") + items(OTHER), seed=1)
    assert both.code_ids == ["geld", "zorg"]
    assert both.probabilities(["subsidie"])[0] == pytest.approx(both.probabilities(["subsidie"])[0][::-1])


def test_same_seed_same_weights(toy: Classifier) -> None:
    again = Classifier.fit(TOY, seed=1)
    assert np.array_equal(again.coef, toy.coef)
    assert np.array_equal(again.intercept, toy.intercept)


@pytest.mark.parametrize("n", [1, MIN_EXAMPLES - 1, MIN_EXAMPLES])
def test_a_code_needs_five_utterances(n: int) -> None:
    learnt = Classifier.fit(items(MONEY, "geld") + items(PHONE[:n], "lijn") + items(OTHER), seed=1)
    assert learnt.code_ids == (["geld", "lijn"] if n >= 5 else ["geld"])


def test_one_code_is_enough() -> None:
    alone = Classifier.fit(items(MONEY, "geld") + items(OTHER), seed=1)
    yes, no = alone.probabilities(["de subsidie", "de koffie"])[:, 0]
    assert yes > 0.5 > no


@pytest.mark.parametrize(
    "given_items",
    [
        [],
        items(OTHER),
        items(MONEY[:4], "geld") + items(OTHER),
        items(MONEY, "geld"),
    ],
    ids=["nothing", "no codes", "four utterances", "every utterance has it"],
)
def test_nothing_to_learn_from_raises(given_items: list[TrainingItem]) -> None:
    with pytest.raises(ValueError, match="no code has 5 utterances to learn from"):
        Classifier.fit(given_items, seed=1)


def test_word_weights_have_the_sign_one_expects(toy: Classifier) -> None:
    weights = toy.word_weights(["subsidie", "belt", "koffie", "xqz"])
    money, phone = toy.code_ids.index("geld"), toy.code_ids.index("lijn")
    assert weights.shape == (4, 2)
    assert weights[0, money] > 0 > weights[0, phone]
    assert weights[1, phone] > 0 > weights[1, money]
    assert weights[2].max() < 0
    assert weights[3] == pytest.approx([0, 0])


def test_no_texts_give_no_rows(toy: Classifier) -> None:
    assert toy.probabilities([]).shape == (0, 2)
    assert toy.word_weights([]).shape == (0, 2)


def test_vocabulary_has_only_what_occurs_twice() -> None:
    words = fit_features(["een twee", "een drie"]).vectorizers["word"].get_feature_names_out()
    assert words.tolist() == ["een"]


def test_given_features_are_used() -> None:
    wider = fit_features([*(item.text for item in TOY), "zebra loopt", "zebra slaapt"])
    learnt = Classifier.fit(TOY, seed=1, features=wider.only(range(len(TOY))))
    assert "zebra" in learnt.terms["word"]
    assert "zebra" not in Classifier.fit(TOY, seed=1).terms["word"]


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_probabilities_are_probabilities_whatever_the_text(toy: Classifier, texts: list[str]) -> None:
    scores = toy.probabilities(texts)
    assert scores.shape == (len(texts), 2)
    assert ((scores >= 0) & (scores <= 1)).all()


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_state_round_trip_gives_equal_probabilities(toy: Classifier, texts: list[str]) -> None:
    again = Classifier.from_state(toy.state())
    assert again.code_ids == toy.code_ids
    assert np.array_equal(again.probabilities(texts), toy.probabilities(texts))


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12))
def test_any_text_can_be_learnt_and_kept(strange: str) -> None:
    odd = Classifier.fit([*TOY, *items([strange, strange], "geld")], seed=1)
    again = Classifier.from_state(odd.state())
    assert np.array_equal(again.probabilities([strange, "subsidie"]), odd.probabilities([strange, "subsidie"]))
