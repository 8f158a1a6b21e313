"""The cues of a subtitle file, also of one in which times, numbers or blank lines are not as they should be."""

from __future__ import annotations

import io
import re
from typing import Any

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

_TIME = r"-?(?:\d+:)?-?\d{1,2}:-?\d{1,2}(?:[.,]\d+)?"
# Teams writes a negative start for words before the recording, Graph writes times without zeros.
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_ARROWLESS = re.compile(rf"\s*{_TIME}\s*(?:->|=>|[-–—→])\s*{_TIME}\s*")
_HALF = re.compile(r"\s*[\d.,-]*:[\d:.,-]*\s*-->.*|.*-->\s*[\d.,-]*:[\d:.,-]*\s*")
_ANY = "00:00:00.000 --> 00:00:01.000"
BLOCKS = ("WEBVTT", "NOTE", "STYLE", "REGION")


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
    if _TIMES.fullmatch(line) or _HALF.fullmatch(line):
        return True
    below_blank = number == 1 or (number > 1 and not lines[number - 2].strip())
    has_number = below_blank and lines[number - 1].strip().isdigit()
    return has_number and ("-->" in line or _ARROWLESS.fullmatch(line) is not None)


def read_cues(lines: list[str], is_vtt: bool) -> tuple[list[str], list[int]]:
    """Return the text of every cue and the numbers, from 1, of lines with times that cannot be read.

    The times themselves say nothing of who speaks, so that the text of such a cue is kept.

    Raises
    ------
    webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError
        If there are no cues in it.
    """
    mended, wrong = ["WEBVTT", ""] if is_vtt else [], list[int]()
    for number, line in enumerate(lines):
        if is_times(lines, number):
            if not _TIMES.fullmatch(line):
                wrong.append(number + 1)
            if mended and mended[-1].strip().isdigit():
                mended.pop()
            mended += ["", "1", _ANY] if mended else ["1", _ANY]
        elif line.strip() or _ends_cue(lines, number):
            mended.append(line.replace("-->", "->"))
    captions: Any = webvtt.from_buffer(io.StringIO("\n".join(mended)), format="vtt" if is_vtt else "srt")
    return [caption.raw_text for caption in captions], wrong


def _ends_cue(lines: list[str], number: int) -> bool:
    """Whether the first of some blank lines has a cue or a block below it, and no more words of the cue above."""
    if number and not lines[number - 1].strip():
        return False
    below = next((n for n in range(number + 1, len(lines)) if lines[n].strip()), None)
    if below is None or lines[below].startswith(BLOCKS) or is_times(lines, below):
        return True
    return below + 1 < len(lines) and is_times(lines, below + 1)


__all__ = ["BLOCKS", "MalformedCaptionError", "MalformedFileError", "is_times", "read_cues"]
