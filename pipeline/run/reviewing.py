"""Suggestions to the store, decisions back out of it: for the web page, for reports and for learning."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.errors import OutputError, Problem
from pipeline.evaluation import compare_coders
from pipeline.files import sha256_value
from pipeline.review import Conflict, Decision, Store, Suggestion, open_store
from pipeline.review.anchors import find, passage_at
from pipeline.review.model import CONSENSUS
from pipeline.review.outcome import counted, given, reviewed_share, strays
from pipeline.review.texts import plain_text
from pipeline.run.outputs import CODINGS, load_outputs
from pipeline.study import Study


@dataclass(frozen=True)
class Brought:
    """What happened when the newest suggestions and texts met the decisions.

    ``is_new``: other suggestions than before. ``moved``: decisions found again elsewhere in an edited text. ``lost``:
    decisions whose words or code are gone, for a human to place. ``alone``: rejections of what is not suggested any
    more; they stand.
    """

    is_new: bool
    moved: list[Decision]
    lost: list[Decision]
    alone: list[Decision]


def has_store(study: Study) -> bool:
    """Return whether anybody may have decided anything yet."""
    place = study.store
    return isinstance(place, str) or place.is_file()


def bring_in(study: Study, store: Store) -> Brought:
    """Put the suggestions of the last ``code`` into the store, and find the decisions again in the texts as they are now."""
    codings, turns, lock = load_outputs(study)
    codebook = study.codebook()
    unknown = sorted(set(codings["code_id"]) - set(codebook.by_id))
    if unknown:
        message = f"code '{unknown[0]}' staat niet in het codeboek; draai 'factorwijzer code' opnieuw"
        raise OutputError(Problem(str(study.out / CODINGS), message))
    suggested = suggestions_of(codings, turns)
    checksum = sha256_value([repr(one) for one in suggested])
    facts = {name: str(lock["basis"].get(name, "")) for name in ("program", "model", "codebook")}
    is_new = store.put_suggestions(suggested, checksum, facts)
    moved, lost = _place_again(store, codebook, turns)
    places = {_place(one) for one in suggested}
    alone = [one for one in store.decisions() if _rejects_a_suggestion(one) and _place(one) not in places]
    return Brought(is_new, moved, lost, alone)


def suggestions_of(codings: pd.DataFrame, turns: pd.DataFrame) -> list[Suggestion]:
    """Return the machine's codings with the text around them, each passage and code once: the highest score."""
    texts = {str(name): plain_text(part) for name, part in turns.groupby("interview_id")}
    best: dict[object, Suggestion] = {}
    for row in frames.rows(codings[codings["origin"] != "human"]):
        passage = passage_at(texts[row.interview_id], row.interview_id, row.turn_no, row.start_char, row.end_char)
        about = (row.code_id, row.direction, row.origin, row.score, row.certainty, row.source_id, row.detail)
        one = Suggestion(0, passage, *about)
        known = best.get(_place(one))
        if known is None or known.score < one.score:
            best[_place(one)] = one
    return list(best.values())


def _rejects_a_suggestion(one: Decision) -> bool:
    """Say whether a suggestion was rejected, and not a code that somebody gave himself in blind coding."""
    return one.verdict == "reject" and one.coder != CONSENSUS and not one.is_blind


def _place(one: Suggestion | Decision) -> tuple[str, int, int, str]:
    return one.passage.interview_id, one.passage.start_char, one.passage.end_char, one.code_id


def _place_again(store: Store, codebook: Codebook, turns: pd.DataFrame) -> tuple[list[Decision], list[Decision]]:
    moved, lost = [], []
    by_interview = dict(iter(turns.groupby("interview_id")))
    for one in strays(store.decisions(), codebook, turns):
        here = by_interview.get(one.passage.interview_id)
        place = None
        if here is not None and one.code_id in codebook.by_id:
            place = find(one.passage, plain_text(here), here)
        try:
            if place is None:
                lost.append(one)
            else:
                moved.append(store.move(one.decision_id, place))
        except Conflict:  # the coder decided there anew: a human has to choose
            lost.append(one)
    return moved, lost


def decided_by_hand(study: Study, codebook: Codebook, turns: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what there is to learn from decisions.

    Parameters
    ----------
    turns
        Frame `turns` of the study.

    Returns
    -------
    tuple
        Frame `hand_codings` of what counts after review, and the turns that a human judged or decided about, each with
        the interviewer's turn just before it.
    """
    nothing = frames.empty(frames.HAND_CODINGS), turns[:0]
    if not has_store(study):
        return nothing
    with open_store(study.store) as store:
        decisions, judged = store.decisions(), store.judged()
    strange = set(strays(decisions, codebook, turns))
    fitting = [one for one in decisions if one not in strange]
    known = {(one.interview_id, one.turn_no) for one in judged}
    known |= {(one.passage.interview_id, one.passage.turn_no) for one in fitting if one.verdict != "unsure"}
    keys, roles = list(zip(turns["interview_id"], turns["turn_no"], strict=True)), turns["role"].tolist()
    asks = {(i, no - 1) for i, no in known}
    kept = [key in known or (key in asks and role == "interviewer") for key, role in zip(keys, roles, strict=True)]
    seen = turns[kept]
    right = counted(frames.empty(frames.CODINGS), fitting, codebook, turns)
    hand = right.rename(columns={"text": "quote"})[list(frames.HAND_CODINGS.names)]
    unique = hand.drop_duplicates(list(frames.HAND_CODINGS.key)).sort_values(list(frames.HAND_CODINGS.key))
    return frames.check(unique.reset_index(drop=True), frames.HAND_CODINGS), seen.reset_index(drop=True)


@dataclass(frozen=True)
class Agreement:
    """Frame `agreement` of the two coders who share most judged turns; ``is_blind``: both judged them without suggestions."""

    frame: pd.DataFrame
    coders: tuple[str, str]
    is_blind: bool


def agreement_of_coders(study: Study, codebook: Codebook, turns: pd.DataFrame) -> Agreement | None:
    """Return the agreement of the two coders who both judged most turns; None if no two judged the same turns.

    Parameters
    ----------
    turns
        Frame `turns` of the study: what it does not have any more does not count.
    """
    if not has_store(study):
        return None
    with open_store(study.store) as store:
        decisions, judged = store.decisions(), store.judged()
    spoken = turns[turns["role"] == "respondent"]
    units = set(zip(spoken["interview_id"], spoken["turn_no"], strict=True))
    of_coder: dict[str, dict[tuple[str, int], bool]] = {}
    for one in judged:
        if one.coder != CONSENSUS and (one.interview_id, one.turn_no) in units:
            of_coder.setdefault(one.coder, {})[one.interview_id, one.turn_no] = one.is_blind
    pairs = {(a, b): sorted(of_coder[a].keys() & of_coder[b].keys()) for a, b in combinations(sorted(of_coder), 2)}
    if not any(pairs.values()):
        return None
    pair = max(pairs, key=lambda names: len(pairs[names]))
    strange = set(strays(decisions, codebook, turns))
    fitting = [one for one in decisions if one not in strange]
    a, b = (given(fitting, coder, pairs[pair]) for coder in pair)
    is_blind = all(of_coder[coder][unit] for coder in pair for unit in pairs[pair])
    return Agreement(compare_coders(a, b, pairs[pair], codebook), pair, is_blind)


@dataclass(frozen=True)
class Review:
    """What reports take from the store.

    ``codings``: frame `codings` after review. ``whole``: the interviews of which coders judged every turn, so that only
    what they gave counts. ``shares``: municipality -> (suggestions that somebody decided on, all suggestions).
    """

    codings: pd.DataFrame
    whole: frozenset[str]
    shares: dict[str, tuple[int, int]]


def review_of(study: Study, codings: pd.DataFrame, turns: pd.DataFrame, codebook: Codebook) -> Review:
    """Return the codings as they stand after review: without what humans rejected, with what they accepted or added."""
    machine, by_hand = (codings[(codings["origin"] == "human") == human] for human in (False, True))
    if not has_store(study):
        return Review(codings, frozenset(), {})
    with open_store(study.store) as store:
        decisions, judged = store.decisions(), {(one.interview_id, one.turn_no) for one in store.judged()}
    together = pd.concat([counted(machine, decisions, codebook, turns), by_hand], ignore_index=True)
    together = together.drop_duplicates(list(frames.CODINGS.key), ignore_index=True)
    spoken = turns[turns["role"] == "respondent"]
    is_judged = [key in judged for key in zip(spoken["interview_id"], spoken["turn_no"], strict=True)]
    whole = pd.Series(is_judged, index=spoken["interview_id"]).groupby(level=0).all()
    shares = reviewed_share(machine, decisions) if decisions else {}
    return Review(together, frozenset(str(name) for name in whole.index[whole]), shares)
