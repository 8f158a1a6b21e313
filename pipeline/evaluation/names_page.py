"""How well names are found, written up in Dutch: ids, offsets and counts, never a name."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from pipeline import frames
from pipeline.evaluation.intervals import Interval
from pipeline.evaluation.names_found import Counts, Measured
from pipeline.evaluation.names_listed import COUNTED, SITUATIONS
from pipeline.evaluation.pages import Cell, Page, Section, Table, show, to_markdown

GROUPS = {
    "personen": ("person",),
    "contactgegevens": ("phone", "email", "web"),
    "plaatsen": ("place",),
    "organisaties, scholen en projecten": ("organisation", "school", "project"),
}
PRECISION = "precisie"
# What is to be reached: recall per group, and the precision of all masks that count.
GOALS = {
    "personen": 0.99,
    "contactgegevens": 0.99,
    "plaatsen": 0.97,
    "organisaties, scholen en projecten": 0.97,
    PRECISION: 0.85,
}
_KINDS = {
    "person": "personen",
    "place": "plaatsen",
    "organisation": "organisaties",
    "school": "scholen",
    "project": "projecten",
    "phone": "telefoonnummers",
    "email": "e-mailadressen",
    "web": "webadressen",
    "other": "overig (telt niet mee)",
    "age": "leeftijden",
    "date": "datums",
    "postcode": "postcodes",
    "plate": "kentekens",
    "number": "nummers",
}
_OUTCOMES = {"partly": "gedeeltelijk", "missed": "gemist", "wrong": "ten onrechte"}
_ALL = "alles wat meetelt"
_UNKNOWN = "niet te berekenen"
_N_ROWS = 100
_INTRODUCTION = (
    "De namen die het programma maskeert, zijn vergeleken met een lijst van de namen die in elk interview staan. Een vermelding is "
    "gevonden als elke letter en elk cijfer ervan is gemaskeerd, en gedeeltelijk gevonden als er iets van blijft staan. De vondst is "
    "het deel van de vermeldingen dat is gevonden. Een lidwoord met een kleine letter voor een naam telt niet mee. Een naam telt als steeds gevonden als hij in het interview geen enkele keer is "
    "gemist. De precisie is het deel van de maskers dat op een naam uit de lijst ligt.",
    "Tussen haakjes staan 95%-intervallen over interviews (bootstrap). Deze pagina noemt zelf geen namen: waar iets misgaat, "
    "staan alleen het interview, de beurt en de plaats in de tekst.",
)


def names_markdown(
    measured_by_set: Mapping[str, Measured],
    goals: Mapping[str, float] = GOALS,
    others: Mapping[str, Mapping[str, Measured]] | None = None,
    seed: int = 0,
) -> str:
    """Return the page of `names_page` as Markdown."""
    return to_markdown(names_page(measured_by_set, goals, others, seed))


def names_page(
    measured_by_set: Mapping[str, Measured],
    goals: Mapping[str, float] = GOALS,
    others: Mapping[str, Mapping[str, Measured]] | None = None,
    seed: int = 0,
) -> Page:
    """Return a page about how well names are found; the same figures and seed give the same page.

    Parameters
    ----------
    measured_by_set
        Name of a set of interviews -> what the program found in it.
    goals
        Lowest share to be reached, by the names of ``GROUPS`` (recall) or ``PRECISION``.
    others
        Name of a set -> name of another finder -> what it found in the same interviews.

    Raises
    ------
    ValueError
        If a goal or a set of ``others`` is unknown.
    """
    others = others or {}
    unknown = [repr(name) for name in others if name not in measured_by_set]
    unknown += [repr(name) for name in goals if name not in (*GROUPS, PRECISION)]
    if unknown:
        raise ValueError(f"names page: got {', '.join(unknown)}; allowed a set that is measured and a goal of GOALS")
    sections = [_per_kind(name, measured, seed) for name, measured in measured_by_set.items()]
    sections.append(_goals(measured_by_set, goals, seed))
    sections += [_compared(name, measured_by_set[name], finders) for name, finders in others.items() if finders]
    sections += [_where_it_fails(name, measured) for name, measured in measured_by_set.items()]
    return Page("Hoe goed worden namen gevonden?", _INTRODUCTION, tuple(sections))


def _per_kind(name: str, measured: Measured, seed: int) -> Section:
    kinds = [kind for kind in (*COUNTED, "other") if _occurs(measured.counts((kind,)))]
    rows = [_row(_KINDS[kind], measured.counts((kind,)), kind != "other") for kind in kinds]
    rows.append(_row(_ALL, measured.counts()))
    headers = ("soort", "vermeldingen", "gevonden", "gedeeltelijk", "gemist", "vondst", "namen steeds gevonden")
    found = Table((*headers, "goede soort", PRECISION), tuple(rows), f"Vermeldingen per soort: {name}")
    return Section(f"Per soort: {name}", tuple(_about(measured)), (found, _masks(name, measured, seed)))


def _masks(name: str, measured: Measured, seed: int) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for label, kinds in {**{_KINDS[kind]: (kind,) for kind in COUNTED}, _ALL: COUNTED}.items():
        counts = measured.counts(kinds)
        if counts.n_masks or label == _ALL:
            precision = _figure(counts.precision, measured.intervals(kinds, seed=seed)["precision"])
            n_wrong = counts.n_masks - counts.n_masks_right
            rows.append((label, counts.n_masks, counts.n_masks_right, n_wrong, precision))
    headers = ("soort van het masker", "maskers", "terecht", "ten onrechte", PRECISION)
    return Table(headers, tuple(rows), f"Maskers per soort: {name}")


def _about(measured: Measured) -> list[str]:
    n = len(measured.interview_ids)
    source = "verzonnen " if measured.is_invented else ""
    paragraphs = [f"Gemeten op {show(n)} {source}{'interview' if n == 1 else 'interviews'}."]
    apart = Counter(mask.kind for mask in measured.masks if mask.outcome == "apart")
    if apart:
        listed = ", ".join(f"{_KINDS[kind]}: {show(n)}" for kind, n in sorted(apart.items()))
        paragraphs.append(
            f"Niet meegeteld zijn {show(apart.total())} maskers van soorten die de lijst niet kent, of op wat de lijst 'other' noemt "
            f"({listed})."
        )
    if measured.nowhere:
        ids = ", ".join(dict.fromkeys(one.interview_id for one in measured.nowhere))
        paragraphs.append(
            f"Namen uit de lijst die nergens in de tekst staan en dus niet meetellen: {show(len(measured.nowhere))}. Kijk of lijst en "
            f"tekst bij elkaar horen van: {ids}."
        )
    return paragraphs


def _row(label: str, counts: Counts, has_masks: bool = True) -> tuple[Cell, ...]:
    """Return a row of counts; there are no masks of the kind "other"."""
    found = (label, counts.n, counts.n_found, counts.n_partly, counts.n_missed)
    shares = (_figure(counts.recall), _figure(counts.recall_distinct))
    masked = (_figure(counts.right_kind), _figure(counts.precision)) if has_masks else (None, None)
    return (*found, *shares, *masked)


def _goals(measured_by_set: Mapping[str, Measured], goals: Mapping[str, float], seed: int) -> Section:
    rows = [
        _goal(name, measured, what, goal, seed)
        for name, measured in measured_by_set.items()
        for what, goal in goals.items()
    ]
    table = Table(("interviews", "wat", "doel", "gemeten", "gehaald"), tuple(rows))
    return Section(
        "De doelen", ("Een doel is pas gehaald als het gemeten cijfer zonder afronden het doel haalt.",), (table,)
    )


def _goal(name: str, measured: Measured, what: str, goal: float, seed: int) -> tuple[Cell, ...]:
    kinds = GROUPS.get(what, COUNTED)
    counts, spread = measured.counts(kinds), measured.intervals(kinds, seed=seed)
    value = counts.precision if what == PRECISION else counts.recall
    reached = _UNKNOWN if value is None else "ja" if value >= goal else "nee"
    label = what if what == PRECISION else f"vondst van {what}"
    interval = spread["precision" if what == PRECISION else "recall"]
    return name, label, f"minstens {show(goal)}", _figure(value, interval), reached


def _compared(name: str, ours: Measured, finders: Mapping[str, Measured]) -> Section:
    columns = {"Factorwijzer": ours, **finders}
    rows: list[tuple[Cell, ...]] = []
    for group, kinds in {**GROUPS, _ALL: COUNTED}.items():
        if _occurs(ours.counts(kinds)):
            found = [each.counts(kinds) for each in columns.values()]
            rows.append((f"vondst van {group}", *(_of(counts.recall, counts.n_found, counts.n) for counts in found)))
    all_of_it = [each.counts() for each in columns.values()]
    rows.append((PRECISION, *(_of(counts.precision, counts.n_masks_right, counts.n_masks) for counts in all_of_it)))
    table = Table(("wat", *columns), tuple(rows), "Cijfer, en tussen haakjes hoeveel van hoeveel")
    return Section(f"Vergeleken met andere manieren van zoeken: {name}", (), (table,))


def _where_it_fails(name: str, measured: Measured) -> Section:
    lost = [one for one in measured.occurrences if one.kind in COUNTED and one.outcome != "found"]
    found = {(one.interview_id, one.text) for one in measured.occurrences if one.outcome == "found"}
    n_elsewhere = sum((one.interview_id, one.text) in found for one in lost)
    paragraph = (
        f"Niet of niet geheel gemaskeerd: {show(len(lost))} vermeldingen, waarvan {show(n_elsewhere)} van een naam die elders in "
        "hetzelfde interview wel is gemaskeerd. Zoek ze op in het interview zelf; de plaats telt de tekens van de tekst, vanaf 0."
    )
    tables = (
        _situations(measured),
        _places(measured.where_missed(), "Gemist of gedeeltelijk gemaskeerd"),
        _places(measured.false_alarms(), "Ten onrechte gemaskeerd: staat niet in de lijst"),
    )
    return Section(f"Waar het misgaat: {name}", (paragraph,), tuple(table for table in tables if table.rows))


def _situations(measured: Measured) -> Table:
    n = Counter((one.situation, one.outcome) for one in measured.occurrences if one.kind in COUNTED)
    rows: list[tuple[Cell, ...]] = []
    for situation in SITUATIONS:
        n_found, n_partly, n_missed = (n[situation, outcome] for outcome in ("found", "partly", "missed"))
        n_all = n_found + n_partly + n_missed
        if n_all:
            rows.append((situation, n_all, n_partly, n_missed, n_found / n_all))
    headers = ("hoe de naam in de zin staat", "vermeldingen", "gedeeltelijk", "gemist", "vondst")
    return Table(headers, tuple(rows), "Soorten missers")


def _places(frame: pd.DataFrame, caption: str) -> Table:
    shown = frame.head(_N_ROWS)
    if len(shown) < len(frame):
        caption += f" (de eerste {show(len(shown))} van {show(len(frame))})"
    rows = tuple(
        (row.interview_id, row.turn_no, f"{row.start_char}–{row.end_char}", _KINDS[row.kind], _OUTCOMES[row.outcome])
        for row in frames.rows(shown)
    )
    return Table(("interview", "beurt", "plaats", "soort", "wat"), rows, caption)


def _occurs(counts: Counts) -> bool:
    return bool(counts.n or counts.n_masks)


def _figure(value: float | None, interval: Interval = (math.nan, math.nan)) -> str:
    """Write a share in three decimals, for goals lie near 1, with its interval if it has one."""
    if value is None:
        return _UNKNOWN
    low, high = interval
    return show(value, 3) if math.isnan(low) else f"{show(value, 3)} ({show(low, 3)}–{show(high, 3)})"


def _of(value: float | None, part: int, whole: int) -> str:
    return _UNKNOWN if value is None else f"{_figure(value)} ({show(part)} van {show(whole)})"
