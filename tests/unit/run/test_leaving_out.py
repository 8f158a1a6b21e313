"""Which interviews are left out together."""

from __future__ import annotations

from pipeline.run.full_evaluation import _one_of_each


def test_every_interview_is_left_out_once_and_never_two_of_a_municipality() -> None:
    groups = {"Aadorp": ["a1", "a2", "a3"], "Beedorp": ["b1"], "Ceedorp": ["c1", "c2"]}
    found = _one_of_each(groups)
    assert sorted(i for some in found for i in some) == ["a1", "a2", "a3", "b1", "c1", "c2"]
    assert found == [["a1", "b1", "c1"], ["a2", "c2"], ["a3"]]
