"""The web page on which coders decide: the study's suggestions brought into its store, and a server on this computer."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from pipeline.errors import Problem, SettingsError
from pipeline.evaluation import compare_coders
from pipeline.review import Store, open_store
from pipeline.review.web.app import create_app
from pipeline.review.web.security import hash_password
from pipeline.review.web.study import ReviewedStudy
from pipeline.run.outputs import load_outputs
from pipeline.run.reviewing import Brought, bring_in
from pipeline.study import Study

_HERE = ("127.0.0.1", "localhost", "::1")
FEWEST_SIGNS = 10


def review(
    study: Study, host: str, port: int, started: Callable[[str, Brought], None], stopped: Callable[[], None]
) -> None:
    """Serve the web page until Ctrl-C; what was decided is kept at once.

    Parameters
    ----------
    host, port
        On another address than the computer's own, coders log in with a password. Port 0 is any that is free.
    started, stopped
        Called with the address of the page and what happened to earlier decisions; and after the end.

    Raises
    ------
    SettingsError
        If the address cannot be had, or nobody has a password where one is needed.
    """
    is_here = host in _HERE
    with open_store(study.store) as store, _listen(host, port) as listening:
        brought = bring_in(study, store)
        if not is_here and not any(store.password_hash(name) for name in store.coders()):
            message = "op dit adres heeft elke codeur een wachtwoord nodig, en nog niemand heeft er een"
            advice = "zet het eerst met: factorwijzer password NAAM"
            raise SettingsError(Problem(f"--host {host}", f"{message}; {advice}"))
        address = listening.getsockname()
        names = _HERE if is_here else (host, *_HERE, *_own_addresses(address[0]))
        app = create_app(reviewed_study(study, store, not is_here), secrets.token_urlsafe(32), names)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, server_header=False))
        started(f"http://{_shown(host, address[0])}:{address[1]}/", brought)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    stopped()


def reviewed_study(study: Study, store: Store, needs_password: bool = False) -> ReviewedStudy:
    """Return the study as the web page shows it."""
    _, turns, lock = load_outputs(study)
    municipalities = list(dict.fromkeys(turns["municipality"]))
    return ReviewedStudy(
        title=study.settings.studie.titel,
        turns=turns,
        codebook=study.codebook(),
        store=store,
        labels={name: study.label(name, municipalities) for name in municipalities},
        model_version=str(lock["basis"]["model"]),
        compare=compare_coders,
        needs_password=needs_password,
        is_invented=study.settings.studie.verzonnen,
    )


def set_password(study: Study, name: str, password: str) -> None:
    """Give a coder a password, who is made known if need be.

    Raises
    ------
    SettingsError
        If the name or the password will not do.
    """
    if len(password) < FEWEST_SIGNS:
        raise SettingsError(Problem("wachtwoord", f"te kort; neem er een van minstens {FEWEST_SIGNS} tekens"))
    with open_store(study.store) as store:
        try:
            store.add_coder(name)
        except ValueError as error:
            raise SettingsError(Problem("naam van de codeur", str(error))) from None
        store.set_password(name.strip(), hash_password(password))


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError):
        message = f"adres {host}, poort {port} is bezet of bestaat hier niet"
        raise SettingsError(Problem("factorwijzer review", f"{message}; kies een andere poort met --port")) from None


def _shown(host: str, address: str) -> str:
    """Return the host as a browser can open it: no browser opens "all addresses"."""
    if ipaddress.ip_address(address).is_unspecified:
        return socket.gethostname()
    return f"[{address}]" if ":" in address else "127.0.0.1" if host == "localhost" else host


def _own_addresses(address: str) -> tuple[str, ...]:
    """Return the names by which this computer is called from elsewhere, if it listens on all its addresses."""
    if not ipaddress.ip_address(address).is_unspecified:
        return ()
    name = socket.gethostname()
    with suppress(OSError):
        return (name, socket.getfqdn(), *socket.gethostbyname_ex(name)[2])
    return (name,)
