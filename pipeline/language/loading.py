"""One function that gives the Dutch pipeline; nothing is downloaded."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files

import spacy
from spacy.language import Language

from pipeline.errors import Problem, SettingsError
from pipeline.language import assertion, lemmas, sentences, separable  # noqa: F401  (registers the components)

BLANK = "blank"


def load_language(model: str = "") -> Language:
    """Return the Dutch pipeline with its own components; the same object each time.

    Parameters
    ----------
    model
        Empty for the trained pipeline that the package brings; ``blank`` for a tokenizer with sentences and lemmas by
        tables only (faster, and split verbs and names are not found as well); or the name of an installed spaCy model
        such as ``nl_core_news_lg``.

    Raises
    ------
    SettingsError
        If the model is not installed.

    Examples
    --------
    >>> nlp = load_language()
    >>> [(token.lemma_, token.pos_) for token in nlp("Ze belde de scholen op")]
    [('ze', 'PRON'), ('bellen', 'VERB'), ('de', 'DET'), ('school', 'NOUN'), ('op', 'ADP')]
    """
    return _load(model)


@lru_cache(maxsize=3)
def _load(model: str) -> Language:
    if model == BLANK:
        nlp = spacy.blank("nl")
        nlp.add_pipe("fw_sentences")
    elif not model:
        with as_file(files("pipeline.language") / "model") as folder:
            nlp = spacy.load(folder)
        nlp.add_pipe("fw_sentences", after="senter")
    else:
        try:
            nlp = spacy.load(model)
        except OSError:
            raise SettingsError(
                Problem(
                    "factorwijzer.toml, [taal] model",
                    f"spaCy-model '{model}' is niet geïnstalleerd; installeer het zelf, of laat model leeg voor het ingebouwde",
                )
            ) from None
    for name in ("fw_lemmas", "fw_separable"):
        nlp.add_pipe(name)
    return nlp
