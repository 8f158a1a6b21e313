"""Plots of an evaluation as svg without prolog, to stand inline in a page; the same text for the same figures."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter

from pipeline.evaluation.pages import show

# Lists of different lengths without a common divisor: no two of the first 210 lines look alike.
_COLOURS = ("#1b6e6a", "#b3641b", "#8c5a9e", "#2f5fa8", "#a31f1f", "#6b6b2a")
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_DASHES: tuple[Any, ...] = ("solid", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1, 1, 1)))
_REFERENCE: dict[str, Any] = {"color": "#595959", "linestyle": (0, (4, 3)), "linewidth": 1}
# Narrow, so that words stay readable on a telephone.
_WIDTH_INCHES = 4.8
_LARGEST_DOT_AREA = 260.0
_SMALLEST_DOT_AREA = 20.0
_SETTINGS: Any = {
    "svg.hashsalt": "factorwijzer",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.parse_math": False,
}


class _DutchTicks(ScalarFormatter):
    """Values on an axis in full, with a comma."""

    def __init__(self) -> None:
        super().__init__(useOffset=False)
        self.set_scientific(False)

    def __call__(self, x: float, pos: int | None = None) -> str:
        return super().__call__(x, pos).replace(".", ",")


def line_plot(
    lines: Mapping[str, Sequence[tuple[float, float]]],
    x_label: str,
    y_label: str,
    bands: Mapping[str, Sequence[tuple[float, float, float]]] | None = None,
) -> str:
    """Draw lines by name, each with a colour, marker and dashes of its own.

    Parameters
    ----------
    lines
        Points (x, y) of each line, in any order.
    bands
        Points (x, low, high) of the band around a line, by the line's name.

    Raises
    ------
    ValueError
        If a band has the name of no line.
    """
    bands = bands or {}
    if unknown := sorted(set(bands) - set(lines)):
        raise ValueError(f"bands: got {', '.join(unknown)}; allowed: {', '.join(lines)}")
    with rc_context(_SETTINGS):
        axes = _axes(3.4, x_label, y_label)
        for i, (name, points) in enumerate(lines.items()):
            colour = _COLOURS[i % len(_COLOURS)]
            marker, dashes = _MARKERS[i % len(_MARKERS)], _DASHES[i % len(_DASHES)]
            axes.plot(*_columns(points, 2), color=colour, marker=marker, linestyle=dashes, label=_wrapped(name))
            axes.fill_between(*_columns(bands.get(name, ()), 3), color=colour, alpha=0.15, linewidth=0)
        axes.grid(color="#e3e3e3", linewidth=0.6)
        if len(lines) > 1:
            axes.figure.legend(loc="outside lower center", ncols=2, frameon=False, handlelength=3.5)
        return _svg(axes.figure)


def reliability_plot(points: Sequence[tuple[float, float, int]], x_label: str, y_label: str) -> str:
    """Draw how often chances come true, with the diagonal where they would do so exactly.

    Parameters
    ----------
    points
        Mean chance and share right, both in [0, 1], and how many cells they are over: the area of the dot, and
        written beside it. The largest dot is the largest n; the smallest dots are drawn no smaller than can be seen.
    """
    largest = max([1, *(n for _, _, n in points)])
    with rc_context(_SETTINGS):
        axes = _axes(_WIDTH_INCHES, x_label, y_label)
        axes.plot([0, 1], [0, 1], **_REFERENCE)
        areas = [max(_SMALLEST_DOT_AREA, _LARGEST_DOT_AREA * n / largest) for _, _, n in points]
        axes.scatter(
            [x for x, _, _ in points], [y for _, y, _ in points], s=areas, color=_COLOURS[0], alpha=0.75, zorder=2
        )
        for (x, y, n), area in zip(points, areas, strict=True):
            _write_off_the_diagonal(axes, show(n), (x, y), offset_points=area**0.5 / 2 + 2)
        axes.set(xlim=(-0.04, 1.08), ylim=(-0.08, 1.04), aspect="equal")
        return _svg(axes.figure)


def interval_plot(rows: Sequence[tuple[str, float, float, float]], x_label: str, goal: float | None = None) -> str:
    """Draw values with their intervals, the first row on top.

    Parameters
    ----------
    rows
        Name, value, and the low and high end of its interval; the value is written above its dot.
    goal
        Value of the dashed line; None for no line.
    """
    names = [_wrapped(name) for name, *_ in rows]
    with rc_context(_SETTINGS):
        axes = _axes(0.9 + 0.45 * max(2, len(rows)), x_label, "")
        if goal is not None:
            axes.axvline(goal, **_REFERENCE)
            axes.annotate(
                f"doel {show(goal)}", (goal, 1), (0, 3), ("data", "axes fraction"), "offset points", ha="center"
            )
        for place, (_, value, low, high) in enumerate(rows):
            axes.plot([low, high], [place, place], color=_COLOURS[0], marker="|", linewidth=1.6)
            axes.plot([value], [place], color=_COLOURS[1], marker="o", linestyle="none")
            axes.annotate(show(value), (value, place), (0, 5), textcoords="offset points", ha="center")
        axes.set_yticks(range(len(rows)), names)
        axes.set_ylim(len(rows) - 0.5, -0.7)
        return _svg(axes.figure)


def _axes(height_inches: float, x_label: str, y_label: str) -> Any:
    axes = Figure(figsize=(_WIDTH_INCHES, height_inches), layout="constrained").add_subplot()
    axes.set(xlabel=x_label, ylabel=y_label)
    axes.spines[["top", "right"]].set_visible(False)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(_DutchTicks())
    return axes


def _write_off_the_diagonal(axes: Any, text: str, place: tuple[float, float], offset_points: float) -> None:
    is_above = place[1] > place[0]
    offset = (2, offset_points) if is_above else (-2, -offset_points)
    sides = {"ha": "right", "va": "bottom"} if is_above else {"ha": "left", "va": "top"}
    axes.annotate(text, place, offset, textcoords="offset points", fontsize=8, **sides)


def _columns(points: Sequence[tuple[float, ...]], n: int) -> list[list[float]]:
    """Return the points as n columns, ordered by the first."""
    ordered = sorted(points)
    return [[point[i] for point in ordered] for i in range(n)]


def _wrapped(name: str, width: int = 24) -> str:
    return "\n".join(textwrap.wrap(name, width))


def _svg(figure: Figure) -> str:
    FigureCanvasSVG(figure)
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = buffer.getvalue()
    return text[text.index("<svg") :]
