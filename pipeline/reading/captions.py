"""Subtitle transcripts: .vtt of Teams (``<v Naam>``) and Zoom (``Naam: tekst``), and .srt."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.decoding import decode
from pipeline.reading.header import split_header
from pipeline.reading.labels import LABEL, accept_labels
from pipeline.reading.parsed import Parsed, compose, join_same_speaker

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
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
    note = re.search(r"^NOTE[ \t]*\n?((?:.+\n)+)", text, re.MULTILINE)
    header, n_header = split_header(text.split("\n"))
    if not header and note:
        header, _ = split_header([line for line in note[1].split("\n") if line.strip()])
    body = "\n".join(text.split("\n")[n_header:]).lstrip("\n")
    cues = _cues(body, where)
    if not cues:
        raise TranscriptError(
            Problem(
                where,
                "geen ondertitels (cues) gevonden; een cue is een tijdregel '00:00:01.000 --> 00:00:04.000' met tekst",
            )
        )
    return compose(join_same_speaker(_spoken(cues, where, declared)), header)


def _cues(body: str, where: str) -> list[tuple[str, int]]:
    """Return (raw text, cue number) of every cue."""
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
    return [(" ".join(caption.raw_text.split()), n) for n, caption in enumerate(captions, start=1)]


def _spoken(cues: list[tuple[str, int]], where: str, declared: set[str]) -> list[tuple[str, str, int]]:
    labels = accept_labels([raw for raw, _ in cues], declared)
    spoken: list[tuple[str, str, int]] = []
    for raw, n in cues:
        for label, words in _pieces(raw, labels):
            name = label or (spoken[-1][0] if spoken else "")
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
    """Split one cue into (label or empty, words)."""
    parts = _VOICE.split(raw)
    voices = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    pieces: list[tuple[str, str]] = []
    for voice, tagged in voices:
        words = html.unescape(_TAG.sub("", tagged)).strip()
        match = LABEL.match(words)
        if not voice and match and match["label"].strip() in labels:
            pieces.append((match["label"].strip(), match["rest"].strip()))
        elif words or voice:
            pieces.append((html.unescape(voice).strip(), words))
    return pieces
