"""Ranking recommendations: figures worked out by hand, and what must hold whatever people say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from said_frames import make_codings, make_interviews

from pipeline.findings import rank_recommendations

SHORT, TIME, PERSON = "netwerk.korte_lijnen", "netwerk.tijdgebrek", "netwerk.persoonsafhankelijk"
NEED, NO_RULES = "financiering.tekort", "regie.ontbreekt"
THEMES = ["visie", "financiering", "afspraken", "netwerk", "expertise"]
INTERVIEWS = ["Aa1", "Aa2", "Aa3", "Aa4"]
remarks = st.lists(st.tuples(st.sampled_from(INTERVIEWS), st.sampled_from([SHORT, TIME, PERSON])), max_size=12)


@pytest.fixture(scope="session")
def rank(codebook):
    """Return a ranker: totals and codings in, priorities by (municipality, theme) out."""

    def run(totals, given_codings, book=codebook):
        frame = rank_recommendations(make_codings(codebook, given_codings), make_interviews(totals), book)
        return frame.set_index(["municipality", "theme_id"])

    return run


@pytest.mark.parametrize(
    ("said", "reach", "balance", "priority"),
    [
        pytest.param([], 0, 1 / 2, 0, id="nothing said"),
        pytest.param([("Aa1", SHORT)] * 20, 0, 1 / 22, 0, id="only facilitating"),
        pytest.param([("Aa1", TIME)], 1 / 5, 2 / 3, 2 / 15, id="one remark"),
        pytest.param([("Aa1", TIME)] * 20, 1 / 5, 21 / 22, 21 / 110, id="one person, twenty remarks"),
        pytest.param([("Aa1", TIME), ("Aa2", PERSON)], 2 / 5, 3 / 4, 3 / 10, id="two codes of one theme"),
        pytest.param(
            [("Aa1", TIME), ("Aa1", TIME), ("Aa2", TIME), ("Aa2", SHORT)], 2 / 5, 4 / 6, 4 / 15, id="both directions"
        ),
        pytest.param([(f"Aa{n}", TIME) for n in range(1, 6)], 1, 6 / 7, 6 / 7, id="everyone"),
    ],
)
def test_priority_is_reach_times_balance(rank, said, reach, balance, priority):
    row = rank({"Aa": 5}, said).loc["Aa", "netwerk"]
    assert (row["reach"], row["balance"]) == (pytest.approx(reach), pytest.approx(balance))
    assert row["priority"] == pytest.approx(priority)


def test_the_parts_are_counted_per_direction(rank):
    said = [("Aa1", TIME), ("Aa1", PERSON), ("Aa2", TIME), ("Aa2", SHORT), ("Aa3", SHORT), ("Aa3", SHORT)]
    row = rank({"Aa": 4}, said).loc["Aa", "netwerk"]
    assert (row["n_hindering"], row["n_facilitating"]) == (3, 3)
    assert (row["n_interviews_hindering"], row["n_interviews_facilitating"]) == (2, 2)
    assert row["n_respondents_total"] == 4


def test_only_themes_with_a_recommendation_are_ranked(rank):
    ranked = rank({"Aa": 1}, [("Aa1", "gezin.onzichtbaar"), ("Aa1", "domein.schotten"), ("Aa1", "context.aanbod")])
    assert [theme_id for _, theme_id in ranked.index] == THEMES
    assert (ranked["priority"] == 0).all()


def test_the_highest_priority_comes_first(rank):
    said = [("Aa1", NEED), ("Aa1", TIME), ("Aa2", TIME), ("Aa1", NO_RULES), ("Aa2", NO_RULES), ("Aa3", NO_RULES)]
    ranked = rank({"Aa": 3}, said)
    assert [theme_id for _, theme_id in ranked.index] == ["afspraken", "netwerk", "financiering", "visie", "expertise"]
    assert list(ranked["rank"]) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("said", "order"),
    [
        pytest.param([], THEMES, id="all zero"),
        pytest.param(
            [("Aa1", TIME), ("Aa1", NEED)],
            ["financiering", "netwerk", "visie", "afspraken", "expertise"],
            id="two alike, then three zeros",
        ),
        pytest.param(
            [("Aa1", "expertise.kennisgebrek"), ("Aa1", "visie.geen_visie")],
            ["visie", "expertise", "financiering", "afspraken", "netwerk"],
            id="first and last alike",
        ),
    ],
)
def test_ties_keep_the_order_of_the_study(rank, codebook, said, order):
    turned = replace(codebook, themes=tuple(reversed(codebook.themes)))
    for book in (codebook, turned):
        assert [theme_id for _, theme_id in rank({"Aa": 2}, said, book).index] == order


def test_priorities_that_are_alike_by_other_parts_keep_the_order_of_the_study(rank):
    network = [(f"Aa{n}", TIME) for n in (1, 2, 3, 3)] + [("Aa1", SHORT)] * 3
    expertise = [(f"Aa{n}", "expertise.kennisgebrek") for n in (1, 1, 2, 2)]
    ranked = rank({"Aa": 5}, network + expertise)
    assert list(ranked["priority"])[:2] == pytest.approx([1 / 3, 1 / 3])
    assert [theme_id for _, theme_id in ranked.index][:2] == ["netwerk", "expertise"]


def test_municipalities_are_ranked_apart(rank):
    ranked = rank({"Bee": 4, "Aa": 1}, [("Aa1", TIME), ("Bee1", NEED)])
    assert ranked.loc[("Aa", "netwerk"), "reach"] == 1
    assert ranked.loc[("Bee", "financiering"), "reach"] == 1 / 4
    assert ranked.loc[("Aa", "financiering"), "priority"] == ranked.loc[("Bee", "netwerk"), "priority"] == 0


def test_without_interviews_nothing_is_ranked(rank):
    assert rank({}, []).empty


@settings(deadline=None, max_examples=40)
@given(remarks, st.sampled_from(INTERVIEWS), st.sampled_from([TIME, PERSON]))
def test_another_hindering_passage_never_lowers_priority(rank, said, interview, code_id):
    before = rank({"Aa": 4}, said).loc["Aa", "netwerk"]
    after = rank({"Aa": 4}, [*said, (interview, code_id)]).loc["Aa", "netwerk"]
    assert after["priority"] >= before["priority"]
    assert after["priority"] > 0


@settings(deadline=None, max_examples=40)
@given(remarks)
def test_the_same_passages_spread_over_more_interviews_never_lower_priority(rank, said):
    gathered = [("Aa1", code_id) for _, code_id in said]
    spread, one = rank({"Aa": 4}, said).loc["Aa", "netwerk"], rank({"Aa": 4}, gathered).loc["Aa", "netwerk"]
    assert spread["priority"] >= one["priority"]


@settings(deadline=None, max_examples=40)
@given(remarks, st.sampled_from([TIME, PERSON]))
def test_another_interview_that_names_an_obstacle_never_lowers_priority(rank, said, code_id):
    before, after = rank({"Aa": 4}, said), rank({"Aa": 5}, [*said, ("Aa5", code_id)])
    assert after.loc[("Aa", "netwerk"), "priority"] >= before.loc[("Aa", "netwerk"), "priority"]


@settings(deadline=None, max_examples=40)
@given(remarks, st.sampled_from(INTERVIEWS))
def test_another_facilitating_passage_never_raises_priority(rank, said, interview):
    before, after = rank({"Aa": 4}, said), rank({"Aa": 4}, [*said, (interview, SHORT)])
    assert after.loc[("Aa", "netwerk"), "priority"] <= before.loc[("Aa", "netwerk"), "priority"]
    others = [index for index in before.index if index[1] != "netwerk"]
    assert (after.loc[others, "priority"] == 0).all()
