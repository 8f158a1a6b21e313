"""What coders do and what a page is asked, for the tests of double coding, comparing, agreement and loose decisions."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from pipeline.review.model import Decision
from pipeline.review.web.study import ReviewedStudy

RESPONDENT_TURNS = [2, 4, 6]


def decide(
    study: ReviewedStudy, n: int, coder: str, verdict: str = "accept", code_id: str = "", is_blind: bool = False
) -> Decision:
    """Let a coder decide on the passage of the nth suggestion, with its code unless another is given."""
    suggestion = study.store.suggestions()[n]
    code_id = code_id or suggestion.code_id
    return study.store.decide(suggestion.passage, code_id, verdict, coder, is_blind=is_blind)


def judge(study: ReviewedStudy, coder: str, is_blind: bool = True) -> None:
    """Let a coder judge all turns of both interviews."""
    for interview_id in study.interview_ids:
        study.store.judge_turns(interview_id, RESPONDENT_TURNS, coder, is_blind)


def text_of(html: str) -> str:
    """Return what a reader sees of a page, spaces made one."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def fits(page: Page) -> bool:
    """Say whether a page is no wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def serious_findings(page: Page) -> list[str]:
    """Return what axe-core finds that keeps people from using a page."""
    found = Axe().run(page).response
    assert len(found["passes"]) > 10, "axe-core looked at next to nothing"
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
