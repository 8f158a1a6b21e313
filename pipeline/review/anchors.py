"""Find the passage of a decision again in a transcript that was edited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from unicodedata import category

import pandas as pd

from pipeline import frames
from pipeline.review.model import CONTEXT_CHARS, Passage

Span = tuple[int, int]

# What is not literally the quote must be this alike (difflib's ratio).
_MIN_RATIO = 0.9
# So much more of the context, in code points, one place must share than the next: a short word.
_MARGIN = 4
_JOINER = "\u200d"
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


@dataclass(frozen=True)
class _Place:
    """A stretch of one respondent turn where a passage may stand, and how much of the passage's context it shares."""

    turn_no: int
    span: Span
    n_shared: int


def passage_at(text: str, interview_id: str, turn_no: int, start_char: int, end_char: int) -> Passage:
    """Return the passage at a place, with its words and the context around it.

    Raises
    ------
    ValueError
        If the place is empty or outside ``text``.

    Examples
    --------
    >>> passage_at("R: Korte lijnen, ja.", "a", 1, 3, 15)
    Passage(interview_id='a', turn_no=1, start_char=3, end_char=15, quote='Korte lijnen', prefix='R: ', suffix=', ja.')
    """
    if not 0 <= start_char < end_char <= len(text):
        raise ValueError(f"{interview_id}: got {start_char}-{end_char}; allowed a stretch within 0-{len(text)}")
    prefix, suffix = text[max(0, start_char - CONTEXT_CHARS) : start_char], text[end_char : end_char + CONTEXT_CHARS]
    return Passage(interview_id, turn_no, start_char, end_char, text[start_char:end_char], prefix, suffix)


def find(passage: Passage, text: str, turns: pd.DataFrame) -> Passage | None:
    """Find a passage again, or None where a human has to place it.

    The words are looked for literally, then with other white space between them, then as something much alike
    (difflib's ratio 0.9 or more); the first way that finds anything decides. No place begins or ends within a word
    unless the passage did. Of several places the one that shares clearly more of the context is taken; where the
    context does not settle it, the old place if it is among them, and otherwise none.

    Parameters
    ----------
    passage
        As it was stored.
    text
        The edited transcript's plain text.
    turns
        Frame `turns` of that text; other interviews are left out.

    Returns
    -------
    Passage | None
        Within one respondent turn, ``quote`` as it stands in ``text`` now: it differs from the stored one by more than
        white space only if it was found by likeness.
    """
    said = turns[(turns["role"] == "respondent") & (turns["interview_id"] == passage.interview_id)]
    for search in (_literal, _spaced, _alike):
        places = [
            _Place(turn.turn_no, span, _n_shared(passage, text, span))
            for turn in frames.rows(said)
            for span in search(passage, text, (turn.start_char, turn.end_char))
        ]
        if places:
            chosen = _choose(places, (passage.start_char, passage.end_char))
            return passage_at(text, passage.interview_id, chosen.turn_no, *chosen.span) if chosen else None
    return None


def _choose(places: list[_Place], old: Span) -> _Place | None:
    most = max(place.n_shared for place in places)
    best = [place for place in places if place.n_shared > most - _MARGIN]
    if len(best) > 1:
        best = [place for place in best if place.span == old]
    return best[0] if best else None


def _n_shared(passage: Passage, text: str, span: Span) -> int:
    """Count how far the text before and after a place is that around the passage, white space left out."""
    before, after = text[max(0, span[0] - 2 * CONTEXT_CHARS) : span[0]], text[span[1] : span[1] + 2 * CONTEXT_CHARS]
    return _n_same(_bare(passage.prefix)[::-1], _bare(before)[::-1]) + _n_same(_bare(passage.suffix), _bare(after))


def _bare(text: str) -> str:
    return "".join(text.split())


def _n_same(a: str, b: str) -> int:
    """Count the code points with which both begin."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _literal(passage: Passage, text: str, turn: Span) -> Iterator[Span]:
    return _matches(re.escape(passage.quote), passage, text, turn)


def _spaced(passage: Passage, text: str, turn: Span) -> Iterator[Span]:
    return _matches(r"\s+".join(map(re.escape, passage.quote.split())), passage, text, turn)


def _matches(pattern: str, passage: Passage, text: str, turn: Span) -> Iterator[Span]:
    """Yield where a turn matches, overlapping matches too."""
    if not passage.quote.strip():
        return
    for match in re.finditer(f"(?=({pattern}))", text[slice(*turn)]):
        span = (turn[0] + match.start(1), turn[0] + match.end(1))
        if _whole_words(passage, text, span) == span:
            yield span


def _alike(passage: Passage, text: str, turn: Span) -> Iterator[Span]:
    """Yield the stretches of a turn that are much like the quote, the best first, none overlapping another."""
    best = _nearest(text[slice(*turn)], passage.quote.strip())
    if best is None:
        return
    start, end = _whole_words(passage, text, (turn[0] + best[0], turn[0] + best[1]))
    start, end = max(turn[0], start), min(turn[1], end)
    if SequenceMatcher(None, text[start:end], passage.quote.strip(), autojunk=False).ratio() < _MIN_RATIO:
        return
    yield start, end
    yield from _alike(passage, text, (turn[0], start))
    yield from _alike(passage, text, (end, turn[1]))


def _nearest(said: str, quote: str) -> Span | None:
    """Return the shortest of the stretches that become the quote by the fewest changes of a code point.

    None if even that many make a ratio of 0.9 impossible: the ratio is at most 1 - n / (both lengths), and lengths
    that differ by more than 11 to 9 cannot reach it either.
    """
    if not quote or len(said) * 11 < len(quote) * 9:
        return None
    n_changed = _changes(said, quote, begins_anywhere=True)
    end = n_changed.index(min(n_changed))
    if n_changed[end] > (1 - _MIN_RATIO) * len(quote) * (1 + 11 / 9):
        return None
    n_backwards = _changes(said[:end][::-1], quote[::-1], begins_anywhere=False)
    length = n_backwards.index(min(n_backwards))
    return (end - length, end)


def _changes(said: str, quote: str, begins_anywhere: bool) -> list[int]:
    """Count, for each end in ``said``, the changes of a code point that make the quote of what ends there.

    What ends there begins at 0, or at the best place if it ``begins_anywhere``.

    Notes
    -----
    Columns of the usual table of edit distances, each as two numbers whose bits say where it rises and where it falls.
    Source: G. Myers, A fast bit-vector algorithm for approximate string matching, Journal of the ACM 46 (1999);
    names as in H. Hyyrö's account of it.
    """
    n, everywhere, last = len(quote), (1 << len(quote)) - 1, 1 << (len(quote) - 1)
    equal: dict[str, int] = {}
    for row, sign in enumerate(quote):
        equal[sign] = equal.get(sign, 0) | 1 << row
    rises, falls, counts = everywhere, 0, [n]
    for sign in said:
        eq = equal.get(sign, 0)
        d0 = ((((eq & rises) + rises) ^ rises) | eq | falls) & everywhere
        hp, hn = falls | (everywhere & ~(d0 | rises)), d0 & rises
        n += bool(hp & last) - bool(hn & last)
        counts.append(n)
        hp, hn = (hp << 1) | (not begins_anywhere), hn << 1
        rises, falls = (hn | ~(d0 | hp)) & everywhere, hp & d0 & everywhere
    return counts


def _whole_words(passage: Passage, text: str, span: Span) -> Span:
    """Widen a stretch so that it cuts no word or sign in two, except on the side where the passage did so itself."""
    start, end = span
    if not _cuts(passage.prefix + passage.quote, len(passage.prefix)):
        while _cuts(text, start):
            start -= 1
    if not _cuts(passage.quote + passage.suffix, len(passage.quote)):
        while _cuts(text, end):
            end += 1
    return start, end


def _cuts(text: str, place: int) -> bool:
    """Say whether a place lies within a word, or between a sign and what is joined to it."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    is_joined = _is_mark(after) or _JOINER in (before, after) or after in _SKIN_TONES
    return is_joined or ((before.isalnum() or _is_mark(before)) and after.isalnum())


def _is_mark(sign: str) -> bool:
    return category(sign).startswith("M")
