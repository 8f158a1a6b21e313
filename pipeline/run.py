"""The only module that chains the stages: transcripts to codings, codings to documents, hand codings to a model."""

from __future__ import annotations

import json
import platform
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import __version__, frames
from pipeline.codebook import Codebook
from pipeline.coding import (
    ModelCoder,
    RuleCoder,
    TrainedModel,
    combine,
    load_model,
    model_version,
    n_steps,
    read_hand_codings,
    save_model,
    stored_version,
    text_key,
    train_model,
)
from pipeline.errors import FactorwijzerError, HandCodingError, OutputError, Problem, TranscriptError
from pipeline.evaluation import compare_coders, score_suggestions
from pipeline.files import sha256_bytes, sha256_value, write_csv, write_json, write_text
from pipeline.findings import compare_municipalities, count_factors, rank_recommendations
from pipeline.language import load_language
from pipeline.privacy import Gate
from pipeline.reading import SUFFIXES, Transcript, read_transcript
from pipeline.reporting import (
    ReportData,
    comparison_context,
    municipality_context,
    render_comparison,
    render_municipality,
)
from pipeline.segmentation import segment_turns
from pipeline.study import Source, Study

Advance = Callable[[str], None]
CODINGS, TURNS, LOCK, CACHE, TEXTS = "codings.csv", "turns.csv", "run.lock", ".cache", "texts"
# The scorecard of the suggestions that count in findings.
COUNTED = "samen, wat meetelt"
_PACKAGES = ("spacy", "spacy-lookups-data", "pandas", "scikit-learn", "skops")


@dataclass
class CodeResult:
    """What ``code`` did: interview ids coded now and taken over unchanged, and what went wrong per file."""

    coded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failures: list[TranscriptError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Evaluation:
    """Agreement between two coders, and the scorecard of rules, model and both; None where hand codings lack."""

    agreement: pd.DataFrame | None
    scorecards: dict[str, pd.DataFrame]
    n_interviews: int


def _silent(_: str) -> None:
    pass


# --- check -----------------------------------------------------------------------------------------------------------


def check(study: Study) -> tuple[list[Problem], list[str]]:
    """Return every complaint about codebook, manifest, transcripts and hand codings, and the warnings."""
    problems: list[Problem] = []
    warnings: list[str] = []
    codebook: Codebook | None = None
    try:
        codebook = study.codebook()
    except FactorwijzerError as error:
        problems += error.problems
    try:
        sources = study.sources(SUFFIXES, problems=problems)
    except FactorwijzerError as error:
        return problems + error.problems, warnings
    warnings += [f"{name}: dit soort bestand wordt niet gelezen" for name in study.passed_over(SUFFIXES)]
    transcripts, failures = _read_all(sources)
    for failure in failures.values():
        problems += failure.problems
    for transcript in transcripts:
        warnings += [f"{transcript.interview_id}: {warning}" for warning in transcript.warnings]
    if codebook is not None and transcripts:
        turns = pd.concat([t.turns for t in transcripts], ignore_index=True)
        for name in _hand_files(study):
            try:
                read_hand_codings(study.root / name, turns, codebook.code_ids, set(failures))
            except HandCodingError as error:
                problems += error.problems
    return problems, warnings


def _hand_files(study: Study) -> list[str]:
    section = study.settings.studie
    return [name for name in (section.handcoderingen, section.coder_a, section.coder_b) if name]


def _read_all(sources: list[Source]) -> tuple[list[Transcript], dict[str, TranscriptError]]:
    """Return the transcripts that can be read, and what is wrong with the others by the id they would have had."""
    transcripts: list[Transcript] = []
    first: dict[str, str] = {}
    failures: dict[str, TranscriptError] = {}
    for source in sources:
        try:
            transcript = read_transcript(source.path, source.known, source.where)
            _refuse_double(transcript.interview_id, source, first)
            transcripts.append(transcript)
        except TranscriptError as error:
            failures[_expected_id(source)] = error
    return transcripts, failures


def _expected_id(source: Source) -> str:
    return source.known.get("interview_id") or source.path.stem


def _refuse_double(interview_id: str, source: Source, first: dict[str, str]) -> None:
    if interview_id in first:
        raise TranscriptError(
            Problem(
                source.where,
                f"interview '{interview_id}' bestaat al (in {first[interview_id]}); geef dit bestand bovenaan een eigen "
                "regel 'interview: <naam>' of een andere bestandsnaam",
            )
        )
    first[interview_id] = source.where


# --- train -----------------------------------------------------------------------------------------------------------


def train(study: Study, start: Callable[[int], None] = lambda _: None, advance: Advance = _silent) -> tuple[str, bool]:
    """Train the study's model if what it learns from has changed.

    Returns
    -------
    tuple
        The model's version, and whether it was trained now.
    """
    codebook = study.codebook()
    hand, turns = _hand_codings(study, codebook)
    wanted = _wanted_version(study, codebook, hand, turns)
    if stored_version(study.model_folder) == wanted:
        return wanted, False
    segments = _segments(study, turns)
    start(n_steps(turns, hand))
    seed = study.settings.codering.zaad
    model = train_model(codebook, hand, turns, segments, seed, wanted, lambda: advance("leren"))
    save_model(model, study.model_folder)
    return wanted, True


def _wanted_version(study: Study, codebook: Codebook, hand: pd.DataFrame, turns: pd.DataFrame) -> str:
    return model_version(
        {
            "codebook": codebook.checksum,
            "hand": sha256_value(hand.astype(str).values.tolist()),
            "turns": sha256_value(turns["text"].tolist()),
            "seed": study.settings.codering.zaad,
            "max_words": study.settings.codering.max_woorden_per_segment,
            "language": study.settings.taal.model,
        }
    )


def _hand_codings(study: Study, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the consensus codings and the turns of the interviews they cover; both empty if there are none."""
    name = study.settings.studie.handcoderingen
    if not name:
        return frames.empty(frames.HAND_CODINGS), frames.empty(frames.TURNS)
    transcripts, failures = _read_all(study.sources(SUFFIXES))
    turns = pd.concat([t.turns for t in transcripts], ignore_index=True) if transcripts else frames.empty(frames.TURNS)
    hand = read_hand_codings(study.root / name, turns, codebook.code_ids, set(failures))
    covered = turns[turns["interview_id"].isin(set(hand["interview_id"]))].reset_index(drop=True)
    return hand, covered


def _segments(study: Study, turns: pd.DataFrame) -> pd.DataFrame:
    nlp = load_language(study.settings.taal.model)
    return segment_turns(turns, nlp, study.settings.codering.max_woorden_per_segment)


# --- code ------------------------------------------------------------------------------------------------------------


class _Coder:
    """Everything that coding one interview after another needs, made once."""

    def __init__(self, study: Study, codebook: Codebook, model: TrainedModel) -> None:
        self.study, self.codebook, self.model = study, codebook, model
        self.rules = RuleCoder(codebook, load_language(study.settings.taal.model))
        self.by_coders = _by_text(*_hand_codings(study, codebook))
        self.basis = {
            "program": __version__,
            "codebook": codebook.checksum,
            "model": model.version,
            "coding": study.settings.codering.model_dump(),
            "language": study.settings.taal.model,
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
        """Return the frame `codings` of one interview: the suggestions, and what coders gave by hand."""
        segments = _segments(self.study, transcript.turns)
        key = text_key(transcript.turns)
        fold = self.model.fold_for(key, transcript.interview_id)
        by_model = ModelCoder(fold, self.codebook, self.model.version).suggest(segments)
        suggestions = combine(self.rules.suggest(segments), by_model, segments, self.codebook)
        hand = self.by_coders.get(key, frames.empty(frames.HAND_CODINGS))
        by_hand = hand_to_codings(hand.assign(interview_id=transcript.interview_id), self.study, self.codebook)
        placed = pd.concat([suggestions.merge(segments, on="segment_id"), by_hand], ignore_index=True)
        return to_codings(placed, transcript.turns)


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
    advance: Advance = _silent,
) -> CodeResult:
    """Read, segment and code transcripts; write codings.csv, turns.csv, texts/ and run.lock.

    Each interview is kept as soon as it is done, so that an interrupted run goes on where it stopped; codings.csv and
    turns.csv are replaced whole at the end. What has not changed since an earlier run is not coded again.

    Parameters
    ----------
    study
        An opened study with a trained model.
    chosen
        Files or folders; default the study's transcripts.
    start, advance
        Called with the number of files, and with the name of each file that is done.
    """
    sources = study.sources(SUFFIXES, chosen)
    coder = _Coder(study, study.codebook(), load_model(study.model_folder))
    cache = study.out / CACHE
    result = CodeResult()
    first: dict[str, str] = {}
    entries: list[dict[str, Any]] = []
    start(len(sources))
    for source in sources:
        try:
            entry, is_new = _code_one(source, coder, cache, first)
        except TranscriptError as error:
            result.failures.append(error)
        else:
            entries.append(entry)
            result.warnings += [f"{source.where}: {warning}" for warning in entry["warnings"]]
            (result.coded if is_new else result.unchanged).append(entry["interview_id"])
        advance(source.where)
    if entries:
        _collect(study, coder, cache, entries, keep_cache=chosen is not None)
    return result


def _code_one(source: Source, coder: _Coder, cache: Path, first: dict[str, str]) -> tuple[dict[str, Any], bool]:
    key = coder.key(source)
    known = _cached(cache, key)
    if known is not None:
        _refuse_double(known["interview_id"], source, first)
        return known, False
    transcript = read_transcript(source.path, source.known, source.where)
    _refuse_double(transcript.interview_id, source, first)
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
        "warnings": transcript.warnings,
    }
    write_json(cache / f"{key}.json", {"entry": entry, "sha256": _checksums(cache, key)})
    return entry, True


def _checksums(cache: Path, key: str) -> dict[str, str]:
    names = [f"{key}.codings.csv", f"{key}.turns.csv", f"{key}.txt"]
    return {name: sha256_bytes((cache / name).read_bytes()) for name in names if (cache / name).is_file()}


def _cached(cache: Path, key: str) -> dict[str, Any] | None:
    """Return what is kept of an interview that was coded before, or None if it is missing or damaged."""
    try:
        kept = json.loads((cache / f"{key}.json").read_text(encoding="utf-8"))
        entry: dict[str, Any] = kept["entry"]
        return entry if kept["sha256"] == _checksums(cache, key) and len(kept["sha256"]) >= 2 else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _collect(study: Study, coder: _Coder, cache: Path, entries: list[dict[str, Any]], keep_cache: bool) -> None:
    for name, part in ((TURNS, "turns"), (CODINGS, "codings")):
        bodies = [_read(cache / f"{entry['key']}.{part}.csv").split("\n", 1) for entry in entries]
        write_text(study.out / name, bodies[0][0] + "\n" + "".join(body for _, body in bodies))
    for entry in entries:
        text = cache / f"{entry['key']}.txt"
        if text.is_file():
            write_text(study.out / TEXTS / f"{safe_name(entry['interview_id'])}.txt", _read(text))
    lock = {
        "interviews": entries,
        "basis": coder.basis,
        "model": coder.model.counts,
        "seed": study.settings.codering.zaad,
        "python": platform.python_version(),
        "packages": {name: package_version(name) for name in _PACKAGES},
    }
    write_json(study.out / LOCK, lock)
    if not keep_cache:
        wanted = {entry["key"] for entry in entries}
        for path in cache.iterdir():
            if path.name.split(".")[0] not in wanted:
                path.unlink()


def _read(path: Path) -> str:
    """Return a text with its line ends as they are."""
    return path.read_bytes().decode("utf-8")


def safe_name(interview_id: str) -> str:
    """Return an interview id as a file name; an id that has to change gets a checksum, so that names stay apart.

    Examples
    --------
    >>> safe_name("Interview-3"), safe_name("Interview 3/a")
    ('Interview-3', 'Interview_3_a-13fca1')
    """
    name = re.sub(r"[^\w.-]", "_", interview_id).lstrip(".") or "_"
    return name if name == interview_id else f"{name}-{sha256_value(interview_id)[:6]}"


# --- outputs that later stages read ----------------------------------------------------------------------------------


def load_outputs(study: Study) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Any]]:
    """Return the frames `codings` and `turns` and the content of run.lock that ``code`` wrote.

    Raises
    ------
    OutputError
        If they are missing or damaged.
    """
    advice = "draai eerst 'factorwijzer code' (of 'factorwijzer run', dat alles doet)"
    try:
        codings = _read_frame(study.out / CODINGS, frames.CODINGS)
        turns = _read_frame(study.out / TURNS, frames.TURNS)
        lock = json.loads((study.out / LOCK).read_text(encoding="utf-8"))
        missing = [key for key in ("interviews", "basis", "seed", "python", "packages") if key not in dict(lock)]
        if missing or not lock["interviews"]:
            raise ValueError("run.lock is incomplete")
    except FileNotFoundError as error:
        name = Path(str(error.filename)).name
        raise OutputError(Problem(str(study.out / name), f"dit bestand ontbreekt; {advice}")) from None
    except (ValueError, KeyError, TypeError):
        raise OutputError(Problem(str(study.out), f"de uitvoer van een eerdere run is beschadigd; {advice}")) from None
    return codings, turns, lock


def _read_frame(path: Path, spec: frames.FrameSpec) -> pd.DataFrame:
    dtypes = {c.name: {"str": "str", "int": "int64", "float": "float64"}[c.dtype] for c in spec.columns}
    return frames.check(pd.read_csv(path, dtype=dtypes, keep_default_na=False, na_values={}), spec)


def evaluate(study: Study) -> Evaluation:
    """Compare the two coders with each other, and the machine with the consensus.

    The machine's suggestions for a hand-coded interview come from a model that has not seen it, so the figures are
    about unseen interviews; rules are written without sight of the interviews.
    """
    codings, turns, _ = load_outputs(study)
    codebook = study.codebook()
    section = study.settings.studie
    unread = (
        {_expected_id(source) for source in study.sources(SUFFIXES)} - set(turns["interview_id"])
        if _hand_files(study)
        else set[str]()
    )
    agreement = None
    if section.coder_a and section.coder_b:
        a, b = (
            read_hand_codings(study.root / name, turns, codebook.code_ids, unread)
            for name in (section.coder_a, section.coder_b)
        )
        shared = set(a["interview_id"]) & set(b["interview_id"])
        agreement = compare_coders(
            a[a["interview_id"].isin(shared)], b[b["interview_id"].isin(shared)], _units(turns, shared), codebook
        )
    scorecards: dict[str, pd.DataFrame] = {}
    covered: set[str] = set()
    if section.handcoderingen:
        hand = read_hand_codings(study.root / section.handcoderingen, turns, codebook.code_ids, unread)
        covered = set(hand["interview_id"])
        here = codings[codings["interview_id"].isin(covered) & (codings["origin"] != "human")]
        chosen = {
            "regels": here[here["origin"].isin(["rule", "both"])],
            "model": here[here["origin"].isin(["model", "both"])],
            "samen": here,
            COUNTED: here[here["certainty"].isin(study.settings.codering.tellen_mee)],
        }
        units = _units(turns, covered)
        scorecards = {name: score_suggestions(part, hand, units, codebook) for name, part in chosen.items()}
    return Evaluation(agreement, scorecards, len(covered))


def _units(turns: pd.DataFrame, interviews: set[str]) -> list[tuple[str, int]]:
    spoken = turns[(turns["role"] == "respondent") & turns["interview_id"].isin(interviews)]
    return [(str(i), int(t)) for i, t in zip(spoken["interview_id"], spoken["turn_no"], strict=True)]


# --- report ----------------------------------------------------------------------------------------------------------


def report(study: Study, start: Callable[[int], None] = lambda _: None, advance: Advance = _silent) -> list[Path]:
    """Write the draft of each municipality and, if there are two or more, the comparison, from what ``code`` wrote.

    Returns
    -------
    list of Path
        The documents; geinterviewden.csv, the researcher's key to the numbers in them, stands beside.
    """
    data = report_data(study)
    municipalities = list(data.labels)
    start(len(municipalities) + 1)
    written: list[Path] = []
    numbers: list[dict[str, object]] = []
    for municipality in municipalities:
        n_total = int((data.interviews["municipality"] == municipality).sum())
        name = _document_name(data.labels[municipality])
        context = municipality_context(municipality, data)
        written += render_municipality(context, study.templates_folder, study.out, name, n_total)
        numbers += [
            {"gemeente": data.labels[municipality], "nummer": n, "interview_id": i}
            for i, n in data.numbers(municipality).items()
        ]
        advance(data.labels[municipality])
    if len(municipalities) > 1:
        n_most = int(data.interviews.groupby("municipality").size().max())
        written += render_comparison(comparison_context(data), study.templates_folder, study.out, n_most)
    advance("vergelijking")
    write_csv(study.out / "geinterviewden.csv", pd.DataFrame(numbers))
    return written


def _document_name(label: str) -> str:
    return safe_name(re.sub(r"[^\w.-]+", "-", label.lower()))


def counting_codings(codings: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the codings that findings count.

    In an interview that coders coded by hand only their codings count, unless the settings say otherwise; in the others
    the suggestions of the certainties that the settings name.
    """
    by_hand = codings["origin"] == "human"
    if not study.settings.codering.handcoderingen_tellen:
        codings, by_hand = codings[~by_hand], by_hand[~by_hand]
    is_coded = codings["interview_id"].isin(set(codings[by_hand]["interview_id"]))
    suggested = ~is_coded & codings["certainty"].isin(study.settings.codering.tellen_mee)
    return codings[by_hand | suggested].reset_index(drop=True)


def report_data(study: Study) -> ReportData:
    """Return all that reports are made from, read from the outputs of ``code``."""
    codings, turns, lock = load_outputs(study)
    codebook = study.codebook()
    unknown = sorted(set(codings["code_id"]) - set(codebook.by_id))
    if unknown:
        raise OutputError(
            Problem(
                str(study.out / CODINGS),
                f"code '{unknown[0]}' staat niet in het codeboek; draai 'factorwijzer code' opnieuw",
            )
        )
    interviews = pd.DataFrame(lock["interviews"])[["interview_id", "municipality", "perspective", "date"]]
    names = list(dict.fromkeys(interviews["municipality"]))
    labels = {name: study.label(name, names) for name in names}
    counted = study.settings.codering.tellen_mee
    counting = counting_codings(codings, study)
    priorities = rank_recommendations(counting, interviews, codebook)
    factors = count_factors(counting, interviews, priorities, codebook)
    evaluation = evaluate(study)
    gate = Gate({**dict.fromkeys(study.settings.rapport.verberg_namen, "[naam]"), **dict.fromkeys(names, "[gemeente]")})
    return ReportData(
        title=study.settings.studie.titel,
        codebook=codebook,
        codings=counting,
        all_codings=codings,
        turns=turns,
        interviews=interviews,
        factors=factors,
        priorities=priorities,
        comparison=compare_municipalities(factors),
        labels=labels,
        mask=gate.mask,
        counted=list(counted),
        n_quotes=study.settings.rapport.citaten_per_aanbeveling,
        is_invented=study.settings.studie.verzonnen,
        agreement=evaluation.agreement,
        scorecard=evaluation.scorecards.get(COUNTED),
        versions={
            "Factorwijzer": __version__,
            "model": lock["basis"]["model"],
            "codeboek (controlegetal)": lock["basis"]["codebook"][:12],
            "transcripten (controlegetal)": sha256_value([e["sha256"] for e in lock["interviews"]])[:12],
            "zaad": lock["seed"],
            "Python": lock["python"],
            **lock["packages"],
        },
    )


# --- new -------------------------------------------------------------------------------------------------------------


def new_study(folder: Path, codebook: Path) -> None:
    """Make a fresh study folder: settings, codebook, an empty transcripts folder with a manifest to fill in.

    Raises
    ------
    OutputError
        If the folder exists and is not empty; nothing is ever overwritten.
    """
    if folder.exists() and any(folder.iterdir()):
        raise OutputError(Problem(str(folder), "deze map bestaat al en is niet leeg; kies een andere naam"))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(codebook, folder / "codebook")
    (folder / "transcripten").mkdir()
    write_text(folder / "transcripten" / "manifest.csv", "interview_id,file,gemeente,perspectief,datum,interviewer\n")
    write_text(folder / "factorwijzer.toml", _NEW_SETTINGS)


_NEW_SETTINGS = """\
# De instellingen van deze studie. Alle paden zijn gerekend vanaf deze map.

[studie]
titel = "Lokale samenwerking rondom KOPP/KOV"
transcripten = "transcripten"
uit = "out"

[rapport]
citaten_per_aanbeveling = 3
# Namen die nooit in een verslag mogen staan:
verberg_namen = []

[gemeenten]
# Onder welke naam een gemeente in de verslagen staat; haar eigen naam komt er nooit in.
# "Naam van de gemeente" = "Gemeente 1"
"""


def model_is_current(study: Study) -> bool:
    """Whether the stored model learnt from the codebook, hand codings and settings as they are now."""
    codebook = study.codebook()
    hand, turns = _hand_codings(study, codebook)
    return stored_version(study.model_folder) == _wanted_version(study, codebook, hand, turns)
