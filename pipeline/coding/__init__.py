"""Segments and codebook to suggestions: rule coder, classifier, and how the two combine."""

from pipeline.coding.choosing import Chosen
from pipeline.coding.combining import combine
from pipeline.coding.hand_codings import read_hand_codings
from pipeline.coding.model_coder import ModelCoder
from pipeline.coding.model_store import (
    load_model,
    model_version,
    read_chosen,
    save_model,
    stored_folds,
    stored_version,
)
from pipeline.coding.rules import RuleCoder
from pipeline.coding.training import (
    Fold,
    Recipe,
    Taught,
    TrainedModel,
    left_out_by,
    n_steps,
    put_together,
    text_key,
    train_model,
)

__all__ = [
    "Chosen",
    "Fold",
    "ModelCoder",
    "Recipe",
    "RuleCoder",
    "Taught",
    "TrainedModel",
    "combine",
    "left_out_by",
    "load_model",
    "model_version",
    "n_steps",
    "put_together",
    "read_chosen",
    "read_hand_codings",
    "save_model",
    "stored_folds",
    "stored_version",
    "text_key",
    "train_model",
]
