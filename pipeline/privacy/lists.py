"""Lists of Dutch names, and of what looks like a name and may stay.

First names, surnames, places and streets are the lists of deduce 3.0.6 (LGPL-3; Menger et al., 2018), read from the
installed package as files. Its machinery is not used: it builds look-ups of 150,000 institutions and streets for minutes
and loads them for thirteen seconds, was made for hospital letters, and found 4 of 34 organisations in interviews.
Countries and languages are those of Unicode CLDR, by Babel.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from babel import Locale

from pipeline.privacy.words import UNKNOWN, familiarity, fold

_PLACES = ("lst_residence", "lst_municipality", "lst_region", "lst_province")
_LEAST_STEM = 4
# What comes behind the stem of a country's name: Syr-iër, Kaapverd-iaanse, Turk-se, Zweed-s.
_OF_A_COUNTRY = (
    "e",
    "en",
    "er",
    "ers",
    "s",
    "se",
    "ser",
    "aan",
    "aans",
    "aanse",
    "anen",
    "isch",
    "ische",
    "ees",
    "eze",
    "ezen",
)
# Kinds of organisation and laws that the study is about, days of the year, programs, and what else has a capital and is no name.
_MAY_STAY = """
jgz ggd ggds ggz ghz gz poh poh-ggz poh-ggz-jeugd poh's poh'er pohs kjp kjpp cjg kdv bso vvt vve kopp kov kopp/kov koppkov avg wmo jeugdwet zvw wlz
spuk iza siz ozo mdo mdt zat zats hbo mbo vmbo vwo havo vso sbo ib'er ib'ers fact-team fact-teams ihbt iht emdr cgt adhd ass
ptss ocd lvb hiv ehbo bsn bhv bhv'er riagg amw rmc ots ovs ovk zzp zzp'er zzp'ers cao wia ww aow uwv vng gi gi's
wijkteam wijkteams buurtteam teams zoom word excel outlook whatsapp whatsappgroep app apps google googlen facebook instagram tiktok snapchat youtube
netflix spotify ipad iphone pdf usb tv dvd cd sms gps wc ok oké t-shirt t-shirts a3 a4 a5 a6 lego nintendo playstation
pasen kerst kerstmis pinksteren hemelvaart sinterklaas carnaval aswoensdag ramadan suikerfeest offerfeest koningsdag moederdag vaderdag bevrijdingsdag
januari februari maart april juni juli augustus september oktober november december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
europa europees europese azië afrika amerika amerikaans amerikaanse antilliaans antilliaanse antillianen antilliaan nederlander nederlanders vlaming vlamingen
vlaams vlaamse chinese duitser duitsers belg belgen surinaams surinaamse iraans iraanse afghaans afghaanse
joods joodse islamitisch christelijk christelijke katholiek katholieke protestants protestantse god jezus allah bijbel koran
corona covid covid-19 parkinson alzheimer korsakov asperger
""".split()
# Names of several words that may stay as a whole; their words by themselves may be names.
KEPT_PHRASES = ("veilig thuis", "centrum jeugd en gezin", "centrum voor jeugd en gezin", "raad voor de kinderbescherming", "tweede kamer", "eerste kamer")  # fmt: skip


class NameLists:
    """The lists, folded (see ``fold``); made once."""

    def __init__(self) -> None:
        self.first_names = frozenset(_read("names/lst_first_name"))
        self.surnames = frozenset((*_read("names/lst_surname"), *_read("names/lst_interfix_surname")))
        self.places = frozenset(place for name in _PLACES for place in _read(f"locations/lst_placename/{name}"))
        self.streets = frozenset(street for street in _read("locations/lst_street") if " " not in street)
        self._kept = frozenset(_MAY_STAY)
        territories = [fold(x) for code, x in Locale("nl").territories.items() if len(code) == 2]
        self._countries = frozenset(word for x in territories for word in (x, *x.split()) if len(word) >= _LEAST_STEM)
        self._languages = frozenset(fold(x) for x in Locale("nl").languages.values())
        self._stems = frozenset(
            x[: len(x) - cut] for x in territories for cut in (1, 2, 3) if len(x) - cut >= _LEAST_STEM
        )

    def may_stay(self, word: str) -> bool:
        """Whether a word is no name of this study: a country, its language and people, a feast, a kind of organisation.

        Examples
        --------
        >>> lists = name_lists()
        >>> [lists.may_stay(word) for word in ("Syriërs", "Poolse", "JGZ", "JGZ-overleg", "Gerda", "Zwolle-Zuid")]
        [True, True, True, True, False, False]
        """
        form = fold(word)
        parts = [part for part in form.split("-") if part]
        if len(parts) > 1 and all(part in self._kept or familiarity(part) > UNKNOWN for part in parts):
            return any(part in self._kept for part in parts)
        if form in self._kept or form.removesuffix("'s") in self._kept or form in self._countries:
            return True
        if form in self.places or form in self.first_names:
            return False
        if form in self._languages or form.removesuffix("e") in self._languages:
            return True
        if form in self.surnames:
            return False
        return any(form.removesuffix(x) in self._stems for x in _OF_A_COUNTRY if form.endswith(x))

    def first_name(self, form: str) -> bool:
        """Whether a folded form is a first name, also with a genitive s."""
        return any(x in self.first_names for x in (form, form.removesuffix("s"), form.removesuffix("'s")))

    def place(self, form: str) -> bool:
        """Whether a folded form is a place, or an adjective of one."""
        return form in self.places or form.removesuffix("se") in self.places


@lru_cache(maxsize=1)
def name_lists() -> NameLists:
    """Return the lists; the same object each time."""
    return NameLists()


def _read(name: str) -> list[str]:
    """Return a list of the installed deduce without importing it, which would load what is not used."""
    spec = find_spec("deduce")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("deduce is not installed", name="deduce")
    path = Path(spec.submodule_search_locations[0]) / "data" / "lookup" / "src" / name / "items.txt"
    return [fold(line.strip()) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
