"""The page about masked names: figures that add up, nothing fetched, nothing run but its own script, no name."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from pipeline import frames
from pipeline.reporting.privacy import KIND_WORDS, RELEASE_COLUMNS, fill_privacy, privacy_context, render_privacy

MUNICIPALITY_OF = {"a1": "Testdorp", "a2": "Testdorp", "b1": "Proefstad"}
LABELS = {"Testdorp": "Gemeente 1", "Proefstad": "Gemeente 2"}
WORDS = ("Kwelderzicht", "Boszicht", "Olmhoek")


@dataclass(frozen=True)
class Spot:
    """A place of a doubt."""

    interview_id: str
    turn_no: int
    sentence: str


@dataclass(frozen=True)
class Doubt:
    """A doubt, without its word."""

    doubt_id: str
    municipality: str
    kind: str
    reason: str
    places: tuple[Spot, ...]


DOUBT = Doubt("0123456789ab", "Testdorp", "place", "staat na 'in'", (Spot("a1", 4, "Ik werk in [?]."),))


def names(*rows):
    """Make frame `names`: interview, word, kind, certainty."""
    made = []
    for n, (interview_id, text, kind, certainty) in enumerate(rows):
        at = {"interview_id": interview_id, "turn_no": 2, "start_char": 100 * n, "end_char": 100 * n + len(text)}
        made.append(at | {"text": text, "kind": kind, "score": 1.0, "certainty": certainty, "reason": "r"})
    return frames.build(frames.NAMES, made)


FOUND = names(
    ("a1", WORDS[0], "place", "certain"),
    ("a1", WORDS[0], "place", "certain"),
    ("a1", WORDS[1], "person", "certain"),
    ("a2", WORDS[1], "person", "certain"),
    ("a2", WORDS[2], "place", "doubtful"),
    ("a1", WORDS[2], "school", "doubtful"),
)


def context(doubts=(DOUBT,), found=FOUND, hidden=()):
    """Return what the page shows of these doubts."""
    return privacy_context(found, list(doubts), MUNICIPALITY_OF, LABELS, hidden)


def test_every_kind_has_its_word():
    assert tuple(KIND_WORDS) == frames.NAME_KINDS
    assert (KIND_WORDS["person"], KIND_WORDS["date"], KIND_WORDS["number"]) == ("persoon", "geboortedatum", "nummer")
    assert len(set(KIND_WORDS.values())) == len(KIND_WORDS)


def test_certain_names_are_counted_per_interview_and_kind_and_doubtful_ones_together():
    made = context()
    assert made["soorten"] == ["persoon", "plaats"]
    assert [(row["interview_id"], row["aantallen"], row["twijfel"]) for row in made["interviews"]] == [
        ("a1", [1, 2], 1),
        ("a2", [1, 0], 1),
        ("b1", [0, 0], 0),
    ]
    assert (made["totalen"], made["totaal_twijfel"]) == ([2, 2], 2)


def test_nothing_found_is_a_page_too():
    page = fill_privacy(context(doubts=(), found=frames.empty(frames.NAMES)))
    assert "Er is niets met twijfel afgeschermd" in page
    assert "<script" not in page
    assert "<form" not in page


def test_an_interview_that_could_not_be_searched_is_said_to_be_masked_as_a_whole():
    page = fill_privacy(context(hidden=("b1",)))
    (row,) = re.findall(r"<tr>.*b1.*</tr>", page)
    assert "helemaal afgeschermd" in row
    assert page.count("helemaal afgeschermd") == 1


def test_municipalities_are_called_by_their_labels_and_no_name_is_in_the_page(tmp_path):
    path = render_privacy(context(), tmp_path)
    assert path == tmp_path / "privacy.html"
    content = path.read_bytes().decode()
    assert "Gemeente 1" in content
    for name in (*WORDS, *MUNICIPALITY_OF.values()):
        assert name.casefold() not in content.casefold()


def test_what_stands_in_a_sentence_is_shown_and_not_run():
    spots = (Spot("a1", 4, 'Hij zei: "<script>alert(1)</script>" [?] & meer'),)
    page = fill_privacy(context([Doubt("0" * 12, "Testdorp", "place", "<b>x</b>", spots)]))
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


@pytest.mark.parametrize(("n", "folded"), [(1, ""), (3, ""), (4, "Nog 1 plaats<"), (7, "Nog 4 plaatsen<")])
def test_many_places_are_folded_away(n, folded):
    spots = tuple(Spot("a1", k, f"zin {k} met [?]") for k in range(1, n + 1))
    page = fill_privacy(context([Doubt("0" * 12, "Testdorp", "place", "r", spots)]))
    assert page.count("met [?]") == n
    assert f"Staat er {n} keer" in page
    assert ("<details>" in page) == bool(folded)
    assert folded in page


class Looking(HTMLParser):
    """Collects what a page would fetch, and its policy."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.fetched += [f"{tag} {given[name]}" for name in ("src", "href", "action", "srcset") if name in given]
        self.fetched += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]


def test_nothing_is_fetched_and_only_the_pages_own_script_and_style_are_allowed():
    page = fill_privacy(context())
    looking = Looking()
    looking.feed(page)
    assert looking.fetched == ["a #twijfel"]
    rules = dict(rule.strip().split(" ", 1) for rule in looking.policy.split(";"))
    assert rules.keys() == {"default-src", "style-src", "script-src", "base-uri", "form-action"}
    assert {rules[name] for name in ("default-src", "base-uri", "form-action")} == {"'none'"}
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert rules[rule] == f"'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'"
    assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttp|innerHTML|localStorage", page)


def test_the_same_context_gives_the_same_bytes(tmp_path):
    assert fill_privacy(context()) == fill_privacy(context())
    assert f'data-kolommen="{";".join(RELEASE_COLUMNS)}"' in fill_privacy(context())
