"""Make the corpora: one for tags, lemmas and trees, one for sentence starts and names; each with a part kept for choosing.

Documents of the treebank that nothing is tuned to are kept apart whole (``test``).
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, DocBin
from spacy.util import filter_spans

from pipeline.codebook import load_codebook
from pipeline.files import sha256_value
from pipeline.language.loading import BLANK, load_language
from pipeline.language.training import speech, teacher, texts
from pipeline.language.training.names import Names, exchanged, fill, read_lists
from pipeline.language.training.treebank import read_conllu, to_newer_labels
from pipeline.language.training.words import NO_TREE, Sentence, Word, grouped, to_doc
from pipeline.run.privacy_evaluation import UNSEEN

NEWER = ("lassysmall-dev", "lassysmall-test", "alpino-dev")
OLDER = "lassysmall-train-ud1"
# Learnt from whole, and not at all; both may be missing.
WHOLE, HELD_OUT = "alpino-train", "alpino-test"
Passage = list[Sentence]
# Every n-th document of a newer file: kept for the test, kept for choosing.
_TEST_EVERY, _DEV_EVERY = 6, 18
_N_FILLS = 6
# Of so many turns of interviews one is read by the teacher of trees; all of them have names.
_TALKS_READ = 10
# The teacher of trees reads the treebank as often as makes about this many words.
_N_READ, _LONGEST = 700_000, 110


@dataclass(frozen=True)
class Sources:
    """Where the material is: treebank files, folders of plain text, the codebook, the lists of names, the spoken dev set.

    ``edited`` are folders of plain text, a sentence a line, that only the teacher of trees annotates.
    """

    treebank: Path
    folders: Sequence[Path]
    edited: Sequence[Path]
    codebook: Path
    lists: Path
    interviews: Path
    spoken_dev: Path


def make_corpora(sources: Sources, out: Path, seed: int = 0) -> dict[str, int]:
    """Write core_train, core_dev, names_train, names_dev and test (.spacy) to ``out``; return the words in each."""
    out.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    nlp = load_language(BLANK)
    train, dev, test, held_out = read_treebank(sources.treebank)
    tagged = [*NEWER, *([WHOLE] if (sources.treebank / f"{WHOLE}.conllu").is_file() else [])]
    newer = [s for name in tagged for _, s in read_conllu(sources.treebank / f"{name}.conllu")]
    translation = teacher.Translation(newer)

    def ask_frog(passages: Sequence[Passage]) -> list[Passage]:
        return teacher.annotate([to_doc(nlp.vocab, passage) for passage in passages], translation)

    utterances = texts.utterances(load_codebook(sources.codebook))
    spoken = [_cut(nlp(text)) for text in dict.fromkeys([*utterances, *texts.passages(sources.folders)])]
    heard = _cached(out / "frog.json", spoken, ask_frog)
    bank = [_with_names(*pair) for pair in zip(train, _cached(out / "frog.json", train, ask_frog), strict=True)]
    named = _named(sources.lists, nlp, chance, seed)
    talks, to_learn_names = (read_interviews(sources.interviews, nlp, without) for without in ((), UNSEEN))
    edited = _joined([[_as_words(nlp.make_doc(text))] for text in texts.passages(sources.edited)], chance)
    spoken_dev = read_gold(sources.spoken_dev)
    lessons = Lessons(bank, heard, named, talks, {"treebank": dev, "spoken": spoken_dev})
    made = {
        "names_train": _names_corpus(
            replace(lessons, talks=to_learn_names), Names(seed + 1, *read_lists(sources.lists)[1:]), nlp, seed
        ),
        "names_dev": spoken_dev,
        "core_train": [
            with_particles(passage)
            for passage in _core_corpus(train, lessons, _unseen(edited, [*test, *held_out]), out / "syntax.json", seed)
        ],
        "core_dev": [*(with_particles(passage) for passage in dev), *spoken_dev],
        "test": test,
        HELD_OUT: held_out,
    }
    for name, corpus in made.items():
        docs = [to_doc(nlp.vocab, passage) for passage in corpus if passage]
        DocBin(docs=docs, store_user_data=False).to_disk(out / f"{name}.spacy")
    return {name: sum(len(s) for passage in corpus for s in passage) for name, corpus in made.items()}


def _names_corpus(lessons: Lessons, names: Names, nlp: Language, seed: int) -> list[Passage]:
    """Return passages with names: as they are, with other names drawn, and made to look spoken; without tags and trees."""
    chance = random.Random(seed)
    talks = lessons.talks
    with_names = [*lessons.heard, *(_untagged(passage) for passage in lessons.bank), *talks]
    swapped = [exchanged(passage, names, nlp) for passage in [*with_names, *talks] if _has_name(passage)]
    everything = [*lessons.named, *with_names, *swapped]
    everything += [_spoken(passage, chance) for passage in everything if chance.random() < 0.6]
    chance.shuffle(everything)
    return everything


def _core_corpus(
    train: Sequence[Passage], lessons: Lessons, edited: Sequence[Passage], cache: Path, seed: int
) -> list[Passage]:
    """Return passages with tags, lemmas and trees, as far as they are known: as they are, and made to look spoken."""
    chance = random.Random(seed)
    talks, heard = lessons.talks[::_TALKS_READ], lessons.heard
    read = iter(_cached(cache, [*talks, *heard, *edited], partial(_read_trees, lessons, seed)))
    read_talks = [next(read) for _ in talks]
    silver = _joined([_as_both_say(passage, next(read)) for passage in heard], chance)
    core = [*train, *silver, *read_talks]
    core += [_spoken(passage, chance) for passage in core if chance.random() < 0.6]
    core += [_with_trees(passage, next(read)) for passage in edited]
    chance.shuffle(core)
    return core


def read_treebank(folder: Path) -> tuple[list[Passage], list[Passage], list[Passage], list[Passage]]:
    """Return what is learnt from, what is chosen by, what is measured on, and the file that is kept out of all three."""
    train, dev, test = list[Passage](), list[Passage](), list[Passage]()
    newer = []
    for name in NEWER:
        sentences = read_conllu(folder / f"{name}.conllu")
        newer += [sentence for _, sentence in sentences]
        documents = list(dict.fromkeys(document for document, _ in sentences))
        for passage, document in zip(grouped(sentences), _documents(sentences), strict=True):
            number = documents.index(document)
            part = test if number % _TEST_EVERY == 0 else dev if number % _DEV_EVERY == 1 else train
            part.append(passage)
    whole, held_out = (list(grouped(_read_if_there(folder / f"{name}.conllu"))) for name in (WHOLE, HELD_OUT))
    older = to_newer_labels(
        [s for _, s in read_conllu(folder / f"{OLDER}.conllu")], [*newer, *(s for passage in whole for s in passage)]
    )
    train += _unseen(whole, train)
    train += list(grouped([("", sentence) for sentence in older], most=5))
    return _unseen(train, [*dev, *test, *held_out]), dev, test, held_out


def _read_if_there(path: Path) -> list[tuple[str, Sentence]]:
    return read_conllu(path) if path.is_file() else []


def _documents(sentences: Sequence[tuple[str, Sentence]]) -> list[str]:
    """Return the document of each group that ``grouped`` makes."""
    named = [(document, (Word(document, ""),)) for document, _ in sentences]
    return [group[0][0].form for group in grouped(named)]


def _joined(passages: Sequence[Passage], chance: random.Random) -> list[Passage]:
    """Join short passages, so that sentences are met in company."""
    joined, current, wanted = list[Passage](), Passage(), 1
    for passage in passages:
        current = [*current, *passage]
        if len(current) >= wanted:
            joined.append(current)
            current, wanted = [], chance.choice((1, 2, 4, 6))
    return [*joined, current] if current else joined


def _has_name(passage: Passage) -> bool:
    return any(word.entity != "O" for sentence in passage for word in sentence)


def _spoken(passage: Passage, chance: random.Random) -> Passage:
    return speech.as_spoken(passage, chance)


def _cached(
    path: Path, passages: Sequence[Passage], ask: Callable[[Sequence[Passage]], list[Passage]]
) -> list[Passage]:
    """Ask a teacher for the passages that it has not been asked for before."""
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    keys = [sha256_value([word.form for sentence in passage for word in sentence]) for passage in passages]
    new = {key: passage for key, passage in zip(keys, passages, strict=True) if key not in known}
    if new:
        answers = ask(list(new.values()))
        known |= {key: _plain(passage) for key, passage in zip(new, answers, strict=True)}
        path.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    return [_passage(known[key]) for key in keys]


def _plain(passage: Passage) -> list[list[dict[str, Any]]]:
    return [[asdict(word) for word in sentence] for sentence in passage]


def _passage(plain: list[list[dict[str, Any]]]) -> Passage:
    return [tuple(Word(**word) for word in sentence) for sentence in plain]


@dataclass(frozen=True)
class Lessons:
    """What the teacher of trees learns from: treebank with names; tags and names; names; names; and what to check it on."""

    bank: list[Passage]
    heard: list[Passage]
    named: list[Passage]
    talks: list[Passage]
    checked: dict[str, list[Passage]]

    def epochs(self, chance: random.Random) -> list[list[Sentence]]:
        """Return the sentences of each epoch: the whole treebank and some of the rest, part of it made to look spoken."""
        n_words = sum(len(sentence) for passage in self.bank for sentence in passage)
        return [self._epoch(chance) for _ in range(max(1, round(_N_READ / n_words)))]

    def _epoch(self, chance: random.Random) -> list[Sentence]:
        drawn = [sentence for passage in self.bank for sentence in passage]
        for pool, n in ((self.heard, 2000), (self.named, 1000), (self.talks, 1000)):
            sentences = [sentence for passage in pool for sentence in passage]
            drawn += chance.sample(sentences, min(n, len(sentences)))
        spoken = [_spoken([sentence], chance) if chance.random() < 0.35 else [sentence] for sentence in drawn]
        return [sentence for passage in spoken for sentence in passage if 0 < len(sentence) <= _LONGEST]


def _read_trees(lessons: Lessons, seed: int, passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages as the teacher of trees reads them; it learns first."""
    from pipeline.language.training.encoder import read_weights
    from pipeline.language.training.syntax import Teacher

    teacher_of_trees = Teacher(read_weights(), seed)
    checked = {name: [s for p in some for s in p] for name, some in lessons.checked.items()}
    teacher_of_trees.learn(lessons.epochs(random.Random(seed)), checked)
    sentences = iter(teacher_of_trees.annotate([sentence for passage in passages for sentence in passage]))
    return [[next(sentences) for _ in passage] for passage in passages]


def _unseen(passages: Sequence[Passage], others: Sequence[Passage]) -> list[Passage]:
    """Leave out the sentences that the others have too."""
    kept_apart = {_forms(sentence) for passage in others for sentence in passage}
    left = [[s for s in passage if _forms(s) not in kept_apart] for passage in passages]
    return [passage for passage in left if passage]


def _forms(sentence: Sentence) -> tuple[str, ...]:
    return tuple(word.form for word in sentence)


def _with_names(passage: Passage, named: Passage) -> Passage:
    """Return a passage with the names that another reading of the same words has."""
    words = iter(word for sentence in named for word in sentence)
    return [tuple(replace(word, entity=next(words).entity) for word in sentence) for sentence in passage]


def _with_trees(passage: Passage, read: Passage) -> Passage:
    """Return a passage with the trees that another reading of the same words has."""
    words = iter(word for sentence in read for word in sentence)
    return [tuple(_with_tree(word, next(words)) for word in sentence) for sentence in passage]


def _as_both_say(passage: Passage, read: Passage) -> Passage:
    """Return a passage with the trees of another reading, its tags where there are none, and no tag where both differ."""
    words = iter(word for sentence in read for word in sentence)
    return [tuple(_agreed(word, next(words)) for word in sentence) for sentence in passage]


def _agreed(word: Word, other: Word) -> Word:
    word = _with_tree(word, other)
    if not word.upos:
        return replace(word, upos=other.upos, feats=other.feats)
    return word if word.upos == other.upos else replace(word, upos="", feats="_")


def _with_tree(word: Word, other: Word) -> Word:
    return replace(word, head=other.head, deprel=other.deprel)


def with_particles(passage: Passage) -> Passage:
    """Return a passage in which the tag of a split-off particle says so (PartType=Vbp), as its relation does."""
    return [tuple(_with_particle(word) if word.deprel == "compound:prt" else word for word in s) for s in passage]


def _with_particle(word: Word) -> Word:
    feats = [] if word.feats == "_" else word.feats.split("|")
    return replace(word, feats="|".join(sorted([*feats, "PartType=Vbp"])))


def _untagged(passage: Passage) -> Passage:
    return [tuple(replace(word, upos="", feats="_", head=NO_TREE, deprel="") for word in s) for s in passage]


def _named(lists: Path, nlp: Language, chance: random.Random, seed: int) -> list[Passage]:
    """Return carrier sentences with drawn names, those without a slot once."""
    carriers, organisations, projects = read_lists(lists)
    names = Names(seed, organisations, projects)
    made = list[Passage]()
    for carrier in carriers:
        for _ in range(_N_FILLS if "{" in carrier else 2):
            text, spans = fill(carrier, names)
            doc = nlp(text)
            found = [doc.char_span(start, end, label=kind, alignment_mode="expand") for start, end, kind in spans]
            doc.set_ents([span for span in found if span is not None])
            made.append([_as_words(sentence) for sentence in doc.sents])
    chance.shuffle(made)
    return _joined(made, chance)


def _cut(doc: Doc) -> Passage:
    return [words for words in map(_as_words, doc.sents) if words]


def _as_words(sentence: Iterable[spacy.tokens.Token]) -> Sentence:
    return tuple(
        Word(
            token.text,
            "",
            has_space=bool(token.whitespace_),
            entity=f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O",
        )
        for token in sentence
        if not token.is_space
    )


def read_interviews(folder: Path, nlp: Language, without: Sequence[str] = ()) -> list[Passage]:
    """Return the turns of the interviews in a folder as passages, with the names that its names.json lists.

    Parameters
    ----------
    without
        Hands whose interviews are left out: "h9" for h9_1.txt and the others.
    """
    kinds = {"person": "PER", "place": "LOC", "organisation": "ORG", "school": "ORG", "project": "MISC"}
    listed = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    passages = list[Passage]()
    for path in sorted(folder.glob("*.txt")):
        if path.stem.split("_")[0] in without:
            continue
        matcher = PhraseMatcher(nlp.vocab)
        for name in listed[path.stem]:
            if name["kind"] in kinds:
                matcher.add(kinds[name["kind"]], [nlp.make_doc(name["text"])])
        turns = [line.split(":", 1)[-1] for line in path.read_text(encoding="utf-8").split("\n\n")[1:]]
        for doc in nlp.pipe(re.sub(r"^\d\d:\d\d\]\s*\w+:", "", turn).strip() for turn in turns):
            doc.set_ents(filter_spans(matcher(doc, as_spans=True)))
            passages.append([_as_words(sentence) for sentence in doc.sents])
    return passages


def read_gold(path: Path) -> list[Passage]:
    """Return the passages of a gold file: form, lemma, UPOS, name (tabs), "# passage n sentence m" before each sentence."""
    passages: dict[str, Passage] = {}
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.split("\n")
        number = lines[0].split()[2]
        text = next(line for line in lines if line.startswith("# text = ")).removeprefix("# text = ")
        words, at = list[Word](), 0
        for form, lemma, upos, entity in (line.split("\t") for line in lines if not line.startswith("# ")):
            at = text.index(form, at) + len(form)
            words.append(Word(form, lemma, upos, has_space=text[at : at + 1] in (" ", ""), entity=entity))
        passages.setdefault(number, []).append(tuple(words))
    return list(passages.values())
