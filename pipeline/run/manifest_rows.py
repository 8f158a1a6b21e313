"""Add rows to a study's manifest.csv; what stands in it stays as it is, to the byte."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.files import write_atomically
from pipeline.run.table_rows import encoding_of, line_of
from pipeline.study import MANIFEST
from pipeline.tables import Table, read_table

# What a manifest says of an interview; with the columns before them, the header of one that has to be made.
FACTS = ("gemeente", "perspectief", "datum", "interviewer")
_COLUMNS = ("interview_id", "file", *FACTS)


def add_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Write rows at the end of a manifest, in its own columns, delimiter, encoding and line ends; whole or not at all.

    Parameters
    ----------
    path
        The manifest, which ``read_manifest`` finds right; made if it is not there.
    rows
        By column; each has ``file``.

    Returns
    -------
    list[str]
        In Dutch, which values could not be written: there is no column for them, or no sign in the file's encoding.

    Raises
    ------
    OSError
        If the file cannot be written; then it is as it was.
    """
    if not rows:
        return []
    is_new = not path.is_file()
    content = (",".join(_COLUMNS) + "\n").encode() if is_new else path.read_bytes()
    table = Table(path.name, list(_COLUMNS), [], []) if is_new else read_table(path)
    encoding = encoding_of(content)
    lines = list(io.StringIO(content.decode(encoding), newline=""))
    header = lines[table.header_line - 1]
    delimiter = max(",;\t", key=header.count)
    fitting = [[_fit(row.get(name, ""), encoding) for name in table.columns] for row in rows]
    end = "" if lines[-1].endswith(("\r", "\n")) else line_of([], delimiter, header)
    added = end + "".join(line_of(cells, delimiter, header) for cells in fitting)
    whole = content + added.encode(encoding)
    mode = 0o644 if is_new else path.stat().st_mode & 0o777
    write_atomically(path, lambda beside: beside.write_bytes(whole), mode)
    return [*_without_column(table.columns, rows), *_without_sign(table.columns, rows, encoding)]


def _fit(value: str, encoding: str) -> str:
    """Return a value that the encoding has all signs of, or nothing."""
    try:
        value.encode(encoding)
    except UnicodeEncodeError:
        return ""
    return value


def _without_column(columns: Iterable[str], rows: Sequence[Mapping[str, str]]) -> list[str]:
    absent = {name: [row["file"] for row in rows if _tells(row, name)] for name in _COLUMNS if name not in columns}
    return [
        f"{MANIFEST} heeft geen kolom '{name}'; voor {len(files)} bestand(en) ({_listed(files)}) is die waarde niet ingevuld; "
        f"voeg de kolom toe en vul haar in"
        for name, files in absent.items()
        if files
    ]


def _tells(row: Mapping[str, str], name: str) -> bool:
    """Say whether a row says something that the name of the file does not say without it."""
    return bool(row.get(name)) and not (name == "interview_id" and row[name] == Path(row["file"]).stem)


def _without_sign(columns: Iterable[str], rows: Sequence[Mapping[str, str]], encoding: str) -> list[str]:
    unfit = {n: [row["file"] for row in rows if _fit(row.get(n, ""), encoding) != row.get(n, "")] for n in columns}
    return [
        f"{MANIFEST}, kolom '{name}': voor {len(files)} bestand(en) ({_listed(files)}) past de waarde niet in de tekencodering; "
        "sla het manifest in Excel op als 'CSV UTF-8' en vul haar in"
        for name, files in unfit.items()
        if files
    ]


def _listed(names: Sequence[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")
