"""The study folder: its manifest, which transcripts it has and in which order, where things are, labels."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.reading import FORMATS
from pipeline.settings import Settings, document_name
from pipeline.study import MANIFEST_COLUMNS, Source, Study, packaged, read_manifest

SEPARATE = "open het bestand in Excel via Gegevens > Uit tekst/CSV, zodat elke kolom apart staat, en sla het op als CSV"
HEAD = "file,gemeente,perspectief"


def rows_of(path: Path) -> list[dict[str, str]]:
    rows, problems = read_manifest(path)
    if problems:
        raise SettingsError(problems)
    return rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A transcripts folder with three readable files and four that are none."""
    folder = tmp_path / "transcripten"
    folder.mkdir()
    for name in ("a.txt", "b.VTT", "c.docx", "notitie.pages", ".verborgen.txt", "~$c.docx", "lezen"):
        (folder / name).write_text("I: Hoe?\nR: Goed.", encoding="utf-8")
    return folder


def manifest(folder: Path, content: str | bytes) -> Path:
    path = folder / "manifest.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def names(sources: list[Source]) -> list[str]:
    return [source.path.name for source in sources]


def test_no_manifest_is_no_rows(tmp_path: Path) -> None:
    assert rows_of(tmp_path / "manifest.csv") == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"{HEAD}\na.txt,Súdwest,jgz\n", id="comma"),
        pytest.param("file;gemeente;perspectief\na.txt;Súdwest;jgz\n", id="semicolon"),
        pytest.param("file;gemeente;perspectief\na.txt;Súdwest;jgz", id="no last line end"),
        pytest.param(f"\ufeff{HEAD}\na.txt,Súdwest,jgz\n", id="byte order mark"),
        pytest.param(f"{HEAD}\r\na.txt,Súdwest,jgz\r\n", id="CRLF"),
        pytest.param(f"{HEAD}\ra.txt,Súdwest,jgz\r", id="lone CR"),
        pytest.param(f"{HEAD}\na.txt,Súdwest,jgz\n".encode("cp1252"), id="Windows-1252"),
        pytest.param(f"{HEAD}\na.txt,Súdwest,jgz\n".encode("utf-16"), id="UTF-16"),
        pytest.param("file\tgemeente\tperspectief\na.txt\tSúdwest\tjgz\n", id="tabs"),
        pytest.param("file;gemeente;perspectief;;\na.txt;Súdwest;jgz;;\n;;;;\n", id="empty columns at the end"),
        pytest.param(" file , gemeente,perspectief \n a.txt , Súdwest ,jgz\n", id="white space"),
        pytest.param(f"{HEAD}\n,,\na.txt,Súdwest,jgz\n\n , ,\n", id="empty rows"),
        pytest.param('perspectief,file,gemeente\n"jgz","a.txt",Súdwest\n', id="other order, quotes"),
    ],
)
def test_rows(folder: Path, content: str | bytes) -> None:
    assert rows_of(manifest(folder, content)) == [{"file": "a.txt", "gemeente": "Súdwest", "perspectief": "jgz"}]


@pytest.mark.parametrize(
    ("row", "perspective"),
    [
        ('a.txt,T,"zorg, preventie"', "zorg, preventie"),
        ('a.txt,T,"een\ntwee"', "een\ntwee"),
        ('a.txt,T,"de ""lijn"""', 'de "lijn"'),
        ("a.txt,T,jgz 😀; ggz", "jgz 😀; ggz"),
        ("a.txt,T", ""),
        ("a.txt,T,", ""),
    ],
)
def test_values(folder: Path, row: str, perspective: str) -> None:
    assert rows_of(manifest(folder, f"{HEAD}\n{row}\n"))[0]["perspectief"] == perspective


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        pytest.param("", ["manifest.csv, regel 1: kolom 'file' ontbreekt"], id="empty"),
        pytest.param("gemeente\nT\n", ["manifest.csv, regel 1: kolom 'file' ontbreekt"], id="no file column"),
        pytest.param(
            "bestand,plaats\na.txt,T\n",
            [
                f"manifest.csv, regel 1: onbekende kolom '{name}'; toegestaan: {', '.join(MANIFEST_COLUMNS)}"
                for name in ("bestand", "plaats")
            ]
            + ["manifest.csv, regel 1: kolom 'file' ontbreekt"],
            id="unknown columns",
        ),
        pytest.param(
            f"{HEAD}\na.txt,T,zorg, preventie\n",
            ["manifest.csv, regel 2: meer dan 3 kolommen; zet tekst met een komma tussen aanhalingstekens"],
            id="comma without quotes",
        ),
        pytest.param(
            f"{HEAD}\nweg.txt,T,x\na.txt,T,x\na.txt,U,y\n,T,x\n",
            [
                "manifest.csv, regel 2: bestand 'weg.txt' bestaat niet in transcripten/",
                "manifest.csv, regel 4: bestand 'a.txt' staat er twee keer in",
                "manifest.csv, regel 5: bestand '' bestaat niet in transcripten/",
            ],
            id="every mistake at once",
        ),
        pytest.param(
            f'{HEAD}\na.txt,T,"een\ntwee"\nweg.txt,T,x\n',
            ["manifest.csv, regel 4: bestand 'weg.txt' bestaat niet in transcripten/"],
            id="line numbers after a value of two lines",
        ),
        pytest.param(
            f'"{HEAD}"\n"a.txt,T,x"\n',
            [f"manifest.csv, regel 1: alle kolommen staan in één cel; {SEPARATE}"],
            id="header in one cell",
        ),
        pytest.param(
            f'{HEAD}\n"a.txt,T,""x"""\n',
            [f"manifest.csv, regel 2: de hele rij staat in één cel; {SEPARATE}"],
            id="row in one cell",
        ),
        pytest.param(
            f"{HEAD},file\n",
            ["manifest.csv, regel 1: kolom 'file' staat er twee keer; haal er één weg"],
            id="column twice",
        ),
    ],
)
def test_refuses(folder: Path, content: str, problems: list[str]) -> None:
    with pytest.raises(SettingsError, match=r"^manifest\.csv, regel ") as caught:
        rows_of(manifest(folder, content))
    assert [str(problem) for problem in caught.value.problems] == problems


VALUE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12).map(str.strip)


@given(st.lists(st.tuples(VALUE, VALUE), max_size=5), st.sampled_from([",", ";"]))
def test_any_quoted_values_come_back(
    tmp_path_factory: pytest.TempPathFactory, values: list[tuple[str, str]], delimiter: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    rows = [
        {"file": f"m{n}.txt", "gemeente": one, "perspectief": other} for n, (one, other) in enumerate(values, start=1)
    ]
    for row in rows:
        (folder / row["file"]).touch()
    quoted = [delimiter.join('"' + value.replace('"', '""') + '"' for value in row.values()) for row in rows]
    assert rows_of(manifest(folder, "\n".join([HEAD.replace(",", delimiter), *quoted]))) == rows


def test_without_a_manifest_transcripts_come_by_name(folder: Path) -> None:
    sources = Study.open(folder.parent).sources(FORMATS)
    assert names(sources) == ["a.txt", "b.VTT", "c.docx"]
    assert [source.where for source in sources] == ["a.txt", "b.VTT", "c.docx"]
    assert all(source.known == {} for source in sources)


def test_the_order_of_the_manifest_comes_first_then_the_names(folder: Path) -> None:
    manifest(folder, "file,gemeente\nc.docx,T\nb.VTT,U\n")
    sources = Study.open(folder.parent).sources(FORMATS)
    assert names(sources) == ["c.docx", "b.VTT", "a.txt"]
    assert [source.known.get("gemeente") for source in sources] == ["T", "U", None]


def test_one_chosen_file_keeps_its_manifest_row(folder: Path) -> None:
    manifest(folder, "file,gemeente\nc.docx,T\nb.VTT,U\n")
    sources = Study.open(folder.parent).sources(FORMATS, [folder / "b.VTT", folder / "a.txt"])
    assert [(source.path.name, source.known.get("gemeente")) for source in sources] == [("b.VTT", "U"), ("a.txt", None)]


def test_a_file_chosen_twice_is_read_once(folder: Path) -> None:
    chosen = [folder / "a.txt", folder, folder / ".." / "transcripten" / "a.txt"]
    assert names(Study.open(folder.parent).sources(FORMATS, chosen)) == ["a.txt", "b.VTT", "c.docx"]


def test_a_chosen_folder_elsewhere_uses_its_own_manifest(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "elders"
    other.mkdir()
    (other / "z.srt").touch()
    manifest(other, "file,gemeente\nz.srt,Z\n")
    sources = Study.open(folder.parent).sources(FORMATS, [other])
    assert [(source.path.name, source.known["gemeente"]) for source in sources] == [("z.srt", "Z")]


def test_an_unknown_path_is_named(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"weg\.txt: dit bestand of deze map bestaat niet$"):
        Study.open(folder.parent).sources(FORMATS, [folder / "weg.txt"])


def test_nothing_to_read_is_said_with_the_endings(tmp_path: Path) -> None:
    (tmp_path / "transcripten").mkdir()
    with pytest.raises(SettingsError, match=r"geen transcripten gevonden; .* \.txt, \.md, .*, \.json, \.csv, \.xlsx$"):
        Study.open(tmp_path).sources(FORMATS)


def test_a_wrong_manifest_stops_the_study(folder: Path) -> None:
    manifest(folder, "file\nweg.txt\n")
    with pytest.raises(SettingsError, match=r"regel 2: bestand 'weg\.txt' bestaat niet"):
        Study.open(folder.parent).sources(FORMATS)


def test_a_study_folder_must_exist(tmp_path: Path) -> None:
    (tmp_path / "bestand").touch()
    for name in ("weg", "bestand"):
        with pytest.raises(SettingsError, match=rf"{name}: deze map bestaat niet; .*factorwijzer new MAP"):
            Study.open(tmp_path / name)


def test_an_empty_study_has_the_shipped_codebook_and_templates(tmp_path: Path) -> None:
    study = Study.open(tmp_path)
    assert study.settings == Settings()
    assert study.codebook_folder == packaged("codebook")
    assert study.templates_folder == packaged("templates")
    assert (study.out, study.model_folder) == (tmp_path / "out", tmp_path / "model")
    assert study.transcripts_folder == tmp_path / "transcripten"


def test_the_studys_own_codebook_and_templates_come_first(tmp_path: Path) -> None:
    (tmp_path / "codebook").mkdir()
    (tmp_path / "reports/templates").mkdir(parents=True)
    study = Study.open(tmp_path)
    assert study.codebook_folder == tmp_path / "codebook"
    assert study.templates_folder == packaged("templates")
    (tmp_path / "reports/templates/verslag.docx").touch()
    assert study.templates_folder == tmp_path / "reports/templates"


def test_settings_say_where_things_are(tmp_path: Path) -> None:
    settings = '[studie]\ntranscripten = "t"\ncodeboek = "c"\nmodel = "m"\nuit = "u"\n'
    (tmp_path / "factorwijzer.toml").write_text(settings, encoding="utf-8")
    study = Study.open(tmp_path)
    found = (study.transcripts_folder, study.codebook_folder, study.model_folder, study.out)
    assert [path.name for path in found] == ["t", "c", "m", "u"]
    assert Study.open(tmp_path, tmp_path / "elders").out == tmp_path / "elders"


@pytest.mark.parametrize(
    ("settings", "labels"),
    [
        pytest.param("", ["Gemeente 1", "Gemeente 2", "Gemeente 3"], id="numbered"),
        pytest.param(
            '[gemeenten]\nA = "Noord"\nB = "Zuid"\nC = "West"\n', ["Noord", "Zuid", "West"], id="all from the settings"
        ),
        pytest.param('[gemeenten]\nB = "Zuid"\n', ["Gemeente 1", "Zuid", "Gemeente 3"], id="one from the settings"),
    ],
)
def test_labels(tmp_path: Path, settings: str, labels: list[str]) -> None:
    (tmp_path / "factorwijzer.toml").write_text(settings, encoding="utf-8")
    study = Study.open(tmp_path)
    assert [study.label(name, ["A", "B", "C"]) for name in ("A", "B", "C")] == labels


@pytest.mark.parametrize("label", ["Gemeente 1", "GEMEENTE 1", "gemeente-1"])
def test_two_municipalities_never_share_a_label(tmp_path: Path, label: str) -> None:
    (tmp_path / "factorwijzer.toml").write_text(f'[gemeenten]\nB = "{label}"\n', encoding="utf-8")
    study = Study.open(tmp_path)
    names = {document_name(study.label(name, ["A", "B"])) for name in ("A", "B")}
    assert len(names) == 2
