"""Agreement and scorecards as Markdown tables."""

from __future__ import annotations

import pytest
from report_material import make_agreement, make_scorecard

from pipeline.reporting import agreement_markdown, scorecard_markdown
from pipeline.reporting.agreement_cells import INTERVAL_SENTENCE, MISSING_SENTENCE


def cells(line):
    assert line.startswith("| ")
    assert line.endswith(" |")
    return [cell.strip() for cell in line[1:-1].split("|")]


def tables(text):
    """Return the tables of a text, each a list of rows of cells without the line of dashes."""
    found = [[]]
    for line in text.splitlines():
        if line.startswith("|--"):
            assert set(line) == {"|", "-"}
            assert line.count("|") == len(found[-1][-1]) + 1
        elif line.startswith("|"):
            found[-1].append(cells(line))
        elif found[-1]:
            found.append([])
    return [table for table in found if table]


def test_agreement_has_a_row_per_theme_and_one_for_all(codebook):
    (table,) = tables(agreement_markdown(make_agreement(codebook), codebook))
    names = [theme.naam for theme in codebook.themes]
    assert [row[0] for row in table] == ["thema", *names, "alle codes samen (beurt × code)"]
    assert {len(row) for row in table} == {8}


@pytest.mark.parametrize(
    ("theme", "expected"),
    [
        pytest.param(
            "Korte lijnen en tijd om te netwerken", "4 2 1 75,0% 0,50 0,53 0,53 (interval -)", id="they differ once"
        ),
        pytest.param("Financiering en aanbod", "4 1 1 100,0% 1,00 1,00 1,00 (interval -)", id="they agree"),
        pytest.param("Expertise in herkennen en bespreken", "4 0 0 100,0% - - -", id="nothing varies"),
    ],
)
def test_figures_of_a_theme(codebook, theme, expected):
    (table,) = tables(agreement_markdown(make_agreement(codebook), codebook))
    figures = next(row[1:] for row in table if row[0] == theme)
    assert [figure.replace(".", ",") for figure in figures] == [
        figure.replace("-", "niet te schatten") for figure in expected.split(maxsplit=6)
    ]


def test_figures_of_agreement_are_written_in_the_dutch_way(codebook):
    (table,) = tables(agreement_markdown(make_agreement(codebook), codebook))
    assert [cell for row in table[1:] for cell in row[1:] if "." in cell] == []


def test_under_the_table_stands_how_many_turns_nobody_coded(codebook):
    _, below = agreement_markdown(make_agreement(codebook), codebook).split("\n\n")
    assert below.splitlines() == [
        "Van de 4 beurten kreeg er 1 van geen van beide codeurs een code; die telt mee als overeenstemming.",
        INTERVAL_SENTENCE,
        MISSING_SENTENCE,
    ]


@pytest.fixture
def card(codebook):
    """The scorecards of rules and of both, the same figures for each."""
    return scorecard_markdown(
        {"regels": make_scorecard(codebook), "samen": make_scorecard(codebook)}, codebook, 3, True
    )


def test_a_scorecard_has_a_row_per_kind_and_then_one_per_theme(card, codebook):
    kinds, themes = tables(card)
    assert [row[0] for row in kinds] == ["voorstellen van", "regels", "samen"]
    assert [row[0] for row in themes] == ["voorstellen van", *(theme.naam for theme in codebook.themes)]
    assert kinds[0] == themes[0]
    assert {len(row) for row in kinds + themes} == {8}


def test_figures_of_a_scorecard(card):
    kinds, themes = tables(card)
    assert kinds[1][1:] == ["3", "2", "2", "0,67", "1,00", "0,80", "0,80"]
    by_name = {row[0]: row[1:] for row in themes}
    assert by_name["Financiering en aanbod"] == ["1", "1", "1", "1,00", "1,00", "1,00", "1,00"]
    assert by_name["Situatieschets"] == ["0", "0", "0", *["niet te schatten"] * 4]


@pytest.mark.parametrize(("is_invented", "sentence"), [(True, "op 3 verzonnen interviews"), (False, "op 3 interviews")])
def test_a_scorecard_says_whether_its_interviews_are_invented(codebook, is_invented, sentence):
    text = scorecard_markdown({"samen": make_scorecard(codebook)}, codebook, 3, is_invented)
    assert sentence in text.splitlines()[0]
    assert text.endswith("|\n")
