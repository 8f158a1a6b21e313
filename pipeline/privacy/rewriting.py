"""A transcript file in its own format with names replaced; all else about it stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.privacy.everywhere import Surfaces
from pipeline.privacy.rewriting_captions import rewrite_captions
from pipeline.privacy.rewriting_plan import Replacement, RewriteError, in_order, read_said
from pipeline.privacy.rewriting_text import rewrite_text
from pipeline.privacy.rewriting_word import rewrite_word

REWRITERS = {".txt": rewrite_text, ".docx": rewrite_word, ".vtt": rewrite_captions, ".srt": rewrite_captions}


def rewrite(
    content: bytes,
    suffix: str,
    turns: pd.DataFrame,
    replacements: Sequence[Replacement],
    everywhere: Mapping[str, str],
) -> bytes:
    """Return a transcript file with names replaced: structure, times, line ends, encoding and layout are kept.

    Parameters
    ----------
    content
        The file.
    suffix
        Its kind: ``.txt``, ``.docx``, ``.vtt`` or ``.srt``.
    turns
        Frame `turns` of the one interview, as read from ``content``.
    replacements
        Names in turns, offsets in the transcript's plain text; in any order. In a .txt they may stand anywhere.
    everywhere
        Name as written -> pseudonym, for all that is in no turn: speaker labels, header lines, notes, page headers.
        Turns are left to ``replacements``.

    Returns
    -------
    bytes
        The same input gives the same bytes. Of a .docx, what may hold anything is left out: comments, deleted text,
        properties, embedded objects, link targets.

    Raises
    ------
    RewriteError
        If the file cannot be read, or a turn cannot be found again in it. Nothing is ever rewritten in part.
    ValueError
        If replacements overlap, or one is empty or out of range; or if ``suffix`` is none of these.

    Examples
    --------
    >>> from pipeline import frames
    >>> turn = {"interview_id": "v1", "turn_no": 1, "municipality": "M", "perspective": "", "speaker": "R",
    ...         "role": "respondent", "start_char": 3, "end_char": 13, "text": "Hanne kwam"}
    >>> rewrite(b"R: Hanne kwam", ".txt", frames.build(frames.TURNS, [turn]), [Replacement(3, 8, "[persoon 1]")], {})
    b'R: [persoon 1] kwam'
    """
    rewriter = REWRITERS.get(suffix.lower())
    if rewriter is None:
        raise ValueError(f"got suffix {suffix!r}; allowed: {', '.join(REWRITERS)}")
    where = turns["interview_id"].iloc[0] if len(turns) else f"transcript ({suffix})"
    return rewriter(content, read_said(turns), in_order(replacements), Surfaces(everywhere), where)


__all__ = ["REWRITERS", "Replacement", "RewriteError", "rewrite"]
