"""Subtitle transcripts: .vtt of Teams (``<v Naam>``) and Zoom (``Naam: tekst``), and .srt."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from typing import Any

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.decoding import decode
from pipeline.reading.header import declared_names, split_header
from pipeline.reading.labels import find_label
from pipeline.reading.parsed import KEYS, Parsed, compose, join_same_speaker
from pipeline.reading.speakers import accept_labels, find_doubts

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_NOTE = re.compile(r"^NOTE[ \t]*\n?((?:.+\n)+)", re.MULTILINE)
_BLOCKS = ("WEBVTT", "NOTE", "STYLE", "REGION")
_HEADER = re.compile(rf"\s*(?:NOTE\s+)?(?:{'|'.join(KEYS)})\s*:", re.IGNORECASE)
# Teams writes a negative start for words before the recording.
_NEGATIVE = re.compile(r"^[\d:]*-[\d:.,]+(?=[ \t]*-->)", re.MULTILINE)
_NEGATIVE_END = re.compile(r"(?<=-->)([ \t]*)[\d:]*-[\d:.,]+")
_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)


def read_captions(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a .vtt or .srt transcript; the cues of one speaker are joined to one turn.

    A cue without a name goes on for the speaker before it. Header lines may stand in a NOTE block or on top.

    Raises
    ------
    TranscriptError
        If there are no cues, or no cue says who speaks.
    """
    text = decode(content, where).replace("\r\n", "\n").replace("\r", "\n")
    top, body = _divide(text.split("\n"))
    header = split_header(top, in_header=True)
    for note in _NOTE.findall(body) if not header.values else ():
        later = split_header(note.split("\n"), in_header=True)
        header = replace(header, values={**later.values, **header.values})
    cues = _cues(body, where)
    if not cues:
        raise TranscriptError(
            Problem(
                where,
                "geen ondertitels (cues) gevonden; een cue is een tijdregel '00:00:01.000 --> 00:00:04.000' met tekst",
            )
        )
    lines = [(n, line.strip()) for raw, n in cues for line in raw.split("\n")]
    labels = accept_labels([line for _, line in lines], declared | declared_names(header.values))
    turns = join_same_speaker(_spoken(cues, where, labels))
    doubts = find_doubts(lines, labels, "cue") if not _VOICE.search(body) else []
    return compose(turns, header, "cue", header.warn_unused([]) + doubts)


def _divide(lines: list[str]) -> tuple[list[str], str]:
    """Return the lines above the first cue, those that belong to the format left blank, and what to read as cues."""
    first = next((number for number, line in enumerate(lines) if "-->" in line), len(lines))
    start = first - 1 if first and lines[first - 1].strip() and ":" not in lines[first - 1] else first
    is_vtt = any(line.startswith("WEBVTT") for line in lines[:first])
    top, blank_after = list[str](), False
    for line in lines[:start]:
        blank_after = line.startswith(_BLOCKS) or (blank_after and bool(line.strip()) and not _HEADER.match(line))
        top.append("" if blank_after and not _HEADER.match(line) else line)
    return top, ("WEBVTT\n\n" if is_vtt else "") + "\n".join(lines[start:])


def _cues(body: str, where: str) -> list[tuple[str, int]]:
    """Return (raw text, cue number) of every cue."""
    body = _NEGATIVE_END.sub(r"\g<1>00:00:00.000", _NEGATIVE.sub("00:00:00.000", body))
    captions: Any
    try:
        if body.startswith("WEBVTT"):
            captions = webvtt.from_buffer(io.StringIO(body), format="vtt")
        else:
            captions = webvtt.from_buffer(io.StringIO(body), format="srt")
    except (MalformedFileError, MalformedCaptionError):
        raise TranscriptError(
            Problem(where, "geen geldig ondertitelbestand: de eerste regel is geen 'WEBVTT' en er staan geen cues in")
        ) from None
    return [(caption.raw_text, n) for n, caption in enumerate(captions, start=1)]


def _spoken(cues: list[tuple[str, int]], where: str, labels: set[str]) -> list[tuple[str, str, int]]:
    spoken: list[tuple[str, str, int]] = []
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
                spoken.append((name, words, n))
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
