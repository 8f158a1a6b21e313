"""Sentence boundaries for transcribed speech: closing punctuation and line ends."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

_CLOSERS = {".", "!", "?", "?!", "!?"}
_TRAILERS = {'"', "'", "”", "’", ")", "»", "]"}


@Language.component("fw_sentences", assigns=["token.is_sent_start", "doc.sents"])
def split_sentences(doc: Doc) -> Doc:
    """Start a sentence after closing punctuation and after a line end.

    "..." and "…" break off a thought that often goes on in the same sentence: they close only before a capital.
    """
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
    return doc


def _is_dots(text: str) -> bool:
    return text != "." and set(text) <= {".", "…"}
