"""What every format reader returns: plain text, header lines and labelled turns, before roles are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipeline.reading.labels import same_name

STARTERS = ("interview", "gemeente", "perspectief", "datum")
PEOPLE = ("interviewer", "respondent")
KEYS = (*STARTERS, *PEOPLE)
_OTHER_WORDS = {
    **dict.fromkeys(("interviewster", "interviewers"), "interviewer"),
    **dict.fromkeys(("geïnterviewde", "geïnterviewden", "respondente", "respondenten"), "respondent"),
}


def key_of(word: str) -> str:
    """Return the header key that ``word`` stands for, or the word itself in small letters.

    Examples
    --------
    >>> key_of("Geïnterviewde"), key_of("DATUM")
    ('respondent', 'datum')
    """
    folded = same_name(word)
    return _OTHER_WORDS.get(folded, folded)


class Spoken(NamedTuple):
    """What somebody says: who, the words, the number of its line, cue or page, and when, in seconds (None: unknown)."""

    label: str
    text: str
    number: int
    begin: float | None = None
    end: float | None = None


@dataclass(frozen=True)
class ParsedTurn:
    """One turn as it stands in the file; ``start`` and ``end`` are code points in the plain text.

    ``start_time`` and ``end_time`` are seconds from the begin of the recording, None where the file does not say.
    """

    label: str
    start: int
    end: int
    line_no: int
    start_time: float | None = None
    end_time: float | None = None


@dataclass(frozen=True)
class Header:
    """What the lines above the first turn say; ``unit`` is what their numbers count.

    ``unused`` are numbers of lines between header lines that say nothing known; ``near`` tells which lines look like
    a header line: number -> (word found, key meant). ``loose`` holds what a line without a colon says. ``pages`` is the
    page of each line of the file, if it has pages.
    """

    values: dict[str, str] = field(default_factory=dict)
    n_lines: int = 0
    unused: list[int] = field(default_factory=list)
    near: dict[int, tuple[str, str]] = field(default_factory=dict)
    loose: dict[str, tuple[str, int]] = field(default_factory=dict)
    unit: str = "regel"
    pages: tuple[int, ...] = ()

    def place(self, number: int) -> str:
        """Return where line ``number`` stands: "alinea 3", or "regel 2 op bladzijde 4" if the pages are known.

        Examples
        --------
        >>> Header().place(3), Header(pages=(1, 1, 2, 2)).place(4)
        ('regel 3', 'regel 2 op bladzijde 2')
        """
        if not self.pages:
            return f"{self.unit} {number}"
        page = self.pages[number - 1]
        return f"regel {number - self.pages.index(page)} op bladzijde {page}"

    def warn_unused(self, further: list[int]) -> list[str]:
        """Return a warning for each line above the first turn that is not used; ``further`` are below the header."""
        read = {number for _, number in self.loose.values()}
        return [self._warning(number) for number in [*self.unused, *further] if number not in read]

    def _warning(self, number: int) -> str:
        if number not in self.near:
            return f"{self.place(number)} staat voor de eerste spreker en telt niet mee"
        found, key = self.near[number]
        return f"{self.place(number)} lijkt een kopregel ('{found}') maar telt niet mee; bedoelt u '{key}: <waarde>'?"

    def places(self, key: str) -> str:
        """Return where something like ``key`` stands, for a message that it lacks; may be empty."""
        numbers = [(number, found) for number, (found, meant) in self.near.items() if meant == key]
        return f"{self.place(numbers[0][0])} lijkt erop ('{numbers[0][1]}'); " if numbers else ""


@dataclass(frozen=True)
class Parsed:
    """One transcript file, read but not yet understood; ``unit`` is what its line numbers count.

    ``form`` names the kind of file in Dutch where its ending does not tell enough ("Teams-ondertitels").
    """

    text: str
    turns: list[ParsedTurn]
    header: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unit: str = "regel"
    top: Header = field(default_factory=Header)
    form: str = ""

    @property
    def has_top(self) -> bool:
        """Whether somebody can write lines above the talk: not in a file of segments, as speech recognition makes it."""
        return self.unit != "segment"


def compose(
    turns: Sequence[Spoken], header: Header, unit: str = "regel", warnings: list[str] | None = None, form: str = ""
) -> Parsed:
    """Lay out turns as plain text, ``Label: text`` and a blank line, with their offsets.

    Examples
    --------
    >>> parsed = compose([Spoken("I", "Hoe gaat het?", 1), Spoken("R", "Goed.", 2)], Header())
    >>> parsed.text[parsed.turns[1].start : parsed.turns[1].end]
    'Goed.'
    """
    parts: list[str] = []
    placed: list[ParsedTurn] = []
    position = 0
    for label, text, number, begin, end in turns:
        start = position + len(label) + 2
        placed.append(ParsedTurn(label, start, start + len(text), number, begin, end))
        parts.append(f"{label}: {text}\n\n")
        position += len(parts[-1])
    return Parsed("".join(parts), placed, header.values, warnings or [], unit, header, form)


def join_same_speaker(turns: Sequence[Spoken]) -> list[Spoken]:
    """Join neighbouring pieces of one speaker into one turn, which lasts from the begin of the first to the end of the last.

    Examples
    --------
    >>> joined = join_same_speaker([Spoken("A", "Ja,", 1, 0.5, 2.0), Spoken("A", "dat klopt.", 2, 2.5, 4.0), Spoken("B", "Mooi.", 3)])
    >>> [tuple(turn) for turn in joined]
    [('A', 'Ja, dat klopt.', 1, 0.5, 4.0), ('B', 'Mooi.', 3, None, None)]
    """
    groups: list[list[Spoken]] = []
    for turn in turns:
        if groups and groups[-1][0].label == turn.label:
            groups[-1].append(turn)
        else:
            groups.append([turn])
    return [_joined(group) for group in groups]


def _joined(group: list[Spoken]) -> Spoken:
    begins = [turn.begin for turn in group if turn.begin is not None]
    ends = [turn.end for turn in group if turn.end is not None]
    text = " ".join(turn.text for turn in group)
    begin, end = min(begins, default=None), max(ends, default=None)
    is_known = begin is None or end is None or end >= begin
    return Spoken(group[0].label, text, group[0].number, begin, end if is_known else None)


def take_declarations(parsed: Parsed) -> Parsed:
    """Return ``parsed`` with each turn "Interviewer: Marit", where Marit speaks herself, as a header line.

    Examples
    --------
    >>> said = [Spoken("Interviewer", "Jo", 1), Spoken("Jo", "Hoe?", 2), Spoken("Wim", "Goed.", 3)]
    >>> taken = take_declarations(compose(said, Header()))
    >>> taken.header, [turn.label for turn in taken.turns]
    ({'interviewer': 'Jo'}, ['Jo', 'Wim'])
    """
    labels = {same_name(turn.label) for turn in parsed.turns}
    header, turns = dict(parsed.header), []
    for turn in parsed.turns:
        key, value = key_of(turn.label), parsed.text[turn.start : turn.end]
        names = [same_name(name) for name in value.split(";")]
        if key in PEOPLE and set(names) <= labels - {same_name(turn.label)}:
            header[key] = f"{header[key]}; {value}" if header.get(key) else value
        else:
            turns.append(turn)
    return replace(parsed, header=header, turns=turns)
