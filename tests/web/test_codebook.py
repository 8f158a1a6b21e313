"""The page of the codebook, and searching in it."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from starlette.testclient import TestClient

from pipeline.codebook import Codebook
from pipeline.review.web.pages.codebook import N_EXAMPLES, few_examples, naming


def shown(page: Page) -> list[str]:
    """Return the ids of the codes that can be seen."""
    ids: list[str] = page.eval_on_selector_all(
        ".code", "found => found.filter(e => e.checkVisibility()).map(e => e.id)"
    )
    return ids


def test_shows_every_code_once(client: TestClient, codebook: Codebook) -> None:
    html = client.get("/codeboek").text
    for code_id in codebook.code_ids:
        assert html.count(f'id="{code_id}"') == 1
    for theme in codebook.themes:
        assert f'id="theme-{theme.id}"' in html
    assert html.count("Voorbeelden</summary>") == len(codebook.codes)


def test_examples_are_by_several_writers(codebook: Codebook) -> None:
    code = codebook.by_id["netwerk.korte_lijnen"]
    found = few_examples(code)
    assert len(found) == len(set(found)) == N_EXAMPLES
    writers = {text: hand for hand, text in code.examples}
    assert len({writers[text] for text in found}) == min(N_EXAMPLES, len(code.voorbeelden))


def test_codes_are_called_by_their_names(client: TestClient, codebook: Codebook) -> None:
    parts = naming(codebook)
    name = codebook.by_id["netwerk.korte_lijnen"].naam
    assert parts("Zie netwerk.korte_lijnen.") == [("Zie ", ""), (name, "netwerk.korte_lijnen"), (".", "")]
    assert parts("netwerk.korte_lijnen_x of xnetwerk.korte_lijnen") == [
        ("netwerk.korte_lijnen_x of xnetwerk.korte_lijnen", "")
    ]
    text = re.sub(r"<[^>]+>", " ", client.get("/codeboek").text)
    assert not [code_id for code_id in codebook.code_ids if re.search(rf"\b{re.escape(code_id)}\b", text)]


def test_what_does_not_belong_to_a_code_is_not_searched(page: Page, codebook: Codebook) -> None:
    page.goto("/codeboek")
    words = max(codebook.by_id["netwerk.korte_lijnen"].niet, key=len).split(":")[0]
    page.get_by_role("searchbox").fill(words)
    assert "netwerk.korte_lijnen" not in shown(page)


def test_a_link_to_a_hidden_code_shows_it(page: Page) -> None:
    page.goto("/codeboek")
    code = page.locator(".code").first
    link = code.locator("li a").first
    target = link.get_attribute("href")
    page.get_by_role("searchbox").fill(code.locator("p").first.inner_text())
    assert page.locator(f'[id="{target[1:]}"]').is_hidden()
    link.click()
    assert page.locator(f'[id="{target[1:]}"]').is_visible()
    assert page.get_by_role("searchbox").input_value() == ""


def test_search_narrows_the_list(page: Page, codebook: Codebook) -> None:
    page.goto("/codeboek")
    assert shown(page) == codebook.code_ids
    field = page.get_by_role("searchbox")
    field.fill("KORTE lijnen")
    found = shown(page)
    assert "netwerk.korte_lijnen" in found
    assert 0 < len(found) < len(codebook.code_ids)
    assert page.locator("#n-found").inner_text().startswith(str(len(found)))
    field.fill("financiën geld")
    assert all("geld" in page.locator(f'[id="{one}"]').text_content().lower() for one in shown(page))
    field.fill("xqzw")
    assert shown(page) == []
    assert page.get_by_text("Geen code gevonden").is_visible()
    assert page.locator(".theme:visible").count() == 0
    field.fill("")
    assert shown(page) == codebook.code_ids


def test_search_by_keyboard(page: Page) -> None:
    page.goto("/codeboek")
    page.keyboard.press("/")
    page.keyboard.type("tijd")
    assert page.get_by_role("searchbox").input_value() == "tijd"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/", "/codeboek", "/aanmelden", "/bestaat-niet"])
def test_is_accessible_and_fits(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(path)
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
