"""What is surely a name in one place is one wherever it is written the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.privacy.finder import CERTAIN
from pipeline.privacy.lists import name_lists
from pipeline.privacy.spans import LINKS
from pipeline.privacy.spelling import Spellings
from pipeline.privacy.words import COMMON, UNKNOWN, familiarity, fold, has_capital

_NAMED = ("person", "place", "organisation", "school", "project")
_LEAST_LETTERS = 3
# What stands before a word that has a capital for its own sake.
_INSIDE = re.compile(r"[\w,;)]\s+$")
_WORDS = re.compile(r"\w(?:.*[\w\u0300-\u036f])?", re.DOTALL)
_QUOTES = ".,;:!?()\"'’‘"


def spread(names: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Mask a word that is surely a name in one place wherever it is written the same in these interviews.

    Parameters
    ----------
    names
        Frame `names` of the interviews of one municipality.
    turns
        Their frame `turns`.

    Returns
    -------
    pd.DataFrame
        Frame `names` with the passages found so.
    """
    kinds = _sure_forms(names)
    found = Spellings(kinds)

    def places(text: str) -> Iterator[tuple[int, int, str]]:
        for a, b, form in found.places(text):
            if familiarity(form) < COMMON or " " in form or _INSIDE.search(text, 0, a):
                yield a, b, kinds[form]

    return _with_more(names, turns, places, "elders in de studie een naam")


def mark_places(names: pd.DataFrame, turns: pd.DataFrame, places: Collection[str]) -> pd.DataFrame:
    """Return frame `names` with every mention of these places (the municipalities of a study), derived forms too."""
    found = Spellings(places, any_case=True, derived=True)
    return _with_more(
        names, turns, lambda text: ((a, b, "place") for a, b, _ in found.places(text)), "gemeente van de studie"
    )


def _with_more(
    names: pd.DataFrame, turns: pd.DataFrame, find: Callable[[str], Iterable[tuple[int, int, str]]], reason: str
) -> pd.DataFrame:
    """Add what is found in turns as (start, end, kind), where nothing was found before."""
    taken = {
        key: [(row.start_char, row.end_char) for row in frames.rows(part)]
        for key, part in names.groupby(["interview_id", "turn_no"])
    }
    rows: list[dict[str, object]] = []
    for turn in frames.rows(turns):
        for a, b, kind in find(turn.text):
            for start, end in _left(turn, a, b, taken.get((turn.interview_id, turn.turn_no), ())):
                place = {"turn_no": turn.turn_no, "start_char": start, "end_char": end}
                text = turn.text[start - turn.start_char : end - turn.start_char]
                named = {"text": text, "kind": kind, "score": CERTAIN, "certainty": "certain", "reason": reason}
                rows.append({"interview_id": turn.interview_id, **place, **named})
    together = pd.concat([names, frames.build(frames.NAMES, rows)], ignore_index=True)
    together = together.sort_values(["interview_id", "start_char"], kind="stable", ignore_index=True)
    return frames.check(together, frames.NAMES)


def _left(turn: Any, a: int, b: int, taken: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the words of a passage that nothing covers, as (start, end) in the plain text: what was found may be half a name."""
    start, end = turn.start_char + a, turn.start_char + b
    for x, y in [*sorted((x, y) for x, y in taken if x < end and start < y), (end, end)]:
        words = _WORDS.search(turn.text, start - turn.start_char, max(a, x - turn.start_char))
        if words:
            yield turn.start_char + words.start(), turn.start_char + words.end()
        start = max(start, y)


def _sure_forms(names: pd.DataFrame) -> dict[str, str]:
    """Return the forms of sure names by their kind: whole names of several words, and words that are names by themselves.

    Those have a capital, or Dutch does not know them.
    """
    kinds: dict[str, str] = {}
    for row in frames.rows(names[(names["certainty"] == "certain") & names["kind"].isin(_NAMED)]):
        words = [word.strip(_QUOTES) for word in row.text.split()]
        if len(words) > 1 and has_capital(words[-1]):
            kinds.setdefault(" ".join(words), row.kind)
        for form in words:
            if len(form) < _LEAST_LETTERS or form.lower() in LINKS:
                continue
            is_first_name = has_capital(form) and row.kind == "person" and name_lists().first_name(fold(form))
            if is_first_name or (has_capital(form) and familiarity(form) < COMMON) or familiarity(form) == UNKNOWN:
                kinds.setdefault(form, row.kind)
    return kinds
