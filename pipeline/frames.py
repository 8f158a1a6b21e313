"""Every frame that passes between stages, declared once: columns, dtype, unit, key and allowed values.

Examples
--------
>>> list(SEGMENTS.names)[:3]
['segment_id', 'interview_id', 'turn_no']
>>> check(empty(SEGMENTS), SEGMENTS).shape
(0, 7)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from pipeline.errors import FrameError

ROLES = ("interviewer", "respondent")
DIRECTIONS = ("bevorderend", "belemmerend", "context")
ORIGINS = ("rule", "model", "both", "human")
CERTAINTIES = ("certain", "likely", "doubtful")
VERDICTS = ("accept", "reject", "unsure")
NAME_KINDS = (
    "person", "place", "organisation", "school", "project", "phone", "email", "web", "postcode", "date", "age", "plate", "number",
)  # fmt: skip
NAME_CERTAINTIES = ("certain", "doubtful")

_DTYPES: dict[str, Literal["str", "int64", "float64"]] = {"str": "str", "int": "int64", "float": "float64"}


@dataclass(frozen=True)
class Column:
    """One column: its name, dtype (str, int or float), meaning with unit, and what it may hold."""

    name: str
    dtype: str
    meaning: str
    allowed: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None
    optional: bool = False


@dataclass(frozen=True)
class FrameSpec:
    """A frame's name, key and columns."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)


_INTERVIEW = Column("interview_id", "str", "file stem, or the header's interview:")
_TURN = Column("turn_no", "int", "counts every turn of the file from 1, interviewer included", low=1)
_START = Column("start_char", "int", "first code point in the transcript's plain text", low=0)
_END = Column("end_char", "int", "code point after the last, exclusive", low=0)
_MUNICIPALITY = Column("municipality", "str", "as in the header or manifest")
_CODE = Column("code_id", "str", "theme.code of the codebook")
_DIRECTION = Column("direction", "str", "side of the code", allowed=DIRECTIONS)
_SCORE = Column("score", "float", "strength of the suggestion", low=0.0, high=1.0)
_SEGMENT = Column("segment_id", "str", "<interview_id>#<turn_no>.<number in the turn>")
_CERTAINTY = Column("certainty", "str", "how much to trust it", allowed=CERTAINTIES)
_SOURCE = Column("source_id", "str", "rule id, model version or coder")
_DETAIL = Column("detail", "str", "why, in Dutch, for a researcher")
_TEXT = Column("text", "str", "verbatim")
_ASKED = Column("asked", "str", "what the interviewer said just before the turn; empty if nothing")

TURNS = FrameSpec(
    "turns",
    ("interview_id", "turn_no"),
    (
        _INTERVIEW,
        _TURN,
        _MUNICIPALITY,
        Column("perspective", "str", "the respondent's profession or organisation; may be empty"),
        Column("speaker", "str", "label as in the file"),
        Column("role", "str", "who speaks", allowed=ROLES),
        _START,
        _END,
        _TEXT,
        Column("start_time", "float", "seconds from the begin of the recording, if the file says", optional=True),
        Column("end_time", "float", "seconds, likewise", optional=True),
        Column("place", "str", "where it begins in the file: 'cue 12', 'alinea 3', 'bladzijde 2'", optional=True),
    ),
)

SEGMENTS = FrameSpec("segments", ("segment_id",), (_SEGMENT, _INTERVIEW, _TURN, _START, _END, _TEXT, _ASKED))

SUGGESTIONS = FrameSpec(
    "suggestions",
    ("segment_id", "code_id", "origin"),
    (
        _SEGMENT,
        _CODE,
        Column("origin", "str", "who suggests it", allowed=ORIGINS),
        _DIRECTION,
        _SCORE,
        _CERTAINTY,
        _SOURCE,
        Column("evidence_start", "int", "first code point of the words that carry it, in the plain text", low=0),
        Column("evidence_end", "int", "code point after the last of those words", low=0),
        _DETAIL,
    ),
)

DECISIONS = FrameSpec(
    "decisions",
    ("decision_id",),
    (
        Column("decision_id", "str", "unique"),
        _SEGMENT,
        _CODE,
        Column("verdict", "str", "what the coder decided", allowed=VERDICTS),
        Column("coder", "str", "who decided"),
        Column("reason", "str", "may be empty"),
        Column("decided_at", "str", "UTC, ISO 8601"),
        Column("superseded_at", "str", "UTC, ISO 8601; empty while it stands", optional=True),
    ),
)

CODINGS = FrameSpec(
    "codings",
    ("interview_id", "start_char", "end_char", "code_id", "origin"),
    (
        _INTERVIEW,
        _MUNICIPALITY,
        _TURN,
        Column("speaker", "str", "label as in the file"),
        _START,
        _END,
        _TEXT,
        _CODE,
        _DIRECTION,
        Column("origin", "str", "who coded it", allowed=ORIGINS),
        _SCORE,
        _CERTAINTY,
        _SOURCE,
        _DETAIL,
    ),
)

HAND_CODINGS = FrameSpec(
    "hand_codings",
    ("interview_id", "turn_no", "start_char", "end_char", "code_id"),
    (_INTERVIEW, _TURN, _CODE, _START, _END, Column("quote", "str", "verbatim part of the turn")),
)

NAMES = FrameSpec(
    "names",
    ("interview_id", "start_char", "end_char"),
    (
        _INTERVIEW,
        _TURN,
        _START,
        _END,
        _TEXT,
        Column("kind", "str", "what it names", allowed=NAME_KINDS),
        Column("score", "float", "chance that it is a name", low=0.0, high=1.0),
        Column("certainty", "str", "doubtful is masked too, and listed for a human", allowed=NAME_CERTAINTIES),
        Column("reason", "str", "why it is taken for a name, in Dutch, for a researcher"),
    ),
)

FACTORS = FrameSpec(
    "factors",
    ("municipality", "code_id"),
    (
        _MUNICIPALITY,
        _CODE,
        _DIRECTION,
        Column("n_segments", "int", "coded segments", low=0),
        Column("n_interviews", "int", "interviews in which it occurs", low=0),
        Column("n_respondents_total", "int", "interviews of the municipality", low=0),
        Column("share", "float", "n_interviews / n_respondents_total", low=0.0, high=1.0),
        Column("n_reviewed", "int", "coded segments that a human has seen", low=0),
        Column("priority", "float", "priority of the factor's recommendation", low=0.0, high=1.0),
    ),
)

PRIORITIES = FrameSpec(
    "priorities",
    ("municipality", "theme_id"),
    (
        _MUNICIPALITY,
        Column("theme_id", "str", "theme with a recommendation"),
        Column("rank", "int", "1 = first", low=1),
        Column("priority", "float", "reach x balance", low=0.0, high=1.0),
        Column("reach", "float", "share of interviews that name a hindering factor", low=0.0, high=1.0),
        Column("balance", "float", "smoothed share of hindering segments", low=0.0, high=1.0),
        Column("n_hindering", "int", "hindering segments", low=0),
        Column("n_facilitating", "int", "facilitating segments", low=0),
        Column("n_interviews_hindering", "int", "interviews that name a hindering factor", low=0),
        Column("n_interviews_facilitating", "int", "interviews that name a facilitating factor", low=0),
        Column("n_respondents_total", "int", "interviews of the municipality", low=0),
    ),
)

AGREEMENT = FrameSpec(
    "agreement",
    ("level", "unit_id"),
    (
        Column("level", "str", "code, theme or all"),
        Column("unit_id", "str", "code_id, theme_id or all"),
        Column("n_units", "int", "respondent turns (for 'all': turns x codes)", low=0),
        Column("n_positive_a", "int", "units with the code, first coder", low=0),
        Column("n_positive_b", "int", "units with the code, second coder", low=0),
        Column("n_neither", "int", "units that neither coder gave the code", low=0),
        Column("n_uncoded", "int", "turns that neither coder gave any code; the same on each row", low=0),
        Column("percent_agreement", "float", "share of units judged alike", low=0.0, high=1.0),
        Column("kappa", "float", "Cohen's kappa; missing where nothing varies", low=-1.0, high=1.0, optional=True),
        Column("ac1", "float", "Gwet's AC1, two categories; missing likewise", low=-1.0, high=1.0, optional=True),
        Column("alpha", "float", "Krippendorff's alpha, nominal; missing likewise", low=-1.0, high=1.0, optional=True),
        Column("alpha_low", "float", "2.5th percentile of alpha, turns resampled", low=-1.0, high=1.0, optional=True),
        Column("alpha_high", "float", "97.5th percentile, missing likewise", low=-1.0, high=1.0, optional=True),
    ),
)


def empty(spec: FrameSpec) -> pd.DataFrame:
    """Return a frame of 0 rows that follows ``spec``."""
    return pd.DataFrame({c.name: pd.Series([], dtype=_DTYPES[c.dtype]) for c in spec.columns})


def build(spec: FrameSpec, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return ``rows`` as a checked frame, columns in the order of ``spec``, rows as given.

    An optional column that a row lacks is an empty text or a missing number.

    Raises
    ------
    FrameError
        If a value is missing, not allowed, or would change by becoming a whole number; see ``check``.
    """
    if not rows:
        return empty(spec)
    unsaid = {c.name: "" for c in spec.columns if c.optional and c.dtype == "str"}
    frame = pd.DataFrame([{**unsaid, **row} for row in rows], columns=list(spec.names))
    return check(frame.assign(**{c.name: _cast(frame[c.name], c.dtype) for c in spec.columns}), spec)


def _cast(series: pd.Series, dtype: str) -> pd.Series:
    """Return ``series`` as ``dtype``, or as it is where a value would be lost, for ``check`` to name."""
    try:
        cast = series.astype(_DTYPES[dtype])
    except (TypeError, ValueError, OverflowError):
        return series
    return series if dtype == "int" and bool((cast != series).any()) else cast


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Iterate over the rows of a checked frame as named tuples, one attribute per column."""
    return iter(frame.itertuples(index=False))


def check(frame: pd.DataFrame, spec: FrameSpec) -> pd.DataFrame:
    """Return ``frame`` with the columns of ``spec`` in their order, or say everything that is wrong.

    Parameters
    ----------
    frame
        Any frame; extra columns are refused.
    spec
        What it has to be.

    Raises
    ------
    FrameError
        All complaints at once, each naming the frame and the column.

    Examples
    --------
    >>> check(pd.DataFrame({"a": [1]}), SEGMENTS)
    Traceback (most recent call last):
    pipeline.errors.FrameError: frame 'segments': missing column 'segment_id'; missing column 'interview_id'; ...
    """
    found = [f"missing column '{name}'" for name in spec.names if name not in frame.columns]
    found += [f"unknown column '{name}'" for name in frame.columns if name not in spec.names]
    if not found:
        for column in spec.columns:
            found += _complaints(frame[column.name], column)
        n_repeated = int(frame.duplicated(list(spec.key)).sum())
        if n_repeated:
            found.append(f"key ({', '.join(spec.key)}) repeats in {n_repeated} rows")
    if found:
        raise FrameError(f"frame '{spec.name}': {'; '.join(found)}")
    return frame[list(spec.names)]


def _complaints(series: pd.Series, column: Column) -> list[str]:
    name, found = column.name, []
    if not column.optional and bool(series.isna().any()):
        found.append(f"column '{name}': {int(series.isna().sum())} missing values")
    if str(series.dtype) != _DTYPES[column.dtype]:
        return [*found, f"column '{name}': got dtype {series.dtype}, expected {_DTYPES[column.dtype]}"]
    if column.allowed is not None:
        wrong = sorted(set(series.dropna()) - set(column.allowed))
        if wrong:
            found.append(f"column '{name}': got {wrong[:3]}, allowed: {', '.join(column.allowed)}")
    if column.low is not None and bool((series < column.low).any()):
        found.append(f"column '{name}': got {series.min()}, lowest allowed {column.low}")
    if column.high is not None and bool((series > column.high).any()):
        found.append(f"column '{name}': got {series.max()}, highest allowed {column.high}")
    return found
