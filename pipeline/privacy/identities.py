"""Which mentions of names are of the same person, place or organisation, within the interviews of one municipality."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz.distance import Levenshtein

from pipeline.frames import NAME_KINDS
from pipeline.privacy.forms import Form, fold, is_derived, organisation_form, person_form, place_form

PERSON, PLACE = "person", "place"
ORGANISED = ("organisation", "school", "project")
NAMED = (PERSON, PLACE, *ORGANISED)
_LARGEST_SLIP, _SHORTEST_SLIP = 2, 7
# Two quarters of a town look alike ("Oost", "West") and are two.
_QUARTERS = ("noord", "oost", "zuid", "west", "oud", "nieuw")


@dataclass(frozen=True)
class Spoken:
    """A name as it was said: where, how, what it was taken for, and the text before and after it."""

    interview_id: str
    text: str
    kind: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Identity:
    """One person, place, organisation or number, and the numbers of its mentions in the sequence that was linked."""

    kind: str
    mentions: tuple[int, ...]


def link(spoken: Sequence[Spoken]) -> list[Identity]:
    """Return who and what is named, in order of first mention.

    Parameters
    ----------
    spoken
        All mentions of one municipality, the interviews one after another, each in the order of speech.

    Notes
    -----
    An identity that was taken for different kinds gets the most frequent one; of equally frequent ones the first of
    ``NAME_KINDS``. Contact data are the same only if they are spelled alike, and are never linked to a person.

    Examples
    --------
    >>> link([Spoken("a", "Berendien Zwanenkolk", "person"), Spoken("b", "Berendiens", "person"), Spoken("b", "Veldhaven", "place")])
    [Identity(kind='person', mentions=(0, 1)), Identity(kind='place', mentions=(2,))]
    """
    kinds = _settled_kinds(spoken)
    places = {place_form(s.text).words[0] for s, kind in zip(spoken, kinds, strict=True) if kind == PLACE}
    makers: dict[str, Callable[[Spoken], Form]] = {
        PERSON: lambda s: person_form(s.text, s.before),
        PLACE: lambda s: place_form(s.text),
        "organised": lambda s: organisation_form(s.text, s.before, places),
    }
    owners: dict[int, tuple[str, tuple[str, ...]]] = {}
    for group, make in makers.items():
        numbers = [n for n, kind in enumerate(kinds) if _group(kind) == group]
        said = [_Said(spoken[n].interview_id, make(spoken[n])) for n in numbers]
        owners |= {n: (group, owner.words) for n, owner in zip(numbers, _owners(said, group == PLACE), strict=True)}
    mentions: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for n, name in enumerate(spoken):
        mentions[owners.get(n, (kinds[n], (fold(name.text),)))].append(n)
    return [Identity(_most_frequent(kinds[n] for n in found), tuple(found)) for found in mentions.values()]


def _group(kind: str) -> str:
    return "organised" if kind in ORGANISED else kind


def _most_frequent(kinds: Iterable[str]) -> str:
    counts = Counter(kinds)
    return min(counts, key=lambda kind: (-counts[kind], NAME_KINDS.index(kind)))


def _settled_kinds(spoken: Sequence[Spoken]) -> list[str]:
    """Return one kind for all names that are spelled alike but for capitals, articles and a genitive s."""
    spelled = [place_form(s.text).words[0] if s.kind in NAMED else s.text for s in spoken]
    known = {text for text, s in zip(spelled, spoken, strict=True) if s.kind in NAMED}
    bare = [text[:-1] if text.endswith("s") and text[:-1] in known else text for text in spelled]
    counts: dict[str, list[str]] = defaultdict(list)
    for text, name in zip(bare, spoken, strict=True):
        if name.kind in NAMED:
            counts[text].append(name.kind)
    settled = {text: _most_frequent(kinds) for text, kinds in counts.items()}
    return [
        settled[text] if s.kind in NAMED and _group(s.kind) != _group(settled[text]) else s.kind
        for text, s in zip(bare, spoken, strict=True)
    ]


@dataclass(frozen=True)
class _Said:
    interview_id: str
    form: Form


def _owners(said: Sequence[_Said], are_places: bool) -> list[Form]:
    """Return for each mention the form of whom or what it names."""
    said = _without_slips(said)
    if are_places:
        stems = _stems({s.form.words[0] for s in said})
        return [Form((stems[s.form.words[0]],)) for s in said]
    said = _without_genitives(said)
    full = _full_names([s.form for s in said])
    here: dict[str, _Interview] = {}
    everywhere: dict[str, set[Form]] = defaultdict(set)
    genders: dict[Form, str] = {}
    for s in said:
        if s.form in full:
            everywhere[s.interview_id].add(full[s.form])
            genders[full[s.form]] = genders.get(full[s.form]) or s.form.gender
    return [
        here.setdefault(s.interview_id, _Interview(everywhere[s.interview_id])).owner(s.form, full, genders)
        for s in said
    ]


@dataclass
class _Interview:
    """Whom one interview names in full at all, and whom so far, the last one at the end."""

    in_full: set[Form]
    full_so_far: set[Form] = field(default_factory=set)
    named: list[Form] = field(default_factory=list)

    def owner(self, form: Form, full: dict[Form, Form], genders: dict[Form, str]) -> Form:
        """Return whom ``form`` names here, and remember it."""
        if form in full:
            self.full_so_far.add(full[form])
        found = full.get(form) or self._chosen(form, _candidates(form, full, genders))
        self.named.append(found)
        return found

    def _chosen(self, form: Form, candidates: list[Form]) -> Form:
        """Return the only candidate, or whom this interview speaks of: named in full before, most recently, or later.

        A name that nothing decides belongs to none of the candidates: it becomes an identity of its own, by the form
        itself, for it is worse to say of one what another did than to tell them apart once too often.
        """
        if len(candidates) == 1:
            return candidates[0]
        before = [c for c in candidates if c in self.full_so_far]
        if before:
            return max(before, key=lambda c: len(self.named) - self.named[::-1].index(c))
        later = [c for c in candidates if c in self.in_full]
        return later[0] if len(later) == 1 else form


def _candidates(form: Form, full: dict[Form, Form], genders: dict[Form, str]) -> list[Form]:
    """Return the full names that ``form`` may be short for, without those of the other gender."""
    for shorter in (form, replace(form, is_surname=False)):
        found = list(dict.fromkeys(owner for name, owner in full.items() if shorter.is_part_of(name)))
        if found:
            break
    fitting = [c for c in found if form.gender and genders.get(c) == form.gender]
    return fitting or [c for c in found if not (form.gender and genders.get(c))] or found


def _full_names(forms: Sequence[Form]) -> dict[Form, Form]:
    """Return each full name with the fullest one of the same person; one that may be of two persons is left out."""
    found = sorted(dict.fromkeys(f for f in forms if f.is_full), key=lambda f: (len(f.words[0]) == 1, -len(f.words)))
    owners: dict[Form, Form] = {}
    for form in found:
        wider = list(dict.fromkeys(owner for name, owner in owners.items() if form.is_part_of(name)))
        if len(wider) < 2:
            owners[form] = wider[0] if wider else form
    return owners


def _without_genitives(said: Sequence[_Said]) -> list[_Said]:
    """Return the forms without the s of "Berendiens", wherever the name is also said without it."""
    known = {s.form.words for s in said}
    full = [_without_genitive(s.form.words, known) for s in said if s.form.is_full]
    known |= {(word,) for words in full for word in words}
    # A surname that somebody has in full keeps its s: Anna Fokkerts is not of Fokkert.
    kept = {(words[-1],) for words in full}
    return [
        s if s.form.words in kept else replace(s, form=replace(s.form, words=_without_genitive(s.form.words, known)))
        for s in said
    ]


def _without_genitive(words: tuple[str, ...], known: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    bare = (*words[:-1], words[-1].removesuffix("s"))
    return bare if bare != words and bare in known else words


def _stems(words: set[str]) -> dict[str, str]:
    """Return each word for a place with the shortest one that it is derived from, or itself."""
    return {word: min((w for w in words if is_derived(word, w)), key=len, default=word) for word in words}


def _without_slips(said: Sequence[_Said]) -> list[_Said]:
    """Return the forms with a word that was said once, and resembles another of its interview, as that other.

    Two first names beside a surname are two people, however alike.
    """
    times = Counter(word for s in said for word in set(s.form.words))
    heard: dict[str, dict[str, None]] = defaultdict(dict)
    for s in said:
        heard[s.interview_id] |= dict.fromkeys(word for word in s.form.words if _is_long(word))
    kept = {s.form.words[0] for s in said if s.form.is_full and not s.form.words[1].startswith("#")}
    meant = {name: _meant(list(words), times, kept) for name, words in heard.items()}
    return [
        replace(s, form=replace(s.form, words=tuple(meant[s.interview_id].get(w, w) for w in s.form.words)))
        for s in said
    ]


def _is_long(word: str) -> bool:
    return len(word) >= _SHORTEST_SLIP and word.isalpha() and not word.endswith(_QUARTERS)


def _meant(words: list[str], times: Counter[str], kept: Collection[str]) -> dict[str, str]:
    """Return the slips of one interview, each with the word near it that is said most; those of ``kept`` are none."""
    found: dict[str, str] = {}
    for slip in words:
        near = [w for w in words if w != slip and w not in found and _is_near(w, slip)]
        if times[slip] == 1 and slip not in kept and near:
            found[slip] = max(near, key=lambda word: times[word])
    return found


def _is_near(word: str, other: str) -> bool:
    if word[0] != other[0] or is_derived(word, other) or is_derived(other, word):
        return False
    return Levenshtein.distance(word, other, score_cutoff=_LARGEST_SLIP) <= _LARGEST_SLIP
