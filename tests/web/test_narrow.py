"""At 1280 and 390 pixels: nothing to scroll sideways, the panel beside or below, and no serious finding of axe-core."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from web_makers import CODER, Server, page_of

WIDTHS = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 390, "height": 844}}


@pytest.fixture
def narrow(browser: Browser, server: Server) -> Iterator[Page]:
    """The first interview on a telephone, its first code chosen by a tap."""
    with page_of(browser, server.url, viewport=WIDTHS["narrow"], has_touch=True) as made:
        made.goto("/interview/dorp1")
        made.locator(".chip").first.tap()
        yield made


def is_too_wide(page: Page) -> bool:
    """Say whether there is something to scroll sideways."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def serious(page: Page) -> list[str]:
    """Return what axe-core finds that is serious or critical."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


def test_a_verdict_with_a_thumb(narrow: Page, server: Server):
    assert not is_too_wide(narrow)
    narrow.get_by_role("button", name="Akkoord").tap()
    expect(narrow.locator(".chip").first).to_contain_text("✓ akkoord")
    expect(narrow.locator("#interview[data-saving]")).to_have_count(0)
    assert [one.verdict for one in server.study.store.decisions(coder=CODER)] == ["accept"]


def test_the_panel_never_covers_the_chosen_passage(narrow: Page):
    for _ in range(3):
        piece, panel = narrow.locator(".piece.chosen").first.bounding_box(), narrow.locator("#panel").bounding_box()
        assert piece is not None
        assert panel is not None
        assert piece["y"] >= 0
        assert piece["y"] + piece["height"] <= panel["y"]
        assert panel["height"] <= 844 * 0.41
        narrow.get_by_role("button", name="Volgende").tap()


def test_buttons_are_large_enough_for_a_thumb(narrow: Page):
    sizes = narrow.locator("#panel [data-action]:visible").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().toJSON())"
    )
    assert len(sizes) == 10
    assert all(size["height"] >= 44 and size["width"] >= 44 for size in sizes)


def test_long_words_and_names_stay_within(narrow: Page, server: Server):
    at = server.study.store.suggestions("dorp1")[0].passage
    server.study.store.decide(at, "netwerk.korte_lijnen", "accept", CODER, reason="a" * 300)
    narrow.reload()
    narrow.locator(".chip").first.tap()
    expect(narrow.locator("#memo-text")).to_have_text("a" * 300)
    assert not is_too_wide(narrow)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious(browser: Browser, server: Server, width: str, scheme: str):
    store = server.study.store
    for one, verdict in zip(store.suggestions("dorp1"), ("accept", "reject", "unsure"), strict=True):
        store.decide(one.passage, one.code_id, verdict, CODER, reason="nog vragen")
    open_one = server.study.passage(
        "dorp1", 6, store.suggestions("dorp1")[2].passage.start_char, store.suggestions("dorp1")[2].passage.end_char
    )
    store.decide(open_one, "context.aanbod", "accept", CODER)
    with page_of(browser, server.url, viewport=WIDTHS[width], color_scheme=scheme) as page:
        for address in ("/interview/dorp1", "/interview/stad1?wachtrij=1"):
            page.goto(address)
            assert not is_too_wide(page)
            assert serious(page) == []
            page.locator(".chip").last.click()
            assert serious(page) == []
        page.locator("[data-action=new]").click()
        assert serious(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert serious(page) == []
