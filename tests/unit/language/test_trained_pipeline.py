"""The trained pipeline that the package brings: what it is made of, how well it reads, and that nothing makes it hang."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language.training.corpora import read_gold
from pipeline.language.training.measure import _examples, _words
from pipeline.language.training.speech import without_punctuation
from pipeline.language.training.words import Sentence, to_doc

MOST_MEGABYTES = 40
LEAST_UPOS, LEAST_LEMMA, LEAST_STARTS = 0.95, 0.975, 0.92
# Of the starts inside passages whose marks were taken out, with capitals and without.
LEAST_FOUND_BY_CAPITALS, LEAST_FOUND_WITHOUT = 0.6, 0.14
PIPES = (
    "names_tok2vec ner senter fw_sentences tok2vec morphologizer trainable_lemmatizer parser fw_lemmas fw_separable"
).split()
TAGGED = (
    "Ik/ik/PRON bel/bellen/VERB haar/haar/PRON even/even/ADV op/op/ADP en/en/CCONJ een/een/DET kwartier/kwartier/NOUN "
    "later/laat/ADJ belt/bellen/VERB ze/ze/PRON terug/terug/ADV ././PUNCT"
)
WITHOUT_MARKS = (
    "ik bel haar gewoon op en dan spreken we iets af dat gaat heel makkelijk de school doet ook mee we zitten elke "
    "maand bij elkaar en dan bespreken we de kinderen"
)
# Name: text, number of tokens.
ODD = {
    "nothing": ("", 0),
    "one space": (" ", 1),
    "line ends": ("\r\n\r\n", 1),
    "one emoji": ("🙂", 1),
    "NUL": ("\0", 1),
    "NUL inside": ("Ik\0 bel", 2),
    "BOM": ("\ufeffIk bel", 2),
    "5,000 words": ("ik bel haar gewoon even op en dan komt het " * 500, 5_000),
    "5,000 times one word": ("nee " * 5_000, 5_000),
    "200,000 times one letter": ("a" * 200_000, 1),
}


@pytest.fixture(scope="module")
def meta(repo: Path) -> dict:
    return json.loads((repo / "pipeline/language/model/meta.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gold(repo: Path) -> list[list[Sentence]]:
    return read_gold(repo / "tests/language/spoken_test.tsv")


def inner_starts_found(nlp: Language, passages: list[list[Sentence]]) -> float:
    """Return the share of the sentence starts inside passages that is found."""
    examples = _examples(nlp, [to_doc(nlp.vocab, passage) for passage in passages])
    inner = [(e.predicted[i], t) for e in examples for i, t in enumerate(e.reference) if i and t.is_sent_start]
    return sum(bool(found.is_sent_start) for found, _ in inner) / len(inner)


def lowered(sentence: Sentence) -> Sentence:
    return tuple(replace(word, form=word.form.lower()) for word in sentence)


def test_licence_and_authors_are_told(meta):
    assert meta["license"] == "CC BY-SA 4.0"
    assert len(meta["sources"]) >= 3
    assert all(source[key].strip() for source in meta["sources"] for key in ("name", "url", "license", "author"))
    assert "Lassy" in " ".join(source["name"] for source in meta["sources"])


def test_folder_is_small_enough(repo):
    n_bytes = sum(path.stat().st_size for path in (repo / "pipeline/language/model").rglob("*") if path.is_file())
    assert n_bytes <= MOST_MEGABYTES * 1024**2


def test_pipes_stand_in_the_order_in_which_they_need_each_other(nlp, meta):
    assert nlp.pipe_names == PIPES
    assert meta["pipeline"] == [name for name in PIPES if not name.startswith("fw_")]


def test_figures_of_the_measurement_are_kept_with_the_model(meta):
    assert {"spoken_upos", "spoken_lemma", "treebank_upos"} <= set(meta["performance"])


def test_no_folder_of_who_trained_it_is_told(repo):
    config = spacy.util.load_config(repo / "pipeline/language/model/config.cfg")
    assert set(config["paths"].values()) == {None}


def test_lemmas_and_tags_of_a_sentence(nlp):
    doc = nlp("Ik bel haar even op en een kwartier later belt ze terug.")
    assert " ".join(f"{t.text}/{t.lemma_}/{t.pos_}" for t in doc) == TAGGED
    assert [token.text for token in doc if token.head == token] == ["bel"]


def test_invented_names_are_found(nlp):
    doc = nlp("Gerda Nijmeijer van Steunpunt Samenzorg belde vanuit Veldhaven")
    found = [(ent.text, ent.label_) for ent in doc.ents]
    assert found == [("Gerda Nijmeijer", "PER"), ("Steunpunt Samenzorg", "ORG"), ("Veldhaven", "LOC")]


def test_spoken_passages_are_read_as_well_as_measured(nlp, gold):
    figures = _words(_examples(nlp, [to_doc(nlp.vocab, passage) for passage in gold]))
    assert sum(len(sentence) for passage in gold for sentence in passage) >= 1_500
    assert figures["upos"] >= LEAST_UPOS
    assert figures["lemma"] >= LEAST_LEMMA
    assert figures["sentence_starts_f"] >= LEAST_STARTS


def test_sentences_without_marks_are_found_by_their_capitals(nlp, gold):
    bare = [[without_punctuation(sentence) for sentence in passage] for passage in gold]
    assert inner_starts_found(nlp, bare) >= LEAST_FOUND_BY_CAPITALS


def test_sentences_without_marks_and_capitals_are_found(nlp, gold):
    bare = [[lowered(without_punctuation(sentence)) for sentence in passage] for passage in gold]
    assert inner_starts_found(nlp, bare) >= LEAST_FOUND_WITHOUT


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("text", "n_tokens"), ODD.values(), ids=ODD)
def test_odd_texts_are_handled_in_time(nlp, text, n_tokens):
    doc = nlp(text)
    assert len(doc) == n_tokens
    assert doc.text == text
    assert "".join(sentence.text_with_ws for sentence in doc.sents) == text
    assert all(token.lemma_ for token in doc)


def test_every_token_has_a_head_in_its_sentence(nlp):
    doc: Doc = nlp("Ja. Ze belde op, hè. 🙂 Toen... nou ja. " + WITHOUT_MARKS)
    assert all(token.head in sentence for sentence in doc.sents for token in sentence)
