"""Double coding: the samples that are drawn for a second coder, how far each is, and which coders can be compared."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from pipeline.review.judging import Sample
from pipeline.review.outcome import differences
from pipeline.review.sampling import draw
from pipeline.review.web.pairs import Pair, in_place, pairs
from pipeline.review.web.security import Coder, Study
from pipeline.review.web.study import ReviewedStudy
from pipeline.review.web.templating import leave_message, render

router = APIRouter()
_LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Part:
    """The turns of a sample in one interview, and how many of them its coder has judged."""

    interview_id: str
    n_turns: int
    n_done: int

    @property
    def is_open(self) -> bool:
        """Whether turns are left to do."""
        return self.n_done < self.n_turns


@dataclass(frozen=True)
class SampleView:
    """An open sample and its progress; ``n_seen`` turns were judged with suggestions in sight and are not blind."""

    coder: str
    percent: int
    seed: int
    drawn_at: str
    parts: tuple[Part, ...]
    n_seen: int

    @property
    def n_turns(self) -> int:
        """The turns of all interviews."""
        return sum(part.n_turns for part in self.parts)

    @property
    def n_done(self) -> int:
        """The judged turns of all interviews."""
        return sum(part.n_done for part in self.parts)

    @property
    def next_interview(self) -> str:
        """The first interview with turns to do; empty if all are done."""
        return next((part.interview_id for part in self.parts if part.is_open), "")


@dataclass(frozen=True)
class PairView:
    """Two coders who judged turns both, and how many differences between them there are and are settled."""

    pair: Pair
    n_differences: int
    n_settled: int


@dataclass(frozen=True)
class Wish:
    """What the form asks for, as it was filled in, and what is wrong with it; ``is_open`` asks to close a sample."""

    codeur: str
    procent: str = "20"
    zaad: str = "1"
    mistake: str = ""
    is_open: bool = False


@router.get("/dubbel")
def show(request: Request, study: Study, coder: Coder) -> Response:
    """Show the form, the open samples and the pairs of coders that can be compared."""
    return _page(request, study, Wish(coder))


@router.post("/dubbel/trekken")
def draw_sample(
    request: Request,
    study: Study,
    coder: Coder,
    codeur: Annotated[str, Form()] = "",
    procent: Annotated[str, Form()] = "",
    zaad: Annotated[str, Form()] = "",
    vervang: Annotated[str, Form()] = "",
) -> Response:
    """Draw a sample for a coder; an open one with work to do is only closed if that was asked for."""
    wish = checked(study, Wish(codeur, procent.strip(), zaad.strip()), is_replacing=bool(vervang))
    if wish.mistake:
        return _page(request, study, wish, 422)
    share, seed = int(wish.procent) / 100, int(wish.zaad)
    turns = draw(study.units(), share, seed)
    study.store.draw_sample(codeur, seed, share, turns)
    whose = "u" if codeur == coder else codeur
    leave_message(request, f"Er is een steekproef van {len(turns)} beurten getrokken voor {whose}.")
    return RedirectResponse("/dubbel", 303)


def checked(study: ReviewedStudy, wish: Wish, is_replacing: bool) -> Wish:
    """Return the wish with what is wrong with it, in Dutch; it is right if ``mistake`` is empty."""
    given = {name: value for name, value in asdict(wish).items() if name in ("codeur", "procent", "zaad")}
    if wish.codeur not in study.store.coders():
        return Wish(**given, mistake="Deze codeur is niet bekend. Kies een naam uit de lijst.")
    if not _is_whole(wish.procent, 1, 100):
        return Wish(**given, mistake="Het deel moet een heel getal van 1 tot en met 100 zijn.")
    if not _is_whole(wish.zaad, 0, _LARGEST_SEED):
        return Wish(**given, mistake=f"Het startgetal moet een heel getal van 0 tot en met {_LARGEST_SEED} zijn.")
    if not study.units():
        return Wish(**given, mistake="Deze studie heeft nog geen beurten van geïnterviewden om te coderen.")
    sample = study.store.sample(wish.codeur)
    view = sample_view(study, sample) if sample else None
    if view and view.n_done < view.n_turns and not is_replacing:
        mistake = (
            f"{wish.codeur} heeft nog een steekproef openstaan: {view.n_done} van {view.n_turns} beurten zijn klaar. "
            "Zet een vinkje als u die wilt sluiten; wat al gecodeerd is, blijft bewaard."
        )
        return Wish(**given, mistake=mistake, is_open=True)
    return wish


def sample_view(study: ReviewedStudy, sample: Sample) -> SampleView:
    """Return a sample with its progress, in the order of the study; turns that the study lost are left out."""
    wanted = set(sample.turns)
    units = [unit for unit in study.units() if unit in wanted]
    judged = {(turn.interview_id, turn.turn_no): turn for turn in study.store.judged(sample.coder)}
    parts = []
    for interview_id in dict.fromkeys(interview_id for interview_id, _ in units):
        here = [unit for unit in units if unit[0] == interview_id]
        parts.append(Part(interview_id, len(here), sum(unit in judged for unit in here)))
    n_seen = sum(unit in judged and not judged[unit].is_blind for unit in units)
    return SampleView(sample.coder, round(100 * sample.share), sample.seed, sample.drawn_at, tuple(parts), n_seen)


def pair_views(study: ReviewedStudy) -> list[PairView]:
    """Return every two coders who judged turns both, with their differences counted."""
    decisions = in_place(study)
    views = []
    for pair in pairs(study):
        found = differences(pair.a, pair.b, decisions, pair.units)
        views.append(PairView(pair, len(found), sum(difference.settled is not None for difference in found)))
    return views


def _page(request: Request, study: ReviewedStudy, wish: Wish, status_code: int = 200) -> Response:
    return render(
        request,
        "double.html.j2",
        status_code=status_code,
        wish=wish,
        coders=study.store.coders(),
        samples=[sample_view(study, sample) for sample in study.store.samples() if not sample.closed_at],
        pairs=pair_views(study),
        n_units=len(study.units()),
    )


def _is_whole(text: str, low: int, high: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 10 and low <= int(text) <= high
