"""Makers of everything a report is made from, out of a few things that people said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.evaluation import compare_coders, score_suggestions
from pipeline.findings import compare_municipalities, count_factors, rank_recommendations
from pipeline.privacy import Gate
from pipeline.reporting import ReportData

SHORT, TIME, NEED = "netwerk.korte_lijnen", "netwerk.tijdgebrek", "financiering.tekort"
KNOWN, UNSEEN, OFFER = "expertise.deskundigheid", "gezin.onzichtbaar", "context.aanbod"
QUESTION = "Hoe gaat dat bij u?"
Passage = tuple[str, str, dict[str, Any]]
Said = tuple[str, str, str, Sequence[Passage]]


def coded(passage: str, code_id: str, **changes: Any) -> Passage:
    """Make a coded passage; ``changes`` are columns of its coding."""
    return passage, code_id, changes


CALL = "In Veldhaven bel ik haar gewoon op en dan heb ik dezelfde middag antwoord."
MONEY = "Er is voor deze kinderen bij ons al drie jaar op rij geen geld meer."
BUSY = "Voor overleg met de school of de huisarts heb ik in mijn rooster geen uren."
GROUPS = "Wij hebben een groep voor kinderen van acht tot twaalf, op de woensdagmiddag."
TRAINED = "Onze mensen zijn geschoold en herkennen het snel als er thuis iets speelt."
HIDDEN = "Die kinderen vallen niet op, want thuis houden ze alles netjes binnen."
DOUBT = "Misschien is er ooit wel eens wat geld geweest, dat weet ik niet."
# Three interviews in Veldhaven, one of them silent, and two in Oudermeer.
STORY: list[Said] = [
    ("Veldhaven", "a1", f"{CALL} {MONEY}", [coded(CALL, SHORT), coded(MONEY, NEED, certainty="certain")]),
    ("Veldhaven", "a1", f"Nou ja. {BUSY}", [coded(BUSY, TIME)]),
    ("Veldhaven", "a2", f"{MONEY} {GROUPS}", [coded(MONEY, NEED), coded(GROUPS, OFFER)]),
    ("Veldhaven", "a2", DOUBT, [coded(DOUBT, NEED, certainty="doubtful", score=0.4)]),
    ("Veldhaven", "a3", "Daar heb ik geen mening over.", []),
    ("Oudermeer", "b1", f"{TRAINED} {HIDDEN}", [coded(TRAINED, KNOWN), coded(HIDDEN, UNSEEN)]),
    ("Oudermeer", "b2", f"Dat is in VELDHAVEN anders. {BUSY}", [coded(BUSY, TIME)]),
]


def make_data(
    codebook: Codebook, said: Sequence[Said], perspectives: dict[str, str] | None = None, **changes: Any
) -> ReportData:
    """Make report data from rows (municipality, interview, what was said, coded passages in it).

    Each row is a turn, after a question. Where coders coded, only their codings count; elsewhere the undoubted ones.
    """
    known = {interview_id: name for name, interview_id, *_ in said}
    interviews = pd.DataFrame(
        [(i, name, (perspectives or {}).get(i, ""), "2024-10-15") for i, name in known.items()],
        columns=["interview_id", "municipality", "perspective", "date"],
        dtype="str",
    )
    turns, codings = _frames(said, codebook)
    names = list(dict.fromkeys(known.values()))
    by_hand = codings["origin"] == "human"
    is_coded = codings["interview_id"].isin(set(codings[by_hand]["interview_id"]))
    counting = codings[by_hand | (~is_coded & (codings["certainty"] != "doubtful"))].reset_index(drop=True)
    priorities = rank_recommendations(counting, interviews, codebook)
    factors = count_factors(counting, interviews, priorities, codebook)
    data = ReportData(
        title="Proefstudie",
        codebook=codebook,
        codings=counting,
        all_codings=codings,
        turns=turns,
        interviews=interviews,
        factors=factors,
        priorities=priorities,
        comparison=compare_municipalities(factors),
        labels={name: f"Gemeente {n}" for n, name in enumerate(names, start=1)},
        mask=Gate(dict.fromkeys(names, "[gemeente]")).mask,
        counted=["certain", "likely"],
        n_quotes=3,
        is_invented=False,
        coded=frozenset(codings[by_hand]["interview_id"]),
        versions={"Factorwijzer": "proef"},
    )
    return replace(data, **changes)


def _frames(said: Sequence[Said], codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    turns: list[dict[str, object]] = []
    codings: list[dict[str, object]] = []
    ends: dict[str, int] = {}
    counts: dict[str, int] = {}
    for municipality, interview_id, text, passages in said:
        for role, spoken in (("interviewer", QUESTION), ("respondent", text)):
            start = ends.get(interview_id, 0) + 3
            counts[interview_id] = counts.get(interview_id, 0) + 1
            ends[interview_id] = start + len(spoken)
            place = {"interview_id": interview_id, "municipality": municipality, "turn_no": counts[interview_id]}
            turns.append(
                place
                | {"perspective": "", "speaker": role[0].upper(), "role": role}
                | {"start_char": start, "end_char": start + len(spoken), "text": spoken}
            )
        for passage, code_id, given in passages:
            begin = start + text.index(passage)
            codings.append(
                place
                | {"speaker": "R", "start_char": begin, "end_char": begin + len(passage), "text": passage}
                | {"code_id": code_id, "direction": codebook.by_id[code_id].richting, "origin": "both"}
                | {"score": 0.8, "certainty": "likely", "source_id": "proef", "detail": "proef"}
                | given
            )
    return frames.build(frames.TURNS, turns), frames.build(frames.CODINGS, codings)


def make_agreement(codebook: Codebook) -> pd.DataFrame:
    """Compare two coders over four turns: they differ on one turn, about short lines, and agree about money."""
    return compare_coders(*_hands(), [("a1", n) for n in range(1, 5)], codebook)


def make_scorecard(codebook: Codebook) -> pd.DataFrame:
    """Score the first coder of ``make_agreement`` as if a machine's suggestions."""
    return score_suggestions(*_hands(), [("a1", n) for n in range(1, 5)], codebook)


def _hands() -> tuple[pd.DataFrame, pd.DataFrame]:
    columns = ["interview_id", "turn_no", "code_id"]
    first = pd.DataFrame([("a1", 1, SHORT), ("a1", 2, SHORT), ("a1", 3, NEED)], columns=columns)
    return first, pd.DataFrame([("a1", 1, SHORT), ("a1", 3, NEED)], columns=columns)


def leaves(value: Any) -> Iterator[Any]:
    """Walk over every value of a context that is not itself a dict or a list."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item)
    else:
        yield value
