"""Context dicts to files: each document as .docx and as self-contained .html, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.files import write_bytes, write_text
from pipeline.reporting.charts import comparison_chart, factor_chart
from pipeline.reporting.html import fill_html
from pipeline.reporting.word import fill_word


def render_municipality(context: dict[str, Any], templates: Path, out: Path, name: str, n_total: int) -> list[Path]:
    """Write the draft of one municipality.

    Parameters
    ----------
    context
        From ``municipality_context``.
    templates
        Folder with verslag.docx and verslag.html.j2.
    out, name
        Folder and file name without ending.
    n_total
        Interviews of the municipality, for the chart's axis.
    """
    chart = factor_chart(context["factoren"], n_total)
    return _write(context, templates, "verslag", chart, out, name)


def render_comparison(context: dict[str, Any], templates: Path, out: Path, n_total: int) -> list[Path]:
    """Write the comparison; see ``render_municipality``."""
    rows = [row for table in context["thema_tabellen"] for row in table["rijen"]]
    chart = comparison_chart(rows, context["gemeenten"], n_total)
    return _write(context, templates, "vergelijking", chart, out, "vergelijking")


def _write(
    context: dict[str, Any], templates: Path, template: str, chart: dict[str, bytes], out: Path, name: str
) -> list[Path]:
    word, page = out / f"{name}.docx", out / f"{name}.html"
    write_bytes(word, fill_word(templates / f"{template}.docx", context, chart["png"]))
    write_text(page, fill_html(templates, f"{template}.html.j2", context, chart["svg"]))
    return [word, page]
