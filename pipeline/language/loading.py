"""One function that gives the Dutch pipeline; nothing is downloaded."""

from __future__ import annotations

from functools import lru_cache

import spacy
from spacy.language import Language

from pipeline.errors import Problem, SettingsError
from pipeline.language import lemmas, sentences  # noqa: F401  (registers the components)


def load_language(model: str = "") -> Language:
    """Return the Dutch pipeline: the built-in one, or an installed spaCy model; the same object each time.

    The built-in one is a blank Dutch tokenizer with sentence splitting and with lemmas from spacy-lookups-data.

    Parameters
    ----------
    model
        Name of an installed spaCy model such as ``nl_core_news_lg``; empty for the built-in pipeline.

    Raises
    ------
    SettingsError
        If the model is not installed.

    Examples
    --------
    >>> nlp = load_language()
    >>> nlp.pipe_names
    ['fw_sentences', 'fw_lemmas']
    >>> [token.lemma_ for token in nlp("Ze belde de scholen")]
    ['ze', 'bellen', 'de', 'school']
    """
    return _load(model)


@lru_cache(maxsize=2)
def _load(model: str) -> Language:
    if not model:
        nlp = spacy.blank("nl")
        nlp.add_pipe("fw_sentences")
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
    nlp.add_pipe("fw_lemmas")
    return nlp
