"""Mask names in text that goes into a document: the municipalities of the study and the names that its settings list.

Persons and organisations that the settings do not list are not recognised; documents say so and ask for a check.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_APOSTROPHES = "'’‘ʼ"
# Other control characters count as white space.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
# Genitive s, and the Dutch endings of an adjective or an inhabitant.
_ENDINGS = rf"(?:[{_APOSTROPHES}]?s|se|er|ers|ner|e?naars?|e?naren|aars?|aren|ër|ërs)?"


class Gate:
    """Masks names in quotes.

    Parameters
    ----------
    masks
        Name -> what is printed in its place. Case, accents written apart, apostrophes and spaces may differ; a
        genitive s and derived forms (-se, -er, -naar) go too.

    Examples
    --------
    >>> Gate({"Veldhaven": "[gemeente]"}).mask("Hier in Veldhaven, in Veldhavens centrum.")
    'Hier in [gemeente], in [gemeente] centrum.'
    """

    def __init__(self, masks: Mapping[str, str]) -> None:
        names = {_composed(name).strip(): mask for name, mask in masks.items() if name.strip()}
        ordered = sorted(names, key=lambda name: (-len(name), name))
        self._masks = [names[name] for name in ordered]
        pattern = "|".join(f"({_spelled(name)})" for name in ordered)
        self._names = re.compile(rf"(?<!\w)(?:{pattern}){_ENDINGS}(?!\w)", re.IGNORECASE) if ordered else None

    def mask(self, text: str) -> str:
        """Return ``text`` on one line with every listed name masked and without control characters."""
        flat = " ".join(_composed(_CONTROL.sub("", text)).split())
        if self._names is None:
            return flat
        return self._names.sub(lambda match: self._masks[(match.lastindex or 1) - 1], flat)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _spelled(name: str) -> str:
    """Return a pattern for a name in which any apostrophe and any white space will do."""
    parts = re.split(rf"([{_APOSTROPHES}]|\s+)", name)
    classes = {True: rf"[{_APOSTROPHES}]", False: r"\s+"}
    return "".join(
        re.escape(part) if number % 2 == 0 else classes[part in _APOSTROPHES]
        for number, part in enumerate(parts)
        if part
    )
