"""What a workbook, a folder of csv files or a page shows of a study, and what its makers start from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

Unit = tuple[str, int]


@dataclass(frozen=True)
class Given:
    """What a coder decided about a passage and code, and it stands.

    Attributes
    ----------
    verdict
        accept, reject or unsure.
    about_turn
        Whether it settles the code for the whole turn, as a consensus does.
    counts
        Whether it says something of the passage: not where the text or code is gone, or where a coder took back what he
        gave himself.
    """

    interview_id: str
    turn_no: int
    start: int
    end: int
    quote: str
    code_id: str
    coder: str
    verdict: str
    decision_id: str = ""
    reason: str = ""
    about_turn: bool = False
    counts: bool = True


@dataclass(frozen=True)
class Pair:
    """Two coders and what they gave.

    Attributes
    ----------
    agreement
        Frame `agreement`; None if they judged no turn both.
    units
        (interview_id, turn_no) of the turns that both judged as a whole.
    given
        Of both coders, and of the consensus.
    """

    a: str
    b: str
    agreement: pd.DataFrame | None
    units: frozenset[Unit]
    given: tuple[Given, ...]


@dataclass(frozen=True)
class Book:
    """The tables of a study, with Dutch columns, each written as it is; names and quotes are in them.

    Attributes
    ----------
    program
        Name and version of what made it.
    codings
        Columns ``row_keys.CODINGS_COLUMNS``.
    remarks
        In Dutch, for the first sheet.
    """

    title: str
    program: str
    n_interviews: int
    codings: pd.DataFrame
    by_respondent: pd.DataFrame
    by_municipality: pd.DataFrame
    codes: pd.DataFrame
    agreement: pd.DataFrame
    differences: pd.DataFrame
    remarks: tuple[str, ...] = ()
