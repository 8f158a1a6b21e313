"""What a speaker's name looks like, and which words give away that a line is talk."""

from __future__ import annotations

import re
import unicodedata

N_WORDS = 4
_PARTICLES = (
    "van de der den het ten ter te op in aan uit onder bij over voor el al la le du di da dos von zu bin ben 't 's d'"
)
_TITLES = "dr drs mr prof ing ir mw mevr mevrouw dhr meneer"
# After these a word in small letters may follow: "Medewerker gemeente".
_FUNCTIONS = """
    spreker speaker deelnemer medewerker beleidsmedewerker coördinator begeleider adviseur consulent docent leerkracht
    verpleegkundige teamleider coach vertegenwoordiger
"""
# Words no name has: what opens a sentence, the verbs of telling, and nouns that announce what comes.
_TALK = """
    ik jij je hij zij ze wij we jullie mij me mijn jouw uw zijn haar ons onze hun hen iemand iedereen niemand
    dit dat deze die dan daar hier er wat wie waar wanneer hoe waarom welke een geen elke alle andere beide
    en of maar want dus omdat als toen terwijl hoewel tenzij ook nog al niet wel toch juist alleen eigenlijk
    kijk nou ja jawel nee oké oke ok goed prima mooi klopt precies inderdaad tja eh ehm euh uh hm hmm zo nu vroeger
    later soms vaak altijd nooit misschien natuurlijk gewoon kortom bijvoorbeeld let luister stel weet zeg hé hè oh ach
    goedemorgen goedemiddag goedenavond goeiemorgen goeiemiddag hallo hoi dag welkom dank bedankt sorry
    is was bent waren heb heeft had hebben hadden wordt werd kan kon kunnen zal zou zouden moet moest mag mocht
    wilde gaat ging gaan doet deed doen komt kwam komen zegt zei zeiden zeggen vraagt vroeg vragen denkt dacht
    denk vindt vond vind vertelt vertelde belt belde roept riep schrijft schreef antwoordt antwoordde betekent
    voorbeeld conclusie punt stap afspraak reden gevolg resultaat oplossing probleem idee tip opmerking noot
    om tot vanaf na tussen rond sinds tegen met door zonder naar uur
    eerst eerste tweede derde ander bovendien daarnaast daarom vervolgens verder samengevat
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
"""
_SMALL = frozenset(f"{_PARTICLES} {_TITLES}".split())
_FUNCTION_WORDS, _TALK_WORDS = frozenset(_FUNCTIONS.split()), frozenset(_TALK.split())


def has_talk_word(text: str) -> bool:
    """Whether one of the words belongs to talk and not to a name.

    Examples
    --------
    >>> [has_talk_word(x) for x in ("Kijk", "Mijn moeder zei", "Marit de Wit")]
    [True, True, False]
    """
    return any(word in _TALK_WORDS for word in _folded(text))


def is_name(text: str, n_words: int = N_WORDS) -> bool:
    """Whether ``text`` has the form of a name: a few words with capitals, particles and numbers, no talk.

    Examples
    --------
    >>> [is_name(x) for x in ("Marit", "J. van 't Hof", "Spreker 1", "Medewerker gemeente", "R3 (Anna)")]
    [True, True, True, True, True]
    >>> [is_name(x) for x in ("Kijk", "Mijn moeder zei", "Moeder zei", "marit")]
    [False, False, False, False]
    """
    words = unicodedata.normalize("NFC", text).replace("(", " ").replace(")", " ").split()
    folded = _folded(text)
    if not 0 < len(words) <= n_words or has_talk_word(text):
        return False
    if folded[0] in _FUNCTION_WORDS and words[0][:1].isupper():
        return True
    opens = next((w for w, small in zip(words, folded, strict=True) if small not in _SMALL), "")
    return _has_capital(opens) and all(
        _has_capital(word) or small in _SMALL or word[0].isdigit() for word, small in zip(words, folded, strict=True)
    )


def _folded(text: str) -> list[str]:
    words = unicodedata.normalize("NFC", text).replace("(", " ").replace(")", " ").split()
    return [word.strip(".,;:").casefold() for word in words]


def _has_capital(word: str) -> bool:
    """Whether a word starts with a capital, perhaps after ``d'`` or ``'t``."""
    return re.match(r"(?:\W*|[a-z]['’])[^\W\d_]", word) is not None and any(c.isupper() for c in word[:4])
