"""Makers of coded interviews: turns, their segments, what coders and rules found in them, and what classifiers make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pipeline import frames
from pipeline.coding.classifier import Floats
from pipeline.coding.views import Views
from pipeline.language import load_language
from pipeline.segmentation import segment_turns

LINES, MONEY = "netwerk.korte_lijnen", "financiering.tekort"
Quote = tuple[str, int, int, int, str]


def make_turns(said: Mapping[str, Sequence[str]], municipality: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return turns of respondents: {"a": ["Ja.", "Nee."]} gives interview a two."""
    rows = []
    for interview_id, texts in said.items():
        start = 0
        for turn_no, text in enumerate(texts, 1):
            row = {"interview_id": interview_id, "turn_no": turn_no, "perspective": "", "speaker": "R"}
            row |= {"municipality": (municipality or {}).get(interview_id, "Testdorp"), "role": "respondent"}
            rows.append(row | {"start_char": start, "end_char": start + len(text), "text": text})
            start += len(text) + 1
    return frames.build(frames.TURNS, rows)


def make_segments(turns: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences of turns."""
    return segment_turns(turns, load_language())


def make_hand(turns: pd.DataFrame, *quotes: Quote) -> pd.DataFrame:
    """Return codings of (interview, turn, from, to in the turn, code)."""
    rows = []
    for interview_id, turn_no, start, end, code_id in quotes:
        turn = turns[(turns["interview_id"] == interview_id) & (turns["turn_no"] == turn_no)].iloc[0]
        row = {"interview_id": interview_id, "turn_no": turn_no, "code_id": code_id, "quote": turn["text"][start:end]}
        rows.append(row | {"start_char": turn["start_char"] + start, "end_char": turn["start_char"] + end})
    return frames.build(frames.HAND_CODINGS, rows)


def make_by_rules(*found: tuple[str, str, float]) -> pd.DataFrame:
    """Return suggestions of the rule coder: (segment_id, code, score)."""
    rows = [
        {
            "segment_id": segment_id,
            "code_id": code_id,
            "origin": "rule",
            "direction": "bevorderend",
            "score": score,
            "certainty": "likely" if score >= 0.8 else "doubtful",
            "source_id": "regel-1",
            "evidence_start": 0,
            "evidence_end": 1,
            "detail": "door een regel",
        }
        for segment_id, code_id, score in found
    ]
    return frames.build(frames.SUGGESTIONS, rows)


def one_window(
    truth: np.ndarray,
    by_ngrams: Floats,
    by_vectors: Floats | None = None,
    rules: Floats | None = None,
    interviews: Sequence[str] | None = None,
) -> Views:
    """Return views of turns that have one window each, by default of one interview in which no rule found anything."""
    names = ["a"] * len(truth) if interviews is None else interviews
    keys = tuple((name, n) for n, name in enumerate(names))
    strengths = np.zeros(truth.shape) if rules is None else rules
    return Views(keys, truth, np.arange(len(truth)), by_ngrams, by_vectors, strengths)
