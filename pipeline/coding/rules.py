"""The rule coder: a codebook rule finds a theme, the assertion status of what it found gives the direction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline import frames
from pipeline.codebook import Code, Codebook, Rule
from pipeline.coding.matching import Positions, RuleFinder, Sentence, is_spread
from pipeline.language import SPEECH, AssertionJudge, Judgement, Passage, Status, direction, token_forms

# A rule alone is likely only if its author calls it strong and its direction is sure enough.
_STRONG, _SURE = 0.8, 0.7
_STATUS_NL = {
    "denied": "ontkend",
    "wished": "gewenst",
    "past": "verleden tijd",
    "hypothetical": "voorwaardelijk",
    "elsewhere": "over een andere plaats",
    "rejected": "tegengesproken",
    "uncertain": "onzeker",
}
_BASE: dict[str, Literal["facilitating", "hindering"]] = {"bevorderend": "facilitating", "belemmerend": "hindering"}


class RuleCoder:
    """Suggest codes from the codebook's rules.

    Parameters
    ----------
    codebook
        Its rules, word lists and counterparts.
    nlp
        The Dutch pipeline.
    """

    def __init__(self, codebook: Codebook, nlp: Language) -> None:
        self._codebook = codebook
        self._nlp = nlp
        self._judge = AssertionJudge(shares=SPEECH)
        self._rules = [(code, rule) for code in codebook.codes for rule in code.regels]
        self._finder = RuleFinder([rule for _, rule in self._rules], codebook.lists, nlp.vocab)

    def suggest(self, segments: pd.DataFrame) -> pd.DataFrame:
        """Suggest codes for each segment.

        Parameters
        ----------
        segments
            Frame `segments`, n rows.

        Returns
        -------
        pd.DataFrame
            Frame `suggestions` with origin "rule", 0..n*k rows; per segment and code the strongest rule.
        """
        best: dict[tuple[str, str], dict[str, Any]] = {}
        for segment, said in self._in_context(segments):
            for row in self._in_sentence(said):
                key = (str(segment.segment_id), str(row["code_id"]))
                row["segment_id"] = segment.segment_id
                row["evidence_start"] = segment.start_char + row["evidence_start"]
                row["evidence_end"] = segment.start_char + row["evidence_end"]
                if key not in best or row["score"] > best[key]["score"]:
                    best[key] = row
        rows = [best[key] for key in sorted(best)]
        return frames.build(frames.SUGGESTIONS, rows)

    def _in_context(self, segments: pd.DataFrame) -> Iterator[tuple[Any, _Said]]:
        """Yield each segment with its neighbours in the turn and the question before."""
        rows = list(frames.rows(segments))
        docs = list(self._nlp.pipe(segments["text"]))
        words = [tuple(token.text for token in doc) for doc in docs]
        keys = [(row.interview_id, row.turn_no) for row in rows]
        for i, (row, doc) in enumerate(zip(rows, docs, strict=True)):
            before = words[i - 1] if i and keys[i - 1] == keys[i] else ()
            after = words[i + 1] if i + 1 < len(rows) and keys[i + 1] == keys[i] else ()
            yield row, _Said(doc, before, after, tuple(token.text for token in self._nlp.make_doc(row.asked)))

    def _in_sentence(self, said: _Said) -> list[dict[str, Any]]:
        judged: dict[tuple[Positions, str], Judgement] = {}
        rows = []
        for code, rule, places in self._find(said.doc):
            key = (places, code.richting)
            if key not in judged:
                judged[key] = self._judge.judge(said.passage(places, _BASE.get(code.richting, "")))
            judgement = judged[key]
            target = self._direct(code, judgement.status, said)
            if target is not None:
                sure = sum(p for status, p in judgement.chances if self._direct(code, status, said) is target)
                rows.append(self._row(target, code, rule, said.doc[:], places, judgement, sure))
        return rows

    def _find(self, doc: Doc) -> Iterator[tuple[Code, Rule, Positions]]:
        """Yield what each rule finds in a sentence, particles of split verbs with it."""
        span = doc[:]
        forms = tuple(token_forms(token) for token in span)
        sentence = Sentence(span, forms, frozenset().union(*forms))
        for number, found in self._finder.find(sentence):
            code, rule = self._rules[number]
            yield code, rule, _with_particles(span, found)

    def keywords(self, segments: pd.DataFrame) -> pd.DataFrame:
        """Suggest the code of every rule that finds something, whatever is said of it: a search for words.

        Parameters
        ----------
        segments
            Frame `segments`, n rows.

        Returns
        -------
        pd.DataFrame
            segment_id and code_id, each pair once: a baseline for ``evaluate``.
        """
        docs = self._nlp.pipe(segments["text"])
        found = [
            {"segment_id": segment_id, "code_id": code.code_id}
            for segment_id, doc in zip(segments["segment_id"], docs, strict=True)
            for code, _, _ in self._find(doc)
        ]
        return pd.DataFrame(found, columns=["segment_id", "code_id"], dtype="str").drop_duplicates(ignore_index=True)

    def passages(self, segments: pd.DataFrame) -> Iterator[Passage]:
        """Yield the evidence of every rule in its sentence, as it is given to the judge; ``segments`` as for ``suggest``."""
        for _, said in self._in_context(segments):
            for code, _, places in self._find(said.doc):
                yield said.passage(places, _BASE.get(code.richting, ""))

    def _direct(self, code: Code, status: Status, said: _Said) -> Code | None:
        """Return the code that the evidence speaks for, or None if it speaks for none.

        What a context code finds is a fact only if it is affirmed.
        """
        if code.richting == "context":
            return code if status == "affirmed" else None
        base = _BASE[code.richting]
        speaks_for = direction(base, status, said.tokens)
        if speaks_for == "none":
            return None
        return code if speaks_for == base else self._codebook.by_id.get(code.tegenpool or "")

    def _row(
        self, target: Code, code: Code, rule: Rule, span: Span, places: Positions, judgement: Judgement, sure: float
    ) -> dict[str, Any]:
        start = span[places[0]].idx - span.start_char
        last = span[places[-1]]
        words = " … ".join(_pieces(span, places)) if is_spread(places) else span[places[0] : places[-1] + 1].text
        detail = f"regel {rule.id}: {words}"
        if judgement.status != "affirmed":
            detail += f"; {_STATUS_NL[judgement.status]}{f' ({judgement.words})' if judgement.words else ''}"
        if target is not code:
            detail += f": tegenpool van {code.naam.lower()}"
        return {
            "code_id": target.code_id,
            "origin": "rule",
            "direction": target.richting,
            "score": rule.sterkte * sure,
            "certainty": "likely" if rule.sterkte >= _STRONG and sure >= _SURE else "doubtful",
            "source_id": f"{code.code_id}/{rule.id}",
            "evidence_start": start,
            "evidence_end": last.idx + len(last.text) - span.start_char,
            "detail": detail,
        }


@dataclass(frozen=True)
class _Said:
    """A segment, the words of its neighbours in the turn, and of the question before the turn."""

    doc: Doc
    before: tuple[str, ...]
    after: tuple[str, ...]
    asked: tuple[str, ...]

    @property
    def tokens(self) -> tuple[str, ...]:
        return (*self.before, *(token.text for token in self.doc), *self.after)

    def passage(self, places: Positions, base: str) -> Passage:
        """Return the evidence at ``places`` in its own sentence; a question has its answer with it ("Geld? Nee hoor.").

        What other neighbours deny or wish, they say of something else.
        """
        own = tuple(token.text for token in self.doc)
        answer = self.after if own and own[-1] == "?" else ()
        return Passage((*own, *answer), places[0], places[-1] + 1, self.asked, base, places)


def _with_particles(span: Span, places: Positions) -> Positions:
    """Add the particles of split verbs: both parts are the evidence."""
    particles = {span[i]._.fw_particle for i in places} - {-1}
    return tuple(sorted({*places, *particles}))


def _pieces(span: Span, places: Positions) -> list[str]:
    """Return runs of neighbouring matched words."""
    runs: list[list[int]] = []
    for i in places:
        if runs and i == runs[-1][-1] + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return [span[run[0] : run[-1] + 1].text for run in runs]
