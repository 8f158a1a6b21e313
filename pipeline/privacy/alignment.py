"""Find the letters of turns again in the lines of the file that they were read from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.privacy.rewriting_plan import Said

# A label with times and a remark beside it is shorter than this.
_N_LABEL = 160
_CLOCK = re.compile(r"\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?")
_ASIDE = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Line:
    """One line of a page: its text, its letters, and where each is in the text and on the page."""

    text: str
    letters: str
    in_text: list[int]
    on_page: list[int]


@dataclass(frozen=True)
class _Step:
    """A search that has come to ``letter`` of turn ``turn``; the last letters were taken from ``line``."""

    turn: int
    letter: int
    line: int = -1
    opening: int = 0
    before: _Step | None = None


def make_line(page: str, start: int, end: int, is_spoken: Sequence[bool] | None = None) -> Line:
    """Return the line from ``start`` to ``end`` of the page, without what is not spoken."""
    kept = [n for n in range(start, end) if is_spoken is None or is_spoken[n]]
    text = "".join(page[n] for n in kept)
    in_text = [n for n, character in enumerate(text) if not character.isspace()]
    return Line(text, "".join(text.split()), in_text, [kept[n] for n in in_text])


def align(lines: Sequence[Line], said: Sequence[Said]) -> list[list[int]]:
    """Return, per turn, where on the page each of its letters is.

    A line is either no part of any turn, or it ends with the next letters of one: all of it, or what follows the
    turn's label. Lines are tried in order and a wrong turn is gone back on, so that letters are found for all turns
    if they can be.

    Returns
    -------
    list[list[int]]
        Fewer than the turns where letters of the next one are not found.

    Examples
    --------
    >>> said = [Said(1, "R", 3, 10, "Jaeens.", [3, 4, 6, 7, 8, 9])]
    >>> page = "tijd\\nR: Ja\\neens."
    >>> align([make_line(page, 0, 4), make_line(page, 5, 10), make_line(page, 11, 16)], said)
    [[8, 9, 11, 12, 13, 14, 15]]
    """
    lines = [line for line in lines if line.letters]
    furthest = _Step(0, 0)
    todo, seen = [(0, furthest)], set[tuple[int, int, int]]()
    while todo:
        number, step = todo.pop()
        furthest = max(furthest, step, key=lambda x: (x.turn, x.letter))
        if step.turn == len(said):
            break
        state = (number, step.turn, step.letter)
        if number == len(lines) or state in seen:
            continue
        seen.add(state)
        turn, line = said[step.turn], lines[number]
        todo.append((number + 1, step))
        for opening in reversed(list(_openings(line, turn, step.letter))):
            reached = step.letter + len(line.letters) - opening
            is_done = reached == len(turn.letters)
            after = _Step(step.turn + is_done, 0 if is_done else reached, number, opening, step)
            todo.append((number + 1, after))
    return _places(lines, furthest)


def _places(lines: list[Line], last: _Step) -> list[list[int]]:
    places: list[list[int]] = [[] for _ in range(last.turn + 1)]
    step = last
    while step.before is not None:
        taken = lines[step.line].on_page[step.opening :]
        places[step.before.turn][:0] = taken
        step = step.before
    return places[: last.turn]


def _openings(line: Line, turn: Said, letter: int) -> Iterator[int]:
    """Iterate over the letters of the line from which on it says the turn from ``letter`` on."""
    if turn.letters.startswith(line.letters, letter):
        yield 0
    first = turn.letters[letter]
    opening = line.letters.find(first, max(1, len(line.letters) - len(turn.letters) + letter), _N_LABEL)
    while opening > 0:
        if turn.letters.startswith(line.letters[opening:], letter) and _is_label(line, opening, turn.label):
            yield opening
        opening = line.letters.find(first, opening + 1, _N_LABEL)


def _is_label(line: Line, opening: int, label: str) -> bool:
    before = line.text[: line.in_text[opening]]
    return _key(label) in (_key(before), _key(_ASIDE.sub(" ", before)))


def _key(text: str) -> str:
    """Return the letters and digits of a label, times left out."""
    return "".join(c for c in unicodedata.normalize("NFC", _CLOCK.sub(" ", text)).casefold() if c.isalnum())
