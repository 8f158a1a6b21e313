r"""Markdown transcripts: the marks are taken off, and what is left is read as a document with bold names.

Only line starts and a few marks within lines matter for who says what, so that these are taken off by hand; a whole
Markdown parser would give blocks without line numbers within them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.alternation import TURNS_KEY, ask_for_labels, find_paragraphs, order_of, take_turns
from pipeline.reading.decoding import decode_and_mend
from pipeline.reading.header import RULE, declared_names, split_header
from pipeline.reading.labels import N_HEAD, is_known
from pipeline.reading.limits import check_amount
from pipeline.reading.paragraphs import Line, bold_name, find_turns, with_colons
from pipeline.reading.parsed import PEOPLE, STARTERS, Header, Parsed, Spoken, compose
from pipeline.reading.speakers import find_doubts

_FENCE = re.compile(r"(?:---|\+\+\+)\s*")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?){1,5}")
_BLOCK = re.compile(r"[ \t]*(?:[-*+][ \t]+)?(?:#{1,6}[ \t]+)?")
_RULE = re.compile(r"[ \t]*(?:[-*_][ \t]*){3,}")
_BOLD_START = re.compile(r"(?P<mark>\*\*\*?|__)(?P<bold>[^*_\n]{1,80}(?:_[^*_\n]{1,40})*?)(?P=mark)")
_CODE = re.compile(r"`([^`\n]*)`")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,300})\]\([^()\n]{0,600}\)")
_LINK = re.compile(r"\[([^\[\]\n]{0,300})\]\([^()\n]{0,600}\)")
_EMPHASIS = re.compile(
    r"(?<![\w\\])(\*{1,3}|_{1,3}|~~)(?=\S)([^*_~\n]{1,400}(?:\w_\w[^*_~\n]{0,200}){0,9})(?<=\S)\1(?!\w)"
)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|sub|sup|mark|span|p|div|br)\b[^<>\n]{0,200}>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# As much of a file tells whether it is a conversation.
_N_SAMPLE = 50_000
# A sign behind a backslash is put away here while marks are taken off.
_HIDDEN = 0xE000
_PUT_AWAY = re.compile(r"[\ue000-\ue07f]")


def read_markdown(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a .md transcript; places are line numbers of the file.

    Names are labels with a colon, bold, or alone in a heading; the front matter (``---``) is header lines; comments are left out.

    Raises
    ------
    TranscriptError
        If the file cannot be decoded, is longer than a conversation, or does not say who speaks.
    """
    text, remarks = decode_and_mend(content, where)
    lines, n_comments = _lines(text)
    check_amount(len(text), len(lines), where)
    header, turns = _understand(lines, declared)
    said = [line for line, _ in lines]
    value = header.values.get(TURNS_KEY, "")
    if turns:
        first = turns[0].number
        above = [n for n in range(header.n_lines + 1, first) if said[n - 1].strip(RULE)]
        labels = {turn.label for turn in turns}
        remarks += header.warn_unused(above) + find_doubts(
            list(enumerate(said[first - 1 :], start=first)), labels, "regel"
        )
    else:
        turns = _alternating(said, header.n_lines, value)
    if not turns:
        n_paragraphs = len(find_paragraphs(said[header.n_lines :]))
        raise TranscriptError(Problem(where, ask_for_labels(n_paragraphs, "" if order_of(value) else value)))
    if n_comments:
        remarks.append(f"{n_comments} verborgen opmerking(en) (<!-- ... -->) tellen niet mee")
    return compose(turns, header, "regel", remarks)


def is_transcript(content: bytes) -> bool:
    """Whether a .md file is a conversation and no README: two people speak, or its header says what it is of.

    Examples
    --------
    >>> is_transcript(b"**I:** Hoe?\\n\\n**R:** Goed."), is_transcript(b"# README\\n\\nNote: see below.\\nNote: x")
    (True, False)
    """
    try:
        text, _ = decode_and_mend(content, "")
    except TranscriptError:
        return False
    lines = _lines(text[:_N_SAMPLE])[0]
    header, turns = _understand(lines, set())
    labels = {turn.label for turn in turns}
    is_told = any(key in header.values for key in (*STARTERS, *PEOPLE))
    if header.values.get(TURNS_KEY) or (is_told and labels):
        return True
    n_told = sum(any(c.isalnum() for c in line) for line, _ in lines)
    n_changes = sum(a.label != b.label for a, b in pairwise(turns))
    takes_turns = len(turns) * 2 >= n_told and n_changes * 2 > len(turns) - 1
    return len(labels) >= 2 and (takes_turns or any(map(is_known, labels)))


def _understand(lines: list[Line], declared: set[str]) -> tuple[Header, list[Spoken]]:
    header = split_header(with_colons(lines, declared), declared)
    names = declared | declared_names(header.values)
    return header, find_turns(lines[header.n_lines :], names, header.n_lines)


def _alternating(said: Sequence[str], n_header: int, value: str) -> list[Spoken]:
    body = said[n_header:]
    return [
        Spoken(piece.label, "\n".join(body[piece.first : piece.stop]), n_header + piece.first + 1)
        for piece in take_turns(body, value)
    ]


def _lines(text: str) -> tuple[list[Line], int]:
    """Return each line without its marks, with the bold words that open it, and how many comments were left out."""
    without, n_comments = _without_comments(text)
    lines = without.splitlines()
    n_front = _n_front(lines)
    front: list[Line] = [
        ("" if _FENCE.fullmatch(line) else line.replace('"', "").strip(), "") for line in lines[:n_front]
    ]
    return front + [_plain(line) for line in lines[n_front:]], n_comments


def _without_comments(text: str) -> tuple[str, int]:
    """Leave out each ``<!-- ... -->`` but its line ends; one that is never closed is text."""
    parts, done, n_comments = list[str](), 0, 0
    start = text.find("<!--")
    while start >= 0 and (stop := text.find("-->", start + 4)) >= 0:
        parts += [text[done:start], "\n" * text.count("\n", start, stop)]
        done, n_comments = stop + 3, n_comments + 1
        start = text.find("<!--", done)
    return "".join([*parts, text[done:]]), n_comments


def _n_front(lines: Sequence[str]) -> int:
    """Return the number of lines of the front matter, its fences included."""
    if not lines or not _FENCE.fullmatch(lines[0]):
        return 0
    return next((n + 1 for n, line in enumerate(lines[1:60], start=1) if _FENCE.fullmatch(line)), 0)


def _plain(line: str) -> Line:
    r"""Return a line as it is read aloud, with the bold words that open it.

    Examples
    --------
    >>> _plain("> - **Jo Bos:** dat is *heel* [mooi](http://a.nl) \\*echt\\*"), _plain("### Respondent 1")
    (('Jo Bos: dat is heel mooi *echt*', 'Jo Bos'), ('Respondent 1', ''))
    """
    if _RULE.fullmatch(line):
        return "", ""
    quoted = _QUOTE.match(line)
    line = line[quoted.end() :] if quoted else line
    block = _BLOCK.match(line)
    line = line[block.end() :] if block else line
    bold = _BOLD_START.match(line[:N_HEAD])
    hidden = _ESCAPED.sub(lambda match: chr(_HIDDEN + ord(match[1])), _PUT_AWAY.sub("\ufffd", line))
    for pattern in (_CODE, _IMAGE, _LINK):
        hidden = pattern.sub(r"\1", hidden)
    for _ in range(2):
        hidden = _EMPHASIS.sub(r"\2", hidden)
    shown = html.unescape(_TAG.sub(" ", hidden)).rstrip("\\")
    shown = _PUT_AWAY.sub(lambda match: chr(ord(match[0]) - _HIDDEN), shown)
    return re.sub(r"[ \u00a0]+", " ", shown).strip(), bold_name(bold["bold"]) if bold else ""
