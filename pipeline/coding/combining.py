"""Rules and model into one list of suggestions: rules as evidence for the model, doubtful where suggestions contradict."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook


def combine(
    by_rules: pd.DataFrame,
    by_model: pd.DataFrame,
    segments: pd.DataFrame,
    codebook: Codebook,
    learnt: Collection[str] = (),
) -> pd.DataFrame:
    """Combine the suggestions of rules and model.

    A rule and the model that find the same code in the same turn become one suggestion on the rule's segment, with
    origin "both", the model's chance, in which the rule has been weighed, and the certainty of the surer of the two. A rule by itself suggests if it is likely,
    or if the model has not learnt its code; otherwise the model has weighed it and found too little. Of a suggestion and
    its counterpart in one segment the weaker is doubtful, both if they are equally strong.

    Parameters
    ----------
    by_rules, by_model
        Frames `suggestions`.
    segments
        Frame `segments` they speak of.
    learnt
        The codes that the model has learnt, if it weighs rules.

    Returns
    -------
    pd.DataFrame
        Frame `suggestions`, one row per segment and code, sorted by key.
    """
    turn_of = dict(zip(segments["segment_id"], segments["segment_id"].str.rsplit(".", n=1).str[0], strict=True))
    from_model = {(turn_of[r["segment_id"]], r["code_id"]): r for r in by_model.to_dict("records")}
    rows: dict[tuple[str, str], dict[Any, Any]] = {}
    agreed: set[tuple[str, str]] = set()
    for rule in by_rules.to_dict("records"):
        key = (turn_of[rule["segment_id"]], rule["code_id"])
        match = from_model.get(key)
        row = dict(rule)
        if match is None and rule["certainty"] != "likely" and rule["code_id"] in learnt:
            continue
        if match is not None:
            agreed.add(key)
            row |= {
                "origin": "both",
                "certainty": min(rule["certainty"], match["certainty"], key=frames.CERTAINTIES.index),
                "score": match["score"],
                "source_id": f"{rule['source_id']}+{match['source_id']}",
                "detail": f"{rule['detail']}; {match['detail']}{_where(rule, match)}",
            }
        rows[str(rule["segment_id"]), str(rule["code_id"])] = row
    for key, suggestion in from_model.items():
        if key not in agreed:
            rows[str(suggestion["segment_id"]), str(suggestion["code_id"])] = dict(suggestion)
    opposites = _opposites(codebook)
    # What is more certain is stronger: the score of a rule alone is on another scale than a chance.
    strength = {key: (-frames.CERTAINTIES.index(row["certainty"]), row["score"]) for key, row in rows.items()}
    for (segment_id, code_id), row in rows.items():
        opposite = [strength[segment_id, other] for other in opposites[code_id] if (segment_id, other) in rows]
        if opposite:
            is_weaker = max(opposite) >= strength[segment_id, code_id]
            row["certainty"] = "doubtful" if is_weaker else row["certainty"]
            row["detail"] = f"{row['detail']}; ook de tegenpool is gevonden"
    return frames.build(frames.SUGGESTIONS, [rows[key] for key in sorted(rows)])


def _where(rule: dict[Any, Any], match: dict[Any, Any]) -> str:
    return "" if rule["segment_id"] == match["segment_id"] else " (in een andere zin van deze beurt)"


def _opposites(codebook: Codebook) -> dict[str, set[str]]:
    """Return the counterparts of every code; two codes are counterparts if either names the other."""
    opposites: dict[str, set[str]] = {code.code_id: set() for code in codebook.codes}
    for code in codebook.codes:
        if code.tegenpool is not None:
            opposites[code.code_id].add(code.tegenpool)
            opposites[code.tegenpool].add(code.code_id)
    return opposites
