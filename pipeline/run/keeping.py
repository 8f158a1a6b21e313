"""Which interviews of an earlier run stay in the outputs when only some files are coded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError, Problem, SettingsError
from pipeline.reading import FORMATS
from pipeline.run.outputs import CODINGS, LOCK
from pipeline.study import Source, Study

Entry = dict[str, Any]


@dataclass(frozen=True)
class Earlier:
    """Entries of run.lock that stay, and interview ids that go."""

    kept: list[Entry] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def place_in_study(study: Study, path: Path) -> str:
    """Return where a transcript is: from the study folder on, or else from the top of the disk."""
    whole, root = path.resolve(), study.root.resolve()
    return (whole.relative_to(root) if whole.is_relative_to(root) else whole).as_posix()


def sort_out_earlier(study: Study, chosen: list[Source], basis: Mapping[str, Any]) -> Earlier:
    """Say what happens to the other interviews in the output folder when only ``chosen`` are coded.

    Files of the study join the other interviews of the study that were coded before on the same basis. Files from
    elsewhere replace what is there, if the user named the output folder.

    Raises
    ------
    OutputError
        If the outputs hold other interviews that cannot be kept.
    """
    lock = _earlier_lock(study)
    places = {place_in_study(study, source.path) for source in chosen}
    others = [entry for entry in lock["interviews"] if entry["path"] not in places]
    own = _own_places(study)
    if not all(place in own or _is_beside(study, place) for place in places):
        if others and study.out.resolve() == study.default_out.resolve():
            raise OutputError(_refusal(study, others, "de gekozen bestanden horen niet bij de studie"))
        return Earlier(gone=[entry["interview_id"] for entry in others])
    kept = sorted((e for e in others if e["path"] in own), key=lambda entry: own.index(entry["path"]))
    if kept and lock["basis"] != basis:
        reason = "codeboek, model, instellingen of handcoderingen zijn sindsdien veranderd"
        raise OutputError(_refusal(study, kept, reason))
    return Earlier(kept, [entry["interview_id"] for entry in others if entry not in kept])


def in_order_of_study(study: Study, entries: list[Entry]) -> list[Entry]:
    """Return the entries in the order in which a run over the whole study gives them."""
    own = _own_places(study)
    return sorted(entries, key=lambda entry: own.index(entry["path"]) if entry["path"] in own else len(own))


def _earlier_lock(study: Study) -> dict[str, Any]:
    """Return run.lock of an earlier run, or one without interviews if nothing was coded."""
    try:
        lock: dict[str, Any] = json.loads((study.out / LOCK).read_text(encoding="utf-8"))
        wanted = ("interview_id", "key", "path", "file")
        if "basis" not in lock or not all(key in entry for entry in lock["interviews"] for key in wanted):
            raise ValueError("run.lock is incomplete")
    except FileNotFoundError:
        lock = {"interviews": [], "basis": None}
        if not (study.out / CODINGS).is_file():
            return lock
    except (ValueError, KeyError, TypeError):
        pass
    else:
        return lock
    message = "welke interviews hier staan, is niet te lezen; draai de opdracht zonder bestanden, of kies met --out een andere map"
    raise OutputError(Problem(str(study.out / LOCK), message))


def _own_places(study: Study) -> list[str]:
    try:
        return [place_in_study(study, source.path) for source in study.sources(FORMATS)]
    except SettingsError:
        return []


def _is_beside(study: Study, place: str) -> bool:
    """Whether a file lies in the transcripts folder; that it cannot be read does not put it elsewhere."""
    return (study.root.resolve() / place).parent == study.transcripts_folder.resolve()


def _refusal(study: Study, others: list[Entry], reason: str) -> Problem:
    shown = ", ".join(entry["interview_id"] for entry in others[:5]) + (", ..." if len(others) > 5 else "")
    message = f"hier staan coderingen van {len(others)} ander(e) interview(s) ({shown}), en {reason}"
    advice = "draai de opdracht zonder bestanden voor de hele studie, of kies met --out een andere map"
    return Problem(str(study.out), f"{message}; {advice}")
