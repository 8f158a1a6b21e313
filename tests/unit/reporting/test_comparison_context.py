"""What the comparison of municipalities says, from small frames."""

from __future__ import annotations

import re

import pytest
from report_material import NEED, SHORT, STORY, TIME, coded, leaves, make_data, make_scorecard

from pipeline import frames
from pipeline.reporting import comparison_context

WORDS = "Daar hebben wij hier van alles over te vertellen, en dat doen we ook."


@pytest.fixture(scope="module")
def comparing_context(codebook):
    """What the comparison of Veldhaven and Oudermeer says."""
    return comparison_context(make_data(codebook, STORY))


@pytest.fixture(scope="session")
def compare(codebook):
    """Return a maker of comparisons: per municipality how many interviews there are and how many name a code."""

    def run(municipalities, **changes):
        said = [
            (name, f"{name[:2]}{n}", WORDS, [coded(WORDS, code) for code, k in named.items() if n < k])
            for name, total, named in municipalities
            for n in range(total)
        ]
        return comparison_context(make_data(codebook, said, **changes))

    return run


def rows(context):
    return {row["code_id"]: row for table in context["thema_tabellen"] for row in table["rijen"]}


def test_counts_are_those_of_the_factors(codebook, comparing_context):
    data = make_data(codebook, STORY)
    counts = {(f.municipality, f.code_id): f for f in frames.rows(data.factors)}
    shown = rows(comparing_context)
    assert set(shown) == set(data.comparison["code_id"])
    for code_id, row in shown.items():
        here = [counts[name, code_id] for name in ("Veldhaven", "Oudermeer")]
        assert row["waarden"] == [f"{f.n_interviews} van de {f.n_respondents_total}" for f in here]
        assert row["richting"] == here[0].direction


def test_values_stand_in_the_order_of_the_municipalities(comparing_context):
    assert comparing_context["gemeenten"] == ["Gemeente 1", "Gemeente 2"]
    assert rows(comparing_context)[NEED]["waarden"] == ["2 van de 3", "0 van de 2"]
    assert rows(comparing_context)[TIME]["waarden"] == ["1 van de 3", "1 van de 2"]


def test_each_factor_stands_once_under_its_own_theme(comparing_context, codebook):
    themes = {theme.naam: theme.codes for theme in codebook.themes}
    shown = [(table["naam"], row["code_id"]) for table in comparing_context["thema_tabellen"] for row in table["rijen"]]
    assert len(shown) == len(set(shown)) == 5
    assert all(code_id in themes[name] for name, code_id in shown)


@pytest.mark.parametrize(
    ("here", "there", "verdict", "place"),
    [
        pytest.param(4, 1, "verschilt", "verschillen", id="apart"),
        pytest.param(3, 1, "verschilt", "verschillen", id="just apart"),
        pytest.param(2, 1, "gedeeld", "overeenkomsten", id="shared"),
        pytest.param(1, 0, "niet overal genoemd", "niet_overal", id="one person"),
    ],
)
def test_differences_and_likenesses_are_told_apart(compare, codebook, here, there, verdict, place):
    context = compare([("Veldhaven", 5, {TIME: here}), ("Oudermeer", 5, {TIME: there})])
    counts = f"{here} van de 5 in Gemeente 1, {there} van de 5 in Gemeente 2."
    sentence = f"{codebook.by_id[TIME].naam} (belemmerend): {counts}"
    assert rows(context)[TIME]["oordeel"] == verdict
    for name in ("verschillen", "overeenkomsten", "niet_overal"):
        assert context[name] == ([sentence] if name == place else [])


def test_the_largest_difference_comes_first(compare, codebook):
    context = compare([("Veldhaven", 5, {TIME: 2, SHORT: 5, NEED: 3}), ("Oudermeer", 5, {})])
    names = [codebook.by_id[code].naam for code in (SHORT, NEED, TIME)]
    assert [sentence.split(" (")[0] for sentence in context["verschillen"]] == names


def test_what_is_named_most_comes_first_in_what_they_share(compare, codebook):
    named = {TIME: (2, 1), SHORT: (5, 5), NEED: (3, 4)}
    context = compare([(m, 5, {code: n[at] for code, n in named.items()}) for at, m in enumerate(["Aa", "Bee"])])
    names = [codebook.by_id[code].naam for code in (SHORT, NEED, TIME)]
    assert [sentence.split(" (")[0] for sentence in context["overeenkomsten"]] == names


def test_every_factor_is_in_one_sentence(comparing_context, codebook):
    sentences = [s for name in ("verschillen", "overeenkomsten", "niet_overal") for s in comparing_context[name]]
    names = [codebook.by_id[code].naam for code in rows(comparing_context)]
    assert sorted(sentence.split(" (")[0] for sentence in sentences) == sorted(names)


def test_facilitating_and_hindering_factors_are_called_what_they_are(compare):
    context = compare([("Veldhaven", 2, {TIME: 2, SHORT: 2}), ("Oudermeer", 2, {TIME: 2, SHORT: 2})])
    assert [rows(context)[code]["richting"] for code in (TIME, SHORT)] == ["belemmerend", "bevorderend"]
    assert [re.search(r"\((\w+)\)", sentence)[1] for sentence in context["overeenkomsten"]] == [
        "bevorderend",
        "belemmerend",
    ]


def test_priorities_are_those_of_the_frame(codebook, comparing_context):
    data = make_data(codebook, STORY)
    by_key = {(p.municipality, p.theme_id): p for p in frames.rows(data.priorities)}
    for theme, shown in zip(data.codebook.recommendations, comparing_context["prioriteiten"], strict=True):
        here = [by_key[name, theme.id] for name in ("Veldhaven", "Oudermeer")]
        assert shown["tekst"] == theme.aanbeveling.tekst
        assert shown["waarden"] == [f"{p.rank}e, prioriteit {p.priority:.2f}".replace(".", ",") for p in here]


def test_three_municipalities_fit_beside_each_other(compare):
    context = compare([(name, 2, {TIME: 1}) for name in ("Veldhaven", "Oudermeer", "Zandwoude")])
    assert rows(context)[TIME]["waarden"] == ["1 van de 2"] * 3
    assert context["gemeenten_zin"] == "Gemeente 1, Gemeente 2 en Gemeente 3"
    assert "Gemeente 1, Gemeente 2 en Gemeente 3 naast elkaar" in context["inleiding"]


def test_municipalities_in_which_nothing_was_coded_get_a_whole_comparison(compare):
    context = compare([("Veldhaven", 1, {}), ("Oudermeer", 2, {})])
    assert context["verschillen"] == context["overeenkomsten"] == context["niet_overal"] == []
    assert context["thema_tabellen"] == []
    assert [shown["waarden"][0] for shown in context["prioriteiten"]] == [f"{n}e, prioriteit 0,00" for n in range(1, 6)]


def test_the_chart_is_told_in_words(comparing_context):
    assert (
        "te weinig tijd om te netwerken: Gemeente 1 1 van de 3, Gemeente 2 1 van de 2"
        in comparing_context["grafiek_alt"]
    )


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        ("model", "Geen mens heeft ze nagekeken."),
        ("human", "Van de 3 coderingen in dit stuk zijn er 2 door codeurs toegekend"),
    ],
)
def test_a_sentence_says_how_many_codings_a_human_has_seen(codebook, origin, sentence):
    origins = [("Veldhaven", "a1", origin), ("Oudermeer", "b1", origin), ("Oudermeer", "b2", "both")]
    said = [(name, interview, WORDS, [coded(WORDS, TIME, origin=each)]) for name, interview, each in origins]
    context = comparison_context(make_data(codebook, said))
    assert sentence in context["nagekeken"]


@pytest.mark.parametrize("is_invented", [True, False])
def test_figures_of_invented_interviews_say_so_and_others_do_not(codebook, is_invented):
    context = comparison_context(
        make_data(codebook, STORY, is_invented=is_invented, scorecard=make_scorecard(codebook))
    )
    assert ("verzonnen" in context["verzonnen"]) == is_invented
    assert ("verzonnen" in context["verantwoording"]["kwaliteit_zin"]) == is_invented
    assert any("verzonnen" in str(leaf) for leaf in leaves(context)) == is_invented


def test_the_account_is_about_all_interviews(comparing_context):
    account = " ".join(comparing_context["verantwoording"]["alineas"])
    assert "rust op 5 interviews, gehouden in oktober 2024, met 7 beurten" in account
    assert "Het stelde 9 coderingen voor: 1 zeker, 7 waarschijnlijk en 1 twijfelachtig." in account


def test_it_says_who_was_spoken_to_and_where(codebook):
    perspectives = {"a1": "school", "a2": "Ggz", "a3": "school", "b1": "wijkteam Oudermeer"}
    who = comparison_context(make_data(codebook, STORY, perspectives=perspectives))["wie"]
    assert who == (
        "Niet overal zijn dezelfde functies gesproken, en een verschil kan ook daardoor komen. "
        "Gemeente 1: Ggz; school. Gemeente 2: wijkteam [gemeente]."
    )


@pytest.mark.parametrize("perspectives", [{"a1": "school", "b1": "school"}, {}], ids=["the same", "unknown"])
def test_it_does_not_say_that_functions_differ_where_they_do_not(codebook, perspectives):
    said = [(name, interview, WORDS, []) for name, interview in (("Veldhaven", "a1"), ("Oudermeer", "b1"))]
    who = comparison_context(make_data(codebook, said, perspectives=perspectives))["wie"]
    assert "Niet overal zijn dezelfde functies gesproken" not in who


@pytest.mark.parametrize(
    "changes", [{}, {"title": "KOPP/KOV in Veldhaven en Oudermeer"}], ids=["in what people say", "in the title"]
)
def test_names_of_municipalities_are_nowhere(codebook, changes):
    context = comparison_context(make_data(codebook, STORY, **changes))
    assert re.findall("veldhaven|oudermeer", str(context), re.IGNORECASE) == []
