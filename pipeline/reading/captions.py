"""Subtitle transcripts: .vtt of Teams (``<v Naam>``) and Zoom (``Naam: tekst``), and .srt."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.cues import BLOCKS, MalformedCaptionError, MalformedFileError, is_times, read_cues
from pipeline.reading.decoding import decode
from pipeline.reading.header import RULE, declared_names, split_header
from pipeline.reading.labels import find_label
from pipeline.reading.near_misses import find_near
from pipeline.reading.parsed import Parsed, Spoken, compose, join_same_speaker
from pipeline.reading.speakers import accept_labels, find_doubts

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_NOTE = re.compile(r"(?:\A|(?<=\n\n))NOTE[ \t]*\n?((?:.+(?:\n|\Z))+)")
_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)


def read_captions(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a .vtt or .srt transcript; the cues of one speaker are joined to one turn.

    A cue without a name goes on for the speaker before it. Header lines may stand in a NOTE block or on top.

    Raises
    ------
    TranscriptError
        If there are no cues, or no cue says who speaks.
    """
    lines = decode(content, where).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    n_top = _find_first_cue(lines)
    header = split_header(_told(lines[:n_top]), in_header=True)
    body = "\n".join(lines[n_top:])
    for note in _NOTE.findall(body) if not header.values else ():
        later = split_header(note.split("\n"), in_header=True)
        header = replace(header, values={**later.values, **header.values})
    cues, wrong = _cues(_NOTE.sub(_blank, body).split("\n"), any(x.startswith("WEBVTT") for x in lines[:n_top]), where)
    spoken = [(n, line.strip()) for raw, n in cues for line in raw.split("\n")]
    labels = accept_labels([line for _, line in spoken], declared | declared_names(header.values))
    turns = join_same_speaker(_spoken(cues, where, labels))
    doubts = find_doubts(spoken, labels, "cue") if not _VOICE.search(body) else []
    further = [n for n, line in enumerate(_told(lines[:n_top]), start=1) if n > header.n_lines and line.strip(RULE)]
    warnings = header.warn_unused(further) + [
        f"regel {n_top + number}: de tijd van de ondertitel is niet te lezen; de tekst eronder telt wel mee"
        for number in wrong
    ]
    return compose(turns, header, "cue", warnings + doubts)


def _find_first_cue(lines: list[str]) -> int:
    """Return the number of lines above the first cue and its name or number."""
    first = next((number for number in range(len(lines)) if is_times(lines, number)), len(lines))
    has_name = 0 < first < len(lines) and lines[first - 1].strip() and ":" not in lines[first - 1]
    return first - 1 if has_name and not lines[first - 1].startswith(BLOCKS) else first


def _told(lines: list[str]) -> list[str]:
    """Return the lines above the first cue, those that belong to the format left blank."""
    told, is_format = list[str](), False
    for line in lines:
        # Below WEBVTT, STYLE and REGION up to a blank line; a NOTE may tell something on each of its lines.
        is_format = line.startswith(BLOCKS) or (is_format and bool(line.strip()))
        told.append("" if is_format and not find_near([line], 1, set()) else line)
        is_format = is_format and not line.startswith("NOTE")
    return told


def _blank(note: re.Match[str]) -> str:
    return "\n" * note[0].count("\n")


def _cues(lines: list[str], is_vtt: bool, where: str) -> tuple[list[tuple[str, int]], list[int]]:
    """Return (raw text, cue number) of every cue, and the lines with times that cannot be read."""
    try:
        cues, wrong = read_cues(lines, is_vtt)
    except (MalformedFileError, MalformedCaptionError):
        raise TranscriptError(
            Problem(where, "geen geldig ondertitelbestand: de eerste regel is geen 'WEBVTT' en er staan geen cues in")
        ) from None
    if not cues:
        raise TranscriptError(
            Problem(
                where,
                "geen ondertitels (cues) gevonden; een cue is een tijdregel '00:00:01.000 --> 00:00:04.000' met tekst",
            )
        )
    return [(text, n) for n, text in enumerate(cues, start=1)], wrong


def _spoken(cues: list[tuple[str, int]], where: str, labels: set[str]) -> list[Spoken]:
    spoken: list[Spoken] = []
    name = ""
    for raw, n in cues:
        for label, words in _pieces(raw, labels):
            name = label or name
            if not name:
                raise TranscriptError(
                    Problem(
                        f"{where}, cue {n}",
                        "niet bekend wie hier spreekt; laat elke beurt beginnen met '<v Naam>' of 'Naam: tekst'",
                    )
                )
            if words:
                spoken.append(Spoken(name, words, n))
    return spoken


def _pieces(raw: str, labels: set[str]) -> list[tuple[str, str]]:
    """Split one cue into (label or empty, words): a voice tag or a line that opens with a label starts a piece."""
    parts = _VOICE.split(raw)
    pieces: list[tuple[str, str]] = []
    for voice, tagged in [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]:
        name = " ".join(html.unescape(voice).split())
        words = html.unescape(_TAG.sub("", tagged))
        lines = [" ".join(words.split())] if voice else [" ".join(line.split()) for line in words.split("\n")]
        for line in lines:
            opening = find_label(line)
            if not voice and opening and opening[0] in labels:
                pieces.append((opening[0], line[opening[1] :].strip()))
            elif line or voice:
                pieces.append((name, line))
    return pieces
