"""What has the form of a speaker's name, and what is talk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.names import N_WORDS, has_talk_word, is_name

NAMES = [
    "Marit",
    "M",
    "M.K. de Vries",
    "J. van 't Hof",
    "Van den Berg",
    "Anne-Fleur d'Hont",
    "Yasmina el Boukhari",
    "dr. Zoë Bos",
    "Kuijpers, M.",
    "Ben de Wit",
    "S01",
    "Spreker 1",
    "Medewerker gemeente",
    "Moeder",
    "R3 (Anna)",
]
TALK = ["Kijk", "Nou", "Mijn moeder", "Mijn moeder zei", "Moeder zei", "De huisarts belde", "Goedemorgen", "Stap 1"]


@pytest.mark.parametrize("text", NAMES)
def test_names(text: str) -> None:
    assert is_name(text)
    assert not has_talk_word(text)


@pytest.mark.parametrize("text", ["", " ", "marit", "de vries", "1", "😀", "Een Twee Drie Vier Vijf", *TALK])
def test_what_is_no_name(text: str) -> None:
    assert not is_name(text)


@given(st.lists(st.sampled_from(["Marit", "van", "Bos", "Kijk", "zei", "1"]), max_size=7))
def test_a_name_is_short_and_holds_no_word_of_talk(words: list[str]) -> None:
    if is_name(" ".join(words)):
        assert 1 <= len(words) <= N_WORDS
        assert not {"Kijk", "zei"} & set(words)
