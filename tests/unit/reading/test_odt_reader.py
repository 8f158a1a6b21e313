"""OpenDocument transcripts: words, styles, tables, what is left out, and files that mean harm."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading import read_transcript
from pipeline.reading.limits import MAX_FILE_BYTES
from pipeline.reading.odt import read_odt
from pipeline.reading.parsed import Parsed

_SPACE = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(f'xmlns:{name}="{_SPACE}:{name}:1.0"' for name in ("office", "text", "table", "style"))
SPACES += f' xmlns:fo="{_SPACE}:xsl-fo-compatible:1.0" xmlns:draw="{_SPACE}:drawing:1.0"'
TALK = "<text:p>I: Hoe?</text:p><text:p>R: Ja.</text:p>"
TURNS = [("I", "Hoe?"), ("R", "Ja.")]


def odt(body: str, styles: str = "", before: str = "", **parts: str | bytes) -> bytes:
    """Zip a body as an OpenDocument text; ``styles`` are named ones, ``parts`` further parts."""
    stream = io.BytesIO()
    root = f"<office:{{0}} {SPACES}>{{1}}</office:{{0}}>"
    content = root.format("document-content", f"<office:body><office:text>{body}</office:text></office:body>")
    whole = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>{before}{content}',
        "styles.xml": root.format("document-styles", f"<office:styles>{styles}</office:styles>"),
        **parts,
    }
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in whole.items():
            archive.writestr(name, part)
    return stream.getvalue()


def read(content: bytes, *declared: str) -> Parsed:
    return read_odt(content, "a.odt", set(declared))


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.label, parsed.text[turn.start : turn.end]) for turn in parsed.turns]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        pytest.param('a<text:s text:c="999999999"/>b', "a b", id="spaces"),
        pytest.param("a<text:tab/>b<text:line-break/>c", "a b\nc", id="tab and line break"),
        pytest.param("a\n b", "a b", id="line ends of the file are spaces"),
        pytest.param("a<text:span>b<text:span>c</text:span></text:span>d", "abcd", id="spans"),
        pytest.param('<text:a>link</text:a><text:soft-page-break/>', "link", id="link"),
        pytest.param("a<office:annotation><text:p>geheim</text:p></office:annotation>b", "ab", id="comment"),
        pytest.param('a<text:note text:note-class="footnote"><text:p>geheim</text:p></text:note>b', "ab", id="note"),
        pytest.param("a<draw:frame><draw:text-box><text:p>b</text:p></draw:text-box></draw:frame>", "a\nb", id="box"),
        pytest.param("a<?pi x?><!-- y -->b", "ab", id="what XML does not show"),
        pytest.param("één 😀", "één 😀", id="emoji"),
    ],
)  # fmt: skip
def test_words(said: str, text: str) -> None:
    assert spoken(read(odt(f"<text:p>R: {said}</text:p>"))) == [("R", text)]


def test_lists_headings_and_sections_are_read_in_order() -> None:
    body = "<text:h>I: Een?</text:h><text:list><text:list-item><text:p>R: Twee.</text:p></text:list-item></text:list>"
    body += "<text:section><text:p>I: Drie?</text:p></text:section>"
    assert [words for _, words in spoken(read(odt(body)))] == ["Een?", "Twee.", "Drie?"]


@pytest.mark.parametrize(
    "style",
    [
        pytest.param('style:name="N" style:family="text"><style:text-properties fo:font-weight="bold"/>', id="bold"),
        pytest.param('style:name="N" style:family="text"><style:text-properties fo:font-weight="700"/>', id="weight"),
        pytest.param('style:name="N" style:family="text">', id="named character style"),
    ],
)
def test_names_in_a_style_that_marks_words(style: str) -> None:
    names = ["Jo Bos", "Wim", "Jo Bos", "Wim"]
    body = "".join(
        f'<text:p><text:span text:style-name="N">{name}</text:span> Nou {n}.</text:p>' for n, name in enumerate(names)
    )
    parsed = read(odt(body, f"<style:style {style}</style:style>"))
    assert spoken(parsed) == [(name, f"Nou {n}.") for n, name in enumerate(names)]


def test_comments_notes_and_deletions_are_left_out_and_counted() -> None:
    comment = "<office:annotation><text:p>geheim</text:p></office:annotation>"
    notes = "".join(
        f'<text:note text:note-class="{kind}"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>geheim</text:p></text:note-body></text:note>"
        for kind in ("footnote", "footnote", "endnote")
    )
    deleted = "<text:tracked-changes><text:changed-region><text:deletion><text:p>R: geheim</text:p></text:deletion>"
    deleted += "</text:changed-region></text:tracked-changes>"
    parsed = read(odt(f"{deleted}<text:p>I: Hoe?</text:p><text:p>R: Ja{comment * 3}{notes}.</text:p>"))
    assert spoken(parsed) == TURNS
    assert parsed.warnings == ["3 opmerkingen, 2 voetnoten en 1 eindnoot tellen niet mee"]
    assert "geheim" not in parsed.text


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell{more}><text:p>{text}</text:p></table:table-cell>"


def test_a_table_with_cells_that_span_others() -> None:
    covered = "<table:covered-table-cell/>"
    rows = [
        cell("Spreker") + cell("Tekst"),
        cell("I") + cell("Hoe?"),
        cell("Deel 2", ' table:number-columns-spanned="2"') + covered,
        cell("R", ' table:number-rows-spanned="2"') + cell("Ja."),
        covered + cell("Echt."),
    ]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    parsed = read(odt(f"<table:table>{body}</table:table>"))
    assert spoken(parsed) == [("I", "Hoe?"), ("R", "Ja."), ("R", "Echt.")]


GOOD = odt(TALK)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "het bestand is leeg", id="empty"),
        pytest.param(b"I: Hoe?\nR: Ja.", "beschadigd of geen OpenDocument-tekst", id="text with another name"),
        pytest.param(GOOD[:-30], "beschadigd of geen OpenDocument-tekst", id="truncated"),
        pytest.param(GOOD.replace(b"content.xml", b"contant.xml"), "beschadigd", id="without content"),
        pytest.param(odt("<text:p>"), "beschadigd of geen OpenDocument-tekst", id="broken XML"),
        pytest.param(odt("<text:p>I: a\x00b</text:p>"), "beschadigd of geen OpenDocument-tekst", id="NUL byte"),
        pytest.param(odt("<text:section>" * 400 + "</text:section>" * 400), "beschadigd", id="nested too deep"),
        pytest.param(
            odt("<text:p>I: &b;</text:p>", before='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'),
            "beschadigd of geen OpenDocument-tekst",
            id="entities",
        ),
        pytest.param(
            odt("<text:p>I: &b;</text:p>", before='<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/hostname">]>'),
            "beschadigd of geen OpenDocument-tekst",
            id="entity that reads a file",
        ),
        pytest.param(odt(TALK, **{"big.xml": b" " * 41_000_000}), "uitgepakt te groot .de grens is 300 MB", id="bomb"),
        pytest.param(odt(TALK, **{f"p{n}": b"" for n in range(5_000)}), "uitgepakt te groot", id="too many parts"),
        pytest.param(
            odt(TALK, **{"META-INF/manifest.xml": "<m:encryption-data/>"}),
            "het bestand heeft een wachtwoord",
            id="lock",
        ),
        pytest.param(odt("<text:p>Een verhaal.</text:p>"), "geen sprekers gevonden", id="nobody speaks"),
    ],
)
def test_what_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(TranscriptError, match=rf"^a\.odt: .*{message}"):
        read(content)


def test_parts_whose_names_climb_out_are_never_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "map"
    inside.mkdir()
    monkeypatch.chdir(inside)
    assert spoken(read(odt(TALK, **{"../weg.txt": b"x", "Basic/macro.xml": b"<x/>"}))) == TURNS
    assert list(tmp_path.rglob("*")) == [inside]


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    with path.open("wb") as stream:
        stream.truncate(5 * MAX_FILE_BYTES)
    with pytest.raises(TranscriptError, match=r"^a\.odt: het bestand is 500 MB; de grens is 100 MB; haal er plaatjes"):
        read_transcript(path)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.odt: "):
        read(b"PK\x03\x04" + content)


_PIECES = ("I: ", "R: ja ", "<text:tab/>", "<text:line-break/>", "</text:p><text:p>", "<text:note/>", "😀", " ")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PIECES)))
def test_any_paragraphs_give_turns_in_order_or_an_error(pieces: list[str]) -> None:
    with contextlib.suppress(TranscriptError):
        assert_in_order(read(odt(f"<text:p>{''.join(pieces)}</text:p>")))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(), st.integers(1, 20), st.booleans())
def test_a_damaged_file_gives_turns_in_order_or_an_error(office: Path, seed: int, n: int, in_xml: bool) -> None:
    chance, content = random.Random(seed), (office / "table.odt").read_bytes()
    changed = bytearray(content)
    if in_xml:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            changed = bytearray(archive.read("content.xml"))
    for _ in range(n):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    with contextlib.suppress(TranscriptError):
        assert_in_order(read(odt("", **{"content.xml": bytes(changed)}) if in_xml else bytes(changed)))


def assert_in_order(parsed: Parsed) -> None:
    position = 0
    for turn in parsed.turns:
        assert position <= turn.start < turn.end <= len(parsed.text)
        position = turn.end
