"""What ships so that nobody needs to learn it: found by the studies it was made for, and equal to what they would learn."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipeline.coding import Fold, load_model, stored_folds
from pipeline.coding.training import ALL, fit
from pipeline.files import write_text
from pipeline.run.learning import fold_keys, human_codings, train
from pipeline.run.naming import NameSearch, neutral
from pipeline.run.practice import SHIPPED
from pipeline.run.starting import new_study
from pipeline.study import Study, packaged

SHIPPED_FOLDS = packaged("practice") / SHIPPED


def keys_of(study: Study) -> dict[str, str]:
    """Return the keys of the folds that a study needs."""
    codebook = study.codebook()
    hand, turns = human_codings(study, codebook)
    plain = neutral(NameSearch(study), turns)
    return fold_keys(study, codebook, plain.move(hand), plain.turns)


@pytest.fixture
def bare(tmp_path: Path, repo: Path) -> Study:
    """A new study, without codings of its own."""
    new_study(tmp_path / "studie", repo / "codebook")
    return Study.open(tmp_path / "studie")


def test_the_sample_study_finds_all_its_folds(repo: Path) -> None:
    keys = keys_of(Study.open(repo))
    assert len(set(keys.values())) == 3
    assert stored_folds(SHIPPED_FOLDS, keys).keys() == keys.keys()


@pytest.mark.parametrize(
    "setting", ["zaad = 2", "max_woorden_per_segment = 20", "oefeninterviews = false"], ids=lambda line: line.split()[0]
)
def test_a_study_with_other_settings_finds_none(bare: Study, setting: str) -> None:
    path = bare.root / "factorwijzer.toml"
    write_text(path, f"{path.read_text(encoding='utf-8')}\n[codering]\n{setting}\n")
    assert stored_folds(SHIPPED_FOLDS, keys_of(Study.open(bare.root))) == {}


def test_a_new_study_learns_nothing_that_ships(bare: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.run.learning.practice", lambda *_: pytest.fail("learns"))
    _, is_new = train(bare)
    assert is_new
    assert list(load_model(bare.model_folder).folds) == [ALL]


def test_what_ships_is_what_would_be_learnt(bare: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.run.learning.SHIPPED", "nergens")
    train(bare)
    learnt = load_model(bare.model_folder).folds[ALL]
    shipped = stored_folds(SHIPPED_FOLDS, {ALL: learnt.key})[ALL]
    assert (learnt.chosen, learnt.scorer.code_ids) == (shipped.chosen, shipped.scorer.code_ids)
    for view, terms in learnt.scorer.ngrams.terms.items():
        assert np.array_equal(terms, shipped.scorer.ngrams.terms[view])
    texts = ["Ik bel haar en een kwartier later belt ze terug.", "Er is geen geld voor, al jaren niet.", "Koffie?"]
    assert scores(learnt, texts) == pytest.approx(scores(shipped, texts), abs=0.05)


SETTINGS = """\
[studie]
handcoderingen = "hand.csv"
[taal]
encoder = "geen"
[codering]
oefeninterviews = false
"""


def test_a_study_that_grows_learns_the_same_as_one_that_starts(
    make_study: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {
        "Aadorp": "Ik bel haar en ze belt terug.",
        "Beedorp": "Ze komt zo even langs.",
        "Ceedorp": "Wij appen haar.",
    }
    transcripts = {
        f"{place[0].lower()}1.txt": f"gemeente: {place}\nperspectief: school\n\nI: En?\n\nR: {text}\n\nI: Geld?\n\nR: Geen geld.\n"
        for place, text in said.items()
    }
    rows = [
        f"{place[0].lower()}1,{n},{quote},{code}"
        for place, text in said.items()
        for n, quote, code in ((2, text, "netwerk.korte_lijnen"), (4, "Geen geld.", "financiering.tekort"))
    ]
    grown = make_study(transcripts, SETTINGS)
    learnt: list[int] = []
    monkeypatch.setattr("pipeline.coding.training.fit", lambda *given, **more: learnt.append(1) or fit(*given, **more))
    for n_rows in (5, 6):
        (grown / "hand.csv").write_text(
            "\n".join(["interview_id,turn_no,quote,code_id", *rows[:n_rows]]) + "\n", encoding="utf-8"
        )
        learnt.clear()
        train(Study.open(grown))
    # Three of four folds learn the last coding: of three, two and two interviews, each left out once to choose on.
    assert len(learnt) == (3 + 1) + (2 + 1) + (2 + 1)
    known = load_model(Study.open(grown).model_folder)
    shutil.rmtree(Study.open(grown).model_folder)
    train(Study.open(grown))
    anew = load_model(Study.open(grown).model_folder)
    assert (known.version, known.fold_of, known.counts) == (anew.version, anew.fold_of, anew.counts)
    for name, fold in anew.folds.items():
        assert (fold.chosen, fold.key) == (known.folds[name].chosen, known.folds[name].key)
        assert np.array_equal(fold.scorer.ngrams.weights, known.folds[name].scorer.ngrams.weights)


def scores(fold: Fold, texts: list[str]) -> np.ndarray:
    """Return what n-grams and vectors say, the latter of vectors that lie apart."""
    assert fold.scorer.vectors is not None
    vectors = np.random.default_rng(1).normal(0, 0.05, (len(texts), len(fold.scorer.vectors.mean)))
    return np.vstack([fold.scorer.ngrams.log_odds(texts), fold.scorer.vectors.log_odds(vectors)])
