"""Sentence boundaries for transcribed speech: closing punctuation and line ends, and where there are none, what a model says."""

from __future__ import annotations

from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

_LONG = 20
_CLOSERS = {".", "!", "?", "?!", "!?"}
_TRAILERS = {'"', "'", "”", "’", ")", "»", "]"}


@Language.component("fw_sentences", assigns=["token.is_sent_start", "doc.sents"])
def split_sentences(doc: Doc) -> Doc:
    """Start a sentence after closing punctuation and after a line end.

    "..." and "…" break off a thought that often goes on in the same sentence: they close only before a capital. What
    has no closing mark and more than twenty words starts anew where a component before this one said so.
    """
    proposed = {token.i for token in doc if token.is_sent_start} if doc.has_annotation("SENT_START") else set()
    _by_marks(doc)
    for start, end in list(pairwise([*(token.i for token in doc if token.is_sent_start), len(doc)])):
        is_open = not any(token.text in _CLOSERS for token in doc[start:end])
        if is_open and sum(token.is_alpha for token in doc[start:end]) > _LONG:
            for i in proposed.intersection(range(start + 1, end)):
                doc[i].is_sent_start = not doc[i].is_space
    return doc


def _by_marks(doc: Doc) -> None:
    closed = False
    for token in doc:
        is_trailer = token.text in _TRAILERS or token.is_space or token.text in _CLOSERS or _is_dots(token.text)
        token.is_sent_start = token.i == 0 or (closed and not is_trailer)
        if token.is_sent_start:
            closed = False
        if token.text in _CLOSERS or "\n" in token.text:
            closed = True
        elif _is_dots(token.text):
            following = next((later for later in doc[token.i + 1 :] if not later.is_space), None)
            closed = following is None or following.text[0].isupper()


def _is_dots(text: str) -> bool:
    return text != "." and set(text) <= {".", "…"}
