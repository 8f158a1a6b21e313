"""What goes out comes back: codes, texts, words, coders and memos, for every program."""

from __future__ import annotations

import tempfile
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from exchange_makers import Q, check_references, projects, quotes_of, unpack
from hypothesis import HealthCheck, given, settings

from pipeline.exchange import TARGETS, Code, Project, guid_of, read_qdpx, write_qdpx
from pipeline.exchange.elements import is_color
from pipeline.exchange.preparing import prepare
from pipeline.exchange.targets import find_target

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def seen(project: Project) -> dict[str, object]:
    """Everything of a project that has to survive, by GUID, whether its keys are ids or GUIDs."""

    def code(given: Code) -> tuple[object, ...]:
        memos = tuple(guid_of("memo", memo) for memo in given.memos)
        color = given.color if is_color(given.color) else ""
        children = tuple(code(child) for child in given.children)
        return guid_of("code", given.key), given.name, given.is_codable, color, given.description, memos, children

    def memos(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(guid_of("memo", key) for key in keys)

    return {
        "name": project.name,
        "description": project.description,
        "coders": [coder.name for coder in project.coders],
        "codes": [code(given) for given in project.codes],
        "sources": [
            replace(source, key=guid_of("source", source.key), memos=memos(source.memos)) for source in project.sources
        ],
        "memos": [replace(memo, key=guid_of("memo", memo.key)) for memo in project.memos],
        "own": memos(project.own_memos),
        "selections": [
            (
                guid_of("source", selection.source),
                selection.start,
                selection.end,
                selection.coder,
                [(guid_of("code", x.code), x.created_at, memos(x.memos)) for x in selection.codings],
                selection.description,
                selection.created_at,
                memos(selection.memos),
            )
            for selection in project.selections
        ],
    }


@pytest.mark.parametrize("target", sorted(TARGETS))
@given(project=projects())
@SLOW
def test_a_project_comes_back_and_is_written_the_same_again(target: str, project: Project) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "een.qdpx", Path(folder) / "twee.qdpx"
        write_qdpx(project, first, target)
        made, _ = prepare(project, find_target(target))
        back, _ = read_qdpx(first)
        write_qdpx(back, second, target)
        again, _ = read_qdpx(second)
        assert seen(back) == seen(made)
        assert quotes_of(back) == quotes_of(made)
        assert quotes_of(again) == quotes_of(back)
        assert second.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("target", sorted(TARGETS))
@given(project=projects())
@SLOW
def test_what_is_written_is_valid_and_points_at_the_right_words(target: str, project: Project) -> None:
    habits = find_target(target)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "een.qdpx"
        write_qdpx(project, path, target)
        files = unpack(path)
    root = check_references(files)
    # Resolved here as the program would: from the bytes of the file and the positions, in its unit.
    for source in root.iterfind(".//q:TextSource", Q):
        content = files[source.get("plainTextPath").replace("internal://", "sources/")]
        text = content.decode("utf-8-sig" if habits.has_mark else "utf-8")
        assert not text.startswith("\ufeff")
        for selection in source.iterfind("q:PlainTextSelection", Q):
            start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
            if habits.unit.n_astral == 2:
                found = text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")
            else:
                counted = text.replace("\r\n", "\n") if habits.unit.n_line_end == 1 else text
                found = counted[start:end]
            line = " ".join(found.split())
            assert selection.get("name", "") == (line if len(line) <= 100 else f"{line[:100]}…")


@given(project=projects())
@SLOW
def test_the_words_of_a_selection_hold_those_that_were_given(project: Project) -> None:
    made, _ = prepare(project, find_target(""))
    found = {(guid_of("source", s.source), s.coder, s.start, s.end) for s in made.selections}
    for selection in project.selections:
        text = next(source.text for source in project.sources if source.key == selection.source)
        if not any(sign.isalnum() for sign in text[selection.start : selection.end]):
            continue
        words = bare(text[selection.start : selection.end])
        quotes = [
            bare(next(s.text for s in made.sources if guid_of("source", s.key) == key)[start:end])
            for key, coder, start, end in found
            if coder == selection.coder and key == guid_of("source", selection.source)
        ]
        assert any(words in quote and len(quote) <= len(words) + 2 for quote in quotes)


def bare(text: str) -> str:
    """Letters only, without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if sign.isalnum())
