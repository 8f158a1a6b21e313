"""From suggestions to a report: two coders in a real browser, a real server that is killed and stopped, the documents."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import docx
import pandas as pd
import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.review import CONSENSUS, Decision, open_store
from pipeline.run.outputs import CODINGS, TURNS, read_frame
from pipeline.study import Study

pytestmark = pytest.mark.slow

INTERVIEW, REPORT, PERCENT = "g1_jgz", "gemeente-1", 10
WHY_NOT = "Zij noemt het wel, maar het gaat over een andere gemeente."
CLOSING = "Gestopt. Alles wat besloten is, is bewaard."
# No hand codings but those of the review; those that are in codings.csv do not count.
SETTINGS = """\
[studie]
titel = "Proef van de beoordeling"
transcripten = "transcripts_sample"
codeboek = "codebook"
uit = "reports/out"
verzonnen = true

[codering]
handcoderingen_tellen = false

[gemeenten]
Veldhaven = "Gemeente 1"
Oudermeer = "Gemeente 2"
"""


@dataclass
class Server:
    """The real command, serving; ``rest`` is what it said after its address, once it has ended."""

    process: subprocess.Popen[str]
    address: str
    rest: str = ""
    complaints: str = ""

    def end(self, number: signal.Signals) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        self.rest, self.complaints = self.process.communicate(timeout=60)
        return self.process.returncode


@dataclass
class Reviewed:
    """A study after review, and what was seen on the way."""

    study: Study
    codebook: Codebook
    own_code: str
    joost_code: str
    kept: list[Decision] = field(default_factory=list)
    n_kept_turns: int = 0
    codes_after_kill: tuple[int, int] = (0, 0)
    agreement: str = ""
    exit_codes: list[int] = field(default_factory=list)
    last: Server | None = None


@contextmanager
def serving(root: Path) -> Iterator[Server]:
    """Start ``factorwijzer review`` and read the address from what it says."""
    command = [sys.executable, "-m", "pipeline.cli", "review", "--no-browser", "--port", "0", "--study", str(root)]
    # Children take SIGINT, also where the tests themselves run in the background.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    try:
        assert process.stdout is not None
        found = None
        while found is None:
            line = process.stdout.readline()
            assert line, process.communicate()
            found = re.search(r"De pagina staat op (http://127\.0\.0\.1:\d+)/ \(stoppen: Ctrl-C\)\.", line)
        yield Server(process, found[1])
    finally:
        process.kill()
        process.wait()


@contextmanager
def logged_in(browser: Browser, server: Server, name: str) -> Iterator[Page]:
    """Open a browser of a coder's own and log in under a name; an error in a script fails the test."""
    context = browser.new_context(base_url=server.address, locale="nl-NL", viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    context.on("weberror", lambda found: wrong.append(str(found.error)))
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto("/aanmelden")
    page.locator("#nieuw").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.address}/")
    try:
        yield page
    finally:
        context.close()
    assert wrong == []


def saved(page: Page) -> None:
    """Wait until the server has confirmed everything."""
    expect(page.locator("[data-saving]")).to_have_count(0)


def choose_code(page: Page, code_id: str) -> None:
    """Choose a code in the dialog."""
    page.locator(f"#codes button[data-code='{code_id}']").click()
    expect(page.locator("#codes")).to_be_hidden()


def marit_reviews(page: Page, done: Reviewed) -> None:
    """Accept two suggestions and reject two by keyboard, code the first answer, and judge the interview."""
    page.get_by_role("link", name=INTERVIEW, exact=True).click()
    page.wait_for_url(f"**/interview/{INTERVIEW}")
    for key in "jaarr":
        page.keyboard.press(key)
    page.evaluate("() => document.getSelection().selectAllChildren(document.querySelector('.turn.respondent .said'))")
    page.keyboard.press("n")
    choose_code(page, done.own_code)
    saved(page)
    page.get_by_role("button", name="Interview beoordeeld").click()
    page.get_by_role("button", name="Toch beoordeeld").click()
    expect(page.get_by_text("✓ Beoordeeld")).to_be_visible()
    saved(page)


def draw_for_joost(page: Page) -> None:
    """Draw the sample that Joost codes blind."""
    page.get_by_role("link", name="Dubbel coderen", exact=True).click()
    page.get_by_label("Tweede codeur").select_option("Joost")
    page.get_by_label("Deel van elk interview").fill(str(PERCENT))
    page.get_by_role("button", name="Trekken").click()
    expect(page.get_by_role("status").first).to_contain_text("20 beurten getrokken voor Joost")


def joost_codes(page: Page, done: Reviewed) -> None:
    """Give the first turn of the sample in the interview a code, and turn it and the other one done."""
    page.goto("/dubbel")
    page.get_by_role("link", name=INTERVIEW, exact=True).click()
    page.wait_for_url(f"**/dubbel/coderen/{INTERVIEW}")
    assert "Marit" not in page.content()
    first = page.locator(".turn.to-code").first
    first.get_by_role("button", name="Hele beurt").click()
    choose_code(page, done.joost_code)
    for turn in page.locator(".turn.to-code").all():
        turn.get_by_role("button", name="Beurt klaar").click()
    expect(page.locator("#progress-text")).to_have_text("2 van 2 beurten klaar")
    saved(page)


def marit_settles(page: Page) -> None:
    """Compare, and settle what Joost gave and Marit did not."""
    page.goto("/dubbel")
    page.get_by_role("link", name="Verschillen").click()
    issue = page.locator(".issue", has_text="Joost geeft deze code, Marit niet.")
    issue.get_by_label("Code niet geven", exact=True).check()
    issue.get_by_label("Waarom?").fill(WHY_NOT)
    issue.get_by_role("button", name="Vaststellen").click()
    expect(issue.locator(".settled-why")).to_have_text(WHY_NOT)


def never_suggested(study: Study, codebook: Codebook) -> list[str]:
    """Return the codes of factors that the program suggests nowhere in the interview."""
    codings = read_frame(study.out / CODINGS, frames.CODINGS)
    here = set(codings.loc[codings["interview_id"] == INTERVIEW, "code_id"])
    return [code.code_id for code in codebook.codes if code.code_id not in here and code.richting != "context"]


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def reviewed(browser: Browser, sample_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Reviewed:
    """Marit reviews an interview, the server is killed; then Joost codes blind, they settle, the server is stopped."""
    root = tmp_path_factory.mktemp("reviewed") / "studie"
    shutil.copytree(sample_study, root, ignore=shutil.ignore_patterns("model", "beoordeling.sqlite*"))
    (root / "factorwijzer.toml").write_text(SETTINGS, encoding="utf-8")
    study = Study.open(root)
    codebook = study.codebook()
    own_code, joost_code = never_suggested(study, codebook)[:2]
    done = Reviewed(study, codebook, own_code, joost_code)
    with serving(root) as server, logged_in(browser, server, "Marit") as marit:
        marit_reviews(marit, done)
        done.exit_codes.append(server.end(signal.SIGKILL))
    with open_store(study.store) as store:
        done.kept, done.n_kept_turns = store.decisions(), len(store.judged("Marit"))
    with serving(root) as server, logged_in(browser, server, "Joost") as joost:
        with logged_in(browser, server, "Marit") as marit:
            marit.goto(f"/interview/{INTERVIEW}")
            accepted, rejected = marit.locator(".chip.accept"), marit.locator(".chip.reject")
            done.codes_after_kill = accepted.count(), rejected.count()
            expect(marit.get_by_text("✓ Beoordeeld")).to_be_visible()
            draw_for_joost(marit)
            joost_codes(joost, done)
            marit_settles(marit)
            marit.get_by_role("link", name="Overeenstemming", exact=True).click()
            done.agreement = marit.locator("main").inner_text()
            # Two browsers are still there when it stops.
            done.exit_codes.append(server.end(signal.SIGINT))
        done.last = server
    return done


def test_a_killed_server_loses_nothing_that_the_page_had_confirmed(reviewed: Reviewed) -> None:
    assert reviewed.exit_codes[0] == -signal.SIGKILL
    verdicts = [one.verdict for one in reviewed.kept if one.code_id != reviewed.own_code]
    assert verdicts == ["accept", "accept", "reject", "reject"]
    (own,) = [one for one in reviewed.kept if one.code_id == reviewed.own_code]
    assert (own.verdict, own.coder, own.is_blind) == ("accept", "Marit", False)
    turns = read_frame(reviewed.study.out / TURNS, frames.TURNS)
    spoken = turns[(turns["interview_id"] == INTERVIEW) & (turns["role"] == "respondent")]
    assert own.passage.quote == spoken.iloc[0]["text"].strip()
    assert reviewed.n_kept_turns == len(spoken)
    assert reviewed.codes_after_kill == (3, 2)


def test_ctrl_c_stops_the_server_in_order(reviewed: Reviewed) -> None:
    assert reviewed.exit_codes[1] == 0
    assert reviewed.last is not None
    assert (reviewed.last.rest, reviewed.last.complaints) == (f"{CLOSING}\n", "")


def test_the_second_coder_was_blind_and_the_difference_is_settled(reviewed: Reviewed) -> None:
    with open_store(reviewed.study.store) as store:
        (given,), (settled,) = store.decisions(coder="Joost"), store.decisions(coder=CONSENSUS)
        judged = store.judged("Joost")
    assert (given.code_id, given.verdict, given.is_blind) == (reviewed.joost_code, "accept", True)
    assert [(one.interview_id, one.is_blind) for one in judged] == [(INTERVIEW, True)] * 2
    assert (settled.code_id, settled.verdict, settled.reason) == (reviewed.joost_code, "reject", WHY_NOT)


def test_the_page_of_agreement_has_figures(reviewed: Reviewed) -> None:
    said = " ".join(reviewed.agreement.split())
    assert "Over de 2 beurten die beiden beoordeelden." in said
    overall = re.search(r"Alle codes samen (\d+) (\d+) (\d+) (\d+)%", said)
    assert overall is not None
    n_units, n_joost, _, share = map(int, overall.groups())
    assert (n_units, n_joost) == (2 * len(reviewed.codebook.codes), 1)
    assert 90 <= share < 100


def documents(study: Study) -> dict[str, str]:
    """Return the text of the first municipality's document, in both formats, with single spaces."""
    word = docx.Document(str(study.out / f"{REPORT}.docx"))
    page = html.fromstring((study.out / f"{REPORT}.html").read_bytes())
    texts = {"docx": "\n".join(one.text for one in word.paragraphs), "html": page.text_content()}
    return {name: " ".join(text.split()) for name, text in texts.items()}


def appendix(study: Study, codebook: Codebook) -> list[tuple[str, int, str, str]]:
    """Return the codings that the document lists: interview, turn, code and where it came from."""
    page = html.fromstring((study.out / f"{REPORT}.html").read_bytes())
    numbers = pd.read_csv(study.out / "geinterviewden.csv").query("gemeente == 'Gemeente 1'")
    interviews = dict(zip(numbers["nummer"].astype(str), numbers["interview_id"], strict=True))
    codes = {code.naam: code.code_id for code in codebook.codes}
    found = []
    for name in page.xpath("//h2[@id='bijlage']/following-sibling::h4"):
        for row in name.getnext().iterfind(".//tbody/tr"):
            who, turn_no, _, origin, _ = (cell.text_content() for cell in row)
            found.append((interviews[who], int(turn_no), codes[name.text_content()], origin))
    return found


def places(decisions: list[Decision], verdict: str) -> set[tuple[str, int, str]]:
    """Return interview, turn and code of the decisions with a verdict."""
    return {(one.passage.interview_id, one.passage.turn_no, one.code_id) for one in decisions if one.verdict == verdict}


def test_the_report_counts_what_coders_decided(reviewed: Reviewed, cli) -> None:
    study, codebook = reviewed.study, reviewed.codebook
    assert cli("report", "--study", study.root).code == 0
    codings = read_frame(study.out / CODINGS, frames.CODINGS)
    suggested = codings[(codings["municipality"] == "Veldhaven") & (codings["origin"] != "human")]
    listed = appendix(study, codebook)
    by_hand = [(interview, turn, code) for interview, turn, code, origin in listed if origin == "codeur"]
    # What was accepted and what Marit added; the rejected ones and what was settled against Joost are nowhere.
    assert sorted(by_hand) == sorted(places(reviewed.kept, "accept"))
    assert len(by_hand) == 3
    assert not places(reviewed.kept, "reject") & {row[:3] for row in listed}
    assert reviewed.joost_code not in {row[2] for row in listed if row[0] == INTERVIEW}
    # In an interview that was judged as a whole nothing else counts; elsewhere the suggestions do.
    assert {row[3] for row in listed if row[0] == INTERVIEW} == {"codeur"}
    n_elsewhere = int(((suggested["interview_id"] != INTERVIEW) & (suggested["certainty"] != "doubtful")).sum())
    assert len(listed) == 3 + n_elsewhere
    for text in documents(study).values():
        assert f"Codeurs hebben over 4 van de {len(suggested)} voorstellen besloten." in text
        assert f"Van de {len(listed)} coderingen in dit stuk zijn er 3 door codeurs toegekend" in text
        assert "Codeurs hebben 1 interview met de hand gecodeerd; daar tellen alleen hun 3 coderingen mee." in text
        assert "een van hen zag daarbij de voorstellen van het programma" in text
        assert "los van elkaar" not in text
        assert "tellen in dit stuk niet mee" not in text


def test_only_reviewed_counts_what_humans_gave(reviewed: Reviewed, cli) -> None:
    study = reviewed.study
    assert cli("report", "--only-reviewed", "--study", study.root).code == 0
    listed = appendix(study, reviewed.codebook)
    assert sorted(row[:3] for row in listed) == sorted(places(reviewed.kept, "accept"))
    assert {row[3] for row in listed} == {"codeur"}
    for text in documents(study).values():
        assert "Alle coderingen in dit stuk zijn door codeurs toegekend" in text
        assert "Voorstellen waarover geen mens heeft besloten, tellen in dit stuk niet mee." in text
