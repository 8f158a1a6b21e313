"""What had been decided about a passage when its row was exported, and what stands now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.exchange.row_keys import standing
from pipeline.review import Decision
from pipeline.review.rows import by_place
from pipeline.run.verdict_places import Place, Placed


@dataclass(frozen=True)
class History:
    """All decisions of a study by passage and code, the first first; ``stands``: what the column `stand` says of them."""

    coder: str
    decisions: Mapping[Place, list[Decision]]
    stands: Mapping[Place, str]

    def expected(self, place: Place) -> str | None:
        """Return the id of the coder's own decision at the time of the export: empty if there was none, None if unknown."""
        seen = self._seen(place)
        return None if seen is None else next((one.decision_id for one in seen if one.coder == self.coder), "")

    def of_others(self, place: Place) -> list[Decision]:
        """Return what stands of other coders, by coder."""
        return sorted((one for one in self._at(place, None) if one.coder != self.coder), key=lambda one: one.coder)

    def is_changed_by_others(self, place: Place) -> bool:
        """Return whether other coders decided anything since the export; if that is unknown, whether they did at all."""
        seen = self._seen(place) or []
        return {one.decision_id for one in seen if one.coder != self.coder} != {
            one.decision_id for one in self.of_others(place)
        }

    def _seen(self, place: Place) -> list[Decision] | None:
        """Return what stood when the row had its `stand`: the moments at which anything changed are tried."""
        if place not in self.stands:
            return None
        here = self.decisions.get(place, [])
        moments = sorted({"", *(one.decided_at for one in here), *(one.superseded_at for one in here)})
        for moment in moments:
            stood = self._at(place, moment)
            if standing((one.coder, one.verdict, one.decision_id) for one in stood) == self.stands[place]:
                return stood
        return None

    def _at(self, place: Place, moment: str | None) -> list[Decision]:
        """Return what stood at a moment, None for now."""
        here = self.decisions.get(place, [])
        if moment is None:
            return [one for one in here if not one.superseded_at]
        return [one for one in here if one.decided_at <= moment and not "" < one.superseded_at <= moment]


def history_of(decisions: Iterable[Decision], placed: Iterable[Placed], coder: str) -> History:
    """Return the history of a store as it matters to rows and their coder.

    Parameters
    ----------
    decisions
        All, superseded ones too.
    """
    found: dict[Place, list[Decision]] = {}
    for one in decisions:
        found.setdefault(by_place(one), []).append(one)
    stands = {(*one.span, one.row.code_id): one.row.standing for one in placed if one.passage}
    return History(coder, found, stands)
