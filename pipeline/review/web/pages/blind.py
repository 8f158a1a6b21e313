"""Coding blind: a sample's turns in one interview, without suggestions and without anybody else's work."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipeline import frames
from pipeline.review.model import Decision
from pipeline.review.outcome import strays
from pipeline.review.web.pages.double import sample_view
from pipeline.review.web.security import Coder, Refusal, Study
from pipeline.review.web.study import ReviewedStudy
from pipeline.review.web.templating import render

router = APIRouter()
# So many turns before and after a turn of the sample are shown with it.
N_AROUND = 2


@dataclass(frozen=True)
class BlindTurn:
    """A turn as it is coded blind; ``state`` is "context" outside the sample, else "todo", "blind" or "seen" (judged).

    ``is_after_gap`` says that turns before it are left out; ``decisions`` are the coder's own.
    """

    turn_no: int
    speaker: str
    role: str
    start_char: int
    text: str
    state: str
    is_after_gap: bool
    decisions: tuple[Decision, ...]


@router.get("/dubbel/coderen/{interview_id}")
def code_blind(request: Request, study: Study, coder: Coder, interview_id: str) -> Response:
    """Show the turns of the coder's open sample in one interview."""
    turns = blind_turns(study, coder, interview_id)
    sample = study.store.sample(coder)
    if sample is None or all(turn.state == "context" for turn in turns):
        raise Refusal(404, "in dit interview staan geen beurten van uw steekproef; ga terug naar Dubbel coderen")
    return render(
        request,
        "blind.html.j2",
        interview_id=interview_id,
        perspective=str(study.turns_of(interview_id)["perspective"].iloc[0]),
        turns=turns,
        n_turns=sum(turn.state != "context" for turn in turns),
        n_done=sum(turn.state in ("blind", "seen") for turn in turns),
        sample=sample_view(study, sample),
    )


def blind_turns(study: ReviewedStudy, coder: str, interview_id: str) -> list[BlindTurn]:
    """Return the turns of a coder's sample in an interview with those around them, and his own codings there.

    Of his decisions, those that he made with suggestions in sight are left out unless they give a code: a rejected
    suggestion would tell what the program suggests.

    Raises
    ------
    UnknownInterviewError
        If the study does not have the interview.
    """
    turns = list(frames.rows(study.turns_of(interview_id)))
    sample = study.store.sample(coder)
    wanted = {turn_no for name, turn_no in (sample.turns if sample else ()) if name == interview_id}
    places = [n for n, turn in enumerate(turns) if turn.turn_no in wanted and turn.role == "respondent"]
    shown = {n for place in places for n in range(place - N_AROUND, place + N_AROUND + 1) if 0 <= n < len(turns)}
    judged = {one.turn_no: one.is_blind for one in study.store.judged(coder) if one.interview_id == interview_id}
    own = _own(study, coder, interview_id)
    found = []
    for n in sorted(shown):
        turn = turns[n]
        state = ("context", "todo")[n in places]
        if state == "todo" and turn.turn_no in judged:
            state = "blind" if judged[turn.turn_no] else "seen"
        here = tuple(one for one in own if one.passage.turn_no == turn.turn_no) if state != "context" else ()
        is_after_gap = n > 0 and n - 1 not in shown
        said = (turn.turn_no, turn.speaker, turn.role, turn.start_char, turn.text)
        found.append(BlindTurn(*said, state, is_after_gap, here))
    return found


def _own(study: ReviewedStudy, coder: str, interview_id: str) -> list[Decision]:
    standing = study.store.decisions(interview_id, coder)
    gone = set(strays(standing, study.codebook, study.turns_of(interview_id)))
    return [one for one in standing if one not in gone and (one.is_blind or one.verdict == "accept")]
