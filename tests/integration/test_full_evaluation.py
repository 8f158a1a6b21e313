"""``factorwijzer evaluate --full`` on a small study of three municipalities, with the real command."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest

SETTINGS = """\
[studie]
handcoderingen = "hand.csv"
verzonnen = true
[taal]
encoder = "geen"
[codering]
oefeninterviews = false
"""
LINES = [
    "Ik bel haar en een kwartier later belt ze terug.",
    "We hebben korte lijnen met de school.",
    "Zij loopt zo even bij ons binnen.",
]
MONEY = [
    "Er is geen geld voor de groep.",
    "De subsidie is dit jaar geschrapt.",
    "Het potje was in mei al leeg, subsidie kregen we niet.",
]
OTHER = ["Ik werk hier nu drie jaar.", "De koffie is hier niet te drinken.", "Op maandag ben ik vrij."]


def interview(place: str, turn: int) -> tuple[str, list[tuple[int, str, str]]]:
    """Return a transcript and its codings: turn_no, quote, code_id."""
    answers = [(LINES[turn], "netwerk.korte_lijnen"), (OTHER[turn], ""), (MONEY[turn], "financiering.tekort")]
    answers += [
        (f"{OTHER[(turn + 1) % 3]} {LINES[(turn + 1) % 3]}", "netwerk.korte_lijnen"),
        (OTHER[(turn + 2) % 3], ""),
    ]
    said = [f"I: Vraag {n}?\n\nR: {text}" for n, (text, _) in enumerate(answers)]
    coded = [(2 * n, text, code) for n, (text, code) in enumerate(answers, 1) if code]
    return f"gemeente: {place}\nperspectief: school\n\n" + "\n\n".join(said) + "\n", coded


@pytest.fixture
def study(make_study: Callable[..., Path]) -> Path:
    """Three municipalities with three, two and three coded interviews."""
    transcripts, rows = {}, []
    for place, n_interviews in (("Adorp", 3), ("Bedorp", 2), ("Cedorp", 3)):
        for turn in range(n_interviews):
            name = f"{place.lower()}{turn}"
            transcripts[f"{name}.txt"], coded = interview(place, turn)
            rows += [(name, *coding) for coding in coded]
    root = make_study(transcripts, SETTINGS)
    with (root / "hand.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("interview_id", "turn_no", "quote", "code_id"))
        writer.writerows(rows)
    return root


def test_the_page_has_every_way_of_coding_and_no_name_of_a_municipality(cli, study: Path) -> None:
    done = cli("evaluate", "--full", "--study", study)
    assert (done.code, done.err) == (0, "")
    html = (study / "out/evaluation.html").read_text(encoding="utf-8")
    tree = lxml.html.document_fromstring(html)
    first = [
        row.text_content().split("\n")[0].strip()
        for row in tree.xpath("(//table)[1]//tbody//th|(//table)[1]//tbody/tr/td[1]")
    ]
    assert {
        "Factorwijzer",
        "zonder regels",
        "zoekwoorden (regels zonder status)",
        "niets voorstellen",
    } <= set(first)
    assert len(tree.xpath("//svg|//*[local-name()='svg']")) >= 4
    assert re.search(r"8 verzonnen interviews uit 3 gemeenten: 40 beurten", tree.text_content())
    assert not re.search(r"\b(Adorp|Bedorp|Cedorp)\b", tree.text_content())
    text = (study / "out/evaluation.md").read_text(encoding="utf-8")
    assert "| zoekwoorden" in text


def test_the_same_study_and_seed_give_the_same_bytes(cli, study: Path) -> None:
    pages = []
    for _ in range(2):
        assert cli("evaluate", "--full", "--study", study).code == 0
        pages.append((study / "out/evaluation.html").read_bytes())
    assert pages[0] == pages[1]


def test_a_study_without_codings_is_told_so(cli, make_study: Callable[..., Path]) -> None:
    root = make_study(
        {"een.txt": interview("Adorp", 0)[0]}, '[codering]\noefeninterviews = false\n[taal]\nencoder = "geen"\n'
    )
    done = cli("evaluate", "--full", "--study", root)
    assert done.code == 1
    assert "handcoderingen" in done.out
