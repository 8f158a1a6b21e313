"""JSON from strangers: parsed within limits, and its texts, numbers and times taken as what they may be."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.decoding import decode
from pipeline.reading.limits import MEGABYTE

# Three hours of speech with a time and a chance for every piece of a word are some 25 MB and a million values.
MAX_JSON_BYTES = 50 * MEGABYTE
MAX_VALUES = 5 * MEGABYTE
# Longer than any recording, in seconds.
_LAST = 1_000_000
_N_DIGITS = 18
_SURROGATE = re.compile("[\ud800-\udfff]")
# Signs that no text has; what counts as white space is left to str.split.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_MULTIBYTE = re.compile(rb"[\xc3\xc4\xc5\xe2][\x80-\xbf]")
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,9}(?:[.,]\d{1,9})?)s?", re.ASCII)
_PERIOD = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,5})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?", re.ASCII)


def parse_json(content: bytes, where: str) -> Any:
    """Return the value that a file of JSON holds; of a key that stands twice the last one counts.

    Raises
    ------
    TranscriptError
        If it is not JSON, too large, or nested deeper than any transcript.
    """
    _check_amount(content, where)
    text = decode(_with_marks_for_broken_signs(content), where)
    try:
        return json.loads(text, strict=False, parse_int=_whole)
    except json.JSONDecodeError as error:
        place, mistake = f"{where}, regel {error.lineno}", "hier houdt het bestand op geldige JSON te zijn"
    except RecursionError:
        place, mistake = where, "de JSON is dieper genest dan die van een transcript"
    advice = (
        "exporteer het transcript opnieuw uit het programma waarin het gemaakt is, of exporteer het als .vtt of .docx"
    )
    raise TranscriptError(Problem(place, f"{mistake}; {advice}"))


def get(value: Any, *keys: str) -> Any:
    """Return what stands under the first of ``keys`` that ``value`` has something under; None if it has none.

    Examples
    --------
    >>> get({"start": None, "begin": 0.5}, "start", "begin"), get("x", "start")
    (0.5, None)
    """
    if isinstance(value, dict):
        for key in keys:
            if value.get(key) is not None:
                return value[key]
    return None


def items(value: Any, *keys: str) -> list[Any]:
    """Return the list under the first of ``keys`` (without keys: ``value`` itself); empty if it is no list.

    Examples
    --------
    >>> items({"words": [1, 2]}, "words"), items({"words": "x"}, "words"), items([3])
    ([1, 2], [], [3])
    """
    found = get(value, *keys) if keys else value
    return found if isinstance(found, list) else []


def as_text(value: Any) -> str:
    """Return a text on one line without signs that no text has; empty for what is not a text.

    Half a sign (a lone surrogate) becomes U+FFFD, for it cannot be written as UTF-8.

    Examples
    --------
    >>> as_text(" Ja,\\nhoor.\\x00 "), as_text("a\\ud800b") == "a\\ufffdb", as_text(3)
    ('Ja, hoor.', True, '')
    """
    if not isinstance(value, str):
        return ""
    return " ".join(_CONTROL.sub(" ", _SURROGATE.sub("\ufffd", value)).split())


def as_number(value: Any) -> float | None:
    """Return a finite number; None for anything else, a truth value too.

    Examples
    --------
    >>> as_number(3), as_number("3"), as_number(True), as_number(float("nan"))
    (3.0, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def as_seconds(value: Any) -> float | None:
    """Return a moment in a recording, from a number of seconds, "1.5", "1.5s", "00:01:02,500" or "PT1M2.5S".

    Examples
    --------
    >>> as_seconds(1.5), as_seconds("00:01:02,500"), as_seconds("1.300s"), as_seconds("PT1M2.5S")
    (1.5, 62.5, 1.3, 62.5)
    >>> as_seconds(-1), as_seconds("straks"), as_seconds(float("inf")), as_seconds(None)
    (None, None, None, None)
    """
    if isinstance(value, str):
        match = _CLOCK.fullmatch(value.strip()) or (_PERIOD.fullmatch(value.strip()) if len(value) > 2 else None)
        if match is None:
            return None
        hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups())
        value = hours * 3600 + minutes * 60 + seconds
    number = as_number(value)
    return number if number is not None and 0 <= number <= _LAST else None


def as_span(begin: Any, end: Any) -> tuple[float | None, float | None]:
    """Return begin and end in seconds; an end before the begin, or without one, is not known.

    Examples
    --------
    >>> as_span(1, 2), as_span(2, 1), as_span(None, 2)
    ((1.0, 2.0), (2.0, None), (None, None))
    """
    first, last = as_seconds(begin), as_seconds(end)
    if first is None or (last is not None and last < first):
        last = None
    return first, last


def join_words(words: Iterable[str]) -> str:
    """Join words that may carry their own white space, as those of Whisper do.

    Examples
    --------
    >>> join_words([" Ja", ",", " hoor."]), join_words(["Ja,", "hoor."])
    ('Ja, hoor.', 'Ja, hoor.')
    """
    found = list(words)
    has_space = any(word[:1].isspace() or word[-1:].isspace() for word in found)
    return as_text(("" if has_space else " ").join(found))


def _whole(digits: str) -> int | float:
    """Return a whole number; one of more digits than anything in a transcript has as an approximation."""
    return int(digits) if len(digits) <= _N_DIGITS else float(digits)


def _check_amount(content: bytes, where: str) -> None:
    """Refuse what would fill the memory; each value is opened by a bracket or follows a comma."""
    n_values = sum(content.count(sign) for sign in (b"{", b"[", b","))
    if len(content) > MAX_JSON_BYTES or n_values > MAX_VALUES:
        raise TranscriptError(
            Problem(
                where,
                f"dit JSON-bestand is te groot ({len(content) / MEGABYTE:.0f} MB en {n_values} waarden; de grens is "
                f"{MAX_JSON_BYTES // MEGABYTE} MB en {MAX_VALUES} waarden); deel het op in een bestand per interview, of "
                "exporteer het gesprek als .vtt of .docx",
            )
        )


def _with_marks_for_broken_signs(content: bytes) -> bytes:
    """Return UTF-8 in which some signs are cut in two, as whisper.cpp writes it, with U+FFFD for these."""
    if b"\x00" in content or content.startswith((b"\xff\xfe", b"\xfe\xff")) or not _MULTIBYTE.search(content):
        return content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("utf-8", errors="replace").encode("utf-8")
    return content
