"""Put split verbs together again: "ik bel haar even op" is opbellen, "op te bellen" too.

A particle belongs to the nearest verb before it in its clause with which it makes a verb that the Dutch word list of
spacy-lookups-data knows. What can also be a preposition counts only where no noun follows it, or where the parser says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from pipeline.language import attributes
from pipeline.language.word_lists import verb_infinitives, verbs

DEFAULT = {
    # Never a preposition before a noun, or hardly ever.
    "particles": (
        "af beet deel dood heen kapot klaar kwijt leeg lief los mee mis neer omhoog omver open plaats prijs "
        "raak samen schoon schuil stand stil stop stuk tegemoet teleur teniet terecht terug thuis toe uiteen "
        "vast vol voort vooruit vrij waar weg weer kennis dicht goed gelijk aaneen bijeen ineen overeind "
        "opnieuw achteruit achterna tekort voorbij rond langs"
    ).split(),
    "prepositions": "aan achter bij binnen boven buiten door in na om onder op over tegen tussen uit voor".split(),
    # What may follow a particle at the end of its clause.
    "after": (
        "en maar want of omdat als toen terwijl om dus dan hè hoor joh toch ook nog eens weer met van bij "
        "voor naar door zonder tot sinds tijdens binnen vanuit vanaf via volgens tegen"
    ).split(),
    "boundaries": [";", ":", ".", "?", "!", "–", "--", "maar", "want", "omdat", "terwijl", "zodat"],
}
# A preposition after one of these is that word's other half: "daar ... aan".
_PRONOMINAL = frozenset(("er", "daar", "hier", "waar", "nergens", "ergens", "overal", "d'r"))
# Prepositions that "er", "daar" and the like take: their other half rather than a particle.
_HALVES = frozenset(
    ("aan", "in", "over", "voor", "tegen", "onder", "bij", "tussen", "achter", "binnen", "buiten", "boven", "na", "om")
)
# Particles that are adjectives too, before a noun.
_ADJECTIVES = frozenset(
    "vast vol vrij goed los leeg dicht gelijk klaar dood schoon stil raak kapot open lief waar rond".split()
)
_SUBJECTS = frozenset(["ik", "jij", "je", "u", "hij", "ie", "ze", "zij", "we", "wij", "jullie"])
_VERBAL = ("", "VERB", "AUX")
_MOST_WORDS = 14


@Language.factory(
    "fw_separable",
    assigns=[f"token._.{attributes.VERB}", f"token._.{attributes.PARTICLE}"],
    requires=["doc.sents"],
    default_config={"words": DEFAULT},
)
class SeparableVerbs:
    """Write the infinitive of each split verb and the place of its particle on its verb.

    Parameters
    ----------
    words
        ``particles``, ``prepositions`` (particles that are prepositions too), ``after`` (what may follow one) and
        ``boundaries`` (where a clause ends).

    Examples
    --------
    >>> from pipeline.language import load_language
    >>> doc = load_language()("Ik bel haar even op.")
    >>> doc[1]._.fw_verb, doc[doc[1]._.fw_particle].text
    ('opbellen', 'op')
    """

    def __init__(self, nlp: Language, name: str, words: dict[str, list[str]]) -> None:
        self.name = name
        self._set(words)

    def _set(self, words: dict[str, list[str]]) -> None:
        self.words = words
        self._particles, self._prepositions, self._after, self._boundaries = (
            frozenset(words[key]) for key in ("particles", "prepositions", "after", "boundaries")
        )

    def __call__(self, doc: Doc) -> Doc:
        has_tree = doc.has_annotation("DEP")
        for sentence in doc.sents:
            for particle in sentence:
                if self._is_particle(particle):
                    self._join(particle, sentence, has_tree)
        return doc

    def _join(self, particle: Token, sentence: Span, has_tree: bool) -> None:
        """Write a particle on its verb: the one that the parser names, or the nearest with which it makes a known verb."""
        if self._is_something_else(particle, sentence):
            return
        is_said = has_tree and particle.dep_ == "compound:prt"
        if not (is_said or self._stands_alone(particle, sentence, has_tree)):
            return
        for verb, infinitive in self._candidates(particle, sentence):
            if verb._.get(attributes.PARTICLE) < 0:
                verb._.set(attributes.VERB, infinitive)
                verb._.set(attributes.PARTICLE, particle.i)
                return
        head = particle.head
        if is_said and head.pos_ == "VERB" and head.i < particle.i and head._.get(attributes.PARTICLE) < 0:
            head._.set(attributes.VERB, particle.lower_ + (*verb_infinitives(head.lower_), head.lemma_.lower())[0])
            head._.set(attributes.PARTICLE, particle.i)

    def _candidates(self, particle: Token, sentence: Span) -> Iterator[tuple[Token, str]]:
        """Yield the verbs with which the particle makes a known verb, the likeliest first."""
        doc, at = particle.doc, particle.i
        if at + 2 < sentence.end and doc[at + 1].lower_ == "te":
            yield from _known(particle, doc[at + 2])
            return
        n_words = 0
        for i in range(at - 1, sentence.start - 1, -1):
            token = doc[i]
            n_words += token.is_alpha
            is_boundary = token.lower_ in self._boundaries and token.pos_ not in ("ADV", "INTJ")
            if n_words > _MOST_WORDS or (is_boundary and i < at - 1):
                return
            if (token.pos_ in _VERBAL and _may_be_finite(token)) or _is_placed_as_verb(token, sentence):
                yield from _known(particle, token)

    def _stands_alone(self, particle: Token, sentence: Span, has_tree: bool) -> bool:
        """Whether no noun phrase follows that the particle could be a preposition or an adjective of."""
        following = particle.doc[particle.i + 1] if particle.i + 1 < sentence.end else None
        is_last = (
            following is None or not following.is_alpha or following.lower_ in self._after or following.pos_ == "ADP"
        )
        if particle.lower_ in self._particles:
            return is_last or particle.lower_ not in _ADJECTIVES
        if is_last and following is not None and following.lower_ == "te":
            return True
        before = {token.lower_ for token in particle.doc[max(sentence.start, particle.i - 8) : particle.i]}
        is_half = bool(before & _PRONOMINAL) and not (
            has_tree and particle.dep_ != "case" and particle.lower_ not in _HALVES
        )
        return is_last and not is_half

    def _is_something_else(self, particle: Token, sentence: Span) -> bool:
        """Whether it is a noun ("de weg"), the first of two of which the last is the particle, or the om of "om te"."""
        is_noun = particle.i > sentence.start and particle.nbor(-1).pos_ == "DET"
        rest = particle.doc[particle.i + 1 : sentence.end]
        is_first_of_two = (
            len(rest) > 0 and self._is_particle(rest[0]) and not any(token.is_alpha for token in rest[1:3])
        )
        # "om te bellen" has no particle; "om om te gaan" has one.
        is_purpose = (
            particle.lower_ == "om" and rest.text.lower().startswith("te ") and not _is_second(particle, sentence)
        )
        return is_noun or is_first_of_two or is_purpose

    def _is_particle(self, token: Token) -> bool:
        return token.lower_ in self._particles or token.lower_ in self._prepositions

    def to_bytes(self, **_: Any) -> bytes:
        """Return the word lists."""
        return bytes(srsly.msgpack_dumps(self.words))

    def from_bytes(self, data: bytes, **_: Any) -> SeparableVerbs:
        """Take word lists."""
        self._set(srsly.msgpack_loads(data))
        return self

    def to_disk(self, path: Path, **_: Any) -> None:
        """Write the word lists as JSON."""
        srsly.write_json(Path(path).with_suffix(".json"), self.words)

    def from_disk(self, path: Path, **_: Any) -> SeparableVerbs:
        """Read word lists."""
        self._set(srsly.read_json(Path(path).with_suffix(".json")))
        return self


def _known(particle: Token, token: Token) -> Iterator[tuple[Token, str]]:
    for base in dict.fromkeys((*verb_infinitives(token.lower_), token.lemma_.lower())):
        if _is_verb(particle.lower_ + base):
            yield token, particle.lower_ + base


def _is_second(token: Token, sentence: Span) -> bool:
    return any(other.lower_ == token.lower_ for other in token.doc[sentence.start : token.i])


def _may_be_finite(token: Token) -> bool:
    return token.morph.get("VerbForm", []) != ["Part"]


def _is_placed_as_verb(token: Token, sentence: Span) -> bool:
    """Whether a word that is tagged otherwise stands where a finite verb does: first, or beside its subject."""
    if token.pos_ not in ("NOUN", "ADJ", "PROPN", "X", "ADV", "INTJ"):
        return False
    doc, i = token.doc, token.i
    is_first = i == sentence.start or (
        doc[i - 1].lower_ in (",", "en", "dus", "nou", "kom", "oké") and i - 1 >= sentence.start
    )
    is_before = i + 1 < sentence.end and doc[i + 1].lower_ in _SUBJECTS
    is_after = i > sentence.start and doc[i - 1].lower_ in _SUBJECTS
    return is_first or is_before or is_after


@lru_cache(maxsize=50_000)
def _is_verb(infinitive: str) -> bool:
    return infinitive in verbs()
