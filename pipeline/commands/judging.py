"""The commands of people who judge: review, password, import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.console import BAD_INPUT, HERE, OutOption, StudyOption, app, complain, open_study, say
from pipeline.dutch_help import DutchCommand
from pipeline.errors import Problem, SettingsError

if TYPE_CHECKING:
    from pipeline.review import Decision
    from pipeline.run.reviewing import Brought


@app.command(
    cls=DutchCommand, help="Beoordeel de voorstellen in uw browser; alles wat u besluit, wordt meteen bewaard."
)
def review(
    study: StudyOption = HERE,
    out: OutOption = None,
    port: Annotated[
        int, typer.Option("--port", metavar="POORT", help="De poort van de pagina.", min=0, max=65535)
    ] = 8765,
    host: Annotated[
        str,
        typer.Option("--host", metavar="ADRES", help="Het adres; een ander dan 127.0.0.1 vraagt om wachtwoorden."),
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open de pagina in de browser.")] = True,
) -> None:
    from pipeline.run.serving import review as serve

    def started(address: str, brought: Brought) -> None:
        _say_brought(brought)
        say(f"De pagina staat op {address} (stoppen: Ctrl-C).")
        if browser:
            typer.launch(address)

    serve(open_study(study, out), host, port, started, lambda: say("Gestopt. Alles wat besloten is, is bewaard."))


@app.command(
    cls=DutchCommand, help="Geef een codeur een wachtwoord, voor een pagina die ook vanaf andere computers te zien is."
)
def password(
    name: Annotated[str, typer.Argument(metavar="NAAM", help="De naam van de codeur.")],
    study: StudyOption = HERE,
    out: OutOption = None,
) -> None:
    from pipeline.run.serving import set_password

    opened = open_study(study, out)
    given = typer.prompt("Wachtwoord (u ziet niet wat u typt)", hide_input=True)
    if typer.prompt("Nog een keer", hide_input=True) != given:
        complain([Problem("wachtwoord", "de twee waren niet gelijk; draai de opdracht opnieuw")])
        raise typer.Exit(BAD_INPUT)
    set_password(opened, name, given)
    say(f"{name} heeft nu een wachtwoord.")


@app.command(
    name="import",
    cls=DutchCommand,
    help="Neem handcoderingen (.csv, .xlsx) over als besluiten van een codeur, of vrijgegeven namen (vrijgaven.csv).",
)
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="BESTANDEN...", help="Bestanden of mappen met handcoderingen.")
    ],
    coder: Annotated[
        str,
        typer.Option("--coder", metavar="NAAM", help="Wie de handcoderingen maakte; in vrijgaven.csv staat dat al."),
    ] = "",
    saw_suggestions: Annotated[
        bool, typer.Option("--zag-voorstellen", help="De codeur zag de voorstellen van het programma.")
    ] = False,
    study: StudyOption = HERE,
    out: OutOption = None,
) -> None:
    from pipeline.run.importing import import_decisions
    from pipeline.run.releasing import import_releases, is_release_file

    releases = [path for path in files if path.suffix.lower() == ".csv" and path.is_file() and is_release_file(path)]
    if releases:
        released = import_releases(open_study(study, out), releases)
        say(f"{released.n_releases} vrijgave(n) gelezen: {released.n_new} nieuw. Draai 'factorwijzer report' opnieuw.")
    files = [path for path in files if path not in releases]
    if not files:
        return
    if not coder.strip():
        raise SettingsError(Problem("import", "zet achter --coder wie deze handcoderingen maakte"))
    done = import_decisions(open_study(study, out), files, coder, is_blind=not saw_suggestions)
    _say_brought(done.brought)
    known = f", {done.n_known} waren er al" if done.n_known else ""
    read = "1 codering" if done.n_codings == 1 else f"{done.n_codings} coderingen"
    say(f"{read} gelezen uit {done.n_files} bestand(en): {done.n_new} nieuw{known}.")
    for line in done.kept:
        say(f"let op: {line}")


def _say_brought(brought: Brought) -> None:
    if brought.moved:
        say(f"{len(brought.moved)} besluit(en) zijn teruggevonden op een andere plaats: de tekst is bewerkt.")
    if brought.lost:
        say(f"let op: {len(brought.lost)} besluit(en) passen nergens meer; plaats ze op de pagina 'Losse besluiten':")
        _list_decisions(brought.lost)
    if brought.alone:
        say(f"{len(brought.alone)} afwijzing(en) gaan over iets wat niet meer wordt voorgesteld; ze blijven staan:")
        _list_decisions(brought.alone)


def _list_decisions(decisions: list[Decision], most: int = 10) -> None:
    for one in decisions[:most]:
        say(f"  {one.passage.interview_id}, beurt {one.passage.turn_no}: {one.code_id} ({one.coder})")
    if len(decisions) > most:
        say(f"  en nog {len(decisions) - most}")
