"""Rules and model together: rules as evidence for the model, doubtful where they contradict, each code once per segment."""

from __future__ import annotations

from collections.abc import Collection

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
            "asked": "",
        }
        for n, segment_id in enumerate(SEGMENT_IDS)
    ]
    return frames.build(frames.SEGMENTS, rows)


def certainty_of(origin: str, score: float) -> str:
    """Return what a suggestion is called here; a rule alone is never certain."""
    if score >= 0.85 and origin == "model":
        return "certain"
    return "likely" if score >= 0.6 else "doubtful"


def suggestions(origin: str, codebook: Codebook, found: list[Found]) -> pd.DataFrame:
    rows = [
        {
            "segment_id": segment_id,
            "code_id": code_id,
            "origin": origin,
            "direction": codebook.by_id[code_id].richting,
            "score": score,
            "certainty": certainty_of(origin, score),
            "source_id": f"{origin}-1",
            "evidence_start": 1 if origin == "rule" else 2,
            "evidence_end": 9,
            "detail": f"door {origin}",
        }
        for segment_id, code_id, score in found
    ]
    return frames.build(frames.SUGGESTIONS, rows)


def combined(
    segments: pd.DataFrame,
    codebook: Codebook,
    rules: list[Found],
    model: list[Found],
    learnt: Collection[str] = (),
) -> pd.DataFrame:
    return combine(
        suggestions("rule", codebook, rules), suggestions("model", codebook, model), segments, codebook, learnt
    )


@pytest.mark.parametrize(
    ("rules", "model", "expected"),
    [
        ([], [], []),
        ([("a#001.01", LINES, 0.8)], [], [("a#001.01", LINES, "rule", "likely", 0.8)]),
        ([], [("a#001.01", LINES, 0.4)], [("a#001.01", LINES, "model", "doubtful", 0.4)]),
        ([("a#001.01", LINES, 0.8)], [("a#001.01", LINES, 0.4)], [("a#001.01", LINES, "both", "likely", 0.4)]),
        ([("a#001.01", LINES, 0.5)], [("a#001.03", LINES, 0.9)], [("a#001.01", LINES, "both", "certain", 0.9)]),
        (
            [("a#001.01", LINES, 0.8), ("a#001.02", LINES, 0.7)],
            [("a#001.03", LINES, 0.4)],
            [("a#001.01", LINES, "both", "likely", 0.4), ("a#001.02", LINES, "both", "likely", 0.4)],
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
            [("a#001.01", LINES, "rule", "likely", 0.8), ("a#001.01", TROUBLE, "model", "doubtful", 0.7)],
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
        "certain beats its counterpart",
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


@pytest.mark.parametrize(
    ("of_rule", "score", "certainty"),
    [
        (0.5, 0.3, "doubtful"),
        (0.8, 0.3, "likely"),
        (0.5, 0.6, "likely"),
        (0.8, 0.6, "likely"),
        (0.5, 0.9, "certain"),
        (0.8, 0.9, "certain"),
    ],
)
def test_where_both_find_it_the_surer_says_how_sure_and_the_model_the_chance(
    segments: pd.DataFrame, tiny_codebook: Codebook, of_rule: float, score: float, certainty: str
) -> None:
    """The rule is weighed in the model's chance already, so its own score does not count again."""
    found = combined(segments, tiny_codebook, [("a#001.01", LINES, of_rule)], [("a#001.02", LINES, score)], [LINES])
    assert found[["origin", "certainty", "score"]].values.tolist() == [["both", certainty, score]]


@pytest.mark.parametrize(
    ("rule", "model", "learnt", "kept"),
    [
        (0.5, [], [LINES], []),
        (0.5, [], [MONEY, FACT], [("a#001.01", "rule", "doubtful")]),
        (0.5, [], [], [("a#001.01", "rule", "doubtful")]),
        (0.8, [], [LINES], [("a#001.01", "rule", "likely")]),
        (0.8, [], [], [("a#001.01", "rule", "likely")]),
        (0.5, [("a#001.03", LINES, 0.3)], [LINES], [("a#001.01", "both", "doubtful")]),
        (0.5, [("a#003.01", LINES, 0.7)], [LINES], [("a#003.01", "model", "likely")]),
        (0.5, [("b#001.01", LINES, 0.7)], [LINES], [("b#001.01", "model", "likely")]),
        (0.5, [("a#001.01", FACT, 0.7)], [LINES, FACT], [("a#001.01", "model", "likely")]),
    ],
    ids=[
        "a weak rule on a code that the model has weighed",
        "a weak rule on a code that it has not learnt",
        "a weak rule without a model",
        "a strong rule on a code that the model has weighed",
        "a strong rule without a model",
        "the model found it in the turn",
        "the model found it in another turn only",
        "the model found it in another interview only",
        "the model found another code only",
    ],
)
def test_a_rule_by_itself_suggests_if_it_is_likely_or_the_model_does_not_know_the_code(
    segments: pd.DataFrame,
    tiny_codebook: Codebook,
    rule: float,
    model: list[Found],
    learnt: list[str],
    kept: list[tuple[str, str, str]],
) -> None:
    found = combined(segments, tiny_codebook, [("a#001.01", LINES, rule)], model, learnt)
    assert list(found[["segment_id", "origin", "certainty"]].itertuples(index=False, name=None)) == kept


def test_of_a_weak_rule_that_is_left_out_the_counterpart_does_not_know(
    segments: pd.DataFrame, tiny_codebook: Codebook
) -> None:
    rules, model = [("a#001.01", TROUBLE, 0.5)], [("a#001.01", LINES, 0.7)]
    assert combined(segments, tiny_codebook, rules, model, [LINES, TROUBLE])["certainty"].tolist() == ["likely"]
    found = combined(segments, tiny_codebook, rules, model)
    assert found["certainty"].tolist() == ["likely", "doubtful"]
    assert found["detail"].str.endswith("; ook de tegenpool is gevonden").all()


@pytest.mark.parametrize(
    ("rules", "model", "certainties"),
    [
        ([(LINES, 0.8), (TROUBLE, 0.7)], [], ("likely", "doubtful")),
        ([(LINES, 0.8), (TROUBLE, 0.8)], [], ("doubtful", "doubtful")),
        ([(LINES, 0.8)], [(TROUBLE, 0.4)], ("likely", "doubtful")),
        ([(LINES, 0.7)], [(TROUBLE, 0.8)], ("doubtful", "likely")),
        ([(TROUBLE, 0.8)], [(LINES, 0.9)], ("certain", "doubtful")),
        ([(TROUBLE, 0.95)], [(LINES, 0.9)], ("certain", "doubtful")),
        ([], [(LINES, 0.7), (TROUBLE, 0.7)], ("doubtful", "doubtful")),
        ([], [(LINES, 0.9), (TROUBLE, 0.7)], ("certain", "doubtful")),
        ([], [(LINES, 0.95), (TROUBLE, 0.9)], ("certain", "doubtful")),
        ([], [(LINES, 0.4), (TROUBLE, 0.3)], ("doubtful", "doubtful")),
        ([(LINES, 0.6), (TROUBLE, 0.9)], [(LINES, 0.9), (TROUBLE, 0.7)], ("certain", "doubtful")),
        ([(LINES, 0.8)], [(LINES, 0.7), (TROUBLE, 0.9)], ("doubtful", "certain")),
        ([(LINES, 0.9)], [(LINES, 0.7), (TROUBLE, 0.7)], ("doubtful", "doubtful")),
    ],
    ids=[
        "two rules",
        "two rules, equally strong",
        "a rule and a weaker model",
        "a rule and a stronger model",
        "a rule against what is certain",
        "a rule with a higher score than what is certain",
        "the model both, equally strong",
        "the model both, one certain",
        "the model both, both certain",
        "what was doubtful stays so",
        "both by both: the model's chances count",
        "a rule helps, but the counterpart is stronger",
        "both against the model, equally strong",
    ],
)
def test_of_counterparts_in_a_segment_the_weaker_is_doubtful(
    segments: pd.DataFrame,
    tiny_codebook: Codebook,
    rules: list[tuple[str, float]],
    model: list[tuple[str, float]],
    certainties: tuple[str, str],
) -> None:
    here = "a#001.01"
    found = combined(
        segments, tiny_codebook, [(here, *one) for one in rules], [(here, *one) for one in model], [LINES, TROUBLE]
    ).set_index("code_id")
    assert (found["certainty"][LINES], found["certainty"][TROUBLE]) == certainties
    assert found["detail"].str.endswith("; ook de tegenpool is gevonden").tolist() == [True, True]


def test_a_code_with_two_counterparts_is_weighed_against_each(segments: pd.DataFrame, codebook: Codebook) -> None:
    """A code that two others name as their counterpart contradicts both; they do not contradict each other."""
    middle = "visie.langs_elkaar_heen"
    first = "netwerk.samen_uitvoeren"
    second = codebook.by_id[middle].tegenpool
    assert second not in (None, first)
    assert codebook.by_id[first].tegenpool == middle
    for scores, certainties in (
        ((0.7, 0.8, 0.75), ("doubtful", "likely", "doubtful")),
        ((0.8, 0.7, 0.75), ("likely", "doubtful", "likely")),
        ((0.8, 0.75, 0.7), ("likely", "doubtful", "doubtful")),
    ):
        model = [("a#001.01", code, score) for code, score in zip((first, middle, second), scores, strict=True)]
        found = combined(segments, codebook, [], model).set_index("code_id")["certainty"]
        assert tuple(found[code] for code in (first, middle, second)) == certainties


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


def test_a_counterpart_counts_whichever_of_the_two_names_the_other(segments: pd.DataFrame, codebook: Codebook) -> None:
    """The counterpart of 'samen uitvoeren' has another counterpart of its own."""
    one, other = "netwerk.samen_uitvoeren", "visie.langs_elkaar_heen"
    assert codebook.by_id[one].tegenpool == other
    assert codebook.by_id[other].tegenpool != one
    found = combined(segments, codebook, [("a#001.01", one, 0.8)], [("a#001.01", other, 0.7)])
    assert found.set_index("code_id")["certainty"].to_dict() == {one: "likely", other: "doubtful"}
    found = combined(segments, codebook, [("a#001.01", one, 0.6)], [("a#001.01", other, 0.7)])
    assert found.set_index("code_id")["certainty"].to_dict() == {one: "doubtful", other: "likely"}


CODES = [LINES, TROUBLE, MONEY, ENOUGH, FACT]
PLACES = st.tuples(st.sampled_from(SEGMENT_IDS), st.sampled_from(CODES), st.sampled_from([0.4, 0.6, 0.9]))


@settings(deadline=None)
@given(
    st.lists(PLACES, unique_by=lambda found: found[:2]),
    st.lists(PLACES, unique_by=lambda found: (found[0][:5], found[1])),
    st.sets(st.sampled_from(CODES)),
)
def test_each_once_and_nothing_lost_but_weak_rules_on_what_was_weighed(
    segments: pd.DataFrame, tiny_codebook: Codebook, rules: list[Found], model: list[Found], learnt: set[str]
) -> None:
    found = combined(segments, tiny_codebook, rules, model, learnt)
    by_model = {(segment_id[:5], code_id) for segment_id, code_id, _ in model}
    rules = [(s, c, score) for s, c, score in rules if score >= 0.6 or c not in learnt or (s[:5], c) in by_model]
    keys = list(zip(found["segment_id"], found["code_id"], strict=True))
    assert keys == sorted(set(keys))
    turns = {(segment_id[:5], code_id) for segment_id, code_id in keys}
    assert turns == {(segment_id[:5], code_id) for segment_id, code_id, _ in [*rules, *model]}
    assert {found[:2] for found in rules} <= set(keys)
    assert len(keys) == len(rules) + len(turns - {(s[:5], c) for s, c, _ in rules})
