"""The agreement between two coders in Dutch words: the cells of a row, and what a reader has to know beside them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.reporting.wording import decimal, percentage, plural

INTERVAL_SENTENCE = (
    "Tussen haakjes staat een 95%-interval over beurten (bootstrap). Beurten van één interview lijken op elkaar, dus de "
    "onzekerheid is eerder groter dan dit interval laat zien."
)
MISSING_SENTENCE = (
    "Niet te schatten staat waar geen van beide codeurs een code van het thema gaf, of beide in elke beurt; bij het interval "
    "ook waar dat bijna zo is."
)


def agreement_cells(row: Any) -> dict[str, str]:
    """Return a row of the frame `agreement` as text, without its name; what is missing is said in words."""
    return {
        "eenheden": str(row.n_units),
        "codeur_a": str(row.n_positive_a),
        "codeur_b": str(row.n_positive_b),
        "gelijk": percentage(row.percent_agreement) if row.n_units else decimal(None),
        "kappa": decimal(row.kappa),
        "ac1": decimal(row.ac1),
        "alpha": with_interval(row.alpha, row.alpha_low, row.alpha_high),
    }


def with_interval(value: float | None, low: float | None, high: float | None) -> str:
    """Write a figure with its interval.

    Examples
    --------
    >>> with_interval(0.53, 0.2, 0.81), with_interval(0.53, None, None), with_interval(None, None, None)
    ('0,53 (0,20 tot 0,81)', '0,53 (interval niet te schatten)', 'niet te schatten')
    """
    if decimal(value) == decimal(None):
        return decimal(None)
    if decimal(low) == decimal(None):
        return f"{decimal(value)} (interval {decimal(None)})"
    return f"{decimal(value)} ({decimal(low)} tot {decimal(high)})"


def uncoded_sentence(agreement: pd.DataFrame) -> str:
    """Say how many turns neither coder gave a code, and that these count as agreement."""
    of_turns = agreement[agreement["level"] != "all"]
    n_turns, n_uncoded = (int(of_turns[name].max()) for name in ("n_units", "n_uncoded"))
    if n_turns == 0:
        return "Er zijn geen beurten die beide codeurs hebben gecodeerd."
    if n_uncoded == 0:
        return "Elke beurt kreeg van minstens één codeur een code."
    some = f"kreeg er {n_uncoded}" if n_uncoded == 1 else f"kregen er {n_uncoded}"
    count = "telt" if n_uncoded == 1 else "tellen"
    return (
        f"Van de {plural(n_turns, 'beurt', 'beurten')} {some} van geen van beide codeurs een code; die {count} mee als "
        "overeenstemming."
    )
