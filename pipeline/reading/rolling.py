"""Captions that roll over the screen, as YouTube makes them: each cue repeats the line before it and adds one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.reading.cues import Cue
from pipeline.reading.labels import find_label
from pipeline.reading.voices import Line, with_colon

# A screen has no more lines than this, a label no more letters.
_N_LINES, _N_LABEL = 4, 80
_N_ADDING = 2
_UNDERLINE = "<u>"


class _Shown(NamedTuple):
    """A line on the screen: its own label or ``""``, who speaks, and the words without label."""

    label: str
    speaker: str
    words: str


def mend_rolling(cues: Sequence[Cue], lines: Sequence[list[Line]]) -> tuple[list[list[Line]], bool]:
    """Leave out the lines that a cue repeats of the one before it, if the file clearly rolls.

    It does if most cues begin with the end of the one before, and at least two add a line to that; or if they
    underline the word that is spoken, as Whisper can. Whoever says the same again is not taken for a repeat.

    Parameters
    ----------
    cues, lines
        Every cue and its lines.

    Returns
    -------
    tuple[list[list[Line]], bool]
        The lines that each cue adds, and whether the file rolls.

    Examples
    --------
    >>> said = [[Line("", "a b")], [Line("", "a b"), Line("", "c d")], [Line("", "c d"), Line("", "e f")]]
    >>> mended, rolls = mend_rolling([Cue("", n) for n in (1, 2, 3)], said)
    >>> [[line.words for line in new] for new in mended], rolls
    ([['a b'], ['c d'], ['e f']], True)
    """
    full = [number for number, spoken in enumerate(lines) if spoken]
    if not _may_roll([lines[number] for number in full]):
        return list(lines), False
    shown = _shown([lines[number] for number in full])
    repeated = [0, *(_n_repeated(before, now) for before, now in pairwise(shown))]
    underlined = [cues[number].text.find(_UNDERLINE) for number in full]
    n_adding = sum(0 < n < len(now) for n, now in zip(repeated, shown, strict=True))
    # Between words Whisper shows the sentence without an underline.
    is_clear = n_adding >= _N_ADDING or sum(at >= 0 for at in underlined) > len(full) / 3
    if not (is_clear and sum(n > 0 for n in repeated) > (len(full) - 1) / 2):
        return list(lines), False
    mended, last = list(lines), -1
    for number, n_repeated, at in zip(full, repeated, underlined, strict=True):
        # The underline goes from word to word; where it goes back, the same words are said again.
        is_again = n_repeated == 0 or 0 <= at <= last
        last = at if is_again else max(last, at)
        mended[number] = lines[number][0 if is_again else n_repeated :]
    return mended, True


def _may_roll(full: Sequence[list[Line]]) -> bool:
    """Whether most cues seem to repeat the last line of the one before: a quick look, labels and all."""
    n_rolling = sum(
        any(now.words.endswith(before[-1].words) or before[-1].words.endswith(now.words) for now in spoken[:_N_LINES])
        for before, spoken in pairwise(full)
    )
    return n_rolling > (len(full) - 1) / 2 >= 0


def _shown(lines: Sequence[list[Line]]) -> list[list[_Shown]]:
    shown, speaker = list[list[_Shown]](), ""
    for spoken in lines:
        shown.append([])
        for line in spoken:
            label, words = line.voice, line.words
            if not label and (":" in words[:_N_LABEL] or words.startswith("[")):
                plain = with_colon(words, set())
                opening = find_label(plain)
                label, words = (opening.label, plain[opening.start :]) if opening else (label, words)
            speaker = label or speaker
            shown[-1].append(_Shown(label, speaker, words))
    return shown


def _n_repeated(before: list[_Shown], shown: list[_Shown]) -> int:
    """Return how many lines ``shown`` begins with that ``before`` ends with."""
    longest = min(_N_LINES, len(before), len(shown))
    fitting = [
        n
        for n in range(1, longest + 1)
        if all(_is_same(old, new) for old, new in zip(before[-n:], shown[:n], strict=True))
    ]
    if not fitting:
        return 0
    # Where all are the same ("ja", "ja", "ja") the fewest are taken for a repeat.
    return fitting[0] if len({line.words for line in shown[: fitting[-1]]}) == 1 else fitting[-1]


def _is_same(old: _Shown, new: _Shown) -> bool:
    return old.words == new.words and (not new.label or new.label == old.speaker)
