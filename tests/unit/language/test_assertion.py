"""The status of evidence by weighed words; in own sentences it stands between square brackets. All sentences are invented."""

from __future__ import annotations

from typing import get_args

import pytest
import spacy
from sklearn.metrics import f1_score
from spacy.tokens import Doc

from pipeline.language import AssertionJudge, Judgement, Passage, Status, attributes, direction
from pipeline.language.assertion import SPANS
from pipeline.language.passages import features
from pipeline.language.training.assertion_weights import read_rows, to_passage
from pipeline.language.triggers import Triggers

JUDGE, TRIGGERS, NLP = AssertionJudge(), Triggers(), spacy.blank("nl")
LEAST_F1, LEAST_DIRECTION, LEAST_GAIN = 0.85, 0.85, 0.5
LEAST_DIRECTION_ELSEWHERE = 0.77
SENTENCES = {
    "affirmed": "We hebben hier [korte lijnen]. | Wij zitten elke maand met de school [om de tafel]. | "
    "Ik ken [de wijkagent] al tien jaar. | [Bellen] is hier geen probleem. | Er is [subsidie] voor de groep.",
    "denied": "We hebben geen [korte lijnen]. | Niemand [neemt de regie]. | Wij doen het zonder [subsidie]. | "
    "Een coördinator? [Die] hebben we niet. | Er is nooit [overleg] met de school.",
    "wished": "[Korte lijnen] zouden enorm helpen. | Ik zou graag meer [overleg] willen. | "
    "Hadden we maar een [contactpersoon]. | Er moet een [plan] komen.",
    "hypothetical": "Stel dat er [geld] komt. | Mocht er een [netwerk] komen, dan doen we mee. | "
    "Als er [geld] zou zijn, deden we het morgen. | Stel je voor, een [loket] in elke wijk.",
    "past": "Vroeger hadden we [korte lijnen]. | Dat [overleg] is er niet meer. | Tot vorig jaar was er [geld]. | "
    "Toen Marjan er nog zat hadden we [korte lijnen].",
    "elsewhere": "In mijn vorige gemeente hadden ze [korte lijnen]. | In de buurgemeente is er wel een [netwerk]. | "
    "Mijn zus werkt in Zwolle en daar hebben ze [korte lijnen]. | Waar ik hiervoor werkte hadden we [overleg].",
    "rejected": "Ze zeggen altijd dat [de lijnen kort zijn], nou, daar merk ik niks van. | "
    "Iedereen denkt dat [ouders niet willen], maar dat is niet zo. | "
    "Er wordt gezegd dat wij [slecht bereikbaar] zijn, dat is gewoon niet waar. | "
    "Ze zeggen dat er [geen geld] is, maar dat klopt niet. | Volgens hen is er [genoeg aanbod], maar dat is onzin.",
    "uncertain": "Misschien is er een [netwerk], ik weet het niet. | Ik weet niet of er [subsidie] is. | "
    "Of er een [coördinator] is, durf ik niet te zeggen. | Er schijnt een [wachtlijst] te zijn.",
}
STATUS_OF = {sentence: status for status, several in SENTENCES.items() for sentence in several.split(" | ")}
# Somebody's words with few marks of it, and hearsay by its verb alone.
KNOWN_FAILURES = {
    "Ze zeggen dat er [geen geld] is, maar dat klopt niet.",
    "Volgens hen is er [genoeg aanbod], maar dat is onzin.",
    "Er schijnt een [wachtlijst] te zijn.",
}
# Status: what evidence that helps, and evidence that hinders, says of here and now.
DIRECTIONS: dict[str, tuple[str, str]] = {
    "affirmed": ("facilitating", "hindering"),
    **dict.fromkeys(("denied", "rejected"), ("hindering", "facilitating")),
    "wished": ("hindering", "hindering"),
    "past": ("hindering", "none"),
    **dict.fromkeys(("elsewhere", "hypothetical", "uncertain"), ("none", "none")),
}


def judge(sentence: str) -> Judgement:
    before, evidence, _ = sentence.replace("]", "[").split("[")
    doc = NLP.make_doc(sentence.replace("[", "").replace("]", ""))
    span = doc.char_span(len(before), len(before + evidence))
    return JUDGE.judge(Passage(tuple(token.text for token in doc), span.start, span.end))


def status_by_triggers(passage: Passage) -> str:
    return next(name.removeprefix("status=") for name in features(passage, TRIGGERS) if name.startswith("status="))


@pytest.fixture(scope="module")
def gold(repo) -> list[tuple[dict[str, str], Passage, Judgement]]:
    pairs = [(row, to_passage(row, NLP)) for row in read_rows(repo / "tests/language/assertion_test.csv")]
    return [(row, passage, JUDGE.judge(passage)) for row, passage in pairs]


def test_table_has_every_status_and_every_sentence_once():
    assert set(SENTENCES) == set(DIRECTIONS) == set(get_args(Status))
    assert len(STATUS_OF) == sum(several.count("[") for several in SENTENCES.values()) >= 30
    assert set(STATUS_OF) >= KNOWN_FAILURES


def test_sentences_fail_exactly_where_known():
    failing = {sentence for sentence, status in STATUS_OF.items() if judge(sentence).status != status}
    assert sorted(failing - KNOWN_FAILURES) == [], "these used to be right"
    assert sorted(KNOWN_FAILURES - failing) == [], "these are right now: take them out of KNOWN_FAILURES"


def test_directions():
    assert {s: (direction("facilitating", s), direction("hindering", s)) for s in get_args(Status)} == DIRECTIONS
    # What hindered once helps only if the passage says that it is better now.
    assert direction("hindering", "past", ("dat", "is", "NU", "voorbij")) == "facilitating"
    assert direction("hindering", "past", ("vroeger", "was", "dat", "zo")) == "none"
    assert direction("facilitating", "past", ("vroeger", "wel", "nu", "niet")) == "hindering"


def test_the_other_hand_is_read_as_well_as_measured_and_far_better_than_by_triggers(gold):
    statuses = [row["status"] for row, _, _ in gold]
    learnt = f1_score(statuses, [judgement.status for _, _, judgement in gold], average="macro")
    by_rule = [status_by_triggers(passage) for _, passage, _ in gold]
    assert learnt >= LEAST_F1
    assert learnt >= f1_score(statuses, by_rule, average="macro") + LEAST_GAIN
    right = [direction(row["base"], j.status, passage.tokens) == row["direction"] for row, passage, j in gold]
    assert sum(right) / len(right) >= LEAST_DIRECTION


def test_eight_hands_that_nothing_was_learnt_from_are_read_as_well_as_measured(repo):
    paths = sorted((repo / "tests/language").glob("assertion_t??.csv"))
    rows = [row for path in paths for row in read_rows(path)]
    passages = [to_passage(row, NLP) for row in rows]
    statuses = [JUDGE.judge(passage).status for passage in passages]
    told = [direction(r["base"], s, p.tokens) for r, s, p in zip(rows, statuses, passages, strict=True)]
    assert (len(paths), len(rows)) == (8, 2560)
    assert (
        sum(a == row["direction"] for a, row in zip(told, rows, strict=True)) / len(rows) >= LEAST_DIRECTION_ELSEWHERE
    )


def test_chances_add_up_and_words_that_explain_stand_in_the_passage_or_its_question(gold):
    explained = []
    for _, passage, judgement in gold:
        chances, words = dict(judgement.chances), set(filter(None, judgement.words.split(", ")))
        assert set(chances) == set(get_args(Status))
        assert sum(chances.values()) == pytest.approx(1)
        assert chances[judgement.status] == max(chances.values())
        assert not (words and judgement.status == "affirmed")
        assert len(words) <= 3
        assert words <= {token.lower() for token in (*passage.tokens, *passage.question)}
        explained += [bool(words)] if judgement.status != "affirmed" else []
    # Now and then nothing but words that say nothing by themselves decides.
    assert sum(explained) >= 0.98 * len(explained) > 100


@pytest.mark.parametrize("tokens", [("geld",), ("",), ("🙂",), ("geld", "\0", "geld"), ("geld",) * 5_000], ids=len)
def test_evidence_at_the_edges_of_a_passage_is_judged(tokens):
    for start, end in ((0, 1), (len(tokens) - 1, len(tokens)), (0, len(tokens))):
        assert JUDGE.judge(Passage(tokens, start, end)).status in SENTENCES


def component_on(doc: Doc, nlp: spacy.Language) -> list[str]:
    return [span._.get(attributes.STATUS) for span in nlp.get_pipe("fw_assertion")(doc).spans.get(SPANS, [])]


def pipeline() -> spacy.Language:
    nlp = spacy.blank("nl")
    nlp.add_pipe("fw_sentences")
    nlp.add_pipe("fw_assertion")
    return nlp


def test_component_sets_status_and_words_on_the_evidence():
    nlp = pipeline()
    doc = nlp("We hebben geen geld. We hebben korte lijnen.")
    doc.spans[SPANS] = [doc[3:4], doc[7:9]]
    assert component_on(doc, nlp) == ["denied", "affirmed"]
    assert ["geen" in span._.get(attributes.STATUS_WORDS) for span in doc.spans[SPANS]] == [True, False]
    assert component_on(nlp(""), nlp) == []
    assert [p for problems in nlp.analyze_pipes()["problems"].values() for p in problems] == []


def test_round_trips_keep_changed_weights(tmp_path):
    nlp = pipeline()
    stored = nlp.get_pipe("fw_assertion")._stored
    nlp.get_pipe("fw_assertion")._set({**stored, "intercepts": [50.0 * (s == "past") for s in stored["statuses"]]})
    nlp.to_disk(tmp_path / "taal")
    for again in (nlp, spacy.load(tmp_path / "taal"), pipeline().from_bytes(nlp.to_bytes())):
        doc = again("We hebben geen geld.")
        doc.spans[SPANS] = [doc[3:4]]
        assert component_on(doc, again) == ["past"]
