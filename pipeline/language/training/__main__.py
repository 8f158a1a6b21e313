"""Train the Dutch pipeline anew: ``python -m pipeline.language.training --treebank DIR --text DIR --work DIR``.

Makes the corpora, the word vectors, both halves of the pipeline, and puts them together in pipeline/language/model. On two
cores it takes some two hours, most of it training. Steps whose output is in the work folder are not done again.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from spacy.cli.train import train

from pipeline.language.training.assemble import assemble
from pipeline.language.training.corpora import Sources, make_corpora
from pipeline.language.training.measure import measure
from pipeline.language.training.vectors import N_WORDS, WIDTH, encode_words, write_vectors

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
GOLD = ROOT / "tests/language"


def main() -> None:
    """Run every step that has not been done in the work folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--treebank", type=Path, required=True, help="folder with the CoNLL-U files of UD Dutch")
    parser.add_argument(
        "--text", type=Path, action="append", default=[], help="folder with plain Dutch text (.txt, .md)"
    )
    parser.add_argument(
        "--edited", type=Path, action="append", default=[], help="folder with edited Dutch text, a sentence a line"
    )
    parser.add_argument("--work", type=Path, required=True, help="folder for corpora and half-made pipelines")
    parser.add_argument("--out", type=Path, default=HERE.parent / "model")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    corpora, vectors = given.work / "corpora", given.work / "vectors"
    interviews = ROOT / "transcripts_sample/training"
    sources = Sources(
        given.treebank, given.text, given.edited, ROOT / "codebook", HERE / "lists", interviews, GOLD / "spoken_dev.tsv"
    )
    if not (corpora / "test.spacy").is_file():
        make_corpora(sources, corpora, given.seed)
    if not vectors.is_dir():
        write_vectors(*encode_words(N_WORDS), vectors, WIDTH, given.seed)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(partial(_train, given.work, given.seed), ("core", "names")))
    halves = given.work / "core/model-best", given.work / "names/model-best"
    assemble(*halves, given.out, {})
    figures = measure(given.out, corpora / "test.spacy", GOLD / "spoken_test.tsv")
    assemble(*halves, given.out, figures)
    (given.work / "figures.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")


def _train(work: Path, seed: int, half: str) -> None:
    if not (work / half / "model-best").is_dir():
        paths = {f"paths.{part}": str(work / f"corpora/{half}_{part}.spacy") for part in ("train", "dev")}
        overrides = {**paths, "paths.vectors": str(work / "vectors"), "system.seed": seed}
        train(HERE / f"{half}.cfg", work / half, overrides=overrides)


if __name__ == "__main__":
    main()
