"""Make a code or theme with a wrong field usable for the checks between files, so that one mistake hides no other.

What is salvaged stands in for the file while it is checked; a codebook with a mistake is never used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from pipeline.codebook.model import Code, Theme
from pipeline.codebook.yaml_lines import Place

_UNKNOWN = "niet te lezen"
_FIELDS: dict[str, Any] = {
    "naam": _UNKNOWN,
    "tegenpool": None,
    "definitie": _UNKNOWN,
    "wel": [_UNKNOWN],
    "niet": [_UNKNOWN],
    "regels": [],
    "voorbeelden": {},
    "tegenvoorbeelden": [],
}
_ITEMS: dict[str, Callable[[int], dict[str, Any]]] = {
    "regels": lambda n: {
        "id": f"onbekend-{n}",
        "soort": "phrase",
        "lemmas": ["x"],
        "waarom": _UNKNOWN,
        "bron": _UNKNOWN,
    },
    "tegenvoorbeelden": lambda _: {"hand": "x", "hoort_bij": "geen", "tekst": _UNKNOWN, "waarom": _UNKNOWN},
}


def salvage_code(value: Any, wrong: Sequence[Place]) -> Code | None:
    """Return the code with the wrong places filled in; None if its id or direction is among them."""
    if not isinstance(value, dict):
        return None
    fixed = deepcopy(value)
    for place in wrong:
        name = str(place[0]) if place else ""
        number = place[1] if len(place) > 1 else None
        if name in _ITEMS and isinstance(number, int) and isinstance(fixed.get(name), list):
            fixed[name][number] = _ITEMS[name](number)
        elif name in _FIELDS:
            fixed[name] = _FIELDS[name]
        else:
            fixed.pop(place[0] if place else "", None)
    try:
        return Code.model_validate(fixed)
    except ValidationError:
        return None


def salvage_theme(value: Any, number: int) -> tuple[Theme, bool]:
    """Return what can be used of a theme, and whether that is all its codes."""
    fields = value if isinstance(value, dict) else {}
    codes = fields.get("codes")
    named = [code for code in codes if isinstance(code, str)] if isinstance(codes, list) else []
    is_whole = isinstance(codes, list) and len(named) == len(codes)
    theme_id = fields.get("id")
    known = theme_id if isinstance(theme_id, str) else f"({number})"
    theme = Theme.model_construct(id=known, naam=_UNKNOWN, codes=list(dict.fromkeys(named)), aanbeveling=None)
    return theme, is_whole
