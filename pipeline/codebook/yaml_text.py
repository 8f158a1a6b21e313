"""YAML as a person can read and change it."""

from __future__ import annotations

from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Writes texts of more lines as a block, where YAML can."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write what occurs twice twice."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # The other ends of a line that YAML knows come back from quotes with escapes only.
    has_other_ends = any(sign in text for sign in "\x85\u2028\u2029")
    style = '"' if has_other_ends else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(value: Any) -> str:
    """Return a value as YAML: one key a line, in the order given.

    Examples
    --------
    >>> print(as_yaml({"naam": "Vinden", "beschrijving": "Elkaar\\nvinden."}), end="")
    naam: Vinden
    beschrijving: |-
      Elkaar
      vinden.
    """
    text: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return text
