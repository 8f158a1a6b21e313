"""Find out how the positions in a file of another program are counted, and say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.exchange.targets import PROGRAM, TARGETS
from pipeline.exchange.texts import clean
from pipeline.exchange.units import STANDARD, UTF_16, Counted, Unit, count, has_astral

# Selections that are looked at, and the length of a name that may be a quote; more of them change nothing.
_MOST = 5000
_LONGEST_NAME = 2000
# By how much another way of counting has to fit better than the program's own before it is believed.
_BETTER = 1.1
_HABITS = {"nvivo": UTF_16, "atlas": Unit(n_line_end=1), "maxqda": Unit(n_line_end=1)}


@dataclass(frozen=True)
class Placed:
    """A selection as a file has it: the text that it is in by number, its positions and its name."""

    text_no: int
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True)
class _Fit:
    unit: Unit
    n_quotes: int
    n_bounds: int


def habit_of(origin: str) -> Unit:
    """Return how the program that a file names counts; the standard's way if it is not known.

    Examples
    --------
    >>> habit_of("NVivo"), habit_of("ATLAS.ti 26").n_line_end
    (Unit(n_line_end=2, n_astral=2), 1)
    """
    if origin.startswith(PROGRAM):
        target = TARGETS.get(origin.rpartition(" ")[2])
        return target.unit if target else STANDARD
    return next((unit for name, unit in _HABITS.items() if name in origin.casefold()), STANDARD)


def find_unit(origin: str, texts: Sequence[str], placed: Iterable[Placed]) -> tuple[Unit, str]:
    """Return the unit in which positions are counted, and what to tell of it in Dutch; empty if all ways agree.

    The program's own way stands, unless quotes in the names of selections fit another way more often, or word
    boundaries clearly do. A file of our own says how it counts.
    """
    habit = habit_of(origin)
    looked_at = list(islice(placed, _MOST))
    units = _units(texts)
    if len(units) == 1 or not looked_at:
        return habit, ""
    if origin.startswith(PROGRAM):
        return habit, f"posities: geteld zoals het bestand zegt: {habit}"
    fits = [_fit(unit, texts, looked_at) for unit in units]
    own = next((fit for fit in fits if _is_same(fit.unit, habit, units)), fits[0])
    best = max(fits, key=lambda fit: (fit.n_quotes, fit.n_bounds))
    if best.n_quotes == own.n_quotes and best.n_bounds <= own.n_bounds * _BETTER + 1:
        best = own
    return best.unit, _tell(best, own, len(looked_at))


def _units(texts: Sequence[str]) -> list[Unit]:
    """Return the ways of counting that make a difference in these texts."""
    ends = (2, 1) if any("\r\n" in text for text in texts) else (2,)
    astral = (1, 2) if any(has_astral(text) for text in texts) else (1,)
    return [Unit(end, sign) for end in ends for sign in astral]


def _is_same(unit: Unit, habit: Unit, units: Sequence[Unit]) -> bool:
    """Whether two ways of counting agree in all in which ``units`` differ."""
    has_ends, has_signs = len({u.n_line_end for u in units}) > 1, len({u.n_astral for u in units}) > 1
    return (unit.n_line_end == habit.n_line_end or not has_ends) and (unit.n_astral == habit.n_astral or not has_signs)


def _fit(unit: Unit, texts: Sequence[str], placed: Sequence[Placed]) -> _Fit:
    n_quotes = n_bounds = 0
    text_no, text = -1, Counted("")
    for selection in sorted(placed, key=lambda selection: selection.text_no):
        if selection.text_no != text_no:
            text_no, text = selection.text_no, count(texts[selection.text_no], unit)
        if 0 <= selection.start < selection.end <= text.length:
            start, end = text.span(selection.start, selection.end)
            n_quotes += _is_quote(selection.name, text.text[start:end])
            n_bounds += _is_apart(text.text, start, end)
    return _Fit(unit, n_quotes, n_bounds)


def _is_quote(name: str, found: str) -> bool:
    """Whether a selection's name is its text, or the beginning of it before an ellipsis."""
    if not 2 < len(name) <= _LONGEST_NAME:
        return False
    line, quote = (" ".join(clean(text).split()) for text in (name, found[: 2 * len(name) + 100]))
    cut = line.removesuffix("…").removesuffix("...")
    return len(cut) > 2 and (quote == line or (cut != line and quote.startswith(cut.rstrip())))


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether a selection cuts no word in two, and neither begins nor ends with a space."""
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    first, last = text[start : start + 1], text[max(end - 1, 0) : end]
    is_cut = (before.isalnum() and first.isalnum()) or (last.isalnum() and after.isalnum())
    return not (is_cut or first.isspace() or last.isspace())


def _tell(best: _Fit, own: _Fit, n_selections: int) -> str:
    told = (
        f"posities: geteld met {best.unit}; {best.n_bounds} van {n_selections} passages beginnen en eindigen dan aan "
        f"de rand van een woord, en {best.n_quotes} keer is de naam van de passage haar tekst"
    )
    if best != own:
        told += f". Het programma telt anders ({own.unit}: {own.n_bounds} en {own.n_quotes}); kijk enkele passages na"
    elif best.n_bounds * 2 < n_selections and best.n_quotes * 2 < n_selections:
        told += ". Dat zijn er weinig; kijk enkele passages na voordat u verder werkt"
    return told
