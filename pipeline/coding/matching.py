"""Find where codebook rules match in a sentence: one function per rule kind, all giving token positions.

Of many rules only those are tried whose words all occur in the sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from spacy.matcher import Matcher
from spacy.tokens import Span
from spacy.vocab import Vocab

from pipeline.codebook import PatternRule, PhraseRule, Rule, WordsRule
from pipeline.codebook.model import Alternatives

Positions = tuple[int, ...]
_N_REMEMBERED = 50_000


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
        self.whole = frozenset(word for word in words if "*" not in word)
        self.starts = tuple(word[:-1] for word in words if word.endswith("*") and not word.startswith("*"))
        self.ends = tuple(word[1:] for word in words if word.startswith("*") and not word.endswith("*"))
        self.inside = tuple(word[1:-1] for word in words if word.startswith("*") and word.endswith("*"))
        self._has_stars = bool(self.starts or self.ends or self.inside)

    def fits(self, forms: frozenset[str]) -> bool:
        """Whether one of ``forms`` is one of the words."""
        if not self.whole.isdisjoint(forms):
            return True
        return self._has_stars and any(self._fits_part(form) for form in forms)

    def _fits_part(self, form: str) -> bool:
        return form.startswith(self.starts) or form.endswith(self.ends) or any(part in form for part in self.inside)


class WordIndex:
    """The places of many rules by the words that fit them: a form is looked up once for all of them, then remembered.

    Attributes
    ----------
    fitted_by
        Return the places that a form fits.

    Examples
    --------
    >>> network, meeting = Word("netwerk*", {}), Word("*overleg", {})
    >>> WordIndex([network, meeting]).fitted_by("wijkoverleg") == {meeting}
    True
    """

    def __init__(self, places: Iterable[Word]) -> None:
        self._whole, self._starts, self._ends, self._inside = (defaultdict[str, set[Word]](set) for _ in range(4))
        for place in places:
            _add(self._whole, place.whole, place)
            _add(self._starts, place.starts, place)
            _add(self._ends, place.ends, place)
            _add(self._inside, place.inside, place)
        self.fitted_by: Callable[[str], frozenset[Word]] = lru_cache(_N_REMEMBERED)(self._look_up)

    def _look_up(self, form: str) -> frozenset[Word]:
        found = [self._whole.get(form, ())]
        for i in range(1, len(form) + 1):
            found += self._starts.get(form[:i], ()), self._ends.get(form[-i:], ())
        found += [places for part, places in self._inside.items() if part in form]
        return frozenset[Word]().union(*found)


def _add(table: dict[str, set[Word]], parts: Iterable[str], place: Word) -> None:
    for part in parts:
        table[part].add(place)


class RuleFinder:
    """Find where many rules match, exactly as each by itself would (see ``compile_rule``), but faster.

    Parameters
    ----------
    rules
        In the order in which their matches are wanted.
    lists
        The codebook's word lists.
    vocab
        That of the Dutch pipeline.
    """

    def __init__(self, rules: Sequence[Rule], lists: dict[str, tuple[str, ...]], vocab: Vocab) -> None:
        self._patterns = Matcher(vocab)
        self._by_words: list[tuple[int, frozenset[Word], FindPlaces]] = []
        for number, rule in enumerate(rules):
            if isinstance(rule, PatternRule):
                self._patterns.add(number, [rule.patroon], greedy="LONGEST")
            else:
                self._by_words.append((number, _needed(rule, lists), compile_rule(rule, lists, vocab)))
        self._index = WordIndex(place for _, needed, _ in self._by_words for place in needed)

    def find(self, sentence: Sentence) -> list[tuple[int, Positions]]:
        """Return the matches in a sentence, each with the index of its rule, in order of the rules."""
        found = self._match_patterns(sentence)
        fitted = frozenset[Word]().union(*map(self._index.fitted_by, sentence.vocabulary))
        for number, needed, find in self._by_words:
            if needed <= fitted:
                found[number] = find(sentence)
        return [(number, places) for number in sorted(found) for places in found[number]]

    def _match_patterns(self, sentence: Sentence) -> dict[int, list[Positions]]:
        found = defaultdict[int, list[Positions]](list)
        # A Matcher without patterns warns.
        for number, start, end in self._patterns(sentence.span) if len(self._patterns) else []:
            found[number].append(tuple(range(start, end)))
        return found


def _needed(rule: PhraseRule | WordsRule, lists: dict[str, tuple[str, ...]]) -> frozenset[Word]:
    """Return the places of a rule that must all be filled."""
    places = rule.lemmas if isinstance(rule, PhraseRule) else rule.alle
    return frozenset(Word(place, lists) for place in places)


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
