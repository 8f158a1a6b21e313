"""The order in which a human best reviews what the machine suggests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.frames import CERTAINTIES
from pipeline.review.model import Suggestion


def expected_gain(score: float) -> float:
    """Say how much is to be gained by letting a human decide on a suggestion.

    Parameters
    ----------
    score
        Chance that the suggestion stands, in [0, 1].

    Returns
    -------
    float
        The chance that the decision changes anything, in [0, 1].

    Notes
    -----
    The measured order ("meeste winst eerst" in docs/evaluation.md) reviews first where F1 is expected to rise most: by
    (1 - p) F1 / D for what counts now, with D what counts plus what is true, and by p (2 - F1) / D for what does not
    count. Every suggestion counts until somebody rejects it, so F1 / D is one factor before all of them and only 1 - p
    orders them. What stayed below its threshold is no suggestion and never in the queue.

    Examples
    --------
    >>> expected_gain(0.75)
    0.25
    """
    return 1.0 - score


def review_order(suggestions: Sequence[Suggestion], counterpart: Mapping[str, str]) -> list[Suggestion]:
    """Put suggestions in the order of review.

    Doubtful ones first, then likely, then certain ones. Among equally certain ones first those whose counterpart is
    suggested in the same turn, since one of the two is wrong nearly always; then by expected gain. Ties go by
    interview, place and code, so that the order does not depend on that of ``suggestions``.

    Parameters
    ----------
    suggestions
        Any order; a turn may have several.
    counterpart
        code_id -> the code that says the opposite. It is enough if one of the two names the other.
    """
    suggested = {(s.passage.interview_id, s.passage.turn_no, s.code_id) for s in suggestions}
    opposites: dict[str, set[str]] = {}
    for one, other in counterpart.items():
        opposites.setdefault(one, set()).add(other)
        opposites.setdefault(other, set()).add(one)

    def place_in_queue(one: Suggestion) -> tuple[int, bool, float, str, int, int, str, int]:
        at = one.passage
        is_contradicted = any(
            (at.interview_id, at.turn_no, code_id) in suggested for code_id in opposites.get(one.code_id, ())
        )
        return (
            -CERTAINTIES.index(one.certainty),
            not is_contradicted,
            -expected_gain(one.score),
            at.interview_id,
            at.start_char,
            at.end_char,
            one.code_id,
            one.suggestion_id,
        )

    return sorted(suggestions, key=place_in_queue)
