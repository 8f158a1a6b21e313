"""A study to tables that people open: a workbook, csv files or a page with codings, counts, codebook and agreement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pandas as pd

from pipeline import __version__, frames
from pipeline.codebook import Codebook
from pipeline.coding import read_hand_codings
from pipeline.errors import OutputError, Problem
from pipeline.evaluation import compare_coders
from pipeline.exchange import Book, Given, Pair, write_csv_folder, write_page, write_workbook
from pipeline.exchange.sheet_coders import agreement_sheet, differences_sheet
from pipeline.exchange.sheet_codings import codings_sheet
from pipeline.exchange.sheet_counts import by_municipality_sheet, by_respondent_sheet, codebook_sheet
from pipeline.files import safe_name
from pipeline.review import CONSENSUS, Decision, open_store
from pipeline.review.model import JudgedTurn
from pipeline.review.outcome import given as codes_given
from pipeline.review.outcome import strays
from pipeline.run.documents import counting_codings
from pipeline.run.outputs import CODINGS, load_outputs
from pipeline.run.remarks_taken import FOLDER
from pipeline.run.reviewing import has_store, review_of
from pipeline.study import Study

KINDS = ("xlsx", "csv", "html")


def export_tables(study: Study, kind: str, path: Path | None = None) -> list[Path]:
    """Write the tables of a study and return the files; names and quotes are in them, for the owner's eyes only.

    Parameters
    ----------
    kind
        One of ``KINDS``.
    path
        The file, for csv the folder; default ``uitwisseling/<title>.<kind>`` or ``uitwisseling/<title>-csv/`` in the
        study folder.

    Raises
    ------
    OutputError
        If the study has not been coded, or with another codebook.
    """
    if kind not in KINDS:
        raise ValueError(f"kind: got {kind}; allowed {', '.join(KINDS)}")
    name = safe_name(study.settings.studie.titel)
    place = path or study.root / FOLDER / (f"{name}-csv" if kind == "csv" else f"{name}.{kind}")
    book = book_of(study)
    # The folder that holds it is for the owner alone.
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if kind == "csv":
        return write_csv_folder(book, place)
    write = write_workbook if kind == "xlsx" else write_page
    write(book, place)
    return [place]


def book_of(study: Study) -> Book:
    """Return the tables of a study, from what ``code`` wrote and what coders decided."""
    codings, turns, lock = load_outputs(study)
    codebook = study.codebook()
    _refuse_unknown(study, codings, codebook)
    interviews = pd.DataFrame(lock["interviews"])[["interview_id", "municipality"]]
    decisions, judged = _from_store(study)
    lost = {one.decision_id for one in strays(decisions, codebook, turns)}
    given = [_given(one, lost) for one in sorted(decisions, key=lambda one: (one.decided_at, one.decision_id))]
    counting = _counting(study, codings, turns, codebook)
    fitting = [one for one in decisions if one.decision_id not in lost]
    pairs = [*_pairs_of_files(study, turns, codebook), *_pairs(fitting, given, judged, turns, codebook)]
    return Book(
        study.settings.studie.titel,
        f"Factorwijzer {__version__}",
        len(interviews),
        codings_sheet(codings, turns, given, codebook),
        by_respondent_sheet(counting, interviews, codebook),
        by_municipality_sheet(counting, interviews, codebook),
        codebook_sheet(codebook),
        agreement_sheet(pairs, codebook),
        differences_sheet(pairs, codebook),
        _remarks(len(lost)),
    )


def _refuse_unknown(study: Study, codings: pd.DataFrame, codebook: Codebook) -> None:
    unknown = sorted(set(codings["code_id"]) - set(codebook.by_id))
    if unknown:
        message = f"code '{unknown[0]}' staat niet in het codeboek; draai 'factorwijzer code' opnieuw"
        raise OutputError(Problem(str(study.out / CODINGS), message))


def _from_store(study: Study) -> tuple[list[Decision], list[JudgedTurn]]:
    if not has_store(study):
        return [], []
    with closing(open_store(study.store)) as store:
        return store.decisions(), store.judged()


def _given(one: Decision, lost: set[str]) -> Given:
    place = one.passage
    is_taken_away = one.is_blind and one.verdict == "reject"
    return Given(
        *(place.interview_id, place.turn_no, place.start_char, place.end_char, place.quote),
        *(one.code_id, one.coder, one.verdict, one.decision_id, one.reason),
        about_turn=one.coder == CONSENSUS,
        counts=one.decision_id not in lost and not is_taken_away,
    )


def _counting(study: Study, codings: pd.DataFrame, turns: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return the codings that a report counts."""
    by_hand = (codings["origin"] == "human") & study.settings.codering.handcoderingen_tellen
    standing = codings[by_hand | (codings["origin"] != "human")].reset_index(drop=True)
    review = review_of(study, standing, turns, codebook)
    return counting_codings(review, review.whole | set(codings[by_hand]["interview_id"]), study)


def _pairs(
    fitting: Sequence[Decision],
    given: Sequence[Given],
    judged: Sequence[JudgedTurn],
    turns: pd.DataFrame,
    codebook: Codebook,
) -> Iterator[Pair]:
    """Yield every two coders who judged the same turns, or decided on the same passage."""
    known = _spoken(turns)
    of_coder: dict[str, set[tuple[str, int]]] = {}
    for one in judged:
        if one.coder != CONSENSUS and (one.interview_id, one.turn_no) in known:
            of_coder.setdefault(one.coder, set()).add((one.interview_id, one.turn_no))
    places: dict[str, set[tuple[str, int, int, str]]] = {}
    for said in given:
        if said.counts and not said.about_turn:
            places.setdefault(said.coder, set()).add((said.interview_id, said.start, said.end, said.code_id))
    for a, b in combinations(sorted(of_coder.keys() | places.keys()), 2):
        units = of_coder.get(a, set()) & of_coder.get(b, set())
        if units:
            codes = [codes_given(fitting, coder, units) for coder in (a, b)]
            yield _pair(a, b, codes, units, given, codebook)
        elif places.get(a, set()) & places.get(b, set()):
            yield Pair(a, b, None, frozenset(), _of(given, a, b))


def _pair(
    a: str,
    b: str,
    codes: Sequence[pd.DataFrame],
    units: set[tuple[str, int]],
    given: Sequence[Given],
    codebook: Codebook,
) -> Pair:
    agreement = compare_coders(codes[0], codes[1], sorted(units), codebook)
    return Pair(a, b, agreement, frozenset(units), _of(given, a, b))


def _of(given: Sequence[Given], a: str, b: str) -> tuple[Given, ...]:
    return tuple(one for one in given if one.coder in (a, b) or one.about_turn)


def _pairs_of_files(study: Study, turns: pd.DataFrame, codebook: Codebook) -> Iterator[Pair]:
    """Yield the two coders whose hand codings the settings name."""
    section = study.settings.studie
    if not (section.coder_a and section.coder_b):
        return
    files = (section.coder_a, section.coder_b)
    hand = [read_hand_codings(study.root / name, turns, codebook.code_ids, None) for name in files]
    shared = set(hand[0]["interview_id"]) & set(hand[1]["interview_id"])
    units = {unit for unit in _spoken(turns) if unit[0] in shared}
    if not units:
        return
    codes = [frame[frame["interview_id"].isin(shared)] for frame in hand]
    given = [
        Given(r.interview_id, r.turn_no, r.start_char, r.end_char, r.quote, r.code_id, Path(name).stem, "accept")
        for name, frame in zip(files, codes, strict=True)
        for r in frames.rows(frame)
    ]
    yield _pair(Path(files[0]).stem, Path(files[1]).stem, codes, units, given, codebook)


def _spoken(turns: pd.DataFrame) -> set[tuple[str, int]]:
    spoken = turns[turns["role"] == "respondent"]
    return {(str(i), int(t)) for i, t in zip(spoken["interview_id"], spoken["turn_no"], strict=True)}


def _remarks(n_lost: int) -> tuple[str, ...]:
    if not n_lost:
        return ()
    which = "1 besluit past" if n_lost == 1 else f"{n_lost} besluiten passen"
    return (
        f"{which} nergens meer, omdat de tekst of het codeboek is veranderd, en staat niet in dit bestand. Plaats het op "
        "de pagina 'Losse besluiten' (factorwijzer review) en maak dit bestand opnieuw.",
    )
