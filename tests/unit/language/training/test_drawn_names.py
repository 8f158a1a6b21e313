"""Drawn names stand where they are said to stand, in carriers and in exchanged passages."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.training.names import KINDS, SLOT, Names, exchanged, fill, read_lists
from pipeline.language.training.words import Sentence, Word, to_doc

NLP = spacy.blank("nl")
ORGANISATIONS = [("Steunpunt Samenzorg", "ORG"), ("De Wilg", "SCHOOL"), ("Praktijk Beemdhof", "PRAKTIJK")]
PROJECTS = ["Samen Verder", "Zorgmatch"]
SLOTS = sorted(KINDS)
PIECES = st.lists(st.one_of(st.sampled_from(SLOTS).map("{{{}}}".format), st.sampled_from(["Ja.", "toen", "🙂", ", "])))
PASSAGES = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["O", "PER", "LOC", "ORG", "MISC"]), st.integers(1, 3), st.booleans()), min_size=1
    ),
    min_size=1,
    max_size=3,
)


def names(seed: int = 0) -> Names:
    return Names(seed, ORGANISATIONS, PROJECTS)


def passage_of(groups: list[list[tuple[str, int, bool]]]) -> list[Sentence]:
    """Sentences of groups of words: kind, number of words, whether a space follows."""
    return [tuple(word for group in sentence for word in _words(*group)) for sentence in groups]


def _words(kind: str, n_words: int, has_space: bool) -> list[Word]:
    labels = ["O"] * n_words if kind == "O" else [f"{'I' if n else 'B'}-{kind}" for n in range(n_words)]
    return [Word(f"{kind}{n}", "x", "X", has_space=has_space, entity=label) for n, label in enumerate(labels)]


def kinds(passage: list[Sentence]) -> list[list[str]]:
    return [[word.entity[2:] for word in sentence if word.entity.startswith("B-")] for sentence in passage]


@settings(deadline=None, max_examples=50)
@given(pieces=PIECES, seed=st.integers(0, 50))
def test_spans_say_where_the_names_stand(pieces: list[str], seed: int):
    carrier = " ".join(pieces)
    text, spans = fill(carrier, names(seed))
    assert [kind for _, _, kind in spans] == [KINDS[slot] for slot in SLOT.findall(carrier)]
    left, last = "", 0
    for start, end, _ in spans:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        left, last = left + text[last:start] + "{}", end
    assert left + text[last:] == SLOT.sub("{}", carrier)


@pytest.mark.parametrize("slot", SLOTS)
def test_the_name_drawn_is_the_name_written(slot):
    text, ((start, end, kind),) = fill(f"Toen zei {{{slot}}} dat niet.", names(3))
    assert (text[start:end], kind) == (names(3).draw(slot), KINDS[slot])


def test_given_names_are_drawn_for_their_slot():
    drawer = names()
    assert {drawer.draw("SCHOOL") for _ in range(9)} == {"De Wilg"}
    assert {drawer.draw("ORG") for _ in range(9)} == {"Steunpunt Samenzorg"}
    assert {drawer.draw("PROJECT") for _ in range(40)} == set(PROJECTS)


def test_carriers_without_capitals_get_names_without_and_a_first_name_gets_one():
    for seed in range(30):
        text, _ = fill("ik bel {PERSOON} in {PLAATS}", names(seed))
        assert text == text.lower()
        text, _ = fill("{WIJK} is mooi. {WIJK} Ook.", names(seed))
        assert re.match(r"[A-Z].* is mooi\. [A-Z]", text)


def test_carrier_without_slots_stays_as_it_is():
    assert fill("", names()) == ("", [])
    assert fill("Ja {nee} {}", names()) == ("Ja {nee} {}", [])


def test_unknown_slots_are_refused():
    with pytest.raises(IndexError, match="empty sequence"):
        fill("Ik bel {TELEFOON}", names())


def test_same_seed_draws_the_same_names():
    drawn = [[drawer.draw(slot) for slot in SLOTS * 3] for drawer in (names(1), names(1), names(2))]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize("kind", sorted(set(KINDS.values())))
def test_every_kind_can_be_drawn(kind):
    assert all(names(seed).draw_kind(kind).strip() for seed in range(20))


@settings(deadline=None, max_examples=50)
@given(groups=PASSAGES, seed=st.integers(0, 50))
def test_exchanged_keeps_the_number_of_names_and_their_kinds(groups: list[list[tuple[str, int, bool]]], seed: int):
    passage = passage_of(groups)
    made = exchanged(passage, names(seed), NLP)
    assert kinds(made) == kinds(passage)
    assert [[w for w in s if w.entity == "O"] for s in made] == [[w for w in s if w.entity == "O"] for s in passage]
    assert [s[-1].has_space for s in made] == [s[-1].has_space for s in passage]
    found = Counter(ent.label_ for ent in to_doc(NLP.vocab, made).ents)
    assert found == Counter(kind for sentence in kinds(passage) for kind in sentence)


def test_a_name_that_returns_stays_one_name_and_another_kind_another():
    passage = passage_of([[("PER", 2, True), ("O", 1, True), ("LOC", 1, True)], [("PER", 2, True)]])
    made = exchanged(passage, names(4), NLP)
    first, place, again = (ent.text for ent in to_doc(NLP.vocab, made).ents)
    assert first == again != place
    assert "PER0" not in first


def test_exchanged_of_nothing_is_nothing():
    assert exchanged([], names(), NLP) == []


def test_shipped_lists_can_be_filled(repo):
    carriers, organisations, projects = read_lists(repo / "pipeline/language/training/lists")
    drawer = Names(0, organisations, projects)
    assert {slot for carrier in carriers for slot in SLOT.findall(carrier)} <= set(KINDS)
    assert {kind for _, kind in organisations} == {"ORG", "SCHOOL", "PRAKTIJK"}
    for carrier in carriers:
        text, spans = fill(carrier, drawer)
        assert not SLOT.search(text)
        assert len(spans) == len(SLOT.findall(carrier))
