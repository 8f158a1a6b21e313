"""What several steps read: the transcripts of a study, its hand codings, its segments."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

import pandas as pd
from spacy.language import Language

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding import read_hand_codings
from pipeline.errors import Problem, SettingsError, TranscriptError, os_mistake
from pipeline.files import sha256_bytes
from pipeline.language import VectorCache, load_encoder, load_language
from pipeline.language.encoder import READING
from pipeline.reading import FORMATS, Transcript, read_transcript
from pipeline.segmentation import segment_turns
from pipeline.settings import FILE_NAME
from pipeline.study import Source, Study, packaged

VECTORS = "vectors.npz"
Advance = Callable[[str], None]


def silent(_: str) -> None:
    pass


def hand_files(study: Study) -> list[str]:
    section = study.settings.studie
    return [name for name in (section.handcoderingen, section.coder_a, section.coder_b) if name]


def read_all(sources: list[Source]) -> tuple[list[Transcript], list[tuple[Source, TranscriptError]]]:
    """Return the transcripts that can be read, and what is wrong with each of the others."""
    transcripts: list[Transcript] = []
    first: dict[str, str] = {}
    failures: list[tuple[Source, TranscriptError]] = []
    for source in sources:
        try:
            transcript = read_source(source)
            refuse_double(transcript.interview_id, source, first)
            transcripts.append(transcript)
        except TranscriptError as error:
            failures.append((source, error))
    return transcripts, failures


def read_source(source: Source) -> Transcript:
    """Read one transcript; see ``read_transcript`` for errors. That it cannot be opened is one of them, in Dutch."""
    try:
        with source.path.open("rb"):
            pass
    except OSError as error:
        raise TranscriptError(Problem(source.where, os_mistake(error))) from None
    return read_transcript(source.path, source.known, source.where)


def expected_id(source: Source) -> str:
    return source.known.get("interview_id") or source.path.stem


def refuse_double(interview_id: str, source: Source, first: dict[str, str]) -> None:
    if interview_id in first:
        raise TranscriptError(
            Problem(
                source.where,
                f"interview '{interview_id}' bestaat al (in {first[interview_id]}); geef dit bestand bovenaan een eigen "
                "regel 'interview: <naam>' of een andere bestandsnaam",
            )
        )
    first[interview_id] = source.where


def hand_codings(study: Study, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the consensus codings and the turns of the interviews they cover; both empty if there are none."""
    name = study.settings.studie.handcoderingen
    if not name:
        return frames.empty(frames.HAND_CODINGS), frames.empty(frames.TURNS)
    transcripts, failures = read_all(study.sources(FORMATS))
    turns = pd.concat([t.turns for t in transcripts], ignore_index=True) if transcripts else frames.empty(frames.TURNS)
    hand = read_hand_codings(study.root / name, turns, codebook.code_ids, {expected_id(s) for s, _ in failures})
    covered = turns[turns["interview_id"].isin(set(hand["interview_id"]))].reset_index(drop=True)
    return hand, covered


def language(study: Study) -> Language:
    """Return the study's Dutch pipeline; see ``load_language``. What is installed and no model is a mistake too."""
    name = study.settings.taal.model
    try:
        return load_language(name)
    except (AttributeError, ImportError, ValueError):
        message = f"'{name}' is geen bruikbaar spaCy-model; laat model leeg voor het ingebouwde"
        raise SettingsError(Problem(f"{FILE_NAME}, [taal] model", message)) from None


def encoder(study: Study) -> VectorCache | None:
    """Return what gives texts their vectors, with those that ship and those of the study; None if the settings say so."""
    found = load_encoder(study.settings.taal.encoder)
    return None if found is None else VectorCache(found, packaged("practice") / VECTORS, study.model_folder / VECTORS)


def language_key(study: Study) -> str:
    """Return what tells apart ways of reading.

    The names of the installed models, or the checksum of the description of those that ship; the checksums of what weighs
    assertion; and how the encoder reads.
    """
    section, shipped = study.settings.taal, files("pipeline.language")
    models = ((section.model, "model/meta.json"), (section.encoder, "encoder_model/meta.json"))
    parts = [name or sha256_bytes((shipped / meta).read_bytes()) for name, meta in models]
    parts += [sha256_bytes((shipped / name).read_bytes()) for name in ("assertion.yaml", "assertion_weights.json")]
    return " ".join([*parts, str(READING)])


def cut_segments(study: Study, turns: pd.DataFrame) -> pd.DataFrame:
    return segment_turns(turns, language(study), study.settings.codering.max_woorden_per_segment)
