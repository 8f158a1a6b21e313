"""Pseudonymised copies of a study's transcripts, in a folder that is a study itself; the key is kept apart from them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline import frames
from pipeline.errors import OutputError, Problem, TranscriptError
from pipeline.files import sha256_bytes, write_bytes, write_json
from pipeline.privacy.key import read_key, write_key
from pipeline.privacy.pseudonyms import Pseudonyms, assign_pseudonyms
from pipeline.privacy.rewriting import Replacement, RewriteError, rewrite
from pipeline.privacy.tokens import label_names
from pipeline.privacy.unusual import caution, look_at, refusal
from pipeline.privacy.words import fold
from pipeline.reading import SUFFIXES, Transcript, read_transcript
from pipeline.run.copying import TRANSCRIPTS, copy_study
from pipeline.run.naming import find_names
from pipeline.run.sources import Advance, read_all, silent
from pipeline.study import Source, Study

COPIES = "gepseudonimiseerd"
KEY = Path("sleutel") / "pseudoniemen.csv"
# Which copies were written, each with the checksum of what was written.
RECORD = "kopieen.lock"
_AROUND = 80
_LEAST_LETTERS = 3


@dataclass
class Anonymised:
    """What ``anonymise`` did: the copies written, those left because somebody changed them, and what went wrong."""

    folder: Path
    written: list[Path] = field(default_factory=list)
    changed: list[Path] = field(default_factory=list)
    failures: list[TranscriptError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    n_names: int = 0
    n_doubtful: int = 0
    key: Path | None = None


@dataclass(frozen=True)
class _Read:
    """A transcript that can be pseudonymised, and the speakers' names."""

    source: Source
    transcript: Transcript
    labels: dict[str, str]


def anonymise(
    study: Study,
    chosen: list[Path] | None = None,
    folder: Path | None = None,
    with_key: bool = True,
    force: bool = False,
    start: Callable[[int], None] = lambda _: None,
    advance: Advance = silent,
) -> Anonymised:
    """Write copies of transcripts in which names are pseudonyms: one for the same person in all interviews of a municipality.

    Structure and times are kept. A transcript that cannot be searched for names stops no other. The numbers of an earlier
    key stay. A copy that somebody changed since it was written is never overwritten.

    Parameters
    ----------
    chosen
        Files or folders; default the study's transcripts.
    folder
        Where the copies go; default ``gepseudonimiseerd`` in the study folder.
    with_key
        Whether the key (pseudonym -> names) is written, in ``sleutel`` in the study folder.
    force
        Whether transcripts are copied in which names are found badly: in another language, or in capitals.

    Raises
    ------
    OutputError
        If the earlier key is damaged, or the folder is that of the transcripts themselves.
    """
    result = Anonymised(folder or study.root / COPIES)
    _refuse_originals(study, result.folder)
    sources = study.sources(SUFFIXES, chosen)
    start(2 * len(sources))
    transcripts, failures = read_all(sources)
    result.failures += [error for _, error in failures]
    result.warnings += study.passed_over(SUFFIXES, chosen)
    by_where = {transcript.interview_id: source for source, transcript in _pairs(sources, transcripts, failures)}
    read = [r for t in transcripts if (r := _searchable(by_where[t.interview_id], t, force, result)) is not None]
    earlier = read_key(study.root / KEY) if (study.root / KEY).is_file() else None
    given, failed = _pseudonyms(study, read, earlier, advance)
    result.n_names = len(given.names)
    result.n_doubtful = int((given.names["certainty"] == "doubtful").sum())
    record = _record(result.folder)
    copied: dict[str, tuple[str, Transcript]] = {}
    for number, one in enumerate(read, start=1):
        if one.transcript.interview_id in failed:
            message = "de namen in dit interview konden niet worden gezocht; er is geen kopie gemaakt"
            result.failures.append(TranscriptError(Problem(one.source.where, message)))
        else:
            try:
                copied[one.transcript.interview_id] = _write_copy(one, number, given, result, record)
            except (TranscriptError, RewriteError) as error:
                result.failures.append(TranscriptError(error.problems))
        advance(one.source.where)
    write_json(result.folder / RECORD, record)
    _copy_the_rest(study, read, copied, given, result)
    if with_key:
        write_key(study.root / KEY, given.key)
        result.key = study.root / KEY
    return result


def _refuse_originals(study: Study, folder: Path) -> None:
    own = (study.root, study.transcripts_folder, study.out)
    if folder.resolve() in {path.resolve() for path in own}:
        raise OutputError(Problem(str(folder), "hier staan de oorspronkelijke bestanden; kies met --to een andere map"))


def _pairs(
    sources: list[Source], transcripts: list[Transcript], failures: list[tuple[Source, TranscriptError]]
) -> list[tuple[Source, Transcript]]:
    wrong = {source.where for source, _ in failures}
    return list(zip([source for source in sources if source.where not in wrong], transcripts, strict=True))


def _searchable(source: Source, transcript: Transcript, force: bool, result: Anonymised) -> _Read | None:
    """Return a transcript with its speakers' names, or None if names would be found badly in it."""
    traits = look_at(transcript.turns)
    refused, careful = refusal(traits), caution(traits)
    if refused and not force:
        result.failures.append(TranscriptError(Problem(source.where, refused)))
        return None
    result.warnings += [f"{source.where}: {message}" for message in (refused, careful) if message]
    labels = [*transcript.turns["speaker"].unique(), *(x.strip() for p in transcript.people for x in p.split(";"))]
    names = {label: name for label in labels if (name := label_names(label))}
    return _Read(source, transcript, names)


def _pseudonyms(
    study: Study, read: list[_Read], earlier: pd.DataFrame | None, advance: Advance
) -> tuple[Pseudonyms, frozenset[str]]:
    turns = pd.concat([one.transcript.turns for one in read] or [frames.empty(frames.TURNS)], ignore_index=True)
    municipality_of = {one.transcript.interview_id: one.transcript.municipality for one in read}
    found = find_names(study, turns, municipality_of, advance=advance)
    labels = {one.transcript.interview_id: list(dict.fromkeys(one.labels.values())) for one in read}
    said = {one.transcript.interview_id: one.transcript.text for one in read}
    contexts = {}
    for row in frames.rows(found.names):
        text, a, b = said[row.interview_id], row.start_char, row.end_char
        contexts[row.interview_id, a] = f"{text[max(0, a - _AROUND) : a]}\x00{text[a:b]}\x00{text[b : b + _AROUND]}"
    return assign_pseudonyms(found.names, labels, municipality_of, contexts, earlier), found.failed


def _write_copy(
    one: _Read, number: int, given: Pseudonyms, result: Anonymised, record: dict[str, str]
) -> tuple[str, Transcript]:
    """Write the copy of one transcript; return the name of its file, and the copy as it is read."""
    transcript, source = one.transcript, one.source
    own = given.names[given.names["interview_id"] == transcript.interview_id]
    replacements = [Replacement(row.start_char, row.end_char, row.pseudonym) for row in frames.rows(own)]
    suffix = source.path.suffix.lower()
    content = rewrite(source.path.read_bytes(), suffix, transcript.turns, replacements, _outside_turns(one, given))
    name = f"{_safe_stem(source.path.stem, given, transcript, number)}{suffix}"
    path = result.folder / TRANSCRIPTS / name
    copy = _read_back(content, path, one, given)
    if path.is_file() and record.get(name) != sha256_bytes(path.read_bytes()):
        result.changed.append(path)
        return name, copy
    write_bytes(path, content)
    record[name] = sha256_bytes(content)
    result.written.append(path)
    return name, copy


def _outside_turns(one: _Read, given: Pseudonyms) -> dict[str, str]:
    """Return name -> pseudonym for labels, header lines and notes, where a pseudonym stands without brackets.

    A label between brackets would not be read as one.
    """
    interview_id = one.transcript.interview_id
    same = given.names[given.names["municipality"] == one.transcript.municipality]
    forms = {row.text: _bare(row.pseudonym) for row in frames.rows(same) if len(row.text) >= _LEAST_LETTERS}
    town = given.key[(given.key["soort"] == "gemeente")]
    forms |= {
        form: _bare(row.pseudoniem)
        for row in frames.rows(town)
        for form in row.vormen.split("; ")
        if fold(form) == fold(one.transcript.municipality)
    }
    for label, name in one.labels.items():
        pseudonym = _bare(given.labels[interview_id, name])
        forms[name] = pseudonym
        forms[label] = label.replace(name, pseudonym) if name in label else pseudonym
    return forms


def _bare(pseudonym: str) -> str:
    return pseudonym.strip("[]").capitalize()


def _safe_stem(stem: str, given: Pseudonyms, transcript: Transcript, number: int) -> str:
    """Return the name of a copy: that of the transcript, unless somebody's name is in it."""
    words = {fold(word) for word in re.split(r"[\W\d_]+", stem) if len(word) >= _LEAST_LETTERS}
    own = given.names[(given.names["municipality"] == transcript.municipality) & (given.names["kind"] == "person")]
    people = [*own["text"], *(name for _, name in given.labels)]
    known = {fold(word) for name in people for word in re.split(r"[\W_]+", name) if len(word) >= _LEAST_LETTERS}
    return f"interview-{number}" if words & known else stem


def _read_back(content: bytes, path: Path, one: _Read, given: Pseudonyms) -> Transcript:
    """Read a copy as the program will; it is another transcript if it has other turns."""
    beside = path.with_name(f".{path.name}.controle{path.suffix}")
    outside = _outside_turns(one, given)
    # The manifest names the municipality and the speakers as they are called in the copy.
    renamed = {key: one.source.known.get(key, "") for key in ("gemeente", "interviewer", "respondent")}
    known = {**one.source.known, **{key: _renamed(value, outside) for key, value in renamed.items()}}
    try:
        write_bytes(beside, content)
        copy = read_transcript(beside, known, one.source.where)
    finally:
        beside.unlink(missing_ok=True)
    same = len(copy.turns) == len(one.transcript.turns) and list(copy.turns["role"]) == list(
        one.transcript.turns["role"]
    )
    if not same:
        message = "de kopie zou anders gelezen worden dan het origineel; er is geen kopie gemaakt"
        raise TranscriptError(Problem(one.source.where, message))
    return copy


def _renamed(people: str, outside: Mapping[str, str]) -> str:
    return "; ".join(outside.get(name.strip(), name.strip()) for name in people.split(";"))


def _record(folder: Path) -> dict[str, str]:
    try:
        kept = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return {str(name): str(checksum) for name, checksum in kept.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _copy_the_rest(
    study: Study,
    read: list[_Read],
    copied: dict[str, tuple[str, Transcript]],
    given: Pseudonyms,
    result: Anonymised,
) -> None:
    """Write what makes the copies a study: settings, manifest, codebook, hand codings."""
    outside = {one.transcript.interview_id: _outside_turns(one, given) for one in read}
    copy_study(
        study,
        result.folder,
        [
            (one.source, one.transcript, *copied[one.transcript.interview_id])
            for one in read
            if one.transcript.interview_id in copied
        ],
        given.names,
        outside,
    )
