"""Training: what a fold learns from, what is chosen where, and that no interview is coded by a fold that saw it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pandas as pd
import pytest
from coded_interviews import LINES, MONEY, make_by_rules, make_hand, make_segments, make_turns

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding import Chosen, Recipe, TrainedModel, n_steps, put_together, text_key, train_model, training
from pipeline.coding.classifier import Floats
from pipeline.coding.items import training_items
from pipeline.coding.scorer import Calibration, Encode
from pipeline.coding.training import ALL, Taught, fit
from pipeline.coding.turn_model import TurnModel
from pipeline.language import apart


@pytest.fixture(scope="module")
def tiny_codebook(tiny_codebook: Codebook) -> Codebook:
    """Of the small codebook a few examples: models are trained here by the dozen."""
    few = tuple(
        code.model_copy(update={"voorbeelden": {hand: texts[:1] for hand, texts in code.voorbeelden.items()}})
        for code in tiny_codebook.codes
    )
    short = tuple(code.model_copy(update={"tegenvoorbeelden": code.tegenvoorbeelden[:1]}) for code in few)
    return replace(tiny_codebook, codes=short, none_examples=tiny_codebook.none_examples[::10])


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
    return train_model(tiny_codebook, planted(*PLACES), Recipe(1), "proef")


@pytest.mark.parametrize("coded", PLACES)
@pytest.mark.parametrize("said_in", PLACES)
def test_no_fold_has_a_word_of_the_municipality_it_codes(three_places: TrainedModel, coded: str, said_in: str) -> None:
    fold = three_places.fold_for(key_of(planted(*PLACES).turns, coded))
    known = PLANTED[said_in] in fold.scorer.ngrams.terms["word"]
    assert known is (PLACES[said_in] != PLACES[coded])
    assert PLANTED[said_in] in three_places.folds[ALL].scorer.ngrams.terms["word"]


def test_a_fold_is_the_model_of_a_study_without_that_municipality(
    three_places: TrainedModel, tiny_codebook: Codebook
) -> None:
    without = train_model(tiny_codebook, planted("b1", "b2", "c1"), Recipe(1), "proef").folds[ALL]
    fold = three_places.fold_for(key_of(planted(*PLACES).turns, "a2"))
    assert np.array_equal(fold.scorer.ngrams.coef, without.scorer.ngrams.coef)
    assert fold.chosen == without.chosen


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
    model = train_model(tiny_codebook, taught, Recipe(1), "proef", lambda: steps.append(1))
    assert len(model.folds) == len(steps) == n_steps(turns, taught.hand) == 1 + len(interviews)
    for coded, said_in in product(interviews, interviews):
        terms = model.fold_for(key_of(turns, coded)).scorer.ngrams.terms["word"]
        assert (PLANTED[said_in] in terms) is (said_in != coded)


def test_without_hand_codings_the_threshold_comes_from_examples_and_nothing_is_likely(tiny_codebook: Codebook) -> None:
    nothing = Taught(*(frames.empty(spec) for spec in (frames.HAND_CODINGS, frames.TURNS, frames.SEGMENTS)))
    model = train_model(tiny_codebook, nothing, Recipe(1), "proef")
    fold = model.folds[ALL]
    assert (list(model.folds), model.fold_of) == ([ALL], {})
    assert 0.04 < fold.chosen.doubtful < 0.96
    assert (fold.chosen.likely, fold.chosen.certain) == (1.01, 1.01)
    assert (fold.chosen.turns.rule, fold.chosen.turns.topic) == (0.0, None)
    assert sorted(fold.scorer.code_ids) == sorted(tiny_codebook.code_ids)
    alone = train_model(tiny_codebook, planted("a1"), Recipe(1), "proef").fold_for(key_of(planted("a1").turns, "a1"))
    assert alone.chosen == fold.chosen


def test_interviews_without_codings_teach_nothing(tiny_codebook: Codebook) -> None:
    taught = planted("a1", "b1", "c1")
    hand, turns = taught.hand, taught.turns
    fewer = replace(taught, hand=hand[hand["interview_id"] != "c1"])
    model = train_model(tiny_codebook, fewer, Recipe(1), "proef")
    assert PLANTED["c1"] not in model.folds[ALL].scorer.ngrams.terms["word"]
    assert key_of(turns, "c1") not in model.fold_of
    assert n_steps(turns, hand) == 4
    assert n_steps(turns, hand[hand["interview_id"] != "c1"]) == 3


def test_same_seed_same_model(three_places: TrainedModel, tiny_codebook: Codebook) -> None:
    again = train_model(tiny_codebook, planted(*PLACES), Recipe(1), "proef")
    assert again.fold_of == three_places.fold_of
    for name, fold in again.folds.items():
        assert np.array_equal(fold.scorer.ngrams.coef, three_places.folds[name].scorer.ngrams.coef)
        assert fold.chosen == three_places.folds[name].chosen


PRACTICE = ("b1", "b2")


@pytest.fixture(scope="module")
def with_practice(tiny_codebook: Codebook) -> TrainedModel:
    """A model that learnt from three interviews in two municipalities, and from two practice interviews."""
    return train_model(tiny_codebook, planted(*PLACES, practice="b1 b2"), Recipe(1), "proef")


def test_practice_interviews_are_taught_in_every_fold(with_practice: TrainedModel) -> None:
    for name, fold in with_practice.folds.items():
        assert all(PLANTED[i] in fold.scorer.ngrams.terms["word"] for i in PRACTICE), name
    for coded, said_in in product(("a1", "a2", "c1"), repeat=2):
        terms = with_practice.fold_for(key_of(planted(*PLACES).turns, coded)).scorer.ngrams.terms["word"]
        assert (PLANTED[said_in] in terms) is (PLACES[said_in] != PLACES[coded])


def test_practice_interviews_never_get_a_fold_of_their_own(with_practice: TrainedModel) -> None:
    turns = planted(*PLACES).turns
    assert list(with_practice.folds) == [ALL, "without-1", "without-2"]
    assert {i for i in PLACES if key_of(turns, i) in with_practice.fold_of} == {"a1", "a2", "c1"}
    assert {key for key in with_practice.fold_of if key.startswith("id:")} == {"id:a1", "id:a2", "id:c1"}
    for i in PRACTICE:
        assert with_practice.fold_for(key_of(turns, i), i) is with_practice.folds[ALL]


def test_a_study_of_practice_alone_has_one_fold(tiny_codebook: Codebook) -> None:
    model = train_model(tiny_codebook, planted("a1", "b1", practice="a1 b1"), Recipe(1), "proef")
    assert (list(model.folds), model.fold_of) == ([ALL], {})
    assert model.counts["n_coded_interviews"] == model.counts["n_hand_codings"] == 0
    assert model.counts["n_practice_interviews"] == 2


def test_practice_is_not_counted_as_coded_interviews_of_the_study(with_practice: TrainedModel) -> None:
    counts = {name: n for name, n in with_practice.counts.items() if name != "n_examples"}
    assert counts == {"n_coded_interviews": 3, "n_practice_interviews": 2, "n_hand_codings": 6}


def test_with_practice_all_folds_have_the_thresholds_of_practice_alone(
    with_practice: TrainedModel, three_places: TrainedModel, tiny_codebook: Codebook
) -> None:
    alone = train_model(tiny_codebook, planted(*PRACTICE, practice="b1 b2"), Recipe(1), "proef").folds[ALL]
    assert all(fold.chosen == alone.chosen for fold in with_practice.folds.values())
    assert 0.04 <= alone.chosen.doubtful <= alone.chosen.likely < 1
    # Where there is none, each fold has its own: the interview left out has no part in them.
    assert any(fold.chosen != three_places.folds[ALL].chosen for fold in three_places.folds.values())


def test_with_practice_there_is_one_step_more(tiny_codebook: Codebook) -> None:
    taught, of_study = planted("a1", "b1", "c1", practice="c1"), planted("a1", "b1")
    steps: list[int] = []
    model = train_model(tiny_codebook, taught, Recipe(1), "proef", lambda: steps.append(1))
    assert len(model.folds) == 3
    assert len(steps) == n_steps(of_study.turns, of_study.hand, has_practice=True) == 4


def test_what_was_chosen_before_holds_for_every_fold(tiny_codebook: Codebook) -> None:
    turns = TurnModel(0.9, 1.5, -0.2, {LINES: 0.1})
    before = Chosen(Calibration(0.7, 0.0, -0.3), 0.31, 0.62, ((0.04, 0.5),), turns, 0.8)
    taught = planted("a1", "b1", "c1", practice="c1")
    model = train_model(tiny_codebook, taught, Recipe(1), "proef", chosen=before)
    assert [fold.chosen for fold in model.folds.values()] == [before] * 3
    assert {fold.scorer.calibration for fold in model.folds.values()} == {before.calibration}


def test_a_mirror_is_judged_where_the_interview_that_it_mirrors_is(
    tiny_codebook: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Chosen(Calibration(0.7, 0.0, -0.3), 0.31, 0.62)
    judged: list[dict[str, str]] = []
    monkeypatch.setattr(training, "choose", lambda base, learnt, judging, *_: judged.append(judging) or before)
    taught = planted("a1", "b1", "b2", "c1", practice="a1 b1 b2 c1")
    for mirrors in ({}, {"b1": "a1", "c1": "c1"}):
        train_model(tiny_codebook, replace(taught, mirror_of=mirrors), Recipe(1), "proef")
    assert judged[0] == {"a1": "Aadorp", "b1": "Beedorp", "b2": "Beedorp", "c1": "Ceedorp"}
    assert judged[1] == judged[0] | {"b1": "Aadorp"}


def test_a_known_fold_is_not_learnt_anew(three_places: TrainedModel, tiny_codebook: Codebook) -> None:
    known = {name: replace(three_places.folds[name], key=f"van {name}") for name in (ALL, "without-2")}
    keys = {name: f"van {name}" for name in three_places.folds}
    steps: list[int] = []
    model = train_model(
        tiny_codebook, planted(*PLACES), Recipe(1), "proef", lambda: steps.append(1), known=known, keys=keys
    )
    assert list(model.folds) == list(three_places.folds)
    assert len(steps) == 2
    for name, fold in model.folds.items():
        assert (fold is known.get(name), fold.key) == (name in known, keys[name])
        assert np.array_equal(fold.scorer.ngrams.coef, three_places.folds[name].scorer.ngrams.coef)
    assert (model.fold_of, model.counts) == (three_places.fold_of, three_places.counts)


def test_a_model_put_together_of_its_folds_is_the_same(three_places: TrainedModel, tiny_codebook: Codebook) -> None:
    taught = planted(*PLACES)
    more = {**three_places.folds, "without-9": three_places.folds[ALL]}
    model = put_together("proef", more, tiny_codebook, taught.hand, taught.turns, 0)
    assert model == three_places


@pytest.mark.parametrize("practice", ["", "b1 b2"], ids=["chosen per fold", "chosen on practice"])
def test_rules_are_weighed_by_how_often_coders_agree_with_them(tiny_codebook: Codebook, practice: str) -> None:
    taught = planted("b1", "b2", practice=practice)
    right = [(f"{i}#{turn_no:03d}.01", code, 0.9) for i in ("b1", "b2") for turn_no, code in ((1, LINES), (2, MONEY))]
    wrong = [(f"{i}#{turn_no:03d}.01", code, 0.9) for i in ("b1", "b2") for turn_no, code in ((3, LINES), (1, MONEY))]
    weight = {}
    for name, found in (("none", []), ("right", right), ("wrong", wrong), ("elsewhere", [("c1#001.01", LINES, 0.9)])):
        with_rules = replace(taught, by_rules=make_by_rules(*found))
        weight[name] = train_model(tiny_codebook, with_rules, Recipe(1), "proef").folds[ALL].chosen.turns.rule
    assert weight["none"] == weight["elsewhere"] == 0
    assert weight["wrong"] < 0 < weight["right"]


@pytest.fixture(scope="module")
def with_vectors(tiny_codebook: Codebook, encode: Encode) -> TrainedModel:
    """A model with vectors that learnt from three interviews in two municipalities."""
    return train_model(tiny_codebook, planted("a1", "b1", "b2"), Recipe(1, encode), "proef")


def test_with_an_encoder_every_fold_looks_at_vectors(with_vectors: TrainedModel, tiny_codebook: Codebook) -> None:
    assert list(with_vectors.folds) == [ALL, "without-1", "without-2"]
    for fold in with_vectors.folds.values():
        assert fold.scorer.vectors is not None
        assert fold.scorer.vectors.code_ids == fold.scorer.code_ids == sorted(tiny_codebook.code_ids)
        assert fold.scorer.calibration == fold.chosen.calibration
        assert fold.scorer.calibration.vectors != 0


def test_vectors_of_a_fold_have_not_seen_the_municipality_either(
    with_vectors: TrainedModel, tiny_codebook: Codebook, encode: Encode
) -> None:
    asked: set[str] = set()

    def remember(texts: Sequence[str]) -> Floats:
        asked.update(texts)
        return encode(texts)

    taught = planted("b1", "b2")
    fold = with_vectors.fold_for(key_of(planted("a1").turns, "a1"))
    without = train_model(tiny_codebook, taught, Recipe(1, remember), "proef").folds[ALL]
    assert not any(PLANTED["a1"] in text for text in asked)
    assert np.array_equal(fold.scorer.vectors.coef, without.scorer.vectors.coef)
    assert fold.chosen == without.chosen


def test_choices_are_made_on_interviews_that_were_not_learnt_from(tiny_codebook: Codebook, encode: Encode) -> None:
    calls: list[set[str]] = []

    def remember(texts: Sequence[str]) -> Floats:
        calls.append({word for word in PLANTED.values() if any(word in text for text in texts)})
        return encode(texts)

    model = train_model(tiny_codebook, planted(*PLACES, practice=" ".join(PLACES)), Recipe(1, remember), "proef")
    *inner, last = calls
    learnt, judging = inner[::2], inner[1::2]
    assert (list(model.folds), last) == ([ALL], set(PLANTED.values()))
    assert len(learnt) == len(judging) == 4
    assert all(
        have | judged_now == last and not have & judged_now for have, judged_now in zip(learnt, judging, strict=True)
    )
    assert sorted(word for words in judging for word in words) == sorted(last)


def test_a_scorer_learns_both_from_the_same_utterances(tiny_codebook: Codebook, encode: Encode) -> None:
    items = training_items(tiny_codebook)
    scorer = fit(items, Recipe(1, encode), Calibration(0.5, 10.0, 0.0))
    assert scorer.calibration == Calibration(0.5, 10.0, 0.0)
    texts = [item.text for item in items]
    carried = np.array([[code in item.codes for code in scorer.code_ids] for item in items])
    for scores in (scorer.ngrams.log_odds(texts), scorer.vectors.log_odds(encode(texts))):
        assert scores[carried].mean() > scores[~carried].mean()
    assert fit(items, Recipe(1), Calibration()).vectors is None


SAME = "De snotolf zwemt voorbij."


def contradicting(practice: str) -> Taught:
    """Return two interviews that say the same ten times: coded as money in the one, as short lines in the other."""
    turns = make_turns({i: [SAME] * 10 for i in ("a1", "b1")}, PLACES)
    quotes = [(i, n, 0, len(SAME), code) for i, code in (("a1", MONEY), ("b1", LINES)) for n in range(1, 11)]
    return Taught(make_hand(turns, *quotes), turns, make_segments(turns), frozenset(practice.split()))


@pytest.mark.parametrize("practice", ["a1", "b1"])
def test_where_they_contradict_the_interviews_of_the_study_weigh_more(
    tiny_codebook: Codebook, encode: Encode, practice: str
) -> None:
    own, other = (LINES, MONEY) if practice == "a1" else (MONEY, LINES)
    leads = []
    for own_weight in (1.0, 2.0, 8.0):
        recipe = Recipe(1, encode, own_weight)
        scorer = (
            train_model(tiny_codebook, contradicting(practice), recipe, "proef", chosen=Chosen(Calibration(), 0.3, 0.5))
            .folds[ALL]
            .scorer
        )
        views = scorer.ngrams.log_odds([SAME])[0], scorer.vectors.log_odds(encode([SAME]))[0]
        k, other_k = scorer.code_ids.index(own), scorer.code_ids.index(other)
        leads.append([view[k] - view[other_k] for view in views])
    assert all(lighter < heavier for lighter, heavier in pairwise(lead for lead, _ in leads))
    assert all(lighter < heavier for lighter, heavier in pairwise(lead for _, lead in leads))
    assert leads[-1][0] > 0


def test_practice_alone_does_not_depend_on_how_much_the_study_weighs(tiny_codebook: Codebook) -> None:
    taught, before = planted(*PRACTICE, practice="b1 b2"), Chosen(Calibration(), 0.3, 0.5)
    light, heavy = (
        train_model(tiny_codebook, taught, Recipe(1, own_weight=weight), "proef", chosen=before).folds[ALL].scorer
        for weight in (1.0, 8.0)
    )
    assert np.array_equal(light.ngrams.coef, heavy.ngrams.coef)


def recut(*interviews: str, is_cut: bool) -> Taught:
    """Return interviews that teach the same however they are cut: a quote and a sentence, in one turn or in two."""
    quote, rest = "De buurvrouw belt meteen terug.", "Verder regent het vandaag."
    said = [quote, rest] if is_cut else [f"{quote} {rest}"]
    turns = make_turns(dict.fromkeys(interviews, said * 3), PLACES)
    step = len(said)
    quotes = [(i, n * step + 1, 0, len(quote), LINES) for i in interviews for n in range(3)]
    return Taught(make_hand(turns, *quotes), turns, make_segments(turns))


def joined(parts: Sequence[Taught], practice: str, seen: str) -> Taught:
    hand, turns, segments = (
        pd.concat([getattr(part, name) for part in parts], ignore_index=True) for name in ("hand", "turns", "segments")
    )
    return Taught(hand, turns, segments, frozenset(practice.split()), frozenset(seen.split()))


@pytest.mark.parametrize(
    ("practice", "is_seen"),
    [
        pytest.param("a1 b1 c1", True, id="seen"),
        pytest.param("a1 b1 c1", False, id="not seen: then it is judged"),
        pytest.param("b1 c1", True, id="seen, one practice interview is not"),
        pytest.param("c1", True, id="seen, all practice"),
    ],
)
def test_nothing_is_chosen_on_interviews_that_the_encoder_has_seen(
    tiny_codebook: Codebook, encode: Encode, practice: str, is_seen: bool
) -> None:
    chosen = []
    for is_cut in (False, True):
        asked: set[str] = set()

        def remember(texts: Sequence[str], asked: set[str] = asked) -> Floats:
            # What stands around a text depends on how its interview is cut, whether it is judged or only learnt.
            bare = [apart(text).text for text in texts]
            asked.update(bare)
            return encode(bare)

        parts = [planted("a1", "b1"), recut("c1", is_cut=is_cut)]
        taught = joined(parts, practice, "c1" if is_seen else "")
        fold = train_model(tiny_codebook, taught, Recipe(1, remember), "proef").folds[ALL]
        assert "buurvrouw" in fold.scorer.ngrams.terms["word"]
        chosen.append(fold.chosen)
        is_judged = "De buurvrouw belt meteen terug. Verder regent het vandaag." in asked
        assert is_judged is (not is_seen and not is_cut)
    # How an interview is cut into turns matters only where it is judged.
    assert (chosen[0] == chosen[1]) is is_seen


class Ordered(frozenset[str]):
    """A set whose order is given: that of a frozenset of texts differs from one process to the next."""

    def __new__(cls, order: Sequence[str]) -> Ordered:
        made = super().__new__(cls, order)
        made.order = order
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self.order)


def test_the_order_of_a_set_does_not_matter(tiny_codebook: Codebook) -> None:
    order = tuple(PLACES)
    chosen = [
        train_model(tiny_codebook, replace(planted(*PLACES), practice=Ordered(practice)), Recipe(1), "proef")
        .folds[ALL]
        .chosen
        for practice in (order, order[::-1])
    ]
    assert chosen[0] == chosen[1]
