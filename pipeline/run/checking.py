"""Every complaint about a study at once."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.coding import read_hand_codings
from pipeline.errors import FactorwijzerError, HandCodingError, Problem
from pipeline.reading import SUFFIXES
from pipeline.run.sources import hand_files, read_all
from pipeline.settings import FILE_NAME
from pipeline.study import Study


def check(study: Study) -> tuple[list[Problem], list[str]]:
    """Return every complaint about codebook, manifest, transcripts and hand codings, and the warnings."""
    problems: list[Problem] = []
    warnings: list[str] = []
    codebook: Codebook | None = None
    try:
        codebook = study.codebook()
    except FactorwijzerError as error:
        problems += error.problems
    try:
        sources = study.sources(SUFFIXES, problems=problems)
    except FactorwijzerError as error:
        return problems + error.problems, warnings
    warnings += [f"{name}: dit soort bestand wordt niet gelezen" for name in study.passed_over(SUFFIXES)]
    transcripts, failures = read_all(sources)
    for failure in failures.values():
        problems += failure.problems
    for transcript in transcripts:
        warnings += [f"{transcript.interview_id}: {warning}" for warning in transcript.warnings]
    found = list(dict.fromkeys(t.municipality for t in transcripts))
    warnings += _alike(found)
    if not failures:
        warnings += _unused(study.settings.gemeenten, found)
    if codebook is not None and transcripts:
        turns = pd.concat([t.turns for t in transcripts], ignore_index=True)
        for name in hand_files(study):
            try:
                read_hand_codings(study.root / name, turns, codebook.code_ids, set(failures))
            except HandCodingError as error:
                problems += error.problems
    return problems, warnings


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
