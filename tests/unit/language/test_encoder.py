"""The sentence encoder that ships: what it gives, that it gives it every time, and what it is."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.language import Encoder, asked, load_encoder
from pipeline.run.practice import KEPT_APART, PREFIX
from tests.conftest import REPO

FOLDER = REPO / "pipeline/language/encoder_model"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """The encoder that ships."""
    found = load_encoder()
    assert found is not None
    return found


def test_vectors_are_384_wide_and_of_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode(["Ik app haar even.", "", "🙂", "woord " * 5000, "a\x00b"])
    assert vectors.shape == (5, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_the_question_before_changes_what_an_answer_says(encoder: Encoder) -> None:
    money, phone, bare = encoder.encode(
        [asked("Is er geld voor de groep?", "Nee hoor."), asked("Bellen jullie elkaar?", "Nee hoor."), "Nee hoor."]
    )
    about_money, about_phone = encoder.encode(["Er is geen geld voor de groep.", "Wij bellen elkaar nooit."])
    assert money @ about_money > max(phone @ about_money, bare @ about_money)
    assert phone @ about_phone > max(money @ about_phone, bare @ about_phone)


@pytest.mark.parametrize("said", ["", "Nee.", "woord " * 5000], ids=["nothing", "a word", "very much"])
@pytest.mark.parametrize("question", ["vraag " * 5000, "_" * 5000], ids=["many words", "a long line"])
def test_an_answer_of_any_length_to_a_question_has_a_unit_vector(encoder: Encoder, question: str, said: str) -> None:
    [vector] = encoder.encode([asked(question, said)])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_what_comes_after_changes_what_was_said(encoder: Encoder) -> None:
    problem = "Eerst was er geen geld voor de groep."
    solved, unsolved = encoder.encode(
        [asked("", problem, after=after) for after in ("Nu betaalt de gemeente alles.", "Nu is er nog steeds niets.")]
    )
    there, gone = encoder.encode(["De gemeente betaalt de groep.", "Er is geen geld voor de groep."])
    assert solved @ there > unsolved @ there
    assert unsolved @ gone > solved @ gone


@pytest.mark.parametrize("n_words", [(0, 5000), (5000, 0), (5000, 5000), (200, 200)])
def test_what_stands_around_a_text_may_have_any_length(encoder: Encoder, n_words: tuple[int, int]) -> None:
    before, after = ("woord " * n for n in n_words)
    [vector] = encoder.encode([asked("", "De gemeente betaalt.", before, after)])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_texts_of_one_answer_are_read_together_and_differ(encoder: Encoder) -> None:
    parts = ["Eerst was er niets.", "Toen kwam Annet.", "Nu bellen we elkaar."]
    texts = [
        asked("Hoe gaat dat?", part, " ".join(parts[:n]), " ".join(parts[n + 1 :])) for n, part in enumerate(parts)
    ]
    vectors = encoder.encode(texts)
    assert np.array_equal(vectors, np.vstack([encoder.encode([text]) for text in texts]))
    assert (vectors @ vectors.T)[~np.eye(3, dtype=bool)].max() < 0.999


def test_no_texts_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape[0] == 0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=2, max_size=4))
def test_a_text_has_the_same_vector_in_any_company(encoder: Encoder, texts: list[str]) -> None:
    together = encoder.encode(texts)
    assert np.array_equal(together[0], encoder.encode(texts[:1])[0])
    assert np.array_equal(together[::-1], encoder.encode(texts[::-1]))


def test_what_means_the_same_lies_nearer_than_what_looks_the_same(encoder: Encoder) -> None:
    one, same, other = encoder.encode(
        [
            "Als ik haar app, belt ze me binnen het kwartier terug.",
            "Ik loop zo bij hem binnen met een vraag.",
            "Het kwartier van haar app is binnen, ze belt.",
        ]
    )
    far = encoder.encode(["De subsidie voor de groep is dit jaar geschrapt."])[0]
    assert one @ same > one @ far
    assert one @ other > one @ far


def test_another_encoder_must_be_installed() -> None:
    with pytest.raises(SettingsError, match=r"sentence-transformers|niet als model te vinden"):
        load_encoder("een/model-dat-niet-bestaat")


def test_none_is_none() -> None:
    assert load_encoder("geen") is None


def test_it_says_what_it_is_and_what_it_learnt_from() -> None:
    meta = json.loads((FOLDER / "meta.json").read_text(encoding="utf-8"))
    assert meta["license"] == "MIT"
    assert "multilingual-e5-small" in meta["source"]
    hands = {name.split("_")[0] for name in meta["learnt_from"]}
    assert hands == {f"h{number}" for number in (*range(1, 9), *range(17, 33), *range(49, 81), *range(97, 113))}
    assert [name for name in meta["learnt_from"] if f"{PREFIX}{name}".startswith(KEPT_APART)] == []
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 45e6
