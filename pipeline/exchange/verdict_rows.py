"""A sheet `Coderingen` that a coder filled in: what is decided about which passage and code, and what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from pipeline.errors import Problem, os_mistake
from pipeline.exchange.row_keys import VERDICTS, row_id
from pipeline.tables import EXCEL, Row, Table, as_typed, read_table

KINDS = (".csv", EXCEL)
# Without these a row says nothing, or nothing that can be checked.
REQUIRED = ("nr", "interview", "code_id", "citaat", "oordeel", "start", "einde", "stand")
# By these columns the sheet is found; by those the file is told to hold hand codings, with a remark of its own.
_KNOWN_BY = ("code_id", "oordeel")
_HAND_CODINGS = {"interview_id", "turn_no", "quote"}
_ANSWERS = VERDICTS | {
    "accoord": "accept",
    "eens": "accept",
    "ja": "accept",
    "niet accoord": "reject",
    "oneens": "reject",
    "nee": "reject",
}
_ALLOWED = f"toegestaan: {', '.join(VERDICTS)}"
_OTHER = "andere code"


@dataclass(frozen=True)
class VerdictRow:
    """One row with a verdict, cells as they stand in the file; a place that is no number is -1.

    ``where`` names file and line. ``verdict``: accept, reject, or other: reject ``code_id``, accept ``other``.
    """

    where: str
    nr: str
    standing: str
    interview_id: str
    start_char: int
    end_char: int
    quote: str
    before: str
    after: str
    code_id: str
    verdict: str
    other: str
    reason: str

    @property
    def is_as_written(self) -> bool:
        """Whether interview, place and code are those with which the row was written."""
        return self.nr == row_id(self.interview_id, self.start_char, self.end_char, self.code_id)


@dataclass
class VerdictRows:
    """The rows of one or more files. ``n_empty`` have no verdict, ``n_notes`` of those do have an explanation."""

    rows: list[VerdictRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    n_empty: int = 0
    n_notes: int = 0


def is_verdict_file(path: Path) -> bool:
    """Tell by its columns whether a file is a sheet `Coderingen`, or a workbook that has one.

    Raises
    ------
    OSError
        If it cannot be opened.
    """
    if path.suffix.lower() not in KINDS or not path.is_file():
        return False
    columns = read_table(path, _KNOWN_BY).columns
    return "oordeel" in columns and not _HAND_CODINGS.issubset(columns)


def read_verdicts(paths: Sequence[Path], codes: Mapping[str, str]) -> VerdictRows:
    """Read all rows in which a coder filled in a verdict.

    Parameters
    ----------
    codes
        code_id -> name, of the whole codebook; what ``andere_code`` may say.
    """
    found = VerdictRows()
    for path in paths:
        try:
            table = read_table(path, _KNOWN_BY)
        except OSError as error:
            found.problems.append(Problem(path.name, os_mistake(error)))
            continue
        wrong = [*table.problems, *table.missing(REQUIRED)]
        found.problems += wrong
        for row in [] if wrong else table.rows:
            _read_row(table, row, codes, found)
    return found


def _read_row(table: Table, row: Row, codes: Mapping[str, str], found: VerdictRows) -> None:
    """Put a row among the rows or the problems, or count it where nothing is decided."""
    cells = {name: as_typed(cell).strip() for name, cell in row.cells.items()}
    given, wanted, note = _plain(cells["oordeel"]), cells.get("andere_code", ""), cells.get("toelichting", "")
    if not given and not wanted:
        found.n_empty += 1
        found.n_notes += bool(note)
        return
    verdict, other, where = _ANSWERS.get(given, ""), _code_of(wanted, codes), f"{table.name}, regel {row.line_no}"
    mistake = _mistake(given, verdict, wanted) or _mistaken_code(wanted, other, cells["code_id"], codes)
    if row.is_too_long and not table.name.lower().endswith(EXCEL):
        mistake = f"deze rij heeft meer cellen dan de {len(table.columns)} kolommen; exporteer opnieuw en vul dat in"
    if mistake:
        found.problems.append(Problem(where, mistake))
        return
    place = _number(cells["start"]), _number(cells["einde"])
    said = row.cells["citaat"], cells.get("context_ervoor", ""), cells.get("context_erna", "")
    about = (cells["interview"], *place, *said, cells["code_id"])
    found.rows.append(VerdictRow(where, cells["nr"], cells["stand"], *about, verdict, other, note))


def _mistake(given: str, verdict: str, wanted: str) -> str:
    """Say what is wrong with a verdict and the presence of another code; empty if nothing is.

    What was found is repeated only where it is much like a longer word that is allowed: a cell may hold a name.
    """
    if not given:
        return f"andere_code is ingevuld, maar oordeel is leeg; zet in oordeel '{_OTHER}', of maak andere_code leeg"
    if not verdict:
        near = get_close_matches(given, [one for one in _ANSWERS if len(one) > 5], 1, cutoff=0.7)
        meant = f" '{given}' (bedoelt u '{near[0]}'?)" if near else " iets anders dan een oordeel"
        return f"in oordeel staat{meant}; {_ALLOWED}; vul een daarvan in, of laat de cel leeg"
    if verdict == "other" and not wanted:
        return f"oordeel is '{_OTHER}', maar andere_code is leeg; kies daar een code uit het codeboek"
    if verdict != "other" and wanted:
        return f"andere_code is ingevuld, maar oordeel is '{given}'; zet daar '{_OTHER}', of maak andere_code leeg"
    return ""


def _mistaken_code(wanted: str, other: str, code_id: str, codes: Mapping[str, str]) -> str:
    """Say what is wrong with another code; empty if nothing is."""
    if wanted and other == code_id:
        return f"andere_code is de code van de rij zelf; kies een andere, of zet in oordeel '{next(iter(VERDICTS))}'"
    if other or not wanted:
        return ""
    named = [one for one, name in codes.items() if _plain(name) == _plain(wanted)]
    if named:
        return f"meer dan één code heet zo: {', '.join(named)}; zet een daarvan in andere_code"
    by_name = {_plain(name): one for one, name in codes.items()} | {_plain(one): one for one in codes}
    near = get_close_matches(_plain(wanted), by_name, 1)
    meant = f" (bedoelt u '{by_name[near[0]]}'?)" if near else ""
    return f"andere_code staat niet in het codeboek{meant}; kies een code_id van het blad Codeboek"


def _code_of(wanted: str, codes: Mapping[str, str]) -> str:
    """Return the code that is meant, by its id or by a name that no other code has; empty if none is.

    Examples
    --------
    >>> _code_of("Korte  lijnen", {"netwerk.korte_lijnen": "korte lijnen"}), _code_of("geld", {"a.b": "tekort"})
    ('netwerk.korte_lijnen', '')
    """
    plain = _plain(wanted)
    if not plain:
        return ""
    by_id = [one for one in codes if _plain(one) == plain]
    found = by_id or [one for one, name in codes.items() if _plain(name) == plain]
    return found[0] if len(found) == 1 else ""


def _plain(cell: str) -> str:
    return " ".join(cell.split()).casefold()


def _number(cell: str) -> int:
    return int(cell) if cell.isascii() and cell.isdigit() else -1
