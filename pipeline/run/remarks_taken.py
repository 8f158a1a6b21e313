"""What other programs know and a study has no place for: kept in ``uitwisseling/ontvangen.json``, for the next export.

Memos of the project, of codes and of interviews; remarks on a passage without a code; codings that could not become
decisions. Everything about one interview stands under its id, memos too, so that it goes with the interview.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import OutputError, Problem, os_mistake
from pipeline.exchange import Memo, guid_of
from pipeline.files import sha256_value, write_private
from pipeline.run.removal_outputs import Step, unlink
from pipeline.study import Study

FOLDER = "uitwisseling"
RECEIVED = "ontvangen.json"
_MEMO = "memo"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Note(_Strict):
    """A memo; see ``pipeline.exchange.Memo``."""

    text: str
    name: str = ""
    coder: str = ""
    created_at: str = ""


Notes = dict[str, Note]


class Remark(_Strict):
    """A selection that is no decision: offsets in the text that its words were last seen in, and the text around them.

    ``codes`` are ids of the codebook, or names of what is none there.
    """

    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    coder: str
    codes: list[str] = []
    description: str = ""
    created_at: str = ""
    memos: Notes = {}


class ReceivedInterview(_Strict):
    """What is kept about one interview; ``file`` is its transcript, if that came from another program."""

    file: str = ""
    description: str = ""
    memos: Notes = {}
    remarks: dict[str, Remark] = {}


class Received(_Strict):
    """All that is kept. ``memos`` are those of the project, ``loose`` belong to nothing; ``codes`` are by code."""

    format: Literal[1] = 1
    description: str = ""
    memos: Notes = {}
    loose: Notes = {}
    codes: dict[str, Notes] = {}
    interviews: dict[str, ReceivedInterview] = {}

    def interview(self, interview_id: str) -> ReceivedInterview:
        """Return the place for an interview, made if it is not there."""
        return self.interviews.setdefault(interview_id, ReceivedInterview())


_Kept = TypeVar("_Kept", bound=BaseModel)


def received_path(study: Study) -> Path:
    """Return where all this is kept."""
    return study.root / FOLDER / RECEIVED


def load_received(study: Study) -> Received:
    """Return what is kept, nothing if there is no file.

    Raises
    ------
    OutputError
        If the file cannot be read, is damaged, or was written by a newer program.
    """
    path = received_path(study)
    try:
        return Received.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Received()
    except OSError as error:
        raise OutputError(Problem(str(path), os_mistake(error))) from None
    except ValidationError:
        message = "dit bestand is beschadigd of door een nieuwere versie van Factorwijzer geschreven; zet een reservekopie terug"
        advice = "hebt u die niet, geef het dan een andere naam en importeer uw projecten opnieuw"
        raise OutputError(Problem(str(path), f"{message}; {advice}")) from None


def save_received(study: Study, received: Received) -> None:
    """Write all that is kept, for the owner alone; nothing if the file says the same already."""
    path, said = received_path(study), received.model_dump(exclude_defaults=True)
    content = (json.dumps({"format": 1, **said}, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
    is_there = path.is_file()
    if (is_there or said) and not (is_there and path.read_bytes() == content):
        write_private(path, content)


def notes_of(keys: Iterable[str], memos: Mapping[str, Memo]) -> Notes:
    """Return memos of a project as they are kept."""
    found = ((key, memos[key]) for key in keys if key in memos)
    return {key: Note(text=one.text, name=one.name, coder=one.coder, created_at=one.created_at) for key, one in found}


def add_notes(notes: Notes, new: Notes) -> None:
    """Keep memos beside those that are there; one that changed since comes beside the one of before."""
    for key, note in new.items():
        if note not in notes.values():
            notes[_free_key(notes, key, note)] = note


def _free_key(notes: Mapping[str, _Kept], key: str, note: _Kept) -> str:
    return key if key not in notes else guid_of(_MEMO, f"{key}:{sha256_value(note.model_dump())}")


def joined(before: str, new: str) -> str:
    """Return two descriptions below each other, one if the first has the second in it.

    Examples
    --------
    >>> joined("a\\nb", "b"), joined("", "b"), joined("a", "b")
    ('a\\nb', 'b', 'a\\nb')
    """
    return before if new in before else "\n".join(filter(None, [before, new]))


def remark_steps(study: Study, ids: Collection[str]) -> list[Step]:
    """Return what to do when interviews are withdrawn: all that is kept about them goes."""
    path = received_path(study)
    if not path.is_file():
        return []
    try:
        has_any = bool(set(ids) & set(load_received(study).interviews))
    except OutputError:
        return [unlink(path, "wordt verwijderd: het is beschadigd, en niet te zien is over wie het gaat")]
    what = "opmerkingen uit andere programma's over dit interview worden verwijderd"
    return [Step(path, what, partial(_forget, study, ids))] if has_any else []


def _forget(study: Study, ids: Collection[str]) -> None:
    received = load_received(study)
    received.interviews = {name: kept for name, kept in received.interviews.items() if name not in ids}
    save_received(study, received)
