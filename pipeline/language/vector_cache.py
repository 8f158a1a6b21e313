"""Sentence vectors that are computed once: kept by the checksum of their text, eight bits a number."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from pipeline.files import write_atomically
from pipeline.language.encoder import Encoder, Vectors

_STEPS = 127


class VectorCache:
    """An encoder that remembers what it encoded.

    Parameters
    ----------
    encoder
        Asked for texts that are not known yet.
    shipped
        File with vectors of texts that ship with the program; only read.
    own
        File with vectors of the study's texts; default none is kept.

    Notes
    -----
    A file of another encoder, or one that cannot be read, counts as empty. A vector that is new goes through the same
    rounding as one that is read, so that a result does not depend on what was known before.
    """

    def __init__(self, encoder: Encoder, shipped: Path | None = None, own: Path | None = None) -> None:
        self.version, self.learnt_from = encoder.version, encoder.learnt_from
        self._encoder: Encoder | None = encoder
        self._path = own
        self._known = {**_read(shipped, encoder.version), **_read(own, encoder.version)}
        self._own = set(_read(own, encoder.version))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an n x width array of vectors of about unit length."""
        keys = [_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if missing:
            if self._encoder is None:
                raise LookupError(f"{len(missing)} texts have no vector and there is no encoder")
            rounded = _rounded(self._encoder.encode(list(missing.values())))
            self._known.update(zip(missing, rounded, strict=True))
            self._own.update(missing)
        whole = np.array([self._known[key] for key in keys], dtype=np.float32).reshape(len(keys), -1)
        lengths = np.linalg.norm(whole, axis=1, keepdims=True)
        return (whole / np.where(lengths > 0, lengths, 1)).astype(np.float32)

    def only_known(self) -> VectorCache:
        """Return a cache of the same vectors without the encoder, which another process can be given."""
        known = copy(self)
        known._encoder = None
        return known

    def save(self) -> None:
        """Write what the study's file lacks."""
        if self._path is not None and self._own:
            write_vectors(self._path, self.version, {key: self._known[key] for key in sorted(self._own)})

    def kept(self, texts: Sequence[str]) -> dict[int, NDArray[np.int8]]:
        """Return the rounded vectors of texts by their keys, for ``write_vectors``."""
        self.encode(texts)
        return {key: self._known[key] for key in sorted({_key(text) for text in texts})}


def write_vectors(path: Path, version: str, vectors: dict[int, NDArray[np.int8]]) -> None:
    """Write rounded vectors by key, whole or not at all; the same input gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = np.array(list(vectors), dtype=np.uint64)
    values = np.array(list(vectors.values()), dtype=np.int8)

    def write(target: Path) -> None:
        with target.open("wb") as file:
            np.savez(file, version=np.array(version), keys=keys, vectors=values)

    write_atomically(path, write)


def _read(path: Path | None, version: str) -> dict[int, NDArray[np.int8]]:
    if path is None or not path.is_file():
        return {}
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            if str(kept["version"]) != version:
                return {}
            return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, AttributeError, TypeError):
        return {}


def _rounded(vectors: Vectors) -> NDArray[np.int8]:
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    return np.rint(vectors / np.where(largest > 0, largest, 1) * _STEPS).astype(np.int8)


def _key(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")
