"""The codebook of a study as codes that travel, and a suggestion in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.codebook import Code as BookCode
from pipeline.codebook import Codebook, Theme
from pipeline.codebook.hierarchy import TOP, parents, theme_key
from pipeline.exchange.model import Code

# As in the charts of a report: green helps, amber hinders.
COLORS = {"bevorderend": "#1B6E6A", "belemmerend": "#E0A03A", "context": "#757575"}
THEME_COLOR = "#333333"
_CERTAINTIES = {"certain": "zeker", "likely": "waarschijnlijk", "doubtful": "twijfel"}
_VERDICTS = {"accept": "akkoord", "reject": "niet akkoord", "unsure": "twijfel", "": "nog niet beoordeeld"}


def codes_of(codebook: Codebook) -> tuple[Code, ...]:
    """Return themes as folders with their codes, each below what it stands under.

    A code's key is its id, a theme's ``thema.<id>``. Codes that can be given and have codes below them stay so.
    """
    folders = codebook.folders or codebook.themes
    above = parents(codebook.codes, folders)
    below: dict[str, list[Theme | BookCode]] = {}
    for theme in folders:
        if not theme.los:
            below.setdefault(above[theme_key(theme.id)], []).append(theme)
        for code_id in theme.codes:
            below.setdefault(above[code_id], []).append(codebook.by_id[code_id])

    def made(key: str) -> tuple[Code, ...]:
        return tuple(replace(one, children=made(one.key)) for one in map(_travelling, below.get(key, [])))

    return made(TOP)


def _travelling(one: Theme | BookCode) -> Code:
    return _folder(one) if isinstance(one, Theme) else _code(one)


def _folder(theme: Theme) -> Code:
    advice = theme.aanbeveling
    about = f"Aanbeveling {advice.nummer}: {advice.tekst}" if advice else ""
    return Code(
        theme_key(theme.id),
        theme.naam,
        is_codable=False,
        color=theme.kleur or THEME_COLOR,
        description=about if theme.beschrijving is None else theme.beschrijving,
        extra={"aanbeveling": advice.model_dump()} if advice else {},
    )


def _code(code: BookCode) -> Code:
    about = definition(code.definitie, code.richting, code.wel, code.niet)
    return Code(
        code.code_id,
        code.naam,
        color=code.kleur or COLORS[code.richting],
        description=about if code.beschrijving is None else code.beschrijving,
        extra={"richting": code.richting, "tegenpool": code.tegenpool, "regels": [rule.id for rule in code.regels]},
    )


def definition(meaning: str, direction: str, fits: Iterable[str], fits_not: Iterable[str]) -> str:
    """Return how a code of ours is described in other programs; ``book_code`` reads it back.

    Examples
    --------
    >>> print(definition("Elkaar snel vinden.", "bevorderend", ["bellen"], ["vast overleg"]))
    Elkaar snel vinden.
    Richting: bevorderend.
    <BLANKLINE>
    Wel:
    - bellen
    <BLANKLINE>
    Niet:
    - vast overleg
    """
    lines = [meaning, f"Richting: {direction}.", "", "Wel:", *(f"- {text}" for text in fits)]
    return "\n".join([*lines, "", "Niet:", *(f"- {text}" for text in fits_not)])


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
