"""The first page: how far each interview is, what waits, who codes, and how well coders agree so far."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd
from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipeline import frames
from pipeline.review.model import Decision
from pipeline.review.outcome import given, strays
from pipeline.review.rows import by_place
from pipeline.review.web.security import Coder, Study
from pipeline.review.web.study import Progress, ReviewedStudy, Unit
from pipeline.review.web.templating import decimal, render

NOT_ESTIMABLE = "nog niet te schatten"

router = APIRouter()


@dataclass(frozen=True)
class InterviewRow:
    """How far a coder is with an interview; ``is_judged`` once he judged every turn of the respondent."""

    interview_id: str
    label: str
    perspective: str
    progress: Progress
    n_turns: int
    n_judged: int

    @property
    def is_judged(self) -> bool:
        """Whether the coder judged the whole interview."""
        return 0 < self.n_turns == self.n_judged


@dataclass(frozen=True)
class CoderRow:
    """What a coder has done so far."""

    name: str
    n_decisions: int
    n_turns: int


@dataclass(frozen=True)
class PairRow:
    """How well two coders agree over all codes, on the turns that both judged."""

    a: str
    b: str
    n_turns: int
    kappa: str
    alpha: str


@router.get("/")
def start_page(request: Request, study: Study, coder: Coder) -> Response:
    """Show where the study stands."""
    decisions = study.store.decisions()
    judged = judged_units(study)
    interviews = interview_rows(study, coder, decisions, judged.get(coder, set()))
    return render(
        request,
        "start.html.j2",
        interviews=interviews,
        n_waiting=sum(row.progress.total - row.progress.judged for row in interviews),
        coders=coder_rows(study, decisions, judged),
        pairs=pair_rows(study, decisions, judged),
        n_strays=len(strays(decisions, study.codebook, study.turns)),
    )


def judged_units(study: ReviewedStudy) -> dict[str, set[Unit]]:
    """Return by coder the respondent turns, of those the study has, that he judged."""
    there = set(study.units())
    found: dict[str, set[Unit]] = {}
    for turn in study.store.judged():
        if (turn.interview_id, turn.turn_no) in there:
            found.setdefault(turn.coder, set()).add((turn.interview_id, turn.turn_no))
    return found


def interview_rows(
    study: ReviewedStudy, coder: str, decisions: list[Decision], judged: set[Unit]
) -> list[InterviewRow]:
    """Return a row for each interview, in the order of the study."""
    decided = {by_place(one) for one in decisions if one.coder == coder}
    suggested: dict[str, list[bool]] = {}
    for one in study.store.suggestions():
        suggested.setdefault(one.passage.interview_id, []).append(by_place(one) in decided)
    units: dict[str, list[Unit]] = {}
    for unit in study.units():
        units.setdefault(unit[0], []).append(unit)
    return [
        InterviewRow(
            interview_id,
            study.label_of(interview_id),
            str(study.turns_of(interview_id)["perspective"].iloc[0]),
            Progress(sum(suggested.get(interview_id, [])), len(suggested.get(interview_id, []))),
            len(units.get(interview_id, [])),
            len(judged.intersection(units.get(interview_id, []))),
        )
        for interview_id in study.interview_ids
    ]


def coder_rows(study: ReviewedStudy, decisions: list[Decision], judged: dict[str, set[Unit]]) -> list[CoderRow]:
    """Return a row for each coder, by name."""
    return [
        CoderRow(name, sum(one.coder == name for one in decisions), len(judged.get(name, ())))
        for name in study.store.coders()
    ]


def pair_rows(study: ReviewedStudy, decisions: list[Decision], judged: dict[str, set[Unit]]) -> list[PairRow]:
    """Return a row for each two coders who judged a turn both."""
    rows = []
    for a, b in combinations(study.store.coders(), 2):
        shared = sorted(judged.get(a, set()) & judged.get(b, set()))
        if shared:
            fitting = [one for one in decisions if one.code_id in study.codebook.by_id]
            table = study.compare(given(fitting, a, shared), given(fitting, b, shared), shared, study.codebook)
            overall = next(row for row in frames.rows(table) if row.level == "all")
            rows.append(PairRow(a, b, len(shared), _figure(overall.kappa), _figure(overall.alpha)))
    return rows


def _figure(value: float) -> str:
    """Write a coefficient, or that there is none.

    Examples
    --------
    >>> _figure(0.5), _figure(float("nan"))
    ('0,50', 'nog niet te schatten')
    """
    return NOT_ESTIMABLE if pd.isna(value) else decimal(value)
