"""Decisions that lost their place or their code: a human places them, or leaves them."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipeline.review.model import CONSENSUS, Decision
from pipeline.review.outcome import strays
from pipeline.review.web.security import Coder, Study
from pipeline.review.web.study import ReviewedStudy
from pipeline.review.web.templating import render

router = APIRouter()


@dataclass(frozen=True)
class Loose:
    """A decision without its place: what it says, and why it cannot be placed by hand (empty if it can)."""

    decision: Decision
    code_name: str
    direction: str
    hindrance: str
    is_own: bool


@router.get("/los")
def show_loose(request: Request, study: Study, coder: Coder) -> Response:
    """List the decisions that lost their place or their code."""
    found = loose_decisions(study, coder)
    return render(
        request,
        "loose.html.j2",
        placeable=[one for one in found if not one.hindrance],
        stuck=[one for one in found if one.hindrance],
        consensus=CONSENSUS,
    )


def loose_decisions(study: ReviewedStudy, coder: str) -> list[Loose]:
    """Return the decisions that lost their place or code; not those of others in turns that ``coder`` still codes blind."""
    hidden = study.to_code_blind(coder)
    found = strays(study.store.decisions(), study.codebook, study.turns)
    return [
        _loose(study, one, coder)
        for one in found
        if one.coder == coder or (one.passage.interview_id, one.passage.turn_no) not in hidden
    ]


def _loose(study: ReviewedStudy, decision: Decision, coder: str) -> Loose:
    code = study.codebook.by_id.get(decision.code_id)
    hindrance = ""
    if code is None:
        hindrance = "Deze code staat niet meer in het codeboek. Zet de code terug als het besluit weer moet tellen."
    elif decision.passage.interview_id not in study.interview_ids:
        hindrance = "Dit interview staat niet meer in de studie. Zet het terug als het besluit weer moet tellen."
    name, direction = (code.naam, code.richting) if code else (decision.code_id, "")
    return Loose(decision, name, direction, hindrance, decision.coder == coder)
