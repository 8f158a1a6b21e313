"""One family of errors. Every message names the place, what was found, what is allowed and what to do.

Messages about a user's own files are in Dutch; they carry ids, line numbers and labels, never interview text.
"""

from __future__ import annotations

import errno
import os
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass

_NOT_PERMITTED = (
    "geen toestemming om dit te openen of te schrijven; sluit het bestand in Word, Excel of een ander programma, en "
    "kijk of u in deze map mag schrijven"
)
_OS_MISTAKES = {
    errno.EACCES: _NOT_PERMITTED,
    errno.EPERM: _NOT_PERMITTED,
    errno.EBUSY: _NOT_PERMITTED,
    errno.EROFS: "hier kan niet worden geschreven; kies met --out een andere map",
    errno.ENAMETOOLONG: "deze naam is te lang; kies een kortere",
    errno.ENOENT: "bestaat niet",
    errno.EEXIST: "bestaat al; kies een andere naam",
    errno.ENOTDIR: "hier staat een bestand waar een map nodig is; kies een andere naam",
    errno.EISDIR: "hier staat een map waar een bestand nodig is; haal haar weg of kies een andere naam",
    errno.ENOSPC: "de schijf is vol; maak ruimte en draai de opdracht opnieuw",
}


def os_mistake(error: OSError) -> str:
    """Say in Dutch what the operating system refused.

    Examples
    --------
    >>> os_mistake(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    'bestaat niet'
    """
    return _OS_MISTAKES.get(error.errno or 0, "niet te openen of te schrijven")


def for_shell(path: object, is_windows: bool = os.name == "nt") -> str:
    """Return a path as it can be copied into a command.

    Examples
    --------
    >>> for_shell("studie 1", is_windows=False), for_shell("studie 1", is_windows=True), for_shell("studie/out")
    ("'studie 1'", '"studie 1"', 'studie/out')
    """
    text = str(path)
    if re.fullmatch(r"[\w./\\:~+@-]+" if is_windows else r"[\w./:+@-]+", text):
        return text
    return f'"{text}"' if is_windows else shlex.quote(text)


@dataclass(frozen=True)
class Problem:
    """One complaint about one place.

    Examples
    --------
    >>> str(Problem("manifest.csv, regel 3", "bestand 'a.txt' bestaat niet"))
    "manifest.csv, regel 3: bestand 'a.txt' bestaat niet"
    """

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class FactorwijzerError(Exception):
    """Base of all errors that a user can do something about.

    Parameters
    ----------
    problems
        All complaints at once, in the order in which a reader meets them.
    """

    exit_code = 2

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SettingsError(FactorwijzerError):
    """factorwijzer.toml, the manifest or the study folder is wrong."""


class CodebookError(FactorwijzerError):
    """A codebook file is missing or wrong."""


class TranscriptError(FactorwijzerError):
    """A transcript cannot be read; the other transcripts of a batch can."""

    exit_code = 1


class HandCodingError(FactorwijzerError):
    """A file of hand codings does not fit its transcripts or codebook."""


class ModelError(FactorwijzerError):
    """The trained model is missing, damaged or of another version."""


class OutputError(FactorwijzerError):
    """An earlier output that a command builds on is missing or incomplete."""


class StoreError(FactorwijzerError):
    """The store of decisions cannot be opened, read or written, or belongs to a newer program."""


class FrameError(ValueError):
    """A frame does not follow its specification: an error of the program, not of the user."""
