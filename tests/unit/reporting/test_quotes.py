"""Choosing quotes: verbatim, widened, spread over people, printed once."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_material import NEED, SHORT, STORY, TIME, coded, make_data

from pipeline.reporting.quotes import choose_quotes, widen

CLEAR = "Voor overleg met de school of de huisarts heb ik in mijn rooster echt geen uren."
NAMED = "Voor overleg met de school of met Gerda Nijmeijer heb ik in mijn rooster geen uren."
LONG = "Toen ging het van het een op het ander en daarna nog een keer en weer opnieuw " * 5


@pytest.fixture(scope="session")
def choose(codebook):
    """Return a chooser: what was said in, quotes of Veldhaven out, not masked unless asked."""

    def run(said, n=3, mask=str):
        data = make_data(codebook, said, mask=mask)
        return choose_quotes(data.codings, "Veldhaven", data, n)

    return run


def turn(interview_id, *passages, municipality="Veldhaven"):
    """Return one turn that consists of its coded passages, given as (text, code, changes)."""
    return (municipality, interview_id, " ".join(text for text, *_ in passages), passages)


def respondents(quotes):
    return [re.match(r"geïnterviewde \d+", quote["wie"])[0] for quote in quotes]


@pytest.mark.parametrize("n", [1, 2, 5])
def test_quotes_are_pieces_of_their_turn_before_masking(codebook, n):
    data = make_data(codebook, STORY, mask=str)
    places = {value: key for key, value in data.numbers("Veldhaven").items()}
    turns = data.turns.set_index(["interview_id", "turn_no"])["text"]
    quotes = choose_quotes(data.codings, "Veldhaven", data, n)
    assert len(quotes) == min(n, 5)
    for quote in quotes:
        number, turn_no = re.fullmatch(r"geïnterviewde (\d+), beurt (\d+)", quote["wie"]).groups()
        assert quote["tekst"] in turns[places[int(number)], int(turn_no)]


def test_what_is_printed_is_masked(codebook):
    data = make_data(codebook, STORY)
    texts = " ".join(quote["tekst"] for quote in choose_quotes(data.codings, "Veldhaven", data, 9))
    assert "In [gemeente] bel ik haar gewoon op" in texts
    assert "veldhaven" not in texts.lower()


def test_a_quote_says_who_where_and_which_code(choose, codebook):
    quotes = choose([("Veldhaven", "a0", "Ja.", []), turn("a1", coded(CLEAR, TIME))])
    assert quotes == [
        {
            "tekst": CLEAR,
            "wie": "geïnterviewde 2, beurt 2",
            "code": codebook.by_id[TIME].naam,
            "richting": "belemmerend",
        }
    ]


def test_without_codings_there_are_no_quotes(choose):
    assert choose([("Veldhaven", "a1", "Niets bijzonders.", [])]) == []


def test_other_municipalities_are_not_quoted(choose):
    here, there = turn("a1", coded(CLEAR, TIME)), turn("b1", coded(NAMED, TIME), municipality="Oudermeer")
    assert [quote["tekst"] for quote in choose([there, here])] == [CLEAR]


def test_quotes_are_spread_over_respondents(choose):
    talker = [turn("a1", coded(f"{CLEAR[:-1]}, week {n}.", TIME, score=0.99)) for n in range(4)]
    others = [turn(name, coded(CLEAR, TIME, score=0.7)) for name in ("a2", "a3")]
    quotes = choose([*talker, *others])
    assert sorted(respondents(quotes)) == ["geïnterviewde 1", "geïnterviewde 2", "geïnterviewde 3"]


def test_one_respondent_may_fill_all_quotes_if_nobody_else_speaks_of_it(choose):
    assert len(choose([turn("a1", coded(f"{CLEAR[:-1]}, week {n}.", TIME)) for n in range(4)])) == 3


def test_both_directions_are_heard(choose):
    ease = "Ik bel haar gewoon op en dan heb ik nog dezelfde middag antwoord."
    said = [turn(name, coded(CLEAR, TIME, score=0.9)) for name in ("a1", "a2", "a3")]
    quotes = choose([*said, turn("a4", coded(ease, SHORT, score=0.7))])
    assert {quote["richting"] for quote in quotes} == {"bevorderend", "belemmerend"}


@pytest.mark.parametrize("is_last", [False, True], ids=["said first", "said last"])
def test_what_is_certain_goes_first(choose, is_last):
    certain, likely = coded(CLEAR, TIME, certainty="certain"), coded(CLEAR.upper(), TIME, certainty="likely")
    passages = [likely, certain] if is_last else [certain, likely]
    quotes = choose([turn("a1", passages[0]), turn("a2", passages[1])], n=1)
    assert quotes[0]["tekst"] == CLEAR


def test_names_make_a_passage_less_likely(choose):
    quotes = choose([turn("a1", coded(NAMED, TIME)), turn("a2", coded(CLEAR, TIME))], n=1)
    assert quotes[0]["tekst"] == CLEAR


def test_an_overlong_passage_is_less_likely(choose):
    quotes = choose([turn("a1", coded(LONG.strip(), TIME)), turn("a2", coded(CLEAR, TIME))], n=1)
    assert quotes[0]["tekst"] == CLEAR


def test_a_passage_with_two_codes_is_printed_once(choose):
    quotes = choose(
        [turn("a1", coded(CLEAR, TIME)), ("Veldhaven", "a2", CLEAR, [coded(CLEAR, c) for c in (TIME, NEED)])]
    )
    assert sorted(respondents(quotes)) == ["geïnterviewde 1", "geïnterviewde 2"]


def test_passages_that_widen_to_the_same_words_are_printed_once(choose):
    text = "Geen geld. Geen tijd."
    quotes = choose([("Veldhaven", "a1", text, [coded("Geen geld.", NEED), coded("Geen tijd.", TIME)])])
    assert [quote["tekst"] for quote in quotes] == [text]


def test_a_sentence_between_two_short_passages_is_printed_once(choose):
    middle = "Dan belt ze een kwartier later alweer terug."
    text = f"Ik app haar. {middle} Zo kort is het."
    quotes = choose([("Veldhaven", "a1", text, [coded("Ik app haar.", SHORT), coded("Zo kort is het.", SHORT)])])
    assert sum(middle in quote["tekst"] for quote in quotes) == 1


def test_choosing_does_not_depend_on_the_order_of_codings(codebook):
    data = make_data(codebook, STORY)
    turned = data.codings.iloc[::-1]
    assert choose_quotes(turned, "Veldhaven", data, 3) == choose_quotes(data.codings, "Veldhaven", data, 3)


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
            "Ja, en dus, uh, die hele groep van acht tot twaalf, die is weg. Zo.",
            id="part of a sentence",
        ),
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
    assert widen(text, start, start + len(passage)) == widened


@given(st.lists(st.sampled_from(["Ja.", "Geen geld!", "Nee, echt?", CLEAR, NAMED]), min_size=1, max_size=8), st.data())
def test_a_widened_passage_is_a_run_of_whole_sentences_around_it(sentences, data):
    at = data.draw(st.integers(0, len(sentences) - 1))
    text, start = " ".join(sentences), len(" ".join([*sentences[:at], ""]))
    found = widen(text, start, start + len(sentences[at]))
    runs = [" ".join(sentences[i:j]) for i in range(at + 1) for j in range(at + 1, len(sentences) + 1)]
    assert found in runs
    assert len(found.split()) <= 60
