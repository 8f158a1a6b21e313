"""Make what ships with the practice interviews: segments, sentence vectors of all that is learnt, weights, thresholds, and folds.

Needed whenever codebook, practice, language, encoder or training change.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline import frames
from pipeline.coding import Taught, TrainedModel, load_model, save_model, stored_folds
from pipeline.coding.items import training_items
from pipeline.coding.training import ALL, items_of_interview
from pipeline.language import VectorCache, load_encoder, write_vectors
from pipeline.run.learning import fold_keys, human_codings, train
from pipeline.run.naming import NameSearch, neutral
from pipeline.run.practice import (
    CHOSEN,
    SEGMENTS,
    SHIPPED,
    chosen_key,
    chosen_on_practice,
    practice,
    practice_segments,
    segments_key,
)
from pipeline.run.sources import VECTORS, cut_segments
from pipeline.run.starting import new_study
from pipeline.study import Study

REPO = Path(__file__).parents[1]
FOLDER = REPO / "transcripts_sample/training"


def main() -> None:
    """Train the sample study and a new one without what ships, and write what they chose and learnt."""
    study = Study.open(REPO)
    codebook = study.codebook()
    with TemporaryDirectory() as folder:
        new_study(Path(folder) / "studie", REPO / "codebook")
        bare = Study.open(Path(folder) / "studie")
        if chosen_on_practice(study, codebook) is not None and finds_all(study) and finds_all(bare):
            return
        (FOLDER / CHOSEN).unlink(missing_ok=True)
        for old in (FOLDER / SHIPPED, study.model_folder):
            shutil.rmtree(old, ignore_errors=True)
        update_segments(study)
        update_vectors(study)
        train(study)
        sample = load_model(study.model_folder)
        chosen = {"key": chosen_key(study, codebook), "chosen": asdict(sample.folds[ALL].chosen)}
        (FOLDER / CHOSEN).write_text(json.dumps(chosen, indent=1) + "\n", encoding="utf-8")
        train(bare)
        update_folds(sample, load_model(bare.model_folder))


def finds_all(study: Study) -> bool:
    """Say whether all folds of a study ship."""
    codebook = study.codebook()
    hand, turns = human_codings(study, codebook)
    plain = neutral(NameSearch(study), turns)
    keys = fold_keys(study, codebook, plain.move(hand), plain.turns)
    return stored_folds(FOLDER / SHIPPED, keys).keys() == keys.keys()


def update_folds(sample: TrainedModel, model: TrainedModel) -> None:
    """Write what the sample study learnt, and what a study without codings of its own learnt."""
    folds = {ALL: model.folds[ALL], **{f"sample-{name}": fold for name, fold in sample.folds.items()}}
    save_model(replace(model, folds=folds), FOLDER / SHIPPED)


def update_segments(study: Study) -> None:
    """Write where the segments of the practice interviews are."""
    codebook = study.codebook()
    if (FOLDER / SEGMENTS).is_file() and _key_of(FOLDER / SEGMENTS) == segments_key(study, codebook):
        return
    turns = practice(study, codebook)[1]
    places: dict[str, list[list[int]]] = {}
    for one in frames.rows(cut_segments(study, turns)):
        places.setdefault(f"{one.interview_id}#{one.turn_no}", []).append([int(one.start_char), int(one.end_char)])
    kept = {"key": segments_key(study, codebook), "places": places}
    (FOLDER / SEGMENTS).write_text(json.dumps(kept) + "\n", encoding="utf-8")


def _key_of(path: Path) -> str:
    return str(json.loads(path.read_text(encoding="utf-8"))["key"])


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
