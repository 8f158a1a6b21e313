"""The command for other programs and for Excel: export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.console import HERE, OutOption, StudyOption, app, open_study, say
from pipeline.dutch_help import DutchCommand
from pipeline.errors import Problem, SettingsError

if TYPE_CHECKING:
    from pipeline.study import Study


class _Format(StrEnum):
    qdpx = "qdpx"
    qdc = "qdc"
    xlsx = "xlsx"
    csv = "csv"
    html = "html"


class _Target(StrEnum):
    nvivo = "nvivo"
    atlasti = "atlasti"
    maxqda = "maxqda"
    qualcoder = "qualcoder"


_SHARING = "Wilt u het delen, maak dan eerst kopieën met 'factorwijzer anonymise' en exporteer die."
_WITH_TARGET = (_Format.qdpx, _Format.qdc)


@app.command(
    name="export",
    cls=DutchCommand,
    help="Schrijf de studie voor ATLAS.ti, MAXQDA, NVivo of QualCoder (REFI-QDA), of als tabellen voor Excel of de browser.",
)
def export_(
    kind: Annotated[
        _Format,
        typer.Option(
            "--format",
            help="qdpx: de hele studie; qdc: alleen het codeboek; xlsx, csv, html: tabellen met coderingen, aantallen, "
            "codeboek en overeenstemming.",
        ),
    ] = _Format.qdpx,
    target: Annotated[
        _Target | None,
        typer.Option(
            "--target", help="Voor welk programma (alleen bij qdpx en qdc); zonder deze optie volgens de standaard."
        ),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="BESTAND", help="Waar het bestand komt; bij csv: in welke map.")
    ] = None,
    study: StudyOption = HERE,
    out: OutOption = None,
) -> None:
    if target is not None and kind not in _WITH_TARGET:
        message = f"hoort bij qdpx en qdc, niet bij {kind.value}; laat --target weg"
        raise SettingsError(Problem("--target", message))
    if kind in _WITH_TARGET:
        _export_project(open_study(study, out), kind, target, to)
    else:
        _export_tables(open_study(study, out), kind, to)


def _export_project(study: Study, kind: _Format, target: _Target | None, to: Path | None) -> None:
    from pipeline.run.exporting import export

    path, loss = export(study, kind.value, target.value if target else "", to)
    say(f"Geschreven: {path}")
    for line in loss.lines:
        say(f"let op: {line}")
    if kind is _Format.qdpx:
        say(f"In dit bestand staan de interviews met namen. {_SHARING}")


def _export_tables(study: Study, kind: _Format, to: Path | None) -> None:
    from pipeline.run.exporting_tables import export_tables

    for path in export_tables(study, kind.value, to):
        say(f"Geschreven: {path}")
    say(f"Hierin staan namen en wat mensen letterlijk hebben gezegd. {_SHARING}")
    if kind is _Format.xlsx:
        say(
            "Beoordelen in Excel: vul op het blad Coderingen de kolom oordeel in, bewaar het bestand en draai "
            "'factorwijzer import bestand.xlsx --coder \"uw naam\"'."
        )
