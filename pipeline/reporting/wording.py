"""Dutch phrases that reports are built from."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORDS = ["nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"]
_MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
CERTAINTY = {"certain": "zeker", "likely": "waarschijnlijk", "doubtful": "twijfelachtig"}
ORIGIN = {"rule": "regel", "model": "model", "both": "regel en model", "human": "codeur"}


def number(n: int) -> str:
    """Write a small number as a word.

    Examples
    --------
    >>> number(4), number(25)
    ('vier', '25')
    """
    return _WORDS[n] if n < len(_WORDS) else str(n)


def of_respondents(n: int, total: int) -> str:
    """Say how many of the respondents.

    Examples
    --------
    >>> of_respondents(4, 5), of_respondents(5, 5), of_respondents(0, 5), of_respondents(1, 1)
    ('4 van de 5 geïnterviewden', 'alle 5 geïnterviewden', 'geen van de 5 geïnterviewden', 'de enige geïnterviewde')
    """
    if total == 1:
        return "de enige geïnterviewde" if n else "niet de geïnterviewde"
    if n == total:
        return f"alle {total} geïnterviewden"
    return f"geen van de {total} geïnterviewden" if n == 0 else f"{n} van de {total} geïnterviewden"


def capital(text: str) -> str:
    """Begin a sentence with a capital; a small number at its start is written as a word.

    Examples
    --------
    >>> capital("4 van de 5 geïnterviewden"), capital("alle 5 geïnterviewden")
    ('Vier van de 5 geïnterviewden', 'Alle 5 geïnterviewden')
    """
    first, _, rest = text.partition(" ")
    if first.isdigit():
        first = "eén" if first == "1" else number(int(first))
    return f"{first[:1].upper()}{first[1:]} {rest}".rstrip()


def plural(n: int, one: str, many: str) -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> plural(1, "passage", "passages"), plural(3, "passage", "passages")
    ('1 passage', '3 passages')
    """
    return f"{n} {one if n == 1 else many}"


def listed(parts: Sequence[str], last: str = "en") -> str:
    """Join parts as a Dutch enumeration.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b en c'
    """
    return " ".join([", ".join(parts[:-1]), last, parts[-1]]) if len(parts) > 1 else "".join(parts)


def decimal(value: float | None, digits: int = 2) -> str:
    """Write a figure with a comma; a missing one in words.

    Examples
    --------
    >>> decimal(0.456), decimal(None), decimal(float("nan"))
    ('0,46', 'niet te schatten', 'niet te schatten')
    """
    return "niet te schatten" if value is None or value != value else f"{value:.{digits}f}".replace(".", ",")


def period(dates: Sequence[str]) -> str:
    """Say when interviews took place, from ISO dates; empty if none is known.

    Examples
    --------
    >>> period(["2024-10-15", "2024-11-12"]), period(["2024-10-15"]), period([""])
    ('van oktober tot en met november 2024', 'in oktober 2024', '')
    """
    known = sorted(date for date in dates if re.match(r"\d{4}-(0[1-9]|1[0-2])", date))
    if not known:
        return ""
    (first_year, first), (last_year, last) = ((d[:4], _MONTHS[int(d[5:7]) - 1]) for d in (known[0], known[-1]))
    if (first_year, first) == (last_year, last):
        return f"in {last} {last_year}"
    return f"van {first} {first_year + ' ' if first_year != last_year else ''}tot en met {last} {last_year}"


def thousands(n: int) -> str:
    """Write a large number with points.

    Examples
    --------
    >>> thousands(8142)
    '8.142'
    """
    return f"{n:,}".replace(",", ".")


def percentage(share: float) -> str:
    """Write a share in [0, 1] as a percentage with one decimal.

    Examples
    --------
    >>> percentage(0.9957)
    '99,6%'
    """
    return f"{decimal(100 * share, 1)}%"


def lower_first(text: str) -> str:
    """Begin with a small letter, unless the first word is an abbreviation.

    Examples
    --------
    >>> lower_first("Geld ontbreekt."), lower_first("KOPP/KOV is geen speerpunt.")
    ('geld ontbreekt.', 'KOPP/KOV is geen speerpunt.')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
