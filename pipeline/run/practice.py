"""The coded interviews that ship with the program, for every study's model to learn from: invented, of other municipalities."""

from __future__ import annotations

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding import read_hand_codings
from pipeline.reading import read_transcript
from pipeline.study import Study, packaged, read_manifest

PREFIX = "oefening/"
_CODINGS = "codings.csv"


def practice(study: Study, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the hand codings of the practice interviews and their turns.

    Both are empty if the study does not want them, or if its codebook lacks a code that they were coded with: what is
    coded with another codebook teaches nothing about this one.
    """
    nothing = frames.empty(frames.HAND_CODINGS), frames.empty(frames.TURNS)
    folder = packaged("practice")
    rows, _ = read_manifest(folder / "manifest.csv") if study.settings.codering.oefeninterviews else ([], [])
    if not rows:
        return nothing
    turns = pd.concat(
        [read_transcript(folder / row["file"], row, row["file"]).turns for row in rows], ignore_index=True
    )
    hand = read_hand_codings(folder / _CODINGS, turns, None)
    if not set(hand["code_id"]) <= set(codebook.code_ids):
        return nothing
    return _named_apart(hand), _named_apart(turns)


def _named_apart(frame: pd.DataFrame) -> pd.DataFrame:
    """Give practice interviews ids that no interview of a study has."""
    return frame.assign(interview_id=PREFIX + frame["interview_id"])
