"""Lines of a PDF to paragraphs: line breaks and hyphens that the printer put in are taken out again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise, takewhile
from statistics import median

from pipeline.reading.hyphens import Mender
from pipeline.reading.labels import find_label
from pipeline.reading.names import has_talk_word
from pipeline.reading.paragraphs import Line, bold_name
from pipeline.reading.pdf_columns import Piece

_WIDER = 1.35
_N_LABEL_WORDS = 5


def mend(pieces: list[Piece]) -> tuple[list[Line], tuple[int, ...]]:
    """Return the paragraphs of a PDF as lines, and the page on which each begins."""
    rights, leading = _right_edges(pieces), _leading(pieces)
    mender = Mender([_text(piece) for piece in pieces])
    lines: list[tuple[list[str], str, int]] = []
    before: Piece | None = None
    for piece in pieces:
        if before is None or _begins(before, piece, rights, leading):
            name = piece.label or bold_name(" ".join(_bold_words(piece)))
            lines.append(([_opening(piece)], "" if piece.label else name, piece.page))
        else:
            lines[-1][0].append(_text(piece))
        before = piece
    return [(mender.join(texts), name) for texts, name, _ in lines], tuple(page for _, _, page in lines)


def _text(piece: Piece) -> str:
    return " ".join(word.text for word in piece.words)


def _opening(piece: Piece) -> str:
    return f"{piece.label}: {_text(piece)}" if piece.label else _text(piece)


def _bold_words(piece: Piece) -> list[str]:
    return [word.text for word in takewhile(lambda word: word.is_bold, piece.words)]


def _right_edges(pieces: list[Piece]) -> dict[int, float]:
    """Return up to where the lines of each column run; a few that run further do not count."""
    found: dict[int, list[float]] = defaultdict(list)
    for piece in pieces:
        found[piece.column].append(piece.words[-1].right)
    return {column: sorted(rights)[int(len(rights) * 0.95)] for column, rights in found.items()}


def _leading(pieces: list[Piece]) -> float:
    """Return how far lines of one paragraph stand apart: the distance that is most common."""
    gaps = Counter(round(a.base - b.base) for a, b in pairwise(pieces) if _are_neighbours(a, b))
    most = max(gaps.values(), default=0)
    return float(min((gap for gap, n in gaps.items() if n * 3 >= most), default=0))


def _are_neighbours(a: Piece, b: Piece) -> bool:
    return a.page == b.page and a.column == b.column and a.base > b.base


def _begins(before: Piece, piece: Piece, rights: dict[int, float], leading: float) -> bool:
    """Whether a line starts a paragraph: a label, a bold name, white space above, or a line above that had room left."""
    if piece.opens or before.column != piece.column:
        return (
            piece.opens or (before.page == piece.page and 0 in (before.column, piece.column)) or _opens(before, piece)
        )
    if _are_neighbours(before, piece) and before.base - piece.base > max(leading, 1.0) * _WIDER:
        return True
    return _opens(before, piece) or _had_room(before, piece, rights)


def _opens(before: Piece, piece: Piece) -> bool:
    opening = find_label(_text(piece))
    if opening and not has_talk_word(opening.label) and len(opening.label.split()) <= _N_LABEL_WORDS:
        return True
    return bool(bold_name(" ".join(_bold_words(piece)))) and not before.words[-1].is_bold


def _had_room(before: Piece, piece: Piece, rights: dict[int, float]) -> bool:
    """Whether the first word, or the part of it before a hyphen, could have stood at the end of the line above."""
    last, first = before.words[-1], piece.words[0]
    if re.search(r"[-\u2010\u00ad]$", last.text):
        return False
    n_first = len(re.split(r"(?<=-)", first.text)[0])
    width = (first.right - first.left) * n_first / max(len(first.text), 1)
    space = 0.3 * median((last.size, first.size))
    return last.right + space + width + 0.5 * last.size < rights[before.column]
