"""The gate that every quote passes before it is printed."""

from pipeline.privacy.gate import Gate

__all__ = ["Gate"]
