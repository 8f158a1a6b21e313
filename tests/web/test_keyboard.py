"""By keyboard alone: every action has a key, keys are text where somebody types, dialogs give the focus back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from web_makers import CODER, Server

CHOSEN = ".chip[aria-current=true]"


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says something."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if words in (page.evaluate("() => document.activeElement.textContent") or ""):
            return
    pytest.fail(f"Tab never comes to {words!r}")


def saved(page: Page) -> None:
    """Wait until everything is on the server."""
    expect(page.locator("#interview[data-saving]")).to_have_count(0)


@pytest.fixture
def interview(page: Page) -> Page:
    """The page of the first interview, nothing chosen."""
    page.goto("/interview/dorp1")
    return page


def test_from_the_start_page_to_a_judged_interview(page: Page, server: Server):
    tab_to(page, "dorp1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/interview/dorp1")
    for key, name in (("j", "Korte lijnen"), ("a", "Moeizaam contact"), ("r", "Geld ontbreekt")):
        page.keyboard.press(key)
        expect(page.locator(CHOSEN)).to_contain_text(name)
    page.keyboard.press("t")
    expect(page.locator(CHOSEN)).to_contain_text("? twijfel")
    page.keyboard.press("n")
    page.keyboard.type("gezamenlijke ambitie")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#t6 .chip", has_text="Gezamenlijke ambitie")).to_contain_text("✓ akkoord")
    saved(page)
    page.evaluate("() => document.querySelector('.skip-link').focus()")
    tab_to(page, "Interview beoordeeld")
    page.keyboard.press("Enter")
    expect(page.get_by_text("✓ Beoordeeld")).to_be_visible()
    store = server.study.store
    assert {one.code_id: one.verdict for one in store.decisions(coder=CODER)} == {
        "netwerk.korte_lijnen": "accept",
        "netwerk.moeizaam_contact": "reject",
        "financiering.tekort": "unsure",
        "visie.gezamenlijke_ambitie": "accept",
    }
    assert [turn.turn_no for turn in store.judged(CODER)] == [2, 4, 6]


def test_j_and_k_go_through_the_chips_and_stop_at_the_ends(interview: Page):
    for key, name in (("j", "Korte"), ("j", "Moeizaam"), ("k", "Korte"), ("k", "Korte"), ("j", "Moeizaam")):
        interview.keyboard.press(key)
        expect(interview.locator(CHOSEN)).to_contain_text(name)
    for _ in range(3):
        interview.keyboard.press("j")
    expect(interview.locator(CHOSEN)).to_contain_text("Geld ontbreekt")
    assert interview.evaluate("() => document.activeElement === document.querySelector('.chip[aria-current=true]')")


def test_other_code_by_key_and_undo_twice(interview: Page, server: Server):
    for key in ("j", "e"):
        interview.keyboard.press(key)
    interview.keyboard.type("samen uitvoeren")
    interview.keyboard.press("Enter")
    expect(interview.locator(".chip", has_text="Samen uitvoeren")).to_contain_text("✓ akkoord")
    interview.keyboard.press("u")
    expect(interview.locator(".chip", has_text="Samen uitvoeren")).to_have_count(0)
    expect(interview.locator(".chip", has_text="Korte lijnen")).to_contain_text("✗ afgewezen")
    interview.keyboard.press("u")
    expect(interview.locator(".chip", has_text="Korte lijnen")).to_contain_text("nog open")
    assert server.study.store.decisions(coder=CODER) == []


def test_keys_pressed_fast_are_all_saved_in_order(interview: Page, server: Server):
    for key in "jakrkt":
        interview.keyboard.press(key)
    saved(interview)
    one = server.study.store.suggestions("dorp1")[0].passage
    found = server.study.store.history("dorp1", one.start_char, one.end_char, "netwerk.korte_lijnen")
    assert [decision.verdict for decision in found] == ["accept", "reject", "unsure"]
    assert [bool(decision.superseded_at) for decision in found] == [True, True, False]


def test_keys_are_text_while_typing(interview: Page, server: Server):
    interview.keyboard.press("j")
    interview.keyboard.press("m")
    interview.keyboard.type("aartjaneknu?")
    expect(interview.get_by_label("Wat wilt u hierbij onthouden")).to_have_value("aartjaneknu?")
    interview.keyboard.press("Escape")
    interview.locator("#lookup summary").first.focus()
    interview.keyboard.press("Enter")
    interview.locator("#lookup-words").focus()
    interview.keyboard.type("rat")
    assert server.study.store.decisions(coder=CODER) == []


@pytest.mark.parametrize("key", ["Control+a", "Alt+r", "Meta+a", "x", "A"])
def test_other_keys_decide_nothing(interview: Page, server: Server, key: str):
    interview.keyboard.press("j")
    interview.keyboard.press(key)
    saved(interview)
    assert server.study.store.decisions(coder=CODER) == []


def test_the_help_opens_closes_and_gives_the_focus_back(interview: Page):
    interview.keyboard.press("j")
    interview.keyboard.press("?")
    dialog = interview.get_by_role("dialog", name="Werken met het toetsenbord")
    expect(dialog).to_be_visible()
    assert dialog.locator("kbd").all_inner_texts() == list("jkartenmu?")
    interview.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert interview.evaluate("() => document.activeElement.classList.contains('chip')")


def test_the_focus_stays_in_a_dialog(interview: Page):
    interview.keyboard.press("j")
    interview.keyboard.press("e")
    for _ in range(60):
        interview.keyboard.press("Tab")
        inside = "() => document.activeElement === document.body || document.getElementById('codes').contains(document.activeElement)"
        assert interview.evaluate(inside)


def test_every_key_has_a_button(interview: Page):
    shown = interview.locator("#panel [data-action]")
    assert sorted(shown.evaluate_all("all => all.map(one => one.getAttribute('aria-keyshortcuts'))")) == sorted(
        "jkartenmu?"
    )


def test_without_a_chip_a_verdict_says_what_to_do(interview: Page, server: Server):
    interview.keyboard.press("a")
    expect(interview.get_by_role("status").first).to_contain_text("Kies eerst een code")
    assert server.study.store.decisions(coder=CODER) == []


def test_keys_can_be_switched_off(interview: Page, server: Server):
    interview.keyboard.press("?")
    interview.get_by_label("Sneltoetsen gebruiken").focus()
    interview.keyboard.press("Space")
    interview.keyboard.press("Escape")
    interview.reload()
    interview.keyboard.press("j")
    interview.keyboard.press("a")
    expect(interview.locator(CHOSEN)).to_have_count(0)
    interview.keyboard.press("?")
    expect(interview.get_by_label("Sneltoetsen gebruiken")).not_to_be_checked()
    assert server.study.store.decisions(coder=CODER) == []


def test_j_in_the_queue_goes_to_the_next_suggestion(page: Page):
    page.goto("/wachtrij")
    expect(page.locator(CHOSEN)).to_contain_text("Moeizaam contact")
    here = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != here)
    expect(page.locator(CHOSEN)).to_contain_text("waarschijnlijk")
