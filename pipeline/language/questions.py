"""A text with the question that it answers: what "Nee hoor" says, only the question tells."""

from __future__ import annotations

# Between the question and what was said to it. Where a transcript has this sign, as Word does for a place to break a word,
# it counts as a space.
_BETWEEN = "\x1f"
# So many words of a question count: the last.
_N_WORDS = 25


def asked(question: str, text: str) -> str:
    """Return a text as said to a question, of which the end counts.

    Examples
    --------
    >>> asked("Lukt dat?", "Ja hoor.")
    'Lukt dat?\\x1fJa hoor.'
    >>> asked("", "Ja hoor.")
    'Ja hoor.'
    """
    text = text.replace(_BETWEEN, " ")
    words = question.replace(_BETWEEN, " ").split()[-_N_WORDS:]
    return f"{' '.join(words)}{_BETWEEN}{text}" if words else text


def apart(text: str) -> tuple[str, str]:
    """Return the question, empty if there is none, and what was said to it.

    Examples
    --------
    >>> apart(asked("Lukt dat?", "Ja hoor."))
    ('Lukt dat?', 'Ja hoor.')
    """
    question, _, said = text.rpartition(_BETWEEN)
    return question, said
