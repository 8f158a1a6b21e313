"""The page about found names: Dutch figures, goals reached or not, and no name on it."""

from __future__ import annotations

import pandas as pd
import pytest
from lxml import html

from pipeline import frames
from pipeline.evaluation.names_found import Listed, Measured, measure
from pipeline.evaluation.names_page import GOALS, names_markdown, names_page
from pipeline.evaluation.pages import to_html

NAMES = [("Tjitske", "person"), ("Hoogezicht", "place"), ("Klaverkring", "organisation"), ("06-0011", "phone")]
LISTED = {key: [Listed(text, kind) for text, kind in NAMES] for key in ("a1", "a2")}
TEXT = "Bel Tjitske in Hoogezicht van Klaverkring op 06-0011, of Moeder om vijf uur. Daar zit Tjitske ook."


def found(*passages: tuple[str, str], is_invented: bool = True, start: int = 1000) -> Measured:
    """Measure masks on the first place of each passage, in two interviews that are alike."""
    spoken = list[dict[str, object]]()
    names = list[dict[str, object]]()
    for interview_id in LISTED:
        place = {"interview_id": interview_id, "turn_no": 1}
        facts = {"municipality": "Dorp", "perspective": "", "speaker": "R", "role": "respondent", "text": TEXT}
        spoken.append({**place, **facts, "start_char": start, "end_char": start + len(TEXT)})
        for passage, kind in passages:
            first = start + TEXT.index(passage)
            mask = {"text": passage, "kind": kind, "score": 1.0, "certainty": "certain", "reason": ""}
            names.append({**place, **mask, "start_char": first, "end_char": first + len(passage)})
    return measure(frames.build(frames.NAMES, names), frames.build(frames.TURNS, spoken), LISTED, is_invented)


ALL = (*NAMES, ("Daar zit Tjitske", "person"))
SOME = found(NAMES[0], NAMES[1], ("06", "phone"), ("Moeder", "person"), ("vijf uur", "age"))


def rows(page: str, caption: str) -> list[list[str]]:
    """Return the cells of the table with this caption, or in a part with this heading."""
    tables = [
        table for table in html.fromstring(page).iter("table") if caption in (table.getparent().get("aria-label") or "")
    ]
    assert len(tables) == 1
    return [[cell.text_content() for cell in row.iter("td")] for row in tables[0].iter("tr")][1:]


def test_counts_per_kind_in_dutch() -> None:
    page = to_html(names_page({"proef": SOME}))
    assert "Gemeten op 2 verzonnen interviews." in page
    assert "Niet meegeteld zijn 2 maskers" in page
    assert "(leeftijden: 2)" in page
    table = {row[0]: row[1:] for row in rows(page, "Vermeldingen per soort: proef")}
    assert table["personen"] == ["4", "2", "0", "2", "0,500", "0,000", "1,000", "0,500"]
    assert table["telefoonnummers"][:4] == ["2", "0", "2", "0"]
    unknown = "niet te berekenen"
    assert table["organisaties"] == ["2", "0", "0", "2", "0,000", "0,000", unknown, unknown]
    assert table["alles wat meetelt"] == ["10", "4", "2", "4", "0,400", "0,250", "1,000", "0,750"]
    assert "scholen" not in table
    assert rows(page, "Maskers per soort: proef") == [
        ["personen", "4", "2", "2", "0,500 (0,500–0,500)"],
        ["plaatsen", "2", "2", "0", "1,000 (1,000–1,000)"],
        ["telefoonnummers", "2", "2", "0", "1,000 (1,000–1,000)"],
        ["alles wat meetelt", "8", "6", "2", "0,750 (0,750–0,750)"],
    ]


def test_invented_is_said_only_of_invented_interviews() -> None:
    assert "Gemeten op 2 interviews." in names_markdown({"proef": found(*ALL, is_invented=False)}, GOALS)


@pytest.mark.parametrize(
    ("measured", "reached"),
    [
        pytest.param(found(*ALL), ["ja", "ja", "ja", "ja", "ja"], id="all"),
        pytest.param(SOME, ["nee", "nee", "ja", "nee", "nee"], id="some"),
        pytest.param(found(), ["nee", "nee", "nee", "nee", "niet te berekenen"], id="nothing masked"),
    ],
)
def test_says_which_goals_are_reached(measured: Measured, reached: list[str]) -> None:
    table = rows(to_html(names_page({"proef": measured})), "De doelen")
    assert [row[1] for row in table] == [
        "vondst van personen",
        "vondst van contactgegevens",
        "vondst van plaatsen",
        "vondst van organisaties, scholen en projecten",
        "precisie",
    ]
    assert [row[2] for row in table] == [
        "minstens 0,99",
        "minstens 0,99",
        "minstens 0,97",
        "minstens 0,97",
        "minstens 0,85",
    ]
    assert [row[4] for row in table] == reached


def test_a_goal_is_compared_without_rounding() -> None:
    table = rows(to_html(names_page({"proef": SOME}, {"personen": 0.5001, "precisie": 0.75})), "De doelen")
    assert [row[2:] for row in table] == [
        ["minstens 0,50", "0,500 (0,500–0,500)", "nee"],
        ["minstens 0,75", "0,750 (0,750–0,750)", "ja"],
    ]


def test_compares_finders_side_by_side() -> None:
    finders = {"alleen lijsten": found(NAMES[0]), "niets": found()}
    table = rows(to_html(names_page({"proef": SOME}, others={"proef": finders})), "hoeveel van hoeveel")
    assert table == [
        ["vondst van personen", "0,500 (2 van 4)", "0,500 (2 van 4)", "0,000 (0 van 4)"],
        ["vondst van contactgegevens", "0,000 (0 van 2)", "0,000 (0 van 2)", "0,000 (0 van 2)"],
        ["vondst van plaatsen", "1,000 (2 van 2)", "0,000 (0 van 2)", "0,000 (0 van 2)"],
        ["vondst van organisaties, scholen en projecten", *["0,000 (0 van 2)"] * 3],
        ["vondst van alles wat meetelt", "0,400 (4 van 10)", "0,200 (2 van 10)", "0,000 (0 van 10)"],
        ["precisie", "0,750 (6 van 8)", "1,000 (2 van 2)", "niet te berekenen"],
    ]


def test_says_where_it_fails() -> None:
    page = to_html(names_page({"proef": SOME}))
    assert "6 vermeldingen, waarvan 2 van een naam die elders in hetzelfde interview wel is gemaskeerd" in page
    assert ["zonder hoofdletter, zoals e-mailadressen en nummers", "2", "2", "0", "0,00"] in rows(
        page, "Soorten missers"
    )
    missed = rows(page, "Gemist of gedeeltelijk gemaskeerd")
    assert missed[:2] == [
        ["a1", "1", "1030–1041", "organisaties", "gemist"],
        ["a1", "1", "1045–1052", "telefoonnummers", "gedeeltelijk"],
    ]
    assert [row[0] for row in rows(page, "Ten onrechte gemaskeerd")] == ["a1", "a2"]


def test_long_lists_are_cut_and_say_so() -> None:
    many = Measured(SOME.interview_ids, SOME.occurrences * 40, SOME.masks, (), True)
    page = to_html(names_page({"proef": many}))
    assert len(rows(page, "Gemist of gedeeltelijk gemaskeerd (de eerste 100 van 240)")) == 100


def test_names_that_occur_nowhere_are_told_by_interview() -> None:
    spoken = pd.DataFrame(frames.empty(frames.TURNS))
    measured = measure(frames.empty(frames.NAMES), spoken, LISTED)
    text = names_markdown({"proef": measured}, GOALS)
    assert "Gemeten op 0 interviews." in text
    assert "niet meetellen: 8. Kijk of lijst en tekst bij elkaar horen van: a1, a2." in text
    assert [row[4] for row in rows(to_html(names_page({"proef": measured})), "De doelen")] == ["niet te berekenen"] * 5


@pytest.mark.parametrize("measured", [SOME, found(), found(*ALL)], ids=["some", "nothing", "all"])
def test_no_name_and_nothing_else_that_was_said_is_on_the_page(measured: Measured) -> None:
    sets = {"proef": measured, "nog een": measured}
    others = {"proef": {"niets": found()}}
    for text in (to_html(names_page(sets, others=others)), names_markdown(sets, GOALS, others)):
        assert not [passage for passage, _ in (*NAMES, ("Moeder", ""), ("vijf uur", "")) if passage in text]


def test_markdown_and_html_come_from_the_same_figures_every_time() -> None:
    assert names_markdown({"proef": SOME}, GOALS, seed=3) == names_markdown({"proef": SOME}, GOALS, seed=3)
    assert "| personen | 4 | 2 | 0 | 2 | 0,500 | 0,000 | 1,000 | 0,500 |" in names_markdown({"proef": SOME}, GOALS)


@pytest.mark.parametrize(
    ("goals", "others", "message"),
    [
        pytest.param({"snelheid": 1.0}, {}, "got 'snelheid'; allowed", id="goal"),
        pytest.param(GOALS, {"elders": {"niets": SOME}}, "got 'elders'; allowed", id="set"),
    ],
)
def test_unknown_goals_and_sets_are_refused(
    goals: dict[str, float], others: dict[str, dict[str, Measured]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        names_page({"proef": SOME}, goals, others)
