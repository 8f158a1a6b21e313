"""The dict behind the draft of one municipality."""

from __future__ import annotations

from typing import Any

from pipeline import frames
from pipeline.reporting.data import ReportData
from pipeline.reporting.quotes import choose_quotes
from pipeline.reporting.sections import (
    account,
    factor_rows,
    invented_sentence,
    people,
    reviewed_sentence,
    theme_section,
)
from pipeline.reporting.wording import CERTAINTY, ORIGIN, decimal, listed, lower_first, of_respondents, plural

_SKETCH = {
    "context.aanbod": ("Aanbod", "Over het aanbod vertelden geïnterviewden onder meer:"),
    "context.organisatie": (
        "Wie betrokken zijn",
        "Over wie betrokken zijn en hoe men elkaar treft, vertelden geïnterviewden onder meer:",
    ),
    "context.financiering": ("Financiering", "Over waar het geld vandaan komt, vertelden geïnterviewden onder meer:"),
}
_N_SKETCH = 4


def municipality_context(municipality: str, data: ReportData) -> dict[str, Any]:
    """Return everything the draft of ``municipality`` says, as plain dicts, lists and strings.

    Its own name is nowhere in it: ``data.labels`` gives the name it goes by, ``data.mask`` hides it in quotes.
    """
    label = data.labels[municipality]
    here = data.interviews[data.interviews["municipality"] == municipality]
    ranked = _recommendations(municipality, data)
    themes = {theme.id: theme for theme in data.codebook.themes}
    return {
        "titel": data.title,
        "gemeente": label,
        "nagekeken": reviewed_sentence(data, municipality),
        "verzonnen": invented_sentence(data),
        "samenvatting": _summary(municipality, label, ranked, data),
        "perspectieven": sorted({p for p in here["perspective"] if p}),
        "gezin": theme_section(themes["gezin"], municipality, data) if "gezin" in themes else None,
        "situatieschets": _sketch(municipality, data),
        "aanbevelingen": ranked,
        "domein": theme_section(themes["domein"], municipality, data) if "domein" in themes else None,
        "grafiek_alt": _chart_alt(municipality, data),
        "factoren": factor_rows(
            [c.code_id for c in data.codebook.codes if c.richting != "context"], municipality, data
        ),
        "verantwoording": account(data, municipality),
        "bijlage": _appendix(municipality, data),
    }


def _recommendations(municipality: str, data: ReportData) -> list[dict[str, Any]]:
    themes = {theme.id: theme for theme in data.codebook.recommendations}
    here = data.priorities[data.priorities["municipality"] == municipality].sort_values("rank")
    ranked = []
    for row in frames.rows(here):
        theme = themes[row.theme_id]
        advice = theme.aanbeveling
        if advice is None:
            continue
        ranked.append(
            theme_section(theme, municipality, data)
            | {
                "rang": row.rank,
                "nummer": advice.nummer,
                "tekst": advice.tekst,
                "toelichting": advice.toelichting.strip(),
                "wat_kan": list(advice.wat_kan_de_gemeente),
                "prioriteit": decimal(row.priority),
                "prioriteit_zin": (
                    f"Prioriteit {decimal(row.priority)} = bereik {decimal(row.reach)} ({row.n_interviews_hindering} van de "
                    f"{row.n_respondents_total} geïnterviewden noemen een belemmering) × balans {decimal(row.balance)} "
                    f"({plural(row.n_hindering, 'belemmerende passage', 'belemmerende passages')}, "
                    f"{plural(row.n_facilitating, 'bevorderende', 'bevorderende')})."
                ),
                "genoemd_door": f"{row.n_interviews_hindering} van de {row.n_respondents_total}",
                "n_belemmerend": row.n_hindering,
                "n_bevorderend": row.n_facilitating,
            }
        )
    return ranked


def _summary(municipality: str, label: str, ranked: list[dict[str, Any]], data: ReportData) -> list[str]:
    here = data.interviews[data.interviews["municipality"] == municipality]
    total = len(here)
    perspectives = sorted({p for p in here["perspective"] if p})
    who = f" Zij werken vanuit deze perspectieven: {listed(perspectives)}." if perspectives else ""
    paragraphs = [
        f"In {label} zijn {people(total)} geïnterviewd over het signaleren en ondersteunen van kinderen van ouders met "
        f"psychische problemen of een verslaving (KOPP/KOV), en over de samenwerking daarbij.{who}"
    ]
    rows = factor_rows([c.code_id for c in data.codebook.codes if c.richting != "context"], municipality, data)
    for direction, start in (
        ("bevorderend", "Wat volgens geïnterviewden helpt"),
        ("belemmerend", "Wat volgens geïnterviewden knelt"),
    ):
        top = sorted(
            (r for r in rows if r["richting"] == direction),
            key=lambda r: (-r["n_geinterviewden"], -r["n_passages"], r["naam"]),
        )[:3]
        if top:
            named = [f"{lower_first(r['naam'])} ({of_respondents(r['n_geinterviewden'], total)})" for r in top]
            paragraphs.append(f"{start}, het vaakst genoemd: {listed(named)}.")
        else:
            paragraphs.append(f"{start}: hierover zijn geen coderingen die meetellen.")
    urgent = [r for r in ranked if r["n_belemmerend"]][:2]
    if urgent:
        named = [f"“{r['tekst']}” ({r['prioriteit']})" for r in urgent]
        paragraphs.append(f"De hoogste prioriteit {'heeft' if len(urgent) == 1 else 'hebben'} {listed(named)}.")
    return paragraphs


def _sketch(municipality: str, data: ReportData) -> list[dict[str, Any]]:
    blocks = []
    for code_id, (heading, intro) in _SKETCH.items():
        codings = data.codings[data.codings["code_id"] == code_id]
        quotes = choose_quotes(codings, municipality, data, _N_SKETCH) if code_id in data.codebook.by_id else []
        empty = "Hierover zijn geen coderingen die meetellen; vul dit aan uit de interviews."
        blocks.append({"kop": heading, "intro": intro if quotes else empty, "citaten": quotes})
    return blocks


def _chart_alt(municipality: str, data: ReportData) -> str:
    rows = factor_rows([c.code_id for c in data.codebook.codes if c.richting != "context"], municipality, data)
    parts = [f"{lower_first(r['naam'])} ({r['richting']}): {r['genoemd_door']}" for r in rows]
    return (
        f"Staafdiagram: per factor het aantal geïnterviewden dat haar noemt. {'; '.join(parts)}."
        if parts
        else "Geen factoren."
    )


def _appendix(municipality: str, data: ReportData) -> list[dict[str, Any]]:
    numbers = data.numbers(municipality)
    here = data.codings[data.codings["municipality"] == municipality]
    blocks = []
    for code_id in data.codebook.code_ids:
        rows = here[here["code_id"] == code_id].sort_values(["interview_id", "start_char"])
        if len(rows):
            blocks.append(
                {
                    "naam": data.codebook.by_id[code_id].naam,
                    "code_id": code_id,
                    "richting": data.codebook.by_id[code_id].richting,
                    "coderingen": [
                        {
                            "wie": str(numbers[row.interview_id]),
                            "beurt": str(row.turn_no),
                            "tekst": data.mask(row.text),
                            "herkomst": ORIGIN[row.origin],
                            "zekerheid": CERTAINTY[row.certainty],
                        }
                        for row in frames.rows(rows)
                    ],
                }
            )
    return blocks
