"""What was masked with doubt, for a human to look at: the doubts hold no name, their words are kept apart from them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

import pandas as pd

from pipeline import frames
from pipeline.errors import OutputError, Problem, os_mistake
from pipeline.files import sha256_value, write_private
from pipeline.privacy.gate import Gate

# Where the words are, in the study folder; never among the outputs.
WORDS = Path("sleutel") / "twijfel.json"
# What stands in the place of a word that is in doubt.
GAP = "[?]"
_AGAIN = "draai 'factorwijzer report' opnieuw; dat maakt het bestand"


class Place(NamedTuple):
    """Where a word that is in doubt stands: the sentence has ``GAP`` in its place, and no name."""

    interview_id: str
    turn_no: int
    sentence: str


@dataclass(frozen=True)
class Doubt:
    """A form that was masked with doubt in the interviews of one municipality; only ``form`` gives it away.

    ``reason`` is Dutch, for a researcher. ``n`` is how often it stands in these interviews; ``places`` has them all.
    """

    doubt_id: str
    municipality: str
    kind: str
    form: str
    reason: str
    places: tuple[Place, ...]
    n: int


def form_of(text: str) -> str:
    """Return a name as it is compared: NFC, small letters, on one line.

    Examples
    --------
    >>> form_of("De  Linde"), form_of("Zoe\\u0308") == form_of("ZOË")
    ('de linde', True)
    """
    return normalize("NFC", " ".join(text.split()).casefold())


def doubt_id(municipality: str, kind: str, form: str, secret: str) -> str:
    """Return the id of a doubt: the first twelve signs of a checksum.

    Parameters
    ----------
    secret
        What only the study knows. Without it, who has a page could try names until the id of one fits.

    Examples
    --------
    >>> doubt_id("Testdorp", "place", "de linde", "geheim")
    'bd0303363070'
    """
    return sha256_value([municipality, kind, form, secret])[:12]


def collect_doubts(
    names: pd.DataFrame,
    municipality_of: Mapping[str, str],
    sentences: Mapping[tuple[str, int, int], str],
    secret: str,
) -> list[Doubt]:
    """Put the doubtful names of each municipality together by kind and form, in the order of their first places.

    Parameters
    ----------
    names
        Frame `names` of all interviews; certain ones are passed over.
    municipality_of
        Interview -> municipality, for every interview.
    sentences
        Key of `names` (interview, start, end) -> the sentence around it, with ``GAP`` in its place and other names
        masked. Where there is none only ``GAP`` is shown. What of a doubtful name is still in it becomes ``GAP`` too.
    secret
        See ``doubt_id``.
    """
    doubtful = names[names["certainty"] == "doubtful"]
    order = {interview_id: number for number, interview_id in enumerate(municipality_of)}
    found: dict[tuple[str, str, str], list[Any]] = {}
    for row in sorted(frames.rows(doubtful), key=lambda row: (order[row.interview_id], row.start_char)):
        key = municipality_of[row.interview_id], row.kind, form_of(row.text)
        found.setdefault(key, []).append(row)
    gate = Gate(dict.fromkeys(doubtful["text"], GAP))
    return [_doubt(key, rows, sentences, gate, secret) for key, rows in found.items()]


def write_words(path: Path, doubts: Collection[Doubt]) -> None:
    """Write the form of each doubt by its id, for the owner's eyes only.

    What the file already holds is kept: a page that was made earlier can still be filled in and imported.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    try:
        words = read_words(path)
    except OutputError:
        words = {}
    words |= {doubt.doubt_id: doubt.form for doubt in doubts}
    write_private(path, (json.dumps(words, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode())


def read_words(path: Path) -> dict[str, str]:
    """Return what ``write_words`` wrote: doubt id -> form.

    Raises
    ------
    OutputError
        If the file is missing, cannot be read, or is damaged.
    """
    try:
        words = json.loads(path.read_bytes())
    except OSError as error:
        raise OutputError(Problem(path.name, f"{os_mistake(error)}; {_AGAIN}")) from None
    except ValueError:  # without its cause, which holds the file
        words = None
    if not isinstance(words, dict) or not all(isinstance(form, str) for form in words.values()):
        raise OutputError(Problem(path.name, f"dit bestand is beschadigd; {_AGAIN}"))
    return words


def _doubt(
    key: tuple[str, str, str],
    rows: list[Any],
    sentences: Mapping[tuple[str, int, int], str],
    gate: Gate,
    secret: str,
) -> Doubt:
    places = tuple(
        Place(
            row.interview_id,
            row.turn_no,
            gate.mask(sentences.get((row.interview_id, row.start_char, row.end_char), GAP)),
        )
        for row in rows
    )
    reason = Counter(row.reason for row in rows).most_common(1)[0][0]
    return Doubt(doubt_id(*key, secret), *key, gate.mask(reason), places, len(places))
