"""Who speaks in a row of a table: the cell with the name, or the words with which the text begins."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.json_values import as_text
from pipeline.reading.labels import find_label
from pipeline.reading.sheet_workbook import Line
from pipeline.reading.speakers import accept_labels, find_doubts

# More than any focus group has, and longer than any name with a function.
_MOST, _LONGEST = 50, 100
# How programs write that they do not know.
_NOBODY = {"nan", "none", "null", "n/a", "nvt", "n.v.t."}


def label_of(cell: str) -> str:
    """Return the speaker that a cell names, on one line; empty if it names nobody.

    Examples
    --------
    >>> label_of(" Jo\\nBos: "), label_of("SPEAKER_00"), label_of("NaN")
    ('Jo Bos', 'SPEAKER_00', '')
    """
    label = unicodedata.normalize("NFC", as_text(cell)).strip(" :")
    return "" if label.casefold() in _NOBODY else label


def check_speakers(labels: Collection[str], where: str, titles: Line) -> None:
    """Refuse a table in which what stands for the speakers cannot be names.

    Raises
    ------
    TranscriptError
        If there are more than fifty, or one is longer than any name.
    """
    longest = max(map(len, labels), default=0)
    if len(labels) <= _MOST and longest <= _LONGEST:
        return
    found = f"{len(labels)} verschillende sprekers" if len(labels) > _MOST else f"een spreker van {longest} tekens"
    raise TranscriptError(
        Problem(
            f"{where}, rij {titles[0]}",
            f"hieronder staan {found}; de grens is {_MOST} sprekers, en {_LONGEST} tekens voor een naam; noem alleen de "
            "kolom met namen 'spreker' en alleen de kolom met wat er gezegd wordt 'tekst'",
        )
    )


def name_from_texts(
    texts: Sequence[str], numbers: Sequence[int], where: str, declared: set[str]
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (speaker, text) of rows whose texts begin with the speaker, and a warning for each doubt.

    Parameters
    ----------
    texts, numbers
        The text of each row, and its number.

    Raises
    ------
    TranscriptError
        If nobody is named, or the first text names nobody.

    Examples
    --------
    >>> name_from_texts(["I: Hoe gaat het?", "R: Goed.", "Ja."], [2, 3, 4], "a.csv", set())[0]
    [('I', 'Hoe gaat het?'), ('R', 'Goed.'), ('R', 'Ja.')]
    """
    labels = accept_labels(list(texts), declared)
    named: list[tuple[str, str]] = []
    current = ""
    for text, number in zip(texts, numbers, strict=True):
        opening = find_label(text)
        if opening and opening.label in labels:
            current, text = opening.label, text[opening.start :].strip()
        if text and not current:
            missing = "niet bekend wie hier spreekt" if labels else "in deze tabel staat nergens wie er spreekt"
            advice = "voeg een kolom 'spreker' toe, of laat elke tekst beginnen met 'Naam:'"
            raise TranscriptError(Problem(f"{where}, rij {number}", f"{missing}; {advice}"))
        named.append((current, text))
    return named, find_doubts(list(zip(numbers, texts, strict=True)), labels, "rij")
