"""Vectors that are computed once: the same from the cache as anew, and nothing of a text but its checksum is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language import VectorCache, write_vectors
from pipeline.language.encoder import Vectors


class Letters:
    """An encoder that counts letters, and how often it is asked."""

    learnt_from = frozenset[str]()

    def __init__(self, version: str = "letters-1") -> None:
        self.version = version
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[text.count(letter) for letter in "aeiounrst"] for text in texts], dtype=np.float32)


def test_a_text_is_encoded_once() -> None:
    letters = Letters()
    cache = VectorCache(letters)
    first = cache.encode(["een huis", "een boom", "een huis"])
    assert letters.asked == ["een huis", "een boom"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(cache.encode(["een boom"]), first[1:2])
    assert letters.asked == ["een huis", "een boom"]


def test_vectors_outlive_the_program(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    before = VectorCache(Letters(), own=path)
    vectors = before.encode(["een huis"])
    before.save()
    letters = Letters()
    assert np.array_equal(VectorCache(letters, own=path).encode(["een huis"]), vectors)
    assert letters.asked == []


@pytest.mark.parametrize("damage", ["other version", "cut off", "no zip", "gone"])
def test_a_file_that_does_not_fit_counts_as_empty(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "vectors.npz"
    before = VectorCache(Letters("letters-0" if damage == "other version" else "letters-1"), own=path)
    before.encode(["een huis"])
    before.save()
    if damage == "cut off":
        path.write_bytes(path.read_bytes()[:100])
    elif damage == "no zip":
        path.write_bytes(b"niets")
    elif damage == "gone":
        path.unlink()
    letters = Letters()
    VectorCache(letters, own=path).encode(["een huis"])
    assert letters.asked == ["een huis"]


def test_shipped_vectors_are_used_and_not_copied(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped.npz", tmp_path / "own.npz"
    write_vectors(shipped, "letters-1", VectorCache(Letters()).kept(["een huis"]))
    letters = Letters()
    cache = VectorCache(letters, shipped, own)
    cache.encode(["een huis"])
    cache.save()
    assert letters.asked == []
    assert not own.exists()


def test_the_same_vectors_give_the_same_bytes_and_hold_no_text(tmp_path: Path) -> None:
    for name, texts in (("a", ["een huis", "een boom"]), ("b", ["een boom", "een huis"])):
        cache = VectorCache(Letters(), own=tmp_path / name)
        cache.encode(texts)
        cache.save()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert b"huis" not in (tmp_path / "a").read_bytes()


def test_without_its_encoder_it_gives_what_it_knows_and_no_more() -> None:
    cache = VectorCache(Letters())
    cache.encode(["een huis"])
    known = cache.only_known()
    assert np.array_equal(known.encode(["een huis"]), cache.encode(["een huis"]))
    with pytest.raises(LookupError, match="1 texts have no vector"):
        known.encode(["een boom"])


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="aeiou nrst", max_size=30))
def test_rounding_keeps_the_direction(text: str) -> None:
    exact = Letters().encode([text])[0]
    kept = VectorCache(Letters()).encode([text])[0]
    length = float(np.linalg.norm(exact))
    assert float(kept @ exact) == pytest.approx(length, rel=2e-3, abs=1e-6)
