"""How well names are found, against the names that somebody listed per interview (names.json).

What may be shared holds ids, offsets and counts; the text of a name stays out of frames, errors and reprs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipeline import frames
from pipeline.evaluation.intervals import Interval, _interval, _weights
from pipeline.evaluation.measures import ratio
from pipeline.evaluation.names_listed import COUNTED, Listed, Located, locate, read_listed

__all__ = ["COUNTED", "Counts", "Listed", "Located", "Measured", "Passage", "locate", "measure", "read_listed"]


_PLACE = ["interview_id", "turn_no", "start_char", "end_char", "kind", "outcome"]


@dataclass(frozen=True)
class Passage:
    """A listed occurrence ("found", "partly" or "missed") or a mask ("right", "wrong" or "apart": not counted)."""

    interview_id: str
    turn_no: int
    start_char: int
    end_char: int
    kind: str
    outcome: str
    text: str = field(repr=False)
    situation: str = ""
    is_right_kind: bool = False


@dataclass(frozen=True)
class Counts:
    """Occurrences by outcome, names by whether each of their occurrences was found, and masks; shares are None for 0 / 0."""

    n: int
    n_found: int
    n_partly: int
    n_missed: int
    n_right_kind: int
    n_distinct: int
    n_distinct_found: int
    n_masks: int
    n_masks_right: int

    @property
    def recall(self) -> float | None:
        """Share of the occurrences of which every letter and digit is masked."""
        return _share(self.n_found, self.n)

    @property
    def right_kind(self) -> float | None:
        """Share of the found occurrences of which every mask has the listed kind."""
        return _share(self.n_right_kind, self.n_found)

    @property
    def recall_distinct(self) -> float | None:
        """Share of the names, per interview, that were found each time."""
        return _share(self.n_distinct_found, self.n_distinct)

    @property
    def precision(self) -> float | None:
        """Share of the masks that touch a listed name."""
        return _share(self.n_masks_right, self.n_masks)


@dataclass(frozen=True)
class Measured:
    """What one finder found in the interviews that are both listed and read, and the listed names that occur nowhere."""

    interview_ids: tuple[str, ...]
    occurrences: tuple[Passage, ...]
    masks: tuple[Passage, ...]
    nowhere: tuple[Located, ...]
    is_invented: bool

    def counts(self, kinds: Collection[str] = COUNTED, interview_id: str | None = None) -> Counts:
        """Count listed names and masks of these kinds, of one interview or of all."""
        found = [p for p in self.occurrences if p.kind in kinds and interview_id in (None, p.interview_id)]
        n = Counter(p.outcome for p in found)
        names = {(p.interview_id, p.text) for p in found}
        lost = {(p.interview_id, p.text) for p in found if p.outcome != "found"}
        masks = Counter(p.outcome for p in self.masks if p.kind in kinds and interview_id in (None, p.interview_id))
        n_right_kind = sum(p.is_right_kind for p in found)
        by_name = (len(names), len(names - lost))
        by_mask = (masks["right"] + masks["wrong"], masks["right"])
        return Counts(len(found), n["found"], n["partly"], n["missed"], n_right_kind, *by_name, *by_mask)

    def intervals(self, kinds: Collection[str] = COUNTED, n: int = 1000, seed: int = 0) -> dict[str, Interval]:
        """Return 95% intervals of "recall" and "precision" over ``n`` resamples of interviews.

        NaN where there is nothing to divide by, and with fewer than two interviews, which tell nothing about others.
        """
        each = [self.counts(kinds, interview_id) for interview_id in self.interview_ids]
        if len(each) < 2:
            return dict.fromkeys(("recall", "precision"), (float("nan"), float("nan")))
        table = np.array([(c.n_found, c.n, c.n_masks_right, c.n_masks) for c in each], dtype=float).reshape(-1, 4)
        found, listed, right, masks = (_weights(len(each), n, seed) @ table).T
        return {"recall": _interval(ratio(found, listed)), "precision": _interval(ratio(right, masks))}

    def where_missed(self) -> pd.DataFrame:
        """Return where a listed name was missed or partly masked, without its text."""
        return _rows(self._lost(), _PLACE)

    def false_alarms(self) -> pd.DataFrame:
        """Return where a mask touches nothing that is listed, without its text."""
        return _rows(self._wrong(), _PLACE)

    def with_texts(self) -> pd.DataFrame:
        """Return misses and false alarms with their texts: for the researcher's own screen, never for a file."""
        return _rows([*self._lost(), *self._wrong()], [*_PLACE, "text"])

    def _lost(self) -> list[Passage]:
        return [p for p in self.occurrences if p.outcome != "found"]

    def _wrong(self) -> list[Passage]:
        return [p for p in self.masks if p.outcome == "wrong"]


def measure(
    names: pd.DataFrame, turns: pd.DataFrame, listed: Mapping[str, Iterable[Listed]], is_invented: bool = False
) -> Measured:
    """Compare what a finder masks with what is listed; interviews that are not listed are left out.

    Parameters
    ----------
    names, turns
        Frames `names` and `turns`, offsets in the same plain text.
    """
    located = locate(listed, turns)
    read = set(turns["interview_id"]) & set(listed)
    masks = defaultdict[str, list[Any]](list)
    for mask in frames.rows(frames.check(names, frames.NAMES)):
        masks[mask.interview_id].append(mask)
    letters = defaultdict[tuple[str, bool], set[int]](set)
    for one in located:
        letters[one.interview_id, one.listed.kind in COUNTED] |= one.letters
    judged = [
        _judge_mask(mask, letters[interview_id, True], letters[interview_id, False])
        for interview_id in sorted(read)
        for mask in masks[interview_id]
    ]
    return Measured(
        interview_ids=tuple(sorted(read)),
        occurrences=tuple(_judge(one, masks[one.interview_id]) for one in located if one.letters),
        masks=tuple(judged),
        nowhere=tuple(one for one in located if not one.letters),
        is_invented=is_invented,
    )


def _judge(one: Located, masks: Iterable[Any]) -> Passage:
    touching = [mask for mask in masks if not one.letters.isdisjoint(range(mask.start_char, mask.end_char))]
    covered = one.letters & {place for mask in touching for place in range(mask.start_char, mask.end_char)}
    outcome = "found" if covered == one.letters else "partly" if covered else "missed"
    is_right_kind = outcome == "found" and all(mask.kind == one.listed.kind for mask in touching)
    start, end = min(one.letters), max(one.letters) + 1
    place = (one.interview_id, one.turn_no, start, end, one.listed.kind)
    return Passage(*place, outcome, one.listed.text, one.situation, is_right_kind)


def _judge_mask(mask: Any, counted: Collection[int], other: Collection[int]) -> Passage:
    covered = set(range(mask.start_char, mask.end_char))
    if mask.kind not in COUNTED or (covered.isdisjoint(counted) and not covered.isdisjoint(other)):
        outcome = "apart"
    else:
        outcome = "wrong" if covered.isdisjoint(counted) else "right"
    place = (mask.interview_id, mask.turn_no, mask.start_char, mask.end_char, mask.kind)
    return Passage(*place, outcome, mask.text)


def _rows(passages: Iterable[Passage], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame([[getattr(p, name) for name in columns] for p in passages], columns=columns)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
