"""What is written for Excel: a Dutch Excel opens it in columns, and no cell becomes a formula."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.tables import as_text, read_table, write_for_excel

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)


def test_semicolons_byte_order_mark_decimal_comma_and_windows_line_ends(tmp_path: Path) -> None:
    frame = pd.DataFrame({"tekst": ["één; twee", "regel\neen"], "beurt": [2, 3], "score": [0.5, 0.123456]})
    write_for_excel(tmp_path / "uit.csv", frame)
    assert (tmp_path / "uit.csv").read_bytes() == (
        '\ufefftekst;beurt;score\r\n"één; twee";2;0,5000\r\n"regel\neen";3;0,1235\r\n'.encode()
    )


@pytest.mark.parametrize("cell", ["=1+1", "+31", "- ja", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_looks_like_a_formula_stays_text(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "ja - nee", " =1", "'s avonds", "1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert as_text(cell) == cell


@settings(deadline=None)
@given(st.lists(TEXT.filter(lambda text: text.strip() != ""), min_size=1, max_size=4))
def test_what_is_written_for_excel_is_read_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "excel.csv"
    write_for_excel(path, pd.DataFrame({"nummer": range(len(texts)), "tekst": pd.Series(texts, dtype="str")}))
    table = read_table(path)
    assert table.problems == []
    assert [row.cells["tekst"] for row in table.rows] == [as_text(text) for text in texts]
