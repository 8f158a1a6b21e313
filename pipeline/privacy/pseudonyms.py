"""Give everybody and everything that is named in a study one pseudonym: "[persoon 3]" in all interviews of a municipality."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.errors import FrameError
from pipeline.frames import NAMES, check, rows
from pipeline.privacy.forms import fold, is_derived, person_form, place_form
from pipeline.privacy.identities import NAMED, PERSON, Identity, Spoken, link
from pipeline.privacy.kinds import kind_from_context
from pipeline.privacy.numbering import KINDS, Bearer, empty_key, extended, numbered

__all__ = ["MASKS", "Pseudonyms", "assign_pseudonyms", "kind_from_context"]

# What is printed for each kind of ``NAME_KINDS``, and for the municipality of an interview.
MASKS = KINDS | {
    "phone": "telefoonnummer",
    "email": "e-mailadres",
    "web": "webadres",
    "postcode": "postcode",
    "date": "geboortedatum",
    "age": "leeftijd",
    "plate": "kenteken",
    "number": "nummer",
}
# A name shorter than this is in many words by chance.
_SHORTEST_NAME = 3
_MARK = "\x00"
# Where a name stands: the row of the frame, or the interview and label of a speaker.
_Place = int | tuple[str, str]


@dataclass(frozen=True)
class Pseudonyms:
    """The pseudonyms of a study.

    Attributes
    ----------
    names
        Frame ``names`` in the order given, with the columns municipality, identity (counts over the study from 1, in
        order of first mention) and pseudonym.
    labels
        Pseudonym of each speaker label, by interview and label.
    key
        ``numbering.KEY_COLUMNS``: one row per pseudonym with a number or a kind; contact data are not in it.
    """

    names: pd.DataFrame
    labels: dict[tuple[str, str], str]
    key: pd.DataFrame


def assign_pseudonyms(
    names: pd.DataFrame,
    labels: Mapping[str, Sequence[str]],
    municipality_of: Mapping[str, str],
    contexts: Mapping[tuple[str, int], str] | None = None,
    earlier: pd.DataFrame | None = None,
) -> Pseudonyms:
    """Return one pseudonym for each person, place and organisation of a study; the same input gives the same numbers.

    Parameters
    ----------
    names
        Frame ``names``, n rows, any order.
    labels
        The speaker labels of an interview that are names, in order; they come before its turns.
    municipality_of
        The municipality of every interview; may be empty. Numbers follow its order.
    contexts
        By interview and first character: the text around a mention, the mention between two ``\\x00``. May be missing.
    earlier
        A key of an earlier run, whose numbers stay.

    Raises
    ------
    FrameError
        If ``names`` is no such frame, or an interview has no municipality.

    Examples
    --------
    >>> from pipeline.frames import empty
    >>> assign_pseudonyms(empty(NAMES), {"a": ["Berendien"]}, {"a": "Veldhaven"}).labels
    {('a', 'Berendien'): '[persoon 1]'}
    """
    unknown = sorted((set(check(names, NAMES)["interview_id"]) | set(labels)) - set(municipality_of))
    if unknown:
        raise FrameError(f"frame 'names': {len(unknown)} interviews without a municipality, first '{unknown[0]}'")
    known = empty_key() if earlier is None else earlier
    mentions = list(_mentions(names.reset_index(drop=True), labels, municipality_of, contexts or {}))
    spoken = [spoken for _, spoken in mentions]
    groups = _groups(spoken, municipality_of)
    bearers = {number: group.bearer(spoken) for number, group in enumerate(groups) if group.identity.kind in KINDS}
    given = dict(zip(bearers, numbered(list(bearers.values()), known), strict=True))
    pseudonyms = [given.get(n) or f"[{MASKS[group.identity.kind]}]" for n, group in enumerate(groups)]
    group_of = {mentions[m][0]: n for n, group in enumerate(groups) for m in group.identity.mentions}
    of_rows = [group_of[row] for row in range(len(names))]
    order = {n: identity for identity, n in enumerate(dict.fromkeys(group_of[place] for place, _ in mentions), start=1)}
    return Pseudonyms(
        names.assign(
            municipality=names["interview_id"].map(dict(municipality_of)).astype("str"),
            identity=pd.Series([order[n] for n in of_rows], index=names.index, dtype="int64"),
            pseudonym=pd.Series([pseudonyms[n] for n in of_rows], index=names.index, dtype="str"),
        ),
        {place: pseudonyms[n] for place, n in group_of.items() if not isinstance(place, int)},
        extended(list(bearers.values()), list(given.values()), known),
    )


@dataclass(frozen=True)
class _Group:
    """An identity, with the municipality in whose interviews it is named."""

    municipality: str
    identity: Identity
    texts: tuple[str, ...] = ()

    def bearer(self, spoken: Sequence[Spoken]) -> Bearer:
        kind, found = self.identity.kind, [spoken[n] for n in self.identity.mentions]
        texts = tuple(dict.fromkeys((*self.texts, *(s.text for s in found))))
        word = _kind_word(found) if kind in ("organisation", "school") else ""
        return Bearer(self.municipality, kind, word or KINDS[kind], texts, len(found))


def _mentions(
    names: pd.DataFrame,
    labels: Mapping[str, Sequence[str]],
    municipality_of: Mapping[str, str],
    contexts: Mapping[tuple[str, int], str],
) -> Iterator[tuple[_Place, Spoken]]:
    """Iterate over all names in the order of the study: interview by interview, labels first, then by offset."""
    of_interview = {str(name): found for name, found in names.groupby("interview_id", sort=False)}
    for interview_id in municipality_of:
        for label in dict.fromkeys(labels.get(interview_id, ())):
            yield (interview_id, label), Spoken(interview_id, label, PERSON)
        found = of_interview.get(interview_id, names.iloc[:0]).sort_values(["start_char", "end_char"])
        for number, row in zip(found.index, rows(found), strict=True):
            parts = contexts.get((interview_id, row.start_char), "").split(_MARK)
            before, after = (parts[0], parts[2]) if len(parts) == 3 else ("", "")
            yield int(number), Spoken(interview_id, row.text, row.kind, before, after)


def _groups(spoken: Sequence[Spoken], municipality_of: Mapping[str, str]) -> list[_Group]:
    """Return the municipalities of the study, then what is named in the interviews of one after another."""
    spelled: dict[str, str] = {}
    for name in municipality_of.values():
        spelled.setdefault(fold(name), " ".join(name.split()))
    towns = {place_form(name).words[0]: folded for folded, name in spelled.items() if folded}
    town_of = [_town(s, towns) for s in spoken]
    groups: list[_Group] = []
    for folded in towns.values():
        found = tuple(n for n, town in enumerate(town_of) if town == folded)
        groups.append(_Group(spelled[folded], Identity("municipality", found), (spelled[folded],)))
    for folded, name in spelled.items():
        numbers = [
            n
            for n, s in enumerate(spoken)
            if not town_of[n] and fold(municipality_of[s.interview_id]) == folded
        ]  # fmt: skip
        for identity in link([spoken[n] for n in numbers]):
            groups.append(_Group(name, Identity(identity.kind, tuple(numbers[m] for m in identity.mentions))))
    return groups


def _town(spoken: Spoken, towns: Mapping[str, str]) -> str:
    """Return which municipality of the study is named, also as an adjective or by its inhabitants; empty if none."""
    if spoken.kind not in NAMED or (spoken.kind == PERSON and person_form(spoken.text, spoken.before).is_surname):
        return ""
    word = place_form(spoken.text).words[0]
    derived = [town for town in towns if spoken.kind != PERSON and is_derived(word, town)]
    return towns.get(word) or (towns[max(derived, key=len)] if derived else "")


def _kind_word(spoken: Sequence[Spoken]) -> str:
    """Return what an organisation is said to be most often, unless the name itself would be read in it."""
    said = Counter(kind for s in spoken if (kind := kind_from_context(s.before, s.text, s.after)))
    names = {fold(s.text) for s in spoken if len(fold(s.text)) >= _SHORTEST_NAME}
    return next((word for word, _ in said.most_common() if not any(name in fold(word) for name in names)), "")
