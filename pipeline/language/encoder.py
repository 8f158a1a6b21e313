"""Sentence vectors: what a sentence says, as numbers. The encoder ships with the package and works offline."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import Problem, SettingsError
from pipeline.files import sha256_value
from pipeline.language.surroundings import Spoken, apart

Vectors = NDArray[np.float32]
NO_ENCODER = "geen"
ONNX, PIECES, META = "encoder.onnx", "tokenizer.json", "meta.json"
PREFIX = "passage: "
# What is longer is cut off: some three hundred words, and some eighty of the question before them.
MAX_PIECES, MAX_QUESTION = 384, 100
# Raised whenever the same network makes other vectors of a text: vectors that were kept are then made anew.
READING = 1
_WIDTH = 384
_N_KNOWN = 50_000


class Encoder(Protocol):
    """What gives sentences their vectors; encoders of the same version give the same vectors."""

    version: str
    # The practice interviews it learnt from: what is measured on them says nothing of others.
    learnt_from: frozenset[str]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an n x width array of unit vectors."""
        ...


def load_encoder(name: str = "") -> Encoder | None:
    """Return the encoder; the same object each time.

    Parameters
    ----------
    name
        Empty for the one that ships, "geen" for none, or a sentence-transformers model: the path of its folder, or the
        name of one that was downloaded before. Nothing is downloaded.

    Raises
    ------
    SettingsError
        If the model or the package sentence-transformers is not there.
    """
    return _load(name)


@lru_cache(maxsize=2)
def _load(name: str) -> Encoder | None:
    if name == NO_ENCODER:
        return None
    if name:
        return _SentenceTransformer(name)
    with as_file(files("pipeline.language") / "encoder_model") as folder:
        return OnnxEncoder(folder)


class OnnxEncoder:
    """The encoder that ships: multilingual-e5-small, tuned, with the pieces that Dutch needs.

    Parameters
    ----------
    folder
        With encoder.onnx, tokenizer.json and meta.json.
    """

    def __init__(self, folder: Path) -> None:
        # Imported here: who works without an encoder need not wait for it.
        import onnxruntime
        from tokenizers import Tokenizer

        meta = json.loads((folder / META).read_text(encoding="utf-8"))
        self.version = f"{meta['version']}-{READING}"
        self.learnt_from = frozenset(meta["learnt_from"])
        self._opening, self._closing = int(meta["bos"]), int(meta["eos"])
        self._tokenizer = Tokenizer.from_file(str(folder / PIECES))
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / ONNX), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an n x 384 array of unit vectors.

        An answer is read once, for all texts that stand in it. Answers go one at a time: the numbers in the network are
        rounded by the largest of them, so in company a text would have another vector than alone.
        """
        vectors = np.zeros((len(texts), _WIDTH), dtype=np.float32)
        read: dict[tuple[int, ...], list[tuple[int, int, int]]] = {}
        # A word stands in many texts of an answer: it is cut once.
        cut = lru_cache(_N_KNOWN)(self._cut_word)
        for number, text in enumerate(texts):
            pieces, start, end = self._pieces(apart(text), cut)
            read.setdefault(tuple(pieces), []).append((number, start, end))
        for whole, places in read.items():
            of_pieces = self._session.run(None, {"pieces": np.array([whole])})[0][0]
            for number, start, end in places:
                vectors[number] = of_pieces[start:end].mean(axis=0)
        return _unit(vectors)

    def _pieces(self, said: Spoken, cut: Callable[[str], list[int]]) -> tuple[list[int], int, int]:
        """Return what is read, and from where to where in it the text stands; of an empty text that is all."""
        question, *parts = (
            [piece for word in part.split() for piece in cut(word)]
            for part in (said.question, said.before, said.text, said.after)
        )
        opening = [self._opening, *cut(PREFIX.strip())]
        opening += [*question[:MAX_QUESTION], self._closing] if said.question else []
        before, text, after = fitted(*parts)
        pieces = [*opening, *before, *text, *after, self._closing]
        start = len(opening) + len(before)
        return (pieces, start, start + len(text)) if text else (pieces, 0, len(pieces))

    def _cut_word(self, word: str) -> list[int]:
        pieces: list[int] = self._tokenizer.encode("\u2581" + word).ids
        return pieces


class _SentenceTransformer:
    """A sentence-transformers model that the user installed."""

    def __init__(self, name: str) -> None:
        where = "factorwijzer.toml, [taal] encoder"
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            message = "hiervoor is het pakket sentence-transformers nodig; installeer het, of laat encoder leeg"
            raise SettingsError(Problem(where, message)) from None
        try:
            self._model: Any = SentenceTransformer(name, local_files_only=True, device="cpu")
        except (OSError, ValueError):
            message = f"'{name}' is hier niet als model te vinden en wordt niet gedownload; geef de map van het model"
            raise SettingsError(Problem(where, message)) from None
        self.version = sha256_value([name, str(self._model)])[:12]
        self.learnt_from = frozenset[str]()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an n x width array of unit vectors."""
        return _unit(
            np.asarray(
                self._model.encode(
                    [f"{said.question} {said.text}".strip() for said in map(apart, texts)],
                    batch_size=1,
                    show_progress_bar=False,
                ),
                np.float32,
            )
        )


def fitted(before: list[int], text: list[int], after: list[int]) -> tuple[list[int], list[int], list[int]]:
    """Return as much of a text as may be read, and what stands nearest to it on both sides as far as there is room.

    Examples
    --------
    >>> [len(part) for part in fitted([1] * 400, [2] * 84, [3] * 50)]
    [250, 84, 50]
    """
    text = text[:MAX_PIECES]
    room = MAX_PIECES - len(text)
    n_before = min(len(before), max(room // 2, room - len(after)))
    return before[len(before) - n_before :], text, after[: room - n_before]


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
