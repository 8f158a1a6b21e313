"""The sheets about two coders: how far they agree, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.exchange.book import Given, Pair
from pipeline.exchange.sheet_codings import VERDICT_WORDS

AGREEMENT_COLUMNS = (
    "codeur_a", "codeur_b", "niveau", "naam", "code_id", "n_eenheden", "n_a", "n_b", "n_geen_van_beide",
    "n_beurten_zonder_code", "gelijk", "kappa", "ac1", "alpha", "alpha_laag", "alpha_hoog",
)  # fmt: skip
DIFFERENCE_COLUMNS = (
    "interview", "beurt", "thema", "code", "code_id", "codeur_a", "oordeel_a", "codeur_b", "oordeel_b", "consensus",
    "citaat",
)  # fmt: skip
_LEVELS = {"code": "code", "theme": "thema", "all": "alle codes"}
_NOT_GIVEN = "niet gegeven"
_NO_PAIR = (
    "Er zijn geen twee codeurs die dezelfde beurten hebben beoordeeld, dus er valt niets te vergelijken. Laat een tweede "
    "codeur een deel van de interviews coderen (factorwijzer review) en maak dit bestand opnieuw."
)
_NO_DIFFERENCE = "De codeurs verschillen nergens: wat zij allebei beoordeelden, beoordeelden zij gelijk."

TurnCode = tuple[str, int, str]
Span = tuple[str, int, str, int, int]


def agreement_sheet(pairs: Sequence[Pair], codebook: Codebook) -> pd.DataFrame:
    """Return frame `agreement` of each pair of coders with Dutch columns; a row that says so if there is none."""
    rows = [
        _agreement(pair, row, codebook)
        for pair in pairs
        if pair.agreement is not None
        for row in frames.rows(pair.agreement)
    ]
    return pd.DataFrame(rows, columns=list(AGREEMENT_COLUMNS)) if rows else _told(_NO_PAIR)


def differences_sheet(pairs: Sequence[Pair], codebook: Codebook) -> pd.DataFrame:
    """Return where exactly one of two coders gives a code, passage by passage; a row that says so if that is nowhere.

    A coder does not give a code if he rejects or doubts it at the passage, or if both judged the turn and he accepts
    the code nowhere in it.
    """
    rows = [row for pair in pairs for row in _differences(pair, codebook)]
    if rows:
        return pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS))
    return _told(_NO_DIFFERENCE if pairs else _NO_PAIR)


def _told(text: str) -> pd.DataFrame:
    return pd.DataFrame({"melding": [text]})


def _agreement(pair: Pair, row: Any, codebook: Codebook) -> dict[str, object]:
    names = {"all": "alle codes samen"} | {theme.id: theme.naam for theme in codebook.themes}
    code = codebook.by_id.get(row.unit_id) if row.level == "code" else None
    figures = (row.n_units, row.n_positive_a, row.n_positive_b, row.n_neither, row.n_uncoded)
    shares = (row.percent_agreement, row.kappa, row.ac1, row.alpha, row.alpha_low, row.alpha_high)
    about = (
        pair.a,
        pair.b,
        _LEVELS[row.level],
        code.naam if code else names[row.unit_id],
        code.code_id if code else "",
    )
    return dict(zip(AGREEMENT_COLUMNS, (*about, *figures, *shares), strict=True))


def _differences(pair: Pair, codebook: Codebook) -> Iterator[dict[str, object]]:
    own = [one for one in pair.given if one.counts and not one.about_turn]
    agreed = [one for one in pair.given if one.counts and one.about_turn and one.verdict != "unsure"]
    settled = {_turn_code(one): VERDICT_WORDS[one.verdict] for one in agreed}
    of_a, of_b = ({_span(one): one for one in own if one.coder == name} for name in (pair.a, pair.b))
    found = {span: (of_a[span], of_b[span]) for span in of_a.keys() & of_b.keys() if _differ(of_a[span], of_b[span])}
    told = {span[:3] for span in found}
    alone: dict[Span, tuple[Given | None, Given | None]] = {
        **{span: (one, None) for span, one in _only(of_a, of_b, pair, told)},
        **{span: (None, one) for span, one in _only(of_b, of_a, pair, told)},
    }
    for span, (a, b) in sorted({**found, **alone}.items()):
        one = a or b
        code = codebook.by_id[span[2]]
        values = (
            *(span[0], span[1], codebook.theme_of[span[2]].naam, code.naam, span[2]),
            *(pair.a, _word(a), pair.b, _word(b), settled.get(span[:3], ""), one.quote if one else ""),
        )
        yield dict(zip(DIFFERENCE_COLUMNS, values, strict=True))


def _only(
    mine: dict[Span, Given], other: dict[Span, Given], pair: Pair, told: Iterable[TurnCode]
) -> Iterator[tuple[Span, Given]]:
    """Yield what one coder accepts in a turn that both judged and in which the other does not accept that code."""
    theirs = {_turn_code(one) for one in other.values() if one.verdict == "accept"} | set(told)
    for span, one in mine.items():
        if one.verdict == "accept" and span[:2] in pair.units and span[:3] not in theirs:
            yield span, one


def _differ(a: Given, b: Given) -> bool:
    return (a.verdict == "accept") != (b.verdict == "accept")


def _word(one: Given | None) -> str:
    return VERDICT_WORDS[one.verdict] if one else _NOT_GIVEN


def _turn_code(one: Given) -> TurnCode:
    return one.interview_id, one.turn_no, one.code_id


def _span(one: Given) -> Span:
    return (*_turn_code(one), one.start, one.end)
