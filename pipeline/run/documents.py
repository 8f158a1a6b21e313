"""Codings to findings to documents."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline import __version__
from pipeline.errors import OutputError, Problem
from pipeline.files import sha256_value, write_csv
from pipeline.findings import compare_municipalities, count_factors, rank_recommendations
from pipeline.reporting import (
    ReportData,
    comparison_context,
    municipality_context,
    render_comparison,
    render_municipality,
)
from pipeline.run.evaluating import COUNTED, evaluate
from pipeline.run.outputs import CODINGS, load_outputs
from pipeline.run.reviewing import Review, agreement_of_coders, review_of
from pipeline.run.sources import Advance, quote_gate, silent
from pipeline.run.stale import Stale, remove_stale
from pipeline.settings import document_name
from pipeline.study import Study


@dataclass(frozen=True)
class ReportResult:
    """What ``report`` did: the documents written, and what happened to those of municipalities that are gone."""

    written: list[Path]
    stale: Stale


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
    data = report_data(study, only_reviewed)
    municipalities = list(data.labels)
    start(len(municipalities) + 1)
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
    return ReportResult(written, remove_stale(study.out, written))


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
    """Return all that reports are made from, read from the outputs of ``code`` and the decisions."""
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
    gate = quote_gate(study, names)
    return ReportData(
        title=study.settings.studie.titel,
        codebook=codebook,
        codings=counting,
        all_codings=codings,
        turns=turns,
        interviews=interviews,
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
