"""What the documents of the sample study say about the quality of the suggestions, under other settings."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest

from pipeline.reporting.method import quality_sentence
from pipeline.run import report_data
from pipeline.study import Study

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "certainties", [["certain"], ["certain", "likely"], ["certain", "likely", "doubtful"]], ids="-".join
)
def test_quality_is_told_of_the_suggestions_that_would_count(sample_study, tmp_path, certainties):
    root = shutil.copytree(sample_study, tmp_path / "study")
    with (root / "factorwijzer.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[codering]\ntellen_mee = {json.dumps(certainties)}\n")
    frame = pd.read_csv(root / "reports/out/codings.csv", keep_default_na=False)
    suggested = frame[(frame["origin"] != "human") & frame["certainty"].isin(certainties)]
    n = len(suggested[["interview_id", "turn_no", "code_id"]].drop_duplicates())
    assert f"Van zijn {n} " in quality_sentence(report_data(Study.open(root)))
