"""The tables of a transcript: which of them is the talk, and what the others say of the interview."""

from __future__ import annotations

from collections import Counter
from itertools import count, pairwise

from pipeline.reading.clocks import TIME_LINE
from pipeline.reading.header import split_header
from pipeline.reading.labels import is_interviewer_label, is_respondent_label, same_name
from pipeline.reading.names import is_name
from pipeline.reading.parsed import KEYS, Spoken, join_same_speaker, key_of
from pipeline.reading.sheet_columns import BEGIN, END, ROLE, SPEAKER, TEXT, find_place, kind_of
from pipeline.reading.sheet_times import row_times

Cells = list[list[str]]


def read_dialogue(tables: list[Cells], declared: set[str]) -> list[Spoken]:
    """Return what is said in the rows of the tables in which people talk in turn; a row without a speaker goes on.

    A table is talk if half of its rows or more are by a known word, a declared name or a name that speaks again.

    Examples
    --------
    >>> talk = [["Spreker", "Tekst", "Tijd"], ["I", "Hoe?", "0:01"], ["R", "Goed.", "0:09"]]
    >>> read_dialogue([[["gemeente", "Veldhaven"]], talk], set())
    [Spoken(label='I', text='Hoe?', number=2, begin=1.0, end=None), Spoken(label='R', text='Goed.', number=3, begin=9.0, end=None)]
    """
    turns: list[list[Spoken]] = []
    columns: dict[int, tuple[int, int]] = {}
    clocks: dict[int, tuple[int | None, int | None]] = {}
    wanted = {same_name(name) for name in declared}
    n_before = 0
    for table in tables:
        n_titles, speaker, text = _columns(table, columns)
        rows = [(row[speaker].rstrip(": "), row[text]) for row in table[n_titles:]]
        if not is_talk(rows, wanted) or _header_values(table):
            continue
        columns[len(table[0])] = speaker, text
        if n_titles:
            clocks[len(table[0])] = find_place(table[0], BEGIN), find_place(table[0], END)
        wanted |= {same_name(label) for label, _ in rows if label}
        spans = _times(table[n_titles:], *clocks.get(len(table[0]), (None, None)))
        numbers = count(n_before + n_titles + 1)
        _add(turns, [Spoken(*row, number, *span) for row, number, span in zip(rows, numbers, spans, strict=False)])
        n_before += len(table)
    return [turn for said in turns for turn in join_same_speaker(said)]


def are_titles(cells: list[str]) -> bool:
    """Whether a row names its columns.

    Examples
    --------
    >>> are_titles(["Spreker", "Tekst"]), are_titles(["Naam", "Ja, dat klopt."])
    (True, False)
    """
    return sum(kind_of(cell) != "" for cell in cells) >= 2


def header_lines(tables: list[Cells]) -> list[str]:
    """Return what tables say of the interview as header lines: beside each other, or titles with values below.

    Examples
    --------
    >>> header_lines([[["Gemeente", "Veldhaven"]], [["datum", "interviewer"], ["2024-10-15", "Jo"]]])
    ['Gemeente: Veldhaven', 'datum: 2024-10-15', 'interviewer: Jo']
    """
    lines: list[str] = []
    for table in tables:
        titles = [cell for cell in table[0] if _is_key(cell)]
        pairs = [pair for row in table for pair in pairwise(row)]
        if len(titles) >= 2 and len(table) >= 2 and not any(_is_key(row[0]) for row in table[1:]):
            pairs = list(zip(table[0], table[1], strict=True))
        lines += [f"{key.rstrip(': ')}: {value}" for key, value in pairs if _is_key(key) and key != value]
        lines += [
            cell for row in table for cell in dict.fromkeys(row) if _is_key(cell.partition(":")[0]) and ": " in cell
        ]
    return lines


def _is_key(cell: str) -> bool:
    return key_of(cell.rstrip(": ")) in KEYS


def _header_values(table: Cells) -> dict[str, str]:
    """Return what a table says of the interview, if each of its rows is about something else."""
    first = [row[0] for row in table if row[0]]
    return split_header(header_lines([table]), in_header=True).values if len(first) == len(set(first)) else {}


def _columns(table: Cells, known: dict[int, tuple[int, int]]) -> tuple[int, int, int]:
    """Return the number of rows with titles, and the columns of speaker and text."""
    kinds = [kind_of(cell) for cell in table[0]]
    if SPEAKER not in kinds:
        kinds = [SPEAKER if kind == ROLE else kind for kind in kinds]
    n_known = sum(kind != "" for kind in kinds)
    if n_known < 2 and (SPEAKER not in kinds or is_respondent_label(table[0][kinds.index(SPEAKER)])):
        if len(table[0]) in known:
            return 0, *known[len(table[0])]
        kinds, n_titles = [""] * len(kinds), 0
    else:
        n_titles = 1
    rows = table[n_titles:]
    free = [n for n, kind in enumerate(kinds) if kind == "" and not all(_is_count(row[n]) for row in rows)]
    speaker = kinds.index(SPEAKER) if SPEAKER in kinds else (free or [0])[0]
    if n_titles and SPEAKER not in kinds and not free:
        return n_titles, speaker, speaker
    others = [n for n in free if n != speaker] or [len(kinds) - 1]
    text = kinds.index(TEXT) if TEXT in kinds else max(others, key=lambda n: sum(len(row[n]) for row in rows))
    return n_titles, speaker, text


def _is_count(cell: str) -> bool:
    return not cell or cell.rstrip(".").isdigit() or TIME_LINE.fullmatch(cell) is not None


def is_talk(rows: list[tuple[str, str]], declared: set[str]) -> bool:
    """Whether rows of (speaker, text) are talk: half or more are by a known word, a declared name or one that speaks again.

    Examples
    --------
    >>> is_talk([("Interviewer", "Hoe?"), ("R1", "Goed.")], set()), is_talk([("12", "euro"), ("Totaal", "12")], set())
    (True, False)
    """
    counts = Counter(label for label, text in rows if label and text and label != text)
    known = {x for x in counts if same_name(x) in declared or is_interviewer_label(x) or is_respondent_label(x)}
    n_plausible = sum(n for label, n in counts.items() if label in known or (n >= 2 and is_name(label)))
    return 0 < counts.total() <= n_plausible * 2


def _times(rows: Cells, begin: int | None, end: int | None) -> list[tuple[float | None, float | None]]:
    """Return when each row was said, by the columns with these numbers; None where that cannot be read."""
    begins, ends = (["" if column is None else row[column] for row in rows] for column in (begin, end))
    return row_times(begins, ends).spans


def _add(turns: list[list[Spoken]], rows: list[Spoken]) -> None:
    for row in rows:
        if row.label and row.text and row.label != row.text:
            turns.append([row])
        elif row.text and not row.label and turns:
            turns[-1].append(row._replace(label=turns[-1][0].label))
