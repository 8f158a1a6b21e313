"""What keeps the page safe: tokens, headers, escaping, hosts, sizes, passwords, and crashes that tell nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser
from starlette.testclient import TestClient
from web_makers import ADDRESS, SECRET, log_in, make_turns, page_of, serving

from pipeline.review.web.app import create_app
from pipeline.review.web.security import (
    LARGEST_REQUEST,
    N_TRIES,
    WAIT_S,
    Throttle,
    cookie_name,
    hash_password,
    is_password,
)
from pipeline.review.web.study import ReviewedStudy
from pipeline.review.web.templating import said

WEB = Path(__file__).parents[2] / "pipeline" / "review" / "web"
PAGES = ("/", "/codeboek", "/aanmelden", "/bestaat-niet", "/static/review.css", "/api/interview/dorp1")
NASTY = "<script>document.title = 'overgenomen'</script> \u202eediez \"ja\" & 'nee' <img src=x onerror=alert(1)>"


def verdict(study: ReviewedStudy) -> dict[str, object]:
    """Return what a page sends to accept the first suggestion."""
    one = study.store.suggestions()[0]
    at = one.passage
    place = {"interview_id": at.interview_id, "turn_no": at.turn_no, "start_char": at.start_char}
    return place | {"end_char": at.end_char, "code_id": one.code_id, "verdict": "accept", "reason": "", "expected": ""}


# --- tokens


@pytest.mark.parametrize("given", [None, "", "verkeerd", "é"])
def test_nothing_is_written_without_the_token(client: TestClient, study: ReviewedStudy, given: str | None) -> None:
    del client.headers["X-CSRF-Token"]
    headers = {} if given is None else {"X-CSRF-Token": given.encode()}
    answer = client.post("/api/besluit", json=verdict(study), headers=headers)
    assert answer.status_code == 403
    assert answer.json()["message"].startswith("Deze pagina is verlopen")
    assert study.store.decisions() == []


def test_the_token_of_another_session_is_refused(client: TestClient, app: FastAPI, study: ReviewedStudy) -> None:
    with TestClient(app, base_url=ADDRESS) as other:
        foreign = log_in(other, "Bert")
    answer = client.post("/api/besluit", json=verdict(study), headers={"X-CSRF-Token": foreign})
    assert answer.status_code == 403
    assert study.store.decisions() == []


@pytest.mark.parametrize("fields", [{"nieuw": "Kim"}, {"nieuw": "Kim", "csrf": ""}, {"nieuw": "Kim", "csrf": "x"}])
def test_a_form_without_the_token_is_refused(visitor: TestClient, study: ReviewedStudy, fields: dict[str, str]) -> None:
    visitor.get("/aanmelden")
    answer = visitor.post("/aanmelden", data=fields)
    assert answer.status_code == 403
    assert "laad haar opnieuw" in answer.text
    assert "Kim" not in study.store.coders()


def test_every_route_that_writes_asks_for_the_token(client: TestClient, app: FastAPI) -> None:
    del client.headers["X-CSRF-Token"]
    writing = {
        path: method.upper()
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if method not in ("get", "head")
    }
    assert {"/aanmelden", "/afmelden", "/api/besluit", "/api/consensus"} <= writing.keys()
    for path, method in writing.items():
        assert client.request(method, path).status_code == 403, path


def test_logging_in_begins_a_fresh_session(visitor: TestClient) -> None:
    first = log_in(visitor, "Anna")
    assert log_in(visitor, "Bert") != first


# --- headers


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: TestClient) -> None:
    cookie = visitor.get("/aanmelden").headers["set-cookie"].lower()
    assert cookie.startswith(cookie_name(SECRET))
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert f"max-age={12 * 3600}" in cookie


def test_a_forged_session_is_nobody(app: FastAPI, client: TestClient) -> None:
    with TestClient(app, base_url=ADDRESS, cookies={cookie_name(SECRET): "eyJjb2RlciI6ICJBbm5hIn0=.x.y"}) as forger:
        assert forger.get("/", follow_redirects=False).headers["location"] == "/aanmelden"
        assert forger.get("/api/interview/dorp1").status_code == 401


def test_no_template_holds_a_script_or_style() -> None:
    templates = sorted((WEB / "templates").glob("*.j2"))
    assert len(templates) >= 5
    for template in templates:
        whole = template.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|\bMarkup\b", whole), template.name
        html = re.sub(r"\{[{%#].*?[}%#]\}", "", whole, flags=re.DOTALL)
        assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", html), template.name
        assert not re.search(r"<script(?![^>]*\ssrc=)", html), template.name
        assert not re.search(r"""(src|href)=["'](https?:)?//""", html), template.name


def test_no_script_makes_html_of_text() -> None:
    scripts = sorted((WEB / "static").glob("*.js"))
    assert len(scripts) >= 2
    for script in scripts:
        code = script.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|https?://", code), (
            script.name
        )


# --- what somebody said


def test_said_keeps_every_sign_in_its_place() -> None:
    text = "a\u202eb <i>\u200bc\r\nd 👩\u200d👧"
    html = str(said(text))
    assert "<i>" not in html
    assert 'data-sign="U+202E"' in html
    assert 'data-sign="U+200B"' in html
    without = re.sub(r"</?span[^>]*>", "", html)
    assert re.sub(r"&#(\d+);", lambda m: chr(int(m[1])), without).replace("&lt;", "<").replace("&gt;", ">") == text
    assert "U+200D" not in html


@pytest.fixture
def nasty(study: ReviewedStudy) -> ReviewedStudy:
    """A study in which everything that comes from files tries to be more than text."""
    turns = make_turns("dorp1", NASTY, NASTY, ("I: Hoe gaat het?", f"R: {NASTY}"))
    turns["interview_id"] = "dorp<1>"
    return replace(study, turns=turns, title=NASTY, labels={})


def test_markup_in_files_is_text_on_the_page(nasty: ReviewedStudy) -> None:
    with TestClient(create_app(nasty, SECRET), base_url=ADDRESS) as client:
        log_in(client, '<b onclick="x">Kim</b>')
        html = client.get("/").text
    assert "<script>document" not in html
    assert "<img src=x" not in html
    assert "<b onclick" not in html
    assert "&lt;script&gt;document.title" in html
    assert 'data-sign="U+202E"' in html
    assert 'href="/interview/dorp%3C1%3E"' in html


def test_markup_in_a_transcript_is_never_executed(nasty: ReviewedStudy, browser: Browser) -> None:
    app = create_app(nasty, SECRET)
    shown = next((r.path for r in app.routes if getattr(r, "path", "").startswith("/interview/")), "/")
    with serving(app) as url, page_of(browser, url) as page:
        page.goto(shown.replace("{interview_id}", "dorp%3C1%3E"))
        assert "overgenomen" not in page.title()
        assert page.locator("main img").count() == 0
        assert page.locator("main script").count() == 0
        assert NASTY in page.locator("main").text_content()
        turned = page.locator("main .hidden-sign").first
        assert turned.evaluate("e => getComputedStyle(e, '::before').content") == '"U+202E"'
        assert turned.evaluate("e => getComputedStyle(e).unicodeBidi") == "isolate"


# --- hosts and sizes


@pytest.mark.parametrize("host", ["elders.nl", "127.0.0.1.elders.nl", "", "[::1", "127.0.0.2:8000"])
def test_a_foreign_host_is_refused(visitor: TestClient, host: str) -> None:
    answer = visitor.get("/aanmelden", headers={"Host": host})
    assert answer.status_code == 400
    assert "open het adres dat" in answer.text
    assert "naam" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost", "LOCALHOST:80"])
def test_the_own_host_is_served(visitor: TestClient, host: str) -> None:
    assert visitor.get("/aanmelden", headers={"Host": host}).status_code == 200


def test_too_large_a_request_is_refused(client: TestClient, study: ReviewedStudy) -> None:
    body = verdict(study) | {"reason": "x" * LARGEST_REQUEST}
    answer = client.post("/api/besluit", json=body)
    assert answer.status_code == 413
    assert answer.json()["message"].startswith("Dit is te veel tekst (meer dan 64 KB)")
    assert study.store.decisions() == []


def test_too_large_a_request_without_a_length_is_refused(client: TestClient) -> None:
    sent = []

    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            sent.append(1)
            yield b"x" * 4096

    assert client.post("/api/besluit", content=chunks()).status_code == 413


@pytest.mark.parametrize("length", ["-1", "veel", str(10**12)])
def test_a_strange_length_is_refused(client: TestClient, length: str) -> None:
    assert client.post("/api/besluit", content=b"{}", headers={"Content-Length": length}).status_code == 413


# --- passwords


@pytest.fixture
def guarded(study: ReviewedStudy) -> Iterator[TestClient]:
    """A client of a study on a network: Anna has a password, Bert does not."""
    study.store.set_password("Anna", hash_password("goed geheim"))
    with TestClient(create_app(replace(study, needs_password=True), SECRET), base_url=ADDRESS) as client:
        yield client


def try_password(client: TestClient, password: str, name: str = "Anna") -> tuple[int, str]:
    """Try to log in, and return what comes of it."""
    html = client.get("/aanmelden").text
    token = html.split('<meta name="csrf" content="')[1].split('"')[0]
    fields = {"naam": name, "wachtwoord": password, "csrf": token}
    answer = client.post("/aanmelden", data=fields, follow_redirects=False)
    return answer.status_code, answer.text


def test_the_right_password_logs_in(guarded: TestClient) -> None:
    assert try_password(guarded, "goed geheim")[0] == 303
    assert guarded.get("/", follow_redirects=False).status_code == 200


@pytest.mark.parametrize("password", ["", "goed", "Goed geheim", "goed geheim "])
def test_a_wrong_password_does_not(guarded: TestClient, password: str) -> None:
    code, html = try_password(guarded, password)
    assert code == 403
    assert "Dit wachtwoord klopt niet" in html
    assert guarded.get("/", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("name", ["Bert", "Nieuweling", "consensus"])
def test_who_has_no_password_is_told_how_to_get_one(guarded: TestClient, study: ReviewedStudy, name: str) -> None:
    code, html = try_password(guarded, "", name)
    assert code == 403
    assert "factorwijzer password NAAM" in html
    assert study.store.coders() == ["Anna", "Bert"]


def test_five_wrong_passwords_make_everybody_wait(guarded: TestClient) -> None:
    for _ in range(N_TRIES):
        assert try_password(guarded, "fout")[0] == 403
    code, html = try_password(guarded, "goed geheim")
    assert code == 429
    assert re.search(r"Wacht (30|29|2\d) seconden", html)


def test_after_the_wait_the_password_works_again() -> None:
    clock = [100.0]
    throttle = Throttle(lambda: clock[0])
    for _ in range(N_TRIES):
        assert throttle.try_once("Anna") == 0
    assert throttle.try_once("Anna") == WAIT_S + 1
    assert throttle.try_once("Bert") == 0
    clock[0] += WAIT_S
    assert throttle.try_once("Anna") == 0
    throttle.succeed("Anna")
    assert [throttle.try_once("Anna") for _ in range(N_TRIES)] == [0] * N_TRIES


def test_a_session_without_password_does_not_count_where_one_is_needed(client: TestClient, guarded: TestClient) -> None:
    guarded.cookies.update(client.cookies)
    assert client.get("/", follow_redirects=False).status_code == 200
    assert guarded.get("/", follow_redirects=False).headers["location"] == "/aanmelden"


def test_password_hashes() -> None:
    kept = hash_password("é🙂")
    assert kept.startswith("$argon2id$")
    assert is_password(kept, "é🙂")
    assert not is_password(kept, "e🙂")
    assert not is_password("geen hash", "é🙂")


# --- crashes


@pytest.mark.parametrize("path", ["/stuk", "/api/stuk"])
def test_a_crash_tells_nothing(app: FastAPI, caplog: pytest.LogCaptureFixture, path: str) -> None:
    @app.get(path)
    def broken() -> None:
        raise RuntimeError("moeder is al jaren ziek")

    with TestClient(app, base_url=ADDRESS) as client, caplog.at_level(logging.INFO):
        log_in(client)
        answer = client.get(path)
    assert answer.status_code == 500
    assert "Er ging iets mis in het programma" in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "RuntimeError in test_security.py, line" in caplog.text
    assert "moeder" not in answer.text + caplog.text
    assert answer.headers["content-type"].startswith("application/json" if path.startswith("/api") else "text/html")


@pytest.mark.parametrize(("path", "code"), [("/bestaat-niet", 404), ("/docs", 404), ("/openapi.json", 404)])
def test_what_is_not_there_is_said_in_dutch(client: TestClient, path: str, code: int) -> None:
    answer = client.get(path)
    assert answer.status_code == code
    assert "Deze pagina bestaat niet; ga terug naar de startpagina." in answer.text


def test_a_store_out_of_reach_is_said_in_dutch(client: TestClient, tmp_path: Path) -> None:
    for file in tmp_path.glob("besluiten.sqlite*"):
        file.write_bytes(b"stuk" * 100)
    answer = client.get("/api/interview/dorp1")
    assert answer.status_code == 503
    assert answer.json()["message"].startswith("De besluiten zijn nu niet te lezen of te bewaren")
