"""Put split verbs together again: "ik bel haar even op" is opbellen, "op te bellen" too.

A particle belongs to the verb that the parser gives it, or else to the nearest before it in its clause with which it makes
a verb that the Dutch word list of spacy-lookups-data knows; the last particle of a sentence chooses first. What can also be
a preposition counts only where no noun follows it, or where the parser says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from pipeline.language import attributes
from pipeline.language.compounds import word_rank
from pipeline.language.word_lists import verb_infinitives, verbs

DEFAULT = {
    # Never a preposition before a noun, or hardly ever.
    "particles": (
        "af beet deel dood heen kapot klaar kwijt leeg lief los mee mis neer omhoog omver open plaats prijs "
        "raak samen schoon schuil stand stil stop stuk tegemoet teleur teniet terecht terug thuis toe uiteen "
        "vast vol voort vooruit vrij waar weg kennis dicht goed gelijk aaneen bijeen ineen overeind "
        "opnieuw achteruit achterna tekort voorbij rond langs verder akkoord opzij ziek les adem hard"
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
# Of these, hardly ever a particle in the company of "er" or "daar".
_MOSTLY_HALVES = frozenset(("aan", "over", "achter", "tegen", "om", "in"))
# What comes behind its noun with a verb of motion: "de trap op".
_WAYS = frozenset("op af in uit door over langs om onder".split())
_MOTIONS = frozenset(
    (
        "lopen rijden fietsen rennen klimmen kruipen rollen strompelen wandelen stappen vliegen springen zwemmen "
        "sluipen dalen varen schuiven slenteren hollen glijden"
    ).split()
)
# What closes the phrase that a preposition opened: "naar mijn zus toe".
_CLOSING = {"toe": ("naar", "tot"), "heen": ("om", "over", "door", "langs"), "aan": ("achter", "tegen")}
# Particles that are adjectives too, before a noun.
_ADJECTIVES = frozenset(
    "vast vol vrij goed los leeg dicht gelijk klaar dood schoon stil raak kapot open lief waar rond".split()
)
_SUBJECTS = frozenset(["ik", "jij", "je", "u", "hij", "ie", "ze", "zij", "we", "wij", "jullie"])
_VERBAL = ("", "VERB", "AUX")
# "het is op", "daar heb ik recht op": hardly ever a verb with its particle.
_LIGHT = frozenset(("zijn", "hebben", "mogen", "moeten", "willen", "zullen", "kunnen", "worden"))
_MOST_WORDS = 14
# Words before a particle in which its other half is looked for.
_CLAUSE = 12


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
            # The last one first: it closes the clause of its verb ("we werken het thuis uit").
            for particle in reversed(list(sentence)):
                if self._is_particle(particle):
                    self._join(particle, sentence, has_tree)
        return doc

    def _join(self, particle: Token, sentence: Span, has_tree: bool) -> None:
        """Write a particle on its verb: the nearest with which it makes a known verb."""
        if self._is_something_else(particle, sentence):
            return
        is_said = has_tree and _is_said(particle)
        if not (is_said or self._stands_alone(particle, sentence, has_tree)):
            return
        said = _said(particle, sentence) if is_said else ()
        # "hij moet eruit, het licht was uit": said of no other verb either.
        is_light = is_said and particle.head.lemma_.lower() in _LIGHT
        for verb, infinitive in chain(said, () if is_light else self._candidates(particle, sentence)):
            if verb._.get(attributes.PARTICLE) < 0:
                if not _is_way(particle, verb):
                    verb._.set(attributes.VERB, infinitive)
                    verb._.set(attributes.PARTICLE, particle.i)
                return

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
            if token._.get(attributes.PARTICLE) >= 0:
                return
            is_boundary = (token.lower_ in ("toen", "dat") and token.pos_ == "SCONJ") or (
                token.lower_ in self._boundaries and token.pos_ not in ("ADV", "INTJ")
            )
            if n_words > _MOST_WORDS or (is_boundary and i < at - 1):
                return
            if (token.pos_ in _VERBAL and _may_be_finite(token)) or _is_placed_as_verb(token, sentence):
                yield from _known(particle, token)

    def _stands_alone(self, particle: Token, sentence: Span, has_tree: bool) -> bool:
        """Whether no noun phrase follows that the particle could be a preposition or an adjective of."""
        following = particle.doc[particle.i + 1] if particle.i + 1 < sentence.end else None
        is_last = (
            following is None or not _is_word(following) or following.lower_ in self._after or following.pos_ == "ADP"
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
        # "daar kom ik op terug", "ik zie er tegen op": the second belongs to the verb.
        is_first_of_two = (
            particle.lower_ in self._prepositions
            and len(rest) > 0
            and (
                rest[0].lower_ in self._particles or (self._is_particle(rest[0]) and not any(map(_is_word, rest[1:2])))
            )
        )
        # "tot nu toe", "tot twee keer toe"
        is_limit = particle.lower_ == "toe" and any(token.lower_ == "tot" for token in _before(particle, sentence, 4))
        # "om te bellen" has no particle; "om om te gaan" has one.
        is_purpose = (
            particle.lower_ == "om" and rest.text.lower().startswith("te ") and not _is_second(particle, sentence)
        )
        # "voor we gaan"
        is_conjunction = particle.lower_ == "voor" and len(rest) > 0 and rest[0].lower_ in _SUBJECTS
        is_other_half = self._is_other_half(particle, sentence)
        return (
            is_noun
            or is_first_of_two
            or is_purpose
            or is_limit
            or is_conjunction
            or is_other_half
            or _closes(particle, sentence)
        )

    def _is_other_half(self, particle: Token, sentence: Span) -> bool:
        """Whether it belongs to "er" or "daar", and not to the verb: "daar maak ik me zorgen over"."""
        before = _before(particle, sentence, _CLAUSE)
        return (
            particle.lower_ in _MOSTLY_HALVES
            and not _PRONOMINAL.isdisjoint(token.lower_ for token in before)
            # "trek je er niks van aan": the other half is there already.
            and not (before[-1].lower_ in self._prepositions or before[-1].lower_ == "van")
        )

    def _is_particle(self, token: Token) -> bool:
        return token.lower_ in self._particles or token.lower_ in self._prepositions or _is_said(token)

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


def _is_word(token: Token) -> bool:
    """Whether it has a letter: "z'n" is a word too."""
    return any(sign.isalpha() for sign in token.text)


def _is_way(particle: Token, verb: Token) -> bool:
    """Whether somebody goes along what is named before it: "hij liep de trap op"."""
    return (
        particle.lower_ in _WAYS
        and particle.i > 0
        and particle.nbor(-1).pos_ == "NOUN"
        and not _MOTIONS.isdisjoint((verb.lemma_.lower(), *verb_infinitives(verb.lower_)))
    )


def _before(token: Token, sentence: Span, most: int) -> Span:
    return token.doc[max(sentence.start, token.i - most) : token.i]


def _closes(particle: Token, sentence: Span) -> bool:
    """Whether it closes what a preposition opened: "naar mijn zus toe"."""
    for token in reversed(_before(particle, sentence, 6)):
        if token.pos_ in ("VERB", "AUX", "PUNCT"):
            return False
        if token.lower_ in _CLOSING.get(particle.lower_, ()):
            return True
    return False


def _is_said(token: Token) -> bool:
    """Whether the parser says that it is a particle."""
    return token.dep_ == "compound:prt"


def _said(particle: Token, sentence: Span) -> Iterator[tuple[Token, str]]:
    """Yield the verbs that the particle makes with the verb that the parser gives it, which comes before it."""
    verb = particle.head
    if not (sentence.start <= verb.i < particle.i and verb.pos_ in ("VERB", "AUX") and _may_be_finite(verb)):
        return
    # One verb has one particle: a second belongs to a verb in between that the parser missed.
    if not any(_is_said(token) and token.head == verb for token in particle.doc[verb.i + 1 : particle.i]):
        has_half = not _PRONOMINAL.isdisjoint(token.lower_ for token in _before(particle, sentence, _CLAUSE))
        yield from _known(particle, verb, may_be_light=not has_half)


def _known(particle: Token, token: Token, may_be_light: bool = False) -> Iterator[tuple[Token, str]]:
    """Yield the verbs of the word list that particle and verb may be, the most frequent first."""
    lemma = token.lemma_.lower()
    bases = (lemma,) if lemma in _LIGHT else (lemma, *verb_infinitives(token.lower_))
    found = {particle.lower_ + base for base in bases if base not in _LIGHT or (may_be_light and base == "hebben")}
    yield from ((token, verb) for verb in sorted(filter(_is_verb, found), key=lambda verb: (word_rank(verb), verb)))


def _is_second(token: Token, sentence: Span) -> bool:
    return any(other.lower_ == token.lower_ for other in token.doc[sentence.start : token.i])


def _may_be_finite(token: Token) -> bool:
    return token.morph.get("VerbForm", []) != ["Part"]


def _is_placed_as_verb(token: Token, sentence: Span) -> bool:
    """Whether a word that is tagged otherwise stands where a finite verb does: first, or beside its subject."""
    if token.pos_ not in ("NOUN", "ADJ", "PROPN", "X", "SYM", "ADV", "INTJ"):
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
