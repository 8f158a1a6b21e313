"""Find listed names in a text, however their apostrophes, accents and spaces are typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_APOSTROPHES = "'’‘ʼ"
_GENITIVE = rf"(?:[{_APOSTROPHES}]?s)?"
# Genitive s, and the Dutch endings of an adjective or an inhabitant.
_DERIVED = rf"(?:[{_APOSTROPHES}]?s|se|er|ers|ner|e?naars?|e?naren|aars?|aren|ër|ërs)?"


class Spellings:
    """Finds names as whole words; the longest first.

    Parameters
    ----------
    names
        The names. Accents written apart, apostrophes and spaces may differ; a genitive s goes with the name.
    any_case
        Whether case may differ.
    derived
        Whether derived forms (-se, -er, -naar) are found too.

    Examples
    --------
    >>> Spellings(["Veldhaven"], any_case=True, derived=True).places("Hier in veldhavens centrum.")
    [(8, 18, 'Veldhaven')]
    """

    def __init__(self, names: Collection[str], any_case: bool = False, derived: bool = False) -> None:
        wanted = {unicodedata.normalize("NFC", name).strip() for name in names if name.strip()}
        self._names = sorted(wanted, key=lambda name: (-len(name), name))
        pattern = "|".join(f"({spelled(name)})" for name in self._names)
        endings = _DERIVED if derived else _GENITIVE
        flags = re.IGNORECASE if any_case else 0
        self._pattern = re.compile(rf"(?<!\w)(?:{pattern}){endings}(?!\w)", flags) if self._names else None

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """Return (start, end, name) of each occurrence, in order; offsets in ``text``."""
        if self._pattern is None:
            return []
        return [(m.start(), m.end(), self._names[(m.lastindex or 1) - 1]) for m in self._pattern.finditer(text)]


def spelled(name: str) -> str:
    """Return a pattern for a name in which any apostrophe, any white space and accents written apart will do."""
    parts = re.split(rf"([{_APOSTROPHES}]|\s+)", name)
    classes = {True: rf"[{_APOSTROPHES}]", False: r"\s+"}
    return "".join(
        _letters(part) if number % 2 == 0 else classes[part in _APOSTROPHES]
        for number, part in enumerate(parts)
        if part
    )


def _letters(part: str) -> str:
    apart = unicodedata.normalize("NFD", part)
    return re.escape(part) if apart == part else f"(?:{re.escape(part)}|{re.escape(apart)})"
