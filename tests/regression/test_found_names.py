"""The names of the sample study are found as well as they were; this guards against getting worse, it is no new measurement."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from pipeline.evaluation.names_found import measure, read_listed
from pipeline.reading import FORMATS
from pipeline.run.naming import find_names
from pipeline.run.sources import read_all
from pipeline.study import Study


@pytest.fixture(scope="module")
def measured(repo, tmp_path_factory):
    """What is found in the ten interviews, beside what somebody listed; nothing is written in the repository."""
    root = tmp_path_factory.mktemp("names")
    for name in ("codebook", "transcripts_sample"):
        shutil.copytree(repo / name, root / name)
    shutil.copy(repo / "factorwijzer.toml", root)
    study = Study.open(root)
    transcripts, failures = read_all(study.sources(FORMATS))
    assert not failures
    turns = pd.concat([one.turns for one in transcripts], ignore_index=True)
    found = find_names(study, turns, {one.interview_id: one.municipality for one in transcripts})
    assert not found.failed
    return measure(found.names, turns, read_listed(study.transcripts_folder / "names.json"), is_invented=True)


# Measured when this was written: persons 0.994, places 0.948, organisations and schools 1.0, contact data 1.0.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("kinds", "recall"),
    [
        pytest.param(("person",), 0.985, id="persons"),
        pytest.param(("place",), 0.93, id="places"),
        pytest.param(("organisation", "school"), 0.95, id="organisations and schools"),
        pytest.param(("phone", "email", "web"), 1.0, id="contact data"),
    ],
)
def test_names_are_found_as_well_as_they_were(kinds, recall, measured):
    counts = measured.counts(kinds)
    assert counts.n > 0
    assert counts.recall >= recall


# Measured when this was written: 0.925.
@pytest.mark.slow
def test_what_is_masked_is_a_name_as_often_as_it_was(measured):
    assert len(measured.interview_ids) == 10
    assert measured.counts().precision >= 0.85
