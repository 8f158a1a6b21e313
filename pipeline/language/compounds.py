"""Take Dutch compounds apart: netwerkoverleg is netwerk and overleg.

By a list of frequent words (compound_words.txt, the most frequent first; wordfreq, CC BY-SA 4.0) and the letters that
link parts (s, e, en). A word that is frequent itself may be a compound too.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from pipeline.language.word_lists import verbs

_LINKS = ("", "s", "e", "en", "-")
_LEAST = 3
_LEAST_LAST = 4
_LONGEST = 60
# A part as short as this has to be among the most frequent words: "kam" + "er" are no parts of kamer.
_SHORT, _FREQUENT = 4, 6000
# Spelt like words, but prefixes, suffixes and halves of numerals: vriend + lijk, ver + band, veer + tien.
_AFFIXES = frozenset(
    (
        "lijk achtig schap schappen ster sters ende ver her heden loos king ding ring tien twintig dertig veertig vijftig "
        "zestig zeventig tachtig negentig arie naar tuig"
    ).split()
)


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    words = (files("pipeline.language") / "compound_words.txt").read_text(encoding="utf-8").split()
    return {word: rank for rank, word in enumerate(words)}


def word_rank(word: str) -> int:
    """Return how many words of the list are more frequent; for a word that is not in it, how many it has."""
    return _ranks().get(word, len(_ranks()))


@lru_cache(maxsize=100_000)
def compound_parts(word: str) -> tuple[str, ...]:
    """Return the parts of a compound in lower case, without linking letters; none if it is no compound.

    Examples
    --------
    >>> compound_parts("netwerkoverleg"), compound_parts("wijkteammedewerker"), compound_parts("school")
    (('netwerk', 'overleg'), ('wijkteam', 'medewerker'), ())
    """
    form = word.lower()
    # A verb is no compound of its particle and the rest: that is what separable.py is for.
    if form in verbs() or len(form) > _LONGEST or not form.replace("-", "").isalpha():
        return ()
    best: tuple[int, int, tuple[str, ...]] | None = None
    for at in range(_LEAST, len(form) - _LEAST_LAST + 1):
        last = form[at:]
        if not _is_part(last):
            continue
        for link in _LINKS:
            first = form[:at].removesuffix(link) if link else form[:at]
            if (link and not form[:at].endswith(link)) or len(first) < _LEAST:
                continue
            parts = (first,) if _is_part(first) else compound_parts(first)
            if parts:
                worth = max(_ranks().get(part, 0) for part in (*parts, last))
                # Fewer parts first, then the more frequent ones.
                best = min(filter(None, (best, (len(parts), worth, (*parts, last)))))
    return best[2] if best else ()


def _is_part(word: str) -> bool:
    rank = None if word in _AFFIXES else _ranks().get(word)
    return rank is not None and (len(word) > _SHORT or rank < _FREQUENT)
