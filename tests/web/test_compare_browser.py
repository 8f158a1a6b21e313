"""Comparing two coders in a real browser, and settling what they differ about."""

from __future__ import annotations

import pytest
from acts import decide, fits, judge, serious_findings
from playwright.sync_api import Locator, Page, expect

from pipeline.review.model import CONSENSUS, Decision
from pipeline.review.web.study import ReviewedStudy

ADDRESS = "/dubbel/vergelijken?a=Anna&b=Bert"
WHY = "Hij zegt het letterlijk <b>zo</b>."


def settled(study: ReviewedStudy) -> list[Decision]:
    """Return what stands in the name of both."""
    return study.store.decisions(coder=CONSENSUS)


def settle(issue: Locator, choice: str, reason: str) -> None:
    """Fill in the form of a difference and send it."""
    issue.get_by_label(choice, exact=True).check()
    issue.get_by_label("Waarom?").fill(reason)
    issue.get_by_role("button", name="Vaststellen").click()


@pytest.fixture
def compared(page: Page, study: ReviewedStudy) -> Page:
    """The page on which Anna and Bert differ twice: about turn 2 of one interview and turn 6 of the other."""
    for coder in ("Anna", "Bert"):
        judge(study, coder)
        decide(study, 2, coder, is_blind=True)
    decide(study, 0, "Anna", is_blind=True)
    decide(study, 4, "Bert", is_blind=True)
    page.goto(ADDRESS)
    return page


def test_differences_stand_side_by_side(compared: Page) -> None:
    expect(compared.locator(".issue")).to_have_count(2)
    first = compared.locator(".disputed").first
    anna, bert = first.locator(".side").all()
    expect(anna.locator(".said")).to_contain_text("we hebben echt korte lijnen")
    expect(bert.locator(".said")).to_contain_text("we hebben echt korte lijnen")
    expect(anna.locator(".piece.bevorderend")).to_have_text("we hebben echt korte lijnen")
    expect(bert.locator(".piece.marked")).to_have_count(0)
    expect(first.locator(".issue")).to_contain_text("Anna geeft deze code, Bert niet.")
    left, right = anna.bounding_box(), bert.bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 2


def test_a_difference_is_settled_with_a_reason_and_can_be_changed(compared: Page, study: ReviewedStudy) -> None:
    first, second = compared.locator(".issue").all()
    settle(first, "Code geven", WHY)
    expect(first.locator(".settled")).to_contain_text("Vastgesteld: geven")
    expect(first.locator(".settled-why")).to_have_text(WHY)
    expect(compared.locator("#progress-text")).to_have_text("1 van 2 verschillen vastgesteld")
    expect(second).to_be_focused()
    (one,) = settled(study)
    assert (one.verdict, one.reason, one.source) == ("accept", WHY, "consensus")
    assert (one.code_id, one.passage.quote) == ("netwerk.korte_lijnen", "we hebben echt korte lijnen")
    compared.reload()
    expect(compared.locator(".settled-why").first).to_have_text(WHY)
    first = compared.locator(".issue").first
    first.get_by_role("button", name="Wijzigen").click()
    expect(first.get_by_label("Code geven", exact=True)).to_be_checked()
    settle(first, "Code niet geven", "Bij nader inzien te algemeen.")
    expect(first.locator(".settled")).to_contain_text("Vastgesteld: niet geven")
    (one,) = settled(study)
    assert (one.verdict, one.reason) == ("reject", "Bij nader inzien te algemeen.")
    # What the coders themselves decided still stands.
    assert len(study.store.decisions(coder="Anna")) == 2


def test_an_empty_reason_or_no_choice_is_refused(compared: Page, study: ReviewedStudy) -> None:
    first = compared.locator(".issue").first
    first.get_by_role("button", name="Vaststellen").click()
    expect(first.get_by_role("alert")).to_contain_text("Kies eerst of de code geldt")
    expect(first.get_by_label("Code geven", exact=True)).to_be_focused()
    settle(first, "Code geven", "   ")
    expect(first.get_by_role("alert")).to_contain_text("zonder reden wordt het niet bewaard")
    expect(first.get_by_label("Waarom?")).to_be_focused()
    assert settled(study) == []
    assert serious_findings(compared) == []
    settle(first, "Code geven", "Daarom.")
    expect(first.get_by_role("alert")).to_be_hidden()
    assert len(settled(study)) == 1


def test_what_another_tab_settled_is_shown(compared: Page, study: ReviewedStudy) -> None:
    passage = study.store.suggestions()[0].passage
    study.store.decide(
        passage, "netwerk.korte_lijnen", "reject", CONSENSUS, reason="Elders besloten.", source="consensus"
    )
    first = compared.locator(".issue").first
    settle(first, "Code geven", "Daarom.")
    expect(first.locator(".settled")).to_contain_text("Vastgesteld: niet geven")
    expect(first.locator(".settled-why")).to_have_text("Elders besloten.")
    expect(compared.get_by_role("status").first).to_contain_text("intussen veranderd")
    assert [one.reason for one in settled(study)] == ["Elders besloten."]


def test_what_the_server_refuses_is_said_and_kept_in_the_form(compared: Page, study: ReviewedStudy) -> None:
    compared.route("**/api/*", lambda route: route.abort())
    first = compared.locator(".issue").first
    settle(first, "Code geven", "Daarom.")
    expect(first.get_by_role("alert")).to_contain_text("niet te bereiken")
    expect(first.get_by_label("Waarom?")).to_have_value("Daarom.")
    expect(first.get_by_role("button", name="Vaststellen")).to_be_enabled()
    assert settled(study) == []


def test_by_keyboard_alone(compared: Page, study: ReviewedStudy) -> None:
    compared.keyboard.press("j")
    compared.keyboard.press("j")
    expect(compared.locator(".issue").nth(1)).to_be_focused()
    compared.keyboard.press("k")
    expect(compared.locator(".issue").first).to_be_focused()
    compared.keyboard.press("Tab")  # what the codebook says
    compared.keyboard.press("Tab")
    compared.keyboard.press("Space")
    compared.keyboard.press("ArrowRight")
    compared.keyboard.press("Tab")
    compared.keyboard.type("jk is hier tekst")
    compared.keyboard.press("Tab")
    compared.keyboard.press("Enter")
    expect(compared.locator(".issue").first.locator(".settled")).to_be_visible()
    expect(compared.locator(".issue").first.locator(".settled")).to_contain_text("niet geven")
    (one,) = settled(study)
    assert (one.verdict, one.reason) == ("reject", "jk is hier tekst")


def test_two_coders_are_chosen(page: Page, study: ReviewedStudy) -> None:
    page.goto("/dubbel/vergelijken")
    expect(page.get_by_label("Tweede codeur")).to_have_value("Bert")
    page.get_by_role("button", name="Bekijken").click()
    expect(page.get_by_text("Anna en Bert hebben nog geen beurt allebei beoordeeld")).to_be_visible()
    page.get_by_label("Tweede codeur").select_option("Anna")
    page.get_by_role("button", name="Bekijken").click()
    expect(page.get_by_role("alert")).to_contain_text("twee keer dezelfde codeur")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_can_be_used_by_anybody(compared: Page, width: int, scheme: str) -> None:
    compared.set_viewport_size({"width": width, "height": 844})
    compared.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    first = compared.locator(".issue").first
    first.get_by_text("Wat het codeboek zegt").click()
    settle(first, "Code geven", WHY)
    expect(first.locator(".settled")).to_be_visible()
    assert fits(compared)
    assert serious_findings(compared) == []
