"""Decisions that lost their place or their code."""

from __future__ import annotations

from dataclasses import replace

import pytest
from acts import decide, fits, serious_findings, text_of
from fastapi import FastAPI
from playwright.sync_api import Page
from starlette.testclient import TestClient

from pipeline.review.model import Passage
from pipeline.review.web.pages.loose import loose_decisions
from pipeline.review.web.study import ReviewedStudy


def edited(study: ReviewedStudy) -> ReviewedStudy:
    """Return the study after somebody rewrote the words of the first suggestion."""
    return replace(study, turns=study.turns.assign(text=study.turns["text"].str.replace("echt korte", "best lange")))


def test_nothing_loose_is_said(client: TestClient, study: ReviewedStudy) -> None:
    decide(study, 0, "Anna")
    page = text_of(client.get("/los").text)
    assert "Elk besluit staat op zijn plaats" in page
    assert "Plaats zoeken" not in page


def test_a_lost_passage_can_be_placed_by_hand(client: TestClient, app: FastAPI, study: ReviewedStudy) -> None:
    lost = decide(study, 0, "Bert")
    decide(study, 2, "Anna")
    app.state.study = edited(study)
    html = client.get("/los").text
    assert f'href="/interview/dorp1?plaats={lost.decision_id}"' in html
    page = text_of(html)
    assert "Passage niet teruggevonden (1)" in page
    assert "we hebben echt korte lijnen" in page
    assert "Bert: akkoord · dorp1, beurt 2" in page
    assert study.codebook.by_id["netwerk.korte_lijnen"].naam in page
    start = int(study.turns.iloc[1]["start_char"])
    place = {"decision_id": lost.decision_id, "interview_id": "dorp1", "turn_no": 2}
    moved = client.post("/api/plaatsen", json=place | {"start_char": start, "end_char": start + 30})
    assert moved.status_code == 200
    assert "Elk besluit staat op zijn plaats" in client.get("/los").text


def test_a_lost_code_or_interview_cannot_be_placed(client: TestClient, study: ReviewedStudy) -> None:
    decide(study, 0, "Anna", code_id="een.oude_code")
    study.store.decide(Passage("weg", 2, 5, 9, "Toen"), "netwerk.korte_lijnen", "accept", "Bert")
    page = text_of(client.get("/los").text)
    assert "Code of interview weg (2)" in page
    assert "Deze code staat niet meer in het codeboek" in page
    assert "Dit interview staat niet meer in de studie" in page
    assert "Plaats zoeken" not in page


def test_what_others_lost_stays_hidden_where_the_coder_still_codes_blind(study: ReviewedStudy) -> None:
    now = edited(study)
    decide(study, 0, "Bert")
    own = decide(study, 0, "Anna")
    assert {one.decision.coder for one in loose_decisions(now, "Anna")} == {"Anna", "Bert"}
    study.store.draw_sample("Anna", 1, 1.0, [("dorp1", 2)])
    assert [one.decision for one in loose_decisions(now, "Anna")] == [own]
    assert {one.decision.coder for one in loose_decisions(now, "Bert")} == {"Anna", "Bert"}
    study.store.judge_turns("dorp1", [2], "Anna", is_blind=True)
    assert {one.decision.coder for one in loose_decisions(now, "Anna")} == {"Anna", "Bert"}


def test_words_and_reasons_are_escaped(client: TestClient, study: ReviewedStudy) -> None:
    passage = Passage("weg", 2, 5, 40, "<script>x()</script>\u202e")
    study.store.decide(passage, "<i>code</i>", "accept", "Bert", reason="<b>omdat</b>")
    html = client.get("/los").text
    for tag in ("<script>x", "<i>", "<b>"):
        assert tag not in html
    assert "&lt;script&gt;" in html
    assert 'data-sign="U+202E"' in html


@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_and_can_be_read_by_anybody(page: Page, app: FastAPI, study: ReviewedStudy, width: int) -> None:
    decide(study, 0, "Bert")
    decide(study, 1, "Anna", code_id="een.oude_code")
    app.state.study = edited(study)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/los")
    assert page.get_by_role("link", name="Plaats zoeken").is_visible()
    assert fits(page)
    assert serious_findings(page) == []
