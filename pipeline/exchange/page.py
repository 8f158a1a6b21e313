"""Write a book as one web page that fetches nothing and runs nothing: to read and to print."""

from __future__ import annotations

import math
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.exchange.book import Book
from pipeline.exchange.sheet_text import printable
from pipeline.exchange.sheets import CODEBOOK, NAMES_WARNING
from pipeline.files import write_private

_TEMPLATES = "templates"


def write_page(book: Book, path: Path) -> None:
    """Write ``book`` as an .html for the owner's eyes only, whole or not at all; the same book gives the same bytes."""
    write_private(path, page_of(book).encode())


def page_of(book: Book) -> str:
    """Return ``book`` as a page; everything from it is escaped, and no script can run."""
    environment = Environment(
        loader=PackageLoader("pipeline.exchange", _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["figure"] = _figure
    style = (Path(__file__).parent / _TEMPLATES / "page.css").read_text(encoding="utf-8")
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    page = environment.get_template("page.html.j2").render(
        csp=f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'",
        style=Markup(style),
        title=book.title,
        program=book.program,
        n_interviews=book.n_interviews,
        remarks=book.remarks,
        warning=NAMES_WARNING,
        codes=_by_code(book),
        tables=_tables(book),
    )
    return printable(page)


def _by_code(book: Book) -> list[dict[str, Any]]:
    """Return the codes that have passages, in the order of the codebook, with these."""
    passages = dict(iter(book.codings.groupby("code_id", sort=False)))
    return [
        {
            "name": code["code"],
            "theme": code["thema"],
            "code_id": code["code_id"],
            "direction": code["richting"],
            "rows": passages[code["code_id"]].to_dict("records"),
        }
        for code in book.codes.to_dict("records")
        if code["code_id"] in passages
    ]


def _tables(book: Book) -> list[dict[str, Any]]:
    """Return the other sheets, each with the number of the column that says what a row is about."""
    return [
        _table("Code x respondent", "Welke code in welk interview voorkomt: 1 is ja, 0 is nee", book.by_respondent, "code"),
        _table("Code x gemeente", "Passages en interviews per gemeente", book.by_municipality, "code"),
        _table(CODEBOOK, "Elke code met zijn definitie, wat eronder valt en wat niet", book.codes, "code"),
        _table("Overeenstemming", "Hoe goed twee codeurs overeenkomen", book.agreement, "naam"),
        _table("Verschillen", "Waar de ene codeur een code geeft en de andere niet", book.differences, "interview"),
    ]  # fmt: skip


def _table(name: str, caption: str, frame: pd.DataFrame, row_header: str) -> dict[str, Any]:
    columns = list(frame.columns)
    return {
        "name": name,
        "anchor": name.lower().replace(" ", "-"),
        "caption": caption,
        "columns": columns,
        "rows": [list(row) for row in frame.itertuples(index=False, name=None)],
        "row_header": columns.index(row_header) if row_header in columns else -1,
    }


def _figure(value: float) -> str:
    """Return a number as Dutch writes it; one that is missing is empty.

    Examples
    --------
    >>> _figure(3), _figure(0.256), _figure(float("nan"))
    ('3', '0,26', '')
    """
    if math.isnan(value):
        return ""
    return f"{value:.2f}".replace(".", ",") if isinstance(value, float) else str(value)
