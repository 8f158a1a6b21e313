"""The key: which name every pseudonym stands for, in a file of its own that only its owner can read."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from pipeline.errors import OutputError, Problem, os_mistake
from pipeline.files import write_private
from pipeline.privacy.numbering import KEY_COLUMNS, KINDS, PSEUDONYM, empty_key, scope_of
from pipeline.tables import FORMULA, Row, Table, read_table

_WHAT_TO_DO = (
    "zet een eerdere versie van dit bestand terug; zonder de sleutel krijgen namen in nieuwe kopieën andere nummers"
)


def write_key(path: Path, key: pd.DataFrame) -> None:
    """Write the key as a Dutch Excel opens it, whole or not at all, readable by its owner only.

    The file has permissions 0600 before anything is in it, a folder that has to be made 0700. Windows hardly knows
    such permissions: there the key is as private as the folder in which it lies.

    Parameters
    ----------
    path
        Outside the folder of outputs.
    key
        ``numbering.KEY_COLUMNS``, n rows.
    """
    texts = {name: key[name].map(_as_text).astype("str") for name in KEY_COLUMNS if name != "aantal"}
    body = key.assign(**texts).to_csv(columns=list(KEY_COLUMNS), index=False, sep=";", lineterminator="\r\n")
    write_private(path, ("\ufeff" + body).encode())


def read_key(path: Path) -> pd.DataFrame:
    """Read a key, also as Excel saved it.

    Returns
    -------
    pd.DataFrame
        ``numbering.KEY_COLUMNS``, n rows in the order of the file.

    Raises
    ------
    OutputError
        All that is damaged at once; without any of the names.
    """
    try:
        table = read_table(path)
    except OSError as error:
        raise OutputError(Problem(path.name, os_mistake(error))) from error
    problems = _damage(table)
    if problems:
        raise OutputError(problems)
    lines = [{name: _as_read(row.cells[name]) for name in KEY_COLUMNS} for row in table.rows]
    if not lines:
        return empty_key()
    return pd.DataFrame(lines, columns=list(KEY_COLUMNS)).astype(empty_key().dtypes.to_dict())


def _damage(table: Table) -> list[Problem]:
    missing = table.missing(KEY_COLUMNS)
    if missing:
        return [Problem(problem.where, f"{problem.message}; {_WHAT_TO_DO}") for problem in missing]
    # A column that is not ours may have a name of somebody as its header, so that complaint is not passed on.
    header = f"{table.name}, regel {table.header_line}"
    found = [problem for problem in table.problems if problem.where != header]
    if any(table.columns.count(name) > 1 for name in KEY_COLUMNS):
        found.append(Problem(header, f"een kolom staat er twee keer; {_WHAT_TO_DO}"))
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        where = f"{table.name}, regel {row.line_no}"
        found += [Problem(where, f"{message}; {_WHAT_TO_DO}") for message in _complaints(row)]
        place = scope_of(row.cells["gemeente"], row.cells["soort"]), row.cells["pseudoniem"]
        first = seen.setdefault(place, row.line_no)
        if first != row.line_no:
            message = (
                f"dit pseudoniem staat ook op regel {first}; elk pseudoniem hoort er per gemeente één keer te staan"
            )
            found.append(Problem(where, f"{message}; {_WHAT_TO_DO}"))
    return found


def _complaints(row: Row) -> list[str]:
    """Say what is wrong with a row; what is in it is not repeated, for it may be a name."""
    found = []
    if row.is_too_long:
        found.append("er staan meer cellen op deze rij dan er kolommen zijn")
    if not PSEUDONYM.fullmatch(row.cells["pseudoniem"]):
        found.append("de kolom pseudoniem moet een woord met of zonder nummer tussen haken zijn, zoals [persoon 3]")
    if row.cells["soort"] not in KINDS.values():
        found.append(f"de kolom soort moet een van deze zijn: {', '.join(KINDS.values())}")
    if not re.fullmatch(r"[0-9]{1,9}", row.cells["aantal"]):
        found.append("de kolom aantal moet een heel getal zijn")
    return found


def _as_text(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, and that ``_as_read`` turns back.

    Examples
    --------
    >>> _as_text("=1+1"), _as_text("'=1+1"), _as_text("'t Veer"), _as_read("'=1+1")
    ("'=1+1", "''=1+1", "'t Veer", '=1+1')
    """
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def _as_read(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell
