"""Training: what hand codings teach, how thresholds are chosen, and that no interview is coded by a fold that saw it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding import TrainedModel, n_steps, text_key, train_model
from pipeline.coding.training import ALL, Taught, choose_thresholds, coded_items, training_items
from pipeline.language import load_language
from pipeline.segmentation import segment_turns

LINES, MONEY = "netwerk.korte_lijnen", "financiering.tekort"
Quote = tuple[str, int, int, int, str]


def make_turns(said: dict[str, list[str]], municipality: dict[str, str] | None = None) -> pd.DataFrame:
    rows = []
    for interview_id, texts in said.items():
        start = 0
        for turn_no, text in enumerate(texts, 1):
            row = {"interview_id": interview_id, "turn_no": turn_no, "perspective": "", "speaker": "R"}
            row |= {"municipality": (municipality or {}).get(interview_id, "Testdorp"), "role": "respondent"}
            rows.append(row | {"start_char": start, "end_char": start + len(text), "text": text})
            start += len(text) + 1
    return frames.build(frames.TURNS, rows)


def make_segments(turns: pd.DataFrame) -> pd.DataFrame:
    return segment_turns(turns, load_language())


def make_hand(turns: pd.DataFrame, *quotes: Quote) -> pd.DataFrame:
    """Return codings of (interview, turn, from, to in the turn, code)."""
    rows = []
    for interview_id, turn_no, start, end, code_id in quotes:
        turn = turns[(turns["interview_id"] == interview_id) & (turns["turn_no"] == turn_no)].iloc[0]
        row = {"interview_id": interview_id, "turn_no": turn_no, "code_id": code_id, "quote": turn["text"][start:end]}
        rows.append(row | {"start_char": turn["start_char"] + start, "end_char": turn["start_char"] + end})
    return frames.build(frames.HAND_CODINGS, rows)


def items_of(said: dict[str, list[str]], *quotes: Quote) -> list[tuple[str, set[str]]]:
    turns = make_turns(said)
    return [(i.text, set(i.codes)) for i in coded_items(make_hand(turns, *quotes), make_segments(turns))]


TEN_TEN = "Ik app nu. Zij belt. Mooi weer."


@pytest.mark.parametrize(
    ("said", "quotes", "expected"),
    [
        ({}, [], []),
        ({"a": [TEN_TEN]}, [], [("Ik app nu.", set()), ("Zij belt.", set()), ("Mooi weer.", set())]),
        (
            {"a": [TEN_TEN]},
            [("a", 1, 0, 10, LINES), ("a", 1, 0, 10, MONEY)],
            [("Ik app nu.", {LINES, MONEY}), ("Zij belt.", set()), ("Mooi weer.", set())],
        ),
        (
            {"a": [TEN_TEN]},
            [("a", 1, 0, 20, LINES), ("a", 1, 10, 20, MONEY)],
            [("Ik app nu. Zij belt.", {LINES, MONEY}), (" Zij belt.", {LINES, MONEY}), ("Mooi weer.", set())],
        ),
        (
            {"a": [TEN_TEN]},
            [("a", 1, 0, 20, LINES), ("a", 1, 11, 20, MONEY)],
            [("Ik app nu. Zij belt.", {LINES, MONEY}), ("Zij belt.", {MONEY}), ("Mooi weer.", set())],
        ),
        (
            {"a": [TEN_TEN]},
            [("a", 1, 0, 10, LINES), ("a", 1, 10, 20, MONEY)],
            [("Ik app nu.", {LINES}), (" Zij belt.", {MONEY}), ("Mooi weer.", set())],
        ),
        (
            {"a": [TEN_TEN]},
            [("a", 1, 9, 12, LINES)],
            [(". Z", {LINES}), ("Mooi weer.", set())],
        ),
        (
            {"a": ["Ik app nu.", "Ik app nu."], "b": ["Ik app nu."]},
            [("a", 2, 0, 10, LINES)],
            [("Ik app nu.", {LINES}), ("Ik app nu.", set()), ("Ik app nu.", set())],
        ),
    ],
    ids=[
        "nothing",
        "no quotes",
        "two codes on one quote",
        "half of the long quote lies in the short one",
        "less than half of the long quote lies in the short one",
        "neighbours share nothing",
        "a touched sentence teaches nothing by itself",
        "other turns and interviews stay apart",
    ],
)
def test_coded_items(said: dict[str, list[str]], quotes: list[Quote], expected: list[tuple[str, set[str]]]) -> None:
    assert items_of(said, *quotes) == expected


def test_training_items_are_the_whole_codebook(tiny_codebook: Codebook) -> None:
    items = training_items(tiny_codebook)
    of_codes = sum(len(code.examples) + len(code.tegenvoorbeelden) for code in tiny_codebook.codes)
    assert len(items) == of_codes + len(tiny_codebook.none_examples)
    by_text = {item.text: item.codes for item in items}
    for code in tiny_codebook.codes:
        assert all(by_text[text] == {code.code_id} for _, text in code.examples)
        assert all(by_text[m.tekst] == {m.hoort_bij} - {"geen"} for m in code.tegenvoorbeelden)
    assert all(by_text[text] == frozenset() for _, text in tiny_codebook.none_examples)


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ([0.9], [], (0.10, 0.10)),
        ([0.8], [0.3], (0.32, 0.32)),
        ([0.9, 0.5, 0.5], [0.5] * 6, (0.10, 0.52)),
        ([0.5, 0.5], [0.5, 0.5], (0.10, 0.10)),
        ([0.2], [0.9, 0.9], (0.10, 0.94)),
        ([0.9, 0.4, 0.4, 0.4], [0.7, 0.4, 0.4, 0.4, 0.4, 0.2], (0.22, 0.42)),
    ],
    ids=["all right", "one of two", "a tie takes the lowest", "exactly half", "never right enough", "two steps"],
)
def test_choose_thresholds(right: list[float], wrong: list[float], expected: tuple[float, float]) -> None:
    truth = np.array([[True]] * len(right) + [[False]] * len(wrong))
    assert choose_thresholds(truth, np.array([[score] for score in right + wrong])) == pytest.approx(expected)


def test_choose_thresholds_takes_all_codes_together() -> None:
    truth = np.array([[True, False], [False, False]])
    assert choose_thresholds(truth, np.array([[0.8, 0.0], [0.0, 0.3]])) == pytest.approx((0.32, 0.32))


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=20))
def test_what_is_likely_is_right_often_enough(judged: list[tuple[bool, float]]) -> None:
    assume(any(is_right and score >= 0.10 for is_right, score in judged))
    truth, scores = np.array([[t] for t, _ in judged]), np.array([[s] for _, s in judged])
    doubtful, likely = choose_thresholds(truth, scores)
    assert 0.10 <= doubtful <= likely <= 0.94
    assert likely == 0.94 or truth[scores >= likely].mean() >= 0.5


@pytest.mark.parametrize(
    ("other", "same"),
    [(["Ja.", "Nee."], True), (["Nee.", "Ja."], False), (["Ja.Nee."], False), (["Ja.", "Nee. "], False), ([], False)],
)
def test_text_key_is_about_what_is_said(other: list[str], same: bool) -> None:
    key = text_key(make_turns({"een": ["Ja.", "Nee."]}))
    assert (text_key(make_turns({"andere naam": other}, {"andere naam": "Elders"})) == key) is same


PLACES = {"a1": "Aadorp", "a2": "Aadorp", "b1": "Beedorp", "b2": "Beedorp", "c1": "Ceedorp"}
PLANTED = {"a1": "kwistenbiebel", "a2": "zwammeroen", "b1": "flapdrolletje", "b2": "gruttepier", "c1": "snotolf"}


def planted(*interviews: str, place: str | None = None, practice: str = "") -> Taught:
    """Return interviews that each say a word of their own in two coded quotes; ``practice`` names some of them."""
    said = {
        i: [f"De {PLANTED[i]} belt meteen terug.", f"Er is geen geld voor een {PLANTED[i]}.", "Tot ziens."]
        for i in interviews
    }
    turns = make_turns(said, {i: place or PLACES[i] for i in interviews})
    quotes = [(i, n, 0, len(said[i][n - 1]), code) for i, (n, code) in product(interviews, [(1, LINES), (2, MONEY)])]
    return Taught(make_hand(turns, *quotes), turns, make_segments(turns), frozenset(practice.split()))


def key_of(turns: pd.DataFrame, interview_id: str) -> str:
    return text_key(turns[turns["interview_id"] == interview_id])


@pytest.fixture(scope="module")
def three_places(tiny_codebook: Codebook) -> TrainedModel:
    """A model that learnt from five interviews in three municipalities."""
    return train_model(tiny_codebook, planted(*PLACES), seed=1, version="proef")


@pytest.mark.parametrize("coded", PLACES)
@pytest.mark.parametrize("said_in", PLACES)
def test_no_fold_has_a_word_of_the_municipality_it_codes(three_places: TrainedModel, coded: str, said_in: str) -> None:
    fold = three_places.fold_for(key_of(planted(*PLACES).turns, coded))
    known = PLANTED[said_in] in fold.classifier.terms["word"]
    assert known is (PLACES[said_in] != PLACES[coded])
    assert PLANTED[said_in] in three_places.folds[ALL].classifier.terms["word"]


def test_a_fold_is_the_model_of_a_study_without_that_municipality(
    three_places: TrainedModel, tiny_codebook: Codebook
) -> None:
    without = train_model(tiny_codebook, planted("b1", "b2", "c1"), seed=1, version="proef").folds[ALL]
    fold = three_places.fold_for(key_of(planted(*PLACES).turns, "a2"))
    assert np.array_equal(fold.classifier.coef, without.classifier.coef)
    assert (fold.doubtful, fold.likely) == (without.doubtful, without.likely)


def test_folds_by_municipality(three_places: TrainedModel) -> None:
    turns = planted(*PLACES).turns
    names = {i: three_places.fold_of[key_of(turns, i)] for i in PLACES}
    assert names == {i: f"without-{'ABC'.index(PLACES[i][0]) + 1}" for i in PLACES}
    assert list(three_places.folds) == [ALL, "without-1", "without-2", "without-3"]
    assert three_places.fold_for("nooit gecodeerd") is three_places.folds[ALL]
    assert three_places.counts["n_coded_interviews"] == 5
    assert three_places.counts["n_hand_codings"] == 10
    assert three_places.counts["n_practice_interviews"] == 0


@pytest.mark.parametrize("interviews", [("a1",), ("a1", "a2"), ("a1", "a2", "b1")], ids=len)
def test_one_municipality_is_left_out_per_interview(tiny_codebook: Codebook, interviews: tuple[str, ...]) -> None:
    taught = planted(*interviews, place="Aadorp")
    turns = taught.turns
    steps: list[int] = []
    model = train_model(tiny_codebook, taught, 1, "proef", lambda: steps.append(1))
    assert len(model.folds) == len(steps) == n_steps(turns, taught.hand) == 1 + len(interviews)
    for coded, said_in in product(interviews, interviews):
        terms = model.fold_for(key_of(turns, coded)).classifier.terms["word"]
        assert (PLANTED[said_in] in terms) is (said_in != coded)


def test_without_hand_codings_the_threshold_comes_from_examples_and_nothing_is_likely(tiny_codebook: Codebook) -> None:
    nothing = Taught(*(frames.empty(spec) for spec in (frames.HAND_CODINGS, frames.TURNS, frames.SEGMENTS)))
    model = train_model(tiny_codebook, nothing, seed=1, version="proef")
    fold = model.folds[ALL]
    assert (list(model.folds), model.fold_of) == ([ALL], {})
    assert 0.10 < fold.doubtful < 0.94
    assert fold.likely == 1.01
    assert sorted(fold.classifier.code_ids) == sorted(tiny_codebook.code_ids)
    alone = train_model(tiny_codebook, planted("a1"), seed=1, version="proef").fold_for(
        key_of(planted("a1").turns, "a1")
    )
    assert (alone.doubtful, alone.likely) == (fold.doubtful, fold.likely)


def test_interviews_without_codings_teach_nothing(tiny_codebook: Codebook) -> None:
    taught = planted("a1", "b1", "c1")
    hand, turns = taught.hand, taught.turns
    fewer = replace(taught, hand=hand[hand["interview_id"] != "c1"])
    model = train_model(tiny_codebook, fewer, seed=1, version="proef")
    assert PLANTED["c1"] not in model.folds[ALL].classifier.terms["word"]
    assert key_of(turns, "c1") not in model.fold_of
    assert n_steps(turns, hand) == 4
    assert n_steps(turns, hand[hand["interview_id"] != "c1"]) == 3


def test_same_seed_same_model(three_places: TrainedModel, tiny_codebook: Codebook) -> None:
    again = train_model(tiny_codebook, planted(*PLACES), seed=1, version="proef")
    assert again.fold_of == three_places.fold_of
    for name, fold in again.folds.items():
        assert np.array_equal(fold.classifier.coef, three_places.folds[name].classifier.coef)
        assert (fold.doubtful, fold.likely) == (three_places.folds[name].doubtful, three_places.folds[name].likely)


PRACTICE = ("b1", "b2")


@pytest.fixture(scope="module")
def with_practice(tiny_codebook: Codebook) -> TrainedModel:
    """A model that learnt from three interviews in two municipalities, and from two practice interviews."""
    return train_model(tiny_codebook, planted(*PLACES, practice="b1 b2"), seed=1, version="proef")


def test_practice_interviews_are_taught_in_every_fold(with_practice: TrainedModel) -> None:
    for name, fold in with_practice.folds.items():
        assert all(PLANTED[i] in fold.classifier.terms["word"] for i in PRACTICE), name
    for coded, said_in in product(("a1", "a2", "c1"), repeat=2):
        terms = with_practice.fold_for(key_of(planted(*PLACES).turns, coded)).classifier.terms["word"]
        assert (PLANTED[said_in] in terms) is (PLACES[said_in] != PLACES[coded])


def test_practice_interviews_never_get_a_fold_of_their_own(with_practice: TrainedModel) -> None:
    turns = planted(*PLACES).turns
    assert list(with_practice.folds) == [ALL, "without-1", "without-2"]
    assert {i for i in PLACES if key_of(turns, i) in with_practice.fold_of} == {"a1", "a2", "c1"}
    assert {key for key in with_practice.fold_of if key.startswith("id:")} == {"id:a1", "id:a2", "id:c1"}
    for i in PRACTICE:
        assert with_practice.fold_for(key_of(turns, i), i) is with_practice.folds[ALL]


def test_a_study_of_practice_alone_has_one_fold(tiny_codebook: Codebook) -> None:
    model = train_model(tiny_codebook, planted("a1", "b1", practice="a1 b1"), seed=1, version="proef")
    assert (list(model.folds), model.fold_of) == ([ALL], {})
    assert model.counts["n_coded_interviews"] == model.counts["n_hand_codings"] == 0
    assert model.counts["n_practice_interviews"] == 2


def test_practice_is_not_counted_as_coded_interviews_of_the_study(with_practice: TrainedModel) -> None:
    counts = {name: n for name, n in with_practice.counts.items() if name != "n_examples"}
    assert counts == {"n_coded_interviews": 3, "n_practice_interviews": 2, "n_hand_codings": 6}


def test_with_practice_all_folds_have_the_thresholds_of_practice_alone(
    with_practice: TrainedModel, three_places: TrainedModel, tiny_codebook: Codebook
) -> None:
    alone = train_model(tiny_codebook, planted(*PRACTICE, practice="b1 b2"), seed=1, version="proef").folds[ALL]
    assert {(f.doubtful, f.likely) for f in with_practice.folds.values()} == {(alone.doubtful, alone.likely)}
    assert 0.10 <= alone.doubtful <= alone.likely < 1
    # Where there is none, each fold has its own: the interview left out has no part in them.
    assert len({(f.doubtful, f.likely) for f in three_places.folds.values()}) > 1


def test_with_practice_there_is_one_step_more(tiny_codebook: Codebook) -> None:
    taught, of_study = planted("a1", "b1", "c1", practice="c1"), planted("a1", "b1")
    steps: list[int] = []
    model = train_model(tiny_codebook, taught, 1, "proef", lambda: steps.append(1))
    assert len(model.folds) == 3
    assert len(steps) == n_steps(of_study.turns, of_study.hand, has_practice=True) == 4
