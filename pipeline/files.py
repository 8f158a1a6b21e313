"""Write files whole or not at all, and name their contents by checksum."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pandas as pd


def write_atomically(path: Path, write: Callable[[Path], object], mode: int = 0o644) -> None:
    """Let ``write`` fill a file beside ``path``, then rename it over ``path``.

    Only the owner can read the file while it is written; ``mode`` holds from then on. An exception or a killed process
    leaves the earlier ``path`` as it was. An ``OSError`` names ``path``, not the file beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        os.close(handle)
        beside = Path(name)
        try:
            write(beside)
            beside.chmod(mode)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with its line ends untouched, whole or not at all."""
    write_atomically(path, lambda beside: beside.write_text(text, encoding="utf-8", newline=""))


def write_bytes(path: Path, content: bytes) -> None:
    """Write ``content``, whole or not at all."""
    write_atomically(path, lambda beside: beside.write_bytes(content))


def write_private(path: Path, content: bytes) -> None:
    """Write ``content`` for the owner's eyes only, whole or not at all, and on the disk when this returns.

    The file is made with permissions 0600 before anything is in it; a folder that has to be made gets 0700. A folder
    that exists keeps its permissions.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(path, lambda beside: _write_to_disk(beside, content), mode=0o600)


def _write_to_disk(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def write_json(path: Path, value: Any) -> None:
    """Write ``value`` as indented JSON, whole or not at all."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write ``frame`` as UTF-8 csv with a header, ``\\n`` line ends and four decimals, whole or not at all."""
    # A lone carriage return inside a text is not quoted by itself; then all texts are.
    texts: list[str] = list(frame.select_dtypes("str").columns)
    has_return = any(frame[name].str.contains("\r", regex=False).any() for name in texts)
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if has_return else csv.QUOTE_MINIMAL
    body = frame.to_csv(index=False, header=False, lineterminator="\n", float_format="%.4f", quoting=quoting)
    write_text(path, ",".join(frame.columns) + "\n" + body)


def sha256_bytes(content: bytes) -> str:
    """Return the checksum of ``content`` in hexadecimal.

    Examples
    --------
    >>> sha256_bytes(b"")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(content).hexdigest()


def sha256_value(value: Any) -> str:
    """Return the checksum of a JSON-able value, the same for the same value in any order of keys.

    Examples
    --------
    >>> sha256_value({"a": 1, "b": 2}) == sha256_value({"b": 2, "a": 1})
    True
    """
    return sha256_bytes(json.dumps(value, ensure_ascii=False, sort_keys=True).encode())


def sha256_folder(folder: Path, pattern: str = "*.yaml") -> str:
    """Return one checksum over the names and contents of all files below ``folder`` that fit ``pattern``."""
    parts = [(p.relative_to(folder).as_posix(), sha256_bytes(p.read_bytes())) for p in sorted(folder.rglob(pattern))]
    return sha256_value(parts)


def safe_name(text: str) -> str:
    """Return an interview id or label as a file name; one that has to change gets a checksum, so that names stay apart.

    Examples
    --------
    >>> safe_name("Interview-3"), safe_name("Interview 3/a")
    ('Interview-3', 'Interview_3_a-13fca1')
    """
    name = re.sub(r"[^\w.-]", "_", text).lstrip(".") or "_"
    return name if name == text else f"{name}-{sha256_value(text)[:6]}"
