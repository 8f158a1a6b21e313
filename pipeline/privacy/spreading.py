"""What is surely a name in one place is one wherever it is written the same."""

from __future__ import annotations

import pandas as pd

from pipeline import frames
from pipeline.privacy.finder import CERTAIN
from pipeline.privacy.spans import LINKS
from pipeline.privacy.spelling import Spellings
from pipeline.privacy.words import COMMON, UNKNOWN, familiarity, has_capital

_NAMED = ("person", "place", "organisation", "school", "project")
_LEAST_LETTERS = 3
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
    kinds = _sure_words(names)
    found = Spellings(kinds)
    taken = {
        key: [(row.start_char, row.end_char) for row in frames.rows(part)]
        for key, part in names.groupby(["interview_id", "turn_no"])
    }
    rows: list[dict[str, object]] = []
    for turn in frames.rows(turns):
        for a, b, form in found.places(turn.text):
            start, end = turn.start_char + a, turn.start_char + b
            if any(start < y and x < end for x, y in taken.get((turn.interview_id, turn.turn_no), ())):
                continue
            place = {"interview_id": turn.interview_id, "turn_no": turn.turn_no, "start_char": start, "end_char": end}
            named = {"text": turn.text[a:b], "kind": kinds[form], "score": CERTAIN, "certainty": "certain"}
            rows.append({**place, **named, "reason": "elders in de studie een naam"})
    together = pd.concat([names, frames.build(frames.NAMES, rows)], ignore_index=True)
    together = together.sort_values(["interview_id", "start_char"], kind="stable", ignore_index=True)
    return frames.check(together, frames.NAMES)


def _sure_words(names: pd.DataFrame) -> dict[str, str]:
    """Return the words of sure names by their kind: those with a capital, or that Dutch does not know."""
    kinds: dict[str, str] = {}
    for row in frames.rows(names[(names["certainty"] == "certain") & names["kind"].isin(_NAMED)]):
        for word in row.text.split():
            form = word.strip(_QUOTES)
            if len(form) < _LEAST_LETTERS or form.lower() in LINKS or familiarity(form) == COMMON:
                continue
            if has_capital(form) or familiarity(form) == UNKNOWN:
                kinds.setdefault(form, row.kind)
    return kinds
