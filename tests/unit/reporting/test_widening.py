"""Widening a short passage to the sentence after or before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reporting.quotes import widen

CLEAR = "Voor overleg met de school of de huisarts heb ik in mijn rooster echt geen uren."
NAMED = "Voor overleg met de school of met Gerda Nijmeijer heb ik in mijn rooster geen uren."
LONG = "Toen ging het van het een op het ander en daarna nog een keer en weer opnieuw " * 5


@pytest.mark.parametrize(
    ("text", "passage", "widened"),
    [
        pytest.param("Nee.", "Nee.", "Nee.", id="all there is"),
        pytest.param(f"Ja. {CLEAR} Nee.", CLEAR, CLEAR, id="long enough"),
        pytest.param(
            "Ik app haar. Dan belt ze. Klaar.", "Ik app haar.", "Ik app haar. Dan belt ze.", id="one sentence each way"
        ),
        pytest.param(
            "Ik app haar. Een kwartier later belt ze dan al terug! Klaar.",
            "Ik app haar.",
            "Ik app haar. Een kwartier later belt ze dan al terug!",
            id="up to an exclamation mark",
        ),
        pytest.param(
            "Eerst kwam er een lange tijd helemaal niemand. En dan? Geen geld.",
            "Geen geld.",
            "En dan? Geen geld.",
            id="last sentence takes the one before",
        ),
        pytest.param(
            f"Ik app haar. {LONG.strip()}. Klaar.", "Ik app haar.", "Ik app haar.", id="next sentence is too long"
        ),
        pytest.param(
            "Ja, en dus, uh, die hele groep van acht tot twaalf, die is weg. Zo.",
            "die is weg.",
            "die is weg. Zo.",
            id="part of a sentence takes the one after",
        ),
        pytest.param(
            "Nee. Ja, en dus, uh, die hele groep van acht tot twaalf, die is weg.",
            "die is weg.",
            "Ja, en dus, uh, die hele groep van acht tot twaalf, die is weg.",
            id="part of the last sentence takes all of it",
        ),
        pytest.param("Ik app haar. Maar nooit terug.", "Ik app haar.", "Ik app haar.", id="not into Maar"),
        pytest.param("Ik app haar. En de rest belt.", "Ik app haar.", "Ik app haar.", id="not into En"),
        pytest.param("Ik app haar. of nee, ik bel.", "Ik app haar.", "Ik app haar.", id="not into a small of"),
        pytest.param("Ik app haar. Weet u dat? Nee.", "Ik app haar.", "Ik app haar.", id="not into a question"),
        pytest.param(
            "Ik app haar. Enkele keren per week. Ja.",
            "Ik app haar.",
            "Ik app haar. Enkele keren per week.",
            id="a word that begins like En",
        ),
        pytest.param(
            "Fijn is dat. Ik app haar. Maar nooit terug.",
            "Ik app haar.",
            "Fijn is dat. Ik app haar.",
            id="the sentence before in place of Maar",
        ),
        pytest.param(
            f"Ik app haar. Dan belt ze. {CLEAR}",
            "Ik app haar. Dan belt ze.",
            f"Ik app haar. Dan belt ze. {CLEAR}",
            id="two short sentences",
        ),
        pytest.param("  Ik app haar.  ", "  Ik app haar.  ", "Ik app haar.", id="no white space around it"),
        pytest.param(
            "Zij zei: ‘Kom maar.’ Dus toen ben ik die middag meteen naar haar toe gegaan. Ja.",
            "Zij zei: ‘Kom maar.’",
            "Zij zei: ‘Kom maar.’ Dus toen ben ik die middag meteen naar haar toe gegaan.",
            id="quotation marks",
        ),
    ],
)
def test_a_short_passage_is_widened_to_sentence_ends(text, passage, widened):
    start = text.index(passage)
    begin, end = widen(text, start, start + len(passage))
    assert text[begin:end] == widened


@pytest.mark.parametrize("turning", ["Maar nooit terug.", "En dan weer niet.", "Of nee, ik bel.", "Weet u dat?"])
@pytest.mark.parametrize(
    "passage", ["Ik app haar.", "Ik app haar"], ids=["with its full stop", "without its full stop"]
)
def test_a_passage_is_not_widened_into_what_turns_to_something_else(passage, turning):
    text = f"Fijn is dat. Ik app haar. {turning} Klaar."
    start = text.index(passage)
    _, end = widen(text, start, start + len(passage))
    assert text[start:end].rstrip(".") == "Ik app haar"


@given(st.lists(st.sampled_from(["Ja.", "Geen geld!", "Nee, echt?", CLEAR, NAMED]), min_size=1, max_size=8), st.data())
def test_a_widened_passage_is_a_run_of_whole_sentences_around_it(sentences, data):
    at = data.draw(st.integers(0, len(sentences) - 1))
    text, start = " ".join(sentences), len(" ".join([*sentences[:at], ""]))
    begin, end = widen(text, start, start + len(sentences[at]))
    found = text[begin:end]
    assert begin <= start
    assert end >= start + len(sentences[at])
    runs = [" ".join(sentences[i:j]) for i in range(at + 1) for j in range(at + 1, len(sentences) + 1)]
    assert found in runs
    assert len(found.split()) <= 60
