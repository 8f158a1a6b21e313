"""Which styles of an OpenDocument text mark words: bold ones, and character styles that a writer gave a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DEPTH = 20


@dataclass(frozen=True)
class Style:
    """One style: its parent, whether it says bold (or not bold), and whether a writer named it."""

    parent: str
    is_bold: bool | None
    is_named: bool


Styles = dict[tuple[str, str], Style]


def read_styles(parts: list[Any]) -> Styles:
    """Return the styles of styles.xml and content.xml by (family, name)."""
    found: Styles = {}
    for part in parts:
        for style in part.iter(f"{_STYLE}style"):
            text = style.find(f"{_STYLE}text-properties")
            weight = None if text is None else text.get(f"{_FO}font-weight")
            is_named = style.getparent().tag == f"{_OFFICE}styles"
            key = style.get(f"{_STYLE}family", ""), style.get(f"{_STYLE}name", "")
            found[key] = Style(style.get(f"{_STYLE}parent-style-name", ""), _is_bold(weight), is_named)
    return found


def marks(styles: Styles, family: str, name: str) -> bool | None:
    """Return whether a style marks words: bold itself or by a parent, or a named character style; None: it says nothing."""
    for _ in range(_DEPTH):
        style = styles.get((family, name))
        if style is None:
            return None
        if style.is_bold is not None:
            return style.is_bold
        if family == "text" and style.is_named:
            return True
        name = style.parent
    return None


def _is_bold(weight: str | None) -> bool | None:
    if weight is None:
        return None
    return weight == "bold" or (weight.isascii() and weight.isdigit() and int(weight[:4]) >= 600)
