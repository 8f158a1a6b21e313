"""What a table lacks to be a transcript, and what of it a reader of Excel may not know is read or not read."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import Problem
from pipeline.reading.sheet_cells import N_HEAD, Sheet
from pipeline.reading.sheet_columns import ROLE, SPEAKER, TEXT, Columns, find_columns, find_place
from pipeline.reading.sheet_times import Times
from pipeline.reading.tables import is_talk
from pipeline.tables import SEPARATE

_NEEDED = "zet boven de kolommen een rij met hun namen, bijvoorbeeld 'spreker' en 'tekst'"
_DELIMITERS = ";,\t|"


def no_columns(sheet: Sheet, where: str, declared: set[str]) -> Problem:
    """Say which title a table needs that has none for its speakers and texts."""
    head = sheet.lines[:N_HEAD]
    if not head:
        return Problem(where, "er staat geen tekst in de tabel; kijk of u het goede bestand hebt gekozen")
    for number, cells in head:
        place = f"{where}, rij {number}"
        if len(cells) == 1 and any(find_columns(cells[0].split(sign)) for sign in _DELIMITERS):
            return Problem(place, f"alle kolommen staan in één cel; {SEPARATE}")
        is_title_row = sum(bool(cell.strip()) for cell in cells) > 1
        if is_title_row and find_place(cells, TEXT) is not None:
            return Problem(place, "de kolom met sprekers ontbreekt of heet anders; noem haar 'spreker'")
        if is_title_row and any(find_place(cells, kind) is not None for kind in (SPEAKER, ROLE)):
            return Problem(place, "de kolom met wat er gezegd wordt, ontbreekt of heet anders; noem haar 'tekst'")
    number, cells = head[0]
    found = f"de kolommen hebben geen namen of andere dan 'spreker' en 'tekst'; {_NEEDED}"
    if is_talk([(cells[0].strip(" :"), cells[1].strip()) for _, cells in head if len(cells) > 1], declared):
        found = f"de kolommen hebben geen namen, al lijkt in de eerste te staan wie er spreekt; {_NEEDED}"
    return Problem(f"{where}, rij {number}", found)


def warn_unseen(sheet: Sheet, columns: Columns, times: Times, numbers: Sequence[int]) -> list[str]:
    """Return a warning for each thing about a table that may go against what its maker thinks.

    Parameters
    ----------
    times, numbers
        When each row was said, and its number in Excel.
    """
    read = {columns.speaker, columns.text}
    first_row = numbers[0] if numbers else 1
    rows = set(numbers)
    hidden = [row for row in sheet.unseen.hidden if row in rows]
    unsolved = [row for row, column in sheet.unseen.unsolved if column in read and row >= first_row]
    wrong = [row for row, column in sheet.unseen.wrong if column in read and row >= first_row]
    said = [
        of_rows(hidden, "is verborgen in Excel en toch gelezen; verwijder wat niet mee mag tellen"),
        of_rows(
            unsolved,
            "heeft een formule zonder uitkomst en die cel is leeg gelezen; open het bestand in Excel en sla het op",
        ),
        of_rows(wrong, "heeft een cel met een fout (zoals #N/B) en die is leeg gelezen; herstel de cel in Excel"),
        of_rows([numbers[n] for n in times.unread], "heeft een tijd die niet te lezen is; de tekst telt wel mee"),
        of_rows(
            [numbers[n] for n in times.backward], "heeft een eindtijd voor de begintijd; de eindtijd telt niet mee"
        ),
    ]
    if times.is_taken_for_ms:
        said.append("de tijden zijn gelezen als milliseconden; als seconden zouden ze langer dan een dag duren")
    if sheet.n_others:
        said.append(
            f"nog {sheet.n_others} andere bladen hebben een kolom spreker en tekst en tellen niet mee; maak voor elk "
            "interview een eigen bestand"
            if sheet.n_others > 1
            else "nog een ander blad heeft een kolom spreker en tekst en telt niet mee; maak voor elk interview een eigen bestand"
        )
    return [warning for warning in said if warning]


def of_rows(rows: Sequence[int], what: str) -> str:
    """Return ``what`` of the first row and of how many more; empty if there are none.

    Examples
    --------
    >>> of_rows([4, 9, 12], "is verborgen"), of_rows([], "is verborgen")
    ('rij 4 (en 2 andere) is verborgen', '')
    """
    further = f" (en {len(rows) - 1} andere)" if len(rows) > 1 else ""
    return f"rij {rows[0]}{further} {what}" if rows else ""
