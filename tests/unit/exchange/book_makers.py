"""Makers of books for the tests of the sheets: a codebook of two codes, and rows with the quotes asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from pipeline.exchange.book import Book
from pipeline.exchange.row_keys import CODINGS_COLUMNS, row_id

CODE_IDS = ("netwerk.korte_lijnen", "geld.tekort")
_ROW = {
    "interview": "een", "gemeente": "Testdorp", "beurt": 2, "plaats": "alinea 3", "spreker": "R", "thema": "Netwerk",
    "code": "Korte lijnen", "code_id": CODE_IDS[0], "richting": "bevorderend", "citaat": "", "context_ervoor": "",
    "context_erna": "", "herkomst": "model", "score": 0.75, "zekerheid": "zeker", "waarom": "", "besluit": "",
    "oordeel": "", "andere_code": "", "toelichting": "", "start": 0, "einde": 4, "stand": "",
}  # fmt: skip


def make_book(quotes: Sequence[str] = ("We bellen.",), interviews: Sequence[str] = ("een",), **other: object) -> Book:
    """Make a book with a row for each quote, and a column for each interview as it is named."""
    rows = [
        {**_ROW, "nr": row_id("een", n, n + 4, CODE_IDS[0]), "citaat": quote, "start": n, "einde": n + 4}
        for n, quote in enumerate(quotes)
    ]
    codes = {"thema": ["Netwerk", "Geld"], "code": ["Korte lijnen", "Tekort"], "code_id": list(CODE_IDS)}
    codes["richting"] = ["bevorderend", "belemmerend"]
    told = pd.DataFrame({"melding": ["Er is niets te vergelijken."]})
    values: Mapping[str, object] = {
        "title": "Proef",
        "program": "Factorwijzer 1.2.3",
        "n_interviews": len(interviews),
        "codings": pd.DataFrame(rows, columns=list(CODINGS_COLUMNS)),
        "by_respondent": pd.DataFrame({**codes, **{name: [1, 0] for name in interviews}}),
        "by_municipality": pd.DataFrame({**codes, "Testdorp passages": [3, 0], "Testdorp interviews": [1, 0]}),
        "codes": pd.DataFrame(
            {**codes, "definitie": ["Men kent elkaar.", "Er is te weinig."], "n voorbeelden": [3, 4]}
        ),
        "agreement": told,
        "differences": told,
    }
    return Book(**{**values, **other})  # type: ignore[arg-type]


def converted(path: Path, kind: str, folder: Path) -> None:
    """Let LibreOffice write a workbook in another form, for example ``csv``."""
    program = shutil.which("soffice")
    if program is None or not _has_calc(program):
        reason = "LibreOffice Calc is not installed (Debian: apt-get install libreoffice-calc)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [program, home, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def _has_calc(program: str) -> bool:
    return any(Path(program).resolve().parent.glob("libsclo.*"))
