"""What counts after review: a table of verdicts, and what must hold of any decisions."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_makers import make_decision, make_interview, passage_of

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.evaluation.agreement import compare_coders
from pipeline.review import outcome
from pipeline.review.model import CONSENSUS, Decision, Passage
from pipeline.review.outcome import Difference, counted, differences, reviewed_share, strays

SHORT, HARD = "netwerk.korte_lijnen", "netwerk.moeizaam_contact"
TEXT, AA1 = make_interview(["I: En?", "Ik app haar. We hebben korte lijnen. Dat werkt.", "I: Zo.", "Ja, zeker."])
TURNS = pd.concat([AA1, make_interview(["I: En?", "Het gaat."], "bb1")[1]], ignore_index=True)
LINES, APP, SURE = (
    passage_of(TEXT, AA1, *at) for at in ((2, "We hebben korte lijnen."), (2, "Ik app haar."), (4, "Ja, zeker."))
)
KEY = list(frames.CODINGS.key)


def machine(*rows: tuple[Passage, str] | tuple[Passage, str, str], municipality: str = "Aa") -> pd.DataFrame:
    """Make the codings of the machine: (passage, code) or (passage, code, origin)."""
    return frames.build(
        frames.CODINGS,
        [
            {
                "interview_id": at.interview_id,
                "municipality": municipality,
                "turn_no": at.turn_no,
                "speaker": "R",
                "start_char": at.start_char,
                "end_char": at.end_char,
                "text": at.quote,
                "code_id": code_id,
                "direction": "bevorderend" if code_id == SHORT else "belemmerend",
                "origin": origin[0] if origin else "model",
                "score": 0.4,
                "certainty": "likely",
                "source_id": "m1",
                "detail": "model: waarom",
            }
            for at, code_id, *origin in rows
        ],
    )


def decided(passage: Passage, verdicts: str, code_id: str = SHORT) -> list[Decision]:
    """Read "an+ bo- cor? an+" as decisions, one a minute; "=" is consensus, "x" after it means superseded."""
    signs, found = {"+": "accept", "-": "reject", "?": "unsure"}, []
    for n, word in enumerate(verdicts.split()):
        name = word.rstrip("+-?x")
        verdict = signs[word.rstrip("x")[-1]]
        superseded = "2025-11-03T11:00:00.000Z" if word.endswith("x") else ""
        coder = CONSENSUS if name == "=" else name
        one = make_decision(passage, code_id, verdict, coder, n, superseded)
        found.append(replace(one, decision_id=f"{passage.start_char}{code_id}{n}"))
    return found


def outcomes(codings: pd.DataFrame, decisions: list[Decision], codebook: Codebook) -> list[tuple[str, ...]]:
    result = counted(codings, decisions, codebook, TURNS)
    return [(row.text, row.origin, row.certainty, row.source_id, row.detail) for row in frames.rows(result)]


WHY = "model: waarom"
AS_IT_WAS = ("model", "likely", "m1", WHY)


def human(source: str, detail: str) -> tuple[str, ...]:
    return ("human", "certain", source, detail)


@pytest.mark.parametrize(
    ("verdicts", "if_suggested", "if_not"),
    [
        pytest.param("", AS_IT_WAS, None, id="nobody"),
        pytest.param("an+x", AS_IT_WAS, None, id="superseded"),
        pytest.param("an+", human("an", f"geaccepteerd door an; {WHY}"), human("an", "gecodeerd door an"), id="accepted"),
        pytest.param("bo+ an+", human("an, bo", f"geaccepteerd door an en bo; {WHY}"), human("an, bo", "gecodeerd door an en bo"), id="twice"),
        pytest.param("an+x an-", None, None, id="accepted once, now rejected"),
        pytest.param("an-", None, None, id="rejected"),
        pytest.param("an- bo-", None, None, id="rejected twice"),
        pytest.param("an?", ("model", "doubtful", "m1", f"{WHY}; an twijfelt"), None, id="unsure"),
        pytest.param("bo? an?", ("model", "doubtful", "m1", f"{WHY}; an en bo twijfelen"), None, id="both unsure"),
        pytest.param("an? bo-", None, None, id="unsure and rejected"),
        pytest.param("an? bo+", human("bo", f"geaccepteerd door bo; {WHY}"), human("bo", "gecodeerd door bo"), id="unsure and accepted"),
        pytest.param("an+ bo-", human("an", f"geaccepteerd door an; bo wijst dit af; nog niet vergeleken; {WHY}"), human("an", "gecodeerd door an; bo wijst dit af; nog niet vergeleken"), id="divided"),
        pytest.param("an+ cor- bo-", human("an", f"geaccepteerd door an; bo en cor wijzen dit af; nog niet vergeleken; {WHY}"), human("an", "gecodeerd door an; bo en cor wijzen dit af; nog niet vergeleken"), id="one against two"),
        pytest.param("an+ bo- =+", human("consensus", f"vastgesteld in consensus; {WHY}"), human("consensus", "vastgesteld in consensus"), id="settled for"),
        pytest.param("an+ bo- =-", None, None, id="settled against"),
        pytest.param("an+ bo+ =-", None, None, id="settled against both"),
        pytest.param("an+ bo- =?", human("an", f"geaccepteerd door an; bo wijst dit af; nog niet vergeleken; {WHY}"), human("an", "gecodeerd door an; bo wijst dit af; nog niet vergeleken"), id="unsettled"),
        pytest.param("an- =-x", None, None, id="consensus taken back"),
        pytest.param("an+ =-x", human("an", f"geaccepteerd door an; {WHY}"), human("an", "gecodeerd door an"), id="consensus against taken back"),
    ],
)  # fmt: skip
def test_what_verdicts_make_of_a_passage(codebook, verdicts, if_suggested, if_not):
    for codings, expected in ((machine((LINES, SHORT)), if_suggested), (machine(), if_not)):
        assert outcomes(codings, decided(LINES, verdicts), codebook) == ([(LINES.quote, *expected)] if expected else [])


SETTLED = human("consensus", "vastgesteld in consensus")
BY_MACHINE = human("consensus", f"vastgesteld in consensus; {WHY}")


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        pytest.param(decided(APP, "an+ =-"), [], id="against: also what is only suggested"),
        pytest.param(decided(APP, "an+ =+"), [(APP, SETTLED), (LINES, BY_MACHINE)], id="for: also what is suggested"),
        pytest.param([*decided(APP, "an+ =+"), *decided(LINES, "bo-")], [(APP, SETTLED)], id="for: not what was rejected"),
        pytest.param([*decided(APP, "an+ =+"), *decided(LINES, "an+ bo-")], [(APP, SETTLED), (LINES, BY_MACHINE)], id="for: what one of two rejected"),
        pytest.param([*decided(APP, "an+ =+ =+"), *decided(LINES, "an+ bo- cor? =-")], [], id="the latest decides: against"),
        pytest.param([*decided(APP, "=-"), *decided(LINES, "an+ =+")], [(LINES, BY_MACHINE)], id="the latest decides: for"),
        pytest.param(decided(APP, "an+ =-", HARD), [(LINES, AS_IT_WAS)], id="another code"),
        pytest.param(decided(SURE, "an+ =-"), [(LINES, AS_IT_WAS)], id="another turn"),
    ],
)  # fmt: skip
def test_a_consensus_settles_its_turn_and_code(codebook, decisions, expected):
    for in_any_order in (decisions, decisions[::-1]):
        assert outcomes(machine((LINES, SHORT)), in_any_order, codebook) == [(at.quote, *what) for at, what in expected]


def test_a_coding_of_ones_own_has_the_facts_of_its_turn_and_code(codebook):
    row = counted(machine(), decided(SURE, "an+", HARD), codebook, TURNS).to_dict("records")[0]
    assert row == {
        "interview_id": "aa1",
        "municipality": "Aa",
        "turn_no": 4,
        "speaker": "R",
        "start_char": SURE.start_char,
        "end_char": SURE.end_char,
        "text": "Ja, zeker.",
        "code_id": HARD,
        "direction": "belemmerend",
        "origin": "human",
        "score": 1.0,
        "certainty": "certain",
        "source_id": "an",
        "detail": "gecodeerd door an",
    }


def test_rule_and_model_on_one_passage_become_one_human_coding(codebook):
    codings = machine((LINES, SHORT, "model"), (LINES, SHORT, "rule"))
    assert outcomes(codings, decided(LINES, "an+"), codebook) == [
        (LINES.quote, *human("an", f"geaccepteerd door an; {WHY}; {WHY}"))
    ]
    assert len(outcomes(codings, [], codebook)) == 2


def test_interviews_follow_the_order_of_turns(codebook):
    other = Passage("bb1", 2, 10, 19, "Het gaat.")
    decisions = [*decided(LINES, "an+"), *decided(other, "an+")]
    backwards = TURNS.iloc[::-1].reset_index(drop=True)
    assert counted(machine(), decisions, codebook, TURNS)["interview_id"].tolist() == ["aa1", "bb1"]
    assert counted(machine(), decisions, codebook, backwards)["interview_id"].tolist() == ["bb1", "aa1"]


def test_codings_of_humans_are_no_suggestions(codebook):
    with pytest.raises(ValueError, match=r"got origin human; allowed rule, model, both"):
        counted(machine((LINES, SHORT, "human")), [], codebook, TURNS)


STRANGE = [
    pytest.param(LINES, "netwerk.bestaat_niet", id="code gone"),
    pytest.param(replace(LINES, quote="We hadden korte lijnen"), SHORT, id="other words"),
    pytest.param(replace(LINES, start_char=LINES.start_char + 1), SHORT, id="moved"),
    pytest.param(replace(LINES, turn_no=4), SHORT, id="another turn"),
    pytest.param(replace(LINES, interview_id="cc1"), SHORT, id="interview gone"),
    pytest.param(passage_of(TEXT, AA1, 1, "En?"), SHORT, id="said by the interviewer"),
    pytest.param(Passage("aa1", 4, SURE.start_char - 1, SURE.end_char, f" {SURE.quote}"), SHORT, id="begins before the turn"),
    pytest.param(Passage("aa1", 4, SURE.start_char, SURE.end_char + 1, f"{SURE.quote}\n"), SHORT, id="ends after the turn"),
    pytest.param(Passage("aa1", 4, SURE.start_char, SURE.start_char, ""), SHORT, id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("passage", "code_id"), STRANGE)
def test_strays_are_returned_and_do_not_count(codebook, passage, code_id):
    strange, fitting = decided(passage, "an+", code_id), decided(SURE, "an+")
    assert strays([*strange, *fitting], codebook, TURNS) == strange
    assert outcomes(machine(), [*strange, *fitting], codebook) == [(SURE.quote, *human("an", "gecodeerd door an"))]


def test_a_stray_consensus_settles_nothing(codebook):
    consensus = decided(replace(LINES, quote="Weg."), "=-")
    assert outcomes(machine((LINES, SHORT)), consensus, codebook) == [(LINES.quote, *AS_IT_WAS)]


def test_what_is_superseded_is_no_stray(codebook):
    assert strays(decided(replace(LINES, quote="Weg."), "an+x"), codebook, TURNS) == []


@pytest.mark.parametrize(
    ("decisions", "share"),
    [
        pytest.param([], (0, 3), id="nobody"),
        pytest.param(decided(LINES, "an+"), (1, 3), id="accepted"),
        pytest.param(decided(LINES, "an- bo?"), (1, 3), id="by two counts once"),
        pytest.param(decided(LINES, "an+x"), (0, 3), id="superseded"),
        pytest.param(decided(LINES, "an+", HARD), (0, 3), id="another code"),
        pytest.param(decided(APP, "an+"), (1, 3), id="accepted, another passage"),
        pytest.param(decided(replace(APP, end_char=APP.end_char - 1), "=+"), (2, 3), id="a consensus about the turn"),
        pytest.param(decided(replace(APP, end_char=APP.end_char - 1), "=?"), (0, 3), id="an undecided consensus"),
    ],
)
def test_the_share_that_humans_saw(decisions, share):
    codings = pd.concat([machine((LINES, SHORT), (APP, SHORT), (SURE, HARD)), machine((Passage("bb1", 2, 10, 19, "Het gaat."), SHORT), municipality="Bee")], ignore_index=True)  # fmt: skip
    assert reviewed_share(codings, decisions) == {"Aa": share, "Bee": (0, 1)}


def test_no_share_of_nothing():
    assert reviewed_share(machine(), decided(LINES, "an+")) == {}


UNITS = [("aa1", 2), ("aa1", 4)]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        pytest.param(decided(LINES, "an+ bo+"), [], id="agreed"),
        pytest.param([*decided(LINES, "an+"), *decided(APP, "bo+")], [], id="agreed on the turn by other passages"),
        pytest.param(decided(LINES, "an- bo?"), [], id="given by neither"),
        pytest.param(decided(LINES, "cor+"), [], id="a third"),
        pytest.param(decided(LINES, "an+x"), [], id="superseded"),
        pytest.param(decided(LINES, "an+"), [(2, SHORT, "an", (LINES,), "bo")], id="by the first"),
        pytest.param(decided(LINES, "an- bo+"), [(2, SHORT, "bo", (LINES,), "an")], id="by the second"),
        pytest.param([*decided(LINES, "an+"), *decided(APP, "an+ bo-")], [(2, SHORT, "an", (APP, LINES), "bo")], id="two passages"),
        pytest.param([*decided(SURE, "an+", HARD), *decided(LINES, "bo+"), *decided(APP, "an+", HARD)], [(2, SHORT, "bo", (LINES,), "an"), (2, HARD, "an", (APP,), "bo"), (4, HARD, "an", (SURE,), "bo")], id="in order"),
    ],
)  # fmt: skip
def test_where_two_coders_differ(decisions, expected):
    assert differences("an", "bo", decisions, UNITS) == [Difference("aa1", *one, None) for one in expected]
    assert {(d.turn_no, d.code_id) for d in differences("bo", "an", decisions, UNITS)} == {one[:2] for one in expected}


def test_only_turns_that_both_judged_are_compared():
    assert differences("an", "bo", decided(LINES, "an+"), [("aa1", 4), ("bb1", 2)]) == []


@pytest.mark.parametrize(
    ("verdicts", "settled_by"), [("an+ =?", None), ("an+ =+", 1), ("an+ =+x =-", 2), ("an+ =-x", None)]
)
def test_a_difference_knows_its_consensus(verdicts, settled_by):
    decisions = decided(LINES, verdicts)
    (difference,) = differences("an", "bo", decisions, UNITS)
    assert difference.settled == (None if settled_by is None else decisions[settled_by])


def test_a_coder_does_not_differ_from_himself():
    with pytest.raises(ValueError, match=r"got the same one twice; allowed two"):
        differences("an", "an", [], UNITS)


def test_what_a_coder_gave_is_a_row_per_turn_and_code():
    decisions = [
        *decided(SURE, "an+", HARD),
        *decided(LINES, "an+ bo+"),
        *decided(APP, "an+"),
        *decided(LINES, "an-", HARD),
    ]
    frame = outcome.given(decisions, "an", UNITS)
    assert frame.values.tolist() == [["aa1", 2, SHORT], ["aa1", 4, HARD]]
    assert outcome.given(decisions, "an", [("aa1", 4)]).values.tolist() == [["aa1", 4, HARD]]


def test_agreement_is_taken_of_what_coders_gave(codebook):
    decisions = [*decided(LINES, "an+ bo+"), *decided(SURE, "an+")]
    a, b = (outcome.given(decisions, coder, UNITS) for coder in ("an", "bo"))
    agreement = compare_coders(a, b, UNITS, codebook).set_index("unit_id").loc[SHORT]
    assert (agreement["n_positive_a"], agreement["n_positive_b"], agreement["percent_agreement"]) == (2, 1, 0.5)


def test_agreement_is_taken_of_nothing_given(codebook):
    none = outcome.given([], "an", UNITS)
    assert compare_coders(none, none, UNITS, codebook)["n_positive_a"].sum() == 0


SPOTS = st.tuples(st.sampled_from([LINES, APP, SURE]), st.sampled_from([SHORT, HARD]))
CODERS = ["an", "bo", CONSENSUS]


@st.composite
def reviews(draw):
    """Draw suggestions, and decisions of which at most one stands per passage, code and coder."""
    codings = machine(*draw(st.lists(SPOTS, unique=True)))
    drawn = draw(st.lists(st.tuples(SPOTS, st.sampled_from(frames.VERDICTS), st.sampled_from(CODERS)), max_size=12))
    last = {(spot, coder): n for n, (spot, _, coder) in enumerate(drawn)}
    return codings, [
        make_decision(*spot, verdict, coder, n, superseded="" if last[spot, coder] == n else "later")
        for n, (spot, verdict, coder) in enumerate(drawn)
    ]


def keys(codings: pd.DataFrame) -> set[tuple[object, ...]]:
    return {(row.start_char, row.end_char, row.code_id) for row in frames.rows(codings)}


def at(decision: Decision) -> tuple[object, ...]:
    return decision.passage.start_char, decision.passage.end_char, decision.code_id


@settings(deadline=None, max_examples=50)
@given(reviews())
def test_no_passage_is_invented_and_none_that_was_rejected_is_the_machines(codebook, review):
    codings, decisions = review
    result = counted(codings, decisions, codebook, TURNS)
    standing = [one for one in decisions if not one.superseded_at]
    by_machine = result[result["origin"] != "human"]
    assert keys(result) <= keys(codings) | {at(one) for one in standing if one.verdict == "accept"}
    assert not keys(by_machine) & {at(one) for one in standing if one.verdict in ("accept", "reject")}
    assert all(TEXT[row.start_char : row.end_char] == row.text for row in frames.rows(result))
    assert not result.duplicated(["start_char", "end_char", "code_id"]).any()


@settings(deadline=None, max_examples=50)
@given(reviews(), st.randoms())
def test_the_order_of_decisions_does_not_matter(codebook, review, random):
    codings, decisions = review
    shuffled = random.sample(decisions, len(decisions))
    pd.testing.assert_frame_equal(
        counted(codings, shuffled, codebook, TURNS), counted(codings, decisions, codebook, TURNS)
    )
    assert differences("an", "bo", shuffled, UNITS) == differences("an", "bo", decisions, UNITS)


@settings(deadline=None, max_examples=50)
@given(reviews())
def test_differences_and_agreements_add_up_to_what_was_given(review):
    _, decisions = review
    a, b = ({tuple(row) for row in outcome.given(decisions, c, UNITS).values.tolist()} for c in ("an", "bo"))
    found = differences("an", "bo", decisions, UNITS)
    assert {(d.interview_id, d.turn_no, d.code_id) for d in found} == a ^ b


@settings(deadline=None, max_examples=50)
@given(reviews())
def test_all_that_counts_as_human_among_suggestions_was_seen(codebook, review):
    codings, decisions = review
    result = counted(codings, decisions, codebook, TURNS)
    n_human = len(keys(result[result["origin"] == "human"]) & keys(codings))
    n_decided, n_suggestions = reviewed_share(codings, decisions).get("Aa", (0, 0))
    assert n_human <= n_decided <= n_suggestions == len(codings)


def test_what_a_blind_coder_took_away_of_his_own_says_nothing_of_a_suggestion(codebook: Codebook) -> None:
    suggested = machine((LINES, SHORT))
    [rejected] = decided(LINES, "an-")
    assert counted(suggested, [rejected], codebook, TURNS).empty
    left = counted(suggested, [replace(rejected, is_blind=True)], codebook, TURNS)
    assert left["origin"].tolist() == ["model"]
