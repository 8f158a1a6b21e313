"""Cut the text of a turn into pieces, so that passages that overlap can each be underlined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.frames import DIRECTIONS

# What a coder has made of a mark; "open" is not decided yet.
STATES = ("open", "accept", "reject", "unsure")


@dataclass(frozen=True)
class Mark:
    """A passage to underline: offsets are code points in the transcript's plain text, end exclusive."""

    key: str
    start: int
    end: int
    direction: str
    state: str = "open"


@dataclass(frozen=True)
class Piece:
    """A stretch of text with the same marks all along; ``classes`` are those of its element, "piece" first."""

    text: str
    keys: tuple[str, ...] = ()
    classes: tuple[str, ...] = ("piece",)


def pieces(text: str, start_char: int, marks: Sequence[Mark]) -> list[Piece]:
    """Cut a turn's text wherever a mark begins or ends; the texts of the pieces together are the text.

    Parameters
    ----------
    text
        What was said in the turn.
    start_char
        Where the turn begins in the transcript's plain text.
    marks
        In any order; what lies outside the turn is cut off.

    Returns
    -------
    list[Piece]
        Directions of rejected marks are left out; where all are rejected the class is "rejected".

    Examples
    --------
    >>> [piece.text for piece in pieces("Korte lijnen.", 10, [Mark("a", 10, 15, "bevorderend")])]
    ['Korte', ' lijnen.']
    >>> pieces("Korte lijnen.", 10, [Mark("a", 10, 15, "bevorderend")])[0].classes
    ('piece', 'marked', 'bevorderend', 'open')
    """
    end_char = start_char + len(text)
    within = [mark for mark in marks if max(mark.start, start_char) < min(mark.end, end_char)]
    cuts = {start_char, end_char}
    for mark in within:
        cuts |= {max(mark.start, start_char), min(mark.end, end_char)}
    places = sorted(cuts)
    return [
        _piece(text[start - start_char : end - start_char], [m for m in within if m.start <= start and end <= m.end])
        for start, end in pairwise(places)
    ]


def _piece(text: str, marks: Sequence[Mark]) -> Piece:
    if not marks:
        return Piece(text)
    standing = [mark for mark in marks if mark.state != "reject"]
    directions = [direction for direction in DIRECTIONS if any(mark.direction == direction for mark in standing)]
    is_open = ["open"] if any(mark.state == "open" for mark in standing) else []
    return Piece(text, tuple(mark.key for mark in marks), ("piece", "marked", *(directions or ["rejected"]), *is_open))
