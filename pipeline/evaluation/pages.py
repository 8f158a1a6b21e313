"""An evaluation as a page for readers: paragraphs, tables, plots and quotes, written as one html file or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Integral
from xml.etree import ElementTree

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

Cell = str | int | float | None

# What Markdown would take for markup: anywhere in a line, or at its start.
_MARKS = re.compile(r"[\\`*\[|~]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|^[#>]|^[-+=](?=[\s=-]|$)")
_LIST_NUMBER = re.compile(r"^(\d+)([.)])(?=\s|$)")


@dataclass(frozen=True)
class Table:
    """Rows under headers; numbers are shown in Dutch.

    Raises
    ------
    ValueError
        If a row is not as wide as the headers.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows):
            if len(row) != len(self.headers):
                raise ValueError(
                    f"table {self.caption!r}: rows[{number}] has {len(row)} cells, the headers {len(self.headers)}"
                )

    @property
    def are_figures(self) -> tuple[bool, ...]:
        """Whether each column holds figures and no words."""
        columns = [[row[i] for row in self.rows if row[i] is not None] for i in range(len(self.headers))]
        return tuple(bool(column) and not any(isinstance(cell, str) for cell in column) for column in columns)


@dataclass(frozen=True)
class Plot:
    """A drawing (svg), and in Dutch what there is to see in it, for those who cannot see it."""

    svg: str
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Quote:
    """A passage shown to a human: where it was said, what the machine made of it, and its text."""

    where: str
    label: str
    text: str


@dataclass(frozen=True)
class Section:
    """A part of a page with a heading; shown in the order of the attributes."""

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    plots: tuple[Plot, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Page:
    """A title, an introduction and sections. All texts are plain: markup in them is shown as it is."""

    title: str
    paragraphs: tuple[str, ...]
    sections: tuple[Section, ...]


def show(value: Cell, digits: int = 2) -> str:
    """Write a figure as is usual in Dutch, a missing one as a dash, and words as they are.

    Examples
    --------
    >>> show(0.5), show(1234), show(1234.56, digits=1), show(None), show(float("nan")), show("0.5")
    ('0,50', '1.234', '1.234,6', '–', '–', '0.5')
    """
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return "–"
    text = f"{value:,}" if isinstance(value, Integral) else f"{value:z,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,"))


def to_html(page: Page) -> str:
    """Return the page as one html file in Dutch: style and plots inside, no script, nothing from the network.

    Raises
    ------
    ValueError
        If a plot holds a script, or refers to something outside itself.
    """
    environment = Environment(
        loader=PackageLoader("pipeline.evaluation", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"show": show, "inline": _inline}
    return environment.get_template("evaluation.html.j2").render(page=page)


def _inline(plot: Plot, prefix: str) -> Markup:
    """Return the drawing as html takes it: no namespaces, its text alternative, ids that occur once on the page."""
    root = ElementTree.fromstring(plot.svg)
    for element in root.iter():
        element.tag = _local(element.tag)
        attributes = {_local(name): value for name, value in element.attrib.items()}
        _check_harmless(element.tag, attributes)
        element.attrib.clear()
        element.attrib.update({name: _prefixed(name, value, prefix) for name, value in attributes.items()})
    root.set("role", "img")
    title = ElementTree.Element("title")
    title.text = plot.alt
    root.insert(0, title)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _prefixed(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return prefix + value
    if name == "href":
        return f"#{prefix}{value[1:]}"
    return value.replace("url(#", f"url(#{prefix}")


def _check_harmless(tag: str, attributes: dict[str, str]) -> None:
    links = [attributes["href"]] if "href" in attributes else []
    links += [link for value in attributes.values() for link in re.findall(r"url\(\s*(.)", value)]
    if tag == "script" or any(name.startswith("on") for name in attributes) or any(link[:1] != "#" for link in links):
        raise ValueError(f"svg: <{tag}> runs a script or refers to something outside; a plot may do neither")


def to_markdown(page: Page, level: int = 2) -> str:
    """Return the page as Markdown for GitHub; of a plot only the caption is left.

    Parameters
    ----------
    level
        Level of the page's title; sections lie one deeper.
    """
    blocks = [f"{'#' * level} {_plain(page.title)}", *map(_plain, page.paragraphs)]
    for section in page.sections:
        blocks += [f"{'#' * (level + 1)} {_plain(section.title)}", *_section_blocks(section)]
    return "\n\n".join(blocks) + "\n"


def _section_blocks(section: Section) -> Iterator[str]:
    yield from map(_plain, section.paragraphs)
    for table in section.tables:
        if table.caption:
            yield _plain(table.caption)
        yield _table_block(table)
    for plot in section.plots:
        yield f"Figuur: {_plain(plot.caption or plot.alt)}"
    for quote in section.quotes:
        yield _quote_block(quote)


def _table_block(table: Table) -> str:
    rule = ["---:" if is_figures else "---" for is_figures in table.are_figures]
    rows = [[_plain(show(cell)) for cell in row] for row in (table.headers, *table.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], rule, *rows[1:]])


def _quote_block(quote: Quote) -> str:
    said = [_plain(line) for line in f"“{quote.text.strip()}”".splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in [*said, "", _plain(f"{quote.where}; {quote.label}")])


def _plain(text: str) -> str:
    """Return the text on one line, so that Markdown shows it as it is."""
    line = " ".join(text.split())
    return _LIST_NUMBER.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", line))
