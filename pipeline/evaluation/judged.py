"""What measures are taken of: turns with what coders gave to each, and what one way of coding said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline import frames
from pipeline.codebook import Codebook

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Pairs = dict[tuple[str, str], list[str]]

LOWEST_CHANCE = 0.02
OPPOSITE = {"facilitating": "hindering", "hindering": "facilitating"}
_DIRECTIONS = {"facilitating": "bevorderend", "hindering": "belemmerend"}


@dataclass(frozen=True)
class Units:
    """The respondent turns judged, and what coders gave to each.

    Attributes
    ----------
    interview_ids, turn_nos, groups, texts
        n each; the groups are municipalities.
    is_off_topic
        n; interviews about something else altogether.
    code_ids
        k factor codes.
    truth
        n x k.

    Raises
    ------
    ValueError
        If lengths differ.
    """

    interview_ids: tuple[str, ...]
    turn_nos: tuple[int, ...]
    groups: tuple[str, ...]
    is_off_topic: Bools
    code_ids: tuple[str, ...]
    truth: Bools
    texts: tuple[str, ...]

    def __post_init__(self) -> None:
        n = len(self.interview_ids)
        lengths = {name: len(getattr(self, name)) for name in ("turn_nos", "groups", "is_off_topic", "texts")}
        wrong = [f"{name}: got {length}; allowed {n}" for name, length in lengths.items() if length != n]
        wrong += _wrong_shapes([("truth", self.truth)], (n, len(self.code_ids)))
        _complain("units", wrong)


@dataclass(frozen=True)
class Judged:
    """What one way of coding said of these turns, each judged by a model that had not seen it.

    Attributes
    ----------
    chance
        n x k, calibrated chance that the code applies, in [0, 1].
    suggested
        n x k.
    certainty
        n x k, "certain", "likely" or "doubtful" where suggested, "" elsewhere.

    Raises
    ------
    ValueError
        If shapes differ, a chance lies outside [0, 1], or certainties do not stand exactly where something is suggested.
    """

    name: str
    chance: Floats
    suggested: Bools
    certainty: NDArray[np.str_]

    def __post_init__(self) -> None:
        wrong = _wrong_shapes([("suggested", self.suggested), ("certainty", self.certainty)], self.chance.shape)
        n_outside = int((~((self.chance >= 0) & (self.chance <= 1))).sum())
        if n_outside:
            wrong.append(f"chance: got {n_outside} outside 0 to 1")
        if not wrong and not (np.isin(self.certainty, frames.CERTAINTIES) == self.suggested).all():
            wrong.append(f"certainty: allowed {', '.join(frames.CERTAINTIES)} where suggested and only there")
        if not wrong and (self.certainty[~self.suggested] != "").any():
            wrong.append("certainty: allowed '' where nothing is suggested")
        _complain(self.name, wrong)


def check_same_cells(units: Units, *judged: Judged) -> None:
    """Raise if a way of coding judged other cells than these turns with these codes.

    Raises
    ------
    ValueError
        If shapes differ.
    """
    for one in judged:
        _complain(one.name, _wrong_shapes([("chance", one.chance)], units.truth.shape))


def direction_pairs(codebook: Codebook) -> Pairs:
    """Return which factor codes make up each theme and direction; pairs without codes and context codes left out.

    Returns
    -------
    dict
        (theme id, "facilitating" or "hindering") -> code ids, in the order of the codebook.
    """
    pairs = {
        (theme.id, direction): [code for code in theme.codes if codebook.by_id[code].richting == dutch]
        for theme in codebook.themes
        for direction, dutch in _DIRECTIONS.items()
    }
    return {pair: codes for pair, codes in pairs.items() if codes}


def _wrong_shapes(arrays: Iterable[tuple[str, NDArray[np.generic]]], shape: tuple[int, ...]) -> list[str]:
    return [f"{name}: got shape {array.shape}; allowed {shape}" for name, array in arrays if array.shape != shape]


def _complain(where: str, wrong: list[str]) -> None:
    if wrong:
        raise ValueError(f"{where}: {'; '.join(wrong)}")
