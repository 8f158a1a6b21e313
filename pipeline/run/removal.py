"""What has to go from a study when an interview is withdrawn, in the order in which it goes: the transcript last."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from pipeline.errors import FactorwijzerError, Problem, SettingsError
from pipeline.files import sha256_bytes, write_atomically, write_json
from pipeline.review.forgetting import forget_in_store
from pipeline.run.anonymising import COPIES, KEY
from pipeline.run.copies import RECORD
from pipeline.run.outputs import CACHE, LOCK
from pipeline.run.remarks_taken import remark_steps
from pipeline.run.removal_outputs import Step, model_steps, output_steps, unlink
from pipeline.run.sources import hand_files
from pipeline.run.table_rows import KINDS, Cells, change_rows, count_rows, read_rows, remove_rows
from pipeline.run.withdrawing import INTERVIEW, Withdrawn
from pipeline.study import MANIFEST, Study, packaged

KEYS = KEY.parent.name
_FORMS, _BETWEEN = "vormen", "; "
_FILE = "file"
_IN_STORE = "alle voorstellen, besluiten, beoordeelde beurten en vrijgaven van dit interview worden verwijderd, ook uit de geschiedenis"
_IN_KEY = "namen die alleen in dit interview voorkomen, worden verwijderd"


def files_in(study: Study) -> list[Path]:
    """Return every file of the study, and of its transcripts and outputs where those are elsewhere; not hidden folders."""
    found: dict[Path, Path] = {}
    apart = {packaged("practice").resolve(), Path(__file__).parents[1].resolve()}
    for top in (study.root, study.transcripts_folder, study.out, study.model_folder):
        for folder, folders, names in os.walk(top):
            here = Path(folder)
            folders[:] = sorted(
                name
                for name in folders
                if (name == CACHE or not name.startswith(".")) and (here / name).resolve() not in apart
            )
            found |= {
                (here / name).resolve(): here / name for name in sorted(names) if (here / name).resolve() not in found
            }
    return list(found.values())


def copies_in(study: Study) -> list[Study]:
    """Return the folders of pseudonymised copies in a study: each is a study itself."""
    found = [study.root / COPIES, *(path.parent for path in files_in(study) if path.name == RECORD)]
    return [Study.inspect(folder)[0] for folder in dict.fromkeys(found) if folder.is_dir() and folder != study.root]


def outputs_of(study: Study) -> list[Path]:
    """Return the study's folders of outputs: the one of its settings, the one named now, and others inside it."""
    copies = [copy.root for copy in copies_in(study)]
    inside = [path.parent for path in files_in(study) if path.name == LOCK]
    inside = [out for out in inside if not any(out.is_relative_to(folder) for folder in copies)]
    return list({out.resolve(): out for out in (study.out, study.default_out, *inside) if out.is_dir()}.values())


def steps_of_removal(study: Study, who: Withdrawn, outs: list[Path]) -> list[Step]:
    """Return everything to do but to write documents again; done in part, the rest is found again.

    Raises
    ------
    HandCodingError
        If a table about interviews has rows that cannot be read.
    """
    files = files_in(study)
    steps = [
        unlink(path, "een bestand van een afgebroken opdracht; wordt verwijderd")
        for path in files
        if path.name.startswith(".") and path.suffix == ".tmp"
    ]
    for out in outs:
        steps += output_steps(study, out, who)
    steps += model_steps(study, who)
    manifest = study.transcripts_folder / MANIFEST
    named = [study.root / name for name in hand_files(study) if (study.root / name).is_file()]
    taken = {manifest.resolve(), *(step.path.resolve() for step in steps if isinstance(step.path, Path))}
    places = [*(copy.root for copy in copies_in(study)), study.root / KEYS, study.codebook_folder]
    tables = [path for path in files if path.suffix.lower() in KINDS and not path.name.startswith((".", "~$"))]
    tables = [path for path in tables if path.parent not in outs and CACHE not in path.parts]
    tables = [path for path in tables if not any(path.is_relative_to(place) for place in places)]
    unique = {path.resolve(): path for path in [*named, *tables] if path.resolve() not in taken}
    steps += _table_steps(study, list(unique.values()), lambda cells: cells.get(INTERVIEW, "").strip() in who.ids)
    steps += _key_steps(study, who)
    steps += remark_steps(study, who.ids)
    steps += [Step(place, _IN_STORE, partial(forget_in_store, place, who.ids)) for place in stores_of(study)]
    steps += _table_steps(study, [manifest], partial(_is_listed, study.transcripts_folder, who))
    if (study.root / RECORD).is_file():
        names = {path.name for path in who.paths}
        steps.append(
            Step(
                study.root / RECORD,
                "de regel over dit interview wordt verwijderd",
                partial(_unrecord, study.root / RECORD, names),
            )
        )
        return [*steps, *(unlink(path, "de gepseudonimiseerde kopie wordt verwijderd") for path in who.paths)]
    return [*steps, *(unlink(path, "het transcript wordt verwijderd") for path in who.paths)]


def _unrecord(path: Path, names: set[str]) -> None:
    """Take files out of the record of copies."""
    record = _record(path)
    write_json(path, {name: facts for name, facts in record.items() if Path(name).name not in names})


def _foresee(study: Study, path: Path, content: bytes) -> None:
    """Let the record of copies expect what a file will hold, if it is as recorded: only users change copies."""
    if not path.is_relative_to(study.root):
        return
    record, name = _record(study.root / RECORD), path.relative_to(study.root).as_posix()
    before, after = sha256_bytes(path.read_bytes()), sha256_bytes(content)
    facts = record.get(name, {})
    if before in facts.values():
        record[name] = {key: after if value == before else value for key, value in facts.items()}
        write_json(study.root / RECORD, record)


def _record(path: Path) -> dict[str, dict[str, str]]:
    try:
        return {str(name): dict(facts) for name, facts in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def stores_of(study: Study) -> list[Path | str]:
    """Return the store of decisions and the SQLite files beside it or in the study folder: copies of it are among them."""
    place = study.store
    folders, found = [study.root], list[Path | str]()
    if isinstance(place, str):
        found = [place]
        url = make_url(place)
        folders += [Path(url.database).parent] if url.drivername == "sqlite" and url.database else []
    else:
        folders.append(place.parent)
        found = [place] if place.is_file() else []
    beside = {path.resolve(): path for folder in folders for path in sorted(folder.glob("*.sqlite"))}
    return [*found, *(path for path in beside.values() if path not in found)]


def _is_listed(folder: Path, who: Withdrawn, cells: Cells) -> bool:
    """Tell whether a manifest row is about the interview: it names one of its files, or a file that is gone and was its."""
    path = folder / cells[_FILE].strip()
    is_its_name = cells.get(INTERVIEW, "").strip() in who.ids or path.stem in who.ids
    return path in who.paths or (is_its_name and not path.is_file())


def _table_steps(study: Study, paths: list[Path], goes: Callable[[Cells], bool]) -> Iterator[Step]:
    problems: list[Problem] = []
    for path in paths:
        column = _FILE if path.name == MANIFEST else INTERVIEW
        try:
            n_rows = count_rows(read_rows(path, (column,)), goes) if path.is_file() else 0
        except FactorwijzerError as error:
            problems += error.problems
            continue
        if n_rows:
            what = "1 rij wordt verwijderd" if n_rows == 1 else f"{n_rows} rijen worden verwijderd"
            yield Step(path, what, partial(remove_rows, path, (column,), goes, partial(_foresee, study, path)))
    if problems:
        raise SettingsError(problems)


def _key_steps(study: Study, who: Withdrawn) -> Iterator[Step]:
    """Remove from the keys of pseudonyms what stands in this interview alone."""
    folder = study.root / KEYS
    for path in sorted(folder.glob("*.csv")):
        yield from _table_steps(study, [path], lambda cells: cells.get(INTERVIEW, "").strip() in who.ids)
        if read_rows(path, (_FORMS,)):
            yield Step(path, _IN_KEY, partial(change_rows, path, (_FORMS,), partial(_key_row, who)))
    for path in sorted(folder.glob("*.json")):
        yield Step(path, _IN_KEY, partial(_change_json, path, who))


def _key_row(who: Withdrawn, cells: Cells) -> Cells | None:
    forms = cells[_FORMS].split(_BETWEEN)
    left = [form for form in forms if not who.has_alone(form)]
    return {**cells, _FORMS: _BETWEEN.join(left)} if left else None


def _change_json(path: Path, who: Withdrawn) -> None:
    content = path.read_bytes()
    try:
        value = json.loads(content)
    except ValueError:
        path.unlink()  # damaged: nobody can tell what is in it
        return
    left = _without(value, who)
    if left != value:
        changed = (json.dumps(left, ensure_ascii=False, indent=2) + "\n").encode()
        write_atomically(path, lambda beside: beside.write_bytes(changed), path.stat().st_mode & 0o777)


def _without(value: Any, who: Withdrawn) -> Any:
    """Return a JSON value without what is under the interview's id, says that it is about it, or is a name of it alone."""

    def goes(key: str, one: Any) -> bool:
        is_about = isinstance(one, dict) and one.get(INTERVIEW) in who.ids
        return key in who.ids or is_about or (isinstance(one, str) and who.has_alone(one))

    if isinstance(value, dict):
        return {key: _without(one, who) for key, one in value.items() if not goes(key, one)}
    if isinstance(value, list):
        return [_without(one, who) for one in value if not goes("", one)]
    return value
