"""The frames that pass between stages: what they hold, and what a wrong one is told."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.errors import FactorwijzerError, FrameError
from pipeline.frames import Column, FrameSpec

# As the design declares them: key columns, other columns.
DESIGN = {
    "turns": (
        "interview_id turn_no",
        "municipality perspective speaker role start_char end_char text start_time end_time place",
    ),
    "segments": ("segment_id", "interview_id turn_no start_char end_char text asked"),
    "suggestions": (
        "segment_id code_id origin",
        "direction score certainty source_id evidence_start evidence_end detail",
    ),
    "decisions": ("decision_id", "segment_id code_id verdict coder reason decided_at superseded_at"),
    "factors": (
        "municipality code_id",
        "direction n_segments n_interviews n_respondents_total share n_reviewed priority",
    ),
}
CODINGS_CSV = (
    "interview_id, municipality, turn_no, speaker, start_char, end_char, text, code_id, direction, origin, score, "
    "certainty, source_id, detail"
)
SPECS = {spec.name: spec for spec in vars(frames).values() if isinstance(spec, FrameSpec)}
FRUIT = FrameSpec(
    "fruit",
    ("name",),
    (
        Column("name", "str", "what it is", allowed=("apple", "pear")),
        Column("n", "int", "how many", low=1, high=9),
        Column("weight", "float", "kilograms", low=0.0, high=1.0, optional=True),
    ),
)


def fruit(**changed: object) -> pd.DataFrame:
    return pd.DataFrame({"name": ["apple", "pear"], "n": [1, 9], "weight": [0.0, 1.0]} | changed)


WRONG = [
    ("missing column", fruit().drop(columns="n"), "missing column 'n'"),
    ("unknown column", fruit(colour="red"), "unknown column 'colour'"),
    ("text for number", fruit(n=["1", "2"]), "column 'n': got dtype str, expected int64"),
    ("fraction for number", fruit(n=[1.0, 2.0]), "column 'n': got dtype float64, expected int64"),
    ("small integers", fruit().astype({"n": "int32"}), "column 'n': got dtype int32, expected int64"),
    ("truth for number", fruit(n=[True, False]), "column 'n': got dtype bool, expected int64"),
    ("object for text", fruit().astype({"name": object}), "column 'name': got dtype object, expected str"),
    ("too low", fruit(n=[0, 2]), "column 'n': got 0, lowest allowed 1"),
    ("too high", fruit(n=[1, 10]), "column 'n': got 10, highest allowed 9"),
    ("just too high", fruit(weight=[0.5, 1.0001]), "column 'weight': got 1.0001, highest allowed 1.0"),
    ("infinite", fruit(weight=[0.5, float("inf")]), "column 'weight': got inf, highest allowed 1.0"),
    ("not allowed", fruit(name=["apple", "plum"]), r"column 'name': got \['plum'\], allowed: apple, pear"),
    ("no name", fruit(name=pd.Series(["apple", None], dtype="str")), "column 'name': 1 missing values"),
    ("key twice", fruit(name=["pear", "pear"]), r"key \(name\) repeats in 1 rows"),
]


@pytest.mark.parametrize(("name", "columns"), DESIGN.items())
def test_frames_are_those_of_the_design(name, columns):
    key, others = columns
    assert SPECS[name].key == tuple(key.split())
    assert sorted(SPECS[name].names) == sorted(f"{key} {others}".split())


def test_columns_of_codings_csv_never_change():
    assert ", ".join(frames.CODINGS.names) == CODINGS_CSV


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_spec_is_sound(spec):
    assert set(spec.key) <= set(spec.names)
    assert len(set(spec.names)) == len(spec.names)
    assert {column.dtype for column in spec.columns} <= {"str", "int", "float"}
    assert all(column.meaning for column in spec.columns)
    assert not any(column.optional for column in spec.columns if column.name in spec.key)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_empty_frame_follows_its_spec(spec):
    made = frames.empty(spec)
    assert made.shape == (0, len(spec.columns))
    pd.testing.assert_frame_equal(frames.check(made, spec), made)
    pd.testing.assert_frame_equal(frames.build(spec, []), made)


def test_right_frame_comes_back_in_the_order_of_the_spec():
    turned = fruit()[["weight", "n", "name"]]
    pd.testing.assert_frame_equal(frames.check(turned, FRUIT), fruit())


@pytest.mark.parametrize(("frame", "message"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_wrong_frame_is_named_with_its_column_and_what_is_allowed(frame, message):
    with pytest.raises(FrameError, match=rf"^frame 'fruit': {message}$"):
        frames.check(frame, FRUIT)


def test_everything_wrong_is_said_at_once():
    wrong = fruit(name=["plum", "plum"], n=[0, 10], weight=[-1.0, 2.0])
    with pytest.raises(FrameError, match=r"plum.*lowest.*highest.*'weight'.*lowest.*highest.*repeats") as caught:
        frames.check(wrong, FRUIT)
    assert str(caught.value).count(";") == 5


def test_all_missing_and_unknown_columns_are_named():
    with pytest.raises(FrameError, match="missing column 'name'; missing column 'weight'; unknown column 'a'"):
        frames.check(pd.DataFrame({"n": [1], "a": [1]}), FRUIT)


def test_wrong_frame_is_our_mistake_and_not_the_users():
    assert not issubclass(FrameError, FactorwijzerError)


def test_optional_value_may_be_missing():
    frame = fruit(weight=[float("nan"), 0.5])
    pd.testing.assert_frame_equal(frames.check(frame, FRUIT), frame)


def test_key_of_two_columns_repeats_only_as_a_pair():
    spec = FrameSpec("pairs", ("a", "b"), (Column("a", "int", "one"), Column("b", "int", "other")))
    assert len(frames.check(pd.DataFrame({"a": [1, 1, 2], "b": [1, 2, 1]}), spec)) == 3
    with pytest.raises(FrameError, match=r"key \(a, b\) repeats in 1 rows"):
        frames.check(pd.DataFrame({"a": [1, 1], "b": [2, 2]}), spec)


def test_build_sets_order_and_dtypes_and_keeps_the_rows_as_given():
    made = frames.build(FRUIT, [{"weight": 1, "n": 2, "name": "pear"}, {"name": "apple", "n": 1, "weight": 0}])
    pd.testing.assert_frame_equal(made, fruit(name=["pear", "apple"], n=[2, 1], weight=[1.0, 0.0]))


def test_build_refuses_values_that_are_not_allowed():
    with pytest.raises(FrameError, match="frame 'fruit': column 'n': got 12, highest allowed 9"):
        frames.build(FRUIT, [{"name": "pear", "n": 12, "weight": 0.5}])


@pytest.mark.parametrize("column", ["name", "n"])
def test_build_names_the_column_that_a_row_lacks(column):
    row = {"name": "pear", "n": 2, "weight": 0.5}
    del row[column]
    with pytest.raises(FrameError, match=f"^frame 'fruit': column '{column}': 1 missing values"):
        frames.build(FRUIT, [row])


@pytest.mark.parametrize("n", [2.7, float("inf"), "2", "many", 2**63, 2**70])
def test_build_changes_no_value_to_make_it_a_whole_number(n):
    with pytest.raises(FrameError, match=r"^frame 'fruit': column 'n': got dtype \w+, expected int64$"):
        frames.build(FRUIT, [{"name": "pear", "n": n, "weight": 0.5}])


def test_build_takes_a_whole_number_that_came_as_a_fraction():
    made = frames.build(FRUIT, [{"name": "pear", "n": 2.0, "weight": 0.5}])
    assert list(made["n"]) == [2]


def test_rows_have_one_attribute_per_column():
    assert [(row.name, row.n, row.weight) for row in frames.rows(fruit())] == [("apple", 1, 0.0), ("pear", 9, 1.0)]


@settings(deadline=None)
@given(
    offsets=st.lists(st.tuples(st.integers(0, 10**9), st.text(alphabet='aé🙂,;"\n ', max_size=9)), max_size=5),
)
def test_segments_survive_csv(offsets: list[tuple[int, str]]):
    rows = [
        {
            "segment_id": f"a#{i}",
            "interview_id": "a",
            "turn_no": 1,
            "start_char": n,
            "end_char": n,
            "text": text,
            "asked": text,
        }
        for i, (n, text) in enumerate(offsets)
    ]
    made = frames.build(frames.SEGMENTS, rows)
    read = pd.read_csv(io.StringIO(made.to_csv(index=False)), dtype=dict(made.dtypes), keep_default_na=False)
    pd.testing.assert_frame_equal(frames.check(read, frames.SEGMENTS), made)
