"""Lemmas without a tagger, from the Dutch tables of spacy-lookups-data.

Without a part of speech a form may have several lemmas ("werken": werk, werken). A token keeps all of them, and a
rule's word matches if it is one of them.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from pipeline.language import attributes
from pipeline.language.compounds import compound_parts
from pipeline.language.word_lists import lemma_candidates


def token_forms(token: Token) -> frozenset[str]:
    """Return everything a rule's word may equal, in lower case; nothing for white space.

    The form itself, all its lemmas, the infinitive of a split verb, and after a "+" the word and the parts of a compound.

    Examples
    --------
    >>> from pipeline.language import load_language
    >>> sorted(token_forms(load_language()("Het wijkoverleg is morgen")[1]))
    ['+overleg', '+wijk', '+wijkoverleg', 'wijkoverleg']
    """
    if token.is_space:
        return frozenset()
    lemmas = {*lemma_candidates(token.lower_), token.lemma_.lower()} - {""}
    verb = {token._.get(attributes.VERB)} - {""}
    return frozenset({token.lower_, *lemmas, *verb, *(f"+{part}" for lemma in lemmas for part in _parts(lemma))})


def _parts(word: str) -> set[str]:
    """Return a word, its parts, and the parts of those."""
    return {word}.union(*(_parts(part) for part in compound_parts(word)))


@Language.component("fw_lemmas", assigns=["token.lemma"])
def set_lemmas(doc: Doc) -> Doc:
    """Give every token without a lemma the best candidate."""
    for token in doc:
        if not token.lemma_:
            token.lemma_ = lemma_candidates(token.lower_)[0]
    return doc
