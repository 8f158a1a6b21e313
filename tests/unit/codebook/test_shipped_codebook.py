"""The shipped codebook: the codes of the coding scheme, enough examples and rules, nothing copied from an interview."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest

from pipeline.reading import FORMATS, read_transcript
from pipeline.study import Study

PLUS, MINUS, FACT = "bevorderend", "belemmerend", "context"
SCHEME = {
    "visie": {
        "visie.gezamenlijke_ambitie": PLUS,
        "visie.gemeentelijke_visie": PLUS,
        "visie.geen_visie": MINUS,
        "visie.langs_elkaar_heen": MINUS,
    },
    "financiering": {
        "financiering.beschikbaar": PLUS,
        "financiering.tekort": MINUS,
        "aanbod.passend": PLUS,
        "aanbod.lacune": MINUS,
    },
    "afspraken": {
        "afspraken.duidelijk": PLUS,
        "afspraken.onduidelijk": MINUS,
        "regie.gemeente": PLUS,
        "regie.ontbreekt": MINUS,
        "werkdruk.voorveld": MINUS,
    },
    "netwerk": {
        "netwerk.korte_lijnen": PLUS,
        "netwerk.samen_uitvoeren": PLUS,
        "netwerk.tijdgebrek": MINUS,
        "netwerk.persoonsafhankelijk": MINUS,
        "netwerk.moeizaam_contact": MINUS,
    },
    "expertise": {
        "expertise.deskundigheid": PLUS,
        "expertise.kennisgebrek": MINUS,
        "expertise.handelingsverlegenheid": MINUS,
    },
    "gezin": {"gezin.laagdrempelig": PLUS, "gezin.onzichtbaar": MINUS},
    "domein": {"domein.integraal": PLUS, "domein.schotten": MINUS},
    "context": {"context.aanbod": FACT, "context.organisatie": FACT, "context.financiering": FACT},
}
DIRECTIONS = {code_id: direction for codes in SCHEME.values() for code_id, direction in codes.items()}
FACTORS = [code_id for code_id, direction in DIRECTIONS.items() if direction != FACT]
RECOMMENDED = ["visie", "financiering", "afspraken", "netwerk", "expertise"]
RUN = 6


def words(text: str) -> tuple[str, ...]:
    return tuple(re.sub(r"[^\w\s]", "", text.lower()).split())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {found[i : i + RUN] for i in range(len(found) - RUN + 1)}


@pytest.fixture(scope="module")
def utterances(codebook) -> list[tuple[str, str]]:
    """(where it stands, utterance) of everything in the codebook that somebody could have said."""
    found = [(code.code_id, text) for code in codebook.codes for _, text in code.examples]
    found += [
        (f"{code.code_id}, tegenvoorbeeld", near.tekst) for code in codebook.codes for near in code.tegenvoorbeelden
    ]
    return found + [("examples_none", text) for _, text in codebook.none_examples]


@pytest.fixture(scope="module")
def transcript_runs(repo) -> dict[tuple[str, ...], str]:
    """Run of words -> the turn of the sample interviews that holds it."""
    found = {}
    for source in Study.open(repo).sources(FORMATS):
        turns = read_transcript(source.path, source.known, source.where).turns
        for turn in turns.itertuples():
            found.update(dict.fromkeys(runs(turn.text), f"{turn.interview_id}, turn {turn.turn_no}"))
    return found


def test_scheme_has_28_codes():
    assert len(DIRECTIONS) == sum(len(codes) for codes in SCHEME.values()) == 28


def test_codes_are_those_of_the_scheme_each_once(codebook):
    assert Counter(code.code_id for code in codebook.codes) == Counter(list(DIRECTIONS))


def test_directions_are_those_of_the_scheme(codebook):
    assert {code.code_id: code.richting for code in codebook.codes} == DIRECTIONS


def test_themes_are_those_of_the_scheme_in_their_order(codebook):
    assert {theme.id: theme.codes for theme in codebook.themes} == {
        theme: list(codes) for theme, codes in SCHEME.items()
    }
    assert [theme.id for theme in codebook.themes] == list(SCHEME)


def test_files_are_those_of_the_scheme(repo):
    files = {path.relative_to(repo / "codebook/codes").as_posix() for path in (repo / "codebook/codes").rglob("*.*")}
    assert files == {code_id.replace(".", "/") + ".yaml" for code_id in DIRECTIONS}


def test_recommendations_are_numbered_1_to_5_and_belong_to_their_themes(codebook):
    assert [(theme.aanbeveling.nummer, theme.id) for theme in codebook.recommendations] == list(
        enumerate(RECOMMENDED, 1)
    )


@pytest.mark.parametrize("code_id", DIRECTIONS)
def test_code_has_enough_examples_and_near_misses(codebook, code_id):
    code = codebook.by_id[code_id]
    assert len(code.examples) >= 150
    assert len(code.tegenvoorbeelden) >= 60
    assert len({hand for hand, _ in code.examples}) >= 9


@pytest.mark.parametrize("code_id", FACTORS)
def test_factor_has_a_phrase_rule_and_a_words_rule(codebook, code_id):
    assert {"phrase", "words"} <= {rule.soort for rule in codebook.by_id[code_id].regels}


def test_context_codes_have_no_counterpart(codebook):
    assert [code_id for code_id in DIRECTIONS if code_id not in FACTORS and codebook.by_id[code_id].tegenpool] == []


def test_there_are_enough_utterances_without_a_code(codebook):
    assert len(codebook.none_examples) >= 200


def test_no_utterance_occurs_twice_but_as_an_example_of_two_codes(utterances):
    places: dict[tuple[str, ...], list[str]] = {}
    for where, text in utterances:
        places.setdefault(words(text), []).append(where)
    several = {" ".join(said): where for said, where in places.items() if len(where) > 1}
    assert {said: where for said, where in several.items() if not set(where) <= set(DIRECTIONS)} == {}
    assert {said: where for said, where in several.items() if len(set(where)) < len(where)} == {}


def test_no_utterance_is_empty(utterances):
    assert [where for where, text in utterances if not words(text)] == []


def test_no_utterance_shares_a_run_of_words_with_an_interview(utterances, transcript_runs):
    assert len(transcript_runs) > 10_000
    shared = [
        (where, " ".join(run), transcript_runs[run])
        for where, text in utterances
        for run in runs(text) & transcript_runs.keys()
    ]
    assert shared == []


def test_words_leave_out_case_and_punctuation():
    assert words("M'n collega's, één-op-één: JA!") == ("mn", "collegas", "éénopéén", "ja")


def test_runs_slide_by_one_word():
    said = words("een twee drie vier vijf zes zeven")
    assert runs("Een twee, drie vier vijf zes... zeven!") == {said[:6], said[1:]}
    assert runs("een twee drie vier vijf") == set()


def test_word_lists_are_filled_and_name_no_word_twice(codebook):
    for name, entries in codebook.lists.items():
        assert entries, name
        assert [a for a, b in pairwise(sorted(entries)) if a == b] == [], name


def test_every_factor_code_has_opposites_in_its_theme_and_a_context_code_none(codebook):
    for code in codebook.codes:
        opposed = codebook.opposed[code.code_id]
        assert bool(opposed) == (code.richting != "context")
        assert {codebook.theme_of[other].id for other in opposed} <= {codebook.theme_of[code.code_id].id}
        assert {codebook.by_id[other].richting for other in opposed}.isdisjoint({code.richting, "context"})
        assert all(code.code_id in codebook.opposed[other] for other in opposed)
