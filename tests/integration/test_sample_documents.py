"""The documents of the sample study: all there, no municipality named, quotes verbatim, counts as in codings.csv."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from fractions import Fraction
from pathlib import Path

import docx
import pandas as pd
import pytest
from lxml import etree, html

from pipeline.cli import _main
from pipeline.codebook import load_codebook
from pipeline.run import report_data
from pipeline.study import Study

pytestmark = pytest.mark.slow

LABELS = {"Veldhaven": "Gemeente 1", "Oudermeer": "Gemeente 2"}
REPORTS = {"Gemeente 1": "gemeente-1", "Gemeente 2": "gemeente-2"}
DOCUMENTS = (*REPORTS.values(), "vergelijking")
NAMES = re.compile(rb"veldhaven|oudermeer", re.IGNORECASE)
QUOTE = re.compile(
    r"“(?:… )?(?P<text>.+?)(?: …)?”\s*\(?geïnterviewde (?P<number>\d+), beurt (?P<turn>\d+) \((?P<place>(?:regel|alinea|rij|cue) \d+(?:, op [\d:]+)?)\)(?:; (?P<code>.+?))?\)?"
)
SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*\s*$")
Rows = list[list[str]]


@pytest.fixture(scope="module", params=["by hand", "suggested"])
def counted(request) -> str:
    """Which codings count: those of the coders, as in the sample study, or only suggestions."""
    return request.param


@pytest.fixture(scope="module")
def out(counted: str, sample_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the outputs."""
    if counted == "by hand":
        return sample_study / "reports/out"
    root = tmp_path_factory.mktemp("suggested") / "study"
    shutil.copytree(sample_study, root)
    with (root / "factorwijzer.toml").open("a", encoding="utf-8") as file:
        file.write("\n[codering]\nhandcoderingen_tellen = false\n")
    assert _main(["report", "--study", str(root)]) == 0
    return root / "reports/out"


@pytest.fixture(scope="module")
def codings(counted, out):
    """The codings that count, straight from codings.csv: by hand where coders coded, elsewhere the undoubted ones."""
    frame = pd.read_csv(out / "codings.csv", keep_default_na=False)
    frame = frame.assign(label=frame["municipality"].map(LABELS))
    by_hand = frame["origin"] == "human"
    if counted == "suggested":
        return frame[~by_hand & (frame["certainty"] != "doubtful")]
    is_coded = frame["interview_id"].isin(frame[by_hand]["interview_id"])
    return frame[by_hand | (~is_coded & (frame["certainty"] != "doubtful"))]


@pytest.fixture(scope="module")
def spoken(out):
    """(label, number of the respondent, turn) -> role and text after masking, its words those of the transcript."""
    data = report_data(Study.open(out.parents[1]))
    key = pd.read_csv(out / "geinterviewden.csv")
    turns = data.turns.merge(key, on="interview_id", validate="m:1")
    places = zip(turns["gemeente"], turns["nummer"], turns["turn_no"], strict=True)
    said = pd.read_csv(out / "turns.csv", keep_default_na=False).set_index(["interview_id", "turn_no"])["text"]
    for turn in data.turns.itertuples():
        pieces = re.split(r"\[[a-z -]+\]", turn.text)
        pattern = ".*?".join(re.escape(piece) for piece in pieces)
        assert (
            re.fullmatch(pattern, said[turn.interview_id, turn.turn_no], re.DOTALL)
            or "[" in said[turn.interview_id, turn.turn_no]
        )
    return dict(zip(places, zip(turns["role"], turns["text"].map(data.mask), strict=True), strict=True))


@pytest.fixture(scope="module")
def factors(sample_study, codings):
    """(label, name of the factor) -> direction, interviews and passages, recomputed."""
    names = {code.code_id: code.naam for code in load_codebook(sample_study / "codebook").codes}
    shown = codings[codings["direction"] != "context"]
    return {
        (label, names[code_id]): (group["direction"].iloc[0], group["interview_id"].nunique(), len(group))
        for (label, code_id), group in shown.groupby(["label", "code_id"])
    }


@pytest.fixture(scope="module", params=["docx", "html"])
def tables(request, out):
    """Return a reader of the tables of a document: header cells -> all rows below such headers, in order."""

    def read(name: str) -> dict[tuple[str, ...], Rows]:
        found: dict[tuple[str, ...], Rows] = {}
        for head, *rows in (_word_tables if request.param == "docx" else _html_tables)(out, name):
            found.setdefault(tuple(head), []).extend(rows)
        return found

    return read


def _word_tables(out: Path, name: str) -> list[Rows]:
    return [[[cell.text for cell in row.cells] for row in t.rows] for t in docx.Document(out / f"{name}.docx").tables]


def _html_tables(out: Path, name: str) -> list[Rows]:
    tree = html.parse(out / f"{name}.html", html.HTMLParser(encoding="utf-8"))
    return [[[" ".join(c.text_content().split()) for c in row] for row in t.iter("tr")] for t in tree.iter("table")]


def _quotes(out: Path, name: str) -> dict[str, list[str]]:
    page = html.parse(out / f"{name}.html", html.HTMLParser(encoding="utf-8"))
    paragraphs = docx.Document(out / f"{name}.docx").paragraphs
    return {
        "docx": [p.text for p in paragraphs if p.style.name == "Quote"],
        "html": [quote.text_content().strip() for quote in page.iter("blockquote")],
    }


def test_the_documents_and_their_pages_are_there_and_no_others(out):
    found = {path.name for path in out.iterdir() if path.suffix in (".docx", ".html")}
    assert found == {f"{name}.{kind}" for name in DOCUMENTS for kind in ("docx", "html")} | {"privacy.html"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_byte_of_a_document_names_a_municipality(out, name):
    assert NAMES.findall((out / f"{name}.html").read_bytes()) == []
    with zipfile.ZipFile(out / f"{name}.docx") as parts:
        texts = [part for part in parts.namelist() if not part.endswith((".png", ".jpeg"))]
        assert {"word/document.xml", "word/footer1.xml", "docProps/core.xml", "docProps/app.xml"} <= set(texts)
        for part in texts:
            content = parts.read(part)
            joined = "".join(etree.fromstring(content).itertext()).encode()
            assert NAMES.findall(content + joined + part.encode()) == [], part


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_property_names_a_program(out, name):
    with zipfile.ZipFile(out / f"{name}.docx") as parts:
        app, core = (
            "".join(etree.fromstring(parts.read(f"docProps/{part}.xml")).itertext()) for part in ("app", "core")
        )
    assert app.strip() == ""
    assert re.findall("python|word|office|factorwijzer", core, re.IGNORECASE) == []


@pytest.mark.parametrize("label", REPORTS)
def test_numbers_of_respondents_do_not_follow_the_alphabet_of_perspectives(out, label):
    interviews = pd.DataFrame(json.loads((out / "run.lock").read_text(encoding="utf-8"))["interviews"])
    key = pd.read_csv(out / "geinterviewden.csv").merge(interviews, on="interview_id", validate="1:1")
    here = key[key["gemeente"] == label].sort_values("nummer")
    assert list(here["nummer"]) == [1, 2, 3, 4, 5]
    for column in ("perspective", "interview_id", "date"):
        in_order = sorted(here[column], key=str.casefold)
        assert list(here[column]) not in (in_order, in_order[::-1])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_account_says_what_counted(out, codings, counted, name):
    frame = pd.read_csv(out / "codings.csv", keep_default_na=False)
    labels = [label for label, report in REPORTS.items() if name in (report, "vergelijking")]
    n_suggested = int(((frame["origin"] != "human") & frame["municipality"].map(LABELS).isin(labels)).sum())
    n_counted = int(codings["label"].isin(labels).sum())
    sentences = {
        "by hand": f"tellen alleen hun {n_counted} coderingen mee. Een programma stelde daarnaast {n_suggested} coderingen voor;",
        "suggested": f"Het stelde {n_suggested} coderingen voor: ",
    }
    word = "\n".join(p.text for p in docx.Document(out / f"{name}.docx").paragraphs)
    for text in (word, (out / f"{name}.html").read_text(encoding="utf-8")):
        assert [kind for kind, sentence in sentences.items() if sentence in text] == [counted]
        assert ("De zekere en waarschijnlijke voorstellen tellen mee." in text) == (counted == "suggested")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_header_says_that_it_is_a_draft(out, name):
    document = docx.Document(out / f"{name}.docx")
    assert all("CONCEPT" in section.header.paragraphs[0].text for section in document.sections)
    with zipfile.ZipFile(out / f"{name}.docx") as parts:
        headers = [part for part in parts.namelist() if re.fullmatch(r"word/header\d*\.xml", part)]
        assert headers
        assert all(b"CONCEPT" in parts.read(part) for part in headers)
    page = html.parse(out / f"{name}.html", html.HTMLParser(encoding="utf-8"))
    assert page.xpath("string(//div[@class='concept'])") == "CONCEPT: niet verspreiden"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_says_who_coded_and_that_it_is_invented(out, codings, name):
    labels = [label for label, report in REPORTS.items() if name in (report, "vergelijking")]
    here = codings[codings["label"].isin(labels)]
    n, n_by_hand = len(here), int((here["origin"] == "human").sum())
    sentences = {0: "Geen mens heeft ze nagekeken.", n: "Alle coderingen in dit stuk zijn door codeurs toegekend"}
    word = "\n".join(p.text for p in docx.Document(out / f"{name}.docx").paragraphs)
    for text in (word, (out / f"{name}.html").read_text(encoding="utf-8")):
        assert sentences[n_by_hand] in text
        assert "onder dit stuk zijn verzonnen" in text
        assert "een programma vindt niet elke naam. Lees dit stuk na voordat u het deelt." in text


@pytest.mark.parametrize("kind", ["docx", "html"])
@pytest.mark.parametrize(("label", "name"), REPORTS.items())
def test_every_quote_is_a_verbatim_piece_of_what_that_respondent_said(out, spoken, kind, label, name):
    quotes = _quotes(out, name)[kind]
    assert len(quotes) > 10
    for quote in quotes:
        match = QUOTE.fullmatch(quote)
        assert match, quote
        role, text = spoken[label, int(match["number"]), int(match["turn"])]
        assert role == "respondent"
        assert match["text"] in text


@pytest.mark.parametrize(("label", "name"), REPORTS.items())
def test_dots_mark_a_quote_that_begins_or_ends_inside_a_sentence(out, spoken, label, name):
    for quote in _quotes(out, name)["docx"]:
        match = QUOTE.fullmatch(quote)
        _, text = spoken[label, int(match["number"]), int(match["turn"])]
        before = [text[: found.start()] for found in re.finditer(re.escape(match["text"]), text)]
        assert quote.startswith("“… ") or any(not each or SENTENCE_END.search(each) for each in before), quote
        assert " …”" in quote or SENTENCE_END.search(match["text"]), quote


@pytest.mark.parametrize("name", DOCUMENTS)
def test_word_and_html_hold_the_same_quotes(out, name):
    word, page = ([QUOTE.fullmatch(quote).groups() for quote in quotes] for quotes in _quotes(out, name).values())
    assert word == page


@pytest.mark.parametrize(("label", "name"), REPORTS.items())
def test_no_section_prints_a_passage_twice(out, label, name):
    sections: list[list[str]] = [[]]
    for paragraph in docx.Document(out / f"{name}.docx").paragraphs:
        if paragraph.style.name in ("Heading 1", "Heading 2"):
            sections.append([])
        elif paragraph.style.name == "Quote":
            sections[-1].append(QUOTE.fullmatch(paragraph.text)["text"])
    assert all(len(set(quotes)) == len(quotes) for quotes in sections), label


@pytest.mark.parametrize(("label", "name"), REPORTS.items())
def test_the_appendix_holds_every_coding_that_counts_and_each_verbatim(tables, codings, spoken, label, name):
    rows = tables(name)["Nr.", "Beurt", "Passage", "Herkomst", "Zekerheid"]
    assert len(rows) == int((codings["label"] == label).sum())
    for number, turn_no, passage, origin, certainty in rows:
        role, text = spoken[label, int(number), int(turn_no)]
        assert role == "respondent"
        assert passage in text
        assert certainty in (("n.v.t.",) if origin == "codeur" else ("zeker", "waarschijnlijk"))


@pytest.mark.parametrize(("label", "name"), REPORTS.items())
def test_factor_tables_count_what_codings_csv_holds(tables, factors, codebook, label, name):
    rows = tables(name)["Factor", "Richting", "Wat eronder valt", "Genoemd door", "Passages"]
    shown = {
        factor: (direction.split()[-1], named_by, int(n_passages))
        for factor, direction, _, named_by, n_passages in rows
    }
    definitions = {code.naam: code.definitie for code in codebook.codes}
    assert [what for _, _, what, _, _ in rows] == [definitions[factor] for factor, *_ in rows]
    assert shown == {
        factor: (direction, f"{n_interviews} van de 5", n_segments)
        for (municipality, factor), (direction, n_interviews, n_segments) in factors.items()
        if municipality == label
    }


@pytest.mark.parametrize(("label", "name"), REPORTS.items())
def test_recommendations_are_ranked_by_what_codings_csv_holds(sample_study, tables, codings, label, name):
    expected = []
    for theme in load_codebook(sample_study / "codebook").recommendations:
        here = codings[(codings["label"] == label) & codings["code_id"].isin(theme.codes)]
        hindering = here[here["direction"] == "belemmerend"]
        n, k, m = len(hindering), len(here) - len(hindering), hindering["interview_id"].nunique()
        row = [theme.aanbeveling.tekst, f"{m} van de 5", f"{n} / {k}"]
        expected.append((Fraction(m * (n + 1), 5 * (n + k + 2)), row))
    expected.sort(key=lambda each: -each[0])
    shown = next(rows for head, rows in tables(name).items() if head[1:2] == ("Aanbeveling",))
    assert [row[1:4] for row in shown] == [row for _, row in expected]
    assert [row[0] for row in shown] == ["1", "2", "3", "4", "5"]
    assert [float(row[4].replace(",", ".")) for row in shown] == [
        pytest.approx(float(p), abs=0.00501) for p, _ in expected
    ]


def test_the_comparison_counts_what_codings_csv_holds(tables, factors):
    shown = {}
    for head, rows in tables("vergelijking").items():
        for row in rows if head[0] == "Factor" else []:
            values = (
                row[2].split("; ")
                if len(row) == 4
                else [f"{LABELS[m]}: {v}" for m, v in zip(LABELS, row[2:4], strict=True)]
            )
            shown[row[0]] = [row[1], *values, row[-1]]
    expected = {}
    for factor in {factor for _, factor in factors}:
        counts = [factors.get((label, factor), ("", 0, 0))[1] for label in REPORTS]
        direction = next(factors[label, factor][0] for label in REPORTS if (label, factor) in factors)
        apart = abs(counts[0] - counts[1]) >= 2
        verdict = "verschilt" if apart else "gedeeld" if all(counts) else "niet overal genoemd"
        values = [f"{label}: {n} van de 5" for label, n in zip(REPORTS, counts, strict=True)]
        expected[factor] = [direction, *values, verdict]
    assert shown == expected
