"""Replace passages of a text by masks, and tell where the rest has gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """A passage and what is put in its place; offsets in the text at hand, end exclusive."""

    start: int
    end: int
    mask: str


class Masked:
    """A turn and what it has become; tells where an offset has gone.

    Parameters
    ----------
    old_start, new_start
        Where the turn starts in the plain text, before and after (``start``).
    text
        What is said in it.
    spans
        What is replaced, offsets in ``text``, in order and apart (see ``apart``).
    """

    def __init__(self, old_start: int, new_start: int, text: str, spans: list[Span]) -> None:
        self._old, self.start, self._spans, self._original = old_start, new_start, spans, text
        self.text = replaced(text, spans)

    def moved(self, start: int, end: int) -> tuple[int, int, str]:
        """Return (start, end, text) of a passage in the masked text."""
        a, b = self._place(start - self._old, is_end=False), self._place(end - self._old, is_end=True)
        return self.start + a, self.start + b, self.text[a:b]

    def original(self, start: int, end: int) -> tuple[int, int, str]:
        """Return (start, end, text) of a passage of the masked text in the text as it was: the reverse of ``moved``."""
        a = self._place_before(start - self.start, is_end=False)
        b = self._place_before(end - self.start, is_end=True)
        return self._old + a, self._old + b, self._original[a:b]

    def _place(self, place: int, is_end: bool) -> int:
        shift = 0
        for span in self._spans:
            if span.end <= place:
                shift += len(span.mask) - (span.end - span.start)
            elif span.start < place:
                return span.start + shift + (len(span.mask) if is_end else 0)
        return place + shift

    def _place_before(self, place: int, is_end: bool) -> int:
        shift = 0
        for span in self._spans:
            start, end = span.start + shift, span.start + shift + len(span.mask)
            if end <= place:
                shift = end - span.end
            elif start < place:
                return span.end if is_end else span.start
        return place - shift


def apart(spans: Iterable[Span]) -> list[Span]:
    """Return spans that do not overlap, in order: an earlier one of the list before a later one, which keeps its rest."""
    kept: list[Span] = []
    for span in spans:
        pieces = [span]
        for other in kept:
            pieces = [piece for one in pieces for piece in _without(one, other)]
        kept += pieces
    return _merged(sorted(kept))


def _without(span: Span, other: Span) -> list[Span]:
    if span.end <= other.start or other.end <= span.start:
        return [span]
    rest = [
        Span(span.start, min(span.end, other.start), span.mask),
        Span(max(span.start, other.end), span.end, span.mask),
    ]
    return [piece for piece in rest if piece.end > piece.start]


def _merged(spans: list[Span]) -> list[Span]:
    """Let what is left of a cut name join its neighbour: it is no mask of its own."""
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].end == span.start:
            merged[-1] = Span(merged[-1].start, span.end, merged[-1].mask)
        else:
            merged.append(span)
    return merged


def replaced(text: str, spans: Iterable[Span]) -> str:
    """Return a text with passages replaced.

    Examples
    --------
    >>> replaced("Jo belt An", [Span(0, 2, "[persoon]")])
    '[persoon] belt An'
    """
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + span.mask + text[span.end :]
    return text
