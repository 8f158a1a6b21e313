"""The same word for every name: a transcript and its pseudonymised copy become one text, and places go there and back."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import frames
from pipeline.privacy.kinds import printed_kinds
from pipeline.privacy.neutral import NAME, Neutral, without_stand_in
from pipeline.privacy.pseudonyms import MASKS


def turns(*texts: str) -> pd.DataFrame:
    """Return turns of one interview, each after a label of three characters and a blank line after it."""
    rows, start = [], 3
    for number, text in enumerate(texts, start=1):
        place = {"start_char": start, "end_char": start + len(text), "text": text}
        said = {"municipality": "Testdorp", "perspective": "", "speaker": "R", "role": "respondent"}
        rows.append({"interview_id": "a", "turn_no": number, **said, **place})
        start += len(text) + 5
    return frames.build(frames.TURNS, rows)


def names(said: pd.DataFrame, *found: tuple[int, str, str]) -> pd.DataFrame:
    """Return names: (turn, text, kind), the first place in the turn where the text stands."""
    rows = []
    for turn_no, text, kind in found:
        turn = next(turn for turn in frames.rows(said) if turn.turn_no == turn_no)
        start = turn.start_char + turn.text.index(text)
        place = {
            "interview_id": "a",
            "turn_no": turn_no,
            "start_char": start,
            "end_char": start + len(text),
            "text": text,
        }
        rows.append({**place, "kind": kind, "score": 1.0, "certainty": "certain", "reason": ""})
    return frames.build(frames.NAMES, rows)


def test_a_transcript_and_its_copy_become_the_same_text():
    said = turns("Berendje van Uffel belt De Zwikker.", "Bel 0612345678, hij is zeven.")
    found = names(
        said,
        (1, "Berendje van Uffel", "person"),
        (1, "De Zwikker", "organisation"),
        (2, "0612345678", "phone"),
        (2, "zeven", "age"),
    )
    copy = turns("[persoon 12] belt [mantelzorgorganisatie].", "Bel [telefoonnummer], hij is [leeftijd].")
    assert Neutral(said, found).turns["text"].tolist() == Neutral(copy, names(copy)).turns["text"].tolist()
    assert Neutral(said, found).turns["text"].tolist() == [f"{NAME} belt {NAME}.", "Bel 0600000000, hij is tien."]


@pytest.mark.parametrize("word", sorted({*MASKS.values(), *printed_kinds()}))
@pytest.mark.parametrize("number", ["", " 3"])
def test_every_pseudonym_is_known(word, number):
    said = turns(f"Daar zit [{word}{number}] ook.")
    assert "[" not in Neutral(said, names(said)).turns["text"].iloc[0]


@pytest.mark.parametrize("text", ["[lacht]", "[onverstaanbaar]", "[persoon x]", "persoon 3", "[functie]", ""])
def test_other_brackets_stay(text):
    said = turns(text)
    assert Neutral(said, names(said)).turns["text"].tolist() == [text]


def test_a_mention_that_overlaps_a_pseudonym_leaves_one_word():
    said = turns("Ik zag [persoon 3] daar.")
    found = names(said, (1, "[persoon 3] daar", "person"))
    assert Neutral(said, found).turns["text"].iloc[0] == f"Ik zag {NAME}."


def test_offsets_of_turns_fit_their_texts_and_keep_their_order():
    said = turns("Jo.", "Hier is Berendje.", "Goed.")
    plain = Neutral(said, names(said, (1, "Jo", "person"), (2, "Berendje", "person"))).turns
    assert (plain["end_char"] - plain["start_char"]).tolist() == plain["text"].map(len).tolist()
    gaps = (plain["start_char"].shift(-1) - plain["end_char"]).dropna().tolist()
    assert gaps == (said["start_char"].shift(-1) - said["end_char"]).dropna().tolist()


def coded(turn: int, start: int, end: int, text: str, column: str) -> pd.DataFrame:
    row = {"interview_id": "a", "turn_no": turn, "start_char": start, "end_char": end, column: text}
    return pd.DataFrame([row])


def test_a_passage_inside_a_name_is_all_of_it():
    said = turns("Ik bel Berendje van Uffel op.")
    plain = Neutral(said, names(said, (1, "Berendje van Uffel", "person")))
    start = plain.turns["start_char"].iloc[0]
    back = plain.bring_back(coded(1, start + 9, start + 13, "bin ", "text"))
    assert back["text"].tolist() == ["Berendje van Uffel "]


def test_no_passages_stay_no_passages():
    said = turns("Jo.")
    empty = frames.empty(frames.HAND_CODINGS)
    assert frames.check(Neutral(said, names(said)).move(empty), frames.HAND_CODINGS).empty


words = st.lists(
    st.tuples(st.sampled_from(["ja", "nee", "Berendje", "Jo van", "é", "👍"]), st.booleans()), min_size=1, max_size=9
)


@given(words, st.integers(0, 60), st.integers(0, 60))
def test_what_is_moved_comes_back_with_all_that_it_held(parts, first, last):
    text, rows, at = "", [], 3
    for word, is_name in parts:
        if is_name:
            place = {
                "interview_id": "a",
                "turn_no": 1,
                "start_char": at + len(text),
                "end_char": at + len(text) + len(word),
            }
            rows.append({**place, "text": word, "kind": "person", "score": 1.0, "certainty": "certain", "reason": ""})
        text += f"{word} "
    said = turns(text)
    plain = Neutral(said, frames.build(frames.NAMES, rows))
    start, end = sorted((min(first, len(text)), min(last, len(text))))
    moved = plain.move(coded(1, 3 + start, 3 + end, text[start:end], "quote"))
    back = plain.bring_back(moved.rename(columns={"quote": "text"}))
    row = back.iloc[0]
    assert row["start_char"] <= 3 + start
    assert row["end_char"] >= 3 + end
    assert row["text"] == text[row["start_char"] - 3 : row["end_char"] - 3]
    turn = plain.turns.iloc[0]
    shown = moved.iloc[0]
    assert (
        shown["quote"]
        == turn["text"][shown["start_char"] - turn["start_char"] : shown["end_char"] - turn["start_char"]]
    )


def test_what_stands_for_names_is_not_shown():
    assert without_stand_in("woorden: robin, Robins, Robin") == "woorden: [naam], Robins, [naam]"
