"""Speed and memory, each figure as a ratio to a named baseline of the same run: ``make bench``.

Start-up is compared with importing spaCy, pandas and scikit-learn in an empty program; coding with splitting the same
words into tokens by spaCy's blank Dutch pipeline. Peak memory is that of the whole process. All interviews are invented.
"""

from __future__ import annotations

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

REPO = Path(__file__).parents[1]
PROGRAM = [sys.executable, "-m", "pipeline.cli"]
IMPORTS = [sys.executable, "-c", "import spacy, pandas, sklearn"]
TOKENS = "import sys, pathlib, spacy; nlp = spacy.blank('nl'); [nlp(p.read_text()) for p in pathlib.Path(sys.argv[1]).glob('*.txt')]"


@dataclass(frozen=True)
class Measured:
    """Wall seconds and peak megabytes of one finished process."""

    seconds: float
    megabytes: float


def measure(command: list[str]) -> Measured:
    """Run a command to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=REPO, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Measured(time.perf_counter() - start, usage.ru_maxrss / 1024)


def median_seconds(command: list[str], n: int = 5) -> float:
    """Return the median of ``n`` runs after a warm-up."""
    measure(command)
    return statistics.median(measure(command).seconds for _ in range(n))


def make_interviews(folder: Path, n: int) -> None:
    """Write ``n`` interviews: the turns of the sample study's .txt files, shuffled by seed."""
    sources = sorted((REPO / "transcripts_sample").glob("g1_*.txt"))
    chance = random.Random(n)
    for number in range(n):
        raw = sources[number % len(sources)].read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252")
        said = [
            line.split(":", 3)[-1].strip() for line in text.splitlines() if line.count(":") and len(line.split()) > 3
        ]
        chance.shuffle(said)
        lines = [f"{'IR'[i % 2]}: {words}" for i, words in enumerate(said)]
        (folder / f"interview{number:03d}.txt").write_text(
            "gemeente: Testdorp\n\n" + "\n".join(lines) + "\n", encoding="utf-8"
        )


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
        for n in (20, 200):
            folder = scratch / f"n{n}"
            folder.mkdir()
            make_interviews(folder, n)
            tokens = measure([sys.executable, "-c", TOKENS, str(folder)])
            coded = measure([*PROGRAM, "code", str(folder), "--out", str(scratch / f"out{n}")])
            print(
                f"| {n} | {coded.seconds:.1f} | {coded.megabytes:.0f} | {coded.seconds / tokens.seconds:.1f} | blank Dutch tokens, {tokens.seconds:.1f} s |"
            )
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
