"""The classifier: what it learns, repeats, keeps and refuses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline.coding.classifier import MIN_EXAMPLES, Classifier, NgramCounts, TrainingItem
from pipeline.language import asked

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
    scores = toy.log_odds([text])[0]
    assert {code for code, score in zip(toy.code_ids, scores, strict=True) if score >= 0} == expected


def test_utterances_with_two_codes_teach_both() -> None:
    both = Classifier.fit(items(MONEY, "geld", "zorg") + items(OTHER), seed=1)
    assert both.code_ids == ["geld", "zorg"]
    assert both.log_odds(["subsidie"])[0] == pytest.approx(both.log_odds(["subsidie"])[0][::-1])


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
    yes, no = alone.log_odds(["de subsidie", "de koffie"])[:, 0]
    assert yes > 0 > no


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


def test_no_texts_give_no_rows(toy: Classifier) -> None:
    assert toy.log_odds([]).shape == (0, 2)


def test_vocabulary_has_only_what_occurs_twice() -> None:
    learnt = Classifier.fit([*TOY, *items(["een zebra", "een giraf"])], seed=1)
    assert {"een", "subsidie"} < set(learnt.terms["word"])
    assert not {"zebra", "giraf", "een zebra"} & set(learnt.terms["word"])


GIVEN = {
    "char": {"analyzer": "char_wb", "ngram_range": (2, 5)},
    "word": {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
}
ALL_TEXTS = [*MONEY, *PHONE, *OTHER, "subsidie subsidie Subsidie", "", "é 🙂 x", "een zebra", "een giraf"]


def assert_as_in_scikit_learn(counts: NgramCounts, texts: list[str]) -> None:
    for view, given_view in GIVEN.items():
        terms, idf, features = counts.tfidf(view, texts)
        expected = TfidfVectorizer(min_df=2, sublinear_tf=True, **given_view)
        weighted = expected.fit_transform(texts)
        assert terms.tolist() == expected.get_feature_names_out().tolist()
        assert idf == pytest.approx(expected.idf_, rel=1e-6)
        assert idf.dtype == np.float32
        assert features.shape == weighted.shape
        assert features.toarray() == pytest.approx(weighted.toarray(), abs=1e-12)


@pytest.mark.parametrize(
    "texts",
    [ALL_TEXTS, ALL_TEXTS[::-1], MONEY, [*PHONE, *OTHER[:2]], [MONEY[0]] * 3, ["de trein is op", "", "is de trein op"]],
    ids=["all", "in another order", "a part", "another part", "the same text again", "an empty text"],
)
def test_ngrams_of_a_part_are_as_if_only_that_part_was_counted(texts: list[str]) -> None:
    counts = NgramCounts([*ALL_TEXTS, "de trein is op", "is de trein op"])
    assert_as_in_scikit_learn(counts, texts)
    # What was asked before does not matter.
    assert_as_in_scikit_learn(counts, ALL_TEXTS)
    assert_as_in_scikit_learn(counts, texts)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(ALL_TEXTS), max_size=12))
def test_ngrams_of_any_part_are_those_of_scikit_learn(chosen: list[str]) -> None:
    assert_as_in_scikit_learn(NgramCounts(ALL_TEXTS), [*chosen, *MONEY[:2]])


def test_a_text_that_was_not_counted_is_refused() -> None:
    with pytest.raises(KeyError, match="nooit gezegd"):
        NgramCounts(ALL_TEXTS).tfidf("word", [*MONEY, "nooit gezegd"])


def test_it_learns_the_same_from_what_was_counted_before(toy: Classifier) -> None:
    counts = NgramCounts([*ALL_TEXTS, *(item.text for item in TOY)])
    for learnt in (Classifier.fit(TOY, seed=1, counts=counts), Classifier.fit(TOY, seed=1, counts=counts)):
        assert learnt.code_ids == toy.code_ids
        for view in GIVEN:
            assert learnt.terms[view].tolist() == toy.terms[view].tolist()
            assert np.array_equal(learnt.idf[view], toy.idf[view])
        assert np.array_equal(learnt.coef, toy.coef)
        assert np.array_equal(learnt.intercept, toy.intercept)


def features_of(classifier: Classifier, texts: list[str]) -> np.ndarray:
    """Return what each n-gram is worth in each text, computed apart from the classifier."""
    views = []
    for view in GIVEN:
        vectorizer = TfidfVectorizer(vocabulary=list(classifier.terms[view]), sublinear_tf=True, **GIVEN[view])
        vectorizer.idf_ = classifier.idf[view]
        views.append(vectorizer.transform(texts))
    return hstack(views).toarray()


def test_weighted_items_count_as_if_they_were_repeated() -> None:
    weighted = [replace(item, weight=3.0) if "lijn" in item.codes else item for item in TOY]
    learnt = Classifier.fit(weighted, seed=1)
    repeated = [item for item in weighted for _ in range(int(item.weight))]
    features = features_of(learnt, [item.text for item in repeated])
    for k, code in enumerate(learnt.code_ids):
        labels = [code in item.codes for item in repeated]
        # The classifier regularises its intercept, so this one gets it as a column of ones.
        inputs = np.hstack([features, np.ones((len(repeated), 1))])
        expected = LogisticRegression(C=4.0, class_weight="balanced", fit_intercept=False, tol=1e-8).fit(inputs, labels)
        found = np.append(learnt.coef[k], learnt.intercept[k])
        assert found == pytest.approx(expected.coef_[0], abs=0.02)
    unweighted = Classifier.fit(TOY, seed=1)
    assert np.abs(learnt.coef - unweighted.coef).max() > 0.1


def test_weights_are_kept_in_eight_bits_and_nothing_is_lost_by_keeping_them(toy: Classifier) -> None:
    assert toy.weights.dtype == np.int8
    assert np.abs(toy.weights).max(axis=1).tolist() == [127] * len(toy.code_ids)
    labels = [[code in item.codes for item in TOY] for code in toy.code_ids]
    features = features_of(toy, [item.text for item in TOY])
    for k, column in enumerate(labels):
        exact = LogisticRegression(
            C=4.0, class_weight="balanced", solver="liblinear", dual=True, tol=0.1, max_iter=1000, random_state=1
        ).fit(features, column)
        assert toy.coef[k] == pytest.approx(exact.coef_[0], abs=float(0.51 * toy.scale[k]))


ANSWERS = ["nee hoor", "niet meer", "helaas niet", "nee", "eh nee"]


def _answers(questions: tuple[str, str], codes: set[str]) -> list[TrainingItem]:
    return [TrainingItem(asked(questions[n % 2], said), frozenset(codes), "proef") for n, said in enumerate(ANSWERS)]


def test_a_word_of_one_question_says_nothing_of_others() -> None:
    items = [*_answers(("Is er subsidie?",) * 2, {"geld"}), *_answers(("Was het koud?", "Koud, het was?"), set())]
    assert set(Classifier.fit(items, seed=1).terms["question"]) == {"was", "het", "koud"}


def test_the_question_tells_apart_what_answers_alike() -> None:
    learnt = Classifier.fit(
        [
            *_answers(("Is er subsidie?", "En welke subsidie is er?"), {"geld"}),
            *_answers(("Was het koud?", "Hoe koud was het?"), set()),
        ],
        seed=1,
    )
    texts = [asked("Subsidie dan?", "nee hoor"), "nee hoor", asked("Koud dan?", "nee hoor")]
    money, unknown, weather = learnt.log_odds(texts)[:, 0]
    assert money > unknown > weather
    assert {"subsidie", "koud"} <= set(learnt.terms["question"])
    assert not {"subsidie", "koud"} & set(learnt.terms["word"])
    again = Classifier.from_state(learnt.state())
    assert np.array_equal(again.log_odds(texts), learnt.log_odds(texts))


@pytest.mark.parametrize("question", ["", "?", "...!"])
def test_without_a_word_asked_there_is_nothing_of_questions_to_learn(toy: Classifier, question: str) -> None:
    learnt = Classifier.fit([replace(item, text=asked(question, item.text)) for item in TOY], seed=1)
    assert learnt.terms["question"].size == learnt.idf["question"].size == 0
    assert np.array_equal(learnt.coef, toy.coef)
    assert np.array_equal(learnt.log_odds([asked("En subsidie?", "ze belt")]), toy.log_odds(["ze belt"]))


def test_of_two_that_disagree_the_heavier_wins() -> None:
    say = [TrainingItem("de fiets staat buiten", frozenset({"geld"}), "proef") for _ in range(5)]
    deny = [replace(item, codes=frozenset()) for item in say]
    scores = [
        Classifier.fit(
            [*TOY, *(replace(i, weight=a) for i in say), *(replace(i, weight=b) for i in deny)], seed=1
        ).log_odds(["de fiets staat buiten"])[0, 0]
        for a, b in ((9.0, 1.0), (1.0, 1.0), (1.0, 9.0))
    ]
    assert scores[0] > scores[1] > scores[2]


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_every_text_has_a_score_for_every_code(toy: Classifier, texts: list[str]) -> None:
    scores = toy.log_odds(texts)
    assert scores.shape == (len(texts), 2)
    assert np.isfinite(scores).all()
    for text, alone in zip(texts, scores, strict=True):
        assert toy.log_odds([text])[0] == pytest.approx(alone, abs=1e-5)


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_state_round_trip_gives_equal_scores(toy: Classifier, texts: list[str]) -> None:
    again = Classifier.from_state(toy.state())
    assert again.code_ids == toy.code_ids
    assert np.array_equal(again.log_odds(texts), toy.log_odds(texts))


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12))
def test_any_text_can_be_learnt_and_kept(strange: str) -> None:
    odd = Classifier.fit([*TOY, *items([strange, strange], "geld")], seed=1)
    again = Classifier.from_state(odd.state())
    assert np.array_equal(again.log_odds([strange, "subsidie"]), odd.log_odds([strange, "subsidie"]))
