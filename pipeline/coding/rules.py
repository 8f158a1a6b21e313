"""The rule coder: a codebook rule finds a theme, the assertion status of what it found gives the direction."""

from __future__ import annotations

from typing import Any

import pandas as pd
from spacy.language import Language
from spacy.tokens import Span

from pipeline import frames
from pipeline.codebook import Code, Codebook, Rule
from pipeline.coding.matching import FindPlaces, Positions, Sentence, compile_rule, is_spread
from pipeline.language import AssertionJudge, Judgement, token_forms

# A rule alone is likely only if its author calls it strong and nothing has turned its direction.
_LIKELY = 0.8
_STATUS_NL = {
    "denied": "ontkend",
    "wished": "gewenst",
    "past": "verleden tijd",
    "hypothetical": "voorwaardelijk",
    "elsewhere": "over een andere plaats",
}


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
        self._judge = AssertionJudge()
        self._rules: list[tuple[Code, Rule, FindPlaces]] = [
            (code, rule, compile_rule(rule, codebook.lists, nlp.vocab))
            for code in codebook.codes
            for rule in code.regels
        ]

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
        for segment, doc in zip(frames.rows(segments), self._nlp.pipe(segments["text"]), strict=True):
            for row in self._in_sentence(doc[:]):
                key = (str(segment.segment_id), str(row["code_id"]))
                row["segment_id"] = segment.segment_id
                row["evidence_start"] = segment.start_char + row["evidence_start"]
                row["evidence_end"] = segment.start_char + row["evidence_end"]
                if key not in best or row["score"] > best[key]["score"]:
                    best[key] = row
        rows = [best[key] for key in sorted(best)]
        return frames.build(frames.SUGGESTIONS, rows)

    def _in_sentence(self, span: Span) -> list[dict[str, Any]]:
        forms = tuple(token_forms(token) for token in span)
        sentence = Sentence(span, forms, frozenset().union(*forms))
        rows = []
        for code, rule, find in self._rules:
            for places in find(sentence):
                judgement = self._judge.judge(span, places[0], places[-1] + 1, places)
                target = self._direct(code, judgement)
                if target is not None:
                    rows.append(self._row(target, code, rule, span, places, judgement))
        return rows

    def _direct(self, code: Code, judgement: Judgement) -> Code | None:
        """Return the code that the evidence speaks for, or None if it speaks for none.

        The direction rules: denied, wished and past turn a facilitating code into its counterpart; a denied hindering
        code turns into its counterpart, a wish leaves it; a condition, another place and a past obstacle carry no code.
        """
        status = judgement.status
        if status == "affirmed":
            return code
        if status in ("elsewhere", "hypothetical"):
            return None
        if code.richting == "context":
            return None
        counterpart = self._codebook.by_id.get(code.tegenpool or "")
        if code.richting == "bevorderend":
            return counterpart
        if status == "denied":
            return counterpart
        return code if status == "wished" else None

    def _row(
        self, target: Code, code: Code, rule: Rule, span: Span, places: Positions, judgement: Judgement
    ) -> dict[str, Any]:
        start = span[places[0]].idx - span.start_char
        last = span[places[-1]]
        words = " … ".join(_pieces(span, places)) if is_spread(places) else span[places[0] : places[-1] + 1].text
        detail = f"regel {rule.id}: {words}"
        score = rule.sterkte
        if judgement.status != "affirmed":
            detail += f"; {_STATUS_NL[judgement.status]} ({judgement.words})"
        if target is not code:
            detail += f": tegenpool van {code.naam.lower()}"
            score *= 0.9
        return {
            "code_id": target.code_id,
            "origin": "rule",
            "direction": target.richting,
            "score": score,
            "certainty": "likely" if score >= _LIKELY else "doubtful",
            "source_id": f"{code.code_id}/{rule.id}",
            "evidence_start": start,
            "evidence_end": last.idx + len(last.text) - span.start_char,
            "detail": detail,
        }


def _pieces(span: Span, places: Positions) -> list[str]:
    """Return runs of neighbouring matched words."""
    runs: list[list[int]] = []
    for i in places:
        if runs and i == runs[-1][-1] + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return [span[run[0] : run[-1] + 1].text for run in runs]
