"""Put drawn names into sentences, so that a recogniser learns where names stand and not which there are.

Names of people and towns are made by Faker (MIT) for several languages; places, streets and organisations are also put
together from parts, as invented ones are.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from faker import Faker
from spacy.language import Language

from pipeline.language.training.words import Sentence, Word

SLOT = re.compile(r"\{([A-Z]+)\}")
KINDS = {
    "VOORNAAM": "PER", "PERSOON": "PER", "ACHTERNAAM": "PER",
    "PLAATS": "LOC", "WIJK": "LOC", "STRAAT": "LOC", "REGIO": "LOC",
    "ORG": "ORG", "SCHOOL": "ORG", "PRAKTIJK": "ORG",
    "PROJECT": "MISC", "VOLK": "MISC",
}  # fmt: skip
_FOREIGN = ("tr_TR", "pl_PL", "fr_FR", "en_GB", "id_ID", "es_ES", "de_DE", "it_IT")
_PREFIXES = ("van", "de", "van de", "van der", "van den", "el", "ten", "ter", "van 't", "op de", "in 't")
_STEMS = (
    "Veld Oude Nieuwe Rijn Meer Ooster Wester Noorder Zuider Hoog Laag Linde Berk Elzen Esse Kamp Heide "
    "Broek Wolfs Raven Haze Zwane Molen Kerk Burg Graaf Marke Zilver Diep Vlie Lek Maas Dommel Zand Klei "
    "Wier Stroe Beem Hal"
).split()
_PLACE_ENDS = (
    "haven meer dorp veen burg horst wijk kerk drecht dam sloot rade hoven lo rode wolde zijl laar beek voort broek"
).split()
_QUARTER_ENDS = ["kwartier", "buurt", "wijk", "hof", "veld", "oord", "plantsoen", "hoek"]
_STREET_ENDS = ["straat", "laan", "weg", "plein", "singel", "kade", "steeg", "pad", "dijk", "gracht"]
_REGIONS = (
    "Twente Brabant Limburg Zeeland Friesland Drenthe Groningen Salland Achterhoek Veluwe Betuwe Kempen "
    "Peel Waterland Randstad Nederland België Duitsland Turkije Marokko Suriname Syrië Polen Curaçao "
    "Frankrijk Spanje Europa IJssel Waal Maas Rijn Vecht"
).split()
_PEOPLES = (
    "Turks Turkse Marokkaans Marokkaanse Pools Poolse Syrisch Syrische Surinaams Surinaamse Nederlands "
    "Nederlandse Fries Friese Brabants Brabantse Limburgs Engels Engelse Duits Duitse Arabisch Somalisch "
    "Antilliaanse Rotterdamse Amsterdamse Twents Groningse"
).split()


class Names:
    """Draw names.

    Parameters
    ----------
    seed
        The same seed draws the same names in the same order.
    organisations
        Invented names with their kind (ORG, SCHOOL, PRAKTIJK).
    projects
        Invented names of projects, courses, events and systems.
    """

    def __init__(self, seed: int, organisations: Sequence[tuple[str, str]], projects: Sequence[str]) -> None:
        self._chance = random.Random(seed)
        self._organisations, self._projects = list(organisations), list(projects)
        self._dutch, self._foreign = Faker("nl_NL"), [Faker(locale) for locale in _FOREIGN]
        for number, faker in enumerate((self._dutch, *self._foreign)):
            faker.seed_instance(seed + number)

    def draw(self, slot: str) -> str:
        """Return a name for a slot such as PERSOON; see ``KINDS``."""
        chance = self._chance
        faker = self._dutch if chance.random() < 0.7 else chance.choice(self._foreign)
        match slot:
            case "VOORNAAM":
                return self._first(faker)
            case "PERSOON":
                return f"{self._first(faker)} {self._last(faker)}"
            case "ACHTERNAAM":
                return self._last(faker)
            case "PLAATS":
                return self._dutch.city() if chance.random() < 0.4 else self._place(_PLACE_ENDS)
            case "WIJK":
                name = self._place(_QUARTER_ENDS)
                return f"{chance.choice(('het', 'de', 'Het', 'De'))} {name}" if chance.random() < 0.1 else name
            case "STRAAT":
                stem = self._last(self._dutch).split()[-1] if chance.random() < 0.4 else chance.choice(_STEMS)
                return f"{stem.capitalize()}{chance.choice(_STREET_ENDS)}"
            case "REGIO":
                return chance.choice(_REGIONS)
            case "VOLK":
                return chance.choice(_PEOPLES)
            case "PROJECT":
                return chance.choice(self._projects)
        return chance.choice([name for name, kind in self._organisations if kind == slot])

    def draw_kind(self, kind: str) -> str:
        """Return a name of a kind of entity such as PER."""
        slots = [slot for slot, of in KINDS.items() if of == kind]
        return self.draw(self._chance.choice(slots))

    def _first(self, faker: Faker) -> str:
        return str(faker.first_name()).split()[0]

    def _last(self, faker: Faker) -> str:
        name = str(faker.last_name())
        return f"{self._chance.choice(_PREFIXES)} {name}" if self._chance.random() < 0.12 and " " not in name else name

    def _place(self, ends: Sequence[str]) -> str:
        name = f"{self._chance.choice(_STEMS)}{self._chance.choice(ends)}"
        if self._chance.random() < 0.1:
            return f"{self._chance.choice(('Oud', 'Nieuw', 'Sint', 'Klein', 'Over'))}-{name}"
        return name


def fill(carrier: str, names: Names) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a carrier sentence with drawn names in its slots, and (start, end, kind) of each in characters.

    In a carrier without capitals the names have none either.
    """
    text, spans, last = "", list[tuple[int, int, str]](), 0
    is_lower = SLOT.sub("", carrier).islower()
    for slot in SLOT.finditer(carrier):
        text += carrier[last : slot.start()]
        name = names.draw(slot[1])
        if is_lower:
            name = name.lower()
        elif not text.strip() or text.rstrip().endswith((".", "?", "!")):
            name = name[:1].upper() + name[1:]
        spans.append((len(text), len(text) + len(name), KINDS[slot[1]]))
        text += name
        last = slot.end()
    return text + carrier[last:], spans


def exchanged(sentences: Sequence[Sentence], names: Names, nlp: Language) -> list[Sentence]:
    """Return a passage with every name replaced by a drawn one of its kind; a name that returns stays one name."""
    drawn: dict[tuple[str, str], str] = {}
    made = []
    for sentence in sentences:
        words = list[Word]()
        for group in _by_entity(sentence):
            if group[0].entity == "O":
                words += group
                continue
            kind, old = group[0].entity[2:], " ".join(word.form for word in group)
            if (kind, old) not in drawn:
                drawn[kind, old] = names.draw_kind(kind)
            words += _named(drawn[kind, old], kind, group, nlp)
        made.append(tuple(words))
    return made


def _by_entity(sentence: Sentence) -> Iterable[list[Word]]:
    group = list[Word]()
    for word in sentence:
        if group and not word.entity.startswith("I-"):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _named(name: str, kind: str, old: Sequence[Word], nlp: Language) -> list[Word]:
    tokens = list(nlp.make_doc(name))
    new = [
        replace(
            old[0],
            form=token.text,
            lemma=token.text,
            upos="PROPN" if kind != "MISC" else "",
            feats="_",
            has_space=bool(token.whitespace_),
            entity=f"{'I' if number else 'B'}-{kind}",
        )
        for number, token in enumerate(tokens)
    ]
    new[-1] = replace(new[-1], has_space=old[-1].has_space)
    return new


def read_lists(folder: Path) -> tuple[list[str], list[tuple[str, str]], list[str]]:
    """Return carrier sentences, organisations with their kind, and projects."""

    def lines(name: str) -> list[str]:
        return [line for line in (folder / name).read_text(encoding="utf-8").splitlines() if line.strip()]

    organisations = [tuple(line.split("\t")) for line in lines("organisations.txt")]
    return lines("carriers.txt"), [(name, kind) for name, kind in organisations], lines("projects.txt")
