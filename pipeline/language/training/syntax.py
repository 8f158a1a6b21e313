"""A teacher of trees, tags and names: the sentence encoder tuned on the treebank, at training time only.

The treebank at hand is small; the encoder has read much Dutch. Tuned on the same trees it makes far fewer mistakes than
a small pipeline does, so the pipeline also learns from text that the teacher has annotated. Trees are scored by biaffine
attention (Dozat and Manning, 2017) and read off as the best tree with one root (Chu and Liu; Edmonds).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from pipeline.language.training.encoder import N_LAYERS, WIDTH, Encoder, Packed, Pieces
from pipeline.language.training.words import NO_TREE, Sentence, Word

_ARCS, _LABELS = 256, 128
_PIECES_PER_BATCH = 2500
_HEADS_RATE, _TOP_RATE, _DECAY, _WARM_UP = 1e-3, 3e-4, 0.85, 0.1
# Heads tried for a word where the likeliest heads of all make no tree.
_N_CANDIDATES = 6
# The lowest layers stay as they are.
_N_KEPT = 3
_UNKNOWN = -100


@dataclass(frozen=True)
class Labels:
    """The labels that were met: tag with features, relation, name (IOB)."""

    tags: tuple[tuple[str, str], ...]
    relations: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, sentences: Sequence[Sentence]) -> Labels:
        """Collect them."""
        words = [word for sentence in sentences for word in sentence]
        return cls(
            tuple(sorted({(word.upos, word.feats) for word in words if word.upos})),
            tuple(sorted({word.deprel for word in words if word.head != NO_TREE})),
            tuple(sorted({word.entity for word in words})),
        )


class _Biaffine(nn.Module):
    """Score pairs of words: n x labels x dependant x head; one row of heads more, at the front, for the root."""

    def __init__(self, width: int, n_labels: int) -> None:
        super().__init__()
        self.dependant, self.head = (
            nn.Sequential(nn.Dropout(0.2), nn.Linear(WIDTH, width), nn.GELU(), nn.Dropout(0.2)) for _ in range(2)
        )
        self.root = nn.Parameter(torch.zeros(WIDTH))
        self.weights = nn.Parameter(torch.zeros(n_labels, width + 1, width + 1))
        nn.init.normal_(self.weights, std=0.01)

    def forward(self, x: Tensor) -> Tensor:
        root = self.root.expand(x.shape[0], 1, WIDTH)
        dependant = nn.functional.pad(self.dependant(x), (0, 1), value=1.0)
        head = nn.functional.pad(self.head(torch.cat([root, x], dim=1)), (0, 1), value=1.0)
        return torch.einsum("nda,rab,nhb->nrdh", dependant, self.weights, head)


class Syntax(nn.Module):
    """The encoder with its heads."""

    def __init__(self, packed: Packed, labels: Labels) -> None:
        super().__init__()
        self.encoder, self.labels = Encoder(packed), labels
        self.mix = nn.Parameter(torch.zeros(N_LAYERS + 1))
        self.dropout = nn.Dropout(0.2)
        self.tags, self.names = nn.Linear(WIDTH, len(labels.tags)), nn.Linear(WIDTH, len(labels.names))
        self.arcs, self.relations = _Biaffine(_ARCS, 1), _Biaffine(_LABELS, len(labels.relations))

    def forward(self, batch: _Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return scores of tags, arcs (impossible heads at minus infinity), relations and names."""
        layers = torch.stack(self.encoder(batch.pieces, batch.n_pieces))
        mixed = torch.einsum("l,lnpw->npw", self.mix.softmax(0), layers)
        words = self.dropout(mixed.gather(1, batch.places[:, :, None].expand(-1, -1, WIDTH)))
        arcs = self.arcs(words)[:, 0].masked_fill(~batch.is_head[:, None, :], -1e9)
        return self.tags(words), arcs, self.relations(words), self.names(words)


@dataclass(frozen=True)
class _Batch:
    numbers: list[int]
    pieces: Tensor
    n_pieces: Tensor
    places: Tensor
    is_head: Tensor
    tags: Tensor
    heads: Tensor
    relations: Tensor
    names: Tensor


class Teacher:
    """Learn from annotated sentences, then annotate others.

    Parameters
    ----------
    packed
        The encoder's weights.
    seed
        The same seed, sentences and number of threads give the same teacher.
    """

    def __init__(self, packed: Packed, seed: int) -> None:
        torch.manual_seed(seed)
        self._packed, self._pieces, self._chance = packed, Pieces(packed), random.Random(seed)

    def learn(self, epochs: Sequence[Sequence[Sentence]], checked: Mapping[str, Sequence[Sentence]]) -> None:
        """Learn from the sentences of each epoch; print how well those to check are read after each, by name."""
        labels = Labels.of([sentence for epoch in epochs for sentence in epoch])
        self._model = Syntax(self._packed, labels)
        optimizer = torch.optim.AdamW(self._groups(), weight_decay=0.01, fused=True)
        n_steps = sum(sum(1 for _ in self._batches(epoch)) for epoch in epochs)
        rates = [group["lr"] for group in optimizer.param_groups]
        step = 0
        for number, epoch in enumerate(epochs, start=1):
            self._model.train()
            batches = list(self._batches(epoch))
            self._chance.shuffle(batches)
            for batch in batches:
                step += 1
                warm = n_steps * _WARM_UP
                share = min(step / warm, max(0.0, (n_steps - step) / (n_steps - warm)))
                for group, rate in zip(optimizer.param_groups, rates, strict=True):
                    group["lr"] = rate * share
                loss = self._loss(batch)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
                optimizer.step()
            for name, sentences in checked.items():
                print(f"epoch {number}, {name}: {self.check(sentences)}", flush=True)  # noqa: T201

    def _groups(self) -> list[dict[str, object]]:
        encoder = self._model.encoder
        heads = [p for name, p in self._model.named_parameters() if not name.startswith("encoder.")]
        groups: list[dict[str, object]] = [{"params": heads, "lr": _HEADS_RATE}]
        for layer in encoder.layers[:_N_KEPT]:
            layer.requires_grad_(False)
        for depth, layer in enumerate(reversed(encoder.layers[_N_KEPT:])):
            groups.append({"params": list(layer.parameters()), "lr": _TOP_RATE * _DECAY**depth})
        return groups

    def _loss(self, batch: _Batch) -> Tensor:
        tags, arcs, relations, names = self._model(batch)
        loss = _entropy(tags, batch.tags) + _entropy(names, batch.names)
        if (batch.heads != _UNKNOWN).any():
            heads = batch.heads.clamp(min=0)[:, None, :, None].expand(-1, relations.shape[1], -1, 1)
            chosen = relations.gather(3, heads)[..., 0].transpose(1, 2)
            loss = loss + _entropy(arcs, batch.heads) + _entropy(chosen, batch.relations)
        return loss

    def check(self, sentences: Sequence[Sentence]) -> dict[str, float]:
        """Return the shares of right tags, heads, heads with relation (universal labels, no punctuation), and found names."""
        pairs = [
            (a, b)
            for gold, read in zip(sentences, self.annotate(sentences), strict=True)
            for a, b in zip(gold, read, strict=True)
        ]
        tagged = [a.upos == b.upos for a, b in pairs if a.upos]
        trees = [(a, b) for a, b in pairs if a.head != NO_TREE and a.deprel != "punct"]
        headed = [a.head == b.head for a, b in trees]
        labelled = [a.head == b.head and a.deprel.split(":")[0] == b.deprel.split(":")[0] for a, b in trees]
        named = [a.entity == b.entity for a, b in pairs if a.entity != "O"]
        figures = {"upos": tagged, "uas": headed, "las": labelled, "names_recall": named}
        return {name: round(float(np.mean(values)), 4) for name, values in figures.items() if values}

    def annotate(self, sentences: Sequence[Sentence]) -> list[Sentence]:
        """Return the sentences with the teacher's tags, trees and names; forms and lemmas stay."""
        self._model.eval()
        read: dict[int, Sentence] = {}
        with torch.inference_mode():
            for batch in self._batches(sentences):
                answers = [part.numpy() for part in self._model(batch)]
                for row, number in enumerate(batch.numbers):
                    read[number] = self._read(sentences[number], *(part[row] for part in answers))
        return [read[number] for number in range(len(sentences))]

    def _read(
        self,
        sentence: Sentence,
        tags: NDArray[np.float32],
        arcs: NDArray[np.float32],
        relations: NDArray[np.float32],
        names: NDArray[np.float32],
    ) -> Sentence:
        labels, n = self._model.labels, len(sentence)
        heads = _tree(arcs[:n, : n + 1])
        root = labels.relations.index("root")
        made, last = list[Word](), "O"
        for at, (word, head) in enumerate(zip(sentence, heads, strict=True)):
            scores = relations[:, at, head].copy()
            if head:
                scores[root] = -np.inf
            relation = "root" if not head else labels.relations[int(scores.argmax())]
            upos, feats = labels.tags[int(tags[at].argmax())]
            entity = labels.names[int(names[at].argmax())]
            if entity.startswith("I-") and last[2:] != entity[2:]:
                entity = f"B-{entity[2:]}"
            last = entity
            made.append(replace(word, upos=upos, feats=feats, head=head, deprel=relation, entity=entity))
        return tuple(made)

    def _batches(self, sentences: Sequence[Sentence]) -> Iterator[_Batch]:
        """Yield sentences of about the same length together."""
        cut = [self._cut(sentence) for sentence in sentences]
        numbers = sorted(range(len(sentences)), key=lambda number: (len(cut[number][0]), number))
        group = list[int]()
        for number in numbers:
            if group and len(cut[number][0]) * (len(group) + 1) > _PIECES_PER_BATCH:
                yield self._batch(group, sentences, cut)
                group = []
            group.append(number)
        if group:
            yield self._batch(group, sentences, cut)

    def _cut(self, sentence: Sentence) -> tuple[list[int], list[int]]:
        before = [True, *(word.has_space for word in sentence[:-1])]
        return self._pieces.cut([word.form for word in sentence], before)

    def _batch(
        self, numbers: list[int], sentences: Sequence[Sentence], cut: Sequence[tuple[list[int], list[int]]]
    ) -> _Batch:
        rows = [sentences[number] for number in numbers]
        labels = self._model.labels
        longest = max(len(row) for row in rows)

        def table(values: Sequence[Sequence[int]], fill: int, width: int) -> Tensor:
            return torch.tensor([[*row, *[fill] * (width - len(row))] for row in values])

        def found(known: Sequence[object], wanted: Sequence[Sequence[object]]) -> Tensor:
            places = {label: place for place, label in enumerate(known)}
            return table([[places.get(label, _UNKNOWN) for label in row] for row in wanted], _UNKNOWN, longest)

        pieces = [cut[number][0] for number in numbers]
        heads = [[_UNKNOWN if word.head == NO_TREE else word.head for word in row] for row in rows]
        return _Batch(
            numbers,
            table(pieces, 1, max(map(len, pieces))),
            torch.tensor([len(row) for row in pieces]),
            table([cut[number][1] for number in numbers], 0, longest),
            table([[1] * (len(row) + 1) for row in rows], 0, longest + 1).bool(),
            found(labels.tags, [[(word.upos, word.feats) for word in row] for row in rows]),
            table(heads, _UNKNOWN, longest),
            found(labels.relations, [[word.deprel for word in row] for row in rows]),
            found(labels.names, [[word.entity for word in row] for row in rows]),
        )


def _entropy(scores: Tensor, wanted: Tensor) -> Tensor:
    if not (wanted != _UNKNOWN).any():
        return scores.sum() * 0.0
    return nn.functional.cross_entropy(scores.flatten(0, 1), wanted.flatten(), ignore_index=_UNKNOWN)


def _tree(scores: NDArray[np.float32]) -> list[int]:
    """Return the head of each word, from 1 (0: the root), as the best tree whose root is the likeliest root.

    Parameters
    ----------
    scores
        n x (n + 1), dependant by head.
    """
    n, root = len(scores), int(scores[:, 0].argmax()) + 1
    scores = scores.copy()
    scores[:, 0] = -np.inf
    scores[np.arange(n), np.arange(1, n + 1)] = -np.inf
    heads = [0, *(int(head) for head in scores.argmax(axis=1))]
    heads[root] = 0
    if all(_reaches(root, word, heads) for word in range(1, n + 1)):
        return heads[1:]
    graph = nx.DiGraph()
    for word in (word for word in range(1, n + 1) if word != root):
        likely = {*np.argsort(scores[word - 1])[-_N_CANDIDATES:].tolist(), root} - {0, word}
        graph.add_weighted_edges_from((head, word, float(scores[word - 1, head])) for head in likely)
    found = {word: head for head, word in nx.maximum_spanning_arborescence(graph).edges}
    return [found.get(word, 0) for word in range(1, n + 1)]


def _reaches(root: int, word: int, heads: Sequence[int]) -> bool:
    for _ in heads:
        if word == root:
            return True
        word = heads[word]
    return False
