"""Put the same words in the place of every name, so that a model neither learns names nor codes by them.

A transcript and its pseudonymised copy become the same text, and so get the same codings: "Hermien belt" and "[persoon 3]
belt" are both "Robin belt". Offsets found in that text are brought back to the transcript.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from pipeline import frames
from pipeline.privacy.kinds import printed_kinds
from pipeline.privacy.masking import Masked, Span, apart
from pipeline.privacy.mentions import Mention
from pipeline.privacy.pseudonyms import MASKS

# A name that Dutch knows for women and men stands for people and whatever else has a name: which of these a pseudonym
# stands for is not always what its mention was taken for.
NAME = "Robin"
_INSTEAD = {
    **dict.fromkeys(("person", "place", "organisation", "school", "project", "municipality"), NAME),
    "phone": "0600000000",
    "email": "robin@voorbeeld.nl",
    "web": "voorbeeld.nl",
    "postcode": "1234 AB",
    "date": "1 januari 2000",
    "age": "tien",
    "plate": "nummer",
    "number": "nummer",
}
_WORDS = {word: _INSTEAD[kind] for kind, word in MASKS.items()} | dict.fromkeys(printed_kinds(), NAME)
_PSEUDONYM = re.compile(rf"\[({'|'.join(sorted(map(re.escape, _WORDS), key=len, reverse=True))})(?: \d+)?\]")
_NAMES_IN_TEXT = re.compile(rf"\b{NAME}\b", re.IGNORECASE)


class Neutral:
    """Turns with the same words for every name.

    Parameters
    ----------
    turns
        Frame `turns`, n rows.
    names
        Frame `names` of the same interviews.

    Attributes
    ----------
    turns
        Frame `turns` with offsets of its own: those of its texts laid out as before.
    """

    def __init__(self, turns: pd.DataFrame, names: pd.DataFrame) -> None:
        of_turn: dict[tuple[str, int], list[Mention]] = {}
        for row in frames.rows(names):
            mention = Mention(row.start_char, row.end_char, row.kind)
            of_turn.setdefault((row.interview_id, row.turn_no), []).append(mention)
        self._turns: dict[tuple[str, int], Masked] = {}
        shift, before = 0, ""
        for turn in frames.rows(turns):
            shift, before = (shift if turn.interview_id == before else 0), turn.interview_id
            spans = _spans(turn.text, turn.start_char, of_turn.get((turn.interview_id, turn.turn_no), ()))
            masked = Masked(turn.start_char, turn.start_char + shift, turn.text, spans)
            self._turns[turn.interview_id, turn.turn_no] = masked
            shift += len(masked.text) - len(turn.text)
        changed = list(self._turns.values())
        self.turns = turns.assign(
            text=pd.array([one.text for one in changed], dtype="str"),
            start_char=[one.start for one in changed],
            end_char=[one.start + len(one.text) for one in changed],
        )

    def move(self, coded: pd.DataFrame, text: str = "quote") -> pd.DataFrame:
        """Return passages of the transcript (interview_id, turn_no, start_char, end_char, ``text``) as they are here."""
        return _with_places(coded, text, [self._turns[key].moved(a, b) for key, a, b in _places(coded)])

    def bring_back(self, coded: pd.DataFrame, text: str = "text") -> pd.DataFrame:
        """Return passages found here as they are in the transcript: the reverse of ``move``."""
        return _with_places(coded, text, [self._turns[key].original(a, b) for key, a, b in _places(coded)])


def _places(coded: pd.DataFrame) -> Iterable[tuple[tuple[str, int], int, int]]:
    return (((row.interview_id, row.turn_no), row.start_char, row.end_char) for row in frames.rows(coded))


def _with_places(coded: pd.DataFrame, text: str, places: list[tuple[int, int, str]]) -> pd.DataFrame:
    texts = pd.array([said for _, _, said in places], dtype="str")
    starts, ends = (np.array([place[n] for place in places], dtype=np.int64) for n in (0, 1))
    return coded.assign(start_char=starts, end_char=ends, **{text: texts})


def _spans(text: str, start: int, mentions: Iterable[Mention]) -> list[Span]:
    given = [Span(*match.span(), _WORDS[match[1]]) for match in _PSEUDONYM.finditer(text)]
    return apart([*given, *(Span(one.start - start, one.end - start, _INSTEAD[one.kind]) for one in mentions)])


def without_stand_in(text: str) -> str:
    """Return a text about what was found (not of the transcript) with "[naam]" for what stands for names.

    Examples
    --------
    >>> without_stand_in("door de woorden: bel, Robin")
    'door de woorden: bel, [naam]'
    """
    return _NAMES_IN_TEXT.sub("[naam]", text)
