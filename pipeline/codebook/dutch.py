"""Say in Dutch what the YAML parser and spaCy's matcher find wrong; what is not in the tables gets a general sentence."""

from __future__ import annotations

import re

import yaml

_QUOTES = "zet zulke tekst tussen aanhalingstekens"
# Part of the parser's context and problem, what it means, and whether it is about the line where the context begins.
_YAML = (
    ("sleutel", "", False),
    ("mapping values", f"een dubbele punt te veel, of de regel springt verkeerd in; {_QUOTES}", False),
    ("cannot start any token", f"tekst begint met een teken als @, % of `, of met een tab; {_QUOTES}", False),
    ("tab character", "er staat een tab; spring in met spaties", False),
    ("quoted scalar found unexpected end", "een aanhalingsteken dat hier begint, wordt niet gesloten; sluit het", True),
    ("expected ',' or", "een [ of { die hier begint, wordt niet gesloten, of er ontbreekt een komma", True),
    (
        "expected key",
        "de regel springt anders in dan die erboven, of na het sluitende aanhalingsteken staat nog tekst",
        False,
    ),
    ("expected '-'", "de regel begint niet met '- ' zoals die erboven, of springt verkeerd in", False),
    ("expected <document start>", "de regel springt anders in dan de eerste", False),
    ("alias", f"tekst begint met een *; {_QUOTES}", False),
    ("anchor", f"tekst begint met een &; {_QUOTES}", False),
    ("second occurrence", f"tekst begint met een &; {_QUOTES}", False),
    ("constructor for the tag", f"tekst begint met een !; {_QUOTES}", False),
    ("tag", f"tekst begint met een !; {_QUOTES}", False),
    ("escape", "een \\ tussen dubbele aanhalingstekens; gebruik enkele", False),
    ("hexdecimal", "een \\ tussen dubbele aanhalingstekens; gebruik enkele", False),
    ("find expected ':'", "op deze regel ontbreekt een dubbele punt", True),
    ("block scalar", "achter een | of > aan het eind van de regel staat nog iets; haal dat weg", False),
    ("single document", "een regel --- deelt het bestand in tweeën; haal hem weg", False),
    ("node content", f"een komma, haakje of accolade staat verkeerd; {_QUOTES}", False),
)
_YAML_OTHER = f"deze regel is niet te begrijpen; {_QUOTES} en spring in met spaties"
_PATTERN = (
    ("Extra inputs", "onbekende sleutel; zie codebook/README.md"),
    ("valid list", "dit moet een lijst zijn"),
    ("valid boolean", "dit moet true of false zijn"),
    ("valid integer", "dit moet een getal zijn"),
    ("valid number", "dit moet een getal zijn"),
    ("null is not allowed", "ontbreekt; vul dit in"),
    ("valid string", "dit moet tekst zijn"),
    ("valid dictionary", "dit moet een blok met sleutels zijn"),
)
_OPERATORS = "toegestaan: '!', '?', '+', '*', '{2}', '{1,3}'"
_PATTERN_OTHER = "een waarde past hier niet; zie codebook/README.md"
# What pydantic calls the branches of a union; a key of a pattern has no such name.
_BRANCH = re.compile(r"TokenPattern\w*|str|int|float|bool|constrained-\w+|str-enum\[.*\]")


def yaml_in_dutch(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """Return the line of ``text``, from 1, and what is wrong on it.

    Examples
    --------
    >>> text = "naam: a\\nlijst: [b"
    >>> try:
    ...     yaml.load(text, Loader=yaml.CSafeLoader)
    ... except yaml.MarkedYAMLError as error:
    ...     yaml_in_dutch(error, text)
    (2, 'een [ of { die hier begint, wordt niet gesloten, of er ontbreekt een komma')
    """
    problem = error.problem or ""
    found = f"{error.context or ''} {problem}"
    _, message, at_context = next((row for row in _YAML if row[0] in found), ("", _YAML_OTHER, False))
    mark = (error.context_mark if at_context else None) or error.problem_mark
    last = max(1, len(text.splitlines()))
    return min(mark.line + 1 if mark else 1, last), message or problem


def pattern_in_dutch(error: Exception) -> str:
    """Return what is wrong with a pattern: the first complaint about each of its keys.

    Examples
    --------
    >>> pattern_in_dutch(ValueError("- [pattern -> 0 -> LAGER] Extra inputs are not permitted"))
    'patroon[0].LAGER: onbekende sleutel; zie codebook/README.md'
    """
    if isinstance(error, re.error):
        return "de REGEX is niet te lezen; sluit haakjes en zet een \\ voor een leesteken"
    found: dict[tuple[str, ...], tuple[int, int, str]] = {}
    for path, text in re.findall(r"^- \[pattern -> (.*?)\] (.*)$", str(error), re.MULTILINE):
        place = [part for part in path.split(" -> ") if not _BRANCH.fullmatch(part)]
        rank, message = next(
            ((n, message) for n, (part, message) in enumerate(_PATTERN) if part in text), (99, _PATTERN_OTHER)
        )
        message = _OPERATORS if place[1:2] == ["OP"] else message
        sentence = f"patroon[{place[0]}]{''.join('.' + part for part in place[1:])}: {message}"
        key = tuple(place[:2])
        found[key] = min(found.get(key, (0, 99, "")), (-len(place), rank, sentence))
    return "; ".join(sentence for *_, sentence in found.values()) or _PATTERN_OTHER
