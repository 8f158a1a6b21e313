"""Choose quotes: verbatim, clear by themselves, and spread over respondents and over both directions."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.reporting.data import ReportData

_BEST_LENGTH = (12, 45)
_MIN_WORDS, _MAX_WORDS = 9, 60
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)]*\s+")
_MAYBE_NAME = re.compile(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Þ][a-zà-ÿ]+")
_TRUST = {"certain": 2.0, "likely": 1.0, "doubtful": 0.0}


def choose_quotes(codings: pd.DataFrame, municipality: str, data: ReportData, n: int) -> list[dict[str, str]]:
    """Choose at most ``n`` quotes from ``codings`` of one municipality.

    First the clearest passage; then each time the clearest one that adds a respondent, a direction or a code.

    Returns
    -------
    list of dict
        tekst (masked), wie ("geïnterviewde 2, beurt 14"), code, richting.
    """
    numbers = data.numbers(municipality)
    turns = {(t.interview_id, t.turn_no): t for t in frames.rows(data.turns)}
    candidates = [
        {
            "row": row,
            "text": widen(
                turns[row.interview_id, row.turn_no].text, *_inside(row, turns[row.interview_id, row.turn_no])
            ),
        }
        for row in frames.rows(codings[codings["municipality"] == municipality])
    ]
    chosen: list[dict[str, Any]] = []
    while candidates and len(chosen) < n:
        candidates.sort(
            key=lambda c: (-_worth(c, chosen), c["row"].interview_id, c["row"].start_char, c["row"].code_id)
        )
        best = candidates.pop(0)
        chosen.append(best)
        candidates = [c for c in candidates if not _same_place(c, best)]
    return [
        {
            "tekst": data.mask(str(c["text"])),
            "wie": f"geïnterviewde {numbers[c['row'].interview_id]}, beurt {c['row'].turn_no}",
            "code": data.codebook.by_id[c["row"].code_id].naam,
            "richting": c["row"].direction,
        }
        for c in chosen
    ]


def widen(turn: str, start: int, end: int) -> str:
    """Return the passage with the sentence after it, then the one before it, as long as it is short.

    Examples
    --------
    >>> widen("Ik app haar. Een kwartier later belt ze dan al terug hoor, altijd. Fijn is dat.", 0, 12)
    'Ik app haar. Een kwartier later belt ze dan al terug hoor, altijd.'
    """
    if len(turn[start:end].split()) < _MIN_WORDS:
        ending = _SENTENCE_END.search(turn, end + 1)
        after = ending.end() if ending else len(turn)
        if end < len(turn.rstrip()) and len(turn[start:after].split()) <= _MAX_WORDS:
            end = after
    if len(turn[start:end].split()) < _MIN_WORDS:
        starts = [0, *(m.end() for m in _SENTENCE_END.finditer(turn) if m.end() < start)]
        if len(turn[starts[-1] : end].split()) <= _MAX_WORDS:
            start = starts[-1]
    return turn[start:end].strip()


def _inside(row: Any, turn: Any) -> tuple[int, int]:
    offset = int(turn.start_char)
    return int(row.start_char) - offset, int(row.end_char) - offset


def _worth(candidate: dict[str, Any], chosen: list[dict[str, Any]]) -> float:
    row = candidate["row"]
    n_words = len(str(candidate["text"]).split())
    low, high = _BEST_LENGTH
    # A capital inside a sentence may be a name: a passage without names is safer to print.
    n_names = len(_MAYBE_NAME.findall(str(candidate["text"])))
    length = 1.0 if low <= n_words <= high else 0.4 if n_words < low else max(0.0, 1 - (n_words - high) / 40)
    worth: float = _TRUST[row.certainty] + row.score + length - min(1.5, 0.5 * n_names)
    for other in (c["row"] for c in chosen):
        worth -= 1.5 * (row.interview_id == other.interview_id) + 0.7 * (row.code_id == other.code_id)
    if chosen and all(row.direction == c["row"].direction for c in chosen):
        worth -= 1.0
    return worth


def _same_place(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether two passages stand in the same turn and share words: a quote is printed once."""
    row_a, row_b = a["row"], b["row"]
    same_turn = (row_a.interview_id, row_a.turn_no) == (row_b.interview_id, row_b.turn_no)
    return same_turn and (str(a["text"]) in str(b["text"]) or str(b["text"]) in str(a["text"]))
