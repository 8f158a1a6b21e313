"""YAML with the line of every value, so that a complaint can name it."""

from __future__ import annotations

from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Place = tuple[str | int, ...]


def parse(text: str) -> tuple[Any, dict[Place, int]]:
    """Return the value of a YAML text and the line, from 1, of every place in it.

    Raises
    ------
    yaml.YAMLError
        If the text is no YAML, or a mapping has a key twice.

    Examples
    --------
    >>> value, lines = parse("naam: a\\nregels:\\n  - soort: phrase\\n")
    >>> lines[("regels", 0, "soort")]
    3
    """
    node = yaml.compose(text, Loader=_Loader)
    lines: dict[Place, int] = {}
    if node is not None:
        _walk(node, (), lines)
    return yaml.load(text, Loader=_Loader), lines


def line_of(lines: dict[Place, int], place: Place) -> int:
    """Return the line of ``place``, or of the nearest place around it.

    Examples
    --------
    >>> line_of({("regels",): 2}, ("regels", 0, "soort"))
    2
    """
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def line_of_unreadable(text: str, error: Exception) -> int:
    """Return the line of a sign that YAML does not allow, or of a value that is no date or number though it looks so.

    Examples
    --------
    >>> line_of_unreadable("a: 1\\nb: 2024-02-30", ValueError("day is out of range for month"))
    2
    """
    if isinstance(error, yaml.reader.ReaderError):
        position: int = error.position
        return text.count("\n", 0, position) + 1
    for token in yaml.scan(text, Loader=_Loader):
        if isinstance(token, yaml.ScalarToken) and token.plain:
            try:
                yaml.load(token.value, Loader=_Loader)
            except yaml.YAMLError:
                continue
            except (ValueError, TypeError):
                return int(token.start_mark.line) + 1
    return 1


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(
                    problem="een sleutel moet een woord zijn, geen lijst of blok", problem_mark=key.start_mark
                )
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"sleutel '{key.value}' staat er twee keer", problem_mark=key.start_mark
                )
            seen.add(key.value)
            lines[(*place, key.value)] = key.start_mark.line + 1
            _walk(value, (*place, key.value), lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[(*place, number)] = value.start_mark.line + 1
            _walk(value, (*place, number), lines)
