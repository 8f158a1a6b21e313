"""Time one set of features for coding: ``python -m tests.coding_speed NAME OUT``; tests/bench.py asks for each.

The sentences are those of two interviews of the sample study that are new to the caches, coded with the model in ``model/``. Times are
processor time, the trained spaCy pipeline reading the same sentences in the same process. OUT becomes JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pandas as pd

from pipeline.coding import ModelCoder, RuleCoder, load_model
from pipeline.coding.scorer import Scorer
from pipeline.coding.windows import sentence_texts
from pipeline.language import load_encoder
from pipeline.reading import FORMATS
from pipeline.run.sources import cut_segments, language, read_all
from pipeline.study import Study

REPO = Path(__file__).parents[1]
_N_INTERVIEWS = 4


def main(name: str, out: Path) -> None:
    """Warm up on half of the interviews, measure on the other half, and write sentences per second and the ratio."""
    study = Study.open(REPO)
    transcripts, _ = read_all(study.sources(FORMATS)[:_N_INTERVIEWS])
    nlp, codebook = language(study), study.codebook()
    segments = [cut_segments(study, one.turns) for one in transcripts]
    model = load_model(study.model_folder)
    fold = model.folds["all"]
    encoder = load_encoder() if name not in ("rules", "n-grams") else None
    encode = encoder.encode if encoder else None
    rules = RuleCoder(codebook, nlp) if name in ("rules", "everything") else None
    ngrams_only = Scorer(fold.scorer.ngrams, None, fold.scorer.calibration)
    coder = ModelCoder(fold, codebook, model.version, encode, explains=True)

    def work(some: pd.DataFrame) -> None:
        texts = sentence_texts(some)
        found = rules.suggest(some) if rules else None
        if name == "n-grams":
            ngrams_only.log_odds(texts, None)
        elif name == "vectors":
            assert encode is not None
            encode(texts)
        elif name != "rules":
            coder.suggest(some, found)

    half = _N_INTERVIEWS // 2
    work(pd.concat(segments[:half], ignore_index=True))
    some = pd.concat(segments[half:], ignore_index=True)
    start = time.process_time()
    list(nlp.pipe(some["text"]))
    read = time.process_time()
    work(some)
    seconds = time.process_time() - read
    figures = {"sentences_per_second": len(some) / seconds, "in_trained": seconds / (read - start)}
    out.write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
