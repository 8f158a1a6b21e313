"""What a report is made from: frames of earlier stages and a few facts about the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.files import sha256_value


@dataclass(frozen=True)
class ReportData:
    """Everything a report may say.

    Attributes
    ----------
    codings
        Frame `codings`: only those that count.
    all_codings
        Frame `codings`: also the doubtful ones, for the numbers in the account of the method.
    turns
        Frame `turns`.
    interviews
        One row per interview, in order: interview_id, municipality, perspective, date.
    factors, priorities
        Frames `factors` and `priorities`.
    labels
        Municipality -> the name under which it appears.
    coded
        The interviews in which only what coders gave counts.
    review_shares
        Municipality -> (suggestions that a coder decided on, all suggestions); empty if nobody decided anything.
    only_reviewed
        Whether suggestions that nobody decided on were left out.
    agreement_is_blind
        Whether both coders judged without seeing suggestions.
    mask
        The privacy gate: text from a transcript goes through it before it is printed.
    """

    title: str
    codebook: Codebook
    codings: pd.DataFrame
    all_codings: pd.DataFrame
    turns: pd.DataFrame
    interviews: pd.DataFrame
    factors: pd.DataFrame
    priorities: pd.DataFrame
    comparison: pd.DataFrame
    labels: dict[str, str]
    mask: Callable[[str], str]
    counted: list[str]
    n_quotes: int
    is_invented: bool
    agreement: pd.DataFrame | None = None
    agreement_is_blind: bool = True
    coded: frozenset[str] = frozenset()
    review_shares: dict[str, tuple[int, int]] = field(default_factory=dict)
    only_reviewed: bool = False
    scorecard: pd.DataFrame | None = None
    versions: dict[str, Any] = field(default_factory=dict)

    def numbers(self, municipality: str) -> dict[str, int]:
        """Return interview_id -> the number by which a document calls its respondent.

        The order is that of checksums of the ids: ids often begin with a profession, and a profession that one person
        has would give that person away.
        """
        here = self.interviews[self.interviews["municipality"] == municipality]
        return {
            interview_id: n for n, interview_id in enumerate(sorted(here["interview_id"], key=sha256_value), start=1)
        }
