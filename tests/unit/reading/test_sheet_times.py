"""Times in columns of tables, as programs, people and Excel write them."""

from __future__ import annotations

from datetime import time, timedelta

import openpyxl
import pytest
from sheet_files import (
    as_workbook,
    read,
    saved,
    times,
)

from pipeline.reading.tables import read_dialogue


@pytest.mark.parametrize(
    ("titles", "cells", "expected"),
    [
        ("start;end", ["12.5;14", "15,25;16"], [(12.5, 14.0), (15.25, 16.0)]),
        ("Starttijd;Eindtijd", ["0:05;1:02,5", "00:01:03.250;1:00:00"], [(5.0, 62.5), (63.25, 3600.0)]),
        ("start_ms;end_ms", ["500;1500", "2000;2500"], [(0.5, 1.5), (2.0, 2.5)]),
        ("Begin (ms);Eind (ms)", ["500;1500", "2000;2500"], [(0.5, 1.5), (2.0, 2.5)]),
        ("van;tot", ["0 s;90 sec", "1500 ms;2s"], [(0.0, 90.0), (1.5, 2.0)]),
        ("Timespan;x", ["0:00,0 - 0:12,3;", "0:12,3 - 1:00:00,0;"], [(0.0, 12.3), (12.3, 3600.0)]),
        ("Tijd;x", ["[00:00:01];", "#00:00:12-5#;"], [(1.0, None), (12.5, None)]),
        ("tijdcode;x", ["00:00:01,000 --> 00:00:04,000;", "00:00:05:12;"], [(1.0, 4.0), (5.0, None)]),
        ("timecode in;timecode out", ["00:00:01:00;00:00:02:12", "00:00:03:00;"], [(1.0, 2.0), (3.0, None)]),
    ],
)
def test_times_in_every_shape(titles: str, cells: list[str], expected: list[tuple[float, float]]) -> None:
    parsed = read(f"spreker;tekst;{titles}\nJo;Hoe?;{cells[0]}\nWim;Goed.;{cells[1]}\n".encode())
    assert times(parsed) == expected
    assert parsed.warnings == []


def test_whole_numbers_beyond_a_day_are_milliseconds_and_it_is_said() -> None:
    parsed = read(b"start,end,speaker,text\n0,2500,0,Hoe?\n2500,91000,1,Goed.\n")
    assert times(parsed) == [(0.0, 2.5), (2.5, 91.0)]
    assert parsed.warnings == [
        "de tijden zijn gelezen als milliseconden; als seconden zouden ze langer dan een dag duren"
    ]


def test_times_that_cannot_be_are_none_and_warned_of_once() -> None:
    content = b"spreker;tekst;begin;eind\nJo;a;straks;\nWim;b;-4;5\nJo;c;9;3\nWim;d;NaN;inf\nJo;e;2024-10-15;\n"
    parsed = read(content)
    assert times(parsed) == [(None, None), (None, None), (9.0, None), (None, None), (None, None)]
    assert parsed.warnings == [
        "rij 2 (en 3 andere) heeft een tijd die niet te lezen is; de tekst telt wel mee",
        "rij 4 heeft een eindtijd voor de begintijd; de eindtijd telt niet mee",
    ]


def test_times_in_cells_of_excel_are_read_as_they_were_typed() -> None:
    rows: list[list[object]] = [["Spreker", "Tekst", "Begin", "Eind"]]
    cells = [
        (time(0, 15), "h:mm"),  # typed as 0:15
        (time(0, 1, 2, 500000), "hh:mm:ss"),
        (timedelta(hours=24, minutes=10), "[h]:mm:ss"),  # typed as 24:10
        (timedelta(minutes=75), "[mm]:ss"),
        (4510.5, "General"),
    ]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows + [["Jo" if n % 2 else "Wim", "Ja.", value] for n, (value, _) in enumerate(cells)]:
        sheet.append(row)
    for number, (_, form) in enumerate(cells, start=2):
        sheet.cell(number, 3).number_format = form
    parsed = read(saved(book))
    assert [begin for begin, _ in times(parsed)] == [15.0, 62.5, 1450.0, 4500.0, 4510.5]
    assert parsed.warnings == []


def test_parts_of_a_day_without_a_time_format() -> None:
    rows = [["spreker", "tekst", "tijd"], *(["IR"[n % 2], "ja", n * 10 / 86400] for n in range(4))]
    assert [begin for begin, _ in times(read(as_workbook(rows)))] == [0.0, 10.0, 20.0, 30.0]


def test_times_in_a_table_of_a_document() -> None:
    talk = [["Tijd", "Spreker", "Tekst"], ["0:01", "I", "Hoe?"], ["0:09", "R", "Goed."], ["0:12", "", "En jij?"]]
    further = [["0:20", "I", "Ook."], ["?", "R", "Mooi."]]
    found = read_dialogue([talk, further], set())
    assert [(turn.label, turn.text, turn.begin) for turn in found] == [
        ("I", "Hoe?", 1.0),
        ("R", "Goed. En jij?", 9.0),
        ("I", "Ook.", 20.0),
        ("R", "Mooi.", None),
    ]
