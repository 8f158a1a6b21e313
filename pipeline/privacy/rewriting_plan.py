"""Which letters of a file change: the names in turns where they were found, and known names everywhere else."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from pipeline import frames
from pipeline.errors import FactorwijzerError, Problem
from pipeline.privacy.everywhere import Surfaces

# Ends a paragraph on a page made from a Word document: white space that is in no file.
PARAGRAPH = "\x1d"
_WITHIN_A_LINE = re.compile(rf"[^\S\r\n{PARAGRAPH}]*")


class RewriteError(FactorwijzerError):
    """A transcript cannot be rewritten with certainty; the other transcripts of a batch can."""

    exit_code = 1


@dataclass(frozen=True, order=True)
class Replacement:
    """A passage of the transcript's plain text, ``end`` exclusive, and what stands there instead."""

    start: int
    end: int
    pseudonym: str


@dataclass(frozen=True, order=True)
class Edit:
    """A passage of one line of a page and what stands there instead; nothing where a name goes on from a line above."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Said:
    """One turn: where it stands in the transcript's plain text and its letters, that is all but white space."""

    turn_no: int
    label: str
    start: int
    end: int
    letters: str
    offsets: list[int]


def read_said(turns: pd.DataFrame) -> list[Said]:
    """Return the turns of one interview in the order of the file."""
    said = []
    for row in sorted(frames.rows(turns), key=lambda row: int(row.start_char)):
        offsets = [row.start_char + n for n, character in enumerate(row.text) if not character.isspace()]
        letters = "".join(row.text.split())
        said.append(Said(row.turn_no, row.speaker, row.start_char, row.end_char, letters, offsets))
    return said


def in_order(replacements: Iterable[Replacement]) -> list[Replacement]:
    """Return ``replacements`` sorted.

    Raises
    ------
    ValueError
        If one is empty or two overlap.

    Examples
    --------
    >>> in_order([Replacement(0, 5, "[persoon 1]"), Replacement(4, 6, "[persoon 2]")])
    Traceback (most recent call last):
    ValueError: replacements overlap at 4
    """
    ordered = sorted(replacements)
    for each in ordered:
        if not 0 <= each.start < each.end:
            raise ValueError(f"replacement {each.start}-{each.end} is empty or out of range")
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise ValueError(f"replacements overlap at {after.start}")
    return ordered


def edit_turns(page: str, said: Sequence[Said], places: list[list[int]], ordered: list[Replacement]) -> set[Edit]:
    """Return the edits for ``ordered`` replacements; ``places`` has, per turn, where each of its letters is on the page.

    Raises
    ------
    ValueError
        If a replacement is not inside one turn, or covers no letter.
    """
    starts = [turn.start for turn in said]
    edits = set[Edit]()
    for each in ordered:
        number = bisect_right(starts, each.start) - 1
        if number < 0 or each.end > said[number].end:
            raise ValueError(f"replacement {each.start}-{each.end} is not inside a turn")
        offsets = said[number].offsets
        letters = places[number][bisect_left(offsets, each.start) : bisect_left(offsets, each.end)]
        if not letters:
            raise ValueError(f"replacement {each.start}-{each.end} covers only white space")
        edits |= set(split_pieces(page, letters, each.pseudonym))
    return edits


def split_pieces(page: str, letters: Sequence[int], pseudonym: str) -> list[Edit]:
    """Return one edit per line or tag that a name is broken over: the pseudonym in the first, nothing in the others.

    Examples
    --------
    >>> split_pieces("Jo\\nSmit", [0, 1, 3, 4, 5, 6], "[persoon 1]")
    [Edit(start=0, end=2, text='[persoon 1]'), Edit(start=3, end=7, text='')]
    """
    runs = [[letters[0], letters[0]]]
    for before, after in pairwise(letters):
        if after > before and _WITHIN_A_LINE.fullmatch(page, before + 1, after):
            runs[-1][1] = after
        else:
            runs.append([after, after])
    return [Edit(first, last + 1, "" if number else pseudonym) for number, (first, last) in enumerate(runs)]


def edit_outside(page: str, taken: bytearray, surfaces: Surfaces) -> set[Edit]:
    """Return the edits for known names on the part of the page that is not ``taken`` by turns."""
    edits = set[Edit]()
    for free in re.finditer(rb"\x00+", taken):
        for start, end, pseudonym in surfaces.find(page[free.start() : free.end()]):
            letters = [n for n in range(free.start() + start, free.start() + end) if not page[n].isspace()]
            edits |= set(split_pieces(page, letters, pseudonym))
    return edits


def mark_turns(page: str, places: list[list[int]]) -> bytearray:
    """Return, per character of the page, whether it belongs to a turn; tags inside a turn do not."""
    taken = bytearray(len(page))
    for letters in places:
        for letter in letters:
            taken[letter] = 1
        for before, after in pairwise(letters):
            if after > before + 1 and page[before + 1 : after].isspace():
                taken[before + 1 : after] = b"\x01" * (after - before - 1)
    return taken


def settle(edits: Iterable[Edit], where: str) -> list[Edit]:
    """Return the edits sorted.

    Raises
    ------
    RewriteError
        If two overlap: one passage of the file that is read twice, with names found differently.
    """
    ordered = sorted(set(edits))
    if any(after.start < before.end for before, after in pairwise(ordered)):
        raise RewriteError(
            Problem(
                where,
                "hetzelfde stuk tekst telt twee keer mee en kreeg twee verschillende pseudoniemen; haal samengevoegde "
                "tabelcellen uit elkaar en draai de opdracht opnieuw",
            )
        )
    return ordered
