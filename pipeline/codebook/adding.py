"""Put new codes and themes into a codebook folder, with every file that is there left as a person wrote it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.codebook.loading import load_codebook
from pipeline.codebook.model import Code, Theme
from pipeline.codebook.theme_text import with_themes
from pipeline.codebook.yaml_text import as_yaml
from pipeline.files import write_text

THEMES = "themes.yaml"


@dataclass(frozen=True)
class Additions:
    """New codes, new themes, and which of the new codes come last in a theme that is there (by its id)."""

    codes: Sequence[Code] = ()
    themes: Sequence[Theme] = ()
    extended: Mapping[str, Sequence[str]] = field(default_factory=dict)


def add_to_codebook(folder: Path, additions: Additions, base: Path | None = None) -> None:
    """Put codes and themes into the codebook in ``folder``; made from ``base`` if it is not there yet.

    First all is tried on a copy. Then the files of the codes are written, of which nothing is read as long as no theme
    names them, and at last themes.yaml: who stops half way leaves the codebook that was.

    Raises
    ------
    CodebookError
        If the result would be no codebook, or themes.yaml is made up in a way that nothing can be put into.
    OSError
        If a file cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix=".codebook.", dir=folder.parent if base else None) as beside:
        tried = Path(beside) / folder.name
        shutil.copytree(base or folder, tried)
        _write(tried, additions)
        load_codebook(tried)
        if base is not None:
            tried.rename(folder)
    if base is None:
        _write(folder, additions)


def code_path(folder: Path, code_id: str) -> Path:
    """Return where the file of a code is."""
    return folder / "codes" / f"{code_id.replace('.', '/')}.yaml"


def code_text(code: Code) -> str:
    """Return what the file of a code says.

    Examples
    --------
    >>> fields = dict(tegenpool=None, definitie="Elkaar vinden.", wel=["bellen"], niet=["overleg"], voorbeelden={})
    >>> print(code_text(Code(code_id="a.b", naam="B", richting="context", **fields)).splitlines()[0])
    code_id: a.b
    """
    return as_yaml(code.model_dump(exclude_defaults=True))


def _write(folder: Path, additions: Additions) -> None:
    themes = folder / THEMES
    new = [theme.model_dump(exclude_defaults=True) for theme in additions.themes]
    changed = with_themes(themes.read_bytes().decode(), new, additions.extended, f"{folder.name}/{THEMES}")
    for code in additions.codes:
        write_text(code_path(folder, code.code_id), code_text(code))
    write_text(themes, changed)
