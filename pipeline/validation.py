"""Say in Dutch what pydantic found wrong with a file that a researcher wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_TEXTS = {
    "missing": "ontbreekt; vul dit in",
    "string_type": "dit moet tekst zijn",
    "int_type": "dit moet een geheel getal zijn",
    "int_parsing": "dit moet een geheel getal zijn",
    "int_from_float": "dit moet een geheel getal zijn",
    "float_type": "dit moet een getal zijn",
    "float_parsing": "dit moet een getal zijn",
    "bool_type": "dit moet true of false zijn",
    "list_type": "dit moet een lijst zijn",
    "dict_type": "dit moet een blok met sleutels zijn",
    "model_type": "dit moet een blok met sleutels zijn",
    "string_pattern_mismatch": "mag alleen kleine letters, cijfers en streepjes hebben",
}
_LIMITS = {
    "greater_than": ("gt", "meer dan"),
    "greater_than_equal": ("ge", "minstens"),
    "less_than": ("lt", "minder dan"),
    "less_than_equal": ("le", "hooguit"),
}
# What pydantic calls the branches of a union; they are no places in a file.
_BRANCHES = ("str", "list[str]", "int", "constrained-int")


def in_dutch(item: Mapping[str, Any], texts: Mapping[str, str] | None = None) -> str:
    """Return what is wrong, what was found and what is allowed.

    Parameters
    ----------
    item
        One of the errors of a pydantic ``ValidationError``.
    texts
        Texts that fit the kind of file better, by pydantic's error type.
    """
    kind, context = str(item["type"]), item.get("ctx", {})
    shown = "" if isinstance(item["input"], dict | list) else f"gevonden {_shown(item['input'])}"
    if kind == "missing":
        return _TEXTS[kind]
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return _joined(shown, f"toegestaan: {context['expected'].replace(' or ', ', ').replace(chr(39), '')}")
    if kind in _LIMITS:
        key, words = _LIMITS[kind]
        return _joined(shown, f"toegestaan: {words} {context[key]}")
    if kind == "string_too_short":
        return _joined("te kort", shown, f"minstens {context['min_length']} tekens")
    if kind == "too_short":
        return f"te weinig; minstens {context['min_length']}"
    return _joined({**_TEXTS, **(texts or {})}.get(kind, "dit past hier niet"), shown)


def one_per_place(items: Iterable[Mapping[str, Any]]) -> list[tuple[tuple[str | int, ...], list[Mapping[str, Any]]]]:
    """Group errors by their place in the file; what fits no branch of a union gives one error for each branch.

    Examples
    --------
    >>> [place for place, _ in one_per_place([{"loc": ("a", "str")}, {"loc": ("a", "list[str]")}])]
    [('a',)]
    """
    grouped: dict[tuple[str | int, ...], list[Mapping[str, Any]]] = {}
    for item in items:
        place = tuple(part for part in item["loc"] if part not in _BRANCHES and not str(part).startswith("literal["))
        grouped.setdefault(place, []).append(item)
    return list(grouped.items())


def _shown(value: object) -> str:
    """Return a value as it stands in the file, texts between quotation marks.

    Examples
    --------
    >>> _shown(True), _shown("ja"), _shown(None)
    ('true', "'ja'", 'niets')
    """
    if value is None:
        return "niets"
    return str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, str) else str(value)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
