"""What the Dutch tables of spacy-lookups-data know of a word form: its possible lemmas, and of which verbs it may be a form."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from spacy.lookups import load_lookups

_TABLES = ("lemma_lookup", "lemma_rules", "lemma_exc", "lemma_index")
_VOWELS = "aeiou"
_CLASSES = ("noun", "verb", "adj")


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    lookups = load_lookups("nl", list(_TABLES))
    tables = {name: lookups.get_table(name) for name in _TABLES}
    # The index comes as lists; a set is asked thousands of times faster.
    index = {word_class: frozenset(tables["lemma_index"].get(word_class, ())) for word_class in _CLASSES}
    return {**tables, "lemma_index": index}


@lru_cache(maxsize=200_000)
def lemma_candidates(word: str) -> tuple[str, ...]:
    """Return the possible lemmas of a Dutch word form, best first; the form itself if nothing is known.

    Examples
    --------
    >>> lemma_candidates("lijnen"), lemma_candidates("belde")
    (('lijn', 'lijnen'), ('bellen',))
    """
    form = word.lower()
    tables = _tables()
    found: list[str] = []
    for word_class in _CLASSES:
        index = tables["lemma_index"][word_class]
        exceptions = tables["lemma_exc"].get(word_class, {})
        if form in exceptions:
            found.append(exceptions[form][0])
        for ending, replacement in tables["lemma_rules"].get(word_class, ()):
            stem = form.removesuffix(ending) + replacement
            if form.endswith(ending) and len(stem) > 1 and stem in index:
                found.append(stem)
                break
        if form in index:
            found.append(form)
    looked_up = tables["lemma_lookup"].get(form)
    if looked_up:
        found.append(looked_up)
    return tuple(dict.fromkeys(found)) or (form,)


def verbs() -> frozenset[str]:
    """Return the infinitives that the Dutch word list knows."""
    known: frozenset[str] = _tables()["lemma_index"]["verb"]
    return known


@lru_cache(maxsize=50_000)
def verb_infinitives(word: str) -> tuple[str, ...]:
    """Return the infinitives of which a Dutch form may be a form, best first; none if it is no verb.

    Examples
    --------
    >>> verb_infinitives("belde"), verb_infinitives("school")
    (('bellen',), ('schuilen',))
    """
    form, tables = word.lower(), _tables()
    found = [*tables["lemma_exc"].get("verb", {}).get(form, ())]
    for ending, replacement in tables["lemma_rules"].get("verb", ()):
        stem = form.removesuffix(ending) + replacement
        if form.endswith(ending) and len(stem) > 1 and stem in verbs():
            found.append(stem)
    looked_up = tables["lemma_lookup"].get(form)
    found += [candidate for candidate in (looked_up, form) if candidate in verbs()]
    for ending in ("", "t", "te", "de", "ten", "den"):
        if form.endswith(ending):
            found += [candidate for candidate in _infinitives_of(form.removesuffix(ending)) if candidate in verbs()]
    return tuple(dict.fromkeys(found))


def _infinitives_of(stem: str) -> tuple[str, ...]:
    """Return how the infinitive of a stem may be spelt: hang-en, leg-gen, raak -> raken, geef -> geven, sla -> slaan."""
    if len(stem) < 2:
        return ()
    last, before = stem[-1], stem[-2]
    if last in _VOWELS:
        return f"{stem}n", f"{stem}{last}n"
    soft = {"f": "v", "s": "z"}.get(last, last)
    if len(stem) > 2 and before in _VOWELS and stem[-3] == before:
        short = stem[:-2]
        return f"{short}{last}en", f"{short}{soft}en"
    return f"{stem}en", f"{stem[:-1]}{soft}en", f"{stem}{last}en"


@lru_cache(maxsize=100_000)
def is_listed(word: str) -> bool:
    """Whether the Dutch tables know this form of a word.

    Examples
    --------
    >>> is_listed("gebeld"), is_listed("ravensloot")
    (True, False)
    """
    form, tables = word.lower(), _tables()
    return tables["lemma_lookup"].get(form) is not None or any(
        form in index for index in tables["lemma_index"].values()
    )
