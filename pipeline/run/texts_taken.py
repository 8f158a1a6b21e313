"""Texts of a project of another program to interviews of the study: known ones are found, new ones get a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.exchange import Source
from pipeline.files import write_private
from pipeline.reading.header import split_header
from pipeline.run import text_names
from pipeline.run.interviews import Interview, read_interviews
from pipeline.run.manifest_rows import FACTS, add_rows
from pipeline.run.remarks_taken import Received, save_received
from pipeline.study import MANIFEST, Study

_AGAIN = "importeer het project daarna nog een keer: dan worden de coderingen ervan besluiten"


@dataclass(frozen=True)
class TakenTexts:
    """What became of the texts of a project.

    Attributes
    ----------
    interviews
        By key of the source; a source that is missing here has no interview.
    edited
        Keys of the sources whose text is another than that of their interview.
    new, known
        Interview ids.
    """

    interviews: dict[str, Interview] = field(default_factory=dict)
    edited: set[str] = field(default_factory=set)
    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Plan:
    """Keys of sources: whose text a file of the study has, which interview has another text, which file is to be made."""

    same: dict[str, Path] = field(default_factory=dict)
    edited: dict[str, str] = field(default_factory=dict)
    new: dict[str, tuple[str, Path]] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, Path]:
        """The file of each source whose text a file of the study has, or is to have."""
        return {**self.same, **{key: path for key, (_, path) in self.new.items()}}


def take_texts(study: Study, sources: Sequence[Source], received: Received) -> TakenTexts:
    """Find the interviews that a project speaks of, and write the texts that are new, with their rows of the manifest.

    Broken off at any moment, the same again ends the same: ``received`` says which files came from a project, so that
    one without a row gets it then.

    Raises
    ------
    SettingsError
        If the folder is no study, or its manifest is wrong.
    OSError
        If a file cannot be written.
    """
    before = read_interviews(study)
    by_key = {source.key: source for source in sources}
    plan = _plan(study.transcripts_folder, [one for one in sources if one.text.strip()], before)
    for interview_id, path in plan.new.values():
        received.interview(interview_id).file = path.name
    if plan.new:
        save_received(study, received)
    for key, (_, path) in plan.new.items():
        if not path.exists():
            write_private(path, by_key[key].text.encode())
    rows = _rows(plan, by_key, before, received)
    told = add_rows(study.transcripts_folder / MANIFEST, rows)
    after = read_interviews(study) if rows else before
    taken = _taken(plan, after)
    blank = [one for one in sources if not one.text.strip()]
    left_out = [f"bron '{text_names.interview_name(one.name)}' heeft geen tekst; zij is weggelaten" for one in blank]
    warnings = [
        *told,
        *_warnings(taken, by_key, {one.interview_id for one in after if one.file.path in plan.places.values()}),
    ]
    return TakenTexts(taken.interviews, taken.edited, taken.new, taken.known, left_out, warnings)


def _plan(folder: Path, sources: Sequence[Source], interviews: Sequence[Interview]) -> _Plan:
    by_text = {one.checksum: one for one in reversed(interviews) if one.text.strip()}
    plan = _Plan({source.key: by_text[source.checksum].file.path for source in sources if source.checksum in by_text})
    # Those whose text another source has are not the ones that a source of their name speaks of.
    found = set(plan.same.values())
    free = {one.interview_id: one for one in interviews if one.file.path not in found}
    taken = {text_names.folded(one.interview_id) for one in interviews}
    files = {text_names.folded(path.name) for path in folder.iterdir()} if folder.is_dir() else set()
    made: dict[str, Path] = {}
    for source in sources:
        if source.key in plan.same:
            continue
        if source.checksum in made:
            plan.same[source.key] = made[source.checksum]
            continue
        declared = split_header(source.text.splitlines()).values.get("interview", "")
        edited = _other_text(source, declared, free)
        is_taken = text_names.folded(declared) in taken if declared else False
        if edited or is_taken:
            plan.edited[source.key] = edited or declared
            free.pop(edited, None)
            continue
        interview_id = declared or text_names.free_name(text_names.interview_name(source.name), taken)
        path = folder / text_names.file_name(interview_id, files)
        taken.add(text_names.folded(interview_id))
        files.add(text_names.folded(path.name))
        plan.new[source.key] = (interview_id, path)
        made[source.checksum] = path
    return plan


def _other_text(source: Source, declared: str, free: dict[str, Interview]) -> str:
    """Return the interview that a source speaks of by its name, though its text is another; empty if there is none."""
    names = (declared,) if declared else (source.name, text_names.interview_name(source.name))
    by_id = next((name for name in names if name in free), "")
    return by_id or next((name for name, one in free.items() if one.file.path.name == source.name), "")


def _rows(
    plan: _Plan, by_key: dict[str, Source], before: Iterable[Interview], received: Received
) -> list[dict[str, str]]:
    """Return the rows of files that came from a project, and are not in the manifest yet."""
    came = {kept.file: interview_id for interview_id, kept in received.interviews.items() if kept.file}
    listed = {one.file.path for one in before if one.file.known}
    rows: dict[Path, dict[str, str]] = {}
    for key, path in plan.places.items():
        if path.name in came and path not in listed and path not in rows:
            source = by_key[key]
            facts = (source.municipality, source.perspective, source.date, source.interviewer)
            told = {name: text_names.plain(value) for name, value in zip(FACTS, facts, strict=True)}
            rows[path] = {"interview_id": came[path.name], "file": path.name, **told}
    return list(rows.values())


def _taken(plan: _Plan, after: Iterable[Interview]) -> TakenTexts:
    by_path = {one.file.path: one for one in after}
    by_id = {text_names.folded(one.interview_id): one for one in after}
    new = {by_path[path].interview_id: None for _, path in plan.new.values() if path in by_path}
    found = {key: by_path[path] for key, path in plan.places.items() if path in by_path}
    edited = {
        key: by_id[text_names.folded(name)] for key, name in plan.edited.items() if text_names.folded(name) in by_id
    }
    known = dict.fromkeys(one.interview_id for one in [*found.values(), *edited.values()])
    return TakenTexts(found | edited, set(edited), list(new), [name for name in known if name not in new])


def _warnings(taken: TakenTexts, by_key: dict[str, Source], same: set[str]) -> list[str]:
    """Say what a researcher has to look at: other texts, what cannot be read yet, municipalities."""
    edited = dict.fromkeys(taken.interviews[key].interview_id for key in by_key if key in taken.edited)
    warnings = [
        f"interview '{name}' heeft in de studie een andere tekst dan in het project; die van de studie blijft staan, en de "
        "passages zijn daarin opgezocht"
        for name in edited
    ]
    unique = {one.interview_id: one for one in taken.interviews.values()}
    unread = [one for one in unique.values() if one.turns is None]
    warnings += [f"{complaint}; {_AGAIN}" for one in unread for complaint in one.complaints]
    without = [one.interview_id for one in unique.values() if not one.municipality and one.interview_id in same]
    if without:
        warnings.append(
            f"van {len(without)} interview(s) is de gemeente niet bekend: {', '.join(without)}; vul de kolom gemeente van "
            f"{MANIFEST} in"
        )
    for key, source in by_key.items():
        one = taken.interviews.get(key)
        if one and source.municipality and one.municipality not in ("", text_names.plain(source.municipality)):
            warnings.append(
                f"interview '{one.interview_id}': het project noemt een andere gemeente; die van de studie blijft"
            )
    return list(dict.fromkeys(warnings))
