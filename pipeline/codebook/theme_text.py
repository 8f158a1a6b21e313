"""Put themes and codes into the text of themes.yaml, where comments and everything else stay byte for byte."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from pipeline.codebook.yaml_text import as_yaml
from pipeline.errors import CodebookError, Problem

_ADVICE = (
    "hier kan het programma niets aan toevoegen zonder uw opmaak te veranderen; zet 'themes:' als laatste sleutel, begin elk "
    "thema op een eigen regel met '- ', en draai de opdracht opnieuw"
)
# Where in a text something is put in, and what.
_Insertion = tuple[int, str]


def with_themes(
    text: str, themes: Sequence[Mapping[str, Any]], extended: Mapping[str, Sequence[str]], where: str
) -> str:
    """Return ``text`` with ``themes`` after the last, and the codes of ``extended`` last in the theme with that id.

    Raises
    ------
    CodebookError
        If the text is made up in a way that nothing can be put into; ``where`` is its name.

    Examples
    --------
    >>> text = "# Van mij.\\nthemes:\\n  - id: a\\n    codes: [a.b] # zo\\n"
    >>> print(with_themes(text, [{"id": "c", "codes": ["c.e"]}], {"a": ["a.d"]}, "themes.yaml"), end="")
    # Van mij.
    themes:
      - id: a
        codes: [a.b,
                a.d] # zo
      - id: c
        codes:
        - c.e
    """
    expected = yaml.safe_load(text)
    for theme in expected["themes"]:
        theme["codes"] = [*theme["codes"], *extended.get(theme["id"], ())]
    expected["themes"] += themes
    line_end = "\r\n" if "\r\n" in text else "\n"
    text += "" if text.endswith("\n") else line_end
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        made = _insert(text, _insertions(text, root, themes, extended), line_end)
        is_right = yaml.safe_load(made) == expected
    except (yaml.YAMLError, LookupError, TypeError):
        is_right = False
    if not is_right:
        raise CodebookError(Problem(where, _ADVICE))
    return made


def _insertions(
    text: str, root: Any, themes: Sequence[Mapping[str, Any]], extended: Mapping[str, Sequence[str]]
) -> list[_Insertion]:
    key, listed = root.value[-1]
    if key.value != "themes" or listed.flow_style:
        raise LookupError
    found = [
        _after_last(text, codes, extended[theme_id])
        for theme_id, codes in map(_parts, listed.value)
        if theme_id in extended
    ]
    if themes:
        found.append((len(text), textwrap.indent(as_yaml(list(themes)), " " * listed.start_mark.column)))
    return found


def _parts(theme: Any) -> tuple[str, Any]:
    """Return the id of a theme and where its codes are listed."""
    values = {key.value: value for key, value in theme.value}
    return values["id"].value, values["codes"]


def _after_last(text: str, codes: Any, new: Sequence[str]) -> _Insertion:
    """Return what to put after the last code of a list, in brackets or one a line."""
    if not codes.flow_style:
        line_end = text.find("\n", codes.value[-1].end_mark.index)
        lines = "".join(f"{' ' * codes.start_mark.column}- {code_id}\n" for code_id in new)
        return line_end + 1, lines
    below = ",\n" + " " * (codes.start_mark.column + 1)
    if not codes.value:
        return codes.start_mark.index + 1, below.join(new)
    return codes.value[-1].end_mark.index, "".join(f"{below}{code_id}" for code_id in new)


def _insert(text: str, insertions: Sequence[_Insertion], line_end: str) -> str:
    """Put in the last first; of two at one place, the second."""
    left = sorted(insertions, key=lambda one: one[0])
    while left:
        place, new = left.pop()
        text = text[:place] + new.replace("\n", line_end) + text[place:]
    return text
