"""Letters of turns found again in the lines of a file."""

from __future__ import annotations

import pytest

from pipeline.privacy.alignment import align, make_line
from pipeline.privacy.rewriting_plan import Said


def find(lines: list[str], *turns: tuple[str, str]) -> list[str]:
    """Return, per turn found, the page with all but the turn's letters as dots."""
    page = "\n".join(lines)
    made, start = [], 0
    for line in lines:
        made.append(make_line(page, start, start + len(line)))
        start += len(line) + 1
    said = [Said(n, label, 0, 0, "".join(text.split()), []) for n, (label, text) in enumerate(turns, start=1)]
    found = align(made, said)
    assert [[page[n] for n in places] for places in found] == [list(turn.letters) for turn in said[: len(found)]]
    return ["".join(c if n in set(places) else "." for n, c in enumerate(page)) for places in found]


@pytest.mark.parametrize(
    ("lines", "turns", "expected"),
    [
        (["R: ja"], [("R", "ja")], ["...ja"]),
        (["ja", "R: ja"], [("R", "ja"), ("R", "ja")], ["ja......", "......ja"]),
        (["R:", "ja"], [("R", "ja")], ["...ja"]),
        (["R: ja", "nee", "x", "R: ja"], [("R", "ja nee ja")], ["...ja.nee......ja"]),
        # The header opens as the turn does; the turn itself is found.
        (
            ["I: Jo", "I: Jo, hoe?", "R: ja"],
            [("I", "Jo, hoe?"), ("R", "ja")],
            ["." * 9 + "Jo,.hoe?......", "." * 21 + "ja"],
        ),
        (["[0:01] R (lacht): a R: b"], [("R", "a R: b")], ["." * 18 + "a.R:.b"]),
        (["R1 0:03", "3"], [("R1", "3")], ["." * 8 + "3"]),
        ([], [], []),
    ],
)
def test_align(lines, turns, expected):
    assert find(lines, *turns) == expected


@pytest.mark.parametrize("lines", [[], ["R: ja"], ["R: ja nee"], ["R: nee", "ja"], ["zei nee"]])
def test_a_turn_that_is_not_there_is_not_found(lines):
    assert find(lines, ("R", "nee")) == (["...nee..."] if lines == ["R: nee", "ja"] else [])


def test_many_equal_lines_do_not_take_long():
    lines = ["ja"] * 3000
    assert len(find(lines, *[("R", "ja")] * 300)) == 300
    assert find(lines, ("R", "ja " * 200 + "nee")) == []
