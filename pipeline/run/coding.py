"""Transcripts to codings, one interview after another, each kept as soon as it is done."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.metadata import version as package_version
from pathlib import Path

import pandas as pd

from pipeline import __version__, frames
from pipeline.codebook import Codebook
from pipeline.coding import ModelCoder, RuleCoder, TrainedModel, combine, load_model, text_key
from pipeline.errors import OutputError, Problem, SettingsError, TranscriptError
from pipeline.files import safe_name, sha256_bytes, sha256_value, write_csv, write_json, write_text
from pipeline.privacy.neutral import without_stand_in
from pipeline.reading import FORMATS, Transcript
from pipeline.run.keeping import Earlier, Entry, in_order_of_study, place_in_study, sort_out_earlier
from pipeline.run.naming import NameSearch, names_basis
from pipeline.run.naming import neutral as neutral_text
from pipeline.run.outputs import CACHE, CODINGS, CODINGS_EXCEL, LOCK, TEXTS, TURNS, read_frame
from pipeline.run.sources import (
    Advance,
    cut_segments,
    encoder,
    hand_codings,
    language,
    language_key,
    read_source,
    refuse_double,
    silent,
)
from pipeline.settings import FILE_NAME
from pipeline.study import Source, Study
from pipeline.tables import write_for_excel

_PACKAGES = ("spacy", "spacy-lookups-data", "pandas", "scikit-learn", "skops", "onnxruntime", "tokenizers")


@dataclass
class CodeResult:
    """What ``code`` did: interview ids coded now, taken over unchanged, or kept because only other files were chosen.

    ``gone`` are those of an earlier run that are no longer in the outputs; ``failures`` is what went wrong per file.
    """

    coded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    failures: list[TranscriptError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class _Coder:
    """Everything that coding one interview after another needs, made once."""

    def __init__(self, study: Study, codebook: Codebook, model: TrainedModel) -> None:
        self.study, self.codebook, self.model = study, codebook, model
        self.rules = RuleCoder(codebook, language(study))
        vectors = encoder(study)
        self.encode = vectors.encode if vectors else None
        if self.encode is None and any(fold.scorer.vectors for fold in model.folds.values()):
            message = "het model leerde met zinsvectoren en de instellingen zeggen dat er geen zijn; draai 'factorwijzer train'"
            raise SettingsError(Problem(f"{FILE_NAME}, [taal] encoder", message))
        self.by_coders = _by_text(*hand_codings(study, codebook))
        self.search = NameSearch(study)
        self.basis = {
            "program": __version__,
            "frames": sha256_value([frames.TURNS.names, frames.CODINGS.names]),
            "codebook": codebook.checksum,
            "model": model.version,
            "coding": study.settings.codering.model_dump(),
            "language": language_key(study),
            "names": names_basis(study),
            "by_coders": sha256_value({key: hand.astype(str).values.tolist() for key, hand in self.by_coders.items()}),
        }

    def key(self, source: Source) -> str:
        """Return a name for the result of coding this file: the same file and basis give the same name."""
        try:
            content = source.path.read_bytes()
        except OSError:
            content = b""
        facts = {"file": sha256_bytes(content), "stem": source.path.stem, "known": source.known, **self.basis}
        return sha256_value(facts)[:24]

    def code(self, transcript: Transcript) -> pd.DataFrame:
        """Return the frame `codings` of one interview: the suggestions, and what coders gave by hand.

        Suggestions are made of the text with the same words for every name, and brought back to the transcript.
        """
        neutral = neutral_text(self.search, transcript.turns)
        segments = cut_segments(self.study, neutral.turns)
        fold = self.model.fold_for(text_key(neutral.turns), transcript.interview_id)
        if self.study.settings.codering.precisie is not None:
            fold = replace(fold, chosen=fold.chosen.for_precision(self.study.settings.codering.precisie))
        by_rules = self.rules.suggest(segments)
        by_model = ModelCoder(fold, self.codebook, self.model.version, self.encode).suggest(segments, by_rules)
        suggestions = combine(by_rules, by_model, segments, self.codebook, fold.weighed)
        suggestions = suggestions.assign(detail=suggestions["detail"].map(without_stand_in).astype("str"))
        placed = neutral.bring_back(suggestions.merge(segments, on="segment_id"))
        hand = self.by_coders.get(text_key(transcript.turns), frames.empty(frames.HAND_CODINGS))
        by_hand = hand_to_codings(hand.assign(interview_id=transcript.interview_id), self.study, self.codebook)
        return to_codings(pd.concat([placed, by_hand], ignore_index=True), transcript.turns)


def _by_text(hand: pd.DataFrame, turns: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the hand codings of each interview by the checksum of what is said in it."""
    return {
        text_key(turns[turns["interview_id"] == interview_id]): rows
        for interview_id, rows in hand.groupby("interview_id")
    }


def hand_to_codings(hand: pd.DataFrame, study: Study, codebook: Codebook) -> pd.DataFrame:
    """Give hand codings the columns that suggestions have: origin human, certain, score 1."""
    name = Path(study.settings.studie.handcoderingen).name
    return hand.rename(columns={"quote": "text"}).assign(
        direction=hand["code_id"].map(lambda code_id: codebook.by_id[code_id].richting).astype("str"),
        origin="human",
        score=1.0,
        certainty="certain",
        source_id=Path(name).stem,
        detail=f"codering van codeurs ({name})",
    )


def to_codings(placed: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Join suggestions or hand codings that have a place with their turns to the frame `codings`, in order of place."""
    spoken = turns[["interview_id", "turn_no", "municipality", "speaker"]]
    joined = placed.merge(spoken, on=["interview_id", "turn_no"])
    joined = joined.sort_values(["start_char", "end_char", "code_id", "origin"], kind="stable").reset_index(drop=True)
    return frames.check(joined[list(frames.CODINGS.names)], frames.CODINGS)


def code(
    study: Study,
    chosen: list[Path] | None = None,
    start: Callable[[int], None] = lambda _: None,
    advance: Advance = silent,
) -> CodeResult:
    """Read, segment and code transcripts; write codings.csv (and the same for Excel), turns.csv, texts/ and run.lock.

    Each interview is kept as soon as it is done, so that an interrupted run goes on where it stopped; codings.csv and
    turns.csv are replaced whole at the end. What has not changed since an earlier run is not coded again.

    Parameters
    ----------
    study
        An opened study with a trained model.
    chosen
        Files or folders; default the study's transcripts. Files of the study join what was coded of it before.
    start, advance
        Called with the number of files, and with the name of each file that is done.

    Raises
    ------
    OutputError
        If the outputs hold other interviews that cannot be kept.
    """
    sources = study.sources(FORMATS, chosen)
    coder = _Coder(study, study.codebook(), load_model(study.model_folder))
    cache = study.out / CACHE
    earlier = _earlier(study, sources, coder, cache) if chosen else Earlier()
    result = CodeResult(kept=[entry["interview_id"] for entry in earlier.kept], gone=earlier.gone)
    result.warnings += study.passed_over(FORMATS, chosen)
    first = {entry["interview_id"]: entry["file"] for entry in earlier.kept}
    entries: list[Entry] = []
    start(len(sources))
    for source in sources:
        try:
            entry, is_new = _code_one(source, coder, cache, first)
        except TranscriptError as error:
            result.failures.append(error)
        else:
            entries.append({**entry, "path": place_in_study(study, source.path)})
            result.warnings += [f"{source.where}: {warning}" for warning in entry["warnings"]]
            (result.coded if is_new else result.unchanged).append(entry["interview_id"])
        advance(source.where)
    if entries:
        together = in_order_of_study(study, [*earlier.kept, *entries]) if earlier.kept else entries
        _collect(study, coder, cache, together, keep_cache=bool(chosen))
    return result


def _earlier(study: Study, sources: list[Source], coder: _Coder, cache: Path) -> Earlier:
    earlier = sort_out_earlier(study, sources, coder.basis)
    lost = [entry["interview_id"] for entry in earlier.kept if _cached(cache, entry["key"]) is None]
    if lost:
        message = f"wat van {', '.join(lost[:5])} bewaard was, is weg of beschadigd; draai de opdracht zonder bestanden"
        raise OutputError(Problem(str(study.out), message))
    return earlier


def _code_one(source: Source, coder: _Coder, cache: Path, first: dict[str, str]) -> tuple[Entry, bool]:
    key = coder.key(source)
    known = _cached(cache, key)
    if known is not None:
        refuse_double(known["interview_id"], source, first)
        return known, False
    transcript = read_source(source)
    refuse_double(transcript.interview_id, source, first)
    codings = coder.code(transcript)
    write_csv(cache / f"{key}.codings.csv", codings)
    write_csv(cache / f"{key}.turns.csv", transcript.turns)
    if source.path.suffix.lower() != ".txt":
        write_text(cache / f"{key}.txt", transcript.text)
    entry = {
        "key": key,
        "interview_id": transcript.interview_id,
        "file": source.path.name,
        "sha256": sha256_bytes(source.path.read_bytes()),
        "municipality": transcript.municipality,
        "perspective": transcript.perspective,
        "date": transcript.date,
        "n_turns": len(transcript.turns),
        "n_codings": len(codings),
        "names": coder.search.last,
        "warnings": transcript.warnings,
    }
    write_json(cache / f"{key}.json", {"entry": entry, "sha256": _checksums(cache, key)})
    return entry, True


def _checksums(cache: Path, key: str) -> dict[str, str]:
    names = [f"{key}.codings.csv", f"{key}.turns.csv", f"{key}.txt"]
    return {name: sha256_bytes((cache / name).read_bytes()) for name in names if (cache / name).is_file()}


def _cached(cache: Path, key: str) -> Entry | None:
    """Return what is kept of an interview that was coded before, or None if it is missing or damaged."""
    try:
        kept = json.loads((cache / f"{key}.json").read_text(encoding="utf-8"))
        entry: Entry = kept["entry"]
        return entry if kept["sha256"] == _checksums(cache, key) and len(kept["sha256"]) >= 2 else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _collect(study: Study, coder: _Coder, cache: Path, entries: list[Entry], keep_cache: bool) -> None:
    for name, part in ((TURNS, "turns"), (CODINGS, "codings")):
        bodies = [_read(cache / f"{entry['key']}.{part}.csv").split("\n", 1) for entry in entries]
        write_text(study.out / name, bodies[0][0] + "\n" + "".join(body for _, body in bodies))
    write_for_excel(study.out / CODINGS_EXCEL, read_frame(study.out / CODINGS, frames.CODINGS))
    for entry in entries:
        text = cache / f"{entry['key']}.txt"
        if text.is_file():
            write_text(study.out / TEXTS / f"{safe_name(entry['interview_id'])}.txt", _read(text))
    lock = {
        # A warning may quote a speaker's label.
        "interviews": [{name: value for name, value in entry.items() if name != "warnings"} for entry in entries],
        "basis": coder.basis,
        "model": coder.model.counts,
        "seed": study.settings.codering.zaad,
        "python": platform.python_version(),
        "packages": {name: package_version(name) for name in _PACKAGES},
    }
    write_json(study.out / LOCK, lock)
    if not keep_cache:
        wanted = {entry["key"] for entry in entries} | {Path(entry.get("names", "")).stem for entry in entries}
        for path in cache.iterdir():
            if path.name.split(".")[0] not in wanted:
                path.unlink()


def _read(path: Path) -> str:
    """Return a text with its line ends as they are."""
    return path.read_bytes().decode("utf-8")
