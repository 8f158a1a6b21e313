"""What docs/privacy.md says is so: its commands run, its table names every file of a study, and what holds names."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest
from typer.main import get_command

from pipeline.cli import _main, app
from pipeline.privacy.gate import MASKS as MASKED
from pipeline.privacy.gate import NOT_SHOWN
from pipeline.privacy.pseudonyms import MASKS
from pipeline.privacy.role_words import MASK as ROLE
from pipeline.reporting.privacy import RELEASE_COLUMNS
from pipeline.review.opening import _back_up
from pipeline.run.forgetting import PLAN_FILE
from pipeline.run.full_evaluation import FULL_PAGE, FULL_TEXT
from pipeline.run.name_training import HANDS
from pipeline.run.privacy_evaluation import PAGE, TEXT
from pipeline.study import packaged

TEXT_OF_DOC = (Path(__file__).parents[2] / "docs/privacy.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^ +(factorwijzer .+)$", TEXT_OF_DOC, re.MULTILINE)
STUDY = "mijn-studie"
# What takes half an hour, needs a list of names, or is there only while a removal is under way.
NOT_MADE = {f"out/{name}" for name in (FULL_PAGE, FULL_TEXT, PAGE, TEXT)} | {PLAN_FILE, "uitwisseling/"}

# Invented names.
CANARIES = ("Zwanenkolk", "Hoornstra", "Wilgentak", "06-12345678", "zwanenkolk@voorbeeld.nl")
SECOND = """\
WEBVTT

NOTE gemeente: Elzenrade

NOTE perspectief: huisarts

00:00:01.000 --> 00:00:05.000
<v Interviewer>Hoe vindt u elkaar?

00:00:05.000 --> 00:00:12.000
<v Respondent>We hebben korte lijnen. Ik bel mevrouw Hoornstra op 06-12345678 en dan komt het goed.
"""
THIRD = """\
gemeente: Duinoord
perspectief: jongerenwerk

Interviewer: Hoe vindt u elkaar?
Respondent: Ik app haar en een kwartier later belt ze terug. Berendiens zus en de Kiekendief kennen we goed.
Interviewer: En geld?
Respondent: Er is geen geld voor. Bij Lindewaard en bij Wolkers is het net zo, en ook bij Tante Kee.
"""
HAND = """\
interview_id,turn_no,quote,code_id
int01,2,Ik app Wietske Hoornstra van het wijkteam en een kwartier later belt ze terug.,netwerk.korte_lijnen
int03,4,Er is geen geld voor.,financiering.tekort
"""
SETTINGS = """\
[studie]
handcoderingen = "handcoderingen.csv"
coder_a = "handcoderingen.csv"
coder_b = "handcoderingen.csv"
[codering]
oefeninterviews = false
"""


@dataclass(frozen=True)
class Place:
    """A row of the table in chapter 5: one path or pattern, and what is said of names in it."""

    path: str
    names: str

    def covers(self, path: str) -> bool:
        return path.startswith(self.path) if self.path.endswith("/") else fnmatch(path, self.path)


def table_rows(chapter: int) -> list[list[str]]:
    """Return the cells of all tables of a chapter."""
    found = re.search(rf"^## {chapter}\. .*?(?=^## |\Z)", TEXT_OF_DOC, re.MULTILINE | re.DOTALL)
    assert found is not None
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in re.findall(r"^\|.*\|$", found[0], re.MULTILINE)]


PLACES = [Place(path, row[2]) for row in table_rows(5)[2:] for path in re.findall(r"`([^`]+)`", row[0])]


def shown(verb: str) -> str:
    """Return the first command of this verb."""
    return next(line for line in SHOWN if shlex.split(line)[1] == verb)


def example() -> tuple[str, str]:
    """Return the transcript of chapter 6, and what it says becomes of it."""
    blocks = re.findall(r"(?:^    .+\n|^\n)+", TEXT_OF_DOC[TEXT_OF_DOC.index("Dit transcript:") :], re.MULTILINE)
    texts = ["\n".join(line[4:] for line in block.strip("\n").splitlines()) + "\n" for block in blocks if block.strip()]
    return texts[0], texts[1]


def release_all(root: Path) -> None:
    """Release every doubt, as the page does."""
    page = (root / "out/privacy.html").read_text(encoding="utf-8")
    spots = re.findall(
        r'data-vrijgave="(\w+)" data-gemeente="([^"]+)" data-soort="([^"]+)" data-interview="([^"]+)" data-beurt="(\d+)"',
        page,
    )
    assert spots
    with (root / "vrijgaven.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([RELEASE_COLUMNS, *([*spot, "Marit", "geen naam"] for spot in spots)])


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, tiny_codebook_folder: Path) -> Iterator[Path]:
    """A study after the commands of the document, up to the removal, one after another."""
    top = tmp_path_factory.mktemp("privacy")
    made = top / STUDY
    (made / "transcripten").mkdir(parents=True)
    shutil.copytree(tiny_codebook_folder, made / "codebook")
    (made / "factorwijzer.toml").write_text(SETTINGS, encoding="utf-8")
    (made / "handcoderingen.csv").write_text(HAND, encoding="utf-8")
    for name, text in (("int01.txt", example()[0]), ("int02.vtt", SECOND), ("int03.txt", THIRD)):
        (made / "transcripten" / name).write_text(text, encoding="utf-8")
    (made / "transcripten/manifest.csv").write_text(
        "interview_id,file,respondent\nint01,int01.txt,Berendien Zwanenkolk\n", encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(top)
        assert _main(["train", "--study", STUDY]) == 0
        for line in (re.search(r"`(factorwijzer run [^`]+)`", TEXT_OF_DOC)[1], shown("report")):  # type: ignore[index]
            assert _main(shlex.split(line)[1:]) == 0
        release_all(made)
        for line in (shown("import"), shown("report"), shown("anonymise"), f"factorwijzer evaluate --study {STUDY}"):
            assert _main(shlex.split(line)[1:]) == 0
        assert _main(["import", f"{STUDY}/handcoderingen.csv", "--coder", "Marit", "--study", STUDY]) == 0
        _back_up(made / "beoordeling.sqlite", "0001")
        yield made


def files_of(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def holds(path: Path, word: str) -> bool:
    """Tell whether a file holds a word, also packed, or in an array of texts; case does not count."""
    contents = [path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            contents += [archive.read(name) for name in archive.namelist()]
    forms = {form.encode(how) for form in (word, word.lower()) for how in ("utf-8", "utf-16-le", "utf-32-le")}
    return any(form in content for content in contents for form in forms)


# --- what is said of the program


def test_every_command_and_option_shown_exists():
    known = {name: command.params for name, command in get_command(app).commands.items()}  # type: ignore[attr-defined]
    lines = [*SHOWN, *re.findall(r"`(factorwijzer [^`]+)`", TEXT_OF_DOC)]
    assert {shlex.split(line)[1] for line in SHOWN} == {"report", "import", "anonymise", "forget"}
    for line in lines:
        verb, *rest = shlex.split(line)[1:]
        options = {option for parameter in known[verb] for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options, line
    everywhere = {option for params in known.values() for parameter in params for option in parameter.opts}
    assert set(re.findall(r"`(--[\w-]+)", TEXT_OF_DOC)) <= everywhere


def test_the_table_of_masks_is_that_of_the_program():
    rows = [row for row in table_rows(1)[2:] if len(row) == 3]
    in_report = {mask for row in rows for mask in re.findall(r"`(\[[^`]+\])`", row[1])}
    assert in_report == {*MASKED.values(), "[gemeente]", "[naam]", ROLE}
    in_copy = {re.sub(r" \d+", "", mask) for row in rows for mask in re.findall(r"`(\[[^`]+\])`", row[2])}
    same = {mask for row in rows if row[2] == "hetzelfde" for mask in re.findall(r"`(\[[^`]+\])`", row[1])}
    assert {f"[{word}]" for word in MASKS.values()} <= in_copy | same


def test_what_the_screen_says_is_quoted_as_it_is(repo: Path):
    page = (repo / "pipeline/reporting/privacy.html.j2").read_text(encoding="utf-8")
    chapter = TEXT_OF_DOC[TEXT_OF_DOC.index("## 7.") : TEXT_OF_DOC.index("## 8.")]
    quoted = re.findall(r'"([^"]+)"', chapter)
    assert len(quoted) == 4
    assert [text for text in quoted if text not in page] == []
    assert NOT_SHOWN in " ".join(TEXT_OF_DOC.split())


def test_the_practice_interviews_that_the_name_finder_learnt_from_are_as_many_as_is_said():
    listed = json.loads((packaged("practice") / "names.json").read_text(encoding="utf-8"))
    assert len([name for name in listed if name.startswith(HANDS)]) == 80
    assert "tachtig verzonnen oefeninterviews" in TEXT_OF_DOC


def test_figures_have_their_place_and_the_document_stays_readable():
    assert re.search(r"<!-- cijfers:begin -->\n.*<!-- cijfers:einde -->", TEXT_OF_DOC, re.DOTALL)
    assert 250 <= len(TEXT_OF_DOC.splitlines()) <= 400


# --- what is said of a study


@pytest.mark.slow
def test_every_file_of_the_table_is_there_and_every_file_is_in_the_table(root):
    made = files_of(root)
    lacking = [place.path for place in PLACES if not any(map(place.covers, made))]
    assert set(lacking) == NOT_MADE
    assert [path for path in made if not any(place.covers(path) for place in PLACES)] == []


@pytest.mark.slow
def test_names_stand_only_where_the_table_says_so(root):
    for path in files_of(root):
        said = {place.names for place in PLACES if place.covers(path)}
        if "namen" not in said:
            assert [word for word in CANARIES if holds(root / path, word)] == [], path


@pytest.mark.slow
def test_what_is_exported_stands_in_one_folder_for_the_owner_alone_and_holds_names(root, tmp_path):
    study = tmp_path / STUDY
    shutil.copytree(root, study)
    for kind in ("qdpx", "xlsx", "csv", "html"):
        assert _main(["export", "--format", kind, "--study", str(study)]) == 0
    made = sorted(set(files_of(study)) - set(files_of(root)))
    assert {Path(path).parts[0] for path in made} == {"uitwisseling"}
    assert (study / "uitwisseling").stat().st_mode & 0o077 == 0
    for kind in (".qdpx", ".xlsx", ".html"):
        path = next(study / path for path in made if path.endswith(kind))
        assert any(holds(path, word) for word in CANARIES), kind


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        *("transcripten/manifest.csv", "handcoderingen.csv", "beoordeling.sqlite", "out/codings.csv", "out/turns.csv"),
        *("out/texts/int02.txt", "sleutel/pseudoniemen.csv"),
    ],
)
def test_where_the_table_says_that_there_are_names_there_are(root, path):
    assert any(holds(root / path, word) for word in CANARIES)


@pytest.mark.slow
def test_a_model_that_learnt_from_interviews_holds_words_of_them(root):
    facts = json.loads((root / "model/model.json").read_text(encoding="utf-8"))
    assert facts["counts"]["n_coded_interviews"] == 2
    assert '"n_coded_interviews": 0' in TEXT_OF_DOC
    assert holds(root / "model/model.skops", "wijkteam")
    assert holds(root / "model/model.json", "int01")


@pytest.mark.slow
def test_the_example_becomes_what_is_shown(root):
    copy = (root / "gepseudonimiseerd/transcripten/int01.txt").read_text(encoding="utf-8")
    assert copy == example()[1]


@pytest.mark.slow
def test_a_removal_leaves_what_is_said_and_no_more(root, tmp_path):
    study = tmp_path / STUDY
    shutil.copytree(root, study)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert _main([*shlex.split(shown("forget"))[1:], "--yes"]) == 0
    left = files_of(study)
    gone = {"transcripten/int01.txt", "gepseudonimiseerd/transcripten/int01.txt", "model/model.skops"}
    assert gone <= set(files_of(root))
    assert (gone | {"model/vectors.npz", PLAN_FILE}) & set(left) == set()
    assert [path for path in left if holds(study / path, "Wilgentak")] == []
    assert {"out/gemeente-1.docx", "out/privacy.html"} <= set(left)
