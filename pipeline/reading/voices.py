"""Who says what in the text of a cue: voice tags, labels and marks as subtitle programs write them."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.reading.names import is_name

# Nothing may be left to try again after a "<" that is never closed: ten million of them take a second.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>")
# Tags of WebVTT, srt and YouTube ("<00:00:01.500>"), and of ASS in srt ("{\an8}").
_TAG = re.compile(r"</?[a-z][^<>]*>|<\d[\d:.,]*>|\{\\[^{}\n]*\}", re.IGNORECASE)
_TOO_HIGH = re.compile(r"&#0*[1-9]\d{7,};?")
# noScribe puts what another says meanwhile inside the turn: "//S02: ja, precies. //".
_ASIDE = re.compile(r"(?<!:)//\s*([^\W\d_][^/:<>]{0,39}):\s*(.*?)\s*//")
# American subtitles write ">>" where another begins to speak, YouTube also in the middle of a line.
_OTHER = re.compile(r"(?:^|(?<=[.?!…] ))>{2,3} ?")
_SOUND = re.compile(r"(?:[\[(*♪♫][^\[\]()]*[\])*♪♫][\s.]*)+")
_BEFORE_LABEL = re.compile(r"(?:[-–]|>{2,3}) ?(?=\S)")
_BRACKETED = re.compile(r"\[(?P<label>[^\W\d_][^\[\]:]{0,39})\](?P<colon>:?) ?")
_MACHINE = re.compile(r"\[?(?P<label>(?:SPEAKER[ _]|Spreker |S|spk_?)\d{1,3})(?=\]|:)", re.IGNORECASE)
_SOUNDS = frozenset(
    """
    muziek music applaus applause gelach laughter lacht lachen geluid ruis noise stilte silence pauze onverstaanbaar
    inaudible onduidelijk geroezemoes gejuich kuch kucht zucht hoest telefoon achtergrondgeluid blank_audio
    """.split()
)


class Line(NamedTuple):
    """A line of a cue: the name of its voice tag or ``""``, its words, and whether a ">>" says that another begins."""

    voice: str
    words: str
    is_other: bool = False


def split_lines(raw: str) -> list[Line]:
    """Split the raw text of a cue into lines without marks; entities are decoded once.

    Examples
    --------
    >>> split_lines("<v Jo &amp; Bo>Ja,<00:00:01.5><c> zeker</c>.</v>")
    [Line(voice='Jo & Bo', words='Ja, zeker.', is_other=False)]
    >>> [(line.voice, line.words) for line in split_lines("<v S01>Dat is //S02: ja, ja. // zo.")]
    [('S01', 'Dat is'), ('S02', 'ja, ja.'), ('S01', 'zo.')]
    """
    parts = _VOICE.split(raw)
    lines: list[Line] = []
    for voice, tagged in [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]:
        name = " ".join(_unescape(voice).split())
        texts = (" ".join(_unescape(text).split()) for text in _TAG.sub("", tagged).split("\n"))
        spoken = [line for text in texts if text for line in _pieces(name, text)]
        lines += spoken or ([Line(name, "")] if name else [])
    return lines


def has_others(raw: str, lines: list[Line]) -> bool:
    """Whether somebody else speaks in the middle of a line of a cue: behind ``>>``, or in a turn that noScribe wrote."""
    return any(line.is_other for line in lines) or ("//" in raw and len({line.voice for line in lines}) > 1)


def write_lines(lines: list[Line]) -> str:
    """Return lines as the text of a cue, from which ``split_lines`` makes the same lines.

    Examples
    --------
    >>> write_lines([Line("Jo & Bo", "Ja < nee."), Line("", "Zo.", is_other=True)])
    '<v Jo &amp; Bo>Ja &lt; nee.</v>\\n&gt;&gt; Zo.'
    """
    written = []
    for line in lines:
        words = html.escape(f">> {line.words}" if line.is_other else line.words, quote=False)
        # An arrow would open a cue, braces and slashes would be marks.
        words = words.replace("{\\", "&#123;\\").replace("//", "/&#47;")
        written.append(f"<v {html.escape(line.voice, quote=False)}>{words}</v>" if line.voice else words)
    return "\n".join(written)


def _pieces(name: str, text: str) -> Iterator[Line]:
    if name and "//" in text:
        parts = _ASIDE.split(text)
        voices = [name, *(voice for other in parts[1::3] for voice in (" ".join(other.split()), name))]
        texts = [parts[0], *(words for pair in zip(parts[2::3], parts[3::3], strict=True) for words in pair)]
        yield from (Line(voice, said.strip()) for voice, said in zip(voices, texts, strict=True) if said.strip())
    elif ">>" in text:
        first, *others = _OTHER.split(text)
        yield from [Line(name, first.strip())] if first.strip() else []
        yield from (Line(name, words.strip(), is_other=True) for words in others)
    else:
        yield Line(name, text)


def _unescape(text: str) -> str:
    # A number of thousands of digits is more than Python will read.
    return html.unescape(_TOO_HIGH.sub("\ufffd", text)) if "&" in text else text


def is_sound(words: str) -> bool:
    """Whether nobody speaks: ``[Muziek]``, ``(12 seconds pause)``.

    Examples
    --------
    >>> [is_sound(x) for x in ("[Muziek]", "(12 seconds pause)", "(ja) zeker")]
    [True, True, False]
    """
    return _SOUND.fullmatch(words) is not None


def machine_labels(lines: Iterable[str]) -> set[str]:
    """Return the labels that programs give to speakers they cannot name, however seldom one speaks.

    Examples
    --------
    >>> sorted(machine_labels(["[SPEAKER_00]: Hoe?", "Spreker 2: Goed.", "Jo: Ja."]))
    ['SPEAKER_00', 'Spreker 2']
    """
    return {match["label"] for line in lines if (match := _MACHINE.match(line))}


def bracketed_names(lines: Iterable[str], declared: set[str]) -> set[str]:
    """Return the names that stand between brackets before words, ``[Naam] tekst``; sounds are none.

    They are speakers if there are two of them that speak twice, or if they are ``declared``.

    Examples
    --------
    >>> sorted(bracketed_names(["[Jo] Hoe?", "[Wim] Goed.", "[Jo] En?", "[Wim] Ja.", "[Muziek] Dag."], set()))
    ['Jo', 'Wim']
    """
    matches = [match for line in lines if (match := _BRACKETED.match(line)) and match.end() < len(line)]
    found = Counter(" ".join(match["label"].split()) for match in matches)
    wanted = {name.casefold() for name in declared}
    names = {label for label, n in found.items() if n >= 2 and is_name(label) and label.casefold() not in _SOUNDS}
    return (names if len(names) >= 2 else set()) | {label for label in found if label.casefold() in wanted}


def with_colon(words: str, bracketed: set[str]) -> str:
    """Return a line that may open with a label with that label written as ``Naam: tekst``.

    Examples
    --------
    >>> with_colon("[SPEAKER_00]: Hoe?", set()), with_colon("[Jo] Hoe?", {"Jo"}), with_colon("- Jo: Hoe?", set())
    ('SPEAKER_00: Hoe?', 'Jo: Hoe?', 'Jo: Hoe?')
    >>> with_colon("[Muziek] Hoe?", {"Jo"})
    '[Muziek] Hoe?'
    """
    opened = words[match.end() :] if (match := _BEFORE_LABEL.match(words)) else words
    if (label := _BRACKETED.match(opened)) and (label["colon"] or " ".join(label["label"].split()) in bracketed):
        return f"{' '.join(label['label'].split())}: {opened[label.end() :]}"
    return opened
