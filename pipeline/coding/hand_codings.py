"""Hand codings: csv files of verbatim quotes with their codes, checked against transcripts and codebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.errors import HandCodingError, Problem

_COLUMNS = ("interview_id", "turn_no", "quote", "code_id")


def read_hand_codings(
    path: Path, turns: pd.DataFrame, code_ids: list[str], unread: Collection[str] = ()
) -> pd.DataFrame:
    """Read a csv with interview_id, turn_no, quote and code_id; other columns are left out.

    Parameters
    ----------
    path
        The file.
    turns
        Frame `turns` of the interviews that the file may speak of. Rows about other interviews are mistakes.
    code_ids
        The codes of the codebook.
    unread
        Interviews whose transcript cannot be read now: rows about them are left out.

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
        content = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise HandCodingError(Problem(path.name, "dit bestand met handcoderingen bestaat niet")) from None
    except UnicodeDecodeError:
        raise HandCodingError(Problem(path.name, "geen UTF-8; sla het opnieuw op als 'CSV UTF-8'")) from None
    reader = csv.DictReader(io.StringIO(content, newline=""))
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise HandCodingError(
            Problem(f"{path.name}, regel 1", f"kolom '{missing[0]}' ontbreekt; nodig zijn {', '.join(_COLUMNS)}")
        )
    places = {(t.interview_id, t.turn_no): t for t in frames.rows(turns)}
    interviews = set(turns["interview_id"])
    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    for line_no, raw in _rows(reader, path.name):
        where = f"{path.name}, regel {line_no}"
        if raw["interview_id"] in unread:
            continue
        message = _complaint(raw, places, interviews, code_ids)
        if message:
            problems.append(Problem(where, message))
            continue
        turn = places[raw["interview_id"], int(raw["turn_no"])]
        start = turn.start_char + turn.text.index(raw["quote"])
        rows.append(
            {
                "interview_id": raw["interview_id"],
                "turn_no": int(raw["turn_no"]),
                "code_id": raw["code_id"],
                "start_char": start,
                "end_char": start + len(raw["quote"]),
                "quote": raw["quote"],
            }
        )
    if problems:
        raise HandCodingError(problems)
    unique: dict[Any, dict[str, object]] = {tuple(row[name] for name in frames.HAND_CODINGS.key): row for row in rows}
    return frames.build(frames.HAND_CODINGS, [unique[key] for key in sorted(unique)])


def _rows(reader: csv.DictReader[str], name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line on which each row begins, and its cells; a missing cell is empty."""
    try:
        for raw in reader:
            n_lines = 1 + sum(str(cell).count("\n") for cell in raw.values())
            yield reader.line_num + 1 - n_lines, {key: raw.get(key) or "" for key in _COLUMNS}
    except csv.Error:
        raise HandCodingError(
            Problem(f"{name}, na regel {reader.line_num}", "een rij is niet te lezen; sluit elk aanhalingsteken")
        ) from None


def _complaint(
    raw: dict[str, str], places: dict[tuple[str, int], Any], interviews: set[str], code_ids: list[str]
) -> str:
    if raw["interview_id"] not in interviews:
        return f"interview '{raw['interview_id']}' bestaat niet; bekend: {', '.join(sorted(interviews)[:5])}"
    if not raw["turn_no"].isdecimal() or (raw["interview_id"], int(raw["turn_no"])) not in places:
        last = max(turn_no for interview_id, turn_no in places if interview_id == raw["interview_id"])
        return f"beurt '{raw['turn_no']}' bestaat niet in {raw['interview_id']}; toegestaan: 1 tot en met {last}"
    turn = places[raw["interview_id"], int(raw["turn_no"])]
    if turn.role != "respondent":
        return f"beurt {raw['turn_no']} is van de interviewer; alleen wat respondenten zeggen, krijgt een code"
    if raw["code_id"] not in code_ids:
        return f"onbekende code '{raw['code_id']}'; zie codebook/themes.yaml voor de codes"
    if not raw["quote"] or raw["quote"] not in turn.text:
        return (
            f"het citaat staat niet letterlijk in beurt {raw['turn_no']} van {raw['interview_id']}; kopieer het precies"
        )
    return ""
