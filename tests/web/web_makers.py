"""Makers for the tests of the web page: interviews, suggestions, a server, a client and a page that are logged in."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.testclient import TestClient

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.review import Suggestion
from pipeline.review.anchors import passage_at
from pipeline.review.texts import plain_text
from pipeline.review.web.study import ReviewedStudy

ADDRESS = "http://127.0.0.1"
SECRET = "alleen voor toetsen"
CODER = "Anna"
# Invented. What is coded in them is in SUGGESTED.
SCHOOL = (
    "I: Goedemorgen. Hoe vindt u de mensen van de jeugd-ggz als u zich zorgen maakt over een kind?",
    "R: Nou, dat gaat eigenlijk heel makkelijk 🙂. Ik app haar en een kwartier later belt ze terug; we hebben echt korte lijnen.",
    "I: En is dat altijd zo geweest?",
    "R: Nee hoor. Vroeger wist ik niet eens wie er werkte. Nu zitten we elke maand bij elkaar.",
    "I: Wat is er nog lastig?",
    "R: Het geld. Er is geen geld voor de groep, dus die gaat dit jaar niet door. Dat vind ik jammer voor de kinderen.",
)
HUISARTS = (
    "I: Kent u het aanbod voor kinderen van ouders met psychische problemen?",
    "R: Ik weet dat er een groep is, maar daar verwijs ik bijna nooit naar. Het contact met de gemeente loopt moeizaam.",
    "I: Hoe komt dat?",
    "R: Er is geen tijd. Ik heb tien minuten voor een ouder, en dan moet ik ook nog naar de kinderen vragen.",
    "I: Zijn er dingen die wel goed gaan?",
    "R: Met de wijkteams zijn de lijnen kort. Die bel ik gewoon even.",
    "I: Dank u wel.",
)
# interview, turn, words, code, score, certainty
SUGGESTED = (
    ("dorp1", 2, "we hebben echt korte lijnen", "netwerk.korte_lijnen", 0.91, "certain"),
    ("dorp1", 4, "Vroeger wist ik niet eens wie er werkte.", "netwerk.moeizaam_contact", 0.42, "doubtful"),
    ("dorp1", 6, "Er is geen geld voor de groep", "financiering.tekort", 0.83, "likely"),
    ("stad1", 2, "Het contact met de gemeente loopt moeizaam.", "netwerk.moeizaam_contact", 0.88, "certain"),
    ("stad1", 6, "Met de wijkteams zijn de lijnen kort.", "netwerk.korte_lijnen", 0.71, "likely"),
)


@dataclass(frozen=True)
class Server:
    """A running server: where it is, and what it serves."""

    url: str
    study: ReviewedStudy


def make_turns(interview_id: str, municipality: str, perspective: str, lines: tuple[str, ...]) -> pd.DataFrame:
    """Make frame `turns` of an interview from lines that begin with ``I:`` or ``R:``."""
    place, rows = 0, []
    for turn_no, line in enumerate(lines, start=1):
        label, words = line[0], line[3:]
        role, speaker = ("interviewer", "Interviewer") if label == "I" else ("respondent", "Respondent")
        place += len(speaker) + 2
        at = {"turn_no": turn_no, "start_char": place, "end_char": place + len(words), "text": words}
        facts = {"municipality": municipality, "perspective": perspective, "speaker": speaker, "role": role}
        rows.append({"interview_id": interview_id, **facts, **at})
        place += len(words) + 1
    return frames.build(frames.TURNS, rows)


def make_suggestion(
    turns: pd.DataFrame,
    codebook: Codebook,
    at: tuple[str, int, str],
    code_id: str,
    score: float,
    certainty: str,
) -> Suggestion:
    """Make a suggestion about words of a turn: ``at`` is interview, turn and words."""
    interview_id, turn_no, words = at
    text = plain_text(turns[turns["interview_id"] == interview_id])
    turn = next(t for t in frames.rows(turns) if (t.interview_id, t.turn_no) == (interview_id, turn_no))
    start = text.index(words, turn.start_char)
    assert start + len(words) <= turn.end_char
    passage = passage_at(text, interview_id, turn_no, start, start + len(words))
    direction, detail = codebook.by_id[code_id].richting, "regel korte-lijnen: 'korte lijnen' staat er letterlijk"
    return Suggestion(0, passage, code_id, direction, "model", score, certainty, "model-0000", detail)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of this computer, and give its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, ws="none", lifespan="off")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not running.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < deadline, "the server did not start in time"
        time.sleep(0.01)
    try:
        yield f"{ADDRESS}:{running.servers[0].sockets[0].getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join(timeout=30)


def log_in(client: TestClient, name: str = CODER) -> str:
    """Log a client in, give the token with every request from then on, and return it."""
    client.get("/aanmelden")
    page = client.post("/aanmelden", data={"nieuw": name, "csrf": token(client)})
    assert page.status_code == 200, page.text
    client.headers["X-CSRF-Token"] = token(client)
    return token(client)


def token(client: TestClient) -> str:
    """Return the token in the page that a client gets."""
    page = client.get("/aanmelden").text
    return page.split('<meta name="csrf" content="')[1].split('"')[0]


@contextmanager
def page_of(browser: Browser, url: str, name: str = CODER, **options: Any) -> Iterator[Page]:
    """Open a browser of its own, logged in at a server as a coder; an error in a script fails the test."""
    options = {"viewport": {"width": 1280, "height": 900}, "locale": "nl-NL"} | options
    context: BrowserContext = browser.new_context(base_url=url, **options)
    page = context.new_page()
    # On a busy computer a page may need its time.
    page.set_default_timeout(30_000)
    wrong: list[str] = []
    context.on("weberror", lambda found: wrong.append(str(found.error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto("/aanmelden")
    page.get_by_role("radio", name=name, exact=True).check()
    page.get_by_role("button", name="Aanmelden").click()
    page.wait_for_url(f"{url}/")
    try:
        yield page
    finally:
        context.close()
    assert not wrong, wrong
