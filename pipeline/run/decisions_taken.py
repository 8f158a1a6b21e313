"""What coders gave in another program, into the store of decisions: nothing that stands there is superseded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from pipeline import frames
from pipeline.errors import Problem, SettingsError
from pipeline.exchange.texts import clean
from pipeline.review import CONSENSUS, Decision, Store, open_store
from pipeline.run.codings_taken import Given, Place, TakenCodings
from pipeline.run.interviews import Interview
from pipeline.run.remarks_taken import joined
from pipeline.run.reviewing import Brought, bring_in
from pipeline.run.texts_taken import TakenTexts
from pipeline.study import Study

_STANDS = {"reject": "afgewezen", "unsure": "twijfel", "accept": "akkoord"}
_Spot = tuple[str, int, int, str]


@dataclass
class Decided:
    """What became of codings: written now, there already, or kept as it was (``kept``, in Dutch).

    ``stood``: what a project says of a coding about which the coder had decided before, and that decision.
    """

    n_new: int = 0
    n_known: int = 0
    kept: list[str] = field(default_factory=list)
    stood: list[tuple[Given, Decision]] = field(default_factory=list)
    brought: Brought | None = None


def decide(
    study: Study,
    given: Mapping[str, Mapping[Place, Given]],
    texts: TakenTexts,
    codings: pd.DataFrame | None,
    is_blind: bool,
) -> Decided:
    """Write codings down as decisions to accept, those of one coder in one transaction.

    Parameters
    ----------
    given
        By coder.
    codings
        Frame `codings` of the last ``code``; None if the study has not been coded. Hand codings in it are not decided again.
    is_blind
        Whether every turn of a respondent in the interviews that a coder coded counts as judged blind.

    Raises
    ------
    SettingsError
        If a name cannot be that of a coder.
    StoreError
        If the store cannot be opened or written.
    """
    decided = Decided()
    if not given:
        return decided
    by_hand = _by_hand(codings)
    with open_store(study.store) as store:
        if codings is not None:
            # First what was decided about an earlier text: what is found again there is not taken a second time.
            decided.brought = _still_lost(bring_in(study, store), texts.interviews.values())
        for coder, places in given.items():
            fresh = {place: one for place, one in places.items() if (*_spot(place), coder) not in by_hand}
            decided.n_known += len(places) - len(fresh)
            _decide_of(store, coder, fresh, _judged(fresh, texts) if is_blind else [], is_blind, decided)
    return decided


def keep_reasons(taken: TakenCodings, decided: Decided) -> None:
    """Keep what is said of codings that stood already, as far as the decision does not say it, as remarks."""
    for given, decision in decided.stood:
        stands = clean(decision.reason)
        said = "\n".join(text for text in given.reasons if text not in stands)
        for key in given.selections if said else ():
            remark = taken.remarks.get(key, taken.seen[key])
            taken.remarks[key] = remark.model_copy(update={"description": joined(remark.description, said)})


def _decide_of(
    store: Store,
    coder: str,
    places: dict[Place, Given],
    judged: list[tuple[str, int]],
    is_blind: bool,
    decided: Decided,
) -> None:
    if coder == CONSENSUS:
        places = _without_settled(store, places, decided)
    else:
        try:
            store.add_coder(coder)
        except ValueError as error:
            raise SettingsError(Problem("naam van een codeur in het project", str(error))) from None
    taken = store.import_codings({place: one.reason for place, one in places.items()}, judged, coder, is_blind)
    by_spot = {_spot(place): one for place, one in places.items()}
    decided.n_new += len(taken.new)
    decided.n_known += len(taken.known)
    decided.kept += [_kept(one) for one in taken.kept]
    decided.stood += [(by_spot[_spot((one.passage, one.code_id))], one) for one in [*taken.known, *taken.kept]]


def _without_settled(store: Store, places: dict[Place, Given], decided: Decided) -> dict[Place, Given]:
    """Leave out what the coders of this study settled otherwise: a consensus is about a turn and a code."""
    standing = [one for one in store.decisions(coder=CONSENSUS) if one.verdict != "accept"]
    settled = {(one.passage.interview_id, one.passage.turn_no, one.code_id): one for one in standing}
    left = {}
    for (passage, code_id), given in places.items():
        one = settled.get((passage.interview_id, passage.turn_no, code_id))
        if one is None:
            left[passage, code_id] = given
        else:
            decided.kept.append(_kept(one))
            decided.stood.append((given, one))
    return left


def _by_hand(codings: pd.DataFrame | None) -> set[tuple[str, int, int, str, str]]:
    """Return the hand codings of a study, with the name in which they travel."""
    rows = [] if codings is None else frames.rows(codings[codings["origin"] == "human"])
    return {(row.interview_id, row.start_char, row.end_char, row.code_id, row.source_id) for row in rows}


def _judged(places: Iterable[Place], texts: TakenTexts) -> list[tuple[str, int]]:
    coded = {passage.interview_id for passage, _ in places}
    read = {one.interview_id: one.turns for one in texts.interviews.values() if one.turns is not None}
    spoken = [turn for name in sorted(coded) for turn in frames.rows(read[name]) if turn.role == "respondent"]
    return [(turn.interview_id, turn.turn_no) for turn in spoken]


def _still_lost(brought: Brought, interviews: Iterable[Interview]) -> Brought:
    """Leave out decisions about texts that are only not coded yet: their words are where they were."""
    texts = {one.interview_id: one.text for one in interviews}
    lost = [
        one
        for one in brought.lost
        if texts.get(one.passage.interview_id, "")[one.passage.start_char : one.passage.end_char] != one.passage.quote
    ]
    return replace(brought, lost=lost)


def _spot(place: Place) -> _Spot:
    passage, code_id = place
    return passage.interview_id, passage.start_char, passage.end_char, code_id


def _kept(one: Decision) -> str:
    place = f"{one.passage.interview_id}, beurt {one.passage.turn_no}, {one.code_id} ({one.coder})"
    advice = "dat blijft zo; wilt u het anders, verander het dan op de pagina (factorwijzer review)"
    return f"{place}: in de studie staat hier '{_STANDS[one.verdict]}'; {advice}"
