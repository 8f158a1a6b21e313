"""The extension attributes of tokens and spans, all with the prefix ``fw_``; this module alone sets them."""

from __future__ import annotations

from spacy.tokens import Span, Token

# The infinitive of a split verb put together again ("opbellen"), on its verb; empty elsewhere.
VERB = "fw_verb"
# Where the particle of that verb stands in the document; -1 elsewhere.
PARTICLE = "fw_particle"
# What a compound is made of, in lower case, without linking letters; empty for other words.
PARTS = "fw_parts"
# Whether what a span names is so here and now, and the words that say so.
STATUS = "fw_status"
STATUS_WORDS = "fw_status_words"

for name, default in ((VERB, ""), (PARTICLE, -1)):
    if not Token.has_extension(name):
        Token.set_extension(name, default=default)
for name in (STATUS, STATUS_WORDS):
    if not Span.has_extension(name):
        Span.set_extension(name, default="")
