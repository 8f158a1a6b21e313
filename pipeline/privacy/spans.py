"""From words that are masked to names: which words belong together, what they name, and why they are taken for a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.privacy.features import Token, is_inside
from pipeline.privacy.lists import NameLists
from pipeline.privacy.mentions import Mention
from pipeline.privacy.recogniser import CLASSES
from pipeline.privacy.words import BUILT, familiarity, fold, has_capital

# Small words inside a name: Meedoen aan de Dijk, Yasmina el Boukhari.
LINKS = frozenset("van de der den ten ter te het 't in op aan en bij voor el la du von".split())
LINKS_OF_PEOPLE = LINKS - {"en", "voor", "bij"}
# By themselves they stand between a person and a place: Ineke in Amersfoort. In a surname more follows: in 't Veld.
_BEFORE_PLACES = frozenset(("in", "op", "aan"))
_MOST_LINKS = 3
_ARTICLES = frozenset(("de", "het", "'t", "ten", "ter"))
_SCHOOL = ("school", "college", "lyceum", "gymnasium", "mavo", "havo", "vmbo", "mbo", "kindcentrum")
# What stands before a project's name; some are in names too.
_PROJECT = frozenset("project groep cursus training programma campagne pilot traject bijeenkomst themaweek".split())
_IN_PROJECT = ("project", "cursus", "training", "programma", "campagne")
# What stands before somebody's name and is no part of it.
TITLES = frozenset(
    "mevrouw mevr mw meneer mijnheer dhr heer juffrouw juf meester zuster broeder dokter dr drs ome oom tante opa oma wethouder burgemeester".split()
)
_NEAR = 3


@dataclass(frozen=True)
class ReadTurn:
    """One turn on its way: where it starts in the plain text, its words, and their chances by ``CLASSES``."""

    turn_no: int
    start: int
    text: str
    tokens: list[Token]
    chances: NDArray[np.float64]

    def kind(self, number: int) -> str:
        """Return what a word names, if it is a name."""
        return CLASSES[1 + int(np.argmax(self.chances[number, 1:]))]


def mentions(turn: ReadTurn, numbers: Sequence[int], lists: NameLists) -> list[Mention]:
    """Return the names that these words of a turn make."""
    found = [(_after_titles(turn, a, b), b) for a, b in _runs(turn, numbers, lists)]
    runs = [(a, b) for a, b in found if not _is_small(turn.tokens[a : b + 1])]
    return [_mention(turn, _with_kind_word(turn, first), last, lists) for first, last in runs]


def widen(turn: ReadTurn, numbers: Sequence[int], free: Sequence[int]) -> list[int]:
    """Return the masked words with those that belong to the same name: capitals beside them inside a sentence."""
    numbers = [n for n in numbers if turn.tokens[n].text.lower() not in _ARTICLES or {n - 1, n + 1} & set(numbers)]
    masked, may = set(numbers), {n for n in free if has_capital(turn.tokens[n].text) and is_inside(turn.tokens, n)}
    for number in sorted(numbers):
        after = number + 1
        while after in may and after not in masked:
            masked.add(after)
            after += 1
        before = number - 1
        while before not in masked and (before in may or _is_opening_article(turn, before)):
            masked.add(before)
            before -= 1
        at = number + 1
        while at < len(turn.tokens) and at - number <= _MOST_LINKS and turn.tokens[at].text in (LINKS - {"en"}):
            at += 1
        if at > number + 1 and at in may and turn.kind(number) == "organisation":
            masked.add(at)
    return sorted(masked)


def _after_titles(turn: ReadTurn, first: int, last: int) -> int:
    """Return where a name begins after mevrouw, wethouder or the like."""
    while first < last and turn.tokens[first].text.lower().strip(".") in TITLES:
        first += 1
    return first


def _is_opening_article(turn: ReadTurn, number: int) -> bool:
    """Whether a word may open a name and a sentence at once: Het Lage Veld."""
    if number < 0 or turn.kind(number + 1) == "person" or not has_capital(turn.tokens[number + 1].text):
        return False
    return has_capital(turn.tokens[number].text) and turn.tokens[number].text.lower() in _ARTICLES


def _is_small(tokens: Sequence[Token]) -> bool:
    """Whether there are only small words: an article that lost its name."""
    return all(token.text.lower() in LINKS for token in tokens)


def _with_kind_word(turn: ReadTurn, first: int) -> int:
    """Return where a name begins with the kind of school just before it: basisschool De Hoef."""
    before = turn.tokens[first - 1].text.lower() if first else ""
    return first - 1 if before.endswith(_SCHOOL) and before not in _SCHOOL[:1] else first


def _runs(turn: ReadTurn, numbers: Sequence[int], lists: NameLists) -> list[tuple[int, int]]:
    """Return (first, last) of neighbouring words of one kind, small words between them included."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and _belongs(turn, found[-1][1], number, lists):
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found


def _belongs(turn: ReadTurn, before: int, number: int, lists: NameLists) -> bool:
    """Whether a word goes on with the name that ends at ``before``."""
    between = [token.text.lower() for token in turn.tokens[before + 1 : number]]
    kinds = [turn.kind(n) for n in (before, number)]
    if not between:
        # An article has no kind of its own.
        return kinds[0] == kinds[1] or "person" not in kinds or turn.tokens[before].text.lower() in LINKS
    if len(between) > _MOST_LINKS or (kinds[0] != kinds[1] and "person" not in kinds[:1]):
        return False
    if kinds[0] != kinds[1] and fold(turn.tokens[number].text) not in lists.surnames:
        return False
    if kinds[0] == "person" and between[-1] in _BEFORE_PLACES:
        return False
    links = LINKS_OF_PEOPLE if kinds[0] == "person" else LINKS
    return set(between) <= links and has_capital(turn.tokens[number].text)


def _mention(turn: ReadTurn, first: int, last: int, lists: NameLists) -> Mention:
    tokens, chances = turn.tokens[first : last + 1], turn.chances[first : last + 1]
    weights = chances[:, 1:].sum(axis=0)
    kind = CLASSES[1 + int(np.argmax(weights))]
    if kind == "organisation" or any(token.text.lower().endswith(_SCHOOL) for token in tokens):
        kind = _special(turn, first, last)
    score = round(float(1 - chances[:, 0].min()), 3)
    return Mention(tokens[0].start, tokens[-1].end, kind, score, _reason(turn, first, last, kind, lists))


def _special(turn: ReadTurn, first: int, last: int) -> str:
    """Tell a school or a project from other organisations by the words in and just before it."""
    before = [token.text.lower() for token in turn.tokens[max(0, first - _NEAR) : first]]
    own = [token.text.lower() for token in turn.tokens[first : last + 1]]
    if any(word.endswith(_SCHOOL) for word in (*before, *own)):
        return "school"
    is_project = not _PROJECT.isdisjoint(before) or any(word.endswith(_IN_PROJECT) for word in own)
    return "project" if is_project else "organisation"


def _reason(turn: ReadTurn, first: int, last: int, kind: str, lists: NameLists) -> str:
    """Say in Dutch what speaks for a name, without the name."""
    tokens = turn.tokens[first : last + 1]
    forms = [fold(token.text) for token in tokens]
    said = {
        "voornaam in de lijst": any(lists.first_name(form) for form in forms),
        "achternaam in de lijst": any(form in lists.surnames for form in forms),
        "plaats in de lijst": any(lists.place(form) for form in forms),
        "hoofdletter in de zin": any(
            has_capital(t.text) and is_inside(turn.tokens, n) for n, t in enumerate(tokens, first)
        ),
        "geen gewoon Nederlands woord": any(familiarity(token.text) <= BUILT for token in tokens),
        "door het taalmodel herkend": any(token.entity for token in tokens),
    }
    reasons = [reason for reason, holds in said.items() if holds]
    return ", ".join(reasons) or "de woorden eromheen"
