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
    from pipeline.run.codes_taken import TakenCodes
    from pipeline.run.projects_taken import TakenProject
    from pipeline.run.reviewing import Brought
    from pipeline.run.verdicts import VerdictsTaken


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
    help="Neem handcoderingen (.csv, .xlsx) of in Excel ingevulde oordelen over als besluiten van een codeur, "
    "vrijgegeven namen (vrijgaven.csv), of van een ander programma een heel project (.qdpx) of alleen de codes (.qdc).",
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
    from pipeline.run.codes_taken import import_codebook
    from pipeline.run.importing import import_decisions
    from pipeline.run.projects_taken import import_project
    from pipeline.run.releasing import import_releases, is_release_file
    from pipeline.run.verdicts import import_verdicts, verdict_files

    releases = [path for path in files if path.suffix.lower() == ".csv" and path.is_file() and is_release_file(path)]
    if releases:
        released = import_releases(open_study(study, out), releases)
        say(f"{released.n_releases} vrijgave(n) gelezen: {released.n_new} nieuw. Draai 'factorwijzer report' opnieuw.")
    books = [path for path in files if path.suffix.lower() == ".qdc"]
    for path in books:
        _say_codes(import_codebook(open_study(study, out), path))
    projects = [path for path in files if path.suffix.lower() == ".qdpx"]
    for path in projects:
        _say_project(import_project(open_study(study, out), path))
    files = [path for path in files if path not in [*releases, *books, *projects]]
    if not files:
        return
    if not coder.strip():
        raise SettingsError(Problem("import", "zet achter --coder wie deze handcoderingen of oordelen maakte"))
    verdicts = verdict_files(files)
    if verdicts:
        _say_verdicts(import_verdicts(open_study(study, out), verdicts, coder))
    files = [path for path in files if path not in verdicts]
    if not files:
        return
    done = import_decisions(open_study(study, out), files, coder, is_blind=not saw_suggestions)
    _say_brought(done.brought)
    known = f", {done.n_known} waren er al" if done.n_known else ""
    read = "1 codering" if done.n_codings == 1 else f"{done.n_codings} coderingen"
    say(f"{read} gelezen uit {done.n_files} bestand(en): {done.n_new} nieuw{known}.")
    for line in done.kept:
        say(f"let op: {line}")


def _say_project(done: TakenProject) -> None:
    if done.brought:
        _say_brought(done.brought)
    texts = _count(len(done.new_texts) + len(done.known_texts), "interview", "interviews")
    say(f"{texts} gelezen: {len(done.new_texts)} nieuw, {len(done.known_texts)} had de studie al.")
    _say_codes(done.codes)
    who = f" van {', '.join(done.coders)}" if done.coders else ""
    say(
        f"{_count(done.n_codings, 'codering', 'coderingen')}{who} gelezen: {done.n_new} nieuw, {done.n_known} waren er al."
    )
    for line in [*done.kept, *done.warnings]:
        say(f"let op: {line}")
    if done.left_out:
        kept = "wat hier staat, is niet weg: het staat in de map uitwisseling en gaat mee als u het project weer exporteert"
        say(f"let op: {_count(len(done.left_out), 'regel is', 'regels zijn')} niet overgenomen ({kept}):")
        _list_lines(done.left_out)
    if done.new_texts:
        say("Draai 'factorwijzer check' en daarna 'factorwijzer run' voor de nieuwe interviews.")


def _list_lines(lines: list[str], most: int = 20) -> None:
    for line in lines[:most]:
        say(f"  {line}")
    if len(lines) > most:
        say(f"  en nog {len(lines) - most}")


def _say_codes(taken: TakenCodes) -> None:
    added, known = len(taken.added), len(set(taken.known))
    say(f"{_count(len(taken.code_ids), 'code', 'codes')} gelezen: {added} nieuw, {known} had de studie al.")
    for line in taken.warnings:
        say(f"let op: {line}")
    if taken.added:
        say("Draai 'factorwijzer train' en daarna 'factorwijzer run' opnieuw.")


def _say_verdicts(done: VerdictsTaken) -> None:
    _say_brought(done.brought)
    read, where = _count(done.n_verdicts, "oordeel", "oordelen"), _count(done.n_files, "bestand", "bestanden")
    known = f", {_count(done.n_known, 'was', 'waren')} er al" if done.n_known else ""
    left_out = f"; {len(done.left_out)} niet overgenomen:" if done.left_out else "."
    say(f"{read} gelezen uit {where}: {done.n_new} nieuw{known}{left_out}")
    for line in done.left_out:
        say(f"  {line}")
    if not done.n_verdicts:
        say(
            "let op: in de kolom oordeel staat niets; vul daar akkoord, niet akkoord of andere code in, en bewaar het bestand."
        )
    if done.n_notes:
        say(f"let op: {_count(done.n_notes, 'toelichting', 'toelichtingen')} zonder oordeel niet overgenomen.")
    if done.n_found_again:
        rows = _count(done.n_found_again, "rij was", "rijen waren")
        say(f"let op: {rows} veranderd of van een eerdere versie; de woorden zijn teruggevonden in de tekst van nu.")
    if done.n_others:
        rows = _count(done.n_others, "rij", "rijen")
        say(f"let op: over {rows} besloot een ander in de tussentijd; beide besluiten staan nu naast elkaar.")


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


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
