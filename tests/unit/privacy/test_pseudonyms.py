"""One pseudonym for everybody and everything, in all interviews of a municipality; none gives a name away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.errors import FrameError
from pipeline.frames import NAME_KINDS, NAMES, build, empty
from pipeline.privacy.kinds import printed_kinds
from pipeline.privacy.numbering import KINDS, PSEUDONYM, parsed
from pipeline.privacy.pseudonyms import MASKS, Pseudonyms, assign_pseudonyms

STUDY = {"a1": "Veldhaven", "a2": "Veldhaven", "b1": "Kolkrade"}
Said = tuple[str, str, str]
WORDS = frozenset(MASKS.values()) | printed_kinds()
# Some that resemble each other, and whatever comes.
TEXTS = st.sampled_from(
    ["Zwybq", "Zwybq Xkwox", "mevrouw Xkwox", "zwybqs", "basisschool Qyxw", "Qyxw", "Veldhavense", "Kolkrade"]
) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
SAID = st.lists(st.tuples(st.sampled_from(list(STUDY)), TEXTS, st.sampled_from(NAME_KINDS)), max_size=12)


def frame(said: Sequence[Said]) -> pd.DataFrame:
    """Return frame ``names``, the mentions of an interview one after another."""
    rows = [
        {"interview_id": interview, "turn_no": 1, "start_char": 100 * n, "end_char": 100 * n + max(1, len(text)), "text": text,
         "kind": kind, "score": 1.0, "certainty": "certain", "reason": "staat zo in de toets"}
        for n, (interview, text, kind) in enumerate(said)
    ]  # fmt: skip
    return build(NAMES, rows) if rows else empty(NAMES)


def given_to(
    said: Sequence[Said],
    contexts: Mapping[int, str] | None = None,
    labels: Mapping[str, Sequence[str]] | None = None,
    earlier: pd.DataFrame | None = None,
) -> list[str]:
    """Return the pseudonyms of these mentions; ``contexts`` by their number."""
    around = {(said[n][0], 100 * n): text.replace("|", "\x00") for n, text in (contexts or {}).items()}
    return assign_pseudonyms(frame(said), labels or {}, STUDY, around, earlier).names["pseudonym"].tolist()


def key_of(said: Sequence[Said], earlier: pd.DataFrame | None = None) -> pd.DataFrame:
    return assign_pseudonyms(frame(said), {}, STUDY, earlier=earlier).key


def test_one_person_in_all_interviews_of_a_municipality_and_another_in_another() -> None:
    said = [("a1", "Berendien", "person"), ("a1", "Oebele", "person"), ("a2", "mevrouw Zwanenkolk", "person"),
            ("a2", "Berendien Zwanenkolk", "person"), ("b1", "Berendien", "person")]  # fmt: skip
    assert given_to(said) == ["[persoon 1]", "[persoon 2]", "[persoon 1]", "[persoon 1]", "[persoon 1]"]
    identities = assign_pseudonyms(frame(said), {}, STUDY).names["identity"].tolist()
    assert identities == [1, 2, 1, 1, 3]


def test_numbers_follow_the_order_of_the_study_and_not_of_the_rows() -> None:
    said = [("a2", "Oebele", "person"), ("a1", "Berendien", "person")]
    found = assign_pseudonyms(frame(said), {}, STUDY).names
    assert found["text"].tolist() == ["Oebele", "Berendien"]
    assert found["pseudonym"].tolist() == ["[persoon 2]", "[persoon 1]"]
    assert found["municipality"].tolist() == ["Veldhaven", "Veldhaven"]


def test_labels_come_before_the_turns_of_their_interview() -> None:
    found = assign_pseudonyms(
        frame([("a1", "Oebele", "person"), ("a2", "Griet", "person")]),
        {"a1": ["Griet Kwast", "Oebele"], "b1": ["Griet"]},
        STUDY,
    )
    assert found.labels == {
        ("a1", "Griet Kwast"): "[persoon 1]",
        ("a1", "Oebele"): "[persoon 2]",
        ("b1", "Griet"): "[persoon 1]",
    }
    assert found.names["pseudonym"].tolist() == ["[persoon 2]", "[persoon 1]"]


def test_the_municipalities_of_the_study_are_numbered_over_the_study() -> None:
    said = [("b1", "Kolkrade", "place"), ("a1", "Veldhavense", "place"), ("b1", "VELDHAVEN", "organisation"),
            ("a1", "gemeente Kolkrade", "organisation"), ("a1", "Kolkrader", "place"), ("a1", "Kolkrade-Zuid", "place")]  # fmt: skip
    assert given_to(said) == [
        "[gemeente 2]",
        "[gemeente 1]",
        "[gemeente 1]",
        "[gemeente 2]",
        "[gemeente 2]",
        "[plaats 1]",
    ]


def test_a_person_named_like_a_municipality_is_a_person() -> None:
    said = [("a1", "mevrouw Kolkrade", "person"), ("a1", "Griet Kolkrade", "person"), ("b1", "Kolkrade", "person")]
    assert given_to(said) == ["[persoon 1]", "[persoon 1]", "[gemeente 2]"]


def test_an_interview_without_a_municipality_counts_by_itself() -> None:
    names = frame([("a1", "Griet", "person"), ("c1", "Oebele", "person")])
    found = assign_pseudonyms(names, {}, {"a1": "Veldhaven", "c1": ""})
    assert found.names["pseudonym"].tolist() == ["[persoon 1]", "[persoon 1]"]
    assert found.key["pseudoniem"].tolist() == ["[gemeente 1]", "[persoon 1]", "[persoon 1]"]


@pytest.mark.parametrize("kind", [kind for kind in NAME_KINDS if kind not in KINDS])
def test_contact_data_have_no_number_and_are_not_in_the_key(kind: str) -> None:
    said = [("a1", "1234 QX", kind), ("a1", "9876 WY", kind)]
    assert given_to(said) == [f"[{MASKS[kind]}]"] * 2
    assert key_of(said)["soort"].unique().tolist() == ["gemeente"]


def test_a_kind_is_found_once_and_used_everywhere() -> None:
    said = [("a1", "De Hoef", "school"), ("a2", "De Hoef", "organisation"), ("a2", "Elzenrade", "organisation"),
            ("b1", "De Hoef", "school")]  # fmt: skip
    contexts = {
        0: "Dat is |De Hoef|.",
        1: "op basisschool |De Hoef| dan",
        2: "de mantelzorgorganisatie, |Elzenrade|, belt",
    }
    assert given_to(said, contexts) == ["[basisschool]", "[basisschool]", "[mantelzorgorganisatie]", "[school 1]"]


def test_two_of_one_kind_are_numbered() -> None:
    said = [("a1", f"basisschool {name}", "school") for name in ("De Hoef", "De Rank")] + [
        ("b1", "basisschool Zon", "school")
    ]
    assert given_to(said) == ["[basisschool 1]", "[basisschool 2]", "[basisschool]"]


def test_a_kind_in_which_the_name_is_read_is_not_printed() -> None:
    said = [("a1", "Buurthuis", "organisation"), ("a1", "Mantelzorg", "organisation")]
    assert given_to(said, {1: "de mantelzorgorganisatie, |Mantelzorg|, belt"}) == ["[organisatie 1]", "[organisatie 2]"]


def test_a_context_that_is_not_marked_is_no_context() -> None:
    said = [("a1", "De Hoef", "school")]
    assert given_to(said, {0: "op basisschool De Hoef"}) == ["[school 1]"]


def test_the_key_says_who_is_who() -> None:
    said = [
        ("a1", "Griet", "person"),
        ("a2", "griet; zus", "person"),
        ("a2", "Griets", "person"),
        ("a1", "basisschool Zon", "school"),
    ]
    assert key_of(said).to_numpy().tolist() == [
        ["Veldhaven", "[gemeente 1]", "gemeente", "Veldhaven", 0],
        ["Veldhaven", "[persoon 1]", "persoon", "Griet; griet, zus; Griets", 3],
        ["Veldhaven", "[basisschool]", "school", "basisschool Zon", 1],
        ["Kolkrade", "[gemeente 2]", "gemeente", "Kolkrade", 0],
    ]


def test_who_is_in_the_key_keeps_the_number_and_new_ones_count_on() -> None:
    first = [("a1", "Griet", "person"), ("a1", "Oebele", "person"), ("a1", "basisschool Zon", "school")]
    key = key_of(first)
    then = [("a1", "Joukje", "person"), ("a1", "basisschool Maan", "school"), ("a2", "oebele", "person"),
            ("a2", "Griet Kwast", "person"), ("a2", "basisschool Zon", "school")]  # fmt: skip
    assert given_to(then, earlier=key) == [
        "[persoon 3]",
        "[basisschool 2]",
        "[persoon 2]",
        "[persoon 1]",
        "[basisschool]",
    ]


def test_who_is_not_named_now_stays_in_the_key() -> None:
    key = key_of([("a1", "Griet", "person"), ("a1", "Oebele", "person")])
    extended = key_of([("a2", "Joukje", "person"), ("a2", "griet", "person")], key)
    people = extended[extended["soort"] == "persoon"]
    assert people[["pseudoniem", "vormen", "aantal"]].to_numpy().tolist() == [
        ["[persoon 1]", "Griet; griet", 1],
        ["[persoon 2]", "Oebele", 1],
        ["[persoon 3]", "Joukje", 1],
    ]


def test_a_number_never_goes_to_somebody_else_with_the_same_first_name() -> None:
    key = key_of([("a1", "Griet Kwast", "person"), ("a1", "Griet", "person")])
    assert given_to([("a1", "Griet Oord", "person"), ("a1", "Griet", "person")], earlier=key) == ["[persoon 2]"] * 2


def test_the_number_stays_with_the_full_name_when_the_first_name_becomes_undecided() -> None:
    key = key_of([("a1", "Griet", "person"), ("a2", "Griet Kwast", "person")])
    then = [("a1", "Griet", "person"), ("a2", "Griet Kwast", "person"), ("a2", "Griet Oord", "person")]
    assert given_to(then, earlier=key) == ["[persoon 2]", "[persoon 1]", "[persoon 3]"]


def test_two_that_are_written_alike_keep_their_kinds() -> None:
    said = [("a1", "De Hoef", "organisation"), ("a1", "De Hoef", "organisation")]
    contexts = {0: "de huisartsenpraktijk |De Hoef|", 1: "op basisschool |De Hoef|"}
    around = {("a1", 100 * n): text.replace("|", "\x00") for n, text in contexts.items()}
    key = assign_pseudonyms(frame(said), {}, STUDY, around).key
    assert given_to(said, contexts, earlier=key) == ["[huisartsenpraktijk]", "[basisschool]"]


def test_a_new_municipality_counts_on() -> None:
    key = assign_pseudonyms(empty(NAMES), {}, {"b1": "Kolkrade"}).key
    assert given_to([("a1", "Veldhaven", "place"), ("b1", "Kolkrade", "place")], earlier=key) == [
        "[gemeente 2]",
        "[gemeente 1]",
    ]


def test_an_interview_without_a_place_in_the_study_is_refused() -> None:
    with pytest.raises(FrameError, match="1 interviews without a municipality, first 'x9'"):
        assign_pseudonyms(frame([("x9", "Griet", "person")]), {}, STUDY)


def test_nothing_named_still_has_the_columns() -> None:
    found = assign_pseudonyms(empty(NAMES), {}, {})
    assert list(found.names.columns) == [*NAMES.names, "municipality", "identity", "pseudonym"]
    assert (len(found.names), len(found.key), found.labels) == (0, 0, {})


def _result(said: Sequence[Said], earlier: pd.DataFrame | None = None) -> Pseudonyms:
    labels = {"a1": ["Zwybq"], "b1": ["Xkwox Zwybq", "V2"]}
    return assign_pseudonyms(frame(said), labels, STUDY, earlier=earlier)


@settings(deadline=None)
@given(SAID)
def test_a_pseudonym_is_made_of_fixed_words_and_a_number_so_no_name_is_in_it(said: list[Said]) -> None:
    names = [text.casefold() for _, text, _ in said if len(text) >= 3]
    assume(not any(name in f"[{word} 123456789]" for name in names for word in WORDS))
    found = _result(said)
    pseudonyms = [*found.names["pseudonym"], *found.labels.values()]
    assert {parsed(pseudonym)[0] for pseudonym in pseudonyms} <= WORDS
    assert not [name for name in names for pseudonym in pseudonyms if name in pseudonym.casefold()]


@settings(deadline=None)
@given(SAID)
def test_one_identity_has_one_pseudonym_and_one_number_one_identity(said: list[Said]) -> None:
    pseudonyms_of, identities_of = defaultdict(set), defaultdict(set)
    for row in _result(said).names.itertuples():
        pseudonyms_of[row.identity].add(row.pseudonym)
        if row.pseudonym.strip("[]") not in MASKS.values():
            scope = "" if row.pseudonym.startswith("[gemeente ") else row.municipality
            identities_of[scope, row.pseudonym].add(row.identity)
    assert all(len(found) == 1 for found in (*pseudonyms_of.values(), *identities_of.values()))


@settings(deadline=None)
@given(SAID)
def test_numbers_are_consecutive_from_one(said: list[Said]) -> None:
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in _result(said).key.itertuples():
        word, number = parsed(row.pseudoniem)
        numbers["" if row.soort == "gemeente" else row.gemeente, word].append(number)
    for found in numbers.values():
        assert sorted(found) in ([0], list(range(1, len(found) + 1)))


@settings(deadline=None, max_examples=40)
@given(SAID, SAID)
def test_a_key_is_extended_and_never_renumbered(said: list[Said], more: list[Said]) -> None:
    first = _result(said)
    again = _result(said, first.key)
    pd.testing.assert_frame_equal(again.names, first.names)
    pd.testing.assert_frame_equal(again.key, first.key)
    extended = _result([*said, *more], first.key).key
    before, after = ({(r.gemeente, r.pseudoniem): r.vormen for r in key.itertuples()} for key in (first.key, extended))
    assert set(before) <= set(after)
    assert all(after[place].startswith(texts) for place, texts in before.items())
    assert all(PSEUDONYM.fullmatch(pseudonym) for _, pseudonym in after)
