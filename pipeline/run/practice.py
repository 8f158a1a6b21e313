"""The coded interviews that ship with the program, for every study's model to learn from: invented, of other municipalities."""

from __future__ import annotations

import json

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding import Chosen, model_version, read_chosen, read_hand_codings
from pipeline.files import sha256_bytes, sha256_value
from pipeline.reading import read_transcript
from pipeline.run.sources import language_key
from pipeline.study import MANIFEST, Study, packaged, read_manifest
from pipeline.tables import read_table

PREFIX = "oefening/"
_CODINGS = "codings.csv"
# Weights and thresholds chosen on the practice interviews, and what they were chosen with; made by tests/update_chosen.py.
CHOSEN = "chosen.json"


def practice_key(study: Study, codebook: Codebook) -> str:
    """Return the checksum of the practice interviews and their codings; empty if the study does not learn from them.

    It does not if its settings say so, or if its codebook lacks a code that they were coded with: what is coded with
    another codebook teaches nothing about this one.
    """
    folder = packaged("practice")
    if not study.settings.codering.oefeninterviews or not (folder / _CODINGS).is_file():
        return ""
    used = {row.cells["code_id"] for row in read_table(folder / _CODINGS).rows}
    if not used <= set(codebook.code_ids):
        return ""
    read = [folder / MANIFEST, folder / _CODINGS, *sorted(folder.glob("*.txt"))]
    return sha256_value({path.name: sha256_bytes(path.read_bytes()) for path in read})


def practice(study: Study, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the hand codings of the practice interviews and their turns; both empty where ``practice_key`` is."""
    if not practice_key(study, codebook):
        return frames.empty(frames.HAND_CODINGS), frames.empty(frames.TURNS)
    folder = packaged("practice")
    rows, _ = read_manifest(folder / MANIFEST)
    turns = pd.concat(
        [read_transcript(folder / row["file"], row, row["file"]).turns for row in rows], ignore_index=True
    )
    hand = read_hand_codings(folder / _CODINGS, turns, codebook.code_ids)
    return _named_apart(hand), _named_apart(turns)


def _named_apart(frame: pd.DataFrame) -> pd.DataFrame:
    """Give practice interviews ids that no interview of a study has."""
    return frame.assign(interview_id=PREFIX + frame["interview_id"])


def chosen_key(study: Study, codebook: Codebook) -> str:
    """Return the name of all that a choice made on practice depends on."""
    section = study.settings.codering
    return model_version(
        {
            "codebook": codebook.checksum,
            "practice": practice_key(study, codebook),
            "seed": section.zaad,
            "max_words": section.max_woorden_per_segment,
            "language": language_key(study),
        }
    )


def chosen_on_practice(study: Study, codebook: Codebook) -> Chosen | None:
    """Return the choice that ships, if it was made with the study's codebook and settings; else None."""
    path = packaged("practice") / CHOSEN
    if not path.is_file() or not practice_key(study, codebook):
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return read_chosen(kept["chosen"]) if kept["key"] == chosen_key(study, codebook) else None
