"""The model coder: what it suggests, where, how surely, and by which words."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding import ModelCoder, load_model
from pipeline.coding.classifier import Classifier, TrainingItem
from pipeline.coding.model_coder import heavy_words
from pipeline.coding.training import Fold

LINES, MONEY, FACT = "netwerk.korte_lijnen", "financiering.tekort", "context.aanbod"
TAUGHT = {
    LINES: ["zij belt terug", "hij belt terug", "school belt terug", "wie belt terug", "moeder belt terug"],
    MONEY: ["subsidie op", "geen subsidie", "subsidie laat", "zonder subsidie", "subsidie weg"],
    FACT: ["elke dinsdag", "op dinsdag", "dinsdag weer", "dinsdag knutselen", "dinsdag vrij"],
    "elders.geschrapt": ["een boom", "de boom", "boom om", "mijn boom", "boom hier"],
    "": ["mooi weer", "koffie graag", "mooi zo", "koffie dan", "goed zo"],
}


@pytest.fixture(scope="module")
def toy() -> Classifier:
    """A classifier of three codes of the small codebook and one that is in no codebook."""
    items = [TrainingItem(text, frozenset({code} - {""}), "proef") for code, texts in TAUGHT.items() for text in texts]
    return Classifier.fit(items, seed=1)


def segments(*turns: list[str], offset: int = 0) -> pd.DataFrame:
    rows = []
    for turn_no, texts in enumerate(turns, 1):
        for number, text in enumerate(texts, 1):
            row = {"segment_id": f"a#{turn_no:03d}.{number:02d}", "interview_id": "a", "turn_no": turn_no}
            rows.append(row | {"start_char": offset, "end_char": offset + len(text), "text": text})
            offset += len(text) + 1
    return frames.build(frames.SEGMENTS, rows)


def suggest(
    toy: Classifier, codebook: Codebook, given_segments: pd.DataFrame, doubtful: float = 0.5, likely: float = 0.5
) -> pd.DataFrame:
    return ModelCoder(Fold(toy, doubtful, likely), codebook, "model-1").suggest(given_segments)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([], []),
        ([["koffie graag"]], []),
        ([["subsidie op"]], [("a#001.01", MONEY, "belemmerend")]),
        ([["zij belt terug"]], [("a#001.01", LINES, "bevorderend")]),
        ([["op dinsdag"]], [("a#001.01", FACT, "context")]),
        ([["mijn boom"]], []),
        ([["geen subsidie", "mooi weer", "koffie met subsidie graag"]], [("a#001.01", MONEY, "belemmerend")]),
        (
            [["geen subsidie"], ["koffie dan"], ["geen subsidie"]],
            [("a#001.01", MONEY, "belemmerend"), ("a#003.01", MONEY, "belemmerend")],
        ),
        (
            [["mooi weer", "koffie graag", "zij belt terug", "koffie dan", "mooi zo", "subsidie op"]],
            [("a#001.03", LINES, "bevorderend"), ("a#001.06", MONEY, "belemmerend")],
        ),
    ],
    ids=[
        "no segments",
        "small talk",
        "hindering",
        "facilitating",
        "context",
        "a code that is not in the codebook",
        "once per turn and code",
        "again in another turn",
        "each on its own sentence",
    ],
)
def test_suggestions(
    toy: Classifier, tiny_codebook: Codebook, turns: list[list[str]], expected: list[tuple[str, str, str]]
) -> None:
    found = suggest(toy, tiny_codebook, segments(*turns))
    assert list(found[["segment_id", "code_id", "direction"]].itertuples(index=False, name=None)) == expected


def test_what_a_suggestion_says(toy: Classifier, tiny_codebook: Codebook) -> None:
    row = suggest(toy, tiny_codebook, segments(["tja, de Subsidie 😀!"], offset=40)).iloc[0]
    assert (row["origin"], row["source_id"]) == ("model", "model-1")
    assert (row["evidence_start"], row["evidence_end"]) == (48, 56)
    assert row["detail"] == "model: het zwaarst wogen 'Subsidie'"
    assert row["score"] == round(row["score"], 4)


@pytest.mark.parametrize(
    ("doubtful", "likely", "certainty"),
    [
        (0.0, 0.0, "likely"),
        (0.0, "score", "likely"),
        ("score", "score", "likely"),
        ("score", "above", "doubtful"),
        (0.0, "above", "doubtful"),
        ("above", "above", None),
    ],
)
def test_thresholds_are_lowest_scores(
    toy: Classifier, tiny_codebook: Codebook, doubtful: float | str, likely: float | str, certainty: str | None
) -> None:
    score = float(toy.probabilities(["subsidie op"])[0, toy.code_ids.index(MONEY)])
    named = {"score": score, "above": score + 1e-6}
    found = suggest(
        toy, tiny_codebook, segments(["subsidie op"]), named.get(doubtful, doubtful), named.get(likely, likely)
    )
    assert dict(zip(found["code_id"], found["certainty"], strict=True)).get(MONEY) == certainty


def test_without_a_heavy_word_the_sentence_is_the_evidence(toy: Classifier, tiny_codebook: Codebook) -> None:
    found = suggest(toy, tiny_codebook, segments(["ja"], offset=5), doubtful=0.0)
    assert found["detail"].unique().tolist() == ["model: geen woord woog zwaar; de zinnen eromheen telden mee"]
    assert found[["evidence_start", "evidence_end"]].drop_duplicates().values.tolist() == [[5, 7]]


def test_the_index_of_the_segments_does_not_matter(toy: Classifier, tiny_codebook: Codebook) -> None:
    frame = segments(["koffie graag"], ["subsidie op"], ["zij belt terug"])
    rest = frame[frame["turn_no"] > 1]
    pd.testing.assert_frame_equal(
        suggest(toy, tiny_codebook, rest), suggest(toy, tiny_codebook, rest.reset_index(drop=True))
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("xqz 12 __ ab", []),
        ("koffie subsidie", ["subsidie"]),
        ("Subsidie, subsidie en SUBSIDIE", ["Subsidie"]),
    ],
)
def test_heavy_words(toy: Classifier, text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in heavy_words(text, toy, toy.code_ids.index(MONEY))] == expected


@settings(deadline=None)
@given(st.lists(st.sampled_from(["subsidie", "Subsidie", "op", "een", "het", "belt", "terug", "laat", "weg", "😀"])))
def test_heavy_words_are_few_different_and_heaviest_first(toy: Classifier, words: list[str]) -> None:
    text, k = " ".join(words), toy.code_ids.index(MONEY)
    chosen = [text[a:b] for a, b in heavy_words(text, toy, k)]
    weights = [float(toy.word_weights([word])[0, k]) for word in chosen]
    assert len(chosen) <= 3
    assert len({word.lower() for word in chosen}) == len(chosen)
    assert not {"op", "een", "het"} & set(chosen)
    assert all(a >= b > 0 for a, b in pairwise([*weights, 1e-9]) if weights)


def test_a_trained_model_finds_the_examples_of_its_codebook(tiny_model: Path, tiny_codebook: Codebook) -> None:
    model = load_model(tiny_model)
    coder = ModelCoder(model.folds["all"], tiny_codebook, model.version)
    for code in tiny_codebook.codes:
        texts = [text for _, text in code.examples]
        found = coder.suggest(segments(*([text] for text in texts)))
        assert (found["code_id"] == code.code_id).sum() > 0.9 * len(texts)


def test_it_is_said_when_a_sentence_alone_would_not_have_been_found(toy: Classifier, tiny_codebook: Codebook) -> None:
    k = toy.code_ids.index(LINES)
    first, second, joined = toy.probabilities(["zij belt", "hij terug", "zij belt hij terug"])[:, k]
    threshold = (max(first, second) + joined) / 2
    assert threshold < joined
    found = suggest(toy, tiny_codebook, segments(["zij belt", "hij terug"], ["zij belt terug"]), doubtful=threshold)
    is_joined = [detail.endswith("; de zinnen eromheen telden mee") for detail in found["detail"]]
    assert list(zip(found["code_id"], found["segment_id"].str[:5], is_joined, strict=True)) == [
        (LINES, "a#001", True),
        (LINES, "a#002", False),
    ]
