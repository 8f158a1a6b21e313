"""vrijgaven.csv, which the page privacy.html makes, to releases in the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import FactorwijzerError, Problem, os_mistake
from pipeline.privacy.doubts import WORDS, read_words
from pipeline.reporting.privacy import KIND_WORDS, PAGE, RELEASE_COLUMNS
from pipeline.review import open_store
from pipeline.review.deciding import checked_name
from pipeline.review.releasing import NameRelease
from pipeline.run.outputs import load_outputs
from pipeline.study import Study
from pipeline.tables import Row, read_table

_KINDS = {word: kind for kind, word in KIND_WORDS.items()}
_ANEW = f"open {PAGE} opnieuw, bewaar vrijgaven.csv nog eens en bewerk het niet in Excel"


class ReleaseError(FactorwijzerError):
    """A file of releases is damaged, or does not fit the study."""


@dataclass(frozen=True)
class Released:
    """What an import did: of ``n_releases`` in the files ``n_new`` were written now, the others stood already."""

    n_files: int
    n_releases: int
    n_new: int


@dataclass(frozen=True)
class _Known:
    """What rows are checked against: doubt id -> form, interview -> municipality, municipality -> label."""

    words: Mapping[str, str]
    municipality_of: Mapping[str, str]
    labels: Mapping[str, str]


def is_release_file(path: Path) -> bool:
    """Tell by its header whether a file is one that privacy.html made.

    Raises
    ------
    OSError
        If it cannot be opened.
    """
    return path.is_file() and RELEASE_COLUMNS[0] in read_table(path).columns


def import_releases(study: Study, paths: Sequence[Path]) -> Released:
    """Write down the releases in these files. All are checked first, and written in one transaction or not at all.

    The same file again changes nothing.

    Raises
    ------
    ReleaseError
        Every mistake in every file at once, by line.
    OutputError
        If the study has not been coded, or the words of its doubts are missing.
    StoreError
        If the store cannot be opened or written.
    """
    known = _known(study)
    problems: list[Problem] = []
    releases: dict[tuple[str, str, str, str], NameRelease] = {}
    for path in paths:
        for one in _read(path, known, problems):
            releases[one.municipality, one.kind, one.form, one.coder] = one
    if problems:
        raise ReleaseError(problems)
    with open_store(study.store) as store:
        n_new = store.release_names(list(releases.values()))
    return Released(len(paths), len(releases), n_new)


def _known(study: Study) -> _Known:
    _, _, lock = load_outputs(study)
    municipality_of = {str(one["interview_id"]): str(one["municipality"]) for one in lock["interviews"]}
    municipalities = list(dict.fromkeys(municipality_of.values()))
    labels = {name: study.label(name, municipalities) for name in municipalities}
    return _Known(read_words(study.root / WORDS), municipality_of, labels)


def _read(path: Path, known: _Known, problems: list[Problem]) -> list[NameRelease]:
    """Return the releases in a file, and put what is wrong with it among the problems."""
    try:
        table = read_table(path)
    except OSError as error:
        problems.append(Problem(path.name, os_mistake(error)))
        return []
    wrong = [*table.problems, *table.missing(RELEASE_COLUMNS)]
    if not wrong and not table.rows:
        wrong = [Problem(path.name, f"er staat geen vrijgave in; kruis op {PAGE} eerst iets aan")]
    problems += wrong
    if wrong:
        return []
    found = []
    for row in table.rows:
        release, mistakes = _release(row, known)
        problems += [Problem(f"{path.name}, regel {row.line_no}", mistake) for mistake in mistakes]
        found += [] if mistakes else [release]
    return found


def _release(row: Row, known: _Known) -> tuple[NameRelease, list[str]]:
    """Return the release in a row, and what is wrong with it."""
    cells = {name: " ".join(cell.split()) for name, cell in row.cells.items()}
    form, kind = known.words.get(cells["vrijgave"], ""), _KINDS.get(cells["soort"], "")
    interview_id, coder, mistakes = cells["interview_id"], cells["codeur"], []
    municipality = known.municipality_of.get(interview_id, "")
    if row.is_too_long:
        mistakes.append(f"meer cellen dan de {len(RELEASE_COLUMNS)} kolommen; {_ANEW}")
    if not form:
        mistakes.append(f"deze vrijgave hoort niet bij deze studie (niet gevonden in {WORDS.as_posix()}); {_ANEW}")
    if not kind:
        mistakes.append(f"onbekende soort; toegestaan: {', '.join(_KINDS)}; {_ANEW}")
    if not municipality:
        mistakes.append(f"dit interview staat niet in de studie; {_ANEW}")
    elif cells["gemeente"] != known.labels[municipality]:
        mistakes.append(f"dit interview hoort niet bij deze gemeente; {_ANEW}")
    try:
        coder = checked_name(coder)
    except ValueError as error:
        mistakes.append(f"codeur: {error}")
    return NameRelease(interview_id, form, kind, municipality, coder, cells["reden"]), mistakes
