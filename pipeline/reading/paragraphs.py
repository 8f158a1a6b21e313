"""The paragraphs of a transcript: lines that open with a label, or with a bold name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from pipeline.reading.labels import Opening, find_label, is_known, names_in, same_name
from pipeline.reading.layouts import as_labelled
from pipeline.reading.names import is_name
from pipeline.reading.parsed import Spoken
from pipeline.reading.pieces import cut
from pipeline.reading.speakers import accept_labels

# What a line says, and the bold words that open it.
Line = tuple[str, str]


def text_of(element: Any) -> str:
    """Return the text of a paragraph with tracked insertions; what was deleted has tags of its own."""
    marks = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
    parts = (node.text or "" if node.tag == qn("w:t") else marks.get(node.tag, "") for node in element.iter())
    return "".join(parts)


def read_lines(paragraph: Paragraph) -> list[Line]:
    """Return (text, bold words that open it) of every line of a paragraph that says something."""
    texts = [" ".join(line.split()) for line in text_of(paragraph._p).split("\n")]
    bold = _bold_start(paragraph)
    return [(text, bold if number == 0 else "") for number, text in enumerate(texts) if text]


def _bold_start(paragraph: Paragraph) -> str:
    words = ""
    for run in paragraph.runs:
        if not run.bold:
            break
        words += run.text
    return bold_name(words)


def bold_name(words: str) -> str:
    """Return the bold words that open a line as a name without its colon, or nothing if they are too many."""
    name = " ".join(words.split()).rstrip(":").strip()
    return name if 0 < len(name) <= 40 else ""


def lines_of(runs: Iterable[tuple[str, bool]]) -> list[Line]:
    r"""Return the lines of a paragraph given as (text, whether it is bold); a line break within it parts lines.

    Examples
    --------
    >>> lines_of([("Jo Bos", True), (": Hoe?", False)])
    [('Jo Bos: Hoe?', 'Jo Bos')]
    >>> lines_of([("Jo", True), (" Hoe?", False), ("\nWim: Ja.", False)])
    [('Jo Hoe?', 'Jo'), ('Wim: Ja.', '')]
    """
    lines: list[list[tuple[str, bool]]] = [[]]
    for text, is_bold in runs:
        first, *others = text.split("\n")
        lines[-1].append((first, is_bold))
        lines += [[(other, is_bold)] for other in others]
    found = [(" ".join("".join(text for text, _ in line).split()), _open_bold(line)) for line in lines]
    return [line for line in found if line[0]]


def _open_bold(runs: list[tuple[str, bool]]) -> str:
    return bold_name("".join(text for text, _ in takewhile(lambda run: run[1] or not run[0].strip(), runs)))


def is_title(text: str) -> bool:
    """Whether a line may be the title: short, and neither labelled nor a sentence."""
    return find_label(text) is None and len(text.split()) <= 10 and not text.endswith((".", "?", "!"))


def with_colons(lines: list[Line], declared: set[str]) -> list[str]:
    """Return the lines as if each bold name that opens a turn had a colon behind it."""
    lines = _in_layout(lines, declared)
    names = _bold_names(lines, declared)
    return [
        f"{name}: {text[len(name) :]}..." if name in names and text.startswith(name) and not find_label(text) else text
        for text, name in lines
    ]


def knows_a_speaker(turns: list[Spoken], declared: set[str]) -> bool:
    """Whether one of the speakers is declared or says by the label what he or she is."""
    return any(_is_known(label, declared) for label in {turn.label for turn in turns})


def _is_known(label: str, declared: set[str]) -> bool:
    wanted = {same_name(name) for name in declared}
    return bool(names_in(label) & wanted) or is_known(label)


def _bold_names(lines: list[Line], declared: set[str]) -> set[str]:
    bold = Counter(name for _, name in lines if name)
    return {name for name, n in bold.items() if _is_known(name, declared) or (n >= 2 and is_name(name))}


def find_turns(lines: list[Line], declared: set[str], n_before: int) -> list[Spoken]:
    """Return what each speaker says, with its line number and times; ``n_before`` lines stand above these.

    Labels have a colon or are bold; if nobody speaks in that way, other layouts are tried.

    Examples
    --------
    >>> said = find_turns([("Jo Bos 0:03", ""), ("Hoe?", ""), ("Wim 0:09", ""), ("Goed.", "")], set(), 1)
    >>> [tuple(turn) for turn in said]
    [('Jo Bos', 'Hoe?', 2, 3.0, None), ('Wim', 'Goed.', 4, 9.0, None)]
    """
    return _turns(_in_layout(lines, declared), declared, n_before)


def _in_layout(lines: list[Line], declared: set[str]) -> list[Line]:
    """Return the lines as they are if somebody speaks in them, or else as ``Name: talk`` if they have another layout."""
    if _turns(lines, declared, 0):
        return lines
    shown = as_labelled([text for text, _ in lines], declared)
    return [(new, name if new == text else "") for new, (text, name) in zip(shown, lines, strict=True)]


def _turns(lines: list[Line], declared: set[str], n_before: int) -> list[Spoken]:
    bold, names = {name for _, name in lines if name}, _bold_names(lines, declared)
    texts = [text for text, _ in lines]
    labels = accept_labels(texts, declared)
    # Where labels are bold, a bold name that speaks once is one too; elsewhere it is a heading.
    if labels <= bold:
        labels = accept_labels(texts, declared | {name for name in bold if is_name(name)})
    turns: list[tuple[Opening, list[str], int]] = []
    for number, (text, name) in enumerate(lines, start=n_before + 1):
        opening = find_label(text)
        if opening and opening.label in labels:
            turns.append((opening, [text[opening.start :].strip()], number))
        elif name in names and text.startswith(name):
            turns.append((Opening(name, 0), [text[len(name) :].lstrip(" :")], number))
        elif turns:
            turns[-1][1].append(text)
    return _spoken(turns)


def _spoken(turns: list[tuple[Opening, list[str], int]]) -> list[Spoken]:
    """Join the lines of each turn; a line with a time alone belongs to the turn that it stands right above or opens."""
    spoken: list[Spoken] = []
    above: float | None = None
    for opening, said, number in turns:
        text = "\n".join(said)
        begin = opening.begin if opening.begin is not None else above
        words = cut(text, begin is None, within_lines=False)
        begin, end = words.begin if begin is None else begin, words.end if opening.end is None else opening.end
        if words.stop > words.start:
            in_order = end if begin is None or end is None or end >= begin else None
            spoken.append(Spoken(opening.label, text[words.start : words.stop], number, begin, in_order))
        above = words.below
    return spoken
