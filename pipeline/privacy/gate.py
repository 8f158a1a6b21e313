"""Mask names in text that goes into a document: the municipalities of the study and the names that its settings list.

Persons and organisations that the settings do not list are not recognised; documents say so and ask for a check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


class Gate:
    """Masks names in quotes.

    Parameters
    ----------
    masks
        Name -> what is printed in its place. Case is ignored; a genitive s and Dutch derived forms in -se, -er go too.

    Examples
    --------
    >>> Gate({"Veldhaven": "[gemeente]"}).mask("Hier in Veldhaven, in Veldhavens centrum.")
    'Hier in [gemeente], in [gemeente] centrum.'
    """

    def __init__(self, masks: Mapping[str, str]) -> None:
        self._masks = {name.casefold(): mask for name, mask in masks.items() if name.strip()}
        names = sorted(self._masks, key=lambda name: (-len(name), name))
        pattern = "|".join(re.escape(name) for name in names)
        self._names = re.compile(rf"(?<!\w)({pattern})(?:'?s|se|er|ers|ner)?(?!\w)", re.IGNORECASE) if names else None

    def mask(self, text: str) -> str:
        """Return ``text`` with every listed name masked, on one line."""
        flat = " ".join(text.split())
        if self._names is None:
            return flat
        return self._names.sub(lambda match: self._masks[match[1].casefold()], flat)
