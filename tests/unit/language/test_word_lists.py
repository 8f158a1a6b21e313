"""What the Dutch tables know of forms, and that unknown words are left as they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.word_lists import lemma_candidates, verb_infinitives, verbs

INFINITIVES = {
    "belde": ("bellen",),
    "belt": ("bellen",),
    "bel": ("bellen",),
    "gebeld": ("bellen",),
    "BELDE": ("bellen",),
    "werken": ("werken",),
    "raakt": ("raken",),
    "geeft": ("geven",),
    "hangt": ("hangen",),
    "slaat": ("slaan",),
    "legt": ("leggen", "legen"),
    "ging": ("gaan",),
    "kwam": ("komen",),
    "hielp": ("helpen",),
    "heeft": ("hebben",),
    "doet": ("doen",),
}
LEMMAS = {
    "lijnen": ("lijn", "lijnen"),
    "werken": ("werk", "werken"),
    "belde": ("bellen",),
    "gebeld": ("bellen",),
    "Belde": ("bellen",),
    "legt": ("leggen",),
    "kwam": ("komen",),
    "school": ("school", "schuilen"),
}
UNKNOWN = ["", " ", "a", "é", "1", "112", "🙂", "xqzw", "Samenzorg-xq", "\0", "a\nb", "x" * 1_000]
# One form of each regular kind, as it is made: stem, stem + t, stem + te or de.
REGULAR = {"werken": ("werk", "werkt", "werkte"), "bellen": ("bel", "belt", "belde"), "melden": ("meld", "meldt")}


@pytest.mark.parametrize(("form", "expected"), INFINITIVES.items())
def test_infinitives(form, expected):
    assert verb_infinitives(form) == expected


@pytest.mark.parametrize(("form", "expected"), LEMMAS.items())
def test_lemmas(form, expected):
    assert lemma_candidates(form) == expected


@pytest.mark.parametrize("infinitive", REGULAR)
def test_regular_forms_lead_back_to_their_infinitive(infinitive):
    assert [verb_infinitives(form)[:1] for form in REGULAR[infinitive]] == [(infinitive,)] * len(REGULAR[infinitive])


@pytest.mark.parametrize("form", UNKNOWN, ids=lambda form: repr(form[:12]))
def test_unknown_forms_are_no_verb_and_their_own_lemma(form):
    assert verb_infinitives(form) == ()
    assert lemma_candidates(form) == (form.lower(),)


def test_verbs_are_the_infinitives_of_the_list():
    assert {"opbellen", "samenwerken", "bellen"} <= verbs()
    assert {"school", "belde", ""}.isdisjoint(verbs())


@settings(deadline=None)
@given(form=st.one_of(st.text(max_size=20), st.sampled_from(sorted(verbs()))))
def test_infinitives_are_known_verbs_each_once(form: str):
    found = verb_infinitives(form)
    assert set(found) <= verbs()
    assert len(found) == len(set(found))


@settings(deadline=None)
@given(form=st.text(max_size=20))
def test_there_is_always_a_lemma_and_case_does_not_matter(form: str):
    found = lemma_candidates(form)
    assert len(found) == len(set(found)) >= 1
    assert found == lemma_candidates(form.lower())


@settings(deadline=None)
@given(infinitive=st.sampled_from(sorted(verbs())))
def test_an_infinitive_is_a_form_of_itself(infinitive: str):
    assert infinitive in verb_infinitives(infinitive)
