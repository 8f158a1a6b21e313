"""Finding passages again: edits by hand, and edits of every kind."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_makers import make_interview, passage_of

from pipeline.review.anchors import _changes, find, passage_at
from pipeline.review.model import CONTEXT_CHARS, Passage

SAID = [
    "I: Hoe vindt u elkaar?",
    "Ik app haar en ze belt terug. We hebben korte lijnen. Dat werkt.",
    "I: En geld?",
    "Nee hoor. Er is geen geld voor. Ja, dat klopt wel zo ongeveer.",
]
LINES, MONEY = "We hebben korte lijnen.", "Er is geen geld voor."


def found(
    before: list[str], turn_no: int, quote: str, after: list[str], nth: int = 0, header: str = ""
) -> Passage | None:
    """Find the passage of the one text in the other, and check what must hold of any answer."""
    passage = passage_of(*make_interview(before), turn_no, quote, nth)
    text, turns = make_interview(after, header=header)
    result = find(passage, text, turns)
    if result is not None:
        assert result == passage_at(text, "aa1", result.turn_no, result.start_char, result.end_char)
        turn = turns.set_index("turn_no").loc[result.turn_no]
        assert turn["role"] == "respondent"
        assert turn["start_char"] <= result.start_char < result.end_char <= turn["end_char"]
    return result


def edited(turn_no: int, words: str) -> list[str]:
    return [words if n == turn_no else line for n, line in enumerate(SAID, start=1)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(0, 2, ("ab", "", "cdef"), id="the beginning"),
        pytest.param(4, 6, ("ef", "abcd", ""), id="the end"),
        pytest.param(0, 6, ("abcdef", "", ""), id="everything"),
    ],
)
def test_a_passage_has_its_words_and_context(start, end, expected):
    passage = passage_at("abcdef", "aa1", 1, start, end)
    assert (passage.quote, passage.prefix, passage.suffix) == expected


def test_context_is_cut_to_its_length():
    passage = passage_at("x" * 200, "aa1", 1, 100, 101)
    assert (len(passage.prefix), len(passage.suffix)) == (CONTEXT_CHARS, CONTEXT_CHARS)


@pytest.mark.parametrize(("start", "end"), [(2, 2), (3, 2), (-1, 2), (2, 7)])
def test_no_passage_outside_the_text(start, end):
    with pytest.raises(ValueError, match=r"allowed a stretch within 0-6"):
        passage_at("abcdef", "aa1", 1, start, end)


@pytest.mark.parametrize(
    ("turn_no", "quote", "after", "turn_after", "quote_after"),
    [
        pytest.param(2, LINES, SAID, 2, LINES, id="nothing changed"),
        pytest.param(4, MONEY, ["Welkom.", *SAID], 5, MONEY, id="a turn before"),
        pytest.param(4, MONEY, edited(2, "Kort."), 4, MONEY, id="less before"),
        pytest.param(2, LINES, edited(2, f"{LINES} Ja."), 2, LINES, id="all else in the turn changed"),
        pytest.param(2, LINES, edited(2, "Ik app haar."), None, None, id="sentence gone"),
        pytest.param(2, LINES, [SAID[0], *SAID[2:]], None, None, id="turn gone"),
        pytest.param(2, LINES, edited(2, "Ze belt. We  hebben\u00a0korte lijnen."), 2, "We  hebben\u00a0korte lijnen.", id="white space"),
        pytest.param(2, LINES, edited(2, "Ze belt. We hebben korte lijnte."), 2, "We hebben korte lijnte.", id="another ending"),
        pytest.param(2, LINES, edited(2, "Ze belt. We hebbn korte lijnen. Ja."), 2, "We hebbn korte lijnen.", id="a letter less"),
        pytest.param(2, "app haar", edited(2, "Ik app  haar"), 2, "app  haar", id="to the end of the turn"),
        pytest.param(2, LINES, edited(2, "Wij hadden vroeger een kort lijntje."), None, None, id="too different"),
        pytest.param(2, LINES, ["I: We hebben korte lijnen.", "Nou."], None, None, id="said by the interviewer now"),
        pytest.param(2, LINES, ["We hebben", "korte lijnen."], None, None, id="over two turns"),
        pytest.param(4, "Ja", edited(4, "Al jaren. Jaap zei Jammer."), None, None, id="only within other words"),
        pytest.param(4, "geld", edited(4, "Er is geen geldig stuk."), None, None, id="the beginning of a word"),
        pytest.param(2, "lijne", edited(2, "Echt korte lijnen."), 2, "lijne", id="a passage that cut a word itself"),
    ],
)  # fmt: skip
def test_a_passage_is_found_after_an_edit(turn_no, quote, after, turn_after, quote_after):
    result = found(SAID, turn_no, quote, after)
    assert (result and result.turn_no, result and result.quote) == (turn_after, quote_after)


ECHO = ["Ja, klopt. Dat gaat over geld.", "I: En?", "Ja, klopt. Dat gaat over tijd."]


@pytest.mark.parametrize(
    ("turn_no", "after", "turn_after"),
    [
        pytest.param(1, ["Goedendag.", "I: Mooi.", *ECHO], 3, id="the suffix tells the first"),
        pytest.param(3, ["Goedendag.", "I: Mooi.", *ECHO], 5, id="the suffix tells the second"),
        pytest.param(3, [ECHO[0], "I: En wat nog meer, dan?", ECHO[2]], 3, id="the second has moved"),
        pytest.param(3, [ECHO[2], "I: En?", ECHO[0]], 3, id="the same words in the old place"),
        pytest.param(1, ["Ja, klopt. Een.", "I: En?", "Ja, klopt. Twee."], 1, id="context gone, still in its place"),
        pytest.param(1, ["Zo.", "Ja, klopt. Een.", "I: En?", "Ja, klopt. Twee."], None, id="context gone, and moved"),
        pytest.param(1, ["I: Zo.", ECHO[0], "I: En?", ECHO[0], "I: En?", ECHO[0]], None, id="the same twice over, and moved"),
    ],
)  # fmt: skip
def test_context_tells_places_apart_or_a_human_does(turn_no, after, turn_after):
    result = found(ECHO, turn_no, "Ja, klopt.", after)
    assert (result and result.turn_no) == turn_after


def test_words_that_came_to_stand_in_the_old_place_by_chance_are_not_taken():
    before = [
        "Ja en verder is er niets over te zeggen, denk ik.",
        "Nou, wie zal het weten. Ja want het loopt hier goed.",
    ]
    after = ["x" * 66 + " Ja nou.", *before]
    passage = passage_of(*make_interview(before), 2, "Ja")
    text, turns = make_interview(after)
    shifted = replace(passage, start_char=70, end_char=72)
    assert text[70:72] == "Ja"
    assert find(shifted, text, turns) == passage_of(text, turns, 3, "Ja")


SPOKEN, SLIP, SLIPS = "We hebben hier korte lijnen.", "We hebben hier kort lijnen.", "We hebbn hier kort lijnen."


@pytest.mark.parametrize(
    "after",
    [
        pytest.param([f"Goh. {SLIP}", "I: Hm.", f"Goh. {SLIP}"], id="in two turns"),
        pytest.param([f"Goh. {SLIP} Nou. {SLIPS} Ja."], id="in one turn, the likest first"),
        pytest.param([f"Goh. {SLIPS} Nou. {SLIP} Ja."], id="in one turn, the likest last"),
    ],
)
def test_two_places_that_are_alike_are_for_a_human(after):
    assert found([SPOKEN], 1, SPOKEN, after) is None


def test_what_is_alike_never_grows_beyond_its_turn():
    passage = passage_of(*make_interview([SPOKEN]), 1, SPOKEN)
    text, turns = make_interview([SLIP])
    cut = turns.assign(start_char=turns["start_char"] + 1, end_char=turns["end_char"] - 2)
    result = find(passage, text, cut)
    assert result is not None
    assert result.quote == SLIP[1:-2]


def test_other_interviews_are_left_out():
    passage = passage_of(*make_interview(SAID), 2, LINES)
    assert find(replace(passage, interview_id="bb1"), *make_interview(SAID)) is None


@pytest.mark.parametrize("quote", [" ", "\u00a0 "])
def test_white_space_alone_is_never_found_anew(quote):
    passage = Passage("aa1", 2, 5, 5 + len(quote), quote)
    assert find(passage, *make_interview(SAID)) is None


@pytest.mark.parametrize(
    ("quote", "now", "expected"),
    [
        pytest.param("cafe", "Het cafe\u0301 dus.", None, id="a letter that has an accent now"),
        pytest.param("cafe\u0301", "Zo: het cafe\u0301.", "cafe\u0301", id="an accent of its own"),
        pytest.param("👍", "Nou 👍🏽 hoor.", None, id="a thumb that has a colour now"),
        pytest.param("👩", "De 👩\u200d🏫 zei dat.", None, id="part of a joined sign"),
        pytest.param("👩\u200d🏫 zei", "En de 👩\u200d🏫 zei dat.", "👩\u200d🏫 zei", id="a joined sign"),
        pytest.param("𝒦orte lijnen", "Ja 😀, 𝒦orte lijnen.", "𝒦orte lijnen", id="beyond the basic plane"),
    ],
)
def test_signs_of_several_code_points_stay_whole(quote, now, expected):
    result = found([f"Het {quote} dus."], 1, quote, [now])
    assert (result and result.quote) == expected


def test_a_text_saved_with_other_accents_is_found_by_likeness():
    said = "De coördinator zelf spreken helpt onze cliënten hier enorm vooruit."
    result = found([said], 1, said, [normalize("NFD", said)])
    assert result is not None
    assert result.quote == normalize("NFD", said)


WORDS = st.lists(st.sampled_from(["ja", "nee", "het", "net", "geld", "é", "e\u0301n", "😀", "👩\u200d🏫", "lijnen.", "we,"]), min_size=1, max_size=8)  # fmt: skip
TURNS = st.lists(WORDS, min_size=1, max_size=6)


@st.composite
def passages(draw):
    """Draw an interview, and a passage of whole words that occurs in it once."""
    said = draw(TURNS)
    n = draw(st.integers(0, len(said) - 1))
    first = draw(st.integers(0, len(said[n])))
    last = draw(st.integers(first, len(said[n])))
    said[n][first:last] = ["uniek", *said[n][first:last], "einde"]
    return [" ".join(words) for words in said], n + 1, " ".join(said[n][first : last + 2])


@settings(deadline=None, max_examples=50)
@given(passages(), WORDS, st.data())
def test_an_insertion_never_loses_an_unambiguous_passage(drawn, inserted, data):
    said, turn_no, quote = drawn
    after, new = list(said), " ".join(inserted)
    kind = data.draw(st.sampled_from(["turn", "other turn", "before", "after"]))
    place = data.draw(st.integers(0, len(said)))
    expected = turn_no
    if kind == "turn":
        after.insert(place, new)
        expected += place < turn_no
    elif kind == "other turn" and place not in (turn_no - 1, len(said)):
        after[place] = f"{after[place]} {new}"
    elif kind == "before":
        after[turn_no - 1] = f"{new} {after[turn_no - 1]}"
    else:
        after[turn_no - 1] = after[turn_no - 1].replace(quote, f"{quote} {new}")
    result = found(said, turn_no, quote, after)
    assert result is not None
    assert (result.turn_no, result.quote) == (expected, quote)


@settings(deadline=None, max_examples=50)
@given(passages(), st.text("ab \n", max_size=60))
def test_a_header_never_loses_an_unambiguous_passage(drawn, header):
    said, turn_no, quote = drawn
    result = found(said, turn_no, quote, said, header=header)
    assert result is not None
    assert (result.turn_no, result.quote) == (turn_no, quote)


@settings(deadline=None, max_examples=50)
@given(passages())
def test_without_its_turn_a_passage_is_not_found(drawn):
    said, turn_no, quote = drawn
    assert found(said, turn_no, quote, [*said[: turn_no - 1], *said[turn_no:]]) is None


@settings(deadline=None, max_examples=50)
@given(TURNS, TURNS, st.data())
def test_whatever_is_found_stands_in_a_turn_of_a_respondent(before, after, data):
    turn_no = data.draw(st.integers(1, len(before)))
    words = before[turn_no - 1]
    first = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    lines = [("I: " if data.draw(st.booleans()) else "") + " ".join(line) for line in after]
    found([" ".join(line) for line in before], turn_no, quote, lines)


def distance(a: str, b: str) -> int:
    """Count the changes between two texts the slow way."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        new = [i]
        for j, y in enumerate(b, start=1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
        row = new
    return row[-1]


@settings(deadline=None, max_examples=50)
@given(st.text("abc", max_size=12), st.text("abcd", min_size=1, max_size=8))
def test_changes_are_counted_as_the_slow_way_does(said, quote):
    ends = range(len(said) + 1)
    assert _changes(said, quote, begins_anywhere=False) == [distance(said[:end], quote) for end in ends]
    assert _changes(said, quote, begins_anywhere=True) == [
        min(distance(said[start:end], quote) for start in range(end + 1)) for end in ends
    ]


LONG = [
    f"Dit is beurt {n} en ik vertel {' '.join(f'woord{(n * 7 + k) % 97} of' for k in range(100))} zo."
    for n in range(24)
]


@pytest.mark.parametrize(
    ("change", "turns_found"),
    # Turns are much alike: of a long passage that is gone, the next turn may be taken for it.
    [
        pytest.param(lambda line: line, {14}, id="literal"),
        pytest.param(lambda line: line.replace("woord1 of", "woordje1 of"), {14}, id="alike"),
        pytest.param(lambda line: "Weg.", {None, 15}, id="gone"),
    ],
)
@pytest.mark.timeout(60)  # Half a second at most on an idle machine.
@pytest.mark.parametrize("n_chars", [60, 800])
def test_a_passage_is_looked_for_in_an_interview_of_five_thousand_words(change, turns_found, n_chars):
    passage = passage_of(*make_interview(LONG), 13, LONG[12][10 : 10 + n_chars])
    text, turns = make_interview(["Nieuw.", *LONG[:12], change(LONG[12]), *LONG[13:]])
    found = find(passage, text, turns)
    assert (found and found.turn_no) in turns_found
