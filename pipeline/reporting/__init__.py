"""Findings to documents: frames -> one plain dict -> docx and html. The dict is tested between."""

from pipeline.reporting.comparison_context import comparison_context
from pipeline.reporting.data import ReportData
from pipeline.reporting.markdown import agreement_markdown, scorecard_markdown
from pipeline.reporting.municipality_context import municipality_context
from pipeline.reporting.render import render_comparison, render_municipality

__all__ = [
    "ReportData",
    "agreement_markdown",
    "comparison_context",
    "municipality_context",
    "render_comparison",
    "render_municipality",
    "scorecard_markdown",
]
