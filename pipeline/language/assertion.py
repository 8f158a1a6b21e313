"""Whether what a passage tells is so here and now: affirmed, denied, wished, past, elsewhere or hypothetical.

The words that decide are data (assertion.yaml); this engine finds them in reach of the evidence. It knows clauses only
by their commas and conjunctions; irony and long reach are beyond it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import yaml
from spacy.tokens import Span, Token

Status = Literal["affirmed", "denied", "wished", "past", "elsewhere", "hypothetical"]
# When several apply the first wins: a wish in another town is about the other town.
_ORDER: tuple[Status, ...] = ("elsewhere", "wished", "past", "hypothetical", "denied")


@dataclass(frozen=True)
class Judgement:
    """The status of some evidence, and the words that made it so."""

    status: Status
    words: str = ""


@dataclass(frozen=True)
class _Trigger:
    status: Status
    reach: str
    words: tuple[frozenset[str], ...]


class AssertionJudge:
    """Judge evidence inside a sentence.

    Examples
    --------
    >>> from pipeline.language import load_language
    >>> nlp, judge = load_language(), AssertionJudge()
    >>> def status(text, start, end):
    ...     return judge.judge(nlp(text)[:], start, end).status
    >>> status("We hebben geen korte lijnen", 3, 5)
    'denied'
    >>> status("Korte lijnen zouden enorm helpen", 0, 2)
    'wished'
    >>> status("Het is niet zo dat er geen geld is", 7, 8)
    'affirmed'
    """

    def __init__(self) -> None:
        data = yaml.safe_load((files("pipeline.language") / "assertion.yaml").read_text(encoding="utf-8"))
        self._boundaries = frozenset(data["boundaries"])
        self._triggers = [_Trigger(t["status"], t["reach"], _split(t["words"])) for t in data["triggers"]]
        self._pseudo = [_split(item["words"]) for item in data["pseudo"]]

    def judge(self, sentence: Span, start: int, end: int, own: Collection[int] | None = None) -> Judgement:
        """Judge the tokens ``start`` to ``end`` (exclusive, counted in ``sentence``).

        Triggers among ``own`` do not count: they are part of what was found. Default: all from ``start`` to ``end``.
        """
        own = range(start, end) if own is None else own
        tokens = list(sentence)
        first, last = self._clause(tokens, start, end)
        deaf = {i for words in self._pseudo for at in _places(tokens, words) for i in range(at, at + len(words))}
        found: dict[Status, list[int]] = {}
        for trigger in self._triggers:
            low, high = (first, last) if trigger.reach == "clause" else (0, len(tokens))
            for at in _places(tokens, trigger.words):
                span = range(at, at + len(trigger.words))
                is_own = any(i in own for i in span)
                if low <= at and span[-1] < high and not is_own and not deaf.intersection(span):
                    found.setdefault(trigger.status, []).append(at)
        if _is_double_negation(tokens, start, found.get("denied", []), deaf):
            found.pop("denied", None)
        for status in _ORDER:
            if status in found:
                return Judgement(status, tokens[min(found[status])].text)
        return Judgement("affirmed")

    def _clause(self, tokens: list[Token], start: int, end: int) -> tuple[int, int]:
        first = start
        while first > 0 and tokens[first - 1].lower_ not in self._boundaries:
            first -= 1
        last = end
        while last < len(tokens) and tokens[last].lower_ not in self._boundaries:
            last += 1
        return first, last


def _is_double_negation(tokens: list[Token], start: int, places: list[int], deaf: set[int]) -> bool:
    """Two negations before or around the evidence cancel: "niet (zo) dat er geen geld is"."""
    places = sorted(set(places) - deaf)
    if len(places) < 2:
        return False
    between = {token.lower_ for token in tokens[places[0] + 1 : places[1]]}
    return "dat" in between or places[1] - places[0] <= 2


def _split(words: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(word.split("|")) for word in words.split())


def _places(tokens: list[Token], words: tuple[frozenset[str], ...]) -> list[int]:
    n = len(words)
    return [
        at
        for at in range(len(tokens) - n + 1)
        if all("*" in word or tokens[at + i].lower_ in word for i, word in enumerate(words))
    ]
