"""What has a form when it is typed: addresses, postcodes, plates and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.privacy.contact_words import (
    CODE_KEY,
    ENDINGS,
    HESITATION,
    HUNDREDS,
    KEY_GAP,
    NUMBER,
    any_case,
    is_counting,
)
from pipeline.privacy.mentions import Mention


def _passes_eleven_test(match: re.Match[str]) -> bool:
    digits = [int(digit) for digit in re.sub(r"\D", "", match.group())]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return any(digits) and sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 == 0


def _passes_iban_test(match: re.Match[str]) -> bool:
    plain = re.sub(r"\s", "", match.group()).upper()
    # Without regard to case also a few letters that are not Latin fit.
    return plain.startswith("NL") or (
        plain.isascii() and int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1
    )


def _is_grouped_number(match: re.Match[str]) -> bool:
    groups = re.split(r"\D", match.group())
    values = [int(group) for group in groups]
    return (
        sum(map(len, groups)) >= 8
        and not any(1900 <= value < 2100 for value in values)
        and any(values[1:])
        and not is_counting(values)
    )


_ABBREVIATION = any_case(r"(?:(?:bijv|bv|enz|etc|nl|vb|resp|incl|excl|ca|evt|mbt|dwz|ivm|\w)\.)+\w+(?:/|\Z)")


def _is_domain(match: re.Match[str]) -> bool:
    name = match.group().partition("/")[0]
    host, _, ending = name.rpartition(".")
    return (
        any(map(str.isalpha, host)) and (ending.islower() or name.isupper()) and not _ABBREVIATION.match(match.group())
    )


_TWO_LETTER_WORDS = frozenset("is in op en om de we ze je ik al er te na of uw zo nu af ja me tv ggz".split())


def _is_postcode(match: re.Match[str]) -> bool:
    letters = match.group()[-2:]
    if letters.islower():
        return letters not in {"km", "kg", "cm", "mm", "ml", "mg", "cc", "hz", "nm", "en"}
    around = match.string[max(0, match.start() - 30) : match.end() + 30]
    is_year = match.group()[:2] in {"19", "20"}
    return letters.lower() not in _TWO_LETTER_WORDS or not (is_year or around.isupper())


_SIDE_CODES = (
    "XX-99-99 99-99-XX 99-XX-99 XX-99-XX XX-XX-99 99-XX-XX 99-XXX-9 9-XXX-99 XX-999-X X-999-XX XXX-99-X X-99-XXX "
    "9-XX-999 999-XX-9"
).split()
_PLATE, _LOOSE_PLATE = (
    "|".join(code.replace("X", "[a-z]").replace("9", r"\d") for code in codes)
    for codes in (_SIDE_CODES, [code.replace("-", "[- ]?") for code in _SIDE_CODES])
)
_PLATFORM = r"\b(?:insta(?:gram)?|tik-?tok|snap(?:chat)?|twitter|facebook|youtube|discord|linkedin)"
_SPOKEN_POSTCODE = rf"(?:\d{{1,4}}|{HUNDREDS}|{NUMBER})(?:[\s,]{{1,3}}(?:\d{{1,2}}|{HUNDREDS}|{NUMBER})\b){{0,4}}"
_FOUR_DIGITS = any_case(rf"\d{{4}}|\d[\s\d]{{3,}}|{HUNDREDS}|{NUMBER}[\s,]{{1,3}}(?:{HUNDREDS}|{NUMBER})")
_LETTER = r"[a-z]\b(?:\s+van\s+\w{2,15})?"

_Check = Callable[[re.Match[str]], bool]
# Kind, score, reason, pattern (its group, if it has one, is the mention) and what else must hold; strongest first.
_FORMS: tuple[tuple[str, float, str, re.Pattern[str], _Check | None], ...] = (
    ("email", 1.0, "e-mailadres", any_case(
        r"(?<![\w.+%-])(?:[\w+%-]{1,40}(?:\.[\w+%-]{1,40}){1,4}\.\n\s?|[\w+%.-]{1,60}[-_]\n\s?)?[\w+%.'’-]+(?:@\n?\s?|\s@\s)"
        r"\w[\w-]*(?:-\n\s?[\w-]+)?(?:\s?\.\s?\n?[\w-]*\w)(?:\.[\w-]*\w)*(?<=[^\W\d]{2})"), None),
    ("email", 0.8, "e-mailadres", any_case(r"(?<![\w.+%-])(?=[\w.+%-]*[a-z])[\w.+%-]+@[a-z][\w-]*\w"), None),
    ("web", 0.8, "naam op sociale media", any_case(r"(?<![\w.@/])@[a-z_][\w.]{0,28}\w"), None),
    ("web", 1.0, "webadres", any_case(r"\b(?:https?://|www\.)[^\s<>\"]*[\w/]"), None),
    ("web", 0.8, "webadres", any_case(
        rf"(?<![\w@.-])\w[\w-]*(?:\.\w[\w-]*)*\.{ENDINGS}(?![\w@-]|\.\w)(?:/[^\s<>\"]*[\w/])?"), _is_domain),
    ("web", 0.8, "naam op sociale media", any_case(
        rf"{_PLATFORM}(?:[\s:-]{{1,3}}(?:heet|heette|is|naam|account|profiel|ze|hij|ik|zij|{HESITATION})\b){{0,4}}[\s:,]{{1,3}}"
        r"((?=[a-z_.]*[\d_])[a-z_][\w.]{1,28}\w)"), None),
    ("web", 0.5, "naam op sociale media", any_case(
        rf"{_PLATFORM}[\s-]?(?:(?:naam|account|profiel)\s+is|(?:naam|account|profiel)?\s+heet(?:te)?(?:\s+(?:ze|hij|ik|zij))?)"
        r"\s+(?!(?:dat|een|niet|het|de|nu|zo|die|gewoon|ook|weg|prive|privé|openbaar)\b)(\w[\w.]{2,28})"), None),
    ("number", 1.0, "rekeningnummer", any_case(
        r"\b(?:NL\s?\d\d(?:\s?[A-Z]){4}(?:\s?\d){10}|[A-Z]{2}\d\d(?:\s?[A-Z\d]{4}){3,6}(?:\s?[A-Z\d]{1,3})?)\b"),
     _passes_iban_test),
    ("number", 1.0, "nummer van een persoon of dossier", any_case(
        rf"{CODE_KEY}{KEY_GAP}((?=(?:[^\W_]{{0,4}}[-/.]?){{0,4}}\d{{2}})[A-Z]{{0,4}}[-/.]?\d[A-Z\d/.-]{{2,20}}[A-Z\d])"), None),
    ("number", 0.9, "burgerservicenummer", re.compile(r"(?<!\d)(?<!\d[. -])\d(?:[. -]?\d){8}(?![. -]?\d)"), _passes_eleven_test),
    ("plate", 0.9, "kenteken", any_case(rf"(?<![\w-])(?:{_PLATE})(?![\w-])"), None),
    ("plate", 1.0, "kenteken", any_case(
        rf"\b(?:kenteken|nummerbord|nummerplaat)\w{{0,4}}\W{{1,4}}(?:\w{{1,20}}\W{{1,4}}){{0,4}}?({_LOOSE_PLATE})(?!\w)"), None),
    ("postcode", 0.9, "postcode", re.compile(
        r"(?<![\w.,-])[1-9]\d{3}(?:[ \u00a0]?(?!SA|SD|SS)[A-Z]{2}|[a-z]{2})(?![\w-])"), _is_postcode),
    ("postcode", 0.9, "postcode", any_case(
        rf"\bpostcodes?{KEY_GAP}({_SPOKEN_POSTCODE}(?:[\s,]{{1,3}}(?:{_LETTER}[\s,]{{1,3}}{_LETTER}|[a-z]{{2}}\b(?<!en|is|in|of)))?)"),
     lambda match: bool(_FOUR_DIGITS.match(match[1]))),
    ("phone", 0.8, "telefoonnummer van een gemeente", re.compile(r"(?<![\w.,-])14[ -]?0\d{2,3}(?![\w-]|[., ]\d)"), None),
    ("number", 0.7, "lang nummer", re.compile(
        r"(?<![\w.,€+-])(?<!\d )[1-9]\d{0,3}(?:[ -]\d{2,4}){2,5}(?![\w€]|[-., ]\d)"), _is_grouped_number),
)  # fmt: skip
# The first of them hold an @, which stands in few places: only there they are looked for.
_N_WITH_AT = 3
_REACH = 200


def _around_at(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for match in re.finditer("@", text):
        start, end = max(0, match.start() - _REACH), min(len(text), match.end() + _REACH)
        if spans and start <= spans[-1][1]:
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def typed_contact(text: str) -> Iterator[Mention]:
    """Yield what has a form when it is typed; mentions may overlap."""
    around = _around_at(text)
    for number, (kind, score, reason, pattern, holds) in enumerate(_FORMS):
        for start, end in around if number < _N_WITH_AT else [(0, len(text))]:
            for match in pattern.finditer(text, start, end):
                if holds is None or holds(match):
                    yield Mention(*match.span(match.lastindex or 0), kind, score, reason)
