"""Keep a trained model in a folder with skops and JSON; nothing in it is executed when it is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

import skops.io

from pipeline.coding.choosing import Chosen
from pipeline.coding.scorer import Calibration, Scorer
from pipeline.coding.training import Fold, TrainedModel
from pipeline.coding.turn_model import Topic, TurnModel
from pipeline.errors import ModelError, Problem
from pipeline.files import sha256_bytes, sha256_value, write_atomically, write_json

# Raised whenever what is stored, or how it is learnt, changes: older models are then learnt anew.
FORMAT = 12
_ARRAYS, _FACTS = "model.skops", "model.json"
_ADVICE = "draai 'factorwijzer train'"


def model_version(learnt_from: dict[str, Any]) -> str:
    """Return the name of the model that learns from this: the same input gives the same name.

    Examples
    --------
    >>> model_version({"codebook": "abc", "seed": 1})
    'model-83d63883'
    """
    return f"model-{sha256_value({'format': FORMAT, **learnt_from})[:8]}"


def save_model(model: TrainedModel, folder: Path) -> None:
    """Write the model; model.json comes last, so that a half-written model is never taken for a whole one."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _FACTS).unlink(missing_ok=True)
    states = {name: fold.scorer.state() for name, fold in model.folds.items()}
    write_atomically(folder / _ARRAYS, lambda path: skops.io.dump(states, path, compression=ZIP_DEFLATED))
    facts = {
        "format": FORMAT,
        "version": model.version,
        "sha256": sha256_bytes((folder / _ARRAYS).read_bytes()),
        "folds": {name: {"key": fold.key, "chosen": asdict(fold.chosen)} for name, fold in model.folds.items()},
        "fold_of": model.fold_of,
        "counts": model.counts,
    }
    write_json(folder / _FACTS, facts)


def stored_version(folder: Path) -> str:
    """Return the version of the model in ``folder``, or "" if there is none that can be read."""
    try:
        facts = _read_facts(folder)
        is_whole = sha256_bytes((folder / _ARRAYS).read_bytes()) == facts["sha256"]
    except (ModelError, OSError):
        return ""
    return str(facts["version"]) if is_whole else ""


def _read_facts(folder: Path) -> dict[str, Any]:
    try:
        facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ModelError(Problem(f"{folder.name}/", f"er is geen leesbaar model; {_ADVICE}")) from None
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise ModelError(
            Problem(f"{folder.name}/{_FACTS}", f"model van een andere versie van het programma; {_ADVICE}")
        )
    missing = [key for key in ("version", "sha256", "folds", "fold_of", "counts") if key not in facts]
    if missing:
        raise ModelError(Problem(f"{folder.name}/{_FACTS}", f"'{missing[0]}' ontbreekt; {_ADVICE}"))
    return facts


def read_chosen(given: dict[str, Any]) -> Chosen:
    """Return what was chosen from the plain form that ``dataclasses.asdict`` gave it.

    Raises
    ------
    KeyError, TypeError
        If something lacks or does not belong.
    """
    precision = tuple((float(chance), float(share)) for chance, share in given["precision"])
    turns = {**given["turns"], "topic": Topic(**given["turns"]["topic"]) if given["turns"]["topic"] else None}
    return Chosen(
        Calibration(**given["calibration"]),
        float(given["doubtful"]),
        float(given["likely"]),
        precision,
        TurnModel(**turns),
        float(given["certain"]),
    )


def stored_folds(folder: Path, keys: Mapping[str, str]) -> dict[str, Fold]:
    """Return those of the folds asked for that the model in ``folder`` has; none if it cannot be read.

    Parameters
    ----------
    keys
        Name of a fold -> name of all that it learns from; in the model it may have another name.
    """
    try:
        if not {str(fold["key"]) for fold in _read_facts(folder)["folds"].values()} & set(keys.values()):
            return {}
        by_key = {fold.key: fold for fold in load_model(folder).folds.values()}
    except (ModelError, KeyError, TypeError, AttributeError):
        return {}
    return {name: by_key[key] for name, key in keys.items() if key in by_key}


def load_model(folder: Path) -> TrainedModel:
    """Read a model.

    Raises
    ------
    ModelError
        If there is none, or its files do not belong together.
    """
    facts = _read_facts(folder)
    damaged = ModelError(
        Problem(f"{folder.name}/{_ARRAYS}", f"dit bestand hoort niet bij {_FACTS} of is beschadigd; {_ADVICE}")
    )
    try:
        content = (folder / _ARRAYS).read_bytes()
    except OSError:
        raise ModelError(Problem(f"{folder.name}/", f"er is geen leesbaar model; {_ADVICE}")) from None
    if sha256_bytes(content) != facts["sha256"]:
        raise damaged
    try:
        states = skops.io.loads(content)
        folds = {
            name: Fold(Scorer.from_state(states[name]), read_chosen(given["chosen"]), str(given["key"]))
            for name, given in facts["folds"].items()
        }
        return TrainedModel(facts["version"], folds, dict(facts["fold_of"]), dict(facts["counts"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise damaged from None
