"""Whether what a passage tells is so here and now: affirmed, denied, wished, past, elsewhere or hypothetical.

The words that decide are data (assertion.yaml); this engine finds them in reach of the evidence. It knows clauses only
by their commas and conjunctions; irony and what only the whole story tells are beyond it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import yaml
from spacy.tokens import Span

Status = Literal["affirmed", "denied", "wished", "past", "elsewhere", "hypothetical"]
# When several apply the first wins: a wish in another town is about the other town.
_ORDER: tuple[Status, ...] = ("elsewhere", "wished", "past", "hypothetical", "denied")
_GAP = frozenset({"*"})
_LONGEST_GAP = 3
_Words = tuple[frozenset[str], ...]
_Places = tuple[int, ...]


@dataclass(frozen=True)
class Judgement:
    """The status of some evidence, and the words that made it so."""

    status: Status
    words: str = ""


@dataclass(frozen=True)
class _Trigger:
    status: Status
    reach: Literal["clause", "sentence", "gap"]
    words: _Words


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
        self._pseudo, self._bridges, self._contrasts, self._reversals = (
            [_split(item["words"]) for item in data[name]] for name in ("pseudo", "bridges", "contrasts", "reversals")
        )

    def judge(self, sentence: Span, start: int, end: int, own: Collection[int] | None = None) -> Judgement:
        """Judge the tokens ``start`` to ``end`` (exclusive, counted in ``sentence``).

        A trigger with a fixed word among ``own`` does not count: that word is part of what was found. Default: all
        from ``start`` to ``end``.
        """
        tokens = [token.lower_ for token in sentence]
        pseudo = {i for places in _find(tokens, self._pseudo) for i in places}
        unheard = pseudo.union(range(start, end) if own is None else own)
        stretches = self._stretches(tokens, pseudo, start, end)
        found: dict[Status, list[int]] = {}
        for trigger in self._triggers:
            low, high = stretches[trigger.reach]
            for places in _find(tokens, [trigger.words]):
                is_around = places[0] < start and end <= places[-1]
                is_near = low <= places[0] and places[-1] < high and (is_around or trigger.reach != "gap")
                if is_near and unheard.isdisjoint(places):
                    found.setdefault(trigger.status, []).append(places[0])
        if self._is_double_negation(tokens, sorted(set(found.get("denied", [])))):
            del found["denied"]
        for status in _ORDER:
            if status in found:
                return Judgement(status, sentence[min(found[status])].text)
        return Judgement("affirmed")

    def _stretches(self, tokens: list[str], pseudo: set[int], start: int, end: int) -> dict[str, tuple[int, int]]:
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

    def _is_double_negation(self, tokens: list[str], places: list[int]) -> bool:
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
