"""The page about masked names in a real browser: words read from a file, releases saved, nothing sent anywhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from acts import fits, serious_findings
from playwright.sync_api import Browser, Page, expect

from pipeline import frames
from pipeline.privacy.doubts import GAP, Doubt, collect_doubts, write_words
from pipeline.reporting.privacy import RELEASE_COLUMNS, privacy_context, render_privacy

MUNICIPALITY_OF = {"aa1": "Testdorp", "bb1": "Proefstad"}
LABELS = {"Testdorp": "Gemeente 1", "Proefstad": "Gemeente 2"}
# interview, turn, word, kind, certainty, sentence
FOUND = (
    ("aa1", 4, "Kwelderzicht", "place", "doubtful", f"Ik loop vaak naar {GAP}, dat is vlakbij."),
    ("aa1", 6, "kwelderzicht", "place", "doubtful", f"Vanuit {GAP} is het tien minuten."),
    ("bb1", 2, "Olm & <i>Hoek</i>", "organisation", "doubtful", f"Dat regelt {GAP} voor ons."),
    ("bb1", 4, "Fenna", "person", "certain", ""),
)
FORMS = ["kwelderzicht", "olm & <i>hoek</i>"]


@pytest.fixture
def doubts() -> list[Doubt]:
    """Two doubts, of which one has two places."""
    rows, sentences = [], {}
    for n, (interview_id, turn_no, text, kind, certainty, sentence) in enumerate(FOUND):
        at = {"interview_id": interview_id, "turn_no": turn_no, "start_char": 100 * n, "end_char": 100 * n + len(text)}
        about = {
            "kind": kind,
            "score": 0.5,
            "certainty": certainty,
            "reason": "staat na 'naar' en heeft een hoofdletter",
        }
        rows.append(at | {"text": text} | about)
        sentences[interview_id, 100 * n, 100 * n + len(text)] = sentence
    return collect_doubts(frames.build(frames.NAMES, rows), MUNICIPALITY_OF, sentences, "geheim")


@pytest.fixture
def words(tmp_path: Path, doubts: list[Doubt]) -> Path:
    """The words of the doubts, which are not among the outputs."""
    write_words(tmp_path / "sleutel/twijfel.json", doubts)
    return tmp_path / "sleutel/twijfel.json"


@pytest.fixture
def file(tmp_path: Path, doubts: list[Doubt]) -> Path:
    """The page as it is written."""
    rows = [
        {"interview_id": name, "text": text, "kind": kind, "certainty": sure} for name, _, text, kind, sure, _ in FOUND
    ]
    at = [{"turn_no": 1, "start_char": n, "end_char": n + 1, "score": 1.0, "reason": ""} for n in range(len(rows))]
    names = frames.build(frames.NAMES, [row | more for row, more in zip(rows, at, strict=True)])
    return render_privacy(privacy_context(names, doubts, MUNICIPALITY_OF, LABELS), tmp_path / "out")


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Page]:
    """The page, opened from disk; a request, a script error or a breach of its policy fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda found: wrong.append(str(found.error)))
    page.on("console", lambda said: wrong.append(said.text))
    page.goto(file.as_uri())
    try:
        yield page
    finally:
        context.close()
    assert {url for url in asked if not url.startswith("blob:file://")} == {file.as_uri()}
    assert not wrong, wrong


def saved(page: Page) -> list[list[str]]:
    """Press the button and return the rows of the file that the browser saves."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Bewaar vrijgaven.csv").click()
    assert waiting.value.suggested_filename == "vrijgaven.csv"
    content = Path(waiting.value.path()).read_bytes().decode("utf-8")
    assert content.startswith("\ufeff")
    assert content.endswith("\r\n")
    return list(csv.reader(io.StringIO(content[1:], newline=""), delimiter=";", strict=True))


def test_the_file_holds_no_name(file: Path) -> None:
    content = file.read_bytes().decode().casefold()
    hidden = [text for _, _, text, *_ in FOUND] + FORMS + ["olm &amp;", *MUNICIPALITY_OF.values()]
    assert [text for text in hidden if text.casefold() in content] == []
    assert content.count(GAP) == 3


def test_words_are_shown_from_the_researchers_own_file(opened: Page, words: Path) -> None:
    expect(opened.locator(".woord-deel").first).to_be_hidden()
    opened.get_by_label("Laat de woorden zien: kies twijfel.json").set_input_files(words)
    expect(opened.get_by_role("status").first).to_have_text("2 van de 2 woorden staan nu op de pagina.")
    expect(opened.locator(".woord")).to_have_text(FORMS)
    assert opened.locator(".woord *").count() == 0
    expect(opened.get_by_role("group", name="1. plaats, Gemeente 1: kwelderzicht")).to_be_visible()


@pytest.mark.parametrize("content", ["", "[1", "null", '"x"', "[]", '{"0": "x"}', '{"__proto__": {"a": 1}}'])
def test_another_file_shows_no_words_and_says_what_to_choose(
    opened: Page, words: Path, tmp_path: Path, content: str
) -> None:
    field = opened.get_by_label("Laat de woorden zien: kies twijfel.json")
    field.set_input_files(words)
    expect(opened.locator(".woord").first).to_be_visible()
    (tmp_path / "anders.json").write_text(content, encoding="utf-8")
    field.set_input_files(tmp_path / "anders.json")
    expect(opened.get_by_role("status").first).to_contain_text("kies twijfel.json uit de map sleutel")
    expect(opened.locator(".woord")).to_have_text(["", ""])


def test_what_is_ticked_is_saved_without_the_word(opened: Page, words: Path, doubts: list[Doubt]) -> None:
    opened.get_by_label("Laat de woorden zien: kies twijfel.json").set_input_files(words)
    second = opened.get_by_role("group", name="2. organisatie, Gemeente 2")
    second.get_by_label("vrijgeven").check()
    second.get_by_label("Reden").fill('een "winkel";\tniet meer')
    opened.get_by_label("Uw naam").fill("  Anna de Wit ")
    assert saved(opened) == [
        list(RELEASE_COLUMNS),
        [doubts[1].doubt_id, "Gemeente 2", "organisatie", "bb1", "2", "Anna de Wit", 'een "winkel"; niet meer'],
    ]
    expect(opened.get_by_role("status").last).to_contain_text("met 1 woord")
    opened.get_by_role("group", name="1. plaats").get_by_label("vrijgeven").check()
    assert [row[0] for row in saved(opened)[1:]] == [one.doubt_id for one in doubts]


def test_what_is_missing_is_said_and_nothing_is_saved(opened: Page, words: Path) -> None:
    kept: list[object] = []
    opened.on("download", lambda download: kept.append(download))
    button, alert = opened.get_by_role("button", name="Bewaar vrijgaven.csv"), opened.get_by_role("alert")
    first = opened.get_by_role("group", name="1. plaats")
    button.click()
    expect(alert).to_contain_text("Er is nog niets aangekruist")
    expect(first.get_by_label("vrijgeven")).to_be_focused()
    first.get_by_label("vrijgeven").check()
    opened.get_by_label("Uw naam").fill("   ")
    button.click()
    expect(alert).to_contain_text("Vul uw naam in")
    expect(opened.get_by_label("Uw naam")).to_be_focused()
    opened.get_by_label("Uw naam").fill("Anna")
    opened.get_by_label("Laat de woorden zien: kies twijfel.json").set_input_files(words)
    expect(opened.locator(".woord").first).to_be_visible()
    first.get_by_label("Reden").fill("Kwelderzicht is een dijk")
    button.click()
    expect(alert).to_contain_text("In deze reden staat het woord zelf")
    expect(first.get_by_label("Reden")).to_be_focused()
    assert kept == []
    first.get_by_label("Reden").fill("is een dijk")
    assert saved(opened)[1][-1] == "is een dijk"
    expect(alert).to_be_empty()


def test_by_keyboard_alone(opened: Page, doubts: list[Doubt]) -> None:
    opened.get_by_label("Laat de woorden zien: kies twijfel.json").focus()
    opened.keyboard.press("Tab")
    opened.keyboard.press("Space")
    opened.keyboard.press("Tab")
    opened.keyboard.type("een dijk")
    for _ in range(3):
        opened.keyboard.press("Tab")
    opened.keyboard.type("Anna")
    with opened.expect_download() as waiting:
        opened.keyboard.press("Enter")
    row = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()[1]
    assert row == f'"{doubts[0].doubt_id}";"Gemeente 1";"plaats";"aa1";"4";"Anna";"een dijk"'


@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_and_can_be_used_by_anybody(opened: Page, words: Path, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 844})
    assert serious_findings(opened) == []
    opened.get_by_label("Laat de woorden zien: kies twijfel.json").set_input_files(words)
    expect(opened.locator(".woord").first).to_be_visible()
    opened.get_by_role("button", name="Bewaar vrijgaven.csv").click()
    expect(opened.get_by_role("alert")).not_to_be_empty()
    assert fits(opened)
    assert serious_findings(opened) == []
    sizes = opened.locator("input:not([type=checkbox]), button, .keuze label").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 44


def test_words_are_not_printed(opened: Page, words: Path) -> None:
    opened.get_by_label("Laat de woorden zien: kies twijfel.json").set_input_files(words)
    expect(opened.locator(".woord").first).to_be_visible()
    opened.emulate_media(media="print")
    expect(opened.locator(".woord").first).to_be_hidden()
