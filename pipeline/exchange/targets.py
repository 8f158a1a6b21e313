"""The habits of the programs that a project is written for.

Notes
-----
NVivo counts UTF-16 units, a line end as two and no byte order mark: measured on an export of NVivo 12.6 for Windows
with 303 selections. That MAXQDA counts a CRLF as one, that ATLAS.ti reads no documents from a richTextPath to plain
text, and how QualCoder reads names, cases and notes: source of QualCoder (refi.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import Problem
from pipeline.exchange.faults import ExchangeError
from pipeline.exchange.units import STANDARD, UTF_16, Unit

PROGRAM = "Factorwijzer"


@dataclass(frozen=True)
class Target:
    """What one program wants of a file.

    Attributes
    ----------
    line_end
        What ends a line in the text files.
    has_mark
        Whether a text file begins with a byte order mark.
    unit
        How positions are counted.
    has_interview_cases
        Whether each interview is a case too: NVivo keeps variables with cases only.
    has_sets
        Whether a municipality is a set of documents too: ATLAS.ti shows sets as document groups.
    has_linked_notes
        Whether memos are files, tied to a passage or interview by a link: NVivo does so, and QualCoder reads no other.
    has_unique_names
        Whether two codes, interviews or memos must not have one name: QualCoder drops or refuses the second.
    notes
        What its users have to know, in Dutch.
    """

    name: str = ""
    line_end: str = "\n"
    has_mark: bool = False
    unit: Unit = STANDARD
    has_interview_cases: bool = False
    has_sets: bool = False
    has_linked_notes: bool = False
    has_unique_names: bool = False
    notes: tuple[str, ...] = ()


TARGETS = {
    target.name: target
    for target in (
        Target(),
        Target(
            "nvivo",
            line_end="\r\n",
            has_mark=True,
            unit=UTF_16,
            has_interview_cases=True,
            has_linked_notes=True,
            notes=("NVivo bewaart kenmerken alleen bij cases; daarom is elk interview ook een case.",),
        ),
        Target(
            "atlasti",
            has_sets=True,
            notes=("ATLAS.ti toont gemeenten als documentgroepen; daarom is elke gemeente ook een set.",),
        ),
        Target("maxqda", line_end="\r\n", unit=Unit(n_line_end=1)),
        Target(
            "qualcoder",
            has_linked_notes=True,
            has_unique_names=True,
            notes=("QualCoder zet memo's in het dagboek, los van de passage, de code of het interview.",),
        ),
    )
}


def find_target(name: str) -> Target:
    """Return the habits of the program with this name; empty is the standard itself.

    Raises
    ------
    ExchangeError
        If no such program is known.

    Examples
    --------
    >>> find_target("nvivo").line_end
    '\\r\\n'
    """
    if name not in TARGETS:
        known = ", ".join(filter(None, TARGETS))
        message = f"onbekend programma; kies uit {known}, of laat --target weg voor de standaard"
        raise ExchangeError(Problem("--target", message))
    return TARGETS[name]
