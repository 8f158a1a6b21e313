"""The Dutch pipeline: built in or installed, never downloaded, the same after a round trip."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.nl import Dutch
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.errors import FactorwijzerError, SettingsError
from pipeline.language import load_language, token_forms
from pipeline.language.loading import BLANK

SPOKEN = "We hebben geen korte lijnen... nou ja. Ze belde 🙂 de scholen, d.w.z. mevr. De Boer!"
TRAINED = ["names_tok2vec", "ner", "senter", "tok2vec", "morphologizer", "trainable_lemmatizer", "parser"]
OWN = ["fw_lemmas", "fw_separable"]
OTHER_VOCAB = spacy.blank("nl").vocab
OFFLINE = """
import socket

def refuse(*_, **__):
    raise SystemExit("the network was used")

socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
from pipeline.errors import SettingsError
from pipeline.language import load_language

print([token.lemma_ for token in load_language()("Ze belde de scholen")])
try:
    load_language("nl_core_news_xl")
except SettingsError:
    print("refused")
"""


def reading(doc: Doc) -> list[tuple[str, list[str], bool]]:
    return [(token.text, sorted(token_forms(token)), bool(token.is_sent_start)) for token in doc]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A Dutch spaCy model on disk that is not ours."""
    model = spacy.blank("nl")
    model.add_pipe("sentencizer")
    model.to_disk(tmp_path / "nl_eigen")
    return tmp_path / "nl_eigen"


def test_unknown_model_is_refused_in_dutch_with_the_way_out():
    with pytest.raises(SettingsError, match="spaCy-model 'nl_bestaat_niet' is niet geïnstalleerd; installeer het zelf"):
        load_language("nl_bestaat_niet")


def test_unknown_model_names_the_setting_and_exits_with_2():
    with pytest.raises(FactorwijzerError, match="laat model leeg voor het ingebouwde") as caught:
        load_language("nl_core_news_xl")
    assert caught.value.problems[0].where == "factorwijzer.toml, [taal] model"
    assert caught.value.exit_code == 2


def test_folder_without_a_model_is_refused_in_dutch(tmp_path):
    with pytest.raises(SettingsError, match="is niet geïnstalleerd"):
        load_language(str(tmp_path))


def test_nothing_is_downloaded():
    result = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, check=False)
    assert result.stdout.splitlines() == ["['ze', 'bellen', 'de', 'school']", "refused"], result.stderr


def test_loading_twice_gives_the_same_object():
    assert load_language() is load_language()


def test_no_model_and_an_empty_model_are_the_same_object():
    assert load_language("") is load_language(model="") is load_language()


def test_built_in_pipeline_is_sound(nlp):
    assert nlp.lang == "nl"
    assert nlp.pipe_names == [*TRAINED[:3], "fw_sentences", *TRAINED[3:], *OWN]
    assert [problem for problems in nlp.analyze_pipes()["problems"].values() for problem in problems] == []


def test_installed_model_gets_our_lemmas_and_keeps_its_own_sentences(installed):
    model = load_language(str(installed))
    assert model.pipe_names == ["sentencizer", *OWN]
    assert [token.lemma_ for token in model("Ze belde... de scholen")] == ["ze", "bellen", "...", "de", "school"]


def test_blank_has_our_components_only_and_reads_sentences_and_lemmas():
    model = load_language(BLANK)
    assert model is load_language("blank") is not load_language()
    assert model.pipe_names == ["fw_sentences", *OWN]
    assert [problem for problems in model.analyze_pipes()["problems"].values() for problem in problems] == []
    doc = model("Ze belde de school. Nooit!")
    assert [sentence.text for sentence in doc.sents] == ["Ze belde de school.", "Nooit!"]
    assert [token.lemma_ for token in doc][:4] == ["ze", "bellen", "de", "school"]
    assert [(token.pos_, token.dep_) for token in doc] == [("", "")] * len(doc)


def test_split_verbs_are_found_built_in_and_blank():
    for model in ("", BLANK):
        assert "opbellen" in token_forms(load_language(model)("Ik bel haar even op.")[1])


def test_a_missing_model_can_be_installed_afterwards(installed):
    elsewhere = installed.with_name("nl_later")
    with pytest.raises(SettingsError, match="is niet geïnstalleerd"):
        load_language(str(elsewhere))
    installed.rename(elsewhere)
    assert load_language(str(elsewhere)).lang == "nl"


def test_pipeline_reads_the_same_after_a_round_trip_on_disk(nlp, tmp_path):
    nlp.to_disk(tmp_path / "model")
    assert reading(spacy.load(tmp_path / "model")(SPOKEN)) == reading(nlp(SPOKEN))


def test_pipeline_reads_the_same_after_a_round_trip_in_memory(nlp):
    copy = Dutch.from_config(nlp.config).from_bytes(nlp.to_bytes())
    assert reading(copy(SPOKEN)) == reading(nlp(SPOKEN))


@settings(deadline=None)
@given(text=st.text(alphabet="Kortelijnwasbhd .,!?…'\n🙂é", max_size=50))
def test_token_forms_survive_a_round_trip_of_the_document(nlp: Language, text: str):
    doc = nlp(text)
    assert reading(Doc(OTHER_VOCAB).from_bytes(doc.to_bytes())) == reading(doc)


def test_many_texts_read_as_each_alone(nlp):
    texts = ["", "Ja", SPOKEN, "🙂", "Nee. Nooit"]
    assert [reading(doc) for doc in nlp.pipe(texts)] == [reading(nlp(text)) for text in texts]
