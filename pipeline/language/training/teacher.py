"""Let Frog annotate text, and translate what it says to the labels of the treebank.

Frog (GPL) is run as a program, at training time only; nothing of it is shipped. It was trained on spoken Dutch too,
which the treebanks are not.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc, Token

from pipeline.errors import Problem, SettingsError
from pipeline.language.training.treebank import AUXILIARIES
from pipeline.language.training.words import Sentence, Word

# What Frog, trained on edited text and telephone talk, takes for nouns.
INTERJECTIONS = frozenset(
    (
        "eh ehm uh uhm hè hé joh tja nou ja nee oh ach ah aha hm hmm mm mhm jee goh tjonge hoi hallo doei oké "
        "ok jawel welnee"
    ).split()
) - {"nou"}
CLITICS = {
    "'t": "het",
    "'n": "een",
    "'m": "hem",
    "m'n": "mijn",
    "z'n": "zijn",
    "ie": "hij",
    "'k": "ik",
    "zo'n": "zo'n",
    "es": "eens",
}
_ENTITIES = {"per": "PER", "loc": "LOC", "org": "ORG", "pro": "MISC", "eve": "MISC", "misc": "MISC"}
_LEAST_CERTAIN = 0.8


@dataclass(frozen=True)
class Taught:
    """A word as the teacher sees it: ``tag`` is its CGN tag, ``entity`` an IOB label such as ``B-PER`` or ``O``."""

    form: str
    lemma: str
    tag: str
    entity: str


def ask_frog(sentences: Sequence[Sequence[str]]) -> list[list[Taught]]:
    """Return what Frog says of each sentence, given as its words; the words stay as they are.

    Raises
    ------
    SettingsError
        If Frog is not installed (Debian: frog, frogdata) or its answer does not fit the question.
    """
    if shutil.which("frog") is None:
        raise SettingsError(
            Problem("training", "het programma frog ontbreekt; installeer de pakketten frog en frogdata")
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.txt"
        source.write_text("\n".join(" ".join(words) for words in sentences) + "\n", encoding="utf-8")
        command = ["frog", "--skip=tmpac", "-n", "-t", str(source), "--threads=2"]
        run = subprocess.run(command, check=True, capture_output=True, cwd=folder)
    blocks = run.stdout.decode("utf-8").strip().split("\n\n")
    answers = [[_taught(line.split("\t")) for line in block.split("\n")] for block in blocks]
    for words, answer in zip(sentences, answers, strict=True):
        if [word.form for word in answer] != list(words):
            raise SettingsError(
                Problem("training", f"frog knipt anders dan gevraagd: {len(answer)} en {len(words)} woorden")
            )
    return answers


def _taught(fields: Sequence[str]) -> Taught:
    prefix, _, kind = fields[6].split("_")[0].partition("-")
    entity = f"{prefix}-{_ENTITIES[kind.lower()]}" if kind else "O"
    return Taught(fields[1], fields[2], fields[4], entity)


class Translation:
    """What the treebank calls a word with a CGN tag: learnt from treebank files that have both.

    Parameters
    ----------
    sentences
        With CGN tags (xpos).

    Notes
    -----
    A word and tag that the treebank does not treat alike in four of five cases stay without a tag: whether "is" is an
    auxiliary, its tag does not tell.
    """

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        by_lemma: defaultdict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
        by_tag: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for word in (word for sentence in sentences for word in sentence if word.upos):
            tag = word.xpos.replace("|", ",")
            by_lemma[word.lemma.lower(), tag][word.upos, word.feats] += 1
            if word.lemma not in AUXILIARIES:
                by_tag[tag][word.upos, word.feats] += 1
        self._by_lemma, self._by_tag = by_lemma, by_tag

    def look_up(self, word: Taught, has_participle: bool) -> tuple[str, str] | None:
        """Return (UPOS, features), or None where the tag does not decide.

        "hebben" is an auxiliary in a sentence that has a participle, and else a verb of its own.
        """
        form, lemma = word.form.lower(), word.lemma.lower()
        if form in INTERJECTIONS:
            return "INTJ", "_"
        tag = word.tag.replace("(", ",").rstrip(")").rstrip(",")
        if tag.startswith("SPEC,afgebr"):
            return "X", "_"
        seen = self._by_lemma.get((lemma, tag))
        if seen is None or seen.total() < 3:
            if tag.startswith("WW") and lemma in AUXILIARIES:
                return None
            seen = self._by_tag.get(tag)
        if not seen:
            return None
        if lemma == "hebben":
            seen = Counter({answer: n for answer, n in seen.items() if (answer[0] == "AUX") == has_participle})
        if not seen:
            return None
        (answer, n), *_ = seen.most_common(1)
        return answer if n >= _LEAST_CERTAIN * seen.total() else None


def annotate(spoken: Sequence[Doc], translation: Translation) -> list[list[Sentence]]:
    """Return the sentences of each document with tags, lemmas and names of the teacher; without a tree.

    Parameters
    ----------
    spoken
        Words and sentence starts.
    """
    sentences = [[token for token in sentence if not token.is_space] for doc in spoken for sentence in doc.sents]
    answers = ask_frog([[token.text for token in sentence] for sentence in sentences if sentence])
    annotated = iter(
        _sentence(sentence, answer, translation)
        for sentence, answer in zip(filter(None, sentences), answers, strict=True)
    )
    return [
        [next(annotated) for sentence in doc.sents if any(not token.is_space for token in sentence)] for doc in spoken
    ]


def _sentence(tokens: Sequence[Token], answer: Sequence[Taught], translation: Translation) -> Sentence:
    has_participle = any(word.tag.startswith("WW(vd") for word in answer)
    found = [translation.look_up(word, has_participle) or ("", "_") for word in answer]
    return tuple(
        Word(
            form=token.text,
            lemma=_lemma(word),
            upos=upos,
            feats=feats,
            has_space=bool(token.whitespace_) or token.i + 1 == len(token.doc) or token.nbor().is_space,
            entity=word.entity,
        )
        for token, word, (upos, feats) in zip(tokens, answer, found, strict=True)
    )


def _lemma(word: Taught) -> str:
    form = word.form.lower()
    if form in INTERJECTIONS:
        return form
    if form == "d'r":
        return "haar" if word.tag.startswith("VNW(bez") else "er"
    return CLITICS.get(form, word.lemma)
