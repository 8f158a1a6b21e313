"""The dict behind the draft of one municipality."""

from __future__ import annotations

from typing import Any

from pipeline import frames
from pipeline.reporting.data import ReportData
from pipeline.reporting.method import account, invented_sentence, reviewed_sentence
from pipeline.reporting.quotes import choose_quotes
from pipeline.reporting.sections import factor_rows, people, perspectives, theme_section
from pipeline.reporting.wording import CERTAINTY, ORIGIN, decimal, listed, lower_first, of_respondents, plural

_SKETCH = {
    "context.aanbod": ("Aanbod", "Over het aanbod vertelden geïnterviewden onder meer:"),
    "context.organisatie": (
        "Betrokken partijen",
        "Over wie er betrokken zijn en hoe zij elkaar treffen, vertelden geïnterviewden onder meer:",
    ),
    "context.financiering": ("Financiering", "Over waar het geld vandaan komt, vertelden geïnterviewden onder meer:"),
}
_N_SKETCH = 4
_SUMMARY_LINES = {
    "bevorderend": "Wat volgens geïnterviewden helpt",
    "belemmerend": "Wat volgens geïnterviewden knelt",
}
_APPENDIX = {
    "belemmerend": "Belemmerende factoren",
    "bevorderend": "Bevorderende factoren",
    "context": "Feiten voor de situatieschets",
}


def municipality_context(municipality: str, data: ReportData) -> dict[str, Any]:
    """Return everything the draft of ``municipality`` says, as plain dicts, lists and strings.

    Its own name is nowhere in it: ``data.labels`` gives the name it goes by, ``data.mask`` hides it in quotes.
    """
    label = data.labels[municipality]
    ranked = _recommendations(municipality, data)
    themes = {theme.id: theme for theme in data.codebook.themes}
    return {
        "titel": data.mask(data.title),
        "gemeente": label,
        "nagekeken": reviewed_sentence(data, municipality),
        "verzonnen": invented_sentence(data),
        "samenvatting": _summary(municipality, label, ranked, data),
        "perspectieven": _perspectives(municipality, data),
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
                    f"Prioriteit {decimal(row.priority)} = bereik {decimal(row.reach)} "
                    f"({_who_names(row.n_interviews_hindering, row.n_respondents_total)} een belemmering) × balans "
                    f"{decimal(row.balance)} ({plural(row.n_hindering, 'belemmerende passage', 'belemmerende passages')}, "
                    f"{plural(row.n_facilitating, 'bevorderende', 'bevorderende')})."
                ),
                "genoemd_door": f"{row.n_interviews_hindering} van de {row.n_respondents_total}",
                "n_belemmerend": row.n_hindering,
                "n_bevorderend": row.n_facilitating,
            }
        )
    return ranked


def _who_names(n: int, total: int) -> str:
    return f"{of_respondents(n, total)} {'noemt' if n <= 1 or total == 1 else 'noemen'}"


def _perspectives(municipality: str, data: ReportData) -> list[str]:
    return perspectives(data.interviews[data.interviews["municipality"] == municipality], data.mask)


def _summary(municipality: str, label: str, ranked: list[dict[str, Any]], data: ReportData) -> list[str]:
    total = int((data.interviews["municipality"] == municipality).sum())
    fields = _perspectives(municipality, data)
    who = f" {'Werkveld' if total == 1 else 'Hun werkveld'} of functie: {'; '.join(fields)}." if fields else ""
    paragraphs = [
        f"In {label} {'is' if total == 1 else 'zijn'} {people(total)} geïnterviewd over het signaleren en ondersteunen van "
        "kinderen van ouders met psychische problemen of een verslaving (KOPP/KOV), en over de samenwerking daarbij."
        + who
    ]
    rows = factor_rows([c.code_id for c in data.codebook.codes if c.richting != "context"], municipality, data)
    n_named = 0
    for direction, start in _SUMMARY_LINES.items():
        factors = [r for r in rows if r["richting"] == direction]
        top = sorted(factors, key=lambda r: (-r["n_geinterviewden"], -r["n_passages"], r["naam"]))[:3]
        n_named += bool(top)
        named = [f"“{lower_first(r['naam'])}” ({of_respondents(r['n_geinterviewden'], total)})" for r in top]
        paragraphs.append(
            f"{start}, het vaakst genoemd: {listed(named)}."
            if top
            else f"{start}: hierover zijn geen coderingen die meetellen."
        )
    if n_named == 2:
        paragraphs.append("Eén geïnterviewde kan beide noemen: met de ene partner gaat het goed, met de andere niet.")
    urgent = [r for r in ranked if r["n_belemmerend"]][:2]
    if urgent:
        named = [f"“{r['tekst']}” ({r['prioriteit']})" for r in urgent]
        paragraphs.append(
            f"De hoogste prioriteit {'heeft' if len(urgent) == 1 else 'hebben'} {listed(named)}. Prioriteit loopt van 0 tot 1. "
            "Zij is hoger als meer geïnterviewden een belemmering noemen en als belemmeringen vaker ter sprake komen dan wat "
            "helpt. Kleine verschillen zeggen bij zo weinig interviews niets."
        )
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
        f"Staafdiagram: per factor het aantal geïnterviewden dat die noemt. {'; '.join(parts)}."
        if parts
        else "Geen factoren."
    )


def _appendix(municipality: str, data: ReportData) -> list[dict[str, Any]]:
    """Return every coding that counts, grouped by direction and code."""
    numbers = data.numbers(municipality)
    here = data.codings[data.codings["municipality"] == municipality]
    groups = []
    for direction, heading in _APPENDIX.items():
        codes = []
        for code in (c for c in data.codebook.codes if c.richting == direction):
            rows = [
                (numbers[r.interview_id], r.start_char, r) for r in frames.rows(here[here["code_id"] == code.code_id])
            ]
            if rows:
                rows.sort(key=lambda row: row[:2])
                codings = [_appendix_row(number, row, data) for number, _, row in rows]
                codes.append({"naam": code.naam, "code_id": code.code_id, "coderingen": codings})
        if codes:
            groups.append({"kop": heading, "codes": codes})
    return groups


def _appendix_row(number: int, row: Any, data: ReportData) -> dict[str, str]:
    return {
        "wie": str(number),
        "beurt": str(row.turn_no),
        "tekst": data.mask(row.text),
        "herkomst": ORIGIN[row.origin],
        "zekerheid": "n.v.t." if row.origin == "human" else CERTAINTY[row.certainty],
    }
