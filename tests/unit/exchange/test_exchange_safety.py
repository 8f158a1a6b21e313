"""Files that want harm, or are damaged: refused in Dutch, or read with every selection inside its text."""

from __future__ import annotations

import io
import struct
import tempfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from exchange_makers import pack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_qdpx_programs import LINES, project, selection

from pipeline.exchange import ExchangeError, Project, archive, read_qdc, read_qdpx, write_qdpx
from pipeline.exchange.qdc_in import LARGEST_CODEBOOK

FINE = project("X", selection(100, 0, 2) + selection(101, 3, 4))
TEXT = "sources/0000001E-0000-4000-8000-000000000000.txt"
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><Project xmlns="urn:QDA-XML:project:1.0" name="&i;"/>'
)
OUTSIDE = '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/hostname">]><Project name="x">&x;</Project>'


def check(project: Project) -> None:
    """Every selection lies inside its text, and names only what is there."""
    codes = {code.key for code in project.all_codes}
    memos = {memo.key for memo in project.memos}
    coders = {coder.name for coder in project.coders}
    for found in project.selections:
        assert 0 <= found.start < found.end <= len(project.text_of[found.source])
        assert codes.issuperset(found.code_ids)
        assert memos.issuperset(found.memos)
        assert found.coder in coders


@pytest.mark.timeout(60)
@pytest.mark.parametrize("content", [BOMB, OUTSIDE, BOMB.encode("utf-16"), f"\n\n{OUTSIDE}"])
def test_a_document_type_is_refused_at_once(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(ExchangeError, match="documenttype") as caught:
        read_qdpx(pack(tmp_path / "p.qdpx", {"project.qde": content}))
    assert caught.value.exit_code == 2
    path = tmp_path / "c.qdc"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ExchangeError, match="documenttype"):
        read_qdc(path)


@pytest.mark.parametrize(
    "name", ["../weg.txt", "/etc/weg.txt", "sources/../../weg.txt", "C:\\weg.txt", "sources\\..\\..\\weg.txt"]
)
def test_paths_that_climb_out_are_refused(tmp_path: Path, name: str) -> None:
    made = pack(tmp_path / "p.qdpx", {"project.qde": FINE, TEXT: LINES, name: "x"})
    with pytest.raises(ExchangeError, match="pad dat naar buiten wijst"):
        read_qdpx(made)
    assert [path.name for path in tmp_path.iterdir()] == ["p.qdpx"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    with zipfile.ZipFile(path, "w") as made:
        for name in ("project.qde", TEXT, TEXT):
            made.writestr(name, FINE)
    with pytest.raises(ExchangeError, match="dezelfde naam"):
        read_qdpx(path)


def bomb(path: Path, name: str, n_bytes: int, others: dict[str, str]) -> Path:
    """An archive with one part of zeros that packs to almost nothing."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for other, content in others.items():
            made.writestr(other, content)
        with made.open(name, "w", force_zip64=True) as part:
            for _ in range(n_bytes // 1_000_000):
                part.write(bytes(1_000_000))
    return path


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    large = bomb(tmp_path / "a.qdpx", "project.qde", 300_000_000, {})
    long = bomb(tmp_path / "b.qdpx", TEXT, 300_000_000, {"project.qde": FINE})
    tracemalloc.start()
    with pytest.raises(ExchangeError, match="het projectbestand is uitgepakt groter dan 100 MB"):
        read_qdpx(large)
    with pytest.raises(ExchangeError, match="een tekst is uitgepakt groter dan 10 MB"):
        read_qdpx(long)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = bomb(tmp_path / "p.qdpx", TEXT, 30_000_000, {"project.qde": FINE})
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, entry + 24, 100)
    path.write_bytes(bytes(content))
    with pytest.raises(ExchangeError, match="een tekst is beschadigd"):
        read_qdpx(path)


def test_texts_that_are_too_large_together_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_TEXTS", 10)
    with pytest.raises(ExchangeError, match="een tekst is uitgepakt groter"):
        read_qdpx(pack(tmp_path / "p.qdpx", {"project.qde": FINE, TEXT: LINES}))


def test_too_many_parts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_PARTS", 5)
    with pytest.raises(ExchangeError, match="er zitten 6 bestanden in; hoogstens 5"):
        read_qdpx(pack(tmp_path / "p.qdpx", {f"{n}.txt": "x" for n in range(6)}))


def test_a_codebook_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.qdc"
    with path.open("wb") as made:
        made.truncate(LARGEST_CODEBOOK + 1)
    with pytest.raises(ExchangeError, match="groter dan 20 MB"):
        read_qdc(path)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "er zit geen projectbestand"),
        ({"a.qde": FINE, "b.qde": FINE}, "er zit meer dan één projectbestand"),
        ({"sources/project.qde": FINE}, "er zit geen projectbestand"),
        ({"project.qde": ""}, "geen geldige XML"),
        ({"project.qde": "<Project>\n<Users>\n</Project>"}, r"projectbestand, regel 3: dit is geen geldige XML"),
        ({"project.qde": "<CodeBook/>"}, "projectbestand, regel 1: dit is geen project"),
        ({"project.qde": "<a>" * 5000 + "</a>" * 5000}, "te groot of te diep"),
    ],
)
def test_what_is_no_project_is_refused(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(ExchangeError, match=message):
        read_qdpx(pack(tmp_path / "p.qdpx", files))


def test_what_is_no_archive_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    with pytest.raises(ExchangeError, match=r"p\.qdpx: bestaat niet"):
        read_qdpx(path)
    path.write_bytes(b"PK of niet")
    with pytest.raises(ExchangeError, match=r"geen \.qdpx-bestand"):
        read_qdpx(path)
    with pytest.raises(ExchangeError, match="geen geldige XML"):
        read_qdc(path)
    path.write_text("<Project/>", encoding="utf-8")
    with pytest.raises(ExchangeError, match="geen codeboek"):
        read_qdc(path)
    path.write_text("<CodeBook><Codes/></CodeBook>", encoding="utf-8")
    with pytest.raises(ExchangeError, match="er staan geen codes in"):
        read_qdc(path)


def test_a_text_that_is_no_text_is_left_out(tmp_path: Path) -> None:
    read, warnings = read_qdpx(pack(tmp_path / "p.qdpx", {"project.qde": FINE, TEXT: b"\x00\x01\x02"}))
    assert read.sources == read.selections == ()
    assert len(warnings) == 1


def test_deeply_nested_codes_are_read_and_written(tmp_path: Path) -> None:
    deep = "".join(f'<Code guid="" name="c{n}" isCodable="true">' for n in range(200)) + "</Code>" * 200
    made = f'<Project name="P" xmlns="urn:QDA-XML:project:1.0"><CodeBook><Codes>{deep}</Codes></CodeBook></Project>'
    read, _ = read_qdpx(pack(tmp_path / "p.qdpx", {"project.qde": made}))
    assert len({code.key for code in read.all_codes}) == 200
    write_qdpx(read, tmp_path / "q.qdpx")
    again, _ = read_qdpx(tmp_path / "q.qdpx")
    assert again.codes == read.codes


@pytest.mark.timeout(120)
def test_many_selections_of_the_same_words_take_no_long_time(tmp_path: Path) -> None:
    many = "".join(selection(1000 + n, 0, 9000) for n in range(4000))
    files = {"project.qde": project("NVivo", many), TEXT: "Ja 😀.\r\n" * 2000}
    read, _ = read_qdpx(pack(tmp_path / "p.qdpx", files))
    assert len(read.selections) == 1


def try_to_read(content: bytes, name: str) -> None:
    """Read bytes as a file: an error of ours, or a project that holds together and can be written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        read, told = _read(path)
        assert "dat klopt" not in told
        if read is not None:
            check(read)
            write_qdpx(read, Path(folder) / "weer.qdpx")
            again, _ = read_qdpx(Path(folder) / "weer.qdpx")
            check(again)
            assert len(again.selections) == len(read.selections)


def _read(path: Path) -> tuple[Project | None, str]:
    """Return what was read, a codebook as a project, and what was told; any error but ours goes on."""
    try:
        read, warnings = read_qdc(path) if path.suffix == ".qdc" else read_qdpx(path)
    except ExchangeError as error:
        return None, str(error)
    return read if isinstance(read, Project) else Project("codes", codes=read), "".join(warnings)


def archived(qde: bytes, text: bytes) -> bytes:
    """The bytes of an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("project.qde", qde)
        files.writestr(TEXT, text)
    return made.getvalue()


EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.one_of(st.binary(max_size=6), st.sampled_from(
        (b"<", b'"', b"/>", b"&#0;", b"<Coding/>", b"</TextSource>", b"<!--", b"-1", b"99999999999999999999", b"\xff\xfe", b"guid", b"xmlns=''")
    ))),
    min_size=1,
    max_size=4,
)  # fmt: skip


def edit(content: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """Replace some bytes at some places."""
    for place, n_bytes, put in edits:
        start = int(place * len(content))
        content = content[:start] + put + content[start + n_bytes :]
    return content


@given(edits=EDITS, text=st.binary(max_size=40))
@SLOW
def test_a_mutated_project_file_gives_no_traceback(edits: list[tuple[float, int, bytes]], text: bytes) -> None:
    try_to_read(archived(edit(FINE.encode(), edits), LINES.encode() + text), "p.qdpx")


@given(edits=EDITS)
@SLOW
def test_a_mutated_archive_gives_no_traceback(edits: list[tuple[float, int, bytes]]) -> None:
    try_to_read(edit(archived(FINE.encode(), LINES.encode()), edits), "p.qdpx")


@given(edits=EDITS)
@SLOW
def test_a_mutated_codebook_gives_no_traceback(edits: list[tuple[float, int, bytes]]) -> None:
    codes = FINE[FINE.index("<Codes>") : FINE.index("</CodeBook>")]
    try_to_read(edit(f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0">{codes}</CodeBook>'.encode(), edits), "c.qdc")


ELEMENTS = st.sampled_from(
    "Users User CodeBook Codes Code Variables Variable Cases Case Sources TextSource PDFSource Representation Notes Note Links "
    "Link Sets Set Graphs Description NoteRef Coding CodeRef PlainTextSelection PlainTextContent VariableValue VariableRef "
    "TextValue SourceRef MemberSource".split()
)
NUMBERS = st.sampled_from(("0", "1", "2", "5", "-1", "", "x", "9" * 30, "{A}", "a", "true"))
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        "guid name targetGUID originGUID startPosition endPosition creatingUser isCodable color plainTextPath creationDateTime".split()
    ),
    NUMBERS,
    max_size=6,
)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> str:
    """Elements of the standard anywhere."""
    attributes = "".join(f' {name}="{value}"' for name, value in draw(ATTRIBUTES).items())
    inner = (
        "".join(draw(st.lists(trees(depth - 1), max_size=3)))
        if depth
        else draw(st.sampled_from(("", "Ja.", "😀e\u0301")))
    )
    name = draw(ELEMENTS)
    return f"<{name}{attributes}>{inner}</{name}>"


@given(made=st.lists(trees(), max_size=4).map("".join))
@SLOW
def test_elements_in_any_place_give_no_traceback(made: str) -> None:
    try_to_read(archived(f'<Project xmlns="urn:QDA-XML:project:1.0">{made}</Project>'.encode(), b"Ja."), "p.qdpx")
