"""The web application: what is in front of its pages, the pages themselves, and what it says when something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from pipeline.errors import StoreError
from pipeline.review.web import api
from pipeline.review.web.pages import agreement, blind, codebook, compare, double, interview, login, loose, start
from pipeline.review.web.security import (
    SESSION_S,
    Gate,
    NotLoggedInError,
    Refusal,
    Throttle,
    check_csrf,
    cookie_name,
    refused,
)
from pipeline.review.web.study import BadPlaceError, ReviewedStudy, UnknownInterviewError

_ROUTERS = (
    login.router,
    start.router,
    interview.router,
    codebook.router,
    api.router,
    double.router,
    blind.router,
    compare.router,
    agreement.router,
    loose.router,
)
_STATIC = Path(__file__).parent / "static"
_MESSAGES = {
    404: "deze pagina bestaat niet; ga terug naar de startpagina",
    405: "zo is deze pagina niet te gebruiken; ga terug naar de startpagina",
}
_OTHER = "dit lukt niet; laad de pagina opnieuw en probeer het nog eens"


def create_app(study: ReviewedStudy, secret: str, allowed_hosts: Sequence[str] = ("127.0.0.1", "localhost")) -> FastAPI:
    """Make the application for a study.

    Parameters
    ----------
    secret
        Signs the sessions; who knows it can be anybody.
    allowed_hosts
        Names and addresses, without port, under which the page may be asked for.
    """
    session = Middleware(
        SessionMiddleware,
        secret_key=secret,
        session_cookie=cookie_name(secret),
        max_age=SESSION_S,
        same_site="strict",
    )
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(check_csrf)],
        middleware=[Middleware(Gate, allowed_hosts=allowed_hosts), session],
    )
    app.state.study, app.state.throttle = study, Throttle()
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    for router in _ROUTERS:
        app.include_router(router)
    _say_errors_in_dutch(app)
    return app


def _say_errors_in_dutch(app: FastAPI) -> None:
    @app.exception_handler(NotLoggedInError)
    def _(request: Request, error: NotLoggedInError) -> Response:
        if request.url.path.startswith("/api/"):
            return refused(request, 401, "u bent niet meer aangemeld; laad de pagina opnieuw en meld u aan")
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = f"?{urlencode({'terug': target})}" if request.method == "GET" and target != "/" else ""
        return RedirectResponse(f"/aanmelden{back}", 303)

    @app.exception_handler(HTTPException)
    def _(request: Request, error: HTTPException) -> Response:
        if isinstance(error, Refusal):
            return refused(request, error.status_code, error.message, error.facts)
        return refused(request, error.status_code, _MESSAGES.get(error.status_code, _OTHER))

    @app.exception_handler(RequestValidationError)
    def _(request: Request, error: RequestValidationError) -> Response:
        places = {".".join(str(part) for part in item["loc"][1:]) for item in error.errors()}
        named = f" ({', '.join(sorted(places - {''}))})" if places - {""} else ""
        return refused(request, 422, f"deze gegevens zijn niet volledig of niet juist{named}; {_OTHER}")

    @app.exception_handler(UnknownInterviewError)
    def _(request: Request, error: UnknownInterviewError) -> Response:
        return refused(request, 404, "dit interview is er niet in deze studie; kies er een op de startpagina")

    @app.exception_handler(BadPlaceError)
    def _(request: Request, error: BadPlaceError) -> Response:
        return refused(request, 422, str(error))

    @app.exception_handler(StoreError)
    def _(request: Request, error: StoreError) -> Response:
        return refused(request, 503, f"de besluiten zijn nu niet te lezen of te bewaren: {error}")
