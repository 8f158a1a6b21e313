"""Names and labels of municipalities: documents never overwrite each other, and look-alikes are pointed at."""

from __future__ import annotations

import pytest

TALK = "gemeente: {}\n\nInterviewer: En geld?\nRespondent: Er is geen geld voor.\n"


def talks(*municipalities: str) -> dict[str, str]:
    return {f"t{n}.txt": TALK.format(name) for n, name in enumerate(municipalities)}


def warnings(out: str) -> list[str]:
    return [line.removeprefix("let op: ") for line in out.splitlines() if line.startswith("let op: ")]


@pytest.mark.parametrize("labels", ["A = 'Noord'\nB = 'noord'", "A = 'Vergelijking'"], ids=["double", "comparison"])
@pytest.mark.parametrize("command", ["code", "run", "report"])
def test_labels_that_overwrite_a_document_stop_every_command_before_it_writes(make_study, cli, labels, command):
    study = make_study(talks("A", "B"), settings=f"[gemeenten]\n{labels}\n")
    told, checked = cli(command, "--study", study), cli("check", "--study", study)
    assert (told.code, checked.code) == (2, 1)
    assert told.err.startswith("✗ factorwijzer.toml, regel ")
    assert told.err == checked.err.removesuffix("1 fout(en) gevonden.\n")
    assert not (study / "out").exists()


def test_names_that_differ_in_capitals_or_in_the_word_gemeente_are_one_warning(make_study, cli):
    checked = cli("check", "--study", make_study(talks("Ons Dorp", "ons dorp", "Gemeente Ons  Dorp", "Elders")))
    assert (checked.code, checked.err) == (0, "")
    assert warnings(checked.out) == [
        "gemeente 'Ons Dorp' en 'ons dorp' en 'Gemeente Ons  Dorp' tellen als verschillende gemeenten; is het er één, "
        "schrijf haar naam dan overal hetzelfde (in de transcripten of in manifest.csv)"
    ]


def test_a_label_for_a_municipality_that_no_interview_has_is_a_warning(make_study, cli):
    study = make_study(talks("Ons Dorp", "Elders"), settings="[gemeenten]\n'Ons dorp' = 'Noord'\nElders = 'Zuid'\n")
    checked = cli("check", "--study", study)
    assert (checked.code, checked.err) == (0, "")
    assert warnings(checked.out) == [
        "factorwijzer.toml, [gemeenten]: geen enkel interview is uit 'Ons dorp'; gevonden gemeenten: Ons Dorp, Elders; "
        "schrijf de naam zoals in de transcripten"
    ]


def test_nothing_is_said_of_absent_municipalities_while_an_interview_cannot_be_read(make_study, cli):
    study = make_study({**talks("A"), "leeg.txt": ""}, settings="[gemeenten]\nB = 'Zuid'\n")
    assert warnings(cli("check", "--study", study).out) == []
