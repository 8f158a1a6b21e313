"""Dutch text to annotate: the codebook's invented utterances, and plain text from folders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.codebook import Codebook

_MARKUP = re.compile(r"^[#>*\-+\d.\s|]+|[*_`]|!?\[|\]\([^)]*\)|<[^>]*>|https?://\S+")
_LEAST_WORDS, _MOST_WORDS = 3, 150


def utterances(codebook: Codebook) -> list[str]:
    """Return every example, counter-example and uncoded utterance of a codebook, each once."""
    found = [text for code in codebook.codes for _, text in code.examples]
    found += [item.tekst for code in codebook.codes for item in code.tegenvoorbeelden]
    found += [text for _, text in codebook.none_examples]
    return list(dict.fromkeys(found))


def passages(folders: Sequence[Path]) -> list[str]:
    """Return the paragraphs of the .txt and .md files in some folders, without mark-up; each once."""
    files = sorted(path for folder in folders for path in folder.iterdir() if path.suffix in (".txt", ".md"))
    found = []
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            text = " ".join(_MARKUP.sub(" ", line).split())
            if _LEAST_WORDS <= len(text.split()) <= _MOST_WORDS and path.stem.lower() != "readme":
                found.append(text)
    return list(dict.fromkeys(found))
