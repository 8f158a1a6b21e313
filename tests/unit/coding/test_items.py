"""Items: what the codebook's examples and hand-coded interviews teach."""

from __future__ import annotations

import pytest
from coded_interviews import LINES, MONEY, Quote, make_hand, make_segments, make_turns

from pipeline.codebook import Codebook
from pipeline.coding.items import coded_items, training_items
from pipeline.language import apart


def items_of(said: dict[str, list[str]], *quotes: Quote) -> list[tuple[str, set[str]]]:
    turns = make_turns(said)
    return [(apart(i.text).text, set(i.codes)) for i in coded_items(make_hand(turns, *quotes), make_segments(turns))]


TEN_TEN = "Ik app nu. Zij belt. Mooi weer."


@pytest.mark.parametrize(
    ("said", "quotes", "expected"),
    [
        ({}, [], []),
        ({"a": [TEN_TEN]}, [], [("Ik app nu.", set()), ("Zij belt.", set()), ("Mooi weer.", set())]),
        (
            {"a": [TEN_TEN]},
            [("a", 1, 0, 10, LINES), ("a", 1, 0, 10, MONEY)],
            [("Ik app nu.", {LINES, MONEY}), ("Zij belt.", set()), ("Mooi weer.", set())],
        ),
        (
            {"a": [TEN_TEN]},
            [("a", 1, 0, 20, LINES), ("a", 1, 10, 20, MONEY)],
            [("Ik app nu. Zij belt.", {LINES, MONEY}), (" Zij belt.", {LINES, MONEY}), ("Mooi weer.", set())],
        ),
        (
            {"a": [TEN_TEN]},
            [("a", 1, 0, 20, LINES), ("a", 1, 11, 20, MONEY)],
            [("Ik app nu. Zij belt.", {LINES, MONEY}), ("Zij belt.", {MONEY}), ("Mooi weer.", set())],
        ),
        (
            {"a": [TEN_TEN]},
            [("a", 1, 0, 10, LINES), ("a", 1, 10, 20, MONEY)],
            [("Ik app nu.", {LINES}), (" Zij belt.", {MONEY}), ("Mooi weer.", set())],
        ),
        (
            {"a": [TEN_TEN]},
            [("a", 1, 9, 12, LINES)],
            [("nu. Zij", {LINES}), ("Mooi weer.", set())],
        ),
        (
            {"a": ["Ik app nu.", "Ik app nu."], "b": ["Ik app nu."]},
            [("a", 2, 0, 10, LINES)],
            [("Ik app nu.", {LINES}), ("Ik app nu.", set()), ("Ik app nu.", set())],
        ),
    ],
    ids=[
        "nothing",
        "no quotes",
        "two codes on one quote",
        "half of the long quote lies in the short one",
        "less than half of the long quote lies in the short one",
        "neighbours share nothing",
        "a touched sentence teaches nothing by itself",
        "other turns and interviews stay apart",
    ],
)
def test_coded_items(said: dict[str, list[str]], quotes: list[Quote], expected: list[tuple[str, set[str]]]) -> None:
    assert items_of(said, *quotes) == expected


@pytest.mark.parametrize(
    ("quote", "before", "after"),
    [
        ((0, 31), "", ""),
        ((0, 10), "", "Zij belt. Mooi weer."),
        ((0, 9), "", "Zij belt. Mooi weer."),
        ((7, 14), "Ik app", "belt. Mooi weer."),
        ((21, 31), "Ik app nu. Zij belt.", ""),
    ],
    ids=["the whole turn", "the first sentence", "the same without its stop", "across sentences", "the last sentence"],
)
def test_a_quote_knows_what_was_said_around_it(quote: tuple[int, int], before: str, after: str) -> None:
    turns = make_turns({"a": [TEN_TEN, "Koffie."]})
    items = coded_items(make_hand(turns, ("a", 1, *quote, LINES)), make_segments(turns))
    [said] = [apart(item.text) for item in items if item.codes]
    assert (said.before, said.text.rstrip("."), said.after) == (before, TEN_TEN[slice(*quote)].rstrip("."), after)
    assert " ".join(filter(None, (said.before, said.text, said.after))) == TEN_TEN


def test_a_sentence_without_code_knows_what_was_said_around_it() -> None:
    turns = make_turns({"a": [TEN_TEN]})
    said = [apart(item.text) for item in coded_items(make_hand(turns), make_segments(turns))]
    assert [(one.before, one.after) for one in said] == [
        ("", "Zij belt. Mooi weer."),
        ("Ik app nu.", "Mooi weer."),
        ("Ik app nu. Zij belt.", ""),
    ]


def test_training_items_are_the_whole_codebook(tiny_codebook: Codebook) -> None:
    items = training_items(tiny_codebook)
    of_codes = sum(len(code.examples) + len(code.tegenvoorbeelden) for code in tiny_codebook.codes)
    assert len(items) == of_codes + len(tiny_codebook.none_examples)
    by_text = {item.text: item.codes for item in items}
    for code in tiny_codebook.codes:
        assert all(by_text[text] == {code.code_id} for _, text in code.examples)
        assert all(by_text[m.tekst] == {m.hoort_bij} - {"geen"} for m in code.tegenvoorbeelden)
    assert all(by_text[text] == frozenset() for _, text in tiny_codebook.none_examples)


def test_items_say_which_interview_or_writer_they_are_from(tiny_codebook: Codebook) -> None:
    turns = make_turns({"a": [TEN_TEN], "b": ["Ik app nu."]})
    items = coded_items(make_hand(turns, ("a", 1, 0, 10, LINES)), make_segments(turns))
    sources = {(apart(item.text).text, item.source) for item in items}
    assert sources == {
        ("Ik app nu.", "interview:a"),
        ("Zij belt.", "interview:a"),
        ("Mooi weer.", "interview:a"),
        ("Ik app nu.", "interview:b"),
    }
    hands = {hand for code in tiny_codebook.codes for hand, _ in code.examples}
    assert {f"hand:{hand}" for hand in hands} <= {item.source for item in training_items(tiny_codebook)}
    assert all(item.weight == 1 for item in [*items, *training_items(tiny_codebook)])
