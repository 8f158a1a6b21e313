"""What a coder filled in on the sheet `Coderingen` of an export, to decisions of that coder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import FactorwijzerError, Problem, SettingsError
from pipeline.exchange.sheet_codings import VERDICT_WORDS
from pipeline.exchange.verdict_rows import is_verdict_file, read_verdicts
from pipeline.review import Decision, open_store
from pipeline.review.rows import by_place
from pipeline.review.verdicts import TakenRows, Verdict
from pipeline.run.outputs import load_outputs
from pipeline.run.reviewing import Brought, bring_in
from pipeline.run.verdict_history import History, history_of
from pipeline.run.verdict_places import Place, Placed, Places
from pipeline.study import Study

_STAYS = "dat blijft zo; wilt u het anders, besluit het dan op de pagina (factorwijzer review)"


class VerdictError(FactorwijzerError):
    """A sheet of verdicts is damaged, incomplete or contradicts itself."""


@dataclass(frozen=True)
class VerdictsTaken:
    """What an import did: ``n_verdicts`` is ``n_new`` (written now), ``n_known`` (stood already) and ``left_out`` together.

    Attributes
    ----------
    left_out
        In Dutch: the rows of which nothing was written, and why.
    n_empty, n_notes
        Rows without a verdict, and those of them that do have an explanation.
    n_found_again
        Rows that were changed or are of another version, and whose passage was found again.
    n_others
        Rows written now about which somebody else decided since the export.
    brought
        What happened before, when the newest texts met the decisions.
    """

    n_files: int
    n_verdicts: int
    n_new: int = 0
    n_known: int = 0
    left_out: list[str] = field(default_factory=list)
    n_empty: int = 0
    n_notes: int = 0
    n_found_again: int = 0
    n_others: int = 0
    brought: Brought = field(default_factory=lambda: Brought(False, [], [], []))


def verdict_files(given: Sequence[Path]) -> list[Path]:
    """Return those of the given files that are a filled-in sheet `Coderingen`, in a workbook or as csv.

    Raises
    ------
    VerdictError
        If a folder has such a file: then it is not clear which of its files are meant.
    OSError
        If a file cannot be opened.
    """
    problems = []
    for folder in (path for path in given if path.is_dir()):
        names = [
            path.name
            for path in sorted(folder.iterdir())
            if not path.name.startswith((".", "~$")) and is_verdict_file(path)
        ]
        if names:
            advice = f"noem in plaats van de map de bestanden zelf: {', '.join(names)}"
            problems.append(Problem(folder.name, f"in deze map staan oordelen uit een export; {advice}"))
    if problems:
        raise VerdictError(problems)
    return [path for path in given if is_verdict_file(path)]


def import_verdicts(study: Study, paths: Sequence[Path], coder: str) -> VerdictsTaken:
    """Write verdicts down as decisions of a coder who saw suggestions. All are checked first, and all are written or none.

    A row that was changed or whose passage is gone is left out, and so is one about which this coder decided otherwise
    since the export; the other rows are written. The same file again changes nothing. No turn counts as judged by it:
    who goes through rows says nothing of what else is in a turn.

    Raises
    ------
    VerdictError
        Every mistake in every file at once, by line.
    OutputError
        If the study has not been coded.
    SettingsError
        If the name cannot be that of a coder.
    StoreError
        If the store cannot be opened or written.
    """
    codings, turns, _ = load_outputs(study)
    codebook = study.codebook()
    files = list({path.resolve(): path for path in paths}.values())
    found = read_verdicts(files, {code.code_id: code.naam for code in codebook.codes})
    if found.problems:
        raise VerdictError(found.problems)
    places = Places(codings, turns, frozenset(codebook.by_id))
    placed = [places.place(row) for row in found.rows]
    reasons = _reasons(one for one in placed if one.passage)
    done = VerdictsTaken(len(files), len(placed), n_empty=found.n_empty, n_notes=found.n_notes)
    if not placed:
        return done
    taken, history, brought = _write(study, placed, reasons, coder)
    lines = [_left_out(one, taken.kept.get(str(n)), places, history) for n, one in enumerate(placed)]
    return replace(
        done,
        n_new=len(taken.new),
        n_known=len(taken.known),
        left_out=[line for line in lines if line],
        n_found_again=sum(one.is_found_again for one in placed),
        n_others=sum(_is_decided_by_others(placed[int(name)], history) for name in taken.new),
        brought=brought,
    )


def _write(
    study: Study, placed: Sequence[Placed], reasons: Mapping[Place, str], coder: str
) -> tuple[TakenRows, History, Brought]:
    """Write the rows that have a passage, each by its number; return what had been decided before."""
    with open_store(study.store) as store:
        try:
            store.add_coder(coder)
        except ValueError as error:
            raise SettingsError(Problem("naam van de codeur", str(error))) from None
        # First what was decided about an earlier text, so that it is seen where the rows are placed.
        brought = bring_in(study, store)
        history = history_of(store.decisions(standing_only=False), placed, coder.strip())
        rows = {str(n): _verdicts(one, reasons, history) for n, one in enumerate(placed) if one.passage}
        return store.import_verdicts(rows, coder.strip()), history, brought


def _statements(one: Placed) -> list[tuple[Place, str]]:
    """Return what a row says of its passage with its code, and with the other code that it names: accept or reject."""
    if one.passage is None:
        return []
    if one.row.verdict != "other":
        return [((*one.span, one.row.code_id), one.row.verdict)]
    return [((*one.span, one.row.code_id), "reject"), ((*one.span, one.row.other), "accept")]


def _reasons(placed: Iterable[Placed]) -> dict[Place, str]:
    """Return the explanations of a passage with a code together, or raise where two rows contradict each other."""
    first: dict[Place, tuple[str, str]] = {}
    notes: dict[Place, dict[str, None]] = {}
    problems = []
    for one in placed:
        for place, verdict in _statements(one):
            where, before = first.setdefault(place, (one.row.where, verdict))
            if verdict != before:
                message = f"zegt iets anders over {place[3]} dan {where}, bij hetzelfde fragment; maak er één van leeg"
                problems.append(Problem(one.row.where, message))
            notes.setdefault(place, {}).update({one.row.reason: None} if one.row.reason else {})
    if problems:
        raise VerdictError(problems)
    return {place: "; ".join(said) for place, said in notes.items()}


def _verdicts(one: Placed, reasons: Mapping[Place, str], history: History) -> list[Verdict]:
    """Return what a row says, for the store."""
    return [
        Verdict(one.passage, place[3], verdict, reasons[place], history.expected(place))
        for place, verdict in _statements(one)
        if one.passage
    ]


def _is_decided_by_others(one: Placed, history: History) -> bool:
    return not one.is_found_again and history.is_changed_by_others((*one.span, one.row.code_id))


def _left_out(one: Placed, kept: Decision | None, places: Places, history: History) -> str:
    """Say why nothing was written of a row, empty if it was taken; ``kept`` is what stands in its way."""
    where = places.describe(one.row)
    if one.passage is None or kept is None:
        return f"{where}: {one.why}" if one.why else ""
    is_same = dict(_statements(one))[by_place(kept)] == kept.verdict
    decided = f"'{VERDICT_WORDS[kept.verdict]}'{' met een andere toelichting' if is_same else ''} over {kept.code_id}"
    others = [f"{other.coder} '{VERDICT_WORDS[other.verdict]}'" for other in history.of_others(by_place(kept))]
    also = f" (en {', '.join(others)})" if others else ""
    return f"{where}: u besloot al {decided}{also}; {_STAYS}"
