"""What counts after review, and where two coders differ.

Only decisions that stand are looked at. A decision is about a passage with a code; a consensus, accept or reject, is
about a turn with a code and settles every passage there; the latest one decides. ``counted`` leaves out by itself what
``strays`` returns; for the other functions the caller does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.review.model import CONSENSUS, Decision, Passage

Unit = tuple[str, int]
Row = dict[str, Any]

_UNIT_CODE = ("interview_id", "turn_no", "code_id")
_GIVEN = frames.FrameSpec("given", _UNIT_CODE, tuple(c for c in frames.HAND_CODINGS.columns if c.name in _UNIT_CODE))


@dataclass(frozen=True)
class Difference:
    """A code that one of two coders gives to a turn and the other does not.

    ``passages`` are those of who gives it; ``settled`` is the consensus, None while there is none.
    """

    interview_id: str
    turn_no: int
    code_id: str
    given_by: str
    passages: tuple[Passage, ...]
    other: str
    settled: Decision | None


@dataclass
class _Place:
    """A passage with a code: what the machine suggests there, and who decided what; consensus among the coders."""

    turn_no: int
    suggested: list[Row] = field(default_factory=list)
    accept: dict[str, Decision] = field(default_factory=dict)
    reject: dict[str, Decision] = field(default_factory=dict)
    unsure: dict[str, Decision] = field(default_factory=dict)


def counted(
    suggestion_codings: pd.DataFrame, decisions: Sequence[Decision], codebook: Codebook, turns: pd.DataFrame
) -> pd.DataFrame:
    """Return the codings that count after review.

    - What any coder accepts is a human coding, also where another rejects it and nothing was settled: its detail then
      says so.
    - A suggestion that was rejected and not accepted is dropped; one that is only doubted becomes doubtful; one that
      nobody decided on stays as it is.
    - What a coder took away of his own blind coding says nothing of a suggestion.
    - Consensus to reject: nothing counts in that turn with that code. Consensus to accept: what consensus or a coder
      accepted counts, and so does a suggestion that nobody rejected.

    Parameters
    ----------
    suggestion_codings
        Frame `codings`, of the machine alone.
    decisions
        Of anybody, in any order.
    codebook, turns
        What the decisions have to fit; the result follows the order of interviews in the frame `turns`.

    Returns
    -------
    pd.DataFrame
        Frame `codings`, in order of place.

    Raises
    ------
    ValueError
        If ``suggestion_codings`` holds codings by humans.
    """
    if bool((suggestion_codings["origin"] == "human").any()):
        raise ValueError("suggestion_codings: got origin human; allowed rule, model, both")
    strange = set(strays(decisions, codebook, turns))
    fitting = [one for one in _standing(decisions) if one not in strange and not _is_taken_away(one)]
    settled = _settled(fitting)
    spoken = {(turn.interview_id, turn.turn_no): turn for turn in frames.rows(turns)}
    rows: list[Row] = []
    for (interview_id, _, _, code_id), place in _places(suggestion_codings, fitting).items():
        consensus = settled.get((interview_id, place.turn_no, code_id))
        if _counts_as_human(place, consensus):
            rows.append(_human(place, consensus, codebook, spoken))
        elif consensus is None and not place.reject:
            rows += [_doubted(row, place) for row in place.suggested]
    order = {interview_id: n for n, interview_id in enumerate(dict.fromkeys(turns["interview_id"]))}
    rows.sort(key=lambda row: (order.get(row["interview_id"], len(order)), *(row[n] for n in frames.CODINGS.key)))
    return frames.build(frames.CODINGS, rows)


def reviewed_share(codings_machine: pd.DataFrame, decisions: Iterable[Decision]) -> dict[str, tuple[int, int]]:
    """Return municipality -> (suggestions that somebody decided on or that a consensus settles, all suggestions).

    Parameters
    ----------
    codings_machine
        Frame `codings`, of the machine alone.
    """
    standing = _standing(decisions)
    settled, decided = _settled(standing), {_key(decision) for decision in standing}
    shares: dict[str, tuple[int, int]] = {}
    for row in frames.rows(codings_machine):
        is_decided = (row.interview_id, row.start_char, row.end_char, row.code_id) in decided
        is_settled = (row.interview_id, row.turn_no, row.code_id) in settled
        n_decided, n_suggestions = shares.get(row.municipality, (0, 0))
        shares[row.municipality] = (n_decided + (is_decided or is_settled), n_suggestions + 1)
    return shares


def differences(a: str, b: str, decisions: Iterable[Decision], units: Iterable[Unit]) -> list[Difference]:
    """Return where exactly one of two coders gives a code to a turn, in order of interview, turn and code.

    Parameters
    ----------
    a, b
        Two coders.
    units
        (interview_id, turn_no) of the turns that both judged.

    Raises
    ------
    ValueError
        If both are the same coder.
    """
    if a == b:
        raise ValueError("coders: got the same one twice; allowed two")
    standing, within = _standing(decisions), set(units)
    settled = _settled(standing)
    accepted = {coder: _accepted(standing, coder, within) for coder in (a, b)}
    found = [
        Difference(*at, one, tuple(sorted(accepted[one][at], key=_in_order)), other, settled.get(at))
        for one, other in ((a, b), (b, a))
        for at in accepted[one].keys() - accepted[other].keys()
    ]
    return sorted(found, key=lambda difference: (difference.interview_id, difference.turn_no, difference.code_id))


def given(decisions: Iterable[Decision], coder: str, units: Iterable[Unit]) -> pd.DataFrame:
    """Return which codes a coder gives to which turns, as comparing coders takes it.

    Parameters
    ----------
    units
        (interview_id, turn_no) of the turns to look at; decisions elsewhere are left out.

    Returns
    -------
    pd.DataFrame
        interview_id, turn_no and code_id, sorted; a row per turn and code, however many passages carry it.
    """
    accepted = _accepted(_standing(decisions), coder, set(units))
    return frames.build(_GIVEN, [dict(zip(_UNIT_CODE, at, strict=True)) for at in sorted(accepted)])


def strays(decisions: Iterable[Decision], codebook: Codebook, turns: pd.DataFrame) -> list[Decision]:
    """Return the standing decisions whose code is gone, or whose passage is not in its place.

    A passage is in its place if its words stand there in the respondent turn that it names.

    Parameters
    ----------
    turns
        Frame `turns` of the whole study.
    """
    spoken = {(turn.interview_id, turn.turn_no): turn for turn in frames.rows(turns) if turn.role == "respondent"}

    def is_in_place(passage: Passage) -> bool:
        turn = spoken.get((passage.interview_id, passage.turn_no))
        if turn is None or not turn.start_char <= passage.start_char < passage.end_char <= turn.end_char:
            return False
        start, end = passage.start_char - turn.start_char, passage.end_char - turn.start_char
        return bool(turn.text[start:end] == passage.quote)

    standing = _standing(decisions)
    return [one for one in standing if one.code_id not in codebook.by_id or not is_in_place(one.passage)]


def _standing(decisions: Iterable[Decision]) -> list[Decision]:
    return [decision for decision in decisions if not decision.superseded_at]


def _is_taken_away(one: Decision) -> bool:
    """Return whether a coder who saw no suggestions took a coding of his own away: that says nothing of a suggestion."""
    return one.is_blind and one.verdict == "reject"


def _settled(standing: Iterable[Decision]) -> dict[tuple[str, int, str], Decision]:
    """Return the latest consensus, accept or reject, by turn and code."""
    agreed = [one for one in standing if one.coder == CONSENSUS and one.verdict != "unsure"]
    return {_turn_code(one): one for one in sorted(agreed, key=lambda one: (one.decided_at, one.decision_id))}


def _accepted(
    standing: Iterable[Decision], coder: str, units: Collection[Unit]
) -> dict[tuple[str, int, str], list[Passage]]:
    """Return the passages that a coder accepts, by turn and code."""
    accepted: dict[tuple[str, int, str], list[Passage]] = {}
    for one in standing:
        is_within = (one.passage.interview_id, one.passage.turn_no) in units
        if one.coder == coder and one.verdict == "accept" and is_within:
            accepted.setdefault(_turn_code(one), []).append(one.passage)
    return accepted


def _turn_code(one: Decision) -> tuple[str, int, str]:
    return one.passage.interview_id, one.passage.turn_no, one.code_id


def _key(one: Decision) -> tuple[str, int, int, str]:
    return one.passage.interview_id, one.passage.start_char, one.passage.end_char, one.code_id


def _in_order(passage: Passage) -> tuple[int, int]:
    return passage.start_char, passage.end_char


def _places(codings: pd.DataFrame, decisions: Iterable[Decision]) -> dict[tuple[str, int, int, str], _Place]:
    places: dict[tuple[str, int, int, str], _Place] = {}
    for row in frames.rows(codings):
        key = (row.interview_id, row.start_char, row.end_char, row.code_id)
        places.setdefault(key, _Place(row.turn_no)).suggested.append(row._asdict())
    for one in decisions:
        place = places.setdefault(_key(one), _Place(one.passage.turn_no))
        {"accept": place.accept, "reject": place.reject, "unsure": place.unsure}[one.verdict][one.coder] = one
    return places


def _counts_as_human(place: _Place, consensus: Decision | None) -> bool:
    if consensus is None:
        return bool(place.accept)
    is_open = bool(place.suggested) and not place.reject
    return consensus.verdict == "accept" and (bool(place.accept) or is_open)


def _human(place: _Place, consensus: Decision | None, codebook: Codebook, spoken: dict[Unit, Any]) -> Row:
    coders = [CONSENSUS] if consensus else sorted(place.accept)
    said = [_who_accepts(coders, bool(place.suggested)), *(row["detail"] for row in place.suggested)]
    if place.reject and not consensus:
        said.insert(1, f"{_names(place.reject)} {'wijst' if len(place.reject) == 1 else 'wijzen'} dit af")
        said.insert(2, "nog niet vergeleken")
    what = place.suggested[0] if place.suggested else _own(next(iter(place.accept.values())), codebook, spoken)
    verdict = {"origin": "human", "score": 1.0, "certainty": "certain"}
    return {**what, **verdict, "source_id": ", ".join(coders), "detail": "; ".join(text for text in said if text)}


def _who_accepts(coders: list[str], is_suggested: bool) -> str:
    if coders == [CONSENSUS]:
        return "vastgesteld in consensus"
    return f"{'geaccepteerd' if is_suggested else 'gecodeerd'} door {_names(coders)}"


def _own(decision: Decision, codebook: Codebook, spoken: dict[Unit, Any]) -> Row:
    """Return what a coding that nobody suggested says of its passage and code."""
    passage = decision.passage
    turn = spoken[passage.interview_id, passage.turn_no]
    return {
        "interview_id": passage.interview_id,
        "municipality": turn.municipality,
        "turn_no": passage.turn_no,
        "speaker": turn.speaker,
        "start_char": passage.start_char,
        "end_char": passage.end_char,
        "text": passage.quote,
        "code_id": decision.code_id,
        "direction": codebook.by_id[decision.code_id].richting,
    }


def _doubted(row: Row, place: _Place) -> Row:
    if not place.unsure:
        return row
    doubt = f"{_names(place.unsure)} {'twijfelt' if len(place.unsure) == 1 else 'twijfelen'}"
    return {**row, "certainty": "doubtful", "detail": "; ".join(text for text in (row["detail"], doubt) if text)}


def _names(coders: Iterable[str]) -> str:
    """Join names as a Dutch sentence does.

    Examples
    --------
    >>> _names(["Piet", "An", "Kim"])
    'An, Kim en Piet'
    """
    *most, last = sorted(coders)
    return f"{', '.join(most)} en {last}" if most else last
