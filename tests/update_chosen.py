"""Choose the thresholds that ship with the practice interviews: needed whenever codebook, practice, language or training change."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.coding import load_model
from pipeline.run.learning import train
from pipeline.run.practice import THRESHOLDS, practice_thresholds, thresholds_key
from pipeline.study import Study

REPO = Path(__file__).parents[1]
TARGET = REPO / "transcripts_sample/training" / THRESHOLDS


def main() -> None:
    """Train the sample study without the thresholds that ship, and write what it chose."""
    study = Study.open(REPO)
    codebook = study.codebook()
    if practice_thresholds(study, codebook) is None:
        TARGET.unlink(missing_ok=True)
        train(study)
        fold = load_model(study.model_folder).folds["all"]
        chosen = {"key": thresholds_key(study, codebook), "doubtful": fold.doubtful, "likely": fold.likely}
        TARGET.write_text(json.dumps(chosen, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
