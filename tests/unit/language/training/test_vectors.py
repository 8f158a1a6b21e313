"""Word vectors are found for a word as it is written, also after they were stored."""

from __future__ import annotations

import numpy as np
import spacy

from pipeline.language.training.vectors import write_vectors


def test_words_with_capitals_share_the_vector_of_the_word(tmp_path):
    words = ["gemeente", "school", "jan"]
    write_vectors(words, np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32), tmp_path, 2)
    nlp = spacy.load(tmp_path)
    assert nlp.vocab.vectors.shape == (3, 2)
    doc = nlp.make_doc("gemeente Gemeente GEMEENTE onbekend Jan")
    assert [token.has_vector for token in doc] == [True, True, True, False, True]
    assert np.array_equal(doc[0].vector, doc[1].vector)
    assert not np.array_equal(doc[0].vector, doc[4].vector)
