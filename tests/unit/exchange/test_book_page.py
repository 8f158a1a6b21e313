"""The page: all tables, readable for all, and nothing from a text that a browser would run or fetch."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pandas as pd
from book_makers import CODE_IDS, make_book
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from pipeline.exchange.page import page_of, write_page

EVIL = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</table></main>", "{{ 7*7 }}", "a &amp; b < c"]


def parsed(book):
    """The page as a browser takes it apart."""
    return html.fromstring(page_of(book))


def test_every_quote_stands_under_its_code():
    page = parsed(make_book(["We bellen.", "Men kent elkaar."]))
    assert page.xpath("//h3/text()") == ["Korte lijnen (bevorderend)"]
    assert page.xpath("//h3/following::table[1]//q/text()") == ["We bellen.", "Men kent elkaar."]
    assert "2 passages" in page.xpath("string(//h3/following::table[1]/caption)")


def test_the_other_tables_are_there_with_their_figures():
    page = parsed(make_book(interviews=["een", "twee"]))
    assert page.xpath("//h2/text()") == [
        "Coderingen", "Code x respondent", "Code x gemeente", "Codeboek", "Overeenstemming", "Verschillen",
    ]  # fmt: skip
    rows = page.xpath("//h2[@id='code-x-respondent']/following::table[1]/tbody/tr")
    assert [cell.text_content() for cell in rows[0]] == [
        "Netwerk",
        "Korte lijnen",
        CODE_IDS[0],
        "bevorderend",
        "1",
        "1",
    ]
    assert {link.get("href")[1:] for link in page.xpath("//nav//a")} <= set(page.xpath("//@id"))


def test_numbers_are_written_as_dutch_does():
    figures = pd.DataFrame({"naam": ["a"], "kappa": [0.5], "alpha": [float("nan")], "n_a": [3]})
    page = parsed(make_book(agreement=figures))
    cells = page.xpath("//h2[@id='overeenstemming']/following::table[1]/tbody/tr/td")
    assert [cell.text_content() for cell in cells] == ["0,50", "", "3"]


def test_it_is_accessible():
    page = parsed(make_book(["a"]))
    assert page.get("lang") == "nl"
    tables = page.xpath("//table")
    assert len(tables) == 6
    for table in tables:
        assert table.xpath("string(caption)").strip()
        assert all(cell.get("scope") in ("col", "row") for cell in table.xpath(".//th"))
        assert table.xpath("thead/tr/th")
    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_nothing_is_fetched_or_run():
    text = page_of(make_book(EVIL, title=EVIL[0]))
    page = html.fromstring(text)
    assert not page.xpath("//script | //img | //link | //iframe | //@onerror | //@src")
    assert page.xpath("//q/text()") == EVIL
    assert page.xpath("//h1/text()") == [EVIL[0]]
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    allowed = b64encode(sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"


@settings(max_examples=40, deadline=None)
@given(st.text("<>&\"'/=abcq! -{}%#", max_size=30))
def test_no_text_changes_the_page(said):
    page, plain = parsed(make_book([said])), parsed(make_book(["x"]))
    assert [one.tag for one in page.iter()] == [one.tag for one in plain.iter()]
    assert page.xpath("string(//q)") == said


def test_no_codings_and_remarks():
    page = parsed(make_book([], remarks=("Een besluit past nergens meer.",)))
    assert "Er zijn geen coderingen." in page.text_content()
    assert "Een besluit past nergens meer." in page.text_content()


def test_the_same_book_gives_the_same_page_for_the_owner_alone(tmp_path):
    for name in ("a", "b"):
        write_page(make_book(["x\x00y\ud800"]), tmp_path / name)
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert "x�y�" in (tmp_path / "a").read_text(encoding="utf-8")
