"""Find where a codebook rule matches in a sentence: one function per rule kind, all giving token positions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.matcher import Matcher
from spacy.tokens import Span
from spacy.vocab import Vocab

from pipeline.codebook import PatternRule, PhraseRule, Rule, WordsRule
from pipeline.codebook.model import Alternatives

Positions = tuple[int, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence made ready for matching: ``forms[i]`` is all that a rule's word may equal at token i,
    nothing at white space."""

    span: Span
    forms: tuple[frozenset[str], ...]
    vocabulary: frozenset[str]


FindPlaces = Callable[[Sentence], list[Positions]]


class Word:
    """One place of a rule: any of some words; ``*`` at either end stands for the rest of a word.

    Examples
    --------
    >>> Word(["netwerk*", "overleg"], {}).fits(frozenset({"netwerkoverleg"}))
    True
    """

    def __init__(self, alternatives: Alternatives, lists: dict[str, tuple[str, ...]]) -> None:
        given = [alternatives] if isinstance(alternatives, str) else alternatives
        words = [w.lower() for item in given for w in (lists[item[1:]] if item.startswith("@") else (item,))]
        self._whole = frozenset(word for word in words if "*" not in word)
        self._starts = tuple(word[:-1] for word in words if word.endswith("*") and not word.startswith("*"))
        self._ends = tuple(word[1:] for word in words if word.startswith("*") and not word.endswith("*"))
        self._known: dict[str, bool] = {}
        self._inside = tuple(word[1:-1] for word in words if word.startswith("*") and word.endswith("*"))

    def fits(self, forms: frozenset[str]) -> bool:
        """Whether one of ``forms`` is one of the words."""
        known = self._known
        for form in forms:
            hit = known.get(form)
            if hit is None:
                hit = known[form] = self._test(form)
            if hit:
                return True
        return False

    def _test(self, form: str) -> bool:
        return (
            form in self._whole
            or form.startswith(self._starts)
            or form.endswith(self._ends)
            or any(part in form for part in self._inside)
        )


def compile_rule(rule: Rule, lists: dict[str, tuple[str, ...]], vocab: Vocab) -> FindPlaces:
    """Return a function that gives the token positions of every match of ``rule`` in a sentence."""
    if isinstance(rule, PhraseRule):
        return _phrase(rule, lists)
    if isinstance(rule, WordsRule):
        return _words(rule, lists)
    return _pattern(rule, vocab)


def _phrase(rule: PhraseRule, lists: dict[str, tuple[str, ...]]) -> FindPlaces:
    words = [Word(item, lists) for item in rule.lemmas]

    def find(sentence: Sentence) -> list[Positions]:
        if not all(word.fits(sentence.vocabulary) for word in words):
            return []
        found = []
        for start, forms in enumerate(sentence.forms):
            if words[0].fits(forms):
                places = _follow(words, sentence.forms, (start,), rule.gat)
                if places:
                    found.append(places)
        return found

    return find


def _follow(words: Sequence[Word], forms: Sequence[frozenset[str]], places: Positions, gap: int) -> Positions | None:
    if len(places) == len(words):
        return places
    n_between = 0
    for i in range(places[-1] + 1, len(forms)):
        if not forms[i]:
            continue
        if words[len(places)].fits(forms[i]):
            rest = _follow(words, forms, (*places, i), gap)
            if rest:
                return rest
        n_between += 1
        if n_between > gap:
            break
    return None


def _words(rule: WordsRule, lists: dict[str, tuple[str, ...]]) -> FindPlaces:
    groups = [Word(group, lists) for group in rule.alle]
    excluded = Word(rule.geen, lists) if rule.geen else None

    def find(sentence: Sentence) -> list[Positions]:
        if not all(group.fits(sentence.vocabulary) for group in groups):
            return []
        if excluded is not None and excluded.fits(sentence.vocabulary):
            return []
        hits = [[i for i, forms in enumerate(sentence.forms) if group.fits(forms)] for group in groups]
        places = _nearest(hits)
        width = sum(bool(forms) for forms in sentence.forms[min(places) : max(places) + 1])
        return [places] if rule.binnen == "zin" or width <= rule.binnen else []

    return find


def _nearest(hits: list[list[int]]) -> Positions:
    """Choose one position per group so that they lie as close together as possible, the first such in the sentence."""
    waiting = sorted((place, group) for group, places in enumerate(hits) for place in places)
    last: dict[int, int] = {}
    best: Positions = ()
    for place, group in waiting:
        last[group] = place
        chosen = tuple(sorted(last.values()))
        if len(last) == len(hits) and (not best or chosen[-1] - chosen[0] < best[-1] - best[0]):
            best = chosen
    return tuple(sorted(set(best)))


def _pattern(rule: PatternRule, vocab: Vocab) -> FindPlaces:
    matcher = Matcher(vocab)
    matcher.add(rule.id, [rule.patroon], greedy="LONGEST")

    def find(sentence: Sentence) -> list[Positions]:
        return [tuple(range(start, end)) for _, start, end in matcher(sentence.span)]

    return find


def is_spread(places: Positions) -> bool:
    """Whether other words stand between the matched ones."""
    return any(b - a > 1 for a, b in pairwise(places))
