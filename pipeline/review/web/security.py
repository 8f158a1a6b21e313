"""Who is asking, whether he may, and what no request and no answer gets past."""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Annotated
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from fastapi import Depends, HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.review.web.study import ReviewedStudy
from pipeline.review.web.templating import render

SESSION_S = 12 * 60 * 60
LARGEST_REQUEST = 64 * 1024
N_TRIES = 5
WAIT_S = 30
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TITLES = {401: "Niet aangemeld", 403: "Niet toegestaan", 404: "Niet gevonden", 413: "Te groot", 500: "Fout"}
_CRASH = "Er ging iets mis in het programma. Wat u al had besloten, is bewaard. Laad de pagina opnieuw; meld het als het terugkomt"
_LOG = logging.getLogger("factorwijzer.review")
_HASHER = PasswordHasher()


class Refusal(HTTPException):
    """A request that is refused; ``message`` is Dutch and for the coder, ``facts`` go along in JSON."""

    def __init__(self, status_code: int, message: str, **facts: object) -> None:
        super().__init__(status_code, message)
        self.message, self.facts = message, facts


class NotLoggedInError(Exception):
    """Nobody is logged in."""


def current_study(request: Request) -> ReviewedStudy:
    """Return the study that the page is about."""
    study: ReviewedStudy = request.app.state.study
    return study


def current_coder(request: Request) -> str:
    """Return who is logged in.

    Raises
    ------
    NotLoggedInError
        If nobody is, or if it was without the password that is needed now.
    """
    study, name = current_study(request), request.session.get("coder", "")
    if not name or (study.needs_password and not request.session.get("with_password")):
        raise NotLoggedInError
    if name not in study.store.coders():
        raise NotLoggedInError
    return str(name)


Study = Annotated[ReviewedStudy, Depends(current_study)]
Coder = Annotated[str, Depends(current_coder)]


def log_in(request: Request, coder: str, with_password: bool) -> None:
    """Begin a session of a coder; nothing of an earlier one is kept."""
    request.session.clear()
    request.session.update({"coder": coder, "with_password": with_password, "csrf": secrets.token_urlsafe(32)})


async def check_csrf(request: Request) -> None:
    """Give every session a token, and refuse what changes anything without it.

    The token comes in the header ``X-CSRF-Token``, or in the field ``csrf`` of a form.

    Raises
    ------
    Refusal
        If the token is missing or wrong.
    """
    if "csrf" not in request.session:
        request.session["csrf"] = secrets.token_urlsafe(32)
    if request.method in ("GET", "HEAD"):
        return
    given: object = request.headers.get("X-CSRF-Token")
    if given is None and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        given = (await request.form()).get("csrf")
    expected = str(request.session["csrf"])
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), expected.encode()):
        raise Refusal(403, "deze pagina is verlopen; laad haar opnieuw en probeer het nog eens")


def hash_password(password: str) -> str:
    """Return what is kept of a password (argon2)."""
    return _HASHER.hash(password)


def is_password(password_hash: str, password: str) -> bool:
    """Say whether a password is the one of which the hash was kept; an empty hash is nobody's.

    Examples
    --------
    >>> is_password("", "geheim")
    False
    """
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


class Throttle:
    """Lets a name wait after a number of wrong passwords; a try counts before it is looked at."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._tries: dict[str, tuple[int, float]] = {}

    def try_once(self, name: str) -> int:
        """Count a try and return 0, or return the seconds that are still to be waited."""
        with self._lock:
            n_tries, since = self._tries.get(name, (0, 0.0))
            waited = self._clock() - since
            if n_tries >= N_TRIES and waited < WAIT_S:
                return int(WAIT_S - waited) + 1
            n_before = 0 if n_tries >= N_TRIES else n_tries
            self._tries[name] = (n_before + 1, self._clock())
            return 0

    def succeed(self, name: str) -> None:
        """Forget the tries of a name."""
        with self._lock:
            self._tries.pop(name, None)


def cookie_name(secret: str) -> str:
    """Return a name of the cookie by study: browsers do not tell apart the ports of one computer."""
    return f"factorwijzer_{hashlib.sha256(secret.encode()).hexdigest()[:8]}"


def refused(request: Request, status_code: int, message: str, facts: dict[str, object] | None = None) -> Response:
    """Say in Dutch that something does not work: JSON for a script, a page for anybody else."""
    sentence = f"{message[:1].upper()}{message[1:].rstrip('.')}."
    if request.url.path.startswith("/api/"):
        return JSONResponse({"message": sentence, **(facts or {})}, status_code)
    title = _TITLES.get(status_code, "Dit lukt niet")
    return render(request, "error.html.j2", status_code=status_code, title=title, explanation=sentence)


class Gate:
    """The outermost layer: foreign hosts, requests too large, safe headers, and crashes that tell nothing."""

    def __init__(self, app: ASGIApp, allowed_hosts: Sequence[str]) -> None:
        self._app, self._hosts = app, {host.lower() for host in allowed_hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        has_begun = False

        async def send_safely(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(_with_headers(message, scope["path"]))

        try:
            await self._pass(scope, receive, send_safely)
        except Exception as error:
            _LOG.error("%s %s: %s", scope["method"], scope["path"], _place_of(error))
            if not has_begun:
                await refused(Request(scope), 500, _CRASH)(scope, receive, send_safely)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if (_host(headers.get("host", "")) or "") not in self._hosts:
            message = "dit adres hoort niet bij Factorwijzer; open het adres dat 'factorwijzer review' noemt"
            await refused(Request(scope), 400, message)(scope, receive, send)
            return
        body = await _body(headers.get("content-length", "0"), receive)
        if body is None:
            message = f"dit is te veel tekst (meer dan {LARGEST_REQUEST // 1024} KB); stuur minder tegelijk"
            await refused(Request(scope), 413, message)(scope, receive, send)
            return
        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        await self._app(scope, replay, send)


def _host(header: str) -> str | None:
    try:
        return urlsplit(f"//{header}").hostname
    except ValueError:
        return None


async def _body(length: str, receive: Receive) -> bytes | None:
    """Read the whole request, or return None as soon as it is known to be too large."""
    if not length.isdecimal() or int(length) > LARGEST_REQUEST:
        return None
    body, is_more = b"", True
    while is_more:
        message = await receive()
        body += message.get("body", b"")
        is_more = message.get("more_body", False)
        if len(body) > LARGEST_REQUEST:
            return None
    return body


def _with_headers(message: Message, path: str) -> Message:
    if message["type"] == "http.response.start":
        headers = MutableHeaders(scope=message)
        headers.update(_HEADERS)
        headers["Cache-Control"] = "no-cache" if path.startswith("/static/") else "no-store"
    return message


def _place_of(error: BaseException) -> str:
    """Name an error and where it arose, without its message: that may quote an interview."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else "unknown place"
    return f"{type(error).__name__} in {where}"
