"""A conversation without names, whose paragraphs take turns: read only if the header says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.reading.clocks import TIME_LINE
from pipeline.reading.programs import is_banner

# The header line that says it.
TURNS_KEY = "beurten"
ORDERS = {
    "om en om": ("Interviewer", "Respondent"),
    "om en om, interviewer eerst": ("Interviewer", "Respondent"),
    "om en om, respondent eerst": ("Respondent", "Interviewer"),
}
_FEWEST = 4


class Piece(NamedTuple):
    """A paragraph: its first line and the line after its last, counted from 0, and who says it if they take turns."""

    first: int
    stop: int
    label: str = ""


def order_of(value: str) -> tuple[str, str] | None:
    """Return who speaks first and who then, if ``value`` says that paragraphs take turns.

    Examples
    --------
    >>> order_of("Om en om; te beginnen met de respondent"), order_of("Om en om."), order_of("door elkaar")
    (('Respondent', 'Interviewer'), ('Interviewer', 'Respondent'), None)
    """
    words = value.casefold().strip(" .")
    if not words.startswith("om en om"):
        return None
    return ORDERS["om en om, respondent eerst" if "respondent" in words else "om en om"]


def find_paragraphs(lines: Sequence[str]) -> list[Piece]:
    """Return the paragraphs: parted by blank lines or, if there are none between them, each line is one.

    Examples
    --------
    >>> find_paragraphs(["Hoe?", "", "Goed.", "Heel goed."]), len(find_paragraphs(["Hoe?", "Goed."]))
    ([Piece(first=0, stop=1, label=''), Piece(first=2, stop=4, label='')], 2)
    """
    told = [n for n, line in enumerate(lines) if _is_told(line)]
    has_blank = any(not line.strip() for line in lines[told[0] : told[-1]]) if told else False
    pieces: list[Piece] = []
    for n in told:
        if has_blank and pieces and pieces[-1].stop == n:
            pieces[-1] = pieces[-1]._replace(stop=n + 1)
        else:
            pieces.append(Piece(n, n + 1))
    return pieces


def take_turns(lines: Sequence[str], value: str) -> list[Piece]:
    """Return the paragraphs with who says each, if ``value`` of the header line ``beurten:`` says that they take turns.

    Examples
    --------
    >>> [piece.label for piece in take_turns(["Hoe?", "Goed.", "Mooi."], "om en om")], take_turns(["Hoe?"], "")
    (['Interviewer', 'Respondent', 'Interviewer'], [])
    """
    order = order_of(value)
    if order is None:
        return []
    return [piece._replace(label=order[n % 2]) for n, piece in enumerate(find_paragraphs(lines))]


def ask_for_labels(n_paragraphs: int, value: str = "") -> str:
    """Return what to say of talk in which nobody is named, and what to do.

    Examples
    --------
    >>> ask_for_labels(1)[:63], "42 alinea's zonder naam" in ask_for_labels(42)
    ('geen sprekers gevonden; begin elke beurt met een naam en een du', True)
    """
    advice = (
        "geen sprekers gevonden; begin elke beurt met een naam en een dubbele punt, bijvoorbeeld 'Interviewer: ...' en "
        "'Respondent: ...' (of 'I:' en 'R:')"
    )
    wanted = "'om en om' (de interviewer begint) of 'om en om, respondent eerst'"
    if value:
        return f"{advice}; achter '{TURNS_KEY}:' staat bovenaan iets wat niet wordt gelezen; gelezen wordt {wanted}"
    if n_paragraphs < _FEWEST:
        return advice
    return (
        f"{advice}; er staan {n_paragraphs} alinea's zonder naam in het bestand: spreken interviewer en respondent om de "
        f"alinea, zet dan bovenaan het bestand een regel '{TURNS_KEY}: ...' met {wanted}"
    )


def _is_told(line: str) -> bool:
    return any(c.isalnum() for c in line) and not is_banner(line) and not TIME_LINE.fullmatch(line.rstrip("\r\n"))
