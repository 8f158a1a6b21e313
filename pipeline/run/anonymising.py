"""Pseudonymised copies of a study's transcripts, in a folder that is a study itself; the key is kept apart from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

import pandas as pd

from pipeline import frames
from pipeline.errors import OutputError, Problem, TranscriptError
from pipeline.files import write_bytes
from pipeline.privacy.key import read_key, write_key
from pipeline.privacy.masking import Span, replaced
from pipeline.privacy.pseudonyms import Pseudonyms, assign_pseudonyms
from pipeline.privacy.rewriting import REWRITERS, Replacement, RewriteError, rewrite
from pipeline.privacy.rewriting_text import decode
from pipeline.privacy.tokens import label_names
from pipeline.privacy.unusual import caution, look_at, refusal
from pipeline.privacy.words import fold
from pipeline.reading import FORMATS, Transcript, read_transcript
from pipeline.reading.captions import plain_captions
from pipeline.run.copies import RECORD, TRANSCRIPTS, Copies, holds_name
from pipeline.run.copying import Copied, copy_study
from pipeline.run.naming import find_names
from pipeline.run.sources import Advance, read_all, silent
from pipeline.settings import FILE_NAME
from pipeline.study import MANIFEST, Source, Study

COPIES = "gepseudonimiseerd"
KEY = Path("sleutel") / "pseudoniemen.csv"
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

    @property
    def interview_id(self) -> str:
        return self.transcript.interview_id


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
        If the earlier key is damaged, or the folder holds the transcripts themselves, the key or another study.
    """
    result = Anonymised(folder or study.root / COPIES)
    sources = study.sources(FORMATS, chosen)
    _refuse_others(study, result.folder, sources)
    start(2 * len(sources))
    transcripts, failures = read_all(sources)
    result.failures += [error for _, error in failures]
    result.warnings += study.passed_over(FORMATS, chosen)
    by_where = {transcript.interview_id: source for source, transcript in _pairs(sources, transcripts, failures)}
    read = [r for t in transcripts if (r := _searchable(by_where[t.interview_id], t, force, result)) is not None]
    earlier = read_key(study.root / KEY) if (study.root / KEY).is_file() else None
    given, failed = _pseudonyms(study, read, earlier, advance)
    result.n_names = len(given.names)
    result.n_doubtful = int((given.names["certainty"] == "doubtful").sum())
    if with_key:
        # Before the copies: numbers that stand in one never change, also if this run is broken off.
        write_key(study.root / KEY, given.key)
        result.key = study.root / KEY
    copies = Copies(result.folder)
    stems = _stems(read, given, copies)
    copied: list[Copied] = []
    for one in read:
        try:
            if one.interview_id in failed:
                message = "de namen in dit interview konden niet worden gezocht; er is geen kopie gemaakt"
                raise TranscriptError(Problem(one.source.where, message))
            copied.append(_write_copy(one, stems[one.interview_id], given, result, copies))
        except (TranscriptError, RewriteError) as error:
            result.failures.append(TranscriptError(error.problems))
        advance(one.source.where)
    if copied:
        outside = {one.interview_id: _outside_turns(one, given, stems) for one in read}
        result.warnings += copy_study(study, copies, copied, given.names, outside)
    result.changed = copies.changed
    return result


def _refuse_others(study: Study, folder: Path, sources: list[Source]) -> None:
    """Refuse a folder that holds the key or originals, or is a study of which no copy is known."""
    place = folder.resolve()
    own = {study.root, study.transcripts_folder, study.out, *(source.path.parent for source in sources)}
    is_own = {place, place / TRANSCRIPTS} & {path.resolve() for path in own}
    holds_key = (study.root / KEY).parent.resolve().is_relative_to(place)
    is_study = (folder / FILE_NAME).is_file() or (folder / TRANSCRIPTS / MANIFEST).is_file()
    if is_own or holds_key or (is_study and not (folder / RECORD).is_file()):
        message = (
            "hier staan de oorspronkelijke bestanden, de sleutel of een andere studie; kies met --to een andere map"
        )
        raise OutputError(Problem(str(folder), message))


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
    found = find_names(study, turns, municipality_of, advance, any_language=True)
    labels = {one.transcript.interview_id: list(dict.fromkeys(one.labels.values())) for one in read}
    said = {one.transcript.interview_id: one.transcript.text for one in read}
    contexts = {}
    for row in frames.rows(found.names):
        text, a, b = said[row.interview_id], row.start_char, row.end_char
        contexts[row.interview_id, a] = f"{text[max(0, a - _AROUND) : a]}\x00{text[a:b]}\x00{text[b : b + _AROUND]}"
    return assign_pseudonyms(found.names, labels, municipality_of, contexts, earlier), found.failed


def _stems(read: list[_Read], given: Pseudonyms, copies: Copies) -> dict[str, str]:
    """Return what the copy of each interview is called: as the transcript, or interview-N if a name is in that or in its id."""
    people = given.names[(given.names["kind"] == "person") & (given.names["certainty"] == "certain")]
    everywhere = [*(name for _, name in given.labels), *(one.transcript.municipality for one in read)]
    stems, files = dict[str, str](), set[tuple[str, str]]()
    for one in read:
        here = [*people.loc[people["municipality"] == one.transcript.municipality, "text"], *everywhere]
        stem, suffix = one.source.path.stem, _suffix(one.source.path)
        if (stem.casefold(), suffix) not in files and not any(holds_name(x, here) for x in (stem, one.interview_id)):
            stems[one.interview_id] = stem
            files.add((stem.casefold(), suffix))
    for one in read:
        if one.interview_id not in stems:
            taken_stems = {*stems.values(), *(other.interview_id for other in read)}
            stems[one.interview_id] = copies.number(one.source.path.read_bytes(), taken_stems)
    return stems


def _write_copy(one: _Read, stem: str, given: Pseudonyms, result: Anonymised, copies: Copies) -> Copied:
    """Write the copy of one transcript; return the name of its file, and the copy as it is read."""
    transcript, path = one.transcript, one.source.path
    own = given.names[given.names["interview_id"] == transcript.interview_id]
    replacements = [Replacement(row.start_char, row.end_char, row.pseudonym) for row in frames.rows(own)]
    outside = _outside_turns(one, given, {one.interview_id: stem})
    original, suffix = path.read_bytes(), _suffix(path)
    content = rewrite(_copied_from(one, original, suffix), suffix, transcript.turns, replacements, outside)
    name = f"{TRANSCRIPTS}/{stem}{suffix}"
    copy = _read_back(content, copies.folder / name, one, outside)
    _refuse_if_other(one, own, copy)
    if copies.write(name, content, original):
        result.written.append(copies.folder / name)
    return one.source, transcript, Path(name).name, copy


def _copied_from(one: _Read, original: bytes, suffix: str) -> bytes:
    """Return what a copy is made from: the file, or what is said as plain text where a file of its kind cannot be written."""
    if suffix in (".vtt", ".srt"):
        return plain_captions(original, one.source.where)
    if suffix == one.source.path.suffix.lower() and (
        suffix != ".txt" or decode(original, one.source.where)[0] == one.transcript.text
    ):
        return original
    return one.transcript.text.encode()


def _suffix(path: Path) -> str:
    """Return the kind of file that a copy is."""
    return path.suffix.lower() if path.suffix.lower() in REWRITERS else ".txt"


def _outside_turns(one: _Read, given: Pseudonyms, stems: Mapping[str, str]) -> dict[str, str]:
    """Return name -> pseudonym for labels, header lines and notes, where a pseudonym stands without brackets.

    A label between brackets would not be read as one. An interview that gets another name has it there too.
    """
    interview_id, stem = one.interview_id, stems[one.interview_id]
    same = given.names[given.names["municipality"] == one.transcript.municipality]
    forms = {interview_id: stem} if stem != one.source.path.stem else {}
    forms |= {row.text: _bare(row.pseudonym) for row in frames.rows(same) if len(row.text) >= _LEAST_LETTERS}
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


def _read_back(content: bytes, path: Path, one: _Read, outside: Mapping[str, str]) -> Transcript:
    """Read a copy as the program will."""
    beside = path.with_name(f".{path.name}.controle{path.suffix}")
    # The manifest names the municipality and the speakers as they are called in the copy.
    renamed = {key: one.source.known.get(key, "") for key in ("gemeente", "interviewer", "respondent")}
    told = {} if path.suffix == one.source.path.suffix.lower() else _told(one, outside)
    known = {**one.source.known, **told, **{key: _renamed(value, outside) for key, value in renamed.items() if value}}
    known["interview_id"] = path.stem if path.stem != one.source.path.stem else one.interview_id
    try:
        write_bytes(beside, content)
        copy = read_transcript(beside, known, one.source.where)
    finally:
        beside.unlink(missing_ok=True)
    return copy


def _refuse_if_other(one: _Read, names: pd.DataFrame, copy: Transcript) -> None:
    """Complain if a copy would be read as another talk: other turns, other roles, or other words beside the names."""
    before = one.transcript.turns
    expected = before["text"].tolist()
    of_turn = dict(iter(names.groupby("turn_no")))
    for number, turn in enumerate(frames.rows(before)):
        found = frames.rows(of_turn[turn.turn_no]) if turn.turn_no in of_turn else ()
        spans = [Span(x.start_char - turn.start_char, x.end_char - turn.start_char, x.pseudonym) for x in found]
        expected[number] = replaced(turn.text, spans)
    same_words = list(map(_letters, expected)) == list(map(_letters, copy.turns["text"]))
    if not same_words or list(copy.turns["role"]) != list(before["role"]):
        message = "de kopie zou anders gelezen worden dan het origineel; er is geen kopie gemaakt"
        raise TranscriptError(Problem(one.source.where, message))


def _letters(text: str) -> str:
    """Return a text without white space and marks: a name over two captions leaves these behind."""
    return "".join(letter for letter in normalize("NFC", text) if letter.isalnum())


def _told(one: _Read, outside: Mapping[str, str]) -> dict[str, str]:
    """Return what the transcript's own header says, for a copy that has no header."""
    transcript = one.transcript
    interviewers = transcript.turns.loc[transcript.turns["role"] == "interviewer", "speaker"].unique()
    people = "; ".join(outside.get(name, name) for name in interviewers)
    facts = {"perspectief": transcript.perspective, "datum": transcript.date, "interviewer": people}
    return {"gemeente": outside.get(transcript.municipality, transcript.municipality), **facts}


def _renamed(people: str, outside: Mapping[str, str]) -> str:
    return "; ".join(outside.get(name.strip(), name.strip()) for name in people.split(";"))
