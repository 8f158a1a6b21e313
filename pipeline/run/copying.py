"""What makes a folder of pseudonymised transcripts a study: settings, manifest, codebook, hand codings."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

from pipeline import frames
from pipeline.coding import read_hand_codings
from pipeline.errors import HandCodingError
from pipeline.files import write_text
from pipeline.privacy.everywhere import Surfaces
from pipeline.privacy.masking import Masked, Span
from pipeline.reading import Transcript
from pipeline.settings import FILE_NAME
from pipeline.study import MANIFEST, MANIFEST_COLUMNS, Source, Study

TRANSCRIPTS = "transcripten"
# An original with its manifest row, the name of its copy, and the copy as it is read.
Copied = tuple[Source, Transcript, str, Transcript]


def copy_study(
    study: Study,
    folder: Path,
    copied: Sequence[Copied],
    names: pd.DataFrame,
    outside: Mapping[str, Mapping[str, str]],
) -> None:
    """Write the manifest, hand codings, codebook and settings of a folder of copies.

    Parameters
    ----------
    names
        Frame `names` with pseudonyms, of the originals.
    outside
        Interview -> name -> pseudonym without brackets, for what is no turn.
    """
    write_text(folder / TRANSCRIPTS / MANIFEST, _manifest(copied, outside))
    section, hand = study.settings.studie, dict[str, str]()
    for key in ("handcoderingen", "coder_a", "coder_b"):
        name = getattr(section, key)
        if name and (text := _hand_codings(study.root / name, copied, names)):
            hand[key] = f"{TRANSCRIPTS}/{Path(name).name}"
            write_text(folder / hand[key], text)
    own = study.codebook_folder.is_relative_to(study.root) and study.codebook_folder.is_dir()
    if own and not (folder / "codebook").exists():
        shutil.copytree(study.codebook_folder, folder / "codebook")
    if not (folder / FILE_NAME).exists():
        write_text(folder / FILE_NAME, _settings(study, copied, outside, hand))


def _manifest(copied: Sequence[Copied], outside: Mapping[str, Mapping[str, str]]) -> str:
    rows = []
    for source, original, name, copy in copied:
        shown = Surfaces(outside[original.interview_id])
        people = {key: shown.replace(source.known.get(key, "")) for key in ("interviewer", "respondent")}
        facts = {
            "interview_id": copy_id(original, name),
            "file": name,
            "gemeente": copy.municipality,
            "datum": original.date,
        }
        rows.append({**facts, **people, "perspectief": shown.replace(original.perspective)})
    return _csv(MANIFEST_COLUMNS, rows)


def copy_id(original: Transcript, name: str) -> str:
    """Return the id of a copy: that of the original, or the name of its file if that had to change."""
    stem = Path(name).stem
    return stem if stem.startswith("interview-") and stem != original.interview_id else original.interview_id


def _hand_codings(path: Path, copied: Sequence[Copied], names: pd.DataFrame) -> str:
    """Return hand codings with their quotes as the copies have them; empty if they cannot be read. Notes are left out."""
    turns = pd.concat([original.turns for _, original, _, _ in copied], ignore_index=True)
    try:
        hand = read_hand_codings(path, turns, None, unread=None)
    except HandCodingError:
        return ""
    of_turn = dict(iter(names.groupby(["interview_id", "turn_no"])))
    spoken = {(turn.interview_id, turn.turn_no): turn for turn in frames.rows(turns)}
    ids = {original.interview_id: copy_id(original, name) for _, original, name, _ in copied}
    read = {
        (original.interview_id, turn.turn_no): turn.text
        for _, original, _, copy in copied
        for turn in frames.rows(copy.turns)
    }
    rows = []
    for row in frames.rows(hand):
        turn, found = spoken[row.interview_id, row.turn_no], of_turn.get((row.interview_id, row.turn_no))
        start = turn.start_char
        spans = [] if found is None else [
            Span(name.start_char - start, name.end_char - start, name.pseudonym) for name in frames.rows(found)
        ]  # fmt: skip
        masked = Masked(start, 0, turn.text, sorted(spans))
        first, last, _ = masked.moved(row.start_char, row.end_char)
        quote = _as_read(masked.text, read[row.interview_id, row.turn_no], first, last)
        rows.append(
            {"interview_id": ids[row.interview_id], "turn_no": row.turn_no, "quote": quote, "code_id": row.code_id}
        )
    return _csv(("interview_id", "turn_no", "quote", "code_id"), rows)


def _as_read(expected: str, text: str, start: int, end: int) -> str:
    """Return a passage as it stands in the copy: a name over two captions leaves its marks behind."""
    if text == expected:
        return text[start:end]
    blocks = SequenceMatcher(None, expected, text, autojunk=False).get_matching_blocks()

    def place(at: int) -> int:
        block = max((b for b in blocks if b.a <= at), key=lambda b: b.a, default=blocks[0])
        return min(block.b + max(0, at - block.a), block.b + block.size)

    return text[place(start) : place(end)].strip()


def _settings(
    study: Study, copied: Sequence[Copied], outside: Mapping[str, Mapping[str, str]], hand: Mapping[str, str]
) -> str:
    """Return the settings of the study for its copies; names and labels of municipalities become pseudonyms too."""
    shown = Surfaces({name: pseudonym for one in outside.values() for name, pseudonym in one.items()})
    sections = study.settings.model_dump(exclude_none=True)
    own_codebook = "codebook" if study.codebook_folder.is_relative_to(study.root) else ""
    places = {"transcripten": TRANSCRIPTS, "model": "model", "uit": "out", "codeboek": own_codebook}
    places |= {"handcoderingen": "", "coder_a": "", "coder_b": "", **hand}
    sections["studie"] |= {**places, "titel": shown.replace(study.settings.studie.titel)}
    # The names to hide are pseudonyms now; the list would give them away.
    sections["privacy"] = {"verberg_namen": [], "laat_staan": sections["privacy"]["laat_staan"]}
    sections["beoordeling"] = {}
    known = {original.municipality: copy.municipality for _, original, _, copy in copied}
    labels = sections["gemeenten"].items()
    sections["gemeenten"] = {known[name]: shown.replace(label) for name, label in labels if name in known}
    lines = ["# De instellingen van een studie met gepseudonimiseerde kopieën van transcripten."]
    for title, section in sections.items():
        lines += ["", f"[{title}]", *(f"{_key(key)} = {_value(value)}" for key, value in section.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if name.isascii() and name.isidentifier() else _value(name)


def _value(value: object) -> str:
    """Return a value as TOML; texts, lists of texts, numbers and truths are spelt as in JSON."""
    return json.dumps(value, ensure_ascii=False)


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
