"""Cut respondent turns into sentences; long run-on sentences are cut at a comma or conjunction."""

from __future__ import annotations

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc

from pipeline import frames

_CUTS = frozenset({",", ";", "–", "maar", "want", "omdat", "terwijl"})


def segment_turns(turns: pd.DataFrame, nlp: Language, max_words: int = 45) -> pd.DataFrame:
    """Cut the respondents' turns into segments.

    Parameters
    ----------
    turns
        Frame `turns`, n rows. Turns of interviewers are left out: they are never coded.
    nlp
        The Dutch pipeline; it sets sentence boundaries.
    max_words
        A sentence of more words is cut at the last comma or conjunction before this many words.

    Returns
    -------
    pd.DataFrame
        Frame `segments`, in order. The segments of a turn do not overlap and leave out only white space.
    """
    rows: list[dict[str, object]] = []
    spoken = turns[turns["role"] == "respondent"]
    docs = nlp.pipe(spoken["text"])
    for turn, doc in zip(frames.rows(spoken), docs, strict=True):
        for number, (start, end) in enumerate(_spans(doc, max_words), start=1):
            rows.append(
                {
                    "segment_id": f"{turn.interview_id}#{turn.turn_no:03d}.{number:02d}",
                    "interview_id": turn.interview_id,
                    "turn_no": turn.turn_no,
                    "start_char": turn.start_char + start,
                    "end_char": turn.start_char + end,
                    "text": doc.text[start:end],
                }
            )
    return frames.build(frames.SEGMENTS, rows)


def _spans(doc: Doc, max_words: int) -> list[tuple[int, int]]:
    """Return (start, end) of each segment in code points of ``doc.text``."""
    cuts: list[int] = []
    for sentence in doc.sents:
        start = sentence.start
        while sentence.end - start > max_words:
            places = [i for i in range(start + 8, start + max_words) if doc[i].lower_ in _CUTS]
            cut = places[-1] + (1 if doc[places[-1]].is_punct else 0) if places else start + max_words
            cuts.append(cut)
            start = cut
        cuts.append(sentence.end)
    spans: list[tuple[int, int]] = []
    first = 0
    for cut in cuts:
        piece = doc[first:cut].text if cut > first else ""
        begin = doc[first].idx + len(piece) - len(piece.lstrip()) if piece.strip() else 0
        if piece.strip():
            spans.append((begin, begin + len(piece.strip())))
        first = max(first, cut)
    return spans
