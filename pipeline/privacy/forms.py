"""What a name is made of, however it is written: the words that two mentions of the same one share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field

from pipeline.privacy.kinds import split_kind

_APOSTROPHES = re.compile("[’‘ʼ`´]")
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_POSSESSIVE = re.compile(r"'s?(?!\w)")
# "vd", "v.d.", "v/d" before a surname; "'t" stands for "het".
_VAN_DER = re.compile(r"(?<!\w)v[./]?\s?d[./]?(?:\s?r\.?)?\s+(?=[^\W_]{2})")
_HET = re.compile(r"(?<!\w)'t(?!\w)")
_PARTICLES = frozenset(
    "van de der den het ten ter te op in aan uit onder bij over voor el al la le du di da dos von zu".split()
)
_ARTICLES = frozenset(("de", "het", "t", "een"))
_PLACE_WORDS = frozenset("gemeente stad dorp wijk buurt".split())
_WOMAN = frozenset("mevrouw mevr mw juffrouw juf zuster tante oma moeder".split())
_MAN = frozenset("meneer mijnheer dhr heer meester oom ome opa broeder vader".split())
# After these comes a surname; after the other titles often a first name.
_FORMAL = frozenset("mevrouw mevr mw juffrouw meneer mijnheer dhr heer dr drs prof dokter professor ir ing mr".split())
_TITLES = _WOMAN | _MAN | _FORMAL
_ENDINGS = "s se ser er ers ner ners aar aars aren naar naars naren enaar enaars enaren".split()
_SHORTEST_STEM = 3


@dataclass(frozen=True)
class Form:
    """The words by which a name is known.

    Attributes
    ----------
    words
        Folded, without titles, articles and particles; a single letter is an initial.
    is_surname
        Whether a title or particle before it says so.
    gender
        "v" or "m" by the title, or empty.
    """

    words: tuple[str, ...]
    is_surname: bool = field(default=False, compare=False)
    gender: str = field(default="", compare=False)

    @property
    def is_full(self) -> bool:
        """Whether it names one person by more than a first name or a surname."""
        return len(self.words) > 1

    def is_part_of(self, other: Form) -> bool:
        """Whether this may be a shorter way to say ``other``: its beginning, its end, or both without the middle.

        Examples
        --------
        >>> anna = person_form("Anna Jansen-de Boer")
        >>> [person_form(x).is_part_of(anna) for x in ("Anna", "mevrouw de Boer", "A. Jansen", "Anna de Boer", "Anna Smit")]
        [True, True, True, True, False]
        """
        if self == other or all(len(word) == 1 for word in self.words):
            return self == other
        spellings = (self, *self._hyphened(other.words[0]))
        return any(_is_run(form.words, other.words, form.is_surname) for form in spellings)

    def _hyphened(self, first_name: str) -> list[Form]:
        """Return this name with the hyphen of ``first_name`` in it, or of its own double surname taken out."""
        pieces = tuple(first_name.split("-"))
        found = [Form((first_name, *self.words[len(pieces) :]))] if self.words[: len(pieces)] == pieces else []
        if len(self.words) == 1 and "-" in self.words[0]:
            found.append(Form(tuple(self.words[0].split("-")), is_surname=True))
        return found


def _is_run(words: tuple[str, ...], other: tuple[str, ...], is_surname: bool) -> bool:
    n, m = len(words), len(other)
    runs = [other[start : start + n] for start in range(1 if is_surname and n < m else 0, m - n + 1)]
    if n == 2 and m > 2:
        runs.append((other[0], other[-1]))
    return any(all(map(_is_word, words, run)) for run in runs)


def _is_word(word: str, other: str) -> bool:
    return word == other or (len(word) == 1 and other.startswith(word))


def fold(text: str) -> str:
    """Return ``text`` without accents, capitals and kinds of apostrophe.

    Examples
    --------
    >>> fold("Zoë’s  CAFÉ")
    "zoe's cafe"
    """
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("'", text)).casefold()
    # Once more: folding capitals may itself set accents apart.
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(sign))
    return " ".join(bare.split())


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a name, without an apostrophe of possession; never none.

    Examples
    --------
    >>> words_of("Berendien's"), words_of("'t Veer"), words_of("…")
    (('berendien',), ('het', 'veer'), ('...',))
    """
    folded = _HET.sub("het", fold(text))
    found = [_POSSESSIVE.sub("", word) for word in _WORD.findall(folded)]
    return tuple(word for word in found if word) or (folded,)


def person_form(text: str, before: str = "") -> Form:
    """Return the form of a person's name; ``before`` is the text before it, which may end in a title.

    Examples
    --------
    >>> [person_form(x).words for x in ("H.J. Zwanenkolk", "mevr. vd Heide", "Van der Heide", "Anne-Marie van 't Hof")]
    [('h', 'zwanenkolk'), ('heide',), ('heide',), ('anne-marie', 'hof')]
    >>> person_form("Zwanenkolk", "Toen kwam mevrouw ").gender
    'v'
    """
    words = list(words_of(_VAN_DER.sub("van der ", fold(text))))
    titles = [
        word for word in words_of(before)[-1:] if word in _TITLES and not before.rstrip().endswith(("?", "!", ","))
    ]
    while len(words) > 1 and words[0] in _TITLES | {"de"} and (words[0] in _TITLES or words[1] in _TITLES):
        titles.append(words.pop(0))
    gender = "v" if _WOMAN & set(titles) else "m" if _MAN & set(titles) else ""
    is_formal = bool(_FORMAL & set(titles))
    core = _without_particles(words, is_formal)
    while len(core) > 2 and len(core[0]) == len(core[1]) == 1:
        del core[1]
    return Form(tuple(core), words[0] in _PARTICLES or is_formal, gender)


def _without_particles(words: list[str], is_formal: bool) -> list[str]:
    """Return the words that count; a double surname counts as two, a double first name as one."""
    apart: list[str] = []
    for number, word in enumerate(words):
        pieces = word.split("-")
        is_first_name = number == 0 and not is_formal and not _PARTICLES & set(pieces)
        apart += [word] if is_first_name else pieces
    return [word for word in apart if word not in _PARTICLES] or words


def place_form(text: str) -> Form:
    """Return the form of a place's name, spaces and hyphens left out.

    Examples
    --------
    >>> [place_form(x).words for x in ("Veldhaven-Zuid", "veldhaven zuid", "de Wilgenhoek", "gemeente Veldhaven")]
    [('veldhavenzuid',), ('veldhavenzuid',), ('wilgenhoek',), ('veldhaven',)]
    """
    words = [piece for word in words_of(text) for piece in word.split("-")]
    while len(words) > 1 and words[0] in _ARTICLES | _PLACE_WORDS:
        del words[0]
    return Form(("".join(words),))


def organisation_form(text: str, before: str = "", places: Collection[str] = ()) -> Form:
    """Return the form of an organisation's, school's or project's name, and after it the family of its kind if said.

    A name that is a kind and a place keeps its kind: two organisations of one place are two.

    Examples
    --------
    >>> [organisation_form(x).words for x in ("De Iepenrij", "basisschool De Hoef", "Morgen zorg")]
    [('iepenrij',), ('hoef', '#onderwijs'), ('morgenzorg',)]
    >>> organisation_form("wijkcentrum Veldhaven", places={"veldhaven"}).words
    ('wijkcentrumveldhaven',)
    """
    family, bare = split_kind(text, before)
    form = place_form(bare)
    if form.words[0] in places or len(form.words[0]) == 1:
        return place_form(text)
    return Form((*form.words, f"#{family}")) if family else form


def is_derived(word: str, stem: str) -> bool:
    """Whether ``word`` is said of a place ``stem``: its genitive, adjective or inhabitants.

    Examples
    --------
    >>> [is_derived(x, "veldhaven") for x in ("veldhavens", "veldhavense", "veldhavenaar", "veldhavenzuid")]
    [True, True, True, False]
    >>> is_derived("rolderdammer", "rolderdam"), is_derived("wolmingse", "wolmingen"), is_derived("kolkrader", "kolkrade")
    (True, True, True)
    """
    if len(stem) < _SHORTEST_STEM or word == stem:
        return False
    bases = [stem, stem + stem[-1]]
    bases += [
        stem.removesuffix(end) for end in ("en", "e", "a") if stem.endswith(end) and len(stem) > _SHORTEST_STEM + 2
    ]
    return any(word == base + ending for base in bases for ending in _ENDINGS)
