"""Agreement between coders, and the machine against their consensus."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.coding import read_hand_codings
from pipeline.evaluation import compare_coders, score_suggestions
from pipeline.reading import FORMATS
from pipeline.run.outputs import load_outputs
from pipeline.run.sources import expected_id, hand_files
from pipeline.study import Study

# The scorecard of the suggestions that count in findings.
COUNTED = "samen, wat meetelt"


@dataclass(frozen=True)
class Evaluation:
    """Agreement between two coders, and the scorecard of rules, model and both; None where hand codings lack."""

    agreement: pd.DataFrame | None
    scorecards: dict[str, pd.DataFrame]
    n_interviews: int


def evaluate(study: Study) -> Evaluation:
    """Compare the two coders with each other, and the machine with the consensus.

    The machine's suggestions for a hand-coded interview come from a model that has not seen it, so the figures are
    about unseen interviews; rules are written without sight of the interviews.
    """
    codings, turns, _ = load_outputs(study)
    codebook = study.codebook()
    section = study.settings.studie
    unread = (
        {expected_id(source) for source in study.sources(FORMATS)} - set(turns["interview_id"])
        if hand_files(study)
        else set[str]()
    )
    agreement = None
    if section.coder_a and section.coder_b:
        a, b = (
            read_hand_codings(study.root / name, turns, codebook.code_ids, unread)
            for name in (section.coder_a, section.coder_b)
        )
        shared = set(a["interview_id"]) & set(b["interview_id"])
        agreement = compare_coders(
            a[a["interview_id"].isin(shared)], b[b["interview_id"].isin(shared)], _units(turns, shared), codebook
        )
    scorecards: dict[str, pd.DataFrame] = {}
    covered: set[str] = set()
    if section.handcoderingen:
        hand = read_hand_codings(study.root / section.handcoderingen, turns, codebook.code_ids, unread)
        covered = set(hand["interview_id"])
        here = codings[codings["interview_id"].isin(covered) & (codings["origin"] != "human")]
        chosen = {
            "regels": here[here["origin"].isin(["rule", "both"])],
            "model": here[here["origin"].isin(["model", "both"])],
            "samen": here,
            COUNTED: here[here["certainty"].isin(study.settings.codering.tellen_mee)],
        }
        units = _units(turns, covered)
        scorecards = {name: score_suggestions(part, hand, units, codebook) for name, part in chosen.items()}
    return Evaluation(agreement, scorecards, len(covered))


def _units(turns: pd.DataFrame, interviews: set[str]) -> list[tuple[str, int]]:
    spoken = turns[(turns["role"] == "respondent") & turns["interview_id"].isin(interviews)]
    return [(str(i), int(t)) for i, t in zip(spoken["interview_id"], spoken["turn_no"], strict=True)]
