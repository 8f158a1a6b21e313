"""CoNLL-U files of two years read into one set of labels; the sentences are invented."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import spacy

from pipeline.language.training.treebank import read_conllu, to_newer_labels
from pipeline.language.training.words import Sentence, Word, grouped, to_doc

VOCAB = spacy.blank("nl").vocab
# Document, sentence number, words as form/lemma/UPOS/features/head/label; "~": no space after it.
SENTENCES = [
    ("gesprek-1", 1, "Ze/ze/PRON/_/2/nsubj belde/op_bellen/VERB/_/0/root haar/haar/PRON/_/2/obj op/op/ADP/_/2/compound:prt"),
    ("gesprek-1", 2, "Ze/ze/PRON/_/3/nsubj wil/willen/VERB/_/3/aux opbellen/op_bellen/VERB/_/0/root~ ././PUNCT/_/3/punct"),
    ("gesprek-2", 1, "de/de/DET/_/2/det gemeenteraadsverkiezingen/gemeenteraad_verkiezing/NOUN/_/0/root"),
    ("gesprek-2", 2, "Jan/Jan/PROPN/ExtPos=PROPN|Number=Sing/0/root Smit/Smit/PROPN/_/1/flat:name"),
]  # fmt: skip
# Form, lemma as written, UPOS: lemma as in a dictionary.
LEMMAS = [
    ("gemeenteraadsverkiezingen", "gemeenteraad_verkiezing", "NOUN", "gemeenteraadsverkiezing"),
    ("wijkteams", "wijk_team", "NOUN", "wijkteam"),
    ("Ouderavonden", "ouder_avond", "NOUN", "Ouderavond"),
    ("ziekenhuis", "ziek_huis", "NOUN", "ziekenhuis"),
    ("opbellen", "op_bellen", "VERB", "opbellen"),
    ("opgebeld", "op_bellen", "VERB", "opbellen"),
    ("school", "school", "NOUN", "school"),
    ("_", "_", "SYM", "_"),
    ("zinloze", "zin_loos", "ADJ", "zinloos"),
]
# Word of 2017 (form, lemma, UPOS): UPOS in the newer files.
NEWER_TAGS = [
    ("mijn", "mijn", "DET", "PRON"),
    ("als", "als", "ADP", "SCONJ"),
    ("derde", "drie", "NUM", "ADJ"),
    ("blijft", "blijven", "AUX", "VERB"),
    ("heeft", "hebben", "AUX", "AUX"),
    ("de", "de", "DET", "DET"),
]


def line(number: int, word: str) -> str:
    form, lemma, upos, feats, head, label = word.removesuffix("~").split("/")
    space = "SpaceAfter=No" if word.endswith("~") else "_"
    return "\t".join((str(number), form, lemma, upos, "N|soort", feats, head, label, "_", space))


def write(path: Path, sentences: list[tuple[str, int, str]], ends: str = "\n") -> Path:
    lines = []
    for document, number, words in sentences:
        lines += [f"# sent_id = {document}\\{number}", "# text = hier niet gelezen"]
        lines += [line(n, word) for n, word in enumerate(words.split(), start=1)]
        lines += ["1.1\tleeg\tleeg\tX\t_\t_\t_\t_\t_\t_", ""]
    path.write_text(ends.join(lines), encoding="utf-8", newline="")
    return path


@pytest.fixture
def bank(tmp_path: Path) -> list[tuple[str, Sentence]]:
    return read_conllu(write(tmp_path / "klein.conllu", SENTENCES))


def sentence(*words: tuple[str, str, str]) -> Sentence:
    return tuple(Word(*word, head=min(n, 1), deprel="dep" if n else "root") for n, word in enumerate(words))


def test_sentences_are_read_with_their_documents_and_without_empty_nodes(bank):
    assert [document for document, _ in bank] == ["gesprek-1", "gesprek-1", "gesprek-2", "gesprek-2"]
    assert [len(words) for _, words in bank] == [4, 4, 2, 2]


def test_words_keep_what_they_are_told(bank):
    last = bank[1][1]
    assert [word.head for word in last] == [3, 3, 0, 3]
    assert [word.has_space for word in last] == [True, True, False, True]
    assert [word.xpos for word in last] == ["N|soort"] * 4
    assert (bank[3][1][0].feats, bank[3][1][1].deprel) == ("Number=Sing", "flat")


def test_split_verb_loses_its_particle_and_a_joined_one_keeps_it(bank):
    assert [word.lemma for word in bank[0][1]] == ["ze", "bellen", "haar", "op"]
    assert [word.lemma for word in bank[1][1]] == ["ze", "willen", "opbellen", "."]
    assert bank[2][1][1].lemma == "gemeenteraadsverkiezing"


@pytest.mark.parametrize(("form", "lemma", "upos", "expected"), LEMMAS)
def test_lemmas_as_in_a_dictionary(tmp_path, form, lemma, upos, expected):
    path = write(tmp_path / "een.conllu", [("d", 1, f"{form}/{lemma}/{upos}/_/0/root")])
    assert read_conllu(path)[0][1][0].lemma == expected


def test_empty_file_and_file_without_an_empty_line_at_the_end(tmp_path):
    path = tmp_path / "leeg.conllu"
    path.write_text("", encoding="utf-8")
    assert read_conllu(path) == []
    path.write_text(line(1, "Ja/ja/INTJ/_/0/root"), encoding="utf-8")
    assert [(document, words[0].form) for document, words in read_conllu(path)] == [("", "Ja")]


def test_windows_line_ends_are_read_the_same(tmp_path, bank):
    assert read_conllu(write(tmp_path / "windows.conllu", SENTENCES, "\r\n")) == bank


@pytest.mark.parametrize(("form", "lemma", "upos", "expected"), NEWER_TAGS)
def test_older_tags_become_newer_ones(form, lemma, upos, expected):
    (made,) = to_newer_labels([sentence((form, lemma, upos), ("ding", "ding", "NOUN"))], [])
    assert [word.upos for word in made] == [expected, "NOUN"]


def test_possessive_is_told_as_newer_files_do():
    (made,) = to_newer_labels([sentence(("onze", "ons", "DET"))], [])
    assert made[0].feats == "Person=1|Poss=Yes|PronType=Prs"


def test_tag_that_newer_files_hardly_give_is_left_out():
    newer = [sentence(("wel", "wel", "ADV"))] * 5
    older = [sentence(("wel", "wel", upos), ("ja", "ja", "INTJ")) for upos in ("NOUN", "ADV")]
    assert [s[0].upos for s in to_newer_labels(older, newer)] == ["", "ADV"]
    assert to_newer_labels(older[:1], newer[:4])[0][0].upos == "NOUN"


def test_sentences_that_both_have_and_modals_that_head_are_dropped(bank):
    newer = [words for _, words in bank]
    other = sentence(("Nieuw", "nieuw", "ADJ"))
    modal = (
        Word("moet", "moeten", "VERB", head=0, deprel="root"),
        Word("gaan", "gaan", "VERB", head=1, deprel="xcomp"),
    )
    relabelled = tuple(replace(word, upos="X") for word in newer[0])
    assert to_newer_labels([*newer, relabelled, modal, other], newer) == [other]


def test_a_document_gives_the_trees_back(bank):
    passages = list(grouped(bank))
    assert [len(passage) for passage in passages] == [2, 2]
    for passage in passages:
        doc, words = to_doc(VOCAB, passage), [word for words in passage for word in words]
        assert [len(s) for s in doc.sents] == [len(words) for words in passage]
        heads = [0 if t.head == t else t.head.i - s.start + 1 for s in doc.sents for t in s]
        assert heads == [word.head for word in words]
        assert [t.dep_ for t in doc] == [word.deprel.replace("root", "ROOT") for word in words]
        assert [(t.text, t.lemma_, t.pos_) for t in doc] == [(w.form, w.lemma, w.upos) for w in words]
