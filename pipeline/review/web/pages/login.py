"""Log in and out: by name alone on the computer's own address, with a password on any other."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from pipeline.review.model import CONSENSUS
from pipeline.review.web.security import Refusal, Study, Throttle, is_password, log_in
from pipeline.review.web.study import ReviewedStudy
from pipeline.review.web.templating import leave_message, render

router = APIRouter()

_Field = Annotated[str, Form(max_length=1000)]


@router.get("/aanmelden")
def login_page(request: Request, study: Study, terug: str = "/") -> Response:
    """Show who can log in."""
    return _page(request, study, terug)


@router.post("/aanmelden")
def login(
    request: Request, study: Study, naam: _Field = "", nieuw: _Field = "", wachtwoord: _Field = "", terug: _Field = "/"
) -> Response:
    """Log in as a known coder, or as a new one where no password is needed."""
    name = _known_name(study, nieuw.strip() or naam.strip())
    try:
        if study.needs_password:
            _check_password(study, request.app.state.throttle, name, wachtwoord)
        else:
            _check_name(study, name)
    except Refusal as refusal:
        return _page(request, study, terug, refusal, name)
    log_in(request, name, with_password=study.needs_password)
    return RedirectResponse(safe_target(terug), 303)


@router.post("/afmelden")
def logout(request: Request) -> Response:
    """End the session."""
    request.session.clear()
    leave_message(request, "U bent afgemeld.")
    return RedirectResponse("/aanmelden", 303)


def safe_target(target: str) -> str:
    """Return the page to go to after logging in: a path of this program, whatever an address asks for.

    Examples
    --------
    >>> safe_target("/interview/a?wachtrij=1"), safe_target("//elders.nl"), safe_target("https://elders.nl")
    ('/interview/a?wachtrij=1', '/', '/')
    """
    is_plain = target.isascii() and target.isprintable() and "\\" not in target
    if not is_plain or not target.startswith("/") or target.startswith(("//", "/aanmelden", "/api/")):
        return "/"
    return target if not urlsplit(target).netloc else "/"


def _known_name(study: ReviewedStudy, name: str) -> str:
    """Return the name as the store has it, if it differs in capitals only: nobody wants to be two coders."""
    known = study.store.coders()
    alike = [one for one in known if one.casefold() == name.casefold()]
    return alike[0] if alike and name not in known else name


def _check_name(study: ReviewedStudy, name: str) -> None:
    if not name:
        raise Refusal(422, "Kies uw naam, of vul een nieuwe naam in.")
    try:
        study.store.add_coder(name)
    except ValueError as error:
        raise Refusal(422, f"Deze naam kan niet: {error}.") from None


def _check_password(study: ReviewedStudy, throttle: Throttle, name: str, password: str) -> None:
    if not name:
        raise Refusal(422, "Kies uw naam.")
    if name == CONSENSUS or name not in study.store.coders() or not study.store.password_hash(name):
        message = "Deze naam heeft nog geen wachtwoord. Geef er op de computer met de studie een met: factorwijzer password NAAM"
        raise Refusal(403, message)
    wait_s = throttle.try_once(name)
    if wait_s:
        raise Refusal(429, f"Te vaak een verkeerd wachtwoord. Wacht {wait_s} seconden en probeer het opnieuw.")
    if not is_password(study.store.password_hash(name), password):
        raise Refusal(403, "Dit wachtwoord klopt niet. Probeer het opnieuw.")
    throttle.succeed(name)


def _page(
    request: Request, study: ReviewedStudy, target: str, refusal: Refusal | None = None, name: str = ""
) -> Response:
    coders = study.store.coders()
    if study.needs_password:
        coders = [one for one in coders if study.store.password_hash(one)]
    return render(
        request,
        "login.html.j2",
        status_code=refusal.status_code if refusal else 200,
        coders=coders,
        chosen=name,
        target=safe_target(target),
        wrong=refusal.message if refusal else "",
    )
