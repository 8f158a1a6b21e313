"""Double coding: drawing a sample, what the blind page shows and above all what it does not, and the data of comparing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from acts import decide, text_of
from fastapi import FastAPI
from starlette.testclient import TestClient

from pipeline.review.sampling import draw
from pipeline.review.web.pages.blind import blind_turns
from pipeline.review.web.pages.compare import disputed_turns
from pipeline.review.web.pages.double import sample_view
from pipeline.review.web.pairs import mistake_in, pair_of, pairs
from pipeline.review.web.study import ReviewedStudy

ALL_TURNS = [("dorp1", 2), ("dorp1", 4), ("dorp1", 6), ("stad1", 2), ("stad1", 4), ("stad1", 6)]


def form(client: TestClient, **fields: str) -> dict[str, str]:
    """Fill in the form for a sample."""
    return {"codeur": "Anna", "procent": "20", "zaad": "1"} | fields


def test_before_anything_is_drawn_it_says_how_to_begin(client: TestClient) -> None:
    page = text_of(client.get("/dubbel").text)
    assert "Steekproef trekken" in page
    assert "nog geen beurten die twee codeurs allebei hebben beoordeeld" in page
    assert "Open steekproeven" not in page


def test_a_sample_is_drawn_by_its_seed(client: TestClient, study: ReviewedStudy) -> None:
    page = client.post("/dubbel/trekken", data=form(client, procent="50", zaad="7", codeur="Bert"))
    assert page.url.path == "/dubbel"
    assert "Er is een steekproef van 4 beurten getrokken voor Bert." in page.text
    sample = study.store.sample("Bert")
    assert sample is not None
    assert list(sample.turns) == draw(ALL_TURNS, 0.5, 7)
    assert (sample.seed, sample.share) == (7, 0.5)
    assert study.store.sample("Anna") is None
    assert "Alleen Bert codeert deze steekproef" in text_of(page.text)
    assert "/dubbel/coderen/" not in page.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"codeur": "Niemand"}, "Deze codeur is niet bekend"),
        ({"codeur": ""}, "Deze codeur is niet bekend"),
        ({"codeur": "consensus"}, "Deze codeur is niet bekend"),
        ({"procent": "0"}, "heel getal van 1 tot en met 100"),
        ({"procent": "101"}, "heel getal van 1 tot en met 100"),
        ({"procent": "12,5"}, "heel getal van 1 tot en met 100"),
        ({"procent": ""}, "heel getal van 1 tot en met 100"),
        ({"procent": "²"}, "heel getal van 1 tot en met 100"),
        ({"zaad": "-1"}, "heel getal van 0 tot en met"),
        ({"zaad": "99999999999999999999"}, "heel getal van 0 tot en met"),
        ({"zaad": "<b>"}, "heel getal van 0 tot en met"),
    ],
)
def test_a_wrong_form_is_refused_and_kept(
    client: TestClient, study: ReviewedStudy, wrong: dict[str, str], said: str
) -> None:
    page = client.post("/dubbel/trekken", data=form(client, **wrong))
    assert page.status_code == 422
    assert said in page.text
    assert "<b>" not in page.text
    assert study.store.samples() == []


def test_a_sample_without_the_token_is_not_drawn(client: TestClient, study: ReviewedStudy) -> None:
    page = client.post("/dubbel/trekken", data=form(client), headers={"X-CSRF-Token": "verkeerd"})
    assert page.status_code == 403
    assert study.store.samples() == []


def test_an_open_sample_is_only_closed_on_request(client: TestClient, study: ReviewedStudy) -> None:
    first = study.store.draw_sample("Anna", 1, 0.2, [("dorp1", 2), ("dorp1", 4)])
    study.store.judge_turns("dorp1", [2], "Anna", is_blind=True)
    page = client.post("/dubbel/trekken", data=form(client))
    assert page.status_code == 422
    assert "nog een steekproef openstaan: 1 van 2 beurten zijn klaar" in page.text
    assert [sample.sample_id for sample in study.store.samples()] == [first]
    assert client.post("/dubbel/trekken", data=form(client, vervang="ja")).status_code == 200
    old, new = study.store.samples()
    assert old.closed_at
    assert not new.closed_at
    assert [turn.turn_no for turn in study.store.judged("Anna")] == [2]


def test_a_finished_sample_gives_way(client: TestClient, study: ReviewedStudy) -> None:
    study.store.draw_sample("Anna", 1, 0.2, [("dorp1", 2)])
    study.store.judge_turns("dorp1", [2], "Anna", is_blind=True)
    assert "U bent klaar met deze steekproef" in client.get("/dubbel").text
    assert client.post("/dubbel/trekken", data=form(client)).status_code == 200
    assert len(study.store.samples()) == 2


def test_progress_counts_turns_of_the_sample_that_the_study_has(study: ReviewedStudy) -> None:
    study.store.draw_sample("Anna", 1, 0.5, [("dorp1", 2), ("dorp1", 4), ("stad1", 6), ("weg", 2)])
    study.store.judge_turns("dorp1", [2, 6], "Anna", is_blind=False)
    study.store.judge_turns("stad1", [6], "Anna", is_blind=True)
    sample = study.store.sample("Anna")
    assert sample is not None
    view = sample_view(study, sample)
    assert [(part.interview_id, part.n_turns, part.n_done) for part in view.parts] == [("dorp1", 2, 1), ("stad1", 1, 1)]
    assert (view.n_turns, view.n_done, view.n_seen, view.next_interview) == (3, 2, 1, "dorp1")


def test_the_blind_page_holds_no_suggestion_and_nothing_of_others(client: TestClient, study: ReviewedStudy) -> None:
    study.store.draw_sample("Anna", 1, 1.0, ALL_TURNS)
    empty = client.get("/dubbel/coderen/dorp1").text
    for n in (0, 1, 2):
        decide(study, n, "Bert")
    study.store.decide(
        study.passage("dorp1", 6, *_span(study, 6)), "context.aanbod", "accept", "Bert", reason="Reden van Bert"
    )
    study.store.put_suggestions([], "geen", {})
    without = client.get("/dubbel/coderen/dorp1").text
    # What others decide and what the program suggests changes nothing in the page.
    assert without == empty
    for trace in ("Bert", "model-0000", "letterlijk", "data-suggestion", "0,91", "doubtful", 'id="s1"'):
        assert trace not in empty
    assert empty.count("data-expected") == 0


def _span(study: ReviewedStudy, turn_no: int) -> tuple[int, int]:
    row = study.turns[(study.turns["interview_id"] == "dorp1") & (study.turns["turn_no"] == turn_no)].iloc[0]
    return int(row["start_char"]), int(row["end_char"])


def test_own_work_is_shown_as_far_as_it_tells_nothing(client: TestClient, study: ReviewedStudy) -> None:
    study.store.draw_sample("Anna", 1, 1.0, ALL_TURNS)
    blind = decide(study, 0, "Anna", is_blind=True)
    seen = decide(study, 1, "Anna")
    rejected = decide(study, 2, "Anna", "reject")
    taken_away = decide(study, 2, "Anna", "reject", "context.aanbod", is_blind=True)
    html = client.get("/dubbel/coderen/dorp1").text
    assert rejected.decision_id not in html
    rows = {
        id_: re.search(rf'<li class="coding[^>]*{id_}[^>]*>.*?</li>', html, re.S)
        for id_ in (blind.decision_id, seen.decision_id, taken_away.decision_id)
    }
    shown, known, gone = (row[0] if row else "" for row in rows.values())
    assert "Weghalen" in shown
    assert "Weghalen" not in known
    assert "met voorstellen in beeld" in known
    assert " hidden" in gone.split(">")[0]
    assert " hidden" not in shown.split(">")[0]


def test_turns_around_those_of_the_sample_are_only_to_read(study: ReviewedStudy) -> None:
    study.store.draw_sample("Anna", 1, 0.2, [("stad1", 2)])
    decide(study, 4, "Anna", is_blind=True)
    turns = blind_turns(study, "Anna", "stad1")
    assert [(turn.turn_no, turn.state) for turn in turns] == [
        (1, "context"),
        (2, "todo"),
        (3, "context"),
        (4, "context"),
    ]
    assert not any(turn.decisions for turn in turns)
    study.store.draw_sample("Anna", 1, 0.2, [("stad1", 6)])
    turns = blind_turns(study, "Anna", "stad1")
    assert [turn.turn_no for turn in turns] == [4, 5, 6, 7]
    assert [turn.is_after_gap for turn in turns] == [True, False, False, False]


def test_a_turn_is_to_do_blind_or_already_seen(study: ReviewedStudy) -> None:
    study.store.draw_sample("Anna", 1, 1.0, ALL_TURNS)
    study.store.judge_turns("dorp1", [2], "Anna", is_blind=True)
    study.store.judge_turns("dorp1", [4], "Anna", is_blind=False)
    states = {turn.turn_no: turn.state for turn in blind_turns(study, "Anna", "dorp1")}
    assert states == {1: "context", 2: "blind", 3: "context", 4: "seen", 5: "context", 6: "todo"}


@pytest.mark.parametrize("interview_id", ["stad1", "nergens"])
def test_there_is_no_blind_page_without_turns_in_the_sample(
    client: TestClient, study: ReviewedStudy, interview_id: str
) -> None:
    study.store.draw_sample("Anna", 1, 0.2, [("dorp1", 2)])
    assert client.get(f"/dubbel/coderen/{interview_id}").status_code == 404
    assert client.get("/dubbel/coderen/dorp1").status_code == 200


def test_what_was_said_is_escaped(client: TestClient, app: FastAPI, study: ReviewedStudy) -> None:
    hostile = "<script>x()</script>\u202e"
    turns = study.turns.assign(text=[hostile + text[len(hostile) :] for text in study.turns["text"]])
    app.state.study = replace(study, turns=turns)
    study.store.draw_sample("Anna", 1, 1.0, ALL_TURNS)
    start, _ = _span(study, 2)
    passage = app.state.study.passage("dorp1", 2, start, start + 22)
    study.store.decide(passage, "netwerk.korte_lijnen", "accept", "Bert", reason="<script>y()</script>")
    for coder in ("Anna", "Bert"):
        study.store.judge_turns("dorp1", [2], coder, is_blind=True)
    for address in ("/dubbel/coderen/dorp1", "/dubbel/vergelijken?a=Anna&b=Bert"):
        html = client.get(address).text
        assert "<script>x" not in html
        assert "&lt;script&gt;x()" in html
        assert 'data-sign="U+202E"' in html


def test_pairs_are_of_turns_that_both_judged(client: TestClient, study: ReviewedStudy) -> None:
    study.store.judge_turns("dorp1", [2, 4], "Anna", is_blind=True)
    study.store.judge_turns("stad1", [2], "Bert", is_blind=True)
    assert pairs(study) == []
    study.store.judge_turns("dorp1", [2, 4], "Bert", is_blind=False)
    study.store.judge_turns("stad1", [2], "Anna", is_blind=True)
    (pair,) = pairs(study)
    assert pair.units == (("dorp1", 2), ("dorp1", 4), ("stad1", 2))
    assert pair.n_blind == 1
    decide(study, 0, "Anna")
    page = text_of(client.get("/dubbel").text)
    assert "Anna en Bert 3 1 0" in page


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("", "", ""),
        ("Anna", "Bert", ""),
        ("Anna", "Anna", "twee keer dezelfde"),
        ("Anna", "Piet", "staat niet in"),
        ("Anna", "", "staat niet in"),
    ],
)
def test_a_choice_of_coders_is_checked(client: TestClient, study: ReviewedStudy, a: str, b: str, said: str) -> None:
    assert said in mistake_in(study, a, b)
    assert bool(mistake_in(study, a, b)) == bool(said)
    for address in ("/dubbel/vergelijken", "/overeenstemming"):
        page = client.get(address, params={"a": a, "b": b})
        assert page.status_code == (404 if said else 200)
        assert said in page.text


def test_differences_have_both_sides(study: ReviewedStudy) -> None:
    for coder in ("Anna", "Bert"):
        study.store.judge_turns("dorp1", [2, 4, 6], coder, is_blind=True)
        decide(study, 2, coder)
    decide(study, 0, "Anna")
    decide(study, 1, "Bert", code_id="context.aanbod")
    decide(study, 0, "Bert", "reject")
    first, second = disputed_turns(study, pair_of(study, "Anna", "Bert"))
    assert [(turn.turn_no, [side.coder for side in turn.sides]) for turn in (first, second)] == [
        (2, ["Anna", "Bert"]),
        (4, ["Anna", "Bert"]),
    ]
    anna, bert = first.sides
    assert [code.code_id for code in anna.codes] == ["netwerk.korte_lijnen"]
    assert bert.codes == ()
    assert [piece.text for piece in anna.pieces if "marked" in piece.classes] == ["we hebben echt korte lijnen"]
    assert not any("marked" in piece.classes for piece in bert.pieces)
    (issue,) = first.issues
    assert (issue.given_by, issue.other, issue.quotes, issue.settled) == (
        "Anna",
        "Bert",
        ("we hebben echt korte lijnen",),
        None,
    )


def test_a_settled_difference_is_about_the_place_where_it_was_settled(study: ReviewedStudy) -> None:
    for coder in ("Anna", "Bert"):
        study.store.judge_turns("dorp1", [2], coder, is_blind=True)
    decide(study, 0, "Anna")
    whole = study.passage("dorp1", 2, *_span(study, 2))
    settled = study.store.decide(
        whole, "netwerk.korte_lijnen", "reject", "consensus", reason="Het is te algemeen.", source="consensus"
    )
    ((turn),) = disputed_turns(study, pair_of(study, "Anna", "Bert"))
    assert turn.issues[0].settled == settled
    assert turn.issues[0].passage == whole


def test_same_codes_are_no_differences(client: TestClient, study: ReviewedStudy) -> None:
    for coder in ("Anna", "Bert"):
        study.store.judge_turns("dorp1", [2], coder, is_blind=True)
        decide(study, 0, coder)
    page = text_of(client.get("/dubbel/vergelijken?a=Anna&b=Bert").text)
    assert "In de enige beurt die beiden beoordeelden is geen verschil" in page


def test_nothing_shared_is_said(client: TestClient) -> None:
    page = text_of(client.get("/dubbel/vergelijken?a=Anna&b=Bert").text)
    assert "Anna en Bert hebben nog geen beurt allebei beoordeeld" in page
