"""Which code or theme stands below which: themes are folders, and a code can have codes below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.codebook.model import Code, Theme
from pipeline.codebook.yaml_lines import Place

Complain = Callable[[Path, Place, str], None]
# What stands at the top, in no theme.
TOP = ""


def theme_key(theme_id: str) -> str:
    """Return the key of a theme among codes.

    Examples
    --------
    >>> theme_key("netwerk")
    'thema.netwerk'
    """
    return f"thema.{theme_id}"


def parents(codes: Sequence[Code], themes: Sequence[Theme]) -> dict[str, str]:
    """Return what each code (by id) and theme (by ``theme_key``) stands below; ``TOP`` for nothing.

    Examples
    --------
    >>> themes = [Theme(id="a", naam="A", codes=[]), Theme(id="b", naam="B", codes=["b.c"], onder="a")]
    >>> parents([], themes)
    {'thema.a': '', 'thema.b': 'thema.a', 'b.c': 'thema.b'}
    """
    ids = {theme.id for theme in themes}
    onder = {code.code_id: code.onder for code in codes}
    found: dict[str, str] = {}
    for theme in themes:
        above = theme.onder or TOP
        found[theme_key(theme.id)] = theme_key(above) if above in ids else above
        home = TOP if theme.los else theme_key(theme.id)
        found |= {code_id: onder.get(code_id) or home for code_id in theme.codes}
    return found


def check_hierarchy(
    codes: Sequence[tuple[Path, Code]], themes: Sequence[Theme], path: Path, complain: Complain
) -> None:
    """Complain of everything that stands below nothing, below itself or in another theme, and of empty themes.

    ``path`` is the file of the themes.
    """
    _check_codes(codes, themes, complain)
    _check_themes(codes, themes, path, complain)
    above = parents([code for _, code in codes], themes)
    places: dict[str, tuple[Path, Place]] = {code.code_id: (where, ("onder",)) for where, code in codes if code.onder}
    places |= {theme_key(theme.id): (path, ("themes", n, "onder")) for n, theme in enumerate(themes) if theme.onder}
    for key, place in places.items():
        if _is_below_itself(key, above):
            complain(*place, "staat via 'onder' onder zichzelf; haal één van deze regels met 'onder' weg")


def _check_codes(codes: Sequence[tuple[Path, Code]], themes: Sequence[Theme], complain: Complain) -> None:
    theme_of = {code_id: theme.id for theme in themes for code_id in theme.codes}
    for path, code in codes:
        if code.onder is not None and (
            code.onder not in theme_of or theme_of[code.onder] != theme_of.get(code.code_id)
        ):
            complain(path, ("onder",), f"gevonden '{code.onder}'; toegestaan: een andere code van hetzelfde thema")


def _check_themes(codes: Sequence[tuple[Path, Code]], themes: Sequence[Theme], path: Path, complain: Complain) -> None:
    loose = {theme.id for theme in themes if theme.los}
    allowed = {*(theme.id for theme in themes), *(code.code_id for _, code in codes)} - loose
    n_below = Counter(theme.onder for theme in themes)
    for number, theme in enumerate(themes):
        place: Place = ("themes", number)
        if theme.onder is not None and theme.los:
            message = "een thema met 'los: true' staat nergens onder; haal 'onder' of 'los' weg"
            complain(path, (*place, "onder"), message)
        elif theme.onder is not None and theme.onder not in allowed:
            message = f"gevonden '{theme.onder}'; toegestaan: de id van een ander thema, of een code_id"
            complain(path, (*place, "onder"), message)
        if not theme.codes and not n_below[theme.id]:
            complain(path, (*place, "codes"), "codes: te weinig; minstens 1, of een ander thema hieronder")
        if theme.los and len(loose) > 1:
            complain(path, (*place, "los"), "er mag maar één thema met 'los: true' zijn; haal de andere weg")


def _is_below_itself(key: str, above: dict[str, str]) -> bool:
    seen = {key}
    place = above.get(key, TOP)
    while place not in seen:
        seen.add(place)
        place = above.get(place, TOP)
    return place == key
