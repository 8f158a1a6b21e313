"""What ties a row of the sheet `Coderingen` to its passage and code, and to what was decided when it was written."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.files import sha256_value

# The sheet's columns, in order; `oordeel`, `andere_code` and `toelichting` are for the coder to fill in.
CODINGS_COLUMNS = (
    "nr", "interview", "gemeente", "beurt", "plaats", "spreker", "thema", "code", "code_id", "richting", "citaat",
    "context_ervoor", "context_erna", "herkomst", "score", "zekerheid", "waarom", "besluit", "oordeel", "andere_code",
    "toelichting", "start", "einde", "stand",
)  # fmt: skip
# What a coder writes in `oordeel`, and what it means; `other` rejects the row's code and accepts `andere_code`.
VERDICTS = {"akkoord": "accept", "niet akkoord": "reject", "andere code": "other"}
_N_SIGNS = 12
_LETTERS = "abcdef"


def row_id(interview_id: str, start: int, end: int, code_id: str) -> str:
    """Return the name of a passage and code, the same in every export.

    Parameters
    ----------
    start, end
        Code points in the transcript's plain text; ``end`` is exclusive.

    Examples
    --------
    >>> row_id("interview-3", 120, 164, "netwerk.korte_lijnen")
    'b5aa9697fbbf'
    >>> row_id("interview-3", 120, 165, "netwerk.korte_lijnen") == row_id("interview-3", 120, 164, "netwerk.korte_lijnen")
    False
    """
    return _short([interview_id, int(start), int(end), code_id])


def standing(decisions: Iterable[tuple[str, str, str]]) -> str:
    """Return a checksum of the decisions that stand about a passage and code; empty if there is none.

    Parameters
    ----------
    decisions
        (coder, verdict, decision_id) of each, in any order.

    Examples
    --------
    >>> standing([("Ans", "accept", "d1"), ("Bea", "reject", "d2")])
    'c9a284588140'
    >>> standing([("Bea", "reject", "d2"), ("Ans", "accept", "d1")]) == standing([("Ans", "accept", "d1")])
    False
    >>> standing([])
    ''
    """
    ordered = sorted(decisions)
    return _short(ordered) if ordered else ""


def _short(value: object) -> str:
    """Return twelve hexadecimal signs, a letter first: a spreadsheet would read 12345e678901 in a csv as a number."""
    checksum = sha256_value(value)
    return _LETTERS[int(checksum[0], 16) % len(_LETTERS)] + checksum[1:_N_SIGNS]
