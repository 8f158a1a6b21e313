"""Write the list by which compounds are taken apart: ``python -m pipeline.language.training.compound_words``.

The most frequent Dutch words (wordfreq) that the word list of spacy-lookups-data knows as a noun, verb or adjective and
that do not come apart into two other such words themselves.
"""

from __future__ import annotations

from pathlib import Path

from spacy.lookups import load_lookups

N_WORDS = 40_000


def main() -> None:
    """Write compound_words.txt beside the component."""
    from wordfreq import top_n_list

    index = load_lookups("nl", ["lemma_index"]).get_table("lemma_index")
    known = {word for word_class in ("noun", "adj", "verb") for word in index.get(word_class, ())}
    words = [word for word in top_n_list("nl", N_WORDS) if word.isalpha() and len(word) > 2 and word in known]
    target = Path(__file__).parents[1] / "compound_words.txt"
    target.write_text("\n".join(words) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
