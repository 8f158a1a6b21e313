"""Lemmas without a tagger, from the Dutch tables of spacy-lookups-data.

Without a part of speech a form may have several lemmas ("werken": werk, werken). A token keeps all of them, and a
rule's word matches if it is one of them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from spacy.language import Language
from spacy.lookups import load_lookups
from spacy.tokens import Doc, Token

_TABLES = ("lemma_lookup", "lemma_rules", "lemma_exc", "lemma_index")
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


def token_forms(token: Token) -> frozenset[str]:
    """Return everything a rule's word may equal: the form itself and all its lemmas, in lower case; nothing for white space.

    Examples
    --------
    >>> from pipeline.language import load_language
    >>> sorted(token_forms(load_language()("Lijnen")[0]))
    ['lijn', 'lijnen']
    """
    if token.is_space:
        return frozenset()
    forms = {token.lower_, *lemma_candidates(token.lower_)}
    if token.lemma_:
        forms.add(token.lemma_.lower())
    return frozenset(forms)


@Language.component("fw_lemmas", assigns=["token.lemma"])
def set_lemmas(doc: Doc) -> Doc:
    """Give every token without a lemma the best candidate."""
    for token in doc:
        if not token.lemma_:
            token.lemma_ = lemma_candidates(token.lower_)[0]
    return doc
