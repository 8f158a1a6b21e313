"""Whether what a passage tells is so here and now, of any part of it.

affirmed, denied, wished, hypothetical (only supposed), past (no longer), elsewhere (of another place), rejected (somebody's
words repeated to deny them) or uncertain. The words around the evidence are weighed: those of assertion.yaml and others,
with weights learnt from labelled invented sentences (assertion_weights.json). Irony is beyond it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import srsly
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language import attributes
from pipeline.language.passages import Passage, features
from pipeline.language.triggers import Status, Triggers

STATUSES: tuple[Status, ...] = get_args(Status)
SPANS = "fw_evidence"
Base = Literal["facilitating", "hindering"]
LEARNT, SPEECH = "learnt", "speech"
_SHOWN = 3


@dataclass(frozen=True)
class Judgement:
    """The status of some evidence, the words that weigh most for it, and the chance in [0, 1] of each status."""

    status: Status
    words: str
    chances: tuple[tuple[Status, float], ...]


@Language.factory(
    "fw_assertion",
    assigns=[f"span._.{attributes.STATUS}", f"span._.{attributes.STATUS_WORDS}"],
    requires=["doc.sents"],
    default_config={"shares": LEARNT},
)
class AssertionJudge:
    """Judge evidence in a passage; as a component, every span in ``doc.spans["fw_evidence"]``.

    Parameters
    ----------
    shares
        How common each status is taken to be: "learnt" as in the passages it learnt from, where every status is common;
        "speech" as in interviews, where most of what is said is so (estimated after Saerens et al., 2002).

    Examples
    --------
    >>> judge = AssertionJudge()
    >>> def status(text, start, end):
    ...     return judge.judge(Passage(tuple(text.split()), start, end)).status
    >>> status("We hebben geen korte lijnen .", 3, 5)
    'denied'
    >>> status("Een coördinator ? Die hebben we niet .", 0, 2)
    'denied'
    >>> status("Korte lijnen zouden enorm helpen .", 0, 2)
    'wished'
    """

    def __init__(self, nlp: Language | None = None, name: str = "fw_assertion", shares: str = LEARNT) -> None:
        if shares not in (LEARNT, SPEECH):
            raise ValueError(f"shares: got {shares!r}; allowed {LEARNT!r}, {SPEECH!r}")
        self.name, self._shares = name, shares
        self._triggers = Triggers()
        self._set(srsly.json_loads((files("pipeline.language") / "assertion_weights.json").read_text(encoding="utf-8")))

    def _set(self, stored: dict[str, Any]) -> None:
        self._stored = stored
        self._statuses: list[Status] = stored["statuses"]
        self._intercepts = np.array(stored["intercepts"])
        if self._shares == SPEECH:
            # Halfway: of a short plain sentence ("We hebben geen tijd") the weights are less sure than they could be.
            self._intercepts = self._intercepts + 0.5 * np.log(np.array(stored[SPEECH]) / np.array(stored[LEARNT]))
        self._weights: dict[str, NDArray[np.floating[Any]]] = {
            feature: np.array(row) for feature, row in stored["weights"].items()
        }

    def judge(self, passage: Passage) -> Judgement:
        """Judge the evidence of a passage."""
        found = features(passage, self._triggers)
        parts = {name: value * self._weights[name] for name, value in found.items() if name in self._weights}
        scores = self._intercepts + sum(parts.values(), np.zeros(len(self._statuses)))
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        best = int(np.argmax(chances))
        status = self._statuses[best]
        words = "" if status == "affirmed" else _words({name: float(part[best]) for name, part in parts.items()})
        return Judgement(status, words, tuple(zip(self._statuses, chances.tolist(), strict=True)))

    def __call__(self, doc: Doc) -> Doc:
        tokens = tuple(token.text for token in doc)
        for span in doc.spans.get(SPANS, []):
            judgement = self.judge(Passage(tokens, span.start, span.end))
            span._.set(attributes.STATUS, judgement.status)
            span._.set(attributes.STATUS_WORDS, judgement.words)
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        """Return the weights."""
        return bytes(srsly.msgpack_dumps(self._stored))

    def from_bytes(self, data: bytes, **_: Any) -> AssertionJudge:
        """Take weights."""
        self._set(srsly.msgpack_loads(data))
        return self

    def to_disk(self, path: Path, **_: Any) -> None:
        """Write the weights as JSON."""
        srsly.write_json(Path(path).with_suffix(".json"), self._stored)

    def from_disk(self, path: Path, **_: Any) -> AssertionJudge:
        """Read weights."""
        self._set(srsly.read_json(Path(path).with_suffix(".json")))
        return self


def direction(base: Base, status: Status, tokens: Collection[str] = ()) -> Literal["facilitating", "hindering", "none"]:
    """Return what evidence of a status says of here and now, by the direction rules of the coding scheme.

    What helps and is denied, wished, gone or rejected speaks for its counterpart; what hinders and is denied or
    rejected, too. What hindered once says something only where the passage says that it is better now.

    Examples
    --------
    >>> direction("facilitating", "wished"), direction("hindering", "denied"), direction("hindering", "elsewhere")
    ('hindering', 'facilitating', 'none')
    """
    if status == "affirmed":
        return base
    if status in ("elsewhere", "hypothetical", "uncertain"):
        return "none"
    if base == "facilitating":
        return "hindering"
    if status == "past":
        return "facilitating" if _BETTER_NOW & {token.lower() for token in tokens} else "none"
    return "hindering" if status == "wished" else "facilitating"


_BETTER_NOW = frozenset(
    (
        "nu nou inmiddels tegenwoordig gelukkig opgelost sinds sindsdien voorbij vandaag intussen goddank "
        "afgeschaft verdwenen rechtgetrokken"
    ).split()
)


# Words that say nothing by themselves to a reader of an explanation.
_SILENT = frozenset(
    "de het een 't ik je we wij ze zij hij die dat dit is zijn van in op te en er om voor met aan".split()
)


def _words(parts: dict[str, float]) -> str:
    """Return the single words that weigh most, each once."""
    chosen: dict[str, None] = {}
    for name, weight in sorted(parts.items(), key=lambda item: -item[1]):
        kind, _, word = name.partition("=")
        if weight > 0 and kind not in ("in", "stem", "base", "status"):
            chosen |= dict.fromkeys(w for w in word.split("_") if w.isalpha() and w not in _SILENT)
        if len(chosen) >= _SHOWN:
            break
    return ", ".join(list(chosen)[:_SHOWN])
