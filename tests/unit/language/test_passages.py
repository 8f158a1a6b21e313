"""The features of small passages, counted by hand; the evidence stands between square brackets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.passages import Passage, features
from pipeline.language.triggers import Triggers

TRIGGERS = Triggers()
# Marked passage: features that it has, features that it has not.
CASES = {
    "geen [geld] voor ons": (
        "in=geld before=geen after=voor after=ons any=geen B0=geen A0=voor prev=geen next=voor next=voor_ons "
        "two=voor_ons status=denied trigger=geen",
        "before=geld any=geld after=geen A0=geen two=geen_geld two=geld_voor asked echo",
    ),
    "[Geld]": ("in=geld prev=^ next=$ status=affirmed", "any=geld before=geld asked"),
    "ja , maar [geld] is er , dus ja": (
        "B2=ja B1=, B0=maar A0=is A0=er A1=, A2=dus A2=ja prev=maar two=ja_, three=ja_,_maar three=is_er_,",
        "B1=ja B0=ja B0=, A1=er A1=dus three=,_maar_geld",
    ),
    "a . b . c . [geld] . d . e . f": ("B2=a B2=b B1=c B0=. A1=d A2=e A2=f", "B3=a B3=b A3=f A0=d"),
    "[zonder afspraken , maar goed] ja": ("A0=ja in=, in=maar status=affirmed", "A1=ja A2=ja status=denied"),
    "het vrijwilligerswerk [loopt]": ("stem=vrijw before=vrijwilligerswerk", "stem=het stem=loopt"),
    "school [loopt] gemeente": ("stem=schoo stem=gemee", "stem=school"),
    "Er is HIER [Geld]": ("before=hier in=geld three=er_is_hier", "before=HIER in=Geld"),
    "er is geen tijd . [geld] is er": ("status=affirmed before=geen B1=geen", "status=denied trigger=geen"),
    "het is niet zo dat er geen [geld] is": ("status=affirmed", "status=denied trigger=geen trigger=niet"),
}
# Question, marked passage: whether half of its long words were asked.
ECHOES = [
    ("Hebben jullie een coördinator ?", "een [coördinator] ? nee", True),
    ("Hebben jullie coördinatoren ?", "een [coördinator] ? nee", True),
    ("Is er geld ?", "[geld] is er", True),
    ("Is er overleg ?", "[overleg met scholen] is er niet", True),
    ("Is er overleg ?", "[overleg met scholen en ouders] is er niet", False),
    ("Hoe gaat het ?", "[geld] is er", False),
    ("En nu ?", "[nu] niet", False),
]


def passage(marked: str, question: str = "", base: str = "", own: tuple[int, ...] = ()) -> Passage:
    before, rest = marked.split("[")
    evidence, after = rest.split("]")
    start = len(before.split())
    end = start + len(evidence.split())
    tokens = (*before.split(), *evidence.split(), *after.split())
    return Passage(tokens, start, end, tuple(question.split()), base, own)


@pytest.mark.parametrize("marked", CASES)
def test_features_by_hand(marked):
    has, lacks = (set(names.split()) for names in CASES[marked])
    found = set(features(passage(marked), TRIGGERS))
    assert has - found == set()
    assert lacks & found == set()


def test_all_features_of_a_small_passage():
    assert features(passage("geen [geld]", base="facilitating"), TRIGGERS) == {
        **dict.fromkeys(["in=geld", "before=geen", "any=geen", "B0=geen", "prev=geen", "next=$"], 1.0),
        "base=facilitating": 1.0,
        "trigger=geen": 1.0,
        "status=denied": 2.0,
        "settled": 0.0,
    }


@pytest.mark.parametrize(("question", "marked", "is_echo"), ECHOES)
def test_echo_of_the_question(question, marked, is_echo):
    found = features(passage(marked, question), TRIGGERS)
    assert "asked" in found
    assert ("echo" in found) == is_echo


@pytest.mark.parametrize(
    ("marked", "settled"),
    [
        ("het is niet zo dat er geen [geld] is", 2.0),
        ("er is [geld]", 0.0),
        ("er is geen [geld]", 0.0),
        ("het is niet zo . er is geen [geld]", 0.0),
    ],
)
def test_two_negations_that_cancel_settle_it(marked, settled):
    assert features(passage(marked), TRIGGERS)["settled"] == settled


def test_words_between_the_words_of_the_evidence_are_not_its_own():
    whole = features(passage("we [hebben geen geld]"), TRIGGERS)
    parted = features(passage("we [hebben geen geld]", own=(1, 3)), TRIGGERS)
    assert {"in=hebben", "in=geen", "in=geld", "status=affirmed"} <= set(whole)
    assert {"in=hebben", "in=geld", "any=geen", "status=denied", "trigger=geen"} <= set(parted)
    assert "in=geen" not in parted


def test_own_places_count_from_the_start_of_the_passage_also_in_a_later_sentence():
    found = features(passage("nou ja . we [hebben geen geld] .", own=(4, 6)), TRIGGERS)
    assert {"status=denied", "trigger=geen", "in=hebben", "in=geld"} <= set(found)


WORDS = st.lists(
    st.sampled_from(["geen", "niet", "geld", ",", ".", "maar", "zou", "🙂", "Overleg"]), min_size=1, max_size=9
)


@settings(deadline=None)
@given(words=WORDS, asked=WORDS, data=st.data())
def test_every_word_is_inside_or_on_one_side(words: list[str], asked: list[str], data: st.DataObject):
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    found = features(Passage(tuple(words), start, end, tuple(asked)), TRIGGERS)
    low = [word.lower() for word in words]
    named = {
        kind: {n.split("=", 1)[1] for n in found if n.startswith(f"{kind}=")} for kind in ("before", "in", "after")
    }
    assert named == {"before": set(low[:start]), "in": set(low[start:end]), "after": set(low[end:])}
    assert sum(name.startswith("status=") for name in found) == 1
    assert {value for name, value in found.items() if not name.startswith(("status=", "settled"))} <= {1.0}
