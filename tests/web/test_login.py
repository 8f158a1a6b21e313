"""Logging in and out."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser
from starlette.testclient import TestClient
from web_makers import Server, log_in, token

from pipeline.review.web.pages.login import safe_target
from pipeline.review.web.study import ReviewedStudy


def send(client: TestClient, **fields: str) -> tuple[int, str, str]:
    """Send the form, and return status, where it leads to, and the page."""
    answer = client.post("/aanmelden", data={"csrf": token(client)} | fields, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", ""), answer.text


@pytest.mark.parametrize("path", ["/", "/codeboek"])
def test_a_page_asks_to_log_in_first(visitor: TestClient, path: str) -> None:
    answer = visitor.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/aanmelden")


def test_a_known_coder_logs_in(visitor: TestClient, study: ReviewedStudy) -> None:
    assert send(visitor, naam="Bert")[:2] == (303, "/")
    assert '<span class="coder-name">Bert</span>' in visitor.get("/").text
    assert study.store.coders() == ["Anna", "Bert"]


def test_a_new_coder_becomes_known(visitor: TestClient, study: ReviewedStudy) -> None:
    assert send(visitor, naam="Anna", nieuw="  Kim de Wit ")[0] == 303
    assert study.store.coders() == ["Anna", "Bert", "Kim de Wit"]


def test_capitals_make_no_other_coder(visitor: TestClient, study: ReviewedStudy) -> None:
    assert send(visitor, nieuw="anna")[0] == 303
    assert study.store.coders() == ["Anna", "Bert"]
    assert '<span class="coder-name">Anna</span>' in visitor.get("/").text


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "Kies uw naam, of vul een nieuwe naam in."),
        (" ", "Kies uw naam, of vul een nieuwe naam in."),
        ("x" * 61, "Deze naam kan niet: een naam heeft 1 tot 60 gewone tekens"),
        ("a\x00b", "Deze naam kan niet: een naam heeft 1 tot 60 gewone tekens"),
        ("Consensus", "is de naam van wat codeurs samen besluiten"),
    ],
)
def test_a_name_that_cannot_be_is_refused(visitor: TestClient, study: ReviewedStudy, name: str, message: str) -> None:
    code, _, page = send(visitor, nieuw=name)
    assert code == 422
    assert message in page
    assert study.store.coders() == ["Anna", "Bert"]


def test_leads_to_where_one_wanted_to_go(visitor: TestClient) -> None:
    asked = visitor.get("/codeboek?zoek=geld").text
    assert 'name="terug" value="/codeboek?zoek=geld"' in asked
    assert send(visitor, naam="Anna", terug="/codeboek?zoek=geld")[1] == "/codeboek?zoek=geld"


@pytest.mark.parametrize(
    "target",
    [
        "//elders.nl",
        "https://elders.nl",
        "/\\elders.nl",
        "javascript:alert(1)",
        "",
        "/\t/elders.nl",
        "/aanmelden",
        "/api/x",
    ],
)
def test_leads_to_no_other_place(visitor: TestClient, target: str) -> None:
    assert safe_target(target) == "/"
    assert send(visitor, naam="Anna", terug=target)[1] == "/"


def test_logging_out(client: TestClient) -> None:
    page = client.post("/afmelden")
    assert "U bent afgemeld." in page.text
    assert "U bent afgemeld." not in client.get("/aanmelden").text
    assert client.get("/", follow_redirects=False).status_code == 303


def test_who_is_unknown_to_the_store_logs_in_anew(app: FastAPI, client: TestClient) -> None:
    log_in(client, "Kim")
    app.state.study.store.coders = lambda: ["Anna"]
    assert client.get("/", follow_redirects=False).status_code == 303


def test_logging_in_by_keyboard(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.get_by_role("radio", name="Bert").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/")
    assert page.locator(".coder-name").inner_text() == "Bert"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
