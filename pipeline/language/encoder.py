"""Sentence vectors: what a sentence says, as numbers. The encoder ships with the package and works offline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import Problem, SettingsError
from pipeline.files import sha256_value
from pipeline.language.questions import apart

Vectors = NDArray[np.float32]
NO_ENCODER = "geen"
ONNX, PIECES, META = "encoder.onnx", "tokenizer.json", "meta.json"
PREFIX = "passage: "
# What is longer is cut off: some two hundred words, and some eighty of the question before them.
MAX_PIECES, MAX_QUESTION = 256, 100
_WIDTH = 384


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
        self.version = str(meta["version"])
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

        Texts go one at a time: the numbers in the network are rounded by the largest of them, so in company a text would
        have another vector than alone.
        """
        vectors = [self._vector(text) for text in texts]
        return _unit(np.array(vectors, dtype=np.float32).reshape(len(texts), _WIDTH))

    def _vector(self, text: str) -> Vectors:
        question, said = apart(text)
        before = (
            [self._opening, *self._cut(PREFIX + question)[:MAX_QUESTION], self._closing]
            if question
            else [self._opening]
        )
        after = self._cut(said if question else PREFIX + said)[: MAX_PIECES - 2]
        given = {
            "pieces": np.array([[*before, *after, self._closing]]),
            "start": np.array(len(before) if question else 0),
        }
        vector: Vectors = self._session.run(None, given)[0][0]
        return vector

    def _cut(self, text: str) -> list[int]:
        return [
            piece for word in self._tokenizer.encode_batch(["\u2581" + w for w in text.split()]) for piece in word.ids
        ]


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
                    [" ".join(apart(text)).strip() for text in texts], batch_size=1, show_progress_bar=False
                ),
                np.float32,
            )
        )


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
