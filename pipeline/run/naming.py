"""The names in a study's interviews, and the gate that keeps them out of what is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import pandas as pd

from pipeline import frames
from pipeline.errors import FrameError
from pipeline.files import sha256_bytes, sha256_value, write_csv
from pipeline.language import load_language
from pipeline.privacy import Gate
from pipeline.privacy.doubts import form_of
from pipeline.privacy.finder import NameFinder
from pipeline.privacy.neutral import Neutral
from pipeline.privacy.recogniser import FILE
from pipeline.privacy.roles import Roles
from pipeline.privacy.spreading import mark_places, spread
from pipeline.privacy.unusual import look_at
from pipeline.review import open_store
from pipeline.run.outputs import CACHE, read_frame
from pipeline.run.reviewing import has_store
from pipeline.run.sources import language_key
from pipeline.study import Study

NAMES_PREFIX = "names-"


@dataclass(frozen=True)
class Found:
    """Frame `names` of interviews, by municipality, and the interviews in which names could not be looked for."""

    names: pd.DataFrame
    failed: frozenset[str]


class NameSearch:
    """Finds names in interviews, or reads what was found before in the same text with the same means.

    ``last`` is the file in the cache that was read or written last.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._finder: NameFinder | None = None
        self._basis = names_basis(study)
        self.last = ""

    def find(self, turns: pd.DataFrame) -> pd.DataFrame:
        """Return frame `names` of one interview, from its turns alone."""
        said = [turns[name].tolist() for name in ("interview_id", "turn_no", "start_char", "text", "speaker")]
        path = self._study.out / CACHE / f"{NAMES_PREFIX}{sha256_value([self._basis, said])[:24]}.csv"
        self.last = path.name
        if path.is_file():
            try:
                return read_frame(path, frames.NAMES)
            except (FrameError, ValueError):  # damaged: found anew
                pass
        found = self._searched(turns)
        write_csv(path, found)
        return found

    def _searched(self, turns: pd.DataFrame) -> pd.DataFrame:
        if self._finder is None:
            section = self._study.settings.privacy
            # Always the pipeline that ships: the recogniser was trained on what it says of words.
            self._finder = NameFinder(load_language(), section.verberg_namen, section.laat_staan)
        return self._finder.find(turns)


def names_basis(study: Study) -> str:
    """Return the checksum of what decides which names are found in a text."""
    weights = (files("pipeline.privacy") / FILE).read_bytes()
    return sha256_value([study.settings.privacy.model_dump(), language_key(study), sha256_bytes(weights)])


def find_names(
    study: Study,
    turns: pd.DataFrame,
    municipality_of: Mapping[str, str],
    advance: Callable[[str], None] = lambda _: None,
    any_language: bool = False,
) -> Found:
    """Find the names in interviews. One that fails, or is not Dutch, is told apart, and stops no other.

    Parameters
    ----------
    turns
        Frame `turns` of the interviews.
    municipality_of
        Interview -> municipality, in the order of the study.
    advance
        Called with the id of each interview that is done.
    any_language
        Whether names are looked for in other languages too, in which few are found.
    """
    search, towns = NameSearch(study), sorted(set(municipality_of.values()))
    parts: list[pd.DataFrame] = []
    failed: set[str] = set()
    by_interview = {str(interview_id): part for interview_id, part in turns.groupby("interview_id", sort=False)}
    for municipality in dict.fromkeys(municipality_of.values()):
        here = [i for i, name in municipality_of.items() if name == municipality and i in by_interview]
        found: list[pd.DataFrame] = []
        for interview_id in here:
            said = by_interview[interview_id].reset_index(drop=True)
            try:
                if not any_language and not look_at(said).is_dutch:
                    failed.add(interview_id)
                else:
                    found.append(search.find(said))
            except Exception:
                failed.add(interview_id)
            advance(interview_id)
        if found:
            said = turns[turns["interview_id"].isin(here)]
            parts.append(spread(mark_places(pd.concat(found, ignore_index=True), said, towns), said))
    names = pd.concat(parts, ignore_index=True) if parts else frames.empty(frames.NAMES)
    return Found(names, frozenset(failed))


def neutral(search: NameSearch, turns: pd.DataFrame) -> Neutral:
    """Return turns of interviews with the same words for every name; where names cannot be looked for, as they are."""
    parts: list[pd.DataFrame] = []
    for _, part in turns.groupby("interview_id", sort=False):
        said = part.reset_index(drop=True)
        try:
            parts.append(mark_places(search.find(said), said, said["municipality"].unique()))
        except Exception:
            continue
    return Neutral(turns, pd.concat([frames.empty(frames.NAMES), *parts], ignore_index=True))


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
    with closing(open_store(study.store)) as store:
        releases = store.releases()
    free = set(zip(releases["municipality"], releases["form"], strict=True))
    kept = [(municipality_of[row.interview_id], form_of(row.text)) not in free for row in frames.rows(names)]
    return names[np.array(kept, dtype=bool)].reset_index(drop=True)
