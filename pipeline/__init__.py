"""Factorwijzer: code Dutch research interviews, review the codings, draft recommendations per municipality."""

__version__ = "0.1.0"
