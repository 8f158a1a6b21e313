"""Turns to segments: the sentences that respondents say."""

from pipeline.segmentation.segments import segment_id, segment_turns

__all__ = ["segment_id", "segment_turns"]
