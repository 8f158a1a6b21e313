"""What the draft of one municipality says, from small frames."""

from __future__ import annotations

import re

import pytest
from report_material import NEED, OFFER, SHORT, STORY, TIME, coded, leaves, make_agreement, make_data, make_scorecard

from pipeline import frames
from pipeline.reporting import municipality_context

SILENT = [("Veldhaven", "a1", "Daar heb ik geen mening over.", [])]
CALL = "Ik bel haar gewoon op en dan heb ik dezelfde middag antwoord."


@pytest.fixture(scope="module")
def report_context(codebook):
    """What the draft of Veldhaven says."""
    return municipality_context("Veldhaven", make_data(codebook, STORY))


@pytest.fixture
def advice(report_context):
    """The recommendations of Veldhaven by the first word of their theme."""
    return {each["naam"].split()[0]: each for each in report_context["aanbevelingen"]}


def text_of(context):
    return "\n".join(str(leaf) for leaf in leaves(context))


def blocks(context):
    return [block for group in context["bijlage"] for block in group["codes"]]


def test_factors_are_those_of_the_frame(codebook, report_context):
    data = make_data(codebook, STORY)
    said = data.factors[(data.factors["n_segments"] > 0) & (data.factors["direction"] != "context")]
    expected = {
        data.codebook.by_id[f.code_id].naam: (f.direction, f.n_interviews, f.n_segments)
        for f in frames.rows(said[said["municipality"] == "Veldhaven"])
    }
    shown = {
        row["naam"]: (row["richting"], row["n_geinterviewden"], row["n_passages"]) for row in report_context["factoren"]
    }
    assert shown == expected
    assert len(shown) == 3


def test_recommendations_are_those_of_the_frame(codebook, report_context):
    data = make_data(codebook, STORY)
    here = data.priorities[data.priorities["municipality"] == "Veldhaven"].sort_values("rank")
    shown = [(a["rang"], a["n_belemmerend"], a["n_bevorderend"]) for a in report_context["aanbevelingen"]]
    assert shown == [(p.rank, p.n_hindering, p.n_facilitating) for p in frames.rows(here)]
    for each in report_context["aanbevelingen"]:
        assert sum(row["n_passages"] for row in each["factoren"]) == each["n_belemmerend"] + each["n_bevorderend"]


def test_every_coding_that_counts_is_in_the_appendix_once(codebook, report_context):
    data = make_data(codebook, STORY)
    here = data.codings[data.codings["municipality"] == "Veldhaven"]
    shown = [(block["code_id"], len(block["coderingen"])) for block in blocks(report_context)]
    assert len(dict(shown)) == len(shown)
    assert dict(shown) == here["code_id"].value_counts().to_dict()


def test_the_appendix_goes_from_hindering_to_facilitating_to_facts(codebook, report_context):
    assert [(group["kop"], [block["code_id"] for block in group["codes"]]) for group in report_context["bijlage"]] == [
        ("Belemmerende factoren", [code for code in codebook.code_ids if code in (NEED, TIME)]),
        ("Bevorderende factoren", [SHORT]),
        ("Feiten voor de situatieschets", [OFFER]),
    ]


def test_a_group_of_the_appendix_without_codings_is_left_out(codebook):
    context = municipality_context("Veldhaven", make_data(codebook, [("Veldhaven", "a1", CALL, [coded(CALL, SHORT)])]))
    assert [group["kop"] for group in context["bijlage"]] == ["Bevorderende factoren"]


@pytest.mark.parametrize(
    ("given", "origin", "certainty"),
    [
        pytest.param({"origin": "human", "certainty": "certain"}, "codeur", "n.v.t.", id="by hand"),
        pytest.param({"origin": "both", "certainty": "certain"}, "regel en model", "zeker", id="both"),
        pytest.param({"origin": "rule"}, "regel", "waarschijnlijk", id="rule"),
        pytest.param({"origin": "model"}, "model", "waarschijnlijk", id="model"),
    ],
)
def test_the_appendix_says_where_a_coding_comes_from(codebook, given, origin, certainty):
    said = [("Veldhaven", "a1", CALL, [coded(CALL, SHORT, **given)])]
    (block,) = blocks(municipality_context("Veldhaven", make_data(codebook, said)))
    assert block["coderingen"] == [
        {"wie": "1", "beurt": "2", "tekst": CALL, "herkomst": origin, "zekerheid": certainty}
    ]


def test_codings_in_the_appendix_follow_number_and_place(codebook):
    said = [("Veldhaven", f"a{n % 7}", CALL, [coded(CALL, SHORT)]) for n in range(14)]
    (block,) = blocks(municipality_context("Veldhaven", make_data(codebook, said)))
    assert [(row["wie"], row["beurt"]) for row in block["coderingen"]] == [
        (str(number), beurt) for number in range(1, 8) for beurt in ("2", "4")
    ]


def test_the_first_recommendation_is_worked_out_by_hand(report_context):
    first = report_context["aanbevelingen"][0]
    assert (first["rang"], first["nummer"], first["prioriteit"]) == (1, 2, "0,50")
    assert first["genoemd_door"] == "2 van de 3"
    assert first["prioriteit_zin"] == (
        "Prioriteit 0,50 = bereik 0,67 (2 van de 3 geïnterviewden noemen een belemmering) × balans 0,75 "
        "(2 belemmerende passages, 0 bevorderende)."
    )


def test_hindering_and_facilitating_factors_are_in_their_places(advice, codebook):
    signs = [(row["naam"], row["teken"], row["richting"]) for row in advice["Korte"]["factoren"]]
    assert signs == [
        (codebook.by_id[TIME].naam, "−", "belemmerend"),
        (codebook.by_id[SHORT].naam, "+", "bevorderend"),
    ]
    hindering, facilitating = advice["Korte"]["wat_speelt"].split("noemt iets wat helpt")
    assert "noemt een belemmering" in hindering
    assert "te weinig tijd" in hindering
    assert "korte lijnen" in facilitating
    assert "te weinig tijd" not in facilitating


def test_the_summary_tells_what_helps_apart_from_what_hinders(report_context):
    helps = next(p for p in report_context["samenvatting"] if p.startswith("Wat volgens geïnterviewden helpt"))
    hinders = next(p for p in report_context["samenvatting"] if p.startswith("Wat volgens geïnterviewden knelt"))
    assert helps.endswith(": “korte lijnen” (1 van de 3 geïnterviewden).")
    assert hinders.index("(2 van de 3 geïnterviewden)") < hinders.index("“te weinig tijd om te netwerken” (1 van de 3")
    assert "korte lijnen" not in hinders
    assert sum(p.startswith("Eén geïnterviewde kan beide noemen") for p in report_context["samenvatting"]) == 1


def test_the_summary_only_says_that_one_may_name_both_where_both_are_named(codebook):
    one_sided = [("Veldhaven", "a1", CALL, [coded(CALL, SHORT)])]
    summary = municipality_context("Veldhaven", make_data(codebook, one_sided))["samenvatting"]
    assert "kan beide noemen" not in " ".join(summary)


def test_the_summary_names_perspectives_once_and_in_order(codebook):
    perspectives = {"a1": "POH-GGZ", "a2": "gemeente Veldhaven", "a3": "POH-GGZ"}
    context = municipality_context("Veldhaven", make_data(codebook, STORY, perspectives=perspectives))
    assert context["perspectieven"] == ["gemeente [gemeente]", "POH-GGZ"]
    assert context["samenvatting"][0].endswith(" Hun werkveld of functie: gemeente [gemeente]; POH-GGZ.")


def test_a_theme_without_codings_says_so(advice, report_context):
    for section in (advice["Expertise"], report_context["domein"]):
        assert re.findall(r"Geen van de 3 geïnterviewden noemde [^.]*", section["wat_speelt"]) == [
            "Geen van de 3 geïnterviewden noemde volgens de getelde coderingen een belemmering die hierbij hoort; dat "
            "betekent niet dat die er niet is",
            "Geen van de 3 geïnterviewden noemde volgens de getelde coderingen iets wat hierbij helpt; dat betekent niet "
            "dat het er niet is",
        ]
        assert section["factoren"] == section["citaten"] == []


def test_the_sketch_quotes_context_and_says_where_there_is_none(report_context):
    offer, organisations, money = report_context["situatieschets"]
    assert [quote["tekst"][:14] for quote in offer["citaten"]] == ["Wij hebben een"]
    for empty in (organisations, money):
        assert empty["citaten"] == []
        assert empty["intro"].startswith("Hierover zijn geen coderingen die meetellen")


def test_a_municipality_in_which_nothing_was_coded_gets_a_whole_draft(codebook):
    context = municipality_context("Veldhaven", make_data(codebook, SILENT))
    assert context["grafiek_alt"] == "Geen factoren."
    assert context["factoren"] == context["bijlage"] == []
    assert [each["rang"] for each in context["aanbevelingen"]] == [1, 2, 3, 4, 5]
    assert all(each["prioriteit"] == "0,00" for each in context["aanbevelingen"])
    assert sum("geen coderingen die meetellen" in paragraph for paragraph in context["samenvatting"]) == 2


@pytest.mark.parametrize(
    ("origins", "sentence"),
    [
        pytest.param(["both", "model"], "Geen mens heeft ze nagekeken.", id="nobody"),
        pytest.param(["human", "model"], "Van de 2 coderingen in dit stuk is er 1 door codeurs toegekend", id="one"),
        pytest.param(["human", "human", "model"], "Van de 3 coderingen in dit stuk zijn er 2 door", id="two of three"),
        pytest.param(["human", "human"], "Alle coderingen in dit stuk zijn door codeurs toegekend", id="all"),
    ],
)
def test_a_sentence_says_how_many_codings_a_human_has_seen(codebook, origins, sentence):
    said = [("Veldhaven", f"a{n}", CALL, [coded(CALL, SHORT, origin=origin)]) for n, origin in enumerate(origins)]
    elsewhere = ("Oudermeer", "b1", CALL, [coded(CALL, SHORT, origin="human")])
    context = municipality_context("Veldhaven", make_data(codebook, [*said, elsewhere]))
    assert sentence in context["nagekeken"]


@pytest.mark.parametrize("is_invented", [True, False])
def test_figures_of_invented_interviews_say_so_and_others_do_not(codebook, is_invented):
    context = municipality_context(
        "Veldhaven", make_data(codebook, STORY, is_invented=is_invented, scorecard=make_scorecard(codebook))
    )
    assert ("verzonnen" in context["verzonnen"]) == is_invented
    assert ("verzonnen" in context["verantwoording"]["kwaliteit_zin"]) == is_invented
    assert ("verzonnen" in text_of(context)) == is_invented


@pytest.mark.parametrize("is_invented", [True, False])
def test_agreement_over_invented_interviews_says_so(codebook, is_invented):
    context = municipality_context(
        "Veldhaven", make_data(codebook, STORY, is_invented=is_invented, agreement=make_agreement(codebook))
    )
    assert ("verzonnen" in context["verantwoording"]["overeenstemming_zin"]) == is_invented


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="in what people say"),
        pytest.param({"perspectives": {"a1": "gemeente Veldhaven", "a2": "ggz"}}, id="in a perspective"),
        pytest.param({"title": "KOPP/KOV in Veldhaven en Oudermeer"}, id="in the title"),
    ],
)
def test_names_of_municipalities_are_nowhere(codebook, changes):
    context = municipality_context("Veldhaven", make_data(codebook, STORY, **changes))
    assert re.findall("veldhaven|oudermeer", str(context), re.IGNORECASE) == []


def test_respondents_are_called_by_number_and_never_by_interview_id(codebook):
    passages = [coded(CALL, SHORT)]
    said = [("Veldhaven", name, CALL, passages) for name in ("gesprek_zwart", "gesprek_appel")]
    context = municipality_context("Veldhaven", make_data(codebook, said))
    assert [row["wie"] for block in blocks(context) for row in block["coderingen"]] == ["1", "2"]
    assert "gesprek_" not in str(context)


def test_the_context_is_plain(report_context):
    assert {type(leaf) for leaf in leaves(report_context)} <= {str, int, float, type(None)}


def test_a_codebook_without_family_and_domain_gives_none_of_them(tiny_codebook):
    context = municipality_context("Veldhaven", make_data(tiny_codebook, SILENT))
    assert context["gezin"] is None
    assert context["domein"] is None


@pytest.mark.parametrize("n_interviews", [1, 3])
def test_one_person_is_spoken_of_in_the_singular(codebook, n_interviews):
    busy = "Voor overleg met de school of de huisarts heb ik in mijn rooster geen uren."
    rest = [("Veldhaven", f"a{n}", "Geen idee.", []) for n in range(1, n_interviews)]
    said = [("Veldhaven", "a0", busy, [coded(busy, TIME)]), *rest]
    context = municipality_context("Veldhaven", make_data(codebook, said, perspectives={"a0": "school"}))
    plurals = r"\b(?:1|[EÉ]én) van de \d+ geïnterviewden noemen|van de 1 geïnterviewden|zijn één professional"
    plurals += "|één professional.*Hun "
    assert re.findall(plurals, text_of(context)) == []
