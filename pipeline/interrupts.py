"""Ctrl-C while the program starts: nothing has been written yet, so it stops at once, with the usual line and exit code.

Until the heavy parts are loaded, an exception in the middle of an import would show a traceback or end in another exit
code. This module is loaded before them and needs nothing but the standard library.
"""

from __future__ import annotations

import os
import signal
from types import FrameType

INTERRUPTED = 3
MESSAGE = "Onderbroken. Wat al af was, is bewaard; draai dezelfde opdracht opnieuw om verder te gaan."


def stop_at_once() -> None:
    """From now on Ctrl-C ends the process; where Ctrl-C is not Python's own, as in a thread, it is left alone."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        _take(_stop)


def stop_in_order() -> None:
    """From now on Ctrl-C is a ``KeyboardInterrupt`` again."""
    if signal.getsignal(signal.SIGINT) is _stop:
        _take(signal.default_int_handler)


def _take(handler: signal._HANDLER) -> None:
    try:
        signal.signal(signal.SIGINT, handler)
    except ValueError:  # only the main thread may
        return


def _stop(_number: int, _frame: FrameType | None) -> None:
    os.write(2, f"{MESSAGE}\n".encode())
    os._exit(INTERRUPTED)
