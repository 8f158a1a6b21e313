"""Rules and model together: certain where they agree, doubtful where they contradict, each code once per segment."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding import combine

LINES, TROUBLE, MONEY, FACT = (
    "netwerk.korte_lijnen",
    "netwerk.moeizaam_contact",
    "financiering.tekort",
    "context.aanbod",
)
ENOUGH = "financiering.beschikbaar"
Found = tuple[str, str, float]
# One interview: turn 1 has segments 1-3, turn 3 has one; "b" is another interview with the same turn number.
SEGMENT_IDS = ["a#001.01", "a#001.02", "a#001.03", "a#003.01", "b#001.01"]


@pytest.fixture(scope="module")
def segments() -> pd.DataFrame:
    """Return five segments of ten code points each."""
    rows = [
        {
            "segment_id": segment_id,
            "interview_id": segment_id[0],
            "turn_no": int(segment_id[2:5]),
            "start_char": 10 * n,
            "end_char": 10 * n + 10,
            "text": "x" * 10,
        }
        for n, segment_id in enumerate(SEGMENT_IDS)
    ]
    return frames.build(frames.SEGMENTS, rows)


def suggestions(origin: str, codebook: Codebook, found: list[Found]) -> pd.DataFrame:
    rows = [
        {
            "segment_id": segment_id,
            "code_id": code_id,
            "origin": origin,
            "direction": codebook.by_id[code_id].richting,
            "score": score,
            "certainty": "likely" if score >= 0.6 else "doubtful",
            "source_id": f"{origin}-1",
            "evidence_start": 1 if origin == "rule" else 2,
            "evidence_end": 9,
            "detail": f"door {origin}",
        }
        for segment_id, code_id, score in found
    ]
    return frames.build(frames.SUGGESTIONS, rows)


def combined(segments: pd.DataFrame, codebook: Codebook, rules: list[Found], model: list[Found]) -> pd.DataFrame:
    return combine(suggestions("rule", codebook, rules), suggestions("model", codebook, model), segments, codebook)


@pytest.mark.parametrize(
    ("rules", "model", "expected"),
    [
        ([], [], []),
        ([("a#001.01", LINES, 0.8)], [], [("a#001.01", LINES, "rule", "likely", 0.8)]),
        ([], [("a#001.01", LINES, 0.4)], [("a#001.01", LINES, "model", "doubtful", 0.4)]),
        ([("a#001.01", LINES, 0.8)], [("a#001.01", LINES, 0.4)], [("a#001.01", LINES, "both", "certain", 0.8)]),
        ([("a#001.01", LINES, 0.5)], [("a#001.03", LINES, 0.9)], [("a#001.01", LINES, "both", "certain", 0.9)]),
        (
            [("a#001.01", LINES, 0.8), ("a#001.02", LINES, 0.7)],
            [("a#001.03", LINES, 0.4)],
            [("a#001.01", LINES, "both", "certain", 0.8), ("a#001.02", LINES, "both", "certain", 0.7)],
        ),
        (
            [("a#001.01", LINES, 0.8)],
            [("a#003.01", LINES, 0.7)],
            [("a#001.01", LINES, "rule", "likely", 0.8), ("a#003.01", LINES, "model", "likely", 0.7)],
        ),
        (
            [("a#001.01", LINES, 0.8)],
            [("b#001.01", LINES, 0.7)],
            [("a#001.01", LINES, "rule", "likely", 0.8), ("b#001.01", LINES, "model", "likely", 0.7)],
        ),
        (
            [("a#001.01", LINES, 0.8)],
            [("a#001.01", FACT, 0.7)],
            [("a#001.01", FACT, "model", "likely", 0.7), ("a#001.01", LINES, "rule", "likely", 0.8)],
        ),
        (
            [("a#001.01", LINES, 0.8)],
            [("a#001.01", TROUBLE, 0.7)],
            [("a#001.01", LINES, "rule", "doubtful", 0.8), ("a#001.01", TROUBLE, "model", "doubtful", 0.7)],
        ),
        (
            [("a#001.01", LINES, 0.8), ("a#001.01", TROUBLE, 0.8)],
            [("a#001.02", LINES, 0.9)],
            [("a#001.01", LINES, "both", "certain", 0.9), ("a#001.01", TROUBLE, "rule", "doubtful", 0.8)],
        ),
        (
            [("a#001.01", MONEY, 0.8)],
            [("a#001.02", ENOUGH, 0.7)],
            [("a#001.01", MONEY, "rule", "likely", 0.8), ("a#001.02", ENOUGH, "model", "likely", 0.7)],
        ),
    ],
    ids=[
        "nothing",
        "rule alone",
        "model alone",
        "agreement in a segment",
        "agreement in a turn stands on the rule's segment",
        "one model hit agrees with two rule hits",
        "another turn is no agreement",
        "another interview is no agreement",
        "different codes",
        "contradiction with the counterpart",
        "agreement beats contradiction",
        "counterparts in different segments",
    ],
)
def test_combine(
    segments: pd.DataFrame,
    tiny_codebook: Codebook,
    rules: list[Found],
    model: list[Found],
    expected: list[tuple[str, str, str, str, float]],
) -> None:
    found = combined(segments, tiny_codebook, rules, model)
    columns = ["segment_id", "code_id", "origin", "certainty", "score"]
    assert list(found[columns].itertuples(index=False, name=None)) == expected


def test_agreement_keeps_both_reasons_and_the_evidence_of_the_rule(
    segments: pd.DataFrame, tiny_codebook: Codebook
) -> None:
    row = combined(segments, tiny_codebook, [("a#001.01", LINES, 0.8)], [("a#001.02", LINES, 0.7)]).iloc[0]
    elsewhere = " (in een andere zin van deze beurt)"
    assert (row["detail"], row["source_id"]) == (f"door rule; door model{elsewhere}", "rule-1+model-1")
    assert (row["evidence_start"], row["evidence_end"]) == (1, 9)


def test_a_contradiction_says_so(segments: pd.DataFrame, tiny_codebook: Codebook) -> None:
    found = combined(segments, tiny_codebook, [("a#001.01", LINES, 0.8)], [("a#001.01", TROUBLE, 0.7)])
    assert found["detail"].tolist() == [
        "door rule; ook de tegenpool is gevonden",
        "door model; ook de tegenpool is gevonden",
    ]


def test_both_sides_are_doubtful_where_only_one_names_the_other(segments: pd.DataFrame, codebook: Codebook) -> None:
    """The counterpart of 'samen uitvoeren' has another counterpart of its own."""
    one, other = "netwerk.samen_uitvoeren", "visie.langs_elkaar_heen"
    assert codebook.by_id[one].tegenpool == other
    assert codebook.by_id[other].tegenpool != one
    found = combined(segments, codebook, [("a#001.01", one, 0.8)], [("a#001.01", other, 0.7)])
    assert found["certainty"].tolist() == ["doubtful", "doubtful"]


CODES = [LINES, TROUBLE, MONEY, ENOUGH, FACT]
PLACES = st.tuples(st.sampled_from(SEGMENT_IDS), st.sampled_from(CODES), st.sampled_from([0.4, 0.6, 0.9]))


@settings(deadline=None)
@given(
    st.lists(PLACES, unique_by=lambda found: found[:2]),
    st.lists(PLACES, unique_by=lambda found: (found[0][:5], found[1])),
)
def test_each_once_and_nothing_lost(
    segments: pd.DataFrame, tiny_codebook: Codebook, rules: list[Found], model: list[Found]
) -> None:
    found = combined(segments, tiny_codebook, rules, model)
    keys = list(zip(found["segment_id"], found["code_id"], strict=True))
    assert keys == sorted(set(keys))
    turns = {(segment_id[:5], code_id) for segment_id, code_id in keys}
    assert turns == {(segment_id[:5], code_id) for segment_id, code_id, _ in [*rules, *model]}
    assert {found[:2] for found in rules} <= set(keys)
    assert len(keys) == len(rules) + len(turns - {(s[:5], c) for s, c, _ in rules})
