"""A study to a file that other programs for qualitative analysis open: its texts, codebook, suggestions and decisions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd

from pipeline import frames
from pipeline.errors import OutputError, Problem
from pipeline.exchange import (
    MODEL_CODER,
    RULES_CODER,
    Coder,
    Coding,
    Loss,
    Memo,
    Project,
    Selection,
    Source,
    codes_of,
    describe,
    write_qdc,
    write_qdpx,
)
from pipeline.files import safe_name
from pipeline.reading import FORMATS, Transcript
from pipeline.reading.labels import is_interviewer_label
from pipeline.review import Decision, open_store
from pipeline.run.outputs import CODINGS, load_outputs
from pipeline.run.project_remarks import with_remarks
from pipeline.run.remarks_taken import FOLDER, load_received
from pipeline.run.reviewing import has_store
from pipeline.run.sources import read_all
from pipeline.study import Study

_CODER_OF = {"rule": RULES_CODER, "model": MODEL_CODER, "both": MODEL_CODER}


def export(study: Study, kind: str, target: str = "", path: Path | None = None) -> tuple[Path, Loss]:
    """Write the study as a project (qdpx) or its codebook (qdc), with what the format cannot hold beside it.

    A project holds the transcripts as they are, with names.

    Parameters
    ----------
    kind
        qdpx or qdc.
    target
        For whose habits: one of ``pipeline.exchange.TARGETS``, or empty.
    path
        Default ``uitwisseling/<title>.<kind>`` in the study folder.

    Raises
    ------
    OutputError
        If transcripts cannot be read, or are not those that were coded.
    """
    title = study.settings.studie.titel
    place = path or study.root / FOLDER / f"{safe_name(title)}.{kind}"
    # What is in it is for the owner alone.
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if kind == "qdc":
        return place, write_qdc(codes_of(study.codebook()), place, target)
    loss = write_qdpx(project_of(study), place, target)
    place.chmod(0o600)
    return place, loss


def project_of(study: Study) -> Project:
    """Return the study as it travels: each suggestion in the name of the program, each accepted coding in its coder's."""
    codings, _, _ = load_outputs(study)
    transcripts, failures = read_all(study.sources(FORMATS))
    if failures:
        raise OutputError([problem for _, error in failures for problem in error.problems])
    said = {one.interview_id: one for one in transcripts}
    _refuse_stale(study, codings, {name: one.text for name, one in said.items()})
    decisions = _decisions(study)
    status = {
        (d.passage.interview_id, d.passage.start_char, d.passage.end_char, d.code_id): d
        for d in decisions
    }  # fmt: skip
    memos = [
        Memo(f"besluit.{d.decision_id}", d.reason, d.code_id, d.coder, d.decided_at) for d in decisions if d.reason
    ]
    selections = [*_suggested(codings, status), *_given(decisions)]
    coders = dict.fromkeys([RULES_CODER, MODEL_CODER, *(one.coder for one in selections)])
    sources = [
        Source(name, name, one.text, one.municipality, one.perspective, one.date, interviewer=_interviewer(one))
        for name, one in said.items()
    ]
    project = Project(
        study.settings.studie.titel,
        tuple(Coder(name) for name in coders),
        codes_of(study.codebook()),
        tuple(sources),
        tuple(selections),
        tuple(memos),
    )
    return with_remarks(project, load_received(study))


def _interviewer(transcript: Transcript) -> str:
    """Return the labels of who asks, where these do not say so by themselves."""
    labels = transcript.turns.loc[transcript.turns["role"] == "interviewer", "speaker"].unique()
    return "" if all(map(is_interviewer_label, labels)) else "; ".join(labels)


def _decisions(study: Study) -> list[Decision]:
    if not has_store(study):
        return []
    with closing(open_store(study.store)) as store:
        return store.decisions()


def _refuse_stale(study: Study, codings: pd.DataFrame, texts: dict[str, str]) -> None:
    for row in frames.rows(codings):
        if texts.get(row.interview_id, "")[row.start_char : row.end_char] != row.text:
            message = f"interview '{row.interview_id}' is sinds het coderen veranderd of weg; draai 'factorwijzer run' opnieuw"
            raise OutputError(Problem(str(study.out / CODINGS), message))


def _suggested(codings: pd.DataFrame, status: dict[tuple[str, int, int, str], Decision]) -> Iterator[Selection]:
    """Yield what program and hand codings say, with what a coder decided about it."""
    for row in frames.rows(codings):
        decided = status.get((row.interview_id, row.start_char, row.end_char, row.code_id))
        about = describe(
            row.source_id,
            row.score,
            row.certainty,
            decided.verdict if decided else "",
            decided.coder if decided else "",
            row.detail,
        )
        coder = _CODER_OF.get(row.origin, row.source_id)
        yield Selection(row.interview_id, row.start_char, row.end_char, coder, (Coding(row.code_id),), about)


def _given(decisions: list[Decision]) -> Iterator[Selection]:
    """Yield what coders accepted or gave themselves, with their reasons as memos."""
    for one in decisions:
        if one.verdict == "accept":
            place = one.passage
            memos = (f"besluit.{one.decision_id}",) if one.reason else ()
            coding = (Coding(one.code_id, one.decided_at),)
            span = (place.interview_id, place.start_char, place.end_char)
            yield Selection(*span, one.coder, coding, created_at=one.decided_at, memos=memos)
