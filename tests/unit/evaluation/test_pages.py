"""Pages: html in one file that runs and fetches nothing, Markdown that reads back as it was, figures in Dutch."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from markdown_it import MarkdownIt

from pipeline.evaluation.pages import Page, Plot, Quote, Section, Table, show, to_html, to_markdown
from pipeline.evaluation.plots import interval_plot, line_plot

NASTY = "Zo <script>alert('1')</script> & <b>zo</b> | \"ging\" het &amp; {{ 7 * 7 }} *niet* [x](y) `a` \\| __b__"
BASE = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
TABLE = Table(("manier", "n", "kappa"), (("regels", 1234, 0.5), ("model", 7, None)), "Manieren van coderen")
PLOT = Plot(interval_plot([("regels", 0.5, 0.4, 0.6)], "Cohens kappa", 0.67), "Regels halen 0,50.", "Kappa per manier")
QUOTE = Quote("interview a1, beurt 4", "gemist: Korte lijnen", "We bellen elkaar gewoon.")
SECTION = Section("Cijfers", ("Een alinea.", "Nog een."), (TABLE,), (PLOT,), (QUOTE,))
PAGE = Page("Hoe goed is het?", ("De inleiding.",), (SECTION, Section("Niets"), SECTION))
NASTY_PAGE = Page(
    NASTY,
    (NASTY,),
    (
        Section(
            NASTY,
            (NASTY,),
            (Table((NASTY,), ((NASTY,),), NASTY),),
            (Plot(line_plot({NASTY: [(0, 1)], "b": [(0, 2)]}, NASTY, NASTY), NASTY, NASTY),),
            (Quote(NASTY, NASTY, NASTY),),
        ),
    ),
)
BOTH_PAGES = pytest.mark.parametrize("page", [PAGE, NASTY_PAGE], ids=["plain", "nasty"])


def flat(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def read_markdown(text: str) -> html.HtmlElement:
    """Return Markdown as GitHub reads it, as an html tree; raw html in it counts as html."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return html.fromstring(f"<div>{reader.render(text)}</div>")


def cells(line: str) -> list[str]:
    return re.split(r"(?<!\\)\|", line)[1:-1]


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (0.5, 2, "0,50"),
        (0.456, 1, "0,5"),
        (2.0, 0, "2"),
        (-0.125, 3, "-0,125"),
        (-0.001, 2, "0,00"),
        (1234.5, 2, "1.234,50"),
        (0, 2, "0"),
        (999, 2, "999"),
        (1234, 2, "1.234"),
        (-1234567, 2, "-1.234.567"),
        (np.int64(1234), 2, "1.234"),
        (np.float64(0.25), 2, "0,25"),
        (None, 2, "–"),
        (float("nan"), 2, "–"),
        (np.float64("nan"), 2, "–"),
        (pd.NA, 2, "–"),
        ("", 2, ""),
        ("1,234.5 | <b>", 2, "1,234.5 | <b>"),
    ],
)
def test_figures_are_shown_in_dutch(value: str | int | float | None, digits: int, shown: str) -> None:
    assert show(value, digits) == shown


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_reads_back(n: int) -> None:
    assert int(show(n).replace(".", "")) == n


@given(st.floats(-1e9, 1e9), st.integers(1, 4))
def test_a_figure_reads_back_as_rounded(value: float, digits: int) -> None:
    text = show(value, digits)
    assert float(text.replace(".", "").replace(",", ".")) == pytest.approx(round(value, digits))
    assert len(text.split(",")[1]) == digits


@pytest.mark.parametrize("row", [("a",), ("a", 1, 2)], ids=["short", "long"])
def test_a_row_as_wide_as_the_headers_or_an_error(row: tuple[str | int, ...]) -> None:
    message = rf"^table 'Wat': rows\[1\] has {len(row)} cells, the headers 2$"
    with pytest.raises(ValueError, match=message):
        Table(("x", "y"), (("a", 1), row), "Wat")


@pytest.mark.parametrize(
    ("column", "is_figures"),
    [((1, 2.5), True), ((None, 3), True), (("–", 3), False), ((None, None), False), ((), False)],
)
def test_a_column_of_figures(column: tuple[str | int | float | None, ...], is_figures: bool) -> None:
    assert Table(("x",), tuple((cell,) for cell in column)).are_figures == (is_figures,)


@BOTH_PAGES
def test_the_same_page_gives_the_same_text(page: Page) -> None:
    assert to_html(page).encode() == to_html(page).encode()
    assert to_markdown(page) == to_markdown(page)


@BOTH_PAGES
def test_the_html_runs_and_fetches_nothing(page: Page) -> None:
    text = to_html(page)
    tree = html.fromstring(text)
    assert not re.search(r"https?://|<script|@import|url\((?!#)|\son\w+=", text)
    assert tree.xpath("//script | //link | //iframe | //img | //object | //embed | //base | //form") == []
    assert all(link.startswith("#") for link in tree.xpath("//@href | //@src"))


def test_the_html_is_in_dutch_and_utf8_and_fits_a_telephone() -> None:
    text = to_html(PAGE)
    tree = html.fromstring(text)
    assert text.startswith("<!DOCTYPE html>\n")
    assert text.endswith("</html>\n")
    assert tree.get("lang") == "nl"
    assert tree.xpath("//meta/@charset") == ["utf-8"]
    assert "width=device-width" in tree.xpath("//meta[@name='viewport']/@content")[0]
    assert all(table.getparent().get("class") == "breed" for table in tree.iter("table"))
    assert re.search(r"\.breed \{[^}]*overflow-x: auto", text)


def test_every_text_stands_in_the_html_as_it_was_given() -> None:
    tree = html.fromstring(to_html(NASTY_PAGE))
    wanted = " ".join(NASTY.split())
    single = ["//head/title", "//h1", "//main/p[1]", "//nav//a", "//h2", "//h2/following-sibling::p", "//caption"]
    single += ["//th", "//td", "//figcaption", "//figure/*[local-name()='svg']/*[local-name()='title']"]
    assert [[flat(found) for found in tree.xpath(path)] for path in single] == [[wanted]] * len(single)
    assert flat(tree.xpath("//blockquote/p")[0]) == f"“{wanted}”"
    assert flat(tree.xpath("//blockquote/footer")[0]) == f"{wanted}; {wanted}"
    assert tree.xpath("//b") == []


def test_the_contents_lead_to_every_section() -> None:
    tree = html.fromstring(to_html(PAGE))
    links = [(link.get("href"), flat(link)) for link in tree.xpath("//nav//a")]
    assert links == [(f"#{heading.get('id')}", flat(heading)) for heading in tree.iter("h2")]
    assert [text for _, text in links] == ["Cijfers", "Niets", "Cijfers"]


def test_ids_occur_once_and_links_lead_to_one() -> None:
    tree = html.fromstring(to_html(PAGE))
    ids = Counter(tree.xpath("//@id"))
    links = [link[1:] for link in tree.xpath("//@href")]
    links += [link for value in tree.xpath("//@*") for link in re.findall(r"url\(#([^)]*)\)", value)]
    assert [name for name, n in ids.items() if n > 1] == []
    assert len(links) > 20
    assert set(links) <= set(ids)


def test_a_page_without_sections_has_no_contents() -> None:
    tree = html.fromstring(to_html(Page("Leeg", (), ())))
    assert tree.xpath("//nav | //h2") == []
    assert flat(tree.find(".//h1")) == "Leeg"


def test_a_table_in_html() -> None:
    table = next(html.fromstring(to_html(PAGE)).iter("table"))
    assert flat(table.find("caption")) == "Manieren van coderen"
    assert [(th.get("scope"), th.text) for th in table.iter("th")] == [
        ("col", "manier"),
        ("col", "n"),
        ("col", "kappa"),
    ]
    rows = [[(td.get("class"), td.text) for td in row] for row in table.xpath("./tbody/tr")]
    assert rows == [
        [(None, "regels"), ("getal", "1.234"), ("getal", "0,50")],
        [(None, "model"), ("getal", "7"), ("getal", "–")],
    ]


def test_without_a_caption_there_is_none() -> None:
    bare = Section("Kaal", tables=(replace(TABLE, caption=""),), plots=(replace(PLOT, caption=""),))
    tree = html.fromstring(to_html(Page("Kaal", (), (bare,))))
    assert tree.xpath("//caption | //figcaption") == []
    assert tree.xpath("//div[@class='breed']/@aria-label") == ["Tabel: Kaal"]


@BOTH_PAGES
def test_a_plot_is_valid_xml_with_words_in_its_place(page: Page) -> None:
    drawings = re.findall(r"<svg.*?</svg>", to_html(page), flags=re.DOTALL)
    plots = [plot for section in page.sections for plot in section.plots]
    assert len(drawings) == len(plots)
    for drawing, plot in zip(drawings, plots, strict=True):
        root = etree.fromstring(drawing)
        assert (root.tag, root.get("role")) == ("svg", "img")
        assert (root[0].tag, root[0].text) == ("title", plot.alt)
        n_paths = len(list(etree.fromstring(plot.svg).iter("{*}path")))
        assert len(list(root.iter("path"))) == n_paths > 5


@pytest.mark.parametrize(
    ("inside", "tag"),
    [
        ("<script>alert(1)</script>", "script"),
        ('<path onclick="alert(1)"/>', "path"),
        ('<a xlink:href="https://example.org"><path/></a>', "a"),
        ('<image href="plaatje.png"/>', "image"),
        ('<path style="fill: url(https://example.org/x)"/>', "path"),
        ('<path fill="url( x)"/>', "path"),
    ],
)
def test_a_plot_that_runs_or_fetches_is_refused(inside: str, tag: str) -> None:
    page = Page("x", (), (Section("y", plots=(Plot(f"{BASE}<g>{inside}</g></svg>", "z"),)),))
    with pytest.raises(ValueError, match=rf"^svg: <{tag}> runs a script or refers to something outside"):
        to_html(page)


def test_a_drawing_cannot_leave_its_place() -> None:
    page = Page("x", (), (Section("y", plots=(Plot(f"{BASE}</svg><p>erbuiten</p>", "z"),)),))
    with pytest.raises(ElementTree.ParseError, match="junk after document element"):
        to_html(page)


def test_the_markdown_in_full() -> None:
    assert to_markdown(replace(PAGE, sections=(SECTION,))) == (
        "## Hoe goed is het?\n\nDe inleiding.\n\n"
        "### Cijfers\n\nEen alinea.\n\nNog een.\n\n"
        "Manieren van coderen\n\n"
        "| manier | n | kappa |\n| --- | ---: | ---: |\n| regels | 1.234 | 0,50 |\n| model | 7 | – |\n\n"
        "Figuur: Kappa per manier\n\n"
        "> “We bellen elkaar gewoon.”\n>\n> interview a1, beurt 4; gemist: Korte lijnen\n"
    )


def test_the_level_of_headings_is_the_callers() -> None:
    lines = to_markdown(PAGE, level=1).splitlines()
    headings = ["# Hoe goed is het?", "## Cijfers", "## Niets", "## Cijfers"]
    assert [line for line in lines if line.startswith("#")] == headings


def test_a_plot_without_caption_leaves_its_alternative_in_markdown() -> None:
    page = Page("x", (), (Section("y", plots=(replace(PLOT, caption=""),)),))
    assert "Figuur: Regels halen 0,50.\n" in to_markdown(page)


def test_every_text_reads_back_from_markdown_as_it_was_given() -> None:
    tree = read_markdown(to_markdown(NASTY_PAGE))
    assert [flat(found) for found in tree.xpath("//h2 | //h3 | //th | //td")] == [NASTY] * 4
    assert [flat(found) for found in tree.xpath("./p")] == [NASTY] * 3 + [f"Figuur: {NASTY}"]
    assert [flat(found) for found in tree.xpath("//blockquote/p")] == [f"“{NASTY}”", f"{NASTY}; {NASTY}"]
    assert tree.xpath("//script | //b | //em | //strong | //a | //code") == []


@pytest.mark.parametrize(
    "text",
    [
        "# kop",
        "> citaat",
        "- punt",
        "+ punt",
        "1. punt",
        "12) punt",
        "---",
        "***",
        "===",
        "~~~",
        "2024. Toen",
        "-5 graden",
        "a_b_c",
    ],
)
def test_a_paragraph_stays_a_paragraph(text: str) -> None:
    tree = read_markdown(to_markdown(Page("x", (text, text), ())))
    assert [(element.tag, element.text_content()) for element in tree] == [("h2", "x"), ("p", text), ("p", text)]


def test_a_quote_of_several_lines_is_one_block_quote() -> None:
    quote = Quote("beurt 2", "gemist", "Ja.\r\n\r\n# nee\n- en toch\n")
    tree = read_markdown(to_markdown(Page("x", (), (Section("y", quotes=(quote,)),))))
    assert [element.tag for element in tree] == ["h2", "h3", "blockquote"]
    assert [flat(part) for part in tree.xpath("//blockquote/p")] == ["“Ja.", "# nee - en toch”", "beurt 2; gemist"]


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)
CELLS = st.one_of(st.none(), st.integers(-9999, 9999), st.floats(-99, 99), WORDS, st.text("\\|\n a`*", max_size=8))
TABLES = st.integers(1, 4).flatmap(
    lambda n: st.builds(
        Table, st.tuples(*[WORDS] * n), st.lists(st.tuples(*[CELLS] * n), max_size=4).map(tuple), st.just("")
    )
)


@settings(deadline=None, max_examples=60)
@given(TABLES)
def test_a_markdown_table_is_as_wide_in_each_line_and_reads_back(table: Table) -> None:
    text = to_markdown(Page("x", (), (Section("y", tables=(table,)),)))
    lines = text.split("\n\n", 2)[2].rstrip("\n").split("\n")
    assert len(lines) == len(table.rows) + 2
    assert {len(cells(line)) for line in lines} == {len(table.headers)}
    read = [[flat(cell) for cell in row] for row in read_markdown(text).iter("tr")]
    assert read == [[" ".join(show(cell).split()) for cell in row] for row in (table.headers, *table.rows)]


@settings(deadline=None, max_examples=30)
@given(WORDS, TABLES)
def test_words_and_cells_read_back_from_html(words: str, table: Table) -> None:
    tree = html.fromstring(to_html(Page("x", (words,), (Section("y", tables=(table,)),))))
    assert flat(tree.xpath("//main/p")[0]) == " ".join(words.split())
    read = [[flat(cell) for cell in row] for row in tree.iter("tr")]
    assert read == [[" ".join(show(cell).split()) for cell in row] for row in (table.headers, *table.rows)]
