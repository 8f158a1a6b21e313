"""A document of any word processor, read into lines and tables, to labelled turns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.alternation import TURNS_KEY, ask_for_labels, order_of
from pipeline.reading.header import RULE, declared_names, split_header
from pipeline.reading.labels import labels_in, same_name
from pipeline.reading.limits import check_amount
from pipeline.reading.paragraphs import Line, find_turns, is_title, knows_a_speaker, with_colons
from pipeline.reading.parsed import Header, Parsed, Spoken, compose
from pipeline.reading.speakers import find_doubts
from pipeline.reading.tables import Cells, header_lines, read_dialogue


@dataclass(frozen=True)
class Document:
    """What a document says, whatever program wrote it.

    ``n_left_out`` counts what is no talk: "opmerking", "voetnoot", "eindnoot". ``pages`` is the page of each line, for
    a format whose lines are found by page; ``remarks`` are warnings of the format itself.
    """

    lines: list[Line]
    tables: list[Cells] = field(default_factory=list)
    n_left_out: dict[str, int] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()


_PLURALS = {"opmerking": "opmerkingen", "voetnoot": "voetnoten", "eindnoot": "eindnoten"}


def understand(document: Document, where: str, declared: set[str]) -> Parsed:
    """Find header and turns of a document.

    The talk is a table of speakers and text, or lines that open with a label or a bold name; the one with more turns
    is read, and the other is named in a warning.

    Raises
    ------
    TranscriptError
        If nobody speaks in it, or it is longer than a conversation can be.
    """
    lines, tables = document.lines, [cells for cells in document.tables if cells and len(cells[0]) >= 2]
    _check_amount(lines, tables, where)
    in_table = read_dialogue(tables, declared)
    header = replace(_read_header(lines, tables, in_table, declared), pages=document.pages)
    names = declared | declared_names(header.values)
    in_table = read_dialogue(tables, names)
    in_lines = find_turns(lines[header.n_lines :], names, header.n_lines)
    if not in_table and not in_lines:
        in_lines = _in_turn(lines, header, where)
    left_out = [*document.remarks, *count_left_out(document.n_left_out)]
    if _is_in_table(in_table, in_lines, names):
        warnings = _warn_above(lines, header, header.n_lines) + _unread(in_table, in_lines, "rij") + left_out
        return compose(in_table, header, "rij", warnings)
    first = in_lines[0].number
    warnings = _warn_above(lines, header, first - 1) + _doubts(document, in_lines)
    warnings += _unread(in_table, in_lines, "alinea") + left_out
    if not document.pages:
        return compose(in_lines, header, "alinea", warnings)
    placed = [turn._replace(number=document.pages[turn.number - 1]) for turn in in_lines]
    return compose(placed, header, "bladzijde", warnings)


def _in_turn(lines: list[Line], header: Header, where: str) -> list[Spoken]:
    """Return the paragraphs as turns of interviewer and respondent, if the header says that these take turns.

    Raises
    ------
    TranscriptError
        If it does not.
    """
    value = header.values.get(TURNS_KEY, "")
    order = order_of(value)
    if order is None or header.pages:  # what is found by page are lines, of which nobody knows where a turn ends
        message = ask_for_labels(0 if header.pages else len(lines) - header.n_lines, "" if order else value)
        advice = "een vette naam, of een tabel met de kolommen spreker en tekst, wordt ook gelezen"
        raise TranscriptError(Problem(where, f"{message}; {advice}"))
    return [Spoken(order[n % 2], text, header.n_lines + n + 1) for n, (text, _) in enumerate(lines[header.n_lines :])]


def count_left_out(n_left_out: dict[str, int]) -> list[str]:
    """Return a warning that says how many remarks and notes do not count, if there are any.

    Examples
    --------
    >>> count_left_out({"opmerking": 3, "voetnoot": 2, "eindnoot": 0}), count_left_out({"voetnoot": 1})
    (['3 opmerkingen en 2 voetnoten tellen niet mee'], ['1 voetnoot telt niet mee'])
    """
    parts = [f"{n} {word if n == 1 else _PLURALS[word]}" for word, n in n_left_out.items() if n]
    if not parts:
        return []
    listed = " en ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
    return [f"{listed} {'telt' if sum(n_left_out.values()) == 1 else 'tellen'} niet mee"]


def _check_amount(lines: list[Line], tables: list[Cells], where: str) -> None:
    cells = [cell for table in tables for row in table for cell in row]
    n_chars = sum(len(text) for text, _ in lines) + sum(map(len, cells))
    check_amount(n_chars, len(lines) + sum(map(len, tables)), where)


def _doubts(document: Document, in_lines: list[Spoken]) -> list[str]:
    """Return the lines of the talk that may open a turn of somebody else."""
    first, labels = in_lines[0].number, {turn.label for turn in in_lines}
    talk = list(enumerate([text for text, _ in document.lines[first - 1 :]], start=first))
    if document.pages:
        return find_doubts([(document.pages[n - 1], text) for n, text in talk], labels, "regel op bladzijde")
    return find_doubts(talk, labels, "alinea")


def _is_in_table(in_table: list[Spoken], in_lines: list[Spoken], declared: set[str]) -> bool:
    """Whether the talk is the table: someone known speaks in it, or nowhere, and it has as many turns or more."""
    table_knows, lines_know = knows_a_speaker(in_table, declared), knows_a_speaker(in_lines, declared)
    return bool(in_table) and table_knows >= lines_know and len(in_table) >= len(in_lines)


def _warn_above(lines: list[Line], header: Header, last: int) -> list[str]:
    """Warn of lines above the first turn, up to ``last``, that are not used; a title is no loss."""
    above = [n for n in range(header.n_lines + 1, last + 1) if lines[n - 1][0].strip(RULE)]
    if lines and is_title(lines[0][0]) and 1 not in header.near:
        header, above = replace(header, unused=[n for n in header.unused if n > 1]), [n for n in above if n > 1]
    return header.warn_unused(above)


def _read_header(lines: list[Line], tables: list[Cells], talk: list[Spoken], declared: set[str]) -> Header:
    """Return the header of the paragraphs, filled up from tables that say something of the interview."""
    texts = with_colons(lines, declared)
    labels = list(dict.fromkeys(turn.label for turn in talk))
    header = split_header([*texts, *(f"{label}: ..." for label in labels)], declared, unit="alinea")
    spoken = {same_name(label) for label in (*labels, *labels_in(texts))}
    told = split_header(header_lines(tables), in_header=True).values
    # "Respondent | wijkverpleegkundige" names a job and no speaker.
    told = {key: x for key, x in told.items() if {same_name(n) for n in declared_names({key: x})} <= spoken}
    return replace(header, values={**told, **header.values})


def _unread(in_table: list[Spoken], in_lines: list[Spoken], unit: str) -> list[str]:
    if not in_table or not in_lines:
        return []
    if unit == "rij":
        return [
            f"alinea {in_lines[0].number}: het gesprek in de tabel is gelezen; {len(in_lines)} beurt(en) in alinea's tellen "
            "niet mee; zet het hele gesprek in de tabel"
        ]
    return [
        f"tabel, rij {in_table[0].number}: het gesprek in de alinea's is gelezen; {len(in_table)} beurt(en) in een tabel "
        "tellen niet mee; zet het hele gesprek in alinea's"
    ]
