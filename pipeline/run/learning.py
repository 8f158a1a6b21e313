"""Hand codings and codebook to a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding import (
    Fold,
    Recipe,
    RuleCoder,
    Taught,
    TrainedModel,
    left_out_by,
    model_version,
    n_steps,
    put_together,
    save_model,
    stored_folds,
    stored_version,
    train_model,
)
from pipeline.files import sha256_value
from pipeline.reading import FORMATS
from pipeline.run.naming import NameSearch, names_basis, neutral
from pipeline.run.practice import (
    PREFIX,
    SHIPPED,
    chosen_key,
    chosen_on_practice,
    mirror_of,
    n_practice,
    practice,
    practice_key,
    practice_segments,
)
from pipeline.run.reviewing import decided_by_hand, has_store
from pipeline.run.sources import (
    Advance,
    cut_segments,
    encoder,
    hand_codings,
    language,
    language_key,
    read_all,
    silent,
)
from pipeline.study import Study, packaged


def train(study: Study, start: Callable[[int], None] = lambda _: None, advance: Advance = silent) -> tuple[str, bool]:
    """Train the study's model if what it learns from has changed; folds that ship or were learnt before are not learnt anew.

    Returns
    -------
    tuple
        The model's version, and whether it was trained now.
    """
    codebook = study.codebook()
    hand, turns = human_codings(study, codebook)
    wanted = wanted_version(study, codebook, hand, turns)
    if stored_version(study.model_folder) == wanted:
        return wanted, False
    plain = neutral(NameSearch(study), turns)
    hand, turns = plain.move(hand), plain.turns
    keys = fold_keys(study, codebook, hand, turns)
    known = {**stored_folds(packaged("practice") / SHIPPED, keys), **stored_folds(study.model_folder, keys)}
    if known.keys() == keys.keys():
        model = put_together(wanted, known, codebook, hand, turns, n_practice(study, codebook))
    else:
        model = _learn(study, codebook, hand, turns, wanted, known, keys, start, advance)
    save_model(model, study.model_folder)
    return wanted, True


def _learn(
    study: Study,
    codebook: Codebook,
    hand: pd.DataFrame,
    turns: pd.DataFrame,
    wanted: str,
    known: Mapping[str, Fold],
    keys: Mapping[str, str],
    start: Callable[[int], None],
    advance: Advance,
) -> TrainedModel:
    """Learn the folds that are not known yet."""
    practised = practice(study, codebook)
    start(1 + n_steps(turns, hand, not practised[1].empty) - len(known))
    segments, others = cut_segments(study, turns), practice_segments(study, codebook, practised[1])
    vectors = encoder(study)
    advance("lezen")
    chosen = chosen_on_practice(study, codebook)
    if chosen is None and known and not practised[1].empty:
        chosen = next(iter(known.values())).chosen
    seen = frozenset(f"{PREFIX}{name}" for name in vectors.learnt_from) if vectors else frozenset[str]()
    taught = Taught(
        pd.concat([hand, practised[0]], ignore_index=True),
        pd.concat([turns, practised[1]], ignore_index=True),
        pd.concat([segments, others], ignore_index=True),
        frozenset(practised[1]["interview_id"]),
        seen,
        mirror_of={name: mirror_of(name) for name in dict.fromkeys(practised[1]["interview_id"])},
    )
    if chosen is None:
        taught = replace(taught, by_rules=_by_rules(study, codebook, taught))
    section = study.settings.codering
    recipe = Recipe(
        section.zaad, vectors.encode if vectors else None, section.eigen_interviews_wegen, taught.seen_by_encoder
    )
    model = train_model(codebook, taught, recipe, wanted, lambda: advance("leren"), chosen, known, keys)
    if vectors:
        vectors.save()
    return model


def fold_keys(study: Study, codebook: Codebook, hand: pd.DataFrame, turns: pd.DataFrame) -> dict[str, str]:
    """Return by name of a fold that of all it learns from; folds with the same key are the same.

    Parameters
    ----------
    hand, turns
        Frames `hand_codings` and `turns` of the study, as they are learnt: without names.
    """
    keys, shared = {}, chosen_key(study, codebook)
    for name, left_out in left_out_by(hand, turns).items():
        learnt = hand[~hand["interview_id"].isin(left_out)]
        said = turns[turns["interview_id"].isin(set(learnt["interview_id"]))]
        keys[name] = sha256_value(
            {
                "shared": shared,
                "hand": learnt.astype(str).values.tolist(),
                "turns": _said(said),
                "own_weight": study.settings.codering.eigen_interviews_wegen if len(learnt) else None,
            }
        )
    return keys


def _by_rules(study: Study, codebook: Codebook, taught: Taught) -> pd.DataFrame:
    """Let the rules code the interviews on which weights and thresholds may be chosen."""
    unseen = taught.segments[~taught.segments["interview_id"].isin(taught.seen_by_encoder)]
    return RuleCoder(codebook, language(study)).suggest(unseen.reset_index(drop=True))


def human_codings(study: Study, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return all that humans coded, and the turns that they judged: a file of hand codings, and decisions on other interviews."""
    hand, turns = hand_codings(study, codebook)
    if not has_store(study):
        return hand, turns
    transcripts, _ = read_all(study.sources(FORMATS))
    others = [t.turns for t in transcripts if t.interview_id not in set(turns["interview_id"])]
    decided, seen = decided_by_hand(
        study, codebook, pd.concat([frames.empty(frames.TURNS), *others], ignore_index=True)
    )
    return pd.concat([hand, decided], ignore_index=True), pd.concat([turns, seen], ignore_index=True)


def wanted_version(study: Study, codebook: Codebook, hand: pd.DataFrame, turns: pd.DataFrame) -> str:
    return model_version(
        {
            "codebook": codebook.checksum,
            "practice": practice_key(study, codebook),
            "hand": sha256_value(hand.astype(str).values.tolist()),
            "turns": sha256_value(_said(turns)),
            "seed": study.settings.codering.zaad,
            "own_weight": study.settings.codering.eigen_interviews_wegen,
            "max_words": study.settings.codering.max_woorden_per_segment,
            "language": language_key(study),
            "names": names_basis(study),
        }
    )


def _said(turns: pd.DataFrame) -> list[list[str]]:
    """Return of turns all that matters for what is learnt from them, and for which fold codes them."""
    columns = ["interview_id", "municipality", "turn_no", "role", "text"]
    return [[str(cell) for cell in row] for row in turns[columns].values.tolist()]


def model_is_current(study: Study) -> bool:
    """Whether the stored model learnt from the codebook, hand codings and settings as they are now."""
    codebook = study.codebook()
    hand, turns = human_codings(study, codebook)
    return stored_version(study.model_folder) == wanted_version(study, codebook, hand, turns)
