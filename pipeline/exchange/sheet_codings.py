"""The sheet `Coderingen`: a row per passage and code, with the words around it and what coders decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.exchange.book import Given, Unit
from pipeline.exchange.row_keys import CODINGS_COLUMNS, VERDICTS, row_id, standing

# How many words before and after a passage are shown.
_N_WORDS = 40
_ORIGINS = {"rule": "regel", "model": "model", "both": "regel en model", "human": "mens"}
_CERTAINTIES = {"certain": "zeker", "likely": "waarschijnlijk", "doubtful": "twijfel"}
VERDICT_WORDS = {meaning: word for word, meaning in VERDICTS.items()} | {"unsure": "twijfel"}

Place = tuple[str, int, int, str]


def codings_sheet(
    codings: pd.DataFrame, turns: pd.DataFrame, given: Sequence[Given], codebook: Codebook
) -> pd.DataFrame:
    """Return a row per passage and code: all that is suggested or coded by hand, and what coders accepted besides.

    Parameters
    ----------
    codings, turns
        Frames `codings` and `turns`; the codes are in the codebook.
    given
        All standing decisions, in order of time.

    Returns
    -------
    pd.DataFrame
        Columns ``CODINGS_COLUMNS``, in order of interview, start, end and code.
    """
    said = {(turn.interview_id, turn.turn_no): turn for turn in frames.rows(turns)}
    order = {interview_id: n for n, interview_id in enumerate(dict.fromkeys(turns["interview_id"]))}
    decided: dict[Place, list[Given]] = {}
    for one in given:
        decided.setdefault(_place(one), []).append(one)
    settled = {
        (*_unit(one), one.code_id): one for one in given if one.counts and one.about_turn and one.verdict != "unsure"
    }
    found = _by_place(codings)
    for one in given:
        if one.counts and one.verdict == "accept":
            found.setdefault(_place(one), [])
    rows = []
    for place in sorted(found, key=lambda key: (order[key[0]], *key[1:])):
        here = decided.get(place, [])
        turn = said[place[0], found[place][0].turn_no if found[place] else _accepted(here).turn_no]
        consensus = settled.get((turn.interview_id, turn.turn_no, place[3]))
        rows.append(_row(place, found[place], here, consensus, turn, said, codebook))
    return pd.DataFrame(rows, columns=list(CODINGS_COLUMNS))


def _by_place(codings: pd.DataFrame) -> dict[Place, list[Any]]:
    """Return the codings of each passage and code, what the machine says first, the highest score before others."""
    found: dict[Place, list[Any]] = {}
    for row in sorted(frames.rows(codings), key=lambda row: (row.origin == "human", -row.score, row.origin)):
        found.setdefault((row.interview_id, row.start_char, row.end_char, row.code_id), []).append(row)
    return found


def _place(one: Given) -> Place:
    return one.interview_id, one.start, one.end, one.code_id


def _unit(one: Given) -> Unit:
    return one.interview_id, one.turn_no


def _accepted(here: Iterable[Given]) -> Given:
    return next(one for one in here if one.counts and one.verdict == "accept")


def _row(
    place: Place,
    codings: Sequence[Any],
    here: Sequence[Given],
    consensus: Given | None,
    turn: Any,
    said: dict[Unit, Any],
    codebook: Codebook,
) -> dict[str, object]:
    interview_id, start, end, code_id = place
    code = codebook.by_id[code_id]
    begin = start - turn.start_char
    return {
        "nr": row_id(*place),
        "interview": interview_id,
        "gemeente": turn.municipality,
        "beurt": turn.turn_no,
        "plaats": getattr(turn, "place", ""),
        "spreker": turn.speaker,
        "thema": codebook.theme_of[code_id].naam,
        "code": code.naam,
        "code_id": code_id,
        "richting": code.richting,
        "citaat": turn.text[begin : end - turn.start_char],
        "context_ervoor": _before(turn.text[:begin], said.get((interview_id, turn.turn_no - 1))),
        "context_erna": _after(turn.text[end - turn.start_char :]),
        **(_suggested(codings) if codings else _own(here)),
        "besluit": _decision_words(here, consensus),
        "oordeel": "",
        "andere_code": "",
        "toelichting": "",
        "start": start,
        "einde": end,
        "stand": standing((one.coder, one.verdict, one.decision_id) for one in here),
    }


def _suggested(codings: Sequence[Any]) -> dict[str, object]:
    first = codings[0]
    return {
        "herkomst": ", ".join(dict.fromkeys(_ORIGINS[row.origin] for row in codings)),
        # What a human coded has no strength.
        "score": float("nan") if first.origin == "human" else round(first.score, 2),
        "zekerheid": _CERTAINTIES[first.certainty],
        "waarom": "; ".join(dict.fromkeys(row.detail for row in codings if row.detail)),
    }


def _own(here: Sequence[Given]) -> dict[str, object]:
    """Return what a coding that nothing suggests says of itself."""
    accepted = [one for one in here if one.counts and one.verdict == "accept"]
    coders = ", ".join(dict.fromkeys(one.coder for one in accepted))
    reasons = dict.fromkeys(one.reason for one in accepted if one.reason)
    why = "; ".join([f"gecodeerd door {coders}", *reasons])
    return {"herkomst": _ORIGINS["human"], "score": float("nan"), "zekerheid": _CERTAINTIES["certain"], "waarom": why}


def _decision_words(here: Iterable[Given], consensus: Given | None) -> str:
    own = sorted((one for one in here if one.counts and not one.about_turn), key=lambda one: one.coder)
    return "; ".join(f"{VERDICT_WORDS[one.verdict]} ({one.coder})" for one in [*own, *filter(None, [consensus])])


def _before(text: str, previous: Any) -> str:
    """Return the last words before a passage in its turn, or those of the turn before if it begins its own."""
    if text.strip() or previous is None:
        return _last_words(text)
    return f"{previous.speaker}: {_last_words(previous.text)}"


def _last_words(text: str) -> str:
    words = text.split()
    return ("… " if len(words) > _N_WORDS else "") + " ".join(words[-_N_WORDS:])


def _after(text: str) -> str:
    words = text.split()
    return " ".join(words[:_N_WORDS]) + (" …" if len(words) > _N_WORDS else "")
