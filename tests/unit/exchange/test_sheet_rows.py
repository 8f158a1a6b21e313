"""What stands in the rows of the sheets: one per passage and code, its context, who decided what, and where coders differ."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import frames
from pipeline.exchange.book import Given, Pair
from pipeline.exchange.row_keys import CODINGS_COLUMNS, row_id, standing
from pipeline.exchange.sheet_coders import DIFFERENCE_COLUMNS, agreement_sheet, differences_sheet
from pipeline.exchange.sheet_codings import codings_sheet
from pipeline.exchange.sheet_counts import by_municipality_sheet, by_respondent_sheet, codebook_sheet

LINES, MONEY = "netwerk.korte_lijnen", "financiering.tekort"
SAID = ("Hoe vindt u elkaar?", "Ik app haar. We hebben korte lijnen. Ja.", "En geld?", "Er is geen geld voor.")


def turns_of(said=SAID, interview_id="een", municipality="Testdorp") -> pd.DataFrame:
    """Frame `turns`: questions and answers by turns."""
    rows, start = [], 0
    for n, text in enumerate(said, start=1):
        role, speaker = ("interviewer", "I") if n % 2 else ("respondent", "R")
        rows.append(
            {"interview_id": interview_id, "turn_no": n, "municipality": municipality, "perspective": "", "role": role}
            | {"speaker": speaker, "start_char": start, "end_char": start + len(text), "text": text}
        )
        start += len(text) + 1
    return frames.build(frames.TURNS, rows)


TURNS = turns_of()


def place(turn_no: int, quote: str, turns: pd.DataFrame = TURNS) -> tuple[int, int]:
    """Where a quote stands."""
    turn = turns[turns["turn_no"] == turn_no].iloc[0]
    start = int(turn["start_char"]) + turn["text"].index(quote)
    return start, start + len(quote)


def coding(turn_no: int, quote: str, code_id: str, origin: str = "model", score: float = 0.756, **other: object):
    """A row of frame `codings`."""
    start, end = place(turn_no, quote)
    row = {"interview_id": "een", "municipality": "Testdorp", "turn_no": turn_no, "speaker": "R", "text": quote}
    row |= {"start_char": start, "end_char": end, "code_id": code_id, "direction": "bevorderend", "origin": origin}
    return row | {"score": score, "certainty": "likely", "source_id": "m1", "detail": f"gezien door {origin}"} | other


def codings_of(*rows) -> pd.DataFrame:
    """Frame `codings`."""
    return frames.build(frames.CODINGS, rows)


def decided(coder: str, verdict: str, turn_no: int = 2, quote: str = "korte lijnen", code_id: str = LINES, **other):
    """A standing decision."""
    start, end = place(turn_no, quote)
    return Given("een", turn_no, start, end, quote, code_id, coder, verdict, f"d-{coder}-{start}", **other)


def test_a_suggestion_with_its_words_and_what_stands_around_it(tiny_codebook):
    (row,) = codings_sheet(codings_of(coding(2, "korte lijnen", LINES)), TURNS, [], tiny_codebook).to_dict("records")
    start, end = place(2, "korte lijnen")
    expected = {
        "nr": row_id("een", start, end, LINES), "interview": "een", "gemeente": "Testdorp", "beurt": 2, "plaats": "",
        "spreker": "R", "code": tiny_codebook.by_id[LINES].naam, "code_id": LINES, "richting": "bevorderend",
        "citaat": "korte lijnen", "context_ervoor": "Ik app haar. We hebben", "context_erna": ". Ja.",
        "herkomst": "model", "score": 0.76, "zekerheid": "waarschijnlijk", "waarom": "gezien door model", "besluit": "",
        "oordeel": "", "andere_code": "", "toelichting": "", "start": start, "einde": end, "stand": "",
        "thema": tiny_codebook.theme_of[LINES].naam,
    }  # fmt: skip
    assert row == expected
    assert list(row) == list(CODINGS_COLUMNS)


def test_a_passage_that_begins_its_turn_has_the_question_before_it(tiny_codebook):
    sheet = codings_sheet(codings_of(coding(4, "Er is geen geld", MONEY)), TURNS, [], tiny_codebook)
    assert list(sheet["context_ervoor"]) == ["I: En geld?"]


def test_no_more_than_forty_words_around_a_passage(tiny_codebook):
    words = [f"w{n}" for n in range(100)]
    turns = turns_of(("Ja?", " ".join([*words, "hier", *words])))
    start, end = place(2, "hier", turns)
    row = {**coding(2, "app", LINES), "start_char": start, "end_char": end}
    (found,) = codings_sheet(codings_of(row), turns, [], tiny_codebook).to_dict("records")
    assert found["context_ervoor"] == "… " + " ".join(words[-40:])
    assert found["context_erna"] == " ".join(words[:40]) + " …"


def test_one_row_for_a_passage_that_rule_model_and_human_gave(tiny_codebook):
    rows = [
        coding(2, "korte lijnen", LINES, "human", 1.0, certainty="certain", detail="handcodering"),
        coding(2, "korte lijnen", LINES, "both", 0.4),
        coding(2, "korte lijnen", MONEY, "rule", 0.3),
    ]
    sheet = codings_sheet(codings_of(*rows), TURNS, [], tiny_codebook)
    assert list(sheet["herkomst"]) == ["regel", "regel en model, mens"]
    assert list(sheet["score"]) == [0.3, 0.4]
    assert list(sheet["waarom"]) == ["gezien door rule", "gezien door both; handcodering"]
    assert sheet["nr"].is_unique


def test_what_a_coder_gave_himself_has_a_row(tiny_codebook):
    given_ = [decided("Ans", "accept", quote="app haar", reason="zo gaat dat"), decided("Bea", "reject", quote="Ja.")]
    (row,) = codings_sheet(codings_of(), TURNS, given_, tiny_codebook).to_dict("records")
    assert (row["citaat"], row["herkomst"], row["zekerheid"]) == ("app haar", "mens", "zeker")
    assert row["waarom"] == "gecodeerd door Ans; zo gaat dat"
    assert math.isnan(row["score"])


def test_who_decided_what(tiny_codebook):
    codings = codings_of(coding(2, "korte lijnen", LINES))
    given_ = [
        decided("Cas", "unsure"),
        decided("Bea", "reject"),
        decided("Ans", "accept"),
        decided("Dio", "reject", counts=False),
        decided("consensus", "accept", quote="Ja.", about_turn=True),
        decided("consensus", "reject", quote="app haar", about_turn=True),
        decided("consensus", "unsure", quote="Ik", about_turn=True),
    ]
    rows = codings_sheet(codings, TURNS, given_, tiny_codebook).to_dict("records")
    found = next(row for row in rows if row["citaat"] == "korte lijnen")
    assert found["besluit"] == "akkoord (Ans); niet akkoord (Bea); twijfel (Cas); niet akkoord (consensus)"
    here = [(one.coder, one.verdict, one.decision_id) for one in given_[:4]]
    assert {found["stand"]} == {standing(order) for order in permutations(here)}


def test_decisions_that_do_not_count_make_no_row(tiny_codebook):
    sheet = codings_sheet(codings_of(), TURNS, [decided("Ans", "accept", counts=False)], tiny_codebook)
    assert (len(sheet), list(sheet.columns)) == (0, list(CODINGS_COLUMNS))


def test_rows_follow_the_order_of_the_study(tiny_codebook):
    turns = pd.concat([turns_of(interview_id="z"), TURNS], ignore_index=True)
    rows = [coding(4, "geen geld", MONEY), coding(2, "lijnen", MONEY), coding(2, "lijnen", LINES)]
    rows.append(coding(4, "geld", MONEY) | {"interview_id": "z"})
    sheet = codings_sheet(codings_of(*rows), turns, [], tiny_codebook)
    assert list(zip(sheet["interview"], sheet["beurt"], sheet["code_id"], strict=True)) == [
        ("z", 4, MONEY), ("een", 2, MONEY), ("een", 2, LINES), ("een", 4, MONEY),
    ]  # fmt: skip


def test_the_place_in_the_file(tiny_codebook):
    turns = TURNS.assign(place=[f"alinea {n}" for n in TURNS["turn_no"]])
    sheet = codings_sheet(codings_of(coding(4, "geld", MONEY)), turns, [], tiny_codebook)
    assert list(sheet["plaats"]) == ["alinea 4"]


@given(st.text(min_size=1), st.integers(0, 9), st.integers(1, 9), st.sampled_from([LINES, MONEY]))
def test_a_row_id_is_never_a_number_to_a_spreadsheet(interview_id, start, length, code_id):
    found = row_id(interview_id, start, start + length, code_id)
    assert len(found) == 12
    assert set(found) <= set("0123456789abcdef")
    assert found[0].isalpha()
    assert found != row_id(interview_id, start, start + length + 1, code_id)


def test_counts(tiny_codebook):
    interviews = pd.DataFrame(
        {"interview_id": ["een", "code", "leeg"], "municipality": ["Testdorp", "Elders", "Elders"]}
    )
    rows = [coding(2, "korte", LINES), coding(2, "lijnen", LINES), coding(4, "geld", MONEY)]
    rows.append(coding(4, "geld", MONEY) | {"interview_id": "code", "municipality": "Elders"})
    by_respondent = by_respondent_sheet(codings_of(*rows), interviews, tiny_codebook).set_index("code_id")
    assert list(by_respondent.columns) == ["thema", "code", "richting", "een", "code (2)", "leeg"]
    assert list(by_respondent.loc[LINES][3:]) == [1, 0, 0]
    assert list(by_respondent.loc[MONEY][3:]) == [1, 1, 0]
    assert int(by_respondent[["een", "code (2)", "leeg"]].to_numpy().sum()) == 3
    by_municipality = by_municipality_sheet(codings_of(*rows), interviews, tiny_codebook).set_index("code_id")
    assert list(by_municipality.columns[3:]) == [
        "Testdorp passages", "Testdorp interviews", "Elders passages", "Elders interviews",
    ]  # fmt: skip
    assert list(by_municipality.loc[LINES][3:]) == [2, 1, 0, 0]
    assert list(by_municipality.loc[MONEY][3:]) == [1, 1, 1, 1]


def test_the_codebook(tiny_codebook):
    sheet = codebook_sheet(tiny_codebook)
    assert list(sheet["code_id"]) == list(tiny_codebook.code_ids)
    row = sheet.set_index("code_id").loc[LINES]
    code = tiny_codebook.by_id[LINES]
    assert (row["definitie"], row["wel"]) == (code.definitie, "\n".join(code.wel))
    assert row["n voorbeelden"] == len(code.examples) > 0


def pair(*given_: Given, units=(("een", 2), ("een", 4))) -> Pair:
    """Ans and Bea."""
    return Pair("Ans", "Bea", None, frozenset(units), given_)


def differing(tiny_codebook, one: Pair) -> list[tuple[str, str, str, str]]:
    """(code, verdict of Ans, verdict of Bea, quote) of each row."""
    sheet = differences_sheet([one], tiny_codebook)
    columns = ("code_id", "oordeel_a", "oordeel_b", "citaat")
    return list(zip(*(sheet[name] for name in columns), strict=True)) if "citaat" in sheet else []


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("accept", "reject"), ("akkoord", "niet akkoord")),
        (("unsure", "accept"), ("twijfel", "akkoord")),
        (("accept", None), ("akkoord", "niet gegeven")),
        ((None, "accept"), ("niet gegeven", "akkoord")),
        (("accept", "accept"), None),
        (("reject", "unsure"), None),
        (("reject", None), None),
    ],
)
def test_where_coders_differ(tiny_codebook, verdicts, expected):
    given_ = [decided(name, verdict) for name, verdict in zip(("Ans", "Bea"), verdicts, strict=True) if verdict]
    found = differing(tiny_codebook, pair(*given_))
    assert found == ([(LINES, *expected, "korte lijnen")] if expected else [])


def test_other_words_in_the_same_turn_are_no_difference(tiny_codebook):
    given_ = decided("Ans", "accept"), decided("Bea", "accept", quote="app haar")
    assert differing(tiny_codebook, pair(*given_)) == []


def test_a_turn_that_one_coder_never_saw_is_no_difference(tiny_codebook):
    assert differing(tiny_codebook, pair(decided("Ans", "accept"), units=())) == []
    both = decided("Ans", "accept"), decided("Bea", "reject")
    assert len(differing(tiny_codebook, pair(*both, units=()))) == 1


def test_a_difference_that_was_settled(tiny_codebook):
    agreed = decided("consensus", "accept", quote="Ja.", about_turn=True)
    sheet = differences_sheet([pair(decided("Ans", "accept"), agreed)], tiny_codebook)
    assert list(sheet.columns) == list(DIFFERENCE_COLUMNS)
    assert list(sheet["consensus"]) == ["akkoord"]
    doubted = differences_sheet([pair(decided("Ans", "accept"), replace(agreed, verdict="unsure"))], tiny_codebook)
    assert list(doubted["consensus"]) == [""]


def test_agreement_in_dutch(tiny_codebook):
    figures = {"n_units": 4, "n_positive_a": 1, "n_positive_b": 2, "n_neither": 1, "n_uncoded": 0}
    figures |= {
        "percent_agreement": 0.75,
        "kappa": 0.5,
        "ac1": 0.4,
        "alpha": 0.3,
        "alpha_low": None,
        "alpha_high": None,
    }
    theme = tiny_codebook.theme_of[LINES]
    levels = [("code", LINES), ("theme", theme.id), ("all", "all")]
    frame = frames.build(frames.AGREEMENT, [{"level": level, "unit_id": unit} | figures for level, unit in levels])
    one = Pair("Ans", "Bea", frame, frozenset(), ())
    sheet = agreement_sheet([one, replace(one, b="Cas"), replace(one, agreement=None)], tiny_codebook)
    assert list(sheet["codeur_b"]) == ["Bea"] * 3 + ["Cas"] * 3
    assert list(sheet["niveau"][:3]) == ["code", "thema", "alle codes"]
    assert list(sheet["naam"][:3]) == [tiny_codebook.by_id[LINES].naam, theme.naam, "alle codes samen"]
    assert set(sheet["gelijk"]) == {0.75}
    assert sheet["alpha_laag"].isna().all()


def test_without_two_coders_it_says_so(tiny_codebook):
    told = [agreement_sheet([], tiny_codebook), differences_sheet([], tiny_codebook)]
    assert [len(sheet) for sheet in told] == [1, 1]
    assert all("geen twee codeurs" in sheet.iloc[0, 0] for sheet in told)
    assert "nergens" in differences_sheet([pair()], tiny_codebook).iloc[0, 0]
