"""What stands under a turn: each suggestion, and each coding that the coder added himself, with what he decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.codebook import Codebook
from pipeline.review.model import Decision, Passage, Suggestion
from pipeline.review.web.marks import Mark


@dataclass(frozen=True)
class Chip:
    """A passage with a code as one coder sees it; what others decided is not in it.

    ``suggestion`` and ``decision`` are None where there is none; at least one of both is there.
    """

    passage: Passage
    code_id: str
    name: str
    direction: str
    suggestion: Suggestion | None
    decision: Decision | None

    @property
    def key(self) -> str:
        """Names the passage and the code within an interview, before and after every decision."""
        return f"{self.passage.start_char}-{self.passage.end_char}-{self.code_id}"

    @property
    def element_id(self) -> str:
        """The id of its element: that of a suggestion can be linked to."""
        return f"s{self.suggestion.suggestion_id}" if self.suggestion else f"d{self.key}"

    @property
    def state(self) -> str:
        """The verdict, or "open"."""
        return self.decision.verdict if self.decision else "open"

    @property
    def mark(self) -> Mark:
        """What is underlined for it."""
        return Mark(self.key, self.passage.start_char, self.passage.end_char, self.direction, self.state)


def chips_of(suggestions: Iterable[Suggestion], decisions: Iterable[Decision], codebook: Codebook) -> list[Chip]:
    """Bring the suggestions of an interview and one coder's standing decisions together, in order of place.

    Parameters
    ----------
    decisions
        Of one coder; what lost its place or its code has to be left out before.
    """
    found: dict[tuple[int, int, str], tuple[Suggestion | None, Decision | None]] = {}
    for one in suggestions:
        found[one.passage.start_char, one.passage.end_char, one.code_id] = (one, None)
    for decided in decisions:
        key = (decided.passage.start_char, decided.passage.end_char, decided.code_id)
        found[key] = (found.get(key, (None, None))[0], decided)
    return [_chip(key[2], *found[key], codebook) for key in sorted(found)]


def _chip(code_id: str, suggestion: Suggestion | None, decision: Decision | None, codebook: Codebook) -> Chip:
    what = suggestion or decision
    if what is None:
        raise ValueError("a chip has a suggestion or a decision")
    code = codebook.by_id.get(code_id)
    name = code.naam if code else code_id
    direction = code.richting if code else (suggestion.direction if suggestion else "context")
    return Chip(what.passage, code_id, name, direction, suggestion, decision)
