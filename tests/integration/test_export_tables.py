"""A study as tables: the same codings, the counts of the reports, what coders decided, and a file only the owner reads."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from pipeline import frames
from pipeline.exchange.row_keys import CODINGS_COLUMNS, row_id, standing
from pipeline.review import open_store
from pipeline.review.anchors import passage_at
from pipeline.review.texts import plain_text
from pipeline.run.documents import report_data
from pipeline.run.exporting_tables import book_of, export_tables
from pipeline.run.outputs import load_outputs
from pipeline.run.reviewing import bring_in
from pipeline.study import Study
from pipeline.tables import read_table

SECOND = """\
gemeente: Elders
perspectief: wijkteam

Interviewer: Hoe gaat het samen?
Respondent: We hebben korte lijnen, dat scheelt. =1+1 zeg ik altijd.
Interviewer: En verder?
Respondent: Er is geen geld voor. 😀
"""


@pytest.fixture
def study(make_study, cli) -> Study:
    """A coded study of two municipalities."""
    root = make_study()
    (root / "transcripten/twee.txt").write_text(SECOND, encoding="utf-8")
    assert cli("code", "--study", root).code == 0
    return Study.open(root)


def decide(study: Study, coder: str, verdict: str, row, judged: bool = False) -> None:
    """Let a coder decide about a row of the frame `codings`."""
    _, turns, _ = load_outputs(study)
    text = plain_text(turns[turns["interview_id"] == row.interview_id])
    passage = passage_at(text, row.interview_id, row.turn_no, row.start_char, row.end_char)
    with open_store(study.store) as store:
        bring_in(study, store)
        store.add_coder(coder)
        store.decide(passage, row.code_id, verdict, coder)
        if judged:
            store.judge_turns(row.interview_id, [row.turn_no], coder, False)


def codings_of(study: Study) -> list:
    """The rows of the frame `codings`."""
    return list(frames.rows(load_outputs(study)[0]))


def rows_of(path, sheet="Coderingen") -> pd.DataFrame:
    """A sheet as pandas reads it."""
    return pd.read_excel(path, sheet_name=sheet, keep_default_na=False)


def test_a_workbook_holds_every_coding(study, cli):
    done = cli("export", "--format", "xlsx", "--study", study.root)
    assert (done.code, done.err) == (0, "")
    (path,) = (study.root / "uitwisseling").iterdir()
    assert f"Geschreven: {path}" in done.out
    assert "namen" in done.out
    assert path.suffix == ".xlsx"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    sheet = rows_of(path)
    found = set(zip(sheet["nr"], sheet["interview"], sheet["gemeente"], sheet["citaat"], sheet["code_id"], strict=True))
    expected = {
        (row_id(r.interview_id, r.start_char, r.end_char, r.code_id), r.interview_id, r.municipality, r.text, r.code_id)
        for r in codings_of(study)
    }
    assert found == expected
    assert {"Testdorp", "Elders"} == set(sheet["gemeente"])
    assert openpyxl.load_workbook(path)["Uitleg"]["A2"].value == "Let op"


def test_the_same_study_gives_the_same_bytes(study, tmp_path):
    for kind in ("xlsx", "html"):
        first, second = (export_tables(study, kind, tmp_path / f"{n}.{kind}")[0] for n in (1, 2))
        assert first.read_bytes() == second.read_bytes()


def test_csv_and_page_hold_the_same_codings(study, cli):
    for kind in ("csv", "html"):
        assert cli("export", "--format", kind, "--study", study.root).code == 0
    (folder,) = (study.root / "uitwisseling").glob("*-csv")
    table = read_table(folder / "Coderingen.csv")
    assert table.columns == list(CODINGS_COLUMNS)
    (page,) = (study.root / "uitwisseling").glob("*.html")
    numbers = {row_id(r.interview_id, r.start_char, r.end_char, r.code_id) for r in codings_of(study)}
    assert {row.cells["nr"] for row in table.rows} == numbers
    text = page.read_text(encoding="utf-8")
    assert text.count("<q>") == len(numbers) > 0
    assert {path.stat().st_mode & 0o777 for path in (page, *folder.iterdir())} == {0o600}


def test_counts_are_those_of_the_reports(study):
    rejected = codings_of(study)[0]
    decide(study, "Ans", "reject", rejected)
    book = book_of(study)
    factors = report_data(study).factors
    table = book.by_municipality.set_index("code_id")
    counted = {
        (name, code_id): (table.loc[code_id, f"{name} passages"], table.loc[code_id, f"{name} interviews"])
        for name in ("Testdorp", "Elders")
        for code_id in table.index
    }
    expected = {(f.municipality, f.code_id): (f.n_segments, f.n_interviews) for f in frames.rows(factors)}
    assert counted == expected
    assert sum(n for n, _ in expected.values()) > 0
    matrix = book.by_respondent.set_index("code_id")
    assert matrix["een"].sum() == sum(n for (name, _), (_, n) in expected.items() if name == "Testdorp")


def test_decisions_stand_beside_their_row(study):
    row = codings_of(study)[0]
    before = book_of(study).codings.set_index("nr")
    decide(study, "Bea", "reject", row)
    decide(study, "Ans", "accept", row)
    number = row_id(row.interview_id, row.start_char, row.end_char, row.code_id)
    after = book_of(study).codings.set_index("nr")
    assert after.loc[number, "besluit"] == "akkoord (Ans); niet akkoord (Bea)"
    with open_store(study.store) as store:
        stand = standing((one.coder, one.verdict, one.decision_id) for one in store.decisions())
    assert (before.loc[number, "stand"], after.loc[number, "stand"]) == ("", stand)
    assert set(after.drop(number)["stand"]) == {""}
    assert list(before.index) == list(after.index)


def test_what_a_coder_gave_himself_is_a_row(study):
    suggested = codings_of(study)[0]
    own = suggested._replace(end_char=suggested.start_char + 3)
    decide(study, "Ans", "accept", own)
    book = book_of(study)
    found = book.codings.set_index("nr").loc[row_id(own.interview_id, own.start_char, own.end_char, own.code_id)]
    assert (found["herkomst"], found["besluit"], found["citaat"]) == ("mens", "akkoord (Ans)", suggested.text[:3])
    assert len(book.codings) == len(codings_of(study)) + 1


def test_two_coders_are_compared(study):
    row = codings_of(study)[0]
    decide(study, "Ans", "accept", row, judged=True)
    decide(study, "Bea", "reject", row, judged=True)
    book = book_of(study)
    assert {("Ans", "Bea")} == set(zip(book.agreement["codeur_a"], book.agreement["codeur_b"], strict=True))
    overall = book.agreement[book.agreement["niveau"] == "alle codes"].iloc[0]
    n_codes = len(study.codebook().code_ids)
    assert (overall["n_eenheden"], overall["n_a"], overall["n_b"]) == (n_codes, 1, 0)
    assert overall["gelijk"] == pytest.approx((n_codes - 1) / n_codes)
    (found,) = book.differences.to_dict("records")
    assert (found["oordeel_a"], found["oordeel_b"], found["citaat"]) == ("akkoord", "niet akkoord", row.text)


def test_hand_codings_of_two_coders_are_compared(make_study, cli):
    root = make_study(settings='[studie]\ncoder_a = "ans.csv"\ncoder_b = "bea.csv"\n')
    header = "interview_id,turn_no,quote,code_id\n"
    (root / "ans.csv").write_text(f"{header}een,2,korte lijnen,netwerk.korte_lijnen\n", encoding="utf-8")
    (root / "bea.csv").write_text(f"{header}een,4,geen geld,financiering.tekort\n", encoding="utf-8")
    assert cli("code", "--study", root).code == 0
    book = book_of(Study.open(root))
    assert {("ans", "bea")} == set(zip(book.agreement["codeur_a"], book.agreement["codeur_b"], strict=True))
    found = list(
        zip(book.differences["citaat"], book.differences["oordeel_a"], book.differences["oordeel_b"], strict=True)
    )
    assert found == [("korte lijnen", "akkoord", "niet gegeven"), ("geen geld", "niet gegeven", "akkoord")]


def test_what_fits_nowhere_any_more_is_told(study, cli):
    decide(study, "Ans", "accept", codings_of(study)[0])
    transcript = study.root / "transcripten/een.txt"
    text = transcript.read_text(encoding="utf-8").replace(
        "Ik app haar en een kwartier later belt ze terug. We hebben", "Tja,"
    )
    transcript.write_text(text.replace("korte lijnen", "niets"), encoding="utf-8")
    assert cli("code", "--study", study.root).code == 0
    book = book_of(study)
    assert any("1 besluit past nergens meer" in one for one in book.remarks)
    assert not any("Ans" in one for one in book.codings["besluit"])


@pytest.mark.parametrize("kind", ["xlsx", "csv", "html"])
def test_a_target_belongs_to_other_formats(study, cli, kind):
    done = cli("export", "--format", kind, "--target", "nvivo", "--study", study.root)
    assert done.code == 2
    assert f"--target: hoort bij qdpx en qdc, niet bij {kind}" in done.err
    assert not (study.root / "uitwisseling").exists()


def test_a_study_that_was_not_coded(make_study, cli):
    done = cli("export", "--format", "xlsx", "--study", make_study())
    assert done.code == 2
    assert "draai eerst 'factorwijzer code'" in done.err


def test_an_unknown_kind_is_a_mistake_of_the_program(study):
    with pytest.raises(ValueError, match="kind: got ods; allowed xlsx, csv, html"):
        export_tables(study, "ods")


def test_a_removal_names_the_tables_that_quote_the_respondent(study, cli):
    written = [path for kind in ("xlsx", "csv", "html") for path in export_tables(study, kind)]
    done = cli("forget", "een", "--study", study.root, "--yes")
    told = done.out + done.err
    quoting = [path for path in written if path.suffix != ".csv" or path.stem == "Coderingen"]
    assert len(quoting) == 3
    assert [path.name for path in quoting if str(path) not in told] == []


def test_verdicts_that_were_filled_in_come_back(study, cli):
    (path,) = export_tables(study, "xlsx")
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Coderingen"]
    column = {name: n for n, name in enumerate(CODINGS_COLUMNS, start=1)}
    sheet.cell(2, column["oordeel"]).value = "akkoord"
    sheet.cell(3, column["oordeel"]).value = "niet akkoord"
    workbook.save(path)
    done = cli("import", path, "--coder", "Ans", "--study", study.root)
    assert (done.code, done.err) == (0, "")
    decided = dict(zip(book_of(study).codings["nr"], book_of(study).codings["besluit"], strict=True))
    numbers = [sheet.cell(row, column["nr"]).value for row in (2, 3)]
    assert [decided[number] for number in numbers] == ["akkoord (Ans)", "niet akkoord (Ans)"]
