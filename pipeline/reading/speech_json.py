"""Transcripts in JSON, as Whisper and other programs for speech recognition write them."""

from __future__ import annotations

import codecs
import re
import string
import unicodedata
from itertools import groupby

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.json_shapes import PROGRAMS, Segment, Shape, find_shape
from pipeline.reading.json_values import parse_json
from pipeline.reading.json_words import cut_at_speakers
from pipeline.reading.limits import check_amount
from pipeline.reading.parsed import Header, Parsed, Spoken, compose, join_same_speaker

_UNIT = "segment"
_N_SHOWN = 5
_N_LABEL_CHARS = 80
# More of the same in a row than people say.
_N_SAME = 5
# Part of a file that cannot be parsed shows by this that it is a transcript, so that its mistake is told.
_MARKS = re.compile(
    r'"(?:segments|transcription|entries|chunks|utterances|recognizedPhrases|speaker_labels|avg_logprob)"\s*:'
)
_N_LOOKED_AT = 100_000
_AS_CAPTIONS = "exporteer het gesprek als .vtt of .docx en voeg dat toe"


def read_speech_json(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a transcript in JSON; the segments of one speaker are joined to one turn.

    Parameters
    ----------
    content
        The file.
    where
        Its name, for messages.
    declared
        Not used: the file itself says where a speaker begins.

    Raises
    ------
    TranscriptError
        If it is not JSON, not a transcript, says nothing, or does not say who speaks.

    Examples
    --------
    >>> content = b'{"segments": [{"start": 0.5, "end": 2.0, "text": " Hoe?", "speaker": "SPEAKER_00"}]}'
    >>> parsed = read_speech_json(content, "a.json", set())
    >>> parsed.text, parsed.turns[0].end_time
    ('SPEAKER_00: Hoe?\\n\\n', 2.0)
    """
    shape = find_shape(parse_json(content, where))
    if shape is None:
        found = f"dit JSON-bestand is geen transcript dat gelezen wordt; gelezen wordt dat van {PROGRAMS}"
        raise TranscriptError(Problem(where, f"{found}; {_AS_CAPTIONS}"))
    check_amount(0, len(shape.raw), where)
    segments = [(number, segment) for number, segment in enumerate(shape.segments(), start=1) if segment]
    said = [(number, segment) for number, segment in segments if segment.text]
    pieces, warnings = _pieces(said)
    check_amount(sum(len(piece.text) for piece in pieces), len(pieces), where)
    _check_speakers(pieces, shape, where)
    named, of_nobody = _with_speakers(pieces)
    read = {number for number, _ in segments}
    unread = [number for number in range(1, len(shape.raw) + 1) if number not in read]
    warnings = of_nobody + warnings + _doubts(said, unread)
    return compose(join_same_speaker(named), Header(unit=_UNIT), _UNIT, warnings, shape.form)


def is_transcript(content: bytes) -> bool:
    """Whether a JSON file is a transcript, or would be if it could be read; never raises.

    Examples
    --------
    >>> is_transcript(b'{"segments": [{"start": 0.5, "end": 2.0, "text": " Hoe?"}]}')
    True
    >>> is_transcript(b'{"name": "pakket", "version": "1.0"}')
    False
    """
    try:
        return find_shape(parse_json(content, "")) is not None
    except TranscriptError:
        encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
        return _MARKS.search(content[:_N_LOOKED_AT].decode(encoding, errors="replace")) is not None


def _pieces(said: list[tuple[int, Segment]]) -> tuple[list[Spoken], list[str]]:
    """Return what is said, segments with words of several speakers cut; the label is empty where nobody is named."""
    pieces: list[Spoken] = []
    uncut: list[int] = []
    for number, segment in said:
        several = {word.speaker for word in segment.words if word.speaker}
        runs = cut_at_speakers(segment.text, segment.words, segment.speaker) if len(several) > 1 else None
        if runs is None:
            only = segment.speaker or (next(iter(several)) if len(several) == 1 else "")
            pieces.append(Spoken(only, segment.text, number, segment.begin, segment.end))
            uncut += [number] if len(several) > 1 else []
        else:
            pieces += [Spoken(run.speaker, run.text, number, run.begin, run.end) for run in runs if run.text]
    message = (
        "woorden van meer sprekers, maar tekst en woorden verschillen; heel bij één spreker gelaten; luister dit na"
    )
    return pieces, [f"{_listed(uncut)}: {message}"] if uncut else []


def _check_speakers(pieces: list[Spoken], shape: Shape, where: str) -> None:
    """Refuse a file without words, or one in which most of them are nobody's."""
    if not pieces:
        message = "er staat geen gesproken tekst in dit bestand; kijk of de opname geluid heeft en of dit het goede bestand is"
        raise TranscriptError(Problem(where, message))
    n_unnamed = sum(not piece.label for piece in pieces)
    if n_unnamed * 2 > len(pieces):
        found = (
            "dit bestand zegt niet"
            if n_unnamed == len(pieces)
            else f"{n_unnamed} van de {len(pieces)} segmenten zeggen niet"
        )
        advice = (
            "laat de opname uitwerken met sprekers erbij (noScribe, aTrain met sprekerherkenning, of WhisperX met "
            "--diarize), of zet het gesprek in een .txt met 'Interviewer:' of 'Respondent:' voor elke beurt"
        )
        raise TranscriptError(
            Problem(where, f"{found} wie er spreekt ({shape.form.removesuffix(' (.json)')}); {advice}")
        )
    long = next((piece.number for piece in pieces if len(piece.label) > _N_LABEL_CHARS), None)
    if long is not None:
        message = (
            f"de naam van de spreker is langer dan {_N_LABEL_CHARS} tekens; kort hem in het transcriptieprogramma in"
        )
        raise TranscriptError(Problem(f"{where}, {_UNIT} {long}", message))


def _with_speakers(pieces: list[Spoken]) -> tuple[list[Spoken], list[str]]:
    """Return what somebody says, with readable labels; a piece of nobody joins the speaker before it, with a warning."""
    shown = _shown_labels({piece.label for piece in pieces})
    first = next(number for number, piece in enumerate(pieces) if piece.label)
    early, later = [piece.number for piece in pieces[:first]], list[int]()
    named: list[Spoken] = []
    for piece in pieces[first:]:
        label = shown[piece.label] if piece.label else named[-1].label
        later += [] if piece.label else [piece.number]
        named.append(piece._replace(label=label))
    warnings = [f"{_listed(early)}: voor de eerste spreker; telt niet mee"] if early else []
    joined = "niet bekend wie hier spreekt; bij de beurt ervoor gevoegd; luister dit na"
    return named, warnings + ([f"{_listed(later)}: {joined}"] if later else [])


def _shown_labels(labels: set[str]) -> dict[str, str]:
    """Return labels as they are shown: numbers, and letters counted from A, say nothing of a role by themselves.

    Examples
    --------
    >>> sorted(_shown_labels({"A", "B"}).values()), sorted(_shown_labels({"I", "R"}).values())
    (['Spreker A', 'Spreker B'], ['I', 'R'])
    """
    found = {label: " ".join(unicodedata.normalize("NFC", label).split()) for label in labels if label}
    letters = set(found.values()) == set(string.ascii_uppercase[: len(set(found.values()))])
    return {key: f"Spreker {label}" if letters or label.isdecimal() else label for key, label in found.items()}


def _doubts(said: list[tuple[int, Segment]], unread: list[int]) -> list[str]:
    """Return a warning of each kind for what is in the file but may not be right."""
    badly_timed = [number for number, segment in said if segment.has_bad_time]
    broken = [number for number, segment in said if "\ufffd" in segment.text]
    kinds = (
        (unread, "geen tekst te vinden; telt niet mee"),
        (badly_timed, "de tijd is niet te lezen; de tekst telt wel mee"),
        (broken, "een teken is niet te lezen en staat er als '\ufffd'; de tekst telt wel mee"),
    )
    return [f"{_listed(numbers)}: {message}" for numbers, message in kinds if numbers] + _loops(said)


def _loops(said: list[tuple[int, Segment]]) -> list[str]:
    """Warn of the same segment many times in a row: Whisper invents them where nobody speaks."""
    warnings: list[str] = []
    for _, group in groupby(said, key=lambda numbered: numbered[1].text.casefold()):
        numbers = [number for number, _ in group]
        if len(numbers) > _N_SAME:
            warnings.append(
                f"{_UNIT} {numbers[0]} tot en met {numbers[-1]}: {len(numbers)} keer dezelfde zin; spraakherkenning doet "
                "dat soms bij stilte; luister dit na"
            )
    more = len(warnings) - _N_SHOWN
    return warnings[:_N_SHOWN] + ([f"nog {more} keer staat dezelfde zin vaak achter elkaar"] if more > 0 else [])


def _listed(numbers: list[int]) -> str:
    """Return numbers of segments for a message, the first few of many.

    Examples
    --------
    >>> _listed([3]), _listed([3, 7, 9]), _listed(list(range(1, 20)))
    ('segment 3', 'segment 3, 7 en 9', 'segment 1, 2, 3, 4, 5 en nog 14')
    """
    distinct = list(dict.fromkeys(numbers))
    shown = [str(number) for number in distinct[:_N_SHOWN]]
    last = f"nog {len(distinct) - _N_SHOWN}" if len(distinct) > _N_SHOWN else shown.pop()
    return f"{_UNIT} {', '.join(shown)} en {last}" if shown else f"{_UNIT} {last}"
