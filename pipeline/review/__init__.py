"""Review: suggestions become decisions, in a store where nothing that a person decided is ever overwritten."""

from pipeline.review.model import CONSENSUS, Conflict, Decision, Passage, Suggestion
from pipeline.review.opening import open_store
from pipeline.review.store import Store

__all__ = ["CONSENSUS", "Conflict", "Decision", "Passage", "Store", "Suggestion", "open_store"]
