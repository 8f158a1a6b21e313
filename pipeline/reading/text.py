"""Plain text transcripts: ``Label: what is said``, with or without a header and time stamps."""

from __future__ import annotations

from dataclasses import replace

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.decoding import decode
from pipeline.reading.header import RULE, declared_names, split_header
from pipeline.reading.labels import TIME_LINE, find_label
from pipeline.reading.parsed import Parsed, ParsedTurn
from pipeline.reading.speakers import accept_labels, find_doubts


def read_text(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a .txt transcript; offsets are in the decoded file itself.

    Parameters
    ----------
    content
        The file.
    where
        Its name, for messages.
    declared
        Speaker names from the manifest.

    Raises
    ------
    TranscriptError
        If the file is empty, binary, in an unknown encoding or has no speaker labels.
    """
    text = decode(content, where)
    lines = text.splitlines(keepends=True)
    header = split_header([line.rstrip("\r\n") for line in lines], declared)
    n_header = header.n_lines
    labels = accept_labels(lines[n_header:], declared | declared_names(header.values))
    position = sum(len(line) for line in lines[:n_header])
    turns: list[ParsedTurn] = []
    line_starts: list[int] = []
    early: list[int] = []
    for line_no, line in enumerate(lines[n_header:], start=n_header + 1):
        opening = find_label(line)
        if opening and opening[0] in labels:
            turns.append(ParsedTurn(opening[0], position + opening[1], 0, line_no))
            line_starts.append(position)
        elif not turns and line.strip(RULE):
            early.append(line_no)
        position += len(line)
    if not turns:
        raise TranscriptError(
            Problem(
                where,
                "geen sprekers gevonden; begin elke beurt met een naam en een dubbele punt, bijvoorbeeld "
                "'Interviewer: ...' en 'Respondent: ...' (of 'I:' en 'R:')",
            )
        )
    closed = _close(turns, [*line_starts[1:], len(text)], text)
    first = turns[0].line_no
    doubts = find_doubts(list(enumerate(lines[first - 1 :], start=first)), labels, "regel")
    return Parsed(text, closed, header.values, header.warn_unused(early) + doubts, top=header)


def _close(turns: list[ParsedTurn], stops: list[int], text: str) -> list[ParsedTurn]:
    """Let each turn end where its last word ends, before the line of the next."""
    closed = []
    for turn, stop in zip(turns, stops, strict=True):
        body = _without_last_times(text[turn.start : stop])
        start = turn.start + len(body) - len(body.lstrip())
        end = turn.start + len(body.rstrip())
        if end > start:
            closed.append(replace(turn, start=start, end=end))
    return closed


def _without_last_times(body: str) -> str:
    """Leave out lines at the end that hold only a time: they belong to the speaker below."""
    lines = body.splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or TIME_LINE.fullmatch(lines[-1].rstrip("\r\n"))):
        lines.pop()
    return "".join(lines)
