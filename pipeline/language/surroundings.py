"""A text with the question that it answers and what was said around it: what "Nee hoor" says, only these tell."""

from __future__ import annotations

from typing import NamedTuple

# Between the question and what was said to it, and on either side of a text that stands among others. Where a transcript
# has these signs, as Word does for a place to break a word, they count as spaces.
_BETWEEN, _BESIDE = "\x1f", "\x1e"
_SPACES = str.maketrans(_BETWEEN + _BESIDE, "  ")
# So many words of a question count: the last.
_N_WORDS = 25


class Spoken(NamedTuple):
    """A text, the question that it answers, and what was said before and after it in the same answer; each may be empty."""

    text: str
    question: str = ""
    before: str = ""
    after: str = ""


def asked(question: str, text: str, before: str = "", after: str = "") -> str:
    """Return a text as said to a question, of which the end counts, and among what else was said.

    Examples
    --------
    >>> asked("Lukt dat?", "Ja hoor.")
    'Lukt dat?\\x1fJa hoor.'
    >>> asked("", "Ja hoor.")
    'Ja hoor.'
    >>> asked("", "Nu wel.", before="Eerst niet.")
    'Eerst niet.\\x1eNu wel.\\x1e'
    """
    text, before, after = (part.translate(_SPACES) for part in (text, before, after))
    words = question.translate(_SPACES).split()[-_N_WORDS:]
    answer = f"{before}{_BESIDE}{text}{_BESIDE}{after}" if before or after else text
    return f"{' '.join(words)}{_BETWEEN}{answer}" if words else answer


def apart(text: str) -> Spoken:
    """Return what ``asked`` put together.

    Examples
    --------
    >>> apart(asked("Lukt dat?", "Nu wel.", before="Eerst niet."))
    Spoken(text='Nu wel.', question='Lukt dat?', before='Eerst niet.', after='')
    """
    question, _, answer = text.rpartition(_BETWEEN)
    before, mark, rest = answer.partition(_BESIDE)
    if not mark:
        return Spoken(answer, question)
    said, _, after = rest.partition(_BESIDE)
    return Spoken(said, question, before, after)
