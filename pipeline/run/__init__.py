"""The only package that chains stages: transcripts to codings, codings to documents, hand codings to a model."""

from pipeline.run.checking import check
from pipeline.run.coding import CodeResult, code
from pipeline.run.documents import ReportResult, report, report_data
from pipeline.run.evaluating import Evaluation, evaluate
from pipeline.run.full_evaluation import write_full_evaluation
from pipeline.run.learning import model_is_current, train
from pipeline.run.outputs import CODINGS, load_outputs
from pipeline.run.starting import new_study

__all__ = [
    "CODINGS",
    "CodeResult",
    "Evaluation",
    "ReportResult",
    "check",
    "code",
    "evaluate",
    "load_outputs",
    "model_is_current",
    "new_study",
    "report",
    "report_data",
    "train",
    "write_full_evaluation",
]
