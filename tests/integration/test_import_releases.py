"""vrijgaven.csv becomes releases: whole or not at all, and its mistakes are said by line and without a word."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from pipeline import frames
from pipeline.errors import OutputError, StoreError
from pipeline.files import write_csv, write_json
from pipeline.privacy.doubts import WORDS, collect_doubts, write_words
from pipeline.reporting.privacy import RELEASE_COLUMNS
from pipeline.review import open_store
from pipeline.run.releasing import Released, ReleaseError, import_releases, is_release_file
from pipeline.study import Study

MUNICIPALITY_OF = {"aa1": "Testdorp", "aa2": "Testdorp", "bb1": "Proefstad"}
NAMES = [("aa1", "Kwelderzicht", "place"), ("aa2", "Kwelderzicht", "place"), ("bb1", "Olmhoek", "organisation")]


@pytest.fixture
def doubts():
    """Two doubts: a place in two interviews of one municipality, an organisation in the other."""
    rows = [
        {
            "interview_id": interview_id,
            "turn_no": 2,
            "start_char": 9,
            "end_char": 9 + len(text),
            "text": text,
            "kind": kind,
            "score": 0.5,
            "certainty": "doubtful",
            "reason": "staat na 'in'",
        }
        for interview_id, text, kind in NAMES
    ]
    return collect_doubts(frames.build(frames.NAMES, rows), MUNICIPALITY_OF, {}, "geheim")


@pytest.fixture
def study(tmp_path: Path, doubts) -> Study:
    """A study that has been coded and reported on, as far as an import can see."""
    write_csv(tmp_path / "out/codings.csv", frames.empty(frames.CODINGS))
    write_csv(tmp_path / "out/turns.csv", frames.empty(frames.TURNS))
    interviews = [{"interview_id": name, "municipality": place} for name, place in MUNICIPALITY_OF.items()]
    write_json(
        tmp_path / "out/run.lock", {"interviews": interviews, "basis": {}, "seed": 1, "python": "3", "packages": {}}
    )
    write_words(tmp_path / WORDS, doubts)
    return Study.open(tmp_path)


@pytest.fixture
def rows(doubts) -> list[list[str]]:
    """What the page saves when both doubts are ticked."""
    place, organisation = doubts
    return [
        [place.doubt_id, "Gemeente 1", "plaats", "aa1", "2", "Anna", "een dijk"],
        [organisation.doubt_id, "Gemeente 2", "organisatie", "bb1", "2", "Anna", ""],
    ]


def write(study: Study, rows: list[list[str]], name: str = "vrijgaven.csv", header=RELEASE_COLUMNS) -> Path:
    """Write a file as the page does."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([header, *rows])
    path = study.root / name
    path.write_text("\ufeff" + text.getvalue(), encoding="utf-8", newline="")
    return path


def standing(study: Study) -> list[tuple[str, ...]]:
    """Return what the store holds."""
    with open_store(study.store) as store:
        found = store.releases()
    columns = ("municipality", "form", "kind", "interview_id", "coder", "reason")
    return list(zip(*(found[name] for name in columns), strict=True))


BOTH = [
    ("Proefstad", "olmhoek", "organisation", "bb1", "Anna", ""),
    ("Testdorp", "kwelderzicht", "place", "aa1", "Anna", "een dijk"),
]


def test_what_was_ticked_is_released_in_the_name_of_the_coder(study, rows):
    assert import_releases(study, [write(study, rows)]) == Released(1, 2, 2)
    assert standing(study) == BOTH


def test_the_same_file_again_changes_nothing(study, rows):
    path = write(study, rows)
    import_releases(study, [path])
    with open_store(study.store) as store:
        before = store.changes()
    assert import_releases(study, [path, path]) == Released(2, 2, 0)
    with open_store(study.store) as store:
        assert store.changes() == before


def test_after_the_next_report_the_same_file_still_changes_nothing(study, rows):
    path = write(study, rows)
    import_releases(study, [path])
    write_words(study.root / WORDS, [])  # nothing is in doubt any more
    assert import_releases(study, [path]) == Released(1, 2, 0)


def test_two_coders_both_stand(study, rows):
    other = [[*row[:5], "Bert", row[6]] for row in rows]
    assert import_releases(study, [write(study, rows), write(study, other, "van_bert.csv")]) == Released(2, 4, 4)
    assert [row[4] for row in standing(study)] == ["Anna", "Bert", "Anna", "Bert"]


def test_a_file_that_excel_saved_is_read_too(study, rows):
    path = study.root / "vrijgaven.csv"
    lines = [";".join(RELEASE_COLUMNS), *(";".join(row) for row in rows)]
    path.write_text("\r\n".join([*lines, ";;;;;;"]), encoding="cp1252")
    assert import_releases(study, [path]).n_new == 2


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (
            0,
            "000000000000",
            r"deze vrijgave hoort niet bij deze studie \(niet gevonden in sleutel/twijfel\.json\); open privacy\.html",
        ),
        (0, "", "deze vrijgave hoort niet bij deze studie"),
        (1, "Gemeente 2", "dit interview hoort niet bij deze gemeente"),
        (1, "Testdorp", "dit interview hoort niet bij deze gemeente"),
        (2, "place", "onbekende soort; toegestaan: persoon, plaats"),
        (3, "zz9", "dit interview staat niet in de studie"),
        (5, " ", "codeur: een naam heeft 1 tot 60 gewone tekens"),
        (5, "x" * 61, "codeur: een naam heeft 1 tot 60 gewone tekens"),
        (5, "Consensus", "codeur: 'consensus' is de naam van wat codeurs samen besluiten"),
    ],
)
def test_a_wrong_row_is_said_by_line_and_nothing_is_written(study, rows, column, value, message):
    rows[0][column] = value
    with pytest.raises(ReleaseError, match=rf"^vrijgaven\.csv, regel 2: {message}") as caught:
        import_releases(study, [write(study, [rows[1], rows[0]][::-1])])
    assert "kwelderzicht" not in str(caught.value)
    assert len(caught.value.problems) == 1
    assert not Path(study.store).exists()


def test_every_mistake_in_every_file_is_said_at_once(study, rows):
    bad = [row.copy() for row in rows]
    bad[0][0], bad[1][2], bad[1][3] = "weg", "ding", "zz9"
    paths = [write(study, rows, "goed.csv"), write(study, bad, "fout.csv"), study.root / "weg.csv"]
    paths.append(write(study, [], "leeg.csv"))
    paths.append(write(study, [["x"]], "anders.csv", header=["vrijgave"]))
    with pytest.raises(ReleaseError, match="regel 2") as caught:
        import_releases(study, paths)
    assert [one.where for one in caught.value.problems] == [
        "fout.csv, regel 2",
        "fout.csv, regel 3",
        "fout.csv, regel 3",
        "weg.csv",
        "leeg.csv",
        "anders.csv, regel 1",
    ]
    assert not Path(study.store).exists()


def test_more_cells_than_columns_are_refused(study, rows):
    with pytest.raises(ReleaseError, match=r"regel 2: meer cellen dan de 7 kolommen"):
        import_releases(study, [write(study, [[*rows[0], "en nog iets"]])])


def test_without_the_words_nothing_can_be_released(study, rows):
    shutil.rmtree(study.root / "sleutel")
    with pytest.raises(OutputError, match=r"twijfel\.json: bestaat niet; draai 'factorwijzer report' opnieuw"):
        import_releases(study, [write(study, rows)])


def test_without_outputs_nothing_can_be_released(study, rows):
    shutil.rmtree(study.out)
    (study.root / "transcripten").mkdir()
    with pytest.raises(OutputError, match="dit bestand ontbreekt; draai eerst 'factorwijzer code'"):
        import_releases(study, [write(study, rows)])


def test_a_store_that_cannot_be_opened_is_said(study, rows):
    Path(study.store).write_text("geen database\n" * 100)
    with pytest.raises(StoreError, match="dit is geen bestand met beslissingen"):
        import_releases(study, [write(study, rows)])


def test_a_file_of_releases_is_known_by_its_header(study, rows, tmp_path):
    assert is_release_file(write(study, rows))
    assert is_release_file(write(study, []))
    hand = tmp_path / "hand.csv"
    hand.write_text("interview_id,turn_no,quote,code_id,note\n", encoding="utf-8")
    assert not is_release_file(hand)
    assert not is_release_file(tmp_path)
    assert not is_release_file(tmp_path / "weg.csv")
