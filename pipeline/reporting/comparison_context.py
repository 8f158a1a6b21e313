"""The dict behind the comparison of the municipalities."""

from __future__ import annotations

from typing import Any

from pipeline import frames
from pipeline.reporting.data import ReportData
from pipeline.reporting.method import account, invented_sentence, reviewed_sentence
from pipeline.reporting.sections import perspectives
from pipeline.reporting.wording import decimal, listed, lower_first

_VERDICTS = {"differs": "verschilt", "shared": "gedeeld", "one": "niet overal genoemd"}


def comparison_context(data: ReportData) -> dict[str, Any]:
    """Return everything the comparison says, as plain dicts, lists and strings."""
    municipalities = list(data.labels)
    labels = [data.labels[m] for m in municipalities]
    rows = _rows(data, municipalities)
    return {
        "titel": data.mask(data.title),
        "gemeente": "Vergelijking",
        "gemeenten": labels,
        "gemeenten_zin": listed(labels),
        "nagekeken": reviewed_sentence(data),
        "verzonnen": invented_sentence(data),
        "inleiding": (
            f"Dit stuk legt {listed(labels)} naast elkaar. Per factor staat er hoeveel geïnterviewden die noemen. Twee gemeenten "
            "verschillen op een factor als het aandeel geïnterviewden minstens 40 procentpunt uiteenloopt (bij vijf interviews "
            "per gemeente: minstens twee mensen). Met zo weinig interviews is elk verschil een aanwijzing en geen bewijs."
        ),
        "wie": _who(data, municipalities),
        "verschillen": _sentences(rows, "verschilt", labels),
        "overeenkomsten": _sentences(rows, "gedeeld", labels),
        "niet_overal": _sentences(rows, "niet overal genoemd", labels),
        "thema_tabellen": [
            {"naam": theme.naam, "rijen": [r for r in rows if r["code_id"] in theme.codes]}
            for theme in data.codebook.themes
            if any(r["code_id"] in theme.codes for r in rows)
        ],
        "prioriteiten": _priorities(data, municipalities),
        "grafiek_alt": _chart_alt(rows, labels),
        "verantwoording": account(data, None),
    }


def _rows(data: ReportData, municipalities: list[str]) -> list[dict[str, Any]]:
    counts = {(f.municipality, f.code_id): f for f in frames.rows(data.factors)}
    found = {row.code_id: row for row in frames.rows(data.comparison)}
    rows = []
    for code_id in data.codebook.code_ids:
        if code_id not in found:
            continue
        code = data.codebook.by_id[code_id]
        here = [counts[m, code_id] for m in municipalities]
        rows.append(
            {
                "code_id": code_id,
                "naam": code.naam,
                "richting": code.richting,
                "waarden": [f"{f.n_interviews} van de {f.n_respondents_total}" for f in here],
                "oordeel": _VERDICTS[str(found[code_id].verdict)],
                "verschil": float(found[code_id].difference),
            }
        )
    return rows


def _chart_alt(rows: list[dict[str, Any]], labels: list[str]) -> str:
    parts = []
    for row in rows:
        values = [f"{label} {value}" for label, value in zip(labels, row["waarden"], strict=True)]
        parts.append(f"{lower_first(row['naam'])}: {', '.join(values)}")
    return f"Staafdiagram: per factor het aantal geïnterviewden per gemeente. {'; '.join(parts)}."


def _who(data: ReportData, municipalities: list[str]) -> str:
    """Say which kinds of people were interviewed where: a difference may come from that."""
    fields = {m: perspectives(data.interviews[data.interviews["municipality"] == m], data.mask) for m in municipalities}
    listed_fields = " ".join(f"{data.labels[m]}: {'; '.join(fields[m]) or 'onbekend'}." for m in municipalities)
    known = [names for names in fields.values() if names]
    if len(known) == len(municipalities) and any(names != known[0] for names in known):
        return f"Niet overal zijn dezelfde functies gesproken, en een verschil kan ook daardoor komen. {listed_fields}"
    return f"Wie er zijn gesproken: {listed_fields}"


def _sentences(rows: list[dict[str, Any]], verdict: str, labels: list[str]) -> list[str]:
    """Return a sentence per factor; differences first where they are largest, what is shared first where most named."""

    def order(row: dict[str, Any]) -> tuple[float, int, str]:
        n_named = sum(int(value.split()[0]) for value in row["waarden"])
        return (-row["verschil"] if verdict != "gedeeld" else 0.0, -n_named, row["code_id"])

    sentences = []
    for row in sorted((r for r in rows if r["oordeel"] == verdict), key=order):
        places = [f"{value} in {label}" for label, value in zip(labels, row["waarden"], strict=True)]
        sentences.append(f"{row['naam']} ({row['richting']}): {', '.join(places)}.")
    return sentences


def _priorities(data: ReportData, municipalities: list[str]) -> list[dict[str, Any]]:
    by_key = {(p.municipality, p.theme_id): p for p in frames.rows(data.priorities)}
    return [
        {
            "tekst": theme.aanbeveling.tekst,
            "waarden": [
                f"{by_key[m, theme.id].rank}e, prioriteit {decimal(by_key[m, theme.id].priority)}"
                for m in municipalities
            ],
        }
        for theme in data.codebook.recommendations
        if theme.aanbeveling is not None
    ]
