"""No name that is said, typed or noted anywhere in a study is in any byte of what is made for others to read."""

from __future__ import annotations

import base64
import getpass
import io
import re
import shutil
import socket
import sqlite3
import unicodedata
import zipfile
from contextlib import closing
from pathlib import Path

import docx
import nbformat
import pandas as pd
import pytest
from byte_search import found, png_texts
from lxml import html
from nbclient import NotebookClient
from PIL import Image, PngImagePlugin

from pipeline.cli import _main
from pipeline.review import Passage, open_store
from pipeline.run import load_outputs
from pipeline.run.reviewing import bring_in
from pipeline.study import Study

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

# Invented names that no list knows, and what of them is looked for.
PERSON, COLLEAGUE, GROUP, PLACE = "Quirenza Blokzwaart", "Jorindus Twijnstro", "Zwirrelbant", "Knarrewoude"
SCHOOL, PROJECT, PHONE, MAIL = "De Vlinderkwast", "Wiebelpoot", "06-48213957", "q.blokzwaart@zwirrelbant.nl"
CANARIES = (
    *("Quirenza", "Blokzwaart", "Jorindus", "Twijnstro", GROUP, PLACE, "Vlinderkwast", PROJECT, PHONE, "48213957"),
    *("q.blokzwaart", "zwirrelbant.nl"),
)
# What the search looks for beside them, where documents are concerned.
MUNICIPALITIES = ("Snorrebroek", "Pruilemeer")
# What hold the transcripts' own text by design: the researcher's working files, which other programs read; see
# docs/privacy.md. Nothing else may.
WORKING_FILES = {"codings.csv", "codings_excel.csv", "turns.csv", "texts", ".cache"}
# The account of the run says which interview is of which municipality.
ACCOUNT = "run.lock"
DOCUMENTS = ("gemeente-1", "gemeente-2", "vergelijking")
LINES, MONEY = "netwerk.korte_lijnen", "financiering.tekort"
MASK = r"\[(?:persoon|plaats|organisatie|school|project)\]"

FIRST = [
    f"Interviewer: Hoe vindt u stichting {GROUP} in {PLACE}, mevrouw Blokzwaart?",
    f"{PERSON}: We hebben korte lijnen met {COLLEAGUE} van stichting {GROUP}. Dat loopt al jaren heel prettig.",
    f"Interviewer: En is er geld voor project {PROJECT}?",
    f"{PERSON}: Er is geen geld voor project {PROJECT} in {PLACE}. Dat is al twee jaar zo en dat vinden we jammer.",
]
SECOND = f"""\
gemeente: Snorrebroek
perspectief: school

I: Kent u {PERSON}?
R: Met Quirenza hebben we korte lijnen, ik bel gewoon {PHONE} of mail {MAIL} en dan komt het goed.
I: En geld?
R: Er is geen geld voor basisschool {SCHOOL} en ook niet voor {GROUP}. Volgend jaar misschien wel weer.
"""
THIRD = f"""\
WEBVTT

NOTE gemeente: Pruilemeer
perspectief: JGZ

00:00:01.000 --> 00:00:05.000
<v Interviewer>Werkt u ook met {PERSON}?

00:00:05.000 --> 00:00:12.000
<v {COLLEAGUE}>Met mevrouw Blokzwaart hebben we korte lijnen, zij woont ook in {PLACE}, net als ik.

00:00:12.000 --> 00:00:14.000
<v Interviewer>En hoe zit het met geld?

00:00:14.000 --> 00:00:22.000
<v {COLLEAGUE}>Er is geen geld voor {PROJECT}. Het potje van de stichting {GROUP} was in mei al leeg.
"""
FOURTH = f"""\
gemeente: Pruilemeer
perspectief: huisarts
respondent: {PERSON}

Interviewer: Hoe gaat het op basisschool {SCHOOL}?
Respondent: We hebben korte lijnen met basisschool {SCHOOL} in {PLACE}, dat gaat heel erg goed.
Interviewer: Wie belt u dan?
Respondent: Er is geen geld voor een telefoniste, dus u belt mij zelf op {PHONE}, vraag maar naar {PERSON}.
"""
NOTE = f"volgens {PERSON} van {GROUP}"
HAND = f"""\
interview_id,turn_no,quote,code_id,note
gesprek-1,2,We hebben korte lijnen met {COLLEAGUE} van stichting {GROUP}.,{LINES},{NOTE}
gesprek-1,4,Er is geen geld voor project {PROJECT} in {PLACE}.,{MONEY},{NOTE}
gesprek-4,2,"We hebben korte lijnen met basisschool {SCHOOL} in {PLACE}, dat gaat heel erg goed.",{LINES},{NOTE}
gesprek-4,4,"Er is geen geld voor een telefoniste, dus u belt mij zelf op {PHONE}, vraag maar naar {PERSON}.",{MONEY},{NOTE}
"""
SETTINGS = """\
[studie]
handcoderingen = "handcoderingen.csv"
coder_a = "coder_a.csv"
coder_b = "coder_b.csv"
[taal]
encoder = "geen"
[codering]
oefeninterviews = false
"""


def write_word(path: Path) -> None:
    """Write the first interview: a comment and a table that nobody reads name people too."""
    document = docx.Document()
    document.core_properties.author = PERSON
    lines = ["gemeente: Snorrebroek", "perspectief: wijkteam", f"respondent: {PERSON}", "", *FIRST]
    runs = [document.add_paragraph(line).runs for line in lines]
    document.add_comment(runs[-1], f"{COLLEAGUE} vragen, {PHONE}", author=PERSON)
    table = document.add_table(2, 2)
    for cell, text in zip([c for row in table.rows for c in row.cells], ["naam", "mail", PERSON, MAIL], strict=True):
        cell.text = text
    document.save(path)


def decide(study: Study) -> None:
    """Accept what is suggested and one whole turn, with reasons that name people."""
    _, turns, _ = load_outputs(study)
    with open_store(study.store) as store:
        store.add_coder("Anna")
        bring_in(study, store)
        for one in store.suggestions():
            store.decide(one.passage, one.code_id, "accept", "Anna", reason=NOTE)
        turn = turns[(turns["interview_id"] == "gesprek-3") & (turns["turn_no"] == 4)].iloc[0]
        whole = Passage("gesprek-3", 4, int(turn.start_char), int(turn.end_char), str(turn.text))
        store.decide(whole, "context.aanbod", "accept", "Anna", reason=NOTE)


def run_notebook(root: Path, repo: Path) -> None:
    """Execute the notebook and keep it among the outputs."""
    notebook = nbformat.read(repo / "reports" / "verkenning.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": root}}).execute()
    nbformat.write(notebook, root / "out" / "verkenning.ipynb")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, tiny_codebook_folder: Path) -> Path:
    """The study, before anything is done with it."""
    made = tmp_path_factory.mktemp("kanarie") / "studie"
    (made / "transcripten").mkdir(parents=True)
    shutil.copytree(tiny_codebook_folder, made / "codebook")
    (made / "factorwijzer.toml").write_text(SETTINGS, encoding="utf-8")
    write_word(made / "transcripten/gesprek-1.docx")
    for name, text in (("gesprek-2.txt", SECOND), ("gesprek-3.vtt", THIRD), ("gesprek-4.txt", FOURTH)):
        (made / "transcripten" / name).write_text(text, encoding="utf-8")
    for name in ("handcoderingen", "coder_a", "coder_b"):
        (made / f"{name}.csv").write_text(HAND, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def stages(root: Path, repo: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The outputs as they were after ``run``, after a report of what is reviewed, and after all that there is."""
    kept = tmp_path_factory.mktemp("uitvoer")
    commands = {"run": [["run"]], "reviewed": [["report", "--only-reviewed"]], "all": [["evaluate"]]}
    for stage, todo in commands.items():
        if stage == "reviewed":
            decide(Study.open(root))
        for command in todo:
            assert _main([*command, "--study", str(root)]) == 0
        if stage == "all":
            run_notebook(root, repo)
        shutil.copytree(root / "out", kept / stage)
    return {stage: kept / stage for stage in commands}


def holders(out: Path, words: tuple[str, ...] = CANARIES) -> dict[str, set[str]]:
    """Return the files and folders at the top of the outputs that hold a word."""
    tops: dict[str, set[str]] = {}
    for name, here in found(out, words).items():
        tops.setdefault(name.split("/")[0], set()).update(here)
    return tops


STAGES = pytest.mark.parametrize("stage", ["run", "reviewed", "all"])


@STAGES
def test_only_working_files_hold_a_name(stages, stage):
    held = holders(stages[stage])
    assert {name: words for name, words in held.items() if name not in WORKING_FILES} == {}
    assert set(held) == WORKING_FILES


@STAGES
def test_every_name_was_there_to_be_printed(stages, stage):
    turns = {name: words for name, words in holders(stages[stage]).items() if name == "turns.csv"}
    assert turns["turns.csv"] == set(CANARIES)


@STAGES
def test_only_working_files_and_the_account_of_the_run_name_a_municipality(stages, stage):
    # Only the texts of files with a header of their own repeat it.
    assert set(holders(stages[stage], MUNICIPALITIES)) | {"texts"} == {*WORKING_FILES, ACCOUNT}


def test_the_outputs_are_those_of_all_commands(stages):
    names = {path.name for path in stages["all"].iterdir()}
    documents = {f"{name}.{ending}" for name in DOCUMENTS for ending in ("docx", "html")}
    assert names >= {*WORKING_FILES, ACCOUNT, *documents, "privacy.html", "evaluatie.md", "verkenning.ipynb"}


# In each document: a sentence that was printed, with masks in it.
PRINTED = {
    "gemeente-1": [
        rf"We hebben korte lijnen met {MASK} van (?:stichting )?{MASK}\.",
        rf"Er is geen geld voor (?:project )?{MASK}(?: in {MASK})?\.",
        r"ik bel gewoon \[telefoonnummer\] of mail \[e-mailadres\] en dan komt het goed\.",
        rf"Er is geen geld voor (?:basisschool )?{MASK} en ook niet voor {MASK}\.",
    ],
    "gemeente-2": [
        rf"Met mevrouw {MASK} hebben we korte lijnen, zij woont ook in {MASK}, net als ik\.",
        rf"We hebben korte lijnen met (?:basisschool )?{MASK} in {MASK}, dat gaat heel erg goed\.",
        rf"dus u belt mij zelf op \[telefoonnummer\], vraag maar naar {MASK}\.",
    ],
}


def text_of(path: Path) -> str:
    """Return what a document says, on one line."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            content = parts.read("word/document.xml")
        return " ".join(html.fromstring(content).text_content().split())
    return " ".join(html.fromstring(path.read_bytes()).text_content().split())


@STAGES
@pytest.mark.parametrize("ending", ["docx", "html"])
@pytest.mark.parametrize("name", PRINTED)
def test_what_holds_a_name_was_quoted_with_a_mask(stages, stage, name, ending):
    text = text_of(stages[stage] / f"{name}.{ending}")
    for sentence in PRINTED[name]:
        assert re.search(sentence, text), sentence
    # As a quote, and not only in the table of all codings.
    assert re.search(rf"“(?:… )?[^”]*{MASK}[^”]*” ?\(?geïnterviewde", text)


def test_the_page_of_doubts_shows_where_and_not_what(stages):
    text = text_of(stages["run"] / "privacy.html")
    assert "samen" in text
    assert re.search(r"gesprek-\d, beurt \d: .*\[\?\]", text)


# --- who made a document, on which machine and where, is nobody's business


def test_no_document_names_user_machine_or_path(stages, root):
    places = [str(root), root.parent.name, str(Path.home()), str(Path(__file__).parents[2])]
    # A short name of a machine is in any file of some length.
    machine = [name for name in (socket.gethostname(),) if len(name) > 5]
    for stage in stages.values():
        assert holders(stage, (*places, *machine, f"/{getpass.getuser()}/")) == {}


@STAGES
@pytest.mark.parametrize("name", DOCUMENTS)
def test_properties_of_a_word_document_hold_a_title_and_a_language(stages, stage, name):
    with zipfile.ZipFile(stages[stage] / f"{name}.docx") as parts:
        names = parts.namelist()
        core, app = (html.fromstring(parts.read(f"docProps/{part}.xml")) for part in ("core", "app"))
        settings = parts.read("word/settings.xml").decode()
    facts = {one.tag.split(":")[-1].lower(): one.text for one in core.iterdescendants() if (one.text or "").strip()}
    assert set(facts) <= {"title", "language", "revision"}
    assert app.text_content().strip() == ""
    assert not re.search(r"custom\.xml|comments|people\.xml", " ".join(names))
    assert not re.search("attachedTemplate|mailMerge|trackRevisions", settings)


@STAGES
def test_pictures_hold_no_metadata(stages, stage):
    for path in stages[stage].glob("*.docx"):
        with zipfile.ZipFile(path) as parts:
            pictures = [parts.read(part) for part in parts.namelist() if part.endswith(".png")]
        assert pictures
        assert [text for picture in pictures for text in png_texts(picture)] == []
    for path in stages[stage].glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert not re.search("<metadata|<rdf:|<dc:|<cc:", page, re.IGNORECASE)
        metas = [one.get("name") for one in html.fromstring(page).iter("meta") if one.get("name")]
        assert set(metas) <= {"viewport", "referrer", "color-scheme"}


# --- the search itself finds what is there


def as_docx(word: str) -> bytes:
    """Return a document with a word cut in two runs."""
    document = docx.Document()
    paragraph = document.add_paragraph(word[:3])
    paragraph.add_run(word[3:]).bold = True
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_xlsx(word: str) -> bytes:
    stream = io.BytesIO()
    pd.DataFrame({"a": [word]}).to_excel(stream, index=False)
    return stream.getvalue()


def as_png(word: str, packed: bool) -> bytes:
    """Return a picture with a word in its metadata."""
    stream, facts = io.BytesIO(), PngImagePlugin.PngInfo()
    facts.add_text("Author", word, zip=packed)
    Image.new("L", (1, 1)).save(stream, "png", pnginfo=facts)
    return stream.getvalue()


def as_sqlite(word: str, folder: Path) -> bytes:
    path = folder.parent / f"{folder.name}.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (?)", (word,))
    return path.read_bytes()


def as_notebook(word: str) -> bytes:
    """Return a notebook with a word in the metadata of a picture that it shows."""
    picture = base64.b64encode(as_png(word, packed=True)).decode()
    output = nbformat.v4.new_output("display_data", {"image/png": picture})
    return nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])).encode()


ZOE = "Zoëlinde"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda _: ZOE.upper().encode(), id="other case"),
        pytest.param(lambda _: unicodedata.normalize("NFD", ZOE).encode(), id="accents apart"),
        pytest.param(lambda _: ZOE.encode("utf-16"), id="two bytes a letter"),
        pytest.param(lambda _: b"<p>Zo&euml;li<b>nde</b></p>", id="entities and tags"),
        pytest.param(lambda _: f'<img src="data:image/png;base64,{base64.b64encode(as_png(ZOE, True)).decode()}">'.encode(), id="inline picture"),
        pytest.param(lambda _: b'{"a": ["Zo\\u00ebli", "nde"]}', id="json over two lines"),
        pytest.param(lambda _: as_docx(ZOE), id="docx"),
        pytest.param(lambda _: as_xlsx(ZOE), id="xlsx"),
        pytest.param(lambda _: as_png(ZOE, packed=False), id="png"),
        pytest.param(lambda _: as_png(ZOE, packed=True), id="png, packed"),
        pytest.param(lambda folder: as_sqlite(ZOE, folder), id="sqlite"),
        pytest.param(lambda _: as_notebook(ZOE), id="notebook"),
    ],
)  # fmt: skip
def test_the_search_finds_a_name_however_it_is_hidden(tmp_path, make):
    out = tmp_path / "out"
    out.mkdir()
    (out / "iets").write_bytes(make(out))
    assert found(out, [ZOE, "Quirenza"]) == {"iets": {ZOE}}


def test_the_search_finds_a_name_in_a_name_of_a_file(tmp_path):
    (tmp_path / "quirenza.txt").write_text("niets", encoding="utf-8")
    assert found(tmp_path, ["Quirenza"]) == {"quirenza.txt": {"Quirenza"}}
