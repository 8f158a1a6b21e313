"""Turns to segments: the sentences that respondents say."""

from pipeline.segmentation.segments import questions, segment_id, segment_turns

__all__ = ["questions", "segment_id", "segment_turns"]
