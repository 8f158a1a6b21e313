"""The gate that every quote passes: which names go, and what stays."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.privacy import Gate
from pipeline.privacy.gate import MASKS, NOT_SHOWN

PLACE = {"Veldhaven": "[gemeente]"}
letters = st.text("abcdeéïABCDE", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("Veldhaven", "[gemeente]", id="nothing else"),
        pytest.param("Hier in Veldhaven, ja.", "Hier in [gemeente], ja.", id="before a comma"),
        pytest.param("(Veldhaven)", "([gemeente])", id="in brackets"),
        pytest.param("Veldhaven Veldhaven", "[gemeente] [gemeente]", id="twice"),
        pytest.param("VELDHAVEN en veldhaven", "[gemeente] en [gemeente]", id="any case"),
        pytest.param("Veldhavens beleid", "[gemeente] beleid", id="genitive"),
        pytest.param("Veldhaven's beleid", "[gemeente] beleid", id="genitive with apostrophe"),
        pytest.param("een Veldhavense school", "een [gemeente] school", id="derived in -se"),
        pytest.param("een Veldhavener of Veldhaveners", "een [gemeente] of [gemeente]", id="derived in -er"),
        pytest.param("een Veldhavenaar", "een [gemeente]", id="inhabitant"),
        pytest.param("Veldhavenaren onder elkaar", "[gemeente] onder elkaar", id="inhabitants"),
        pytest.param("wijkteam Veldhaven-Noord", "wijkteam [gemeente]-Noord", id="before a hyphen"),
        pytest.param("info@team-veldhaven.nl", "info@team-[gemeente].nl", id="in an address"),
        pytest.param("😀Veldhaven😀", "😀[gemeente]😀", id="between emoji"),
        pytest.param("", "", id="empty text"),
    ],
)
def test_a_listed_name_is_masked(text, masked):
    assert Gate(PLACE).mask(text) == masked


@pytest.mark.parametrize("text", ["Veldhavenkade", "Nieuwveldhaven", "een veldhaventje", "Veldhave", "veld haven"])
def test_a_name_inside_another_word_is_left_alone(text):
    assert Gate(PLACE).mask(text) == text


def test_a_short_name_leaves_longer_words_alone():
    gate = Gate({"Bas": "[naam]", "Jo": "[naam]"})
    assert gate.mask("Bas belt Sebastiaan over de basis, Jo de jongeren.") == (
        "[naam] belt Sebastiaan over de basis, [naam] de jongeren."
    )


@pytest.mark.parametrize("order", [1, -1], ids=["short listed first", "long listed first"])
def test_the_longest_name_goes_first(order):
    names = {"Bas": "[kort]", "Bas Lohuis": "[lang]", "Veldhaven": "[gemeente]", "Veldhaven-Zuid": "[wijk]"}
    gate = Gate(dict(list(names.items())[::order]))
    assert gate.mask("Bas Lohuis en Bas in Veldhaven-Zuid bij Veldhaven") == (
        "[lang] en [kort] in [wijk] bij [gemeente]"
    )


@pytest.mark.parametrize(
    "names", [{}, {"": "[naam]"}, {"  ": "[naam]", "\n": "[naam]"}], ids=["none", "empty", "blank"]
)
def test_an_empty_list_masks_nothing(names):
    assert Gate(names).mask("Er is niets te verbergen.") == "Er is niets te verbergen."


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        pytest.param("St. Anna", "St. Anna en Sta Anna", "[naam] en Sta Anna", id="dot"),
        pytest.param("a|b", "a|b en a en b", "[naam] en a en b", id="bar"),
        pytest.param("(Jan", "(Jan) en Jan", "[naam]) en Jan", id="opening bracket"),
        pytest.param("C++ (team)", "bij C++ (team).", "bij [naam].", id="plus and brackets"),
        pytest.param("[x]", "[x] x", "[naam] x", id="square brackets"),
        pytest.param("Bep*", "Bep* Bep Be", "[naam] Bep Be", id="star"),
        pytest.param(r"\d", r"\d 7", "[naam] 7", id="backslash"),
        pytest.param("^.*$", "van alles", "van alles", id="everything"),
    ],
)
def test_regex_characters_in_a_name_are_just_characters(name, text, masked):
    assert Gate({name: "[naam]"}).mask(text) == masked


def test_a_mask_is_printed_as_it_is():
    assert Gate({"Jan": r"\1 \g<0> $1"}).mask("Jan.") == r"\1 \g<0> $1."


def test_a_name_over_two_lines_is_masked_and_the_text_comes_out_on_one_line():
    assert Gate({"Den Haag": "[gemeente]"}).mask(" In Den\r\n  Haag,\tdus.\n") == "In [gemeente], dus."


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        pytest.param("Jan ", "Hier is Jan niet.", "Hier is [naam] niet.", id="space after it in the settings"),
        pytest.param("Den  Haag", "In Den Haag.", "In [naam].", id="two spaces in the settings"),
        pytest.param("Bas\u00a0Lohuis", "Bas Lohuis belt.", "[naam] belt.", id="fixed space in the settings"),
        pytest.param("Zo\u00eb", "Zoe\u0308 belt.", "[naam] belt.", id="accent apart from its letter"),
        pytest.param("\u0130brahim", "\u0130brahim belt.", "[naam] belt.", id="capital I with a dot"),
        pytest.param("Yildiz", "Y\u0131ld\u0131z belt.", "[naam] belt.", id="i without a dot"),
        pytest.param("Gro\u00df", "Gro\u00df belt.", "[naam] belt.", id="sharp s"),
        pytest.param("'s-Gravenmoer", "In ’s-Gravenmoer.", "In [naam].", id="curled apostrophe in a name"),
        pytest.param("Breda", "In Breda’s centrum.", "In [naam] centrum.", id="curled apostrophe of a genitive"),
        pytest.param("’s-Gravenmoer", "In 's-Gravenmoer.", "In [naam].", id="curled apostrophe in the settings"),
        pytest.param("d'Ancona", "Bij D‘Anconaʼs praktijk.", "Bij [naam] praktijk.", id="other apostrophes"),
        pytest.param("Zoe\u0308", "Zo\u00eb belt.", "[naam] belt.", id="accent apart in the settings"),
        pytest.param("Den Haag", "In Den\u00a0Haag.", "In [naam].", id="fixed space in the text"),
        pytest.param(
            "\u0130brahim", "ibrahim, IBRAHIM belt.", "[naam], [naam] belt.", id="plain i for a dotted capital"
        ),
        pytest.param("I\u015f\u0131k", "I\u015eIK, i\u015f\u0131k belt.", "[naam], [naam] belt.", id="Turkish letters"),
        pytest.param("\u015eahin", "s\u0327ahin belt.", "[naam] belt.", id="cedilla apart from its letter"),
        pytest.param("Jan", "Ja\x00n en J\x1ban bellen.", "[naam] en [naam] bellen.", id="control characters inside"),
    ],
)
def test_a_name_is_found_however_it_is_typed(name, text, masked):
    assert Gate({name: "[naam]"}).mask(text) == masked


@settings(deadline=None)
@given(st.dictionaries(letters, st.just("…"), min_size=1, max_size=5), st.lists(letters, max_size=12))
def test_no_listed_name_is_left_as_a_word(masks, words):
    left = Gate(masks).mask(" ".join(words)).casefold().split()
    assert not {name.casefold() for name in masks} & set(left)


@settings(deadline=None)
@given(st.dictionaries(letters, st.just("…"), max_size=4), st.text(max_size=40))
def test_whatever_comes_in_one_line_comes_out(masks, text):
    assert not re.search(r"^\s|\s$|\s\s|[^\S ]", Gate(masks).mask(text))


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1f", "\x85", "\n", "\t", "\u2028", "\u00a0"], ids=ascii)
def test_a_name_before_or_after_any_white_space_is_masked(mark):
    assert Gate(PLACE).mask(f"In{mark}Veldhaven{mark}Daar niet.") == "In [gemeente] Daar niet."


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x08", "\x1b", "\x7f"], ids=ascii)
def test_control_characters_are_left_out(mark):
    assert Gate({}).mask(f"Dat {mark}ge{mark}luid{mark}") == "Dat geluid"


def test_letters_come_out_composed():
    assert Gate({}).mask("e\u0301e\u0301n Zoe\u0308") == "\u00e9\u00e9n Zo\u00eb"


def curled(name):
    return name.replace("'", "’")


def apart(name):
    return unicodedata.normalize("NFD", name)


def spaced(name):
    return name.replace(" ", " \n\u00a0 ")


@settings(deadline=None)
@given(
    st.sampled_from(["Zoë", "'s-Gravenmoer", "Den Haag", "Yıldız", "Şahin", "D'Ancona van Loon"]),
    st.lists(st.sampled_from([str.upper, str.swapcase, curled, apart, spaced]), max_size=4),
)
def test_a_name_is_masked_however_it_is_spelled(name, spellings):
    spelled = name
    for spelling in spellings:
        spelled = spelling(spelled)
    assert Gate({name: "[naam]"}).mask(f"Bij {spelled}, dus.") == "Bij [naam], dus."
    assert Gate({spelled: "[naam]"}).mask(f"Bij {name}, dus.") == "Bij [naam], dus."


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60))
def test_masking_twice_is_masking_once(text):
    once = Gate(PLACE).mask(text)
    assert Gate(PLACE).mask(once) == once


def words(text):
    """Return the words of a text without control characters."""
    bare = ("".join(c for c in word if unicodedata.category(c) != "Cc") for word in text.split())
    return [word for word in bare if word]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_without_names_every_word_stays(text):
    assert words(Gate({}).mask(text)) == words(unicodedata.normalize("NFC", text))


# --- turns and codings

FIRST, SECOND = "Quirenza Blokzwaart", "Jorindus"
START = 40


def turns_of(said, perspective="school"):
    """Return frame `turns`: interview -> what is said, turns apart by one sign and the first at ``START``."""
    rows = []
    for interview_id, texts in said.items():
        start = START
        for number, text in enumerate(texts, start=1):
            at = {"start_char": start, "end_char": start + len(text)}
            who = {"municipality": "Veldhaven", "perspective": perspective, "speaker": FIRST, "role": "respondent"}
            rows.append({"interview_id": interview_id, "turn_no": number, "text": text} | at | who)
            start += len(text) + 1
    return frames.build(frames.TURNS, rows)


def passages(turns, wanted):
    """Return frame `codings` of passages: interview, turn, start and end in the turn."""
    place = {(turn.interview_id, turn.turn_no): turn for turn in frames.rows(turns)}
    rows = []
    for number, (interview_id, turn_no, start, end) in enumerate(wanted):
        turn = place[interview_id, turn_no]
        at = {"start_char": turn.start_char + start, "end_char": turn.start_char + end, "text": turn.text[start:end]}
        what = {"code_id": f"a.b{number}", "direction": "context", "origin": "model", "score": 0.5, "source_id": "m"}
        why = {"certainty": "likely", "detail": f"model: zonder '{FIRST}' was de score lager", "speaker": FIRST}
        rows.append({"interview_id": interview_id, "turn_no": turn_no, "municipality": "Veldhaven"} | at | what | why)
    return frames.build(frames.CODINGS, rows)


def named(turns, *wanted):
    """Return frame `names`: interview, turn, name and kind, each at its first place in the turn."""
    place = {(turn.interview_id, turn.turn_no): turn for turn in frames.rows(turns)}
    rows = []
    for interview_id, turn_no, text, kind in wanted:
        turn = place[interview_id, turn_no]
        start = turn.start_char + turn.text.index(text)
        at = {"interview_id": interview_id, "turn_no": turn_no, "start_char": start, "end_char": start + len(text)}
        rows.append(at | {"text": text, "kind": kind, "score": 1.0, "certainty": "certain", "reason": "r"})
    return frames.build(frames.NAMES, rows)


def shown(gate, said):
    """Return what is printed of turns: interview -> texts."""
    (turns,) = gate.pass_through(turns_of(said))
    return {interview_id: list(turns[turns["interview_id"] == interview_id]["text"]) for interview_id in said}


def check_offsets(before, turns, *codings):
    """Check that turns are laid out as before, and that every passage is where it is said to be."""
    for old, new in zip(frames.rows(before), frames.rows(turns), strict=True):
        assert new.end_char - new.start_char == len(new.text)
        assert (new.interview_id, new.turn_no) == (old.interview_id, old.turn_no)
    for interview_id in before["interview_id"].unique():
        here = [frame[frame["interview_id"] == interview_id] for frame in (before, turns)]
        assert {int(frame["start_char"].iloc[0]) for frame in here} == {START}
        gaps = [[b.start_char - a.end_char for a, b in pairwise(frames.rows(frame))] for frame in here]
        assert gaps[0] == gaps[1]
    place = {(turn.interview_id, turn.turn_no): turn for turn in frames.rows(turns)}
    for row in (row for frame in codings for row in frames.rows(frame)):
        turn = place[row.interview_id, row.turn_no]
        assert turn.text[row.start_char - turn.start_char : row.end_char - turn.start_char] == row.text


def test_names_at_both_ends_and_across_passages_are_masked_where_they_stand():
    before = turns_of({"a": [f"{FIRST} belt {SECOND}", "Daarna niets.", f"Met {SECOND}, ja."], "b": ["Niets."]})
    gate = Gate({}, named(before, ("a", 1, FIRST, "person"), ("a", 1, SECOND, "person"), ("a", 3, SECOND, "person")))
    name = len(FIRST)
    wanted = [("a", 1, 0, 8), ("a", 1, 4, name + 5), ("a", 1, name, name + 6), ("a", 1, 0, name + 14)]
    codings = passages(before, [*wanted, ("a", 2, 0, 13), ("a", 3, 4, 12), ("b", 1, 0, 6)])
    turns, passed, again = gate.pass_through(before, codings, codings[:0])
    assert list(turns["text"]) == ["[persoon] belt [persoon]", "Daarna niets.", "Met [persoon], ja.", "Niets."]
    assert list(passed["text"]) == [
        *("[persoon]", "[persoon] belt", " belt ", "[persoon] belt [persoon]"),
        *("Daarna niets.", "[persoon]", "Niets."),
    ]
    assert len(again) == 0
    check_offsets(before, turns, passed)
    for frame, spec in ((turns, frames.TURNS), (passed, frames.CODINGS), (again, frames.CODINGS)):
        frames.check(frame, spec)


def test_of_names_over_each_other_nothing_is_left():
    said = {"a": [f"In wijkteam Veldhaven {SECOND} dus.", "Bij Veldhaven Noord."]}
    before = turns_of(said)
    gate = Gate(PLACE, named(before, ("a", 1, f"wijkteam Veldhaven {SECOND}", "organisation")))
    turns, passed = gate.pass_through(before, passages(before, [("a", 1, 3, 12), ("a", 1, 20, 30)]))
    assert turns["text"][0] == "In [organisatie] dus."
    assert turns["text"][1] == "Bij [gemeente] Noord."
    assert list(passed["text"]) == ["[organisatie]"] * 2
    check_offsets(before, turns, passed)


def test_nothing_but_the_text_is_taken_along_of_what_was_said():
    before = turns_of({"a": ["Niets."]}, perspective=f"school van {SECOND}")
    turns, passed = Gate({}, frames.empty(frames.NAMES)).pass_through(before, passages(before, [("a", 1, 0, 6)]))
    assert (turns["speaker"][0], turns["perspective"][0]) == ("respondent", "")
    assert (passed["speaker"][0], passed["detail"][0]) == ("respondent", "")
    kept = ["interview_id", "turn_no", "municipality", "text", "code_id", "direction", "origin", "score", "certainty"]
    assert passed[kept].equals(passages(before, [("a", 1, 0, 6)])[kept])


def test_a_role_is_masked_only_where_one_respondent_has_it():
    line = "Ik als jongerenwerker bel de school."
    gate = Gate({}, frames.empty(frames.NAMES), {"a": {"jongerenwerker"}, "b": set()})
    assert shown(gate, {"a": [line], "b": [line], "c": [line]}) == {
        "a": ["Ik als [functie] bel de school."],
        "b": [line],
        "c": [line],
    }


def test_of_an_interview_that_failed_nothing_is_printed():
    before = turns_of({"a": ["Alles is openbaar.", f"Ook {SECOND}."], "b": ["Dit mag."]})
    gate = Gate({}, named(before, ("a", 2, SECOND, "person")), failed=["a"])
    turns, passed = gate.pass_through(before, passages(before, [("a", 1, 0, 5), ("a", 2, 0, 3), ("b", 1, 0, 3)]))
    assert list(turns["text"]) == [NOT_SHOWN, NOT_SHOWN, "Dit mag."]
    assert list(passed["text"]) == [NOT_SHOWN, NOT_SHOWN, "Dit"]
    check_offsets(before, turns, passed)
    row = before.iloc[0]
    assert gate.excerpt(row, row.start_char, row.start_char + 5, "[?]").replace(NOT_SHOWN, "") == "[?]"


def test_a_released_name_is_printed_and_the_others_are_not():
    before = turns_of({"a": [f"{SECOND} woont in Knarrewoude.", f"In Knarrewoude, zegt {SECOND}."]})
    both = [("a", 1, SECOND, "person"), ("a", 1, "Knarrewoude", "place")]
    (masked,), (freed,) = (Gate({}, named(before, *names)).pass_through(before) for names in (both, both[:1]))
    assert list(masked["text"]) == ["[persoon] woont in [plaats].", "In [plaats], zegt [persoon]."]
    assert list(freed["text"]) == ["[persoon] woont in Knarrewoude.", "In Knarrewoude, zegt [persoon]."]


@pytest.mark.parametrize("doubted", ["Blokzwaart", "Quirenza"])
def test_an_excerpt_shows_neither_the_word_in_doubt_nor_another_name(doubted):
    text = f"Dat zei {SECOND}. Met {FIRST} uit Veldhaven, en {SECOND}, gaat het goed. Verder niets."
    before = turns_of({"a": ["Eerst dit.", text], "b": [f"Hier is {FIRST}."]})
    names = named(before, ("a", 2, doubted, "organisation"), ("b", 1, FIRST, "person"), ("a", 2, SECOND, "person"))
    turn = before.iloc[1]
    start = turn.start_char + text.index(doubted)
    seen = Gate(PLACE, names).excerpt(turn, start, start + len(doubted), "[?]")
    assert re.fullmatch(
        r"Met (\[\w+\]){0,1}\[\?\](\[\w+\]){0,1} uit \[gemeente\], en \[persoon\], gaat het goed\.", seen
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param(f"volgens {FIRST}, ja", "volgens [persoon], ja", id="a name found in an interview"),
        pytest.param("volgens Blokzwaart's zus", "volgens [persoon] zus", id="a part of one, genitive"),
        pytest.param("bij Roos, niet bij rozen", "bij Roos, niet bij rozen", id="a common word may be a word here"),
        pytest.param("bij de familie Roos de Quast", "bij de familie [persoon]", id="the whole name with that word"),
        pytest.param("bel 06-48213957", "bel [telefoonnummer]", id="telephone"),
        pytest.param("a.b@voorbeeld.nl, dus", "[e-mailadres], dus", id="mail"),
        pytest.param("Blokzwaartje", "Blokzwaartje", id="another word"),
    ],
)
def test_free_text_goes_without_what_was_found_elsewhere(text, masked):
    before = turns_of({"a": [f"{FIRST} en Roos de Quast"]})
    gate = Gate({}, named(before, ("a", 1, FIRST, "person"), ("a", 1, "Roos de Quast", "person")))
    assert gate.mask(text) == masked


def test_without_a_search_for_names_contact_data_stay():
    assert Gate({}).mask("bel 06-48213957") == "bel 06-48213957"


INVENTED = ("Quirenza", "Blokzwaart", "Zwirrelbant", "Knarrewoude", "Wiebelpoot", "Jorindus Twijnstro", "Zoë Fnuik")
PLAIN = ("we", "hebben", "lijnen", "daar", "toen", "met", "jaar", "dan", "geen", "goed")


@st.composite
def talks(draw):
    """Draw what is said, as words per turn, which of the names are found where, and what is coded."""
    words = st.lists(st.sampled_from([*INVENTED, *PLAIN]), min_size=1, max_size=8)
    said = draw(st.dictionaries(st.sampled_from("abc"), st.lists(words, min_size=1, max_size=4), min_size=1))
    before = turns_of({interview_id: [" ".join(turn) for turn in turns] for interview_id, turns in said.items()})
    places = [
        (name, number, word) for name, turns in said.items() for number, turn in enumerate(turns, 1) for word in turn
    ]
    known = draw(
        st.lists(st.sampled_from(sorted({p for p in places if p[2] in INVENTED} or {None}, key=str)), unique=True)
    )
    names = named(before, *((*place, draw(st.sampled_from(["person", "place"]))) for place in known if place))
    wanted = []
    for turn in frames.rows(before):
        for start, end in draw(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 90)), max_size=2)):
            start = min(start, len(turn.text) - 1)
            wanted.append((turn.interview_id, turn.turn_no, start, min(len(turn.text), start + end)))
    return before, names, passages(before, wanted)


@settings(deadline=None)
@given(talks())
def test_what_was_found_is_nowhere_and_the_rest_is_untouched(talk):
    before, names, codings = talk
    turns, passed = Gate(PLACE, names).pass_through(before, codings)
    check_offsets(before, turns, passed)
    assert list(passed["code_id"]) == list(codings["code_id"])
    found = {word for text in names["text"] for word in text.split() if len(word) >= 3}
    for text in (*turns["text"], *passed["text"]):
        assert not found & set(re.findall(r"\w+", text))
    masks = re.compile("|".join(map(re.escape, MASKS.values())))
    for old, new in zip(before["text"], turns["text"], strict=True):
        left = [word for word in old.split() if word not in found]
        assert masks.sub(" ", new).split() == left
