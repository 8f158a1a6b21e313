"""The shipped templates: made by their script, and asking for nothing that the contexts lack."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile

import pytest
from docxtpl import DocxTemplate
from jinja2 import Environment, meta
from jinja2.nodes import FromImport
from report_material import STORY, make_agreement, make_data, make_scorecard

from pipeline.reporting import comparison_context, municipality_context
from pipeline.reporting.charts import comparison_chart, factor_chart
from pipeline.reporting.html import fill_html
from pipeline.reporting.word import fill_word

NAMES = ("verslag", "vergelijking")


@pytest.fixture(scope="session")
def templates(repo):
    """The folder of the shipped templates."""
    return repo / "reports/templates"


@pytest.fixture(scope="session")
def rebuilt(templates, tmp_path_factory):
    """A copy of that folder without its Word templates, in which the script was run."""
    folder = tmp_path_factory.mktemp("templates") / "reports"
    shutil.copytree(templates, folder, ignore=shutil.ignore_patterns("*.docx", "__pycache__"))
    script = folder / "build_templates.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, cwd=folder.parent)
    assert done.stdout.split() == [f"{name}.docx" for name in NAMES]
    return folder


def part(path, name):
    with zipfile.ZipFile(path) as parts:
        return parts.read(name)


@pytest.mark.parametrize(
    "name", ["word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml", "word/settings.xml"]
)
@pytest.mark.parametrize("template", NAMES)
def test_the_script_makes_the_shipped_templates(templates, rebuilt, template, name):
    assert part(rebuilt / f"{template}.docx", name) == part(templates / f"{template}.docx", name)


@pytest.mark.parametrize("template", NAMES)
def test_the_word_templates_hold_no_author(templates, template):
    core = DocxTemplate(templates / f"{template}.docx").get_docx().core_properties
    assert (core.author, core.comments) == ("", "")


@pytest.fixture(scope="module")
def report_context(codebook):
    """What the draft of Veldhaven says."""
    return municipality_context("Veldhaven", make_data(codebook, STORY))


@pytest.fixture(scope="module")
def comparing_context(codebook):
    """What the comparison of Veldhaven and Oudermeer says."""
    return comparison_context(make_data(codebook, STORY))


@pytest.fixture(params=NAMES)
def case(request, report_context, comparing_context):
    """Each template's name with its context."""
    return request.param, {"verslag": report_context, "vergelijking": comparing_context}[request.param]


def test_every_variable_of_a_word_template_is_in_the_context(templates, case):
    name, context = case
    wanted = DocxTemplate(templates / f"{name}.docx").get_undeclared_template_variables()
    assert {"titel", "gemeente", "grafiek"} <= wanted
    assert wanted - set(context) == {"grafiek"}


def test_every_variable_of_an_html_template_is_in_the_context(templates, case):
    name, context = case
    wanted: set[str] = set()
    for file in (f"{name}.html.j2", "basis.html.j2", "delen.html.j2"):
        tree = Environment(autoescape=True).parse((templates / file).read_text(encoding="utf-8"))
        imported = {
            given[-1] if isinstance(given, tuple) else given for i in tree.find_all(FromImport) for given in i.names
        }
        wanted |= meta.find_undeclared_variables(tree) - imported
    assert {"titel", "gemeente", "grafiek_svg"} <= wanted
    assert wanted - set(context) == {"grafiek_svg"}


@pytest.mark.parametrize("is_full", [True, False], ids=["everything said", "nothing said"])
def test_templates_fill_with_every_field_within_their_lists(codebook, templates, is_full):
    silent = [(name, interview_id, "Geen idee.", []) for name, interview_id, *_ in STORY]
    measured = {"agreement": make_agreement(codebook), "scorecard": make_scorecard(codebook), "is_invented": True}
    data = make_data(codebook, STORY, **measured) if is_full else make_data(codebook, silent)
    one, both = municipality_context("Veldhaven", data), comparison_context(data)
    rows = [row for table in both["thema_tabellen"] for row in table["rijen"]]
    charts = factor_chart(one["factoren"], 3), comparison_chart(rows, both["gemeenten"], 3)
    for name, context, chart in zip(NAMES, (one, both), charts, strict=True):
        assert fill_word(templates / f"{name}.docx", context, chart["png"]).startswith(b"PK")
        assert context["grafiek_alt"] in fill_html(templates, f"{name}.html.j2", context, chart["svg"])
