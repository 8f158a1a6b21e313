"""The files that ``code`` writes and later steps read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.errors import OutputError, Problem
from pipeline.study import Study

CODINGS, TURNS, LOCK, CACHE, TEXTS = "codings.csv", "turns.csv", "run.lock", ".cache", "texts"
# The same codings for people, as a Dutch Excel opens them.
CODINGS_EXCEL = "codings_excel.csv"


def load_outputs(study: Study) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Any]]:
    """Return the frames `codings` and `turns` and the content of run.lock that ``code`` wrote.

    Raises
    ------
    OutputError
        If they are missing or damaged.
    SettingsError
        If they are missing because the folder is no study.
    """
    advice = "draai eerst 'factorwijzer code' (of 'factorwijzer run', dat alles doet)"
    try:
        codings = read_frame(study.out / CODINGS, frames.CODINGS)
        turns = read_frame(study.out / TURNS, frames.TURNS)
        lock = json.loads((study.out / LOCK).read_text(encoding="utf-8"))
        missing = [key for key in ("interviews", "basis", "seed", "python", "packages") if key not in dict(lock)]
        if missing or not lock["interviews"]:
            raise ValueError("run.lock is incomplete")
    except FileNotFoundError as error:
        if study.out == study.default_out:
            study.refuse_if_none()
        name = Path(str(error.filename)).name
        raise OutputError(Problem(str(study.out / name), f"dit bestand ontbreekt; {advice}")) from None
    except (ValueError, KeyError, TypeError):
        raise OutputError(Problem(str(study.out), f"de uitvoer van een eerdere run is beschadigd; {advice}")) from None
    return codings, turns, lock


def read_frame(path: Path, spec: frames.FrameSpec) -> pd.DataFrame:
    """Read a frame that ``write_csv`` wrote, and check it."""
    dtypes = {c.name: {"str": "str", "int": "int64", "float": "float64"}[c.dtype] for c in spec.columns}
    empty = {c.name: [""] for c in spec.columns if c.dtype == "float" and c.optional}
    return frames.check(pd.read_csv(path, dtype=dtypes, keep_default_na=False, na_values=empty), spec)
