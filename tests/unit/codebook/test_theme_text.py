"""Adding to themes.yaml: what a person wrote stays byte for byte, however it is made up; else nothing is added."""

from __future__ import annotations

import pytest
import yaml

from pipeline.codebook.theme_text import with_themes
from pipeline.errors import CodebookError

NEW = [{"id": "nieuw", "naam": "Nieuw: 'iets' 😀", "codes": ["nieuw.a"], "beschrijving": "een\n  twee\n"}]
MORE = {"a": ["a.x", "a.y"]}
MADE_UP = {
    "brackets": "themes:\n  - id: a\n    naam: A # waarom\n    codes: [a.b, 'a.c']  # twee\n  # tot slot\n",
    "brackets over lines": "themes:\n- id: a\n  codes: [\n    a.b, # een\n    a.c, # twee\n  ]\n  naam: A\n",
    "no codes": "themes:\n- id: a\n  codes: [ ]\n  naam: A\n",
    "one a line": "# Van mij\n\nthemes:\n- id: a\n  codes:\n  # hier\n  - a.b # een\n\n  # onder\n  naam: A\n",
    "one a line at the end": "themes:\n  - naam: A\n    id: a\n    codes:\n      - a.b",
    "no line end": "themes: # alle\n  - {id: a, naam: A, codes: [a.b]}",
    "windows": "themes:\r\n  - id: a\r\n    codes:\r\n      - a.b # een\r\n    naam: A\r\n",
    "byte order mark": "\ufeffthemes:\n  - id: a\n    naam: Één 😀\n    codes: [a.b]\n",
    "block of text last": "extra: 1\nthemes:\n  - id: a\n    codes: [a.b]\n    naam: >-\n      A\n      b\n\n\n",
    "two themes": "themes:\n  - id: b\n    codes: [b.a]\n  - id: a\n    codes: [a.b]\n    naam: A\n  - id: c\n    codes: [c.a]\n",
}


@pytest.mark.parametrize("text", MADE_UP.values(), ids=MADE_UP.keys())
@pytest.mark.parametrize("themes", [NEW, []], ids=["new theme", "no theme"])
@pytest.mark.parametrize("extended", [MORE, {}], ids=["more codes", "no codes"])
def test_everything_that_was_there_stays(text, themes, extended):
    made = with_themes(text, themes, extended, "themes.yaml")
    before, after = yaml.safe_load(text)["themes"], yaml.safe_load(made)["themes"]
    assert after[len(before) :] == themes
    for old, new in zip(before, after, strict=False):
        assert new == old | {"codes": [*old["codes"], *extended.get(old["id"], [])]}
    kept = iter(made)
    assert all(sign in kept for sign in text), "something was taken out or changed places"
    comments = [line[line.index("#") :] for line in text.splitlines() if "#" in line]
    assert [line[line.index("#") :] for line in made.splitlines() if "#" in line] == comments
    assert ("\n" in made.replace("\r\n", "")) == ("\r\n" not in text)


@pytest.mark.parametrize(
    "text",
    [
        "themes: [{id: a, naam: A, codes: [a.b]}]\n",
        "themes:\n- {id: a, naam: A, codes: [a.b]}\nlater: 1\n",
        "themes:\n- {id: a, naam: A, codes: [a.b]}\n...\n",
        "codes: &c [a.b]\nthemes:\n- {id: a, naam: A, codes: *c}\n- {id: b, naam: B, codes: *c}\n",
        "{themes: [{id: a, naam: A, codes: [a.b]}]}\n",
    ],
    ids=["in brackets", "another key last", "end of document", "alias", "one line"],
)
def test_what_cannot_be_added_to_is_refused_with_what_to_do(text):
    with pytest.raises(CodebookError, match=r"codebook/themes.yaml: .* zet 'themes:' als laatste sleutel"):
        with_themes(text, NEW, MORE, "codebook/themes.yaml")
