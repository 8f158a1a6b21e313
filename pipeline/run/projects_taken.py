"""A project of another program (.qdpx) into a study: texts, codes, codings and memos are added, nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pipeline.exchange import read_qdpx
from pipeline.run.codes_taken import TakenCodes, take_codes
from pipeline.run.codings_taken import TakenCodings, take_codings
from pipeline.run.decisions_taken import decide, keep_reasons
from pipeline.run.outputs import CODINGS, load_outputs
from pipeline.run.project_remarks import receive
from pipeline.run.remarks_taken import load_received, save_received
from pipeline.run.reviewing import Brought
from pipeline.run.texts_taken import take_texts
from pipeline.study import Study


@dataclass(frozen=True)
class TakenProject:
    """What an import of a project did.

    Attributes
    ----------
    new_texts, known_texts
        Interview ids.
    n_codings
        ``n_new`` (written now), ``n_known`` (stood already) and ``kept`` together.
    kept
        Where a coder decided otherwise before, in Dutch; that stands.
    left_out
        What did not become a decision, in Dutch, a line each; it is kept for the next export.
    warnings
        Beside those of ``codes``, in Dutch.
    brought
        What happened before, when the newest texts met the decisions; None if the study has not been coded.
    """

    codes: TakenCodes
    new_texts: list[str] = field(default_factory=list)
    known_texts: list[str] = field(default_factory=list)
    n_codings: int = 0
    n_new: int = 0
    n_known: int = 0
    coders: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    brought: Brought | None = None


def import_project(study: Study, path: Path, is_blind: bool = False) -> TakenProject:
    """Take over a project: its texts, codes, codings as decisions of their coders, and what else it knows.

    Texts and manifest are written first, then the codebook, the decisions, and what has no place there. An import that
    was broken off is finished by the same import again; the same file twice changes nothing.

    Parameters
    ----------
    is_blind
        Whether the coders worked without sight of suggestions or of another's work, on whole interviews: then all turns
        of respondents in the interviews that they coded count as judged.

    Raises
    ------
    ExchangeError
        If the file cannot be read.
    FactorwijzerError
        If the study cannot be read or written; as of its settings, manifest, codebook, outputs and store.
    """
    project, told = read_qdpx(path)
    # What is wrong with the study is said before anything is written.
    study.codebook()
    received = load_received(study)
    codings = load_outputs(study)[0] if (study.out / CODINGS).is_file() else None
    texts = take_texts(study, project.sources, received)
    codes = take_codes(study, project.codes)
    taken = take_codings(project, texts, codes.code_ids)
    decided = decide(study, taken.given, texts, codings, is_blind)
    keep_reasons(taken, decided)
    receive(received, study, project, texts, taken, codes.code_ids)
    save_received(study, received)
    return TakenProject(
        codes,
        texts.new,
        texts.known,
        decided.n_new + decided.n_known + len(decided.kept),
        decided.n_new,
        decided.n_known,
        list(taken.given),
        decided.kept,
        [*texts.left_out, *taken.left_out],
        [*told, *texts.warnings, *_counts(taken)],
        decided.brought,
    )


def _counts(taken: TakenCodings) -> list[str]:
    """Say what was done with more than one selection at once."""
    found = []
    if taken.n_suggestions:
        found.append(
            f"{taken.n_suggestions} voorstel(len) van Factorwijzer zelf zijn niet overgenomen: 'factorwijzer run' maakt ze opnieuw"
        )
    if taken.n_cut:
        found.append(
            f"{taken.n_cut} passage(s) liepen over meer dan één beurt of over de naam van een spreker; ze zijn geknipt tot wat "
            "respondenten zeggen, een passage per beurt"
        )
    return found
