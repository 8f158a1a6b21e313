"""Write a book as a folder of csv files, a file per sheet, as a Dutch Excel opens them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pandas as pd

from pipeline.exchange.book import Book
from pipeline.exchange.sheets import sheets_of
from pipeline.tables import as_text, write_for_excel


def write_csv_folder(book: Book, folder: Path) -> list[Path]:
    """Write each sheet of ``book`` for the owner's eyes only and return the files; other files in the folder stay.

    No file takes its place before all are written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".", suffix=".tmp", dir=folder))
    try:
        written = []
        for sheet in sheets_of(book):
            path = beside / f"{sheet.name.replace(' ', '-')}.csv"
            write_for_excel(path, _with_text_headers(sheet.frame))
            path.chmod(0o600)
            written.append(path)
        return [path.replace(folder / path.name) for path in written]
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _with_text_headers(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep names of interviews text too, where they look like a formula."""
    return frame.rename(columns=as_text)
