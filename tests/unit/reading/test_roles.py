"""Who asks and who answers: known words, declared names, and questions instead of guesses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading.parsed import Header, Parsed, Spoken, compose
from pipeline.reading.roles import assign_roles

I_, R_ = "interviewer", "respondent"


def parsed(*labels: str) -> Parsed:
    return compose([Spoken(label, "Ja.", n) for n, label in enumerate(labels, start=1)], Header())


@pytest.mark.parametrize(
    ("labels", "interviewer", "respondents", "roles"),
    [
        pytest.param(["R"], "", "", {"R": R_}, id="one turn"),
        pytest.param(["I", "R"], "", "", {"I": I_, "R": R_}, id="letters"),
        pytest.param(["V", "A"], "", "", {"V": I_, "A": R_}, id="question and answer"),
        pytest.param(
            ["I", "R1", "R2", "R3"], "", "", {"I": I_, "R1": R_, "R2": R_, "R3": R_}, id="several respondents"
        ),
        pytest.param(["I1", "I2", "R"], "", "", {"I1": I_, "I2": I_, "R": R_}, id="two interviewers"),
        pytest.param(["Interviewer", "Petra"], "", "", {"Interviewer": I_, "Petra": R_}, id="word and name"),
        pytest.param(["Marit", "Petra"], "Marit", "", {"Marit": I_, "Petra": R_}, id="interviewer declared"),
        pytest.param(["MARIT", "Petra"], " marit ", "", {"MARIT": I_, "Petra": R_}, id="declared in other case"),
        pytest.param(
            ["Marit", "Jesse", "Petra", "Wim"],
            "Marit; Jesse;",
            "Petra;Wim",
            {"Marit": I_, "Jesse": I_, "Petra": R_, "Wim": R_},
            id="all declared",
        ),
        pytest.param(
            ["Marit", "Petra", "Wim"],
            "Marit",
            "",
            {"Marit": I_, "Petra": R_, "Wim": R_},
            id="names beside the interviewer",
        ),
        pytest.param(
            ["I", "R"], "Marit Kuijpers", "Petra", {"I": I_, "R": R_}, id="names in the header, letters below"
        ),
        pytest.param(["Interviewer (Jo)", "Wim"], "Jo", "", {"Interviewer (Jo)": I_, "Wim": R_}, id="name in brackets"),
        pytest.param(["Jo (GGD)", "R3 (An)"], "Jo", "An", {"Jo (GGD)": I_, "R3 (An)": R_}, id="name before brackets"),
        pytest.param(["R", "Petra"], "R", "Petra", {"R": I_, "Petra": R_}, id="declared against the known word"),
    ],
)
def test_roles(labels: list[str], interviewer: str, respondents: str, roles: dict[str, str]) -> None:
    assert assign_roles(parsed(*labels), interviewer, respondents, "a.txt") == roles


@pytest.mark.parametrize(
    ("labels", "roles"),
    [
        pytest.param(["M", "I"], {"M": I_, "I": R_}, id="two speakers"),
        pytest.param(["M", "I", "R"], {"M": I_, "I": R_, "R": R_}, id="three speakers"),
    ],
)
def test_a_respondent_declared_by_the_initial_i_is_no_interviewer(labels: list[str], roles: dict[str, str]) -> None:
    assert assign_roles(parsed(*labels), "M", "I", "a.txt") == roles


@pytest.mark.parametrize(
    ("labels", "interviewer", "respondents", "message"),
    [
        pytest.param(
            ["Marit", "Petra", "Marit"],
            "",
            "",
            "a.txt: niet bekend wie de interviewer is; gevonden sprekers: 'Marit' (2 beurten), 'Petra' (1 beurt); "
            "zet bovenaan het bestand een regel 'interviewer: <naam>'",
            id="two names",
        ),
        pytest.param(
            ["Petra", "R"], "", "", "niet bekend wie de interviewer is; gevonden sprekers: 'Petra'", id="name and R"
        ),
        pytest.param(
            list("BCDEFGHJ"), "", "", "'G' (1 beurt), ...; zet bovenaan", id="more than six speakers are cut short"
        ),
        pytest.param(
            ["I", "R", "Petra"],
            "",
            "",
            "a.txt, regel 3: onbekende spreker 'Petra' (1 beurt); bekend zijn: 'I' (1 beurt), 'R' (1 beurt); "
            "zet bovenaan het bestand 'respondent: Petra' of 'interviewer: Petra'",
            id="unknown speaker",
        ),
        pytest.param(
            ["I", "Speaker 3", "Wim"],
            "",
            "Wim",
            "a.txt, regel 2: onbekende spreker 'Speaker 3'",
            id="unknown beside a declared respondent",
        ),
        pytest.param(
            ["Marit", "Petra"],
            "Jesse",
            "",
            "a.txt: spreker 'Jesse' uit kop of manifest komt niet voor; gevonden sprekers: 'Marit' (1 beurt)",
            id="declared interviewer absent",
        ),
        pytest.param(
            ["Marit", "Petra"],
            "Marit",
            "Petra; Wim",
            "spreker 'Wim' uit kop of manifest komt niet voor",
            id="second respondent absent",
        ),
        pytest.param(
            ["I", "I"],
            "",
            "",
            "a.txt: geen enkele beurt van een respondent; gevonden sprekers: 'I' (2 beurten)",
            id="nobody answers",
        ),
        pytest.param(
            ["Marit"], "Marit", "", "geen enkele beurt van een respondent", id="the declared interviewer alone"
        ),
        pytest.param([], "", "", "geen enkele beurt van een respondent", id="no turns"),
    ],
)
def test_what_is_not_certain_is_asked_for(labels: list[str], interviewer: str, respondents: str, message: str) -> None:
    with pytest.raises(TranscriptError, match=re.escape(message)):
        assign_roles(parsed(*labels), interviewer, respondents, "a.txt")


NAMES = st.sampled_from(["I", "I2", "R", "R2", "Marit", "Petra", "Wim"])


@given(st.lists(NAMES, max_size=8), st.sampled_from(["", "Marit", "Marit;Wim"]), st.sampled_from(["", "Petra"]))
def test_every_label_gets_a_role_or_a_question_is_asked(labels: list[str], asked: str, answered: str) -> None:
    try:
        roles = assign_roles(parsed(*labels), asked, answered, "a.txt")
    except TranscriptError:
        return
    assert set(roles) == set(labels)
    assert R_ in roles.values()
    assert all(role == I_ for label, role in roles.items() if label in ("I", "I2", *asked.split(";")))
    assert all(role == R_ for label, role in roles.items() if label in ("R", "R2", *answered.split(";")))
