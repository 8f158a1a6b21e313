"""Subtitle transcripts (.vtt, .srt) with names replaced; times, numbers and tags stay as they are."""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from pipeline.errors import Problem
from pipeline.privacy.alignment import Line, align, make_line
from pipeline.privacy.everywhere import Surfaces
from pipeline.privacy.rewriting_plan import (
    Edit,
    Replacement,
    RewriteError,
    Said,
    edit_outside,
    edit_turns,
    mark_turns,
    settle,
)
from pipeline.privacy.rewriting_text import decode, encode, splice

# A tag ends before a blank line and is no arrow; an arrow in the talk is read as "->".
_TOKEN = re.compile(r"(?P<tag></?[a-z](?:[^>\r\n]|\r?\n(?!\r?\n))*(?<!--)>)|(?P<arrow>-->)", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+[^>]+>")
_ENTITY = re.compile(r"&(?:#\d+;?|#x[\da-f]+;?|[^\t\n\f <&#;]{1,32};?)", re.IGNORECASE)
_NO_SIGN = re.compile(r"&#0*[1-9]\d{7,}")
# Times, and the number of a cue.
_FIXED = re.compile(r"[\d:.,-]+[ \t]*-->[ \t]*[\d:.,-]*|^[ \t]*\d+[ \t]*\r?$", re.MULTILINE)
# A line that only held the rest of a name: without it there would be a blank line, which ends a cue.
_EMPTIED = re.compile(r"(?:(?<=[\r\n])|\A)[^\S\r\n]*(?:\x00[^\S\r\n]*)+(?:\r\n|\r|\n|\Z)")


class _Page:
    """The characters of a subtitle file, entities decoded, each with its place in the file."""

    def __init__(self, raw: str) -> None:
        self.characters, self.starts, self.ends = list[str](), array("q"), array("q")
        self.is_spoken, self.voices = list[bool](), list[int]()
        done = 0
        for token in _TOKEN.finditer(raw):
            self._add_text(raw, done, token.start(), is_spoken=True)
            if token["arrow"]:
                self._add("-", token.start(), token.start() + 2, is_spoken=True)
                self._add(">", token.end() - 1, token.end(), is_spoken=True)
            else:
                self._add_text(raw, token.start(), token.end(), is_spoken=False)
                self.voices += [len(self.characters)] if _VOICE.fullmatch(token[0]) else []
            done = token.end()
        self._add_text(raw, done, len(raw), is_spoken=True)
        self.text = "".join(self.characters)

    def _add_text(self, raw: str, start: int, end: int, is_spoken: bool) -> None:
        for entity in _ENTITY.finditer(raw, start, end):
            # Python counts no number of thousands of digits; no sign has one of eight.
            decoded = entity[0] if _NO_SIGN.match(entity[0]) else html.unescape(entity[0])
            if decoded == entity[0]:
                continue
            self._add_plain(raw, start, entity.start(), is_spoken)
            # "&ampx" is "&x": what stands unchanged behind an entity is no part of it.
            n_same = 0
            while n_same < len(decoded) - 1 and decoded[-1 - n_same] == entity[0][-1 - n_same]:
                n_same += 1
            start = entity.end() - n_same
            for character in decoded[: len(decoded) - n_same]:
                self._add(character, entity.start(), start, is_spoken)
        self._add_plain(raw, start, end, is_spoken)

    def _add_plain(self, raw: str, start: int, end: int, is_spoken: bool) -> None:
        for place in range(start, end):
            self._add(raw[place], place, place + 1, is_spoken)

    def _add(self, character: str, start: int, end: int, is_spoken: bool) -> None:
        self.characters.append(character)
        self.starts.append(start)
        self.ends.append(end)
        self.is_spoken.append(is_spoken)

    def lines(self) -> list[Line]:
        """Return the lines; a voice tag begins a new one."""
        cuts = {n for n, character in enumerate(self.text) if character in "\r\n" and self.is_spoken[n]}
        edges = sorted({0, *cuts, *self.voices, len(self.text)})
        return [make_line(self.text, start, end, self.is_spoken) for start, end in pairwise(edges)]


def rewrite_captions(
    content: bytes, said: Sequence[Said], ordered: list[Replacement], surfaces: Surfaces, where: str
) -> bytes:
    """Return a .vtt or .srt transcript with names replaced.

    Raises
    ------
    RewriteError
        If a turn cannot be found again in the file.
    ValueError
        If a replacement is not inside a turn.
    """
    raw, mark, encoding = decode(content, where)
    page = _Page(raw)
    places = align(page.lines(), said)
    if len(places) < len(said):
        raw_place = page.starts[places[-1][-1]] if places else 0
        raise RewriteError(
            Problem(
                f"{where}, na regel {len(raw[:raw_place].splitlines()) or 1}",
                f"beurt {said[len(places)].turn_no} is niet terug te vinden, zodat namen erin niet zeker vervangen zijn; "
                "kijk of er op die plaats iets vreemds in het bestand staat",
            )
        )
    taken = mark_turns(page.text, places)
    for fixed in _FIXED.finditer(raw):
        first, last = bisect_left(page.starts, fixed.start()), bisect_left(page.starts, fixed.end())
        taken[first:last] = b"\x01" * (last - first)
    edits = edit_turns(page.text, said, places, ordered) | edit_outside(page.text, taken, surfaces)
    made = [
        Edit(page.starts[edit.start], page.ends[edit.end - 1], html.escape(edit.text, quote=False) or "\x00")
        for edit in settle(edits, where)
    ]
    return encode(_EMPTIED.sub("", splice(raw, made)).replace("\x00", ""), mark, encoding)
