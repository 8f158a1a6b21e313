"""The finder of names: what is masked in sentences as they are said, and what always holds for its passages.

The finder is statistical. What it gets wrong is listed in name_sentences.py, and a test fails as soon as it gets that right.
"""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from name_makers import found_by_turn, read_marked, turns
from name_sentences import KNOWN_KINDS, KNOWN_MISSES, SENTENCES

from pipeline import frames
from pipeline.privacy.finder import CERTAIN, NameFinder
from pipeline.privacy.spans import LINKS

ALL = (*SENTENCES, *KNOWN_KINDS, *KNOWN_MISSES)
MARKS = re.compile(r'[.,;:!?…"“”()]')


@pytest.fixture(scope="module")
def finder(nlp):
    return NameFinder(nlp)


@pytest.fixture(scope="module")
def spoken(finder):
    """What is found in each sentence; all of them are the turns of one interview."""
    said = turns(*(read_marked(marked)[0] for marked in ALL))
    return dict(zip(ALL, found_by_turn(finder.find(said), said), strict=True))


def texts(finder, *said, **how):
    """Return the text and kind of what is found in an interview."""
    return [(row.text, row.kind) for row in frames.rows(finder.find(turns(*said, **how)))]


def spans(places):
    return [(start, end) for start, end, _ in places]


@pytest.mark.parametrize("marked", SENTENCES)
def test_a_sentence_is_masked_as_marked(marked, spoken):
    assert spoken[marked] == read_marked(marked)[1]


@pytest.mark.parametrize("marked", KNOWN_KINDS)
def test_a_name_known_to_be_masked_as_something_else_still_is(marked, spoken):
    wanted = read_marked(marked)[1]
    assert spans(spoken[marked]) == spans(wanted)
    assert spoken[marked] != wanted, "found now: move it to SENTENCES"


@pytest.mark.parametrize("marked", KNOWN_MISSES)
def test_a_passage_known_to_be_wrong_still_is(marked, spoken):
    assert spans(spoken[marked]) != spans(read_marked(marked)[1]), "found now: move it to SENTENCES or KNOWN_KINDS"


def test_few_sentences_are_known_to_go_wrong():
    assert len(set(ALL)) == len(ALL) >= 160
    assert len(KNOWN_MISSES) <= 6
    assert len(KNOWN_KINDS) <= 16


def letters(text, start, end):
    """Return where the letters of a name are, its small words left out."""
    words = (word for word in re.finditer(r"\w+", text[start:end]) if word[0].lower() not in LINKS)
    return {start + place for word in words for place in range(*word.span())}


def test_no_letter_of_any_name_is_left(spoken):
    """Also where the kind or the limits of a passage are wrong."""
    for marked, found in spoken.items():
        text, wanted = read_marked(marked)
        masked = {place for start, end, _ in found for place in range(start, end)}
        assert all(letters(text, start, end) <= masked for start, end, _ in wanted), marked


def shout(text):
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text)


@pytest.mark.parametrize(
    ("change", "persons", "others", "precision"),
    [
        pytest.param(str.lower, 0.95, 0.80, 0.92, id="lower case"),
        pytest.param(lambda text: MARKS.sub(" ", text.lower()), 0.95, 0.80, 0.92, id="lower case without marks"),
        pytest.param(shout, 0.95, 0.80, 0.92, id="capitals"),
    ],
)
def test_text_without_the_help_of_capitals(change, persons, others, precision, finder):
    """It must not get worse.

    Measured: persons 58 of 60 each time; others 48, 49 and 48 of 60; passages that are names 119 of 128, 118 of 126 and
    119 of 129.
    """
    said = turns(*(change(read_marked(marked)[0]) for marked in ALL))
    by_kind, right = {True: [], False: []}, []
    for marked, found in zip(ALL, found_by_turn(finder.find(said), said), strict=True):
        text, wanted = read_marked(marked)
        masked = {place for start, end, _ in found for place in range(start, end)}
        for start, end, kind in wanted:
            if kind not in ("email", "phone"):  # no longer one without marks
                by_kind[kind == "person"].append(letters(text, start, end) <= masked)
        right += [any(start < b and a < end for a, b, _ in wanted) for start, end, _ in found]
    assert sum(by_kind[True]) >= persons * len(by_kind[True])
    assert sum(by_kind[False]) >= others * len(by_kind[False]) - 1
    assert sum(right) >= precision * len(right)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        pytest.param("ONZE DOCHTER VAN NEGEN ZORGT VOOR HAAR BROERTJE.", ("NEGEN", "age"), id="age"),
        pytest.param("DE POST GAAT NAAR 4871 QX IN DE STAD.", ("4871 QX", "postcode"), id="postcode"),
        pytest.param("MAIL NAAR HULP@VOORBEELD.EXAMPLE.NL ALS HET MOET.", ("HULP@VOORBEELD.EXAMPLE.NL", "email"), id="mail"),
        pytest.param("BEL NUL ZES, TWAALF VIERENDERTIG ZESENVIJFTIG ACHTENZEVENTIG.", ("NUL ZES, TWAALF VIERENDERTIG ZESENVIJFTIG ACHTENZEVENTIG", "phone"), id="spoken number"),
    ],
)  # fmt: skip
def test_what_has_a_form_is_found_in_capitals(said, wanted, finder):
    assert wanted in texts(finder, "EN HOE GAAT DAT DAN?", said)


def test_offsets_hold_in_capitals_with_letters_that_would_become_two(finder):
    text = "EN TOEN GING HET ZO DAT ER NIEMAND KWAM. " * 4 + "DE İ IS EEN LETTER. FENNEKE BELDE MET SJOUKJE."
    assert len(text.lower()) != len(text)
    assert {"FENNEKE", "SJOUKJE"} <= {name for name, _ in texts(finder, text)}


def test_a_hidden_name_is_masked_however_it_is_written(nlp):
    finder = NameFinder(nlp, hide=["Grijs"])
    found = finder.find(turns("Dat is grijs gebied, zei Grijs, en GRIJS’ zus niet, in een vergrijsde wijk."))
    assert [(row.text, row.kind, row.score) for row in frames.rows(found)] == [
        ("grijs", "person", 1.0), ("Grijs", "person", 1.0), ("GRIJS", "person", 1.0)
    ]  # fmt: skip
    assert set(found["reason"]) == {"staat in de lijst van de studie"}


def test_a_hidden_name_is_masked_though_it_may_stay(nlp):
    finder = NameFinder(nlp, hide=["Gerlinde", "JGZ"], keep=["Gerlinde", "JGZ"])
    assert texts(finder, "Toen heeft Gerlinde van de JGZ gebeld.") == [("Gerlinde", "person"), ("JGZ", "person")]


def test_a_kept_name_stays_though_it_is_recognised(nlp, finder):
    said = "Toen belde Fenneke met Sjoukje van De Tweesprong."
    assert ("Fenneke", "person") in texts(finder, said)
    kept = NameFinder(nlp, keep=["fenneke", "De Tweesprong"])
    assert texts(kept, said) == [("Sjoukje", "person")]


def test_a_kept_name_does_not_keep_an_address(nlp):
    finder = NameFinder(nlp, keep=["Lindenrode"])
    assert texts(finder, "Je kunt Lindenrode mailen op info@lindenrode.example.nl en dan wachten.") == [
        ("info@lindenrode.example.nl", "email")
    ]


def test_a_hidden_and_a_found_name_that_overlap_are_one_passage(nlp):
    finder = NameFinder(nlp, hide=["Sjoukje"])
    found = finder.find(turns("Ik heb met Sjoukje Ferwerda gebeld."))
    assert list(found["text"]) == ["Sjoukje Ferwerda"]
    assert list(found["reason"]) == ["staat in de lijst van de studie"]


def test_a_hidden_name_in_an_address_is_part_of_the_address(nlp):
    finder = NameFinder(nlp, hide=["Wolbert"])
    assert texts(finder, "Mail wolbert@voorbeeld.example.nl even.") == [("wolbert@voorbeeld.example.nl", "email")]


def test_a_name_with_accents_apart_is_masked_with_them(finder):
    said = unicodedata.normalize("NFD", "Toen zei Zoë dat Renée niet kwam.")
    assert [unicodedata.normalize("NFC", text) for text, _ in texts(finder, said)] == ["Zoë", "Renée"]


def test_emoji_do_not_move_a_passage(finder):
    assert texts(finder, "👩‍👧 😀 Toen belde Fenneke 👍🏽 met Sjoukje.") == [
        ("Fenneke", "person"),
        ("Sjoukje", "person"),
    ]


@pytest.mark.parametrize("said", [(), ("",), (" \n\t ",), ("", "..."), ("😀",), ("1 2 3",)], ids=ascii)
def test_nothing_is_found_where_nothing_is_said(said, finder):
    found = finder.find(turns(*said) if said else frames.empty(frames.TURNS))
    assert len(found) == 0
    assert list(found.columns) == [column.name for column in frames.NAMES.columns]


def test_an_empty_turn_does_not_move_the_others(finder):
    assert texts(finder, "", "Toen belde Fenneke.", "", "En Sjoukje lachte.") == [
        ("Fenneke", "person"), ("Sjoukje", "person")
    ]  # fmt: skip


def test_names_in_a_turn_of_ten_thousand_words(finder):
    filler = "En dan praten we met de moeder en de vader over wat er thuis gebeurt. "
    text = (filler * 70 + "Toen belde Fenneke met mij. ") * 10
    assert len(text.split()) > 9_500
    assert texts(finder, text) == [("Fenneke", "person")] * 10


def test_a_reason_never_holds_the_name(spoken, finder):
    found = finder.find(turns(*(read_marked(marked)[0] for marked in SENTENCES[:60])))
    assert len(found) > 40
    for row in frames.rows(found):
        assert row.reason
        assert row.text.lower() not in row.reason.lower()


WORDS = st.sampled_from(
    "ik toen belde met mevrouw van der de bij in , . ? Fenneke Sjoukje Ferwerda Hasselmeer Lindenrode basisschool Het Palet JGZ fenneke "
    "HASSELMEER 06-48210937 info@lindenrode.example.nl 😀 Zoe\u0308 Zoë İ negen \n ’s Sjoukjes Veilig Thuis".split(" ")
)
SAID = st.lists(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=30), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def strict_finder(nlp):
    return NameFinder(nlp, hide=["Fenneke", "Het Palet", "Hasselmeer"], keep=["Lindenrode"])


@settings(max_examples=40, deadline=None)
@given(said=SAID)
def test_passages_lie_apart_in_their_turns_and_say_what_they_cover(said, strict_finder):
    spoken = turns(*said)
    found = strict_finder.find(spoken)
    plain = "\n".join(said)
    by_turn = {row.turn_no: row for row in frames.rows(spoken)}
    last = 0
    for row in frames.rows(found):
        turn = by_turn[row.turn_no]
        assert turn.start_char <= row.start_char < row.end_char <= turn.end_char
        assert row.start_char >= last
        assert row.text == plain[row.start_char : row.end_char]
        assert (row.certainty == "certain") == (row.score >= CERTAIN)
        last = row.end_char
    assert found.equals(strict_finder.find(spoken))


@settings(max_examples=20, deadline=None)
@given(said=SAID)
def test_no_hidden_name_is_left(said, strict_finder):
    spoken = turns(*said)
    left = list("\n".join(said))
    for row in frames.rows(strict_finder.find(spoken)):
        left[row.start_char : row.end_char] = "#" * (row.end_char - row.start_char)
    assert not re.search(r"(?<!\w)(?:fenneke|het palet|hasselmeer)(?!\w)", "".join(left), re.IGNORECASE)
