"""Words that were broken at the end of a line: with their hyphen (jeugd-ggz) or without it (samenwerking)."""

from __future__ import annotations

import re

_HYPHENS = "-\u2010\u00ad"
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_VOWEL = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]", re.IGNORECASE)
_AFTER_A_HALF = frozenset("en of noch tot en/of maar als dan".split())


class Mender:
    """Joins the lines of one document; how it spells a word elsewhere says how a broken one is spelt."""

    def __init__(self, lines: list[str]) -> None:
        self._words = {word.casefold() for line in lines for word in _WORD.findall(line)[:-1]}

    def join(self, lines: list[str]) -> str:
        """Return the lines of a paragraph as one, words that were broken mended.

        Examples
        --------
        >>> mender = Mender([])
        >>> mender.join(["Er is samen-", "werking met de jeugd-", "ggz in Noord-", "Holland, zorg-", "en welzijnswerk."])
        'Er is samenwerking met de jeugd-ggz in Noord-Holland, zorg- en welzijnswerk.'
        """
        joined = lines[:1]
        for line in lines[1:]:
            joined += self._add(joined, line)
        return "".join(joined)

    def _add(self, joined: list[str], line: str) -> list[str]:
        """Return what comes behind the lines so far; the last of them loses the hyphen that a broken word does not have."""
        before = joined[-1]
        first = re.search(r"[^\W_]+$", before.rstrip(_HYPHENS))
        second = re.match(r"[^\W_]+", line)
        if not before.endswith(tuple(_HYPHENS)) or before.endswith("--") or first is None or second is None:
            return [" ", line]
        if before.endswith("-") and line.split()[0].strip(".,;:").casefold() in _AFTER_A_HALF:
            return [" ", line]
        if not before.endswith("\u00ad") and self._keeps(first[0], second[0]):
            joined[-1] = before[:-1] + "-"
        else:
            joined[-1] = before[:-1]
        return [line]

    def _keeps(self, first: str, second: str) -> bool:
        """Whether the hyphen belongs to the word: by its letters, by how the document spells it, or by the word list."""
        if not second[0].islower() or (first.isupper() and len(first) > 1) or first[-1].isdigit():
            return True
        whole = f"{first}{second}".casefold()
        if f"{first}-{second}".casefold() in self._words:
            return True
        if whole in self._words or _is_word(whole):
            return False
        # Abbreviations (ggz, jgz) have no vowel. What is left may be a name, which has to stay whole to be found.
        return not (_VOWEL.search(first) and _VOWEL.search(second))


def _is_word(word: str) -> bool:
    # Imported here: the Dutch word lists take seconds, and few files break words.
    from pipeline.language.compounds import compound_parts
    from pipeline.language.word_lists import is_listed

    return is_listed(word) or bool(compound_parts(word))
