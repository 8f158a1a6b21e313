"""Names that occur once, for programs that refuse or drop the second thing of one name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import chain, count

from pipeline.exchange.model import Code, Project


class _Names:
    """Gives each thing of a kind a name of its own."""

    def __init__(self) -> None:
        self._taken: defaultdict[str, set[str]] = defaultdict(set)
        self.n_renamed = 0

    def unique(self, kind: str, name: str, parent: str = "") -> str:
        below = [f"{name} ({parent})"] if parent else []
        wanted = chain([name], below, (f"{name} ({number})" for number in count(2)))
        chosen = next(candidate for candidate in wanted if candidate not in self._taken[kind])
        self._taken[kind].add(chosen)
        self.n_renamed += chosen != name
        return chosen


def with_unique_names(project: Project) -> tuple[Project, int]:
    """Return ``project`` without two codes, folders, interviews or memos of one name, and how many were renamed.

    Examples
    --------
    >>> twice = (Code("a", "Contact", children=(Code("b", "Snel"),)), Code("c", "Aanbod", children=(Code("d", "Snel"),)))
    >>> made, n_renamed = with_unique_names(Project("P", codes=twice))
    >>> made.codes[1].children[0].name, n_renamed
    ('Snel (Aanbod)', 1)
    """
    names = _Names()

    def rename(code: Code, parent: str = "") -> Code:
        name = names.unique("code" if code.is_codable else "folder", code.name, parent)
        return replace(code, name=name, children=tuple(rename(child, code.name) for child in code.children))

    made = replace(
        project,
        codes=tuple(rename(code) for code in project.codes),
        sources=tuple(replace(source, name=names.unique("source", source.name)) for source in project.sources),
        memos=tuple(replace(memo, name=names.unique("memo", memo.name)) for memo in project.memos),
    )
    return made, names.n_renamed
