"""Remove one respondent from a study, who has the right to withdraw: ``factorwijzer forget``.

First a plan, for the user to see; then its steps. While they are done, ``vergeten.json`` in the study says which interview it is,
and nothing else about it. The transcript goes last, so that a removal that was broken off at any moment is finished by the
same command: whatever is still there is found again from the transcript. Documents are written again after that.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import FactorwijzerError, OutputError, Problem, for_shell, os_mistake
from pipeline.files import write_private
from pipeline.reading import FORMATS
from pipeline.review.forgetting import check_free
from pipeline.run.documents import report
from pipeline.run.removal import KEYS, copies_in, files_in, outputs_of, steps_of_removal, stores_of
from pipeline.run.removal_outputs import Step, is_to_report
from pipeline.run.searching import has_word, spaced, text_of
from pipeline.run.sources import Advance, silent
from pipeline.run.table_rows import KINDS, read_rows
from pipeline.run.withdrawing import COMMAND, INTERVIEW, Withdrawn, file_key, find_copy, find_withdrawn
from pipeline.study import Study

# Says which removal is not finished; of the files it holds checksums only.
PLAN_FILE = "vergeten.json"
_SHORTEST_NAME = 3
_BEYOND = (
    "reservekopieën van deze map, van uw computer of in de cloud (OneDrive, Dropbox, SharePoint)",
    "kopieën op andere computers, op usb-sticks en in e-mail, en wat u exporteerde of aan anderen gaf",
    "verslagen die al zijn verstuurd of gedeeld",
    "de opname zelf (geluid of beeld), het toestemmingsformulier en lijsten met contactgegevens",
    "de geschiedenis van git of een ander versiebeheer, als deze map daarin staat of stond",
    "wat andere respondenten over deze persoon zeiden, en wat codeurs bij andere interviews over dit interview noteerden",
    "resten op de schijf: wat verwijderd is, kan met speciale programma's soms nog worden teruggehaald",
)
_ON_SERVER = "reservekopieën en logbestanden van de databaseserver"
_QUOTES = "hierin staan woorden of de naam van deze respondent; kijk het na en haal weg wat weg moet"
_UNSEARCHABLE = "hierin kan het programma niet zoeken; kijk zelf of het over deze respondent gaat"
_NOTHING_DONE = "Er is nog niets verwijderd"
_NOT_DONE = f"De verwijdering is niet af; los dit op en draai '{COMMAND}' opnieuw"


@dataclass(frozen=True)
class Plan:
    """What will happen, for the user to see before it does.

    Attributes
    ----------
    interview_id
        The interview that goes.
    actions
        Where, and what happens there, in Dutch, in order.
    left
        What the program cannot remove, in Dutch: of files of the study that hold words of this respondent, which.
    must_train
        Whether the model goes.
    again
        The study, and studies of pseudonymised copies in it, with each folder of outputs whose documents are written again.
    """

    interview_id: str
    steps: tuple[Step, ...] = field(repr=False)
    left: tuple[str, ...]
    must_train: bool
    again: tuple[Study, ...] = field(repr=False)
    who: Withdrawn = field(repr=False)

    @property
    def actions(self) -> list[tuple[Path | str, str]]:
        """Return where and what, without what does it."""
        return [(_place(step.path), step.what) for step in self.steps]


@dataclass(frozen=True)
class Forgotten:
    """What was done: the documents written again, why some were not, and what the user still has to remove or do."""

    interview_id: str
    n_steps: int
    written: list[Path]
    problems: list[Problem]
    left: list[str]
    must_train: bool


def unfinished(study: Study) -> str | None:
    """Return the id of the interview whose removal is not finished; None if there is none.

    Raises
    ------
    OutputError
        If the file that says so cannot be read.
    """
    return next(iter(_begun(study)), None)


def refuse_if_unfinished(study: Study) -> None:
    """Complain if a removal is not finished: until it is, nothing else may be made from what is left.

    Raises
    ------
    OutputError
        Then.
    """
    begun = unfinished(study)
    if begun is not None:
        message = f"een verwijdering is niet af; draai eerst '{COMMAND} {for_shell(begun)}'"
        raise OutputError(Problem(PLAN_FILE, message))


def plan_forgetting(study: Study, respondent: str) -> Plan:
    """Say what is to be removed; nothing is changed.

    Parameters
    ----------
    respondent
        An interview id, the name of its file, or the respondent's name as header or manifest has it.

    Raises
    ------
    SettingsError
        If there is no such respondent or more than one, or a table about interviews has rows that cannot be read.
    OutputError
        If the removal of another is not finished.
    StoreError
        If the store of decisions cannot be reached.
    """
    begun = _begun(study)
    outs = outputs_of(study)
    who = find_withdrawn(study, respondent, outs, begun)
    if begun and who.interview_id not in begun:
        refuse_if_unfinished(study)
    copies = copies_in(study)
    steps = [step for copy in copies for step in steps_of_removal(copy, find_copy(copy, who), outputs_of(copy))]
    steps += steps_of_removal(study, who, outs)
    left = [*_BEYOND, *([_ON_SERVER] if isinstance(study.store, str) else []), *_notes(who)]
    left += _leftovers(study, who, {step.path for step in steps})
    must_train = any(step.path == study.model_folder / "model.json" for step in steps)
    studies = [*((copy, out) for copy in copies for out in outputs_of(copy)), *((study, out) for out in outs)]
    again = tuple(replace(one, out=out) for one, out in studies if is_to_report(out))
    return Plan(who.interview_id, tuple(steps), tuple(left), must_train, again, who)


def forget(
    study: Study, plan: Plan, start: Callable[[int], None] = lambda _: None, advance: Advance = silent
) -> Forgotten:
    """Do what a plan says. Killed at any moment, the same again, planned anew, ends the same.

    Parameters
    ----------
    start, advance
        Called with the number of steps, and after each with its number: no name is in it.

    Raises
    ------
    OutputError
        If a file cannot be opened or a folder not written: of all before anything is removed, so that nothing is half done.
    StoreError
        If the store of decisions is open in another program.
    """
    _check(study, plan)
    keys = [file_key(study, path) for path in plan.who.paths] or _begun(study).get(plan.interview_id, [])
    note = json.dumps({plan.interview_id: keys}, ensure_ascii=False, indent=2)
    write_private(study.root / PLAN_FILE, f"{note}\n".encode())
    start(len(plan.steps) + 1)
    for number, step in enumerate(plan.steps, start=1):
        try:
            step.do()
        except OSError as error:
            raise OutputError(Problem(_name(step.path), f"{os_mistake(error)}. {_NOT_DONE}")) from None
        advance(str(number))
    try:
        written, problems = _report_again(plan.again)
    except Exception:
        # What has to go is gone: a mistake in the documents leaves nothing to remove.
        (study.root / PLAN_FILE).unlink()
        raise
    left = [*plan.left, *_leftovers(study, plan.who, set(), plan.left)]
    (study.root / PLAN_FILE).unlink()
    advance(str(len(plan.steps) + 1))
    return Forgotten(plan.interview_id, len(plan.steps), written, problems, left, plan.must_train)


def _begun(study: Study) -> dict[str, list[str]]:
    """Return the interview whose removal is not finished, with the keys of its files."""
    path = study.root / PLAN_FILE
    if not path.is_file():
        return {}
    try:
        found = dict[str, list[str]](json.loads(path.read_text(encoding="utf-8")))
        if len(found) == 1 and all(isinstance(keys, list) for keys in found.values()):
            return found
    except (OSError, ValueError, TypeError):
        pass
    message = f"dit bestand is beschadigd; haal het weg en draai '{COMMAND}' opnieuw voor dezelfde respondent"
    raise OutputError(Problem(PLAN_FILE, message))


def _check(study: Study, plan: Plan) -> None:
    """Open all that is to change, and write in every folder, before anything is removed."""
    problems: list[Problem] = []
    paths = [step.path for step in plan.steps if isinstance(step.path, Path) and step.path.exists()]
    for path in paths:
        try:
            with path.open("r+b"):
                pass
        except OSError as error:
            problems.append(Problem(_name(path), f"{os_mistake(error)}. {_NOTHING_DONE}"))
    for folder in sorted({study.root, *(path.parent for path in paths)}):
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            problems.append(Problem(str(folder), f"{os_mistake(error)}. {_NOTHING_DONE}"))
    if problems:
        raise OutputError(problems)
    for place in [place for one in (study, *copies_in(study)) for place in stores_of(one)]:
        check_free(place)


def _report_again(studies: Iterable[Study]) -> tuple[list[Path], list[Problem]]:
    written: list[Path] = []
    problems: list[Problem] = []
    for study in studies:
        if not is_to_report(study.out):
            continue
        try:
            written += report(study).written
        except FactorwijzerError as error:
            problems += error.problems
    return written, problems


def _notes(who: Withdrawn) -> list[str]:
    notes = [
        f"interview '{name}' bevat een groot deel van dezelfde tekst; is het een kopie, draai dan ook '{COMMAND} {for_shell(name)}'"
        for name in who.copies
    ]
    if len(who.names) > 1:
        notes.append(
            f"in dit interview spreken {len(who.names)} respondenten; het hele interview gaat weg, ook wat de anderen zeiden"
        )
    return notes


def _leftovers(study: Study, who: Withdrawn, taken: set[Path | str], said: Iterable[str] = ()) -> list[str]:
    """Name the files of the study, but for the transcripts, that hold words or the name of the respondent, or cannot be searched."""
    found = []
    # Where names are those that other respondents said, or words of the codebook.
    copies = [copy.root for copy in copies_in(study)]
    apart = [*outputs_of(study), *copies, study.root / KEYS, study.codebook_folder]
    for path in files_in(study):
        if path in taken or (path.parent == study.transcripts_folder and FORMATS.has(path)):
            continue
        try:
            text = text_of(path)
            if text is None:
                found.append(f"{path}: {_UNSEARCHABLE}")
            elif who.words.are_in(text) or _names(who, path, text, apart):
                found.append(f"{path}: {_QUOTES}")
        except (OSError, FactorwijzerError):
            found.append(f"{path}: {_UNSEARCHABLE}")
    return [line for line in found if line not in said]


def _names(who: Withdrawn, path: Path, text: str, apart: list[Path]) -> bool:
    """Tell whether a file names the respondent, where that is not what another respondent said."""
    if path.suffix == ".sqlite" or any(path.is_relative_to(place) for place in apart):
        return False
    names = [name for name in who.names if len(name) >= _SHORTEST_NAME]
    if not names or not any(has_word(spaced(text), name) for name in names):
        return False
    return path.suffix.lower() not in KINDS or read_rows(path, (INTERVIEW,)) is None


def _place(path: Path | str) -> Path | str:
    """Return a place as it may be shown: the address of a database may hold a password."""
    return "de database met beoordelingen" if isinstance(path, str) else path


def _name(path: Path | str) -> str:
    return path.name if isinstance(path, Path) else str(_place(path))
