"""Judge the coding on interviews it has not seen, beside simpler ways of coding: ``factorwijzer evaluate --full``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from pipeline import frames
from pipeline.coding.choosing import choose_thresholds
from pipeline.coding.turn_model import PARTS
from pipeline.coding.views import Views, stack
from pipeline.coding.windows import sentence_texts, window_texts
from pipeline.evaluation.account import write_up
from pipeline.evaluation.measures import pooled_kappa
from pipeline.evaluation.pages import to_html, to_markdown
from pipeline.evaluation.results import Hand, OwnInterviews, Point, Results
from pipeline.files import write_text
from pipeline.run.cells import Cells
from pipeline.run.judging import (
    Material,
    Outcome,
    items,
    leave_out,
    prepare,
    views,
    views_of_utterances,
)
from pipeline.run.naming import find_names, gate_for
from pipeline.run.sources import Advance, silent
from pipeline.study import Study

FULL_PAGE, FULL_TEXT = "evaluation.html", "evaluation.md"
N_PROCESSES = 2
# Points of the learning curves, beside all there is: municipalities of coded interviews, and shares of the utterances.
N_MUNICIPALITIES, SHARES = (0, 4, 16), (0.0, 0.5)
# How many of a municipality's own interviews are coded, and for how many utterances each of theirs counts.
OWN = ((1, 2.0), (2, 1.0), (2, 2.0))
# Ours with a part left out, and a classifier by itself: which view, if not both, and which parts of the turn model.
_WAYS: dict[str, tuple[str, frozenset[str]]] = {
    "zonder regels": ("", PARTS - {"rules"}),
    "zonder drempels per code": ("", PARTS - {"codes"}),
    "zonder onderwerp van het interview": ("", PARTS - {"topic"}),
    "zonder zinsvectoren": ("ngrams", PARTS),
    "zonder woordstukken": ("vectors", PARTS),
    "alleen woordstukken (TF-IDF, logistische regressie)": ("ngrams", frozenset()),
    "alleen zinsvectoren (logistische regressie)": ("vectors", frozenset()),
}
OURS, RULES, KEYWORDS, NOTHING = (
    "Factorwijzer",
    "alleen regels, met status",
    "zoekwoorden (regels zonder status)",
    "niets voorstellen",
)


def write_full_evaluation(
    study: Study, start: Callable[[int], None] = lambda _: None, advance: Advance = silent
) -> Path | None:
    """Write evaluation.html and evaluation.md in the output folder, whole or not at all.

    What respondents said passes the gate before it is printed.

    Returns
    -------
    Path or None
        That of the first; None if there are no three municipalities with coded interviews to judge.
    """
    codebook, seed = study.codebook(), study.settings.codering.zaad
    material = prepare(study)
    if len(_groups(material)) < _FEWEST_GROUPS:
        return None
    results = full_evaluation(study, material, start, advance)
    units = replace(results.units, texts=_masked(study, material, results))
    page = write_up(replace(results, units=units), codebook, seed)
    write_text(study.out / FULL_PAGE, to_html(page))
    write_text(study.out / FULL_TEXT, to_markdown(page, level=1))
    return study.out / FULL_PAGE


def _masked(study: Study, material: Material, results: Results) -> tuple[str, ...]:
    """Return the texts of the units as they may be printed."""
    turns = material.taught.turns
    turns = turns[turns["interview_id"].isin(set(results.units.interview_ids))]
    municipality_of = {i: material.municipality[i] for i in dict.fromkeys(turns["interview_id"])}
    found = find_names(study, turns, municipality_of)
    interviews = turns.drop_duplicates("interview_id")[["interview_id", "municipality", "perspective"]]
    shown, *_ = gate_for(study, found, interviews).pass_through(turns)
    said = {(row.interview_id, row.turn_no): row.text for row in frames.rows(shown)}
    return tuple(said[key] for key in zip(results.units.interview_ids, results.units.turn_nos, strict=True))


def full_evaluation(
    study: Study, material: Material, start: Callable[[int], None] = lambda _: None, advance: Advance = silent
) -> Results:
    """Judge every way of coding on the interviews that neither encoder nor thresholds have seen."""
    groups = _groups(material)
    jobs = _jobs(material, groups)
    start(1 + sum(len(job) for job in jobs.values()))
    material = _with_vectors(material)
    advance("zinsvectoren")
    found: dict[str, list[Any]] = {name: [] for name in jobs}
    with ProcessPoolExecutor(N_PROCESSES, get_context("spawn"), _be_worker, (material,)) as pool:
        for name, todo in jobs.items():
            for result in pool.map(_work, todo):
                found[name].append(result)
                advance(name)
    return _results(study, material, groups, found)


_material: Material
Job = Callable[[Material], Any]
_LARGE_HAND = 100
# One to leave out, and two to choose on.
_FEWEST_GROUPS = 3


def _be_worker(material: Material) -> None:
    """Keep what the jobs of this process work on; one thread each, so that sums are the same every time."""
    global _material
    threadpool_limits(1)
    _material = material.counted()


def _work(job: Job) -> Any:
    return job(_material)


def _jobs(material: Material, groups: dict[str, list[str]]) -> dict[str, list[Job]]:
    """Return what is to be learnt and judged, by name; the jobs of a name in order of group."""
    jobs: dict[str, list[Job]] = {"gemeente": [partial(leave_out, left_out=group) for group in groups.values()]}
    jobs["interview"] = [partial(_without, left_out=some) for some in _one_of_each(groups)]
    for n in N_MUNICIPALITIES:
        jobs[f"gemeenten {n}"] = [partial(_from_municipalities, group=group, n=n) for group in groups.values()]
    for share in SHARES:
        jobs[f"voorbeelden {share}"] = [partial(_from_examples, group=group, share=share) for group in groups.values()]
    for n, weight in OWN:
        jobs[f"eigen {n} {weight}"] = [partial(_with_own, group=g, n=n, weight=weight) for g in groups.values()]
    jobs["hand"] = [partial(views_of_utterances, hand=hand) for hand in _hands(material)]
    return jobs


def _hands(material: Material) -> list[str]:
    """Return the hands that wrote across the codes, at least a hundred utterances."""
    counts = Counter(item.source.removeprefix("hand:") for item in material.base)
    return sorted(hand for hand, n in counts.items() if n >= _LARGE_HAND)


def _one_of_each(groups: dict[str, list[str]]) -> list[list[str]]:
    """Return every interview once, in lists that hold at most one of each municipality."""
    return [[i for i in some if i] for some in zip_longest(*groups.values(), fillvalue="")]


def _without(material: Material, left_out: Sequence[str]) -> Views:
    return views(material, items(material, [i for i in material.municipality if i not in left_out]), left_out)


def _from_municipalities(material: Material, group: Sequence[str], n: int) -> Views:
    """Learn from the interviews of n other municipalities, drawn by seed."""
    others = sorted({material.municipality[i] for i in material.municipality if i not in group})
    drawn = {others[k] for k in np.random.default_rng(material.seed).permutation(len(others))[:n]}
    learnt = [i for i, place in material.municipality.items() if i not in group and place in drawn]
    return views(material, items(material, learnt), group)


def _from_examples(material: Material, group: Sequence[str], share: float) -> Views:
    """Learn from a share of the codebook's utterances, drawn by seed, and all other interviews."""
    drawn = np.random.default_rng(material.seed).permutation(len(material.base))[: round(share * len(material.base))]
    learnt = [i for i in material.municipality if i not in group]
    return views(material, items(material, learnt, [material.base[k] for k in sorted(drawn)]), group)


def own_and_rest(material: Material, group: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the interviews of a municipality that count as coded already, and those that are judged."""
    coded = [i for i in sorted(group) if i in set(material.taught.hand["interview_id"])]
    n = max(n for n, _ in OWN)
    return coded[:n], coded[n:]


def _with_own(material: Material, group: Sequence[str], n: int, weight: float) -> Views:
    """Learn from all other municipalities and from n interviews of this one, each utterance of which counts for ``weight``."""
    own, rest = own_and_rest(material, group)
    others = items(material, [i for i in material.municipality if i not in group])
    mine = [replace(item, weight=weight) for i in own[:n] for item in material.in_full(i)]
    return views(material, [*others, *mine], rest)


def _groups(material: Material) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for interview_id in material.judged:
        groups.setdefault(material.municipality[interview_id], []).append(interview_id)
    return groups


def _with_vectors(material: Material) -> Material:
    """Encode every text that will be asked for, so that workers need no encoder."""
    if material.vectors is None:
        return material
    segments = material.segments(material.judged)
    texts = [item.text for item in items(material, list(material.municipality))]
    material.vectors.encode([*texts, *sentence_texts(segments), *window_texts(segments)])
    material.vectors.save()
    return replace(material, vectors=material.vectors.only_known())


def _results(study: Study, material: Material, groups: dict[str, list[str]], found: dict[str, list[Any]]) -> Results:
    outcomes: list[Outcome] = found["gemeente"]
    outer = stack([one.outer for one in outcomes])
    cells = Cells(material, outer)
    code_ids = material.codebook.code_ids
    others = {
        name: [(_part(one.outer, which), choose_thresholds(_part(one.inner, which), code_ids, use)) for one in outcomes]
        for name, (which, use) in _WAYS.items()
        if which != "vectors" or outer.vectors is not None
    }
    chosen = {i: one.chosen for one in outcomes for i in one.left_out}
    single = [(view.only([i]), chosen[i]) for view in found["interview"] for i in dict.fromkeys(view.interviews)]
    together = pd.concat([one.suggestions for one in outcomes], ignore_index=True)
    whole = [(one.outer, one.chosen) for one in outcomes]
    ways = (
        cells.from_suggestions(OURS, together, whole),
        cells.from_model("zonder weglaten bij een sterkere tegenpool", whole, leaves_out=False),
        *(cells.from_model(name, parts, leaves_out=bool(_WAYS[name][1])) for name, parts in others.items()),
        cells.from_suggestions(RULES, material.by_rules),
        cells.from_suggestions(KEYWORDS, material.by_keywords),
        cells.from_suggestions(NOTHING, material.by_rules[:0]),
    )
    return Results(
        units=cells.units,
        ways=ways,
        by_interview=cells.from_model("één interview van elke gemeente weggelaten", single),
        curves=_curves(material, cells, outcomes, found),
        own=_own(material, cells, outcomes, groups, found),
        hands=tuple(
            _hand(h, view, outcomes[0], code_ids) for h, view in zip(_hands(material), found["hand"], strict=True)
        ),
        pairs=cells.pairs,
        n_learnt=len(material.municipality) - len(material.judged),
        is_invented=study.settings.studie.verzonnen,
    )


def _curves(
    material: Material, cells: Cells, outcomes: Sequence[Outcome], found: dict[str, list[Any]]
) -> dict[str, tuple[Point, ...]]:
    whole = cells.kappas([(one.outer, one.chosen) for one in outcomes])

    def point(n: float, name: str) -> Point:
        return Point(n, *cells.kappas([(v, o.chosen) for v, o in zip(found[name], outcomes, strict=True)]))

    n_all = len(material.municipality) - len(material.judged) // len(outcomes)
    per_municipality = len(material.municipality) // len(set(material.municipality.values()))
    interviews = [point(n * per_municipality, f"gemeenten {n}") for n in N_MUNICIPALITIES]
    examples = [point(round(share * len(material.base)), f"voorbeelden {share}") for share in SHARES]
    return {
        "interviews": (*interviews, Point(n_all, *whole)),
        "voorbeelden": (*examples, Point(len(material.base), *whole)),
    }


def _own(
    material: Material,
    cells: Cells,
    outcomes: Sequence[Outcome],
    groups: dict[str, list[str]],
    found: dict[str, list[Any]],
) -> tuple[OwnInterviews, ...]:
    rows = []
    for n, weight in ((0, 1.0), *OWN):
        given = found[f"eigen {n} {weight}"] if n else [one.outer for one in outcomes]
        parts = [
            (view.only(own_and_rest(material, group)[1]), one.chosen)
            for view, one, group in zip(given, outcomes, groups.values(), strict=True)
        ]
        rows.append(OwnInterviews(n, weight, *cells.kappas(parts)))
    return tuple(rows)


def _part(views: Views, which: str) -> Views:
    return views.alone(which) if which else views


def _hand(name: str, view: Views, outcome: Outcome, code_ids: Sequence[str]) -> Hand:
    """Say how well a hand's utterances are coded; what was chosen for interviews is used for them too.

    But for what an interview is about: utterances side by side are no interview.
    """
    chosen = replace(outcome.chosen, turns=replace(outcome.chosen.turns, topic=None))
    suggested = chosen.chances(view, code_ids) >= chosen.doubtful
    n_right = int((suggested & view.truth).sum())
    f1 = 2 * n_right / max(1, int(suggested.sum()) + int(view.truth.sum()))
    return Hand(name, len(view.keys), pooled_kappa(view.truth, suggested), f1)
