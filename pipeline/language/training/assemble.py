"""Put the two trained halves together to the pipeline that the package brings."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import spacy

LICENSE = "CC BY-SA 4.0"
SOURCES = [
    {
        "name": "UD Dutch LassySmall and UD Dutch Alpino",
        "url": "https://universaldependencies.org/",
        "license": LICENSE,
        "author": "Gosse Bouma, Gertjan van Noord, Daniel Zeman, Zdenek Zabokrtsky",
    },
    {
        "name": "multilingual-e5-small (word vectors distilled from it)",
        "url": "https://huggingface.co/intfloat/multilingual-e5-small",
        "license": "MIT",
        "author": "Liang Wang and others (intfloat)",
    },
    {
        "name": "wordfreq (the choice of words)",
        "url": "https://github.com/rspeer/wordfreq",
        "license": "Apache 2.0, data CC BY-SA 4.0",
        "author": "Robyn Speer",
    },
    {
        "name": "Dutch Wikipedia (sentences that the teacher of trees annotated)",
        "url": "https://nl.wikipedia.org/",
        "license": LICENSE,
        "author": "the authors of Dutch Wikipedia",
    },
]


_NAMES_TOK2VEC = "names_tok2vec"


def assemble(core: Path, names: Path, out: Path, performance: dict[str, float]) -> None:
    """Write the pipeline to ``out``: sentence starts and names of ``names``, the rest of ``core``.

    Each half keeps its own token vectors, and its components listen to those by name.

    Parameters
    ----------
    core, names
        Folders of trained pipelines (core.cfg, names.cfg).
    performance
        Measured figures, for meta.json.
    """
    with tempfile.TemporaryDirectory() as folder:
        nlp = spacy.load(_renamed(core, "tok2vec", Path(folder) / "core"))
        other = spacy.load(_renamed(names, _NAMES_TOK2VEC, Path(folder) / "names"))
        # The last token vectors before a component are those it listens to: names and sentences first, then the rest. The
        # parser keeps to the sentences that are there.
        for name in (_NAMES_TOK2VEC, "ner", "senter"):
            nlp.add_pipe(name, source=other, before="tok2vec")
        nlp.meta |= {
            "name": "factorwijzer",
            "version": "1.1.0",
            "description": "Dutch, for transcribed interviews: tags, lemmas, dependencies, sentence starts, names.",
            "author": "Factorwijzer",
            "license": LICENSE,
            "sources": SOURCES,
            "performance": performance,
        }
        # Where the material lay says nothing to who gets the pipeline.
        nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
        nlp.to_disk(out)


def _renamed(model: Path, tok2vec: str, out: Path) -> Path:
    """Copy a pipeline with its token vectors under another name."""
    shutil.copytree(model, out)
    if tok2vec != "tok2vec":
        (out / "tok2vec").rename(out / tok2vec)
    config = (out / "config.cfg").read_text(encoding="utf-8")
    config = config.replace("[components.tok2vec", f"[components.{tok2vec}")
    config = config.replace("${components.tok2vec.", f"${{components.{tok2vec}.")
    config = config.replace('pipeline = ["tok2vec"', f'pipeline = ["{tok2vec}"')
    config = config.replace('upstream = "*"', f'upstream = "{tok2vec}"')
    (out / "config.cfg").write_text(config, encoding="utf-8")
    return out
