"""Lemmas and forms: a form keeps all its lemmas and the parts of compounds, and a rule's word matches any of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language import token_forms
from pipeline.language.word_lists import lemma_candidates

# form as spoken, a lemma that a rule may ask for
FORMS = [
    ("lijnen", "lijn"),
    ("lijntjes", "lijn"),
    ("scholen", "school"),
    ("kinderen", "kind"),
    ("ouders", "ouder"),
    ("gemeenten", "gemeente"),
    ("gemeentes", "gemeente"),
    ("huisartsen", "huisarts"),
    ("subsidies", "subsidie"),
    ("wachtlijsten", "wachtlijst"),
    ("afspraken", "afspraak"),
    ("collega's", "collega"),
    ("gezinnen", "gezin"),
    ("steden", "stad"),
    ("dagen", "dag"),
    ("kort", "kort"),
    ("korte", "kort"),
    ("kortste", "kort"),
    ("betere", "goed"),
    ("vaste", "vast"),
    ("onduidelijke", "onduidelijk"),
    ("werkt", "werken"),
    ("werkte", "werken"),
    ("gewerkt", "werken"),
    ("belde", "bellen"),
    ("gebeld", "bellen"),
    ("vond", "vinden"),
    ("gevonden", "vinden"),
    ("wist", "weten"),
    ("heeft", "hebben"),
    ("had", "hebben"),
    ("hadden", "hebben"),
    ("is", "zijn"),
    ("was", "zijn"),
    ("waren", "zijn"),
    ("ben", "zijn"),
    ("kan", "kunnen"),
    ("konden", "kunnen"),
    ("zou", "zullen"),
    ("ging", "gaan"),
    ("kent", "kennen"),
    ("durfde", "durven"),
    ("ontbreekt", "ontbreken"),
    ("samengewerkt", "samenwerken"),
    ("samenwerkt", "samenwerken"),
]


@pytest.mark.parametrize(("form", "lemma"), FORMS)
def test_form_has_the_lemma_of_the_dictionary(form, lemma):
    assert lemma in lemma_candidates(form)


def test_ambiguous_form_keeps_noun_and_verb():
    assert {"werk", "werken"} <= set(lemma_candidates("werken"))


@pytest.mark.parametrize("form", ["netwerkoverleg", "xyzzy", "🙂", "12", "kopp/kov"])
def test_unknown_form_is_its_own_lemma(form):
    assert lemma_candidates(form) == (form,)


@pytest.mark.parametrize("form", ["Lijnen", "LIJNEN", "lIjNeN"])
def test_capitals_make_no_difference(nlp, form):
    assert lemma_candidates(form) == lemma_candidates("lijnen")
    assert token_forms(nlp(form)[0]) == {"lijn", "lijnen", "+lijn", "+lijnen"}


def test_lemmas_are_given_to_every_token(nlp):
    doc = nlp("Ze belde de scholen 🙂 meteen.")
    assert [token.lemma_ for token in doc] == ["ze", "bellen", "de", "school", "🙂", "meteen", "."]


def test_lemma_of_a_trained_model_is_kept_and_matches_too(nlp):
    doc = Doc(nlp.vocab, ["Lijnen"], lemmas=["Contact"])
    assert nlp.get_pipe("fw_lemmas")(doc)[0].lemma_ == "Contact"
    assert token_forms(doc[0]) == {"lijn", "lijnen", "contact", "+lijn", "+lijnen", "+contact"}


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("contact", {"contact"}),
        ("lijnen", {"lijn", "lijnen"}),
        ("Wijkoverleg", {"wijkoverleg", "wijk", "overleg"}),
        ("wijkteamoverleg", {"wijkteamoverleg", "wijkteam", "wijk", "team", "overleg"}),
        ("opbellen", {"opbellen"}),
        ("🙂", {"🙂"}),
    ],
    ids=["no compound", "plural", "two parts", "parts of parts", "a verb is no compound", "no word"],
)
def test_forms_after_a_plus_are_the_word_and_all_its_parts(nlp, word, parts):
    forms = token_forms(nlp(f"Het {word} is er.")[1])
    assert {form[1:] for form in forms if form.startswith("+")} == parts


def test_forms_hold_the_infinitive_of_a_split_verb_on_its_verb_alone(nlp):
    forms = {token.text: token_forms(token) for token in nlp("Ik bel haar even op.")}
    assert forms["bel"] == {"bel", "bellen", "opbellen", "+bel", "+bellen"}
    assert all("opbellen" not in of_word for word, of_word in forms.items() if word != "bel")


def test_forms_without_the_pipeline_come_from_the_tables(nlp):
    assert token_forms(nlp.make_doc("scholen")[0]) >= {"school", "scholen"}


def test_nothing_has_no_forms(nlp):
    assert [token_forms(token) for token in nlp("")] == []


@settings(deadline=None)
@given(word=st.text(min_size=1, max_size=20))
def test_every_word_has_lemmas_each_once_none_empty(word: str):
    lemmas = lemma_candidates(word)
    assert len(lemmas) == len(set(lemmas)) >= 1
    assert all(lemmas)


@settings(deadline=None)
@given(text=st.text(alphabet="abdegijklnorstuvwABEN ë'-🙂,.", max_size=40))
def test_forms_hold_the_word_itself_and_are_lower_case(nlp: Language, text: str):
    for token in nlp(text):
        forms = token_forms(token)
        assert (forms == set()) if token.is_space else {token.text.lower(), token.lemma_.lower()} <= forms
        assert all(form == form.lower() for form in forms)
