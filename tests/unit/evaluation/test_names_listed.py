"""Listed names: files read or refused without naming anybody, and occurrences found by hand."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.errors import HandCodingError
from pipeline.evaluation.names_listed import SITUATIONS, Listed, Located, locate, read_listed

LOWER, GENITIVE, FIRST, WORDS, ONE = SITUATIONS


def turns(*texts: str, interview_id: str = "a1", start: int = 40) -> pd.DataFrame:
    """Return turns that follow each other after a header of ``start`` code points."""
    rows = list[dict[str, object]]()
    for number, text in enumerate(texts, start=1):
        facts = {
            "interview_id": interview_id,
            "turn_no": number,
            "municipality": "Dorp",
            "perspective": "",
            "speaker": "R",
        }
        place = {"start_char": start, "end_char": start + len(text)}
        rows.append({**facts, **place, "role": "respondent", "text": text})
        start += len(text) + 4
    return frames.build(frames.TURNS, rows)


def words(located: list[Located], spoken: pd.DataFrame) -> list[tuple[int, str]]:
    """Return the turn and passage that each occurrence covers."""
    by_turn = {turn.turn_no: turn for turn in frames.rows(spoken)}
    found = list[tuple[int, str]]()
    for one in located:
        turn = by_turn.get(one.turn_no)
        span = (min(one.letters) - turn.start_char, max(one.letters) + 1 - turn.start_char) if turn else (0, 0)
        found.append((one.turn_no, turn.text[slice(*span)] if turn else ""))
    return found


def write(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "names.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_reads_names_per_interview_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufeff{"a1": [{"text": " Tjitske Ronda ", "kind": "person"}], "a2": []}')
    assert read_listed(path) == {"a1": [Listed("Tjitske Ronda", "person")], "a2": []}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{\n'a1': []}", r"names\.json, regel 2: hier is de JSON niet te lezen; kijk naar", id="syntax"),
        pytest.param('{"a1": [], "a1": []}', "staat er twee keer", id="an interview twice"),
        pytest.param("[" * 100_000, "staan te diep", id="too deep"),
        pytest.param("[]", "geen lijst van namen per interview; schrijf", id="no object"),
        pytest.param({"a1": {}}, r"onderdeel 1: geen lijst van namen; schrijf .*, of \[\]", id="no list"),
        pytest.param({"a1": ["x"]}, "interview 'a1', naam 1: geen naam met een soort", id="no entry"),
        pytest.param({"a1": [{"kind": "person"}]}, "naam 1: 'text' ontbreekt of is leeg", id="no text"),
        pytest.param({"a1": [{"text": " - ", "kind": "person"}]}, "naam 1: 'text' ontbreekt", id="no letter"),
        pytest.param({"a1": [{"text": 3, "kind": "person"}]}, "naam 1: 'text' ontbreekt", id="text is a number"),
        pytest.param({"a1": [{"text": "x"}]}, "'kind' ontbreekt of is onbekend; kies uit person, place", id="no kind"),
        pytest.param({"a1": [{"text": "x", "kind": []}]}, "'kind' ontbreekt", id="kind is a list"),
    ],
)
def test_refuses_with_the_place_and_what_to_do(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(HandCodingError, match=message):
        read_listed(write(tmp_path, content))


def test_names_every_mistake_and_no_name(tmp_path: Path) -> None:
    swapped = {"text": "person", "kind": "Tjitske"}
    path = write(tmp_path, {"Tjitske": "person", "a1": [swapped, {"text": "", "kind": "person"}, "Tjitske"]})
    with pytest.raises(HandCodingError, match="onderdeel 1") as raised:
        read_listed(path)
    assert len(raised.value.problems) == 4
    assert "Tjitske" not in str(raised.value)


def test_refuses_a_file_that_is_not_there_or_not_utf_8(tmp_path: Path) -> None:
    with pytest.raises(HandCodingError, match=r"niet\.json: bestaat niet"):
        read_listed(tmp_path / "niet.json")
    path = tmp_path / "oud.json"
    path.write_bytes('{"a1": [{"text": "Zoë", "kind": "person"}]}'.encode("cp1252"))
    with pytest.raises(HandCodingError, match=r"oud\.json: niet te lezen; sla het opnieuw op als UTF-8"):
        read_listed(path)


@pytest.mark.parametrize(
    ("names", "text", "found"),
    [
        pytest.param(["Tjitske"], "Ik bel Tjitske, en Tjitske belt.", ["Tjitske", "Tjitske"], id="each time"),
        pytest.param(["Tjitske", "Tjitske Ronda"], "Dat is Tjitske Ronda.", ["Tjitske Ronda"], id="longest first"),
        pytest.param(
            ["Tjitske", "Tjitske Ronda"], "Tjitske Ronda? Tjitske!", ["Tjitske Ronda", "Tjitske"], id="both apart"
        ),
        pytest.param(["Ronda Veld", "Tjitske Ronda"], "Tjitske Ronda Veld", ["Tjitske Ronda"], id="longest of two"),
        pytest.param(["Tjitske"], "Tjitskes fiets, Tjitske's fiets, Tjitske’s fiets", ["Tjitske"] * 3, id="genitive"),
        pytest.param(["Aldis"], "Aldis' fiets", ["Aldis"], id="genitive after s"),
        pytest.param(["Ron"], "Ronda en Baron en Ron-Jan", ["Ron"], id="whole words"),
        pytest.param(["Roos"], "een roos, ROOS en Roos", ["Roos"], id="case"),
        pytest.param(["Tjitske Ronda"], "Tjitske\n  Ronda", ["Tjitske\n  Ronda"], id="white space"),
        pytest.param(["'t Hofke"], "bij ’t Hofke", ["Hofke"], id="apostrophe; letters only"),
        pytest.param(["Noï"], unicodedata.normalize("NFD", "van Noï"), ["Noi"], id="accent apart; letters only"),
        pytest.param(["Noi"], unicodedata.normalize("NFD", "van Noï"), [""], id="accent is another letter"),
        pytest.param(["06-00 11"], "bel 06-00 11.", ["06-00 11"], id="number"),
        pytest.param(["a.b@c.example"], "mail a.b@c.example.", ["a.b@c.example"], id="mail"),
        pytest.param(["(x+"], "dat (x+ dus", ["x"], id="signs of a pattern"),
        pytest.param(["Nergens"], "Niets.", [""], id="nowhere"),
        pytest.param(["Tjitske", "Tjitske"], "Tjitske", ["Tjitske"], id="listed twice"),
    ],
)
def test_locates(names: list[str], text: str, found: list[str]) -> None:
    spoken = turns(text)
    located = locate({"a1": [Listed(name, "person") for name in names]}, spoken)
    assert [passage for _, passage in words(located, spoken)] == found


def test_offsets_are_those_of_the_transcript_and_only_of_letters_and_digits() -> None:
    located = locate({"a1": [Listed("Ron-Jan 2", "person")]}, turns("Ja.", "O, Ron-Jan 2.", start=100))
    assert [(one.turn_no, sorted(one.letters)) for one in located] == [(2, [110, 111, 112, 114, 115, 116, 118])]


def test_a_name_is_looked_for_in_its_own_interview_only() -> None:
    spoken = pd.concat([turns("Tjitske"), turns("Aldis", interview_id="a2")], ignore_index=True)
    located = locate({"a2": [Listed("Tjitske", "person")], "a3": [Listed("Aldis", "person")]}, spoken)
    assert [(one.interview_id, one.turn_no, len(one.letters)) for one in located] == [("a2", 0, 0), ("a3", 0, 0)]


def test_of_two_kinds_the_first_counts() -> None:
    located = locate({"a1": [Listed("Noordzij", "place"), Listed("Noordzij", "person")]}, turns("In Noordzij."))
    assert [one.listed.kind for one in located] == ["place"]


@pytest.mark.parametrize(
    ("text", "situation"),
    [
        pytest.param("Ik bel Ronda vaak.", ONE, id="one word"),
        pytest.param("Ja. “Ronda belt.”", FIRST, id="first of a sentence"),
        pytest.param("Ronda belt.", FIRST, id="first of a turn"),
        pytest.param("Ik bel Rondas moeder.", GENITIVE, id="genitive"),
        pytest.param("Ik bel Ronda Veld vaak.", WORDS, id="two words"),
        pytest.param("Mail ronda@c.example", LOWER, id="no capital"),
    ],
)
def test_says_how_a_name_stands(text: str, situation: str) -> None:
    names = [Listed(name, "person") for name in ("Ronda", "Ronda Veld", "ronda@c.example")]
    found = [one.situation for one in locate({"a1": names}, turns(text)) if one.letters]
    assert found == [situation]


def test_a_listed_name_does_not_show_in_its_repr() -> None:
    assert "Tjitske" not in repr(locate({"a1": [Listed("Tjitske", "person")]}, turns("Tjitske")))


WORD = st.sampled_from(["Ron", "Ronda", "Veld", "Rons", "de"])


@settings(deadline=None)
@given(st.lists(st.lists(WORD, min_size=1, max_size=3).map(" ".join), max_size=5), st.lists(WORD, max_size=12))
def test_occurrences_never_overlap_and_nowhere_is_only_said_of_what_is_not_there(
    names: list[str], said: list[str]
) -> None:
    text = " ".join(said) or "Ja"
    located = locate({"a1": [Listed(name, "person") for name in names]}, turns(text))
    letters = [place for one in located for place in one.letters]
    assert len(letters) == len(set(letters))
    nowhere = {one.listed.text for one in located if one.turn_no == 0}
    is_there = {name for name in names if f" {name} " in f" {text} " or f" {name}s " in f" {text} "}
    assert nowhere == set(names) - is_there
