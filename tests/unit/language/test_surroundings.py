"""A text with its question and what was said around it: put together, and taken apart again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import Spoken, apart, asked

TEXTS = st.text(alphabet="ab ?\n\x1e\x1f", max_size=20)


def _plain(text: str) -> str:
    return text.replace("\x1f", " ").replace("\x1e", " ")


@given(question=TEXTS, text=TEXTS, before=TEXTS, after=TEXTS)
def test_what_was_said_comes_back_at_the_same_places(question: str, text: str, before: str, after: str) -> None:
    found = apart(asked(question, text, before, after))
    assert (found.text, found.before, found.after) == (_plain(text), _plain(before), _plain(after))
    assert found.question.split() == _plain(question).split()


@pytest.mark.parametrize("n_words", [24, 25, 26, 200])
def test_the_end_of_a_long_question_counts(n_words: int) -> None:
    words = [f"w{n}" for n in range(n_words)]
    assert apart(asked(" ".join(words), "Ja.")).question.split() == words[-25:]


def test_a_text_without_a_question_or_anything_around_it_is_that_text() -> None:
    assert asked("", "Ja hoor.") == "Ja hoor."
    assert apart("Ja hoor.") == apart(asked(" \n", "Ja hoor.")) == Spoken("Ja hoor.")
