"""A transcript and its pseudonymised copy say the same, so that they get the same codes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline import frames
from pipeline.coding import load_model
from pipeline.reading import FORMATS, Transcript
from pipeline.run.anonymising import anonymise
from pipeline.run.coding import _Coder
from pipeline.run.sources import read_all
from pipeline.study import Study

pytestmark = pytest.mark.slow
LEAST_SHARE = 0.98


@pytest.fixture(scope="module")
def pairs(sample_study, tmp_path_factory) -> list[tuple[Transcript, Transcript]]:
    """Each interview of the sample study, and its copy as it is read."""
    study = Study.open(sample_study)
    done = anonymise(study, folder=tmp_path_factory.mktemp("kopieen") / "map", with_key=False)
    assert done.failures == []
    originals, _ = read_all(study.sources(FORMATS))
    copies, failures = read_all(Study.open(done.folder).sources(FORMATS))
    assert failures == []
    return list(zip(originals, copies, strict=True))


@pytest.fixture(scope="module")
def codes(sample_study, pairs) -> pd.DataFrame:
    """Per respondent turn: whether a name was masked in it, and the codes of the original and of the copy.

    The copy has the id of its original, and so is coded by the same fold: the one that has not seen it.
    """
    study = Study.open(sample_study)
    coder = _Coder(study, study.codebook(), load_model(study.model_folder))
    rows = []
    for original, copy in pairs:
        assert copy.interview_id == original.interview_id
        of_original, of_copy = (_suggested(coder.code(one)) for one in (original, copy))
        for before, after in zip(frames.rows(original.turns), frames.rows(copy.turns), strict=True):
            if before.role == "respondent":
                found = [codes.get(before.turn_no, frozenset()) for codes in (of_original, of_copy)]
                is_masked = " ".join(before.text.split()) != " ".join(after.text.split())
                rows.append((original.interview_id, before.turn_no, is_masked, *found))
    return pd.DataFrame(rows, columns=["interview_id", "turn_no", "is_masked", "original", "copy"])


def _suggested(codings: pd.DataFrame) -> dict[int, frozenset[str]]:
    """Return the codes of each turn; what coders gave by hand is of the original only."""
    suggested = codings[codings["origin"] != "human"]
    return {int(turn_no): frozenset(part["code_id"]) for turn_no, part in suggested.groupby("turn_no")}


def test_turns_of_a_copy_get_the_codes_of_the_original(codes):
    assert codes["is_masked"].sum() > 100
    assert codes["original"].map(bool).sum() > 50
    same = codes["original"] == codes["copy"]
    different = [f"{row.interview_id}, {row.turn_no}" for row in codes[~same].itertuples()]
    assert same.mean() >= LEAST_SHARE, different


def test_turns_in_which_nothing_was_masked_get_the_same_codes(codes):
    """Names elsewhere may change what an interview seems to be about, hardly ever more than that."""
    unchanged = codes[~codes["is_masked"]]
    assert len(unchanged) > 20
    assert (unchanged["original"] == unchanged["copy"]).mean() >= LEAST_SHARE


def test_copies_lie_apart_from_the_study(sample_study, pairs):
    assert len(pairs) == 10
    assert not (Path(sample_study) / "sleutel/pseudoniemen.csv").exists()
