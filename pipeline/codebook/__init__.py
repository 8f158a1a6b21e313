"""The codebook as data: its model, how it is loaded, and every check on it."""

from pipeline.codebook.loading import load_codebook, unread_files
from pipeline.codebook.model import Code, Codebook, PatternRule, PhraseRule, Rule, Theme, WordsRule

__all__ = [
    "Code",
    "Codebook",
    "PatternRule",
    "PhraseRule",
    "Rule",
    "Theme",
    "WordsRule",
    "load_codebook",
    "unread_files",
]
