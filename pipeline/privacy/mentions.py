"""What finders of names return: one passage that names somebody or something."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mention:
    """A passage that gives somebody or something away.

    Attributes
    ----------
    start, end
        Code points in the text that was searched, end exclusive.
    kind
        One of ``frames.NAME_KINDS``.
    score
        Chance that it is a name, in [0, 1].
    reason
        Why it is taken for one, in Dutch, for a researcher; never the name itself.
    """

    start: int
    end: int
    kind: str
    score: float = 1.0
    reason: str = ""
