"""The shapes of JSON that programs for speech recognition write, each brought to one list of segments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipeline.reading.json_values import as_number, as_span, as_text, get, items, join_words
from pipeline.reading.json_words import Word, runs_of_speakers, word_streams

PROGRAMS = (
    "Whisper, faster-whisper, WhisperX, whisper.cpp, aTrain, Amberscript, Happy Scribe, AWS Transcribe, AssemblyAI, "
    "Deepgram, Teams, Azure, Google en Speechmatics"
)
_TEXT = ("text", "transcript", "sentence", "display", "word")
_WORD = ("punctuated_word", "word", "text", "content", "value")
_SPEAKER = (
    "speakerDisplayName",
    "speaker_name",
    "speakerName",
    "speaker",
    "speaker_label",
    "speakerLabel",
    "speaker_id",
    "speakerId",
)
_BEGIN = ("start", "start_time", "startTime", "startOffset", "begin", "data_start")
_END = ("end", "end_time", "endTime", "endOffset", "data_end")
_WRAPPERS = ("transcript", "transcription", "result", "output", "data", "response")
# In one second nobody says less than this many signs on average; in a millisecond nobody says as many.
_FEWEST_SIGNS = 0.1
# What programs write for a speaker that they do not know.
_NOBODY = {"?", "unknown", "uu", "none", "null", "nan", "onbekend", "speaker_?"}


class Segment(NamedTuple):
    """One piece of talk as it stands in the file; what is not said is empty or None."""

    speaker: str
    text: str
    begin: float | None
    end: float | None
    words: list[Word]
    has_bad_time: bool = False


@dataclass(frozen=True)
class Shape:
    """What kind of file it is, in Dutch, its segments as they stand there, and the names of its speakers by their id."""

    form: str
    raw: list[Any]
    names: dict[str, str]

    def segments(self) -> list[Segment | None]:
        """Return every segment, None for one that has no text where a text should be."""
        scale = 0.001 if _is_in_milliseconds(self.raw) else 1.0
        return [_segment(item, scale, self.names) for item in self.raw]


def find_shape(value: Any, depth: int = 2) -> Shape | None:
    """Return the shape of a transcript's JSON, also inside an envelope; None if it is not one that is read.

    Examples
    --------
    >>> find_shape({"segments": [{"start": 0.0, "end": 1.5, "text": " Ja.", "speaker": "SPEAKER_00"}]}).form
    'transcript met segmenten (.json)'
    >>> find_shape({"h1": [{"text": "Veldhaven", "kind": "place"}]}) is None
    True
    """
    for form, take in _SHAPES:
        raw = take(value)
        if raw:
            return Shape(form(value, raw) if callable(form) else form, raw, _names(value))
    inner = [value[key] for key in _WRAPPERS if key in value] if isinstance(value, dict) and depth else []
    return next((shape for part in inner if (shape := find_shape(part, depth - 1))), None)


def _segments(value: Any) -> list[Any]:
    return _spoken(items(value, "segments", "entries"))


def _utterances(value: Any) -> list[Any]:
    return _spoken(items(value, "utterances") or items(get(value, "results"), "utterances", "audio_segments"))


def _listed(value: Any) -> list[Any]:
    """Return a list of segments that is the whole file; a text alone, as in a list of names, is not enough."""
    found = _spoken(items(value))
    return found if any(get(item, *_BEGIN, *_SPEAKER) is not None for item in found) else []


def _spoken(found: list[Any]) -> list[Any]:
    """Return ``found`` if any of it holds what a segment holds."""
    is_spoken = any(isinstance(get(item, *_TEXT), str) or items(item, "words") for item in found)
    return found if is_spoken and any(get(item, *_BEGIN, *_SPEAKER, "words") is not None for item in found) else []


def _whisper_cpp(value: Any) -> list[Any]:
    found = items(value, "transcription")
    if not any(get(item, "offsets", "timestamps") for item in found):
        return []
    return [_from_whisper_cpp(item) for item in found]


def _from_whisper_cpp(item: Any) -> Any:
    offsets, stamps = get(item, "offsets"), get(item, "timestamps")
    times = [
        _scaled(get(offsets, key), 0.001) if get(offsets, key) is not None else get(stamps, key)
        for key in ("from", "to")
    ]
    return _plain(get(item, "speaker"), get(item, "text"), *times)


def _chunks(value: Any) -> list[Any]:
    """Return the pieces of Whisper in transformers; with speakers, those of insanely-fast-whisper."""
    for key in ("speakers", "chunks"):
        found = items(value, key)
        if any(items(item, "timestamp") for item in found):
            return [_plain(get(item, "speaker"), get(item, "text"), *_pair(get(item, "timestamp"))) for item in found]
    return []


def _pair(times: Any) -> tuple[Any, Any]:
    return (times[0], times[1]) if isinstance(times, list) and len(times) == 2 else (times, None)


def _azure(value: Any) -> list[Any]:
    return [
        _plain(
            get(item, "speaker"),
            get(next(iter(items(item, "nBest")), None), "display", "lexical"),
            *_offset(item, ("offsetInTicks", 1e-7), ("durationInTicks", 1e-7)),
        )
        for item in items(value, "recognizedPhrases")
    ]


def _azure_fast(value: Any) -> list[Any]:
    found = items(value, "phrases")
    if not any(get(item, "offsetMilliseconds") is not None for item in found):
        return []
    units = ("offsetMilliseconds", 0.001), ("durationMilliseconds", 0.001)
    return [_plain(get(item, "speaker"), get(item, "text"), *_offset(item, *units)) for item in found]


def _offset(item: Any, first: tuple[str, float], length: tuple[str, float]) -> tuple[Any, Any]:
    begin, lasts = _scaled(get(item, first[0]), first[1]), _scaled(get(item, length[0]), length[1])
    return begin, begin + lasts if isinstance(begin, float) and isinstance(lasts, float) else None


def _streams(value: Any) -> list[Any]:
    return [_plain(run.speaker, run.text, run.begin, run.end) for run in runs_of_speakers(word_streams(value))]


def _plain(speaker: Any, text: Any, begin: Any, end: Any) -> dict[str, Any]:
    return {"speaker": speaker, "text": text, "start": begin, "end": end}


def _scaled(value: Any, scale: float) -> Any:
    """Return a number in seconds; what is not a number stays as it is, to be found wrong later."""
    number = as_number(value)
    return value if number is None else number * scale


def _is_in_milliseconds(raw: list[Any]) -> bool:
    """Whether times are whole numbers so large that hardly anything is said in a second."""
    times = [(get(item, *_BEGIN), get(item, *_END)) for item in raw]
    spans = [end - begin for begin, end in times if type(begin) is int and type(end) is int]
    if len(spans) * 2 < len(raw) or sum(spans) <= 0:
        return False
    return sum(len(_text_of(item)) for item in raw) < sum(spans) * _FEWEST_SIGNS


def _segment(item: Any, scale: float, names: dict[str, str]) -> Segment | None:
    text = _text_of(item)
    if not isinstance(item, dict) or (not text and not isinstance(get(item, *_TEXT), str) and not items(item, "words")):
        return None
    words = [_word(word, scale, names) for word in items(item, "words") if isinstance(word, dict)]
    first, last = _scaled(get(item, *_BEGIN), scale), _scaled(get(item, *_END), scale)
    if first is None and last is None and words:
        first, last = words[0].begin, words[-1].end
    begin, end = as_span(first, last)
    is_bad = (begin is None and first is not None) or (end is None and last is not None)
    return Segment(_speaker(item, names), text, begin, end, words, is_bad)


def _text_of(item: Any) -> str:
    text = as_text(get(item, *_TEXT))
    return text or join_words(str(w) for word in items(item, "words") if isinstance(w := get(word, *_WORD), str))


def _word(word: Any, scale: float, names: dict[str, str]) -> Word:
    begin, end = as_span(_scaled(get(word, *_BEGIN), scale), _scaled(get(word, *_END), scale))
    return Word(as_text(get(word, *_WORD)), _speaker(word, names), begin, end)


def _speaker(item: Any, names: dict[str, str]) -> str:
    """Return who speaks: a name, or what stands for one; empty if the program does not know."""
    found = get(item, *_SPEAKER)
    if isinstance(found, dict):
        found = get(found, "name", "label", "id", "@id")
    number = as_number(found)
    label = as_text(found) if number is None else f"{number:.15g}"
    label = names.get(label, label).rstrip(": ")
    return "" if label.casefold() in _NOBODY else label


def _names(value: Any) -> dict[str, str]:
    """Return the name of each speaker by the id that segments use, as Amberscript writes them at the top."""
    named: dict[str, str] = {}
    for speaker in items(value, "speakers"):
        key, name = as_text(get(speaker, "spkid", "id", "@id")), as_text(get(speaker, "name", "label"))
        if key and name:
            named[key] = name
    return named


def _form_of_segments(value: Any, raw: list[Any]) -> str:
    """Name the program by what only it writes."""
    first = next((item for item in raw if isinstance(item, dict)), {})
    if "word_segments" in value:
        return "WhisperX-transcript (.json)"
    if any("spkid" in speaker for speaker in items(value, "speakers") if isinstance(speaker, dict)):
        return "Amberscript-transcript (.json)"
    if "speakerDisplayName" in first:
        return "Teams-transcript (.json)"
    if "avg_logprob" in first or "seek" in first:
        return "Whisper-transcript (.json)"
    return "transcript met segmenten (.json)"


def _form_of_utterances(value: Any, raw: list[Any]) -> str:
    first = next((item for item in raw if isinstance(item, dict)), {})
    if "speaker_label" in first or "jobName" in value:
        return "AWS Transcribe (.json)"
    return "Deepgram-transcript (.json)" if "transcript" in first else "AssemblyAI-transcript (.json)"


_Namer = Callable[[Any, list[Any]], str]
# The first that finds something is it.
_SHAPES: tuple[tuple[str | _Namer, Callable[[Any], list[Any]]], ...] = (
    ("whisper.cpp-transcript (.json)", _whisper_cpp),
    ("Whisper-transcript (.json)", _chunks),
    ("Azure-transcript (.json)", _azure),
    ("Azure-transcript (.json)", _azure_fast),
    (_form_of_utterances, _utterances),
    (_form_of_segments, _segments),
    ("transcript met segmenten (.json)", _listed),
    ("transcript per woord (.json)", _streams),
)
