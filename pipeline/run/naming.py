"""The names in a study's interviews, and the gate that keeps them out of what is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files

import pandas as pd

from pipeline import frames
from pipeline.files import sha256_bytes, sha256_value, write_csv
from pipeline.language import load_language
from pipeline.privacy import Gate
from pipeline.privacy.doubts import form_of
from pipeline.privacy.finder import NameFinder
from pipeline.privacy.recogniser import FILE
from pipeline.privacy.roles import Roles
from pipeline.privacy.spreading import spread
from pipeline.review import open_store
from pipeline.run.outputs import CACHE, read_frame
from pipeline.run.reviewing import has_store
from pipeline.run.sources import language_key
from pipeline.study import Study


@dataclass(frozen=True)
class Found:
    """Frame `names` of interviews, by municipality, and the interviews in which names could not be looked for."""

    names: pd.DataFrame
    failed: frozenset[str]


def find_names(
    study: Study,
    turns: pd.DataFrame,
    municipality_of: Mapping[str, str],
    keys: Mapping[str, str] | None = None,
    advance: Callable[[str], None] = lambda _: None,
) -> Found:
    """Find the names in interviews. One that fails is told apart, and stops no other.

    Parameters
    ----------
    turns
        Frame `turns` of the interviews.
    municipality_of
        Interview -> municipality, in the order of the study.
    keys
        Interview -> the name under which its results are kept, for those that are.
    advance
        Called with the id of each interview that is done.
    """
    finder = _Finder(study, keys or {}, sorted(set(municipality_of.values())))
    parts: list[pd.DataFrame] = []
    failed: set[str] = set()
    by_interview = {str(interview_id): part for interview_id, part in turns.groupby("interview_id", sort=False)}
    for municipality in dict.fromkeys(municipality_of.values()):
        here = [i for i, name in municipality_of.items() if name == municipality and i in by_interview]
        found: list[pd.DataFrame] = []
        for interview_id in here:
            try:
                found.append(finder.find(interview_id, by_interview[interview_id].reset_index(drop=True)))
            except Exception:
                failed.add(interview_id)
            advance(interview_id)
        if found:
            parts.append(spread(pd.concat(found, ignore_index=True), turns[turns["interview_id"].isin(here)]))
    names = pd.concat(parts, ignore_index=True) if parts else frames.empty(frames.NAMES)
    return Found(names, frozenset(failed))


class _Finder:
    """Finds names in an interview, or reads what was found before in the same text with the same means."""

    def __init__(self, study: Study, keys: Mapping[str, str], places: list[str]) -> None:
        self._study, self._keys, self._places = study, keys, places
        self._finder: NameFinder | None = None
        weights = (files("pipeline.privacy") / FILE).read_bytes()
        self._basis = [study.settings.privacy.model_dump(), places, language_key(study), sha256_bytes(weights)]

    def find(self, interview_id: str, turns: pd.DataFrame) -> pd.DataFrame:
        basis = sha256_value([self._basis, turns["text"].tolist(), turns["speaker"].tolist()])[:12]
        key = self._keys.get(interview_id)
        path = self._study.out / CACHE / f"{key}.names-{basis}.csv"
        if key and path.is_file():
            return read_frame(path, frames.NAMES)
        found = self._searched(turns)
        if key:
            write_csv(path, found)
        return found

    def _searched(self, turns: pd.DataFrame) -> pd.DataFrame:
        if self._finder is None:
            section = self._study.settings.privacy
            # Always the pipeline that ships: the recogniser was trained on what it says of words.
            self._finder = NameFinder(load_language(), section.verberg_namen, section.laat_staan, self._places)
        return self._finder.find(turns)


def gate_for(study: Study, found: Found, interviews: pd.DataFrame) -> Gate:
    """Return the gate of a study.

    Parameters
    ----------
    found
        The names in its interviews; those that a coder released are not masked.
    interviews
        One row per interview: interview_id, municipality, perspective.
    """
    municipality_of = dict(zip(interviews["interview_id"], interviews["municipality"], strict=True))
    roles = Roles.load()
    alone = {
        name: roles.alone(list(part["perspective"])) for name, part in interviews.groupby("municipality", sort=False)
    }
    return Gate(
        {
            **dict.fromkeys(study.settings.privacy.verberg_namen, "[naam]"),
            **dict.fromkeys(municipality_of.values(), "[gemeente]"),
        },
        without_released(study, found.names, municipality_of),
        {interview_id: alone[name] for interview_id, name in municipality_of.items()},
        found.failed,
    )


def without_released(study: Study, names: pd.DataFrame, municipality_of: Mapping[str, str]) -> pd.DataFrame:
    """Return frame `names` without the forms that a coder released in their municipality."""
    if not has_store(study):
        return names
    releases = open_store(study.store).releases()
    free = set(zip(releases["municipality"], releases["form"], strict=True))
    is_free = [(municipality_of[row.interview_id], form_of(row.text)) in free for row in frames.rows(names)]
    return names[[not one for one in is_free]].reset_index(drop=True)
