"""Codings to findings: factors, comparison of municipalities, priorities of the recommendations."""

from pipeline.findings.comparison import compare_municipalities
from pipeline.findings.factors import count_factors
from pipeline.findings.priorities import rank_recommendations

__all__ = ["compare_municipalities", "count_factors", "rank_recommendations"]
