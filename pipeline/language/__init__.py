"""The Dutch spaCy pipeline and its own components."""

from pipeline.language.assertion import AssertionJudge, Judgement
from pipeline.language.lemmas import token_forms
from pipeline.language.loading import load_language

__all__ = ["AssertionJudge", "Judgement", "load_language", "token_forms"]
