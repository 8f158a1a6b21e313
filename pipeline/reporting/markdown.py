"""Agreement and scorecard as Markdown tables, in Dutch."""

from __future__ import annotations

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.reporting.agreement_cells import (
    INTERVAL_SENTENCE,
    MISSING_SENTENCE,
    agreement_cells,
    uncoded_sentence,
)
from pipeline.reporting.wording import decimal


def agreement_markdown(agreement: pd.DataFrame, codebook: Codebook) -> str:
    """Return the agreement between two coders per theme and in all as a Markdown table, with what to know beside it."""
    names = {theme.id: theme.naam for theme in codebook.themes} | {"all": "alle codes samen (beurt × code)"}
    lines = [
        "| thema | eenheden | codeur A | codeur B | gelijk | Cohens kappa | Gwets AC1 | Krippendorffs alpha |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {names[row.unit_id]} | {' | '.join(agreement_cells(row).values())} |"
        for row in frames.rows(agreement[agreement["level"] != "code"])
    ]
    return "\n".join([*lines, "", uncoded_sentence(agreement), INTERVAL_SENTENCE, MISSING_SENTENCE]) + "\n"


def scorecard_markdown(
    scorecards: dict[str, pd.DataFrame], codebook: Codebook, n_interviews: int, is_invented: bool
) -> str:
    """Return the scorecards of rules, model and both as Markdown tables."""
    names = {theme.id: theme.naam for theme in codebook.themes}
    kind = "verzonnen " if is_invented else ""
    lines = [
        f"Voorstellen tegen de consensus, op {n_interviews} {kind}interviews die het model niet had gezien (per beurt en code).",
        "",
        "| voorstellen van | voorgesteld | door mensen | beide | precisie | gevonden | F1 | kappa |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, card in scorecards.items():
        lines.append(_line(name, card[card["level"] == "all"].iloc[0]))
    together = scorecards["samen"]
    lines += ["", "Per thema (regels en model samen):", "", *lines[2:4]]
    lines += [_line(names[row["unit_id"]], row) for _, row in together[together["level"] == "theme"].iterrows()]
    return "\n".join(lines) + "\n"


def _line(name: str, row: pd.Series) -> str:
    figures = " | ".join(decimal(row[column]) for column in ("precision", "recall", "f1", "kappa"))
    return f"| {name} | {int(row['n_positive_a'])} | {int(row['n_positive_b'])} | {int(row['n_both'])} | {figures} |"
