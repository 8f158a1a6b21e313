"""The coded interviews that ship with the program, for every study's model to learn from: invented, of other municipalities."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding import Chosen, model_version, read_chosen, read_hand_codings
from pipeline.evaluation.names_listed import locate, read_listed
from pipeline.files import sha256_bytes, sha256_value
from pipeline.frames import NAME_KINDS
from pipeline.privacy.contact import find_contact
from pipeline.privacy.neutral import Neutral
from pipeline.reading import Transcript, read_transcript
from pipeline.run.sources import cut_segments, language_key
from pipeline.segmentation import questions, segment_id
from pipeline.study import MANIFEST, Study, packaged, read_manifest
from pipeline.tables import read_table

PREFIX = "oefening/"
# The hands whose interviews figures are taken from; no encoder learns from them.
KEPT_APART = tuple(f"{PREFIX}h{number}_" for number in range(9, 17))
# The hands that mirror another: h97 mirrors h49 and so on, h113 mirrors h33 and so on.
_MIRRORS = {number: number - (48 if number < 113 else 80) for number in range(97, 129)}
_CODINGS = "codings.csv"
# The names in each of them; no model learns these.
NAMES = "names.json"
# Weights and thresholds chosen on the practice interviews, and what they were chosen with; made by tests/update_chosen.py.
CHOSEN = "chosen.json"
# Where their segments are, so that they need not be cut for every study; made by the same script.
SEGMENTS = "segments.json"
# What a study without codings of its own learns, and the sample study: folds, in the form of a study's model; made by the same script.
SHIPPED = "model"


def practice_key(study: Study, codebook: Codebook) -> str:
    """Return the checksum of the practice interviews and their codings; empty if the study does not learn from them.

    It does not if its settings say so, or if its codebook lacks a code that they were coded with: what is coded with
    another codebook teaches nothing about this one.
    """
    folder = packaged("practice")
    if not study.settings.codering.oefeninterviews or not (folder / _CODINGS).is_file():
        return ""
    used = {row.cells["code_id"] for row in read_table(folder / _CODINGS).rows}
    if not used <= set(codebook.code_ids):
        return ""
    read = [folder / MANIFEST, folder / _CODINGS, folder / NAMES, *sorted(folder.glob("*.txt"))]
    return sha256_value({path.name: sha256_bytes(path.read_bytes()) for path in read})


def practice(study: Study, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the hand codings of the practice interviews and their turns; both empty where ``practice_key`` is."""
    if not practice_key(study, codebook):
        return frames.empty(frames.HAND_CODINGS), frames.empty(frames.TURNS)
    folder = packaged("practice")
    turns = pd.concat([transcript.turns for transcript in practice_transcripts()], ignore_index=True)
    hand = read_hand_codings(folder / _CODINGS, turns, codebook.code_ids)
    plain = Neutral(turns, _listed_names(turns))
    return _named_apart(plain.move(hand)), _named_apart(plain.turns)


def n_practice(study: Study, codebook: Codebook) -> int:
    """Return how many practice interviews the study learns from."""
    return len(read_manifest(packaged("practice") / MANIFEST)[0]) if practice_key(study, codebook) else 0


def mirror_of(interview_id: str) -> str:
    """Return the practice interview that says the opposite of this one in nearly the same words, or itself if there is none.

    Of the two the earlier one has no mirror.

    Examples
    --------
    >>> mirror_of("oefening/h113_2"), mirror_of("oefening/h33_2")
    ('oefening/h33_2', 'oefening/h33_2')
    """
    hand, number = interview_id.removeprefix(f"{PREFIX}h").split("_")
    return f"{PREFIX}h{_MIRRORS.get(int(hand), int(hand))}_{number}"


def _listed_names(turns: pd.DataFrame) -> pd.DataFrame:
    """Return the names that are listed with the practice interviews, and what has a form of its own, as frame `names`."""
    start_of = {(turn.interview_id, turn.turn_no): turn for turn in frames.rows(turns)}
    found: dict[tuple[str, int], list[tuple[int, int, str]]] = {}
    for one in locate(read_listed(packaged("practice") / NAMES), turns):
        if one.turn_no and one.listed.kind in NAME_KINDS:
            here = found.setdefault((one.interview_id, one.turn_no), [])
            here.append((min(one.letters), max(one.letters) + 1, one.listed.kind))
    rows: list[dict[str, object]] = []
    for key, turn in start_of.items():
        listed = found.get(key, [])
        formed = [(turn.start_char + x.start, turn.start_char + x.end, x.kind) for x in find_contact(turn.text)]
        free = [x for x in formed if not any(x[0] < b and a < x[1] for a, b, _ in listed)]
        for a, b, kind in [*listed, *free]:
            place = {"interview_id": key[0], "turn_no": key[1], "start_char": a, "end_char": b, "kind": kind}
            said = turn.text[a - turn.start_char : b - turn.start_char]
            rows.append({**place, "text": said, "score": 1.0, "certainty": "certain", "reason": "staat in de lijst"})
    return frames.build(frames.NAMES, rows)


def practice_transcripts() -> list[Transcript]:
    """Return the practice interviews, as their manifest orders them."""
    folder = packaged("practice")
    rows, _ = read_manifest(folder / MANIFEST)
    return [read_transcript(folder / row["file"], row, row["file"]) for row in rows]


def practice_segments(study: Study, codebook: Codebook, turns: pd.DataFrame) -> pd.DataFrame:
    """Return the segments of the practice interviews: those that ship, if they were cut with the same language and settings."""
    path = packaged("practice") / SEGMENTS
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"key": ""}
    if turns.empty or kept["key"] != segments_key(study, codebook):
        return cut_segments(study, turns)
    rows, asked = [], questions(turns)
    for turn in frames.rows(turns):
        for number, (start, end) in enumerate(kept["places"].get(f"{turn.interview_id}#{turn.turn_no}", ()), start=1):
            place = {"start_char": start, "end_char": end, "interview_id": turn.interview_id, "turn_no": turn.turn_no}
            text = turn.text[start - turn.start_char : end - turn.start_char]
            name, question = segment_id(turn.interview_id, turn.turn_no, number), asked[turn.interview_id, turn.turn_no]
            rows.append({**place, "segment_id": name, "text": text, "asked": question})
    return frames.build(frames.SEGMENTS, rows)


def segments_key(study: Study, codebook: Codebook) -> str:
    """Return the checksum of all that the segments of the practice interviews depend on."""
    words = study.settings.codering.max_woorden_per_segment
    return model_version(
        {"practice": practice_key(study, codebook), "language": language_key(study), "max_words": words}
    )


def _named_apart(frame: pd.DataFrame) -> pd.DataFrame:
    """Give practice interviews ids that no interview of a study has."""
    return frame.assign(interview_id=PREFIX + frame["interview_id"])


def chosen_key(study: Study, codebook: Codebook) -> str:
    """Return the name of all that a choice made on practice depends on."""
    section = study.settings.codering
    return model_version(
        {
            "codebook": codebook.checksum,
            "practice": practice_key(study, codebook),
            "seed": section.zaad,
            "max_words": section.max_woorden_per_segment,
            "language": language_key(study),
        }
    )


def chosen_on_practice(study: Study, codebook: Codebook) -> Chosen | None:
    """Return the choice that ships, if it was made with the study's codebook and settings; else None."""
    path = packaged("practice") / CHOSEN
    if not path.is_file() or not practice_key(study, codebook):
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return read_chosen(kept["chosen"]) if kept["key"] == chosen_key(study, codebook) else None
