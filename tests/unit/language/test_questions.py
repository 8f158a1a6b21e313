"""A text with its question: put together, and taken apart again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import apart, asked

TEXTS = st.text(alphabet="ab ?\n\x1f", max_size=20)


@given(question=TEXTS, text=TEXTS)
def test_what_was_said_comes_back_at_the_same_places(question: str, text: str) -> None:
    before, said = apart(asked(question, text))
    assert said == text.replace("\x1f", " ")
    assert before.split() == question.replace("\x1f", " ").split()


@pytest.mark.parametrize("n_words", [24, 25, 26, 200])
def test_the_end_of_a_long_question_counts(n_words: int) -> None:
    words = [f"w{n}" for n in range(n_words)]
    assert apart(asked(" ".join(words), "Ja."))[0].split() == words[-25:]


def test_a_text_without_a_question_has_none() -> None:
    assert apart("Ja hoor.") == apart(asked(" \n", "Ja hoor.")) == ("", "Ja hoor.")
