"""Turns by factor codes, and how each way of coding fills them, for ``evaluate --full``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.coding.choosing import Chosen, outdone
from pipeline.coding.classifier import Floats
from pipeline.coding.views import Views
from pipeline.evaluation.judged import Judged, Units, direction_pairs
from pipeline.evaluation.measures import by_theme, pooled_kappa
from pipeline.run.judging import Material

# Turns, and what was chosen for them.
Part = tuple[Views, Chosen]


class Cells:
    """Turns by factor codes, and how each way of coding fills them."""

    def __init__(self, material: Material, views: Views) -> None:
        code_ids, self._opposed = material.codebook.code_ids, material.codebook.opposed
        self.pairs = direction_pairs(material.codebook)
        factors = [code for codes in self.pairs.values() for code in codes]
        self.columns = [n for n, code in enumerate(code_ids) if code in factors]
        self._all_codes, self._code_ids = code_ids, [code_ids[n] for n in self.columns]
        self._row = {key: n for n, key in enumerate(views.keys)}
        turns = material.taught.turns
        said = {
            (i, int(t)): text for i, t, text in zip(turns["interview_id"], turns["turn_no"], turns["text"], strict=True)
        }
        coded = set(material.taught.hand["interview_id"])
        segments = material.segments(material.judged)
        self._turn_of = {
            segment_id: self._row[interview_id, int(turn_no)]
            for segment_id, interview_id, turn_no in zip(
                segments["segment_id"], segments["interview_id"], segments["turn_no"], strict=True
            )
        }
        self.units = Units(
            tuple(i for i, _ in views.keys),
            tuple(t for _, t in views.keys),
            tuple(material.municipality[i] for i, _ in views.keys),
            np.array([i not in coded for i, _ in views.keys]),
            tuple(self._code_ids),
            views.truth[:, self.columns],
            tuple(said[key] for key in views.keys),
        )

    def chances(self, parts: Sequence[Part]) -> Floats:
        """Return n x k chances; turns in the order of ``units``, those of no part have none."""
        chances = np.zeros(self.units.truth.shape)
        for view, chosen in parts:
            rows = [self._row[key] for key in view.keys]
            chances[rows] = chosen.chances(view, self._all_codes)[:, self.columns]
        return chances

    def from_model(self, name: str, parts: Sequence[Part], leaves_out: bool = True) -> Judged:
        """Judge each part by the weights and thresholds that were chosen for it.

        ``leaves_out``: without what a code that says the opposite outdoes, as the model coder.
        """
        chances = self.chances(parts)
        certainty = np.full(chances.shape, "", dtype="<U8")
        for view, chosen in parts:
            rows = [self._row[key] for key in view.keys]
            for level in ("doubtful", "likely", "certain"):
                certainty[rows] = np.where(chances[rows] >= getattr(chosen, level), level, certainty[rows])
        if leaves_out:
            certainty[outdone(chances, self._code_ids, self._opposed)] = ""
        return Judged(name, chances.astype(np.float64), certainty != "", certainty)

    def from_suggestions(self, name: str, given: pd.DataFrame, parts: Sequence[Part] = ()) -> Judged:
        """Judge suggestions; the chances are the model's, or 1 where there is none."""
        certainty = np.full(self.units.truth.shape, "", dtype="<U8")
        order = ("", "doubtful", "likely", "certain")
        sure = given["certainty"] if "certainty" in given else ["doubtful"] * len(given)
        for segment_id, code_id, one in zip(given["segment_id"], given["code_id"], sure, strict=True):
            if code_id in self._code_ids:
                place = self._turn_of[segment_id], self._code_ids.index(code_id)
                certainty[place] = max(certainty[place], one, key=order.index)
        chances = self.chances(parts) if parts else (certainty != "").astype(float)
        return Judged(name, chances.astype(np.float64), certainty != "", certainty)

    def kappas(self, parts: Sequence[Part]) -> tuple[float | None, float | None]:
        """Return kappa over codes and over themes with directions, on the turns of these parts only."""
        rows = [self._row[key] for view, _ in parts for key in view.keys]
        suggested = self.from_model("", parts).suggested[rows]
        truth, code_ids = self.units.truth[rows], self.units.code_ids
        themes = (by_theme(matrix, code_ids, self.pairs) for matrix in (truth, suggested))
        return pooled_kappa(truth, suggested), pooled_kappa(*themes)
