"""A full evaluation written up in Dutch: tables, plots and mistakes, as one page."""

from __future__ import annotations

import math

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.evaluation.intervals import bootstrap, bootstrap_difference
from pipeline.evaluation.judged import Judged
from pipeline.evaluation.measures import (
    Scores,
    expected_calibration_error,
    per_certainty,
    per_code,
    reliability,
    scores,
    worst,
)
from pipeline.evaluation.pages import Page, Plot, Quote, Section, Table, show
from pipeline.evaluation.plots import interval_plot, line_plot, reliability_plot
from pipeline.evaluation.results import Results
from pipeline.evaluation.reviewing import simulate

GOALS = {"kappa": 0.55, "kappa_themes": 0.65, "wrong_direction": 0.03, "certain": 0.85, "per_off_topic": 2.0}
_CERTAINTY = {"certain": "zeker", "likely": "waarschijnlijk", "doubtful": "twijfelachtig"}
_DIRECTION = {"facilitating": "bevorderend", "hindering": "belemmerend"}
_KIND = {"missed": "gemist", "invented": "ten onrechte"}
_ORDER = {"gain": "meeste winst eerst", "file": "in volgorde van het interview", "random": "willekeurig"}
_WHAT = ("kappa codes", "kappa thema's")


def write_up(results: Results, codebook: Codebook, seed: int) -> Page:
    """Return the page; the same results and seed give the same page."""
    units = results.units
    n = len(set(units.interview_ids))
    n_off = len({i for i, off in zip(units.interview_ids, units.is_off_topic, strict=True) if off})
    source = "verzonnen interviews" if results.is_invented else "interviews, waaronder verzonnen oefeninterviews,"
    first = (
        f"Gemeten op {n} {source} uit {len(set(units.groups))} gemeenten: {show(len(units.turn_nos))} beurten van "
        f"geïnterviewden, {len(units.code_ids)} factorcodes, {show(int(units.truth.sum()))} coderingen. {n_off} interviews gaan "
        f"over iets anders. Van {results.n_learnt} andere oefeninterviews en het codeboek wordt geleerd; daar wordt niet op gemeten."
    )
    second = (
        "Elke gemeente is gecodeerd door een model dat niets uit die gemeente had gezien; gewichten en drempels zijn binnen de "
        "overige gemeenten gekozen. Eenheid is beurt × code. Dit vergelijkt het programma met handcoderingen; het is geen "
        "overeenstemming tussen mensen. Tussen haakjes staan 95%-intervallen over interviews (bootstrap)."
    )
    sections = (
        _ways(results, seed),
        _goals(results),
        _left_out(results, seed),
        _per_code(results, codebook),
        _certainty(results),
        _calibration(results),
        _curves(results),
        _own(results),
        _queue(results, seed),
        _mistakes(results, codebook),
    )
    return Page("Hoe goed codeert Factorwijzer?", (first, second), sections)


def _with_interval(value: float | None, interval: tuple[float, float]) -> str:
    low, high = interval
    return show(value) if value is None or math.isnan(low) else f"{show(value)} ({show(low)}–{show(high)})"


def _row(results: Results, judged: Judged, seed: int) -> tuple[str | int | float | None, ...]:
    found: Scores = scores(results.units, judged, results.pairs)
    spread = bootstrap(results.units, judged, results.pairs, seed=seed)
    return (
        judged.name,
        _with_interval(found.kappa, spread["kappa"]),
        _with_interval(found.kappa_themes, spread["kappa_themes"]),
        _with_interval(found.macro_f1, spread["macro_f1"]),
        found.precision,
        found.recall,
        found.n_suggested,
        found.wrong_direction,
        found.per_off_topic,
    )


_HEADERS = (
    "manier van coderen",
    "kappa codes",
    "kappa thema × richting",
    "macro-F1",
    "precisie",
    "gevonden",
    "voorstellen",
    "verkeerde richting",
    "per interview over iets anders",
)


def _ways(results: Results, seed: int) -> Section:
    rows = tuple(_row(results, judged, seed) for judged in results.ways)
    ours = results.ways[0]
    plot = interval_plot(
        [
            (judged.name, found, *bootstrap(results.units, judged, results.pairs, seed=seed)["kappa"])
            for judged in results.ways
            if (found := scores(results.units, judged, results.pairs).kappa) is not None
        ],
        "kappa over alle codes",
        GOALS["kappa"],
    )
    ahead = [
        f"{judged.name}: {show(low)} tot {show(high)}"
        for judged in results.ways[1:]
        for low, high in [bootstrap_difference(results.units, ours, judged, results.pairs, seed=seed)["kappa"]]
        if not math.isnan(low)
    ]
    return Section(
        "Vergeleken met andere manieren van coderen",
        (
            "Hoeveel hoger de kappa van Factorwijzer ligt (95%-interval, dezelfde interviews): "
            + "; ".join(ahead)
            + ".",
        ),
        (Table(_HEADERS, rows, "Elke gemeente weggelaten"),),
        (
            Plot(
                plot, "Kappa van elke manier van coderen met interval", "Kappa met 95%-interval; de streep is het doel"
            ),
        ),
    )


def _goals(results: Results) -> Section:
    ours = results.ways[0]
    found = scores(results.units, ours, results.pairs)
    certain = per_certainty(results.units, ours).set_index("certainty")["precision"]
    rows = (
        ("kappa over de codes", "minstens 0,55", found.kappa, _reached(found.kappa, GOALS["kappa"], True)),
        (
            "kappa over thema en richting",
            "minstens 0,65",
            found.kappa_themes,
            _reached(found.kappa_themes, GOALS["kappa_themes"], True),
        ),
        (
            "verkeerde richting (deel van de voorstellen)",
            "hoogstens 0,03",
            found.wrong_direction,
            _reached(found.wrong_direction, GOALS["wrong_direction"], False),
        ),
        (
            "precisie van zekere voorstellen",
            "minstens 0,85",
            float(certain["certain"]),
            _reached(float(certain["certain"]), GOALS["certain"], True),
        ),
        (
            "voorstellen per interview over iets anders",
            "hoogstens 2",
            found.per_off_topic,
            _reached(found.per_off_topic, GOALS["per_off_topic"], False),
        ),
    )
    return Section("De doelen", (), (Table(("wat", "doel", "gemeten", "gehaald"), rows),))


def _reached(value: float | None, goal: float, at_least: bool) -> str:
    if value is None or math.isnan(value):
        return "niet te schatten"
    return "ja" if (value >= goal if at_least else value <= goal) else "nee"


def _left_out(results: Results, seed: int) -> Section:
    rows = (_row(results, results.ways[0], seed), _row(results, results.by_interview, seed))
    hands = tuple((hand.name, hand.n_utterances, hand.kappa, hand.f1) for hand in results.hands)
    return Section(
        "Eén gemeente, één interview of één schrijver weggelaten",
        (
            "De hand van een oefengemeente valt samen met haar gemeente. Van het codeboek is telkens één schrijver weggelaten, en zijn "
            "diens uitspraken gecodeerd; de zinsvectoren hebben die uitspraken wel gezien, dus die kolom is te gunstig.",
        ),
        (
            Table(_HEADERS, rows, "Gemeente weggelaten, en één interview van elke gemeente tegelijk weggelaten"),
            Table(
                ("schrijver", "uitspraken", "kappa", "F1"), hands, "Uitspraken in het codeboek, schrijver weggelaten"
            ),
        ),
    )


def _per_code(results: Results, codebook: Codebook) -> Section:
    frame = per_code(results.units, results.ways[0], codebook)
    tables = []
    for level, title in (("code", "Per code"), ("theme", "Per thema en richting")):
        part = frame[frame["level"] == level]
        rows = tuple(
            (
                _named(str(r.unit_id), codebook),
                int(r.n_positive),
                int(r.n_suggested),
                float(r.precision),
                float(r.recall),
                float(r.f1),
                float(r.kappa),
            )
            for r in frames.rows(part)
        )
        headers = (level.replace("theme", "thema"), "gecodeerd", "voorgesteld", "precisie", "gevonden", "F1", "kappa")
        tables.append(Table(headers, rows, title))
    return Section("Per code en per thema", (), tuple(tables))


def _named(unit_id: str, codebook: Codebook) -> str:
    if unit_id in codebook.by_id:
        return unit_id
    theme, direction = unit_id.split("/")
    names = {t.id: t.naam for t in codebook.themes}
    return f"{names[theme]}, {_DIRECTION[direction]}"


def _certainty(results: Results) -> Section:
    frame = per_certainty(results.units, results.ways[0])
    rows = tuple(
        (_CERTAINTY[str(r.certainty)], int(r.n), int(r.n_right), float(r.precision)) for r in frames.rows(frame)
    )
    return Section("Hoe zeker is zeker?", (), (Table(("zekerheid", "voorstellen", "juist", "precisie"), rows),))


def _calibration(results: Results) -> Section:
    frame = reliability(results.units, results.ways[0])
    points = [(float(r.mean_chance), float(r.share_right), int(r.n)) for r in frames.rows(frame)]
    rows = tuple(
        (f"{show(float(r.low), 1)}–{show(float(r.high), 1)}", int(r.n), float(r.mean_chance), float(r.share_right))
        for r in frames.rows(frame)
    )
    plot = reliability_plot(points, "kans volgens het model", "deel dat klopte")
    error = show(expected_calibration_error(frame), 3)
    return Section(
        "Klopt de kans die het model noemt?",
        (
            f"Gemiddelde afstand tussen kans en uitkomst, over alle beurten × codes met een kans van 0,02 of meer: {error}.",
        ),
        (Table(("kans", "beurten × codes", "gemiddelde kans", "deel dat klopte"), rows),),
        (Plot(plot, "Kans volgens het model tegen het deel dat klopte", "Op de diagonaal klopt de kans precies"),),
    )


def _curves(results: Results) -> Section:
    names = {
        "interviews": "gecodeerde interviews om van te leren",
        "voorbeelden": "uitspraken uit het codeboek om van te leren",
    }
    tables, plots = [], []
    for kind, title in names.items():
        points = results.curves[kind]
        tables.append(Table((title, *_WHAT), tuple((int(p.n), p.kappa, p.kappa_themes) for p in points)))
        lines = {
            name: [(p.n, value) for p in points if (value := getattr(p, field)) is not None]
            for name, field in zip(_WHAT, ("kappa", "kappa_themes"), strict=True)
        }
        plots.append(Plot(line_plot(lines, title, "kappa"), f"Kappa naar {title}"))
    paragraph = (
        "Elke gemeente weggelaten, met de gewichten en drempels van het volledige model. Bij minder interviews blijven alle "
        "uitspraken, en andersom. De zinsvectoren leerden van het hele codeboek en verschillen niet."
    )
    return Section("Wat meer voorbeelden opleveren", (paragraph,), tuple(tables), tuple(plots))


def _own(results: Results) -> Section:
    rows = tuple((own.n, own.weight, own.kappa, own.kappa_themes) for own in results.own)
    paragraph = (
        "Van elke gemeente zijn geen, één of twee interviews gecodeerd voordat de overige interviews van die gemeente (steeds dezelfde) "
        "worden gecodeerd. Een uitspraak uit een eigen interview telt voor zoveel uitspraken als in de tweede kolom staat."
    )
    table = Table(("eigen interviews gecodeerd", "telt voor", *_WHAT), rows)
    return Section("Wat eigen gecodeerde interviews opleveren", (paragraph,), (table,))


def _queue(results: Results, seed: int) -> Section:
    reviewed = {
        name: simulate(results.units, results.ways[0], seed=seed, order=name) for name in ("gain", "file", "random")
    }
    first = next(iter(reviewed.values()))
    rows = tuple(
        (int(first["n_reviewed"].iloc[k]), *(float(frame["f1"].iloc[k]) for frame in reviewed.values()))
        for k in range(len(first))
    )
    lines = {_ORDER[name]: _points(frame) for name, frame in reviewed.items()}
    plot = line_plot(lines, "nagekeken voorstellen", "F1")
    paragraph = (
        "Wie nakijkt, begint het best bij wat naar verwachting het meeste oplevert. Nagebootst: F1 na zoveel nagekeken voorstellen en "
        "bijna-voorstellen, als elk oordeel gelijk is aan de handcodering."
    )
    table = Table(("nagekeken", *lines), rows, "F1")
    return Section("In welke volgorde nakijken?", (paragraph,), (table,), (Plot(plot, "F1 naar aantal nagekeken"),))


def _points(frame: pd.DataFrame) -> list[tuple[float, float]]:
    return [(float(n), float(f1)) for n, f1 in zip(frame["n_reviewed"], frame["f1"], strict=True)]


def _mistakes(results: Results, codebook: Codebook) -> Section:
    quotes = tuple(
        Quote(
            f"{m.interview_id}, beurt {m.turn_no}",
            f"{_KIND[m.kind]}: {m.code_id} ({codebook.by_id[m.code_id].naam}); kans {show(m.chance)}",
            m.text,
        )
        for m in worst(results.units, results.ways[0])
    )
    return Section("De twintig ergste fouten", ("De kans is die van het model.",), quotes=quotes)
