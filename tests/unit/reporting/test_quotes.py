"""Choosing quotes: verbatim, clear by themselves, spread over people, printed once."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from report_material import NEED, SHORT, STORY, TIME, coded, make_data

from pipeline.reporting.quotes import choose_quotes

CLEAR = "Voor overleg met de school of de huisarts heb ik in mijn rooster echt geen uren."
NAMED = "Voor overleg met de school of met Gerda Nijmeijer heb ik in mijn rooster geen uren."
CALL = "Ik bel haar gewoon op en dan heb ik nog dezelfde middag antwoord."
OTHER = "Elk jaar moet onze subsidie opnieuw worden aangevraagd bij het bureau van de provincie."
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


def without_dots(text):
    return text.removeprefix("… ").removesuffix(" …")


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
        assert without_dots(quote["tekst"]) in turns[places[int(number)], int(turn_no)]


def test_what_is_printed_is_masked(codebook):
    data = make_data(codebook, STORY)
    texts = " ".join(quote["tekst"] for quote in choose_quotes(data.codings, "Veldhaven", data, 9))
    assert "In [gemeente] bel ik haar gewoon op" in texts
    assert "veldhaven" not in texts.lower()


def test_a_quote_says_who_where_and_which_code(choose, codebook):
    said = [("Veldhaven", "a0", "Ja.", []), turn("a1", coded(CLEAR, TIME))]
    assert choose(said) == [
        {
            "tekst": CLEAR,
            "wie": f"geïnterviewde {make_data(codebook, said).numbers('Veldhaven')['a1']}, beurt 2",
            "code": codebook.by_id[TIME].naam,
            "richting": "belemmerend",
        }
    ]


def test_a_quote_says_where_in_the_file_it_stands_and_when_it_was_said(codebook):
    data = make_data(codebook, [turn("a1", coded(CLEAR, TIME))])
    data = replace(data, turns=data.turns.assign(place=["cue 4", "cue 31"], start_time=[1.0, 192.4]))
    assert [quote["wie"] for quote in choose_quotes(data.codings, "Veldhaven", data, 1)] == [
        "geïnterviewde 1, beurt 2 (cue 31, op 3:12)"
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
    said = [turn(name, coded(CLEAR, TIME, score=0.9)) for name in ("a1", "a2", "a3")]
    quotes = choose([*said, turn("a4", coded(CALL, SHORT, score=0.7))])
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


def test_the_same_words_twice_in_a_turn_are_two_places(choose):
    text = f"{CLEAR} {CALL} {CLEAR}"
    quotes = choose([("Veldhaven", "a1", text, [coded(CLEAR, TIME), coded(f"{CALL} {CLEAR}", SHORT)])])
    assert [quote["tekst"] for quote in quotes] == [CLEAR, f"{CALL} {CLEAR}"]


@pytest.mark.parametrize(
    "second", [CLEAR[20:], f"{CLEAR[40:]} {CALL}", f"{CLEAR} {CALL}"], ids=["in", "half", "around"]
)
def test_passages_of_one_turn_that_share_words_are_printed_once(choose, second):
    text = f"{CLEAR} {CALL}"
    assert len(choose([("Veldhaven", "a1", text, [coded(CLEAR, TIME), coded(second, SHORT)])])) == 1


def test_nearly_the_same_text_is_not_printed_twice_if_there_is_other(choose):
    again = CLEAR.replace("echt", "eigenlijk")
    said = [turn("a1", coded(CLEAR, TIME)), turn("a2", coded(again, NEED)), turn("a3", coded(OTHER, NEED, score=0.5))]
    assert [quote["tekst"] for quote in choose(said, n=2)] == [CLEAR, OTHER]
    assert [quote["tekst"] for quote in choose(said[:2], n=2)] == [CLEAR, again]


@pytest.mark.parametrize("opening", ["En", "Maar", "Dus", "Of", "Die", "Dat", "Daarom", "Toen", "Ze", "Alleen", "NIET"])
def test_a_dangling_opening_is_avoided_if_there_is_other(choose, opening):
    dangling = f"{opening} {CLEAR[0].lower()}{CLEAR[1:]}"
    said = [turn("a1", coded(dangling, TIME, score=0.9)), turn("a2", coded(CLEAR, TIME, score=0.7))]
    assert [quote["tekst"] for quote in choose(said, n=1)] == [CLEAR]
    assert [quote["tekst"] for quote in choose(said[:1], n=1)] == [dangling]


@pytest.mark.parametrize("opening", ["Dankzij", "Ofschoon", "Diensten", "Enkel", "Hierop"])
def test_a_word_that_only_begins_like_a_dangling_one_is_as_good_as_any(choose, opening):
    whole = f"{opening} {CLEAR[0].lower()}{CLEAR[1:]}"
    said = [turn("a1", coded(whole, TIME, score=0.9)), turn("a2", coded(CLEAR, TIME, score=0.7))]
    assert [quote["tekst"] for quote in choose(said, n=1)] == [whole]


def test_a_passage_from_inside_a_sentence_is_avoided_if_there_is_other(choose):
    inside = CLEAR[5:]
    said = [("Veldhaven", "a1", CLEAR, [coded(inside, TIME, score=0.9)]), turn("a2", coded(OTHER, TIME, score=0.7))]
    assert [quote["tekst"] for quote in choose(said, n=1)] == [OTHER]


@pytest.mark.parametrize(
    ("text", "passage", "printed"),
    [
        pytest.param(CLEAR, CLEAR, CLEAR, id="whole sentence"),
        pytest.param(f"{CLEAR} Ja.", CLEAR, CLEAR, id="first of two"),
        pytest.param(CLEAR, CLEAR[5:], f"… {CLEAR[5:]}", id="begins inside"),
        pytest.param(CLEAR, CLEAR[:-6], f"{CLEAR[:-6]} …", id="ends inside"),
        pytest.param(CLEAR, CLEAR[5:-6], f"… {CLEAR[5:-6]} …", id="both"),
        pytest.param(f"Ja, {CLEAR[:-1]}?", f"{CLEAR[:-1]}?", f"{CLEAR[:-1]}?", id="a question"),
        pytest.param(f"{CLEAR[:-1]}...", f"{CLEAR[:-1]}...", f"{CLEAR[:-1]}...", id="already dots"),
        pytest.param(f"{CLEAR[:-1]}…", f"{CLEAR[:-1]}…", f"{CLEAR[:-1]}…", id="already one sign of dots"),
        pytest.param(f"‘{CLEAR}’", f"‘{CLEAR}’", f"‘{CLEAR}’", id="ends in a quotation mark"),
        pytest.param(f"({CLEAR})", f"({CLEAR})", f"({CLEAR})", id="in brackets"),
    ],
)
def test_dots_show_that_a_passage_begins_or_ends_inside_a_sentence(choose, text, passage, printed):
    (quote,) = choose([("Veldhaven", "a1", text, [coded(passage, TIME)])])
    assert quote["tekst"] == printed
    assert without_dots(printed) in text


def test_dots_come_after_masking(choose):
    text = f"{CLEAR[:-1]} in Veldhaven"
    (quote,) = choose([("Veldhaven", "a1", text, [coded(text, TIME)])], mask=lambda t: t.replace("Veldhaven", "[x]"))
    assert quote["tekst"] == f"{CLEAR[:-1]} in [x] …"


def test_choosing_does_not_depend_on_the_order_of_codings(codebook):
    data = make_data(codebook, STORY)
    turned = data.codings.iloc[::-1]
    assert choose_quotes(turned, "Veldhaven", data, 3) == choose_quotes(data.codings, "Veldhaven", data, 3)
