"""Subtitle files for the tests, with a cue every second."""

from __future__ import annotations

from pipeline.reading.captions import read_captions
from pipeline.reading.parsed import Parsed


def vtt(*cues: str, top: str = "WEBVTT\n\n") -> str:
    return top + "".join(f"{n}\n00:00:{n:02}.000 --> 00:00:{n:02}.900\n{cue}\n\n" for n, cue in enumerate(cues, 1))


def srt(*cues: str, top: str = "") -> str:
    return top + "".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{cue}\n\n" for n, cue in enumerate(cues, 1))


def read(text: str, *declared: str) -> Parsed:
    return read_captions(text.encode(), "a.vtt", set(declared))


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.label, parsed.text[turn.start : turn.end]) for turn in parsed.turns]
