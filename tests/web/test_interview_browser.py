"""The interview page in a real browser: every action by its button, and what the store holds afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from web_makers import CODER, Server, page_of

from pipeline.review import Decision

SELECT = """([turn, words]) => {
  const said = document.querySelector(`#t${turn} .said`);
  const at = said.textContent.indexOf(words);
  const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let before = 0;
  while (walker.nextNode()) {
    const { length } = walker.currentNode;
    if (before <= at && at < before + length) range.setStart(walker.currentNode, at - before);
    if (before < at + words.length && at + words.length <= before + length) range.setEnd(walker.currentNode, at + words.length - before);
    before += length;
  }
  const selection = document.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}"""


@pytest.fixture
def interview(page: Page) -> Page:
    """The page of the first interview."""
    page.goto("/interview/dorp1")
    return page


def chip(page: Page, name: str) -> Locator:
    """Return the chip of a code."""
    return page.locator(".chip", has_text=name)


def press(page: Page, name: str) -> None:
    """Press a button of the panel."""
    page.locator("#panel").get_by_role("button", name=name).click()


def select(page: Page, turn_no: int, words: str) -> None:
    """Select words in a turn."""
    page.evaluate(SELECT, [turn_no, words])


def decided(server: Server, coder: str = CODER) -> dict[str, Decision]:
    """Return what stands, by code."""
    return {one.code_id: one for one in server.study.store.decisions(coder=coder)}


def expect_said(page: Page, text: str) -> None:
    """Wait until the status line says something."""
    expect(page.get_by_role("status").first).to_contain_text(text)


def saved(page: Page) -> None:
    """Wait until everything is on the server: undo, refresh and decisions go one after another."""
    expect(page.locator("#interview[data-saving]")).to_have_count(0)


def test_accept_by_button_goes_on_to_the_next(interview: Page, server: Server):
    chip(interview, "Korte lijnen").click()
    expect(interview.locator(".piece.chosen")).to_have_text("we hebben echt korte lijnen")
    press(interview, "Akkoord")
    expect(chip(interview, "Korte lijnen")).to_contain_text("✓ akkoord")
    expect(chip(interview, "Moeizaam contact")).to_have_attribute("aria-current", "true")
    expect_said(interview, "Akkoord: Korte lijnen, beurt 2")
    expect(interview.locator("#progress-text")).to_have_text("1 van 3 voorstellen beoordeeld")
    saved(interview)
    assert decided(server)["netwerk.korte_lijnen"].verdict == "accept"


@pytest.mark.parametrize(
    ("button", "verdict", "state"), [("Afwijzen", "reject", "✗ afgewezen"), ("Twijfel", "unsure", "? twijfel")]
)
def test_reject_and_doubt(interview: Page, server: Server, button: str, verdict: str, state: str):
    chip(interview, "Korte lijnen").click()
    press(interview, button)
    expect(chip(interview, "Korte lijnen")).to_contain_text(state)
    saved(interview)
    assert decided(server)["netwerk.korte_lijnen"].verdict == verdict
    interview.reload()
    expect(chip(interview, "Korte lijnen")).to_contain_text(state)


def test_the_panel_says_why_and_what_the_code_means(interview: Page):
    chip(interview, "Korte lijnen").click()
    panel = interview.get_by_role("complementary", name="Uitleg en codeboek")
    expect(panel).to_contain_text("regel korte-lijnen: 'korte lijnen' staat er letterlijk")
    expect(panel).to_contain_text("Score 91%; hoe hoger, hoe sterker de aanwijzing.")
    expect(panel.get_by_role("heading", name="Codeboek: Korte lijnen")).to_be_visible()
    expect(panel.get_by_role("heading", name="Wel").first).to_be_visible()


def test_a_click_on_the_text_chooses_its_code(interview: Page):
    interview.locator("#t6 .piece.marked").click()
    expect(interview.locator(".chip[aria-current=true]")).to_contain_text("Geld ontbreekt")


def test_another_code_rejects_one_and_accepts_the_other(interview: Page, server: Server):
    chip(interview, "Korte lijnen").click()
    press(interview, "Andere code")
    dialog = interview.get_by_role("dialog", name="Andere code in plaats van Korte lijnen")
    expect(dialog.locator("[data-code='netwerk.korte_lijnen']")).to_have_count(0)
    dialog.get_by_label("Zoek een code").fill("gezamenlijke amb")
    dialog.get_by_role("button", name="Gezamenlijke ambitie").click()
    expect(chip(interview, "Korte lijnen")).to_contain_text("✗ afgewezen")
    expect(chip(interview, "Gezamenlijke ambitie")).to_contain_text("✓ akkoord")
    saved(interview)
    found = decided(server)
    assert found["netwerk.korte_lijnen"].verdict == "reject"
    assert found["visie.gezamenlijke_ambitie"].verdict == "accept"
    assert found["visie.gezamenlijke_ambitie"].passage.quote == "we hebben echt korte lijnen"


def test_a_new_coding_after_an_emoji_has_offsets_in_code_points(interview: Page, server: Server):
    select(interview, 2, " Ik app haar en een kwartier later ")
    press(interview, "Nieuwe codering")
    dialog = interview.get_by_role("dialog", name="Nieuwe codering, beurt 2")
    expect(dialog.locator("blockquote")).to_have_text("Ik app haar en een kwartier later")
    dialog.get_by_label("Zoek een code").fill("korte lijnen")
    interview.keyboard.press("Enter")
    expect(interview.locator(".piece.chosen")).to_have_text("Ik app haar en een kwartier later")
    saved(interview)
    made = decided(server)["netwerk.korte_lijnen"]
    text = server.study.text_of("dorp1")
    assert text[made.passage.start_char : made.passage.end_char] == "Ik app haar en een kwartier later"
    assert made.passage.quote == "Ik app haar en een kwartier later"
    drawn = interview.locator("#t2 .said").inner_html()
    interview.reload()
    assert re.sub(r" chosen\b", "", drawn) == interview.locator("#t2 .said").inner_html()


def test_words_over_two_turns_are_refused(interview: Page, server: Server):
    interview.evaluate(
        "() => document.getSelection().setBaseAndExtent(document.querySelector('#t2 .said'), 0, document.querySelector('#t4 .said'), 1)"
    )
    press(interview, "Nieuwe codering")
    expect_said(interview, "U selecteerde tekst uit meer dan één beurt")
    select(interview, 3, "altijd")
    press(interview, "Nieuwe codering")
    expect_said(interview, "Alleen beurten van een geïnterviewde")
    assert decided(server) == {}


def test_sentences_can_be_chosen_where_nothing_is_selected(interview: Page, server: Server):
    interview.get_by_role("button", name="Code toevoegen bij beurt 4").click()
    dialog = interview.get_by_role("dialog", name="Nieuwe codering, beurt 4")
    dialog.get_by_label("Van zin").select_option("2")
    expect(dialog.locator("blockquote")).to_have_text("Nu zitten we elke maand bij elkaar.")
    dialog.get_by_label("Zoek een code").fill("korte lijnen")
    dialog.get_by_role("button", name="Korte lijnen").first.click()
    saved(interview)
    expect(interview.locator("#t4 .chip", has_text="Korte lijnen")).to_contain_text("✓ akkoord")
    assert decided(server)["netwerk.korte_lijnen"].passage.quote == "Nu zitten we elke maand bij elkaar."


def test_a_memo_keeps_the_verdict(interview: Page, server: Server):
    chip(interview, "Korte lijnen").click()
    press(interview, "Memo")
    interview.get_by_label("Wat wilt u hierbij onthouden").fill("navragen <b>bij</b> Bert")
    interview.get_by_role("button", name="Bewaren").click()
    expect(chip(interview, "Korte lijnen")).to_contain_text("? twijfel")
    expect(interview.locator("#memo-text")).to_have_text("navragen <b>bij</b> Bert")
    press(interview, "Akkoord")
    saved(interview)
    made = decided(server)["netwerk.korte_lijnen"]
    assert (made.verdict, made.reason) == ("accept", "navragen <b>bij</b> Bert")
    expect(chip(interview, "Korte lijnen")).to_contain_text("✎ memo")


def test_undo_walks_back(interview: Page, server: Server):
    chip(interview, "Korte lijnen").click()
    press(interview, "Afwijzen")
    chip(interview, "Korte lijnen").click()
    press(interview, "Akkoord")
    press(interview, "Ongedaan")
    expect(chip(interview, "Korte lijnen")).to_contain_text("✗ afgewezen")
    expect_said(interview, "Ongedaan gemaakt: Korte lijnen, beurt 2")
    press(interview, "Ongedaan")
    expect(chip(interview, "Korte lijnen")).to_contain_text("nog open")
    press(interview, "Ongedaan")
    expect_said(interview, "Er is niets om ongedaan te maken.")
    assert decided(server) == {}


def test_undo_of_an_own_coding_takes_its_chip_away(interview: Page, server: Server):
    select(interview, 4, "elke maand")
    press(interview, "Nieuwe codering")
    interview.get_by_label("Zoek een code").fill("korte lijnen")
    interview.keyboard.press("Enter")
    expect(interview.locator("#t4 .chip")).to_have_count(2)
    press(interview, "Ongedaan")
    expect(interview.locator("#t4 .chip")).to_have_count(1)
    assert decided(server) == {}


def test_undo_goes_to_the_interview_where_it_was(interview: Page, server: Server):
    one = server.study.store.suggestions("stad1")[0]
    server.study.store.decide(one.passage, one.code_id, "accept", CODER)
    press(interview, "Ongedaan")
    interview.wait_for_url(re.compile("/interview/stad1#k"))
    expect(interview.locator(".chip[aria-current=true]")).to_contain_text("Moeizaam contact")


def test_the_queue_walks_through_all(page: Page, server: Server):
    page.goto("/wachtrij")
    for n_left in range(5, 0, -1):
        expect(page.locator(".chip[aria-current=true]")).to_contain_text("nog open")
        here = page.url
        press(page, "Akkoord" if n_left % 2 else "Afwijzen")
        page.wait_for_url(lambda url, here=here: url != here)
    expect_said(page, "de wachtrij is leeg")
    assert len(server.study.store.decisions(coder=CODER)) == 5


def test_judged_asks_about_what_is_open(interview: Page, server: Server):
    chip(interview, "Korte lijnen").click()
    press(interview, "Akkoord")
    interview.get_by_role("button", name="Interview beoordeeld").click()
    dialog = interview.get_by_role("dialog", name="Er staan nog voorstellen open")
    expect(dialog).to_contain_text("Er staan nog 2 voorstellen open")
    dialog.get_by_role("button", name="Annuleren").click()
    assert server.study.store.judged(CODER) == []
    interview.get_by_role("button", name="Interview beoordeeld").click()
    dialog.get_by_role("button", name="Toch beoordeeld").click()
    expect(interview.get_by_text("✓ Beoordeeld")).to_be_visible()
    assert [(turn.turn_no, turn.is_blind) for turn in server.study.store.judged(CODER)] == [
        (2, False),
        (4, False),
        (6, False),
    ]
    interview.get_by_role("button", name="Toch niet beoordeeld").click()
    expect(interview.get_by_role("button", name="Interview beoordeeld")).to_be_visible()
    assert server.study.store.judged(CODER) == []


def test_the_codebook_is_searched(interview: Page):
    interview.get_by_text("Codeboek doorzoeken").click()
    interview.get_by_label("Zoek in naam, definitie en voorbeelden").fill("gemeentelijke visie")
    expect(interview.locator("#lookup .code", has_text="Gemeentelijke visie").first).to_be_visible()
    expect(interview.locator("#lookup .code[data-code='financiering.tekort']")).to_be_hidden()
    interview.get_by_label("Zoek in naam, definitie en voorbeelden").fill("qqqq")
    expect(interview.get_by_text("Geen code gevonden; probeer een ander woord.").first).to_be_visible()


@pytest.fixture
def other(browser: Browser, server: Server) -> Iterator[Page]:
    """The same interview in the browser of another coder."""
    with page_of(browser, server.url, "Bert") as made:
        made.goto("/interview/dorp1")
        yield made


def test_another_coder_does_not_see_it(interview: Page, other: Page, server: Server):
    chip(interview, "Korte lijnen").click()
    press(interview, "Akkoord")
    saved(interview)
    other.reload()
    expect(chip(other, "Korte lijnen")).to_contain_text("nog open")
    chip(other, "Korte lijnen").click()
    press(other, "Afwijzen")
    saved(other)
    assert decided(server)["netwerk.korte_lijnen"].verdict == "accept"
    assert decided(server, "Bert")["netwerk.korte_lijnen"].verdict == "reject"


def test_a_lost_decision_is_placed_by_hand(page: Page, server: Server):
    one = server.study.store.suggestions("dorp1")[0]
    made = server.study.store.decide(one.passage, one.code_id, "accept", CODER)
    page.goto(f"/interview/dorp1?plaats={made.decision_id}")
    select(page, 4, "Nu zitten we elke maand bij elkaar")
    page.get_by_role("button", name="Hier plaatsen").click()
    page.wait_for_url(re.compile("/los$"))
    assert decided(server)[one.code_id].passage.quote == "Nu zitten we elke maand bij elkaar"


def test_what_the_server_refuses_is_taken_back(interview: Page, server: Server):
    interview.route("**/api/besluit", lambda route: route.abort())
    chip(interview, "Korte lijnen").click()
    press(interview, "Akkoord")
    expect_said(interview, "Factorwijzer is niet te bereiken")
    expect(chip(interview, "Korte lijnen")).to_contain_text("nog open")
    expect(chip(interview, "Korte lijnen")).to_have_attribute("aria-current", "true")
    expect(interview.locator("#progress-text")).to_have_text("0 van 3 voorstellen beoordeeld")
    assert decided(server) == {}
