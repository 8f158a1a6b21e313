"""What makes a folder of pseudonymised transcripts a study: settings, manifest, codebook, hand codings."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping, Sequence, Set
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.coding import read_hand_codings
from pipeline.errors import HandCodingError
from pipeline.privacy.everywhere import Surfaces
from pipeline.privacy.masking import Masked, Span
from pipeline.reading import Transcript
from pipeline.run.copies import TRANSCRIPTS, Copies
from pipeline.settings import FILE_NAME
from pipeline.study import MANIFEST, MANIFEST_COLUMNS, Source, Study, read_manifest
from pipeline.tables import read_table

# An original with its manifest row, the name of its copy, and the copy as it is read.
Copied = tuple[Source, Transcript, str, Transcript]
_HAND_COLUMNS = ("interview_id", "turn_no", "quote", "code_id")


def copy_study(
    study: Study,
    copies: Copies,
    copied: Sequence[Copied],
    names: pd.DataFrame,
    outside: Mapping[str, Mapping[str, str]],
) -> list[str]:
    """Write the manifest, hand codings, codebook and settings of a folder of copies.

    What is there of copies that were made before, of other transcripts, stays.

    Parameters
    ----------
    names
        Frame `names` with pseudonyms, of the originals.
    outside
        Interview -> name -> pseudonym without brackets, for what is no turn.

    Returns
    -------
    list
        What could not be copied, in Dutch.
    """
    folder, warnings, hand = copies.folder, list[str](), dict[str, str]()
    earlier = _earlier(folder, {name for _, _, name, _ in copied})
    copies.write(f"{TRANSCRIPTS}/{MANIFEST}", _csv(MANIFEST_COLUMNS, [*earlier, *_manifest(copied, outside)]))
    for key in ("handcoderingen", "coder_a", "coder_b"):
        name, place = getattr(study.settings.studie, key), f"{TRANSCRIPTS}/{key}.csv"
        if not name:
            continue
        try:
            rows = _hand_codings(study.root / name, copied, names)
        except HandCodingError:
            warnings.append(f"{name}: is niet te lezen en dus niet meegenomen; 'factorwijzer check' noemt de fouten")
            continue
        kept = _rows_of(folder / place, {row["interview_id"] for row in earlier})
        copies.write(place, _csv(_HAND_COLUMNS, [*kept, *rows]))
        hand[key] = place
    own = study.codebook_folder.is_relative_to(study.root) and study.codebook_folder.is_dir()
    if own and not (folder / "codebook").exists():
        _copy_folder(study.codebook_folder, folder / "codebook")
    if not earlier or not (folder / FILE_NAME).exists():
        copies.write(FILE_NAME, _settings(study, copied, outside, hand).encode())
    return warnings


def _earlier(folder: Path, now: Set[str]) -> list[dict[str, str]]:
    """Return the manifest's rows of copies that were made before and not now."""
    return [row for row in read_manifest(folder / TRANSCRIPTS / MANIFEST)[0] if row["file"] not in now]


def _rows_of(path: Path, interviews: Set[str]) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    rows = [{name: row.cells.get(name, "") for name in _HAND_COLUMNS} for row in read_table(path).rows]
    return [row for row in rows if row["interview_id"] in interviews]


def _copy_folder(folder: Path, to: Path) -> None:
    """Copy a folder, whole or not at all."""
    beside = to.with_name(f".{to.name}.tmp")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(folder, beside)
    beside.rename(to)


def _manifest(copied: Sequence[Copied], outside: Mapping[str, Mapping[str, str]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for source, original, name, copy in copied:
        shown = Surfaces(outside[original.interview_id])
        people = {key: shown.replace(source.known.get(key, "")) for key in ("interviewer", "respondent")}
        if Path(name).suffix != source.path.suffix.lower():
            # The copy is plain text, without the header of the original.
            asking = copy.turns.loc[copy.turns["role"] == "interviewer", "speaker"].unique()
            people["interviewer"] = "; ".join(asking)
        facts = {
            "interview_id": copy.interview_id,
            "file": name,
            "gemeente": copy.municipality,
            "datum": original.date,
        }
        rows.append({**facts, **people, "perspectief": shown.replace(original.perspective)})
    return rows


def _hand_codings(path: Path, copied: Sequence[Copied], names: pd.DataFrame) -> list[dict[str, object]]:
    """Return hand codings with their quotes as the copies have them. Notes are left out."""
    turns = pd.concat([original.turns for _, original, _, _ in copied], ignore_index=True)
    of_turn = dict(iter(names.groupby(["interview_id", "turn_no"])))
    spoken = {(turn.interview_id, turn.turn_no): turn for turn in frames.rows(turns)}
    copy_of = {original.interview_id: copy for _, original, _, copy in copied}
    read = {(i, turn.turn_no): turn.text for i, copy in copy_of.items() for turn in frames.rows(copy.turns)}
    rows: list[dict[str, object]] = []
    for row in frames.rows(read_hand_codings(path, turns, None, unread=None)):
        place = row.interview_id, row.turn_no
        masked = _masked(spoken[place], of_turn.get(place))
        quote = _as_read(masked.text, read[place], *masked.moved(row.start_char, row.end_char)[:2])
        known = {"interview_id": copy_of[row.interview_id].interview_id, "turn_no": row.turn_no}
        rows.append({**known, "quote": quote, "code_id": row.code_id})
    return rows


def _masked(turn: Any, names: pd.DataFrame | None) -> Masked:
    start = turn.start_char
    found = frames.rows(names) if names is not None else ()
    spans = [Span(one.start_char - start, one.end_char - start, one.pseudonym) for one in found]
    return Masked(start, 0, turn.text, sorted(spans))


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


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
