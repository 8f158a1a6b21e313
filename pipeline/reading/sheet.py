"""Transcripts that are tables: .csv and .xlsx with a column of speakers and one of what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.header import RULE, declared_names, split_header
from pipeline.reading.json_values import as_span, as_text
from pipeline.reading.labels import is_interviewer_label, is_respondent_label, same_name
from pipeline.reading.parsed import KEYS, STARTERS, Header, Parsed, Spoken, compose, join_same_speaker, key_of
from pipeline.reading.sheet_above import read_above
from pipeline.reading.sheet_cells import N_HEAD, Sheet, find_sheet, is_workbook
from pipeline.reading.sheet_columns import Columns, double_title, find_columns, foreign_title, is_sure_title
from pipeline.reading.sheet_mistakes import no_columns, of_rows, warn_unseen
from pipeline.reading.sheet_speakers import check_speakers, label_of, name_from_texts
from pipeline.reading.sheet_times import row_times
from pipeline.reading.sheet_workbook import Line


@dataclass(frozen=True)
class _Talk:
    """A table, understood: the rows above its titles, the titles, the rows below, and where they have what."""

    above: list[Line]
    titles: Line
    rows: list[Line]
    columns: Columns
    remarks: list[str]

    def cells(self, column: int | None) -> list[str]:
        """Return the column's cell of each row, empty where there is none."""
        return [cells[column].strip() if column is not None and column < len(cells) else "" for _, cells in self.rows]


def read_sheet(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a transcript from a csv or Excel workbook; the rows of one speaker are joined to one turn.

    A row without a speaker goes on for the one before it. Rows above the titles are header lines (key, value), and so
    is a column with the same value in each row ("gemeente"). A table without speakers, but with times, may name them
    in its texts ("Naam: ...").

    Raises
    ------
    TranscriptError
        If it cannot be read, has no such columns, holds more than one interview, or does not say who speaks.
    """
    sheet = find_sheet(content, where, _has_talk)
    talk = _understand(sheet, where, declared)
    kind = ".xlsx" if is_workbook(content) else ".csv"
    facts = _facts(talk, where)
    named, doubts = _named(talk, where, declared)
    check_speakers({label for label, _ in named}, where, talk.titles)
    header = _header(talk, named, declared, {**_asking(talk, named), **facts})
    times = row_times(talk.cells(talk.columns.begin), talk.cells(talk.columns.end), talk.columns.is_ms)
    numbers = [number for number, _ in talk.rows]
    spoken = [
        Spoken(label, text, number, *span)
        for (label, text), number, span in zip(named, numbers, times.spans, strict=True)
        if text
    ]
    if not spoken:
        raise TranscriptError(Problem(where, "de kolom met de tekst is leeg; kijk of u het goede bestand hebt gekozen"))
    turns = [turn._replace(end=as_span(turn.begin, turn.end)[1]) for turn in join_same_speaker(spoken)]
    warnings = [*talk.remarks, *header.warn_unused([]), *doubts, *warn_unseen(sheet, talk.columns, times, numbers)]
    return compose(turns, header, "rij", warnings, f"tabel met spreker en tekst ({kind})")


def is_transcript(content: bytes) -> bool:
    """Whether a csv or workbook has the columns of a transcript, and is no table of codings, manifest or the like.

    Examples
    --------
    >>> is_transcript(b"spreker;tekst\\r\\nI;Hoe gaat het?"), is_transcript(b"file;gemeente\\r\\na.txt;Veldhaven")
    (True, False)
    """
    try:
        sheet = find_sheet(content, "", _has_talk, N_HEAD)
    except TranscriptError:
        return False
    for place, (_, titles) in enumerate(sheet.lines):
        columns = find_columns(titles)
        if columns is not None:
            return not foreign_title(titles) and _is_plausible(titles, columns, sheet.lines[place + 1 :])
    return False


def _has_talk(cells: list[str]) -> bool:
    return find_columns(cells) is not None


def _is_plausible(titles: list[str], columns: Columns, rows: list[Line]) -> bool:
    """Whether speakers speak again, if their column has a title that a list of names or terms may have too."""
    if columns.speaker is None or is_sure_title(titles[columns.speaker]):
        return True
    labels = [label for _, cells in rows if (label := label_of("".join(cells[columns.speaker : columns.speaker + 1])))]
    are_known = all(is_interviewer_label(label) or is_respondent_label(label) for label in labels)
    return are_known or len(set(labels)) * 2 <= len(labels)


def _understand(sheet: Sheet, where: str, declared: set[str]) -> _Talk:
    """Find the row of titles; a row that repeats it is left out."""
    for place, (number, titles) in enumerate(sheet.lines[:N_HEAD]):
        columns = find_columns(titles)
        if columns is None:
            continue
        foreign, double = foreign_title(titles), double_title(titles)
        if foreign:
            message = f"dit is een tabel met coderingen of uitkomsten (kolom '{foreign}') en geen transcript"
            raise TranscriptError(Problem(f"{where}, rij {number}", f"{message}; haal het bestand uit deze map"))
        if double:
            message = f"kolom '{double}' staat er twee keer; haal er één weg of geef haar een andere naam"
            raise TranscriptError(Problem(f"{where}, rij {number}", message))
        rows = [line for line in sheet.lines[place + 1 :] if line[1] != titles]
        fitted, remarks = _fitted(rows, titles, columns, sheet.delimiter, where)
        remarks = [*sheet.remarks, *remarks]
        return _Talk(sheet.lines[:place], (number, titles), fitted, columns, remarks)
    raise TranscriptError(no_columns(sheet, where, declared))


def _fitted(
    rows: list[Line], titles: list[str], columns: Columns, delimiter: str, where: str
) -> tuple[list[Line], list[str]]:
    """Return the rows of a csv with what stands beyond the last title put back into the last column, if that is the text.

    Who writes a csv by hand forgets the quotation marks around a text with a comma.
    """
    n_titles = len(titles)
    longer = [number for number, cells in rows if len(cells) > n_titles] if delimiter else []
    if not longer:
        return rows, []
    if columns.text != n_titles - 1:
        message = f"deze rij heeft meer dan {n_titles} cellen; zet tekst met een '{delimiter}' tussen aanhalingstekens"
        raise TranscriptError(Problem(f"{where}, rij {longer[0]}", message))
    remark = of_rows(longer, f"heeft meer dan {n_titles} cellen; wat erachter staat, is bij de tekst gevoegd")
    mended = [(n, [*cells[: n_titles - 1], delimiter.join(cells[n_titles - 1 :])]) for n, cells in rows]
    return mended, [remark]


def _facts(talk: _Talk, where: str) -> dict[str, str]:
    """Return what columns say of the whole interview: those with one value.

    Raises
    ------
    TranscriptError
        If the rows belong to several interviews.
    """
    facts: dict[str, str] = {}
    for key, column in talk.columns.keys.items():
        values = list(dict.fromkeys(as_text(cell) for cell in talk.cells(column) if cell))
        if len(values) > 1 and key in ("interview", "document", "gemeente"):
            title = talk.titles[1][column]
            raise TranscriptError(
                Problem(
                    f"{where}, rij {talk.titles[0]}",
                    f"kolom '{title}' heeft {len(values)} verschillende waarden, dus hier staat meer dan één interview in; "
                    "maak voor elk interview een eigen bestand",
                )
            )
        if len(values) == 1 and key in KEYS:
            facts[key] = values[0]
    return facts


def _named(talk: _Talk, where: str, declared: set[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (speaker, text) of each row, and what is doubtful about it.

    Raises
    ------
    TranscriptError
        If a text stands above the first speaker, or nobody is named.
    """
    texts = [as_text(text) for text in talk.cells(talk.columns.text)]
    numbers = [number for number, _ in talk.rows]
    if talk.columns.speaker is None:
        told, _ = read_above(talk.above, talk.titles[0])
        return name_from_texts(texts, numbers, where, declared | declared_names(told))
    named: list[tuple[str, str]] = []
    current = ""
    for cell, text, number in zip(talk.cells(talk.columns.speaker), texts, numbers, strict=True):
        current = label_of(cell) or current
        if text and not current:
            title = talk.titles[1][talk.columns.speaker]
            message = f"niet bekend wie hier spreekt; vul in deze rij de kolom '{title}'"
            raise TranscriptError(Problem(f"{where}, rij {number}", message))
        named.append((current, text))
    return named, []


def _header(talk: _Talk, named: Sequence[tuple[str, str]], declared: set[str], facts: dict[str, str]) -> Header:
    """Return what the rows above the titles say, filled up with ``facts`` from columns."""
    labels = list(dict.fromkeys(label for label, text in named if text))
    told, lines = read_above(talk.above, talk.titles[0])
    below = [f"{label}: ..." for label in labels if key_of(label) not in STARTERS]
    header = split_header([*lines, *below], declared, in_header=True, unit="rij")
    spoken = {same_name(label) for label in labels}
    values = {**facts, **told, **header.values}
    # "Respondent | wijkverpleegkundige" names a job and no speaker.
    values = {key: x for key, x in values.items() if {same_name(n) for n in declared_names({key: x})} <= spoken}
    n_lines = min(header.n_lines, len(lines))
    further = [n for n, line in enumerate(lines, start=1) if n > n_lines and line.strip(RULE)]
    return replace(header, values=values, n_lines=n_lines, unused=[*header.unused, *further])


def _asking(talk: _Talk, named: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return who is interviewer by the column of roles: a speaker whose every row with a role says so."""
    roles: dict[str, set[bool]] = {}
    for role, (label, _) in zip(talk.cells(talk.columns.role), named, strict=True):
        if role:
            roles.setdefault(label, set()).add(is_interviewer_label(role))
    asking = [label for label, said in roles.items() if said == {True} and ";" not in label]
    return {"interviewer": "; ".join(asking)} if asking and len(asking) < len({label for label, _ in named}) else {}
