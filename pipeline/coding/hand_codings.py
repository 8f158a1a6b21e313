"""Hand codings: csv files of verbatim quotes with their codes, checked against transcripts and codebook."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.errors import HandCodingError, Problem, os_mistake
from pipeline.tables import FORMULA, read_table

_COLUMNS = ("interview_id", "turn_no", "quote", "code_id")


def read_hand_codings(
    path: Path, turns: pd.DataFrame, code_ids: Collection[str] | None, unread: Collection[str] | None = ()
) -> pd.DataFrame:
    """Read a csv with interview_id, turn_no, quote and code_id, as Excel saves it; other columns are left out.

    Parameters
    ----------
    path
        The file.
    turns
        Frame `turns` of the interviews that the file may speak of. Rows about other interviews are mistakes.
    code_ids
        The codes of the codebook; None if it cannot be read: then codes are not checked.
    unread
        Interviews whose transcript cannot be read now: rows about them are left out. None if it is not known which.

    Returns
    -------
    pd.DataFrame
        Frame `hand_codings`, sorted by key; a repeated coding is kept once.

    Raises
    ------
    HandCodingError
        Every mistake at once, with its line.
    """
    try:
        table = read_table(path)
    except FileNotFoundError:
        raise HandCodingError(Problem(path.name, "dit bestand met handcoderingen bestaat niet")) from None
    except OSError as error:
        raise HandCodingError(Problem(path.name, os_mistake(error))) from None
    if table.missing(_COLUMNS):
        raise HandCodingError(table.problems or table.missing(_COLUMNS))
    places = {(t.interview_id, t.turn_no): t for t in frames.rows(turns)}
    interviews = set(turns["interview_id"])
    rows: list[dict[str, object]] = []
    problems = [*table.problems]
    for row in table.rows:
        where, raw = f"{path.name}, regel {row.line_no}", row.cells
        if raw["interview_id"] not in interviews and (unread is None or raw["interview_id"] in unread):
            continue
        message = _complaint(raw, places, interviews, code_ids)
        if message:
            problems.append(Problem(where, message))
            continue
        turn = places[raw["interview_id"], int(raw["turn_no"])]
        quote = _as_said(raw["quote"], turn.text)
        start = turn.start_char + turn.text.index(quote)
        rows.append(
            {
                "interview_id": raw["interview_id"],
                "turn_no": int(raw["turn_no"]),
                "code_id": raw["code_id"],
                "start_char": start,
                "end_char": start + len(quote),
                "quote": quote,
            }
        )
    if problems:
        raise HandCodingError(problems)
    unique: dict[Any, dict[str, object]] = {tuple(row[name] for name in frames.HAND_CODINGS.key): row for row in rows}
    return frames.build(frames.HAND_CODINGS, [unique[key] for key in sorted(unique)])


def _as_said(quote: str, said: str) -> str:
    """Return the quote without the apostrophe that keeps it text in Excel."""
    return quote[1:] if quote.startswith("'") and quote[1:].startswith(FORMULA) and quote not in said else quote


def _complaint(
    raw: dict[str, str], places: dict[tuple[str, int], Any], interviews: set[str], code_ids: Collection[str] | None
) -> str:
    if raw["interview_id"] not in interviews:
        return f"interview '{raw['interview_id']}' bestaat niet; bekend: {', '.join(sorted(interviews)[:5])}"
    if not raw["turn_no"].isdecimal() or (raw["interview_id"], int(raw["turn_no"])) not in places:
        last = max(turn_no for interview_id, turn_no in places if interview_id == raw["interview_id"])
        return f"beurt '{raw['turn_no']}' bestaat niet in {raw['interview_id']}; toegestaan: 1 tot en met {last}"
    turn = places[raw["interview_id"], int(raw["turn_no"])]
    if turn.role != "respondent":
        return f"beurt {raw['turn_no']} is van de interviewer; alleen wat respondenten zeggen, krijgt een code"
    if code_ids is not None and raw["code_id"] not in code_ids:
        return f"onbekende code '{raw['code_id']}'; zie codebook/themes.yaml voor de codes"
    if not raw["quote"] or _as_said(raw["quote"], turn.text) not in turn.text:
        return (
            f"het citaat staat niet letterlijk in beurt {raw['turn_no']} van {raw['interview_id']}; kopieer het precies"
        )
    return ""
