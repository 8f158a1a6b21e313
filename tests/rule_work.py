"""What the rule coder asks of the language beside the pipeline, to be timed by tests/language_speed.py.

The coder itself is imported, and pandas and scikit-learn with it: they count in the peak memory.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.codebook import load_codebook
from pipeline.coding.matching import Sentence, compile_rule
from pipeline.language import AssertionJudge, Passage, token_forms

REPO = Path(__file__).parents[1]


class RuleWork:
    """The forms of every word, parts of compounds among them, and the status of what the rules find."""

    def __init__(self, nlp: Language) -> None:
        codebook = load_codebook(REPO / "codebook")
        self._judge = AssertionJudge()
        self._rules = [compile_rule(rule, codebook.lists, nlp.vocab) for code in codebook.codes for rule in code.regels]

    def __call__(self, docs: Sequence[Doc]) -> float:
        """Return its processor seconds; without the matching itself, which is no language work."""
        start = time.process_time()
        forms = [[token_forms(token) for token in doc] for doc in docs]
        seconds = time.process_time() - start
        passages = [passage for doc, its in zip(docs, forms, strict=True) for passage in self._passages(doc, its)]
        start = time.process_time()
        for passage in passages:
            self._judge.judge(passage)
        return seconds + time.process_time() - start

    def _passages(self, doc: Doc, forms: Sequence[frozenset[str]]) -> Iterator[Passage]:
        """Yield every place that a rule finds, once, between the neighbours of its sentence."""
        starts = [0, *(sentence.start for sentence in doc.sents), len(doc), len(doc)]
        for i, (start, end) in enumerate(pairwise(starts[1:-1]), start=1):
            said = tuple(forms[start:end])
            sentence = Sentence(doc[start:end], said, frozenset().union(*said))
            low, high = starts[i - 1], starts[i + 2]
            tokens = tuple(token.text for token in doc[low:high])
            for places in {places for find in self._rules for places in find(sentence)}:
                own = tuple(start - low + place for place in places)
                yield Passage(tokens, own[0], own[-1] + 1, own=own)
