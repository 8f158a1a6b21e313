"""The command for other programs: export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.console import HERE, OutOption, StudyOption, app, open_study, say
from pipeline.dutch_help import DutchCommand


class _Format(StrEnum):
    qdpx = "qdpx"
    qdc = "qdc"


class _Target(StrEnum):
    nvivo = "nvivo"
    atlasti = "atlasti"
    maxqda = "maxqda"
    qualcoder = "qualcoder"


@app.command(
    name="export", cls=DutchCommand, help="Schrijf de studie voor ATLAS.ti, MAXQDA, NVivo of QualCoder (REFI-QDA)."
)
def export_(
    kind: Annotated[
        _Format, typer.Option("--format", help="qdpx: de hele studie; qdc: alleen het codeboek.")
    ] = _Format.qdpx,
    target: Annotated[
        _Target | None, typer.Option("--target", help="Voor welk programma; zonder deze optie volgens de standaard.")
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="BESTAND", help="Waar het bestand komt.")] = None,
    study: StudyOption = HERE,
    out: OutOption = None,
) -> None:
    from pipeline.run.exporting import export

    path, loss = export(open_study(study, out), kind.value, target.value if target else "", to)
    say(f"Geschreven: {path}")
    for line in loss.lines:
        say(f"let op: {line}")
    if kind is _Format.qdpx:
        say(
            "In dit bestand staan de interviews met namen. Wilt u het delen, maak dan eerst kopieën met 'factorwijzer "
            "anonymise' en exporteer die."
        )
