"""Dutch number words, and other words that more than one finder of contact data needs."""

from __future__ import annotations

import re
from itertools import pairwise

_UNITS = "nul een twee drie vier vijf zes zeven acht negen".split()
_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_VALUES = {word: number for number, word in enumerate([*_UNITS, *_TEENS])}
_VALUES |= {word: 20 + 10 * number for number, word in enumerate(_TENS)}
_VALUES |= {f"{u}en{t}": _VALUES[u] + _VALUES[t] for u in _UNITS[1:] for t in _TENS}
_ONE = r"(?:e|é|e\u0301){2}n"
_UNIT = rf"(?:nul|{_ONE}|{'|'.join(_UNITS[2:])})"
NUMBER = rf"(?:{_UNIT}(?:en|ën|e\u0308n)(?:{'|'.join(_TENS)})|{'|'.join([*_TEENS, *_TENS])}|nul{_UNIT}+|{_UNIT})"
HUNDREDS = rf"(?:{_UNIT}?(?:honderd|duizend)(?:en)?(?:{NUMBER})?)"
# How number words start: a quick look before all of them are tried.
SPEED = r"(?=[eé]|nu|tw|d[reu]|vi|ze|ac|ne|ti|ve|ho|ta|pl)"
HESITATION = r"(?:e+u?h+m?|u+h+m?|e+hm+|h+m+)"
# Between a word as "telefoonnummer" and the number itself.
KEY_GAP = (
    r"(?:\W{1,4}(?:is|was|van|het|de|haar|hem|zijn|mijn|mevrouw|nou|dus|dat|dan|even|kijken|wacht|ja|die|nummer|luidt|"
    rf"hebt?|heeft|u|je|op|naar|ze|hij|ik|en|kan|bereiken|{HESITATION})){{0,6}}\W{{0,4}}"
)
# What an address on the internet may end in.
ENDINGS = r"(?:nl|com|org|eu|be|net|info|example|test|frl|amsterdam|gov|edu|online|app|io|nu|de|uk)"
# Before the number of a person or a file.
CODE_KEY = (
    r"\b(?:bsn|b\.s\.n\.|burgerservice-?\s?nummer|sofi-?\s?nummer|(?:dossier|cli[eë]nt|zaak|polis|klant|pati[eë]nt|relatie|"
    r"personeels|registratie|rekening|big|agb|paspoort|verzekerings|leerling|lidmaatschaps)-?\s?(?:nummer|code))"
)


def any_case(pattern: str) -> re.Pattern[str]:
    """Compile ``pattern`` to ignore case."""
    return re.compile(pattern, re.IGNORECASE)


THING = any_case(
    r"\b(?:project|bank|huis|ding|pand|computer|laptop|telefoon|fiets|convenant|organisatie|stichting|vereniging|document|protocol|plan|gebouw|auto|systeem|richtlijn|website|"
    r"rapport|wet|team|overeenkomst|nieuws|bericht|initiatief|idee|netwerk|samenwerking|afspraak|overleg|hond|kat|wijk|"
    r"school|subsidie|cursus|beleid|dossier|cijfers?|interview|gesprek|vergadering)\w{0,12}"
)


def follows_thing(match: re.Match[str]) -> bool:
    """Say whether a thing, not a person, is named shortly before a match."""
    return bool(THING.search(match.string, max(0, match.start() - 40), match.start()))


def value_of(word: str) -> int:
    """Return the number that a token says, 100 or more for what is only known to be long.

    Examples
    --------
    >>> value_of("drieëntwintig"), value_of("07"), value_of("honderd")
    (23, 7, 100)
    """
    if word.lstrip("+").isdigit():
        return int(word.lstrip("+")[:9])
    plain = re.sub("[éë]|e\u0301|e\u0308", "e", word.lower())
    return _VALUES.get(plain, 0 if plain in {"plus", "nul"} else 100)


def is_counting(values: list[int]) -> bool:
    """Say whether more than three numbers have the same round step between them.

    Examples
    --------
    >>> is_counting([0, 5, 10, 15]), is_counting([0, 6, 12, 34])
    (True, False)
    """
    steps = {abs(after - before) for before, after in pairwise(values)}
    return len(values) > 3 and len(steps) == 1 and steps <= {1, 2, 5, 10, 20, 25, 50, 100}
