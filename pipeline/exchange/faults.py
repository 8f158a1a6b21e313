"""What goes wrong with files of other programs."""

from __future__ import annotations

from pipeline.errors import FactorwijzerError


class ExchangeError(FactorwijzerError):
    """A file of another program cannot be read, or a study cannot be written for it."""
