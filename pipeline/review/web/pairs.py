"""Two coders and the turns that both judged: what comparing them and their agreement rest on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from pipeline.review.model import Decision, JudgedTurn
from pipeline.review.outcome import Unit, strays
from pipeline.review.web.study import ReviewedStudy


@dataclass(frozen=True)
class Pair:
    """Two coders; ``units`` are the turns that both judged, ``n_blind`` how many of these both judged unseen."""

    a: str
    b: str
    units: tuple[Unit, ...]
    n_blind: int


def pair_of(study: ReviewedStudy, a: str, b: str) -> Pair:
    """Return two coders with the turns that both judged and that the study still has, in its order."""
    of_a, of_b = (_judged(study, coder) for coder in (a, b))
    units = tuple(unit for unit in study.units() if unit in of_a and unit in of_b)
    n_blind = sum(of_a[unit].is_blind and of_b[unit].is_blind for unit in units)
    return Pair(a, b, units, n_blind)


def pairs(study: ReviewedStudy) -> list[Pair]:
    """Return every two coders who judged at least one turn both."""
    found = [pair_of(study, a, b) for a, b in combinations(study.store.coders(), 2)]
    return [pair for pair in found if pair.units]


def mistake_in(study: ReviewedStudy, a: str, b: str) -> str:
    """Say in Dutch what is wrong with a choice of two coders; empty if nothing is, or nothing was chosen yet."""
    known = study.store.coders()
    if not a and not b:
        return ""
    if a not in known or b not in known:
        return "Een van deze codeurs staat niet in deze studie. Kies twee namen uit de lijst."
    return "U koos twee keer dezelfde codeur. Kies twee verschillende namen." if a == b else ""


def in_place(study: ReviewedStudy) -> list[Decision]:
    """Return the standing decisions whose passage and code the study still has."""
    standing = study.store.decisions()
    lost = {decision.decision_id for decision in strays(standing, study.codebook, study.turns)}
    return [decision for decision in standing if decision.decision_id not in lost]


def _judged(study: ReviewedStudy, coder: str) -> dict[Unit, JudgedTurn]:
    return {(turn.interview_id, turn.turn_no): turn for turn in study.store.judged(coder)}
