"""A folder of pseudonymised copies: what was written in it, what somebody changed since, and what a copy is called."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from pipeline.files import sha256_bytes, write_bytes, write_json
from pipeline.privacy.lists import name_lists
from pipeline.privacy.words import COMMON, familiarity, fold

TRANSCRIPTS = "transcripten"
# Which files were written, each with the checksum of what was written, and of the transcript that it is a copy of.
RECORD = "kopieen.lock"
_COPY, _ORIGINAL = "kopie", "origineel"
_NUMBERED = re.compile(r"interview-[1-9][0-9]*")
_LEAST_LETTERS, _LEAST_INSIDE = 3, 5


class Copies:
    """A folder of copies, in which nothing is overwritten that somebody changed since it was written.

    Parameters
    ----------
    folder
        May be missing.

    Attributes
    ----------
    changed
        What was to be written and was left, because somebody changed it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.changed = folder, list[Path]()
        self._record = _read(folder / RECORD)

    def write(self, name: str, content: bytes, original: bytes | None = None) -> bool:
        """Write a file, whole or not at all, unless somebody changed it; return whether it is as it should be."""
        path = self.folder / name
        checksum = sha256_bytes(content)
        known = self._record.get(name, {}).get(_COPY)
        if path.is_file() and sha256_bytes(path.read_bytes()) not in (known, checksum):
            self.changed.append(path)
            return False
        write_bytes(path, content)
        self._record[name] = {_COPY: checksum} | ({_ORIGINAL: sha256_bytes(original)} if original is not None else {})
        # After each file: a run that is broken off knows what it wrote.
        write_json(self.folder / RECORD, self._record)
        return True

    def number(self, original: bytes, taken: Iterable[str]) -> str:
        """Return ``interview-N`` for a transcript that may not keep its name: the one it had, or a free one.

        Parameters
        ----------
        original
            What is in the transcript.
        taken
            Names without ending that other copies have.
        """
        used = {stem.casefold() for stem in taken}
        checksum = sha256_bytes(original)
        names = {Path(name).stem: facts for name, facts in self._record.items()}
        own = [stem for stem, facts in names.items() if facts.get(_ORIGINAL) == checksum and _NUMBERED.fullmatch(stem)]
        used_before = {stem.casefold() for stem in names}
        free = (f"interview-{n}" for n in count(1) if f"interview-{n}" not in used | used_before)
        return next((stem for stem in own if stem not in used), None) or next(free)


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): {str(k): str(v) for k, v in facts.items()} for name, facts in kept.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def holds_name(text: str, names: Iterable[str]) -> bool:
    """Whether a name is in the name of a file or the id of an interview: one of ``names``, or any that Dutch people have.

    Examples
    --------
    >>> [holds_name(x, ["Ybelien"]) for x in ("gesprek-ybelien", "2024ybelienZ", "gesprek-hermien", "interview_3_jgz")]
    [True, True, True, False]
    """
    words = set(_words(text))
    known = {word for name in names for word in _words(name)}
    rare = [word for word in known if len(word) >= _LEAST_INSIDE and familiarity(word) < COMMON]
    lists = name_lists()
    listed = any(familiarity(w) < COMMON and lists.first_name(w) and not lists.may_stay(w) for w in words)
    return bool(words & known) or listed or any(word in fold(text) for word in rare)


def _words(text: str) -> list[str]:
    return [fold(word) for word in re.split(r"[\W\d_]+", text) if len(word) >= _LEAST_LETTERS]
