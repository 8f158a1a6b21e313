"""Every complaint about a study at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding import read_hand_codings
from pipeline.errors import FactorwijzerError, Problem
from pipeline.reading import FORMATS, Transcript
from pipeline.run.sources import expected_id, hand_files, language, read_all
from pipeline.settings import FILE_NAME
from pipeline.study import Source, Study


@dataclass(frozen=True)
class Checked:
    """What is wrong with a study, what may be, and how many transcripts of which kind could be read."""

    problems: list[Problem]
    warnings: list[str]
    forms: dict[str, int]

    @property
    def n_read(self) -> int:
        """How many transcripts could be read."""
        return sum(self.forms.values())


def check(study: Study, mistakes: Sequence[Problem] = ()) -> Checked:
    """Return every complaint about codebook, manifest, transcripts and hand codings, and what was read.

    Parameters
    ----------
    study
        Opened, or as far as its settings could be read.
    mistakes
        What is wrong with its settings.
    """
    problems = list(mistakes)
    with _gathered(problems):
        language(study)
    codebook: Codebook | None = None
    with _gathered(problems):
        codebook = study.codebook()
    manifest: list[Problem] = []
    transcripts, failures = read_all(_sources(study, manifest, problems, bool(mistakes)))
    problems += [*manifest, *(problem for _, failure in failures for problem in failure.problems)]
    # With a row of the manifest missing, ids of interviews may be missing too.
    unread = None if manifest or mistakes or not transcripts else {expected_id(source) for source, _ in failures}
    turns = pd.concat([frames.empty(frames.TURNS), *(t.turns for t in transcripts)], ignore_index=True)
    for name in hand_files(study):
        with _gathered(problems):
            read_hand_codings(study.root / name, turns, codebook.code_ids if codebook else None, unread)
    forms = dict(Counter(one.form for one in transcripts).most_common())
    warnings = _unplaced(codebook) + _warnings(study, transcripts, is_whole=not failures)
    return Checked(problems, warnings, forms)


@contextmanager
def _gathered(problems: list[Problem]) -> Iterator[None]:
    """Put what goes wrong with the others, and go on."""
    try:
        yield
    except FactorwijzerError as error:
        problems += error.problems


def _sources(study: Study, manifest: list[Problem], problems: list[Problem], is_doubtful: bool) -> list[Source]:
    """Return the transcripts; where the settings are wrong, a folder that is not there may not be the one meant."""
    if not is_doubtful or study.transcripts_folder.is_dir():
        with _gathered(problems):
            return study.sources(FORMATS, problems=manifest)
    return []


def _warnings(study: Study, transcripts: list[Transcript], is_whole: bool) -> list[str]:
    warnings = [*_lone_coder(study), *study.passed_over(FORMATS)]
    warnings += [f"{t.interview_id}: {warning}" for t in transcripts for warning in t.warnings]
    found = list(dict.fromkeys(t.municipality for t in transcripts))
    warnings += _alike(found)
    return warnings + (_unused(study.settings.gemeenten, found) if is_whole and found else [])


def _unplaced(codebook: Codebook | None) -> list[str]:
    advice = "staat in geen enkel thema en wordt niet gebruikt; zet haar in themes.yaml, of haal het bestand weg"
    return [f"code '{code_id}' {advice}" for code_id in (codebook.unplaced if codebook else ())]


def _lone_coder(study: Study) -> list[str]:
    named = {"coder_a": study.settings.studie.coder_a, "coder_b": study.settings.studie.coder_b}
    absent = [name for name, file in named.items() if not file]
    advice = "zonder twee codeurs berekent evaluate geen overeenstemming; noem beide bestanden, of geen van beide"
    return [f"{FILE_NAME}: studie.{absent[0]} ontbreekt; {advice}"] if len(absent) == 1 else []


def _alike(municipalities: list[str]) -> list[str]:
    """Warn about names that are probably one municipality, and would get a document each."""
    groups: dict[str, list[str]] = {}
    for name in municipalities:
        key = re.sub(r"^gemeente\s+", "", " ".join(name.split()).casefold())
        groups.setdefault(key, []).append(name)
    return [
        f"gemeente {' en '.join(repr(name) for name in names)} tellen als verschillende gemeenten; is het er één, "
        "schrijf haar naam dan overal hetzelfde (in de transcripten of in manifest.csv)"
        for names in groups.values()
        if len(names) > 1
    ]


def _unused(labels: Mapping[str, str], municipalities: list[str]) -> list[str]:
    return [
        f"{FILE_NAME}, [gemeenten]: geen enkel interview is uit '{name}'; gevonden gemeenten: "
        f"{', '.join(municipalities)}; schrijf de naam zoals in de transcripten"
        for name in labels
        if name not in municipalities
    ]
