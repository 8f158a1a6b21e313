"""The key of a fold: whatever it learns from changes it, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from coded_interviews import LINES, MONEY, make_hand, make_turns

from pipeline.files import write_text
from pipeline.run.learning import fold_keys
from pipeline.run.starting import new_study
from pipeline.study import Study

PLACES = {"a1": "Aadorp", "a2": "Aadorp", "b1": "Beedorp", "c1": "Ceedorp"}
SAID = ["Zij belt meteen terug.", "Er is geen geld voor.", "Tot ziens."]
FOLDS = ["all", "without-1", "without-2", "without-3"]
Frames = tuple[pd.DataFrame, pd.DataFrame]


def study_in(folder: Path, repo: Path, settings: str = "") -> Study:
    new_study(folder, repo / "codebook")
    path = folder / "factorwijzer.toml"
    write_text(path, f'{path.read_text(encoding="utf-8")}\n[taal]\nencoder = "geen"\n[codering]\n{settings}\n')
    return Study.open(folder)


@pytest.fixture
def study(tmp_path: Path, repo: Path) -> Study:
    """A study without encoder."""
    return study_in(tmp_path / "studie", repo)


def coded() -> Frames:
    """Return the codings and turns of four interviews in three municipalities."""
    turns = make_turns(dict.fromkeys(PLACES, SAID), PLACES)
    quotes = [(i, n, 0, 10, code) for i in PLACES for n, code in ((1, LINES), (2, MONEY))]
    return make_hand(turns, *quotes), turns


def changed(frame: str, column: str, value: object) -> Callable[[Frames], Frames]:
    """Return what gives the first row of b1 another value."""

    def change(given: Frames) -> Frames:
        hand, turns = (one.copy() for one in given)
        one = hand if frame == "hand" else turns
        one.loc[one.index[one["interview_id"] == "b1"][0], column] = value
        return hand, turns

    return change


@pytest.mark.parametrize(
    "change",
    [
        changed("hand", "code_id", MONEY),
        changed("hand", "quote", "Zij belt"),
        changed("hand", "end_char", 8),
        changed("turns", "text", "Zij belt nooit terug."),
        changed("turns", "role", "interviewer"),
        changed("turns", "municipality", "Beedorp-Zuid"),
        lambda given: (given[0].drop(given[0].index[given[0]["interview_id"] == "b1"][0]), given[1]),
    ],
    ids=["code", "quote", "place", "text", "role", "municipality", "one coding less"],
)
def test_what_an_interview_teaches_changes_the_folds_that_learn_it(
    study: Study, change: Callable[[Frames], Frames]
) -> None:
    codebook = study.codebook()
    before, after = (fold_keys(study, codebook, *given) for given in (coded(), change(coded())))
    assert list(before) == list(after) == FOLDS
    assert len(set(before.values())) == 4
    assert [name for name in FOLDS if before[name] == after[name]] == ["without-2"]


def test_an_interview_that_nobody_coded_changes_nothing(study: Study) -> None:
    hand, turns = coded()
    more = pd.concat([turns, make_turns({"d1": SAID}, {"d1": "Deedorp"})], ignore_index=True)
    codebook = study.codebook()
    assert fold_keys(study, codebook, hand, more) == fold_keys(study, codebook, hand, turns)


@pytest.mark.parametrize(
    "settings",
    ["eigen_interviews_wegen = 3.5", "zaad = 2", "max_woorden_per_segment = 20", "oefeninterviews = false"],
    ids=lambda line: line.split()[0],
)
def test_settings_change_every_fold(study: Study, tmp_path: Path, repo: Path, settings: str) -> None:
    other = study_in(tmp_path / "anders", repo, settings)
    codebook = study.codebook()
    before, after = fold_keys(study, codebook, *coded()), fold_keys(other, codebook, *coded())
    assert not set(before.values()) & set(after.values())
    nothing = tuple(frame[:0] for frame in coded())
    same = fold_keys(study, codebook, *nothing) == fold_keys(other, codebook, *nothing)
    assert same is settings.startswith("eigen")
