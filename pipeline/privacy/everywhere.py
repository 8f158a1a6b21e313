"""Find known names in what nobody says: labels, header lines, notes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

_SAME = ("'’‘ʼ`´", "-‐‑–")
_BLANK = r"[^\S\r\n\x1d]"
# A name may be broken over two lines, not over a blank one.
_GAP = rf"(?:{_BLANK}+|{_BLANK}*(?:\r\n?|\n){_BLANK}*)"
_MARK = "\u0300-\u036f"


class Surfaces:
    """Names as they are written, each with its pseudonym.

    A name is found as whole words, in its own case first and else in any case, a longer one before a shorter one;
    composed and loose accents, kinds of apostrophe and hyphen, and white space count as the same.

    Examples
    --------
    >>> surfaces = Surfaces({"Hanne": "[persoon 1]", "Hanne Smit": "[persoon 2]"})
    >>> list(surfaces.find("HANNE SMIT, Hanne en Hannelore"))
    [(0, 10, '[persoon 2]'), (12, 17, '[persoon 1]')]
    """

    def __init__(self, pseudonyms: Mapping[str, str], any_case: bool = True) -> None:
        self._pseudonyms = pseudonyms
        forms = sorted({form for form in pseudonyms if form.strip()}, key=lambda form: (-len(_fold(form)), form))
        self._exact = {_fold(form): pseudonyms[form] for form in forms}
        self._loose = {_fold(form).casefold(): pseudonyms[form] for form in reversed(forms)}
        patterns = [_pattern(form) for form in forms]
        self._in_case = re.compile("|".join(patterns)) if patterns else None
        self._in_any_case = re.compile("|".join(patterns), re.IGNORECASE) if patterns and any_case else None

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Iterate over (start, end, pseudonym) of the names in ``text``, in order."""
        done = 0
        for match in self._in_case.finditer(text) if self._in_case else ():
            yield from self._find_in_any_case(text, done, match.start())
            yield match.start(), match.end(), self._exact[_fold(match[0])]
            done = match.end()
        yield from self._find_in_any_case(text, done, len(text))

    def proper(self) -> Surfaces:
        """Return those of three letters and more with a capital, to be found in that case only.

        Examples
        --------
        >>> Surfaces({"Left": "[persoon 1]", "12": "[leeftijd]"}).proper().replace("left 12 Left")
        'left 12 [persoon 1]'
        """
        proper = {form: x for form, x in self._pseudonyms.items() if len(form) > 2 and form.casefold() != form}
        return Surfaces(proper, any_case=False)

    def replace(self, text: str) -> str:
        """Return ``text`` with each name replaced."""
        for start, end, pseudonym in reversed(list(self.find(text))):
            text = text[:start] + pseudonym + text[end:]
        return text

    def _find_in_any_case(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        for match in self._in_any_case.finditer(text, start, end) if self._in_any_case else ():
            pseudonym = self._loose.get(_fold(match[0]).casefold())
            if pseudonym is not None:
                yield match.start(), match.end(), pseudonym


def _fold(form: str) -> str:
    """Return a name as it is compared."""
    folded = " ".join(unicodedata.normalize("NFC", form).split())
    for kinds in _SAME:
        folded = re.sub(f"[{re.escape(kinds)}]", kinds[0], folded)
    return folded


def _pattern(form: str) -> str:
    folded = _fold(form)
    return _edge(folded[0], before=True) + "".join(_letter(c) for c in folded) + _edge(folded[-1], before=False)


def _letter(character: str) -> str:
    if character == " ":
        return _GAP
    for kinds in _SAME:
        if character == kinds[0]:
            return f"[{re.escape(kinds)}]"
    apart = unicodedata.normalize("NFD", character)
    return re.escape(character) if apart == character else f"(?:{re.escape(character)}|{re.escape(apart)})"


def _edge(character: str, before: bool) -> str:
    """Say what may not stand beside a name: a letter beside a letter, a number or clock beside a digit."""
    if character.isdigit():
        return r"(?<!\d)(?<!\d[:.,/-])" if before else r"(?!\d|[:.,/-]\d)"
    if character.isalpha():
        return rf"(?<![^\W\d_])(?<![{_MARK}])" if before else rf"(?![^\W\d_]|[{_MARK}])"
    return ""
