"""Give the codes of a file that the study does not have an id and a place in its codebook."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count

from pipeline.codebook import Code as BookCode
from pipeline.codebook import Codebook, Theme
from pipeline.codebook.adding import Additions
from pipeline.codebook.hierarchy import theme_key
from pipeline.exchange.book_codes import book_code, book_theme
from pipeline.exchange.model import Code, walk

LOOSE = "zonder_thema"
_LOOSE_NAME = "Codes zonder thema"
_LONGEST = 40
# Names that a file or folder cannot have in Windows, and the one before the ids of themes in an export.
_RESERVED = {"con", "prn", "aux", "nul", "thema", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def add_new(
    theirs: Iterable[Code], same: Mapping[str, str], codebook: Codebook, is_free: Callable[[BookCode], bool]
) -> tuple[dict[str, str], Additions, int]:
    """Return what has to be added so that every code of a file is in the codebook.

    A folder becomes a theme, and a code stays below the code it was under. Folders without codes are left out.

    Parameters
    ----------
    same
        What the codebook has already: see ``same_codes``.
    is_free
        Whether the file of a code can be written.

    Returns
    -------
    tuple
        Key of each code that can be given -> its code_id; the additions; how many folders were left out.
    """
    placing = _Placing(codebook, same, is_free)
    codes = tuple(theirs)
    placing.place(codes, _Spot())
    empty = [one for one in walk(codes) if not one.is_codable and one.key not in same and not _holds_codes(one)]
    return placing.code_ids, placing.additions(), len(empty)


def slug(name: str, other: str) -> str:
    """Return a name as part of an id: small letters, digits and underscores; ``other`` if nothing is left.

    Examples
    --------
    >>> slug("Één lijn & 'snel'", "code"), slug("😀", "code"), slug("CON", "code")
    ('een_lijn_snel', 'code', 'con_')
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub("[^a-z0-9]+", "_", letters).strip("_")[:_LONGEST].strip("_") or other
    return f"{made}_" if made in _RESERVED else made


@dataclass(frozen=True)
class _Spot:
    """Where something comes: in a theme (none at the top), and below a code of it or not."""

    theme_id: str | None = None
    code_id: str | None = None

    @property
    def above(self) -> str | None:
        """What a folder here stands under."""
        return self.code_id or self.theme_id


@dataclass
class _Placing:
    """Goes through a tree from the top, and gathers what is new."""

    codebook: Codebook
    same: Mapping[str, str]
    is_free: Callable[[BookCode], bool]
    code_ids: dict[str, str] = field(default_factory=dict)
    new_codes: list[BookCode] = field(default_factory=list)
    new_themes: dict[str, Theme] = field(default_factory=dict)
    codes_of: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._theme_of = {code_id: theme.id for theme in self.codebook.folders for code_id in theme.codes}
        self._theme_ids = {theme_key(theme.id): theme.id for theme in self.codebook.folders}
        self._loose = next((theme.id for theme in self.codebook.folders if theme.los), None)
        folders = {code_id.partition(".")[0] for code_id in self.codebook.code_ids}
        self._taken = {name.casefold() for name in (*folders, *self._theme_ids.values(), *self.codebook.code_ids)}

    def place(self, codes: Iterable[Code], spot: _Spot) -> None:
        for code in codes:
            if code.is_codable:
                code_id = self.same.get(code.key) or self._new_code(code, spot)
                self.code_ids[code.key] = code_id
                self.place(code.children, _Spot(self._theme_of[code_id], code_id))
            elif code.key in self.same:
                self.place(code.children, _Spot(self._theme_ids[self.same[code.key]]))
            elif self._is_needed(code):
                self.place(code.children, _Spot(self._new_theme(code, spot)))
            else:
                # All its codes have a place already; what is new below them comes there.
                self.place(code.children, spot)

    def additions(self) -> Additions:
        themes = [
            theme.model_copy(update={"codes": self.codes_of.get(theme.id, [])}) for theme in self.new_themes.values()
        ]
        extended = {theme_id: ids for theme_id, ids in self.codes_of.items() if theme_id not in self.new_themes}
        return Additions(tuple(self.new_codes), tuple(themes), extended)

    def _is_needed(self, folder: Code) -> bool:
        """Whether something new comes directly into a new folder, or into a new folder in it."""
        new = [child for child in folder.children if child.key not in self.same]
        return any(child.is_codable or self._is_needed(child) for child in new)

    def _new_theme(self, folder: Code, spot: _Spot) -> str:
        theme_id = self._free_theme(slug(folder.name, "thema"))
        self.new_themes[theme_id] = book_theme(folder, theme_id, [], spot.above)
        return theme_id

    def _new_code(self, code: Code, spot: _Spot) -> str:
        theme_id = spot.theme_id or self._loose_theme()
        wanted = f"{slug(theme_id, 'thema')}.{slug(code.name, 'code')}"
        made = (book_code(code, code_id, spot.code_id) for code_id in _not_in(self._taken, wanted))
        chosen = next(filter(self.is_free, made))
        self._taken.add(chosen.code_id)
        self.new_codes.append(chosen)
        self.codes_of.setdefault(theme_id, []).append(chosen.code_id)
        self._theme_of[chosen.code_id] = theme_id
        return chosen.code_id

    def _loose_theme(self) -> str:
        """Return the theme of codes that stand in no folder; made at the first that needs it."""
        if self._loose is None:
            self._loose = self._free_theme(LOOSE)
            self.new_themes[self._loose] = Theme(id=self._loose, naam=_LOOSE_NAME, codes=[], los=True)
        return self._loose

    def _free_theme(self, wanted: str) -> str:
        theme_id = next(_not_in(self._taken, wanted))
        self._taken.add(theme_id)
        return theme_id


def _not_in(taken: Container[str], wanted: str) -> Iterator[str]:
    """Yield ``wanted`` and then ``wanted_2`` and on, as far as they are not taken."""
    return (name for name in chain([wanted], (f"{wanted}_{n}" for n in count(2))) if name not in taken)


def _holds_codes(folder: Code) -> bool:
    return any(code.is_codable for code in walk(folder.children))
