"""Plain text transcripts: ``Label: what is said`` or another layout, with or without a header and time stamps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.alternation import TURNS_KEY, ask_for_labels, find_paragraphs, order_of, take_turns
from pipeline.reading.captions import read_captions
from pipeline.reading.clocks import TIME_LINE, read_times
from pipeline.reading.cues import is_captions
from pipeline.reading.decoding import decode_and_mend
from pipeline.reading.header import RULE, declared_names, split_header
from pipeline.reading.labels import find_label
from pipeline.reading.layouts import as_labelled
from pipeline.reading.limits import check_amount
from pipeline.reading.parsed import Header, Parsed
from pipeline.reading.pieces import Piece, close, split_overlaps
from pipeline.reading.programs import count_preface, find_form, is_banner
from pipeline.reading.speakers import accept_labels, find_doubts


class _Lines(NamedTuple):
    """The lines of a file, and each as ``Name: talk``; what is above the talk, and who speaks."""

    raw: Sequence[str]
    shown: list[str]
    header: Header
    labels: set[str]


def read_text(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a .txt transcript; offsets are in the decoded file itself. Captions in a .txt are read as captions.

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
        If the file is empty, binary, in an unknown encoding, longer than a conversation, or does not say who speaks.
    """
    text, remarks = decode_and_mend(content, where)
    if is_captions(text):
        return read_captions(content, where, declared)
    raw = text.splitlines(keepends=True)
    check_amount(len(text), len(raw), where)
    lines = _understand(raw, declared)
    header = lines.header
    pieces, early = _find_pieces(lines)
    check_amount(len(text), len(pieces), where)
    if pieces:
        first = pieces[0].line_no
        doubts = find_doubts(list(enumerate(lines.shown[first - 1 :], start=first)), lines.labels, "regel")
        remarks += header.warn_unused(early) + doubts + _warn_order(header) + _warn_numbers(raw[header.n_lines :])
    turns = close(pieces or _alternating(lines), text)
    if not turns and not pieces:
        raise TranscriptError(Problem(where, _ask(lines)))
    return Parsed(text, turns, header.values, remarks, top=header, form=find_form(raw))


def _understand(raw: Sequence[str], declared: set[str]) -> _Lines:
    """Find layout and header; names that the header declares may make another layout plain."""
    shown = as_labelled(raw, declared)
    header = split_header([line.rstrip("\r\n") for line in shown], declared)
    names = declared | declared_names(header.values)
    if names != declared:
        again = as_labelled(raw, names)
        if again != shown:
            shown, header = again, split_header([line.rstrip("\r\n") for line in again], names)
            names |= declared_names(header.values)
    return _Lines(raw, shown, header, accept_labels(shown[header.n_lines :], names))


def _find_pieces(lines: _Lines) -> tuple[list[Piece], list[int]]:
    """Return where speakers begin, and the numbers of lines between header and talk that say something."""
    n_header = lines.header.n_lines
    position = sum(len(line) for line in lines.raw[:n_header])
    pieces: list[Piece] = []
    early: list[int] = []
    above: float | None = None
    for n in range(n_header, len(lines.raw)):
        raw, shown = lines.raw[n], lines.shown[n]
        opening = find_label(shown)
        if opening and opening.label in lines.labels:
            begin = above if opening.begin is None and not pieces else opening.begin
            start = position + len(raw) - len(shown) + opening.start
            pieces.append(Piece(opening.label, position, start, n + 1, begin, opening.end))
        elif not pieces and TIME_LINE.fullmatch(raw.rstrip("\r\n")):
            above = read_times(raw).begin
        elif not pieces and raw.strip(RULE):
            early.append(n + 1)
        if pieces:
            pieces += split_overlaps(raw, position, pieces[-1].label, n + 1, lines.labels)
        position += len(raw)
    n_preface = count_preface(lines.raw, early[-1]) if early else 0
    return pieces, [number for number in early if number > n_preface and not is_banner(lines.raw[number - 1])]


def _alternating(lines: _Lines) -> list[Piece]:
    """Return the paragraphs below the header as turns, if the header says that they take turns."""
    n_header = lines.header.n_lines
    starts = [0]
    for line in lines.raw:
        starts.append(starts[-1] + len(line))
    paragraphs = take_turns(lines.raw[n_header:], lines.header.values.get(TURNS_KEY, ""))
    places = [(x.label, starts[n_header + x.first], n_header + x.first + 1) for x in paragraphs]
    return [Piece(label, at, at, line_no) for label, at, line_no in places]


def _ask(lines: _Lines) -> str:
    header = lines.header
    value = header.values.get(TURNS_KEY, "")
    message = ask_for_labels(len(find_paragraphs(lines.raw[header.n_lines :])), "" if order_of(value) else value)
    return f"{header.places(TURNS_KEY)}{message}"


def _warn_order(header: Header) -> list[str]:
    return [f"'{TURNS_KEY}:' telt niet mee: er staan namen bij de beurten"] if header.values.get(TURNS_KEY) else []


def _warn_numbers(body: Sequence[str]) -> list[str]:
    """Warn of lines that are numbered on: their numbers are read as words of the talk."""
    first = [line.split(maxsplit=1)[0].rstrip(".") for line in body if line.strip()]
    numbers = [int(word) if word.isdecimal() and len(word) <= 6 else -1 for word in first]
    n_next = sum(a >= 0 and b == a + 1 for a, b in pairwise(numbers))
    if len(numbers) < 4 or n_next < 0.9 * (len(numbers) - 1):
        return []
    return [
        "elke regel begint met een regelnummer; die nummers tellen mee als tekst; zet de regelnummers in Word uit en sla "
        "het gesprek opnieuw op"
    ]
