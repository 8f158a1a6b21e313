"""Speed and memory, each figure as a ratio to a named baseline of the same run: ``make bench``.

Start-up is compared with importing spaCy, pandas and scikit-learn in an empty program; coding with splitting the same
words into tokens by spaCy's blank Dutch pipeline. Peak memory is that of the whole process. All interviews are invented.
The language pipelines are compared in processor time, each with its baselines in a process of its own
(tests/language_speed.py), and so are the sets of features for coding (tests/coding_speed.py).
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

# Feature sets of tests/coding_speed.py.
NAMES = ("rules", "n-grams", "vectors", "both, with the deciding words", "everything")
REPO = Path(__file__).parents[1]
PROGRAM = [sys.executable, "-m", "pipeline.cli"]
IMPORTS = [sys.executable, "-c", "import spacy, pandas, sklearn"]
TOKENS = "import sys, pathlib, spacy; nlp = spacy.blank('nl'); [nlp(p.read_text()) for p in pathlib.Path(sys.argv[1]).glob('*.txt')]"
# What is compared; our own work may make the trained pipeline a quarter slower.
PIPELINES = {
    "blank": "blank Dutch: tokens",
    "trained": "the trained pipeline without our components",
    "own": "the same with our components",
    "all": "and word forms, compounds and the status of what rules find",
}
MODELS = ("nl_core_news_sm", "nl_core_news_md", "nl_core_news_lg")


@dataclass(frozen=True)
class Measured:
    """Wall seconds and peak megabytes of one finished process."""

    seconds: float
    megabytes: float


def measure(command: list[str], shown: bool = False) -> Measured:
    """Run a command to its end; what it prints is not shown unless it is asked for."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=REPO, stdout=None if shown else subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Measured(time.perf_counter() - start, usage.ru_maxrss / 1024)


def median_seconds(command: list[str], n: int = 5) -> float:
    """Return the median of ``n`` runs after a warm-up."""
    measure(command)
    return statistics.median(measure(command).seconds for _ in range(n))


def read_said(path: Path) -> list[str]:
    """Return the words of the turns of a sample interview."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    return [line.split(":", 3)[-1].strip() for line in text.splitlines() if line.count(":") and len(line.split()) > 3]


def make_interviews(folder: Path, n: int) -> None:
    """Write ``n`` interviews: the turns of the sample study's .txt files, shuffled by seed."""
    sources = sorted((REPO / "transcripts_sample").glob("g1_*.txt"))
    chance = random.Random(n)
    for number in range(n):
        said = read_said(sources[number % len(sources)])
        chance.shuffle(said)
        lines = [f"{'IR'[i % 2]}: {words}" for i, words in enumerate(said)]
        (folder / f"interview{number:03d}.txt").write_text(
            "gemeente: Testdorp\n\n" + "\n".join(lines) + "\n", encoding="utf-8"
        )


def print_language(folder: Path) -> None:
    """Print the table of the language pipelines: warmed up on the sample study, timed on practice interviews of eight hands."""
    for name, pattern in (("warm", "g1_*.txt"), ("timed", "training/h[1-8]_*.txt")):
        said = [turn for path in sorted((REPO / "transcripts_sample").glob(pattern)) for turn in read_said(path)]
        (folder / f"{name}.txt").write_text("\n".join(said), encoding="utf-8")
    print("\n| language pipeline | words per second | time, in blank Dutch | time, in the trained pipeline | peak MB |")
    print("|---|---|---|---|---|")
    out = folder / "speed.json"
    for name in (*PIPELINES, *MODELS):
        what = PIPELINES.get(name, name)
        if name in MODELS and importlib.util.find_spec(name) is None:
            print(f"| {what} | not installed | | | |")
            continue
        process = measure([sys.executable, "-m", "tests.language_speed", name, str(folder), str(out)])
        figures = json.loads(out.read_text(encoding="utf-8"))
        ratios = [f"{figures[key]:.2f}" if key in figures else "" for key in ("in_blank", "in_trained")]
        print(f"| {what} | {figures['words_per_second']:.0f} | {' | '.join(ratios)} | {process.megabytes:.0f} |")
    print("\nOur own work may take at most a quarter of the trained pipeline's time: 1.25.")


def print_coding(folder: Path) -> None:
    """Print the table of what each set of features for coding costs; the model has to be trained."""
    print("\n| coding by | sentences per second | time, in the trained pipeline | peak MB |")
    print("|---|---|---|---|")
    out = folder / "coding.json"
    for name in NAMES:
        process = measure([sys.executable, "-m", "tests.coding_speed", name, str(out)])
        figures = json.loads(out.read_text(encoding="utf-8"))
        print(
            f"| {name} | {figures['sentences_per_second']:.0f} | {figures['in_trained']:.2f} | {process.megabytes:.0f} |"
        )


def print_privacy(folder: Path, coding: dict[int, float]) -> None:
    """Print what pseudonymising the same interviews costs; it should take less time than coding them."""
    print("\n| anonymise, n interviews | seconds | peak MB | ratio | baseline of the same run |")
    print("|---|---|---|---|---|")
    for n, seconds in coding.items():
        to = ("--to", str(folder / f"copies{n}"), "--no-key")
        copied = measure([*PROGRAM, "anonymise", str(folder / f"n{n}"), *to])
        ratio = copied.seconds / seconds
        print(f"| {n} | {copied.seconds:.1f} | {copied.megabytes:.0f} | {ratio:.2f} | coding them, {seconds:.1f} s |")


def main() -> None:
    """Print the table."""
    scratch = Path(tempfile.mkdtemp())
    try:
        measure([*PROGRAM, "train"])
        imports = median_seconds(IMPORTS)
        help_ = median_seconds([*PROGRAM, "--help"])
        run = measure([*PROGRAM, "run", "--out", str(scratch / "out")])
        again = measure([*PROGRAM, "run", "--out", str(scratch / "out")])
        print("| what | seconds | ratio | baseline of the same run |")
        print("|---|---|---|---|")
        print(f"| import spacy, pandas, sklearn | {imports:.2f} | 1.00 | |")
        print(f"| factorwijzer --help | {help_:.2f} | {help_ / imports:.2f} | imports |")
        print(f"| factorwijzer run, ten interviews | {run.seconds:.2f} | {run.seconds / imports:.2f} | imports |")
        print(
            f"| the same again, nothing changed | {again.seconds:.2f} | {again.seconds / run.seconds:.2f} | first run |"
        )
        print("\n| code, n interviews | seconds | peak MB | ratio | baseline of the same run |")
        print("|---|---|---|---|---|")
        coding: dict[int, float] = {}
        for n in (20, 200):
            folder = scratch / f"n{n}"
            folder.mkdir()
            make_interviews(folder, n)
            tokens = measure([sys.executable, "-c", TOKENS, str(folder)])
            coded = measure([*PROGRAM, "code", str(folder), "--out", str(scratch / f"out{n}")])
            print(
                f"| {n} | {coded.seconds:.1f} | {coded.megabytes:.0f} | {coded.seconds / tokens.seconds:.1f} | blank Dutch tokens, {tokens.seconds:.1f} s |"
            )
            coding[n] = coded.seconds
        print_privacy(scratch, coding)
        print_language(scratch)
        print_coding(scratch)
        print("\nThe review page:\n", flush=True)
        measure([sys.executable, "tests/web/speed.py"], shown=True)
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
