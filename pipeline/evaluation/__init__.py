"""Suggestions and hand codings to figures: agreement between coders, scorecard of the machine."""

from pipeline.evaluation.agreement import compare_coders
from pipeline.evaluation.coefficients import cohen_kappa, krippendorff_alpha, percent_agreement
from pipeline.evaluation.scorecard import score_suggestions

__all__ = ["cohen_kappa", "compare_coders", "krippendorff_alpha", "percent_agreement", "score_suggestions"]
