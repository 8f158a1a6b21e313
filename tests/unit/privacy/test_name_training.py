"""How the recogniser of names is learnt: what is left out, which chances are chosen, and what the shipped weights may hold."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from pipeline.evaluation.names_listed import read_listed
from pipeline.privacy.features import Token, Writing, token_features
from pipeline.privacy.lists import name_lists
from pipeline.privacy.recogniser import CLASSES, FILE, Recogniser
from pipeline.privacy.words import COMMON, KNOWN, familiarity, fold
from pipeline.run import name_training
from pipeline.run.name_training import Lesson, choose_least, held_out, learn
from pipeline.study import packaged

NAMES = {"Quirzel": "person", "Fenneke": "person", "Kraggenbosch": "place", "Lindenrode": "organisation"}
SAID = [
    "toen belde mevrouw Quirzel met mij",
    "ik woon in Kraggenbosch bij de dijk",
    "daarna ging het via Lindenrode verder",
    "en Fenneke zei dat ze kwam",
    "de moeder belde met de vader",
]


def lesson(hand, has_capitals=True, said=SAID):
    turns = []
    for text in said:
        words = text.split() if has_capitals else text.lower().split()
        starts = np.cumsum([0, *(len(word) + 1 for word in words)])
        turns.append([Token(w, int(s), n == 0, "", "") for n, (w, s) in enumerate(zip(words, starts, strict=False))])
    writing = Writing(turns)
    tokens = [token for turn in turns for token in turn]
    features = [seen for turn in turns for seen in token_features(turn, writing, name_lists())]
    kinds = {name.lower(): kind for name, kind in NAMES.items()}
    classes = np.array([kinds.get(token.text.lower(), "") for token in tokens])
    mentions = [[number] for number, kind in enumerate(classes) if kind]
    return Lesson(hand, has_capitals, tokens, features, classes, mentions)


@pytest.fixture
def taught():
    return [lesson(f"h{number}", number % 2 == 0) for number in range(10)]


def test_what_was_learnt_tells_names_from_other_words(taught):
    vectorizer, model = learn(taught)
    assert set(model.classes_) == set(CLASSES)
    one = taught[0]
    chances = 1 - model.predict_proba(vectorizer.transform(one.features))[:, list(model.classes_).index("")]
    names = np.isin(np.arange(len(one.tokens)), [number for mention in one.mentions for number in mention])
    assert chances[names].min() > chances[~names].max()


def test_what_was_seen_less_than_five_times_is_not_learnt(taught):
    seen = taught[0].features[0]
    seen["rarely"] = 1.0
    for one in taught[:5]:
        one.features[1]["often enough"] = 1.0
    learnt = set(learn(taught)[0].get_feature_names_out())
    assert "rarely" not in learnt
    assert "often enough" in learnt


def test_no_lesson_is_judged_by_what_has_seen_its_hand(taught, monkeypatch):
    """Each regression says which hands it has seen in place of a chance."""
    hands = sorted({one.hand for one in taught})

    class Recorder:
        classes_ = np.array(["", "person"])

        def __init__(self, learnt):
            self.seen = frozenset(one.hand for one in learnt)

        def transform(self, features):
            return features

        def predict_proba(self, features):
            judged.append((self.seen, len(features)))
            return np.tile([0.25, 0.75], (len(features), 1))

    judged = []

    def record(learnt):
        recorder = Recorder(learnt)
        return recorder, recorder

    monkeypatch.setattr(name_training, "learn", record)
    chances = held_out(taught)
    assert [len(one) for one in chances] == [len(one.tokens) for one in taught]
    assert all(np.all(one == 0.75) for one in chances)
    assert len(judged) == len(taught)
    assert all(seen < set(hands) for seen, _ in judged)


def test_a_hand_of_its_own_is_judged_without_it(monkeypatch):
    """Two lessons of one hand are left out together: a word only that hand uses cannot be known."""
    taught = [lesson(hand) for hand in ("h1", "h1", "h2", "h3")]
    learnt_from = []
    real = name_training.learn

    def record(part):
        learnt_from.append(sorted(one.hand for one in part))
        return real(part)

    monkeypatch.setattr(name_training, "learn", record)
    chances = held_out(taught)
    assert ["h2", "h3"] in learnt_from
    assert ["h1", "h1", "h3"] in learnt_from
    assert np.array_equal(chances[0], chances[1])
    assert all(len(one) for one in chances)


def chances_of(one, chance):
    found = np.zeros(len(one.tokens))
    for mention in one.mentions:
        found[mention] = chance
    return found


@pytest.mark.parametrize(
    ("usual", "lower", "chosen"),
    [
        pytest.param(0.9, 0.9, (0.4, 0.5, 0.5), id="all sure"),
        pytest.param(0.16, 0.9, (0.1, 0.5, 0.5), id="one step below the highest that is enough"),
        pytest.param(0.9, 0.06, (0.4, 0.05, 0.05), id="lower case"),
        pytest.param(0.001, 0.9, (0.01, 0.5, 0.5), id="never enough: the lowest step"),
        pytest.param(0.9, 0.001, (0.4, 0.05, 0.01), id="lower case has a floor"),
    ],
)
def test_the_chance_from_which_words_are_masked(usual, lower, chosen):
    said = [*SAID, "met bakker erbij"]
    NAMES["bakker"] = "person"
    try:
        taught = [lesson("h1", True), lesson("h2", False, said)]
    finally:
        del NAMES["bakker"]
    assert choose_least(taught, [chances_of(taught[0], usual), chances_of(taught[1], lower)]) == chosen


def test_one_name_in_a_hundred_may_be_missed():
    taught = [lesson(f"h{number}") for number in range(25)]
    lower = lesson("h0", False, [*SAID, "met bakker erbij"])
    lower.mentions.append([len(lower.tokens) - 2])
    chances = [chances_of(one, 0.45) for one in taught]
    chances[0][taught[0].mentions[0][0]] = 0.0
    assert choose_least([*taught, lower], [*chances, chances_of(lower, 0.9)])[0] == 0.3
    chances[1][taught[1].mentions[0][0]] = 0.0
    assert choose_least([*taught, lower], [*chances, chances_of(lower, 0.9)])[0] == 0.01


def neighbours():
    """Return the words that features of the shipped weights name."""
    return {name.split("w=", 1)[1] for name in Recogniser.load().weights if "w=" in name}


def test_the_shipped_classes_are_those_of_the_program():
    found = json.loads((files("pipeline.privacy") / FILE).read_text(encoding="utf-8"))
    assert found["classes"] == list(CLASSES)


def listed_words():
    listed = read_listed(packaged("practice") / "names.json")
    kinds = {"person", "place", "organisation", "school", "project"}
    return {fold(word) for names in listed.values() for one in names if one.kind in kinds for word in one.text.split()}


def test_a_feature_names_no_word_that_dutch_does_not_know():
    named = neighbours()
    assert len(named) > 100
    assert len(listed_words()) > 300
    unknown = {word for word in listed_words() if familiarity(word) < KNOWN}
    assert len(unknown) > 200
    assert not named & unknown


def test_a_feature_names_a_listed_first_name_only_if_it_is_a_common_word():
    """Jan and Roos are words of Dutch too: the month, the flower."""
    first_names = {word for word in neighbours() if name_lists().first_name(word)}
    assert first_names
    assert {familiarity(word) for word in first_names} == {COMMON}
