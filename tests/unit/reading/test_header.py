"""The header lines of a transcript: where they start, where they end and what is talk."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.header import split_header
from pipeline.reading.parsed import KEYS


def top(lines: list[str]) -> tuple[dict[str, str], int]:
    header = split_header(lines)
    return header.values, header.n_lines


STARTERS = ("interview", "gemeente", "perspectief", "datum")


def test_reads_all_keys_in_any_order() -> None:
    lines = [f"{key}: waarde {n}" for n, key in enumerate(reversed(KEYS)) if key not in ("interviewer", "respondent")]
    lines += ["respondent: Petra Oonk; Wim", "interviewer: Marit"]
    header, n_lines = top([*lines, "", "I: Hoi."])
    assert set(header) == set(KEYS)
    assert header["respondent"] == "Petra Oonk; Wim"
    assert n_lines == 6


@pytest.mark.parametrize("starter", STARTERS)
def test_a_header_may_start_with(starter: str) -> None:
    assert top([f"{starter}: x", "I: Hoi."]) == ({starter: "x"}, 1)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([], id="no lines"),
        pytest.param([""], id="one empty line"),
        pytest.param(["Interviewer: Goedemorgen"], id="opens with the interviewer"),
        pytest.param(["respondent: Petra"], id="opens with the respondent"),
        pytest.param(["I: Hoi.", "gemeente: Testdorp"], id="talk first"),
        pytest.param(["gemeenten: Testdorp"], id="longer word"),
        pytest.param(["Gemeente Testdorp"], id="no colon, capital"),
        pytest.param(["gemeente Testdorp"], id="no colon"),
    ],
)
def test_there_is_no_header(lines: list[str]) -> None:
    assert top(lines) == ({}, 0)


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
    assert top([line]) == ({"gemeente": "Testdorp"}, 1)


@pytest.mark.parametrize("above", [["Interview 3"], ["", " "], ["# Verslag", ""], ["=====", "Verslag", "====="]])
def test_a_header_may_stand_below_a_title_a_heading_or_blank_lines(above: list[str]) -> None:
    assert top([*above, "gemeente: Testdorp", "", "I: Hoi."]) == ({"gemeente": "Testdorp"}, len(above) + 1)


@pytest.mark.parametrize(
    "line", ["- gemeente: Testdorp", "**Gemeente:** Testdorp", "# Gemeente: Testdorp", "• gemeente: Testdorp"]
)
def test_marks_of_a_list_or_bold_do_not_matter(line: str) -> None:
    assert top([line]) == ({"gemeente": "Testdorp"}, 1)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Gemeente Veldhaven", "Veldhaven"),
        ("  gemeente\tBergen op Zoom ", "Bergen op Zoom"),
        ("Gemeente = 's-Hertogenbosch", "'s-Hertogenbosch"),
        ("**Gemeente Den Haag**", "Den Haag"),
    ],
)
@pytest.mark.parametrize("above", [[], ["Verslag", ""], ["datum: 2024-11-05"]])
def test_a_municipality_without_a_colon(above: list[str], line: str, value: str) -> None:
    header = split_header([*above, line, "", "I: Hoi."])
    assert header.loose == {"gemeente": (value, len(above) + 1)}
    assert "gemeente" not in header.values
    assert header.warn_unused([len(above) + 1]) == []


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["Gemeente Veldhaven is groot."], id="sentence"),
        pytest.param(["Gemeente en school"], id="small letters"),
        pytest.param(["De Gemeente Veldhaven"], id="article"),
        pytest.param(["I: Hoi.", "Gemeente Veldhaven"], id="below a turn"),
        pytest.param(["gemeente: Testdorp", "Gemeente Veldhaven"], id="beside the real line"),
    ],
)
def test_no_municipality_without_a_colon(lines: list[str]) -> None:
    assert split_header(lines).loose == {}


@pytest.mark.parametrize(
    ("line", "found", "key"),
    [
        ("gemente: Testdorp", "gemente", "gemeente"),
        ("Gemeentes: Testdorp", "Gemeentes", "gemeente"),
        ("Naam gemeente: Testdorp", "gemeente", "gemeente"),
        ("gemeente:", "gemeente", "gemeente"),
        ("datum 15 oktober", "datum", "datum"),
        ("Perspektief: school", "Perspektief", "perspectief"),
        ("intervieuwer: Jo", "intervieuwer", "interviewer"),
    ],
)
def test_a_line_that_looks_like_a_header_line_is_named(line: str, found: str, key: str) -> None:
    header = split_header(["Verslag", line, "I: Hoi."])
    assert header.near == {2: (found, key)}
    assert header.places(key) == f"regel 2 lijkt erop ('{found}'); "
    assert header.warn_unused([2])[-1:] == [
        f"regel 2 lijkt een kopregel ('{found}') maar telt niet mee; bedoelt u '{key}: <waarde>'?"
    ]


@pytest.mark.parametrize(
    "line", ["Interview met het team", "locatie: stadhuis", "Gemeentelijk beleid: veel", "Kijk: ja"]
)
def test_other_lines_do_not_look_like_a_header_line(line: str) -> None:
    assert split_header([line, "I: Hoi."]).near == {}


def test_below_the_first_turn_only_a_whole_line_for_the_municipality_is_named() -> None:
    lines = ["I: Hoi.", "datum: 2024-11-05", "gemeente: Testdorp", "R: De gemeente: die wil niet."]
    assert split_header(lines).near == {3: ("gemeente", "gemeente")}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("gemeente: Sint-Oedenrode & co", "Sint-Oedenrode & co"),
        ("gemeente: Hoogezand: zuid", "Hoogezand: zuid"),
        ("gemeente: Gemeente 😀", "Gemeente 😀"),
    ],
)
def test_a_value_keeps_its_signs(line: str, value: str) -> None:
    assert top([line])[0] == {"gemeente": value}


def test_an_empty_value_is_left_out_but_its_line_counts() -> None:
    assert top(["gemeente: Testdorp", "datum:", "perspectief: school"]) == (
        {"gemeente": "Testdorp", "perspectief": "school"},
        3,
    )


@pytest.mark.parametrize(
    ("lines", "unused"),
    [
        pytest.param([""], [], id="blank"),
        pytest.param(["", " \t", "-----", ""], [], id="several blanks and a rule"),
        pytest.param(["locatie: stadhuis"], [2], id="unknown key"),
        pytest.param(["datum 15 oktober"], [2], id="no colon"),
        pytest.param(["gemeente: Elders"], [2], id="key twice"),
        pytest.param(["zo maar een zin", "", "Aanwezig: Jo, Wim"], [2, 4], id="several lines"),
        pytest.param(["10:30 uur"], [2], id="time of day"),
    ],
)
def test_other_lines_do_not_end_the_header(lines: list[str], unused: list[int]) -> None:
    header = split_header(["gemeente: Testdorp", *lines, "datum: 2024-11-05", "", "I: Hoi."])
    assert header.values == {"gemeente": "Testdorp", "datum": "2024-11-05"}
    assert (header.n_lines, header.unused) == (len(lines) + 2, unused)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["I: Hoi."], id="known word"),
        pytest.param(["Interviewer: Marit zit klaar."], id="word that is a key too"),
        pytest.param(["Marit: Hoi.", "Marit: Zo."], id="name that speaks twice"),
        pytest.param(["[00:01] Marit: Hoi.", "[00:03] Marit: Zo."], id="name with a time"),
    ],
)
def test_a_turn_ends_the_header(lines: list[str]) -> None:
    assert top(["gemeente: Testdorp", "", *lines, "datum: 2024-11-05"]) == ({"gemeente": "Testdorp"}, 1)


def test_a_name_declared_in_the_header_or_the_manifest_ends_it_with_its_first_turn() -> None:
    lines = ["gemeente: Testdorp", "Marit: Hoi.", "datum: 2024-11-05"]
    assert split_header(lines, {"marit"}).n_lines == 1
    assert top([*lines[:1], "interviewer: Marit", *lines[1:]])[1] == 2


def test_a_line_above_the_header_is_named() -> None:
    header = split_header(["Transcript van maandag", "", "gemeente: Testdorp", "I: Hoi."])
    assert (header.values, header.n_lines, header.unused) == ({"gemeente": "Testdorp"}, 3, [1])


@pytest.mark.parametrize("key", ["interviewer", "respondent", "Interviewer"])
@pytest.mark.parametrize("between", [[], [""], ["locatie: stadhuis"], ["datum 15 oktober", ""]])
def test_people_may_be_named_below_other_lines(key: str, between: list[str]) -> None:
    lines = ["gemeente: Testdorp", *between, f"{key}: Marit", "", "Marit: Hoi.", "Ruben: Ja."]
    assert top(lines)[0] == {"gemeente": "Testdorp", key.lower(): "Marit"}


@pytest.mark.parametrize(
    ("word", "key"),
    [("Geïnterviewde", "respondent"), ("respondenten", "respondent"), ("Interviewster", "interviewer")],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_other_words_for_the_people(word: str, key: str, form) -> None:
    lines = ["gemeente: Testdorp", f"{unicodedata.normalize(form, word)}: Jo", "", "Jo: Hoi.", "Wim: Ja."]
    assert top(lines) == ({"gemeente": "Testdorp", key: "Jo"}, 2)


def test_people_may_be_named_on_several_lines() -> None:
    lines = ["gemeente: Testdorp", "respondent: Petra", "respondent: Wim", "", "I: Hoi."]
    assert top(lines) == ({"gemeente": "Testdorp", "respondent": "Petra; Wim"}, 3)


@pytest.mark.parametrize(
    "speech",
    ["Goedemorgen", "Ja", "Hoi Ruben", "Daar zijn we weer", "Eens kijken", "Even de opname starten"],
)
def test_talk_below_a_blank_line_is_no_name(speech: str) -> None:
    assert top(["gemeente: Testdorp", "", f"Interviewer: {speech}", "Respondent: Ja."])[1] == 1


def test_a_label_on_a_line_of_its_own_is_a_turn() -> None:
    assert top(["gemeente: Testdorp", "", "Interviewer:", "Hoe gaat het?"]) == ({"gemeente": "Testdorp"}, 1)


@pytest.mark.parametrize("name", ["Marit", "Marit Kuijpers", "Yasmina el Boukhari", "Marit; Jesse", "M.K. de Vries"])
@pytest.mark.parametrize("key", ["interviewer", "respondent"])
def test_a_header_may_name_people(key: str, name: str) -> None:
    assert top(["gemeente: Testdorp", f"{key}: {name}", "", "I: Hoi."]) == (
        {"gemeente": "Testdorp", key: name},
        2,
    )


@pytest.mark.parametrize("name", ["Petra O.", "Kuijpers, M.", "P.", "Anne-Fleur B."])
@pytest.mark.parametrize("key", ["interviewer", "respondent"])
def test_a_name_may_end_with_an_initial(key: str, name: str) -> None:
    assert top(["gemeente: Testdorp", f"{key}: {name}", ""]) == ({"gemeente": "Testdorp", key: name}, 2)


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
    assert top(lines) == ({"gemeente": "Testdorp"}, 1)


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))), max_size=8))
def test_the_header_never_takes_more_lines_than_there_are(lines: list[str]) -> None:
    header, n_lines = top(["gemeente: Testdorp", *lines])
    assert header["gemeente"] == "Testdorp"
    assert len(header) <= n_lines <= len(lines) + 1
    assert set(header) <= set(KEYS)


@given(st.permutations(("interview", "gemeente", "perspectief", "datum")), st.integers(1, 4))
def test_any_choice_of_keys_is_given_back(keys: list[str], n_keys: int) -> None:
    wanted = {key: f"waarde van {key}" for key in keys[:n_keys]}
    lines = [f"{key}: {value}" for key, value in wanted.items()]
    assert top([*lines, "", "I: Hoi."]) == (wanted, n_keys)
