"""Time one language pipeline: ``python -m tests.language_speed NAME FOLDER OUT``; tests/bench.py asks for each.

The folder has warm.txt and timed.txt, one turn a line. The pipeline and those that it is compared with read the same fifty
turns in turn, in processor time, so that what else the machine does slows all of them. OUT becomes JSON: medians of three
thirds of timed.txt, which is new to a pipeline as an interview is.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import spacy

from pipeline.language import load_language

OURS = ("trained", "own", "all")
_THIRDS, _BATCH = 3, 50
Read = Callable[[Sequence[str]], float]


def make_reader(name: str) -> Read:
    """Return a function that reads turns and gives its processor seconds.

    Parameters
    ----------
    name
        ``blank``, ``trained`` (without our components), ``own`` (with them), ``all`` (with what the rule coder asks, too),
        or an installed spaCy model.
    """
    nlp = spacy.blank("nl") if name == "blank" else load_language("" if name in OURS else name)
    added = [pipe for pipe in nlp.pipe_names if pipe.startswith("fw_")] if name not in ("own", "all") else []
    rest = None
    if name == "all":
        # Imported here: what only this one needs is not in the memory of the others.
        from tests.rule_work import RuleWork

        rest = RuleWork(nlp)

    def read(turns: Sequence[str]) -> float:
        with nlp.select_pipes(disable=added):
            start = time.process_time()
            docs = list(nlp.pipe(turns))
            seconds = time.process_time() - start
        return seconds + (rest(docs) if rest else 0.0)

    return read


def time_turns(readers: dict[str, Read], turns: Sequence[str]) -> dict[str, float]:
    """Return the seconds of each reader; the one that begins changes with every batch."""
    seconds = dict.fromkeys(readers, 0.0)
    for number, at in enumerate(range(0, len(turns), _BATCH)):
        for name in list(readers)[:: -1 if number % 2 else 1]:
            seconds[name] += readers[name](turns[at : at + _BATCH])
    return seconds


def main(name: str, folder: Path, out: Path) -> None:
    """Warm up, measure, and write words per second and the time as a multiple of blank Dutch and of the trained pipeline."""
    warm, timed = ((folder / f"{which}.txt").read_text(encoding="utf-8").splitlines() for which in ("warm", "timed"))
    bases = ["blank", *(["trained"] if name in OURS else [])]
    readers = {which: make_reader(which) for which in dict.fromkeys([*bases, name])}
    time_turns(readers, warm)
    thirds = [timed[third::_THIRDS] for third in range(_THIRDS)]
    runs = [time_turns(readers, turns) for turns in thirds]
    n_words = [sum(len(turn.split()) for turn in turns) for turns in thirds]
    figures = {f"in_{base}": median(run[name] / run[base] for run in runs) for base in bases}
    figures["words_per_second"] = median(n / run[name] for n, run in zip(n_words, runs, strict=True))
    out.write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
