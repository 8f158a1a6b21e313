"""The sheets that count: codes by interview, codes by municipality; and the codebook."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.exchange.sheet_text import headers

CODE_COLUMNS = ("thema", "code", "code_id", "richting")


def by_respondent_sheet(counting: pd.DataFrame, interviews: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return a row per code and a column per interview: 1 if the code was given there, else 0.

    Parameters
    ----------
    counting
        Frame `codings`: those that findings count.
    interviews
        A row per interview: interview_id, municipality.
    """
    found = set(zip(counting["interview_id"], counting["code_id"], strict=True))
    names = list(interviews["interview_id"])
    counted = {
        header: [int((name, code_id) in found) for code_id in codebook.code_ids]
        for header, name in zip(headers(names, CODE_COLUMNS), names, strict=True)
    }
    return pd.DataFrame({**_codes(codebook), **counted})


def by_municipality_sheet(counting: pd.DataFrame, interviews: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return a row per code, and for each municipality in how many passages and interviews it was given.

    Parameters are those of ``by_respondent_sheet``.
    """
    groups = dict(iter(counting.groupby(["municipality", "code_id"])))
    names = list(dict.fromkeys(interviews["municipality"]))
    columns: dict[str, list[int]] = {}
    for name in names:
        parts = [groups.get((name, code_id), counting[:0]) for code_id in codebook.code_ids]
        passages, spoken = headers([f"{name} passages", f"{name} interviews"], [*CODE_COLUMNS, *columns])
        columns[passages] = [len(part) for part in parts]
        columns[spoken] = [int(part["interview_id"].nunique()) for part in parts]
    return pd.DataFrame({**_codes(codebook), **columns})


def codebook_sheet(codebook: Codebook) -> pd.DataFrame:
    """Return a row per code with its definition, what falls under it and what does not."""
    codes = [codebook.by_id[code_id] for code_id in codebook.code_ids]
    told = {
        "tegenpool": [code.tegenpool or "" for code in codes],
        "definitie": [code.definitie for code in codes],
        "wel": ["\n".join(code.wel) for code in codes],
        "niet": ["\n".join(code.niet) for code in codes],
        "n voorbeelden": [len(code.examples) for code in codes],
    }
    return pd.DataFrame({**_codes(codebook), **told})


def _codes(codebook: Codebook) -> dict[str, list[str]]:
    codes = [codebook.by_id[code_id] for code_id in codebook.code_ids]
    columns = (
        [codebook.theme_of[code.code_id].naam for code in codes],
        [code.naam for code in codes],
        [code.code_id for code in codes],
        [str(code.richting) for code in codes],
    )
    return dict(zip(CODE_COLUMNS, columns, strict=True))
