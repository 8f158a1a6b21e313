"""Word transcripts: labelled paragraphs, bold names, tables, and files that are no Word document."""

from __future__ import annotations

import contextlib
import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading.parsed import Parsed
from pipeline.reading.word import read_word

Paragraph = str | tuple[str, str]


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def letter(*paragraphs: Paragraph) -> bytes:
    """Lay out paragraphs; a pair is (bold words, other words)."""
    document = docx.Document()
    for paragraph in paragraphs:
        bold, plain = paragraph if isinstance(paragraph, tuple) else ("", paragraph)
        added = document.add_paragraph()
        if bold:
            added.add_run(bold).bold = True
        added.add_run(plain)
    return saved(document)


def table(*rows: tuple[str, ...], header: tuple[str, ...] = ()) -> bytes:
    document = docx.Document()
    for line in header:
        document.add_paragraph(line)
    added = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(added.add_row().cells, row, strict=True):
            cell.text = text
    return saved(document)


def read(content: bytes, *declared: str) -> Parsed:
    return read_word(content, "a.docx", set(declared))


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.label, parsed.text[turn.start : turn.end]) for turn in parsed.turns]


@pytest.mark.parametrize(
    ("paragraphs", "turns"),
    [
        pytest.param(["R: Ja."], [("R", "Ja.")], id="one turn"),
        pytest.param(
            ["", "I: Hoe?", "", "R: 😀 één."], [("I", "Hoe?"), ("R", "😀 één.")], id="empty paragraphs, emoji"
        ),
        pytest.param(["R: Ja.", "Kijk: zo.", "Dag."], [("R", "Ja.\nKijk: zo.\nDag.")], id="several paragraphs"),
        pytest.param(["R:", "Ja."], [("R", "Ja.")], id="label on its own"),
        pytest.param(["I:", "R: Ja."], [("R", "Ja.")], id="empty turn is left out"),
        pytest.param(["R:\tJa,  hoor\u00a0."], [("R", "Ja, hoor .")], id="white space becomes one space"),
        pytest.param(["[00:00:02] I: Hoe?", "R 0:09: Goed."], [("I", "Hoe?"), ("R", "Goed.")], id="times"),
        pytest.param(["Verslag", "I: Hoe?"], [("I", "Hoe?")], id="title"),
        pytest.param(["R1: Ja.", "R2: Nee."], [("R1", "Ja."), ("R2", "Nee.")], id="several respondents"),
        pytest.param([("Jo:", " Hoe?"), ("Wim:", " Ja.")], [("Jo", "Hoe?"), ("Wim", "Ja.")], id="bold with colon"),
        pytest.param([("Jo", ": Hoe?"), ("Wim", ": Ja.")], [("Jo", "Hoe?"), ("Wim", "Ja.")], id="colon after the bold"),
        pytest.param(
            ["R: Ja.", ("Heel", " belangrijk.")], [("R", "Ja.\nHeel belangrijk.")], id="bold word in the talk"
        ),
        pytest.param(
            ["R: Ja.", ("Kijk", " zo."), ("Kijk", " nu.")], [("R", "Ja.\nKijk zo.\nKijk nu.")], id="bold word twice"
        ),
        pytest.param(["R: Ja.", ("Samenwerking:", " nu.")], [("R", "Ja.\nSamenwerking: nu.")], id="bold heading"),
        pytest.param(["R: Ja.", ("Dit is dus heel erg belangrijk", "")], None, id="bold sentence in the talk"),
    ],
)
def test_paragraphs(paragraphs: list[Paragraph], turns: list[tuple[str, str]] | None) -> None:
    assert spoken(read(letter(*paragraphs))) == (turns or [("R", "Ja.\nDit is dus heel erg belangrijk")])


BOLD_TURNS = [("Jo Bos", "Hoe?"), ("Wim", "Goed."), ("Jo Bos", "Mooi."), ("Wim", "Ja.")]


@pytest.mark.parametrize(
    "paragraphs",
    [
        pytest.param([(name, f" {words}") for name, words in BOLD_TURNS], id="name in the line"),
        pytest.param([p for name, words in BOLD_TURNS for p in ((name, ""), words)], id="name on its own line"),
    ],
)
@pytest.mark.parametrize("declared", [[], ["Jo Bos", "Wim"]], ids=["undeclared", "declared"])
def test_bold_names_without_a_colon(paragraphs: list[Paragraph], declared: list[str]) -> None:
    assert spoken(read(letter(*paragraphs), *declared)) == BOLD_TURNS


def test_a_bold_name_ends_the_header() -> None:
    parsed = read(
        letter("gemeente: T", *((name, f" {words}") for name, words in BOLD_TURNS), "datum: dat weet ik niet")
    )
    assert parsed.header == {"gemeente": "T"}
    assert spoken(parsed)[-1] == ("Wim", "Ja.\ndatum: dat weet ik niet")


@pytest.mark.parametrize(
    "paragraphs",
    [
        pytest.param([f"{name}   0:0{n}\n{words}" for n, (name, words) in enumerate(BOLD_TURNS)], id="plain"),
        pytest.param([(f"{name}   0:0{n}", f"\n{words}") for n, (name, words) in enumerate(BOLD_TURNS)], id="bold"),
        pytest.param([(name, f"   0:0{n}\n{words}") for n, (name, words) in enumerate(BOLD_TURNS)], id="name bold"),
        pytest.param([x for n, (name, words) in enumerate(BOLD_TURNS) for x in (f"{name} 0:0{n}", words)], id="apart"),
    ],
)
def test_names_with_a_time_as_teams_writes_them(paragraphs: list[Paragraph]) -> None:
    assert spoken(read(letter("gemeente: T", *paragraphs))) == BOLD_TURNS


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("I", "Hoe?"), ("R", "Goed.")], id="2 columns"),
        pytest.param([("I:", " Hoe? "), ("R :", "Goed.\n")], id="2 columns, colons and white space"),
        pytest.param([("Spreker", "Tekst"), ("I", "Hoe?"), ("R", "Goed.")], id="2 columns with titles"),
        pytest.param([("WIE", "Wat"), ("I", "Hoe?"), ("R", "Goed.")], id="2 columns with other titles"),
        pytest.param([("I", "0:01", "Hoe?"), ("R", "0:09", "Goed.")], id="3 columns"),
        pytest.param([("Tijd", "Spreker", "Tekst"), ("0:01", "I", "Hoe?"), ("0:09", "R", "Goed.")], id="time first"),
        pytest.param([("Naam", "Tijd", "Tekst"), ("I", "0:01", "Hoe?"), ("R", "0:09", "Goed.")], id="time second"),
        pytest.param([("Nr", "Naam", "Wat"), ("1", "I", "Hoe?"), ("2", "R", "Goed.")], id="number first"),
        pytest.param([("I", "Hoe?"), ("", ""), ("R", ""), ("R", "Goed.")], id="empty rows"),
        pytest.param([("I", "Hoe?"), ("Deel 2", "Deel 2"), ("R", "Goed.")], id="row of one wide cell"),
        pytest.param([("Spreker", "Tekst", "Tijd"), ("I", "Hoe?", "0:01"), ("R", "Goed.", "0:09")], id="time last"),
        pytest.param(
            [("Speaker", "Text", "Comment"), ("I", "Hoe?", "lang verhaal"), ("R", "Goed.", "nog langer verhaal")],
            id="remarks last",
        ),
        pytest.param(
            [("Nr.", "Tekst", "Opmerking", "Naam:"), ("1", "Hoe?", "", "I"), ("2", "Goed.", "lacht heel lang", "R")],
            id="speaker last",
        ),
        pytest.param([("1", "0:01", "I", "Hoe?", ""), ("2", "0:09", "R", "Goed.", "")], id="no titles, 5 columns"),
    ],
)
def test_tables(rows: list[tuple[str, ...]]) -> None:
    assert spoken(read(table(*rows))) == [("I", "Hoe?"), ("R", "Goed.")]


def test_the_column_beside_the_time_is_the_speaker_whatever_its_title() -> None:
    rows = [("Tijd", "Persoon", "Tekst"), ("0:01", "I", "Hoe?"), ("0:09", "R", "Goed.")]
    assert spoken(read(table(*rows))) == [("I", "Hoe?"), ("R", "Goed.")]


def tables(*parts: list[tuple[str, ...]] | str) -> bytes:
    """Lay out tables and paragraphs one below the other."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        added = document.add_table(rows=0, cols=len(part[0]))
        for row in part:
            for cell, text in zip(added.add_row().cells, row, strict=True):
                cell.text = text
    return saved(document)


TALK_LINES = ("I: Hoe?", "R: Goed.", "I: Echt?", "R: Ja.")
TALK_ROWS: list[tuple[str, ...]] = [("I", "Hoe?"), ("R", "Goed."), ("I", "Echt?"), ("R", "Ja.")]
FACTS: list[tuple[str, ...]] = [("Gemeente", "Testdorp"), ("interviewer:", "I"), ("Duur", "40 minuten")]
CODES: list[tuple[str, ...]] = [("Code", "Uitleg"), ("netwerk", "Korte lijnen."), ("regie", "Wie doet wat.")]


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([FACTS, *TALK_LINES], id="facts above paragraphs"),
        pytest.param([*TALK_LINES, CODES], id="codes below paragraphs"),
        pytest.param([*TALK_LINES, CODES[1:]], id="codes without titles"),
        pytest.param([*TALK_LINES, [*CODES, ("netwerk", "Ook dit."), ("regie", "En dat.")]], id="codes that repeat"),
        pytest.param(
            [*TALK_LINES, [("Thema", "Citaat"), ("Netwerk", "Een."), ("Netwerk", "Twee."), ("Netwerk", "Drie.")]],
            id="themes with quotes",
        ),
        pytest.param([TALK_ROWS, "Notitie over de opname"], id="a note below the table"),
        pytest.param([*TALK_LINES, [("interviewer", "Jo Bos"), ("respondent", "Wim Smit")]], id="names"),
        pytest.param([FACTS, TALK_ROWS, CODES], id="facts, talk and codes in tables"),
        pytest.param([TALK_ROWS[:3], TALK_ROWS[3:]], id="talk in two tables"),
        pytest.param(
            [
                [("Spreker", "Tekst", "Tijd"), *((*row, "0:01") for row in TALK_ROWS[:2])],
                [(*row, "a much longer time") for row in TALK_ROWS[2:]],
            ],
            id="titles on the first page only",
        ),
    ],
)
def test_the_talk_is_found_among_tables(parts: list[list[tuple[str, ...]] | str]) -> None:
    parsed = read(tables(*parts))
    assert spoken(parsed) == [("I", "Hoe?"), ("R", "Goed."), ("I", "Echt?"), ("R", "Ja.")]
    assert parsed.warnings == []


@pytest.mark.parametrize("names", [["Jo", "Wim", "Jo", "Wim"], ["Jo", "Wim", "Jo", "An"], ["Jo", "Wim", "Wim", "Wim"]])
def test_names_in_a_table_without_titles(names: list[str]) -> None:
    rows = [(name, f"Ja {n}.") for n, name in enumerate(names)]
    assert spoken(read(table(*rows))) == rows


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([("Gemeente", "Testdorp"), ("Interviewer", "Jo")], id="beside each other"),
        pytest.param([("Gemeente", "Testdorp", "Interviewer", "Jo")], id="in one row"),
        pytest.param([("Gemeente", "Interviewer"), ("Testdorp", "Jo")], id="below each other"),
        pytest.param([("gemeente: Testdorp", "interviewer: Jo")], id="whole lines in cells"),
        pytest.param([("Gemeente", "Testdorp"), ("Interviewer", "Jo"), ("Respondent", "leerkracht")], id="with a job"),
    ],
)
@pytest.mark.parametrize(
    "talk", [("Jo: Hoe?", "Wim: Ja.", "Jo: O.", "Wim: Ja."), ([("Jo", "Hoe?"), ("Wim", "Ja.")] * 2,)]
)
def test_what_a_table_says_of_the_interview(facts: list[tuple[str, ...]], talk: tuple) -> None:
    parsed = read(tables(facts, *talk))
    assert parsed.header == {"gemeente": "Testdorp", "interviewer": "Jo"}
    assert [label for label, _ in spoken(parsed)] == ["Jo", "Wim"] * 2


@pytest.mark.parametrize(
    ("parts", "labels", "warning"),
    [
        pytest.param(
            [*TALK_LINES[:2], TALK_ROWS], "IRIR", "alinea 1: het gesprek in de tabel is gelezen; 2 beurt", id="table"
        ),
        pytest.param(
            [*TALK_LINES, [("Netwerk", "Een."), ("Netwerk", "Twee.")] * 3],
            "IRIR",
            "tabel, rij 1: het gesprek in de alinea's is gelezen; 6 beurt",
            id="themes in a table",
        ),
        pytest.param(
            [*TALK_LINES, TALK_ROWS[:2]], "IRIR", "tabel, rij 1: het gesprek in de alinea's is gelezen", id="lines"
        ),
    ],
)
def test_talk_that_is_not_read_is_named(parts, labels: str, warning: str) -> None:
    parsed = read(tables(*parts))
    assert "".join(label for label, _ in spoken(parsed)) == labels
    assert [found for found in parsed.warnings if found.startswith(warning)] == parsed.warnings != []


def test_lines_above_the_first_turn_are_named_but_for_a_title() -> None:
    parsed = read(letter("Interview met het team", "Aanwezig: Jo en Wim.", *TALK_LINES))
    assert parsed.warnings == ["alinea 2 staat voor de eerste spreker en telt niet mee"]


def test_a_row_without_a_speaker_is_not_lost_in_silence() -> None:
    parsed = read(table(("I", "Hoe?"), ("R", "Goed."), ("", "En verder gaat het ook.")))
    assert "En verder gaat het ook." in parsed.text or parsed.warnings


def test_several_paragraphs_in_a_cell_are_one_turn() -> None:
    assert spoken(read(table(("I", "Hoe?"), ("R", "Goed.\nKijk: zo.")))) == [("I", "Hoe?"), ("R", "Goed. Kijk: zo.")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(letter("gemeente: Testdorp", "", "datum: 2024-11-05", "I: Hoe?", "R: Goed."), id="paragraphs"),
        pytest.param(
            table(("I", "Hoe?"), ("R", "Goed."), header=("gemeente: Testdorp", "datum: 2024-11-05")), id="table"
        ),
    ],
)
def test_header(content: bytes) -> None:
    parsed = read(content)
    assert parsed.header == {"gemeente": "Testdorp", "datum": "2024-11-05"}
    assert spoken(parsed) == [("I", "Hoe?"), ("R", "Goed.")]


def test_talk_directly_under_the_header_is_kept() -> None:
    content = letter("gemeente: Testdorp", "Interviewer: Hoe gaat het?", "Respondent: Goed.")
    assert [words for _, words in spoken(read(content))] == ["Hoe gaat het?", "Goed."]


def test_the_header_declares_names_that_speak_once() -> None:
    content = letter("gemeente: T", "interviewer: Jo", "respondent: Wim", "Jo: Hoe?", "Wim: Goed.")
    assert spoken(read(content)) == [("Jo", "Hoe?"), ("Wim", "Goed.")]


def test_the_manifest_declares_names_that_speak_once() -> None:
    assert spoken(read(letter("Jo: Hoe?", "Wim: Goed."), "jo", "Wim")) == [("Jo", "Hoe?"), ("Wim", "Goed.")]


def test_a_label_after_a_soft_line_break_opens_a_turn() -> None:
    assert spoken(read(letter("I: Hoe?\nR: Goed.", "I: Mooi."))) == [("I", "Hoe?"), ("R", "Goed."), ("I", "Mooi.")]


def test_words_inserted_with_tracked_changes_are_read() -> None:
    document = docx.Document()
    document.add_paragraph("I: Hoe?")
    paragraph = document.add_paragraph("R: Goed ")
    inserted = OxmlElement("w:ins")
    inserted.append(paragraph.add_run("geregeld.")._r)
    paragraph._p.append(inserted)
    assert spoken(read(saved(document)))[1] == ("R", "Goed geregeld.")


def test_comments_and_notes_are_counted() -> None:
    document = docx.Document()
    document.add_paragraph("I: Hoe?")
    said = document.add_paragraph("R: Goed.").runs[0]
    document.add_comment(said, text="een geheim", author="X", initials="X")
    for tag in ("w:footnoteReference", "w:footnoteReference", "w:endnoteReference"):
        said._r.append(OxmlElement(tag))
    parsed = read(saved(document))
    assert parsed.warnings == ["1 opmerking, 2 voetnoten en 1 eindnoot tellen niet mee"]
    assert "geheim" not in parsed.text


def test_a_zip_that_unpacks_too_far_is_refused() -> None:
    with pytest.raises(TranscriptError, match=r"^a\.docx: het bestand is uitgepakt te groot"):
        read(zipped(**{"word/document.xml": b" " * 41_000_000}))


GOOD = letter("I: Hoe gaat het?", "R: Goed hoor.")


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def without(part: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GOOD[: len(GOOD) // 2], id="half a zip"),
        pytest.param(GOOD[:-1], id="last byte lacks"),
        pytest.param(b"I: Hoe?\nR: Goed.", id="text with another name"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, id="old .doc or password"),
        pytest.param(zipped(), id="empty zip"),
        pytest.param(zipped(a=b"I: Hoe?"), id="zip of something else"),
        pytest.param(without("[Content_Types].xml"), id="without content types"),
        pytest.param(without("word/document.xml"), id="without document"),
        pytest.param(b" ", id="one space"),
    ],
)
def test_refuses_what_is_no_word_document(content: bytes) -> None:
    message = r"^a\.docx: het Word-bestand is beschadigd of geen \.docx; open het in Word en sla het opnieuw op"
    with pytest.raises(TranscriptError, match=message):
        read(content)


def test_refuses_an_empty_file() -> None:
    with pytest.raises(TranscriptError, match=r"^a\.docx: het bestand is leeg"):
        read(b"")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(letter(), id="no paragraphs"),
        pytest.param(letter("Een verhaal zonder sprekers."), id="no speakers"),
        pytest.param(letter("gemeente: Testdorp"), id="header only"),
        pytest.param(table(("I: Hoe?",), ("R: Goed.",)), id="table of one column"),
        pytest.param(table(("Spreker", "Tekst")), id="titles only"),
    ],
)
def test_refuses_a_document_in_which_nobody_speaks(content: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.docx: geen sprekers gevonden; begin elke beurt met een naam"):
        read(content)


def patched(offset: int, value: int) -> bytes:
    """Set one byte in every entry of the zip's central directory."""
    parts = GOOD.split(b"PK\x01\x02")
    changed = [part[: offset - 4] + bytes([value]) + part[offset - 3 :] for part in parts[1:]]
    return b"PK\x01\x02".join([parts[0], *changed])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(patched(8, 0x01), id="parts locked with a password"),
        pytest.param(patched(8, 0x40), id="strong encryption"),
        pytest.param(patched(10, 99), id="unknown compression"),
        pytest.param(patched(6, 99), id="newer zip version"),
        *(
            pytest.param(GOOD[:n] + bytes([GOOD[n] ^ 0x5A]) + GOOD[n + 1 :], id=f"byte {n} damaged")
            for n in range(100, len(GOOD), 1500)
        ),
    ],
)
def test_damage_inside_the_zip_never_gives_a_traceback(content: bytes) -> None:
    with contextlib.suppress(TranscriptError):
        assert read(content) == read(GOOD)


WORDS = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1)
TALK = st.lists(WORDS, max_size=5).map(lambda words: " ".join(["en", *words]))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["I", "R", "R2"]), TALK), min_size=1, max_size=5), st.booleans())
def test_any_turns_come_back_from_paragraphs_and_tables(turns: list[tuple[str, str]], in_table: bool) -> None:
    parsed = read(table(*turns) if in_table else letter(*(f"{label}: {words}" for label, words in turns)))
    assert spoken(parsed) == turns
    ends = [0, *(turn.end for turn in parsed.turns)]
    assert all(end < turn.start < turn.end for end, turn in zip(ends, parsed.turns, strict=False))


def test_paragraphs_take_turns_if_the_header_says_so() -> None:
    said = ["Hoe vindt u elkaar?", "Ik bel haar gewoon op.", "En dan?", "Dan komt ze langs."]
    parsed = read(letter("gemeente: Testdorp", "beurten: om en om", *said))
    assert spoken(parsed) == list(zip(["Interviewer", "Respondent"] * 2, said, strict=True))
    assert [turn.line_no for turn in parsed.turns] == [3, 4, 5, 6]
    turned = read(letter("gemeente: Testdorp", "beurten: om en om, respondent eerst", *said))
    assert [label for label, _ in spoken(turned)] == ["Respondent", "Interviewer"] * 2


def test_paragraphs_without_names_are_counted_and_asked_for() -> None:
    said = ["Hoe vindt u elkaar?", "Ik bel haar gewoon op.", "En dan?", "Dan komt ze langs."]
    with pytest.raises(TranscriptError, match=r"4 alinea's zonder naam .*'om en om'"):
        read(letter("gemeente: Testdorp", *said))
