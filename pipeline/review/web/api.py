"""What the scripts of the pages ask and write: JSON in, JSON out; every write is checked against the study."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from pipeline.review.model import CONSENSUS, Conflict, Decision, Passage
from pipeline.review.outcome import strays
from pipeline.review.web.chips import Chip, chips_of
from pipeline.review.web.security import Coder, Refusal, Study
from pipeline.review.web.study import ReviewedStudy

LONGEST_REASON = 2000

router = APIRouter(prefix="/api")

_Name = Annotated[str, Field(min_length=1, max_length=300)]
_Whole = Annotated[int, Field(ge=0, le=100_000_000)]
_Reason = Annotated[str, Field(max_length=LONGEST_REASON)]
_Expected = Annotated[str, Field(max_length=100)] | None
_CHANGED = "dit is intussen veranderd, in een ander tabblad of door een ander; u ziet nu wat er staat"


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Place(_Said):
    interview_id: _Name
    turn_no: _Whole
    start_char: _Whole
    end_char: _Whole


class Verdict(_Place):
    """A verdict on a passage with a code; ``expected`` is the decision that the page showed, empty for none."""

    code_id: _Name
    verdict: Literal["accept", "reject", "unsure"]
    reason: _Reason = ""
    expected: _Expected = None
    is_blind: bool = False


class Undoing(_Said):
    """Which work to take back the last act of."""

    is_blind: bool = False


class Turns(_Said):
    """Turns of an interview that were judged, or not after all."""

    interview_id: _Name
    turn_nos: Annotated[list[_Whole], Field(min_length=1, max_length=5000)]
    judged: bool
    is_blind: bool = False


class Placing(_Place):
    """The passage where a decision belongs that lost its own."""

    decision_id: _Name


class Settling(_Place):
    """What two coders agree on about a turn with a code, and why."""

    code_id: _Name
    given: bool
    reason: _Reason
    expected: _Expected = None


@router.post("/besluit")
def decide(said: Verdict, study: Study, coder: Coder) -> dict[str, Any]:
    """Write down a verdict of the coder."""
    passage = _passage(study, said)
    _check_code(study, said.code_id)
    if said.is_blind:
        _check_drawn(study, coder, said.interview_id, [said.turn_no])
    reason, expected = said.reason.strip(), said.expected
    try:
        made = study.store.decide(
            passage, said.code_id, said.verdict, coder, reason=reason, expected=expected, is_blind=said.is_blind
        )
    except Conflict as conflict:
        raise _conflict(conflict) from None
    # Who codes blind is not told how many suggestions there are.
    progress = None if said.is_blind else asdict(study.progress(coder, said.interview_id))
    return {"decision": _told(made), "progress": progress}


@router.post("/ongedaan")
def undo(said: Undoing, study: Study, coder: Coder) -> dict[str, Any]:
    """Take back the last thing that the coder decided and that still stands."""
    undone = study.store.undo(coder, blind=said.is_blind)
    if undone is None:
        return {"undone": None}
    passage, code_id = undone.taken_back.passage, undone.taken_back.code_id
    restored = None if undone.restored is None else _told(undone.restored)
    progress = None
    if passage.interview_id in study.interview_ids:
        progress = asdict(study.progress(coder, passage.interview_id))
    place = _place(passage) | {"code_id": code_id}
    return {"undone": _told(undone.taken_back), "restored": restored, "place": place, "progress": progress}


@router.post("/beurten")
def judge(said: Turns, study: Study, coder: Coder) -> dict[str, Any]:
    """Write down that the coder judged turns, or that he did not after all."""
    known = {turn_no for interview_id, turn_no in study.units() if interview_id == said.interview_id}
    study.turns_of(said.interview_id)
    if not set(said.turn_nos) <= known:
        raise Refusal(422, "alleen beurten van een geïnterviewde zijn te beoordelen; laad de pagina opnieuw")
    if said.judged and said.is_blind:
        _check_drawn(study, coder, said.interview_id, said.turn_nos)
    if said.judged:
        study.store.judge_turns(said.interview_id, said.turn_nos, coder, said.is_blind)
    else:
        study.store.unjudge_turns(said.interview_id, said.turn_nos, coder)
    found = [turn for turn in study.store.judged(coder) if turn.interview_id == said.interview_id]
    latest = max((turn.judged_at for turn in found), default="")
    return {"judged": [turn.turn_no for turn in found], "judged_at": latest}


@router.post("/plaatsen")
def place(said: Placing, study: Study, coder: Coder) -> dict[str, Any]:
    """Let a decision that lost its place, or one of the coder's own, stand at another passage."""
    standing = {one.decision_id: one for one in study.store.decisions()}
    found = standing.get(said.decision_id)
    if found is None:
        raise Refusal(409, _CHANGED, current=None)
    if found.coder != coder and not strays([found], study.codebook, study.turns):
        raise Refusal(403, "dit besluit van een ander staat op zijn plaats; alleen hij kan het verplaatsen")
    if found.passage.interview_id != said.interview_id and found.passage.interview_id in study.interview_ids:
        raise Refusal(422, "dit besluit hoort bij een ander interview; kies tekst in dat interview")
    try:
        made = study.store.move(said.decision_id, _passage(study, said))
    except Conflict as conflict:
        raise _conflict(conflict) from None
    return {"decision": _told(made)}


@router.post("/consensus")
def settle(said: Settling, study: Study, coder: Coder) -> dict[str, Any]:
    """Write down what two coders agreed on."""
    passage = _passage(study, said)
    _check_code(study, said.code_id)
    reason, verdict = said.reason.strip(), "accept" if said.given else "reject"
    if not reason:
        raise Refusal(422, "schrijf erbij waarom u dit zo besluit; zonder reden wordt het niet bewaard")
    try:
        made = study.store.decide(
            passage,
            said.code_id,
            verdict,
            CONSENSUS,
            reason=reason,
            expected=said.expected,
            source="consensus",
            entered_by=coder,
        )
    except Conflict as conflict:
        raise _conflict(conflict) from None
    return {"decision": _told(made)}


@router.get("/interview/{interview_id}")
def marks(interview_id: str, study: Study, coder: Coder) -> dict[str, Any]:
    """Return the state of an interview as the coder sees it, and nothing of what others decided."""
    turns = study.turns_of(interview_id)
    decided = study.store.decisions(interview_id, coder)
    lost = {one.decision_id for one in strays(decided, study.codebook, turns)}
    fitting = [one for one in decided if one.decision_id not in lost]
    chips = chips_of(study.suggestions(coder, interview_id), fitting, study.codebook)
    return {"marks": [_mark(chip) for chip in chips], "progress": asdict(study.progress(coder, interview_id))}


def _mark(chip: Chip) -> dict[str, Any]:
    decision = chip.decision
    return {
        "key": chip.key,
        "suggestion_id": chip.suggestion.suggestion_id if chip.suggestion else None,
        "turn_no": chip.passage.turn_no,
        "start_char": chip.passage.start_char,
        "end_char": chip.passage.end_char,
        "code_id": chip.code_id,
        "verdict": decision.verdict if decision else "",
        "reason": decision.reason if decision else "",
        "decision_id": decision.decision_id if decision else "",
        "expected": decision.decision_id if decision else "",
    }


def _passage(study: ReviewedStudy, at: _Place) -> Passage:
    return study.passage(at.interview_id, at.turn_no, at.start_char, at.end_char)


def _place(passage: Passage) -> dict[str, Any]:
    names = ("interview_id", "turn_no", "start_char", "end_char")
    return {name: getattr(passage, name) for name in names}


def _check_code(study: ReviewedStudy, code_id: str) -> None:
    if code_id not in study.codebook.by_id:
        raise Refusal(422, "deze code staat niet in het codeboek; laad de pagina opnieuw en kies een andere")


def _check_drawn(study: ReviewedStudy, coder: str, interview_id: str, turn_nos: list[int]) -> None:
    """Refuse blind work outside the coder's open sample: elsewhere he has seen, or may see, what others made of it."""
    sample = study.store.sample(coder)
    drawn = sample.turns if sample else ()
    if not {(interview_id, turn_no) for turn_no in turn_nos} <= set(drawn):
        raise Refusal(422, "deze beurt zit niet in uw open steekproef; ga terug naar Dubbel coderen")


def _told(decision: Decision) -> dict[str, str]:
    return {
        "id": decision.decision_id,
        "verdict": decision.verdict,
        "reason": decision.reason,
        "coder": decision.coder,
        "entered_by": decision.entered_by,
        "decided_at": decision.decided_at,
    }


def _conflict(conflict: Conflict) -> Refusal:
    current = conflict.current
    return Refusal(409, _CHANGED, current=None if current is None else _told(current))
