"""The numbers by which documents call respondents."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from report_material import make_data

PROFESSIONS = [
    "gemeente",
    "huisarts",
    "jgz",
    "jongerenwerk",
    "mantelzorg",
    "poh",
    "school",
    "verslavingszorg",
    "wijkteam",
]


def said(*interviews, municipality="Veldhaven"):
    return [(municipality, interview_id, "Ja.", []) for interview_id in interviews]


def test_numbers_run_from_one_in_each_municipality(codebook):
    data = make_data(codebook, [*said("a", "b", "c"), *said("d", "e", municipality="Oudermeer")])
    assert sorted(data.numbers("Veldhaven").values()) == [1, 2, 3]
    assert sorted(data.numbers("Oudermeer").values()) == [1, 2]
    assert set(data.numbers("Oudermeer")) == {"d", "e"}


def test_numbers_do_not_follow_the_alphabet_of_professions(codebook):
    numbers = make_data(codebook, said(*PROFESSIONS)).numbers("Veldhaven")
    by_number = sorted(PROFESSIONS, key=numbers.__getitem__)
    assert by_number != PROFESSIONS
    assert by_number != PROFESSIONS[::-1]


@settings(deadline=None, max_examples=25)
@given(st.permutations(PROFESSIONS))
def test_numbers_do_not_depend_on_the_order_of_interviews(codebook, order):
    assert make_data(codebook, said(*order)).numbers("Veldhaven") == make_data(codebook, said(*PROFESSIONS)).numbers(
        "Veldhaven"
    )


def test_a_municipality_that_is_unknown_has_no_respondents(codebook):
    assert make_data(codebook, said("a")).numbers("Nergens") == {}
