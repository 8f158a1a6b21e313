"""Transcripts in .csv: every dialect, which columns count, which tables are transcripts, and what always holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheet_files import (
    ROWS,
    SHEET,
    SMALL,
    STRINGS,
    TURNS,
    WORKBOOK,
    as_csv,
    as_workbook,
    part,
    read,
    rebuilt,
    spoken,
    times,
)

from pipeline.errors import TranscriptError
from pipeline.reading.parsed import Parsed
from pipeline.reading.sheet import is_transcript

# --- csv in every dialect


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_delimiter_and_encoding_gives_the_same_turns(delimiter: str, encoding: str) -> None:
    assert spoken(read(as_csv(ROWS, delimiter).decode().encode(encoding))) == TURNS


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_and_encodings_without_a_mark(line_end: str, encoding: str) -> None:
    text = line_end.join(["spreker;tekst", "Jo;crisis – één € 5", "Wim;ja", ""])
    assert spoken(read(text.encode(encoding))) == [("Jo", "crisis – één € 5"), ("Wim", "ja")]


def test_places_are_rows_as_excel_shows_them() -> None:
    parsed = read(b'sep=;\r\nspreker;tekst\r\nJo;"een\r\ntwee"\r\n\r\nWim;drie\r\nJo;vier\r\n')
    assert parsed.unit == "rij"
    assert [turn.line_no for turn in parsed.turns] == [2, 4, 5]
    assert parsed.form == "tabel met spreker en tekst (.csv)"


def test_a_text_with_a_comma_that_nobody_quoted_is_mended() -> None:
    parsed = read(b"speaker,text\nJo,Hoe gaat het?\nWim,Goed, zeker, en jij?\n")
    assert spoken(parsed)[1] == ("Wim", "Goed, zeker, en jij?")
    assert parsed.warnings == ["rij 3 heeft meer dan 2 cellen; wat erachter staat, is bij de tekst gevoegd"]


def test_a_text_with_a_comma_before_other_columns_is_asked_for() -> None:
    with pytest.raises(
        TranscriptError, match=r"g\.csv, rij 2: deze rij heeft meer dan 3 cellen; zet tekst met een ','"
    ):
        read(b"speaker,text,time\nJo,Goed, zeker,0:05\n")


def test_an_open_quotation_mark_is_refused_with_its_row() -> None:
    with pytest.raises(TranscriptError, match=r"g\.csv, rij 3: een rij die hier begint, is niet te lezen; sluit elk"):
        read(b'spreker;tekst\nJo;ja\nWim;"nee\nJo;ja\n')


# --- columns


@pytest.mark.parametrize(
    "titles",
    [
        "Spreker;Tekst",
        "Naam;Gesproken tekst",
        "PERSOON;Uitspraak",
        "speaker_name;utterance",
        "SpeakerName;Content",
        "Participant:;Transcript",
        "Wie;Zin",
        "Deelnemer;Transcriptie",
        "Rol;Verbatim Dialogue",
        "Speaker;Conversation",
    ],
)
def test_columns_are_found_by_their_titles(titles: str) -> None:
    assert spoken(read(f"{titles}\nA;Hoe?\nB;Goed.\n".encode())) == [("A", "Hoe?"), ("B", "Goed.")]


def test_the_surest_title_wins_wherever_it_stands() -> None:
    content = b"Naam;Content;Spreker;Tekst\nopname 1;x;Jo;Hoe?\nopname 1;x;Wim;Goed.\n"
    assert spoken(read(content)) == [("Jo", "Hoe?"), ("Wim", "Goed.")]


def test_rows_above_the_titles_are_header_lines() -> None:
    rows = [
        ["Interview 3"],
        ["Gemeente", "Veldhaven"],
        ["Interviewer:", "Jo", "datum", "2024-10-15"],
        ["Respondent", "wijkagent"],
        [],
        ["Spreker", "Tekst"],
        ["Jo", "Hoe?"],
        ["Wim", "Goed."],
    ]
    for content in (as_csv(rows), as_workbook(rows)):
        parsed = read(content)
        assert parsed.header == {"gemeente": "Veldhaven", "interviewer": "Jo", "datum": "2024-10-15"}
        assert [turn.line_no for turn in parsed.turns] == [7, 8]
        assert parsed.warnings == []


def test_keys_above_their_values_and_a_slip_of_the_pen() -> None:
    parsed = read(b"perspectief;datum\nhuisarts;2024-03-11\ngemente;Veldhaven\n\nnaam;tekst\nI;Hoe?\nR;Goed.\n")
    assert parsed.header == {"perspectief": "huisarts", "datum": "2024-03-11"}
    assert parsed.warnings == [
        "rij 3 lijkt een kopregel ('gemente') maar telt niet mee; bedoelt u 'gemeente: <waarde>'?"
    ]


@pytest.mark.parametrize("line", ["interviewer: Jo", "Interviewer:Jo", "interviewer;Jo"])
def test_a_header_line_as_messages_ask_for_it(line: str) -> None:
    parsed = read(f"gemeente: Veldhaven\n{line}\nspreker;tekst\nJo;Hoe?\nWim;Goed.\n".encode())
    assert parsed.header == {"gemeente": "Veldhaven", "interviewer": "Jo"}
    assert parsed.warnings == []


def test_columns_with_one_value_are_facts_and_a_column_of_roles_tells_who_asks() -> None:
    content = b"interview_id;gemeente;naam;rol;tekst\n7;Veldhaven;Jo;interviewer;Hoe?\n7;Veldhaven;Wim;;Goed.\n"
    assert read(content).header == {"interviewer": "Jo", "interview": "7", "gemeente": "Veldhaven"}


@pytest.mark.parametrize("column", ["interview", "interview_id", "Interviewnr", "Document", "bestand", "gemeente"])
def test_several_interviews_in_one_file_are_refused(column: str) -> None:
    content = f"{column};spreker;tekst\na;I;Hoe?\na;R;Goed.\nb;I;Hoe?\n".encode()
    with pytest.raises(TranscriptError, match=rf"kolom '{column}' heeft 2 verschillende waarden.*eigen bestand"):
        read(content)


def test_a_repeated_row_of_titles_is_no_talk() -> None:
    assert spoken(read(b"spreker;tekst\nI;Hoe?\nspreker;tekst\nR;Goed.\n")) == [("I", "Hoe?"), ("R", "Goed.")]


def test_a_speaker_alone_in_a_row_says_what_stands_below() -> None:
    content = b"spreker;tekst\nJo:;\n;Hoe gaat het?\nnan;En nu?\nWim;\n;Goed.\n"
    assert spoken(read(content)) == [("Jo", "Hoe gaat het? En nu?"), ("Wim", "Goed.")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "g.csv: het bestand is leeg; kijk"),
        ("\x00\x01\x02", "g.csv: dit is geen tekstbestand"),
        ("spreker;tekst\n;Hoe?\nJo;Goed.", "rij 2: niet bekend wie hier spreekt; vul in deze rij de kolom 'spreker'"),
        ("Jo,Hoe?\nWim,Goed.\nJo,Ja?\nWim,Ja.", "rij 1: de kolommen hebben geen namen, al lijkt in de eerste te staan wie"),
        ("10,Hoe?\n12,Goed.", "rij 1: de kolommen hebben geen namen of andere dan 'spreker' en 'tekst'; zet boven"),
        ("nr;tekst\n1;Hoe?", "rij 1: de kolom met sprekers ontbreekt of heet anders; noem haar 'spreker'"),
        ("spreker;nr\nJo;1", "rij 1: de kolom met wat er gezegd wordt, ontbreekt of heet anders; noem haar 'tekst'"),
        ('"spreker,tekst"\n"Jo,Hoe?"', "rij 1: alle kolommen staan in één cel; open het bestand in Excel via"),
        ("spreker;tekst;tekst\nJo;a;b", "rij 1: kolom 'tekst' staat er twee keer; haal er één weg"),
        ("spreker;tekst;code_id\nJo;a;b", "kolom 'code_id') en geen transcript; haal het bestand uit deze map"),
        ("spreker;tekst\nJo;\nWim;", "g.csv: de kolom met de tekst is leeg"),
        ("in,out,text\n1,2,Hoe gaat het?", "rij 2: in deze tabel staat nergens wie er spreekt; voeg een kolom 'spreker'"),
        ("spreker;tekst\n" + "".join(f"N{n};x\n" for n in range(51)), "rij 1: hieronder staan 51 verschillende sprekers"),
        ("naam;tekst\n" + "x" * 101 + ";Jo", "rij 1: hieronder staan een spreker van 101 tekens; de grens is 50"),
        ("spreker;tekst" + ";" * 1000 + "x\nJo;Ja", "rij 1: deze rij heeft meer dan 1000 cellen"),
    ],
)  # fmt: skip
def test_what_is_no_transcript_is_refused_with_advice(content: str, message: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        read(content.encode())
    assert message in str(caught.value)


def test_subtitles_may_name_who_speaks_in_their_texts() -> None:
    parsed = read(b'N, In, Out, Text\n1,"13.02","14.13","I: Hoe?"\n2,"14.5","16.65","R: Goed,\nja."\n3,17,18,Zeker.\n')
    assert spoken(parsed) == [("I", "Hoe?"), ("R", "Goed, ja. Zeker.")]
    assert times(parsed) == [(13.02, 14.13), (14.5, 18.0)]


# --- what is a transcript


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (as_csv(ROWS), True),
        (as_workbook(ROWS), True),
        (b"naam;tekst\nJo;Hoe?\nWim;Goed.\nJo;Ja.\nWim;Nee.", True),
        (b"naam;tekst\nI;Hoe?\nR;Goed.", True),
        (b"in,out,text\n1,2,Hoe?", True),
        (b"Interview 3\n\ngemeente;Veldhaven\nspreker;tekst\nI;Hoe?", True),
        (b"interview_id,file,gemeente,perspectief,datum,interviewer\na,a.txt,b,c,d,e", False),
        (b"interview_id,turn_no,quote,code_id\na,1,Ja.,b.c", False),
        (b"interview;spreker;tekst;code_id;citaat\na;Jo;b;c.d;e", False),
        (b"interview_id,turn_no,municipality,perspective,speaker,role,start_char,end_char,text\na,1,b,c,d,e,0,1,f", False),
        (b"naam;inhoud\nAap;dier\nNoot;vrucht\nMies;kat", False),
        (b"notities over het gesprek; nog doen", False),
        (b"", False),
        (b"\x00\xff", False),
        (b"PK\x03\x04", False),
    ],
)  # fmt: skip
def test_which_tables_are_transcripts(content: bytes, is_one: bool) -> None:
    assert is_transcript(content) is is_one


def test_the_practice_manifest_and_codings_are_none() -> None:
    folder = Path(__file__).parents[3] / "transcripts_sample" / "training"
    assert [is_transcript((folder / name).read_bytes()) for name in ("manifest.csv", "codings.csv")] == [False, False]


# --- what always holds

CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
# The sign in front is one that no text has that was encoded twice.
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(lambda text: f"€ {text}")
WILD = st.one_of(
    CELL, st.sampled_from(["Jo", "Wim", "I", "spreker", "tekst", "begin", "0:05", "12,5", '"', "nan", "1e999"])
)


def holds(parsed: Parsed) -> None:
    end = 0
    for turn in parsed.turns:
        assert end <= turn.start <= turn.end <= len(parsed.text)
        end = turn.end
        assert turn.start_time is None or turn.start_time >= 0
        if turn.end_time is not None:
            assert turn.start_time is not None
            assert turn.start_time <= turn.end_time < 86_400
    parsed.text.encode()


def holds_or_refuses(content: bytes) -> None:
    try:
        parsed = read(content)
    except TranscriptError as error:
        problems = [str(problem.where) for problem in error.problems]
        if not all(where.startswith("g.csv") for where in problems):
            raise
        return
    holds(parsed)


@settings(deadline=None)
@given(st.lists(st.lists(WILD, max_size=5), max_size=8), st.sampled_from(";,\t|"))
def test_any_table_is_read_or_refused(rows: list[list[str]], delimiter: str) -> None:
    titled = [["spreker", "tekst", "begin", "eind"], *rows]
    for table in (rows, titled):
        holds_or_refuses(as_csv(table, delimiter))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"spreker;tekst\n"):
        is_transcript(start + content)
        holds_or_refuses(start + content)


@settings(deadline=None)
@given(st.sampled_from([SHEET, STRINGS, WORKBOOK, "xl/styles.xml"]), st.integers(0, 3000), st.binary(max_size=6))
def test_any_damage_to_a_part_is_read_or_refused(path: str, place: int, damage: bytes) -> None:
    content = part(SMALL, path)
    place %= len(content)
    holds_or_refuses(rebuilt(SMALL, {path: content[:place] + damage + content[place + len(damage) :]}))


SAID = st.lists(st.tuples(st.sampled_from(["Jo", "Wim", "R3 (Anna)"]), WORDS), min_size=1)


@settings(deadline=None)
@given(SAID, st.sampled_from(";,\t|"))
def test_what_is_said_comes_back_whole(said: list[tuple[str, str]], delimiter: str) -> None:
    parsed = read(as_csv([("spreker", "tekst"), *said], delimiter).decode().encode("utf-16"))
    found = "".join(parsed.text[turn.start : turn.end] for turn in parsed.turns)
    letters = [x for _, text in said for x in text if x.isalnum()]
    assert [x for x in found if x.isalnum()] == letters
    assert {turn.label for turn in parsed.turns} == {label for label, _ in said}
