"""What the standard cannot hold: told in Dutch, and kept as data beside the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.exchange.elements import Writer
from pipeline.exchange.model import Project
from pipeline.files import write_json, write_text

_WORDS = {
    "score": "sterkte van de suggestie",
    "certainty": "zekerheid",
    "origin": "herkomst (regel, model of mens)",
    "source_id": "regel of modelversie",
    "verdict": "oordeel",
    "reason": "reden",
    "is_blind": "of er blind is gecodeerd",
    "turn_no": "nummer van de beurt",
    "detail": "uitleg",
    "speakers": "sprekers",
    "turns": "beurten",
    "code_id": "code in het codeboek",
    "richting": "richting",
    "tegenpool": "tegenpool",
    "regels": "regels",
    "aanbeveling": "aanbeveling",
}


@dataclass(frozen=True)
class Loss:
    """What did not go into a file, a line each, and the values themselves; no text of an interview is in either."""

    lines: tuple[str, ...] = ()
    beside: Mapping[str, object] = field(default_factory=dict)


def beside(path: Path) -> tuple[Path, Path]:
    """Return where the report in words and the values go for an export.

    Examples
    --------
    >>> [found.name for found in beside(Path("studie.qdpx"))]
    ['studie.qdpx-verlies.txt', 'studie.qdpx-verlies.json']
    """
    return path.with_name(f"{path.name}-verlies.txt"), path.with_name(f"{path.name}-verlies.json")


def write_loss(path: Path, loss: Loss) -> None:
    """Write both beside the export ``path``."""
    words, values = beside(path)
    told = "\n".join(f"- {line}" for line in loss.lines) or "- Niets: alles staat in het bestand."
    write_text(words, f"Wat anders of niet in {path.name} staat\n\n{told}\n")
    write_json(values, dict(loss.beside))


def account(project: Project, out: Writer, selection_guids: Iterable[str], notes: Iterable[str]) -> Loss:
    """Return what of a prepared project has no place in the standard.

    Parameters
    ----------
    project
        As ``prepare`` returned it.
    out
        Who gave out the GUIDs of the file.
    selection_guids
        Of the selections of ``project``, in their order.
    notes
        What else is to be told.
    """
    codes = {out.guids.of("code", c.key): {"key": c.key, **c.extra} for c in project.all_codes if c.extra}
    sources = {
        out.guids.of("source", s.key): {"key": s.key, "checksum": s.checksum, **s.extra} for s in project.sources
    }
    selections: dict[str, object] = {}
    counts: dict[str, Counter[str]] = {"codes": Counter(), "interviews": Counter(), "passages": Counter()}
    for guid, selection in zip(selection_guids, project.selections, strict=True):
        given = {out.guids.of("code", x.code): dict(x.extra) for x in selection.codings if x.extra}
        counts["passages"].update({*selection.extra, *(name for values in given.values() for name in values)})
        if given or selection.extra:
            selections[guid] = {**selection.extra, **({"codings": given} if given else {})}
    for code in project.all_codes:
        counts["codes"].update(code.extra.keys())
    for source in project.sources:
        counts["interviews"].update(source.extra.keys())
    lines = [
        f"{kind}: {_WORDS.get(name, name)} ({n} keer)" for kind, c in counts.items() for name, n in sorted(c.items())
    ]
    data = {"format": 1, "project": dict(project.extra), "codes": codes, "sources": sources, "selections": selections}
    return Loss((*notes, *(f"Alleen in het bestand ernaast (.json): {line}." for line in lines)), data)
