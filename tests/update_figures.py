"""Put the figures of ``factorwijzer evaluate`` between the marks in the READMEs; a test compares them with a fresh run."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline import run
from pipeline.codebook import Codebook
from pipeline.reporting import agreement_markdown, scorecard_markdown
from pipeline.run import Evaluation
from pipeline.study import Study

PLACES = {"README.md": "scorekaart", "transcripts_sample/README.md": "overeenstemming"}


def figures(evaluation: Evaluation, codebook: Codebook) -> dict[str, str]:
    """Return the Markdown for each mark."""
    assert evaluation.agreement is not None
    card = scorecard_markdown(evaluation.scorecards, codebook, evaluation.n_interviews, is_invented=True)
    return {"scorekaart": card, "overeenstemming": agreement_markdown(evaluation.agreement, codebook)}


def marked(text: str, mark: str) -> str:
    """Return what stands between the marks."""
    found = re.search(rf"<!-- {mark} -->\n(.*)<!-- /{mark} -->", text, re.DOTALL)
    assert found is not None, f"no mark {mark}"
    return found[1]


def main() -> None:
    """Rewrite the marked parts from the outputs of the last ``make study``."""
    study = Study.open(Path(__file__).parents[1])
    new = figures(run.evaluate(study), study.codebook())
    for name, mark in PLACES.items():
        path = study.root / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(marked(text, mark), new[mark]), encoding="utf-8")


if __name__ == "__main__":
    main()
