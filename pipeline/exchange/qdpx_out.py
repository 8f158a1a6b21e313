"""Write a project as a REFI-QDA project file (.qdpx)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.exchange.loss import Loss, account, write_loss
from pipeline.exchange.model import Project
from pipeline.exchange.preparing import prepare
from pipeline.exchange.project_xml import build
from pipeline.exchange.targets import find_target
from pipeline.files import write_bytes

_MOMENT = (2024, 1, 1, 0, 0, 0)


def write_qdpx(project: Project, path: Path, target: str = "") -> Loss:
    """Write ``project`` whole or not at all; the same project gives the same bytes.

    Beside it come ``<name>-verlies.txt`` and ``<name>-verlies.json`` with what the standard cannot hold.

    Parameters
    ----------
    project
        What is written; its texts travel as they are, so leave out names before.
    path
        The .qdpx file.
    target
        nvivo, atlasti, maxqda or qualcoder, whose habits are followed; empty is the standard itself.

    Raises
    ------
    ExchangeError
        If the target is unknown or the project names what it does not hold.
    OSError
        If a file cannot be written.
    """
    habits = find_target(target)
    made, changes = prepare(project, habits)
    built = build(made, habits)
    loss = account(made, built.out, built.selection_guids, [*changes, *habits.notes])
    write_bytes(path, _pack(built.files))
    write_loss(path, loss)
    return loss


def _pack(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, content)
    return packed.getvalue()
