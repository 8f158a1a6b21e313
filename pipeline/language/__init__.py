"""The Dutch spaCy pipeline and its own components."""

from pipeline.language.assertion import LEARNT, SPEECH, AssertionJudge, Judgement, direction
from pipeline.language.encoder import Encoder, load_encoder
from pipeline.language.lemmas import token_forms
from pipeline.language.loading import load_language
from pipeline.language.passages import Passage
from pipeline.language.surroundings import Spoken, apart, asked
from pipeline.language.triggers import Status
from pipeline.language.vector_cache import VectorCache, write_vectors

__all__ = [
    "LEARNT",
    "SPEECH",
    "AssertionJudge",
    "Encoder",
    "Judgement",
    "Passage",
    "Spoken",
    "Status",
    "VectorCache",
    "apart",
    "asked",
    "direction",
    "load_encoder",
    "load_language",
    "token_forms",
    "write_vectors",
]
