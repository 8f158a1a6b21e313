"""Where a row of the sheet `Coderingen` belongs in the texts as they are now."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline import frames
from pipeline.exchange.row_keys import row_id
from pipeline.exchange.sheet_text import cell_text
from pipeline.exchange.verdict_rows import VerdictRow
from pipeline.review import Passage
from pipeline.review.anchors import find, passage_at
from pipeline.review.model import CONTEXT_CHARS
from pipeline.review.texts import plain_text
from pipeline.tables import as_typed

Place = tuple[str, int, int, str]
_AGAIN = "exporteer opnieuw en vul uw oordeel daar in"
CHANGED = f"rij is veranderd of hoort bij een andere versie; {_AGAIN}"
NO_INTERVIEW = f"dit interview staat niet in de studie; kijk of dit het goede bestand is, of {_AGAIN}"
NO_CODE = f"deze code staat niet in het codeboek; {_AGAIN}"


@dataclass(frozen=True)
class Placed:
    """A row and its passage, None where there is none: then ``why`` says so in Dutch.

    ``is_found_again``: it stands elsewhere than the row says, or a cell of the row was changed.
    """

    row: VerdictRow
    passage: Passage | None
    why: str = ""
    is_found_again: bool = False

    @property
    def span(self) -> tuple[str, int, int]:
        """Interview, start and end of the passage; of the row itself where there is none."""
        place = self.passage or self.row
        return place.interview_id, place.start_char, place.end_char


class Places:
    """The texts of a study, and what of them is coded."""

    def __init__(self, codings: pd.DataFrame, turns: pd.DataFrame, code_ids: frozenset[str]) -> None:
        self._turns = {str(name): part for name, part in turns.groupby("interview_id")}
        self._texts = {name: plain_text(part) for name, part in self._turns.items()}
        self._spoken: dict[str, list[tuple[int, int, int]]] = {name: [] for name in self._turns}
        for turn in frames.rows(turns[turns["role"] == "respondent"]):
            self._spoken[turn.interview_id].append((turn.turn_no, turn.start_char, turn.end_char))
        self._code_ids = code_ids
        self._ids = {row_id(r.interview_id, r.start_char, r.end_char, r.code_id) for r in frames.rows(codings)}
        self._found: dict[tuple[str, int, int, str], Passage | None] = {}

    def place(self, row: VerdictRow) -> Placed:
        """Return the passage of a row: where it says, if those words stand there, or where they are found again.

        Notes
        -----
        Where a part of a sheet was sorted or a cell changed, nothing tells which cells of a row to believe. So the passage
        that is found and the code must agree with the number of the row. A number that is none of this study may be of
        an earlier text, if the row is as it was written; or damaged, if that passage has that code here.
        """
        if row.interview_id not in self._texts:
            return Placed(row, None, NO_INTERVIEW)
        if row.code_id not in self._code_ids:
            return Placed(row, None, NO_CODE)
        passage = self._in_place(row)
        is_in_place = passage is not None
        if passage is None:
            passage = self._find(row)
        if passage is None or not self._is_believed(row, passage):
            return Placed(row, None, CHANGED)
        return Placed(row, passage, is_found_again=not (is_in_place and row.is_as_written))

    def describe(self, row: VerdictRow) -> str:
        """Return where a row is and what it is about; a cell that holds no id of the study is not repeated."""
        ids = [row.interview_id] * (row.interview_id in self._texts) + [row.code_id] * (row.code_id in self._code_ids)
        return f"{row.where} ({', '.join(ids)})" if ids else row.where

    def _is_believed(self, row: VerdictRow, passage: Passage) -> bool:
        here = row_id(passage.interview_id, passage.start_char, passage.end_char, row.code_id)
        return row.nr == here or (row.nr not in self._ids and (row.is_as_written or here in self._ids))

    def _in_place(self, row: VerdictRow) -> Passage | None:
        start, end = row.start_char, row.end_char
        said = self._texts[row.interview_id][max(start, 0) : max(end, 0)]
        if not 0 <= start < end or not _is_same(row.quote, said):
            return None
        spoken = self._spoken[row.interview_id]
        turn_no = next((no for no, begin, stop in spoken if begin <= start and end <= stop), None)
        if turn_no is None:
            return None
        return passage_at(self._texts[row.interview_id], row.interview_id, turn_no, start, end)

    def _find(self, row: VerdictRow) -> Passage | None:
        """Look for the words of a row; a passage with several codes is looked for once."""
        key = row.interview_id, row.start_char, row.end_char, row.quote
        if key not in self._found:
            # The cells around it are words without the spaces at their ends; a passage begins and ends with whole words.
            around = f"{row.before} "[-CONTEXT_CHARS:], f" {row.after}"[:CONTEXT_CHARS]
            given = Passage(row.interview_id, 0, row.start_char, row.end_char, as_typed(row.quote), *around)
            self._found[key] = find(given, self._texts[row.interview_id], self._turns[row.interview_id])
        return self._found[key]


def _is_same(cell: str, said: str) -> bool:
    """Whether a cell holds these words, as a spreadsheet keeps them; line ends and spaces do not count.

    Examples
    --------
    >>> _is_same("'- ja,\\n hoor", "- ja,\\r\\nhoor"), _is_same("Ja", "Nee")
    (True, False)
    """
    wanted = cell_text(said).split()
    return cell.split() == wanted or as_typed(cell).split() == wanted
