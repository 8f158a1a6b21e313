"""What the YAML parser and spaCy's matcher find wrong is told in Dutch, with the line where it can be mended."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.matcher import Matcher
from spacy.vocab import Vocab

from pipeline.codebook import load_codebook
from pipeline.codebook.dutch import pattern_in_dutch, yaml_in_dutch
from pipeline.codebook.yaml_lines import line_of_unreadable, parse
from pipeline.errors import CodebookError

ENGLISH = re.compile(
    r"\b(found|expected|while|did|not find|should|input|permitted|character|token|the|valid|pattern)\b"
)
OTHER = "deze regel is niet te begrijpen"
# id, text, line, part of the complaint
BROKEN = [
    ("colon in text", "a: 1\nnaam: Kort: Korte", 2, "een dubbele punt te veel"),
    ("indented by a tab", "a:\n\tb: 1", 2, "met een tab"),
    ("tab within", "a: 1\n\tb: 2", 2, "een tab; spring in met spaties"),
    ("open quote", "a: 1\nb: 'abc\nc: 2\nd: 3\n", 2, "een aanhalingsteken dat hier begint"),
    ("open list", "a: 1\nb: [c, d\ne: 1\nf: 2", 2, "een [ of { die hier begint"),
    ("open block", "a: {b: c\nd: 1", 1, "een [ of { die hier begint"),
    ("deeper", "a:\n    b: 1\n  c: 2", 3, "de regel springt anders in"),
    ("text after a quote", "a: 'it's'", 1, "na het sluitende aanhalingsteken"),
    ("no dash", "a:\n  - b\n  c: 1", 3, "begint niet met '- '"),
    ("list name", "a: @contact", 1, "begint met een teken als @"),
    ("star", "a:\n  - *korte", 2, "begint met een *"),
    ("only a star", "a: *", 1, "begint met een *"),
    ("ampersand twice", "a: &x 1\nb: &x 2", 2, "begint met een &"),
    ("exclamation mark", "a: !foo 1", 1, "begint met een !"),
    ("backslash", 'a: "\\w"', 1, "gebruik enkele"),
    ("no colon", "a: 1\nb\nc: 2\n", 2, "ontbreekt een dubbele punt"),
    ("block scalar", "a: |x\n b", 1, "achter een | of >"),
    ("two documents", "a: 1\n---\nb: 2", 2, "een regel --- deelt"),
    ("stray bracket", "a: ]", 1, "haakje of accolade staat verkeerd"),
    ("less indented", " a: 1\nb: 2", 2, "springt anders in dan de eerste"),
    ("key twice", "a: 1\na: 2", 2, "sleutel 'a' staat er twee keer"),
    ("a list as key", "a: 1\n[b]: 1", 2, "een sleutel moet een woord zijn"),
    ("something rare", "a: 1\n<<: 3", 2, OTHER),
]
PATTERNS = [
    ([{"LAGER": "x"}], "patroon[0].LAGER: onbekende sleutel; zie codebook/README.md"),
    ([{"LOWER": "a"}, {"LOWER": 3}], "patroon[1].LOWER: dit moet tekst zijn"),
    ([{"LOWER": {"INN": ["a"]}}], "patroon[0].LOWER.INN: onbekende sleutel; zie codebook/README.md"),
    ([{"LEMMA": {"IN": "x"}}], "patroon[0].LEMMA.IN: dit moet een lijst zijn"),
    ([{"OP": "x"}], "patroon[0].OP: toegestaan: '!', '?', '+', '*', '{2}', '{1,3}'"),
    ([{"LENGTH": "x"}], "patroon[0].LENGTH: dit moet een getal zijn"),
    ([{"IS_ALPHA": "ja"}], "patroon[0].IS_ALPHA: dit moet true of false zijn"),
    ([{"LOWER": None}], "patroon[0].LOWER: ontbreekt; vul dit in"),
    (["x"], "patroon[0]: dit moet een blok met sleutels zijn"),
    ([{"LOWER": {"REGEX": "("}}], "de REGEX is niet te lezen; sluit haakjes en zet een \\ voor een leesteken"),
    (
        [{"FOO": 1}, {"BAR": 2}],
        "patroon[0].FOO: onbekende sleutel; zie codebook/README.md; "
        "patroon[1].BAR: onbekende sleutel; zie codebook/README.md",
    ),
]


@pytest.mark.parametrize(("text", "line", "part"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_yaml_is_told_in_dutch_with_its_line(text, line, part):
    with pytest.raises(yaml.MarkedYAMLError, match=r"\w") as caught:
        parse(text)
    found, message = yaml_in_dutch(caught.value, text)
    assert (found, part in message) == (line, True), message
    assert ENGLISH.findall(message) == []


@settings(deadline=None)
@given(st.text(st.sampled_from("ab:-[]{}'\"|>*&!%@` #,?\n\t\\"), max_size=20))
def test_whatever_is_wrong_is_told_in_dutch_on_a_line_of_the_file(text: str):
    try:
        parse(text)
    except yaml.MarkedYAMLError as error:
        line, message = yaml_in_dutch(error, text)
        assert 1 <= line <= max(1, len(text.splitlines()))
        assert message
        assert ENGLISH.findall(message) == []
    except (ValueError, TypeError):
        return


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\nb: \x07", 2), ("a:\n  - 2024-02-28\n  - 2024-02-30", 3), ("a: '2024-02-30'\nb: !!int x", 1)],
)
def test_the_line_of_what_yaml_cannot_make_a_value_of(text, line):
    with pytest.raises((yaml.YAMLError, ValueError), match=r"\w") as caught:
        parse(text)
    assert line_of_unreadable(text, caught.value) == line


@pytest.mark.parametrize(("pattern", "message"), PATTERNS, ids=[message[:30] for _, message in PATTERNS])
def test_a_wrong_pattern_is_told_in_dutch(pattern, message):
    with pytest.raises((ValueError, re.error), match=r"\w") as caught:
        Matcher(Vocab(), validate=True).add("x", [pattern])
    assert pattern_in_dutch(caught.value) == message


def test_an_unknown_complaint_about_a_pattern_gets_a_general_sentence():
    assert pattern_in_dutch(ValueError("something new")) == "een waarde past hier niet; zie codebook/README.md"


def test_a_wrong_regular_expression_is_a_complaint_and_no_crash(tmp_path: Path, tiny_codebook_folder: Path):
    folder = shutil.copytree(tiny_codebook_folder, tmp_path / "codebook")
    path = folder / "codes/netwerk/korte_lijnen.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("- LOWER: vinden", "- LOWER: {REGEX: '('}", 1), encoding="utf-8")
    with pytest.raises(CodebookError, match="geen geldig spaCy-patroon: de REGEX is niet te lezen"):
        load_codebook(folder)
