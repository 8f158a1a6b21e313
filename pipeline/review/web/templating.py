"""Pages from templates: everything is escaped, signs that hide or turn text are shown, numbers and dates are Dutch."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

SIGNS = {"bevorderend": "▲", "belemmerend": "▼", "context": "●"}
CERTAINTIES = {"certain": "zeker", "likely": "waarschijnlijk", "doubtful": "twijfelachtig"}
VERDICTS = {"accept": "akkoord", "reject": "afgewezen", "unsure": "twijfel"}
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
# Controls (but no tab or new line), marks and overrides of direction, and what has no width; not what joins emoji.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_TEMPLATES = Path(__file__).parent / "templates"


def said(text: str) -> Markup:
    """Escape what somebody said or wrote, and show signs that hide or turn text by their number.

    The text content of what comes out is ``text``, so offsets can be counted in it; the number is data for the style sheet,
    which also keeps an override of direction within its own span.

    Examples
    --------
    >>> str(said("<b> & \u202eja"))
    '&lt;b&gt; &amp; <span class="hidden-sign" data-sign="U+202E">&#8238;</span>ja'
    """

    def shown(match: re.Match[str]) -> str:
        code = ord(match[0])
        if match[0] == "\r":
            # As a raw sign a browser would drop it, and every offset after it would be off by one.
            return "&#13;"
        return f'<span class="hidden-sign" data-sign="U+{code:04X}">&#{code};</span>'

    return Markup(_HIDDEN.sub(shown, str(escape(text))))


def decimal(value: float, n_digits: int = 2) -> str:
    """Write a number with a comma.

    Examples
    --------
    >>> decimal(0.714)
    '0,71'
    """
    return f"{value:.{n_digits}f}".replace(".", ",")


def percent(share: float) -> str:
    """Write a share as a whole percentage.

    Examples
    --------
    >>> percent(0.714)
    '71%'
    """
    return f"{share * 100:.0f}%"


def moment(at: str) -> str:
    """Write a time of the store as date and time where the computer stands.

    Examples
    --------
    >>> moment("2025-11-03T12:30:00.000Z")[:15]
    '3 november 2025'
    """
    local = datetime.fromisoformat(at).astimezone()
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def render(request: Request, name: str, *, status_code: int = 200, **context: Any) -> HTMLResponse:
    """Return a page.

    Parameters
    ----------
    name
        Of a template, ``start.html.j2`` for instance.
    context
        What it needs beside ``study``, ``coder`` (empty if nobody is logged in), ``csrf``, ``message`` and ``path``.
    """
    session = request.scope.get("session") or {}
    shared = {
        "study": request.app.state.study,
        "coder": session.get("coder", ""),
        "csrf": session.get("csrf", ""),
        "message": session.pop("message", "") if "message" in session else "",
        "path": request.url.path,
    }
    return HTMLResponse(_ENVIRONMENT.get_template(name).render(shared | context), status_code)


def leave_message(request: Request, text: str) -> None:
    """Let the next page say something in its status line."""
    request.session["message"] = text


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"said": said, "decimal": decimal, "percent": percent, "moment": moment}
    made.globals |= {"SIGNS": SIGNS, "CERTAINTIES": CERTAINTIES, "VERDICTS": VERDICTS}
    return made


_ENVIRONMENT = _environment()
