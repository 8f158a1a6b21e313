"""The names that somebody listed per interview (names.json), and where they occur."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.errors import HandCodingError, Problem, os_mistake

# What counts; what is listed as something else, and masks of other kinds, are told apart.
COUNTED = ("person", "place", "organisation", "school", "project", "phone", "email", "web")
LISTED_KINDS = (*COUNTED, "other")
SITUATIONS = (
    "zonder hoofdletter, zoals e-mailadressen en nummers",
    "met een s erachter",
    "aan het begin van een zin",
    "meer woorden, midden in een zin",
    "één woord, midden in een zin",
)
_SHAPE = '{"interview": [{"text": "...", "kind": "person"}]}'
_SIGNS = re.compile(r"(['’‘ʼ]|\s+)")
_SMALL_ARTICLE = re.compile(r"(?:de|het|een|['’]?t)\s+(?=\S)")
_SENTENCE_END = re.compile(r"(?:^|[.?!:;…])[\W_]*$")


@dataclass(frozen=True)
class Listed:
    """A name that somebody listed, and its kind, one of ``LISTED_KINDS``; its text is not in its repr."""

    text: str = field(repr=False)
    kind: str


@dataclass(frozen=True)
class Located:
    """Where a listed name occurs: the code points of its letters and digits in the plain text; none: it occurs nowhere."""

    interview_id: str
    listed: Listed
    turn_no: int = 0
    letters: frozenset[int] = frozenset()
    situation: str = ""


def read_listed(path: Path) -> dict[str, list[Listed]]:
    """Read the names that somebody listed: a JSON of interview id -> entries with text and kind.

    Raises
    ------
    HandCodingError
        If the file cannot be read, or with everything that is wrong in it; never with a name.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
    except OSError as error:
        raise HandCodingError(Problem(path.name, os_mistake(error))) from error
    except UnicodeDecodeError:
        raise HandCodingError(Problem(path.name, "niet te lezen; sla het opnieuw op als UTF-8")) from None
    except json.JSONDecodeError as error:
        message = "hier is de JSON niet te lezen; kijk naar komma's, haakjes en aanhalingstekens op en boven deze regel"
        raise HandCodingError(Problem(f"{path.name}, regel {error.lineno}", message)) from None
    except (ValueError, RecursionError):
        message = (
            "een interview of gegeven staat er twee keer, of haakjes staan te diep in elkaar; haal weg wat te veel is"
        )
        raise HandCodingError(Problem(path.name, message)) from None
    if not isinstance(found, dict):
        raise HandCodingError(Problem(path.name, f"geen lijst van namen per interview; schrijf {_SHAPE}"))
    parts = enumerate(found.items(), start=1)
    problems = [one for number, (key, value) in parts for one in _mistakes(path.name, number, key, value)]
    if problems:
        raise HandCodingError(problems)
    return {key: [Listed(entry["text"].strip(), entry["kind"]) for entry in value] for key, value in found.items()}


def locate(listed: Mapping[str, Iterable[Listed]], turns: pd.DataFrame) -> list[Located]:
    """Find every occurrence of the listed names as whole words, case as listed, longer names first.

    A genitive s may follow and an article in small letters may open it; neither is a part of the name that gives somebody
    away. An accent may be written apart, and white space and apostrophes may
    differ. Of a text listed with two kinds the first counts.

    Parameters
    ----------
    turns
        Frame `turns` of one or more interviews.

    Returns
    -------
    list[Located]
        By interview and place; first, with turn_no 0, the names that occur nowhere, not even inside a longer one.
    """
    located = list[Located]()
    for interview_id, names in listed.items():
        spoken = list(frames.rows(turns[turns["interview_id"] == interview_id]))
        taken = set[int]()
        found = list[Located]()
        for name in sorted(dict.fromkeys(names), key=lambda name: -len(name.text)):
            all_of_it = _occurrences(interview_id, name, spoken)
            free = [one for one in all_of_it if taken.isdisjoint(one.letters)]
            taken.update(*(one.letters for one in free))
            found += free if all_of_it else [Located(interview_id, name)]
        located += sorted(found, key=lambda one: (one.turn_no, min(one.letters, default=0)))
    return located


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key repeats")
    return found


def _mistakes(file: str, number: int, key: str, entries: Any) -> Iterator[Problem]:
    """Say what is wrong with an interview's entries, without what stands there: it may be a name, as the key of no list."""
    if not isinstance(entries, list):
        what = f"geen lijst van namen; schrijf {_SHAPE}, of [] voor een interview zonder namen"
        yield Problem(f"{file}, onderdeel {number}", what)
        return
    for place, entry in enumerate(entries, start=1):
        if what := _mistake(entry):
            yield Problem(f"{file}, interview '{key}', naam {place}", what)


def _mistake(entry: Any) -> str:
    if not isinstance(entry, dict):
        return f"geen naam met een soort; schrijf {_SHAPE}"
    text = entry.get("text")
    if not isinstance(text, str) or not any(sign.isalnum() for sign in text):
        return "'text' ontbreekt of is leeg; schrijf daar de naam zoals die in het interview staat"
    if entry.get("kind") not in LISTED_KINDS:
        return f"'kind' ontbreekt of is onbekend; kies uit {', '.join(LISTED_KINDS)}"
    return ""


def _occurrences(interview_id: str, name: Listed, spoken: Iterable[Any]) -> list[Located]:
    pattern = _spelled(name.text)
    found = list[Located]()
    for turn in spoken:
        for match in pattern.finditer(turn.text):
            places = range(match.start(1) + len(_article(match[1])), match.end(1))
            letters = frozenset(turn.start_char + place for place in places if turn.text[place].isalnum())
            found.append(Located(interview_id, name, turn.turn_no, letters, _situation(match)))
    return found


def _article(name: str) -> str:
    """Return the article in small letters that opens a name of several words, with the space after it; may be empty.

    Examples
    --------
    >>> _article("de Brink"), _article("De Brink"), _article("de")
    ('de ', '', '')
    """
    found = _SMALL_ARTICLE.match(name)
    return found[0] if found else ""


def _spelled(text: str) -> re.Pattern[str]:
    """Return a pattern for a name as a whole word, the name itself as its group."""
    forms = dict.fromkeys(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    spelled = (
        "".join(
            re.escape(part) if number % 2 == 0 else r"\s+" if part.isspace() else "['’‘ʼ]"
            for number, part in enumerate(_SIGNS.split(form))
        )
        for form in forms
    )
    # A combining accent belongs to the letter before it.
    return re.compile(rf"(?<!\w)({'|'.join(spelled)})(?:['’‘ʼ]?s)?(?![\w\u0300-\u036f])")


def _situation(match: re.Match[str]) -> str:
    """Say how an occurrence stands in its sentence; the first of ``SITUATIONS`` that holds."""
    name = match[1]
    holds = (
        not any(sign.isupper() for sign in name),
        match.end() > match.end(1),
        bool(_SENTENCE_END.search(match.string[: match.start()])),
        len(name.split()) > 1,
        True,
    )
    return SITUATIONS[holds.index(True)]
