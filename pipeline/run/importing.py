"""Hand codings, in csv or Excel, to decisions of the coder who made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline import frames
from pipeline.coding import read_hand_codings
from pipeline.errors import HandCodingError, Problem, SettingsError
from pipeline.review import Decision, Passage, open_store
from pipeline.review.anchors import passage_at
from pipeline.review.texts import plain_text
from pipeline.run.outputs import load_outputs
from pipeline.run.reviewing import Brought, bring_in
from pipeline.study import Study
from pipeline.tables import EXCEL, as_typed, read_table

KINDS = (".csv", EXCEL)
# The column whose text becomes the reason of a decision.
NOTE = "note"
_STANDS = {"reject": "afgewezen", "unsure": "twijfel"}

# A passage and a code -> what the coder noted about it.
Codings = dict[tuple[Passage, str], str]


@dataclass(frozen=True)
class Imported:
    """What an import did: ``n_codings`` is ``n_new`` (written now), ``n_known`` (stood already) and ``kept`` together.

    ``kept`` says in Dutch where the coder decided otherwise before; that decision stands. ``interviews`` are those that
    now count as judged by him. ``brought``: what happened before, when the newest texts met the decisions.
    """

    n_files: int
    n_codings: int
    n_new: int
    n_known: int
    kept: list[str]
    interviews: list[str]
    brought: Brought


def import_decisions(study: Study, given: list[Path], coder: str, is_blind: bool) -> Imported:
    """Write hand codings down as decisions to accept, and all respondent turns of their interviews as judged.

    Nothing that the coder decided before is superseded, and the same files again change nothing. Every file is checked
    before anything is written, and all are written in one transaction.

    Parameters
    ----------
    given
        Files (.csv, .xlsx), or folders of them.
    is_blind
        Whether the coder made the codings without sight of suggestions or of another's work.

    Raises
    ------
    HandCodingError
        Every mistake in every file at once.
    OutputError
        If the study has not been coded.
    SettingsError
        If the name cannot be that of a coder.
    StoreError
        If the store cannot be opened or written.
    """
    _, turns, _ = load_outputs(study)
    files = hand_coding_files(given)
    codings = _read(files, turns, study.codebook().code_ids)
    interviews = sorted({passage.interview_id for passage, _ in codings})
    spoken = turns[(turns["role"] == "respondent") & turns["interview_id"].isin(interviews)]
    judged = list(zip(spoken["interview_id"], map(int, spoken["turn_no"]), strict=True))
    with open_store(study.store) as store:
        try:
            store.add_coder(coder)
        except ValueError as error:
            raise SettingsError(Problem("naam van de codeur", str(error))) from None
        # First what was decided about an earlier text: what is found again there is not imported a second time.
        brought = bring_in(study, store)
        taken = store.import_codings(codings, judged, coder.strip(), is_blind)
    counts = (len(files), len(codings), len(taken.new), len(taken.known))
    return Imported(*counts, [_kept(one) for one in taken.kept], interviews, brought)


def hand_coding_files(given: Sequence[Path]) -> list[Path]:
    """Return the files to read, each once; hidden files and those that Excel keeps while a file is open are passed over.

    Raises
    ------
    HandCodingError
        If a file is not there or of another kind, or a folder holds nothing to read.
    """
    found = _Found()
    for path in given:
        if path.is_dir():
            _look_into(path, found)
        elif not path.exists():
            found.problems.append(Problem(str(path), "dit bestand of deze map bestaat niet; kijk of de naam klopt"))
        else:
            _look_at(path, found)
    if not found.files and not found.problems:
        message = f"geen handcoderingen gevonden; noem bestanden die eindigen op {' of '.join(KINDS)}"
        found.problems.append(Problem(", ".join(map(str, given)) or "handcoderingen", message))
    if found.problems:
        raise HandCodingError(found.problems)
    return list(found.files.values())


@dataclass
class _Found:
    """The files by the place where they really are, and what cannot be read."""

    files: dict[Path, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _look_into(folder: Path, found: _Found) -> None:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not _is_passed_over(path):
            message = (
                f"een map in de map wordt niet gelezen; zet haar bestanden in {folder.name} zelf, of haal haar weg"
            )
            found.problems.append(Problem(path.name, message))
        else:
            _look_at(path, found)


def _look_at(path: Path, found: _Found) -> None:
    if _is_passed_over(path):
        return
    if path.suffix.lower() in KINDS:
        found.files.setdefault(path.resolve(), path)
        return
    message = f"dit soort bestand ({path.suffix or 'zonder einde'}) wordt niet gelezen; sla handcoderingen op als"
    found.problems.append(Problem(path.name, f"{message} {' of '.join(KINDS)}, of haal het bestand uit de map"))


def _is_passed_over(path: Path) -> bool:
    return path.name.startswith((".", "~$"))


def _read(files: list[Path], turns: pd.DataFrame, code_ids: Sequence[str]) -> Codings:
    """Return the codings of all files, or raise every mistake in them."""
    texts = {str(name): plain_text(part) for name, part in turns.groupby("interview_id")}
    codings: Codings = {}
    problems: list[Problem] = []
    for path in files:
        try:
            hand = read_hand_codings(path, turns, code_ids)
        except HandCodingError as error:
            problems += error.problems
            continue
        notes = _notes(path)
        for row in frames.rows(hand):
            place = row.interview_id, row.turn_no, row.start_char, row.end_char
            key = passage_at(texts[row.interview_id], *place), row.code_id
            said = notes.get((row.interview_id, row.turn_no, row.quote, row.code_id), [])
            codings[key] = "; ".join(dict.fromkeys([*filter(None, [codings.get(key)]), *said]))
    if problems:
        raise HandCodingError(problems)
    return codings


def _notes(path: Path) -> dict[tuple[str, int, str, str], list[str]]:
    """Return what a checked file notes about a coding, by interview, turn, quote and code."""
    notes: dict[tuple[str, int, str, str], list[str]] = {}
    table = read_table(path)
    for cells in (row.cells for row in table.rows if NOTE in table.columns):
        note = as_typed(cells[NOTE].strip())
        for quote in {cells["quote"], as_typed(cells["quote"])} if note else set[str]():
            key = cells["interview_id"], int(cells["turn_no"]), quote, cells["code_id"]
            notes.setdefault(key, []).append(note)
    return notes


def _kept(one: Decision) -> str:
    place = f"{one.passage.interview_id}, beurt {one.passage.turn_no}, {one.code_id}"
    advice = "dat blijft zo; wilt u het anders, verander het dan op de pagina (factorwijzer review)"
    return f"{place}: u besloot eerder '{_STANDS[one.verdict]}' over dit fragment; {advice}"
