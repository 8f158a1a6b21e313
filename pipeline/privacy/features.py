"""What a recogniser of names sees of each word: its form, where it stands, what it is listed as, and the words around it.

The word itself is no feature, so that what was learnt holds for names nobody has seen; only words that Dutch knows well
are named as neighbours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.privacy.lists import NameLists
from pipeline.privacy.words import COMMON, KNOWN, familiarity, fold, has_capital, shape

Features = dict[str, float]
# After these a capital says nothing.
_OPENERS = frozenset([".", "?", "!", "…", "...", ":", '"', "“", "”", "'", "‘", "-", "–", "—", "(", "["])
_ENDS = tuple(
    "straat laan weg plein singel kade steeg pad dijk gracht hof markt brug kwartier wijk buurt veld haven dorp meer veen burg "
    "horst drecht hoven oord kamp sloot woude beek berg dam stede ingen heim lo um werd".split()
)
_FEW_CAPITALS = 0.03
_MOST_LENGTH, _MOST_LOWER, _MOST_UPPER = 12, 5, 4
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Token:
    """A word of a turn; ``start`` counts in the turn, ``entity`` is what the language pipeline takes it for or empty."""

    text: str
    start: int
    opens_sentence: bool
    pos: str
    entity: str

    @property
    def end(self) -> int:
        """The code point after its last."""
        return self.start + len(self.text)

    @property
    def is_word(self) -> bool:
        """Whether it is more than punctuation."""
        return _WORD.match(self.text) is not None


class Writing:
    """How an interview is written: which forms have capitals inside a sentence, and whether there are any."""

    def __init__(self, turns: Sequence[Sequence[Token]]) -> None:
        self.lower: Counter[str] = Counter()
        self.upper: Counter[str] = Counter()
        n_words = n_capitals = 0
        for turn in turns:
            for number, token in enumerate(turn):
                if token.text[:1].islower():
                    self.lower[fold(token.text)] += 1
                elif has_capital(token.text) and is_inside(turn, number):
                    self.upper[fold(token.text)] += 1
                n_words += token.is_word
                n_capitals += token.is_word and has_capital(token.text)
        self.has_capitals = n_capitals >= _FEW_CAPITALS * max(1, n_words)


def is_inside(turn: Sequence[Token], number: int) -> bool:
    """Whether a word stands where only a name has a capital."""
    return number > 0 and turn[number - 1].text not in _OPENERS and not turn[number].opens_sentence


@dataclass(frozen=True)
class _Seen:
    """What neighbours see of a word."""

    features: Features
    form: str
    shape: str
    known: int
    listed: tuple[str, ...]


def token_features(
    turn: Sequence[Token], writing: Writing, lists: NameLists, labels: Collection[str] = ()
) -> list[Features]:
    """Return the features of each word of a turn.

    Parameters
    ----------
    turn
        Its words.
    writing
        How its interview is written.
    lists
        The lists of names.
    labels
        Folded words of the speakers' labels.
    """
    seen = [_alone(turn, number, writing, lists, labels) for number in range(len(turn))]
    return [{**one.features, **_around(seen, turn, number)} for number, one in enumerate(seen)]


def _alone(turn: Sequence[Token], number: int, writing: Writing, lists: NameLists, labels: Collection[str]) -> _Seen:
    token = turn[number]
    form, how, known = fold(token.text), shape(token.text), familiarity(token.text)
    place = "m" if is_inside(turn, number) else "i"
    listed = _listed(form, lists)
    names = [
        f"s={how}{place}", f"L={known}", f"s,L={how}{place}{known}", f"e={token.entity}", f"e,s={token.entity},{how}",
        f"e,L={token.entity},{known}", f"pos={token.pos}", f"len={min(len(token.text), _MOST_LENGTH)}",
        *listed, *(f"{name},L={known},{how}" for name in listed),
    ]  # fmt: skip
    if not set(listed) & {"first", "sur", "pl"}:
        names.append(f"none,L{known},{how}{place}")
    n_upper, n_lower = writing.upper[form], writing.lower[form]
    if n_upper > n_lower:
        names.append("cap>low")
    if n_upper and not n_lower:
        names.append(f"onlycap,L{known}")
    ending = next((x for x in _ENDS if form.endswith(x) and len(form) > len(x) + 1), "")
    if ending:
        names += [f"sfx={ending}", f"sfx,s={how}", f"sfx,L={known}"]
    if form in labels:
        names.append("lab")
    if not writing.has_capitals:
        names += ["lc", f"lc,L{known}", f"lc,e={token.entity}"]
        names += [f"lc,{name},L{known}" for name in listed if name != "str"]
    found = dict.fromkeys(names, 1.0)
    found["lows"] = min(n_lower, _MOST_LOWER) / _MOST_LOWER
    found["caps"] = min(n_upper, _MOST_UPPER) / _MOST_UPPER
    return _Seen({name: value for name, value in found.items() if value}, form, how, known, listed)


def _listed(form: str, lists: NameLists) -> tuple[str, ...]:
    found: Mapping[str, bool] = {
        "first": lists.first_name(form),
        "sur": form in lists.surnames,
        "pl": lists.place(form),
        "str": form in lists.streets,
    }
    return tuple(name for name, is_listed in found.items() if is_listed)


def _around(seen: Sequence[_Seen], turn: Sequence[Token], number: int) -> Features:
    names: list[str] = []
    for step in (-2, -1, 1, 2):
        at = number + step
        if not 0 <= at < len(seen):
            names.append(f"{step}:none")
            continue
        one = seen[at]
        if (one.known >= KNOWN and "first" not in one.listed) or one.known == COMMON or one.shape == "p":
            names.append(f"{step}:w={one.form}")
        names.append(f"{step}:s={one.shape}")
        if abs(step) == 1:
            names += [
                f"{step}:L={one.known},s={one.shape}",
                f"{step}:e={turn[at].entity}",
                f"{step}:pos={turn[at].pos}",
            ]
            names += [f"{step}:{name},{one.shape}" for name in one.listed if name != "str"]
    return dict.fromkeys(names, 1.0)
