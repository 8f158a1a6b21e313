"""Memos, descriptions and remarks of a project: into what a study keeps of them, and out again with the next export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from pipeline.exchange import Code, Coding, Memo, Project, Selection, Source, codes_of, guid_of, travelling
from pipeline.exchange.texts import clean
from pipeline.review import Passage
from pipeline.review.anchors import find
from pipeline.run import text_names
from pipeline.run.codings_taken import TakenCodings
from pipeline.run.remarks_taken import Note, Notes, Received, Remark, add_notes, joined, notes_of
from pipeline.run.texts_taken import TakenTexts
from pipeline.study import Study


def receive(
    received: Received,
    study: Study,
    project: Project,
    texts: TakenTexts,
    taken: TakenCodings,
    code_ids: Mapping[str, str],
) -> None:
    """Put what a project knows beside its texts, codes and codings into ``received``; the same again changes nothing."""
    memos = {memo.key: memo for memo in project.memos}
    received.description = joined(received.description, project.description)
    add_notes(received.memos, notes_of(project.own_memos, memos))
    add_notes(received.loose, notes_of(_unattached(project, texts), memos))
    keys = _keys_in_study(study, project.codes, code_ids)
    for code in project.all_codes:
        if code.memos:
            notes = received.codes.setdefault(keys[code.key], {}) if code.key in keys else received.loose
            add_notes(notes, notes_of(code.memos, memos))
    for source in project.sources:
        if source.memos or source.description:
            _receive_source(received, source, texts, memos)
    _receive_remarks(received, taken)


def with_remarks(project: Project, received: Received) -> Project:
    """Return a study as it travels, with what other programs know of it.

    A remark whose words are not found in the text any more becomes a memo of its interview.
    """
    return _Teller(project, received).tell()


class _Teller:
    def __init__(self, project: Project, received: Received) -> None:
        self._project, self._received = project, received
        self._codes = {code.key for code in project.all_codes}
        self._memos = {memo.key: memo for memo in project.memos}
        self._selections = [*project.selections]

    def tell(self) -> Project:
        own, _ = self._add(self._received.memos), self._add(self._received.loose)
        for key, notes in self._received.codes.items():
            if key not in self._codes:
                self._add(notes)
        codes = tuple(self._tell_code(code) for code in self._project.codes)
        sources = tuple(self._tell_source(source) for source in self._project.sources)
        return replace(
            self._project,
            codes=codes,
            sources=sources,
            selections=tuple(self._selections),
            memos=tuple(self._memos.values()),
            own_memos=own,
            description=joined(self._project.description, self._received.description),
        )

    def _add(self, notes: Notes) -> tuple[str, ...]:
        """Put memos among those of the project, and return their keys."""
        for key, note in notes.items():
            self._memos.setdefault(key, Memo(key, note.text, note.name, note.coder, note.created_at))
        return tuple(notes)

    def _tell_code(self, code: Code) -> Code:
        children = tuple(self._tell_code(child) for child in code.children)
        return replace(code, memos=self._add(self._received.codes.get(code.key, {})), children=children)

    def _tell_source(self, source: Source) -> Source:
        kept = self._received.interviews.get(source.key)
        if kept is None:
            return source
        notes = {**kept.memos}
        for key, remark in kept.remarks.items():
            span = _span(remark, source)
            if span is None:
                notes |= {guid_of("memo", f"passage {key}"): _as_note(remark), **remark.memos}
            else:
                self._selections.append(self._selection(source, span, key, remark))
        return replace(source, description=joined(source.description, kept.description), memos=self._add(notes))

    def _selection(self, source: Source, span: tuple[int, int], key: str, remark: Remark) -> Selection:
        codings = tuple(Coding(code, remark.created_at) for code in remark.codes if code in self._codes)
        others = [f"Code: {code}" for code in remark.codes if code not in self._codes]
        description = joined(remark.description, "\n".join(others))
        memos, time = self._add(remark.memos), remark.created_at
        return Selection(source.key, *span, remark.coder, codings, description, time, memos, key)


def _span(remark: Remark, source: Source) -> tuple[int, int] | None:
    """Return where the words of a remark are now."""
    if source.text[remark.start : remark.end] == remark.quote:
        return remark.start, remark.end
    travelled = travelling(source.text)
    whole = {"interview_id": source.key, "turn_no": 1, "role": "respondent", "start_char": 0}
    passage = Passage(
        source.key, 1, remark.start, remark.end, clean(remark.quote), clean(remark.prefix), clean(remark.suffix)
    )
    found = find(passage, travelled.text, pd.DataFrame([whole | {"end_char": len(travelled.text)}]))
    return None if found is None else travelled.back(found.start_char, found.end_char)


def _as_note(remark: Remark) -> Note:
    """Return a remark that has no place any more as a memo."""
    told = [f"Niet teruggevonden: {remark.quote}", *(f"Code: {code}" for code in remark.codes), remark.description]
    text = "\n".join(line for line in told if line)
    return Note(text=text, name="Niet teruggevonden passage", coder=remark.coder, created_at=remark.created_at)


def _unattached(project: Project, texts: TakenTexts) -> list[str]:
    """Return the memos that belong to nothing that is taken over."""
    keys = {*project.own_memos}
    keys |= {key for code in project.all_codes for key in code.memos}
    keys |= {key for source in project.sources if source.key in texts.interviews for key in source.memos}
    for one in project.selections:
        if one.source in texts.interviews:
            keys.update(one.memos, *(coding.memos for coding in one.codings))
    return [memo.key for memo in project.memos if memo.key not in keys]


def _keys_in_study(study: Study, codes: tuple[Code, ...], code_ids: Mapping[str, str]) -> dict[str, str]:
    """Return key in the file -> key in an export of the study; of folders by their names."""
    ours = codes_of(study.codebook())
    by_path = {path: code.key for path, code in _paths(ours)}
    by_guid = {guid_of("code", code.key): code.key for _, code in _paths(ours)}
    found = {code.key: by_guid.get(guid_of("code", code.key)) or by_path.get(path) for path, code in _paths(codes)}
    return {key: ours_key for key, ours_key in {**found, **code_ids}.items() if ours_key}


def _paths(codes: Iterable[Code], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Code]]:
    for code in codes:
        path = (*above, text_names.folded(code.name))
        yield path, code
        yield from _paths(code.children, path)


def _receive_source(received: Received, source: Source, texts: TakenTexts, memos: Mapping[str, Memo]) -> None:
    interview = texts.interviews.get(source.key)
    if interview is None:
        if source.description:
            note = Note(text=source.description, name=source.name)
            add_notes(received.loose, {guid_of("memo", f"bron {source.key}"): note})
        return
    kept = received.interview(interview.interview_id)
    kept.description = joined(kept.description, source.description)
    add_notes(kept.memos, notes_of(source.memos, memos))


def _receive_remarks(received: Received, taken: TakenCodings) -> None:
    """Keep remarks by their key; what has become a decision since is no remark any more."""
    for interview_id, key in taken.seen.keys() - taken.remarks.keys():
        if interview_id in received.interviews:
            received.interviews[interview_id].remarks.pop(key, None)
    for (interview_id, key), remark in taken.remarks.items():
        remarks = received.interview(interview_id).remarks
        if not any(other == remark for name, other in remarks.items() if name != key):
            remarks[key] = remark
