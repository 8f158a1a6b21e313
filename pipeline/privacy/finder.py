"""Find what gives somebody away in what is said: names by a trained recogniser and lists, and what has a form of its own.

Recall before precision: a word is masked from a low chance on, and what is doubtful is listed for a human.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import pandas as pd
from spacy.language import Language

from pipeline import frames
from pipeline.privacy.contact import find_contact
from pipeline.privacy.features import Token, Writing, token_features
from pipeline.privacy.lists import KEPT_PHRASES, name_lists
from pipeline.privacy.mentions import Mention
from pipeline.privacy.recogniser import Recogniser
from pipeline.privacy.spans import LINKS_OF_PEOPLE, TITLES, ReadTurn, mentions, widen
from pipeline.privacy.spelling import Spellings
from pipeline.privacy.tokens import is_shouted, label_words, read_tokens, small
from pipeline.privacy.words import COMMON, UNKNOWN, familiarity, fold, has_capital, shape

CERTAIN = 0.5


class NameFinder:
    """Finds names in interviews.

    Parameters
    ----------
    nlp
        The Dutch pipeline that ships (``load_language()``).
    hide
        Names that the researcher wants masked whatever the recogniser says.
    keep
        Names that may stay.
    recogniser
        Default the one that ships.
    """

    def __init__(
        self,
        nlp: Language,
        hide: Collection[str] = (),
        keep: Collection[str] = (),
        recogniser: Recogniser | None = None,
    ) -> None:
        self._nlp, self._lists, self._recogniser = nlp, name_lists(), recogniser or Recogniser.load()
        self._hidden = Spellings(hide, any_case=True, derived=True)
        self._kept = {fold(word) for name in keep for word in (name, *name.split())}
        self._kept_whole = Spellings([*keep, *KEPT_PHRASES], any_case=True)

    def find(self, turns: pd.DataFrame) -> pd.DataFrame:
        """Return the names in one interview.

        Parameters
        ----------
        turns
            Frame `turns` of one interview, in order.

        Returns
        -------
        pd.DataFrame
            Frame `names`, sorted by place; passages do not overlap.
        """
        read = self._read(turns)
        has_capitals = not is_shouted(turns["text"]) and Writing([turn.tokens for turn in read]).has_capitals
        rows: list[dict[str, object]] = []
        interview_id = turns["interview_id"].iloc[0] if len(turns) else ""
        for turn in read:
            for one in self._in_turn(turn, has_capitals):
                place = {"start_char": turn.start + one.start, "end_char": turn.start + one.end}
                rows.append(
                    {
                        "interview_id": interview_id,
                        "turn_no": turn.turn_no,
                        **place,
                        "text": turn.text[one.start : one.end],
                        "kind": one.kind,
                        "score": one.score,
                        "certainty": "certain" if one.score >= CERTAIN else "doubtful",
                        "reason": one.reason,
                    }
                )
        return frames.build(frames.NAMES, rows)

    def _read(self, turns: pd.DataFrame) -> list[ReadTurn]:
        texts = list(turns["text"])
        shown = [small(text) for text in texts] if is_shouted(texts) else texts
        spoken = list(read_tokens(shown, self._nlp))
        writing, labels = Writing(spoken), label_words(turns["speaker"].unique())
        return [
            ReadTurn(
                turn.turn_no,
                turn.start_char,
                turn.text,
                tokens,
                self._recogniser.chances(token_features(tokens, writing, self._lists, labels)),
            )
            for turn, tokens in zip(frames.rows(turns), spoken, strict=True)
        ]

    def _in_turn(self, turn: ReadTurn, has_capitals: bool) -> list[Mention]:
        """Return the mentions of a turn, those that overlap made one: an address goes before a list, a list before the rest."""
        kept = self._kept_whole.places(turn.text)
        listed = "staat in de lijst van de studie"
        hidden = [Mention(a, b, "person", 1.0, listed) for a, b, _ in self._hidden.places(turn.text)]
        found = [*find_contact(turn.text), *hidden]
        if not has_capitals:
            # Ages are told by small words around them, postcodes by capitals.
            found += find_contact(small(turn.text))
        free = [
            number
            for number, token in enumerate(turn.tokens)
            if not any(a < token.end and token.start < b for a, b, _ in kept)
        ]
        numbers = [
            n for n in free if self._is_masked(turn, n, has_capitals) or self._follows_title(turn, n, has_capitals)
        ]
        widened = (
            widen(turn, numbers, [n for n in free if shape(turn.tokens[n].text) != "AA"]) if has_capitals else numbers
        )
        names = mentions(turn, widened, self._lists)
        return _made_one([*found, *names])

    def _is_masked(self, turn: ReadTurn, number: int, has_capitals: bool) -> bool:
        token = turn.tokens[number]
        chance, known = 1 - turn.chances[number, 0], familiarity(token.text)
        if self._may_stay(token):
            return False
        if has_capitals:
            # A small letter in text with capitals: only what Dutch does not know, or what is more likely a name than not.
            lowest = self._recogniser.least if has_capital(token.text) or known == UNKNOWN else CERTAIN
        else:
            lowest = self._recogniser.least_unknown if known == UNKNOWN else self._recogniser.least_lower
        return bool(chance >= lowest)

    def _may_stay(self, token: Token) -> bool:
        has_letter = any(letter.isalpha() for letter in token.text)
        return not has_letter or fold(token.text) in self._kept or self._lists.may_stay(token.text)

    def _follows_title(self, turn: ReadTurn, number: int, has_capitals: bool) -> bool:
        """Whether a word comes after mevrouw, dokter or the like, with or without van der: a surname, or a first name."""
        token = turn.tokens[number]
        before = number - 1
        while before >= 0 and turn.tokens[before].text.lower() in LINKS_OF_PEOPLE:
            before -= 1
        if before < 0 or turn.tokens[before].text.lower().strip(".") not in TITLES or self._may_stay(token):
            return False
        if has_capitals:
            return has_capital(token.text) and token.text.lower() not in LINKS_OF_PEOPLE
        return familiarity(token.text) < COMMON and token.is_word


def _made_one(found: Iterable[Mention]) -> list[Mention]:
    """Return mentions that do not overlap: of those that do, all that they cover, as the first of them."""
    apart: list[Mention] = []
    for one in found:
        same = [other for other in apart if one.start < other.end and other.start < one.end]
        if same:
            apart = [other for other in apart if other not in same]
            first, last = min(x.start for x in (one, *same)), max(x.end for x in (one, *same))
            one = replace(same[0], start=first, end=last)
        apart.append(one)
    return sorted(apart)
