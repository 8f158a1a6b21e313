"""Studies and projects that an import and an export can be tried on, without a model."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipeline import frames
from pipeline.exchange import Coder, Coding, Memo, Project, Selection, Source, codes_of, guid_of, write_qdpx
from pipeline.files import write_csv, write_json
from pipeline.reading import FORMATS
from pipeline.review import open_store
from pipeline.run.outputs import CODINGS, LOCK, TURNS
from pipeline.run.sources import read_all
from pipeline.study import Study

LINES, MONEY, CONTACT = "netwerk.korte_lijnen", "financiering.tekort", "netwerk.moeizaam_contact"
TALK = """\
gemeente: Veldwijk

I: Hoe vindt u elkaar?
R: We hebben korte lijnen 😀, en ze belt altijd terug.
I: En geld?
R: Er is geen geld voor. Dat vinden we jammer.
"""


def make_study(root: Path, codebook: Path, transcripts: dict[str, str | bytes] | None = None) -> Study:
    """Make a study that has not been coded."""
    shutil.copytree(codebook, root / "codebook")
    (root / "transcripten").mkdir()
    for name, content in (transcripts or {}).items():
        data = content.encode() if isinstance(content, str) else content
        (root / "transcripten" / name).write_bytes(data)
    return Study.open(root)


def write_outputs(study: Study, codings: Sequence[dict[str, object]] = ()) -> None:
    """Write what ``code`` leaves behind, with these codings; each has interview_id, text, code_id, origin and source_id."""
    transcripts, failures = read_all(study.sources(FORMATS))
    assert not failures
    turns = pd.concat([one.turns for one in transcripts], ignore_index=True)
    texts = {one.interview_id: one.text for one in transcripts}
    rows = []
    for given in codings:
        start = texts[str(given["interview_id"])].index(str(given["text"]))
        end = start + len(str(given["text"]))
        (turn,) = turns[
            (turns["interview_id"] == given["interview_id"])
            & (turns["start_char"] <= start)
            & (turns["end_char"] >= end)
        ].itertuples()
        row = {"municipality": turn.municipality, "turn_no": turn.turn_no, "speaker": turn.speaker, "score": 0.8}
        row |= {
            "start_char": start,
            "end_char": end,
            "direction": "bevorderend",
            "certainty": "likely",
            "detail": "regel",
        }
        rows.append({**row, **given})
    write_csv(study.out / CODINGS, frames.build(frames.CODINGS, rows))
    write_csv(study.out / TURNS, turns)
    lock = {"interviews": sorted(texts), "basis": {}, "seed": 1, "python": "3", "packages": {}}
    write_json(study.out / LOCK, lock)


def spot(text: str, words: str, source: str, coder: str, *codes: str, **more: object) -> Selection:
    """Select words of a text."""
    start = text.index(words)
    return Selection(source, start, start + len(words), coder, tuple(Coding(code) for code in codes), **more)


def pack(
    study: Study,
    path: Path,
    sources: Sequence[Source],
    selections: Sequence[Selection] = (),
    memos: Sequence[Memo] = (),
    **more: object,
) -> Path:
    """Write a project with the codes of a study."""
    coders = dict.fromkeys(one.coder for one in selections)
    codes = more.pop("codes", codes_of(study.codebook()))
    made = Project("P", tuple(map(Coder, coders)), codes, tuple(sources), tuple(selections), tuple(memos), **more)
    write_qdpx(made, path)
    return path


def standing(study: Study) -> list[tuple[str, int, str, str, str, str, str]]:
    """Return all decisions that stand, in short."""
    with open_store(study.store) as store:
        return [
            (d.passage.interview_id, d.passage.turn_no, d.passage.quote, d.code_id, d.verdict, d.coder, d.reason)
            for d in store.decisions()
        ]


def state(study: Study) -> dict[str, object]:
    """Return every file of a study and what its store holds, but for times, ids and what a killed process left beside."""
    files = {
        path.relative_to(study.root).as_posix(): path.read_bytes()
        for path in study.root.rglob("*")
        if path.is_file()
        and ".sqlite" not in path.name
        # What a killed process leaves beside is hidden.
        and not any(part.startswith(".") for part in path.relative_to(study.root).parts)
    }
    with open_store(study.store) as store:
        judged = [(one.interview_id, one.turn_no, one.coder, one.is_blind) for one in store.judged()]
        coders = store.coders()
    return {**files, "decisions": standing(study), "judged": judged, "coders": coders}


def memo_guid(key: str) -> str:
    """Return the GUID under which a memo of a test travels."""
    return guid_of("memo", key)
