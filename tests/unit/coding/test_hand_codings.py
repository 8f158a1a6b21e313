"""Reading hand codings: what fits is placed to the letter, what does not is named all at once with its line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.coding import read_hand_codings
from pipeline.errors import HandCodingError

CODES = ["netwerk.korte_lijnen", "financiering.tekort"]
LINES, MONEY = CODES
SEPARATE = "open het bestand in Excel via Gegevens > Uit tekst/CSV, zodat elke kolom apart staat, en sla het op als CSV"
HEADER = "interview_id,turn_no,quote,code_id\n"
SAID = [
    ("interviewer", "Hoe vindt u elkaar?"),
    ("respondent", 'Ik app haar 😀, en ze belt terug.\nMeteen. Ze zegt: "kom maar", altijd. Ik app haar.'),
    ("interviewer", "En geld?"),
    *[("respondent", f"Antwoord {n}, geen geld.") for n in range(4, 12)],
    ("respondent", "- geen geld"),
    ("respondent", "Dat is één café."),
]


def turns(said: list[tuple[str, str]] = SAID, interview_id: str = "a") -> pd.DataFrame:
    rows, start = [], 7
    for turn_no, (role, text) in enumerate(said, 1):
        row = {"interview_id": interview_id, "turn_no": turn_no, "municipality": "Testdorp", "perspective": ""}
        row |= {"speaker": role[0].upper(), "role": role, "start_char": start, "end_char": start + len(text)}
        rows.append(row | {"text": text})
        start += len(text) + 1
    return frames.build(frames.TURNS, rows)


def read(tmp_path: Path, content: str | bytes) -> pd.DataFrame:
    path = tmp_path / "codes.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_hand_codings(path, turns(), CODES)


def complaints(tmp_path: Path, content: str | bytes) -> list[str]:
    with pytest.raises(HandCodingError, match=r"codes\.csv") as caught:
        read(tmp_path, content)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (HEADER, []),
        (HEADER + "a,2,Ik app haar,netwerk.korte_lijnen\n", [(2, LINES, "Ik app haar")]),
        ("\ufeff" + HEADER + "a,2,Ik app haar,netwerk.korte_lijnen", [(2, LINES, "Ik app haar")]),
        (HEADER.replace("\n", "\r\n") + "a,2,Meteen,netwerk.korte_lijnen\r\n", [(2, LINES, "Meteen")]),
        (
            "note,code_id,quote,turn_no,interview_id\nTwijfel,netwerk.korte_lijnen,Meteen,2,a\n",
            [(2, LINES, "Meteen")],
        ),
        (HEADER + 'a,2,"haar 😀, en ze",netwerk.korte_lijnen\n', [(2, LINES, "haar 😀, en ze")]),
        (
            HEADER + 'a,2,"belt terug.\nMeteen. Ze zegt: ""kom maar"", altijd",netwerk.korte_lijnen\n',
            [(2, LINES, 'belt terug.\nMeteen. Ze zegt: "kom maar", altijd')],
        ),
        (HEADER + "a,2,Meteen,netwerk.korte_lijnen\n" * 2, [(2, LINES, "Meteen")]),
        (
            HEADER + "a,2,Meteen,netwerk.korte_lijnen\na,2,Meteen,financiering.tekort\n",
            [(2, MONEY, "Meteen"), (2, LINES, "Meteen")],
        ),
        (HEADER + "\na,2,Meteen,netwerk.korte_lijnen\n\n", [(2, LINES, "Meteen")]),
        (
            HEADER.replace(",", ";") + "a;2;Ik app haar 😀, en;netwerk.korte_lijnen\n",
            [(2, LINES, "Ik app haar 😀, en")],
        ),
        (HEADER.replace(",", "\t") + "a\t2\tMeteen\tnetwerk.korte_lijnen\n", [(2, LINES, "Meteen")]),
        (("\ufeff" + HEADER + "a,2,Meteen,netwerk.korte_lijnen\n").encode("utf-16-le"), [(2, LINES, "Meteen")]),
        ((HEADER + "a,13,één café,financiering.tekort\n").encode("cp1252"), [(13, MONEY, "één café")]),
        (HEADER.replace("\n", ",,\n") + "a,2,Meteen,netwerk.korte_lijnen,,\n", [(2, LINES, "Meteen")]),
        (HEADER + "a,12,'- geen geld,financiering.tekort\n", [(12, MONEY, "- geen geld")]),
    ],
    ids=[
        "header only",
        "one",
        "byte order mark, no last line end",
        "Windows line ends",
        "other columns and order",
        "comma and emoji",
        "line end and quotation marks",
        "repeated",
        "two codes on one quote",
        "empty lines",
        "semicolons",
        "tabs",
        "UTF-16",
        "Windows-1252",
        "empty columns at the end",
        "apostrophe that keeps text out of formulas",
    ],
)
def test_what_fits_is_placed(tmp_path: Path, content: str, expected: list[tuple[int, str, str]]) -> None:
    hand = read(tmp_path, content)
    assert list(hand[["turn_no", "code_id", "quote"]].itertuples(index=False, name=None)) == expected
    by_no = {turn.turn_no: turn for turn in frames.rows(turns())}
    for row in frames.rows(hand):
        turn = by_no[row.turn_no]
        assert turn.text[row.start_char - turn.start_char : row.end_char - turn.start_char] == row.quote


def test_a_quote_that_occurs_twice_stands_at_its_first_place(tmp_path: Path) -> None:
    hand = read(tmp_path, HEADER + "a,2,Ik app haar,netwerk.korte_lijnen\n")
    assert hand["start_char"].tolist() == [turns()["start_char"].tolist()[1]]


def test_rows_are_sorted_by_turn_number_not_by_its_letters(tmp_path: Path) -> None:
    rows = "".join(f"a,{n},Antwoord {n},financiering.tekort\n" for n in (10, 4, 11, 9))
    assert read(tmp_path, HEADER + rows)["turn_no"].tolist() == [4, 9, 10, 11]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("b,2,Meteen,netwerk.korte_lijnen", "interview 'b' bestaat niet; bekend: a"),
        (",2,Meteen,netwerk.korte_lijnen", "interview '' bestaat niet; bekend: a"),
        ("a,14,Meteen,netwerk.korte_lijnen", "beurt '14' bestaat niet in a; toegestaan: 1 tot en met 13"),
        ("a,0,Meteen,netwerk.korte_lijnen", "beurt '0' bestaat niet in a; toegestaan: 1 tot en met 13"),
        ("a,-2,Meteen,netwerk.korte_lijnen", "beurt '-2' bestaat niet in a; toegestaan: 1 tot en met 13"),
        ("a,2.0,Meteen,netwerk.korte_lijnen", "beurt '2.0' bestaat niet in a; toegestaan: 1 tot en met 13"),
        ("a,²,Meteen,netwerk.korte_lijnen", "beurt '²' bestaat niet in a; toegestaan: 1 tot en met 13"),
        ("a,,Meteen,netwerk.korte_lijnen", "beurt '' bestaat niet in a; toegestaan: 1 tot en met 13"),
        (
            "a,1,Hoe vindt u elkaar?,netwerk.korte_lijnen",
            "beurt 1 is van de interviewer; alleen wat respondenten zeggen, krijgt een code",
        ),
        ("a,2,Meteen,netwerk.lijnen", "onbekende code 'netwerk.lijnen'; zie codebook/themes.yaml voor de codes"),
        (
            "a,2,meteen,netwerk.korte_lijnen",
            "het citaat staat niet letterlijk in beurt 2 van a; kopieer het precies",
        ),
        ("a,2,geen geld,financiering.tekort", "het citaat staat niet letterlijk in beurt 2 van a; kopieer het precies"),
        ("a,2,,netwerk.korte_lijnen", "het citaat staat niet letterlijk in beurt 2 van a; kopieer het precies"),
    ],
)
def test_what_does_not_fit(tmp_path: Path, row: str, message: str) -> None:
    assert complaints(tmp_path, HEADER + row + "\n") == [f"codes.csv, regel 2: {message}"]


@pytest.mark.parametrize("row", ["a", "a,2", "a,2,Meteen"])
def test_a_row_that_is_too_short(tmp_path: Path, row: str) -> None:
    (complaint,) = complaints(tmp_path, HEADER + row + "\n")
    assert complaint.startswith("codes.csv, regel 2: ")
    assert "None" not in complaint


def test_all_complaints_at_once_with_their_lines(tmp_path: Path) -> None:
    rows = [
        "b,2,Meteen,netwerk.korte_lijnen",
        "a,2,Meteen,netwerk.korte_lijnen",
        "a,3,En geld?,financiering.tekort",
        "",
        "a,99,Meteen,netwerk.korte_lijnen",
        "a,2,Meteen,netwerk.lijnen",
        "a,2,Nooit gezegd,netwerk.korte_lijnen",
    ]
    found = complaints(tmp_path, HEADER + "\n".join(rows))
    assert [text.split(":")[0] for text in found] == [f"codes.csv, regel {n}" for n in (2, 4, 6, 7, 8)]


def test_complaints_never_repeat_what_was_said(tmp_path: Path) -> None:
    assert "geheim" not in "".join(complaints(tmp_path, HEADER + "a,2,Zeer geheim,netwerk.korte_lijnen\n"))


def test_after_a_quote_of_two_lines_the_lines_still_count(tmp_path: Path) -> None:
    content = HEADER + 'a,2,"belt terug.\nMeteen",netwerk.korte_lijnen\nb,2,Meteen,netwerk.korte_lijnen\n'
    assert complaints(tmp_path, content) == ["codes.csv, regel 4: interview 'b' bestaat niet; bekend: a"]


def test_a_complaint_names_the_line_on_which_its_row_begins(tmp_path: Path) -> None:
    content = HEADER + 'b,2,"belt terug.\nMeteen",netwerk.korte_lijnen\n'
    assert complaints(tmp_path, content) == ["codes.csv, regel 2: interview 'b' bestaat niet; bekend: a"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "codes.csv, regel 1: kolom 'interview_id' ontbreekt; nodig zijn interview_id, turn_no, quote, code_id"),
        (
            "interview_id,turn_no,citaat,code_id\n",
            "codes.csv, regel 1: kolom 'quote' ontbreekt; nodig zijn interview_id, turn_no, quote, code_id",
        ),
        (f'"{HEADER.strip()}"\n', f"codes.csv, regel 1: alle kolommen staan in één cel; {SEPARATE}"),
        (HEADER.replace("\n", ";;;\n"), f"codes.csv, regel 1: alle kolommen staan in één cel; {SEPARATE}"),
        (HEADER.replace("\n", ",quote\n"), "codes.csv, regel 1: kolom 'quote' staat er twee keer; haal er één weg"),
        (
            HEADER + '"a,2,""Ik app haar 😀, en"",netwerk.korte_lijnen"\n',
            f"codes.csv, regel 2: de hele rij staat in één cel; {SEPARATE}",
        ),
        (
            HEADER.encode() + b"a,2,\x81,netwerk.korte_lijnen\n",
            "codes.csv: niet te lezen; sla het opnieuw op als 'CSV UTF-8'",
        ),
    ],
    ids=[
        "empty file",
        "column missing",
        "header in one cell",
        "with semicolons",
        "column twice",
        "row in one cell",
        "binary",
    ],
)
def test_a_file_that_cannot_be_read_at_all(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert complaints(tmp_path, content) == [message]


def test_a_quotation_mark_that_is_never_closed_in_a_large_file(tmp_path: Path) -> None:
    rows = 'a,2,"Meteen,netwerk.korte_lijnen\n' + "a,2,Meteen,netwerk.korte_lijnen\n" * 5000
    assert complaints(tmp_path, HEADER + rows)[0].startswith("codes.csv")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(HandCodingError, match=r"^codes\.csv: dit bestand met handcoderingen bestaat niet$"):
        read_hand_codings(tmp_path / "codes.csv", turns(), CODES)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n,\"'"), min_size=1), st.data())
def test_any_piece_of_a_turn_can_be_coded(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    content = io.StringIO(newline="")
    csv.writer(content).writerows([HEADER.strip().split(","), ["a", 1, quote, LINES]])
    path = tmp_path_factory.mktemp("hand") / "codes.csv"
    path.write_bytes(content.getvalue().encode())
    one = turns([("respondent", text)])
    row = read_hand_codings(path, one, CODES).iloc[0]
    assert row["quote"] == quote
    assert text[row["start_char"] - 7 : row["end_char"] - 7] == quote
