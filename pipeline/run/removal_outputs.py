"""What has to go from the outputs of a study, and from its model, when an interview is withdrawn."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import HandCodingError
from pipeline.files import safe_name, write_json
from pipeline.run.outputs import CACHE, CODINGS, CODINGS_EXCEL, LOCK, TEXTS, TURNS
from pipeline.run.sources import VECTORS
from pipeline.run.stale import RECORD
from pipeline.run.table_rows import count_rows, read_rows, remove_rows
from pipeline.run.withdrawing import INTERVIEW, Withdrawn
from pipeline.settings import COMPARISON, document_name
from pipeline.study import Study
from pipeline.tables import as_text

_MODEL = ("model.json", "model.skops")
# What other commands write beside the documents: figures and quotes that this interview has a part in.
_PAGES = (
    "evaluat*.html",
    "evaluat*.md",
    "overeenstemming.csv",
    "scorekaart-*.csv",
    "privacy*.html",
    "geinterviewden.csv",
    "**/*.ipynb",
)
_GONE = "wordt verwijderd"
_AGAIN = "wordt opnieuw geschreven zonder dit interview; wat u er zelf in veranderde, gaat verloren"


@dataclass(frozen=True)
class Step:
    """One thing to do, which may be done again: where, what happens to it (Dutch, for the user), and what does it."""

    path: Path | str
    what: str
    do: Callable[[], object]


def unlink(path: Path, what: str = _GONE) -> Step:
    """Return the step that removes a file."""
    return Step(path, what, lambda: path.unlink(missing_ok=True))


def output_steps(study: Study, out: Path, who: Withdrawn) -> list[Step]:
    """Return what to do in a folder of outputs; run.lock comes last, for by it such a folder is known.

    Documents and pages go: ``is_to_report`` tells whether to write them again. Of what ``code`` wrote, the other
    interviews stay to the byte.
    """
    entries = _entries(out)
    left = [entry for entry in entries or [] if entry[INTERVIEW] not in who.ids]
    steps = [*_document_steps(study, out, entries or [], bool(left)), *_cache_steps(out / CACHE, who)]
    names = {f"{safe_name(name)}.txt" for name in who.ids}
    steps += [unlink(out / TEXTS / name) for name in sorted(names) if (out / TEXTS / name).is_file()]
    if not left and not (entries is None and (out / TURNS).is_file()):
        whole = [out / name for name in (CODINGS, CODINGS_EXCEL, TURNS, RECORD, LOCK)]
        return [
            *steps,
            *(unlink(path, f"{_GONE}: er blijven geen interviews over") for path in whole if path.is_file()),
        ]
    written = {step.path for step in steps}
    steps += [step for path in sorted(out.glob("*.csv")) if path not in written for step in _row_steps(path, who)]
    if entries is None and (out / LOCK).is_file():
        steps.append(unlink(out / LOCK, f"{_GONE}: het is beschadigd; 'factorwijzer code' maakt het opnieuw"))
    elif entries and len(left) < len(entries):
        steps.append(Step(out / LOCK, "de regel over dit interview wordt verwijderd", lambda: _write_lock(out, left)))
    return steps


def is_to_report(out: Path) -> bool:
    """Tell whether documents were written here, so that they are to be written again from what is left."""
    return (out / RECORD).is_file() and (out / LOCK).is_file()


def model_steps(study: Study, who: Withdrawn) -> list[Step]:
    """Return what to do with the model: it goes if it learnt from this interview, or if that cannot be read.

    Sentence vectors go altogether: they are kept by the checksum of their text alone, so that those of an earlier version
    of what was said could not be told from others. ``train`` makes those of the other interviews again in seconds.
    """
    model = [study.model_folder / name for name in _MODEL if (study.model_folder / name).is_file()]
    why = f"{_GONE}: het model leerde van dit interview; draai daarna 'factorwijzer train'"
    steps = [unlink(path, why) for path in model] if _has_learnt(study.model_folder, who) else []
    vectors = study.model_folder / VECTORS
    again = f"{_GONE}: hierin staan zinsvectoren; het programma berekent die van andere interviews opnieuw"
    return [*steps, *([unlink(vectors, again)] if vectors.is_file() else [])]


def _has_learnt(folder: Path, who: Withdrawn) -> bool:
    try:
        fold_of = json.loads((folder / _MODEL[0]).read_text(encoding="utf-8"))["fold_of"]
        return bool(({f"id:{name}" for name in who.ids} | who.text_keys) & set(fold_of))
    except (OSError, ValueError, KeyError, TypeError):
        return True


def _entries(out: Path) -> list[dict[str, Any]] | None:
    """Return what run.lock says of each interview; None if there is none that can be read."""
    try:
        entries: list[dict[str, Any]] = json.loads((out / LOCK).read_text(encoding="utf-8"))["interviews"]
        return entries if all(INTERVIEW in entry for entry in entries) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_lock(out: Path, left: list[dict[str, Any]]) -> None:
    lock = json.loads((out / LOCK).read_text(encoding="utf-8"))
    write_json(out / LOCK, {**lock, "interviews": left})


def _document_steps(study: Study, out: Path, entries: list[dict[str, Any]], is_left: bool) -> Iterator[Step]:
    municipalities = list(dict.fromkeys(str(entry.get("municipality", "")) for entry in entries))
    labels = [COMPARISON, *(document_name(study.label(name, municipalities)) for name in municipalities)]
    names = {f"{label}{ending}" for label in labels for ending in (".docx", ".html")} | _recorded(out)
    for name in sorted(names):
        if (out / name).is_file():
            yield unlink(out / name, _AGAIN if is_left and is_to_report(out) else _GONE)
    for path in sorted({path for pattern in _PAGES for path in out.glob(pattern)}):
        if path.is_file() and path.name not in names:
            yield unlink(path)


def _recorded(out: Path) -> set[str]:
    try:
        return {name for name in json.loads((out / RECORD).read_text(encoding="utf-8")) if Path(name).name == name}
    except (OSError, ValueError, TypeError):
        return set()


def _cache_steps(cache: Path, who: Withdrawn) -> Iterator[Step]:
    """Remove what is kept of the interview, and what nobody can tell whose it is: coding makes that again."""
    for path in sorted(cache.iterdir()) if cache.is_dir() else []:
        key = path.name.split(".")[0]
        try:
            kept = json.loads((cache / f"{key}.json").read_text(encoding="utf-8"))["entry"][INTERVIEW]
        except (OSError, ValueError, KeyError, TypeError):
            kept = None
        if kept is None or kept in who.ids:
            yield unlink(path)


def _row_steps(path: Path, who: Withdrawn) -> Iterator[Step]:
    ids = {*who.ids, *map(as_text, who.ids)}
    try:
        n_rows = count_rows(read_rows(path, (INTERVIEW,)), lambda cells: cells[INTERVIEW] in ids)
    except HandCodingError:
        if path.name not in (CODINGS, CODINGS_EXCEL, TURNS):
            raise
        yield unlink(path, f"{_GONE}: het is beschadigd")
        return
    if n_rows:
        what = f"{n_rows} rij{'en' if n_rows > 1 else ''} over dit interview {'worden' if n_rows > 1 else 'wordt'} verwijderd"
        yield Step(path, what, lambda: remove_rows(path, (INTERVIEW,), lambda cells: cells[INTERVIEW] in ids))
