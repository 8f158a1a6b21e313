"""Find the words that name a role, in all their spellings and forms, and tell whether a speaker means herself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

MASK = "[functie]"
_REPEATED = re.compile(rf"{re.escape(MASK)}(?:[\s/-]+{re.escape(MASK)})+")
_APOSTROPHES = "'’‘ʼ"
# What a space, a hyphen and an apostrophe of roles.yaml may be in a text.
_SPELLED = {
    " ": rf"(?:[-‑–]|\s+(?:(?:van|bij|in|voor)\s+)?(?:(?:de|het|een|[{_APOSTROPHES}]t)\s+)?)",
    "-": r"[\s\u00ad‑–-]{0,3}",
    "'": rf"[{_APOSTROPHES}-]?",
}
_S = rf"(?:[{_APOSTROPHES}]?s)?"
# "jeugd- en wijkverpleegkundigen": the first half goes with the second.
_HALF = r"(?:(?P<half>\w{2,})-\s(?:en|of)\s)?"
_NO_NAMING = (
    "de het die deze dit dat een elke iedere geen alle veel meer andere sommige onze mijn hun zijn haar je jouw jullie uw met bij "
    "van naar via door voor tussen aan op over uit om tot zonder en of dan"
).replace(" ", "|")
_OTHER = rf"(?:een|(?!(?:{_NO_NAMING})\b)[\w-]+)\s+"
_TO_BE = r"(?:ben|was|word|werd|blijf|zijn|waren|worden|blijven)"
_I_AM = rf"\b(?:(?:ik|wij|we)\s+{_TO_BE}|{_TO_BE}\s+(?:ik|wij|we))\s+"
_BETWEEN = rf"(?:(?!(?:met|bij|naar|van|via|door|aan|voor|tussen|over)\b)[\w{_APOSTROPHES}-]+\s+){{0,7}}?"
# What stands before a word that a speaker says of herself: "ik als (vaste)", "wij", "ik ben (al jaren)", "de enige".
_OF_ONESELF = re.compile(
    rf"\b(?:ik|wij|we|ons|mij)\W{{1,3}}als\s+(?:{_OTHER})?$|\b(?:wij|ons)\s*,?\s+$|\bik\s*,\s+$|\benige\s+$"
    rf"|{_I_AM}(?:de\s+)?$|{_I_AM}{_BETWEEN}{_OTHER}$",
    re.IGNORECASE,
)
# "als huisarts" is somebody's capacity, "als huisartsen niet bellen" a condition.
_IN_CAPACITY = re.compile(rf"\bals\s+(?:(?!een\b){_OTHER})?$", re.IGNORECASE)
_AFTERWARDS = re.compile(rf"\s+(?:{_TO_BE}\s+(?:ik|wij|we)\b|van\s+beroep\b)", re.IGNORECASE)
# "sinds ik huisarts ben"
_I = re.compile(r"\bik\s+(?:\w+\s+)?$", re.IGNORECASE)
_AM = re.compile(r"\s+(?:ben|was|werd|word|geworden)\b", re.IGNORECASE)
_REACH = 90


@dataclass(frozen=True)
class RoleWord:
    """A word and the role that it names.

    Attributes
    ----------
    word
        As roles.yaml writes it.
    role
        None: it looks like a role and is none.
    is_own_only
        Whether it counts only where a speaker says it of herself.
    is_last_part
        Whether it counts as the last part of a compound, and not by itself.
    """

    word: str
    role: str | None
    is_own_only: bool = False
    is_last_part: bool = False


class RoleFinder:
    """Finds words that name roles; the longest first, compounds that only end in one last.

    Examples
    --------
    >>> finder = RoleFinder([RoleWord("imker", "imker"), RoleWord("smid", "smid")])
    >>> sorted(finder.named("De imkers en de smid")), finder.mask("De imkers en de smid", {"imker"})
    (['imker', 'smid'], 'De [functie] en de smid')
    """

    def __init__(self, words: Iterable[RoleWord]) -> None:
        ordered = sorted(words, key=lambda word: (-len(word.word), word.word))
        whole, last = (
            _by_beginning(word for word in ordered if word.is_last_part is is_last) for is_last in (False, True)
        )
        self._words = [word for group in (*whole.values(), *last.values()) for word in group]
        names = "|".join(filter(None, (_any_of(whole), rf"\w{{2,}}(?:{_any_of(last)})" if last else "")))
        self._pattern = re.compile(rf"{re.escape(MASK)}|(?<!\w){_HALF}(?:{names})(?!\w)", re.IGNORECASE)

    def named(self, text: str) -> set[str]:
        """Return the roles that ``text`` names, whoever has them."""
        words = [self._word(match) for match in self._pattern.finditer(text)]
        return {word.role for word in words if word is not None and word.role is not None}

    def mask(self, text: str, hidden: Collection[str]) -> str:
        """Return ``text`` with the words of the roles ``hidden`` masked; the same text if there are none."""
        # What is masked may show that a word beside it is said of oneself too.
        while (masked := self._masked_once(text, hidden)) != text:
            text = _REPEATED.sub(MASK, masked)
        return text

    def _masked_once(self, text: str, hidden: Collection[str]) -> str:
        def shown(match: re.Match[str]) -> str:
            word = self._word(match)
            if word is None:
                return match.group()
            is_hidden = word.role in hidden and (not word.is_own_only or _is_of_oneself(match))
            return MASK if is_hidden or self._is_half_hidden(match, hidden) else match.group()

        return self._pattern.sub(shown, text)

    def _word(self, match: re.Match[str]) -> RoleWord | None:
        # The first group is the half; a mask has no group at all.
        return self._words[match.lastindex - 2] if match.lastindex else None

    def _is_half_hidden(self, match: re.Match[str], hidden: Collection[str]) -> bool:
        """Whether "jeugd-" of "jeugd- en wijkverpleegkundigen" stands for a hidden role, or is one itself."""
        half, word = match["half"] or "", match.group(match.lastindex or 0)
        wholes = (half, *(half + word[at:] for at in range(1, len(word) - 2))) if half else ()
        found = [self._word(whole) for whole in map(self._pattern.fullmatch, wholes) if whole]
        return any(word is not None and word.role in hidden for word in found)


def _by_beginning(words: Iterable[RoleWord]) -> dict[str, list[RoleWord]]:
    """Group words by their first letters, in order: a text is compared only with words that begin as it does."""
    groups: dict[str, list[RoleWord]] = {}
    for word in words:
        beginning = re.match(r"[A-Za-z0-9]{0,2}", word.word)
        groups.setdefault(beginning.group().lower() if beginning else "", []).append(word)
    return groups


def _any_of(groups: dict[str, list[RoleWord]]) -> str:
    return "|".join(
        f"(?={beginning})(?:{'|'.join(f'({spelled(word.word)})' for word in group)})"
        for beginning, group in groups.items()
    )


def _is_of_oneself(match: re.Match[str]) -> bool:
    """Whether the words around a match show that the speaker says it of herself."""
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    is_one = not match.group().casefold().endswith("en")
    if _OF_ONESELF.search(before) or (is_one and _IN_CAPACITY.search(before)):
        return True
    is_becoming = _I.search(before) and _AM.match(match.string, match.end())
    return bool(is_becoming or _AFTERWARDS.match(match.string, match.end()))


def spelled(word: str) -> str:
    """Return a pattern for a word in all its spellings and forms."""
    return _SPELLED[" "].join(_with_endings(part) for part in unicodedata.normalize("NFC", word).split(" "))


def _with_endings(word: str) -> str:
    """Return a pattern for one word: singular, plural, feminine, diminutive, genitive.

    Examples
    --------
    >>> forms = ["consulente", "consulenten", "consulents", "consulentenpraktijk"]
    >>> [bool(re.fullmatch(_with_endings("consulent"), form)) for form in forms]
    [True, True, True, False]
    """
    plain = "".join(map(_letter, word))
    if re.search(r"[A-Z]{2}$|-[A-Z]$", word):
        return rf"{plain}(?:[{_APOSTROPHES}-]?(?:ers?|s))?"
    if word.endswith("e"):
        return rf"{plain}(?:n|{_S})"
    if word.endswith("er"):
        feminine = rf"|{plain.removesuffix('er')}ster{_S}" if word.endswith(("werker", "leider", "zorger")) else ""
        return rf"(?:{plain}(?:tjes?|{_S}){feminine})"
    if word.endswith("lid"):
        return f"{plain.removesuffix('id')}(?:id|eden){_S}"
    double = re.search(r"(aa|ee|oo|uu)([^aeiou\W])$", word)
    single = re.search(r"(?<![aeiou])[aeiou]([^aeiou\W])$", word)
    many = rf"{plain}{single[1]}?en" if single else f"{plain}en"
    if double:
        many += f"|{plain[:-2]}{double[2]}(?:en|es?)"
    return rf"(?:{plain}(?:es?|t?jes?|{_S})|{many})"


def _letter(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter)
    return f"(?:{letter}|{apart}|{apart[0]})" if len(apart) > 1 else _SPELLED.get(letter, re.escape(letter))
