"""Kinds of organisations and schools: what may be printed instead of the name of a particular one."""

from __future__ import annotations

import re
import unicodedata

# Of one family: what is printed, and the other words for it. Two names of one family may be the same one, because
# speech is loose ("school" for "basisschool"); a school is never the same as a surgery.
_FAMILIES = {
    "onderwijs": {
        "basisschool": "school voor basisonderwijs, lagere school, kindcentrum, integraal kindcentrum, ikc, obs, cbs, rkbs",
        "middelbare school": "scholengemeenschap, voortgezet onderwijs, college, lyceum, gymnasium, vmbo, mavo, havo",
        "praktijkschool": "praktijkonderwijs",
        "school voor speciaal onderwijs": "speciaal onderwijs, speciaal basisonderwijs, sbo, vso, zmlk",
        "mbo-school": "mbo, roc",
        "hogeschool": "hbo",
        "universiteit": "",
    },
    "opvang": {
        "kinderopvang": "kinderdagverblijf, peuterspeelzaal, peuteropvang, crèche, bso, buitenschoolse opvang, gastouderbureau",
        "gezinshuis": "",
        "logeerhuis": "",
        "opvanghuis": "vrouwenopvang, crisisopvang",
    },
    "zorg": {
        "huisartsenpraktijk": "huisartspraktijk, dokterspraktijk",
        "gezondheidscentrum": "medisch centrum",
        "ziekenhuis": "polikliniek",
        "apotheek": "",
        "ggz-instelling": "ggz-organisatie, ggz-aanbieder, psychiatrische instelling",
        "instelling voor verslavingszorg": "verslavingszorg, verslavingskliniek, verslavingsinstelling",
        "mantelzorgorganisatie": "mantelzorgsteunpunt, mantelzorgcentrum, steunpunt mantelzorg, expertisecentrum mantelzorg",
        "welzijnsorganisatie": "welzijnsinstelling, welzijnsstichting, welzijnswerk",
        "jeugdhulporganisatie": "jeugdhulpaanbieder, jeugdhulpinstelling, jeugdzorgorganisatie, jeugdzorginstelling",
        "thuiszorgorganisatie": "thuiszorg, thuiszorginstelling",
        "zorgboerderij": "",
        "cliëntenorganisatie": "familieorganisatie, patiëntenvereniging, cliëntenvereniging",
        "vrijwilligersorganisatie": "vrijwilligersclub",
        "zorgverzekeraar": "",
        "zorgorganisatie": "zorginstelling, zorgaanbieder, zorggroep",
    },
    "buurt": {
        "buurthuis": "buurtcentrum, wijkcentrum, wijkgebouw, dorpshuis",
        "inloophuis": "",
        "jongerencentrum": "jeugdhonk, jongerenhonk",
        "bibliotheek": "",
        "woningcorporatie": "woningbouwvereniging, woningstichting",
        "sportvereniging": "sportclub, voetbalclub, voetbalvereniging, turnvereniging, gymvereniging, hockeyclub, zwemclub",
        "kerk": "parochie, kerkgemeente",
        "moskee": "",
        "café": "kroeg",
    },
}
# Part of a name, but they do not tell what it is.
_UNTELLING = "school, stichting, vereniging, organisatie, instelling, praktijk, project, programma, bureau, bedrijf"
# What may stand between a kind and the name in apposition: "de mantelzorgorganisatie, ik meen Steunpunt X".
_BETWEEN = r"(?:(?:de|het|een|van|onze|ons|die|dat|is|heet|heette|genaamd|namelijk|dus|eh|ehm|uh|ik|meen)\s+){0,3}"
_SIGNS = r"[\s,:(„“\"'‘-]"
# After the name: "De Hoef, een kleine basisschool"; a name after the kind is what the kind belongs to.
_BEFORE_KIND = r"(?:een|de|het|onze|ons|zo'n|dat is|dat was|die|is een|is de|is het|is onze|was een|was de)"
_NEXT_NAME = r"(?!\s*,?\s*(?:(?:de|het)\s+)?[A-ZÀ-Þ\x00])"


def _spellings() -> dict[str, str]:
    found: dict[str, str] = {}
    for family in _FAMILIES.values():
        for printed, others in family.items():
            found |= {word: printed for word in (printed, *others.split(", ")) if word}
    return found


_PRINTED = _spellings()
_FAMILY_OF = {printed: name for name, family in _FAMILIES.items() for printed in family} | {"school": "onderwijs"}


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=lambda w: (-len(w), w)))


_KIND = rf"(?<![\w-])({_any_of(tuple(_PRINTED))})(?![\w-])"
_IN_NAME = re.compile(_KIND, re.IGNORECASE)
_BEFORE = re.compile(rf"{_KIND}{_SIGNS}+{_BETWEEN}{_SIGNS}*\Z", re.IGNORECASE)
_AFTER = re.compile(
    rf"\A[”\"'’]?(?:\s*[,(–-]\s*|\s+(?=is\s|was\s)){_BEFORE_KIND}\s+(?:[^\W\d_]+e\s+)?{_KIND}(?-i:{_NEXT_NAME})",
    re.IGNORECASE,
)
_KIND_WORDS = _any_of((*_PRINTED, *_UNTELLING.split(", ")))
_OPENS = re.compile(rf"\A(?:(?:de|het)\s+)?({_KIND_WORDS})\s+(?=\S)", re.IGNORECASE)
_CLOSES = re.compile(rf"(?<=\S)\s+({_KIND_WORDS})\Z", re.IGNORECASE)
_PRECEDES = re.compile(rf"(?<![\w-])({_KIND_WORDS})\s+\Z", re.IGNORECASE)


def kind_from_context(text_before: str, name: str, text_after: str) -> str:
    """Return what kind of organisation or school a name is said to be, as it may be printed; empty if it is not said.

    The kind stands in the name, or beside it in apposition; a kind elsewhere in the sentence is somebody else's.

    Examples
    --------
    >>> kind_from_context("Ze zit op ", "basisschool De Hoef", " in groep acht.")
    'basisschool'
    >>> kind_from_context("de mantelzorgorganisatie, ", "Steunpunt Elzenrade", ", belt dan.")
    'mantelzorgorganisatie'
    >>> kind_from_context("de zorgcoördinator van het ", "Elzenrade College", " weet het.")
    'middelbare school'
    >>> kind_from_context("Bij ", "De Hoef", ", een kleine basisschool, gaat het goed.")
    'basisschool'
    >>> kind_from_context("de basisschool en ", "Elzenrade", " bellen elkaar.")
    ''
    """
    before, named, after = (unicodedata.normalize("NFC", part) for part in (text_before, name, text_after))
    found = _IN_NAME.search(named) or _BEFORE.search(before) or _AFTER.search(after)
    return _printed(found[1]) if found else ""


def split_kind(name: str, before: str = "") -> tuple[str, str]:
    """Return the family of the kind words at either end of a name or right before it, and the name without them.

    The family is empty if no word tells it.

    Examples
    --------
    >>> split_kind("basisschool De Hoef"), split_kind("Stichting De Hoef"), split_kind("De School")
    (('onderwijs', 'De Hoef'), ('', 'De Hoef'), ('', 'De School'))
    >>> split_kind("De Hoef", "Zij zit op basisschool ")
    ('onderwijs', 'De Hoef')
    """
    found = _PRECEDES.search(unicodedata.normalize("NFC", before))
    family = _FAMILY_OF.get(_printed(found[1]), "") if found else ""
    rest = " ".join(unicodedata.normalize("NFC", name).split())
    for pattern in (_OPENS, _CLOSES):
        found = pattern.search(rest)
        without = pattern.sub("", rest)
        if found and without.casefold() not in ("de", "het", "een"):
            family = _FAMILY_OF.get(_printed(found[1]), family)
            rest = without
    return family, rest


def printed_kinds() -> frozenset[str]:
    """Return all kinds that ``kind_from_context`` may return."""
    return frozenset(_PRINTED.values())


def _printed(word: str) -> str:
    word = " ".join(word.casefold().split())
    return _PRINTED.get(word, word)
