"""Agreement as the page shows it: of two coders, and of the program with humans who had not seen its suggestions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.review.model import Decision
from pipeline.review.outcome import Unit, given, strays
from pipeline.review.rows import by_place
from pipeline.review.web.pairs import Pair, in_place
from pipeline.review.web.study import ReviewedStudy
from pipeline.review.web.templating import percent

NOT_ESTIMABLE = "niet te schatten"
# Who codes in the comparison of the program with humans.
_HUMAN = "mens"
_PROGRAM_COUNTS = ("certain", "likely")


@dataclass(frozen=True)
class Row:
    """A code, a theme or all codes with its figures in Dutch; ``direction`` is empty for a theme and for all."""

    name: str
    direction: str
    is_given: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Agreement:
    """The figures over some turns, as rows; ``uncoded`` says how many turns got no code."""

    n_units: int
    uncoded: str
    overall: Row
    themes: tuple[Row, ...]
    codes: tuple[Row, ...]

    @property
    def given_codes(self) -> list[Row]:
        """The codes that at least one of the two gave."""
        return [row for row in self.codes if row.is_given]

    @property
    def unused_codes(self) -> list[Row]:
        """The codes that neither gave."""
        return [row for row in self.codes if not row.is_given]


def coefficient(value: float | None) -> str:
    """Write a figure with a comma; one that cannot be estimated in words.

    Examples
    --------
    >>> coefficient(0.7142), coefficient(-0.001), coefficient(float("nan")), coefficient(None)
    ('0,71', '0,00', 'niet te schatten', 'niet te schatten')
    """
    if value is None or math.isnan(value):
        return NOT_ESTIMABLE
    return f"{round(value, 2) + 0.0:.2f}".replace(".", ",")


def with_interval(value: float | None, low: float | None, high: float | None) -> str:
    """Write a figure with its interval.

    Examples
    --------
    >>> with_interval(0.53, 0.2, 0.81), with_interval(0.53, None, None), with_interval(None, None, None)
    ('0,53 (0,20 tot 0,81)', '0,53 (interval niet te schatten)', 'niet te schatten')
    """
    if coefficient(value) == NOT_ESTIMABLE:
        return NOT_ESTIMABLE
    if coefficient(low) == NOT_ESTIMABLE:
        return f"{coefficient(value)} (interval {NOT_ESTIMABLE})"
    return f"{coefficient(value)} ({coefficient(low)} tot {coefficient(high)})"


def uncoded_sentence(n_units: int, n_uncoded: int) -> str:
    """Say how many turns neither gave a code, and that these count as agreement.

    Examples
    --------
    >>> uncoded_sentence(8, 1)
    'Van de 8 beurten kreeg er 1 van geen van beide een code; die telt mee als overeenstemming.'
    >>> uncoded_sentence(1, 1)
    'De enige beurt kreeg van geen van beide een code; die telt mee als overeenstemming.'
    """
    if n_uncoded == 0:
        return "Elke beurt kreeg van minstens één van beide een code."
    if n_units == 1:
        return "De enige beurt kreeg van geen van beide een code; die telt mee als overeenstemming."
    verb, count = ("kreeg", "telt") if n_uncoded == 1 else ("kregen", "tellen")
    return (
        f"Van de {n_units} beurten {verb} er {n_uncoded} van geen van beide een code; die {count} mee als "
        "overeenstemming."
    )


def agreement_of(study: ReviewedStudy, pair: Pair) -> Agreement | None:
    """Return the agreement of two coders over the turns that both judged; None if there are none."""
    decisions = in_place(study)
    return _agreement(study, given(decisions, pair.a, pair.units), given(decisions, pair.b, pair.units), pair.units)


def program_against_human(study: ReviewedStudy) -> Agreement | None:
    """Return how far the program's suggestions are what humans coded, over the turns that a human judged unseen.

    Several coders count as one: a turn has a code if any of them gave it while coding blind. Doubtful suggestions do
    not count as the program's.
    """
    blind = {(turn.interview_id, turn.turn_no, turn.coder) for turn in study.store.judged() if turn.is_blind}
    judged = {(interview_id, turn_no) for interview_id, turn_no, _ in blind}
    units = [unit for unit in study.units() if unit in judged]
    said = as_coded_blind(study.store.decisions(standing_only=False))
    said = [one for one in said if (one.passage.interview_id, one.passage.turn_no, one.coder) in blind]
    lost = {one.decision_id for one in strays(said, study.codebook, study.turns)}
    human = [replace(one, coder=_HUMAN) for one in said if one.decision_id not in lost]
    return _agreement(study, given(human, _HUMAN, units), _suggested(study, units), units)


def as_coded_blind(decisions: Iterable[Decision]) -> list[Decision]:
    """Return what coders decided while coding blind, as if it stood, also where they decided otherwise later.

    A blind decision that was taken back or decided anew while blind does not count. One that gave way to a decision
    made with suggestions in sight does: what a coder said before he saw them stays what he said.
    """
    everything = list(decisions)
    followed = {(one.decided_at, one.coder) for one in everything if not one.is_blind}
    latest = {(by_place(one), one.coder): one for one in sorted(everything, key=_time) if one.is_blind}
    return [
        replace(one, superseded_at="")
        for one in latest.values()
        if not one.superseded_at or (one.superseded_at, one.coder) in followed
    ]


def _time(decision: Decision) -> str:
    return decision.decided_at


def _suggested(study: ReviewedStudy, units: Sequence[Unit]) -> pd.DataFrame:
    within, known = set(units), study.codebook.by_id
    rows = {
        (one.passage.interview_id, one.passage.turn_no, one.code_id)
        for one in study.store.suggestions()
        if one.certainty in _PROGRAM_COUNTS and one.code_id in known
    }
    columns = ["interview_id", "turn_no", "code_id"]
    return pd.DataFrame(sorted(row for row in rows if row[:2] in within), columns=columns)


def _agreement(study: ReviewedStudy, a: pd.DataFrame, b: pd.DataFrame, units: Sequence[Unit]) -> Agreement | None:
    if not units:
        return None
    found = list(frames.rows(study.compare(a, b, list(units), study.codebook)))
    rows = {level: tuple(_row(study, one) for one in found if one.level == level) for level in ("code", "theme", "all")}
    uncoded = uncoded_sentence(len(units), int(found[0].n_uncoded))
    return Agreement(len(units), uncoded, rows["all"][0], rows["theme"], rows["code"])


def _row(study: ReviewedStudy, row: Any) -> Row:
    codebook = study.codebook
    names = {"all": "Alle codes samen"} | {theme.id: theme.naam for theme in codebook.themes}
    code = codebook.by_id.get(row.unit_id) if row.level == "code" else None
    cells = (
        str(row.n_units),
        str(row.n_positive_a),
        str(row.n_positive_b),
        percent(row.percent_agreement),
        coefficient(row.kappa),
        coefficient(row.ac1),
        with_interval(row.alpha, row.alpha_low, row.alpha_high),
    )
    is_given = bool(row.n_positive_a or row.n_positive_b)
    return Row(code.naam if code else names[row.unit_id], code.richting if code else "", is_given, cells)
