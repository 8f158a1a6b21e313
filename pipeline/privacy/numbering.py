"""Numbers for those who are named: new ones count on, and who is in an earlier key keeps the number from it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.frames import rows
from pipeline.privacy.forms import Form, fold, organisation_form, person_form, place_form

KEY_COLUMNS = ("gemeente", "pseudoniem", "soort", "vormen", "aantal")
KINDS = {
    "municipality": "gemeente",
    "person": "persoon",
    "place": "plaats",
    "organisation": "organisatie",
    "school": "school",
    "project": "project",
}
PSEUDONYM = re.compile(r"\[([^\W\d][^\[\]\d]*?)(?: ([1-9]\d*))?\]")
_SEPARATOR = "; "
_MAKERS = {"gemeente": place_form, "plaats": place_form, "persoon": person_form}


@dataclass(frozen=True)
class Bearer:
    """Somebody or something that gets a pseudonym.

    Attributes
    ----------
    municipality
        Of the interviews in which it is named.
    kind
        One of the keys of ``KINDS``.
    word
        What is printed before the number: the Dutch kind, or what kind of organisation it is.
    texts
        How it is written, in order of first mention.
    n_mentions
        How often it is named.
    """

    municipality: str
    kind: str
    word: str
    texts: tuple[str, ...]
    n_mentions: int = 0

    @property
    def scope(self) -> str:
        """Within what it is counted: municipalities over the study, all else per municipality."""
        return scope_of(self.municipality, KINDS[self.kind])


def empty_key() -> pd.DataFrame:
    """Return a key of 0 rows."""
    return pd.DataFrame({name: pd.Series([], dtype="int64" if name == "aantal" else "str") for name in KEY_COLUMNS})


def numbered(bearers: Sequence[Bearer], earlier: pd.DataFrame) -> list[str]:
    """Return the pseudonym of each bearer, in the order given.

    Parameters
    ----------
    bearers
        In order of first mention.
    earlier
        A key, ``KEY_COLUMNS``; who is in it keeps its pseudonym, also if taken for another kind now.

    Notes
    -----
    A kind of organisation ("basisschool") has no number while there is one of it in a municipality. One that was
    printed without a number keeps it so, and counts as the first.

    Examples
    --------
    >>> numbered([Bearer("Veldhaven", "person", "persoon", ("Berendien",)), Bearer("Veldhaven", "school", "basisschool", ("De Hoef",))],
    ...          empty_key())
    ['[persoon 1]', '[basisschool]']
    """
    found = {number: str(earlier["pseudoniem"].iloc[row]) for number, row in matched(bearers, earlier).items()}
    last: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows(earlier):
        word, number = parsed(row.pseudoniem)
        group = scope_of(row.gemeente, row.soort), word
        last[group] = max(last[group], number or 1)
    new: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, bearer in enumerate(bearers):
        if number not in found:
            new[bearer.scope, bearer.word].append(number)
    for (scope, word), numbers in new.items():
        is_only = word not in KINDS.values() and len(numbers) == 1 and not last[scope, word]
        for n, number in enumerate(numbers, start=last[scope, word] + 1):
            found[number] = f"[{word}]" if is_only else f"[{word} {n}]"
    return [found[number] for number in range(len(bearers))]


def extended(bearers: Sequence[Bearer], pseudonyms: Sequence[str], earlier: pd.DataFrame) -> pd.DataFrame:
    """Return the key with these bearers: rows of ``earlier`` that are not named now stay as they are."""
    lines: dict[tuple[str, str], dict[str, object]] = {}
    for row in rows(earlier):
        lines[scope_of(row.gemeente, row.soort), row.pseudoniem] = dict(zip(KEY_COLUMNS, row, strict=True))
    for bearer, pseudonym in zip(bearers, pseudonyms, strict=True):
        line = lines.setdefault(
            (bearer.scope, pseudonym),
            {"gemeente": bearer.municipality, "pseudoniem": pseudonym, "soort": KINDS[bearer.kind], "vormen": ""},
        )
        texts = [*texts_of(str(line["vormen"])), *map(_on_one_line, bearer.texts)]
        line |= {"vormen": _SEPARATOR.join(dict.fromkeys(texts)), "aantal": bearer.n_mentions}
    if not lines:
        return empty_key()
    places = {place: n for n, place in enumerate(dict.fromkeys(fold(str(line["gemeente"])) for line in lines.values()))}
    ordered = sorted(lines.values(), key=lambda line: (places[fold(str(line["gemeente"]))], *_rank(line)))
    return pd.DataFrame(ordered, columns=list(KEY_COLUMNS)).astype(empty_key().dtypes.to_dict())


def texts_of(cell: str) -> list[str]:
    """Return the spellings in a cell of the column vormen.

    Examples
    --------
    >>> texts_of("Berendien; Berendien Zwanenkolk")
    ['Berendien', 'Berendien Zwanenkolk']
    """
    return [text for text in (part.strip() for part in cell.split(_SEPARATOR.strip())) if text]


def parsed(pseudonym: str) -> tuple[str, int]:
    """Return the word and the number of a pseudonym, 0 if it has none.

    Examples
    --------
    >>> parsed("[persoon 3]"), parsed("[basisschool]")
    (('persoon', 3), ('basisschool', 0))
    """
    found = PSEUDONYM.fullmatch(pseudonym)
    if not found:
        raise ValueError("not a pseudonym: it has to be a word, or a word and a number, in brackets")
    return found[1], int(found[2] or 0)


def matched(bearers: Sequence[Bearer], earlier: pd.DataFrame) -> dict[int, int]:
    """Return which bearer has which row of the earlier key, both by position; nobody has two, no row two bearers.

    The best pairs go first: those that share a full name, then those whose spellings overlap most. Who shares no
    spelling has a row if a name of one is short for a name of the other, in no other row.
    """
    known = [_Known.of(scope_of(r.gemeente, r.soort), r.soort, r.pseudoniem, texts_of(r.vormen)) for r in rows(earlier)]
    named = [_Known.of(b.scope, KINDS[b.kind], f"[{b.word}]", b.texts) for b in bearers]
    in_scope: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(known):
        in_scope[one.scope].append(row)
    pairs = [(one.likeness(known[row]), n, row) for n, one in enumerate(named) for row in in_scope[one.scope]]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for (_, overlap, _), number, row in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if overlap and number not in found and row not in taken:
            found[number] = row
            taken.add(row)
    for number, one in enumerate(named):
        likely = [row for row in in_scope[one.scope] if number not in found and one.may_be(known[row])]
        if len(likely) == 1 and likely[0] not in taken:
            found[number] = likely[0]
            taken.add(likely[0])
    return found


@dataclass(frozen=True)
class _Known:
    """What a bearer or a row is known by."""

    scope: str
    kind: str
    word: str
    forms: frozenset[Form]

    @classmethod
    def of(cls, scope: str, kind: str, pseudonym: str, texts: Sequence[str]) -> _Known:
        make = _MAKERS.get(kind, organisation_form)
        return cls(scope, kind, parsed(pseudonym)[0], frozenset(make(_on_one_line(text)) for text in texts or [""]))

    def likeness(self, other: _Known) -> tuple[bool, float, bool]:
        """Return whether a full name is shared, which share of the spellings (0 if full names contradict), and the word."""
        shared = self.forms & other.forms
        if self.kind == other.kind == KINDS["person"] and not self._agrees(other):
            return False, 0.0, False
        overlap = len(shared) / len(self.forms | other.forms)
        return any(form.is_full for form in shared), overlap, self.word == other.word

    def may_be(self, other: _Known) -> bool:
        """Whether these may be one person, known by a shorter name here or there."""
        pairs = [(a, b) for a in self.forms for b in other.forms]
        is_short = any(a.is_part_of(b) or b.is_part_of(a) for a, b in pairs)
        return self.kind == other.kind == KINDS["person"] and is_short and self._agrees(other)

    def _agrees(self, other: _Known) -> bool:
        pairs = [(a, b) for a in self.forms for b in other.forms if a.is_full and b.is_full]
        return not pairs or any(a.is_part_of(b) or b.is_part_of(a) for a, b in pairs)


def scope_of(municipality: str, kind: str) -> str:
    """Return within what a pseudonym is unique, by the Dutch kind: the study for a municipality, else the municipality.

    Examples
    --------
    >>> scope_of("Veldhaven", "gemeente"), scope_of("Veldhaven", "persoon")
    ('', 'in veldhaven')
    """
    return "" if kind == KINDS["municipality"] else f"in {fold(municipality)}"


def _on_one_line(text: str) -> str:
    """Return a spelling as a cell can hold it beside others."""
    return " ".join(unicodedata.normalize("NFC", text).replace(_SEPARATOR.strip(), ",").split())


def _rank(line: dict[str, object]) -> tuple[int, str, int]:
    word, number = parsed(str(line["pseudoniem"]))
    return list(KINDS.values()).index(str(line["soort"])), word, number
