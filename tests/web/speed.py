"""How fast the interview page answers a key: an invented interview of 2,500 words with a hundred suggestions.

``python tests/web/speed.py`` prints a row for `make bench`; no test hangs on these times.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import pandas as pd
from playwright.sync_api import Page, sync_playwright
from web_makers import CODER, SECRET, make_suggestion, make_turns, page_of, serving

from pipeline.codebook import Codebook, load_codebook
from pipeline.evaluation import compare_coders
from pipeline.review import Store, open_store
from pipeline.review.web.app import create_app
from pipeline.review.web.study import ReviewedStudy

REPO = Path(__file__).parents[2]
ANSWER = (
    "Nou, dat gaat hier eigenlijk heel gewoon, we bellen elkaar op als er iets is.",
    "Vorige week zat er een moeder bij mij aan tafel die het allemaal niet meer wist.",
    "Dan is het fijn dat je weet wie je kunt bellen en dat er iemand opneemt.",
    "Al zeg ik er eerlijk bij dat het niet elke dag zo loopt, soms hoor je weken niks.",
)
N_TURNS, N_SUGGESTIONS = 36, 100
# From the key that goes down to the frame in which the chip says something else.
_WATCH = """() => {
  window.answered = new Promise((done) => {
    const chip = document.querySelector(".chip[aria-current=true]");
    let pressed = 0;
    document.addEventListener("keydown", (event) => { pressed = event.timeStamp; }, { capture: true, once: true });
    new MutationObserver((_, observer) => {
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - pressed)));
    }).observe(chip.querySelector(".state"), { childList: true });
  });
}"""


def action_ms(page: Page, key: str = "a") -> float:
    """Press a key that decides on the chosen chip, and return the milliseconds until the page shows its new state."""
    page.evaluate(_WATCH)
    page.keyboard.press(key)
    return float(page.evaluate("() => window.answered"))


def make_long_study(store: Store, codebook: Codebook) -> ReviewedStudy:
    """Make a study of one interview: 36 answers of about 70 words and as many short questions, a hundred suggestions."""
    lines = [line for _ in range(N_TURNS) for line in ("I: En hoe gaat dat dan?", f"R: {' '.join(ANSWER)}")]
    turns = make_turns("lang", "Testdorp", "wijkteam", tuple(lines))
    places = [(2 * n + 2, words) for n in range(N_TURNS) for words in ANSWER[:3]]
    code_ids = codebook.code_ids
    rows = [
        make_suggestion(turns, codebook, ("lang", turn_no, words), code_ids[i % len(code_ids)], 0.7, "likely")
        for i, (turn_no, words) in enumerate(places[:N_SUGGESTIONS])
    ]
    store.add_coder(CODER)
    store.put_suggestions(rows, "lang", {})
    return ReviewedStudy("Lange studie", turns, codebook, store, {}, "model-0000", compare_coders, is_invented=True)


def measure(page: Page) -> list[float]:
    """Accept every suggestion of the long interview and return the milliseconds of each."""
    page.goto("/interview/lang")
    page.keyboard.press("j")
    return [action_ms(page) for _ in range(N_SUGGESTIONS)]


def main() -> None:
    """Print the row."""
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("chromium is not installed (Debian: apt-get install chromium)")
    scratch = Path(tempfile.mkdtemp())
    try:
        with open_store(scratch / "besluiten.sqlite") as store, sync_playwright() as playwright:
            study = make_long_study(store, load_codebook(REPO / "codebook"))
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            with serving(create_app(study, SECRET)) as url, page_of(browser, url) as page:
                times = sorted(measure(page))
            browser.close()
    finally:
        shutil.rmtree(scratch)
    n_words = int(pd.Series(study.turns["text"]).str.split().str.len().sum())
    print("| key to new state in the browser | words | suggestions | median ms | 95% ms | largest ms | allowed |")
    print("|---|---|---|---|---|---|---|")
    p95 = times[int(0.95 * (len(times) - 1))]
    print(f"| accept | {n_words} | {len(times)} | {statistics.median(times):.0f} | {p95:.0f} | {times[-1]:.0f} | 100 |")


if __name__ == "__main__":
    sys.exit(main())
