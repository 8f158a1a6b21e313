"""Whose interview it is that a respondent withdraws: its id, its files, what was said in it, and what others said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

from pipeline import frames
from pipeline.coding import text_key
from pipeline.errors import HandCodingError, Problem, SettingsError, TranscriptError
from pipeline.files import sha256_value
from pipeline.reading import FORMATS, Transcript
from pipeline.reading.header import declared_names
from pipeline.reading.parsed import take_declarations
from pipeline.reading.reader import READERS
from pipeline.review.forgetting import quotes_in_store
from pipeline.run.keeping import place_in_study
from pipeline.run.outputs import LOCK, TURNS, read_frame
from pipeline.run.searching import Words, folded, has_word, spaced, text_of
from pipeline.run.sources import expected_id, hand_files, read_source
from pipeline.run.table_rows import read_rows
from pipeline.study import Source, Study

COMMAND = "factorwijzer forget"
INTERVIEW = "interview_id"
# Shorter pieces than this say little of who said them; an interview that has this share of another's is a copy of it.
_LONG, _COPIED = 20, 0.5
_SENTENCE_END = re.compile(r"[.?!…\n]+")


@dataclass(frozen=True)
class Withdrawn:
    """One interview that goes.

    Attributes
    ----------
    ids
        Its id, and ids under which the store knows the same words from before.
    paths
        Its transcript files; none if they are gone already.
    names
        The respondents that its header or manifest row names.
    said
        What respondents said in it, turn by turn.
    text
        All that is in its files and all that was said, as ``spaced`` returns it.
    text_keys
        Checksums of what was said, as a model remembers them.
    others
        What is in the files of the other interviews, in the same form.
    words
        What only this respondent said.
    copies
        Other interviews that hold a good part of the same text.
    """

    interview_id: str
    ids: frozenset[str]
    paths: tuple[Path, ...]
    names: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()
    text: str = ""
    text_keys: frozenset[str] = frozenset()
    others: str = ""
    words: Words = field(default_factory=Words)
    copies: tuple[str, ...] = ()

    def has_alone(self, form: str) -> bool:
        """Tell whether a word or name stands in this interview and in no other."""
        return has_word(self.text, form) and not has_word(self.others, form)


@dataclass(frozen=True)
class _Interview:
    source: Source
    interview_id: str
    names: frozenset[str]
    transcript: Transcript | None


def file_key(study: Study, path: Path) -> str:
    """Return a checksum by which a transcript is found again after its manifest row is gone."""
    return sha256_value(place_in_study(study, path))


def find_withdrawn(
    study: Study, respondent: str, outs: Iterable[Path], known: Mapping[str, list[str]] | None = None
) -> Withdrawn:
    """Find the interview of a respondent.

    Parameters
    ----------
    respondent
        An interview id, the name of its file, or the name of the respondent as header or manifest has it.
    outs
        The folders with outputs.
    known
        Of a removal that is not finished: its id, and the keys of its files.

    Raises
    ------
    SettingsError
        If there is no such respondent, or more than one.
    StoreError
        If the store cannot be reached.
    """
    mistakes: list[Problem] = []
    interviews = [_read(source) for source in _sources(study, mistakes)]
    quotes = quotes_in_store(study.store)
    ids = {one.interview_id for one in interviews}
    if known and respondent in known:
        interview_id, keys = respondent, set(known[respondent])
    else:
        elsewhere = {*quotes, *_in_locks(outs), *_in_hand_files(study)}
        interview_id, keys = _resolve(respondent, interviews, ids | elsewhere, mistakes), set()
    mine = [one for one in interviews if one.interview_id == interview_id or file_key(study, one.source.path) in keys]
    coded = [text for out in outs for text in _turns_of(out / TURNS).get(interview_id, [])]
    said = list(dict.fromkeys([*_said(mine), *coded]))
    earlier = {name for name in quotes.keys() - ids if _are_from(quotes[name], said)}
    return _withdrawn(
        interview_id, {interview_id, *earlier}, said, mine, [one for one in interviews if one not in mine]
    )


def find_copy(study: Study, who: Withdrawn) -> Withdrawn:
    """Find the same interview in a study of pseudonymised copies, where it may have another id and its names are masked."""
    interviews = [_read(source) for source in _sources(study, [])]
    mine = [one for one in interviews if one.interview_id in who.ids or _is_copy(who.said, _all_of(one))]
    ids = {*who.ids, *(one.interview_id for one in mine)}
    return _withdrawn(who.interview_id, ids, _said(mine), mine, [one for one in interviews if one not in mine])


def _withdrawn(
    interview_id: str, ids: set[str], said: list[str], mine: list[_Interview], rest: list[_Interview]
) -> Withdrawn:
    others = [_all_of(one) for one in rest]
    copies = [one.interview_id for one, text in zip(rest, others, strict=True) if _is_copy(said, text)]
    strangers = [text for one, text in zip(rest, others, strict=True) if one.interview_id not in copies]
    return Withdrawn(
        interview_id,
        frozenset(ids),
        tuple(one.source.path for one in mine),
        frozenset(name for one in mine for name in one.names),
        tuple(said),
        spaced("\n".join([*map(_all_of, mine), *said])),
        frozenset(text_key(one.transcript.turns) for one in mine if one.transcript),
        spaced("\n".join(others)),
        Words.of(said, strangers),
        tuple(copies),
    )


def _sources(study: Study, mistakes: list[Problem]) -> list[Source]:
    try:
        return study.sources(FORMATS, problems=mistakes)
    except SettingsError as error:
        mistakes += error.problems
        return []


def _read(source: Source) -> _Interview:
    """Read one interview as far as that is possible: also what cannot be read can be withdrawn."""
    known = dict(source.known)
    named = [known.get("respondent", "")]
    try:
        transcript: Transcript | None = read_source(source)
        reader = READERS[source.path.suffix.lower()]
        parsed = take_declarations(reader(source.path.read_bytes(), source.where, declared_names(known)))
        named.append(parsed.header.get("respondent", ""))
    except (TranscriptError, OSError):
        transcript = None
    interview_id = transcript.interview_id if transcript else expected_id(source)
    names = frozenset(normalize("NFC", name.strip()) for value in named for name in value.split(";") if name.strip())
    return _Interview(source, interview_id, names, transcript)


def _resolve(respondent: str, interviews: list[_Interview], ids: set[str], mistakes: list[Problem]) -> str:
    wanted = normalize("NFC", respondent.strip())
    by_id = {one for one in ids if normalize("NFC", one) == wanted}
    by_file = {one.interview_id for one in interviews if normalize("NFC", one.source.path.name) == Path(wanted).name}
    by_name = {one.interview_id for one in interviews if wanted in one.names}
    found = by_id or by_file or by_name
    if len(found) == 1:
        return found.pop()
    if found:
        message = f"deze naam staat bij meer interviews: {', '.join(sorted(found))}; noem er één, en draai de opdracht voor elk"
        raise SettingsError(Problem(COMMAND, message))
    listed = f"bekend zijn: {', '.join(sorted(ids))}" if ids else "deze studie heeft geen interviews"
    message = f"dit interview is niet gevonden; {listed}; noem er één, of de naam van het bestand"
    raise SettingsError([Problem(COMMAND, message), *mistakes])


def _said(interviews: list[_Interview]) -> list[str]:
    read = [turn for one in interviews if one.transcript for turn in frames.rows(one.transcript.turns)]
    return [turn.text for turn in read if turn.role == "respondent"]


def _all_of(one: _Interview) -> str:
    said = one.transcript.turns["text"].tolist() if one.transcript else []
    try:
        return "\n".join([text_of(one.source.path) or "", *said, *one.names])
    except OSError:
        return "\n".join(said)


def _turns_of(path: Path) -> dict[str, list[str]]:
    """Return what respondents said when it was coded: a transcript may have been edited or removed since."""
    try:
        turns = read_frame(path, frames.TURNS)
    except (OSError, ValueError):
        return {}
    spoken = turns[turns["role"] == "respondent"]
    return {str(name): part["text"].tolist() for name, part in spoken.groupby("interview_id")}


def _in_locks(outs: Iterable[Path]) -> set[str]:
    found: set[str] = set()
    for out in outs:
        try:
            found |= {str(e[INTERVIEW]) for e in json.loads((out / LOCK).read_text(encoding="utf-8"))["interviews"]}
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


def _in_hand_files(study: Study) -> set[str]:
    found: set[str] = set()
    for name in hand_files(study):
        try:
            table = read_rows(study.root / name, (INTERVIEW,))
        except (OSError, HandCodingError):
            continue
        found |= {row.cells[INTERVIEW].strip() for row in table.rows} if table else set()
    return found - {""}


def _is_copy(said: Iterable[str], other: str) -> bool:
    """Tell whether a text has most sentences of what was said."""
    return _are_from((sentence for text in said for sentence in _SENTENCE_END.split(text)), [other])


def _are_from(pieces: Iterable[str], texts: Iterable[str]) -> bool:
    """Tell whether most pieces that are long enough to tell stand in texts."""
    whole = "\n".join(map(folded, texts))
    long = {piece for piece in map(folded, pieces) if len(piece) >= _LONG}
    return bool(long) and sum(piece in whole for piece in long) >= _COPIED * len(long)
