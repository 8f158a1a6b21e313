"""One thin command per verb. Everything a user reads here is Dutch; heavy parts are imported where they are used.

Exit codes: 0 done, 1 findings or some files failed (the rest is done and kept), 2 bad input or usage, 3 interrupted,
4 an error of the program itself.
"""

from __future__ import annotations

from pipeline import interrupts

interrupts.stop_at_once()

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from pipeline import __version__
from pipeline.dutch_help import DutchCommand, DutchGroup, is_usage_mistake, usage_mistake
from pipeline.errors import FactorwijzerError, Problem, SettingsError, for_shell, os_mistake

if TYPE_CHECKING:
    from pipeline.review import Decision
    from pipeline.run import CodeResult
    from pipeline.run.reviewing import Brought
    from pipeline.study import Study

DONE, FINDINGS, BAD_INPUT, INTERRUPTED, BUG = 0, 1, 2, interrupts.INTERRUPTED, 4

app = typer.Typer(
    name="factorwijzer",
    help="Codeert interviews in bevorderende en belemmerende factoren en schrijft conceptaanbevelingen. Werkt zonder internet.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    cls=DutchGroup,
    context_settings={"help_option_names": ["--help", "-h"]},
)
out_console = Console(highlight=False, soft_wrap=True)
err_console = Console(stderr=True, highlight=False, soft_wrap=True)

StudyOption = Annotated[Path, typer.Option("--study", metavar="MAP", help="De studiemap.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="MAP", help="Waar de uitvoer komt (anders: de instellingen).")
]
FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[BESTANDEN]...", help="Transcripten of mappen; zonder: alle transcripten van de studie."),
]
HERE = Path()
# How Typer reports Ctrl-C, by the shell's custom of 128 + SIGINT.
_TYPER_INTERRUPTED = 130


def say(text: str) -> None:
    """Print a line for the user."""
    out_console.print(escape(text))


def complain(problems: list[Problem]) -> None:
    """Print problems, each on its own line."""
    for problem in problems:
        err_console.print(f"[red]✗[/red] {escape(str(problem))}")


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        say(f"factorwijzer {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Toon de versie en stop.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    pass


@app.command(cls=DutchCommand, help="Maak een nieuwe studiemap: instellingen, codeboek en een lege map transcripten.")
def new(folder: Annotated[Path, typer.Argument(metavar="MAP", help="De map die gemaakt wordt.")]) -> None:
    from pipeline.run import new_study
    from pipeline.study import packaged

    interrupts.stop_in_order()
    new_study(folder, packaged("codebook"))
    say(f"De studie staat klaar in {folder}.")
    say(f"1. Zet uw transcripten (.txt, .docx, .vtt, .srt) in {folder / 'transcripten'} en vul manifest.csv in.")
    say(f"2. Draai: factorwijzer check --study {for_shell(folder)}")
    say(f"3. Draai: factorwijzer run --study {for_shell(folder)}")


@app.command(cls=DutchCommand, help="Noem alle fouten in instellingen, codeboek, manifest en transcripten in één keer.")
def check(study: StudyOption = HERE, out: OutOption = None) -> None:
    from pipeline import run
    from pipeline.study import Study

    interrupts.stop_in_order()
    opened, mistakes = Study.inspect(study, out)
    problems, warnings = run.check(opened, mistakes)
    complain(problems)
    for warning in warnings:
        say(f"let op: {warning}")
    if problems:
        err_console.print(f"{len(problems)} fout(en) gevonden.")
        raise typer.Exit(FINDINGS)
    say("Alles in orde: instellingen, codeboek en transcripten.")


@app.command(cls=DutchCommand, help="Lees, knip en codeer transcripten: schrijft codings.csv en turns.csv.")
def code(files: FilesArgument = None, study: StudyOption = HERE, out: OutOption = None) -> None:
    opened = _open(study, out)
    _exit_with(_code(opened, files))


@app.command(cls=DutchCommand, help="Schrijf de conceptverslagen per gemeente en de vergelijking, uit codings.csv.")
def report(
    study: StudyOption = HERE,
    out: OutOption = None,
    only_reviewed: Annotated[
        bool, typer.Option("--only-reviewed", help="Laat voorstellen weg waarover geen mens heeft besloten.")
    ] = False,
) -> None:
    _report(_open(study, out), only_reviewed)


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

    serve(_open(study, out), host, port, started, lambda: say("Gestopt. Alles wat besloten is, is bewaard."))


@app.command(
    cls=DutchCommand, help="Geef een codeur een wachtwoord, voor een pagina die ook vanaf andere computers te zien is."
)
def password(
    name: Annotated[str, typer.Argument(metavar="NAAM", help="De naam van de codeur.")],
    study: StudyOption = HERE,
    out: OutOption = None,
) -> None:
    from pipeline.run.serving import set_password

    opened = _open(study, out)
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
        released = import_releases(_open(study, out), releases)
        say(f"{released.n_releases} vrijgave(n) gelezen: {released.n_new} nieuw. Draai 'factorwijzer report' opnieuw.")
    files = [path for path in files if path not in releases]
    if not files:
        return
    if not coder.strip():
        raise SettingsError(Problem("import", "zet achter --coder wie deze handcoderingen maakte"))
    done = import_decisions(_open(study, out), files, coder, is_blind=not saw_suggestions)
    _say_brought(done.brought)
    known = f", {done.n_known} waren er al" if done.n_known else ""
    read = "1 codering" if done.n_codings == 1 else f"{done.n_codings} coderingen"
    say(f"{read} gelezen uit {done.n_files} bestand(en): {done.n_new} nieuw{known}.")
    for line in done.kept:
        say(f"let op: {line}")


@app.command(
    cls=DutchCommand, help="Maak kopieën van transcripten met pseudoniemen in plaats van namen, en een aparte sleutel."
)
def anonymise(
    files: FilesArgument = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="MAP", help="Waar de kopieën komen; zonder deze optie in gepseudonimiseerd."),
    ] = None,
    no_key: Annotated[
        bool, typer.Option("--no-key", help="Schrijf geen sleutel (welke naam bij welk pseudoniem hoort).")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Ook transcripten die niet Nederlands lijken of in hoofdletters staan.")
    ] = False,
    study: StudyOption = HERE,
    out: OutOption = None,
) -> None:
    from pipeline.run.anonymising import anonymise as make_copies

    with _progress("Namen zoeken en kopiëren") as (start, advance):
        done = make_copies(_open(study, out), files, to, not no_key, force, start, advance)
    for warning in done.warnings:
        say(f"let op: {warning}")
    for error in done.failures:
        complain(error.problems)
    for path in done.changed:
        say(f"let op: {path} is na het kopiëren veranderd en blijft dus staan; haal het weg voor een nieuwe kopie.")
    say(
        f"{len(done.written)} kopie(en) geschreven in {done.folder}: {done.n_names} namen vervangen, {done.n_doubtful} met twijfel."
    )
    if done.key:
        say(f"De sleutel staat in {done.key}; bewaar haar apart en deel haar niet.")
    say("Lees elke kopie na voordat u haar deelt: een programma vindt niet elke naam.")
    if done.failures:
        raise typer.Exit(FINDINGS)


@app.command(cls=DutchCommand, help="Alles na elkaar: coderen en verslagen schrijven.")
def run(files: FilesArgument = None, study: StudyOption = HERE, out: OutOption = None) -> None:
    opened = _open(study, out)
    result = _code(opened, files)
    if result.coded or result.unchanged:
        _report(opened)
    _exit_with(result)


@app.command(cls=DutchCommand, help="Laat het model leren van het codeboek en van handcoderingen.")
def train(study: StudyOption = HERE, out: OutOption = None) -> None:
    _train(_open(study, out))


@app.command(cls=DutchCommand, help="Bereken de overeenstemming tussen codeurs en hoe goed de voorstellen zijn.")
def evaluate(
    study: StudyOption = HERE,
    out: OutOption = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Meet ook op alle gecodeerde interviews, telkens één gemeente weggelaten, naast eenvoudiger manieren van coderen; duurt een half uur.",
        ),
    ] = False,
    privacy: Annotated[
        bool,
        typer.Option(
            "--privacy",
            help="Meet hoe goed namen worden gevonden, met names.json naast de transcripten; duurt enkele minuten.",
        ),
    ] = False,
) -> None:
    from pipeline import run
    from pipeline.files import write_csv, write_text
    from pipeline.reporting import agreement_markdown, scorecard_markdown

    opened = _open(study, out)
    if privacy:
        from pipeline.run.privacy_evaluation import write_privacy_evaluation

        with _progress("meten") as (start, advance):
            page = write_privacy_evaluation(opened, start, advance)
        say(f"Geschreven: {page}")
        return
    if full:
        with _progress("meten") as (start, advance):
            path = run.write_full_evaluation(opened, start, advance)
        if path is None:
            say(
                "Hiervoor zijn handcoderingen uit minstens drie gemeenten nodig; noem ze in factorwijzer.toml (handcoderingen)."
            )
            raise typer.Exit(FINDINGS)
        say(f"Geschreven: {path}")
        return
    evaluation = run.evaluate(opened)
    if evaluation.agreement is None and not evaluation.scorecards:
        say("Deze studie heeft geen handcoderingen; noem ze in factorwijzer.toml (handcoderingen, coder_a, coder_b).")
        raise typer.Exit(FINDINGS)
    codebook = opened.codebook()
    parts = []
    if evaluation.agreement is not None:
        write_csv(opened.out / "overeenstemming.csv", evaluation.agreement)
        parts.append(agreement_markdown(evaluation.agreement, codebook))
    for name, card in evaluation.scorecards.items():
        write_csv(opened.out / f"scorekaart-{name.replace(', ', '-').replace(' ', '-')}.csv", card)
    if evaluation.scorecards:
        parts.append(
            scorecard_markdown(
                evaluation.scorecards, codebook, evaluation.n_interviews, opened.settings.studie.verzonnen
            )
        )
    text = "\n".join(parts)
    write_text(opened.out / "evaluatie.md", text)
    out_console.print(text, markup=False)


# --- helpers ---------------------------------------------------------------------------------------------------------


def _open(study: Path, out: Path | None) -> Study:
    from pipeline import run  # noqa: F401  (all that is heavy, before anything is written)
    from pipeline.study import Study

    interrupts.stop_in_order()
    return Study.open(study, out)


@contextmanager
def _progress(title: str) -> Iterator[tuple[Callable[[int], None], Callable[[str], None]]]:
    """Yield ``start(total)`` and ``advance(name)`` of a progress bar."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err_console, transient=True, disable=not err_console.is_terminal) as progress:
        task = progress.add_task(title, total=None)
        yield lambda total: progress.update(task, total=total), lambda _: progress.advance(task)


def _train(study: Study) -> None:
    from pipeline import run

    with _progress("Model leert") as (start, advance):
        version, is_new = run.train(study, start, advance)
    say(f"Het model heeft geleerd: {version}." if is_new else f"Niets veranderd: {version} is al geleerd.")


def _code(study: Study, files: list[Path] | None) -> CodeResult:
    from pipeline import run
    from pipeline.coding import stored_version
    from pipeline.reading import SUFFIXES

    study.sources(SUFFIXES, files)
    if not stored_version(study.model_folder):
        is_there = study.model_folder.is_dir()
        lead = "Het model is beschadigd of van een andere versie" if is_there else "Er is nog geen model"
        say(f"{lead}; het leert nu eerst van het codeboek.")
        _train(study)
    elif not run.model_is_current(study):
        say(
            "let op: codeboek of handcoderingen zijn veranderd sinds het model leerde; 'factorwijzer train' werkt het bij."
        )
    with _progress("Coderen") as (start, advance):
        result = run.code(study, files, start, advance)
    for warning in result.warnings:
        say(f"let op: {warning}")
    complain([problem for failure in result.failures for problem in failure.problems])
    if result.coded:
        say(f"{len(result.coded)} interview(s) gecodeerd, {len(result.unchanged)} ongewijzigd overgenomen.")
    elif result.unchanged:
        say(f"Niets veranderd: {len(result.unchanged)} interview(s) ongewijzigd, er is niets opnieuw gecodeerd.")
    if result.failures:
        err_console.print(
            f"{len(result.failures)} bestand(en) niet gecodeerd, zie hierboven; de andere zijn gedaan en bewaard."
        )
    if result.coded or result.unchanged:
        if result.kept:
            say(f"Behouden van een eerdere run: {len(result.kept)} interview(s): {', '.join(result.kept)}.")
        if result.gone:
            say(f"let op: van een eerdere run staat niet meer in {study.out}: {', '.join(result.gone)}.")
        say(f"Coderingen: {study.out / run.CODINGS}")
    return result


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


def _report(study: Study, only_reviewed: bool = False) -> None:
    from pipeline import run

    with _progress("Verslagen") as (start, advance):
        result = run.report(study, start, advance, only_reviewed)
    for interview_id in result.failed:
        say(
            f"let op: in {interview_id} konden geen namen worden gezocht; daarom staat geen enkel citaat eruit in een verslag."
        )
    say("Verslagen:")
    for path in result.written:
        say(f"  {path}")
    for path in result.stale.removed:
        say(f"let op: {path} is weggehaald; een eerdere run schreef het en het hoort niet meer bij deze coderingen.")
    for path in result.stale.changed:
        say(f"let op: {path} hoort niet meer bij deze coderingen, maar is veranderd en blijft dus staan.")


def _exit_with(result: CodeResult) -> None:
    if result.failures:
        raise typer.Exit(FINDINGS)


def main() -> None:
    """Run the command line and turn every outcome into a message and an exit code."""
    interrupts.stop_at_once()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a console that lacks a sign shows a question mark, and goes on
            stream.reconfigure(errors="replace")
    sys.exit(_main(sys.argv[1:]))


def _main(arguments: list[str]) -> int:
    try:
        status = app(args=arguments, prog_name="factorwijzer", standalone_mode=False)
    except FactorwijzerError as error:
        complain(error.problems)
        return error.exit_code
    except typer.Exit as error:
        status = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        status = _TYPER_INTERRUPTED
    except OSError as error:
        complain([Problem(str(error.filename or "bestand of map"), os_mistake(error))])
        return BAD_INPUT
    except Exception as error:
        if not is_usage_mistake(error):
            _report_bug(error)
            return BUG
        if type(error).__name__ == "NoArgsIsHelpError":
            out_console.print(error.format_message(), markup=False)  # type: ignore[attr-defined]
        else:
            err_console.print(f"[red]✗[/red] {escape(usage_mistake(error, arguments))}")
        return BAD_INPUT
    if status == _TYPER_INTERRUPTED:
        err_console.print(interrupts.MESSAGE)
        return INTERRUPTED
    return status if isinstance(status, int) else DONE


def _report_bug(error: Exception) -> None:
    """Name the place of a bug without its message, which might hold interview text."""
    places = [
        f"{Path(f.filename).name}:{f.lineno}"
        for f in traceback.extract_tb(error.__traceback__)
        if "pipeline" in f.filename
    ]
    err_console.print(f"[red]✗[/red] Interne fout ({type(error).__name__}) bij {escape(' > '.join(places[-4:]))}.")
    err_console.print(
        "Dit is een fout in het programma, niet in uw bestanden. Meld deze regel aan de makers; uw uitvoer is heel gebleven."
    )
    if os.environ.get("FACTORWIJZER_DEBUG"):
        traceback.print_exception(error)


interrupts.stop_in_order()
if __name__ == "__main__":
    main()
