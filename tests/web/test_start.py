"""The start page: progress per interview, the queue, coders, agreement so far."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from pipeline.review.web.pages.start import NOT_ESTIMABLE, _figure, pair_rows
from pipeline.review.web.study import ReviewedStudy


def text_of(html: str) -> str:
    """Return what a reader sees of a page, spaces made one."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def accept(study: ReviewedStudy, n: int, coder: str) -> None:
    """Let a coder accept the nth suggestion."""
    suggestion = study.store.suggestions()[n]
    study.store.decide(suggestion.passage, suggestion.code_id, "accept", coder)


def test_shows_each_interview_with_its_own_progress(client: TestClient, study: ReviewedStudy) -> None:
    accept(study, 0, "Anna")
    accept(study, 0, "Bert")
    accept(study, 3, "Bert")
    study.store.judge_turns("stad1", [2, 4, 6], "Anna", is_blind=False)
    study.store.judge_turns("dorp1", [2], "Anna", is_blind=False)
    page = text_of(client.get("/").text)
    assert "dorp1 Gemeente 1 basisschool 1 van 3 1 van 3 beurten klaar" in page
    assert "stad1 Gemeente 2 huisarts 0 van 2 ✓ beoordeeld" in page
    assert "wachten nog 4 voorstellen" in page


def test_links_to_every_interview_and_the_queue(client: TestClient) -> None:
    html = client.get("/").text
    assert 'href="/interview/dorp1"' in html
    assert 'href="/interview/stad1"' in html
    assert 'href="/wachtrij"' in html


def test_nothing_waits_when_all_is_decided(client: TestClient, study: ReviewedStudy) -> None:
    for n in range(5):
        accept(study, n, "Anna")
    page = text_of(client.get("/").text)
    assert "U hebt over elk voorstel iets besloten" in page
    assert "Verder met de wachtrij" not in page


def test_agreement_waits_for_turns_that_two_judged(client: TestClient, study: ReviewedStudy) -> None:
    study.store.judge_turns("dorp1", [2], "Anna", is_blind=True)
    study.store.judge_turns("dorp1", [4], "Bert", is_blind=True)
    page = text_of(client.get("/").text)
    assert "Nog niet te schatten: geen enkele beurt is door twee codeurs beoordeeld" in page


def test_agreement_of_two_coders(client: TestClient, study: ReviewedStudy) -> None:
    for coder in ("Anna", "Bert"):
        accept(study, 0, coder)
        study.store.judge_turns("dorp1", [2, 4, 6], coder, is_blind=True)
    page = text_of(client.get("/").text)
    assert "Anna en Bert 3 1,00 1,00" in page


def test_agreement_without_any_code_is_not_estimated(study: ReviewedStudy) -> None:
    for coder in ("Anna", "Bert"):
        study.store.judge_turns("dorp1", [2, 4, 6], coder, is_blind=True)
    (pair,) = pair_rows(study, [], {"Anna": {("dorp1", 2)}, "Bert": {("dorp1", 2)}})
    assert (pair.kappa, pair.alpha) == (NOT_ESTIMABLE, NOT_ESTIMABLE)


def test_names_decisions_that_lost_their_place(client: TestClient, study: ReviewedStudy) -> None:
    assert "/los" not in client.get("/").text
    suggestion = study.store.suggestions()[0]
    study.store.decide(suggestion.passage, "een.oude_code", "accept", "Bert")
    html = client.get("/").text
    assert "Eén besluit past niet meer" in html
    assert 'href="/los"' in html


def test_names_the_model(client: TestClient) -> None:
    assert "Voorstellen van model model-0000." in client.get("/").text


@pytest.mark.parametrize(("value", "written"), [(0.0, "0,00"), (-0.25, "-0,25"), (math.nan, NOT_ESTIMABLE)])
def test_figures(value: float, written: str) -> None:
    assert _figure(value) == written


@pytest.mark.parametrize("width", [1280, 390])
def test_fits_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.reload()
    assert page.locator("h1").inner_text() == "Proefstudie"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
