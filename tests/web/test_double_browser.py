"""Coding blind in a real browser: by mouse, by keyboard alone, on a small screen."""

from __future__ import annotations

import pytest
from acts import fits, serious_findings
from playwright.sync_api import Browser, Locator, Page, expect
from web_makers import Server, page_of

from pipeline.review.model import Decision
from pipeline.review.web.study import ReviewedStudy

SHORT_LINES, MONEY = "netwerk.korte_lijnen", "financiering.tekort"
EVERYTHING = [("dorp1", 2), ("dorp1", 4), ("dorp1", 6), ("stad1", 2), ("stad1", 4), ("stad1", 6)]
SCHOOL_TURNS = EVERYTHING[:3]


def saved(page: Page) -> None:
    """Wait until everything is on the server."""
    expect(page.locator("#blind[data-saving]")).to_have_count(0)


def standing(study: ReviewedStudy, coder: str = "Anna") -> list[Decision]:
    """Return the codes that a coder gives."""
    return [one for one in study.store.decisions(coder=coder) if one.verdict == "accept"]


def select(page: Page, turn_no: int, words: str) -> None:
    """Select words of a turn with the mouse: press at their beginning, let go at their end."""
    box = page.evaluate(
        """([turnNo, words]) => {
          const said = document.querySelector(`#t${turnNo} .said`);
          said.scrollIntoView({ block: "center" });
          const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            const boxes = [...range.getClientRects()];
            const [first, last] = [boxes[0], boxes.at(-1)];
            return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
          }
          throw new Error("these words are not in one piece of the turn");
        }""",
        [turn_no, words],
    )
    page.mouse.move(box[0] + 1, box[1])
    page.mouse.down()
    page.mouse.move(box[2] - 1, box[3], steps=4)
    page.mouse.up()


def choose(page: Page, words: str) -> None:
    """Choose the first code of the dialog that has some words."""
    expect(page.locator("#codes")).to_be_visible()
    expect(page.locator("#codes-words")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator("#codes")).to_be_hidden()


def leave_help(page: Page) -> None:
    """Close the help dialog and wait until the focus has left it."""
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.activeElement.closest('dialog')")


def codings(page: Page, turn_no: int) -> Locator:
    """Return the codings that are shown below a turn."""
    return page.locator(f"#t{turn_no} .coding:visible")


@pytest.fixture
def blind(page: Page, study: ReviewedStudy) -> Page:
    """The blind page of the first interview, all of its turns drawn for Anna."""
    study.store.draw_sample("Anna", 1, 1.0, EVERYTHING)
    page.goto("/dubbel/coderen/dorp1")
    return page


def test_from_drawing_to_a_coded_sample_that_shows_nothing_of_others(
    page: Page, browser: Browser, server: Server, study: ReviewedStudy
) -> None:
    suggestion = study.store.suggestions()[0]
    study.store.decide(suggestion.passage, MONEY, "accept", "Anna", reason="Reden van Anna")
    study.store.judge_turns("dorp1", [2, 4, 6], "Anna", is_blind=False)
    page.goto("/dubbel")
    page.get_by_label("Tweede codeur").select_option("Bert")
    page.get_by_label("Deel van elk interview").fill("100")
    page.get_by_role("button", name="Trekken").click()
    expect(page.get_by_role("status").first).to_contain_text("6 beurten getrokken voor Bert")
    with page_of(browser, server.url, "Bert") as other:
        other.goto("/dubbel")
        other.get_by_role("link", name="Beginnen met coderen").click()
        other.wait_for_url("**/dubbel/coderen/dorp1")
        source = other.content()
        for trace in ("Reden van Anna", "Anna", "model-0000", "letterlijk", "data-suggestion", "data-score"):
            assert trace not in source
        expect(other.locator(".coding:visible")).to_have_count(0)
        expect(other.locator(".piece.marked")).to_have_count(0)
        select(other, 2, "Ik app haar")
        other.locator("#t2").get_by_role("button", name="Code geven").click()
        expect(other.locator("#codes-quote")).to_have_text("Ik app haar")
        choose(other, "korte lijnen")
        expect(codings(other, 2)).to_contain_text("Korte lijnen")
        saved(other)
    (given,) = standing(study, "Bert")
    assert (given.passage.quote, given.code_id, given.is_blind) == ("Ik app haar", SHORT_LINES, True)
    # Behind a sign outside the basic plane offsets still count code points.
    assert study.text_of("dorp1")[given.passage.start_char : given.passage.end_char] == "Ik app haar"


def test_a_coding_is_underlined_removed_and_given_again(blind: Page, study: ReviewedStudy) -> None:
    select(blind, 6, "Er is geen geld voor de groep")
    blind.keyboard.press("n")
    choose(blind, "geld ontbreekt")
    expect(blind.locator("#t6 .piece.belemmerend")).to_have_text("Er is geen geld voor de groep")
    saved(blind)
    assert [one.code_id for one in standing(study)] == [MONEY]
    blind.locator("#t6").get_by_role("button", name="Weghalen").click()
    expect(codings(blind, 6)).to_have_count(0)
    expect(blind.locator("#t6 .piece.marked")).to_have_count(0)
    expect(blind.locator("#t6 .no-codes")).to_be_visible()
    saved(blind)
    assert standing(study) == []
    blind.reload()
    expect(codings(blind, 6)).to_have_count(0)
    select(blind, 6, "Er is geen geld voor de groep")
    blind.keyboard.press("n")
    choose(blind, "geld ontbreekt")
    expect(codings(blind, 6)).to_have_count(1)
    saved(blind)
    assert [one.code_id for one in standing(study)] == [MONEY]
    blind.reload()
    expect(codings(blind, 6)).to_have_count(1)


def test_by_keyboard_alone(page: Page, study: ReviewedStudy) -> None:
    study.store.draw_sample("Anna", 1, 1.0, SCHOOL_TURNS)
    page.goto("/dubbel")
    for _ in range(40):
        page.keyboard.press("Tab")
        if "Beginnen met coderen" in page.evaluate("() => document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/dubbel/coderen/dorp1")
    page.keyboard.press("j")
    expect(page.locator("#t2")).to_be_focused()
    page.keyboard.press("h")
    choose(page, "korte lijnen")
    expect(page.locator("#t2")).to_be_focused()
    page.keyboard.press("b")
    expect(page.locator("#t4")).to_be_focused()
    page.keyboard.press("z")
    page.keyboard.press("z")
    page.keyboard.press("n")
    expect(page.locator("#codes-quote")).to_have_text("Vroeger wist ik niet eens wie er werkte.")
    choose(page, "moeizaam")
    page.keyboard.press("b")
    expect(page.locator("#t6")).to_be_focused()
    page.keyboard.press("b")
    expect(page.locator("#finished")).to_be_focused()
    expect(page.locator("#progress-text")).to_have_text("3 van 3 beurten klaar")
    saved(page)
    whole, sentence = standing(study)
    assert whole.passage.quote == study.turns.iloc[1]["text"]
    assert sentence.passage.quote == "Vroeger wist ik niet eens wie er werkte."
    assert [(turn.turn_no, turn.is_blind) for turn in study.store.judged("Anna")] == [(2, True), (4, True), (6, True)]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dubbel")


def test_a_chosen_sentence_is_made_shorter_with_shift_and_arrows(blind: Page, study: ReviewedStudy) -> None:
    blind.keyboard.press("j")
    blind.keyboard.press("j")
    blind.keyboard.press("z")
    for _ in range(len(" hoor.")):
        blind.keyboard.press("Shift+ArrowLeft")
    blind.keyboard.press("n")
    expect(blind.locator("#codes-quote")).to_have_text("Nee")
    blind.keyboard.press("Escape")
    expect(blind.locator("#codes")).to_be_hidden()
    expect(blind.locator("#t4")).to_be_focused()
    assert standing(study) == []


def test_who_goes_on_at_once_after_a_dialog_stays_there(blind: Page) -> None:
    blind.keyboard.press("j")
    blind.keyboard.press("h")
    expect(blind.locator("#codes-words")).to_be_focused()
    blind.evaluate(
        """() => new Promise((done) => {
          const dialog = document.getElementById("codes");
          dialog.addEventListener("close", () => setTimeout(done));
          dialog.close();
          document.getElementById("t6").focus();
        })"""
    )
    expect(blind.locator("#t6")).to_be_focused()


@pytest.mark.parametrize("action", ["Zin kiezen", "Hele beurt"])
def test_every_key_has_a_button(blind: Page, study: ReviewedStudy, action: str) -> None:
    turn = blind.locator("#t2")
    turn.get_by_role("button", name=action).click()
    if action == "Zin kiezen":
        turn.get_by_role("button", name="Code geven").click()
    choose(blind, "korte lijnen")
    turn.get_by_role("button", name="Beurt klaar").click()
    expect(blind.locator("#t4")).to_be_focused()
    turn.get_by_role("button", name="Toch niet klaar").click()
    expect(turn.get_by_role("button", name="Beurt klaar")).to_be_visible()
    blind.get_by_role("button", name="Ongedaan").click()
    expect(codings(blind, 2)).to_have_count(0)
    blind.get_by_role("button", name="Ongedaan").click()
    expect(blind.get_by_role("status").first).to_contain_text("Er is niets meer om ongedaan te maken")
    saved(blind)
    assert standing(study) == []
    assert study.store.judged("Anna") == []
    blind.get_by_role("button", name="Help").click()
    expect(blind.get_by_role("heading", name="Toetsen")).to_be_visible()
    blind.keyboard.press("Escape")
    expect(blind.get_by_role("button", name="Help")).to_be_focused()


def test_what_cannot_be_coded_says_why(blind: Page, study: ReviewedStudy) -> None:
    status = blind.get_by_role("status").first
    blind.keyboard.press("n")
    expect(status).to_contain_text("Selecteer eerst een passage")
    select(blind, 3, "En is dat altijd zo geweest?")
    blind.keyboard.press("n")
    expect(status).to_contain_text("alleen om te lezen")
    blind.evaluate(
        """() => {
          const [from, to] = ["#t2 .said", "#t4 .said"].map((one) => document.querySelector(one));
          document.getSelection().setBaseAndExtent(from, 0, to, to.childNodes.length);
        }"""
    )
    blind.keyboard.press("n")
    expect(status).to_contain_text("Selecteer tekst in één beurt")
    assert standing(study) == []


def test_undo_walks_back_through_blind_work_only(blind: Page, study: ReviewedStudy) -> None:
    suggestion = study.store.suggestions()[3]
    study.store.decide(suggestion.passage, suggestion.code_id, "accept", "Anna")
    for words in ("korte lijnen", "moeizaam"):
        blind.locator("#t2").get_by_role("button", name="Hele beurt").click()
        choose(blind, words)
    expect(codings(blind, 2)).to_have_count(2)
    saved(blind)
    blind.keyboard.press("u")
    expect(codings(blind, 2)).to_have_count(1)
    blind.keyboard.press("u")
    expect(codings(blind, 2)).to_have_count(0)
    blind.keyboard.press("u")
    expect(blind.get_by_role("status").first).to_contain_text("Er is niets meer om ongedaan te maken")
    assert [one.passage.interview_id for one in standing(study)] == ["stad1"]


def test_what_another_tab_did_is_taken_over(blind: Page, study: ReviewedStudy) -> None:
    start = int(study.turns.iloc[1]["start_char"])
    whole = study.passage("dorp1", 2, start, int(study.turns.iloc[1]["end_char"]))
    study.store.decide(whole, SHORT_LINES, "accept", "Anna", is_blind=True, reason="in het andere tabblad")
    blind.locator("#t2").get_by_role("button", name="Hele beurt").click()
    choose(blind, "korte lijnen")
    expect(blind.get_by_role("status").first).to_contain_text("intussen veranderd")
    expect(codings(blind, 2)).to_have_count(1)
    blind.locator("#t2").get_by_role("button", name="Weghalen").click()
    expect(codings(blind, 2)).to_have_count(0)
    saved(blind)
    assert standing(study) == []


def test_what_the_server_refuses_is_taken_back(blind: Page, study: ReviewedStudy) -> None:
    blind.route("**/api/*", lambda route: route.abort())
    blind.locator("#t2").get_by_role("button", name="Hele beurt").click()
    choose(blind, "korte lijnen")
    expect(blind.get_by_role("status").first).to_contain_text("niet te bereiken")
    expect(codings(blind, 2)).to_have_count(0)
    blind.locator("#t2").get_by_role("button", name="Beurt klaar").click()
    expect(blind.locator("#progress-text")).to_have_text("0 van 3 beurten klaar")
    assert standing(study) == []


def test_keys_can_be_switched_off_and_are_text_in_a_field(blind: Page) -> None:
    blind.keyboard.press("?")
    blind.get_by_label("Sneltoetsen gebruiken").uncheck()
    leave_help(blind)
    blind.keyboard.press("h")
    expect(blind.locator("#codes")).to_be_hidden()
    blind.keyboard.press("?")
    blind.get_by_label("Sneltoetsen gebruiken").check()
    leave_help(blind)
    blind.keyboard.press("h")
    expect(blind.locator("#codes")).to_be_visible()
    blind.keyboard.type("bunk")
    expect(blind.locator("#codes-words")).to_have_value("bunk")
    expect(blind.get_by_text("Geen code gevonden")).to_be_visible()
    blind.keyboard.press("Enter")
    expect(blind.locator("#codes")).to_be_visible()


def test_arrows_go_through_the_list_of_codes(blind: Page, study: ReviewedStudy) -> None:
    blind.locator("#t2").get_by_role("button", name="Hele beurt").click()
    blind.keyboard.type("geld")
    blind.keyboard.press("ArrowDown")
    blind.keyboard.press("ArrowUp")
    expect(blind.locator("#codes-words")).to_be_focused()
    blind.keyboard.press("ArrowDown")
    blind.keyboard.press("ArrowDown")
    name = blind.evaluate("() => document.activeElement.dataset.name")
    blind.keyboard.press("Enter")
    expect(codings(blind, 2)).to_contain_text(name)
    saved(blind)
    assert [study.codebook.by_id[one.code_id].naam for one in standing(study)] == [name]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_can_be_used_by_anybody(blind: Page, width: int, scheme: str) -> None:
    blind.set_viewport_size({"width": width, "height": 844})
    blind.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    blind.locator("#t2").get_by_role("button", name="Hele beurt").click()
    assert fits(blind)
    assert serious_findings(blind) == []
    choose(blind, "korte lijnen")
    blind.locator("#t4").get_by_role("button", name="Beurt klaar").click()
    saved(blind)
    assert fits(blind)
    assert serious_findings(blind) == []
    blind.goto("/dubbel")
    expect(blind.get_by_text("1 van 6 beurten klaar")).to_be_visible()
    assert fits(blind)
    assert serious_findings(blind) == []
