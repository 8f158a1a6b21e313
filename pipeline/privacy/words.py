"""What can be said of a word form without its surroundings: its letters, its shape, and whether Dutch knows it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from spacy.lang.nl.stop_words import STOP_WORDS

from pipeline.language.compounds import compound_parts, word_rank
from pipeline.language.word_lists import is_listed, verb_infinitives

COMMON, KNOWN, BUILT, UNKNOWN = 3, 2, 1, 0
_COMMON_RANK = 6000
_HARD = {"v": "f", "z": "s"}
_ENDINGS = ("en", "e", "s", "je", "tje", "jes", "tjes", "n", "'s", "er", "ers")
_LEAST_STEM = 4
# The lists of words leave these out, or have them as something else.
_SMALL_WORDS = STOP_WORDS | frozenset(
    "'t t n 'n m'n z'n d'r zo'n ja jaja nee nou hè hé he ho hoor hm hmm eh ehm uh uhm mm joh tja ach och oh o ooh aha hoi dag doei oké ok "
    "sorry top u uw jij jouw jullie ons onze wij zij hun hen die dat dit deze er ten ter ene ander andere elke via ieder iedere iedereen allemaal "
    "want dus maar of en als toen dan nu hier daar waar wie wat hoe waarom wanneer welke welk bij van het de een aan op in uit naar".split()
)
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")
_HAS_LETTER = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return a word in lower case, without accents and with one kind of apostrophe.

    Examples
    --------
    >>> fold("Zoë’s")
    "zoe's"
    """
    parts = unicodedata.normalize("NFD", word.lower().translate(_APOSTROPHES))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@lru_cache(maxsize=100_000)
def familiarity(word: str) -> int:
    """Return how well Dutch knows a word form: ``COMMON``, ``KNOWN``, ``BUILT`` of known parts, or ``UNKNOWN``.

    Examples
    --------
    >>> familiarity("Kinderen"), familiarity("netwerkoverleg"), familiarity("Ravensloter")
    (3, 1, 0)
    """
    form = word.lower().translate(_APOSTROPHES).strip("'")
    if form in _SMALL_WORDS or word_rank(form) < _COMMON_RANK:
        return COMMON
    if _is_word(form):
        return KNOWN
    if _is_word(_undoubled(form)) or compound_parts(form) or any(_is_stem(form, ending) for ending in _ENDINGS):
        return BUILT
    parts = [part for part in form.split("-") if part]
    return BUILT if len(parts) > 1 and all(familiarity(part) for part in parts) else UNKNOWN


def _is_stem(form: str, ending: str) -> bool:
    stem = form.removesuffix(ending)
    return stem != form and len(stem) >= _LEAST_STEM and _is_word(stem)


def _undoubled(form: str) -> str:
    """Return the stem of gezinnen, appen or halve as it is spelt by itself; the form if it is none of these.

    Examples
    --------
    >>> _undoubled("gezinnen"), _undoubled("halve"), _undoubled("belt")
    ('gezin', 'half', 'belt')
    """
    stem = form.removesuffix("en") if form.endswith("en") else form.removesuffix("e")
    if stem == form or len(stem) < 3:
        return form
    if stem[-1] == stem[-2]:
        return stem[:-1] if _is_word(stem[:-1]) else stem
    return stem[:-1] + _HARD[stem[-1]] if stem[-1] in _HARD else stem


def _is_word(form: str) -> bool:
    return word_rank(form) < word_rank("") or is_listed(form) or bool(verb_infinitives(form))


def shape(word: str) -> str:
    """Return how a word is written: d(igits), p(unctuation), a, Aa, AA, AaB or aA.

    Examples
    --------
    >>> [shape(word) for word in ("Gerda", "JGZ", "iPad", "WijDoen", "en", "12", "!")]
    ['Aa', 'AA', 'aA', 'AaB', 'a', 'd', 'p']
    """
    if not _HAS_LETTER.search(word):
        return "d" if any(letter.isdigit() for letter in word) else "p"
    if word.isupper() and len(word) > 1:
        return "AA"
    further = any(letter.isupper() for letter in word[1:])
    if word[0].isupper():
        return "AaB" if further else "Aa"
    return "aA" if further else "a"


def has_capital(word: str) -> bool:
    """Whether a word opens with a capital."""
    return word[:1].isupper()
