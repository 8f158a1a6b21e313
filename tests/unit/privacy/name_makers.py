"""Turns, and sentences in which names are marked, for tests of the finder of names."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from pipeline import frames

_MARK = re.compile(r"\[([^\]|]+)\|(\w+)\]")
Place = tuple[int, int, str]


def read_marked(marked: str) -> tuple[str, list[Place]]:
    """Return a sentence without its marks, and (start, end, kind) of each: "Ik bel [Kim|person]"."""
    text, places, at = "", list[Place](), 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        places.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        at = match.end()
    return text + marked[at:], places


def turns(*texts: str, interview_id: str = "een", speakers: Sequence[str] = ("Respondent",)) -> pd.DataFrame:
    """Return frame `turns` of one interview, a line each, said by these speakers in turn."""
    rows, start = list[dict[str, object]](), 0
    for number, text in enumerate(texts):
        place = {"interview_id": interview_id, "turn_no": number + 1, "municipality": "Hasselmeer", "perspective": ""}
        said = {"speaker": speakers[number % len(speakers)], "role": "respondent", "text": text}
        rows.append({**place, **said, "start_char": start, "end_char": start + len(text)})
        start += len(text) + 1
    return frames.build(frames.TURNS, rows)


def found_by_turn(names: pd.DataFrame, spoken: pd.DataFrame) -> list[list[Place]]:
    """Return (start, end, kind) of the names in each turn, offsets in the turn."""
    starts = dict(zip(spoken["turn_no"], spoken["start_char"], strict=True))
    places: dict[int, list[Place]] = {turn_no: [] for turn_no in starts}
    for row in frames.rows(names):
        start = starts[row.turn_no]
        places[row.turn_no].append((row.start_char - start, row.end_char - start, row.kind))
    return list(places.values())
