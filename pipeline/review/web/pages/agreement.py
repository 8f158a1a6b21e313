"""The agreement page: two coders, and the program against humans who had not seen its suggestions."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipeline.review.web.agreeing import agreement_of, program_against_human
from pipeline.review.web.pairs import mistake_in, pair_of, pairs
from pipeline.review.web.security import Coder, Study
from pipeline.review.web.templating import render

router = APIRouter()


@router.get("/overeenstemming")
def show_agreement(request: Request, study: Study, coder: Coder, a: str = "", b: str = "") -> Response:
    """Show the agreement of two coders; without a choice, of the first two who judged turns both."""
    shared = pairs(study)
    if not a and not b and shared:
        a, b = shared[0].a, shared[0].b
    mistake = mistake_in(study, a, b)
    pair = pair_of(study, a, b) if a and b and not mistake else None
    return render(
        request,
        "agreement.html.j2",
        status_code=404 if mistake else 200,
        coders=study.store.coders(),
        a=a,
        b=b,
        mistake=mistake,
        pair=pair,
        agreement=agreement_of(study, pair) if pair else None,
        program=program_against_human(study),
    )
