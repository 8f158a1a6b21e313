"""What the web page knows of a study, and the places in it that may be coded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.review.anchors import passage_at
from pipeline.review.model import Decision, Passage, Suggestion
from pipeline.review.rows import by_place
from pipeline.review.store import Store
from pipeline.review.texts import plain_text

Unit = tuple[str, int]
Compare = Callable[[pd.DataFrame, pd.DataFrame, list[Unit], Codebook], pd.DataFrame]


class UnknownInterviewError(LookupError):
    """The study has no such interview."""


class BadPlaceError(ValueError):
    """A passage that cannot be coded; the message is Dutch and for the coder."""


@dataclass(frozen=True)
class Progress:
    """Of how many suggestions a coder has said what he thinks of them."""

    judged: int
    total: int


@dataclass(frozen=True, eq=False)
class ReviewedStudy:
    """A study as the web page shows it.

    Parameters
    ----------
    turns
        Frame `turns`, all interviews in the order of the study.
    labels
        Municipality -> what it is called on the page.
    compare
        Makes frame `agreement` of two coders' codes, the turns that both judged, and the codebook.
    needs_password
        Whether coders log in with a password: on any other address than the computer's own.
    """

    title: str
    turns: pd.DataFrame
    codebook: Codebook
    store: Store
    labels: Mapping[str, str]
    model_version: str
    compare: Compare
    needs_password: bool = False
    is_invented: bool = False

    @cached_property
    def interview_ids(self) -> tuple[str, ...]:
        """The interviews, in the order of the study."""
        return tuple(dict.fromkeys(self.turns["interview_id"]))

    @cached_property
    def counterpart(self) -> dict[str, str]:
        """code_id -> the code that says the opposite."""
        return {code.code_id: code.tegenpool for code in self.codebook.codes if code.tegenpool}

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {interview_id: plain_text(turns) for interview_id, turns in self._by_interview.items()}

    @cached_property
    def _by_interview(self) -> dict[str, pd.DataFrame]:
        return {str(name): turns for name, turns in self.turns.groupby("interview_id", sort=False)}

    @cached_property
    def _by_unit(self) -> dict[Unit, Any]:
        return {(turn.interview_id, turn.turn_no): turn for turn in frames.rows(self.turns)}

    def units(self) -> list[Unit]:
        """Return the respondent turns as (interview_id, turn_no), in order."""
        return [unit for unit, turn in self._by_unit.items() if turn.role == "respondent"]

    def turns_of(self, interview_id: str) -> pd.DataFrame:
        """Return the turns of one interview.

        Raises
        ------
        UnknownInterviewError
            If the study does not have it.
        """
        if interview_id not in self._by_interview:
            raise UnknownInterviewError(interview_id)
        return self._by_interview[interview_id]

    def text_of(self, interview_id: str) -> str:
        """Return the plain text of one interview, in which the offsets count; see ``plain_text``."""
        self.turns_of(interview_id)
        return self._texts[interview_id]

    def label_of(self, interview_id: str) -> str:
        """Return what the municipality of an interview is called."""
        municipality = str(self.turns_of(interview_id)["municipality"].iloc[0])
        return self.labels.get(municipality, municipality)

    def passage(self, interview_id: str, turn_no: int, start_char: int, end_char: int) -> Passage:
        """Return a passage that may be coded, with its words and the context around it.

        Raises
        ------
        BadPlaceError
            If it does not lie within one turn of a respondent, or holds no words.
        """
        text = self.text_of(interview_id)
        turn = self._by_unit.get((interview_id, turn_no))
        if turn is None or turn.role != "respondent":
            raise BadPlaceError("alleen beurten van een geïnterviewde krijgen codes; kies tekst in zo'n beurt")
        if not turn.start_char <= start_char < end_char <= turn.end_char:
            raise BadPlaceError("de gekozen tekst ligt niet binnen één beurt; kies tekst in één beurt")
        if not any(sign.isalnum() for sign in text[start_char:end_char]):
            raise BadPlaceError("de gekozen tekst bevat geen woorden; kies één of meer woorden")
        return passage_at(text, interview_id, turn_no, start_char, end_char)

    def decided(self, coder: str, interview_id: str | None = None) -> dict[tuple[str, int, int, str], Decision]:
        """Return what a coder decided and still stands, by interview, start, end and code."""
        return {by_place(one): one for one in self.store.decisions(interview_id, coder)}

    def to_code_blind(self, coder: str) -> set[Unit]:
        """Return the turns that a coder still has to code blind: those of his open sample that he has not judged."""
        sample = self.store.sample(coder)
        judged = {(one.interview_id, one.turn_no) for one in self.store.judged(coder)}
        return set(sample.turns) - judged if sample else set()

    def suggestions(self, coder: str, interview_id: str | None = None) -> list[Suggestion]:
        """Return the suggestions that a coder may see, in order of place: none in turns that he still has to code blind."""
        blind = self.to_code_blind(coder)
        found = self.store.suggestions(interview_id)
        return [one for one in found if (one.passage.interview_id, one.passage.turn_no) not in blind]

    def undecided(self, coder: str, interview_id: str | None = None) -> list[Suggestion]:
        """Return the suggestions that a coder may see and has said nothing about yet, in order of place."""
        decided = self.decided(coder, interview_id)
        return [one for one in self.suggestions(coder, interview_id) if by_place(one) not in decided]

    def progress(self, coder: str, interview_id: str) -> Progress:
        """Return how far a coder is with the suggestions of an interview."""
        total = len(self.suggestions(coder, interview_id))
        return Progress(total - len(self.undecided(coder, interview_id)), total)
