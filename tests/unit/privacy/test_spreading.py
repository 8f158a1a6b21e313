"""What is surely a name in one place is one wherever it is written the same; and so are the study's municipalities."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from name_makers import turns

from pipeline import frames
from pipeline.privacy.spreading import mark_places, spread


def names(spoken, *found):
    """Return frame `names` of these (turn, text, kind, certainty), each the first of its text in the turn."""
    rows = []
    for turn_no, text, kind, certainty in found:
        turn = next(row for row in frames.rows(spoken) if row.turn_no == turn_no)
        start = turn.start_char + turn.text.index(text)
        place = {
            "interview_id": turn.interview_id,
            "turn_no": turn_no,
            "start_char": start,
            "end_char": start + len(text),
        }
        score = 0.9 if certainty == "certain" else 0.1
        rows.append({**place, "text": text, "kind": kind, "score": score, "certainty": certainty, "reason": "zomaar"})
    return frames.build(frames.NAMES, rows)


def spread_texts(said, *found):
    """Return turn, text and kind of what is added to what was found in the first turn."""
    spoken = turns(*said)
    before = names(spoken, *found)
    after = spread(before, spoken)
    assert len(after) >= len(before)
    more = after[after["reason"] == "elders in de studie een naam"]
    return [(row.turn_no, row.text, row.kind) for row in frames.rows(more)]


@pytest.mark.parametrize(
    ("said", "found", "added"),
    [
        pytest.param(["Quirzel belde.", "En Quirzel weer."], ("Quirzel", "person"), [(2, "Quirzel", "person")], id="elsewhere"),
        pytest.param(["Quirzel belde.", "Quirzels zus en Quirzel’s broer."], ("Quirzel", "person"), [(2, "Quirzels", "person"), (2, "Quirzel’s", "person")], id="genitive"),
        pytest.param(["Quirzel belde.", "quirzel niet, quirzelig ook niet"], ("Quirzel", "person"), [], id="other case or longer"),
        pytest.param(["dat quirzel belde", "en quirzel weer"], ("quirzel", "person"), [(2, "quirzel", "person")], id="unknown in lower case"),
        pytest.param(["Fenneke Zwaluw belde.", "Toen zei Zwaluw: Fenneke!"], ("Fenneke Zwaluw", "person"), [(2, "Zwaluw", "person"), (2, "Fenneke", "person")], id="its words"),
        pytest.param(["Bij De Brug dus.", "Over de brug. Bij De Brug."], ("De Brug", "organisation"), [(2, "De Brug", "organisation")], id="ordinary words together"),
        pytest.param(["Toen zei Roos iets.", "Roos bloeit. En Roos ook."], ("Roos", "person"), [(2, "Roos", "person")], id="a common first name only inside a sentence"),
        pytest.param(["Bij Groot dus.", "Groot is het. In Groot ook."], ("Groot", "place"), [], id="a common word that is no first name"),
        pytest.param(["Met Jo erbij.", "En Jo ook."], ("Jo", "person"), [], id="two letters"),
        pytest.param(["Bel 06-48210937 maar.", "Of 06-48210937 dus."], ("06-48210937", "phone"), [], id="a number"),
    ],
)  # fmt: skip
def test_a_sure_name_is_masked_elsewhere(said, found, added):
    assert spread_texts(said, (1, *found, "certain")) == added


def test_a_doubtful_name_is_not_spread():
    assert spread_texts(["Quirzel belde.", "En Quirzel weer."], (1, "Quirzel", "person", "doubtful")) == []


def test_a_name_goes_over_to_other_interviews_and_keeps_its_kind():
    one, two = turns("Bij Lindenrode dus."), turns("En Lindenrode weer.", interview_id="twee")
    before = names(one, (1, "Lindenrode", "organisation", "certain"))
    after = spread(before, pd.concat([one, two], ignore_index=True))
    assert [(row.interview_id, row.text, row.kind, row.certainty) for row in frames.rows(after)] == [
        ("een", "Lindenrode", "organisation", "certain"), ("twee", "Lindenrode", "organisation", "certain")
    ]  # fmt: skip


def test_what_was_found_stays_as_it_was():
    spoken = turns("Bij Lindenrode dus.", "Naar Lindenrode toe.")
    before = names(spoken, (1, "Lindenrode", "organisation", "certain"), (2, "Lindenrode", "place", "doubtful"))
    assert spread(before, spoken).equals(before)


def test_nothing_spreads_from_nothing():
    spoken = turns("Bij Lindenrode dus.")
    assert len(spread(frames.empty(frames.NAMES), spoken)) == 0
    assert len(spread(frames.empty(frames.NAMES), frames.empty(frames.TURNS))) == 0


def marked(said, places, *found):
    spoken = turns(*said)
    after = mark_places(names(spoken, *found), spoken, places)
    return [(row.turn_no, row.text, row.kind) for row in frames.rows(after)]


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        pytest.param("Hier in HASSELMEER, bij hasselmeers loket.", ["HASSELMEER", "hasselmeers"], id="any case"),
        pytest.param("de Hasselmeerse aanpak van een Hasselmeernaar", ["Hasselmeerse", "Hasselmeernaar"], id="derived"),
        pytest.param("Hasselmeerkade", [], id="inside a word"),
        pytest.param("bij Oud Wielingen en Oud\nWielingen", ["Oud Wielingen", "Oud\nWielingen"], id="two words"),
    ],
)
def test_municipalities_are_masked(said, texts):
    assert [text for _, text, _ in marked([said], ["Hasselmeer", "Oud Wielingen"])] == texts


def test_a_municipality_in_a_longer_name_is_left_to_it():
    assert marked(["Bij Zorg Hasselmeer dus."], ["Hasselmeer"], (1, "Zorg Hasselmeer", "organisation", "certain")) == [
        (1, "Zorg Hasselmeer", "organisation")
    ]


def test_half_a_municipality_is_made_whole():
    assert marked(["In Oud Wielingen dus."], ["Oud Wielingen"], (1, "Wielingen", "person", "doubtful")) == [
        (1, "Oud", "place"), (1, "Wielingen", "person")
    ]  # fmt: skip


def covered(frame):
    return {place for row in frames.rows(frame) for place in range(row.start_char, row.end_char)}


WORDS = st.lists(st.sampled_from("Fenneke Zwaluw fenneke belde . de Brug Het Palet Oud Wielingen".split()), max_size=8)


@settings(deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=3), st.data())
def test_passages_stay_and_lie_apart_and_no_municipality_is_left(said, data):
    spoken = turns(*said)
    found = [
        (row.turn_no, word, "person", data.draw(st.sampled_from(["certain", "doubtful"])))
        for row in frames.rows(spoken)
        for word in sorted(set(row.text.split()))
        if word != "." and word[0].isupper() and data.draw(st.booleans())
    ]
    before = names(spoken, *found).sort_values("start_char", ignore_index=True)
    after = spread(mark_places(before, spoken, ["Oud Wielingen"]), spoken)
    plain = "\n".join(said)
    assert covered(before) <= covered(after)
    assert len(covered(after)) == sum(row.end_char - row.start_char for row in frames.rows(after))
    assert all(row.text == plain[row.start_char : row.end_char] for row in frames.rows(after))
    left = "".join("#" if place in covered(after) else letter for place, letter in enumerate(plain))
    for turn in frames.rows(spoken):
        place = turn.text.find("Oud Wielingen")
        if place >= 0:
            start = turn.start_char + place
            assert not any(letter.isalpha() for letter in left[start : start + len("Oud Wielingen")])
