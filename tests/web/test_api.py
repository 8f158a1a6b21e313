"""What scripts ask and write: verdicts, undo, judged turns, places, consensus, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from pipeline.review.anchors import passage_at
from pipeline.review.model import CONSENSUS
from pipeline.review.web.study import ReviewedStudy

LINES = "netwerk.korte_lijnen"


def verdict(study: ReviewedStudy, **changed: Any) -> dict[str, Any]:
    """Return what a page sends to accept the first suggestion, with some of it changed."""
    one = study.store.suggestions()[0]
    at = one.passage
    place = {"interview_id": at.interview_id, "turn_no": at.turn_no, "start_char": at.start_char}
    said = {"end_char": at.end_char, "code_id": one.code_id, "verdict": "accept", "reason": "", "expected": ""}
    return place | said | {"is_blind": False} | changed


def place_of(study: ReviewedStudy, turn_no: int, words: str, interview_id: str = "dorp1") -> dict[str, Any]:
    """Return the place of words in a turn, counted here in the turn and not by the code under test."""
    turns = study.turns_of(interview_id)
    turn = turns[turns["turn_no"] == turn_no].iloc[0]
    start = int(turn["start_char"]) + str(turn["text"]).index(words)
    return {
        "interview_id": interview_id,
        "turn_no": turn_no,
        "start_char": start,
        "end_char": start + len(words),
    }


def marks_of(client: TestClient) -> dict[str, dict[str, Any]]:
    """Return the fresh state of the first interview, by key."""
    return {mark["key"]: mark for mark in client.get("/api/interview/dorp1").json()["marks"]}


# --- verdicts


def test_a_verdict_is_written_down(client: TestClient, study: ReviewedStudy) -> None:
    answer = client.post("/api/besluit", json=verdict(study, reason="  zo zegt zij het  "))
    assert answer.status_code == 200
    told = answer.json()
    (kept,) = study.store.decisions()
    assert told["decision"] == {
        "id": kept.decision_id,
        "verdict": "accept",
        "reason": "zo zegt zij het",
        "coder": "Anna",
        "entered_by": "Anna",
        "decided_at": kept.decided_at,
    }
    assert told["progress"] == {"judged": 1, "total": 3}
    assert (kept.passage.quote, kept.source, kept.is_blind) == ("we hebben echt korte lijnen", "web", False)


def test_offsets_are_code_points(client: TestClient, study: ReviewedStudy) -> None:
    after_emoji = place_of(study, 2, "Ik app haar")
    assert client.post("/api/besluit", json=verdict(study, **after_emoji)).status_code == 200
    assert study.store.decisions()[0].passage.quote == "Ik app haar"


def test_the_progress_counts_suggestions_only(client: TestClient, study: ReviewedStudy) -> None:
    own = place_of(study, 6, "Dat vind ik jammer")
    assert client.post("/api/besluit", json=verdict(study, **own)).json()["progress"] == {"judged": 0, "total": 3}


def test_a_stale_page_is_shown_what_stands_now(client: TestClient, study: ReviewedStudy) -> None:
    first = client.post("/api/besluit", json=verdict(study, reason="eerste")).json()["decision"]
    stale = client.post("/api/besluit", json=verdict(study, verdict="reject"))
    assert stale.status_code == 409
    assert "intussen veranderd" in stale.json()["message"]
    assert stale.json()["current"] == first
    assert [one.verdict for one in study.store.decisions()] == ["accept"]


def test_a_stale_page_hears_that_it_was_taken_back(client: TestClient, study: ReviewedStudy) -> None:
    first = client.post("/api/besluit", json=verdict(study)).json()["decision"]["id"]
    client.post("/api/ongedaan", json={"is_blind": False})
    stale = client.post("/api/besluit", json=verdict(study, verdict="reject", expected=first))
    assert (stale.status_code, stale.json()["current"]) == (409, None)


def test_who_saw_what_stands_changes_it(client: TestClient, study: ReviewedStudy) -> None:
    first = client.post("/api/besluit", json=verdict(study)).json()["decision"]["id"]
    assert client.post("/api/besluit", json=verdict(study, verdict="unsure", expected=first)).status_code == 200
    assert [one.verdict for one in study.store.decisions()] == ["unsure"]
    assert len(study.store.decisions(standing_only=False)) == 2


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"turn_no": 1}, "Alleen beurten van een geïnterviewde"),
        ({"turn_no": 99}, "Alleen beurten van een geïnterviewde"),
        ({"turn_no": 4}, "De gekozen tekst ligt niet binnen één beurt"),
        ({"start_char": 0}, "De gekozen tekst ligt niet binnen één beurt"),
        ({"end_char": 100_000}, "De gekozen tekst ligt niet binnen één beurt"),
        ({"code_id": "netwerk.bestaat_niet"}, "Deze code staat niet in het codeboek"),
        ({"verdict": "misschien"}, "Deze gegevens zijn niet volledig of niet juist (verdict)"),
        ({"reason": "x" * 2001}, "Deze gegevens zijn niet volledig of niet juist (reason)"),
        ({"start_char": "12"}, "Deze gegevens zijn niet volledig of niet juist (start_char)"),
        ({"start_char": -1}, "Deze gegevens zijn niet volledig of niet juist (start_char)"),
        ({"is_blind": 1}, "Deze gegevens zijn niet volledig of niet juist (is_blind)"),
        ({"coder": "Bert"}, "Deze gegevens zijn niet volledig of niet juist (coder)"),
        ({"is_blind": True}, "Deze beurt zit niet in uw open steekproef"),
    ],
)
def test_what_does_not_fit_is_refused(
    client: TestClient, study: ReviewedStudy, changed: dict[str, Any], message: str
) -> None:
    answer = client.post("/api/besluit", json=verdict(study, **changed))
    assert answer.status_code == 422
    assert answer.json()["message"].startswith(message)
    assert study.store.decisions() == []


@pytest.mark.parametrize("words", [" ", "🙂", "; "])
def test_a_passage_without_words_is_refused(client: TestClient, study: ReviewedStudy, words: str) -> None:
    answer = client.post("/api/besluit", json=verdict(study, **place_of(study, 2, words)))
    assert (answer.status_code, answer.json()["message"][:26]) == (422, "De gekozen tekst bevat gee")


def test_an_empty_passage_is_refused(client: TestClient, study: ReviewedStudy) -> None:
    at = verdict(study)["start_char"]
    assert client.post("/api/besluit", json=verdict(study, end_char=at)).status_code == 422


def test_an_unknown_interview_is_not_found(client: TestClient, study: ReviewedStudy) -> None:
    assert client.post("/api/besluit", json=verdict(study, interview_id="weg")).status_code == 404
    assert client.get("/api/interview/weg").json()["message"].startswith("Dit interview is er niet")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff"])
def test_what_is_no_data_is_refused(client: TestClient, content: bytes) -> None:
    answer = client.post("/api/besluit", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["message"].endswith("laad de pagina opnieuw en probeer het nog eens.")


@pytest.mark.parametrize("path", ["besluit", "ongedaan", "beurten", "plaatsen", "consensus"])
def test_nobody_writes_without_logging_in(visitor: TestClient, path: str) -> None:
    page = visitor.get("/aanmelden").text
    csrf = page.split('<meta name="csrf" content="')[1].split('"')[0]
    answer = visitor.post(f"/api/{path}", json={}, headers={"X-CSRF-Token": csrf})
    assert answer.status_code == 401
    assert answer.json()["message"].startswith("U bent niet meer aangemeld")


# --- blind work


def test_blind_work_is_for_the_open_sample(client: TestClient, study: ReviewedStudy) -> None:
    study.store.draw_sample("Anna", 1, 0.3, [("dorp1", 2)])
    assert client.post("/api/besluit", json=verdict(study, is_blind=True)).status_code == 200
    assert study.store.decisions()[0].is_blind
    other = verdict(study, is_blind=True, **place_of(study, 4, "Vroeger"))
    assert client.post("/api/besluit", json=other).status_code == 422
    study.store.draw_sample("Anna", 2, 0.3, [("dorp1", 4)])
    assert client.post("/api/besluit", json=other).status_code == 200


# --- undo


def test_undo_without_anything(client: TestClient) -> None:
    assert client.post("/api/ongedaan", json={}).json() == {"undone": None}


def test_undo_gives_back_what_stood_before(client: TestClient, study: ReviewedStudy) -> None:
    first = client.post("/api/besluit", json=verdict(study)).json()["decision"]
    second = client.post("/api/besluit", json=verdict(study, verdict="reject", expected=first["id"])).json()["decision"]
    told = client.post("/api/ongedaan", json={"is_blind": False}).json()
    assert told["undone"] == second
    assert told["restored"]["verdict"] == "accept"
    assert told["place"] == {k: v for k, v in verdict(study).items() if k in told["place"]}
    assert told["progress"] == {"judged": 1, "total": 3}
    again = client.post("/api/ongedaan", json={"is_blind": False}).json()
    assert (again["undone"]["verdict"], again["restored"], again["progress"]["judged"]) == ("accept", None, 0)


def test_undo_leaves_the_work_of_others(client: TestClient, study: ReviewedStudy) -> None:
    one = study.store.suggestions()[0]
    study.store.decide(one.passage, one.code_id, "accept", "Bert")
    assert client.post("/api/ongedaan", json={"is_blind": False}).json() == {"undone": None}
    assert len(study.store.decisions()) == 1


# --- judged turns


def test_turns_are_judged_and_taken_back(client: TestClient, study: ReviewedStudy) -> None:
    said = {"interview_id": "dorp1", "turn_nos": [2, 4], "judged": True, "is_blind": False}
    told = client.post("/api/beurten", json=said).json()
    assert told["judged"] == [2, 4]
    assert told["judged_at"] == study.store.judged("Anna")[0].judged_at
    told = client.post("/api/beurten", json=said | {"turn_nos": [2], "judged": False}).json()
    assert told["judged"] == [4]


@pytest.mark.parametrize("turn_nos", [[1], [2, 3], [99], []])
def test_only_turns_of_a_respondent_are_judged(client: TestClient, study: ReviewedStudy, turn_nos: list[int]) -> None:
    said = {"interview_id": "dorp1", "turn_nos": turn_nos, "judged": True, "is_blind": False}
    assert client.post("/api/beurten", json=said).status_code == 422
    assert study.store.judged() == []


def test_turns_are_judged_blind_only_in_the_sample(client: TestClient, study: ReviewedStudy) -> None:
    said = {"interview_id": "dorp1", "turn_nos": [2], "judged": True, "is_blind": True}
    assert client.post("/api/beurten", json=said).status_code == 422
    study.store.draw_sample("Anna", 1, 0.3, [("dorp1", 2)])
    assert client.post("/api/beurten", json=said).json()["judged"] == [2]
    assert study.store.judged()[0].is_blind


# --- places


def stray(study: ReviewedStudy, coder: str) -> str:
    """Let a coder decide on words that no longer stand there, and return the id of the decision."""
    passage = passage_at("x" * 30 + "weg", "dorp1", 2, 30, 33)
    return study.store.decide(passage, LINES, "accept", coder).decision_id


@pytest.mark.parametrize("coder", ["Anna", "Bert"])
def test_a_lost_decision_is_placed(client: TestClient, study: ReviewedStudy, coder: str) -> None:
    decision_id = stray(study, coder)
    said = place_of(study, 4, "elke maand bij elkaar") | {"decision_id": decision_id}
    told = client.post("/api/plaatsen", json=said).json()["decision"]
    (kept,) = study.store.decisions()
    assert (kept.decision_id, kept.coder, kept.source) == (told["id"], coder, "moved")
    assert kept.passage.quote == "elke maand bij elkaar"
    assert client.post("/api/plaatsen", json=said).status_code == 409


def test_a_decision_of_another_that_has_its_place_stays(client: TestClient, study: ReviewedStudy) -> None:
    one = study.store.suggestions()[0]
    kept = study.store.decide(one.passage, one.code_id, "accept", "Bert")
    said = place_of(study, 4, "elke maand") | {"decision_id": kept.decision_id}
    assert client.post("/api/plaatsen", json=said).status_code == 403
    assert study.store.decisions() == [kept]


def test_a_decision_stays_in_its_interview(client: TestClient, study: ReviewedStudy) -> None:
    said = place_of(study, 4, "Er is geen tijd.", "stad1") | {"decision_id": stray(study, "Anna")}
    assert client.post("/api/plaatsen", json=said).status_code == 422


def test_a_taken_place_is_a_conflict(client: TestClient, study: ReviewedStudy) -> None:
    there = client.post("/api/besluit", json=verdict(study)).json()["decision"]
    said = {key: verdict(study)[key] for key in ("interview_id", "turn_no", "start_char", "end_char")}
    answer = client.post("/api/plaatsen", json=said | {"decision_id": stray(study, "Anna")})
    assert (answer.status_code, answer.json()["current"]) == (409, there)


# --- consensus


def settling(study: ReviewedStudy, **changed: Any) -> dict[str, Any]:
    """Return what the page sends to settle a difference."""
    said = {"code_id": LINES, "given": True, "reason": "zij noemt het zelf", "expected": ""}
    return place_of(study, 2, "korte lijnen") | said | changed


def test_a_consensus_is_kept_with_its_reason(client: TestClient, study: ReviewedStudy) -> None:
    told = client.post("/api/consensus", json=settling(study)).json()["decision"]
    assert (told["coder"], told["verdict"], told["reason"]) == (CONSENSUS, "accept", "zij noemt het zelf")
    changed = settling(study, given=False, reason="toch niet", expected=told["id"])
    assert client.post("/api/consensus", json=changed).json()["decision"]["verdict"] == "reject"
    (kept,) = study.store.decisions()
    assert (kept.source, kept.verdict, kept.reason) == ("consensus", "reject", "toch niet")


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_consensus_needs_a_reason(client: TestClient, study: ReviewedStudy, reason: str) -> None:
    answer = client.post("/api/consensus", json=settling(study, reason=reason))
    assert (answer.status_code, answer.json()["message"][:25]) == (422, "Schrijf erbij waarom u di")
    assert study.store.decisions() == []


def test_a_stale_consensus_is_a_conflict(client: TestClient, study: ReviewedStudy) -> None:
    client.post("/api/consensus", json=settling(study))
    assert client.post("/api/consensus", json=settling(study, given=False)).status_code == 409


# --- fresh state


def test_fresh_state(client: TestClient, study: ReviewedStudy) -> None:
    before = marks_of(client)
    assert len(before) == 3
    assert {mark["verdict"] for mark in before.values()} == {""}
    sent = verdict(study)
    made = client.post("/api/besluit", json=sent | {"reason": "ja"}).json()["decision"]["id"]
    mark = marks_of(client)[f"{sent['start_char']}-{sent['end_char']}-{sent['code_id']}"]
    assert mark["suggestion_id"] == study.store.suggestions()[0].suggestion_id
    assert (mark["verdict"], mark["reason"], mark["decision_id"], mark["expected"]) == ("accept", "ja", made, made)


def test_fresh_state_holds_own_codings_only(client: TestClient, study: ReviewedStudy) -> None:
    own = place_of(study, 6, "Dat vind ik jammer")
    client.post("/api/besluit", json=verdict(study, **own))
    one = study.store.suggestions()[0]
    study.store.decide(one.passage, one.code_id, "reject", "Bert")
    stray(study, "Anna")
    marks = marks_of(client)
    assert len(marks) == 4
    assert [m["suggestion_id"] for m in marks.values() if m["verdict"]] == [None]
    assert "Bert" not in client.get("/api/interview/dorp1").text
