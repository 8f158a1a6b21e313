"""Pieces of a plain text file that each belong to one speaker, cut down to what is said and when."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from pipeline.reading.clocks import BRACKETED, HASH, SPAN, TIME_LINE, Times, read_times
from pipeline.reading.labels import is_machine_label
from pipeline.reading.parsed import ParsedTurn
from pipeline.reading.programs import is_banner

# noScribe puts what somebody says through another's turn between slashes.
_OVERLAP = re.compile(r"//[ \t]*(?P<label>[^\W\d_][\w .'’\-]{0,39}):[ \t]*(?P<said>.*?)//")
_LEAD = re.compile(rf"\s*{BRACKETED}[ \t]*(?:[-–][ \t]+)?")
_LEAD_LINE = re.compile(rf"[ \t]*[\r\n]\s*{SPAN}[ \t]*(?=[\r\n])")
_TAIL = re.compile(rf"[ \t]*(?P<time>{HASH})\s*$")
_RULE = re.compile(r"[-=*_#~ \t]{3,}")
_N_TAIL = 40


class Piece(NamedTuple):
    """Where something begins that one speaker says: ``at`` with its label, ``start`` with its words."""

    label: str
    at: int
    start: int
    line_no: int
    begin: float | None = None
    end: float | None = None


def split_overlaps(line: str, at: int, speaker: str, line_no: int, labels: Collection[str]) -> list[Piece]:
    """Return the pieces of a line of ``speaker``'s from its first ``//S02: ...//`` on; ``at`` is where the line begins.

    Examples
    --------
    >>> [(x.label, x.at, x.start) for x in split_overlaps("Dat was //S02: Ja.// toen zo.", 0, "S01", 1, {"S01"})]
    [('S02', 8, 15), ('S01', 18, 20)]
    """
    pieces: list[Piece] = []
    for match in _OVERLAP.finditer(line) if "//" in line else ():
        if match["label"] in labels or is_machine_label(match["label"]):
            pieces.append(Piece(match["label"], at + match.start(), at + match.start("said"), line_no))
            pieces.append(Piece(speaker, at + match.end() - 2, at + match.end(), line_no))
    return pieces


def close(pieces: Sequence[Piece], text: str) -> list[ParsedTurn]:
    """Let each piece end where its last word ends, before the next; what holds no word or sign is left out.

    Times around the words are no part of them: a line with a time at the end belongs to the speaker below.

    Examples
    --------
    >>> text = "I:\\n[00:03] Hoe?\\n0:09\\nR: Goed."
    >>> [(x.start, x.end, x.start_time) for x in close([Piece("I", 0, 2, 1), Piece("R", 21, 24, 4)], text)]
    [(11, 15, 3.0), (24, 29, 9.0)]
    """
    closed: list[ParsedTurn] = []
    above: float | None = None
    for n, piece in enumerate(pieces):
        stop = pieces[n + 1].at if n + 1 < len(pieces) else len(text)
        begin = piece.begin if piece.begin is not None else above
        said = cut(text[piece.start : stop], begin is None)
        times = _in_order(said.begin if begin is None else begin, piece.end if said.end is None else said.end)
        if said.stop > said.start:
            place = piece.start + said.start, piece.start + said.stop
            closed.append(ParsedTurn(piece.label, *place, piece.line_no, *times))
        above = said.below
    return closed


class Cut(NamedTuple):
    """Where words begin and end in a text, when they are said, and when the next speaker begins."""

    start: int
    stop: int
    begin: float | None
    end: float | None
    below: float | None


def cut(text: str, may_be_bare: bool, within_lines: bool = True) -> Cut:
    r"""Find the words in what stands between one label and the next, without the times around them.

    Parameters
    ----------
    text
        From behind the label up to the next.
    may_be_bare
        Whether a line with a time and no brackets, right below the label, is the time of the words.
    within_lines
        Whether a time is cut off that shares its line with words.

    Examples
    --------
    >>> cut("\n0:03\nHoe?\n0:09\n", True)
    Cut(start=6, stop=10, begin=3.0, end=None, below=9.0)
    >>> cut(" Goed. #00:00:12-5#", True)
    Cut(start=1, stop=6, begin=None, end=12.5, below=12.5)
    """
    body, below = _without_last_lines(text)
    match = (_LEAD.match(body) if within_lines else None) or (_LEAD_LINE.match(body) if may_be_bare else None)
    lead = match.end() if match and body[match.end() :].strip() else 0
    times = read_times(body[:lead])
    tail = _TAIL.search(body[lead:][-_N_TAIL:])
    stop = len(body.rstrip()) - (len(tail[0].rstrip()) if tail and within_lines else 0)
    end = read_times(tail["time"]).begin if tail else times.end
    # f4 marks the end of each turn, which is where the next begins.
    return Cut(lead + _n_blank(body[lead:]), stop, times.begin, end, end if tail and below is None else below)


def _in_order(begin: float | None, end: float | None) -> Times:
    return Times(begin, None if begin is not None and end is not None and end < begin else end)


def _n_blank(text: str) -> int:
    return len(text) - len(text.lstrip())


def _without_last_lines(body: str) -> tuple[str, float | None]:
    """Leave out lines at the end with only a time, a rule, or what a program says of itself; return the last time."""
    lines, time = body.splitlines(keepends=True), None
    while len(lines) > 1:
        line = lines[-1].rstrip("\r\n")
        is_time = TIME_LINE.fullmatch(line) is not None
        if line.strip() and not is_time and not is_banner(line) and not _RULE.fullmatch(line):
            break
        time = read_times(line).begin if is_time and time is None else time
        lines.pop()
    return "".join(lines), time
