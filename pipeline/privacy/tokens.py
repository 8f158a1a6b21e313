"""Turns to words with what the Dutch pipeline says of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.privacy.features import Token
from pipeline.privacy.lists import name_lists
from pipeline.privacy.roles import Roles
from pipeline.privacy.words import fold

# The other components (trees, lemmas, split verbs) are not asked for, and cost most of the time.
_NEEDED = ("names_tok2vec", "ner", "senter", "fw_sentences", "tok2vec", "morphologizer")
_FEW_SMALL = 0.2
# Who speaks without a name.
_SPEAKERS = frozenset(
    "gespreksleider gespreksleidster moderator begeleider notulist notuliste observator tolk leiding iedereen allen allemaal onbekend "
    "onbekende man vrouw stem persoon kind jongen meisje leerling student client ouder ouders collega groep team zaal publiek dame heer "
    "juf meester zuster dokter dr drs moeder vader oma opa tante oom mevr juffrouw".split()
)
# Labels that are no names.
_ROLES = frozenset(
    "interviewer interviewster respondent respondente geinterviewde geinterviewden onderzoeker deelnemer vraag antwoord spreker speaker "
    "gast i r int res v a q p s mevrouw meneer dhr mw de het van der den en of met".split()
)


def read_tokens(texts: Iterable[str], nlp: Language) -> Iterator[list[Token]]:
    """Yield the words of each text; white space is left out.

    A text in capitals is read as if it had none, at the same offsets.
    """
    needed = [name for name in nlp.pipe_names if name in _NEEDED]
    with nlp.select_pipes(enable=needed):
        for doc in nlp.pipe(texts):
            yield _tokens(doc)


def _tokens(doc: Doc) -> list[Token]:
    return [
        Token(token.text, token.idx, bool(token.is_sent_start), token.pos_, token.ent_type_)
        for token in doc
        if not token.is_space
    ]


def small(text: str) -> str:
    """Return a text in lower case at the same offsets: a letter that would become two stays.

    Examples
    --------
    >>> small("GERDA İ")
    'gerda İ'
    """
    return "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)


def is_shouted(texts: Iterable[str]) -> bool:
    """Whether nearly all letters are capitals."""
    letters = [letter for text in texts for letter in text if letter.isalpha()]
    return bool(letters) and sum(letter.islower() for letter in letters) < _FEW_SMALL * len(letters)


def label_words(labels: Iterable[str]) -> frozenset[str]:
    """Return the folded words of speakers' labels that may be names.

    Examples
    --------
    >>> sorted(label_words(["Interviewer", "Hermien Wolterink", "Spreker 2"]))
    ['hermien', 'wolterink']
    """
    words = (fold(word.strip(".,;:()")) for label in labels for word in label.split())
    return frozenset(word for word in words if len(word) > 1 and not word.isdigit() and word not in _ROLES)


def label_names(label: str) -> str:
    """Return the name in a speaker's label or header, as it is written there; empty if there is none.

    Examples
    --------
    >>> label_names("R (Hermien)"), label_names("Interviewer Marit Kuijpers"), label_names("Spreker 1"), label_names("Gespreksleider")
    ('Hermien', 'Marit Kuijpers', '', '')
    >>> label_names("Mevrouw De Bruin")
    'Bruin'
    """
    words = [word.strip(".,;:()") for word in label.split()]
    named = [word for word in words if label_words([word]) and fold(word) not in _SPEAKERS and not _is_job(word)]
    if not named:
        return ""
    first, last = words.index(named[0]), len(words) - words[::-1].index(named[-1])
    return " ".join(words[first:last])


def _is_job(word: str) -> bool:
    """Whether a word names a profession and nobody: Bakker may be a surname, jongerenwerker none."""
    form = fold(word)
    is_name = form in name_lists().surnames or name_lists().first_name(form)
    return not is_name and bool(_roles().of_word(word))


@lru_cache(maxsize=1)
def _roles() -> Roles:
    return Roles.load()
