"""Programs that write transcripts as plain text, known by what they put around the talk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_N_LINES = 8


class Program(NamedTuple):
    """A program: its Dutch name for messages, and the line at the top or bottom that gives it away."""

    form: str
    line: re.Pattern[str]


_PROGRAMS = (
    Program("noScribe (.txt)", re.compile(r"(?:Transcribed|Transkribiert|Getranscribeerd) .{0,20}noScribe\b.*", re.I)),
    Program("aTrain (.txt)", re.compile(r"Transcription for \S.*")),
    Program("TurboScribe (.txt)", re.compile(r"\W*Transcribed by TurboScribe\b.*", re.I)),
    Program("Otter (.txt)", re.compile(r"Transcribed by (?:https?://)?otter\.ai\b.*", re.I)),
    Program("Happy Scribe (.txt)", re.compile(r"\[\d{2}:\d{2}:\d{2}(?:\.\d+)?\] - \S.{0,40}")),
    Program("f4 of MAXQDA (.txt)", re.compile(r".{0,200}#\d{2}:\d{2}:\d{2}-\d{1,3}#\W*")),
)
_BANNERS = _PROGRAMS[:4]


def find_form(lines: Sequence[str]) -> str:
    """Return what program wrote these lines, in Dutch, or nothing.

    Examples
    --------
    >>> find_form(["(Transcribed by TurboScribe. Go Unlimited to remove this message.)", "", "Ja."]), find_form(["I: Ja."])
    ('TurboScribe (.txt)', '')
    """
    told = [line.strip() for line in lines if line.strip()]
    ends = [*told[:_N_LINES], *told[-2:]]
    return next((program.form for program in _PROGRAMS if any(program.line.fullmatch(x[:300]) for x in ends)), "")


def is_banner(line: str) -> bool:
    """Whether a program wrote this line about itself.

    Examples
    --------
    >>> is_banner("Transcribed by https://otter.ai"), is_banner("[00:00:03] - Speaker 1")
    (True, False)
    """
    return any(program.line.fullmatch(line.strip()[:300]) for program in _BANNERS)


def count_preface(lines: Sequence[str], n_above: int) -> int:
    """Return how many of the ``n_above`` lines above the talk a program wrote: all, if one of the first is a banner.

    Examples
    --------
    >>> count_preface(["gesprek", "Transcribed with noScribe vers. 0.6", "Audio source: a.m4a", "S01: Ja."], 3)
    3
    """
    return n_above if n_above <= _N_LINES and any(is_banner(line) for line in lines[:n_above]) else 0
