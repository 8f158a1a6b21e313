"""Read UD treebank files of different years into one set of labels.

The newer Dutch files (UD 2.13 and later) are the norm. Those of 2017 write other labels for some words; where they
cannot be mapped, the annotation is left out, and where they have a sentence that a newer file has too, the sentence is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.language.training.words import Sentence, Word

DEPRELS = {
    "flat:name": "flat",
    "nsubj:outer": "nsubj",
    "obl:arg": "obl",
    "obl:agent": "obl",
    "cc:preconj": "cc",
}
AUXILIARIES = frozenset(("zijn", "hebben", "worden", "kunnen", "zullen", "moeten", "mogen", "krijgen"))
_POSSESSIVES = frozenset(
    ["mijn", "m'n", "jouw", "je", "uw", "zijn", "z'n", "haar", "d'r", "ons", "onze", "jullie", "hun"]
)
_LEAST_SHARE = 0.1


def read_conllu(path: Path) -> list[tuple[str, Sentence]]:
    """Return the sentences of a CoNLL-U file, each with the name of its document ("" if the file names none)."""
    found, document, words = [], "", list[Word]()
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("# sent_id = "):
            document = line.split("=", 1)[1].strip().replace("\\", "/").split("/")[0].split(".p.")[0]
        elif not line.strip() and words:
            found.append((document, tuple(words)))
            words = []
        elif line[:1].isdigit():
            fields = line.split("\t")
            if fields[0].isdigit():
                words.append(_word(fields))
    return [(document, _one_convention(sentence)) for document, sentence in found]


def _word(fields: Sequence[str]) -> Word:
    feats = "|".join(f for f in fields[5].split("|") if not f.startswith("ExtPos"))
    deprel = DEPRELS.get(fields[7], fields[7])
    form, lemma = fields[1], fields[2]
    return Word(
        form=form,
        lemma=lemma,
        upos=fields[3],
        feats=feats or "_",
        head=int(fields[6]),
        deprel=deprel,
        has_space="SpaceAfter=No" not in fields[9],
        xpos=fields[4],
    )


def _one_convention(sentence: Sentence) -> Sentence:
    """Lemmas as in a dictionary: no marks inside, linking letters kept, a split verb without its particle."""
    particles = {word.head: word.form.lower() for word in sentence if word.deprel == "compound:prt"}
    return tuple(
        replace(word, lemma=_lemma(word, particles.get(number, ""))) for number, word in enumerate(sentence, start=1)
    )


def _lemma(word: Word, particle: str) -> str:
    parts = [part for part in word.lemma.split("_") if part]
    if len(parts) < 2 or " " in word.lemma:
        return word.lemma
    if particle and parts[0].lower() == particle and not word.form.lower().startswith(particle):
        return "".join(parts[1:])
    if word.upos != "NOUN":
        return "".join(parts)
    # "gemeenteraad_verkiezing" for "gemeenteraadsverkiezingen": what the form has before its last part stays.
    least, last = len("".join(parts[:-1])), parts[-1]
    at = word.form.lower().find(last[:3].lower(), least)
    return word.form[:at] + last if least <= at <= least + 3 else "".join(parts)


def to_newer_labels(older: Sequence[Sentence], newer: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences of 2017 that no newer file has, in the labels of the newer files.

    Parameters
    ----------
    older, newer
        Sentences as ``read_conllu`` gives them.
    """
    known = {_words_of(sentence) for sentence in newer}
    tags: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word in (word for sentence in newer for word in sentence):
        tags[word.form.lower()][word.upos] += 1
    return [
        tuple(_newer_word(word, tags) for word in sentence)
        for sentence in older
        if _words_of(sentence) not in known and not _has_main_modal(sentence)
    ]


def _words_of(sentence: Sentence) -> tuple[str, ...]:
    return tuple(word.form for word in sentence)


def _has_main_modal(sentence: Sentence) -> bool:
    """In 2017 a modal verb often headed its clause; in the newer files it depends on the other verb."""
    modals = AUXILIARIES - {"zijn", "hebben", "krijgen"}
    return any(
        word.deprel == "xcomp" and 0 < word.head <= len(sentence) and sentence[word.head - 1].lemma in modals
        for word in sentence
    )


def _newer_word(word: Word, tags: dict[str, Counter[str]]) -> Word:
    form, upos, feats = word.form.lower(), word.upos, word.feats
    if upos == "DET" and form in _POSSESSIVES:
        person = (
            "1" if form in ("mijn", "m'n", "ons", "onze") else "2" if form in ("jouw", "je", "uw", "jullie") else "3"
        )
        upos, feats = "PRON", f"Person={person}|Poss=Yes|PronType=Prs"
    elif upos == "ADP" and form == "als":
        upos = "SCONJ"
    elif upos == "NUM" and form.endswith(("de", "ste", "eerst")):
        upos, feats = "ADJ", "_"
    elif upos == "AUX" and word.lemma not in AUXILIARIES:
        upos = "VERB"
    feats = feats.replace("Foreign=yes", "Foreign=Yes").replace("Abbr=yes", "Abbr=Yes")
    seen = tags.get(form)
    is_known_use = not seen or seen.total() < 5 or seen[upos] >= _LEAST_SHARE * seen.total()
    return replace(word, upos=upos if is_known_use else "", feats=feats)
