"""What travels between programs: a project of coders, codes, texts, selections and memos.

Everything is named by a ``key``: an id of ours, or the GUID that the file of another program gave it. A coder is named
by their name. Offsets are code points in a source's text, end exclusive. Times are UTC, ISO 8601, or empty. What a
memo belongs to names the memo's key. ``extra`` is what the standard has no place for: it goes to the file beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pipeline.exchange.texts import text_checksum

# The coders in whose name suggestions of the program travel.
RULES_CODER = "Factorwijzer regels"
MODEL_CODER = "Factorwijzer model"
# Whose name stands where a file does not say who coded.
UNKNOWN_CODER = "Onbekende codeur"


@dataclass(frozen=True)
class Coder:
    """Somebody who codes."""

    name: str
    key: str = ""


@dataclass(frozen=True)
class Memo:
    """A note; those that name its key carry it."""

    key: str
    text: str
    name: str = ""
    coder: str = ""
    created_at: str = ""


@dataclass(frozen=True)
class Code:
    """A code and the codes below it; a folder is a code that cannot be given (``is_codable`` false)."""

    key: str
    name: str
    is_codable: bool = True
    color: str = ""
    description: str = ""
    memos: tuple[str, ...] = ()
    children: tuple[Code, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Source:
    """The text of one interview, and what is known of it; ``interviewer`` is the label of who asks, if it does not say so."""

    key: str
    name: str
    text: str
    municipality: str = ""
    perspective: str = ""
    date: str = ""
    description: str = ""
    memos: tuple[str, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict, compare=False)
    interviewer: str = ""

    @property
    def checksum(self) -> str:
        """The checksum of the text, the same for any line ends and any way of writing accents."""
        return text_checksum(self.text)


@dataclass(frozen=True)
class Coding:
    """One code given to a selection."""

    code: str
    created_at: str = ""
    memos: tuple[str, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Selection:
    """What one coder says of one stretch of text; without codings it is a remark."""

    source: str
    start: int
    end: int
    coder: str
    codings: tuple[Coding, ...] = ()
    description: str = ""
    created_at: str = ""
    memos: tuple[str, ...] = ()
    key: str = ""
    extra: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def code_ids(self) -> tuple[str, ...]:
        """The keys of its codes."""
        return tuple(coding.code for coding in self.codings)


@dataclass(frozen=True)
class Project:
    """A whole study, or what another program made of one; ``memos`` holds all, ``own_memos`` those of the project."""

    name: str
    coders: tuple[Coder, ...] = ()
    codes: tuple[Code, ...] = ()
    sources: tuple[Source, ...] = ()
    selections: tuple[Selection, ...] = ()
    memos: tuple[Memo, ...] = ()
    own_memos: tuple[str, ...] = ()
    description: str = ""
    origin: str = ""
    extra: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def all_codes(self) -> list[Code]:
        """Every code, parents before children."""
        return list(walk(self.codes))

    @property
    def text_of(self) -> dict[str, str]:
        """Key of a source -> its text."""
        return {source.key: source.text for source in self.sources}


def walk(codes: Iterable[Code]) -> Iterator[Code]:
    """Iterate over a tree of codes, parents before children.

    Examples
    --------
    >>> [code.name for code in walk([Code("a", "A", children=(Code("b", "B"),)), Code("c", "C")])]
    ['A', 'B', 'C']
    """
    for code in codes:
        yield code
        yield from walk(code.children)


def merge_selections(selections: Iterable[Selection], sources: Iterable[Source]) -> tuple[Selection, ...]:
    """Return one selection per span and coder, in the order of the sources and of the text.

    A code that somebody gave twice to the same words counts once; descriptions are put below each other.

    Examples
    --------
    >>> twice = [Selection("a", 0, 3, "Ans", (Coding("x"),)), Selection("a", 0, 3, "Ans", (Coding("y"), Coding("x")))]
    >>> [selection.code_ids for selection in merge_selections(twice, [Source("a", "A", "Ja!")])]
    [('x', 'y')]
    """
    place = {source.key: n for n, source in enumerate(sources)}
    found: dict[tuple[int, int, int, str], list[Selection]] = {}
    for selection in selections:
        span = (place[selection.source], selection.start, selection.end, selection.coder)
        found.setdefault(span, []).append(selection)
    return tuple(_merge(found[span]) for span in sorted(found))


def _merge(same: list[Selection]) -> Selection:
    codings: dict[str, Coding] = {}
    extra: dict[str, object] = {}
    for selection in same:
        for coding in selection.codings:
            codings.setdefault(coding.code, coding)
        extra = {**selection.extra, **extra}
    return replace(
        same[0],
        codings=tuple(codings.values()),
        description="\n".join(dict.fromkeys(selection.description for selection in same if selection.description)),
        created_at=next((selection.created_at for selection in same if selection.created_at), ""),
        memos=tuple(dict.fromkeys(memo for selection in same for memo in selection.memos)),
        key=next((selection.key for selection in same if selection.key), ""),
        extra=extra,
    )
