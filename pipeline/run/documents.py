"""Codings to findings to documents."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline import __version__, frames
from pipeline.errors import OutputError, Problem
from pipeline.files import sha256_value, write_csv
from pipeline.findings import compare_municipalities, count_factors, rank_recommendations
from pipeline.privacy import Gate
from pipeline.privacy.doubts import GAP, WORDS, collect_doubts, write_words
from pipeline.privacy.words import has_capital
from pipeline.reporting import (
    ReportData,
    comparison_context,
    municipality_context,
    render_comparison,
    render_municipality,
)
from pipeline.reporting.privacy import privacy_context, render_privacy
from pipeline.run.evaluating import COUNTED, evaluate
from pipeline.run.naming import Found, find_names, gate_for, without_released
from pipeline.run.outputs import CODINGS, load_outputs
from pipeline.run.reviewing import Review, agreement_of_coders, review_of
from pipeline.run.sources import Advance, silent
from pipeline.run.stale import Stale, remove_stale
from pipeline.settings import document_name
from pipeline.study import Study


@dataclass(frozen=True)
class ReportResult:
    """What ``report`` did: the documents written, and what happened to those of municipalities that are gone.

    ``failed``: interviews in which names could not be looked for, so that nothing of them is printed.
    """

    written: list[Path]
    stale: Stale
    failed: list[str]


@dataclass(frozen=True)
class ReportMaterial:
    """What reports are made from, which holds no text that has not passed the gate, and what the gate masks."""

    data: ReportData
    gate: Gate
    found: Found
    turns: pd.DataFrame


def report(
    study: Study,
    start: Callable[[int], None] = lambda _: None,
    advance: Advance = silent,
    only_reviewed: bool = False,
) -> ReportResult:
    """Write the draft of each municipality and, if there are two or more, the comparison, from what ``code`` wrote.

    geinterviewden.csv, the researcher's key to the numbers in the documents, stands beside them. Documents that an
    earlier run wrote and this one does not are removed, unless someone has changed them.
    """
    material = report_material(study, only_reviewed, start, advance)
    data = material.data
    municipalities = list(data.labels)
    written: list[Path] = []
    numbers: list[dict[str, object]] = []
    for municipality in municipalities:
        n_total = int((data.interviews["municipality"] == municipality).sum())
        name = document_name(data.labels[municipality])
        context = municipality_context(municipality, data)
        written += render_municipality(context, study.templates_folder, study.out, name, n_total)
        numbers += [
            {"gemeente": data.labels[municipality], "nummer": n, "interview_id": i}
            for i, n in data.numbers(municipality).items()
        ]
        advance(data.labels[municipality])
    if len(municipalities) > 1:
        n_most = int(data.interviews.groupby("municipality").size().max())
        written += render_comparison(comparison_context(data), study.templates_folder, study.out, n_most)
    advance("vergelijking")
    write_csv(study.out / "geinterviewden.csv", pd.DataFrame(numbers))
    written.append(_write_privacy_page(study, material))
    return ReportResult(written, remove_stale(study.out, written), sorted(material.found.failed))


def counting_codings(review: Review, coded: Collection[str], study: Study, only_reviewed: bool = False) -> pd.DataFrame:
    """Return the codings that findings count: what humans gave, and suggestions that nobody rejected.

    Parameters
    ----------
    review
        The codings after review.
    coded
        The interviews in which only what humans gave counts.
    only_reviewed
        Whether suggestions that nobody decided on are left out; else those of the certainties that the settings name
        count.
    """
    codings = review.codings
    by_hand = codings["origin"] == "human"
    suggested = ~codings["interview_id"].isin(coded) & codings["certainty"].isin(study.settings.codering.tellen_mee)
    return codings[by_hand | (suggested & (not only_reviewed))].reset_index(drop=True)


def report_data(study: Study, only_reviewed: bool = False) -> ReportData:
    """Return all that reports are made from; it holds no text that has not passed the gate."""
    return report_material(study, only_reviewed).data


def report_material(
    study: Study,
    only_reviewed: bool = False,
    start: Callable[[int], None] = lambda _: None,
    advance: Advance = silent,
) -> ReportMaterial:
    """Return all that reports are made from, read from the outputs of ``code`` and the decisions.

    Turns and codings have passed the gate: names are looked for in each interview first.
    """
    codings, turns, lock = load_outputs(study)
    codebook = study.codebook()
    unknown = sorted(set(codings["code_id"]) - set(codebook.by_id))
    if unknown:
        raise OutputError(
            Problem(
                str(study.out / CODINGS),
                f"code '{unknown[0]}' staat niet in het codeboek; draai 'factorwijzer code' opnieuw",
            )
        )
    interviews = pd.DataFrame(lock["interviews"])[["interview_id", "municipality", "perspective", "date"]]
    names = list(dict.fromkeys(interviews["municipality"]))
    labels = {name: study.label(name, names) for name in names}
    counted = study.settings.codering.tellen_mee
    by_hand = (codings["origin"] == "human") & study.settings.codering.handcoderingen_tellen
    standing = codings[by_hand | (codings["origin"] != "human")].reset_index(drop=True)
    review = review_of(study, standing, turns, codebook)
    coded = review.whole | set(codings[by_hand]["interview_id"])
    counting = counting_codings(review, coded, study, only_reviewed)
    priorities = rank_recommendations(counting, interviews, codebook)
    factors = count_factors(counting, interviews, priorities, codebook)
    evaluation = evaluate(study)
    between = agreement_of_coders(study, codebook, turns) if evaluation.agreement is None else None
    start(len(interviews) + len(names) + 1)
    municipality_of = dict(zip(interviews["interview_id"], interviews["municipality"], strict=True))
    found = find_names(study, turns, municipality_of, advance)
    gate = gate_for(study, found, interviews)
    spoken = turns
    turns, counting, codings = gate.pass_through(turns, counting, codings)
    data = ReportData(
        title=study.settings.studie.titel,
        codebook=codebook,
        codings=counting,
        all_codings=codings,
        turns=turns,
        interviews=_without_names(study, interviews),
        factors=factors,
        priorities=priorities,
        comparison=compare_municipalities(factors),
        labels=labels,
        mask=gate.mask,
        counted=list(counted),
        n_quotes=study.settings.rapport.citaten_per_aanbeveling,
        is_invented=study.settings.studie.verzonnen,
        agreement=evaluation.agreement if between is None else between.frame,
        agreement_is_blind=between is None or between.is_blind,
        coded=frozenset(coded),
        review_shares=review.shares,
        only_reviewed=only_reviewed,
        scorecard=evaluation.scorecards.get(COUNTED),
        versions={
            "Factorwijzer": __version__,
            "model": lock["basis"]["model"],
            "codeboek (controlegetal)": lock["basis"]["codebook"][:12],
            "transcripten (controlegetal)": sha256_value([e["sha256"] for e in lock["interviews"]])[:12],
            "zaad": lock["seed"],
            "Python": lock["python"],
            **lock["packages"],
        },
    )
    return ReportMaterial(data, gate, found, spoken)


def _without_names(study: Study, interviews: pd.DataFrame) -> pd.DataFrame:
    """Return interviews with the names in their perspectives masked; one in which they cannot be looked for is empty.

    A profession has no capital but at its beginning, so that what is found without one is no name.
    """
    rows = [
        {"interview_id": row.interview_id, "municipality": row.municipality, "text": row.perspective}
        | {"turn_no": 1, "perspective": "", "speaker": "", "role": "respondent"}
        | {"start_char": 0, "end_char": len(row.perspective)}
        for row in frames.rows(interviews)
    ]
    said = frames.build(frames.TURNS, rows)
    found = find_names(
        study, said, dict(zip(said["interview_id"], said["municipality"], strict=True)), any_language=True
    )
    has_one = found.names["text"].map(lambda text: any(map(has_capital, text.split()))).astype(bool)
    (shown,) = Gate({}, found.names[has_one]).pass_through(said)
    texts = shown["text"].where(~shown["interview_id"].isin(found.failed), "")
    return interviews.assign(perspective=texts.to_numpy())


def _write_privacy_page(study: Study, material: ReportMaterial) -> Path:
    """Write privacy.html, and the words that it leaves out in the study folder, for the owner's eyes only."""
    interviews, names = material.data.interviews, material.found.names
    municipality_of = dict(zip(interviews["interview_id"], interviews["municipality"], strict=True))
    names = without_released(study, names, municipality_of)
    turn_of = {(turn.interview_id, turn.turn_no): turn for turn in frames.rows(material.turns)}
    sentences = {
        (row.interview_id, row.start_char, row.end_char): material.gate.excerpt(
            turn_of[row.interview_id, row.turn_no], row.start_char, row.end_char, GAP
        )
        for row in frames.rows(names[names["certainty"] == "doubtful"])
    }
    # Only who has the interviews can tell which name an id stands for.
    secret = sha256_value(material.turns["text"].tolist())
    doubts = collect_doubts(names, municipality_of, sentences, secret)
    write_words(study.root / WORDS, doubts)
    context = privacy_context(names, doubts, municipality_of, material.data.labels, material.found.failed)
    return render_privacy(context, study.out)
