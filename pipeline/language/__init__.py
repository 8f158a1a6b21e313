"""The Dutch spaCy pipeline and its own components."""

from pipeline.language.assertion import LEARNT, SPEECH, AssertionJudge, Judgement, direction
from pipeline.language.lemmas import token_forms
from pipeline.language.loading import load_language
from pipeline.language.passages import Passage
from pipeline.language.triggers import Status

__all__ = [
    "LEARNT",
    "SPEECH",
    "AssertionJudge",
    "Judgement",
    "Passage",
    "Status",
    "direction",
    "load_language",
    "token_forms",
]
