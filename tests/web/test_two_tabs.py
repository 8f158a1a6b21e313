"""Two tabs of one coder: who decides on what has changed meanwhile is shown what stands now, and nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from web_makers import CODER, Server

from pipeline.review import Decision


@pytest.fixture
def tabs(page: Page) -> tuple[Page, Page]:
    """Two tabs with the same interview."""
    second = page.context.new_page()
    second.set_default_timeout(30_000)
    for tab in (page, second):
        tab.goto("/interview/dorp1")
    return page, second


def chip(tab: Page) -> Locator:
    """Return the chip that both tabs decide on."""
    return tab.locator(".chip", has_text="Korte lijnen")


def decide(tab: Page, key: str) -> None:
    """Choose the chip, press a key and wait until the server has answered."""
    chip(tab).click()
    tab.keyboard.press(key)
    expect(tab.locator("#interview[data-saving]")).to_have_count(0)


def history(server: Server) -> list[Decision]:
    """Return all that was ever decided about the chip, the latest last."""
    one = next(one for one in server.study.store.suggestions("dorp1") if one.code_id == "netwerk.korte_lijnen")
    return server.study.store.history("dorp1", one.passage.start_char, one.passage.end_char, one.code_id)


def test_the_later_tab_is_shown_what_changed(tabs: tuple[Page, Page], server: Server):
    first, second = tabs
    decide(first, "a")
    decide(second, "r")
    expect(second.get_by_role("status").first).to_contain_text("Dit is intussen veranderd")
    expect(chip(second)).to_contain_text("✓ akkoord")
    expect(chip(second)).to_have_attribute("aria-current", "true")
    assert [(one.verdict, one.superseded_at) for one in history(server)] == [("accept", "")]


def test_who_has_seen_it_can_decide_again(tabs: tuple[Page, Page], server: Server):
    first, second = tabs
    decide(first, "a")
    decide(second, "r")
    expect(chip(second)).to_contain_text("✓ akkoord")
    decide(second, "r")
    expect(chip(second)).to_contain_text("✗ afgewezen")
    found = history(server)
    assert [one.verdict for one in found] == ["accept", "reject"]
    assert [bool(one.superseded_at) for one in found] == [True, False]
    assert {one.coder for one in found} == {CODER}


def test_a_memo_of_the_other_tab_is_shown(tabs: tuple[Page, Page], server: Server):
    first, second = tabs
    chip(first).click()
    first.keyboard.press("m")
    first.get_by_label("Wat wilt u hierbij onthouden").fill("alleen in het voorjaar")
    first.get_by_role("button", name="Bewaren").click()
    expect(first.locator("#interview[data-saving]")).to_have_count(0)
    decide(second, "a")
    expect(second.locator("#memo-text")).to_have_text("alleen in het voorjaar")
    decide(second, "a")
    assert [(one.verdict, one.reason) for one in history(server)] == [
        ("unsure", "alleen in het voorjaar"),
        ("accept", "alleen in het voorjaar"),
    ]


def test_what_was_taken_back_elsewhere_is_open_again(tabs: tuple[Page, Page], server: Server):
    first, second = tabs
    decide(first, "a")
    second.reload()
    expect(chip(second)).to_contain_text("✓ akkoord")
    first.keyboard.press("u")
    expect(chip(first)).to_contain_text("nog open")
    decide(second, "r")
    expect(chip(second)).to_contain_text("nog open")
    assert [bool(one.superseded_at) for one in history(server)] == [True]


def test_the_same_verdict_in_both_tabs_is_written_once(tabs: tuple[Page, Page], server: Server):
    first, second = tabs
    decide(first, "a")
    decide(second, "a")
    expect(chip(second)).to_contain_text("✓ akkoord")
    assert len(history(server)) == 1


def test_a_tab_that_is_looked_at_again_shows_what_stands(tabs: tuple[Page, Page]):
    first, second = tabs
    decide(first, "a")
    expect(chip(second)).to_contain_text("nog open")
    second.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(chip(second)).to_contain_text("✓ akkoord")
