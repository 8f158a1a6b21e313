"""Plain text transcripts: ``Label: what is said``, with or without a header and time stamps."""

from __future__ import annotations

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.decoding import decode
from pipeline.reading.header import split_header
from pipeline.reading.labels import LABEL, accept_labels
from pipeline.reading.parsed import Parsed, ParsedTurn


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
    header, n_header = split_header([line.rstrip("\r\n") for line in lines])
    named = declared | {
        n.strip() for k in ("interviewer", "respondent") for n in header.get(k, "").split(";") if n.strip()
    }
    labels = accept_labels(lines[n_header:], named)
    position = sum(len(line) for line in lines[:n_header])
    turns: list[ParsedTurn] = []
    warnings: list[str] = []
    for line_no, line in enumerate(lines[n_header:], start=n_header + 1):
        match = LABEL.match(line)
        if match and match["label"].strip() in labels:
            turns.append(ParsedTurn(match["label"].strip(), position + match.start("rest"), 0, line_no))
        elif not turns and line.strip(" \r\n\t-=*#"):
            warnings.append(f"regel {line_no} staat voor de eerste spreker en telt niet mee")
        position += len(line)
    if not turns:
        raise TranscriptError(
            Problem(
                where,
                "geen sprekers gevonden; begin elke beurt met een naam en een dubbele punt, bijvoorbeeld "
                "'Interviewer: ...' en 'Respondent: ...' (of 'I:' en 'R:')",
            )
        )
    return Parsed(text, _close(turns, text), header, warnings)


def _close(turns: list[ParsedTurn], text: str) -> list[ParsedTurn]:
    """Let each turn end where its last word ends, before the line of the next."""
    closed = []
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        stop = len(text) if following is None else _line_start(text, following.start)
        body = text[turn.start : stop]
        start = turn.start + len(body) - len(body.lstrip())
        end = max(start, turn.start + len(body.rstrip()))
        if end > start:
            closed.append(ParsedTurn(turn.label, start, end, turn.line_no))
    return closed


def _line_start(text: str, position: int) -> int:
    return max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
