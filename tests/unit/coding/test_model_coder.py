"""The model coder: what it suggests, where, how surely, and by which words."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from coded_interviews import make_by_rules
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding import Chosen, ModelCoder, Recipe, load_model
from pipeline.coding.choosing import NEVER
from pipeline.coding.classifier import Classifier, Floats, TrainingItem
from pipeline.coding.items import training_items
from pipeline.coding.model_coder import Place, Said, deciding_words, heavy_words, without
from pipeline.coding.scorer import Calibration, Encode, Scorer
from pipeline.coding.training import Fold, fit
from pipeline.coding.turn_model import Topic, TurnModel
from pipeline.coding.windows import rows_of_turns, window_texts
from pipeline.language import apart, asked, load_language
from pipeline.reading import read_transcript
from pipeline.segmentation import segment_turns

LINES, MONEY, FACT = "netwerk.korte_lijnen", "financiering.tekort", "context.aanbod"
TAUGHT = {
    LINES: ["zij belt terug", "hij belt terug", "school belt terug", "wie belt terug", "moeder belt terug"],
    MONEY: ["subsidie op", "geen subsidie", "subsidie laat", "zonder subsidie", "subsidie weg"],
    FACT: ["elke dinsdag", "op dinsdag", "dinsdag weer", "dinsdag knutselen", "dinsdag vrij"],
    "elders.geschrapt": ["een boom", "de boom", "boom om", "mijn boom", "boom hier"],
    "": ["mooi weer", "koffie graag", "mooi zo", "koffie dan", "goed zo"],
}


ITEMS = [TrainingItem(text, frozenset({code} - {""}), "proef") for code, texts in TAUGHT.items() for text in texts]


@pytest.fixture(scope="module")
def toy() -> Scorer:
    """A scorer of three codes of the small codebook and one that is in no codebook."""
    return Scorer(Classifier.fit(ITEMS, seed=1), None, Calibration())


@pytest.fixture(scope="module")
def with_vectors(encode: Encode) -> Scorer:
    """One of the same codes that looks at vectors too."""
    return fit(ITEMS, Recipe(1, encode), Calibration(0.5, 40.0, 0.0))


def segments(*turns: list[str], offset: int = 0, interview_id: str = "a") -> pd.DataFrame:
    rows = []
    for turn_no, texts in enumerate(turns, 1):
        for number, text in enumerate(texts, 1):
            row = {"segment_id": f"{interview_id}#{turn_no:03d}.{number:02d}", "interview_id": interview_id}
            row |= {"turn_no": turn_no}
            rows.append(row | {"start_char": offset, "end_char": offset + len(text), "text": text, "asked": ""})
            offset += len(text) + 1
    return frames.build(frames.SEGMENTS, rows)


def suggest(
    scorer: Scorer,
    codebook: Codebook,
    given_segments: pd.DataFrame,
    doubtful: float = 0.5,
    likely: float = 0.5,
    encode: Encode | None = None,
    turns: TurnModel | None = None,
    certain: float = NEVER,
    by_rules: pd.DataFrame | None = None,
) -> pd.DataFrame:
    fold = Fold(scorer, Chosen(scorer.calibration, doubtful, likely, turns=turns or TurnModel(), certain=certain))
    return ModelCoder(fold, codebook, "model-1", encode).suggest(given_segments, by_rules)


def score_of(found: pd.DataFrame, code_id: str, turn: str = "a#001") -> float | None:
    """Return the score of a code in a turn, if it is suggested there."""
    rows = found[(found["code_id"] == code_id) & found["segment_id"].str.startswith(f"{turn}.")]
    return float(rows["score"].item()) if len(rows) else None


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
    toy: Scorer, tiny_codebook: Codebook, turns: list[list[str]], expected: list[tuple[str, str, str]]
) -> None:
    found = suggest(toy, tiny_codebook, segments(*turns))
    assert list(found[["segment_id", "code_id", "direction"]].itertuples(index=False, name=None)) == expected


def test_what_a_suggestion_says(toy: Scorer, tiny_codebook: Codebook) -> None:
    row = suggest(toy, tiny_codebook, segments(["tja, de Subsidie 😀!"], offset=40)).iloc[0]
    assert (row["origin"], row["source_id"]) == ("model", "model-1")
    assert (row["evidence_start"], row["evidence_end"]) == (48, 56)
    assert row["detail"] == "model: zonder 'Subsidie' was de score lager"
    assert row["score"] == round(row["score"], 4)


@pytest.mark.parametrize(
    ("text", "evidence", "shown"),
    [
        ("Ja, moeder belt terug.", "belt terug", {"belt", "terug"}),
        ("Terug, ja, zij belt 😀", "Terug, ja, zij belt", {"Terug", "belt"}),
        ("hij belt. Ja, dan belt hij terug", "belt. Ja, dan belt hij terug", {"belt", "terug"}),
        ("😀 terug 😀", "terug", {"terug"}),
    ],
    ids=["side by side", "far apart", "twice the same", "one"],
)
def test_evidence_runs_from_the_first_to_the_last_deciding_word(
    toy: Scorer, tiny_codebook: Codebook, text: str, evidence: str, shown: set[str]
) -> None:
    found = suggest(toy, tiny_codebook, segments([text], offset=7), doubtful=0.3)
    row = found[found["code_id"] == LINES].iloc[0]
    assert text[row["evidence_start"] - 7 : row["evidence_end"] - 7] == evidence
    assert set(re.findall("'(.*?)'", row["detail"])) == shown


@pytest.mark.parametrize(
    ("texts", "placed", "also"),
    [
        (["geen subsidie", "mooi weer"], 0, []),
        (["geen subsidie", "subsidie weg"], 1, [0]),
        (["mooi weer", "subsidie weg", "koffie graag", "mooi zo", "geen subsidie"], 4, [1]),
        (["geen subsidie", "mooi weer", "zij belt terug", "subsidie weg", "subsidie op"], 3, [0, 4]),
    ],
    ids=["once", "next to it", "elsewhere in the turn", "twice more"],
)
def test_a_code_that_is_found_again_in_a_turn_is_one_suggestion_that_names_the_other_places(
    toy: Scorer, tiny_codebook: Codebook, texts: list[str], placed: int, also: list[int]
) -> None:
    frame = segments(["subsidie laat"], texts, ["geen subsidie"], offset=3)
    of_turn = frame[frame["turn_no"] == 2].reset_index(drop=True)
    found = suggest(toy, tiny_codebook, frame)
    rows = found[(found["code_id"] == MONEY) & found["segment_id"].str.startswith("a#002")]
    assert rows["segment_id"].tolist() == [of_turn["segment_id"][placed]]
    places = ", ".join(f"{of_turn['start_char'][n]}-{of_turn['end_char'][n]}" for n in also)
    detail = rows["detail"].iloc[0]
    assert detail.endswith(f"was de score lager; ook op {places} in deze beurt" if also else "was de score lager")


def logistic(scorer: Scorer, texts: list[str], turns: TurnModel, rules: float = 0.0) -> Floats:
    """Return the chances of texts as the formula of a turn model has them, without a topic."""
    shifts = [turns.shifts.get(code, 0.0) for code in scorer.code_ids]
    scores = turns.slope * scorer.log_odds(texts, None) + turns.rule * rules + np.array(shifts) + turns.intercept
    return expit(scores)


@pytest.mark.parametrize(
    ("doubtful", "likely", "certain", "certainty"),
    [
        (0.0, 0.0, NEVER, "likely"),
        (0.0, "score", "above", "likely"),
        (0.0, "score", "score", "certain"),
        (0.0, 0.0, 0.0, "certain"),
        ("score", "score", NEVER, "likely"),
        ("score", "above", NEVER, "doubtful"),
        ("score", "above", "above", "doubtful"),
        (0.0, "above", NEVER, "doubtful"),
        ("above", "above", "above", None),
    ],
)
def test_thresholds_are_lowest_scores(
    toy: Scorer,
    tiny_codebook: Codebook,
    doubtful: float | str,
    likely: float | str,
    certain: float | str,
    certainty: str | None,
) -> None:
    score = logistic(toy, ["subsidie op"], TurnModel())[0, toy.code_ids.index(MONEY)]
    named = {"score": score, "above": score + 1e-6}
    doubtful, likely, certain = (named.get(threshold, threshold) for threshold in (doubtful, likely, certain))
    found = suggest(toy, tiny_codebook, segments(["subsidie op"]), doubtful, likely, certain=certain)
    assert dict(zip(found["code_id"], found["certainty"], strict=True)).get(MONEY) == certainty


@pytest.mark.parametrize(
    ("texts", "question", "read"),
    [
        (["ja"], "", ""),
        (["ja"], "Is er subsidie?", "; de vraag ervoor telde mee"),
        (["ja", "ja"], "", "; de zinnen eromheen telden mee"),
        (["ja", "ja"], "Is er subsidie?", "; de vraag ervoor en de zinnen eromheen telden mee"),
    ],
    ids=["alone", "after a question", "with neighbours", "with both"],
)
def test_without_a_heavy_word_the_sentence_is_the_evidence(
    toy: Scorer, tiny_codebook: Codebook, texts: list[str], question: str, read: str
) -> None:
    found = suggest(toy, tiny_codebook, segments(texts, offset=5).assign(asked=question), doubtful=0.0)
    first = found[found["segment_id"] == "a#001.01"]
    assert {detail.partition("; ook op")[0] for detail in first["detail"]} == {
        f"model: geen woord maakte het verschil{read}"
    }
    assert first[["evidence_start", "evidence_end"]].drop_duplicates().values.tolist() == [[5, 7]]


def test_a_sign_in_the_text_that_stands_between_question_and_text_is_a_space(
    toy: Scorer, tiny_codebook: Codebook
) -> None:
    plain, odd = (
        suggest(toy, tiny_codebook, segments([text]), 0.0) for text in ("de subsidie op", "de\x1fsubsidie op")
    )
    pd.testing.assert_frame_equal(plain, odd)


def test_the_index_of_the_segments_does_not_matter(toy: Scorer, tiny_codebook: Codebook) -> None:
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
        ("Subsidie, subsidie en SUBSIDIE", ["Subsidie", "subsidie", "SUBSIDIE"]),
    ],
)
def test_heavy_words(toy: Scorer, text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in heavy_words(text, toy, toy.code_ids.index(MONEY))] == expected


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["subsidie", "Subsidie", "op", "een", "het", "belt", "terug", "laat", "weg", "😀"])))
def test_heavy_words_are_few_different_and_heaviest_first(toy: Scorer, words: list[str]) -> None:
    text, k = " ".join(words), toy.code_ids.index(MONEY)
    places = heavy_words(text, toy, k)
    chosen = list(dict.fromkeys(text[a:b].lower() for a, b in places))
    per_word = [[place for place in places if text[slice(*place)].lower() == word] for word in chosen]
    left = toy.log_odds([text, *(without(text, some) for some in per_word)], None)[:, k]
    assert len(chosen) <= 3
    assert not {"op", "een", "het"} & set(chosen)
    assert all(a <= b + 1e-5 for a, b in pairwise(left[1:]))
    assert (left[1:] < left[0]).all()


@pytest.mark.parametrize(
    ("text", "places", "expected"),
    [
        ("", [], ""),
        ("subsidie", [(0, 8)], ""),
        ("Ik app haar even", [(3, 6)], "Ik haar even"),
        ("Ik app haar even", [(12, 16), (3, 6)], "Ik haar"),
        ("Ik app haar even", [(3, 6), (12, 16)], "Ik haar"),
        ("Geen subsidie, dus.", [(5, 13)], "Geen , dus."),
        (" al\r\n  te\tveel ", [], "al te veel"),
        ("😀 app 😀", [(2, 5)], "😀 😀"),
    ],
)
def test_without(text: str, places: list[Place], expected: str) -> None:
    assert without(text, places) == expected


@pytest.mark.parametrize(
    ("said", "places", "expected"),
    [
        (Said("een twee", (), (), 0), [], "een twee"),
        (Said("een twee", (), (), 0), [(0, 3)], "twee"),
        (Said("twee twee", ("een",), ("drie",), 0), [], "een twee twee drie"),
        (Said("twee twee", ("twee",), ("twee drie",), 0), [(0, 4)], "twee twee twee drie"),
        (Said("een twee", (), ("drie",), 0, "Hoeveel?"), [(0, 3)], asked("Hoeveel?", "twee drie")),
        (Said("een twee", (), ("drie",), 0, "", ("nul", "vier")), [(0, 3)], asked("", "twee drie", "nul", "vier")),
    ],
    ids=[
        "alone",
        "less a word",
        "with neighbours",
        "neighbours keep theirs",
        "the question stays",
        "the rest of the turn stays",
    ],
)
def test_what_is_said_in_its_window(said: Said, places: list[Place], expected: str) -> None:
    assert said.window(places) == expected


def test_deciding_words_lower_the_score_of_the_window(with_vectors: Scorer, encode: Encode) -> None:
    money, lines = with_vectors.code_ids.index(MONEY), with_vectors.code_ids.index(LINES)
    said = [
        Said("geen subsidie graag", ("mooi weer",), (), money),
        Said("moeder belt terug", (), ("koffie dan",), lines),
        Said("ja", ("zij belt terug",), (), lines),
    ]
    found = deciding_words(said, with_vectors, encode)
    shown = [{one.text[a:b] for a, b in places} for one, places in zip(said, found, strict=True)]
    assert ["subsidie" in shown[0], {"belt", "terug"} <= shown[1], shown[2]] == [True, True, set()]
    for one, places in zip(said[:2], found, strict=False):
        before, after = with_vectors.log_odds([one.window([]), one.window(places)], encode)[:, one.k]
        assert after < before


def test_words_that_only_the_ngrams_miss_decide_nothing(
    with_vectors: Scorer, tiny_codebook: Codebook, encode: Encode
) -> None:
    against = Scorer(with_vectors.ngrams, with_vectors.vectors, Calibration(0.01, -1000.0, 0.0))
    said = [Said("geen subsidie", (), (), against.code_ids.index(MONEY))]
    assert heavy_words("geen subsidie", against, said[0].k)
    assert deciding_words(said, against, encode) == [[]]
    found = suggest(against, tiny_codebook, segments(["geen subsidie"]), doubtful=0.0, encode=encode)
    row = found[found["code_id"] == MONEY].iloc[0]
    assert row["detail"].startswith("model: geen woord maakte het verschil")
    assert (row["evidence_start"], row["evidence_end"]) == (0, 13)


def test_a_word_that_is_said_twice_can_decide(toy: Scorer) -> None:
    said = Said("subsidie, subsidie", (), (), toy.code_ids.index(MONEY))
    assert deciding_words([said], toy, None) != [[]]


def test_no_texts_no_deciding_words(with_vectors: Scorer, encode: Encode) -> None:
    assert deciding_words([], with_vectors, encode) == []


def test_vectors_have_a_say_in_what_is_suggested(with_vectors: Scorer, tiny_codebook: Codebook, encode: Encode) -> None:
    frame = segments(["geen subsidie", "mooi weer"], ["moeder belt vaak"])
    found = suggest(with_vectors, tiny_codebook, frame, doubtful=0.0, encode=encode)
    without_vectors = Scorer(with_vectors.ngrams, None, with_vectors.calibration)
    by_ngrams = suggest(without_vectors, tiny_codebook, frame, doubtful=0.0)
    expected = expit(with_vectors.log_odds(window_texts(frame), encode))
    for code_id in (LINES, MONEY, FACT):
        scores = found.loc[found["code_id"] == code_id, "score"].tolist()
        k = with_vectors.code_ids.index(code_id)
        assert scores == pytest.approx([expected[:2, k].max(), expected[2, k]], abs=1e-4)
    assert not np.allclose(found["score"], by_ngrams["score"], atol=0.01)


def test_a_trained_model_finds_the_examples_of_its_codebook(
    model_without_encoder: Path, tiny_codebook: Codebook
) -> None:
    model = load_model(model_without_encoder)
    coder = ModelCoder(model.folds["all"], tiny_codebook, model.version)
    for code in tiny_codebook.codes:
        texts = [text for _, text in code.examples][::2]
        found = coder.suggest(segments(*([text] for text in texts)))
        assert (found["code_id"] == code.code_id).sum() > 0.9 * len(texts)


@pytest.mark.parametrize(
    "turns",
    [TurnModel(), TurnModel(0.5, 0.0, 1.0, {LINES: 1.5}), TurnModel(rule=2.0)],
    ids=["bare", "weighed otherwise", "with rules"],
)
def test_it_is_said_when_a_sentence_alone_would_not_have_been_found(
    toy: Scorer, tiny_codebook: Codebook, turns: TurnModel
) -> None:
    k = toy.code_ids.index(LINES)
    first, second, joined = logistic(toy, ["zij belt", "hij terug", "zij belt hij terug"], turns, rules=0.9)[:, k]
    threshold = (max(first, second) + joined) / 2
    assert threshold < joined
    by_rules = make_by_rules(("a#001.02", LINES, 0.9), ("a#002.01", LINES, 0.9))
    frame = segments(["zij belt", "hij terug"], ["zij belt terug"])
    found = suggest(toy, tiny_codebook, frame, doubtful=threshold, turns=turns, by_rules=by_rules)
    found = found[found["code_id"] == LINES]
    is_joined = [detail.endswith("; de zinnen eromheen telden mee") for detail in found["detail"]]
    assert list(zip(found["code_id"], found["segment_id"].str[:5], is_joined, strict=True)) == [
        (LINES, "a#001", True),
        (LINES, "a#002", False),
    ]


WEIGHED = TurnModel(0.7, 2.0, -0.3, {MONEY: 0.4, FACT: -0.2})


def test_a_score_is_the_chance_of_the_turn_model(toy: Scorer, tiny_codebook: Codebook) -> None:
    found = suggest(toy, tiny_codebook, segments(["subsidie op"], ["op dinsdag"]), doubtful=0.0, turns=WEIGHED)
    chances = logistic(toy, ["subsidie op", "op dinsdag"], WEIGHED)
    assert len(found) == 6
    for n, turn in enumerate(("a#001", "a#002")):
        for code_id in (LINES, MONEY, FACT):
            assert score_of(found, code_id, turn) == pytest.approx(chances[n, toy.code_ids.index(code_id)], abs=1e-4)


@pytest.mark.parametrize(
    ("hit", "is_raised"),
    [
        (("a#001.01", MONEY, 0.9), True),
        (("a#001.02", MONEY, 0.9), True),
        (("a#001.01", LINES, 0.9), False),
        (("a#002.01", MONEY, 0.9), False),
        (("b#001.01", MONEY, 0.9), False),
    ],
    ids=["in the sentence", "elsewhere in the turn", "of another code", "in another turn", "in another interview"],
)
def test_a_rule_that_finds_the_code_in_the_turn_raises_its_chance(
    toy: Scorer, tiny_codebook: Codebook, hit: tuple[str, str, float], is_raised: bool
) -> None:
    frame = segments(["subsidie op", "goed zo"], ["geen subsidie"])
    bare, with_rule = (
        suggest(toy, tiny_codebook, frame, doubtful=0.0, turns=TurnModel(rule=2.0), by_rules=rules)
        for rules in (None, make_by_rules(hit))
    )
    before, after = score_of(bare, MONEY), score_of(with_rule, MONEY)
    scores = toy.log_odds(["subsidie op goed zo"], None)[0, toy.code_ids.index(MONEY)]
    assert before == pytest.approx(expit(scores), abs=1e-4)
    assert after == pytest.approx(expit(scores + 2.0 * 0.9) if is_raised else before, abs=1e-4)
    unweighed = suggest(toy, tiny_codebook, frame, doubtful=0.0, by_rules=make_by_rules(hit))
    assert score_of(unweighed, MONEY) == before


def test_a_rule_can_make_the_difference_and_a_stronger_rule_makes_more(toy: Scorer, tiny_codebook: Codebook) -> None:
    frame, turns = segments(["mooi weer"]), TurnModel(rule=3.0)
    assert suggest(toy, tiny_codebook, frame, turns=turns).empty
    strengths = (0.3, 0.6, 0.9)
    rules = [make_by_rules(("a#001.01", LINES, strength)) for strength in strengths]
    found = [suggest(toy, tiny_codebook, frame, 0.2, 0.5, turns=turns, certain=0.7, by_rules=one) for one in rules]
    scores = [score_of(one, LINES) for one in found]
    assert None not in scores
    assert scores == sorted(set(scores))
    certainty = [one.loc[one["code_id"] == LINES, "certainty"].item() for one in found]
    expected = ["certain" if s >= 0.7 else "likely" if s >= 0.5 else "doubtful" for s in scores]
    assert certainty == expected
    assert len(set(certainty)) > 1


SUBSIDY_TWICE = ["subsidie weg", "mooi weer", "koffie graag", "mooi zo", "koffie dan, mooi zo, subsidie, koffie graag"]


def test_rules_raise_the_chance_of_every_sentence_of_a_turn(toy: Scorer, tiny_codebook: Codebook) -> None:
    """A sentence that is found by itself, given the rule, is named as another place."""
    frame, k = segments(SUBSIDY_TWICE), toy.code_ids.index(MONEY)
    best, by_itself = toy.log_odds(window_texts(frame), None)[0, k], toy.log_odds(SUBSIDY_TWICE, None)[4, k]
    assert best - 1.8 < by_itself < best
    threshold, turns = float(expit((best + by_itself) / 2)), TurnModel(rule=2.0)
    for hits, place in (((), ""), ((("a#001.02", MONEY, 0.9),), f"; ook op {frame['start_char'][4]}-")):
        found = suggest(toy, tiny_codebook, frame, threshold, turns=turns, by_rules=make_by_rules(*hits))
        row = found[found["code_id"] == MONEY].iloc[0]
        assert row["segment_id"] == "a#001.01"
        assert ("ook op" in row["detail"]) is bool(place)
        assert place in row["detail"]


OFF_TOPIC = [["subsidie op"], *[["mooi weer"], ["koffie graag"]] * 6]
ON_TOPIC = [["subsidie op"], ["geen subsidie"], ["zij belt terug"]] * 5


def test_an_interview_about_something_else_yields_nothing(toy: Scorer, tiny_codebook: Codebook) -> None:
    about = pd.concat([segments(*OFF_TOPIC), segments(*ON_TOPIC, interview_id="b")], ignore_index=True)
    # Codings per turn of which an interview has an even chance to speak of the codebook at all: between those of the two.
    promised = [
        expit(toy.log_odds([text for [text] in turns], None)).sum(axis=1).mean() for turns in (OFF_TOPIC, ON_TOPIC)
    ]
    assert promised[0] < promised[1]
    topic = Topic(200.0, -200.0 * float(np.log(promised).mean()))
    bare = suggest(toy, tiny_codebook, about)
    found = suggest(toy, tiny_codebook, about, turns=TurnModel(topic=topic))
    assert (score_of(bare, MONEY) or 0) > 0.5
    assert found["segment_id"].str.startswith("b#").all()
    assert len(found) == bare["segment_id"].str.startswith("b#").sum() >= 15


@pytest.mark.parametrize(("n_turns", "is_found"), [(9, True), (10, False)])
def test_an_interview_of_few_turns_does_not_say_what_it_is_about(
    toy: Scorer, tiny_codebook: Codebook, n_turns: int, is_found: bool
) -> None:
    found = suggest(toy, tiny_codebook, segments(*OFF_TOPIC[:n_turns]), turns=TurnModel(topic=Topic(0.0, -20.0)))
    assert (score_of(found, MONEY) is not None) is is_found


def test_a_topic_lowers_the_score(toy: Scorer, tiny_codebook: Codebook) -> None:
    frame = segments(*ON_TOPIC, SUBSIDY_TWICE)
    of_topic = 0.5
    bare, found = (
        suggest(toy, tiny_codebook, frame, doubtful=0.55 * lower, turns=TurnModel(topic=topic))
        for topic, lower in ((None, 1.0), (Topic(0.0, 0.0), of_topic))
    )
    assert len(found) >= len(ON_TOPIC)
    assert found["score"].to_numpy() == pytest.approx(bare["score"].to_numpy() * of_topic, abs=1e-4)
    # Sentences by themselves are judged as turns are: what stood out before still does, and nothing else.
    assert found["detail"].tolist() == bare["detail"].tolist()
    assert found["segment_id"].str.startswith("a#016.").any()


PART = 10


@pytest.fixture(scope="module")
def practised(codebook: Codebook, encode: Encode) -> Scorer:
    """A scorer of ten codes of the shipped codebook, from forty examples of each."""
    items = training_items(codebook)
    part = [frozenset({code_id}) for code_id in codebook.code_ids[:PART]]
    kept = [item for codes in (*part, frozenset()) for item in islice((i for i in items if i.codes == codes), 40)]
    return fit(kept, Recipe(1, encode), Calibration(1.0, 20.0, 0.0))


@pytest.fixture(scope="module")
def interviews(repo: Path) -> pd.DataFrame:
    """Segments of some practice interviews: a few hundred sentences."""
    paths = [repo / f"transcripts_sample/training/{name}.txt" for name in ("h1_1", "h5_1", "h9_1", "h13_1")]
    turns = pd.concat([read_transcript(path, {}, path.name).turns for path in paths], ignore_index=True)
    return segment_turns(turns, load_language())


def test_deciding_words_lower_the_score_in_interviews(
    practised: Scorer, codebook: Codebook, interviews: pd.DataFrame, encode: Encode
) -> None:
    found = suggest(practised, codebook, interviews, doubtful=0.15, encode=encode)
    texts, said = interviews["text"].tolist(), window_texts(interviews)
    chances = expit(practised.log_odds(said, encode))
    row_of = {segment_id: row for row, segment_id in enumerate(interviews["segment_id"])}
    rows_around = {row: rows for rows in rows_of_turns(interviews).values() for row in rows}
    before, after, codes = [], [], []
    for one in frames.rows(found):
        row, k = row_of[one.segment_id], practised.code_ids.index(one.code_id)
        rows = rows_around[row]
        centre = max(rows, key=lambda r, k=k: chances[r, k])
        window = [r for r in rows if abs(r - centre) <= 1]
        assert row in window
        assert one.score == pytest.approx(chances[centre, k], abs=1e-4)
        start, end = (place - interviews["start_char"][row] for place in (one.evidence_start, one.evidence_end))
        shown = re.findall(r"'(\w+)'", one.detail)
        assert len(shown) <= 3
        if not shown:
            assert (start, end) == (0, len(texts[row]))
            continue
        # Each word wherever it stands in the sentence, whatever its capitals.
        patterns = [rf"(?<![^\W\d_]){word}(?![^\W\d_])" for word in shown]
        places = [m.span() for pattern in patterns for m in re.finditer(pattern, texts[row], re.IGNORECASE)]
        assert (start, end) == (min(a for a, _ in places), max(b for _, b in places))
        less = "".join(c for n, c in enumerate(texts[row]) if not any(a <= n < b for a, b in places))
        before.append(said[centre])
        rest = " ".join(" ".join(less.split()) if r == row else texts[r] for r in window)
        around = apart(said[centre])
        after.append(asked(around.question, rest, around.before, around.after))
        codes.append(k)
    assert len(interviews) > 300
    assert len(codes) >= 200, (len(codes), len(found))
    # Some have none, where the vectors do not agree with the n-grams.
    assert 0.7 * len(found) < len(codes) < len(found)
    numbers = np.arange(len(codes))
    assert (
        practised.log_odds(after, encode)[numbers, codes] < practised.log_odds(before, encode)[numbers, codes]
    ).all()
    assert found["detail"].str.contains("; ook op").sum() >= 10
