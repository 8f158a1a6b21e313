"""The Word documents: contents, captions, headings, pictures, properties, and the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from jinja2 import UndefinedError
from lxml import etree
from report_material import OFFER, STORY, TIME, coded, make_agreement, make_data, make_scorecard

from pipeline.reporting import comparison_context, municipality_context
from pipeline.reporting.charts import comparison_chart, factor_chart
from pipeline.reporting.word import fill_word

NASTY = 'Zo <script>x</script> & <b>zo</b> "ging" het &amp; niet {{ 7 * 7 }} ‘anders’ dan 😀 dat.'
TITLE = "Studie <w:t> & meer"
HEADINGS = ("Heading 1", "Heading 2", "Heading 3")


@pytest.fixture(scope="session")
def nasty_data(codebook):
    """The story, with nasty text wherever text can come in."""
    said = [*STORY, ("Veldhaven", "a1", NASTY, [coded(NASTY, TIME, certainty="certain"), coded(NASTY, OFFER)])]
    data = make_data(
        codebook,
        said,
        title=TITLE,
        agreement=make_agreement(codebook),
        scorecard=make_scorecard(codebook),
        is_invented=True,
    )
    data.labels["Veldhaven"] = 'Gemeente "A" & <B>'
    return data


@pytest.fixture(scope="session")
def pictures(nasty_data):
    """The charts of the report and of the comparison."""
    both = comparison_context(nasty_data)
    rows = [row for table in both["thema_tabellen"] for row in table["rijen"]]
    one = municipality_context("Veldhaven", nasty_data)
    return {
        "verslag": factor_chart(one["factoren"], 3)["png"],
        "vergelijking": comparison_chart(rows, both["gemeenten"], 3)["png"],
    }


@pytest.fixture(scope="session")
def fill(repo, nasty_data, pictures):
    """Return a filler of the shipped templates: ``fill("verslag")`` gives the bytes of the document."""

    def run(name, **changes):
        context = comparison_context(nasty_data) if name == "vergelijking" else None
        context = context or municipality_context("Veldhaven", nasty_data)
        return fill_word(repo / f"reports/templates/{name}.docx", context | changes, pictures[name])

    return run


@pytest.fixture(scope="session")
def filled(fill):
    """Both documents."""
    return {name: fill(name) for name in ("verslag", "vergelijking")}


@pytest.fixture(params=["verslag", "vergelijking"])
def content(request, filled):
    """Each document in turn, as bytes."""
    return filled[request.param]


@pytest.fixture
def document(content):
    """Each document in turn, opened with python-docx."""
    return docx.Document(io.BytesIO(content))


def styled(document, *names):
    return [p for p in document.paragraphs if p.style.name in names]


def captions(document):
    texts = ["".join(t.text or "" for t in p._p.iter(qn("w:t"))) for p in styled(document, "Caption")]
    return [re.fullmatch(r"(Tabel|Figuur) (\d+)\. (.+)", text).groups() for text in texts]


def all_text(document):
    return "\n".join(t.text or "" for t in document.element.body.iter(qn("w:t")))


def test_no_tag_or_mark_of_the_template_is_left(document):
    text = all_text(document).replace("{{ 7 * 7 }}", "")
    assert re.findall(r"\{\{|\{%|%\}|\}\}|\[\[", text) == []


def test_headings_have_real_styles(filled):
    report = docx.Document(io.BytesIO(filled["verslag"]))
    first = [p.text for p in styled(report, "Heading 1")]
    assert first == [
        "Samenvatting",
        "Waarom vroeg signaleren",
        "Situatieschets",
        "Aanbevelingen",
        "Samenwerken over domeinen en met de zorgverzekeraar",
        "Factoren in beeld",
        "Verantwoording",
        "Bijlage: gebruikte coderingen",
    ]
    ids = {report.styles[name].style_id for name in HEADINGS}
    assert {p._p.pPr.pStyle.val for p in styled(report, *HEADINGS)} == ids == {"Heading1", "Heading2", "Heading3"}


def test_every_recommendation_has_its_heading_in_order_of_rank(filled):
    report = docx.Document(io.BytesIO(filled["verslag"]))
    ranked = [p.text for p in styled(report, "Heading 2") if p.text[0].isdigit()]
    assert [text.split(".")[0] for text in ranked] == ["1", "2", "3", "4", "5"]


def test_the_appendix_stands_in_groups_with_a_heading_per_code(filled):
    headings = styled(docx.Document(io.BytesIO(filled["verslag"])), *HEADINGS)
    at = next(n for n, p in enumerate(headings) if p.text == "Bijlage: gebruikte coderingen")
    assert [(p.style.name[-1], p.text) for p in headings[at + 1 :] if p.style.name == "Heading 2"] == [
        ("2", "Belemmerende factoren"),
        ("2", "Bevorderende factoren"),
        ("2", "Feiten voor de situatieschets"),
    ]
    assert [p.style.name[-1] for p in headings[at + 1 :]] == ["2", "3", "3", "2", "3", "2", "3"]
    assert headings[at].paragraph_format.page_break_before


def test_a_quote_says_who_and_where_and_its_factor_unless_it_is_a_fact(filled):
    report = docx.Document(io.BytesIO(filled["verslag"]))
    sources = [p.text.rsplit("”  ", 1)[1] for p in styled(report, "Quote")]
    facts = [source for source in sources if re.fullmatch(r"\(geïnterviewde \d, beurt \d\)", source)]
    factors = [source for source in sources if re.fullmatch(r"\(geïnterviewde \d, beurt \d; [A-Z].+\)", source)]
    assert len(facts) == 2
    assert len(factors) > 2
    assert len(facts) + len(factors) == len(sources)


def test_there_is_a_contents_field_with_an_entry_per_heading(document):
    entries = styled(document, "toc 1", "toc 2")
    links = [p._p.find(qn("w:hyperlink")) for p in entries]
    named = [
        ("".join(t.text for t in link.iter(qn("w:t"))), p.style.name[-1])
        for p, link in zip(entries, links, strict=True)
    ]
    assert named == [(p.text, p.style.name[-1]) for p in styled(document, "Heading 1", "Heading 2")]
    marks = {start.get(qn("w:name")): p.text for p in document.paragraphs for start in p._p.iter(qn("w:bookmarkStart"))}
    assert [marks[link.get(qn("w:anchor"))] for link in links] == [text for text, _ in named]


def test_the_contents_field_is_opened_and_closed_once(document):
    kinds = [part.get(qn("w:fldCharType")) for part in document.element.body.iter(qn("w:fldChar"))]
    instructions = [part.text.split() for part in document.element.body.iter(qn("w:instrText"))]
    assert kinds == ["begin", "separate", "end"]
    assert [words[:3] for words in instructions] == [["TOC", "\\o", '"1-2"']]


def test_bookmarks_are_closed_and_unique(document):
    starts = [e.get(qn("w:id")) for e in document.element.body.iter(qn("w:bookmarkStart"))]
    assert sorted(starts) == sorted(set(starts))
    assert starts == [e.get(qn("w:id")) for e in document.element.body.iter(qn("w:bookmarkEnd"))]


def test_captions_are_numbered_consecutively_per_kind(document):
    found = captions(document)
    for kind in ("Tabel", "Figuur"):
        numbers = [int(number) for each, number, _ in found if each == kind]
        assert numbers == list(range(1, len(numbers) + 1))
        assert numbers
    instructions = [e.get(qn("w:instr")).split()[:2] for e in document.element.body.iter(qn("w:fldSimple"))]
    assert instructions == [["SEQ", kind] for kind, *_ in found]


def test_pictures_have_words_in_their_place(document):
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert len(pictures) == len(document.inline_shapes) == 1
    assert pictures[0].get("descr").startswith("Staafdiagram: per factor het aantal geïnterviewden")


def test_the_header_of_every_section_says_that_it_is_a_draft(document):
    for section in document.sections:
        headers = [section.header]
        headers += [section.first_page_header] if section.different_first_page_header_footer else []
        headers += [section.even_page_header] if document.settings.odd_and_even_pages_header_footer else []
        for header in headers:
            assert "CONCEPT" in "".join(p.text for p in header.paragraphs)


def test_the_footer_names_the_study(document):
    (paragraph,) = document.sections[0].footer.paragraphs
    assert paragraph.text.startswith(f"{TITLE}: ")


def test_properties_hold_no_author_and_no_dates(content):
    core = docx.Document(io.BytesIO(content)).core_properties
    assert (core.author, core.last_modified_by, core.comments, core.keywords) == ("", "", "", "")
    assert (core.created, core.modified, core.last_printed) == (None, None, None)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"dcterms" not in re.sub(rb'xmlns:\w+="[^"]*"', b"", parts.read("docProps/core.xml"))
        assert {info.date_time for info in parts.infolist()} == {(2024, 1, 1, 0, 0, 0)}


def test_properties_name_no_program(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        app, core = (etree.fromstring(parts.read(f"docProps/{name}.xml")) for name in ("app", "core"))
    assert list(app.itertext()) == []
    assert re.findall("python|word|office|factorwijzer", " ".join(core.itertext()), re.IGNORECASE) == []


@pytest.mark.parametrize("name", ["verslag", "vergelijking"])
def test_the_title_of_the_file_is_that_of_the_study(filled, name):
    core = docx.Document(io.BytesIO(filled[name])).core_properties
    assert core.title.startswith(f"{TITLE}: ")
    assert core.title.endswith(" (concept)")
    assert core.language == "nl-NL"


def test_a_title_may_be_long(fill):
    title = "Lokale samenwerking rondom KOPP/KOV, " * 10
    document = docx.Document(io.BytesIO(fill("vergelijking", titel=title)))
    assert document.paragraphs[0].text == title
    assert document.core_properties.title == title[:255]


def test_characters_that_mean_something_in_xml_survive(filled):
    report = docx.Document(io.BytesIO(filled["verslag"]))
    assert report.paragraphs[0].text == TITLE
    assert [p.text.split("”")[0] for p in styled(report, "Quote")].count(f"“{NASTY}") == 2
    cells = [cell.text for table in report.tables for cell in table.rows[-1].cells]
    assert NASTY in cells
    assert 'Gemeente "A" & <B>: bevindingen' in report.paragraphs[1].text


@pytest.mark.parametrize("text", ["Een teken\x1b erin.", "Een \x01 erin.", "Een \ufffe erin."])
def test_a_character_that_xml_does_not_know_spoils_nothing(fill, text):
    document = docx.Document(io.BytesIO(fill("vergelijking", inleiding=text)))
    assert [p.text for p in document.paragraphs if p.text.startswith("Een ") and p.text.endswith(" erin.")] != []


def test_the_same_context_gives_the_same_bytes(fill, filled):
    for name, content in filled.items():
        assert fill(name) == content


def test_another_context_gives_other_bytes(fill, filled):
    assert fill("vergelijking", inleiding="Iets anders.") != filled["vergelijking"]


def test_factor_tables_are_left_out_where_there_are_no_factors(codebook, repo, pictures):
    context = municipality_context("Veldhaven", make_data(codebook, [("Veldhaven", "a1", "Geen idee.", [])]))
    content = fill_word(repo / "reports/templates/verslag.docx", context, pictures["verslag"])
    assert [text for _, _, text in captions(docx.Document(io.BytesIO(content)))] == [
        "De aanbevelingen in volgorde van prioriteit",
        "Aantal geïnterviewden dat een factor noemt (+ bevorderend, − belemmerend)",
    ]


def test_a_template_of_ones_own_needs_no_contents_or_captions(tmp_path, pictures):
    own = docx.Document()
    own.add_paragraph("{{ titel }} van {{ gemeente }}")
    own.save(tmp_path / "eigen.docx")
    context = {"titel": "Eigen", "gemeente": "A & B", "grafiek_alt": ""}
    content = fill_word(tmp_path / "eigen.docx", context, pictures["verslag"])
    assert [p.text for p in docx.Document(io.BytesIO(content)).paragraphs] == ["Eigen van A & B"]


def test_a_variable_that_is_not_in_the_context_is_an_error(tmp_path, pictures):
    own = docx.Document()
    own.add_paragraph("{{ titel }} {{ onbekend }}")
    own.save(tmp_path / "eigen.docx")
    with pytest.raises(UndefinedError, match="'onbekend' is undefined"):
        fill_word(tmp_path / "eigen.docx", {"titel": "x", "gemeente": "y", "grafiek_alt": ""}, pictures["verslag"])
