"""Charts of factors as PNG (for Word) and SVG (for html), the same bytes for the same figures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# Told apart by colour, by hatching and by the words on the axis.
_STYLES: dict[str, dict[str, Any]] = {
    "bevorderend": {"color": "#1b6e6a", "hatch": ""},
    "belemmerend": {"color": "#e0a03a", "hatch": "////"},
}
_MUNICIPALITY_STYLES: tuple[dict[str, Any], ...] = (
    {"color": "#1b6e6a", "hatch": ""},
    {"color": "#c9d7e8", "hatch": "...."},
    {"color": "#8c5a9e", "hatch": "xx"},
)
_SETTINGS: Any = {
    "svg.hashsalt": "factorwijzer",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "path",
}


def factor_chart(factors: Sequence[dict[str, Any]], n_total: int) -> dict[str, bytes]:
    """Draw, per factor, how many respondents name it; facilitating above hindering.

    Parameters
    ----------
    factors
        Rows with naam, richting and n_geinterviewden.
    n_total
        Interviews of the municipality.

    Returns
    -------
    dict
        "png" and "svg".
    """
    rows = sorted(factors, key=lambda r: (r["richting"] != "belemmerend", r["n_geinterviewden"], r["n_passages"]))
    with rc_context(_SETTINGS):
        figure = Figure(figsize=(6.6, min(9.0, 0.9 + 0.27 * max(3, len(rows)))), layout="constrained")
        axes = figure.add_subplot()
        for direction, style in _STYLES.items():
            chosen = [(i, row) for i, row in enumerate(rows) if row["richting"] == direction]
            axes.barh(
                [i for i, _ in chosen],
                [r["n_geinterviewden"] for _, r in chosen],
                label=direction,
                edgecolor="#333333",
                linewidth=0.5,
                height=0.7,
                **style,
            )
        axes.set_yticks(
            range(len(rows)), [f"{row['naam']} ({'+' if row['richting'] == 'bevorderend' else '−'})" for row in rows]
        )
        _finish(
            axes, n_total, [str(row["n_geinterviewden"]) for row in rows], [row["n_geinterviewden"] for row in rows]
        )
        return _render(figure)


def comparison_chart(rows: Sequence[dict[str, Any]], labels: Sequence[str], n_total: int) -> dict[str, bytes]:
    """Draw, per factor, how many respondents of each municipality name it.

    Parameters
    ----------
    rows
        Rows with naam, richting and waarden ("3 van 5" per municipality).
    labels
        The municipalities, in the order of ``waarden``.
    n_total
        The largest number of interviews.
    """
    rows = list(reversed(rows))
    height = 0.8 / max(1, len(labels))
    with rc_context(_SETTINGS):
        figure = Figure(figsize=(6.6, min(9.0, 1.0 + 0.36 * max(3, len(rows)))), layout="constrained")
        axes = figure.add_subplot()
        for number, label in enumerate(labels):
            values = [int(row["waarden"][number].split()[0]) for row in rows]
            places = [i + 0.4 - height * (number + 0.5) for i in range(len(rows))]
            style = _MUNICIPALITY_STYLES[number % len(_MUNICIPALITY_STYLES)]
            axes.barh(places, values, height=height, label=label, edgecolor="#333333", linewidth=0.5, **style)
            for place, value in zip(places, values, strict=True):
                axes.text(value + 0.05, place, str(value), va="center", fontsize=6.5)
        axes.set_yticks(
            range(len(rows)), [f"{row['naam']} ({'+' if row['richting'] == 'bevorderend' else '−'})" for row in rows]
        )
        _finish(axes, n_total, [], [])
        return _render(figure)


def _finish(axes: Any, n_total: int, texts: list[str], values: list[int]) -> None:
    for i, (text, value) in enumerate(zip(texts, values, strict=True)):
        axes.text(value + 0.05, i, text, va="center")
    axes.set_xlim(0, n_total + 0.4)
    axes.margins(y=0.01)
    axes.set_xticks(range(n_total + 1))
    axes.set_xlabel("aantal geïnterviewden")
    axes.spines[["top", "right"]].set_visible(False)
    axes.figure.legend(loc="outside lower center", ncols=3, frameon=False)


def _render(figure: Figure) -> dict[str, bytes]:
    FigureCanvasAgg(figure)
    pictures = {}
    for kind, options in (
        ("png", {"dpi": 200, "metadata": {"Software": None}}),
        ("svg", {"metadata": {"Date": None, "Creator": None}}),
    ):
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind, **options)
        pictures[kind] = buffer.getvalue()
    return pictures
