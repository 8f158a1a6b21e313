"""Comparing two coders: where exactly one of them gives a code, side by side, and what they settle about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipeline import frames
from pipeline.codebook import Code
from pipeline.review.model import Decision, Passage
from pipeline.review.outcome import Difference, Unit, differences
from pipeline.review.web.marks import Mark, Piece, pieces
from pipeline.review.web.pairs import Pair, in_place, mistake_in, pair_of
from pipeline.review.web.security import Coder, Study
from pipeline.review.web.study import ReviewedStudy
from pipeline.review.web.templating import render

router = APIRouter()


@dataclass(frozen=True)
class Side:
    """What one coder made of a turn: the text with his passages, and the codes that he gives."""

    coder: str
    pieces: tuple[Piece, ...]
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class Issue:
    """A code that one coder gives and the other does not; a consensus is about ``passage``."""

    code: Code
    given_by: str
    other: str
    quotes: tuple[str, ...]
    passage: Passage
    settled: Decision | None


@dataclass(frozen=True)
class DisputedTurn:
    """A turn in which two coders differ."""

    interview_id: str
    turn_no: int
    speaker: str
    sides: tuple[Side, Side]
    issues: tuple[Issue, ...]


@router.get("/dubbel/vergelijken")
def compare(request: Request, study: Study, coder: Coder, a: str = "", b: str = "") -> Response:
    """Show the differences of two coders, or let two be chosen."""
    mistake = mistake_in(study, a, b)
    pair = pair_of(study, a, b) if a and b and not mistake else None
    turns = disputed_turns(study, pair) if pair else []
    issues = [issue for turn in turns for issue in turn.issues]
    return render(
        request,
        "compare.html.j2",
        status_code=404 if mistake else 200,
        coders=study.store.coders(),
        a=a,
        b=b,
        mistake=mistake,
        pair=pair,
        turns=turns,
        n_issues=len(issues),
        n_settled=sum(issue.settled is not None for issue in issues),
    )


def disputed_turns(study: ReviewedStudy, pair: Pair) -> list[DisputedTurn]:
    """Return the turns in which two coders differ, in the order of the study."""
    decisions = in_place(study)
    accepted = [one for one in decisions if one.verdict == "accept"]
    found = differences(pair.a, pair.b, decisions, pair.units)
    issues = {unit: list(group) for unit, group in groupby(found, key=lambda one: (one.interview_id, one.turn_no))}
    return [_disputed(study, pair, unit, issues[unit], accepted) for unit in pair.units if unit in issues]


def _disputed(
    study: ReviewedStudy, pair: Pair, unit: Unit, found: Sequence[Difference], accepted: Iterable[Decision]
) -> DisputedTurn:
    turns = study.turns_of(unit[0])
    turn = next(frames.rows(turns[turns["turn_no"] == unit[1]]))
    here = [one for one in accepted if (one.passage.interview_id, one.passage.turn_no) == unit]
    sides = tuple(_side(study, coder, turn.text, turn.start_char, here) for coder in (pair.a, pair.b))
    return DisputedTurn(*unit, turn.speaker, (sides[0], sides[1]), tuple(_issue(study, one) for one in found))


def _side(study: ReviewedStudy, coder: str, text: str, start_char: int, decisions: Iterable[Decision]) -> Side:
    by_id, own = study.codebook.by_id, [one for one in decisions if one.coder == coder]
    marks = [
        Mark(one.decision_id, one.passage.start_char, one.passage.end_char, by_id[one.code_id].richting, one.verdict)
        for one in own
    ]
    codes = tuple(by_id[code_id] for code_id in dict.fromkeys(one.code_id for one in own))
    return Side(coder, tuple(pieces(text, start_char, marks)), codes)


def _issue(study: ReviewedStudy, found: Difference) -> Issue:
    passage = found.settled.passage if found.settled else found.passages[0]
    quotes = tuple(one.quote for one in found.passages)
    return Issue(study.codebook.by_id[found.code_id], found.given_by, found.other, quotes, passage, found.settled)
