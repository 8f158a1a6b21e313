"""The sheets of a book: their names and order, how their columns look, and the first one, which explains the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.exchange.book import Book
from pipeline.exchange.row_keys import VERDICTS
from pipeline.exchange.sheet_text import cell_text, is_cut

CODINGS, CODEBOOK = "Coderingen", "Codeboek"
NAMES_WARNING = (
    "In dit bestand staan namen en wat mensen letterlijk hebben gezegd. Bewaar het alleen waar onderzoekers erbij kunnen, "
    "stuur het niet per mail en verwijder het als u het niet meer nodig hebt."
)
_DEFAULT_WIDTH = 14
_WIDTHS = {
    "onderwerp": 24, "uitleg": 100, "melding": 100, "interview": 20, "gemeente": 18, "beurt": 8, "plaats": 14,
    "spreker": 16, "thema": 24, "code": 28, "code_id": 28, "citaat": 60, "context_ervoor": 45, "context_erna": 45,
    "herkomst": 16, "score": 8, "zekerheid": 15, "waarom": 40, "besluit": 30, "andere_code": 28, "toelichting": 40,
    "start": 9, "einde": 9, "tegenpool": 28, "definitie": 60, "wel": 60, "niet": 60, "naam": 32, "n_eenheden": 12,
    "n_geen_van_beide": 18, "n_beurten_zonder_code": 24, "n voorbeelden": 15,
}  # fmt: skip
_WRAPPED = frozenset(
    "uitleg melding thema code citaat context_ervoor context_erna waarom besluit toelichting definitie wel niet".split()
)


@dataclass(frozen=True)
class Sheet:
    """One table: header in the first row, below it the rows of ``frame``, of texts and numbers.

    Attributes
    ----------
    frozen
        How many columns stay in sight.
    to_fill
        The columns that are for the reader to fill in.
    choices
        Column -> what may be chosen in it: values, or the name of a sheet and of its column that holds them.
    """

    name: str
    frame: pd.DataFrame
    frozen: int = 0
    to_fill: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chosen_from: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def width(self, column: str) -> int:
        """Return the width of a column, in characters; a header is seen whole if it is not long."""
        return _WIDTHS.get(column, max(_DEFAULT_WIDTH, min(len(column) + 4, 30)))

    def is_wrapped(self, column: str) -> bool:
        """Return whether texts in a column go on in a next line."""
        return column in _WRAPPED


def sheets_of(book: Book) -> tuple[Sheet, ...]:
    """Return all sheets in order, every text as a cell holds it; the first one says how many were cut."""
    coding_choices = {"oordeel": tuple(VERDICTS)}
    to_fill = ("oordeel", "andere_code", "toelichting")
    sheets = (
        Sheet(CODINGS, book.codings, 2, to_fill, coding_choices, {"andere_code": (CODEBOOK, "code_id")}),
        Sheet("Code x respondent", book.by_respondent, 2),
        Sheet("Code x gemeente", book.by_municipality, 2),
        Sheet(CODEBOOK, book.codes, 2),
        Sheet("Overeenstemming", book.agreement, 2 if len(book.agreement.columns) > 1 else 0),
        Sheet("Verschillen", book.differences, 2 if len(book.differences.columns) > 1 else 0),
    )
    n_cut = sum(int(_texts(sheet.frame).map(is_cut).to_numpy().sum()) for sheet in sheets)
    first = Sheet("Uitleg", _explanation(book, n_cut))
    return tuple(
        Sheet(one.name, _fitted(one.frame), one.frozen, one.to_fill, one.choices, one.chosen_from)
        for one in (first, *sheets)
    )


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[[name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]]


def _fitted(frame: pd.DataFrame) -> pd.DataFrame:
    texts = _texts(frame)
    return frame.assign(**{str(name): texts[name].map(cell_text).astype("str") for name in texts.columns})


def _explanation(book: Book, n_cut: int) -> pd.DataFrame:
    rows = [
        ("Let op", NAMES_WARNING),
        ("Studie", book.title),
        ("Interviews", f"{book.n_interviews}"),
        ("Gemaakt met", book.program),
        (CODINGS, "Elke regel is één passage met één code: wat het programma voorstelt en wat codeurs zelf gaven."),
        (
            "Code x respondent",
            "Welke code in welk interview voorkomt: 1 is ja, 0 is nee. Wat is afgewezen, telt niet mee.",
        ),
        ("Code x gemeente", "In hoeveel passages en in hoeveel interviews van elke gemeente een code voorkomt."),
        (CODEBOOK, "Elke code met zijn definitie, wat eronder valt en wat niet."),
        ("Overeenstemming", "Hoe goed twee codeurs overeenkomen over de beurten die zij allebei beoordeelden."),
        ("Verschillen", "De passages waar de ene codeur een code geeft en de andere niet."),
        *_REVIEWING,
        *(("Opmerking", text) for text in (*book.remarks, *_cut_remark(n_cut))),
    ]
    return pd.DataFrame(rows, columns=["onderwerp", "uitleg"])


_REVIEWING = (
    ("Beoordelen, stap 1", "Kies op het blad Coderingen in de kolom oordeel: akkoord, niet akkoord of andere code. Laat leeg wat u niet beoordeelt."),
    ("Beoordelen, stap 2", "Koos u andere code, kies dan in de kolom andere_code welke code wel past. In toelichting mag u opschrijven waarom."),
    ("Beoordelen, stap 3", "Bewaar het bestand als Excel-werkmap (.xlsx) en sluit het."),
    ("Beoordelen, stap 4", 'Draai in uw studiemap: factorwijzer import bestand.xlsx --coder "uw naam" (met de naam van dit bestand en uw eigen naam).'),
    ("Beoordelen, let op", "Sorteren en filteren mag. Verander niets in de andere kolommen: aan nr, interview, start, einde, citaat, code_id en stand herkent het programma de regel."),
)  # fmt: skip


def _cut_remark(n_cut: int) -> list[str]:
    if not n_cut:
        return []
    which = "1 tekst is" if n_cut == 1 else f"{n_cut} teksten zijn"
    return [f"{which} te lang voor een cel en afgekapt met …; de hele tekst staat in het transcript."]
