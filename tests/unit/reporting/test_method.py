"""The account of the method: what a document rests on, how it was coded, how good that is."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from report_material import SHORT, STORY, TIME, coded, make_agreement, make_data, make_scorecard

from pipeline.evaluation import compare_coders, score_suggestions
from pipeline.reporting.method import (
    account,
    agreement_rows,
    invented_sentence,
    quality_sentence,
    reviewed_sentence,
)

CALL = "Ik bel haar gewoon op en dan heb ik dezelfde middag antwoord."
PROGRAM = "Een programma vergeleek elke zin met de zoekregels"
NOBODY = "Geen van deze interviews is door codeurs gecodeerd."


@pytest.fixture(scope="session")
def how(codebook):
    """Return a teller of how Veldhaven was coded: per interview the origins of its codings in."""

    def run(*interviews, **changes):
        said = [
            ("Veldhaven", f"a{n}", CALL, [coded(CALL, SHORT, origin=origin) for origin in origins])
            for n, origins in enumerate(interviews)
        ]
        said.append(("Oudermeer", "b1", CALL, [coded(CALL, SHORT, origin="human"), coded(CALL, TIME)]))
        return " ".join(account(make_data(codebook, said, **changes), "Veldhaven")["alineas"])

    return run


def paragraphs(data, municipality=None):
    return " ".join(account(data, municipality)["alineas"])


def test_it_counts_interviews_turns_and_words_of_one_municipality(codebook):
    text = paragraphs(make_data(codebook, STORY), "Veldhaven")
    assert text.startswith(
        "Dit stuk rust op 3 interviews, gehouden in oktober 2024, met 5 beurten en 93 woorden van geïnterviewden."
    )


def test_it_counts_all_interviews_without_a_municipality(codebook):
    assert paragraphs(make_data(codebook, STORY)).startswith("Dit stuk rust op 5 interviews, gehouden in oktober 2024,")


def test_one_of_each_is_spoken_of_in_the_singular(codebook):
    data = make_data(codebook, [("Veldhaven", "a1", "Ja hoor.", [])])
    assert paragraphs(data).startswith(
        "Dit stuk rust op 1 interview, gehouden in oktober 2024, met 1 beurt en 2 woorden"
    )


def test_many_words_are_written_with_a_point(codebook):
    data = make_data(codebook, [("Veldhaven", "a1", "ja " * 1234, [])])
    assert "met 1 beurt en 1.234 woorden van geïnterviewden" in paragraphs(data)


@pytest.mark.parametrize(
    ("dates", "when"),
    [
        pytest.param(["", ""], "interviews, met", id="unknown"),
        pytest.param(
            ["2024-10-15", "2024-11-02"], "gehouden van oktober tot en met november 2024, met", id="two months"
        ),
        pytest.param(["2024-10-15", ""], "gehouden in oktober 2024, met", id="one known"),
    ],
)
def test_it_says_when_interviews_were_held_as_far_as_known(codebook, dates, when):
    data = make_data(codebook, [("Veldhaven", "a1", "Ja.", []), ("Veldhaven", "a2", "Nee.", [])])
    assert when in paragraphs(replace(data, interviews=data.interviews.assign(date=dates)))


def test_where_nobody_coded_by_hand_the_suggestions_count(how):
    text = how(["both"], ["model"])
    assert PROGRAM in text
    assert "Het stelde 2 coderingen voor: 0 zeker, 2 waarschijnlijk en 0 twijfelachtig." in text
    assert "De zekere en waarschijnlijke voorstellen tellen mee." in text
    assert NOBODY in text
    assert "met de hand" not in text


def test_where_all_was_coded_by_hand_only_that_counts(how):
    text = how(["human", "both"], ["human", "model"])
    assert (
        "Codeurs hebben alle interviews met de hand gecodeerd; er tellen alleen hun 2 coderingen mee. Een programma stelde "
        "daarnaast 2 coderingen voor; die tellen hier niet mee."
    ) in text
    for left_out in (PROGRAM, NOBODY, "voorstellen tellen mee", "zeker"):
        assert left_out not in text


def test_where_some_were_coded_by_hand_each_counts_in_its_own_interviews(how):
    text = how(["human", "both"], ["model"], ["human"])
    assert PROGRAM in text
    assert "Het stelde 2 coderingen voor: 0 zeker, 2 waarschijnlijk en 0 twijfelachtig." in text
    assert (
        "Codeurs hebben 2 interviews met de hand gecodeerd; daar tellen alleen hun 2 coderingen mee. In de andere tellen de "
        "zekere en waarschijnlijke voorstellen mee."
    ) in text
    assert NOBODY not in text


@pytest.mark.parametrize(
    ("interviews", "sentence"),
    [
        ([["human"]], "alle interviews met de hand gecodeerd; er telt alleen hun ene codering mee."),
        ([["human"], ["model"]], "1 interview met de hand gecodeerd; daar telt alleen hun ene codering mee."),
        ([["human", "model"]], "Een programma stelde daarnaast 1 codering voor"),
    ],
    ids=["all", "one of two", "one suggestion"],
)
def test_one_coding_is_spoken_of_in_the_singular(how, interviews, sentence):
    assert sentence in how(*interviews)


@pytest.mark.parametrize(
    ("counted", "kinds"),
    [
        (["certain"], "De zekere voorstellen tellen mee."),
        (["likely", "certain"], "De zekere en waarschijnlijke voorstellen tellen mee."),
        (["certain", "likely", "doubtful"], "De zekere, waarschijnlijke en twijfelachtige voorstellen tellen mee."),
    ],
    ids=["one", "two", "three"],
)
def test_it_names_the_certainties_that_count(how, counted, kinds):
    assert kinds in how(["both"], counted=counted)


def test_hand_codings_that_do_not_count_were_given_all_the_same(codebook):
    said = [("Veldhaven", "a1", CALL, [coded(CALL, SHORT, origin="human"), coded(CALL, SHORT)])]
    data = make_data(codebook, said)
    suggested = data.all_codings[data.all_codings["origin"] != "human"]
    assert NOBODY not in paragraphs(replace(data, codings=suggested), "Veldhaven")


def test_it_explains_priority_and_warns_for_names(codebook):
    text = paragraphs(make_data(codebook, STORY))
    assert "De prioriteit van een aanbeveling is bereik maal balans." in text
    assert "Een programma vindt niet elke naam: lees dit stuk na voordat u het deelt." in text


def test_versions_are_text(codebook):
    versions = account(make_data(codebook, STORY, versions={"zaad": 7, "model": "m1"}), None)["versies"]
    assert versions == [{"naam": "zaad", "waarde": "7"}, {"naam": "model", "waarde": "m1"}]


def test_who_coded_is_said_about_one_municipality_or_about_all(codebook):
    said = [
        ("Veldhaven", "a1", CALL, [coded(CALL, SHORT, origin="human")]),
        ("Oudermeer", "b1", CALL, [coded(CALL, TIME)]),
    ]
    data = make_data(codebook, said)
    assert reviewed_sentence(data, "Veldhaven").startswith("Alle coderingen in dit stuk zijn door codeurs toegekend")
    assert reviewed_sentence(data, "Oudermeer").endswith("Geen mens heeft ze nagekeken.")
    assert reviewed_sentence(data).startswith("Van de 2 coderingen in dit stuk is er 1 door codeurs toegekend;")


@pytest.mark.parametrize("is_invented", [True, False])
def test_invented_interviews_are_called_so(codebook, is_invented):
    sentence = invented_sentence(make_data(codebook, STORY, is_invented=is_invented))
    assert ("verzonnen" in sentence) == bool(sentence) == is_invented


def test_agreement_is_shown_per_theme_and_in_all(codebook):
    rows = agreement_rows(make_data(codebook, STORY, agreement=make_agreement(codebook)))
    by_theme = {row["thema"]: row for row in rows}
    assert list(by_theme) == [*(theme.naam for theme in codebook.themes), "Alle codes samen"]
    assert by_theme["Korte lijnen en tijd om te netwerken"] == {
        "thema": "Korte lijnen en tijd om te netwerken",
        "eenheden": "4",
        "codeur_a": "2",
        "codeur_b": "1",
        "gelijk": "75,0%",
        "kappa": "0,50",
        "ac1": "0,53",
        "alpha": "0,53 (interval niet te schatten)",
    }
    assert by_theme["Expertise in herkennen en bespreken"]["kappa"] == "niet te schatten"


@pytest.mark.parametrize(
    ("is_invented", "end"), [(True, "hele studie, met verzonnen interviews."), (False, "hele studie.")]
)
def test_agreement_holds_for_the_whole_study(codebook, is_invented, end):
    data = make_data(codebook, STORY, agreement=make_agreement(codebook), is_invented=is_invented)
    sentence = account(data, "Veldhaven")["overeenstemming_zin"]
    assert sentence.endswith(end)
    assert "Van de 4 beurten kreeg er 1 van geen van beide codeurs een code; die telt mee" in sentence


def test_without_hand_codings_nothing_was_measured(codebook):
    told = account(make_data(codebook, STORY), "Veldhaven")
    assert told["overeenstemming"] == []
    assert told["overeenstemming_zin"] == "Er zijn geen twee codeurs met elkaar vergeleken."
    assert "niet gemeten" in told["kwaliteit_zin"]


def test_quality_is_told_with_the_figures_of_the_scorecard(codebook):
    data = make_data(codebook, STORY, scorecard=make_scorecard(codebook))
    assert quality_sentence(data) == (
        "Het programma is getoetst op handgecodeerde interviews die het niet had gezien. Van zijn 3 zekere en "
        "waarschijnlijke voorstellen (per beurt en code) kenden codeurs er 2 ook toe (66,7%). Van de 2 coderingen van "
        "codeurs vond het er 2 (100,0%). Cohens kappa: 0,80."
    )


@pytest.mark.parametrize("is_invented", [True, False])
def test_quality_on_invented_interviews_says_so(codebook, is_invented):
    data = make_data(codebook, STORY, scorecard=make_scorecard(codebook), is_invented=is_invented)
    assert ("getoetst op verzonnen, handgecodeerde interviews" in quality_sentence(data)) == is_invented


def test_quality_of_nothing_suggested_has_no_figures(codebook):
    hand = pd.DataFrame([("a1", 1, SHORT)], columns=["interview_id", "turn_no", "code_id"])
    data = make_data(
        codebook, STORY, scorecard=score_suggestions(hand.iloc[:0], hand, [("a1", 1), ("a1", 2)], codebook)
    )
    assert quality_sentence(data).endswith("het stelde er niets voor dat mee zou tellen.")
    assert "%" not in quality_sentence(data)


def test_decisions_are_told_per_municipality(codebook):
    said = [("Veldhaven", "a1", CALL, [coded(CALL, SHORT)]), ("Oudermeer", "b1", CALL, [coded(CALL, SHORT)])]
    data = make_data(codebook, said, review_shares={"Veldhaven": (3, 7), "Oudermeer": (0, 2)})
    told = " ".join(account(data, "Veldhaven")["alineas"])
    assert "Codeurs hebben over 3 van de 7 voorstellen besloten." in told
    assert "Codeurs hebben over 3 van de 9 voorstellen besloten." in " ".join(account(data, None)["alineas"])
    assert "tellen in dit stuk niet mee" not in told
    only = replace(data, only_reviewed=True)
    assert "Voorstellen waarover geen mens heeft besloten, tellen in dit stuk niet mee." in " ".join(
        account(only, "Veldhaven")["alineas"]
    )


@pytest.mark.parametrize(("is_blind", "words"), [(True, "los van elkaar"), (False, "zag daarbij de voorstellen")])
def test_how_coders_were_compared_is_told(codebook, is_blind, words):
    said = [("Veldhaven", "a1", CALL, [coded(CALL, SHORT)])]
    given = pd.DataFrame([("a1", 2, SHORT)], columns=["interview_id", "turn_no", "code_id"])
    agreement = compare_coders(given, given, [("a1", 2)], codebook)
    data = make_data(codebook, said, agreement=agreement, agreement_is_blind=is_blind)
    assert words in account(data, None)["overeenstemming_zin"]
