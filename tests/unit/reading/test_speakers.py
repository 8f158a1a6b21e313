"""Which labels are speakers, and which lines are read as talk but named in a warning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.speakers import accept_labels, find_doubts

HOW = "is dit een spreker, zet dan bovenaan het bestand 'respondent: <naam>' of 'interviewer: <naam>'"
JOINED = "is bij de beurt ervoor gevoegd"


def doubts(lines: list[str], *declared: str) -> list[str]:
    return find_doubts(list(enumerate(lines, start=1)), accept_labels(lines, set(declared)), "regel")


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        pytest.param(["[0:01] Jo: a", "[0:02] Wim: b", "[0:03] Jo: c", "[0:04] Wim: d", "[0:05] An: e"], 3, id="time"),
        pytest.param(["[0:01] I: a", "[0:02] R: b", "[0:03] An: c"], 3, id="time beside known words"),
        pytest.param(["I: a", "R: b", "I: c", "[0:03] An: c"], 2, id="time where others have none"),
        pytest.param(["[0:01] Jo: a", "[0:02] Wim: b"], 0, id="time, each once"),
        pytest.param(["[0:01] I: a", "[0:02] Wim: b"], 2, id="time, one known"),
        pytest.param(["Jo 0:01", "a", "Wim 0:02", "b"], 2, id="time on a line of its own, each once"),
        pytest.param(["Jo 0:01", "a", "Wim 0:02", "b", "Jo 0:03", "c"], 2, id="time on a line of its own"),
        pytest.param(["Jo: a", "Jo: b", "9:30 School", "10:30 Pauze"], 1, id="list of hours in the talk"),
        pytest.param(["Jo Bos: a", "Wim Smit: b", "Jo Bos: c", "Wim Smit: d", "An de Wit: e"], 3, id="full name"),
        pytest.param(["Jo Bos: a", "Wim: b", "Jo Bos: c", "Wim: d", "An de Wit: e"], 2, id="some full names"),
        pytest.param(["Jo: a", "Wim: b", "Jo: c", "Wim: d", "An: e"], 2, id="one word"),
        pytest.param(["I: a", "R: b", "Sterk Nest: e"], 2, id="two words beside known words"),
        pytest.param(["Jo Bos: a", "Kijk Eens: b", "Jo Bos: c"], 1, id="talk with capitals"),
    ],
)
def test_a_name_that_speaks_once_in_the_form_of_the_others(lines: list[str], labels: int) -> None:
    assert len(accept_labels(lines, set())) == labels


@pytest.mark.parametrize(
    "label", ["R3 (Anna)", "Respondent A", "Interviewer (Marit)", "Respondent Petra Oonk", "I (Jo)"]
)
def test_known_words_with_a_name_or_letter_speak_once(label: str) -> None:
    assert accept_labels([f"{label}: ja"], set()) == {label}


@pytest.mark.parametrize("line", ["Interviewer Marit zei: ja", "Respondent denkt: ja", "I B: ja", "Vraag Anna: ja"])
def test_known_words_in_the_talk(line: str) -> None:
    assert accept_labels([line], set()) == set()


def test_a_remark_in_brackets_is_no_part_of_the_name() -> None:
    assert accept_labels(["Jo (lacht): a", "Jo: b", "R (zucht): c"], set()) == {"Jo", "R"}


@pytest.mark.parametrize("declared", ["Anna", "anna", "R3", "R3 (Anna)"])
def test_a_declared_name_may_stand_in_brackets(declared: str) -> None:
    assert accept_labels(["Groep (Anna): a", "R3 (Anna): b"], {declared}) >= {"R3 (Anna)"}


@pytest.mark.parametrize(
    ("lines", "warnings"),
    [
        pytest.param([], [], id="no lines"),
        pytest.param(["I: a", "R: b"], [], id="known words"),
        pytest.param(["I: a", "R: b", "Kijk: c", "Mijn moeder zei: d", "en: e"], [], id="talk"),
        pytest.param(["I: a", "R: b", "Wat zei Anna: c", "Het hele team zegt: d"], [], id="sentences"),
        pytest.param(
            ["Jo: a", "Wim: b", "Jo: c", "Anna: d", "Wim: e"],
            [f"'Anna' (regel 4) spreekt één keer en {JOINED}; {HOW.replace('<naam>', 'Anna')}"],
            id="name among names",
        ),
        pytest.param(
            ["I: a", "R: b", "Anna: d"],
            [f"regel 3 lijkt een spreker die één keer spreekt en {JOINED}; {HOW}"],
            id="name or word beside known words",
        ),
        pytest.param(
            ["I: a", "R: b", "Wijkteam noord: c", "R: d", "Wijkteam noord: e"],
            [f"regel 3 lijkt een spreker die 2 keer spreekt en {JOINED}; {HOW}"],
            id="small letters, twice",
        ),
    ],
)
def test_doubts(lines: list[str], warnings: list[str]) -> None:
    assert doubts(lines) == warnings


def test_a_declared_name_is_no_doubt() -> None:
    assert doubts(["Jo: a", "Jo: b", "Anna: c"], "Anna") == []


@given(st.lists(st.sampled_from(["I: a", "R: geheim", "Kijk: geheim", "Anna: geheim", "Jo Bos: geheim", "geheim"])))
def test_a_doubt_never_carries_talk_and_is_never_a_speaker(lines: list[str]) -> None:
    labels = accept_labels(lines, set())
    for warning in doubts(lines):
        assert "geheim" not in warning
        assert not any(f"'{label}'" in warning for label in labels)
