"""Make what ships with the practice interviews: sentence vectors of all that is learnt, and the weights and thresholds, segments.

Needed whenever codebook, practice, language, encoder or training change.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from pipeline import frames
from pipeline.coding import Taught, load_model
from pipeline.coding.items import training_items
from pipeline.coding.training import items_of_interview
from pipeline.language import VectorCache, load_encoder, write_vectors
from pipeline.run.learning import train
from pipeline.run.practice import (
    CHOSEN,
    SEGMENTS,
    chosen_key,
    chosen_on_practice,
    practice,
    practice_segments,
    segments_key,
)
from pipeline.run.sources import VECTORS, cut_segments
from pipeline.study import Study

REPO = Path(__file__).parents[1]
FOLDER = REPO / "transcripts_sample/training"


def main() -> None:
    """Train the sample study without the choice that ships, and write what it chose."""
    study = Study.open(REPO)
    codebook = study.codebook()
    if chosen_on_practice(study, codebook) is None:
        (FOLDER / CHOSEN).unlink(missing_ok=True)
        update_segments(study)
        update_vectors(study)
        train(study)
        fold = load_model(study.model_folder).folds["all"]
        chosen = {"key": chosen_key(study, codebook), "chosen": asdict(fold.chosen)}
        (FOLDER / CHOSEN).write_text(json.dumps(chosen, indent=1) + "\n", encoding="utf-8")


def update_segments(study: Study) -> None:
    """Write where the segments of the practice interviews are."""
    codebook = study.codebook()
    turns = practice(study, codebook)[1]
    places: dict[str, list[list[int]]] = {}
    for one in frames.rows(cut_segments(study, turns)):
        places.setdefault(f"{one.interview_id}#{one.turn_no}", []).append([int(one.start_char), int(one.end_char)])
    kept = {"key": segments_key(study, codebook), "places": places}
    (FOLDER / SEGMENTS).write_text(json.dumps(kept) + "\n", encoding="utf-8")


def update_vectors(study: Study) -> None:
    """Write the vectors of the codebook's utterances and of what the practice interviews teach."""
    codebook = study.codebook()
    hand, turns = practice(study, codebook)
    taught = Taught(hand, turns, practice_segments(study, codebook, turns), frozenset(turns["interview_id"]))
    items = training_items(codebook)
    items += [item for interview_id in sorted(taught.practice) for item in items_of_interview(interview_id, taught)]
    encoder = load_encoder()
    assert encoder is not None
    known = VectorCache(encoder, FOLDER / VECTORS, study.model_folder / VECTORS)
    write_vectors(FOLDER / VECTORS, encoder.version, known.kept([item.text for item in items]))


if __name__ == "__main__":
    main()
