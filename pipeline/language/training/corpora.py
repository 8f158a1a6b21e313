"""Make the corpora: one for tags, lemmas and trees, one for sentence starts and names; each with a part kept for choosing.

Documents of the treebank that nothing is tuned to are kept apart whole (``test``).
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

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
from pipeline.language.training.words import Sentence, Word, grouped, to_doc

NEWER = ("lassysmall-dev", "lassysmall-test", "alpino-dev")
OLDER = "lassysmall-train-ud1"
Passage = list[Sentence]
# Every n-th document of a newer file: kept for the test, kept for choosing.
_TEST_EVERY, _DEV_EVERY = 6, 18
_N_FILLS = 6


@dataclass(frozen=True)
class Sources:
    """Where the material is: treebank files, folders of plain text, the codebook, the lists of names, the spoken dev set."""

    treebank: Path
    folders: Sequence[Path]
    codebook: Path
    lists: Path
    interviews: Path
    spoken_dev: Path


def make_corpora(sources: Sources, out: Path, seed: int = 0) -> dict[str, int]:
    """Write core_train, core_dev, names_train, names_dev and test (.spacy) to ``out``; return the words in each."""
    out.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    train, dev, test = _treebank(sources.treebank)
    newer = [s for name in NEWER for _, s in read_conllu(sources.treebank / f"{name}.conllu")]
    translation = teacher.Translation(newer)
    nlp = load_language(BLANK)
    utterances = texts.utterances(load_codebook(sources.codebook))
    plain = texts.passages(sources.folders)
    spoken = [text for text in [*utterances, *plain] if text]
    taught = _cached(out / "teacher.json", [nlp(text) for text in dict.fromkeys(spoken)], translation)
    silver = _joined(taught, chance)
    bank = [[replace_entities(s) for s in passage] for passage in _cached_names(out, train, translation)]
    spoken_dev = [to_doc(nlp.vocab, p) for p in read_gold(sources.spoken_dev)]
    core = [*train, *(_spoken(p, chance) for p in train if chance.random() < 0.6)]
    core += [*silver, *(_spoken(p, chance) for p in silver if chance.random() < 0.6)]
    named = _named(sources.lists, nlp, chance, seed)
    talks = read_interviews(sources.interviews, nlp)
    names = Names(seed + 1, *read_lists(sources.lists)[1:])
    swapped = [exchanged(p, names, nlp) for p in [*silver, *bank, *talks, *talks] if _has_name(p)]
    everything = [*named, *silver, *bank, *talks, *swapped]
    everything += [_spoken(p, chance) for p in everything if chance.random() < 0.5]
    made = {
        "core_train": [to_doc(nlp.vocab, p) for p in core if p],
        "core_dev": [*(to_doc(nlp.vocab, p) for p in dev), *spoken_dev],
        "names_train": [to_doc(nlp.vocab, p) for p in everything if p],
        "names_dev": spoken_dev,
        "test": [to_doc(nlp.vocab, p) for p in test],
    }
    for name, docs in made.items():
        chance.shuffle(docs)
        DocBin(docs=docs, store_user_data=False).to_disk(out / f"{name}.spacy")
    return {name: sum(len(doc) for doc in docs) for name, docs in made.items()}


def _treebank(folder: Path) -> tuple[list[Passage], list[Passage], list[Passage]]:
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
    older = to_newer_labels([s for _, s in read_conllu(folder / f"{OLDER}.conllu")], newer)
    train += list(grouped([("", sentence) for sentence in older], most=5))
    return train, dev, test


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


def _cached(path: Path, docs: Sequence[Doc], translation: teacher.Translation) -> list[Passage]:
    """Ask the teacher once for the same documents."""
    key = sha256_value([[token.text for token in doc] for doc in docs])
    if path.is_file():
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["key"] == key:
            return [[tuple(Word(**word) for word in s) for s in passage] for passage in kept["passages"]]
    passages = teacher.annotate(docs, translation)
    kept = {"key": key, "passages": [[[asdict(word) for word in s] for s in passage] for passage in passages]}
    path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    return passages


def _cached_names(out: Path, train: Sequence[Passage], translation: teacher.Translation) -> list[Passage]:
    """Return the treebank's passages with the teacher's names; their trees are left out."""
    vocab = spacy.blank("nl").vocab
    taught = _cached(out / "teacher_bank.json", [to_doc(vocab, passage) for passage in train], translation)
    return [passage for passage in taught if passage]


def replace_entities(sentence: Sentence) -> Sentence:
    """Keep a taught sentence's names and forms; its tags are the treebank's business."""
    return tuple(replace(word, upos="", feats="_") for word in sentence)


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


def _as_words(sentence: Iterable[spacy.tokens.Token]) -> Sentence:
    return tuple(
        Word(
            token.text,
            token.text,
            has_space=bool(token.whitespace_),
            entity=f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O",
        )
        for token in sentence
        if not token.is_space
    )


def read_interviews(folder: Path, nlp: Language) -> list[Passage]:
    """Return the turns of the interviews in a folder as passages, with the names that its names.json lists."""
    kinds = {"person": "PER", "place": "LOC", "organisation": "ORG", "school": "ORG", "project": "MISC"}
    listed = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    passages = list[Passage]()
    for path in sorted(folder.glob("*.txt")):
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
