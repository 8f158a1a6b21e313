"""The codebook of a study as codes that travel, and a suggestion in words."""

from __future__ import annotations

from pipeline.codebook import Code as BookCode
from pipeline.codebook import Codebook, Theme
from pipeline.exchange.model import Code

# As in the charts of a report: green helps, amber hinders.
COLORS = {"bevorderend": "#1B6E6A", "belemmerend": "#E0A03A", "context": "#757575"}
_THEME_COLOR = "#333333"
_CERTAINTIES = {"certain": "zeker", "likely": "waarschijnlijk", "doubtful": "twijfel"}
_VERDICTS = {"accept": "akkoord", "reject": "niet akkoord", "unsure": "twijfel", "": "nog niet beoordeeld"}


def codes_of(codebook: Codebook) -> tuple[Code, ...]:
    """Return themes as folders with their codes; a code's key is its id, a theme's ``thema.<id>``."""
    return tuple(_folder(theme, codebook) for theme in codebook.themes)


def _folder(theme: Theme, codebook: Codebook) -> Code:
    advice = theme.aanbeveling
    return Code(
        f"thema.{theme.id}",
        theme.naam,
        is_codable=False,
        color=_THEME_COLOR,
        description=f"Aanbeveling {advice.nummer}: {advice.tekst}" if advice else "",
        children=tuple(_code(codebook.by_id[code_id]) for code_id in theme.codes),
        extra={"aanbeveling": advice.model_dump()} if advice else {},
    )


def _code(code: BookCode) -> Code:
    lines = [code.definitie, f"Richting: {code.richting}.", "", "Wel:", *(f"- {text}" for text in code.wel)]
    return Code(
        code.code_id,
        code.naam,
        color=COLORS[code.richting],
        description="\n".join([*lines, "", "Niet:", *(f"- {text}" for text in code.niet)]),
        extra={"richting": code.richting, "tegenpool": code.tegenpool, "regels": [rule.id for rule in code.regels]},
    )


def describe(source_id: str, score: float, certainty: str, verdict: str = "", coder: str = "", detail: str = "") -> str:
    """Return what a selection's description says of a suggestion: rule or model, score, certainty and status.

    Examples
    --------
    >>> describe("korte-lijnen", 0.912, "certain", "accept", "Ans")
    'korte-lijnen; score 0,91; zeker; akkoord (Ans)'
    """
    status = _VERDICTS.get(verdict, verdict) + (f" ({coder})" if coder else "")
    number = f"score {score:.2f}".replace(".", ",")
    return "; ".join(filter(None, [source_id, number, _CERTAINTIES.get(certainty, certainty), status, detail]))
