"""Rows of the sheet `Coderingen`: what a coder may write in them, and what is said about the rest."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.exchange.row_keys import CODINGS_COLUMNS, row_id
from pipeline.exchange.verdict_rows import VerdictRows, is_verdict_file, read_verdicts

LINES, MONEY = "netwerk.korte_lijnen", "financiering.tekort"
CODES = {LINES: "Korte lijnen", MONEY: "Tekort aan geld", "netwerk.geld": "Overig", "aanbod.geld": "overig"}
QUOTE = "Iets wat Sjoerdje zei"
OTHER = "toegestaan: akkoord, niet akkoord, andere code; vul een daarvan in, of laat de cel leeg"


def a_row(**cells: object) -> dict[str, object]:
    """Make a row about the same passage, as it was written, with other cells where they are given."""
    made: dict[str, object] = dict.fromkeys(CODINGS_COLUMNS, "")
    made |= {"nr": row_id("aa1", 20, 41, LINES), "interview": "aa1", "code_id": LINES, "citaat": QUOTE}
    return made | {"start": 20, "einde": 41, "beurt": 2, "score": 0.5} | cells


def as_xlsx(path: Path, *rows: dict[str, object], sheets: tuple[str, ...] = ("Uitleg", "Coderingen")) -> Path:
    book = openpyxl.Workbook()
    book.active.title = sheets[0]
    book.active.append(["Zo beoordeelt u in Excel", "vul oordeel in"])
    for name in sheets[1:]:
        book.create_sheet(name)
    book[sheets[-1]].append(list(rows[0]))
    for row in rows:
        book[sheets[-1]].append(list(row.values()))
    book.save(path)
    return path


def as_csv(path: Path, *rows: dict[str, object]) -> Path:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows([list(rows[0]), *(list(row.values()) for row in rows)])
    path.write_bytes(b"\xef\xbb\xbf" + stream.getvalue().encode())
    return path


def read(path: Path) -> VerdictRows:
    return read_verdicts([path], CODES)


def said(found: VerdictRows) -> list[str]:
    return [str(problem) for problem in found.problems]


@pytest.mark.parametrize("make", [as_xlsx, as_csv])
def test_a_row_is_read_from_a_workbook_and_from_a_csv(tmp_path: Path, make) -> None:
    given = a_row(oordeel="akkoord", stand="d1", context_ervoor="En", context_erna=", ja", toelichting=" zo is het ")
    found = read(make(tmp_path / f"uit.{make.__name__[3:]}", given, a_row()))
    (row,) = found.rows
    assert (row.where, row.interview_id, row.start_char, row.end_char) == (
        f"uit.{make.__name__[3:]}, regel 2",
        "aa1",
        20,
        41,
    )
    assert (row.quote, row.before, row.after, row.standing) == (QUOTE, "En", ", ja", "d1")
    assert (row.code_id, row.verdict, row.other, row.reason) == (LINES, "accept", "", "zo is het")
    assert row.is_as_written
    assert (found.problems, found.n_empty, found.n_notes) == ([], 1, 0)


@pytest.mark.parametrize(
    ("oordeel", "verdict"),
    [
        *[(word, "accept") for word in ("akkoord", " Akkoord ", "AKKOORD", "accoord", "eens", "ja", "Ja")],
        *[(word, "reject") for word in ("niet akkoord", "Niet  akkoord", "niet\u00a0accoord", "oneens", "nee")],
    ],
)
def test_spelling_is_taken_as_it_is_meant(tmp_path: Path, oordeel: str, verdict: str) -> None:
    found = read(as_xlsx(tmp_path / "a.xlsx", a_row(oordeel=oordeel)))
    assert ([row.verdict for row in found.rows], found.problems) == ([verdict], [])


@pytest.mark.parametrize("other", [MONEY, f" {MONEY.upper()} ", "Tekort aan geld", "tekort  aan GELD"])
def test_another_code_is_given_by_its_id_or_its_name(tmp_path: Path, other: str) -> None:
    found = read(as_xlsx(tmp_path / "a.xlsx", a_row(oordeel="andere code", andere_code=other)))
    assert [(row.verdict, row.other) for row in found.rows] == [("other", MONEY)]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"oordeel": "akoord"}, f"in oordeel staat 'akoord' (bedoelt u 'akkoord'?); {OTHER}"),
        ({"oordeel": "Sjoerdje zei dat"}, f"in oordeel staat iets anders dan een oordeel; {OTHER}"),
        ({"oordeel": "Jan"}, f"in oordeel staat iets anders dan een oordeel; {OTHER}"),
        ({"oordeel": 1}, f"in oordeel staat iets anders dan een oordeel; {OTHER}"),
        (
            {"oordeel": "andere code"},
            "oordeel is 'andere code', maar andere_code is leeg; kies daar een code uit het codeboek",
        ),
        (
            {"oordeel": "andere code", "andere_code": "financiering.tekrot"},
            f"andere_code staat niet in het codeboek (bedoelt u '{MONEY}'?); kies een code_id van het blad Codeboek",
        ),
        (
            {"oordeel": "andere code", "andere_code": "Tekort aan gelt"},
            f"andere_code staat niet in het codeboek (bedoelt u '{MONEY}'?); kies een code_id van het blad Codeboek",
        ),
        (
            {"oordeel": "andere code", "andere_code": "Sjoerdje"},
            "andere_code staat niet in het codeboek; kies een code_id van het blad Codeboek",
        ),
        (
            {"oordeel": "andere code", "andere_code": "Overig"},
            "meer dan één code heet zo: netwerk.geld, aanbod.geld; zet een daarvan in andere_code",
        ),
        (
            {"oordeel": "andere code", "andere_code": LINES},
            "andere_code is de code van de rij zelf; kies een andere, of zet in oordeel 'akkoord'",
        ),
        (
            {"andere_code": MONEY},
            "andere_code is ingevuld, maar oordeel is leeg; zet in oordeel 'andere code', of maak andere_code leeg",
        ),
        (
            {"oordeel": "Nee", "andere_code": MONEY},
            "andere_code is ingevuld, maar oordeel is 'nee'; zet daar 'andere code', of maak andere_code leeg",
        ),
    ],
)
def test_what_cannot_be_taken_is_said_by_line_and_without_what_a_cell_holds(
    tmp_path: Path, cells: dict[str, object], message: str
) -> None:
    found = read(as_xlsx(tmp_path / "a.xlsx", a_row(), a_row(**cells)))
    assert (said(found), found.rows) == ([f"a.xlsx, regel 3: {message}"], [])
    assert "Sjoerdje" not in message


def test_all_problems_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    first = as_xlsx(tmp_path / "a.xlsx", a_row(oordeel="misschien"), a_row(oordeel="ja"), a_row(andere_code=MONEY))
    second = as_csv(tmp_path / "b.csv", a_row(oordeel="andere code"))
    found = read_verdicts([first, second, tmp_path / "weg.csv"], CODES)
    assert [problem.where for problem in found.problems] == [
        "a.xlsx, regel 2",
        "a.xlsx, regel 4",
        "b.csv, regel 2",
        "weg.csv",
    ]
    assert str(found.problems[-1]) == "weg.csv: bestaat niet"
    assert [row.where for row in found.rows] == ["a.xlsx, regel 3"]


def test_an_explanation_without_a_verdict_is_counted(tmp_path: Path) -> None:
    found = read(as_xlsx(tmp_path / "a.xlsx", a_row(toelichting="nog navragen"), a_row(), a_row(oordeel="  ")))
    assert (found.rows, found.problems, found.n_empty, found.n_notes) == ([], [], 3, 1)


@pytest.mark.parametrize(
    "cells", [{"start": 21}, {"einde": ""}, {"einde": "x"}, {"interview": "aa2"}, {"code_id": MONEY}, {"nr": ""}]
)
def test_a_row_of_which_a_cell_was_changed_is_known_by_its_number(tmp_path: Path, cells: dict[str, object]) -> None:
    found = read(as_xlsx(tmp_path / "a.xlsx", a_row(oordeel="ja"), a_row(oordeel="ja", **cells)))
    assert [row.is_as_written for row in found.rows] == [True, False]


def test_a_cell_that_excel_kept_as_text_is_read_without_the_sign_for_that(tmp_path: Path) -> None:
    (row,) = read(as_csv(tmp_path / "a.csv", a_row(oordeel="ja", toelichting="'- zeker"))).rows
    assert row.reason == "- zeker"


def test_columns_that_say_nothing_here_may_be_gone_and_their_order_may_be_another(tmp_path: Path) -> None:
    kept = ("oordeel", "stand", "einde", "start", "citaat", "code_id", "interview", "nr")
    given = a_row(oordeel="nee")
    found = read(as_xlsx(tmp_path / "a.xlsx", {name: given[name] for name in kept}))
    assert ([row.verdict for row in found.rows], found.problems) == (["reject"], [])


def test_a_column_that_is_needed_is_named(tmp_path: Path) -> None:
    given = {name: cell for name, cell in a_row(oordeel="ja").items() if name != "stand"}
    found = read(as_xlsx(tmp_path / "a.xlsx", given))
    assert said(found) == [
        "a.xlsx, regel 1: kolom 'stand' ontbreekt; nodig zijn nr, interview, code_id, citaat, oordeel, start, einde, stand"
    ]


def test_a_row_of_a_csv_that_is_too_long_is_a_problem_and_a_remark_beside_a_table_is_not(tmp_path: Path) -> None:
    longer = a_row(oordeel="ja") | {"": "erbij"}
    for_csv = as_csv(tmp_path / "a.csv", longer)
    header, rest = for_csv.read_bytes().split(b"\r\n", 1)
    for_csv.write_bytes(header.rstrip(b";") + b"\r\n" + rest)
    assert said(read(for_csv)) == [
        "a.csv, regel 2: deze rij heeft meer cellen dan de 24 kolommen; exporteer opnieuw en vul dat in"
    ]
    found = read(as_xlsx(tmp_path / "a.xlsx", longer))
    assert ([row.verdict for row in found.rows], found.problems) == (["accept"], [])


# --- which files are such sheets


def test_a_sheet_is_found_by_its_columns_wherever_it_is(tmp_path: Path) -> None:
    assert is_verdict_file(as_csv(tmp_path / "a.csv", a_row()))
    assert is_verdict_file(as_xlsx(tmp_path / "a.XLSX", a_row()))
    moved = as_xlsx(tmp_path / "b.xlsx", a_row(oordeel="ja"), sheets=("Voorblad", "Matrix", "Mijn oordelen"))
    assert is_verdict_file(moved)
    assert [row.where for row in read(moved).rows] == ["b.xlsx, regel 2"]


def test_other_files_are_told_apart(tmp_path: Path) -> None:
    hand = {"interview_id": "aa1", "turn_no": 2, "quote": QUOTE, "code_id": LINES}
    assert not is_verdict_file(as_csv(tmp_path / "a.csv", hand))
    assert not is_verdict_file(as_csv(tmp_path / "b.csv", hand | {"oordeel": "van mezelf"}))
    assert not is_verdict_file(as_xlsx(tmp_path / "c.xlsx", hand))
    assert not is_verdict_file(tmp_path)
    assert not is_verdict_file(tmp_path / "weg.xlsx")
    (tmp_path / "x.qdpx").write_bytes(b"oordeel;code_id\n")
    assert not is_verdict_file(tmp_path / "x.qdpx")
    (tmp_path / "stuk.xlsx").write_bytes(b"PK\x03\x04")
    assert not is_verdict_file(tmp_path / "stuk.xlsx")


# --- what always holds


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.fixed_dictionaries({}, optional={name: st.text(max_size=12) for name in CODINGS_COLUMNS}), max_size=4)
)
@example([{"start": "²", "oordeel": "ja"}])
def test_each_row_is_taken_or_empty_or_a_problem(tmp_path_factory: pytest.TempPathFactory, rows) -> None:
    path = tmp_path_factory.getbasetemp() / "rommel.csv"
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(
        [CODINGS_COLUMNS, *([row.get(name, "") for name in CODINGS_COLUMNS] for row in rows)]
    )
    path.write_bytes(stream.getvalue().encode("utf-8", "replace"))
    found = read(path)
    n_filled = sum(any(cell.strip() for cell in row.values()) for row in rows)
    assert len(found.rows) + len(found.problems) + found.n_empty == n_filled
    assert all(row.start_char >= -1 and row.end_char >= -1 for row in found.rows)
