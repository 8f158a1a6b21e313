"""Plots: valid drawings without prolog, the same text for the same figures, everything in its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
from lxml import etree

from pipeline.evaluation.plots import interval_plot, line_plot, reliability_plot

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "Geld & <script>tijd</script> -- $x$"
LINES = {"winst": [(0, 0.6), (50, 0.7), (100, 0.9)], "willekeurig": [(0, 0.6), (50, 0.65), (100, 0.7)]}
BANDS = {"willekeurig": [(0, 0.55, 0.65), (50, 0.6, 0.7), (100, 0.65, 0.75)]}
POINTS = [(0.1, 0.05, 1600), (0.5, 0.6, 400), (0.9, 0.9, 900)]
ROWS = [("regels", 0.55, 0.5, 0.6), ("model", 0.6, 0.5, 0.75), ("samen", 0.65, 0.6, 0.7)]
DRAWINGS: dict[str, Callable[[], str]] = {
    "lines": lambda: line_plot(LINES, "nagekeken", "F1"),
    "lines with a band": lambda: line_plot(LINES, "nagekeken", "F1", BANDS),
    "one line, one point": lambda: line_plot({"winst": [(1, 2)]}, "x", "y"),
    "no lines": lambda: line_plot({}, "x", "y"),
    "a line without points": lambda: line_plot({"winst": []}, "x", "y"),
    "reliability": lambda: reliability_plot(POINTS, "gemiddelde kans", "aandeel terecht"),
    "reliability of nothing": lambda: reliability_plot([], "x", "y"),
    "reliability over no cells": lambda: reliability_plot([(0.5, 0.5, 0)], "x", "y"),
    "reliability at the corners": lambda: reliability_plot([(0.0, 0.0, 1), (1.0, 1.0, 99999)], "x", "y"),
    "intervals": lambda: interval_plot(ROWS, "Cohens kappa", 0.67),
    "intervals of nothing": lambda: interval_plot([], "x"),
    "a value outside its interval, a value missing": lambda: interval_plot(
        [("a", 0.9, 0.1, 0.2), ("b", float("nan"), float("nan"), float("nan"))], "x"
    ),
    "letters that mean something in xml": lambda: interval_plot([(NASTY, 1, 0, 2)], NASTY),
    "lines with letters that mean something in xml": lambda: line_plot({NASTY: [(0, 1)], "b": [(1, 1)]}, NASTY, NASTY),
}


@cache
def drawn(name: str) -> str:
    return DRAWINGS[name]()


@pytest.fixture(params=DRAWINGS)
def drawing(request: pytest.FixtureRequest) -> str:
    """Each drawing in turn."""
    return drawn(request.param)


def words(svg: str) -> list[str]:
    """Return the texts of a plot; they are drawn as paths, with a comment each."""
    return [comment.text.strip() for comment in etree.fromstring(svg).iter(etree.Comment)]


def lines_of(svg: str) -> list[etree._Element]:
    """Return the groups of the lines and markers of a plot, without ticks and legend."""
    groups = [g for g in etree.fromstring(svg).iter(f"{SVG}g") if g.get("id", "").startswith("line2d_")]
    above = [" ".join(parent.get("id", "") for parent in g.iterancestors()) for g in groups]
    return [g for g, ids in zip(groups, above, strict=True) if not re.search("tick|legend", ids)]


def markers(svg: str) -> list[tuple[float, float]]:
    return [(float(use.get("x")), float(use.get("y"))) for g in lines_of(svg) for use in g.iter(f"{SVG}use")]


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_same_figures_give_the_same_text(name: str) -> None:
    assert DRAWINGS[name]() == drawn(name)


def test_other_figures_give_another_text() -> None:
    assert interval_plot(ROWS, "kappa", 0.6) != interval_plot(ROWS, "kappa", 0.7)


def test_the_drawing_is_valid_and_stands_inline(drawing: str) -> None:
    root = etree.fromstring(drawing)
    assert drawing.startswith("<svg")
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox")
    assert len(list(root.iter(f"{SVG}path"))) > 5
    assert list(root.iter(f"{SVG}text", f"{SVG}metadata", f"{SVG}script")) == []


def test_the_drawing_refers_to_nothing_outside(drawing: str) -> None:
    root = etree.fromstring(drawing)
    links = [value for e in root.iter() for key, value in e.attrib.items() if key.endswith(("href", "src"))]
    assert links
    assert all(link.startswith("#") for link in links)


def test_labels_are_the_callers_and_figures_have_a_comma(drawing: str) -> None:
    assert not any(re.fullmatch(r"[-−]?\d+\.\d{1,2}", word) for word in words(drawing))


def test_lines_are_named_and_so_are_the_axes() -> None:
    assert {"winst", "willekeurig", "nagekeken", "F1", "0,70"} <= set(words(line_plot(LINES, "nagekeken", "F1")))


def test_one_line_needs_no_legend() -> None:
    assert "winst" not in words(line_plot({"winst": LINES["winst"]}, "x", "y"))


def test_lines_differ_in_colour_and_shape_and_dashes() -> None:
    lines = {f"lijn {n}": [(0.0, n), (1.0, n + 1)] for n in range(8)}
    groups = lines_of(line_plot(lines, "x", "y"))
    styles = [dict(re.findall(r"(stroke[a-z-]*): ([^;]+)", g.find(f"{SVG}path").get("style"))) for g in groups]
    colours = [style["stroke"] for style in styles]
    dashes = [style.get("stroke-dasharray") for style in styles]
    shapes = [g.find(f"{SVG}defs/{SVG}path").get("d") for g in groups]
    assert len(set(zip(colours, shapes, dashes, strict=True))) == len(lines)
    assert (len(set(colours[:6])), len(set(shapes[:7])), len(set(dashes[:5]))) == (6, 7, 5)


def test_points_may_come_in_any_order() -> None:
    turned = {name: points[::-1] for name, points in LINES.items()}
    bands = {name: points[::-1] for name, points in BANDS.items()}
    assert line_plot(turned, "x", "y", bands) == line_plot(LINES, "x", "y", BANDS)


def test_a_band_is_drawn_in_the_colour_of_its_line() -> None:
    plain, banded = (line_plot(LINES, "x", "y", bands) for bands in (None, BANDS))
    assert "opacity: 0.15" not in plain
    (style,) = set(re.findall(r'style="([^"]*opacity: 0.15[^"]*)"', banded))
    assert "fill: #b3641b" in style


def test_a_band_of_no_line_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"^bands: got winsten; allowed: winst, willekeurig$"):
        line_plot(LINES, "x", "y", {"winsten": [(0, 0, 1)]})


def dots(svg: str) -> dict[tuple[float, float], float]:
    """Return the width of each dot of a reliability plot by its place, in points; the dots have to differ in size."""
    (group,) = [g for g in etree.fromstring(svg).iter(f"{SVG}g") if g.get("id") == "PathCollection_1"]
    found = {}
    for path in group.iter(f"{SVG}path"):
        xs, ys = zip(*re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d")), strict=True)
        (left, right), (top, bottom) = ((min(map(float, ends)), max(map(float, ends))) for ends in (xs, ys))
        found[(left + right) / 2, (top + bottom) / 2] = right - left
    return found


def test_the_area_of_a_dot_is_as_its_count() -> None:
    largest, smallest, middle = dots(reliability_plot(POINTS, "x", "y")).values()
    assert largest / smallest == pytest.approx(2, rel=1e-3)
    assert largest / middle == pytest.approx(4 / 3, rel=1e-3)


def test_few_cells_still_give_a_dot_that_can_be_seen() -> None:
    _, small = dots(reliability_plot([(0.1, 0.1, 10**6), (0.9, 0.9, 1)], "x", "y")).values()
    assert small > 4


def test_dots_stand_where_they_should_and_the_diagonal_runs_from_corner_to_corner() -> None:
    svg = reliability_plot([(0.0, 0.0, 5), (1.0, 1.0, 6), (0.25, 0.75, 7)], "x", "y")
    (left, bottom), (right, top), (x, y) = dots(svg)
    assert (x - left) / (right - left) == pytest.approx(0.25, abs=1e-3)
    assert (bottom - y) / (bottom - top) == pytest.approx(0.75, abs=1e-3)
    assert right - left == pytest.approx(bottom - top, rel=1e-3)
    (path,) = [p for p in etree.fromstring(svg).iter(f"{SVG}path") if "dasharray" in p.get("style", "")]
    ends = [float(number) for number in re.findall(r"-?[\d.]+", path.get("d"))]
    assert ends == pytest.approx([left, bottom, right, top], abs=1e-3)


def test_every_dot_has_its_count_beside_it() -> None:
    texts = words(reliability_plot(POINTS, "gemiddelde kans", "aandeel terecht"))
    assert {"gemiddelde kans", "aandeel terecht", "1.600", "400", "900"} <= set(texts)


def test_the_first_row_of_intervals_stands_on_top() -> None:
    texts = words(interval_plot(ROWS, "Cohens kappa", 0.67))
    assert [text for text in texts if text in ("regels", "model", "samen")] == ["regels", "model", "samen"]
    heights = [y for _, y in markers(interval_plot(ROWS, "Cohens kappa"))]
    assert heights == sorted(heights)
    assert len(set(heights)) == 3


def test_values_lie_in_their_intervals_at_their_places() -> None:
    places = [x for x, _ in markers(interval_plot(ROWS, "Cohens kappa"))]
    per_unit = (places[1] - places[0]) / (0.6 - 0.5)
    found = [0.5 + (x - places[0]) / per_unit for x in places]
    expected = [0.5, 0.6, 0.55, 0.5, 0.75, 0.6, 0.6, 0.7, 0.65]
    assert found == pytest.approx(expected, abs=1e-3)


def test_every_value_and_the_goal_are_written() -> None:
    assert {"0,55", "0,60", "0,65", "doel 0,67", "Cohens kappa"} <= set(
        words(interval_plot(ROWS, "Cohens kappa", 0.67))
    )


@pytest.mark.parametrize(("goal", "n_dashed"), [(None, 0), (0.67, 1), (0.0, 1)])
def test_the_goal_is_a_dashed_upright_line(goal: float | None, n_dashed: int) -> None:
    root = etree.fromstring(interval_plot(ROWS, "x", goal))
    dashed = [path for path in root.iter(f"{SVG}path") if "dasharray" in path.get("style", "")]
    assert len(dashed) == n_dashed
    for path in dashed:
        x_from, _, x_to, _ = re.findall(r"-?[\d.]+", path.get("d"))
        assert x_from == x_to


def test_long_names_are_broken_into_lines() -> None:
    texts = words(interval_plot([("regels en model samen met de beslissingen", 1, 0, 2)], "x"))
    assert [text for text in texts if "e" in text] == ["regels en model samen", "met de beslissingen"]


def test_dollars_are_no_formulas() -> None:
    assert any("$x$" in text for text in words(interval_plot([("a $x$ b", 1, 0, 2)], "y")))
