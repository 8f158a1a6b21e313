"""What surrounds some evidence in a passage, as named features: words before and after, in which clause, what was asked."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.language.triggers import Triggers

_BOUNDARIES = frozenset(", ; : . ? ! - – ... … maar want omdat terwijl doordat zodat dus en alleen".split())
_CLOSERS = frozenset((".", "?", "!", "...", "…"))
_FURTHEST = 2
_STEM = 5


@dataclass(frozen=True)
class Passage:
    """Tokens of a turn or of some sentences, where the evidence stands in them (end exclusive), and what was asked.

    ``own`` are the places that are part of the evidence; default all from ``start`` to ``end``.

    Raises
    ------
    ValueError
        If the evidence is nothing or lies outside the tokens.
    """

    tokens: tuple[str, ...]
    start: int
    end: int
    question: tuple[str, ...] = ()
    base: str = ""
    own: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.tokens):
            raise ValueError(
                f"evidence at {self.start}-{self.end}, got {len(self.tokens)} tokens; allowed: inside them"
            )


def features(passage: Passage, triggers: Triggers) -> dict[str, float]:
    """Return the features of a passage, each 1 except for what the triggers say (2)."""
    tokens = [token.lower() for token in passage.tokens]
    own = set(passage.own or range(passage.start, passage.end))
    clauses = _clauses(tokens, own)
    names: set[str] = set()
    for i, token in enumerate(tokens):
        if i in own:
            names.add(f"in={token}")
            continue
        names |= {f"{'before' if i < passage.start else 'after'}={token}", f"any={token}"}
        names.add(f"{_place(i, passage, clauses)}={token}")
        if len(token) > _STEM:
            names.add(f"stem={token[:_STEM]}")
        for n_more, kind in ((1, "two"), (2, "three")):
            if i + n_more < len(tokens) and i + n_more not in own:
                names.add(f"{kind}={'_'.join(tokens[i : i + n_more + 1])}")
    names |= _beside(tokens, passage) | _asked(tokens, passage, own)
    found = triggers.find(*_sentence(tokens, passage))
    return dict.fromkeys(names, 1.0) | {
        f"status={found.status}": 2.0,
        "settled": 2.0 * found.is_settled,
        **({f"trigger={'_'.join(found.words)}": 1.0} if found.words else {}),
    }


def _clauses(tokens: list[str], own: set[int]) -> list[int]:
    numbers, number = [], 0
    for i, token in enumerate(tokens):
        number += token in _BOUNDARIES and i not in own
        numbers.append(number)
    return numbers


def _place(i: int, passage: Passage, clauses: list[int]) -> str:
    """Return on which side a token stands and how many clauses away."""
    if i < passage.start:
        return f"B{min(clauses[passage.start] - clauses[i], _FURTHEST)}"
    return f"A{min(clauses[i] - clauses[passage.end - 1], _FURTHEST)}"


def _beside(tokens: list[str], passage: Passage) -> set[str]:
    before = tokens[passage.start - 1] if passage.start else "^"
    after = [*tokens[passage.end : passage.end + 2], "$"]
    return {f"prev={before}", f"next={after[0]}", f"next={'_'.join(after[:2])}"}


def _asked(tokens: list[str], passage: Passage, own: set[int]) -> set[str]:
    names = {f"base={passage.base}"} if passage.base else set()
    asked = [token.lower() for token in passage.question]
    if not asked:
        return names
    stems = {token[:_STEM] for token in asked}
    said = [token for i, token in enumerate(tokens) if i in own and len(token) > 3]
    is_echo = 2 * sum(token[:_STEM] in stems for token in said) >= len(said) > 0
    return names | {"asked", *(["echo"] if is_echo else []), *(f"q={token}" for token in asked if token.isalpha())}


def _sentence(tokens: list[str], passage: Passage) -> tuple[list[str], int, int, list[int] | None]:
    """Return the sentence of the evidence and its place in it, for the triggers."""
    first = max((i + 1 for i in range(passage.start) if tokens[i] in _CLOSERS), default=0)
    last = min((i + 1 for i in range(passage.end - 1, len(tokens)) if tokens[i] in _CLOSERS), default=len(tokens))
    own = [i - first for i in passage.own] if passage.own else None
    return tokens[first:last], passage.start - first, passage.end - first, own
