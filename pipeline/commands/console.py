"""What every command shares: the console, the options that all have, how a study is opened, a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from pipeline import interrupts
from pipeline.dutch_help import DutchGroup
from pipeline.errors import Problem

if TYPE_CHECKING:
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


def say(text: str) -> None:
    """Print a line for the user."""
    out_console.print(escape(text))


def complain(problems: list[Problem]) -> None:
    """Print problems, each on its own line."""
    for problem in problems:
        err_console.print(f"[red]✗[/red] {escape(str(problem))}")


def open_study(study: Path, out: Path | None, is_removal: bool = False) -> Study:
    """Open a study, with all that is heavy imported before anything is written; not one in which a removal is unfinished."""
    from pipeline import run  # noqa: F401
    from pipeline.run.forgetting import refuse_if_unfinished
    from pipeline.study import Study

    interrupts.stop_in_order()
    opened = Study.open(study, out)
    if not is_removal:
        refuse_if_unfinished(opened)
    return opened


@contextmanager
def progress_bar(title: str) -> Iterator[tuple[Callable[[int], None], Callable[[str], None]]]:
    """Yield ``start(total)`` and ``advance(name)`` of a progress bar."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err_console, transient=True, disable=not err_console.is_terminal) as progress:
        task = progress.add_task(title, total=None)
        yield lambda total: progress.update(task, total=total), lambda _: progress.advance(task)
