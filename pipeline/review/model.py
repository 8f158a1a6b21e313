"""What the review stage speaks of: passages, suggestions, decisions, judged turns."""

from __future__ import annotations

from dataclasses import dataclass

# The coder in whose name settled differences stand.
CONSENSUS = "consensus"
# How many code points before and after a passage are kept, to find it again in an edited text.
CONTEXT_CHARS = 40
# Where a decision came from.
SOURCES = ("web", "import", "consensus", "moved", "undo")


@dataclass(frozen=True)
class Passage:
    """A stretch of one turn: offsets are code points in the transcript's plain text, end exclusive.

    ``prefix`` and ``suffix`` are the text around it, as in the TextQuoteSelector of the W3C Web Annotation Data Model.
    """

    interview_id: str
    turn_no: int
    start_char: int
    end_char: int
    quote: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Suggestion:
    """What the machine suggests about a passage; ``suggestion_id`` is given by the store."""

    suggestion_id: int
    passage: Passage
    code_id: str
    direction: str
    origin: str
    score: float
    certainty: str
    source_id: str
    detail: str


@dataclass(frozen=True)
class Decision:
    """A coder's verdict on a passage with a code; ``superseded_at`` is empty while it stands. Times are UTC, ISO 8601.

    ``entered_by`` is who wrote it down: the coder, but for a consensus the one of them who did.
    """

    decision_id: str
    passage: Passage
    code_id: str
    verdict: str
    coder: str
    reason: str
    is_blind: bool
    source: str
    decided_at: str
    superseded_at: str = ""
    entered_by: str = ""


@dataclass(frozen=True)
class JudgedTurn:
    """A respondent turn that a coder has judged as a whole."""

    interview_id: str
    turn_no: int
    coder: str
    is_blind: bool
    judged_at: str


@dataclass(frozen=True)
class Undone:
    """What an undo took back, and the decision that stands again, if there was one."""

    taken_back: Decision
    restored: Decision | None


class Conflict(Exception):  # noqa: N818  (an outcome to show, not an error)
    """Somebody decided in between: ``current`` stands now (None: it was taken back)."""

    def __init__(self, current: Decision | None) -> None:
        super().__init__("another decision stands now")
        self.current = current
