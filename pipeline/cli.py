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
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from pipeline import __version__
from pipeline.commands.console import (
    BAD_INPUT,
    BUG,
    DONE,
    FINDINGS,
    HERE,
    INTERRUPTED,
    FilesArgument,
    OutOption,
    StudyOption,
    app,
    complain,
    err_console,
    open_study,
    out_console,
    progress_bar,
    say,
)
from pipeline.dutch_help import DutchCommand, is_usage_mistake, usage_mistake
from pipeline.errors import FactorwijzerError, Problem, for_shell, os_mistake

if TYPE_CHECKING:
    from pipeline.run import CodeResult
    from pipeline.study import Study

# How Typer reports Ctrl-C, by the shell's custom of 128 + SIGINT.
_TYPER_INTERRUPTED = 130


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
    from pipeline.reading import FORMATS
    from pipeline.run import new_study
    from pipeline.study import packaged

    interrupts.stop_in_order()
    new_study(folder, packaged("codebook"))
    say(f"De studie staat klaar in {folder}.")
    say(f"1. Zet uw transcripten ({', '.join(FORMATS.suffixes)}) in {folder / 'transcripten'} en vul manifest.csv in.")
    say(f"2. Draai: factorwijzer check --study {for_shell(folder)}")
    say(f"3. Draai: factorwijzer run --study {for_shell(folder)}")


@app.command(cls=DutchCommand, help="Noem alle fouten in instellingen, codeboek, manifest en transcripten in één keer.")
def check(study: StudyOption = HERE, out: OutOption = None) -> None:
    from pipeline import run
    from pipeline.run.forgetting import refuse_if_unfinished
    from pipeline.study import Study

    interrupts.stop_in_order()
    opened, mistakes = Study.inspect(study, out)
    refuse_if_unfinished(opened)
    found = run.check(opened, mistakes)
    complain(found.problems)
    for warning in found.warnings:
        say(f"let op: {warning}")
    if found.n_read:
        kinds = ", ".join(f"{n} × {form}" for form, n in found.forms.items())
        say(f"{'1 transcript' if found.n_read == 1 else f'{found.n_read} transcripten'} gelezen: {kinds}.")
    if found.problems:
        err_console.print(f"{len(found.problems)} fout(en) gevonden.")
        raise typer.Exit(FINDINGS)
    say("Alles in orde: instellingen, codeboek en transcripten.")


@app.command(cls=DutchCommand, help="Lees, knip en codeer transcripten: schrijft codings.csv en turns.csv.")
def code(files: FilesArgument = None, study: StudyOption = HERE, out: OutOption = None) -> None:
    opened = open_study(study, out)
    _exit_with(_code(opened, files))


@app.command(cls=DutchCommand, help="Schrijf de conceptverslagen per gemeente en de vergelijking, uit codings.csv.")
def report(
    study: StudyOption = HERE,
    out: OutOption = None,
    only_reviewed: Annotated[
        bool, typer.Option("--only-reviewed", help="Laat voorstellen weg waarover geen mens heeft besloten.")
    ] = False,
) -> None:
    _report(open_study(study, out), only_reviewed)


@app.command(cls=DutchCommand, help="Alles na elkaar: coderen en verslagen schrijven.")
def run(files: FilesArgument = None, study: StudyOption = HERE, out: OutOption = None) -> None:
    opened = open_study(study, out)
    result = _code(opened, files)
    if result.coded or result.unchanged:
        _report(opened)
    _exit_with(result)


@app.command(cls=DutchCommand, help="Laat het model leren van het codeboek en van handcoderingen.")
def train(study: StudyOption = HERE, out: OutOption = None) -> None:
    _train(open_study(study, out))


@app.command(cls=DutchCommand, help="Bereken de overeenstemming tussen codeurs en hoe goed de voorstellen zijn.")
def evaluate(
    study: StudyOption = HERE,
    out: OutOption = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Meet ook op alle gecodeerde interviews, telkens één gemeente weggelaten, naast eenvoudiger manieren van coderen; duurt een uur.",
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

    opened = open_study(study, out)
    if privacy:
        from pipeline.run.privacy_evaluation import write_privacy_evaluation

        with progress_bar("meten") as (start, advance):
            page = write_privacy_evaluation(opened, start, advance)
        say(f"Geschreven: {page}")
        return
    if full:
        with progress_bar("meten") as (start, advance):
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


def _train(study: Study) -> None:
    from pipeline import run

    with progress_bar("Model leert") as (start, advance):
        version, is_new = run.train(study, start, advance)
    say(f"Het model heeft geleerd: {version}." if is_new else f"Niets veranderd: {version} is al geleerd.")


def _code(study: Study, files: list[Path] | None) -> CodeResult:
    from pipeline import run
    from pipeline.coding import stored_version
    from pipeline.reading import FORMATS

    study.sources(FORMATS, files)
    if not stored_version(study.model_folder):
        is_there = study.model_folder.is_dir()
        lead = "Het model is beschadigd of van een andere versie" if is_there else "Er is nog geen model"
        say(f"{lead}; het leert nu eerst van het codeboek.")
        _train(study)
    elif not run.model_is_current(study):
        say(
            "let op: codeboek of handcoderingen zijn veranderd sinds het model leerde; 'factorwijzer train' werkt het bij."
        )
    with progress_bar("Coderen") as (start, advance):
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


def _report(study: Study, only_reviewed: bool = False) -> None:
    from pipeline import run

    with progress_bar("Verslagen") as (start, advance):
        result = run.report(study, start, advance, only_reviewed)
    for interview_id in result.failed:
        say(
            f"let op: in {interview_id} konden geen namen worden gezocht (het zoeken mislukte, of het is geen Nederlands); daarom staat geen enkel citaat eruit in een verslag."
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


from pipeline.commands import exchanging, hiding, judging  # noqa: F401  (puts them among the commands)

interrupts.stop_in_order()
if __name__ == "__main__":
    main()
