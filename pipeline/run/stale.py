"""Documents that an earlier run wrote and this one did not, such as those of a municipality that is gone."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.files import sha256_bytes, write_json

# The documents that were written last, each with the checksum of what was written.
RECORD = "report.lock"


@dataclass(frozen=True)
class Stale:
    """Documents that were removed, and those left because someone has changed them since."""

    removed: list[Path] = field(default_factory=list)
    changed: list[Path] = field(default_factory=list)


def remove_stale(out: Path, written: list[Path]) -> Stale:
    """Remove the documents of an earlier run that are not among those written now, and record these.

    Only a file that this program wrote, and that nobody has changed since, is removed.
    """
    before = _recorded(out)
    now = {path.name: sha256_bytes(path.read_bytes()) for path in written}
    stale = Stale()
    for name, checksum in before.items():
        path = out / name
        if name in now or not path.is_file():
            continue
        if sha256_bytes(path.read_bytes()) == checksum:
            path.unlink()
            stale.removed.append(path)
        else:
            now[name] = checksum
            stale.changed.append(path)
    write_json(out / RECORD, now)
    return stale


def _recorded(out: Path) -> dict[str, str]:
    try:
        kept = json.loads((out / RECORD).read_text(encoding="utf-8"))
        return {name: str(checksum) for name, checksum in kept.items() if Path(name).name == name}
    except (OSError, ValueError, AttributeError):
        return {}
