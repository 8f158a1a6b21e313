"""The model store: what is written comes back, and what is damaged or half-written is never taken for a model."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.codebook import Codebook
from pipeline.coding import (
    Chosen,
    TrainedModel,
    load_model,
    model_version,
    read_chosen,
    save_model,
    stored_folds,
    stored_version,
)
from pipeline.coding.classifier import Floats, TrainingItem
from pipeline.coding.model_store import FORMAT
from pipeline.coding.scorer import Calibration
from pipeline.coding.training import Fold, Recipe, fit
from pipeline.coding.turn_model import Topic, TurnModel
from pipeline.errors import ModelError

TEXTS = ["de subsidie is op", "geen subsidie", "subsidie te laat", "zonder subsidie", "subsidie weg", "mooi weer"]


def vowels(texts: Sequence[str]) -> Floats:
    """Return an n x 5 array: how often each vowel occurs."""
    return np.array([[text.count(vowel) for vowel in "aeiou"] for text in texts], dtype=np.float32).reshape(-1, 5)


def make_model(version: str = "model-1", code_id: str = "geld", extra: str = "mooi zo") -> TrainedModel:
    """Return a model of two folds, one of them with vectors."""
    items = [TrainingItem(text, frozenset({code_id}), "proef") for text in TEXTS[:5]]
    plain = Chosen(Calibration(), 0.3, 0.625)
    turns = TurnModel(1.1, 2.5, -0.2, {code_id: 0.1, "lijn": -1 / 3}, Topic(4.5, 3.25))
    precision = ((0.04, 1 / 3), (0.06, 0.5), (0.08, 1.0))
    other = Chosen(Calibration(0.75, 1.5, -0.1), 0.25, 0.5, precision, turns, 0.9)
    some = fit([*items, TrainingItem(TEXTS[5], frozenset(), "proef")], Recipe(1), plain.calibration)
    more = fit([*items, TrainingItem(extra, frozenset(), "proef")], Recipe(1, vowels), other.calibration)
    folds = {"all": Fold(some, plain, "van alles"), "without-1": Fold(more, other, "zonder de eerste")}
    return TrainedModel(version, folds, {"sleutel": "without-1"}, {"n_examples": 6})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a whole model."""
    save_model(make_model(), tmp_path / "model")
    return tmp_path / "model"


def test_round_trip(folder: Path) -> None:
    model, again = make_model(), load_model(folder)
    assert (again.version, again.fold_of, again.counts) == (model.version, model.fold_of, model.counts)
    assert list(again.folds) == list(model.folds)
    for name, fold in again.folds.items():
        given_fold = model.folds[name]
        assert (fold.chosen, fold.key) == (given_fold.chosen, given_fold.key)
        assert fold.scorer.calibration == fold.chosen.calibration
        assert fold.scorer.code_ids == given_fold.scorer.code_ids
        assert (fold.scorer.vectors is None) is (given_fold.scorer.vectors is None) is (name == "all")
        assert np.array_equal(fold.scorer.log_odds(TEXTS, vowels), given_fold.scorer.log_odds(TEXTS, vowels))


def test_what_was_chosen_for_each_fold_comes_back(folder: Path) -> None:
    plain, other = (fold.chosen for fold in load_model(folder).folds.values())
    assert plain == Chosen(Calibration(), 0.3, 0.625)
    assert (plain.turns, plain.certain) == (TurnModel(), 1.01)
    assert other.turns == TurnModel(1.1, 2.5, -0.2, {"geld": 0.1, "lijn": -1 / 3}, Topic(4.5, 3.25))
    assert (other.doubtful, other.likely, other.certain) == (0.25, 0.5, 0.9)
    turns = [[-1.0, 2.0]], [[0.5, 0.0]], ["geld", "lijn"], ["a"]
    arrays = (np.array(turns[0]), np.array(turns[1]), *turns[2:])
    assert np.array_equal(other.turns.chances(*arrays), make_model().folds["without-1"].chosen.turns.chances(*arrays))
    assert json.loads((folder / "model.json").read_text(encoding="utf-8"))["format"] == FORMAT == 12


def test_a_model_of_the_train_command_loads(model_without_encoder: Path, tiny_codebook: Codebook) -> None:
    model = load_model(model_without_encoder)
    assert model.version == stored_version(model_without_encoder)
    scorer = model.folds["all"].scorer
    assert scorer.code_ids == sorted(tiny_codebook.code_ids)
    assert scorer.vectors is None


# Thresholds and shares, as JSON may hold them.
SHARES = st.floats(0, 1.01)
WEIGHTS = st.floats(-50, 50)
TURNS = st.builds(
    TurnModel,
    WEIGHTS,
    WEIGHTS,
    WEIGHTS,
    st.dictionaries(st.text(max_size=8), WEIGHTS, max_size=4),
    st.none() | st.builds(Topic, WEIGHTS, WEIGHTS),
)
CHOSEN = st.builds(
    Chosen,
    st.builds(Calibration, WEIGHTS, WEIGHTS, WEIGHTS),
    SHARES,
    SHARES,
    st.lists(st.tuples(SHARES, SHARES), max_size=4).map(tuple),
    TURNS,
    SHARES,
)


@settings(deadline=None)
@given(CHOSEN)
def test_what_was_chosen_comes_back_from_json(chosen: Chosen) -> None:
    assert read_chosen(json.loads(json.dumps(asdict(chosen)))) == chosen


WHOLE = asdict(Chosen(Calibration(), 0.3, 0.6, ((0.04, 0.5),), TurnModel(topic=Topic(1.0, 0.0)), 0.9))


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"precision": None}, KeyError, "precision"),
        ({"calibration": None}, KeyError, "calibration"),
        ({"likely": None}, KeyError, "likely"),
        ({"calibration": {"letters": 1.0}}, TypeError, "letters"),
        ({"doubtful": [0.3]}, TypeError, "float"),
        ({"precision": [0.04, 0.5]}, TypeError, "unpack"),
        ({"turns": None}, KeyError, "turns"),
        ({"certain": None}, KeyError, "certain"),
        ({"turns": {"slope": 1.0}}, KeyError, "topic"),
        ({"turns": {"topic": None, "helling": 1.0}}, TypeError, "helling"),
        ({"turns": {"topic": {"slope": 1.0}}}, TypeError, "intercept"),
        ({"turns": {"topic": {"slope": 1.0, "intercept": 0.0, "onderwerp": 1.0}}}, TypeError, "onderwerp"),
    ],
    ids=[
        "no precision",
        "no weights",
        "no threshold",
        "unknown weight",
        "a list of thresholds",
        "no pairs",
        "no turn model",
        "no threshold of what is certain",
        "no topic, not even none",
        "unknown weight of turns",
        "half a topic",
        "unknown weight of the topic",
    ],
)
def test_what_is_no_choice_is_refused(changed: dict[str, object], error: type[Exception], message: str) -> None:
    lacking = {key: value for key, value in (WHOLE | changed).items() if value is not None}
    with pytest.raises(error, match=message):
        read_chosen(lacking)


def test_folds_are_found_by_what_they_learnt_from(folder: Path) -> None:
    model = load_model(folder)
    keys = {"all": "zonder de eerste", "without-2": "van alles", "without-3": "iets anders"}
    found = stored_folds(folder, keys)
    assert {name: fold.key for name, fold in found.items()} == {"all": "zonder de eerste", "without-2": "van alles"}
    for name, mine in (("all", "without-1"), ("without-2", "all")):
        assert found[name].chosen == model.folds[mine].chosen
        texts = ["geen subsidie", "mooi zo"]
        scores = found[name].scorer.log_odds(texts, vowels)
        assert np.array_equal(scores, model.folds[mine].scorer.log_odds(texts, vowels))
    assert stored_folds(folder, {"all": "iets anders"}) == {}


@pytest.mark.parametrize("damaged", ["model.json", "model.skops"])
def test_of_a_damaged_model_no_fold_is_taken(folder: Path, damaged: str) -> None:
    (folder / damaged).write_bytes((folder / damaged).read_bytes()[:-40])
    assert stored_folds(folder, {"all": "van alles"}) == {}
    assert stored_folds(folder / "nergens", {"all": "van alles"}) == {}


def test_a_later_model_replaces_an_earlier_one(folder: Path) -> None:
    save_model(make_model("model-2", code_id="lijn"), folder)
    assert load_model(folder).version == stored_version(folder) == "model-2"
    assert load_model(folder).folds["all"].scorer.code_ids == ["lijn"]
    assert sorted(path.name for path in folder.iterdir()) == ["model.json", "model.skops"]


def truncate(name: str, n_bytes: int) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:n_bytes])


def swap(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        other = folder.parent / "ander"
        save_model(make_model("model-2", extra="heel iets anders dan"), other)
        shutil.copy(other / name, folder / name)

    return change


def facts(**changed: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        old = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        new = {key: value for key, value in (old | changed).items() if value is not None}
        (folder / "model.json").write_text(json.dumps(new), encoding="utf-8")

    return change


def write(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content)


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


UNREADABLE = r"^model/: er is geen leesbaar model; draai 'factorwijzer train'$"
MISMATCH = r"^model/model.skops: dit bestand hoort niet bij model.json of is beschadigd; draai 'factorwijzer train'$"
OTHER_FORMAT = r"^model/model.json: model van een andere versie van het programma; draai 'factorwijzer train'$"
DAMAGED = r"^model/.*; draai 'factorwijzer train'$"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(shutil.rmtree, UNREADABLE, id="no folder"),
        pytest.param(remove("model.json"), UNREADABLE, id="no facts"),
        pytest.param(remove("model.skops"), UNREADABLE, id="no arrays"),
        pytest.param(truncate("model.json", 40), UNREADABLE, id="truncated facts"),
        pytest.param(truncate("model.json", 0), UNREADABLE, id="empty facts"),
        pytest.param(write("model.json", b"\xff\xfe\x00"), UNREADABLE, id="facts are no text"),
        pytest.param(truncate("model.skops", 1000), MISMATCH, id="truncated arrays"),
        pytest.param(truncate("model.skops", 0), MISMATCH, id="empty arrays"),
        pytest.param(swap("model.skops"), MISMATCH, id="arrays of another model"),
        pytest.param(swap("model.json"), MISMATCH, id="facts of another model"),
        pytest.param(facts(format=FORMAT + 1), OTHER_FORMAT, id="later format"),
        pytest.param(facts(format=FORMAT - 1), OTHER_FORMAT, id="earlier format"),
        pytest.param(facts(format=None), OTHER_FORMAT, id="no format"),
        pytest.param(write("model.json", b"{}"), OTHER_FORMAT, id="facts without anything"),
        pytest.param(write("model.json", b"[]"), DAMAGED, id="facts are a list"),
        pytest.param(write("model.json", b"null"), DAMAGED, id="facts are nothing"),
        pytest.param(facts(sha256=None), DAMAGED, id="no checksum"),
        pytest.param(facts(folds=None), DAMAGED, id="no folds"),
        pytest.param(facts(folds={"ander": WHOLE}), DAMAGED, id="unknown fold"),
        pytest.param(
            facts(folds={"all": {"doubtful": 0.3, "likely": 0.6}}), DAMAGED, id="thresholds of an older model"
        ),
        pytest.param(
            facts(folds={"all": {key: value for key, value in WHOLE.items() if key not in ("turns", "certain")}}),
            DAMAGED,
            id="a model without turns",
        ),
        pytest.param(facts(folds={"all": WHOLE | {"turns": [1.0]}}), DAMAGED, id="turns without names"),
        pytest.param(facts(folds={"all": WHOLE | {"precision": [[0.1]]}}), DAMAGED, id="half a share"),
        pytest.param(facts(folds={"all": WHOLE | {"likely": "vaak"}}), DAMAGED, id="a threshold in words"),
        pytest.param(facts(folds={"all": WHOLE | {"calibration": [1.0]}}), DAMAGED, id="weights without names"),
    ],
)
def test_a_damaged_model_is_refused_in_dutch(folder: Path, damage: Callable[[Path], None], message: str) -> None:
    damage(folder)
    with pytest.raises(ModelError, match=message):
        load_model(folder)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("geen map", encoding="utf-8")
    with pytest.raises(ModelError, match=UNREADABLE):
        load_model(tmp_path / "model")


@pytest.mark.parametrize(
    ("damage", "version"),
    [
        pytest.param(lambda _: None, "model-1", id="whole"),
        pytest.param(shutil.rmtree, "", id="no folder"),
        pytest.param(truncate("model.json", 40), "", id="truncated"),
        pytest.param(facts(format=FORMAT + 1), "", id="later format"),
        pytest.param(facts(version=None), "", id="no version"),
        pytest.param(write("model.json", b"[]"), "", id="facts are a list"),
    ],
)
def test_stored_version(folder: Path, damage: Callable[[Path], None], version: str) -> None:
    damage(folder)
    assert stored_version(folder) == version


def test_a_half_written_model_is_never_taken_for_whole(folder: Path) -> None:
    """The arrays cannot be written where a folder stands; the earlier facts must not speak for what is left."""
    (folder / "model.skops").unlink()
    (folder / "model.skops" / "in de weg").mkdir(parents=True)
    with pytest.raises(OSError, match=r"model\.skops"):
        save_model(make_model("model-2"), folder)
    assert stored_version(folder) == ""
    with pytest.raises(ModelError, match=UNREADABLE):
        load_model(folder)


@pytest.mark.parametrize("stop_after", ["facts removed", "arrays written"])
def test_a_process_that_died_halfway_leaves_no_model(folder: Path, stop_after: str) -> None:
    (folder / "model.json").unlink()
    if stop_after == "arrays written":
        swap("model.skops")(folder)
    (folder / ".model.json.abc.tmp").write_text("{", encoding="utf-8")
    assert stored_version(folder) == ""
    with pytest.raises(ModelError, match=UNREADABLE):
        load_model(folder)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=8), st.one_of(st.integers(), st.text(max_size=8)), max_size=4))
def test_the_same_input_gives_the_same_name(learnt_from: dict[str, object]) -> None:
    name = model_version(learnt_from)
    assert name == model_version(dict(reversed(learnt_from.items())))
    assert name != model_version(learnt_from | {"en nog iets": 1})
