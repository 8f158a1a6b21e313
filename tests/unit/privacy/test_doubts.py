"""Doubts: put together per municipality, without a name in them; their words in a file that only the owner can read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.errors import OutputError
from pipeline.privacy.doubts import GAP, Doubt, Place, collect_doubts, doubt_id, form_of, read_words, write_words

MUNICIPALITY_OF = {"b2": "Elders", "a1": "Testdorp", "a2": "Testdorp"}
SECRET = "alleen voor toetsen"


def name(interview_id, start, text, kind="place", certainty="doubtful", turn_no=2, reason="staat na 'in'"):
    """Return a row of frame `names`."""
    score = 0.5 if certainty == "doubtful" else 1.0
    at = {"interview_id": interview_id, "turn_no": turn_no, "start_char": start, "end_char": start + len(text)}
    return at | {"text": text, "kind": kind, "score": score, "certainty": certainty, "reason": reason}


def collect(rows, sentences=None):
    """Collect the doubts in these rows; sentences by interview and start."""
    names = frames.build(frames.NAMES, rows)
    by_place = {(row["interview_id"], row["start_char"]): row["end_char"] for row in rows}
    said = {(*place, by_place[place]): text for place, text in (sentences or {}).items()}
    return collect_doubts(names, MUNICIPALITY_OF, said, SECRET)


def test_nothing_in_doubt_is_no_doubts():
    assert collect_doubts(frames.empty(frames.NAMES), MUNICIPALITY_OF, {}, SECRET) == []
    assert collect([name("a1", 5, "Kwelderzicht", certainty="certain")]) == []


def test_a_form_is_one_doubt_in_all_interviews_of_its_municipality():
    rows = [name("a2", 30, "kwelderzicht", turn_no=6), name("a1", 9, "Kwelderzicht"), name("b2", 1, "Kwelderzicht")]
    sentences = {("a1", 9): f"Ik werk in {GAP}.", ("a2", 30): f"In {GAP} ook.", ("b2", 1): f"{GAP} dan."}
    there, here = collect(rows, sentences)
    assert there.municipality == "Elders"
    assert here == Doubt(
        doubt_id("Testdorp", "place", "kwelderzicht", SECRET),
        "Testdorp",
        "place",
        "kwelderzicht",
        "staat na 'in'",
        (Place("a1", 2, "Ik werk in [?]."), Place("a2", 6, "In [?] ook.")),
        2,
    )


def test_kinds_of_one_form_are_doubts_of_their_own():
    found = collect([name("a1", 1, "Linde"), name("a1", 40, "Linde", kind="person")])
    assert [(one.kind, one.form, one.n) for one in found] == [("place", "linde", 1), ("person", "linde", 1)]
    assert found[0].doubt_id != found[1].doubt_id


def test_doubts_stand_in_the_order_of_their_first_places_not_of_the_alphabet():
    rows = [
        name("a2", 1, "Aardzicht"),
        name("a1", 50, "Meerzicht"),
        name("a1", 3, "Zeezicht"),
        name("b2", 9, "Boszicht"),
    ]
    assert [one.form for one in collect(rows)] == ["boszicht", "zeezicht", "meerzicht", "aardzicht"]


def test_the_most_frequent_reason_is_given():
    rows = [name("a1", n, "Linde", reason=reason) for n, reason in ((1, "eerste"), (20, "tweede"), (40, "tweede"))]
    assert collect(rows)[0].reason == "tweede"


def test_what_a_masker_left_of_a_doubtful_name_is_hidden():
    rows = [
        name("a1", 9, "Zoë's  Hoeve", reason="Zoë’s hoeve lijkt een naam"),
        name("a1", 60, "Kwelderzicht"),
        name("b2", 3, "Boszicht"),
    ]
    sentences = {
        ("a1", 9): f"{GAP} ligt bij KWELDERZICHT, ZOE\u0308'S HOEVE en\nBoszichts bos.",
        ("a1", 60): f"In {GAP} is [plaats], in de kwelder.",
    }
    first = collect(rows, sentences)[1]
    assert first.reason == "[?] lijkt een naam"
    assert first.places[0].sentence == "[?] ligt bij [?], [?] en [?] bos."
    assert collect(rows, sentences)[2].places[0].sentence == "In [?] is [plaats], in de kwelder."


def test_without_a_sentence_only_the_gap_is_shown():
    assert collect([name("a1", 9, "Linde")])[0].places == (Place("a1", 2, GAP),)


NAMES_OF = st.from_regex(r"[A-Ca-cë][a-cé'-]{1,5}[a-cé]( [A-C][a-c]{1,4})?", fullmatch=True)


@settings(deadline=None, max_examples=50)
@given(texts=st.lists(NAMES_OF, min_size=1, max_size=6), interviews=st.data())
def test_places_add_up_and_no_doubt_shows_a_name(texts, interviews):
    rows, sentences = [], {}
    for n, text in enumerate(texts):
        interview_id = interviews.draw(st.sampled_from(sorted(MUNICIPALITY_OF)))
        rows.append(name(interview_id, 100 * n, text))
        sentences[interview_id, 100 * n] = f"Wij zijn: {', '.join(texts)}."
    found = collect(rows, sentences)
    assert sum(one.n for one in found) == len(texts)
    assert all(one.n == len(one.places) for one in found)
    assert len({one.doubt_id for one in found}) == len(found)
    shown = {place.sentence for one in found for place in one.places}
    assert shown == {f"Wij zijn: {', '.join([GAP] * len(texts))}."}


# --- ids


@given(text=st.text(max_size=20))
def test_a_form_is_the_form_of_itself(text):
    assert form_of(form_of(text)) == form_of(text)


def test_an_id_is_twelve_signs_that_only_the_study_can_make():
    made = doubt_id("Testdorp", "place", "linde", SECRET)
    assert len(made) == 12
    assert set(made) <= set("0123456789abcdef")
    others = [("Elders", "place", "linde", SECRET), ("Testdorp", "person", "linde", SECRET)]
    others += [
        ("Testdorp", "place", "lind", SECRET),
        ("Testdorp", "place", "linde", ""),
        ("Testdorpplace", "", "linde", SECRET),
    ]
    assert made not in {doubt_id(*other) for other in others}


# --- words


def test_words_are_kept_for_the_owner_only(tmp_path):
    doubts = collect([name("a1", 9, "Zoë"), name("b2", 9, "Boszicht")])
    path = tmp_path / "sleutel/twijfel.json"
    write_words(path, doubts)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert json.loads(path.read_text(encoding="utf-8")) == {one.doubt_id: one.form for one in doubts}
    assert read_words(path) == {doubts[0].doubt_id: "boszicht", doubts[1].doubt_id: "zoë"}


def test_words_of_an_earlier_page_are_kept(tmp_path):
    first, second = collect([name("a1", 9, "Zoë"), name("b2", 9, "Boszicht")])
    write_words(tmp_path / "twijfel.json", [first])
    write_words(tmp_path / "twijfel.json", [second])
    assert read_words(tmp_path / "twijfel.json").keys() == {first.doubt_id, second.doubt_id}


def test_the_same_doubts_give_the_same_bytes(tmp_path):
    doubts = collect([name("a1", 9, "Zoë"), name("b2", 9, "Boszicht")])
    write_words(tmp_path / "een.json", doubts)
    write_words(tmp_path / "twee.json", reversed(doubts))
    assert (tmp_path / "een.json").read_bytes() == (tmp_path / "twee.json").read_bytes()


@pytest.mark.parametrize("content", [b"", b"\xff", b'{"a": ', b"[]", b'{"a": 1}', b'"zoe"'])
def test_a_damaged_file_is_said_without_what_is_in_it_and_made_anew(tmp_path, content):
    path = tmp_path / "twijfel.json"
    path.write_bytes(content)
    with pytest.raises(
        OutputError, match=r"^twijfel\.json: dit bestand is beschadigd; draai 'factorwijzer report'"
    ) as caught:
        read_words(path)
    assert caught.value.__cause__ is None
    write_words(path, collect([name("a1", 9, "Zoë")]))
    assert list(read_words(path).values()) == ["zoë"]


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(OutputError, match=r"^twijfel\.json: bestaat niet; draai 'factorwijzer report' opnieuw"):
        read_words(tmp_path / "twijfel.json")
