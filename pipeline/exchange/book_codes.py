"""A code of another program as a code of the codebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from pipeline.codebook import Code as BookCode
from pipeline.codebook import Theme
from pipeline.codebook.model import Direction
from pipeline.exchange.codes_of import COLORS, THEME_COLOR, definition
from pipeline.exchange.elements import is_color
from pipeline.exchange.identity import guid_of
from pipeline.exchange.model import Code
from pipeline.exchange.texts import clean

NO_MEANING = "Deze code kwam zonder definitie uit een ander programma; schrijf hier wat zij betekent."
_NO_FITS = "Vul in wat hier wel onder valt."
_NO_FITS_NOT = "Vul in wat hier niet onder valt, en welke code het dan krijgt."
_SHORTEST = 10
_DIRECTION = re.compile(rf"^Richting: *({'|'.join(get_args(Direction))})\b", re.MULTILINE | re.IGNORECASE)
_OURS = re.compile(r"(.*)\nRichting: (\w+)\.\n\nWel:\n- (.*)\n\nNiet:\n- (.*)", re.DOTALL)


def book_code(code: Code, code_id: str, onder: str | None = None) -> BookCode:
    """Return a code of another program under an id of ours.

    What was written about it is its definition; it is kept as it was in ``beschrijving`` where that says more.

    Examples
    --------
    >>> made = book_code(Code("x", "Contact", color="#1B6E6A", description="Hoe men elkaar\\nvindt."), "netwerk.contact")
    >>> made.richting, made.definitie, made.beschrijving
    ('bevorderend', 'Hoe men elkaar vindt.', 'Hoe men elkaar\\nvindt.')
    """
    about = clean(code.description)
    fields = _fields(about) or _made_up(about, code.color)
    is_ours = definition(fields["definitie"], fields["richting"], fields["wel"], fields["niet"]) == about
    return BookCode(
        code_id=code_id,
        naam=clean(code.name) or code_id,
        tegenpool=None,
        **fields,
        voorbeelden={},
        onder=onder,
        kleur=_color(code, COLORS[fields["richting"]]),
        beschrijving=None if is_ours else about,
        guid=guid_of("code", code.key),
    )


def book_theme(folder: Code, theme_id: str, codes: list[str], onder: str | None = None) -> Theme:
    """Return a folder of another program as a theme with these codes."""
    return Theme(
        id=theme_id,
        naam=clean(folder.name) or theme_id,
        codes=codes,
        onder=onder,
        kleur=_color(folder, THEME_COLOR),
        beschrijving=clean(folder.description) or None,
        guid=guid_of("code", folder.key),
    )


def says_direction(code: Code) -> bool:
    """Whether a code of another program says on which side it is, in words or by its colour.

    Examples
    --------
    >>> says_direction(Code("x", "Contact", color="#e0a03a")), says_direction(Code("x", "Contact", color="#123456"))
    (True, False)
    """
    return bool(_DIRECTION.search(code.description)) or code.color.upper() in COLORS.values()


def _fields(about: str) -> Mapping[str, Any] | None:
    """Return the parts of a description that we wrote, None if it is another's."""
    found = _OURS.fullmatch(about)
    if not found or found[2] not in COLORS or len(found[1]) < _SHORTEST:
        return None
    fits, fits_not = (part.split("\n- ") for part in found.group(3, 4))
    return {"definitie": found[1], "richting": found[2], "wel": fits, "niet": fits_not}


def _made_up(about: str, color: str) -> Mapping[str, Any]:
    said = _DIRECTION.search(about)
    by_color = {shade: direction for direction, shade in COLORS.items()}
    meaning = " ".join(about.split())
    return {
        "definitie": meaning if len(meaning) >= _SHORTEST else NO_MEANING,
        "richting": said[1].lower() if said else by_color.get(color.upper(), "context"),
        "wel": [_NO_FITS],
        "niet": [_NO_FITS_NOT],
    }


def _color(code: Code, usual: str) -> str | None:
    return code.color if is_color(code.color) and code.color != usual else None
