"""The html documents: one page, escaped, in Dutch, with nothing fetched from anywhere."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from jinja2 import UndefinedError
from lxml import html
from report_material import OFFER, STORY, TIME, coded, make_agreement, make_data, make_scorecard

from pipeline.reporting import comparison_context, municipality_context
from pipeline.reporting.charts import comparison_chart, factor_chart
from pipeline.reporting.html import fill_html

NASTY = "Zo <script>alert('1')</script> & <b>zo</b> \"ging\" het &amp; niet {{ 7 * 7 }} anders dan dat."


@pytest.fixture(scope="session")
def pages(codebook, repo):
    """The report of Veldhaven and the comparison, with nasty text wherever text can come in."""
    said = [*STORY, ("Veldhaven", "a1", NASTY, [coded(NASTY, TIME, certainty="certain"), coded(NASTY, OFFER)])]
    data = make_data(
        codebook,
        said,
        perspectives={"a1": "ggz & <i>jeugd</i>"},
        title="Studie <script>x</script> & meer",
        versions={"Factor & <wijzer>": "1 < 2"},
        agreement=make_agreement(codebook),
        scorecard=make_scorecard(codebook),
        is_invented=True,
    )
    data.labels["Veldhaven"] = 'Gemeente "A" & <B>'
    one, both = municipality_context("Veldhaven", data), comparison_context(data)
    rows = [row for table in both["thema_tabellen"] for row in table["rijen"]]
    templates = repo / "reports/templates"
    chart = factor_chart(one["factoren"], 3)["svg"]
    comparing = comparison_chart(rows, both["gemeenten"], 3)["svg"]
    return {
        "verslag": fill_html(templates, "verslag.html.j2", one, chart),
        "vergelijking": fill_html(templates, "vergelijking.html.j2", both, comparing),
    }


@pytest.fixture(params=["verslag", "vergelijking"])
def page(request, pages):
    """Each page in turn."""
    return pages[request.param]


def flat(element):
    return " ".join(element.text_content().split())


def test_text_is_escaped(page):
    tree = html.fromstring(page)
    assert "<script" not in page.lower()
    assert tree.xpath("//b | //i") == []
    assert "Studie <script>x</script> & meer" in flat(tree.find(".//h1"))
    assert 'Gemeente "A" & <B>' in flat(tree)
    assert "Factor & <wijzer> 1 < 2." in flat(tree)


def quotes(page):
    return list(html.fromstring(page).iter("blockquote"))


def test_a_quote_comes_out_as_it_was_said(pages):
    assert [quote.text.strip() for quote in quotes(pages["verslag"])].count(f"“{NASTY}”") == 2


def test_a_quote_says_who_and_where_and_its_factor_unless_it_is_a_fact(pages):
    footers = {tuple(quote.get("class").split()): flat(quote.find("footer")) for quote in quotes(pages["verslag"])}
    assert re.fullmatch(r"geïnterviewde \d, beurt \d", footers["context",])
    for direction in ("belemmerend", "bevorderend"):
        assert re.fullmatch(r"geïnterviewde \d, beurt \d; [A-Z].+", footers[direction,])


def test_the_appendix_stands_in_groups_with_a_heading_per_code(pages):
    tree = html.fromstring(pages["verslag"])
    groups = tree.xpath("//h2[@id='bijlage']/following-sibling::*[self::h3 or self::h4]")
    assert [flat(heading) for heading in groups if heading.tag == "h3"] == [
        "Belemmerende factoren",
        "Bevorderende factoren",
        "Feiten voor de situatieschets",
    ]
    assert [heading.tag for heading in groups] == ["h3", "h4", "h4", "h3", "h4", "h3", "h4"]


def test_a_comparison_says_what_was_not_named_everywhere_and_who_was_spoken_to(pages):
    tree = html.fromstring(pages["vergelijking"])
    (listed,) = tree.xpath("//h2[.='Wat niet overal is genoemd']/following-sibling::ul[1]")
    assert [flat(item)[:14] for item in listed].count("Korte lijnen (") == 1
    assert "ggz & <i>jeugd</i>" in flat(tree.xpath("//h2[@id='gaat']/following-sibling::p[2]")[0])


def test_nothing_is_fetched_from_outside(page):
    tree = html.fromstring(page)
    for element in tree.iter():
        for name, value in element.attrib.items():
            if name.split(":")[-1] in ("src", "href", "srcset", "data", "action", "poster"):
                assert value.startswith("#"), (element.tag, name, value)
    assert not re.search(r"@import|url\((?!#)", page)
    assert tree.xpath("//link | //script | //iframe | //img | //object | //embed | //base | //form") == []
    assert {meta.get("name") or "charset" for meta in tree.iter("meta")} == {"charset", "viewport"}


def test_the_page_is_in_dutch_and_in_utf8(page):
    tree = html.fromstring(page)
    assert tree.get("lang") == "nl"
    assert page.startswith("<!DOCTYPE html>")
    assert tree.xpath("//meta/@charset") == ["utf-8"]


def test_there_is_one_main_heading_and_no_level_is_skipped(page):
    levels = [int(element.tag[1]) for element in html.fromstring(page).xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_links_lead_to_an_id_and_ids_are_unique(page):
    tree = html.fromstring(page)
    ids = Counter(tree.xpath("//@id"))
    links = [value[1:] for value in tree.xpath("//a/@href")]
    assert set(links) <= set(ids)
    assert [name for name, n in ids.items() if n > 1] == []


def test_the_contents_name_every_section(page):
    tree = html.fromstring(page)
    sections = [flat(heading) for heading in tree.iter("h2")]
    assert [flat(link) for link in tree.xpath("//nav//li[not(@class)]/a")] == sections


def test_the_contents_of_a_draft_name_the_recommendations_too(pages):
    tree = html.fromstring(pages["verslag"])
    recommendations = [flat(heading) for heading in tree.xpath("//h3[starts-with(@id, 'aanbeveling-')]")]
    assert [flat(link) for link in tree.xpath("//nav//li[@class='sub2']/a")] == recommendations
    assert len(recommendations) == 5


def test_every_page_says_that_it_is_a_draft_that_nobody_reviewed_over_invented_interviews(page):
    tree = html.fromstring(page)
    notice = flat(tree.xpath("//p[@class='melding']")[0])
    assert flat(tree.xpath("//div[@class='concept']")[0]) == "CONCEPT: niet verspreiden"
    assert notice.startswith("CONCEPT. ")
    assert "Geen mens heeft ze nagekeken." in notice
    assert "verzonnen" in notice
    assert "een programma vindt niet elke naam. Lees dit stuk na" in notice


def test_the_chart_is_inside_with_words_in_its_place(page):
    (chart,) = html.fromstring(page).xpath("//figure/svg")
    assert chart.get("role") == "img"
    assert chart.get("aria-label").startswith("Staafdiagram: per factor het aantal geïnterviewden")
    assert "<?xml" not in page


def test_tables_have_header_cells_and_all_rows_are_as_wide(page):
    for table in html.fromstring(page).iter("table"):
        (head,) = table.xpath("./thead/tr")
        assert all(cell.get("scope") == "col" for cell in head.xpath("./th"))
        assert {len(row.xpath("./td")) for row in table.xpath("./tbody/tr")} == {len(head)}


def test_the_same_context_gives_the_same_page(codebook, repo):
    report_context = municipality_context("Veldhaven", make_data(codebook, STORY))
    chart = factor_chart(report_context["factoren"], 3)["svg"]
    once, twice = (fill_html(repo / "reports/templates", "verslag.html.j2", report_context, chart) for _ in range(2))
    assert once == twice


def test_a_variable_that_is_not_in_the_context_is_an_error(tmp_path):
    (tmp_path / "een.html.j2").write_text("{{ titel }} {{ onbekend }}", encoding="utf-8")
    with pytest.raises(UndefinedError, match="'onbekend' is undefined"):
        fill_html(tmp_path, "een.html.j2", {"titel": "x", "grafiek_alt": ""}, b"<svg></svg>")
