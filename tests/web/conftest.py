"""Fixtures: a small invented study with a real store, a client that is logged in, a server, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.testclient import TestClient
from web_makers import (
    ADDRESS,
    CODER,
    HUISARTS,
    SCHOOL,
    SECRET,
    SUGGESTED,
    Server,
    log_in,
    make_suggestion,
    make_turns,
    page_of,
    serving,
)

from pipeline.codebook import Codebook
from pipeline.evaluation import compare_coders
from pipeline.review import open_store
from pipeline.review.web.app import create_app
from pipeline.review.web.study import ReviewedStudy


@pytest.fixture
def study(tmp_path: Path, codebook: Codebook) -> Iterator[ReviewedStudy]:
    """Two invented interviews, the shipped codebook, a store with suggestions and two coders."""
    turns = pd.concat(
        [
            make_turns("dorp1", "Testdorp", "basisschool", SCHOOL),
            make_turns("stad1", "Proefstad", "huisarts", HUISARTS),
        ],
        ignore_index=True,
    )
    with open_store(tmp_path / "besluiten.sqlite") as store:
        store.add_coder(CODER)
        store.add_coder("Bert")
        rows = [make_suggestion(turns, codebook, row[:3], *row[3:]) for row in SUGGESTED]
        store.put_suggestions(rows, "eerste", {})
        labels = {"Testdorp": "Gemeente 1", "Proefstad": "Gemeente 2"}
        yield ReviewedStudy("Proefstudie", turns, codebook, store, labels, "model-0000", compare_coders)


@pytest.fixture
def app(study: ReviewedStudy) -> FastAPI:
    """The application for that study."""
    return create_app(study, SECRET)


@pytest.fixture
def visitor(app: FastAPI) -> Iterator[TestClient]:
    """A client that is not logged in."""
    with TestClient(app, base_url=ADDRESS) as client:
        yield client


@pytest.fixture
def client(visitor: TestClient) -> TestClient:
    """A client that is logged in as Anna and gives the token with what it writes."""
    log_in(visitor)
    return visitor


@pytest.fixture
def server(app: FastAPI, study: ReviewedStudy) -> Iterator[Server]:
    """The application, really served."""
    with serving(app) as url:
        yield Server(url, study)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real chromium, without a window."""
    program = shutil.which("chromium")
    if program is None:
        reason = "chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page of 1280 by 900, on which Anna is logged in."""
    with page_of(browser, server.url) as made:
        yield made
