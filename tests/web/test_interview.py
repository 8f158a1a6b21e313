"""The interview page and the queue as the server makes them: what is in the page, what is left out, where the queue goes."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_makers import CODER, log_in

from pipeline import frames
from pipeline.review import Suggestion
from pipeline.review.web.study import ReviewedStudy


def said_in(page: str) -> list[str]:
    """Return the text content of every turn."""
    found = re.findall(r'<p class="said">(.*?)</p>', page, flags=re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in found]


def chips_in(page: str) -> list[dict[str, str]]:
    """Return the data of every chip."""
    buttons = re.findall(r'<button type="button" class="chip [^>]*>', page)
    return [{k: html.unescape(v) for k, v in re.findall(r'(?:data-)?([\w-]+)="([^"]*)"', one)} for one in buttons]


def suggestion_of(study: ReviewedStudy, code_id: str, interview_id: str = "dorp1") -> Suggestion:
    """Return the suggestion of a code in an interview."""
    return next(one for one in study.store.suggestions(interview_id) if one.code_id == code_id)


def test_the_text_of_every_turn_is_whole(client: TestClient, study: ReviewedStudy):
    page = client.get("/interview/dorp1").text
    assert said_in(page) == [turn.text for turn in frames.rows(study.turns_of("dorp1"))]


def test_chips_carry_place_and_reason(client: TestClient, study: ReviewedStudy):
    chips = chips_in(client.get("/interview/dorp1").text)
    assert [chip["code"] for chip in chips] == [one.code_id for one in study.store.suggestions("dorp1")]
    first, at = chips[0], study.store.suggestions("dorp1")[0].passage
    assert (int(first["turn"]), int(first["start"]), int(first["end"])) == (2, at.start_char, at.end_char)
    assert (first["verdict"], first["expected"], first["score"]) == ("", "", "91%")
    assert first["detail"] == "regel korte-lijnen: 'korte lijnen' staat er letterlijk"


def test_what_another_coder_decided_is_not_in_the_page(client: TestClient, study: ReviewedStudy):
    one = suggestion_of(study, "netwerk.korte_lijnen")
    study.store.decide(one.passage, one.code_id, "reject", "Bert", reason="te kort door de bocht")
    study.store.decide(one.passage, "netwerk.samen_uitvoeren", "accept", "Bert")
    page = client.get("/interview/dorp1").text
    assert "te kort door de bocht" not in page
    assert len(chips_in(page)) == 3
    assert all(chip["verdict"] == "" for chip in chips_in(page))


def test_own_decisions_and_codings_are_in_the_page(client: TestClient, study: ReviewedStudy):
    one = suggestion_of(study, "netwerk.korte_lijnen")
    study.store.decide(one.passage, one.code_id, "reject", CODER, reason='niet "hier" & nu')
    made = study.store.decide(one.passage, "netwerk.samen_uitvoeren", "accept", CODER)
    chips = {chip["code"]: chip for chip in chips_in(client.get("/interview/dorp1").text)}
    assert chips["netwerk.korte_lijnen"]["verdict"] == "reject"
    assert chips["netwerk.korte_lijnen"]["reason"] == 'niet "hier" & nu'
    assert chips["netwerk.samen_uitvoeren"]["expected"] == made.decision_id
    assert "suggestion" not in chips["netwerk.samen_uitvoeren"]


def test_a_decision_that_lost_its_place_is_no_chip(client: TestClient, study: ReviewedStudy):
    one = suggestion_of(study, "netwerk.korte_lijnen").passage
    moved = study.passage("dorp1", 2, one.start_char + 3, one.end_char)
    lost = replace(moved, quote="andere woorden")
    study.store.decide(lost, "netwerk.samen_uitvoeren", "accept", CODER)
    assert "netwerk.samen_uitvoeren" not in {chip["code"] for chip in chips_in(client.get("/interview/dorp1").text)}


def test_interviewer_turns_have_no_codes(client: TestClient):
    page = client.get("/interview/dorp1").text
    interviewer = re.findall(r'<article class="turn interviewer".*?</article>', page, flags=re.DOTALL)
    assert len(interviewer) == 3
    assert not any("chips" in turn or 'data-action="add"' in turn for turn in interviewer)


def test_the_page_has_its_landmarks(client: TestClient):
    page = client.get("/interview/dorp1").text
    assert '<html lang="nl">' in page
    assert '<aside class="panel" id="panel" aria-label="Uitleg en codeboek">' in page
    assert page.count("<h1>") == 1
    assert 'class="skip-link" href="#main"' in page


def test_an_unknown_interview_is_a_dutch_404(client: TestClient):
    answer = client.get("/interview/bestaat-niet")
    assert answer.status_code == 404
    assert "Dit interview is er niet in deze studie" in answer.text


def test_judged_shows_when(client: TestClient, study: ReviewedStudy):
    assert 'id="judged-line" hidden' in client.get("/interview/dorp1").text
    study.store.judge_turns("dorp1", [2, 4], CODER, is_blind=False)
    assert 'id="judged-line" hidden' in client.get("/interview/dorp1").text
    study.store.judge_turns("dorp1", [6], CODER, is_blind=False)
    page = client.get("/interview/dorp1").text
    assert 'id="judged-line" hidden' not in page
    assert re.search(r"op \d{1,2} [a-z]+ \d{4}, \d\d:\d\d", page)


def test_turns_to_code_blind_show_no_suggestions(client: TestClient, study: ReviewedStudy):
    study.store.draw_sample(CODER, 1, 0.2, [("dorp1", 2)])
    page = client.get("/interview/dorp1").text
    assert {chip["turn"] for chip in chips_in(page)} == {"4", "6"}
    assert "Deze beurt codeert u nog blind." in page
    study.store.judge_turns("dorp1", [2], CODER, is_blind=True)
    after = client.get("/interview/dorp1").text
    assert {chip["turn"] for chip in chips_in(after)} == {"2", "4", "6"}
    assert re.findall(r'data-turn="(\d+)" data-start="\d+" data-judged-blind="1"', after) == ["2"]


def waiting(client: TestClient, after: int = 0) -> str:
    """Return where the queue leads."""
    answer = client.get(f"/wachtrij?na={after}", follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"]


def test_the_queue_begins_with_what_is_doubtful(client: TestClient, study: ReviewedStudy):
    doubtful = suggestion_of(study, "netwerk.moeizaam_contact")
    assert waiting(client) == f"/interview/dorp1?wachtrij=1#s{doubtful.suggestion_id}"


def test_the_queue_goes_on_and_comes_round(client: TestClient, study: ReviewedStudy):
    seen, at = [], 0
    for _ in range(6):
        at = int(waiting(client, at).rpartition("#s")[2])
        seen.append(at)
    assert sorted(seen[:5]) == sorted(one.suggestion_id for one in study.store.suggestions())
    assert seen[5] == seen[0]


def test_the_queue_leaves_out_what_is_decided_or_to_code_blind(client: TestClient, study: ReviewedStudy):
    study.store.draw_sample(CODER, 1, 0.2, [("dorp1", 4)])
    for one in study.store.suggestions():
        if one.passage.turn_no != 4 and one.code_id != "financiering.tekort":
            study.store.decide(one.passage, one.code_id, "unsure", CODER)
    left = suggestion_of(study, "financiering.tekort")
    assert waiting(client) == f"/interview/dorp1?wachtrij=1#s{left.suggestion_id}"


def test_an_empty_queue_says_so_on_the_start_page(client: TestClient, study: ReviewedStudy):
    for one in study.store.suggestions():
        study.store.decide(one.passage, one.code_id, "accept", CODER)
    assert waiting(client) == "/"
    assert "de wachtrij is leeg" in client.get("/").text


def test_each_coder_has_a_queue_of_his_own(app: FastAPI, client: TestClient, study: ReviewedStudy):
    for one in study.store.suggestions():
        study.store.decide(one.passage, one.code_id, "accept", CODER)
    with TestClient(app, base_url="http://127.0.0.1") as other:
        log_in(other, "Bert")
        assert waiting(other).startswith("/interview/dorp1?wachtrij=1#s")


def test_a_lost_decision_can_be_placed_here(client: TestClient, study: ReviewedStudy):
    one = suggestion_of(study, "netwerk.korte_lijnen")
    made = study.store.decide(one.passage, one.code_id, "accept", "Bert")
    page = client.get(f"/interview/dorp1?plaats={made.decision_id}").text
    assert f'data-placing="{made.decision_id}"' in page
    assert 'id="place-here"' in page
    assert 'id="place-here"' not in client.get("/interview/dorp1?plaats=onzin").text


@pytest.mark.parametrize("address", ["/interview/dorp1", "/wachtrij"])
def test_a_visitor_has_to_log_in(visitor: TestClient, address: str):
    answer = visitor.get(address, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/aanmelden")


def test_scripts_that_hide_in_a_transcript_stay_text(app: FastAPI, client: TestClient, study: ReviewedStudy):
    nasty = '<script>alert("x")</script> \u202eomgekeerd'
    changed = study.turns.copy()
    row = changed.index[(changed["interview_id"] == "stad1") & (changed["turn_no"] == 7)][0]
    changed.loc[row, ["text", "end_char"]] = [nasty, int(changed.loc[row, "start_char"]) + len(nasty)]
    app.state.study = replace(study, turns=changed)
    page = client.get("/interview/stad1").text
    assert "<script>alert" not in page
    assert 'data-sign="U+202E"' in page
    assert said_in(page)[-1] == nasty
