"""The page of one interview: its transcript, what is suggested, what the coder decided; and the queue through all of them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from pipeline import frames
from pipeline.places import place_of
from pipeline.review.model import Decision, Suggestion
from pipeline.review.outcome import strays
from pipeline.review.queue import review_order
from pipeline.review.web.chips import Chip, chips_of
from pipeline.review.web.marks import Piece, pieces
from pipeline.review.web.security import Coder, Study
from pipeline.review.web.study import ReviewedStudy
from pipeline.review.web.templating import leave_message, render

router = APIRouter()


@dataclass(frozen=True)
class TurnView:
    """A turn as the page shows it; in a turn that is still to be coded blind there is nothing to see of suggestions."""

    turn_no: int
    place: str
    speaker: str
    role: str
    start_char: int
    pieces: tuple[Piece, ...]
    chips: tuple[Chip, ...]
    is_to_code_blind: bool
    is_judged_blind: bool


@router.get("/interview/{interview_id}")
def show_interview(
    request: Request, study: Study, coder: Coder, interview_id: str, wachtrij: str = "", plaats: str = ""
) -> Response:
    """Show the whole transcript with what is suggested and what this coder decided."""
    views = turn_views(study, interview_id, coder)
    return render(
        request,
        "interview.html.j2",
        interview_id=interview_id,
        perspective=str(study.turns_of(interview_id)["perspective"].iloc[0]),
        turns=views,
        blind_turn_nos=[turn.turn_no for turn in views if turn.is_to_code_blind],
        judged_at=_judged_at(study, views, interview_id, coder),
        is_queue=bool(wachtrij),
        placed=_to_place(study, plaats),
        is_placing=bool(plaats),
    )


@router.get("/wachtrij")
def show_next(request: Request, study: Study, coder: Coder, na: int = 0) -> Response:
    """Go to the next suggestion that this coder has not decided on: the one after ``na`` in the order of review."""
    waiting = waiting_after(study, coder, na)
    if waiting is None:
        leave_message(request, "Er staan geen voorstellen meer open: de wachtrij is leeg.")
        return RedirectResponse("/", 303)
    interview_id = quote(waiting.passage.interview_id, safe="")
    return RedirectResponse(f"/interview/{interview_id}?wachtrij=1#s{waiting.suggestion_id}", 303)


def turn_views(study: ReviewedStudy, interview_id: str, coder: str) -> list[TurnView]:
    """Return every turn of an interview with its pieces and chips.

    Raises
    ------
    UnknownInterviewError
        If the study does not have it.
    """
    turns = study.turns_of(interview_id)
    blind = study.to_code_blind(coder)
    done_blind = {one.turn_no for one in study.store.judged(coder) if one.interview_id == interview_id and one.is_blind}
    decisions = study.store.decisions(interview_id, coder)
    gone = set(strays(decisions, study.codebook, turns))
    fitting = [one for one in decisions if one not in gone]
    chips = chips_of(study.suggestions(coder, interview_id), fitting, study.codebook)
    views = []
    for turn in frames.rows(turns):
        is_blind = (interview_id, turn.turn_no) in blind
        here = () if is_blind else tuple(chip for chip in chips if chip.passage.turn_no == turn.turn_no)
        cut = tuple(pieces(turn.text, turn.start_char, [chip.mark for chip in here]))
        how = (is_blind, turn.turn_no in done_blind)
        who = (turn.turn_no, place_of(turn), turn.speaker, turn.role)
        views.append(TurnView(*who, turn.start_char, cut, here, *how))
    return views


def waiting_after(study: ReviewedStudy, coder: str, suggestion_id: int = 0) -> Suggestion | None:
    """Return the suggestion to judge next, in the order of review; after the last one comes the first."""
    ordered = review_order(study.store.suggestions(), study.counterpart)
    undecided = {one.suggestion_id for one in study.undecided(coder)}
    waiting = [one for one in ordered if one.suggestion_id in undecided]
    place = {one.suggestion_id: n for n, one in enumerate(ordered)}
    from_here = place.get(suggestion_id, -1)
    later = (one for one in waiting if place[one.suggestion_id] > from_here)
    return next(later, waiting[0] if waiting else None)


def _judged_at(study: ReviewedStudy, views: list[TurnView], interview_id: str, coder: str) -> str:
    """Say when the coder judged the last turn of an interview; empty if one is not judged yet, those to code blind aside."""
    judged = {one.turn_no: one.judged_at for one in study.store.judged(coder) if one.interview_id == interview_id}
    wanted = [turn.turn_no for turn in views if turn.role == "respondent" and not turn.is_to_code_blind]
    if not wanted or any(turn_no not in judged for turn_no in wanted):
        return ""
    return max(judged[turn_no] for turn_no in wanted)


def _to_place(study: ReviewedStudy, decision_id: str) -> Decision | None:
    """Return the standing decision that a human is placing."""
    if not decision_id:
        return None
    return next((one for one in study.store.decisions() if one.decision_id == decision_id), None)
