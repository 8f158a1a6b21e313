"""Cut respondent turns into sentences; long run-on sentences are cut at a comma or conjunction."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from pipeline import frames

_CUTS = frozenset({",", ";", "–", "maar", "want", "omdat", "terwijl"})
# A comma or conjunction before this many words is no place to cut: what it leaves says nothing by itself.
_MIN_WORDS = 8


def segment_turns(turns: pd.DataFrame, nlp: Language, max_words: int = 45) -> pd.DataFrame:
    """Cut the respondents' turns into segments.

    Parameters
    ----------
    turns
        Frame `turns`, n rows. Turns of interviewers are left out: they are never coded.
    nlp
        The Dutch pipeline; it sets sentence boundaries.
    max_words
        A sentence of more words is cut at the last comma or conjunction before this many words. A word is a token
        with a letter or digit.

    Returns
    -------
    pd.DataFrame
        Frame `segments`, in order. The segments of a turn do not overlap and leave out only white space. Each holds
        a word, unless the whole turn has none.
    """
    rows: list[dict[str, object]] = []
    spoken = turns[turns["role"] == "respondent"]
    asked = questions(turns)
    docs = nlp.pipe(spoken["text"], disable=_not_for_sentences(nlp))
    for turn, doc in zip(frames.rows(spoken), docs, strict=True):
        for number, (start, end) in enumerate(_spans(doc, max_words), start=1):
            rows.append(
                {
                    "segment_id": segment_id(turn.interview_id, turn.turn_no, number),
                    "interview_id": turn.interview_id,
                    "turn_no": turn.turn_no,
                    "start_char": turn.start_char + start,
                    "end_char": turn.start_char + end,
                    "text": doc.text[start:end],
                    "asked": asked[turn.interview_id, turn.turn_no],
                }
            )
    return frames.build(frames.SEGMENTS, rows)


def questions(turns: pd.DataFrame) -> dict[tuple[str, int], str]:
    """Return what the interviewer said just before each turn of a respondent; empty if another respondent spoke.

    Parameters
    ----------
    turns
        Frame `turns`, whole interviews.

    Returns
    -------
    dict
        (interview_id, turn_no) -> text.
    """
    found: dict[tuple[str, int], str] = {}
    last: dict[str, str] = {}
    for turn in frames.rows(turns):
        if turn.role == "interviewer":
            last[turn.interview_id] = turn.text
        else:
            found[turn.interview_id, turn.turn_no] = last.pop(turn.interview_id, "")
    return found


def segment_id(interview_id: str, turn_no: int, number: int) -> str:
    """Return the id of a turn's segment; segments are counted from 1.

    Examples
    --------
    >>> segment_id("g1_jgz", 8, 2)
    'g1_jgz#008.02'
    """
    return f"{interview_id}#{turn_no:03d}.{number:02d}"


def _not_for_sentences(nlp: Language) -> list[str]:
    """Return the components that need not run for sentences: our own pipeline knows them before it tags and parses."""
    names = nlp.pipe_names
    return [*names[names.index("fw_sentences") + 1 :], "ner"] if "fw_sentences" in names and "ner" in names else []


def _spans(doc: Doc, max_words: int) -> list[tuple[int, int]]:
    """Return (start, end) of each segment in code points of ``doc.text``."""
    ends = [end for sentence in doc.sents for end in _ends(sentence, max_words)]
    pieces: list[Span] = []
    for start, end in pairwise([0, *ends]):
        # A piece without a word goes to the piece before it, or to the one after if it is the first.
        is_apart = bool(pieces) and _has_word(pieces[-1]) and _has_word(doc[start:end])
        first = start if is_apart or not pieces else pieces.pop().start
        pieces.append(doc[first:end])
    spans = []
    for piece in pieces:
        text = piece.text.strip()
        if text:
            start = piece.start_char + piece.text.index(text)
            spans.append((start, start + len(text)))
    return spans


def _ends(sentence: Span, max_words: int) -> list[int]:
    """Return where the pieces of a sentence end, as token numbers of its document, exclusive."""
    words = [token.i for token in sentence if _is_word(token)]
    ends = []
    while len(words) > max_words:
        end = words[max_words]
        earliest = words[min(_MIN_WORDS, max_words) - 1] + 1
        places = [token for token in sentence.doc[earliest:end] if token.lower_ in _CUTS]
        if places:
            end = places[-1].i + (0 if _is_word(places[-1]) else 1)
        ends.append(end)
        words = [i for i in words if i >= end]
    return [*ends, sentence.end]


def _has_word(piece: Span) -> bool:
    return any(_is_word(token) for token in piece)


def _is_word(token: Token) -> bool:
    return any(character.isalnum() for character in token.text)
