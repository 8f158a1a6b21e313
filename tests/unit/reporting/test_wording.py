"""Dutch phrases: counts, lists, figures and periods."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reporting.wording import (
    capital,
    decimal,
    listed,
    lower_first,
    number,
    of_respondents,
    percentage,
    period,
    plural,
    thousands,
)


@pytest.mark.parametrize(
    ("n", "written"), [(0, "nul"), (1, "één"), (2, "twee"), (12, "twaalf"), (13, "13"), (100, "100")]
)
def test_small_numbers_are_words(n, written):
    assert number(n) == written


@pytest.mark.parametrize(
    ("n", "total", "said"),
    [
        (0, 5, "geen van de 5 geïnterviewden"),
        (1, 5, "1 van de 5 geïnterviewden"),
        (4, 5, "4 van de 5 geïnterviewden"),
        (5, 5, "alle 5 geïnterviewden"),
        (2, 2, "alle 2 geïnterviewden"),
        (1, 1, "de enige geïnterviewde"),
        (0, 1, "niet de geïnterviewde"),
    ],
)
def test_how_many_respondents(n, total, said):
    assert of_respondents(n, total) == said


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("4 van de 5 geïnterviewden", "Vier van de 5 geïnterviewden"),
        ("1 van de 5 geïnterviewden", "Eén van de 5 geïnterviewden"),
        ("13 van de 15 geïnterviewden", "13 van de 15 geïnterviewden"),
        ("alle 5 geïnterviewden", "Alle 5 geïnterviewden"),
        ("de enige geïnterviewde", "De enige geïnterviewde"),
        ("niemand", "Niemand"),
        ("3", "Drie"),
        ("1", "Eén"),
        ("13", "13"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital(text, begun):
    assert capital(text) == begun


@pytest.mark.parametrize(("n", "said"), [(0, "0 passages"), (1, "1 passage"), (2, "2 passages")])
def test_a_noun_follows_its_count(n, said):
    assert plural(n, "passage", "passages") == said


@pytest.mark.parametrize(
    ("parts", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")]
)
def test_a_list_has_commas_and_one_en(parts, said):
    assert listed(parts) == said


def test_a_list_may_end_in_another_word():
    assert listed(["a", "b", "c"], "of") == "a, b of c"


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (0.456, 2, "0,46"),
        (1, 2, "1,00"),
        (0, 2, "0,00"),
        (-0.25, 2, "-0,25"),
        (0.5, 0, "0"),
        (12345.678, 1, "12345,7"),
        (None, 2, "niet te schatten"),
        (float("nan"), 2, "niet te schatten"),
    ],
)
def test_figures_have_a_comma(value, digits, said):
    assert decimal(value, digits) == said


@pytest.mark.parametrize(
    ("n", "written"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.000"),
        (8142, "8.142"),
        (10_000, "10.000"),
        (1_234_567, "1.234.567"),
    ],
)
def test_large_numbers_have_points(n, written):
    assert thousands(n) == written


@given(st.integers(0, 10**12))
def test_points_stand_before_every_third_digit_and_change_nothing_else(n):
    first, *rest = thousands(n).split(".")
    assert 1 <= len(first) <= 3
    assert all(len(group) == 3 for group in rest)
    assert first + "".join(rest) == str(n)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0,0%"),
        (0.004, "0,4%"),
        (0.25, "25,0%"),
        (2 / 3, "66,7%"),
        (0.9957, "99,6%"),
        (1, "100,0%"),
    ],
)
def test_a_share_is_a_percentage_with_one_decimal(share, said):
    assert percentage(share) == said


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        pytest.param([], "", id="none"),
        pytest.param(["", "15 oktober"], "", id="none that can be read"),
        pytest.param(["2024-10-15"], "in oktober 2024", id="one"),
        pytest.param(["2024-10"], "in oktober 2024", id="month only"),
        pytest.param(["2024-10-15", "2024-10-31"], "in oktober 2024", id="one month"),
        pytest.param(
            ["2024-11-12", "2024-10-15", ""], "van oktober tot en met november 2024", id="two months, unsorted"
        ),
        pytest.param(["2024-12-01", "2025-01-31"], "van december 2024 tot en met januari 2025", id="two years"),
        pytest.param(["2024-05-01", "2025-05-01"], "van mei 2024 tot en met mei 2025", id="same month a year later"),
        pytest.param(["15-10-2024"], "", id="Dutch order is not guessed at"),
        pytest.param(["2024-13-01"], "", id="no thirteenth month"),
        pytest.param(["2024-00-10"], "", id="no month zero"),
        pytest.param(["2024-1-5"], "", id="month of one digit"),
    ],
)
def test_a_period_runs_from_the_first_month_to_the_last(dates, said):
    assert period(dates) == said


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("", ""),
        ("G", "g"),
        ("Geld ontbreekt.", "geld ontbreekt."),
        ("KOPP/KOV is geen speerpunt.", "KOPP/KOV is geen speerpunt."),
        ("Één visie", "één visie"),
        ("al klein", "al klein"),
    ],
)
def test_a_small_letter_inside_a_sentence_but_abbreviations_stay(text, begun):
    assert lower_first(text) == begun


@given(st.lists(st.sampled_from(["tijd", "geld", "visie"]), min_size=1, max_size=6))
def test_a_list_names_every_part_once_and_in_order(parts):
    assert listed(parts).replace(" en ", ", ").split(", ") == parts
