"""Transcript files to turns: one module per format, one way to find labels and roles."""

from pipeline.reading.reader import FORMATS, Transcript, read_transcript

__all__ = ["FORMATS", "Transcript", "read_transcript"]
