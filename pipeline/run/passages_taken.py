"""Selections of another program to passages of a study: each within one turn of a respondent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline import frames
from pipeline.errors import TranscriptError
from pipeline.exchange import Selection, Source, travelling
from pipeline.reading.header import declared_names
from pipeline.reading.parsed import take_declarations
from pipeline.reading.roles import assign_roles
from pipeline.reading.text import read_text
from pipeline.review import Passage
from pipeline.review.anchors import find, passage_at
from pipeline.review.texts import plain_text
from pipeline.run.interviews import Interview

Span = tuple[int, int]
_RESPONDENT = "respondent"


@dataclass(frozen=True)
class Placed:
    """Where a selection is in the study.

    Attributes
    ----------
    passages
        One per turn of a respondent; none if it is in no such turn, or not found.
    is_cut
        Whether these are not exactly the words of the selection.
    n_missing
        Parts in turns of respondents that were not found in another text.
    """

    passages: tuple[Passage, ...]
    is_cut: bool = False
    n_missing: int = 0


class Places:
    """Finds the selections of one source in its interview, whose text may be another (``is_edited``)."""

    def __init__(self, interview: Interview, source: Source, is_edited: bool) -> None:
        self._interview, self._source, self._is_edited = interview, source, is_edited
        self._travelled = travelling(interview.text)

    def place(self, selection: Selection) -> Placed:
        """Return where a selection is in the turns of respondents."""
        if self._interview.turns is None:
            return Placed(())
        if self._is_edited:
            return self._find(selection)
        span = self._travelled.back(selection.start, selection.end)
        cut = [(turn_no, part) for turn_no, turn in self._said if (part := _common(span, turn, self._plain))]
        passages = tuple(passage_at(self._plain, self._interview.interview_id, number, *part) for number, part in cut)
        return Placed(passages, is_cut=bool(cut) and [part for _, part in cut] != [span])

    def anchor(self, selection: Selection) -> Passage:
        """Return a selection with its words and the text around it; in the project's text where the study has another."""
        if self._is_edited:
            return passage_at(self._source.text, self._interview.interview_id, 0, selection.start, selection.end)
        span = self._travelled.back(selection.start, selection.end)
        return passage_at(self._interview.text, self._interview.interview_id, 0, *span)

    @cached_property
    def _plain(self) -> str:
        """The text as the store knows it: what is no turn is blank."""
        turns = self._interview.turns
        return "" if turns is None else plain_text(turns)

    @cached_property
    def _said(self) -> list[tuple[int, Span]]:
        """The turns of respondents: number and place."""
        turns = self._interview.turns
        said = [] if turns is None else frames.rows(turns[turns["role"] == _RESPONDENT])
        return [(turn.turn_no, (turn.start_char, turn.end_char)) for turn in said]

    def _find(self, selection: Selection) -> Placed:
        """Look a selection up in another text, turn by turn if it is known what the turns were."""
        whole = (selection.start, selection.end)
        text = self._source.text
        parts = [whole]
        if self._respondent_spans is not None:
            parts = [part for turn in self._respondent_spans if (part := _common(whole, turn, text))]
        found = [self._find_part(part) for part in parts]
        passages = tuple(one for one in found if one is not None)
        return Placed(passages, is_cut=bool(parts) and parts != [whole], n_missing=len(parts) - len(passages))

    def _find_part(self, part: Span) -> Passage | None:
        name = self._interview.interview_id
        found = find(passage_at(self._source.text, name, 0, *part), self._travelled.text, self._travelled_turns)
        if found is None:
            return None
        return passage_at(self._plain, name, found.turn_no, *self._travelled.back(found.start_char, found.end_char))

    @cached_property
    def _travelled_turns(self) -> pd.DataFrame:
        """The turns of the interview, with their places in the text as it travels."""
        turns = self._interview.turns
        assert turns is not None
        spans = [
            self._travelled.span(start, end) for start, end in zip(turns["start_char"], turns["end_char"], strict=True)
        ]
        return turns.assign(start_char=[start for start, _ in spans], end_char=[end for _, end in spans])

    @cached_property
    def _respondent_spans(self) -> list[Span] | None:
        """Where respondents speak in the project's text; None if that cannot be read as a transcript."""
        known, name = self._interview.file.known, self._interview.interview_id
        try:
            parsed = take_declarations(read_text(self._source.text.encode(), name, declared_names(known)))
            facts = {**known, **parsed.header}
            roles = assign_roles(parsed, facts.get("interviewer", ""), facts.get(_RESPONDENT, ""), name)
        except TranscriptError:
            return None
        return [(turn.start, turn.end) for turn in parsed.turns if roles[turn.label] == _RESPONDENT]


def _common(span: Span, turn: Span, text: str) -> Span | None:
    """Return what of a span is in a turn: all of it as it is, a part without white space around it; None if nothing is."""
    start, end = max(span[0], turn[0]), min(span[1], turn[1])
    if (start, end) == span:
        return span
    said = text[start:end] if start < end else ""
    bare = said.strip()
    lead = len(said) - len(said.lstrip())
    return (start + lead, start + lead + len(bare)) if bare else None
