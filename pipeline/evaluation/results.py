"""What a full evaluation found, ready to be written up."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.evaluation.judged import Judged, Pairs, Units


@dataclass(frozen=True)
class Point:
    """How well is coded after having learnt from ``n``: kappa over codes, and over themes and directions."""

    n: float
    kappa: float | None
    kappa_themes: float | None


@dataclass(frozen=True)
class OwnInterviews:
    """The same after ``n`` interviews of the municipality itself, each utterance of which counts for ``weight``."""

    n: int
    weight: float
    kappa: float | None
    kappa_themes: float | None


@dataclass(frozen=True)
class Hand:
    """How well the utterances of one hand of the codebook are coded by what learnt from all others."""

    name: str
    n_utterances: int
    kappa: float | None
    f1: float


@dataclass(frozen=True)
class Results:
    """Everything that a full evaluation measured.

    Attributes
    ----------
    units
        The turns judged, none of which encoder or thresholds have seen.
    ways
        Ways of coding, the program's own first; each judged with its municipality left out.
    by_interview
        The program's own with one interview of every municipality left out at a time.
    curves
        "interviews" and "voorbeelden": points of a learning curve each, in rising order.
    own, hands
        Tables.
    n_learnt
        Interviews that are learnt from and not judged: the encoder has seen them.
    """

    units: Units
    ways: tuple[Judged, ...]
    by_interview: Judged
    curves: dict[str, tuple[Point, ...]]
    own: tuple[OwnInterviews, ...]
    hands: tuple[Hand, ...]
    pairs: Pairs
    n_learnt: int
    is_invented: bool
