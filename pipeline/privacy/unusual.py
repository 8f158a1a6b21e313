"""Whether names can be found in a transcript at all: is it Dutch, and has it capitals and punctuation.

Notes
-----
py3langid tells 139 languages apart with one file of 4.6 MB that is in its package; it opens no connection. Compared on invented passages and the
eighty practice interviews, in pieces of 25 words: none of eight other languages passes and no dialect is refused. lingua-language-detector (96 MB) takes 5
of 7 pieces of Frisian for Dutch, because it has no Frisian. No share of function words keeps Low Saxon and Limburgish in and Afrikaans out.
Low German as spoken in Germany passes for Dutch: it is no language that py3langid knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import pandas as pd
from py3langid.langid import MODEL_FILE, LanguageIdentifier

Capitals = Literal["normal", "none", "all"]

_CHUNK_WORDS = 100
# Pieces of 15 words: no Dutch or dialect has less than 0.18, and 1 of 92 in another language has 0.05 or more; of 20 words: none.
_DUTCH_CHANCE = 0.05
# One or two words have a low chance in each of 139 languages.
_VERY_FEW_WORDS = 25
_OTHER_CHANCE = 0.5
# Practice interviews have 0, or 0.014 and more if only names have capitals.
_FEW_CAPITALS_SHARE = 0.005
_MOST_LETTERS_SHARE = 0.5
# Practice interviews have 0, or 2.9 and more. Their question marks alone are 0.2 to 2.2, so a text with nothing else mostly stays below.
_FEW_ENDS_PER_100_WORDS = 2.0
# Three dots are a pause, not an end.
_SENTENCE_END = re.compile(r"(?<!\.)[.?!](?=[\s\"'’”)\]]|$)")

_READ_ALL = "lees de kopie helemaal na voordat u haar deelt"


@dataclass(frozen=True)
class Traits:
    """What a transcript looks like, as far as finding names depends on it.

    Attributes
    ----------
    is_dutch
        Whether most of it is Dutch; dialects and Flemish are. True if there are no words.
    capitals
        ``none``: hardly a word starts with a capital (abbreviations aside); ``all``: most letters are capitals.
    has_marks
        Whether sentences end in a full stop, question mark or exclamation mark. True if there are no words.
    n_words
        Words of all speakers together.
    """

    is_dutch: bool
    capitals: Capitals
    has_marks: bool
    n_words: int


def look_at(turns: pd.DataFrame) -> Traits:
    """Return the traits of one interview.

    Parameters
    ----------
    turns
        Frame `turns` of one interview, all speakers, n >= 0 rows.

    Examples
    --------
    >>> look_at(pd.DataFrame({"text": ["Hoe gaat het met uw zoon?", "Wel goed hoor, hij slaapt weer door."]}))
    Traits(is_dutch=True, capitals='normal', has_marks=True, n_words=13)
    """
    text = "\n".join(turns["text"])
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    if not words:
        return Traits(is_dutch=True, capitals="normal", has_marks=True, n_words=0)
    n_ends = len(_SENTENCE_END.findall(text))
    return Traits(
        is_dutch=_is_dutch(words),
        capitals=_capitals(words),
        has_marks=100 * n_ends >= _FEW_ENDS_PER_100_WORDS * len(words),
        n_words=len(words),
    )


def refusal(traits: Traits) -> str | None:
    """Say in Dutch why a transcript is not pseudonymised unless somebody insists; None if it can be.

    Examples
    --------
    >>> refusal(Traits(is_dutch=True, capitals="none", has_marks=False, n_words=900)) is None
    True
    """
    found = [] if traits.is_dutch else ["het grootste deel van dit interview is niet in het Nederlands"]
    if traits.capitals == "all":
        found.append("dit interview staat in hoofdletters")
    if not found:
        return None
    other = "zet het om in gewone hoofdletters en kleine letters" if traits.is_dutch else "laat dit interview weg"
    return (
        f"{' en '.join(found)}; namen worden alleen goed gevonden in Nederlandse tekst met gewone hoofdletters; "
        f"{other}, of ga door met --force en {_READ_ALL}, want er kunnen namen blijven staan"
    )


def caution(traits: Traits) -> str | None:
    """Say in Dutch why names are found less surely in a transcript; None if nothing is missing.

    Examples
    --------
    >>> caution(Traits(is_dutch=True, capitals="none", has_marks=True, n_words=900))
    'dit interview heeft bijna geen hoofdletters; namen worden dan minder zeker gevonden; lees de kopie helemaal na voordat u haar deelt'
    """
    missing = ["hoofdletters"] if traits.capitals == "none" else []
    if not traits.has_marks:
        missing.append("punten of vraagtekens")
    if not missing:
        return None
    return f"dit interview heeft bijna geen {' en geen '.join(missing)}; namen worden dan minder zeker gevonden; {_READ_ALL}"


def _is_dutch(words: list[str]) -> bool:
    """Return whether more than half of the chunks may be Dutch: some sentences in another language do not count."""
    n_chunks = max(1, round(len(words) / _CHUNK_WORDS))
    cuts = [len(words) * number // n_chunks for number in range(n_chunks + 1)]
    return 2 * sum(_may_be_dutch(words[start:end]) for start, end in pairwise(cuts)) > n_chunks


def _may_be_dutch(words: list[str]) -> bool:
    """Return whether words may be Dutch; very few of them are, unless another language is likely."""
    # Without capitals: to the identifier they are other letters.
    ranking: list[tuple[str, float]] = _identifier().rank(" ".join(words).lower())
    if dict(ranking)["nl"] >= _DUTCH_CHANCE:
        return True
    return len(words) < _VERY_FEW_WORDS and ranking[0][1] < _OTHER_CHANCE


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _capitals(words: list[str]) -> Capitals:
    spelt = ["".join(filter(str.isalpha, word)) for word in words]
    letters = "".join(spelt)
    if sum(map(str.isupper, letters)) > _MOST_LETTERS_SHARE * len(letters):
        return "all"
    # Where names have no capitals, abbreviations such as GGZ often have.
    longer = [word for word in spelt if len(word) > 1]
    n_capitals = sum(word[0].isupper() and not word.isupper() for word in longer)
    return "none" if n_capitals < _FEW_CAPITALS_SHARE * len(longer) else "normal"
