"""Rows of digits, typed or said: telephone numbers and other long numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.privacy.contact_words import (
    CODE_KEY,
    HESITATION,
    HUNDREDS,
    KEY_GAP,
    NUMBER,
    SPEED,
    any_case,
    is_counting,
    value_of,
)
from pipeline.privacy.mentions import Mention

# What looks like a row of digits and is none: full dates and times.
_NO_DIGITS = re.compile(
    r"(?<!\d)(?<!\d[-. /])(?<!\d - )(?=\d)(?:(?:0?[1-9]|[12]\d|3[01])([-/. ])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?!\d|[-. /]\d)"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)|[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?(?!\d)"
    r"|[0-2]?\d\.[0-5]\d\s?[-–/]\s?[0-2]?\d\.[0-5]\d(?![-. /]?\d))"
)
_TOKEN = any_case(rf"\+?(?<!\d)\d+|(?<!\w){SPEED}(?:{HUNDREDS}|{NUMBER}|plus)(?!\w)")
_LINK = any_case(
    rf"(?:[\s()\-–—./…,;_*'\"\[\]]|:(?=\s)|\b(?:{HESITATION}|en|dan|toen|daarna|daarachter|dus|dubbel|nog|"
    r"keer|maal|streepje|spatie|punt|ja|even|kijken|wacht)\b)*"
)
_CODE_BEFORE = any_case(CODE_KEY + KEY_GAP + r"\Z")
_PHONE_BEFORE = any_case(
    r"\b(?:telefoon\w{0,10}|tel\.?|mobiel\w{0,8}|06-?nummers?|doorkies\w{0,8}|bel(?:len|t)?|bereikbaar|whatsapp|appen|nummer)"
    + KEY_GAP
    + r"\Z"
)


def _n_digits(word: str) -> int:
    if word[-1].isdigit():
        return len(word.lstrip("+"))
    value = value_of(word)
    return 0 if word.lower() == "plus" else (1 if value < 10 else 2 if value < 100 else 3)


def _chains(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield rows of digits and number words with at most hesitations between them."""
    tokens = list(_TOKEN.finditer(_NO_DIGITS.sub(lambda match: "x" * len(match.group()), text)))
    chain: list[re.Match[str]] = tokens[:1]
    for before, token in pairwise(tokens):
        between = text[before.end() : token.start()]
        if len(between) > 40 or between == "," or not _LINK.fullmatch(between):
            yield chain
            chain = []
        chain.append(token)
    yield chain


def rows_of_digits(text: str) -> Iterator[Mention]:
    """Yield telephone numbers and other long numbers, typed, said, or both in turn."""
    for chain in _chains(text):
        if sum(_n_digits(token.group()) for token in chain) < 4:
            continue
        words = [token.group().lower() for token in chain]
        n_all = sum(map(_n_digits, words))
        before = text[max(0, chain[0].start() - 60) : chain[0].start()]
        counts = is_counting([value_of(word) for word in words])
        if _CODE_BEFORE.search(before):
            yield Mention(chain[0].start(), chain[-1].end(), "number", 1.0, "nummer van een persoon of dossier")
        elif n_all >= 6 and not counts and _PHONE_BEFORE.search(before):
            yield _phone(text, chain, 0.9)
        elif not counts:
            yield from _numbers_in(text, chain)


def _phone(text: str, chain: list[re.Match[str]], score: float) -> Mention:
    """Return a telephone number with the bracket before it if the other one is inside."""
    start, end = chain[0].start(), chain[-1].end()
    is_bracketed = text.startswith("(", max(0, start - 1)) and ")" in text[start:end]
    return Mention(start - is_bracketed, end, "phone", score, "telefoonnummer")


def _numbers_in(text: str, chain: list[re.Match[str]]) -> Iterator[Mention]:
    """Yield telephone numbers, which start with 0 or +, and other long rows."""
    place = 0
    while place < len(chain):
        start = chain[place].start()
        is_decimal = re.fullmatch(r"\d[.,]", text[max(0, start - 2) : start])
        length = 0 if is_decimal else _phone_length(chain[place : place + 20])
        if length:
            row = chain[place : place + length]
            # Nine digits may also be a citizen service number.
            yield _phone(text, row, 0.8 if sum(_n_digits(token.group()) for token in row) == 9 else 1.0)
        elif chain[place].group().isdigit() and len(chain[place].group()) >= 8:
            yield Mention(chain[place].start(), chain[place].end(), "number", 0.9, "lang nummer")
        place += length or 1
    words = [token.group() for token in chain]
    is_spoken = not any(word[-1].isdigit() or value_of(word) == 0 for word in words)
    if is_spoken and len(words) >= 4 and sum(map(_n_digits, words)) >= 8:
        yield Mention(chain[0].start(), chain[-1].end(), "number", 0.6, "rij uitgesproken cijfers")


def _says_more(chain: list[re.Match[str]], length: int) -> bool:
    """Say whether somebody who says a number word by word says one more digit than numbers have."""
    before, after = chain[length - 1], chain[length : length + 1]
    return bool(
        after
        and after[0].start() == before.end() + 1
        and not before.group()[-1].isdigit()
        and not after[0].group()[-1].isdigit()
        and after[0].group().lower() != "een"
        and length < 15
    )


def _phone_length(chain: list[re.Match[str]]) -> int:
    """Return how many tokens from the first on are one telephone number, 0 if none are."""
    first = chain[0].group().lower()
    if first[0] not in "0+" and not first.startswith("nul") and first != "plus":
        return 0
    is_long = first[0] == "+" or first.startswith(("00", "plus", "0900", "0800", "nulnul"))
    n_digits = 0
    for length, token in enumerate(chain, start=1):
        n_digits += _n_digits(token.group())
        if n_digits >= (11 if is_long else 10) and not _says_more(chain, length):
            return length
    return len(chain) if n_digits >= 8 else 0
