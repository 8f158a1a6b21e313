"""Tune the sentence encoder on coded utterances, cut its vocabulary to Dutch, and write it as an eight-bit ONNX file.

The encoder is multilingual-e5-small (encoder.py). It learns to tell which codes an utterance carries: the upper layers and a
head of one output per code, on single utterances, on two or three joined with the codes of all (so that training looks
like a turn, which says several things), and on coded interviews: a turn is read once, half of them with the question
before, and each of its windows is told from the pieces that stand in it, so that what is said later may change what was
said before. Beside telling whether each code applies, it learns that a code scores higher than those of the same theme that
say the opposite. The head is thrown away.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from torch import Tensor, nn

from pipeline.files import sha256_bytes
from pipeline.language.encoder import MAX_QUESTION, META, ONNX, PIECES, PREFIX, fitted
from pipeline.language.surroundings import apart, asked
from pipeline.language.training.encoder import WIDTH, Encoder, Packed, Pieces

Labelled = tuple[str, frozenset[str]]
Rivals = dict[str, frozenset[str]]
_SPACE = "\u2581"
_N_EPOCHS, _N_JOINED, _PIECES_PER_BATCH = 4, 2000, 1400
_SHARE_OF_QUESTIONS = 0.5
_HEAD_RATE, _TOP_RATE, _DECAY, _WARM_UP, _LOWEST = 2e-3, 2.5e-4, 0.87, 0.1, 0.02
# The lower layers stay as they are.
_N_KEPT = 4
# Few codes apply to an utterance: the head starts from there, and a code that applies weighs double.
_START, _POSITIVE_WEIGHT = -3.5, 2.0
# Of the tokenizer's pieces those stay that Dutch words need, and single characters up to here.
_LAST_LATIN = 0x250


@dataclass(frozen=True)
class Lessons:
    """What there is to learn: single utterances, and windows of interviews with what is read with them; each with its codes (may be none)."""

    utterances: Sequence[Labelled]
    windows: Sequence[Labelled]


@dataclass(frozen=True)
class _Reading:
    """What is read at once: the pieces, and the places of the texts in it, each with its codes as zeros and ones."""

    pieces: tuple[int, ...]
    texts: list[tuple[int, int, list[float]]]


class _Last(nn.Module):
    """The vectors of the pieces in the last layer, of one text, which needs no mask: what is exported."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, pieces: Tensor) -> Tensor:
        last: Tensor = self.encoder(pieces, torch.full((1,), pieces.shape[1]))[-1]
        return last


def tune(packed: Packed, lessons: Lessons, code_ids: Sequence[str], rivals: Rivals, seed: int) -> Encoder:
    """Tune the upper layers; the same lessons and seed give the same weights on the same machine.

    Parameters
    ----------
    rivals
        For each code those of the same theme that say the opposite.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    encoder = Encoder(packed)
    for part in (encoder.norm, *list(encoder.layers)[:_N_KEPT]):
        part.requires_grad_(False)
    head = nn.Linear(WIDTH, len(code_ids))
    nn.init.zeros_(head.weight)
    nn.init.constant_(head.bias, _START)
    against = torch.tensor([[float(other in rivals[code]) for other in code_ids] for code in code_ids])
    optimizer = _optimizer(encoder, head)
    epochs = _Epochs(lessons, Pieces(packed), code_ids, chance)
    n_steps = _N_EPOCHS * len(epochs.batches())
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (_WARM_UP * n_steps)) * max(_LOWEST, 1 - step / n_steps)
    )
    encoder.train()
    for layer in list(encoder.layers)[:_N_KEPT]:
        layer.eval()
    for batch in (batch for _ in range(_N_EPOCHS) for batch in epochs.batches()):
        vectors, labels, weights = _vectors(encoder, batch)
        scores = head(nn.functional.dropout(vectors, 0.1) * 20 / WIDTH**0.5)
        told = nn.functional.binary_cross_entropy_with_logits(
            scores, labels, pos_weight=torch.tensor(_POSITIVE_WEIGHT), reduction="none"
        )
        losses = told.sum(1) + _contrast(scores, labels, against)
        optimizer.zero_grad()
        ((losses * weights).sum() / weights.sum()).backward()
        nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 1.0)
        optimizer.step()
        schedule.step()
    encoder.eval()
    return encoder


def _vectors(encoder: Encoder, batch: Sequence[_Reading]) -> tuple[Tensor, Tensor, Tensor]:
    """Return for each text of a batch its vector, its codes, and its weight: less for texts that are read together."""
    longest = max(len(reading.pieces) for reading in batch)
    padded = torch.tensor([[*reading.pieces, *[0] * (longest - len(reading.pieces))] for reading in batch])
    lengths = torch.tensor([len(reading.pieces) for reading in batch])
    # Half the digits, where the processor knows them, make it twice as fast.
    with torch.autocast("cpu", torch.bfloat16, enabled=torch.ops.mkldnn._is_mkldnn_bf16_supported()):
        last = encoder(padded, lengths)[-1]
    last = last.float()
    texts = [(row, *text) for row, reading in enumerate(batch) for text in reading.texts]
    vectors = torch.stack([last[row, start:end].mean(0) for row, start, end, _ in texts])
    weights = torch.tensor([len(batch[row].texts) ** -0.5 for row, *_ in texts])
    return vectors, torch.tensor([labels for *_, labels in texts]), weights


def _contrast(scores: Tensor, labels: Tensor, against: Tensor) -> Tensor:
    """Return how far codes that apply fail to score above those that say the opposite and do not, per text."""
    pairs = labels[:, :, None] * (1 - labels)[:, None, :] * against
    return (pairs * nn.functional.softplus(scores[:, None, :] - scores[:, :, None])).sum((1, 2))


def _optimizer(encoder: Encoder, head: nn.Linear) -> torch.optim.AdamW:
    groups = [{"params": list(head.parameters()), "lr": _HEAD_RATE}]
    upper = list(encoder.layers)[_N_KEPT:]
    groups += [
        {"params": list(layer.parameters()), "lr": _TOP_RATE * _DECAY ** (len(upper) - 1 - number)}
        for number, layer in enumerate(upper)
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


class _Epochs:
    """Draws what is read in an epoch: every utterance, some joined, and every turn, with its question or without."""

    def __init__(self, lessons: Lessons, pieces: Pieces, code_ids: Sequence[str], chance: random.Random) -> None:
        self._utterances, self._pieces, self._code_ids, self._chance = lessons.utterances, pieces, code_ids, chance
        self._single = self._readings(lessons.utterances)
        self._turns = [
            (self._reading(turn), self._reading(turn, is_bare=True)) for turn in self._together(lessons.windows)
        ]

    def batches(self) -> list[list[_Reading]]:
        """Return readings of about the same length together."""
        joined = []
        for _ in range(_N_JOINED):
            chosen = self._chance.choices(self._utterances, k=2 if self._chance.random() < 0.6 else 3)
            joined.append((" ".join(text for text, _ in chosen), frozenset().union(*(codes for _, codes in chosen))))
        turns = [one[self._chance.random() >= _SHARE_OF_QUESTIONS] for one in self._turns]
        readings = [*self._single, *self._readings(joined), *turns]
        readings.sort(key=lambda one: len(one.pieces) + 6 * self._chance.random())
        batches, batch = [], list[_Reading]()
        for reading in readings:
            if batch and (len(batch) + 1) * len(reading.pieces) > _PIECES_PER_BATCH:
                batches.append(batch)
                batch = []
            batch.append(reading)
        batches.append(batch)
        self._chance.shuffle(batches)
        return batches

    def _readings(self, labelled: Sequence[Labelled]) -> list[_Reading]:
        return [self._reading([one]) for one in labelled]

    def _together(self, labelled: Sequence[Labelled]) -> list[list[Labelled]]:
        """Return texts that follow each other and stand in the same reading, together."""
        groups = itertools.groupby(labelled, key=lambda one: cut_text(self._pieces, one[0])[0])
        return [list(group) for _, group in groups]

    def _reading(self, labelled: Sequence[Labelled], is_bare: bool = False) -> _Reading:
        """Return texts of one reading with their codes, with the question before or without."""
        cut = [cut_text(self._pieces, _without_question(text) if is_bare else text) for text, _ in labelled]
        codes = [[float(code in given) for code in self._code_ids] for _, given in labelled]
        return _Reading(tuple(cut[0][0]), [(start, end, one) for (_, start, end), one in zip(cut, codes, strict=True)])


def _without_question(text: str) -> str:
    said = apart(text)
    return asked("", said.text, said.before, said.after)


def cut_text(pieces: Pieces, text: str) -> tuple[list[int], int, int]:
    """Return the pieces that are read of a text, and from where to where in them it stands: as the encoder that ships does."""
    said = apart(text)
    opening = _cut(pieces, PREFIX)[:-1]
    if said.question:
        opening += [*_cut(pieces, said.question)[1:-1][:MAX_QUESTION], _cut(pieces, "")[-1]]
    before, middle, after = fitted(*(_cut(pieces, part)[1:-1] for part in (said.before, said.text, said.after)))
    ids = [*opening, *before, *middle, *after, _cut(pieces, "")[-1]]
    start = len(opening) + len(before)
    return (ids, start, start + len(middle)) if middle else (ids, 0, len(ids))


def _cut(pieces: Pieces, text: str) -> list[int]:
    words = text.split()
    return pieces.cut(words, [True] * len(words))[0]


def export(encoder: Encoder, packed: Packed, dutch: Sequence[str], facts: dict[str, object], folder: Path) -> None:
    """Write encoder.onnx, tokenizer.json and meta.json.

    Parameters
    ----------
    dutch
        Words whose pieces stay; of others only single characters do.
    facts
        For meta.json.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = _kept(packed, dutch)
    tokenizer = Tokenizer(Unigram([packed.pieces[n] for n in kept], unk_id=kept.index(packed.unknown)))
    tokenizer.save(str(folder / PIECES), pretty=False)
    encoder.words = nn.Embedding.from_pretrained(encoder.words.weight[kept].clone())
    whole = folder / "whole.onnx"
    torch.onnx.export(
        _Last(encoder).eval(),
        (torch.arange(5, 14)[None, :],),
        str(whole),
        input_names=["pieces"],
        output_names=["vectors"],
        dynamic_axes={"pieces": {1: "length"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(whole, folder / ONNX, per_channel=True, weight_type=QuantType.QInt8)
    whole.unlink()
    version = sha256_bytes((folder / ONNX).read_bytes() + (folder / PIECES).read_bytes())[:12]
    meta = {"version": version, "bos": kept.index(packed.bos), "eos": kept.index(packed.eos), **facts}
    (folder / META).write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _kept(packed: Packed, dutch: Sequence[str]) -> list[int]:
    whole = Tokenizer(Unigram(packed.pieces, unk_id=packed.unknown))
    forms = [form for word in dutch for form in (_SPACE + word, word, _SPACE + word.capitalize(), word.upper())]
    kept = {packed.bos, packed.eos, packed.unknown, *range(5)}
    kept.update(piece for found in whole.encode_batch(forms) for piece in found.ids)
    for number, (piece, _) in enumerate(packed.pieces):
        bare = piece.lstrip(_SPACE)
        if len(bare) < 2 and (not bare or ord(bare) < _LAST_LATIN or bare in "€–—‘’“”…"):
            kept.add(number)
    return sorted(kept)
