"""Parts that several sections of a report share: factor rows and theme paragraphs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.codebook import Theme
from pipeline.reporting.data import ReportData
from pipeline.reporting.quotes import choose_quotes
from pipeline.reporting.wording import capital, listed, lower_first, number, of_respondents

_SIGN = {"bevorderend": "+", "belemmerend": "−", "context": ""}


def theme_section(theme: Theme, municipality: str, data: ReportData) -> dict[str, Any]:
    """Return what is going on in one theme: a paragraph, the factors with their counts, and quotes."""
    rows = factor_rows(theme.codes, municipality, data)
    codings = data.codings[data.codings["code_id"].isin(theme.codes)]
    return {
        "naam": theme.naam,
        "wat_speelt": _paragraph(theme, rows, municipality, data),
        "factoren": rows,
        "citaten": choose_quotes(codings, municipality, data, data.n_quotes),
    }


def factor_rows(codes: list[str], municipality: str, data: ReportData) -> list[dict[str, Any]]:
    """Return the factors that anyone spoke of, hindering first, most named first."""
    here = data.factors[(data.factors["municipality"] == municipality) & data.factors["code_id"].isin(codes)]
    here = here[here["n_segments"] > 0]
    here = here.sort_values(
        ["direction", "n_interviews", "n_segments", "code_id"], ascending=[True, False, False, True]
    )
    return [
        {
            "naam": data.codebook.by_id[f.code_id].naam,
            "definitie": data.codebook.by_id[f.code_id].definitie,
            "richting": f.direction,
            "teken": _SIGN[f.direction],
            "genoemd_door": f"{f.n_interviews} van de {f.n_respondents_total}",
            "n_geinterviewden": f.n_interviews,
            "n_passages": f.n_segments,
        }
        for f in frames.rows(here)
    ]


def _paragraph(theme: Theme, rows: list[dict[str, Any]], municipality: str, data: ReportData) -> str:
    total = int((data.interviews["municipality"] == municipality).sum())
    here = data.codings[(data.codings["municipality"] == municipality) & data.codings["code_id"].isin(theme.codes)]
    sentences = []
    for direction, noun, none in (
        ("belemmerend", "een belemmering", "een belemmering die hierbij hoort; dat betekent niet dat die er niet is"),
        ("bevorderend", "iets wat helpt", "iets wat hierbij helpt; dat betekent niet dat het er niet is"),
    ):
        n = int(here[here["direction"] == direction]["interview_id"].nunique())
        factors = [row for row in rows if row["richting"] == direction]
        if n == 0:
            who = "De enige geïnterviewde noemde" if total == 1 else f"Geen van de {total} geïnterviewden noemde"
            sentences.append(f"{who} volgens de getelde coderingen {none}.")
            continue
        verb = "noemt" if n == 1 else "noemen"
        sentences.append(f"{capital(of_respondents(n, total))} {verb} {noun}{_most_named(factors)}.")
    return " ".join(sentences)


def _most_named(factors: list[dict[str, Any]]) -> str:
    """Return ", het vaakst ..." for several factors, ": ..." for one; factors named equally often share the place."""
    most = [f for f in factors if f["n_geinterviewden"] == factors[0]["n_geinterviewden"]]
    others = [f"“{lower_first(f['naam'])}” ({f['genoemd_door']})" for f in factors[len(most) :]]
    named = listed([f"“{lower_first(f['naam'])}”" for f in most])
    each = "elk " if len(most) > 1 else ""
    text = f"{named} ({each}{most[0]['genoemd_door']})"
    if len(most) == len(factors):
        return f": {text}"
    return f", het vaakst {text}; ook genoemd: {listed(others)}"


def people(n: int) -> str:
    """Return "vijf professionals" or "één professional"."""
    return f"{number(n)} {'professional' if n == 1 else 'professionals'}"


def perspectives(interviews: pd.DataFrame, mask: Callable[[str], str]) -> list[str]:
    """Return the professions or organisations of the respondents, masked, each once, in alphabetical order."""
    return sorted({mask(p) for p in interviews["perspective"] if p}, key=lambda text: (text.casefold(), text))
