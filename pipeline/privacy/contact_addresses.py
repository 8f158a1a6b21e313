"""Addresses that are said: "jan punt de vries apenstaartje stichting punt nl"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.privacy.contact_words import ENDINGS, HESITATION, any_case
from pipeline.privacy.mentions import Mention

_AT = any_case(r"(?<!\w)(?:apen?staart(?:je)?s?|at)(?!\w)|[\[(]at[\])]|@")
_DOT = r"(?:punt|[\[(]?dot[\])]?)"
_SPACE = r"[\s,]{1,3}"
_HOST = r"\w[\w.'-]{0,40}"
_MAIL_RIGHT = any_case(
    rf"[\s,]{{0,3}}(?:(?:{_HOST}{_SPACE}){{1,7}}?{_DOT}{_SPACE}(?:{ENDINGS}|n\s?l)|(?:{_HOST}{_SPACE}){{0,3}}?[\w-]{{1,40}}"
    rf"(?:\.[\w-]{{1,40}}){{0,3}}\.{ENDINGS}|(?:gmail|hotmail|outlook|live|ziggo|kpnmail|icloud|yahoo)(?:\.com)?)(?!\w)"
)
_ONE_WORD = any_case(
    r"\s(?!(?:er)?in\b|is\b|en\b|of\b|(?:er)?tussen\b|dan\b|zit\b|staat\b|hoort\b|wat\b|moet\b)\w{3,40}"
)
_SITE = any_case(rf"(?<!\w){_DOT}\s+(?:nl|com|org|eu|example)(?!\w)(?:\s+slash\s+\w{{1,30}}){{0,3}}")
_WWW_SITE = any_case(rf"\b(?:www|w\sw\sw|wee\swee\swee){_SPACE}(?:{_HOST}{_SPACE}){{1,7}}?{_DOT}\s{ENDINGS}\b")
_WORD = re.compile(r"[^\s,;:!?()\"]+|[,;:!?()\"]")
_JOINS = frozenset("punt dot streepje koppelteken underscore laag liggend min slash".split())
_PARTICLES = frozenset("de van der den ter ten te la el ben".split())
_BREAKS = frozenset(
    "is was naar op via adres mailadres e-mailadres emailadres mail mailen e-mail email dus dat het mijn je u ja en heet "
    "wordt om maar even iets gewoon dan nou graag namelijk mailtje doe stuur zeg zei zegt kijk site website een dit ander zwak sterk met goed apenstaartje apenstaart at ik ze hij".split()
)


def _left_edge(text: str, end: int, is_said: bool = True) -> int | None:
    """Return where an address starts whose last word before an @ or a dot ends at ``end``; None if there is none.

    If the sign is said, words without a dot between them belong to it too, back to a word that cannot: "is", "naar".
    """
    words = [word for word in _WORD.finditer(text, max(0, end - 120), end) if not word.group().isspace()]
    said = [word.group().lower() for word in words]
    while said and said[-1] == ",":
        said.pop()
    if not said or said[-1] in _BREAKS or not said[-1][0].isalnum():
        return None
    place = len(said) - 1
    while place > 0:
        step = next((n for n in (1, 2, 3) if n < place + 1 and said[place - n] not in _PARTICLES), 1)
        if said[place - step] in _JOINS and place - step > 0 and said[place - step - 1] not in _BREAKS:
            place -= step + 1
        elif len(said[place]) == 1 and len(said[place - 1]) == 1 and said[place - 1].isalnum():
            place -= 1
        else:
            break
    loose = [n for n in range(max(-1, place - 5), place) if n < 0 or said[n] in _BREAKS or not said[n][-1].isalnum()]
    place = loose[-1] + 1 if loose and is_said else place
    while place < len(said) - 1 and re.fullmatch(HESITATION, said[place]):
        place += 1
    return words[place].start()


def spoken_addresses(text: str) -> Iterator[Mention]:
    """Yield e-mail and web addresses that are said; mentions may overlap."""
    for at in _AT.finditer(text):
        start, right = _left_edge(text, at.start(), at.group() != "@"), _MAIL_RIGHT.match(text, at.end())
        if start is not None and right:
            yield Mention(start, right.end(), "email", 1.0, "e-mailadres")
        elif start is not None and at.group().lower()[:2] == "ap" and (word := _ONE_WORD.match(text, at.end())):
            yield Mention(start, word.end(), "email", 0.6, "e-mailadres")
    for dot in _SITE.finditer(text):
        start = _left_edge(text, dot.start())
        if start is not None:
            yield Mention(start, dot.end(), "web", 0.8, "webadres")
    for site in _WWW_SITE.finditer(text):
        yield Mention(*site.span(), "web", 1.0, "webadres")
