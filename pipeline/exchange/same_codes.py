"""Which codes and folders of a file are those of the study: by GUID, by place and name, or by a name that is unique."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.codebook import Codebook
from pipeline.codebook.hierarchy import TOP, theme_key
from pipeline.exchange.codes_of import codes_of
from pipeline.exchange.identity import guid_of
from pipeline.exchange.model import Code
from pipeline.exchange.texts import clean

# Key of what a code or folder stands below, whether it can be given, its name as it is compared.
_Place = tuple[str, bool, str]


def same_codes(theirs: Iterable[Code], codebook: Codebook) -> dict[str, str]:
    """Return, for what the study has already, key in the file -> key of ours (a code_id, or ``thema.<id>``).

    A code is never taken for a folder, and no two for the same. A GUID counts most: ours, or that of the file from
    which a code was taken before. Then the name below the same parent, then a name that only one code has on each side.
    """
    found = _Found(tuple(theirs), codes_of(codebook))
    found.by_guid(_guids(codebook))
    found.by_place()
    found.by_name()
    # What stands below a code that was found by its name.
    found.by_place()
    return found.same


def below(codes: Iterable[Code], above: str = TOP) -> Iterator[tuple[str, Code]]:
    """Iterate over a tree of codes: the key of the parent, and the code.

    Examples
    --------
    >>> [(above, code.key) for above, code in below([Code("a", "A", children=(Code("b", "B"),))])]
    [('', 'a'), ('a', 'b')]
    """
    for code in codes:
        yield above, code
        yield from below(code.children, code.key)


def plain(name: str) -> str:
    """Return a name as it is compared: without regard to capitals, spaces and ways to write an accent.

    Examples
    --------
    >>> plain("Cafe\\u0301  bezoek") == plain("CAFÉ bezoek ")
    True
    """
    return unicodedata.normalize("NFC", " ".join(clean(name).casefold().split()))


def _guids(codebook: Codebook) -> dict[str, str]:
    """Return the GUIDs by which what is ours can be known; those under which it goes out count most."""
    given = {code.guid: code.code_id for code in codebook.codes if code.guid}
    given |= {theme.guid: theme_key(theme.id) for theme in codebook.folders if theme.guid}
    keys = [*codebook.code_ids, *(theme_key(theme.id) for theme in codebook.folders)]
    return given | {guid_of("code", key): key for key in keys}


@dataclass
class _Found:
    theirs: tuple[Code, ...]
    ours: tuple[Code, ...]
    same: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._free = {code.key: code.is_codable for _, code in below(self.ours)}

    def by_guid(self, guids: Mapping[str, str]) -> None:
        for _, code in below(self.theirs):
            self._take(code, guids.get(guid_of("code", code.key)))

    def by_place(self) -> None:
        """Find names below what was found already, and at the top; of equal names, the first for the first."""
        places: defaultdict[_Place, list[str]] = defaultdict(list)
        for above, code in below(self.ours):
            if code.key in self._free:
                places[above, code.is_codable, plain(code.name)].append(code.key)
        for parent, code in below(self.theirs):
            ours = TOP if parent == TOP else self.same.get(parent)
            if ours is not None and code.key not in self.same:
                here = places[ours, code.is_codable, plain(code.name)]
                self._take(code, here.pop(0) if here else None)

    def by_name(self) -> None:
        ours = [(plain(code.name), code.key) for _, code in below(self.ours) if code.is_codable]
        theirs = [plain(code.name) for _, code in below(self.theirs) if code.is_codable]
        n_ours, n_theirs = Counter(name for name, _ in ours), Counter(theirs)
        only = {name: key for name, key in ours if n_ours[name] == n_theirs[name] == 1}
        for _, code in below(self.theirs):
            self._take(code, only.get(plain(code.name)))

    def _take(self, code: Code, key: str | None) -> None:
        if key is not None and code.key not in self.same and self._free.get(key) == code.is_codable:
            del self._free[key]
            self.same[code.key] = key
