"""A prepared project as project.qde and the text files that go with it.

Notes
-----
A municipality is a case with the variable ``gemeente``. What is known of one interview (gemeente, perspectief, datum, interviewer)
is a value of its source: MAXQDA and QualCoder read it there, and a case of several interviews could not hold it. For
NVivo, which keeps values with cases only, each interview is a case too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from lxml import etree

from pipeline.exchange.elements import PROJECT, Writer, origin, to_bytes
from pipeline.exchange.model import Memo, Project, Selection, Source
from pipeline.exchange.preparing import times
from pipeline.exchange.targets import Target
from pipeline.exchange.texts import BOM, shorten, travelling
from pipeline.exchange.times import is_date
from pipeline.exchange.units import count

MUNICIPALITY, PERSPECTIVE, DATE, INTERVIEWER = "gemeente", "perspectief", "datum", "interviewer"
_Thing = TypeVar("_Thing")


@dataclass
class Built:
    """The files of a project by their name in the archive, and the GUID that each selection has in them."""

    files: dict[str, bytes] = field(default_factory=dict)
    selection_guids: list[str] = field(default_factory=list)
    out: Writer = field(default_factory=lambda: Writer(PROJECT))


def build(project: Project, target: Target) -> Built:
    """Return the files of a project that ``prepare`` has made ready for ``target``."""
    built = Built()
    builder = _Builder(project, target, built)
    content = to_bytes(builder.root())
    built.files = {"project.qde": content, **built.files}
    return built


class _Builder:
    def __init__(self, project: Project, target: Target, built: Built) -> None:
        self.project, self.target, self.built, self.out = project, target, built, built.out
        self.users = {coder.name: self.out.guids.of("coder", coder.key or coder.name) for coder in project.coders}
        self.links: list[tuple[str, str]] = []

    def root(self) -> etree._Element:
        project, out, moments = self.project, self.out, sorted(times(self.project))
        root = out.root("Project", name=project.name or "studie", origin=origin(self.target))
        root.set("creatingUserGUID", next(iter(self.users.values())))
        if moments:
            root.set("creationDateTime", moments[0])
            root.set("modifiedDateTime", moments[-1])
        users = out.add(root, "Users")
        for name, guid in self.users.items():
            out.add(users, "User", guid=guid, name=name)
        if project.codes:
            out.codes(out.add(out.add(root, "CodeBook"), "Codes"), project.codes, has_memos=True)
        self.add_variables(root)
        self.add_cases(root)
        self.add_sources(root)
        self.add_memos(root)
        self.add_links(root)
        self.add_sets(root)
        out.describe(root, project.description)
        out.point(root, "NoteRef", "memo", project.own_memos)
        return root

    def in_group(
        self, root: etree._Element, name: str, things: Sequence[_Thing]
    ) -> Iterator[tuple[_Thing, etree._Element]]:
        """Iterate over things with the element that they go into, which is only made if there are any."""
        group = self.out.add(root, name) if things else root
        for thing in things:
            yield thing, group

    def add_variables(self, root: etree._Element) -> None:
        values = [_values(source) for source in self.project.sources]
        used = [name for name in (MUNICIPALITY, PERSPECTIVE, DATE, INTERVIEWER) if any(v[name] for v in values)]
        self.are_dates = all(is_date(v[DATE]) for v in values if v[DATE])
        for name, group in self.in_group(root, "Variables", used):
            kind = "Date" if name == DATE and self.are_dates else "Text"
            guid = self.out.guids.of("variable", name)
            self.out.add(group, "Variable", guid=guid, name=name, typeOfVariable=kind)

    def add_values(self, parent: etree._Element, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            if value:
                made = self.out.add(parent, "VariableValue")
                self.out.point(made, "VariableRef", "variable", [name])
                self.out.add(made, "DateValue" if name == DATE and self.are_dates else "TextValue", value)

    def add_cases(self, root: etree._Element) -> None:
        cases = [(name, name, {MUNICIPALITY: name}, keys) for name, keys in self.by_municipality().items()]
        for source in self.project.sources if self.target.has_interview_cases else ():
            cases.append(
                (f"interview {self.out.guids.of('source', source.key)}", source.name, _values(source), [source.key])
            )
        for (key, name, values, sources), group in self.in_group(root, "Cases", cases):
            case = self.out.add(group, "Case", guid=self.out.guids.of("case", key), name=name)
            self.add_values(case, values)
            self.out.point(case, "SourceRef", "source", sources)

    def add_sets(self, root: etree._Element) -> None:
        places = self.by_municipality() if self.target.has_sets else {}
        for (name, keys), group in self.in_group(root, "Sets", list(places.items())):
            made = self.out.add(group, "Set", guid=self.out.guids.of("set", name), name=name)
            self.out.point(made, "MemberSource", "source", keys)

    def by_municipality(self) -> dict[str, list[str]]:
        places: dict[str, list[str]] = {}
        for source in self.project.sources:
            if source.municipality:
                places.setdefault(source.municipality, []).append(source.key)
        return places

    def add_sources(self, root: etree._Element) -> None:
        chosen: dict[str, list[Selection]] = {source.key: [] for source in self.project.sources}
        for selection in self.project.selections:
            chosen[selection.source].append(selection)
        for source, group in self.in_group(root, "Sources", self.project.sources):
            guid = self.out.guids.of("source", source.key)
            made = self.out.add(
                group, "TextSource", guid=guid, name=source.name, plainTextPath=self.store(guid, source.text)
            )
            self.out.describe(made, source.description)
            self.add_selections(made, source, chosen[source.key])
            self.attach(made, guid, source.memos)
            self.add_values(made, _values(source))

    def store(self, guid: str, text: str) -> str:
        """Put a text among the files and return the reference to it."""
        content = text.replace("\n", self.target.line_end)
        self.built.files[f"sources/{guid}.txt"] = ((BOM if self.target.has_mark else "") + content).encode()
        return f"internal://{guid}.txt"

    def add_selections(self, made: etree._Element, source: Source, selections: Iterable[Selection]) -> None:
        text = source.text.replace("\n", self.target.line_end)
        counted, carried = count(text, self.target.unit), travelling(text)
        for selection in selections:
            start, end = carried.back(selection.start, selection.end)
            self.add_selection(made, source, selection, (counted.position(start), counted.position(end)))

    def add_selection(self, parent: etree._Element, source: Source, selection: Selection, at: tuple[int, int]) -> None:
        out, user = self.out, self.users.get(selection.coder, "")
        place = f"{out.guids.of('source', source.key)}:{selection.start}:{selection.end}:{user}"
        guid = out.guids.of("selection", selection.key or place)
        self.built.selection_guids.append(guid)
        quote = shorten(source.text[selection.start : selection.end])
        span = {"startPosition": str(at[0]), "endPosition": str(at[1])}
        made = out.add(parent, "PlainTextSelection", guid=guid, name=quote, **span, creatingUser=user)
        if selection.created_at:
            made.set("creationDateTime", selection.created_at)
        out.describe(made, selection.description)
        for coding in selection.codings:
            coding_guid = out.guids.of("coding", f"{guid}:{out.guids.of('code', coding.code)}")
            given = out.add(made, "Coding", guid=coding_guid, creatingUser=user, creationDateTime=coding.created_at)
            out.point(given, "CodeRef", "code", [coding.code])
            out.point(given, "NoteRef", "memo", coding.memos)
        self.attach(made, guid, selection.memos)

    def attach(self, made: etree._Element, guid: str, memos: Iterable[str]) -> None:
        """Tie memos to a source or selection, in the way of the target."""
        if self.target.has_linked_notes:
            self.links += [(self.out.guids.of("memo", memo), guid) for memo in memos]
        else:
            self.out.point(made, "NoteRef", "memo", memos)

    def add_memos(self, root: etree._Element) -> None:
        for memo, group in self.in_group(root, "Notes", self.project.memos):
            self.add_memo(group, memo)

    def add_memo(self, group: etree._Element, memo: Memo) -> None:
        guid = self.out.guids.of("memo", memo.key)
        made = self.out.add(group, "Note", guid=guid, name=memo.name)
        if self.target.has_linked_notes:
            made.set("plainTextPath", self.store(guid, memo.text))
        if memo.coder:
            made.set("creatingUser", self.users[memo.coder])
        made.set("creationDateTime", memo.created_at)
        if not self.target.has_linked_notes:
            self.out.add(made, "PlainTextContent", memo.text)

    def add_links(self, root: etree._Element) -> None:
        for (memo, target), group in self.in_group(root, "Links", self.links):
            guid = self.out.guids.of("link", f"{memo}:{target}")
            self.out.add(group, "Link", guid=guid, direction="OneWay", originGUID=memo, targetGUID=target)


def _values(source: Source) -> dict[str, str]:
    return {
        MUNICIPALITY: source.municipality,
        PERSPECTIVE: source.perspective,
        DATE: source.date,
        INTERVIEWER: source.interviewer,
    }
