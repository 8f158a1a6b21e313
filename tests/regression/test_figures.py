"""The figures printed in the READMEs are those that the program computes on a fresh run of the sample study."""

from pathlib import Path

import pytest
from update_figures import PLACES, figures, marked

from pipeline import run
from pipeline.study import Study


@pytest.mark.slow
@pytest.mark.parametrize("name", PLACES)
def test_readme_prints_the_computed_figures(name: str, sample_study: Path, repo: Path):
    study = Study.open(sample_study)
    computed = figures(run.evaluate(study), study.codebook())
    assert marked((repo / name).read_text(encoding="utf-8"), PLACES[name]) == computed[PLACES[name]]
