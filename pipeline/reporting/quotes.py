"""Choose quotes: verbatim, clear by themselves, and spread over respondents and over both directions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.places import place_of
from pipeline.reporting.data import ReportData

_BEST_LENGTH = (12, 45)
_MIN_WORDS, _MAX_WORDS = 9, 60
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)]*\s+")
_AT_AN_END = re.compile(r"[.!?…][\"'”’)]*$")
_MAYBE_NAME = re.compile(r"(?<=[a-zà-ÿ,;:] )[A-ZÀ-Þ][a-zà-ÿ]+")
_DANGLING = re.compile(
    r"(?:en|maar|dus|want|of|die|dat|dit|daar|daarom|hier|dan|toen|zij|ze|hij|alleen|niet)\b", re.IGNORECASE
)
_CLOSERS = " .!?…\"'”’)"
_TURNING = re.compile(r"(?:maar|en|of)\b", re.IGNORECASE)
_END_MARKS = tuple(".!?…")
_TRUST = {"certain": 2.0, "likely": 1.0, "doubtful": 0.0}


def choose_quotes(codings: pd.DataFrame, municipality: str, data: ReportData, n: int) -> list[dict[str, str]]:
    """Choose at most ``n`` quotes from ``codings`` of one municipality.

    First the clearest passage; then each time the clearest one that adds a respondent, a direction or a code.

    Returns
    -------
    list of dict
        tekst (masked), wie ("geïnterviewde 2, beurt 14 (alinea 31)"), code, richting.
    """
    numbers = data.numbers(municipality)
    turns = {(t.interview_id, t.turn_no): t for t in frames.rows(data.turns)}
    candidates = [
        _Candidate(row, *_passage(row, turns[row.interview_id, row.turn_no]))
        for row in frames.rows(codings[codings["municipality"] == municipality])
    ]
    chosen: list[_Candidate] = []
    while candidates and len(chosen) < n:
        candidates.sort(key=lambda c: (-_worth(c, chosen), c.row.interview_id, c.row.start_char, c.row.code_id))
        best = candidates.pop(0)
        chosen.append(best)
        candidates = [c for c in candidates if not _overlaps(c, best)]
    return [
        {
            "tekst": _with_dots(data.mask(c.text), turns[c.row.interview_id, c.row.turn_no].text[: c.start]),
            "wie": f"geïnterviewde {numbers[c.row.interview_id]}, {place_of(turns[c.row.interview_id, c.row.turn_no])}",
            "code": data.codebook.by_id[c.row.code_id].naam,
            "richting": c.row.direction,
        }
        for c in chosen
    ]


@dataclass(frozen=True)
class _Candidate:
    """A coding and the passage that would be printed for it; ``start`` and ``end`` count in its turn."""

    row: Any
    text: str
    start: int
    end: int


def _passage(row: Any, turn: Any) -> tuple[str, int, int]:
    offset = int(turn.start_char)
    start, end = widen(turn.text, int(row.start_char) - offset, int(row.end_char) - offset)
    return turn.text[start:end], start, end


def _with_dots(text: str, said_before: str) -> str:
    """Show that a passage begins or ends inside a sentence; one that begins with a mask may do so too."""
    is_inside = text[:1] == "[" and said_before.strip() != "" and not _AT_AN_END.search(said_before.rstrip())
    before = "… " if text[:1].islower() or is_inside else ""
    after = "" if text.rstrip("\"'”’)")[-1:] in _END_MARKS else " …"
    return f"{before}{text}{after}"


def widen(turn: str, start: int, end: int) -> tuple[int, int]:
    """Return where a short passage with the sentence after it stands, or else with the one before it.

    A sentence that turns to something else (Maar ..., En ..., a question) is not added.

    Examples
    --------
    >>> turn = "Ik app haar. Een kwartier later belt ze dan al terug hoor, altijd. Fijn is dat."
    >>> start, end = widen(turn, 0, 12)
    >>> turn[start:end]
    'Ik app haar. Een kwartier later belt ze dan al terug hoor, altijd.'
    """
    is_short = len(turn[start:end].split()) < _MIN_WORDS
    ending = _SENTENCE_END.search(turn, end + 1)
    after = ending.end() if ending else len(turn)
    following = turn[end:after].strip().lstrip(_CLOSERS)
    turns_away = _TURNING.match(following) is not None or following.endswith("?")
    if is_short and following and not turns_away and len(turn[start:after].split()) <= _MAX_WORDS:
        end = after
    elif is_short:
        starts = [0, *(m.end() for m in _SENTENCE_END.finditer(turn) if m.end() < start)]
        if len(turn[starts[-1] : end].split()) <= _MAX_WORDS:
            start = starts[-1]
    passage = turn[start:end]
    return start + len(passage) - len(passage.lstrip()), start + len(passage.rstrip())


def _worth(candidate: _Candidate, chosen: list[_Candidate]) -> float:
    row, text = candidate.row, candidate.text
    words = text.split()
    low, high = _BEST_LENGTH
    length = 1.0 if low <= len(words) <= high else 0.4 if len(words) < low else max(0.0, 1 - (len(words) - high) / 40)
    worth: float = _TRUST[row.certainty] + row.score + length
    # A capital inside a sentence may be a name: a passage without names is safer to print.
    worth -= min(1.5, 0.5 * len(_MAYBE_NAME.findall(text)))
    # What begins with a reference to something before it is hard to read by itself.
    worth -= 1.0 * (_DANGLING.match(text) is not None or text[:1].islower())
    for other in chosen:
        worth -= 1.5 * (row.interview_id == other.row.interview_id) + 0.7 * (row.code_id == other.row.code_id)
        shared = {w.lower() for w in words} & {w.lower() for w in other.text.split()}
        worth -= 1.5 * (len(shared) > 0.4 * min(len(words), len(other.text.split())))
    if chosen and all(row.direction == other.row.direction for other in chosen):
        worth -= 1.0
    return worth


def _overlaps(a: _Candidate, b: _Candidate) -> bool:
    """Whether two passages share words of the same turn: a sentence is printed once."""
    same_turn = (a.row.interview_id, a.row.turn_no) == (b.row.interview_id, b.row.turn_no)
    return same_turn and a.start < b.end and b.start < a.end
