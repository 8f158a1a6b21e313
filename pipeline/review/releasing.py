"""Release names that were masked with doubt, and take releases back: superseded, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, RowMapping, func, select

from pipeline.frames import NAME_KINDS, NAMES, Column, FrameSpec, build
from pipeline.review.connecting import reading, writing
from pipeline.review.deciding import add_coder, check_coder
from pipeline.review.rows import now_after
from pipeline.review.tables import name_releases

_TEXTS = {
    "interview_id": "where the coder saw it",
    "form": "the name as found, NFC, in small letters",
    "municipality": "as in the header or manifest; the form is released in all its interviews",
    "coder": "who released it",
    "reason": "may be empty",
    "released_at": "UTC, ISO 8601",
}
_KIND = next(column for column in NAMES.columns if column.name == "kind")
RELEASES = FrameSpec(
    "releases",
    ("release_id",),
    (
        Column("release_id", "int", "unique", low=1),
        *(Column(name, "str", meaning) for name, meaning in _TEXTS.items()),
        _KIND,
    ),
)


@dataclass(frozen=True)
class NameRelease:
    """A coder's word that ``form`` names nobody in ``municipality``, or may be printed; seen in one interview of it."""

    interview_id: str
    form: str
    kind: str
    municipality: str
    coder: str
    reason: str = ""


class Releasing:
    """The part of the store that is about releases."""

    _engine: Engine

    def release_names(self, wanted: Sequence[NameRelease]) -> int:
        """Write down releases, all or none, and return how many were not known yet.

        A coder who is not known becomes known. A release that the coder gave before stands as it stood, unless the
        reason is another: then it is superseded. What other coders released stands beside it.

        Raises
        ------
        ValueError
            If the name of a coder cannot be one, a kind is none of ``frames.NAME_KINDS``, or a form is empty.
        """
        with writing(self._engine) as connection:
            return sum([_release(connection, one) for one in wanted])

    def withdraw_release(self, release_id: int, coder: str) -> bool:
        """Take a release back, whoever gave it, and return whether it still stood; other coders' releases stand.

        Raises
        ------
        ValueError
            If the release or the coder is unknown.
        """
        with writing(self._engine) as connection:
            check_coder(connection, coder)
            query = select(name_releases).where(name_releases.c.release_id == release_id)
            row = connection.execute(query).mappings().one_or_none()
            if row is None:
                raise ValueError(f"unknown release {release_id}")
            if row["superseded_at"]:
                return False
            _supersede(connection, row, coder, _time(connection))
            return True

    def releases(self) -> pd.DataFrame:
        """Return the standing releases as frame `releases`, by municipality, form, kind and coder."""
        query = select(name_releases).where(name_releases.c.superseded_at == "")
        with reading(self._engine) as connection:
            found: list[dict[str, Any]] = [dict(row) for row in connection.execute(query).mappings()]
        found.sort(key=lambda row: (row["municipality"], row["form"], row["kind"], row["coder"]))
        return build(RELEASES, found)


def _release(connection: Connection, wanted: NameRelease) -> bool:
    """Let a release stand and return whether it is new."""
    _check(wanted)
    values = asdict(wanted) | {"coder": add_coder(connection, wanted.coder)}
    columns = name_releases.c
    same = [columns[name] == values[name] for name in ("municipality", "kind", "form", "coder")]
    query = select(name_releases).where(*same, columns.superseded_at == "")
    current = connection.execute(query).mappings().one_or_none()
    if current is not None and current["reason"] == wanted.reason:
        return False
    at = _time(connection)
    if current is not None:
        _supersede(connection, current, values["coder"], at)
    connection.execute(name_releases.insert().values(**values, released_at=at))
    return True


def _check(wanted: NameRelease) -> None:
    if wanted.kind not in NAME_KINDS:
        raise ValueError(f"got kind {wanted.kind!r}; allowed: {', '.join(NAME_KINDS)}")
    if not wanted.form.strip():
        raise ValueError("a release has a form")


def _time(connection: Connection) -> str:
    """Return a time after that of every release, so that their times tell their order."""
    return now_after(connection.scalar(select(func.max(name_releases.c.released_at))))


def _supersede(connection: Connection, row: RowMapping, coder: str, at: str) -> None:
    of_one = name_releases.c.release_id == row["release_id"]
    connection.execute(name_releases.update().where(of_one).values(superseded_at=at, superseded_by=coder))
