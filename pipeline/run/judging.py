"""Code interviews with models that have not seen them, in several ways, for ``evaluate --full``.

One municipality after another is left out; what is chosen (weights, thresholds) is chosen inside what is left, on parts that are left
out in their turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.coding import ModelCoder, RuleCoder, Taught, combine
from pipeline.coding.choosing import Chosen, choose_thresholds
from pipeline.coding.classifier import NgramCounts, TrainingItem
from pipeline.coding.items import training_items
from pipeline.coding.scorer import Calibration, Scorer
from pipeline.coding.training import Fold, ItemsOf, Recipe, fit, items_of_interview, parts
from pipeline.coding.views import Views, stack, view_turns, view_utterances
from pipeline.language import VectorCache
from pipeline.run.naming import NameSearch, neutral
from pipeline.run.practice import KEPT_APART, PREFIX, practice, practice_segments
from pipeline.run.sources import cut_segments, encoder, hand_codings, language
from pipeline.study import Study


@dataclass(frozen=True)
class Material:
    """All coded interviews, what they teach, and which of them are judged: the study's, and practice that is kept apart for it."""

    codebook: Codebook
    taught: Taught
    base: list[TrainingItem]
    items_of: ItemsOf
    municipality: dict[str, str]
    judged: list[str]
    by_rules: pd.DataFrame
    by_keywords: pd.DataFrame
    seed: int
    vectors: VectorCache | None
    ngrams: NgramCounts | None = None

    @property
    def recipe(self) -> Recipe:
        """Return how models are made here: the study's own interviews do not weigh more, for all are strangers."""
        encode = self.vectors.encode if self.vectors else None
        return Recipe(self.seed, encode, seen_by_encoder=self.taught.seen_by_encoder)

    def counted(self) -> Material:
        """Return the same with the n-grams of all that may be learnt counted, which every model needs."""
        learnt = [*items(self, list(self.municipality)), *(item for i in self.judged for item in self.in_full(i))]
        return replace(self, ngrams=NgramCounts(item.text for item in learnt))

    def in_full(self, interview_id: str) -> list[TrainingItem]:
        """Return what an interview teaches if it is one of a study's own: all of it."""
        return items_of_interview(interview_id, replace(self.taught, practice=frozenset()))

    def segments(self, interviews: Sequence[str]) -> pd.DataFrame:
        """Return the segments of some interviews."""
        all_segments = self.taught.segments
        return all_segments[all_segments["interview_id"].isin(interviews)].reset_index(drop=True)


def prepare(study: Study) -> Material:
    """Read everything that is coded, and let the rules code what will be judged."""
    codebook = study.codebook()
    hand, own = hand_codings(study, codebook)
    plain = neutral(NameSearch(study), own)
    hand, own = plain.move(hand), plain.turns
    practised = practice(study, codebook)
    vectors = encoder(study)
    seen = frozenset(f"{PREFIX}{name}" for name in vectors.learnt_from) if vectors else frozenset[str]()
    hand, turns = (pd.concat(both, ignore_index=True) for both in zip((hand, own), practised, strict=True))
    segments = pd.concat(
        [cut_segments(study, own), practice_segments(study, codebook, practised[1])], ignore_index=True
    )
    taught = Taught(hand, turns, segments, frozenset(practised[1]["interview_id"]), seen)
    municipality = dict(zip(turns["interview_id"], turns["municipality"], strict=True))
    judged = [i for i in municipality if i not in taught.practice or (i.startswith(KEPT_APART) and i not in seen)]
    here = taught.segments["interview_id"].isin(judged)
    rules, segments = RuleCoder(codebook, language(study)), taught.segments[here].reset_index(drop=True)
    items_of = {i: items_of_interview(i, taught) for i in municipality}
    return Material(
        codebook,
        taught,
        training_items(codebook),
        items_of,
        municipality,
        judged,
        rules.suggest(segments),
        rules.keywords(segments),
        study.settings.codering.zaad,
        vectors,
    )


@dataclass(frozen=True)
class Outcome:
    """One group left out: its views, those that weights and thresholds were chosen on, and the suggestions made of it."""

    left_out: list[str]
    outer: Views
    inner: Views
    chosen: Chosen
    suggestions: pd.DataFrame


def leave_out(material: Material, left_out: Sequence[str]) -> Outcome:
    """Learn from everything but a group, choose inside that, and code the group."""
    learnt = [i for i in material.municipality if i not in left_out]
    judging = {i: material.municipality[i] for i in material.judged if i not in left_out}
    inner = stack(
        [
            views(material, items(material, [i for i in learnt if i not in part]), part)
            for part in parts(judging, material.seed)
        ]
    )
    chosen = choose_thresholds(inner, material.codebook.code_ids)
    scorer = fit(items(material, learnt), material.recipe, chosen.calibration, material.ngrams)
    fold = Fold(scorer, chosen)
    coder = ModelCoder(fold, material.codebook, "model", material.recipe.encode, explains=False)
    segments = material.segments(left_out)
    by_rules = material.by_rules[material.by_rules["segment_id"].isin(segments["segment_id"])]
    together = combine(by_rules, coder.suggest(segments, by_rules), segments, material.codebook, fold.weighed)
    return Outcome(list(left_out), _views(material, scorer, left_out), inner, chosen, together)


def items(
    material: Material, learnt: Sequence[str], examples: Sequence[TrainingItem] | None = None
) -> list[TrainingItem]:
    """Return what is learnt from examples (default all of the codebook) and interviews."""
    given = material.base if examples is None else examples
    return [*given, *(item for i in learnt for item in material.items_of[i])]


def views(material: Material, learnt: Sequence[TrainingItem], judged: Sequence[str]) -> Views:
    """Learn from utterances and say what the classifiers make of interviews."""
    return _views(material, fit(learnt, material.recipe, Calibration(), material.ngrams), judged)


def views_of_utterances(material: Material, hand: str) -> Views:
    """Learn from everything but one hand's utterances in the codebook, and say what the classifiers make of those."""
    left_out = [item for item in material.base if item.source == f"hand:{hand}"]
    rest = [item for item in material.base if item.source != f"hand:{hand}"]
    scorer = fit(items(material, list(material.municipality), rest), material.recipe, Calibration(), material.ngrams)
    return view_utterances(scorer, left_out, material.codebook.code_ids, material.recipe.encode, hand)


def _views(material: Material, scorer: Scorer, judged: Sequence[str]) -> Views:
    segments, hand = material.segments(judged), material.taught.hand
    code_ids, encode = material.codebook.code_ids, material.recipe.encode
    return view_turns(scorer, segments, hand, material.by_rules, code_ids, encode)
