"""Write the list by which compounds are taken apart: ``python -m pipeline.language.training.compound_words``.

The most frequent Dutch words (wordfreq) that the word list of spacy-lookups-data knows as a noun, verb or adjective and
that do not come apart into two other such words themselves. ``--check`` compares how the long words of the practice interviews
are taken apart with the morphemes that Frog finds in them.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from spacy.lookups import load_lookups

from pipeline.language.compounds import compound_parts

N_WORDS = 40_000
_PRACTICE = Path(__file__).parents[3] / "transcripts_sample/training"
_LONG_WORD = re.compile(r"[^\W\d_]{7,}")
# A morpheme with a word class of its own; prefixes and suffixes have none.
_STEM = re.compile(r"\[([^\[\]]+)\](?:noun|verb|adjective|adverb|preposition|numeral|quantifier|pronoun)")


def count_stems(words: Sequence[str]) -> dict[str, int]:
    """Return how many stems Frog finds in each word: two or more in a compound."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.txt"
        source.write_text("\n".join(f"de {word}" for word in words) + "\n", encoding="utf-8")
        command = ["frog", "--skip=tmpcn", "-n", "--deep-morph", "-t", str(source), "--threads=1"]
        answer = subprocess.run(command, check=True, capture_output=True, cwd=folder).stdout.decode("utf-8")
    rows = [block.split("\n")[-1].split("\t") for block in answer.strip().split("\n\n")]
    return {row[1]: len(_STEM.findall(row[3])) for row in rows}


def check() -> tuple[int, int, int, int]:
    """Return the words looked at, those that come apart, those that are compounds for Frog, and those that are both."""
    found = (_LONG_WORD.findall(path.read_text(encoding="utf-8")) for path in sorted(_PRACTICE.glob("*.txt")))
    words = sorted({word for several in found for word in several if word.islower()})
    stems = count_stems(words)
    ours = {word for word in words if compound_parts(word)}
    frogs = {word for word, n_stems in stems.items() if n_stems > 1}
    return len(words), len(ours), len(frogs), len(ours & frogs)


def main() -> None:
    """Write compound_words.txt beside the component, or check it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with Frog instead of writing the list")
    if parser.parse_args().check:
        n_words, n_ours, n_frogs, n_both = check()
        print(f"words {n_words}, come apart {n_ours}, compounds for Frog {n_frogs}, both {n_both}")  # noqa: T201
        return
    from wordfreq import top_n_list

    index = load_lookups("nl", ["lemma_index"]).get_table("lemma_index")
    known = {word for word_class in ("noun", "adj", "verb") for word in index.get(word_class, ())}
    words = [word for word in top_n_list("nl", N_WORDS) if word.isalpha() and len(word) > 2 and word in known]
    target = Path(__file__).parents[1] / "compound_words.txt"
    target.write_text("\n".join(words) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
