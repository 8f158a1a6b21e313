"""The header lines of a transcript: where they start, where they end and what is talk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.header import KEYS, split_header

STARTERS = ("interview", "gemeente", "perspectief", "datum")


def test_reads_all_keys_in_any_order() -> None:
    lines = [f"{key}: waarde {n}" for n, key in enumerate(reversed(KEYS)) if key not in ("interviewer", "respondent")]
    lines += ["respondent: Petra Oonk; Wim", "interviewer: Marit"]
    header, n_lines = split_header([*lines, "", "I: Hoi."])
    assert set(header) == set(KEYS)
    assert header["respondent"] == "Petra Oonk; Wim"
    assert n_lines == 6


@pytest.mark.parametrize("starter", STARTERS)
def test_a_header_may_start_with(starter: str) -> None:
    assert split_header([f"{starter}: x", "I: Hoi."]) == ({starter: "x"}, 1)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([], id="no lines"),
        pytest.param([""], id="one empty line"),
        pytest.param(["Interviewer: Goedemorgen"], id="opens with the interviewer"),
        pytest.param(["respondent: Petra"], id="opens with the respondent"),
        pytest.param(["Transcript van maandag", "gemeente: Testdorp"], id="other line first"),
        pytest.param(["I: Hoi.", "gemeente: Testdorp"], id="talk first"),
        pytest.param(["gemeenten: Testdorp"], id="longer word"),
        pytest.param(["gemeente Testdorp"], id="no colon"),
    ],
)
def test_there_is_no_header(lines: list[str]) -> None:
    assert split_header(lines) == ({}, 0)


@pytest.mark.parametrize(
    "line",
    [
        "gemeente: Testdorp",
        "Gemeente: Testdorp",
        "GEMEENTE:Testdorp",
        "  gemeente : \tTestdorp  ",
        "NOTE gemeente: Testdorp",
    ],
)
def test_case_and_white_space_do_not_matter(line: str) -> None:
    assert split_header([line]) == ({"gemeente": "Testdorp"}, 1)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("gemeente: Sint-Oedenrode & co", "Sint-Oedenrode & co"),
        ("gemeente: Hoogezand: zuid", "Hoogezand: zuid"),
        ("gemeente: Gemeente 😀", "Gemeente 😀"),
    ],
)
def test_a_value_keeps_its_signs(line: str, value: str) -> None:
    assert split_header([line])[0] == {"gemeente": value}


def test_an_empty_value_is_left_out_but_its_line_counts() -> None:
    assert split_header(["gemeente: Testdorp", "datum:", "perspectief: school"]) == (
        {"gemeente": "Testdorp", "perspectief": "school"},
        3,
    )


@pytest.mark.parametrize(
    "line", ["", "onderwerp: geld", "I: Hoi.", "gemeente: Elders", "zo maar een zin"], ids=lambda line: line or "blank"
)
def test_the_header_ends_at_the_first_other_line(line: str) -> None:
    header, n_lines = split_header(["gemeente: Testdorp", line, "datum: 2024-11-05"])
    assert (header, n_lines) == ({"gemeente": "Testdorp"}, 1)


@pytest.mark.parametrize("name", ["Marit", "Marit Kuijpers", "Yasmina el Boukhari", "Marit; Jesse", "M.K. de Vries"])
@pytest.mark.parametrize("key", ["interviewer", "respondent"])
def test_a_header_may_name_people(key: str, name: str) -> None:
    assert split_header(["gemeente: Testdorp", f"{key}: {name}", "", "I: Hoi."]) == (
        {"gemeente": "Testdorp", key: name},
        2,
    )


@pytest.mark.parametrize("name", ["Petra O.", "Kuijpers, M.", "P.", "Anne-Fleur B."])
@pytest.mark.parametrize("key", ["interviewer", "respondent"])
def test_a_name_may_end_with_an_initial(key: str, name: str) -> None:
    assert split_header(["gemeente: Testdorp", f"{key}: {name}", ""]) == ({"gemeente": "Testdorp", key: name}, 2)


@pytest.mark.parametrize(
    "speech",
    [
        "Hoe gaat het?",
        "Goedemorgen.",
        "Welkom!",
        "Dus jullie zien elkaar nu vaker dan eerst",
        "Zullen we beginnen…",
        "Zullen we beginnen? [lacht]",
        "En, hoe gaat het? (stilte)",
        "“Hoe gaat het?”",
    ],
)
def test_talk_right_under_the_header_is_no_name(speech: str) -> None:
    lines = ["gemeente: Testdorp", f"Interviewer: {speech}", "Respondent: Ja."]
    assert split_header(lines) == ({"gemeente": "Testdorp"}, 1)


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))), max_size=8))
def test_the_header_never_takes_more_lines_than_there_are(lines: list[str]) -> None:
    header, n_lines = split_header(["gemeente: Testdorp", *lines])
    assert header["gemeente"] == "Testdorp"
    assert len(header) <= n_lines <= len(lines) + 1
    assert set(header) <= set(KEYS)


@given(st.permutations(("interview", "gemeente", "perspectief", "datum")), st.integers(1, 4))
def test_any_choice_of_keys_is_given_back(keys: list[str], n_keys: int) -> None:
    wanted = {key: f"waarde van {key}" for key in keys[:n_keys]}
    lines = [f"{key}: {value}" for key, value in wanted.items()]
    assert split_header([*lines, "", "I: Hoi."]) == (wanted, n_keys)
