"""Make the pictures of the review page in docs/images from the sample study: ``make screenshots``.

The study's outputs (``make study``) are copied to a temporary folder with a store of its own, in which two invented
coders decide what the two coders of the sample study gave. Window, scale, language and dates are fixed, so that the same
outputs give the same pictures. All interviews are invented.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline import frames
from pipeline.coding import read_hand_codings
from pipeline.review import CONSENSUS, Store, Suggestion, open_store
from pipeline.review.anchors import passage_at
from pipeline.review.outcome import Difference, differences
from pipeline.review.sampling import draw
from pipeline.review.texts import plain_text
from pipeline.review.web.app import create_app
from pipeline.run.outputs import CODINGS, LOCK, TURNS, load_outputs
from pipeline.run.reviewing import bring_in
from pipeline.run.serving import reviewed_study
from pipeline.study import Study

REPO = Path(__file__).parents[1]
IMAGES = REPO / "docs/images"
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
MARIT, JOOST = "Marit", "Joost"
# Marit judged the first interviews as a whole and is halfway the next; Joost coded a part of each of these.
N_JUDGED, N_DECIDED_AT_LEAST = 4, 6
SHARE, SEED = 0.2, 1
WHY = {
    "accept": "Zij noemt het zelf, en het gaat over nu.",
    "reject": "Het gaat over hoe het vroeger was.",
}
LARGEST_BYTES, N_COLOURS = 150_000, 128
# Moments differ from day to day; the pictures show one.
FIXED_MOMENTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    node.data = node.data.replace(/\\d{1,2} [a-z]+ 20\\d\\d(,| om) \\d\\d:\\d\\d/g, "12 mei 2026, 10:30");
  }
}"""

# Below the bar that stays in sight.
TO_THE_MIDDLE = """(found) => {
  const { top, height } = found.getBoundingClientRect();
  scrollBy(0, top - Math.max((innerHeight - height) / 2, 100));
}"""


def copy_of_study(root: Path) -> Study:
    """Copy what the page needs of the sample study."""
    made = Study.open(REPO)
    for name in (CODINGS, TURNS, LOCK):
        if not (made.out / name).is_file():
            raise SystemExit(f"{made.out / name} is not there; run 'make study' first")
    shutil.copytree(REPO / "codebook", root / "codebook")
    shutil.copytree(REPO / "transcripts_sample", root / "transcripts_sample")
    shutil.copy(REPO / "factorwijzer.toml", root)
    study = Study.open(root)
    study.out.mkdir(parents=True)
    for name in (CODINGS, TURNS, LOCK):
        shutil.copy(made.out / name, study.out)
    return study


def fill(study: Study, store: Store) -> tuple[str, int]:
    """Let two coders review; return the interview in which Marit is halfway, and the suggestion where she is."""
    bring_in(study, store)
    turns, codebook = load_outputs(study)[1], study.codebook()
    section = study.settings.studie
    given_a, given_b = (
        read_hand_codings(study.root / name, turns, codebook.code_ids) for name in (section.coder_a, section.coder_b)
    )
    for name in (JOOST, MARIT):
        store.add_coder(name)
    interviews = list(dict.fromkeys(turns["interview_id"]))
    for interview_id in interviews[:N_JUDGED]:
        accept_or_reject(store, store.suggestions(interview_id), given_a)
        add_own(store, interview_id, given_a, turns)
        store.judge_turns(interview_id, [turn_no for _, turn_no in units(turns, [interview_id])], MARIT, False)
    code_blind(store, given_b, turns, interviews)
    settle_some(store, units(turns, interviews))
    halfway = store.suggestions(interviews[N_JUDGED])
    n_decided = densest(halfway)
    accept_or_reject(store, halfway[:n_decided], given_a)
    return interviews[N_JUDGED], halfway[n_decided].suggestion_id


def densest(suggestions: list[Suggestion]) -> int:
    """Return the number of the suggestion that follows most closely on three others: one picture shows them all."""
    places = [one.passage.start_char for one in suggestions]
    return min(range(N_DECIDED_AT_LEAST, len(places)), key=lambda number: places[number] - places[number - 3])


def units(turns: pd.DataFrame, interviews: list[str]) -> list[tuple[str, int]]:
    """Return interview and turn of what respondents said."""
    spoken = turns[(turns["role"] == "respondent") & turns["interview_id"].isin(interviews)]
    return [(str(name), int(turn_no)) for name, turn_no in zip(spoken["interview_id"], spoken["turn_no"], strict=True)]


def accept_or_reject(store: Store, suggestions: list[Suggestion], given: pd.DataFrame) -> None:
    """Let Marit accept what the first coder also gave to the turn; of the rest she doubts every fifth and rejects the others."""
    right = set(zip(given["interview_id"], given["turn_no"], given["code_id"], strict=True))
    for number, one in enumerate(suggestions):
        is_right = (one.passage.interview_id, one.passage.turn_no, one.code_id) in right
        verdict = "accept" if is_right else "unsure" if number % 5 == 4 else "reject"
        store.decide(one.passage, one.code_id, verdict, MARIT)


def add_own(store: Store, interview_id: str, given: pd.DataFrame, turns: pd.DataFrame) -> None:
    """Let Marit add what the first coder gave and nothing suggests."""
    suggested = {(one.passage.turn_no, one.code_id) for one in store.suggestions(interview_id)}
    here = given[given["interview_id"] == interview_id]
    for row in frames.rows(here):
        if (row.turn_no, row.code_id) not in suggested:
            decide_at(store, row, MARIT, turns)


def code_blind(store: Store, given: pd.DataFrame, turns: pd.DataFrame, interviews: list[str]) -> None:
    """Draw a sample for Joost and let him code its first interviews as the second coder did."""
    sample = draw(units(turns, interviews), SHARE, SEED)
    store.draw_sample(JOOST, SEED, SHARE, sample)
    done = [unit for unit in sample if unit[0] in interviews[:N_JUDGED]]
    for row in frames.rows(given):
        if (row.interview_id, row.turn_no) in done:
            decide_at(store, row, JOOST, turns, is_blind=True)
    for interview_id, turn_no in done:
        store.judge_turns(interview_id, [turn_no], JOOST, True)


def decide_at(store: Store, row: tuple[object, ...], coder: str, turns: pd.DataFrame, is_blind: bool = False) -> None:
    """Let a coder give what a row of hand codings gives."""
    interview_id, turn_no, code_id, start, end, _ = row
    text = plain_text(turns[turns["interview_id"] == interview_id])
    at = passage_at(text, str(interview_id), int(str(turn_no)), int(str(start)), int(str(end)))
    store.decide(at, str(code_id), "accept", coder, is_blind=is_blind)


def settle_some(store: Store, all_units: list[tuple[str, int]]) -> None:
    """Settle the first difference, and every third after it."""
    both = {(one.interview_id, one.turn_no) for one in store.judged(JOOST)}
    both &= {(one.interview_id, one.turn_no) for one in store.judged(MARIT)}
    found: list[Difference] = differences(JOOST, MARIT, store.decisions(), [unit for unit in all_units if unit in both])
    for number, one in enumerate(found[::3]):
        verdict = ("accept", "reject")[number % 2]
        store.decide(one.passages[0], one.code_id, verdict, CONSENSUS, reason=WHY[verdict], source="consensus")


@contextmanager
def serving(study: Study, store: Store) -> Iterator[str]:
    """Serve the page on a free port and give its address."""
    app = create_app(reviewed_study(study, store), "pictures only")
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise SystemExit("the server did not start")
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=30)


@contextmanager
def logged_in(browser: Browser, url: str, size: dict[str, int]) -> Iterator[Page]:
    """Open a window of a size in which Marit is logged in."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": size["width"], "height": size["height"]},
        device_scale_factor=1,
        locale="nl-NL",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/aanmelden")
    page.get_by_role("radio", name=MARIT, exact=True).check()
    page.get_by_role("button", name="Aanmelden").click()
    page.wait_for_url(f"{url}/")
    yield page
    context.close()


def shoot(page: Page, name: str) -> None:
    """Keep what the window shows, with few colours."""
    page.evaluate(FIXED_MOMENTS)
    path = IMAGES / f"review-{name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    with Image.open(path) as taken:
        few = taken.convert("RGB").quantize(N_COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise SystemExit(f"{path}: {size} bytes; allowed {LARGEST_BYTES}")
    print(f"{path.relative_to(REPO)}: {size // 1024} KB")


def shoot_all(browser: Browser, url: str, halfway: str, suggestion_id: int) -> None:
    """Take every picture."""
    chosen = f"/interview/{halfway}#s{suggestion_id}"
    pair = f"a={JOOST}&b={MARIT}"
    wide = (
        ("start", "/", ""),
        ("interview", chosen, ".chip[aria-current=true]"),
        ("vergelijken", f"/dubbel/vergelijken?{pair}", ".disputed >> nth=0"),
        ("overeenstemming", f"/overeenstemming?{pair}", ""),
        ("dubbel", "/dubbel", ""),
    )
    with logged_in(browser, url, WIDE) as page:
        for name, address, middle in wide:
            go_to(page, address, middle)
            shoot(page, name)
    with logged_in(browser, url, NARROW) as page:
        go_to(page, chosen, ".piece.chosen >> nth=0")
        shoot(page, "mobiel")


def go_to(page: Page, address: str, middle: str) -> None:
    """Open a page and bring something to the middle of the window, or to the top if it is too high, if anything is named."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    if middle:
        page.locator(middle).evaluate(TO_THE_MIDDLE)


def main() -> None:
    """Make all pictures."""
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("chromium is not installed (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder:
        study = copy_of_study(Path(folder))
        with open_store(study.store) as store:
            place = fill(study, store)
            with serving(study, store) as url, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
                shoot_all(browser, url, *place)
                browser.close()


if __name__ == "__main__":
    main()
