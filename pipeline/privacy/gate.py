"""The gate: what is printed of transcripts has passed it, with every name, role and number masked that gives somebody away.

Turns and codings pass it before a report is made, so that whatever makes reports has no other text. Free text (titles,
notes of coders) passes ``mask``. Masks say what stood there and carry no number: which masks are the same one is nobody's
business but the researcher's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.privacy.contact import find_contact
from pipeline.privacy.masking import Masked, Span, apart, replaced
from pipeline.privacy.pseudonyms import MASKS as WORDS
from pipeline.privacy.role_words import MASK as ROLE
from pipeline.privacy.roles import Roles
from pipeline.privacy.spelling import Spellings
from pipeline.privacy.words import COMMON, familiarity, has_capital

# Other control characters count as white space.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
MASKS = {kind: f"[{WORDS[kind]}]" for kind in frames.NAME_KINDS}
# What stands in the place of every turn of an interview in which names could not be looked for.
NOT_SHOWN = "[niet getoond: de namen in dit interview konden niet worden gezocht]"
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)]*\s+")
_NAMED = ("person", "place", "organisation", "school", "project")
_LEAST_LETTERS = 3


class Gate:
    """Masks what gives somebody away.

    Parameters
    ----------
    masks
        Name -> what is printed in its place, wherever it stands. Case, accents written apart, apostrophes and spaces may
        differ; a genitive s and derived forms (-se, -er, -naar) go too.
    names
        Frame `names` of the interviews, without those that were released; None if only ``masks`` counts.
    alone
        Interview -> the roles that one respondent of its municipality has (``Roles.alone``); they are not printed either.
    failed
        Interviews in which names could not be looked for; nothing of them is printed.

    Examples
    --------
    >>> Gate({"Veldhaven": "[gemeente]"}).mask("Hier in Veldhaven, in Veldhavens centrum.")
    'Hier in [gemeente], in [gemeente] centrum.'
    """

    def __init__(
        self,
        masks: Mapping[str, str],
        names: pd.DataFrame | None = None,
        alone: Mapping[str, Collection[str]] | None = None,
        failed: Collection[str] = (),
    ) -> None:
        self._masks = {unicodedata.normalize("NFC", name).strip(): mask for name, mask in masks.items()}
        self._listed = Spellings(self._masks, any_case=True, derived=True)
        self._alone, self._failed = alone or {}, frozenset(failed)
        self._has_names = names is not None
        self._names: dict[tuple[str, int], list[Span]] = {}
        self._found: dict[str, str] = {}
        for row in frames.rows(names if names is not None else frames.empty(frames.NAMES)):
            span = Span(row.start_char, row.end_char, MASKS[row.kind])
            self._names.setdefault((row.interview_id, row.turn_no), []).append(span)
            for form in (row.text, *row.text.split()) if row.kind in _NAMED else ():
                if len(form) >= _LEAST_LETTERS and has_capital(form) and (" " in form or familiarity(form) < COMMON):
                    self._found.setdefault(form, MASKS[row.kind])
        self._everywhere = Spellings(self._found)

    def mask(self, text: str) -> str:
        """Return free text on one line, with what is listed or was found anywhere masked, without control characters."""
        flat = " ".join(unicodedata.normalize("NFC", _CONTROL.sub("", text)).split())
        return replaced(flat, self._in_any_text(flat))

    def pass_through(self, turns: pd.DataFrame, *codings: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
        """Return turns and codings as they may be printed.

        Parameters
        ----------
        turns
            Frame `turns`, all turns in which something is coded.
        codings
            Frames `codings`.

        Returns
        -------
        tuple of pd.DataFrame
            The same frames. Their offsets count in the masked texts, laid out as before; a passage that ends inside a
            mask holds all of it. Speakers are called by their roles; ``perspective`` and ``detail``, which repeats words of
            the talk, are empty.
        """
        places: dict[tuple[str, int], Masked] = {}
        texts, starts, ends = [], [], []
        shift, before = 0, ""
        for turn in frames.rows(turns):
            shift, before = (shift if turn.interview_id == before else 0), turn.interview_id
            masked = self._turn(turn)
            start = turn.start_char + shift
            places[turn.interview_id, turn.turn_no] = Masked(turn.start_char, start, turn.text, masked)
            texts.append(places[turn.interview_id, turn.turn_no].text)
            starts.append(start)
            ends.append(start + len(texts[-1]))
            shift += len(texts[-1]) - len(turn.text)
        shown = turns.assign(text=pd.array(texts, dtype="str"), start_char=starts, end_char=ends)
        shown = shown.assign(speaker=turns["role"], perspective="")
        return shown, *(_moved(frame, places) for frame in codings)

    def excerpt(self, turn: Any, start: int, end: int, gap: str) -> str:
        """Return the sentence around a passage of a turn, the passage as ``gap`` and all else masked."""
        here = start - turn.start_char, end - turn.start_char
        opening = max((m.end() for m in _SENTENCE_END.finditer(turn.text, 0, here[0])), default=0)
        closing = _SENTENCE_END.search(turn.text, here[1])
        last = closing.end() if closing else len(turn.text)
        # A mask that reaches beyond the passage keeps the rest of it.
        spans = [
            Span(a, b, span.mask)
            for span in self._turn(turn)
            for a, b in ((span.start, min(span.end, here[0])), (max(span.start, here[1]), span.end))
            if a < b and opening < b and a < last
        ]
        first, last = min([opening, *(s.start for s in spans)]), max([last, *(s.end for s in spans)])
        cut = [Span(s.start - first, s.end - first, s.mask) for s in [*spans, Span(*here, gap)]]
        return " ".join(_CONTROL.sub("", replaced(turn.text[first:last], cut)).split())

    def _turn(self, turn: Any) -> list[Span]:
        """Return what is masked in a turn; offsets in it."""
        if turn.interview_id in self._failed:
            return [Span(0, len(turn.text), NOT_SHOWN)]
        named = self._names.get((turn.interview_id, turn.turn_no), ())
        own = [Span(span.start - turn.start_char, span.end - turn.start_char, span.mask) for span in named]
        alone = self._alone.get(turn.interview_id, ())
        roles = _spans_of(turn.text, _roles().mask(turn.text, alone), ROLE) if alone else []
        return apart([*self._listed_in(turn.text), *own, *self._in_any_text(turn.text), *roles])

    def _in_any_text(self, text: str) -> list[Span]:
        spans = self._listed_in(text)
        spans += [Span(a, b, self._found[name]) for a, b, name in self._everywhere.places(text)]
        if self._has_names:
            spans += [Span(one.start, one.end, MASKS[one.kind]) for one in find_contact(text)]
        return apart(spans)

    def _listed_in(self, text: str) -> list[Span]:
        return [Span(a, b, self._masks[name]) for a, b, name in self._listed.places(text)]


@cache
def _roles() -> Roles:
    return Roles.load()


def _moved(codings: pd.DataFrame, places: Mapping[tuple[str, int], Masked]) -> pd.DataFrame:
    moved = [places[row.interview_id, row.turn_no].moved(row.start_char, row.end_char) for row in frames.rows(codings)]
    texts = pd.array([text for _, _, text in moved], dtype="str")
    placed = codings.assign(start_char=[a for a, _, _ in moved], end_char=[b for _, b, _ in moved], text=texts)
    # Of no codings pandas does not know the kind.
    placed = placed.astype({"start_char": "int64", "end_char": "int64"})
    return placed.assign(speaker="respondent", detail="")


def _spans_of(text: str, masked: str, mask: str) -> list[Span]:
    """Return which passages of ``text`` are a mask in ``masked``."""
    if masked == text:
        return []
    pattern = "(.+?)".join(re.escape(part) for part in masked.split(mask))
    match = re.fullmatch(pattern, text, re.DOTALL)
    assert match is not None, "a masked text is the text with passages replaced"
    return [Span(*match.span(number), mask) for number in range(1, (match.re.groups or 0) + 1)]
