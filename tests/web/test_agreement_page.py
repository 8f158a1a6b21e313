"""The agreement page: figures of two coders, and of the program against humans who had not seen its suggestions."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from acts import decide, fits, judge, serious_findings, text_of
from playwright.sync_api import Page
from starlette.testclient import TestClient

from pipeline.review.web.agreeing import Agreement, Row, agreement_of, as_coded_blind, program_against_human
from pipeline.review.web.pairs import pair_of
from pipeline.review.web.study import ReviewedStudy

SHORT_LINES, CONTACT, MONEY = "netwerk.korte_lijnen", "netwerk.moeizaam_contact", "financiering.tekort"


def row_of(study: ReviewedStudy, found: Agreement | None, code_id: str) -> Row:
    """Return the row of a code."""
    assert found is not None
    return next(row for row in found.codes if row.name == study.codebook.by_id[code_id].naam)


def test_nothing_shared_is_said_and_no_figure_is_shown(client: TestClient, study: ReviewedStudy) -> None:
    for address in ("/overeenstemming", "/overeenstemming?a=Anna&b=Bert"):
        page = text_of(client.get(address).text)
        assert "allebei" in page
        assert "Programma tegen mens" in page
        assert "Nog niemand heeft beurten gecodeerd zonder de voorstellen te zien" in page
        assert "nan" not in page.lower().split()
        assert "None" not in page
        assert "Kappa " not in page.split("Wat betekenen deze getallen?")[0]


def test_two_coders_who_gave_nothing_cannot_be_estimated(client: TestClient, study: ReviewedStudy) -> None:
    for coder in ("Anna", "Bert"):
        judge(study, coder)
    page = text_of(client.get("/overeenstemming").text)
    assert "Van de 6 beurten kregen er 6 van geen van beide een code; die tellen mee als overeenstemming." in page
    assert "niet te schatten" in page
    assert "Geen enkele code is gegeven." in page
    assert not re.search(r"\bnan\b", page, re.I)
    found = agreement_of(study, pair_of(study, "Anna", "Bert"))
    assert found is not None
    assert found.overall.cells[3:] == ("100%", *["niet te schatten"] * 3)


def test_figures_of_two_coders(client: TestClient, study: ReviewedStudy) -> None:
    for coder in ("Anna", "Bert"):
        judge(study, coder)
    for n in (0, 4):
        decide(study, n, "Anna")
    decide(study, 0, "Bert")
    decide(study, 2, "Bert")
    found = agreement_of(study, pair_of(study, "Anna", "Bert"))
    lines = row_of(study, found, SHORT_LINES)
    # Both in one turn, Anna alone in one, nobody in four: kappa = (5/6 - 22/36) / (1 - 22/36).
    assert lines.cells[:5] == ("6", "2", "1", "83%", "0,57")
    assert row_of(study, found, MONEY).cells[:5] == ("6", "0", "1", "83%", "0,00")
    assert found is not None
    assert [row.name for row in found.given_codes] == [
        study.codebook.by_id[one].naam for one in study.codebook.code_ids if one in (SHORT_LINES, MONEY)
    ]
    assert len(found.unused_codes) == len(study.codebook.codes) - 2
    page = text_of(client.get("/overeenstemming?a=Anna&b=Bert").text)
    assert " ".join(("6 2 1 83% 0,57", *lines.cells[5:])) in page
    assert "Van de 6 beurten kregen er 3 van geen van beide een code" in page
    assert "Beiden codeerden die zonder voorstellen te zien." in page


def test_it_says_how_many_turns_were_not_judged_blind_by_both(client: TestClient, study: ReviewedStudy) -> None:
    judge(study, "Anna")
    judge(study, "Bert", is_blind=False)
    assert "Bij elk daarvan zag minstens één van beiden de voorstellen" in text_of(client.get("/overeenstemming").text)


def test_codes_and_passages_that_are_gone_do_not_count(study: ReviewedStudy) -> None:
    for coder in ("Anna", "Bert"):
        judge(study, coder)
    decide(study, 0, "Anna", code_id="een.oude_code")
    decide(study, 0, "Anna")
    shorter = replace(study, turns=study.turns.assign(text=study.turns["text"].str.replace("korte", "lange")))
    assert row_of(study, agreement_of(study, pair_of(study, "Anna", "Bert")), SHORT_LINES).cells[1] == "1"
    assert row_of(study, agreement_of(shorter, pair_of(shorter, "Anna", "Bert")), SHORT_LINES).cells[1] == "0"


def test_the_program_is_held_against_blind_turns_only(study: ReviewedStudy) -> None:
    assert program_against_human(study) is None
    judge(study, "Bert", is_blind=False)
    decide(study, 4, "Bert")
    assert program_against_human(study) is None
    study.store.judge_turns("dorp1", [2, 4, 6], "Anna", is_blind=True)
    decide(study, 0, "Anna", is_blind=True)
    decide(study, 1, "Anna", is_blind=True)
    found = program_against_human(study)
    assert found is not None
    assert found.n_units == 3
    # A human and the program; the program's doubtful suggestion of turn 4 does not count.
    assert row_of(study, found, SHORT_LINES).cells[1:3] == ("1", "1")
    assert row_of(study, found, CONTACT).cells[1:3] == ("1", "0")
    assert row_of(study, found, MONEY).cells[1:3] == ("0", "1")


def test_several_coders_count_as_one_human(study: ReviewedStudy) -> None:
    for coder in ("Anna", "Bert"):
        study.store.judge_turns("dorp1", [2], coder, is_blind=True)
        decide(study, 0, coder, is_blind=True)
    decide(study, 0, "Bert", code_id=MONEY, is_blind=True)
    found = program_against_human(study)
    assert row_of(study, found, SHORT_LINES).cells[:3] == ("1", "1", "1")
    assert row_of(study, found, MONEY).cells[1:3] == ("1", "0")


def test_what_was_decided_with_suggestions_in_sight_changes_nothing(study: ReviewedStudy) -> None:
    study.store.judge_turns("dorp1", [2, 6], "Anna", is_blind=True)
    decide(study, 0, "Anna", is_blind=True)
    decide(study, 0, "Anna", "reject")
    decide(study, 2, "Anna")
    found = program_against_human(study)
    assert row_of(study, found, SHORT_LINES).cells[1] == "1"
    assert row_of(study, found, MONEY).cells[1] == "0"


def _undo(study: ReviewedStudy) -> None:
    study.store.undo("Anna", blind=True)


def _take_away(study: ReviewedStudy) -> None:
    decide(study, 0, "Anna", "reject", is_blind=True)


def _reject_seeing(study: ReviewedStudy) -> None:
    decide(study, 0, "Anna", "reject")


def _reject_seeing_and_undo(study: ReviewedStudy) -> None:
    decide(study, 0, "Anna", "reject")
    study.store.undo("Anna")


@pytest.mark.parametrize(
    ("steps", "is_coded"),
    [
        ((), True),
        ((_undo,), False),
        ((_take_away,), False),
        ((_take_away, _undo), True),
        ((_reject_seeing,), True),
        ((_reject_seeing_and_undo,), True),
        ((_reject_seeing_and_undo, _take_away), False),
        ((_take_away, _reject_seeing), False),
    ],
)
def test_as_coded_blind(study: ReviewedStudy, steps: tuple[object, ...], is_coded: bool) -> None:
    decide(study, 0, "Anna", is_blind=True)
    for step in steps:
        assert callable(step)
        step(study)
    coded = as_coded_blind(study.store.decisions(standing_only=False))
    assert any(one.verdict == "accept" for one in coded) is is_coded
    assert all(one.is_blind and not one.superseded_at for one in coded)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_can_be_read_by_anybody(page: Page, study: ReviewedStudy, width: int, scheme: str) -> None:
    for coder in ("Anna", "Bert"):
        judge(study, coder)
    for n in (0, 4):
        decide(study, n, "Anna", is_blind=True)
    decide(study, 0, "Bert", is_blind=True)
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/overeenstemming")
    assert page.get_by_role("heading", name="Programma tegen mens").is_visible()
    page.get_by_text("codes die geen van beide gaf").first.click()
    assert fits(page)
    assert serious_findings(page) == []
