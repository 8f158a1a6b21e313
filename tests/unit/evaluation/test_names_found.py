"""Recall and precision of found names: counted by hand, and what must hold whatever is masked."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.errors import FrameError
from pipeline.evaluation.names_found import COUNTED, Counts, Listed, Measured, measure

START = 50
LISTED = {
    "a1": [
        Listed("Tjitske Ronda", "person"),
        Listed("Tjitske", "person"),
        Listed("Hoogezicht", "place"),
        Listed("De Klaproos", "school"),
        Listed("06-00 11", "phone"),
        Listed("Zomerfeest", "other"),
    ],
}
TEXT = "Tjitske Ronda woont in Hoogezicht. Ik bel Tjitske op 06-00 11 over De Klaproos en Zomerfeest, zegt Moeder."


def turns(texts: Iterable[tuple[str, str]]) -> pd.DataFrame:
    rows = [
        {
            "interview_id": interview_id,
            "turn_no": 1,
            "municipality": "Dorp",
            "perspective": "",
            "speaker": "R",
            "role": "respondent",
            "start_char": START,
            "end_char": START + len(text),
            "text": text,
        }
        for interview_id, text in texts
    ]
    return frames.build(frames.TURNS, rows)


def masks(spans: Iterable[tuple[int, int, str]], interview_id: str = "a1", text: str = TEXT) -> pd.DataFrame:
    """Return a frame of masks at these places of the text."""
    rows = [
        {
            "interview_id": interview_id,
            "turn_no": 1,
            "start_char": START + start,
            "end_char": START + end,
            "text": text[start:end],
            "kind": kind,
            "score": 1.0,
            "certainty": "certain",
            "reason": "",
        }
        for start, end, kind in spans
    ]
    return frames.build(frames.NAMES, rows)


def at(*passages: tuple[str, str]) -> list[tuple[int, int, str]]:
    """Return the first place of each passage in the text, with its kind."""
    return [(TEXT.index(passage), TEXT.index(passage) + len(passage), kind) for passage, kind in passages]


def measured(*passages: tuple[str, str]) -> Measured:
    return measure(masks(at(*passages)), turns([("a1", TEXT)]), LISTED)


EVERYTHING = (
    ("Tjitske Ronda", "person"),
    ("Hoogezicht", "place"),
    ("Tjitske op", "person"),
    ("06-00 11", "phone"),
    ("De Klaproos", "school"),
)


@pytest.mark.parametrize(
    ("passages", "kinds", "counts"),
    [
        pytest.param((), COUNTED, Counts(5, 0, 0, 5, 0, 5, 0, 0, 0), id="nothing masked"),
        pytest.param(EVERYTHING, COUNTED, Counts(5, 5, 0, 0, 5, 5, 5, 5, 5), id="everything masked"),
        pytest.param(EVERYTHING, ("place",), Counts(1, 1, 0, 0, 1, 1, 1, 1, 1), id="one kind"),
        pytest.param((("Ronda", "person"),), COUNTED, Counts(5, 0, 1, 4, 0, 5, 0, 1, 1), id="a part"),
        pytest.param(
            (("Tjitske", "person"), ("Ronda", "person")),
            COUNTED,
            Counts(5, 1, 0, 4, 1, 5, 1, 2, 2),
            id="two masks, one name",
        ),
        pytest.param(
            (("Tjitske", "person"), ("Ronda", "place")),
            COUNTED,
            Counts(5, 1, 0, 4, 0, 5, 1, 2, 2),
            id="half of it another kind",
        ),
        pytest.param(
            (("Hoogezicht", "organisation"),), ("place",), Counts(1, 1, 0, 0, 0, 1, 1, 0, 0), id="found as another kind"
        ),
        pytest.param((("00", "phone"),), ("phone",), Counts(1, 0, 1, 0, 0, 1, 0, 1, 1), id="two of its digits"),
        pytest.param((("Moeder", "person"),), ("person",), Counts(2, 0, 0, 2, 0, 2, 0, 1, 0), id="a false alarm"),
        pytest.param((("Moeder", "web"),), ("web",), Counts(0, 0, 0, 0, 0, 0, 0, 1, 0), id="a kind without names"),
        pytest.param((("Moeder", "age"),), COUNTED, Counts(5, 0, 0, 5, 0, 5, 0, 0, 0), id="a kind that is not listed"),
        pytest.param(
            (("Zomerfeest", "project"),), COUNTED, Counts(5, 0, 0, 5, 0, 5, 0, 0, 0), id="listed as other: apart"
        ),
        pytest.param(
            (("Zomerfeest", "project"),), ("other",), Counts(1, 1, 0, 0, 0, 1, 1, 0, 0), id="other has recall"
        ),
        pytest.param(
            (("Hoogezicht", "number"),),
            COUNTED,
            Counts(5, 1, 0, 4, 0, 5, 1, 0, 0),
            id="covered by a kind apart is covered",
        ),
        pytest.param(((" ", "person"),), COUNTED, Counts(5, 0, 0, 5, 0, 5, 0, 1, 0), id="only a space of a name"),
    ],
)
def test_counts_by_hand(passages: tuple[tuple[str, str], ...], kinds: tuple[str, ...], counts: Counts) -> None:
    assert measured(*passages).counts(kinds) == counts


def test_a_name_missed_once_is_missed() -> None:
    text = "Aldis, Aldis, Aldis en Ronda"
    listed = {"a1": [Listed("Aldis", "person"), Listed("Ronda", "person")]}
    found = measure(
        masks([(0, 5, "person"), (7, 12, "person"), (23, 28, "person")], text=text), turns([("a1", text)]), listed
    )
    assert (found.counts().recall, found.counts().recall_distinct) == (0.75, 0.5)


def test_the_genitive_s_may_stay() -> None:
    found = measure(
        masks([(0, 5, "person")], text="Ronda's"), turns([("a1", "Ronda's")]), {"a1": [Listed("Ronda", "person")]}
    )
    assert found.counts() == Counts(1, 1, 0, 0, 1, 1, 1, 1, 1)


def test_only_interviews_that_are_listed_and_read_are_counted() -> None:
    listed = {"a1": [], "a3": [Listed("Aldis", "person")]}
    names = pd.concat([masks([(0, 7, "person")]), masks([(0, 7, "person")], "a2"), masks([(0, 7, "person")], "a3")])
    found = measure(names, turns([("a1", TEXT), ("a2", TEXT)]), listed)
    assert found.interview_ids == ("a1",)
    assert found.counts() == Counts(0, 0, 0, 0, 0, 0, 0, 1, 0)
    assert [(one.interview_id, one.turn_no) for one in found.nowhere] == [("a3", 0)]


def test_a_frame_that_is_none_of_names_is_refused() -> None:
    with pytest.raises(FrameError, match="missing column 'kind'"):
        measure(masks([]).drop(columns="kind"), turns([("a1", TEXT)]), LISTED)


def test_says_where_it_fails_without_a_name() -> None:
    found = measured(("Ronda", "person"), ("Hoogezicht", "place"), ("06-00 11", "phone"), ("Moeder", "person"))
    missed, alarms = found.where_missed(), found.false_alarms()
    assert list(missed.columns) == ["interview_id", "turn_no", "start_char", "end_char", "kind", "outcome"]
    assert missed[["kind", "outcome"]].values.tolist() == [
        ["person", "partly"],
        ["person", "missed"],
        ["school", "missed"],
        ["other", "missed"],
    ]
    assert missed[["start_char", "end_char"]].values.tolist()[0] == [START, START + len("Tjitske Ronda")]
    alarm = START + TEXT.index("Moeder")
    assert alarms.values.tolist() == [["a1", 1, alarm, alarm + len("Moeder"), "person", "wrong"]]
    for shared in (missed.to_csv(), alarms.to_csv(), repr(found), repr(LISTED)):
        assert not any(name.text in shared for name in LISTED["a1"])
    assert found.with_texts()["text"].tolist() == ["Tjitske Ronda", "Tjitske", "De Klaproos", "Zomerfeest", "Moeder"]


def test_intervals_resample_interviews() -> None:
    texts = [("a1", "Ronda"), ("a2", "Aldis")]
    listed = {"a1": [Listed("Ronda", "person")], "a2": [Listed("Aldis", "person")]}
    found = measure(masks([(0, 5, "person")], text="Ronda"), turns(texts), listed)
    assert found.intervals(seed=1) == {"recall": (0.0, 1.0), "precision": (1.0, 1.0)}
    assert found.intervals(seed=1) == found.intervals(seed=1)
    alone = measured(*EVERYTHING).intervals()
    assert all(math.isnan(end) for interval in alone.values() for end in interval)


SPANS = st.lists(
    st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 20), st.sampled_from(frames.NAME_KINDS)),
    max_size=8,
    unique_by=lambda span: span[:2],
).map(lambda spans: [(start, min(start + n, len(TEXT)), kind) for start, n, kind in spans])


@settings(deadline=None)
@given(SPANS)
def test_counts_add_up_whatever_is_masked(spans: list[tuple[int, int, str]]) -> None:
    spans = list({span[:2]: span for span in spans}.values())
    found = measure(masks(spans), turns([("a1", TEXT)]), LISTED)
    all_of_it = found.counts()
    per_kind = [found.counts((kind,)) for kind in COUNTED]
    for counts in (all_of_it, *per_kind):
        assert counts.n_found + counts.n_partly + counts.n_missed == counts.n
        assert counts.n_right_kind <= counts.n_found
        assert counts.n_masks_right <= counts.n_masks
        for share in (counts.recall, counts.right_kind, counts.recall_distinct, counts.precision):
            assert share is None or 0 <= share <= 1
    for name in ("n", "n_found", "n_masks", "n_masks_right"):
        assert sum(getattr(counts, name) for counts in per_kind) == getattr(all_of_it, name)
    assert len(found.masks) == len(spans)


@settings(deadline=None)
@given(st.sampled_from(frames.NAME_KINDS))
def test_masking_everything_finds_everything_and_masking_nothing_nothing(kind: str) -> None:
    spoken = turns([("a1", TEXT)])
    assert measure(masks([(0, len(TEXT), kind)]), spoken, LISTED).counts().recall == 1
    nothing = measure(masks([]), spoken, LISTED).counts()
    assert (nothing.recall, nothing.precision, nothing.right_kind) == (0, None, None)


@settings(deadline=None)
@given(SPANS, st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 20)))
def test_a_mask_more_never_lowers_recall(spans: list[tuple[int, int, str]], extra: tuple[int, int]) -> None:
    spoken, spans = turns([("a1", TEXT)]), list({span[:2]: span for span in spans}.values())
    more = {span[:2]: span for span in [*spans, (extra[0], min(sum(extra), len(TEXT)), "person")]}
    before = measure(masks(spans), spoken, LISTED).counts()
    after = measure(masks(more.values()), spoken, LISTED).counts()
    assert after.n_found >= before.n_found
    assert after.n_missed <= before.n_missed
