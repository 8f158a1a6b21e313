"""Tune the sentence encoder on coded utterances, cut its vocabulary to Dutch, and write it as an eight-bit ONNX file.

The encoder is multilingual-e5-small (encoder.py). It learns to tell which codes an utterance carries: the upper layers and a
head of one output per code, on single utterances, on two or three joined with the codes of all (so that training looks
like a turn, which says several things), and on windows of coded interviews, half of them with the question before. Beside
telling whether each code applies, it learns that a code scores higher than those of the same theme that say the
opposite. The head is thrown away.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from torch import Tensor, nn

from pipeline.files import sha256_bytes
from pipeline.language.encoder import MAX_QUESTION, META, ONNX, PIECES, PREFIX
from pipeline.language.questions import apart
from pipeline.language.training.encoder import WIDTH, Encoder, Packed, Pieces

Labelled = tuple[str, frozenset[str]]
Rivals = dict[str, frozenset[str]]
_SPACE = "\u2581"
_N_EPOCHS, _N_JOINED, _PIECES_PER_BATCH, _LONGEST = 2, 2000, 1400, 160
# Windows overlap: in each epoch so many of them say what all say.
_SHARE_OF_WINDOWS = 0.5
_SHARE_OF_QUESTIONS = 0.5
_HEAD_RATE, _TOP_RATE, _DECAY, _WARM_UP, _LOWEST = 2e-3, 2.5e-4, 0.87, 0.1, 0.02
# The lower layers stay as they are.
_N_KEPT = 6
# Few codes apply to an utterance: the head starts from there, and a code that applies weighs double.
_START, _POSITIVE_WEIGHT = -3.5, 2.0
# Of the tokenizer's pieces those stay that Dutch words need, and single characters up to here.
_LAST_LATIN = 0x250


@dataclass(frozen=True)
class Lessons:
    """What there is to learn: single utterances, and windows of interviews; each with its codes (may be none)."""

    utterances: Sequence[Labelled]
    windows: Sequence[Labelled]


class Pooled(nn.Module):
    """The encoder's last layer, averaged over the pieces of a text."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, pieces: Tensor, lengths: Tensor, starts: Tensor) -> Tensor:
        """Return n vectors of width 384; the pieces before ``starts`` are read and not averaged."""
        last = self.encoder(pieces, lengths)[-1]
        places = torch.arange(pieces.shape[1])[None, :]
        mask = ((places >= starts[:, None]) & (places < lengths[:, None])).float()[:, :, None]
        mean: Tensor = (last * mask).sum(1) / mask.sum(1)
        return mean


class _Single(nn.Module):
    """The same for one text, which needs no mask: what is exported."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, pieces: Tensor, start: Tensor) -> Tensor:
        last = self.encoder(pieces, torch.full((1,), pieces.shape[1]))[-1]
        mask = (torch.arange(pieces.shape[1]) >= start).float()[None, :, None]
        mean: Tensor = (last * mask).sum(1) / mask.sum(1)
        return mean


def tune(packed: Packed, lessons: Lessons, code_ids: Sequence[str], rivals: Rivals, seed: int) -> Encoder:
    """Tune the upper layers; the same lessons and seed give the same weights on the same machine.

    Parameters
    ----------
    rivals
        For each code those of the same theme that say the opposite.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    encoder, pieces = Encoder(packed), Pieces(packed)
    pooled = Pooled(encoder)
    for layer in list(encoder.layers)[:_N_KEPT]:
        layer.requires_grad_(False)
    head = nn.Linear(WIDTH, len(code_ids))
    nn.init.zeros_(head.weight)
    nn.init.constant_(head.bias, _START)
    against = torch.tensor([[float(other in rivals[code]) for other in code_ids] for code in code_ids])
    optimizer = _optimizer(encoder, head)
    n_steps = _N_EPOCHS * sum(1 for _ in _batches(_epoch(lessons, chance), pieces, code_ids, chance))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (_WARM_UP * n_steps)) * max(_LOWEST, 1 - step / n_steps)
    )
    encoder.train()
    for _ in range(_N_EPOCHS):
        for ids, lengths, starts, labels in _batches(_epoch(lessons, chance), pieces, code_ids, chance):
            scores = head(nn.functional.dropout(pooled(ids, lengths, starts), 0.1) * 20 / WIDTH**0.5)
            loss = nn.functional.binary_cross_entropy_with_logits(
                scores, labels, pos_weight=torch.tensor(_POSITIVE_WEIGHT)
            )
            optimizer.zero_grad()
            (loss * len(code_ids) + _contrast(scores, labels, against)).backward()
            nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 1.0)
            optimizer.step()
            schedule.step()
    encoder.eval()
    return encoder


def _contrast(scores: Tensor, labels: Tensor, against: Tensor) -> Tensor:
    """Return how far codes that apply fail to score above those that say the opposite and do not; the mean per text."""
    pairs = labels[:, :, None] * (1 - labels)[:, None, :] * against
    return (pairs * nn.functional.softplus(scores[:, None, :] - scores[:, :, None])).sum() / len(scores)


def _optimizer(encoder: Encoder, head: nn.Linear) -> torch.optim.AdamW:
    groups = [{"params": list(head.parameters()), "lr": _HEAD_RATE}]
    upper = list(encoder.layers)[_N_KEPT:]
    groups += [
        {"params": list(layer.parameters()), "lr": _TOP_RATE * _DECAY ** (len(upper) - 1 - number)}
        for number, layer in enumerate(upper)
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def _epoch(lessons: Lessons, chance: random.Random) -> list[Labelled]:
    joined = []
    for _ in range(_N_JOINED):
        chosen = chance.choices(lessons.utterances, k=2 if chance.random() < 0.6 else 3)
        joined.append((" ".join(text for text, _ in chosen), frozenset().union(*(codes for _, codes in chosen))))
    drawn = chance.sample(lessons.windows, round(_SHARE_OF_WINDOWS * len(lessons.windows)))
    windows = [(text if chance.random() < _SHARE_OF_QUESTIONS else apart(text)[1], codes) for text, codes in drawn]
    return [*lessons.utterances, *joined, *windows]


def _batches(
    labelled: Sequence[Labelled], pieces: Pieces, code_ids: Sequence[str], chance: random.Random
) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
    """Yield texts of about the same length together: pieces, lengths, where what was said begins, and codes."""
    cut = [(*cut_text(pieces, text), [float(code in codes) for code in code_ids]) for text, codes in labelled]
    cut.sort(key=lambda one: len(one[0]) + 6 * chance.random())
    batches, batch = [], list[tuple[list[int], int, list[float]]]()
    for one in cut:
        if batch and (len(batch) + 1) * len(one[0]) > _PIECES_PER_BATCH:
            batches.append(batch)
            batch = []
        batch.append(one)
    batches.append(batch)
    chance.shuffle(batches)
    for batch in batches:
        longest = max(len(ids) for ids, _, _ in batch)
        padded = torch.tensor([ids + [0] * (longest - len(ids)) for ids, _, _ in batch])
        lengths, starts = (
            torch.tensor([len(ids) for ids, _, _ in batch]),
            torch.tensor([start for _, start, _ in batch]),
        )
        yield padded, lengths, starts, torch.tensor([labels for _, _, labels in batch])


def cut_text(pieces: Pieces, text: str) -> tuple[list[int], int]:
    """Return the pieces of a text, with the encoder's prefix, and where what was said to the question begins."""
    question, said = apart(text)
    if not question:
        return _cut(pieces, PREFIX + said)[:_LONGEST], 0
    *before, closing = _cut(pieces, PREFIX + question)
    before, after = [*before[: MAX_QUESTION + 1], closing], _cut(pieces, said)[1:]
    return [*before, *after[: _LONGEST - len(before)]], len(before)


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
        _Single(encoder).eval(),
        (torch.arange(5, 14)[None, :], torch.tensor(3)),
        str(whole),
        input_names=["pieces", "start"],
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
