"""The cues of a subtitle file, also of one in which times, numbers or blank lines are not as they should be.

Notes
-----
webvtt-py (0.5.1) refuses a file for one time that is not as it should be, so that files had to be mended before it and
lost their times; 100,000 cues took it and the mending 42 s, and take 4 s here. The tests write with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

# Teams writes a negative start for words before the recording, Graph writes times without zeros.
_CLOCK = re.compile(
    r"-?(?:(?P<hours>\d{1,5}):)?-?(?P<minutes>\d{1,2}):-?(?P<seconds>\d{1,2})(?:[.,](?P<part>\d{1,9}))?"
)
_TIME = re.sub(r"\?P<\w+>", "?:", _CLOCK.pattern)
_TIMES = re.compile(rf"\s*(?P<begin>{_TIME})\s*-->\s*(?P<end>{_TIME})(?:\s(?P<rest>.*))?")
_ARROWLESS = re.compile(rf"\s*{_TIME}\s*(?:->|=>|[-–—→])\s*{_TIME}\s*")
_HALF = re.compile(r"\s*[\d.,-]*:[\d:.,-]*\s*-->.*|.*-->\s*[\d.,-]*:[\d:.,-]*\s*")
# Where a cue stands on the screen: "align:start position:0%", "X1:40 X2:600".
_SETTINGS = re.compile(r"(?:\s*[\w-]+:\S+)*\s*")
_BLOCK = re.compile(r"WEBVTT(?:[ \t].*)?|NOTE(?:[ \t].*)?|(?:STYLE|REGION)[ \t]*")
TEAMS_ID = re.compile(r"[\da-f-]{36}/\d+-\d+")
BLOCKS = ("WEBVTT", "NOTE", "STYLE", "REGION")
_N_HEAD = 100_000


class Cue(NamedTuple):
    """A cue as it stands in the file: raw text, its number from 1, its times in seconds, and its name or ``""``."""

    text: str
    number: int
    begin: float | None = None
    end: float | None = None
    name: str = ""


@dataclass(frozen=True)
class Captions:
    """A subtitle file, split: the lines above the first cue, the cues, and the lines of each NOTE between cues.

    ``wrong`` are the numbers, from 1, of lines with times that cannot be read; ``reversed_times`` of cues that end
    before they begin. Neither kind has times.
    """

    top: list[str]
    cues: list[Cue] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    reversed_times: list[int] = field(default_factory=list)


def is_captions(text: str) -> bool:
    """Whether a text (a .txt) holds WebVTT or srt.

    Examples
    --------
    >>> is_captions("1\\n00:00:01,000 --> 00:00:02,000\\nI: Hoe?")
    True
    >>> is_captions("[00:01.000 --> 00:02.000] Hoe?"), is_captions("I: Hoe?")
    (False, False)
    """
    lines = [line.strip() for line in text[:_N_HEAD].lstrip("\ufeff").splitlines()]
    if re.fullmatch(r"WEBVTT(?:\s.*)?", next(filter(None, lines), "")):
        return True
    for number, line in enumerate(lines):
        times = _TIMES.fullmatch(line) if "-->" in line else None
        is_below_number = number > 0 and lines[number - 1].isdigit()
        if times and _SETTINGS.fullmatch(times["rest"] or "") and (is_below_number or re.search(r"[.,]\d", line)):
            return True
    return False


def is_times(lines: list[str], number: int) -> bool:
    """Whether line ``number``, from 0, gives the times of a cue, well or badly.

    Examples
    --------
    >>> is_times(["1", "00:00:01,000 --> x", "R: dat ging van a --> b"], 1)
    True
    >>> is_times(["1", "00:00:01,000 --> x", "R: dat ging van a --> b"], 2)
    False
    """
    line = lines[number]
    has_arrow = "-->" in line
    if not has_arrow and ":" not in line:
        return False
    if has_arrow and (_TIMES.fullmatch(line) or _HALF.fullmatch(line)):
        return True
    below_blank = number == 1 or (number > 1 and not lines[number - 2].strip())
    has_number = below_blank and lines[number - 1].strip().isdigit()
    return has_number and (has_arrow or _ARROWLESS.fullmatch(line) is not None)


def split_captions(lines: list[str]) -> Captions:
    """Split the lines of a .vtt or .srt; the text of a cue goes on until the next one, over blank lines too.

    Examples
    --------
    >>> split_captions(["WEBVTT", "", "1", "00:01.000 --> 00:02.500", "I: Hoe?", "", "gaat het?"]).cues
    [Cue(text='I: Hoe?\\ngaat het?', number=1, begin=1.0, end=2.5, name='1')]
    """
    timed = [is_times(lines, number) for number in range(len(lines))]
    first = timed.index(True) if True in timed else len(lines)
    n_top = first - 1 if _names_cue(lines, first - 1, timed) else first
    found, block, name = Captions(lines[:n_top]), list[str](), ""
    opened: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(lines[n_top:], start=n_top):
        if timed[number]:
            opened.append((number, name, []))
            block, name = [], ""
        elif not line.strip():
            block = []
        elif block or (not lines[number - 1].strip() and _BLOCK.fullmatch(line)):
            found.notes.extend([block] if not block and line.startswith("NOTE") else [])
            block.append(line)
        elif _names_cue(lines, number, timed):
            name = line.strip()
        else:
            # "-->" would open a cue for other programs.
            opened[-1][2].append(line.replace("-->", "->"))
    for number, name, text in opened:
        _add_cue(found, number + 1, lines[number], name, text)
    return found


def _names_cue(lines: list[str], number: int, timed: list[bool]) -> bool:
    """Whether line ``number`` stands above times as the number or name of the cue, and is not talk of the cue above."""
    if not (0 <= number < len(lines) - 1 and timed[number + 1]):
        return False
    line = lines[number].strip()
    if line.isdigit() or TEAMS_ID.fullmatch(line):
        return True
    return bool(line) and ":" not in line and not line.startswith(BLOCKS) and not (number and lines[number - 1].strip())


def _add_cue(found: Captions, line_no: int, line: str, name: str, text: list[str]) -> None:
    """Add a cue with what its line of times says; words behind the times are talk."""
    number, begin, end = len(found.cues) + 1, None, None
    if times := _TIMES.fullmatch(line):
        begin, end = _seconds(times["begin"]), _seconds(times["end"])
        rest = times["rest"] or ""
        text = text if _SETTINGS.fullmatch(rest) else [rest, *text]
    else:
        found.wrong.append(line_no)
    if begin is not None and end is not None and end < begin:
        found.reversed_times.append(number)
        begin = end = None
    found.cues.append(Cue("\n".join(text), number, begin, end, name))


def write_times(cue: Cue) -> str:
    """Return the number of a cue and its line of times.

    Examples
    --------
    >>> write_times(Cue("Ja.", 3, 3723.5, 3724.0)), write_times(Cue("Ja.", 4))
    ('3\\n01:02:03.500 --> 01:02:04.000', '4\\n-:- --> -:-')
    """
    return f"{cue.number}\n{_written(cue.begin)} --> {_written(cue.end)}"


def _written(seconds: float | None) -> str:
    if seconds is None:
        return "-:-"
    whole, part = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{part:03}"


def _seconds(time: str) -> float:
    """Return a time in seconds; one before the recording is 0.

    Examples
    --------
    >>> [_seconds(x) for x in ("1:02:03,5", "02:03.25", "-0:0:1.0", "00:00:01,1000")]
    [3723.5, 123.25, 0.0, 2.0]
    """
    match = _CLOCK.fullmatch(time)
    if match is None or "-" in time:
        return 0.0
    # A rounded 999.9 milliseconds is written as 1000.
    part = 1.0 if match["part"] == "1000" else float(f"0.{match['part'] or 0}")
    whole = int(match["hours"] or 0) * 3600 + int(match["minutes"]) * 60 + int(match["seconds"])
    return round(whole + part, 6)
