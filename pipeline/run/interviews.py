"""Every interview of a study as it can be read now, also one of which not all is known yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.errors import Problem, SettingsError, TranscriptError
from pipeline.exchange import text_checksum
from pipeline.exchange.texts import decode
from pipeline.reading import FORMATS, read_transcript
from pipeline.run.sources import expected_id, read_source
from pipeline.study import Source, Study

_PLACE = "gemeente"
_TEXT = ".txt"


@dataclass(frozen=True)
class Interview:
    """One interview: its text, and its turns (frame `turns`), None if it cannot be read; ``municipality`` may be empty."""

    interview_id: str
    file: Source
    text: str
    turns: pd.DataFrame | None
    municipality: str = ""
    complaints: tuple[Problem, ...] = ()

    @cached_property
    def checksum(self) -> str:
        """The checksum of the text, as that of a source of a project."""
        return text_checksum(self.text)


def read_interviews(study: Study) -> list[Interview]:
    """Return every interview of the study; of two with one id the first.

    Raises
    ------
    SettingsError
        If the folder is no study, or its manifest is wrong.
    """
    study.refuse_if_none()
    found: dict[str, Interview] = {}
    for file in _files(study):
        one = _read(file)
        found.setdefault(one.interview_id, one)
    return list(found.values())


def _files(study: Study) -> list[Source]:
    """Return the transcripts of the study; there may be none yet."""
    problems: list[Problem] = []
    try:
        files = study.sources(FORMATS, problems=problems)
    except SettingsError:
        files = []
    if problems:
        raise SettingsError(problems)
    return files


def _read(file: Source) -> Interview:
    try:
        read = read_source(file)
    except TranscriptError as error:
        return _read_without_municipality(file, tuple(error.problems))
    return Interview(read.interview_id, file, read.text, read.turns, read.municipality)


def _read_without_municipality(file: Source, complaints: tuple[Problem, ...]) -> Interview:
    """Read what can be read once it is known which municipality it belongs to, and else only its text."""
    try:
        read = read_transcript(file.path, {**file.known, _PLACE: file.known.get(_PLACE) or "-"}, file.where)
    except TranscriptError:
        return Interview(expected_id(file), file, _plain_text(file), None, file.known.get(_PLACE, ""), complaints)
    return Interview(read.interview_id, file, read.text, read.turns, complaints=complaints)


def _plain_text(file: Source) -> str:
    if file.path.suffix.lower() != _TEXT:
        return ""
    try:
        return decode(file.path.read_bytes()) or ""
    except OSError:
        return ""
