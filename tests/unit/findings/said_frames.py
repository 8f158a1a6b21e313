"""Makers of the frames that findings are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook


def make_interviews(totals: Mapping[str, int]) -> pd.DataFrame:
    """Make interviews: {"Aa": 2} gives Aa1 and Aa2 in municipality Aa."""
    rows = [(f"{name}{n}", name) for name, total in totals.items() for n in range(1, total + 1)]
    return pd.DataFrame(rows, columns=["interview_id", "municipality"], dtype="str")


def make_codings(codebook: Codebook, given: Iterable[tuple[str, ...]]) -> pd.DataFrame:
    """Make codings from (interview, code) or (interview, code, origin)."""
    rows = [
        {
            "interview_id": interview_id,
            "municipality": interview_id.rstrip("0123456789"),
            "turn_no": 2,
            "speaker": "R",
            "start_char": 10 * place,
            "end_char": 10 * place + 9,
            "text": "Ja, zeker.",
            "code_id": code_id,
            "direction": codebook.by_id[code_id].richting,
            "origin": origin[0] if origin else "both",
            "score": 0.9,
            "certainty": "certain",
            "source_id": "proef",
            "detail": "proef",
        }
        for place, (interview_id, code_id, *origin) in enumerate(given)
    ]
    return frames.build(frames.CODINGS, rows)
