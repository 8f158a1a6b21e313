"""Find the words in a sentence that say whether some evidence is so here and now.

The words are data (assertion.yaml); this engine finds them in reach of the evidence. It knows clauses only by their
commas and conjunctions. What it finds is one of the things that assertion.py weighs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import yaml

Status = Literal["affirmed", "denied", "wished", "past", "elsewhere", "hypothetical", "rejected", "uncertain"]
# When several apply the first wins: a wish in another town is about the other town.
_ORDER: tuple[Status, ...] = ("elsewhere", "wished", "past", "hypothetical", "denied")
_GAP = frozenset({"*"})
_LONGEST_GAP = 3
_Words = tuple[frozenset[str], ...]
_Places = tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """The status that a trigger gives, its words, and whether two negations cancelled."""

    status: Status
    words: tuple[str, ...] = ()
    is_settled: bool = False


@dataclass(frozen=True)
class _Trigger:
    status: Status
    reach: Literal["clause", "sentence", "gap"]
    words: _Words


class Triggers:
    """Find the trigger that decides about evidence inside a sentence.

    Examples
    --------
    >>> triggers = Triggers()
    >>> triggers.find("we hebben geen korte lijnen".split(), 3, 5)
    Found(status='denied', words=('geen',), is_settled=False)
    >>> triggers.find("het is niet zo dat er geen geld is".split(), 7, 8)
    Found(status='affirmed', words=(), is_settled=True)
    """

    def __init__(self) -> None:
        data = yaml.safe_load((files("pipeline.language") / "assertion.yaml").read_text(encoding="utf-8"))
        self._boundaries = frozenset(data["boundaries"])
        self._triggers = [_Trigger(t["status"], t["reach"], _split(t["words"])) for t in data["triggers"]]
        self._pseudo, self._bridges, self._contrasts, self._reversals = (
            [_split(item["words"]) for item in data[name]] for name in ("pseudo", "bridges", "contrasts", "reversals")
        )

    def find(self, tokens: Sequence[str], start: int, end: int, own: Collection[int] | None = None) -> Found:
        """Judge the tokens ``start`` to ``end`` (exclusive) of a sentence in lower case.

        A trigger with a fixed word among ``own`` does not count: that word is part of what was found. Default: all
        from ``start`` to ``end``.
        """
        pseudo = {i for places in _find(tokens, self._pseudo) for i in places}
        unheard = pseudo.union(range(start, end) if own is None else own)
        stretches = self._stretches(tokens, pseudo, start, end)
        found: dict[Status, list[_Places]] = {}
        for trigger in self._triggers:
            low, high = stretches[trigger.reach]
            for places in _find(tokens, [trigger.words]):
                is_around = places[0] < start and end <= places[-1]
                is_near = low <= places[0] and places[-1] < high and (is_around or trigger.reach != "gap")
                if is_near and unheard.isdisjoint(places):
                    found.setdefault(trigger.status, []).append(places)
        negations = sorted({places[0] for places in found.get("denied", [])})
        is_settled = self._is_double_negation(tokens, negations)
        if is_settled:
            del found["denied"]
        for status in _ORDER:
            if status in found:
                return Found(status, tuple(tokens[i] for i in min(found[status])), is_settled)
        return Found("affirmed", (), is_settled)

    def _stretches(self, tokens: Sequence[str], pseudo: set[int], start: int, end: int) -> dict[str, tuple[int, int]]:
        """Return, per reach, (start, end) of the part of the sentence in which a trigger may stand."""
        bridged = {places[0] for places in _find(tokens, self._bridges)}
        boundaries = {i for i, token in enumerate(tokens) if token in self._boundaries} - bridged - pseudo
        contrasts = {places[0] for places in _find(tokens, self._contrasts)}
        clause, sentence = (
            (
                max((stop + 1 for stop in stops if stop < start), default=0),
                min((stop for stop in stops if stop >= end), default=len(tokens)),
            )
            for stops in (boundaries, contrasts)
        )
        return {"clause": clause, "sentence": sentence, "gap": clause}

    def _is_double_negation(self, tokens: Sequence[str], places: Sequence[int]) -> bool:
        """Two negations cancel if a reversal links them: "niet (zo) dat er geen geld is"."""
        return len(places) > 1 and any(_find(tokens[places[0] : places[1] + 1], self._reversals))


def _split(words: str) -> _Words:
    return tuple(frozenset(word.split("|")) for word in words.split())


def _find(tokens: Sequence[str], several: Sequence[_Words]) -> Iterator[_Places]:
    """Yield the places of the fixed words wherever one of ``several`` stands."""
    for words in several:
        for at in range(len(tokens)):
            if tokens[at] in words[0]:
                places = _match(tokens, words, at)
                if places is not None:
                    yield places


def _match(tokens: Sequence[str], words: _Words, at: int) -> _Places | None:
    """Return the places of the fixed words if ``words`` stand at ``at``; what fills a gap is not among them."""
    if not words:
        return ()
    if words[0] == _GAP:
        skips = (_match(tokens, words[1:], at + skip) for skip in range(_LONGEST_GAP + 1))
        return next((places for places in skips if places is not None), None)
    if at >= len(tokens) or tokens[at] not in words[0]:
        return None
    rest = _match(tokens, words[1:], at + 1)
    return None if rest is None else (at, *rest)
