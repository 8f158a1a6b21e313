"""The commands that keep people out of sight: anonymise, forget."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.console import (
    FINDINGS,
    HERE,
    FilesArgument,
    OutOption,
    StudyOption,
    app,
    complain,
    open_study,
    progress_bar,
    say,
)
from pipeline.dutch_help import DutchCommand


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

    with progress_bar("Namen zoeken en kopiëren") as (start, advance):
        done = make_copies(open_study(study, out), files, to, not no_key, force, start, advance)
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


@app.command(
    cls=DutchCommand, help="Verwijder een respondent uit de studie: transcript, coderingen, besluiten, citaten."
)
def forget(
    respondent: Annotated[
        str,
        typer.Argument(metavar="RESPONDENT", help="Het interview_id, de bestandsnaam of de naam van de respondent."),
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Vraag niet om bevestiging.")] = False,
    study: StudyOption = HERE,
    out: OutOption = None,
) -> None:
    from pipeline.run.forgetting import forget as remove
    from pipeline.run.forgetting import plan_forgetting

    opened = open_study(study, out, is_removal=True)
    plan = plan_forgetting(opened, respondent)
    say(f"Dit gaat weg voor interview {plan.interview_id}:")
    for place, what in plan.actions:
        say(f"  {place}: {what}")
    say("Dit kan het programma niet verwijderen:")
    for line in plan.left:
        say(f"  {line}")
    if not yes and not typer.confirm("Dit is niet terug te draaien. Doorgaan?", default=False):
        say("Er is niets verwijderd.")
        return
    with progress_bar("Verwijderen") as (start, advance):
        done = remove(opened, plan, start, advance)
    complain(done.problems)
    say(f"Interview {done.interview_id} is verwijderd. Opnieuw geschreven: {len(done.written)} document(en).")
    if done.must_train:
        say("Het model leerde van dit interview en is ook weg; draai 'factorwijzer train' en 'factorwijzer run'.")
    say("Verwijder zelf nog:")
    for line in done.left:
        say(f"  {line}")
    if done.problems:
        raise typer.Exit(FINDINGS)
