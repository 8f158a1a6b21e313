"""What the triggers of assertion.yaml say of evidence in a sentence; the evidence stands between square brackets."""

from __future__ import annotations

from importlib.resources import files

import pytest
import spacy
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.triggers import Found, Triggers

JUDGE = Triggers()
NLP = spacy.blank("nl")
DATA = yaml.safe_load((files("pipeline.language") / "assertion.yaml").read_text(encoding="utf-8"))
TRIGGERS = {f"{t['status']}: {t['words']}": t for t in DATA["triggers"]}
PSEUDO = {item["words"]: item["example"] for item in DATA["pseudo"]}
# What its marked words are thanks to the line of assertion.yaml, and what they would be without it.
LINKS = {"bridges": ("denied", "affirmed"), "contrasts": ("affirmed", None), "reversals": ("affirmed", "denied")}
LINK_CASES = [(name, number, item["example"]) for name in LINKS for number, item in enumerate(DATA[name])]

SENTENCES = {
    "affirmed": [
        "We hebben hier [korte lijnen].",
        "Ik [bel] haar en ze neemt op.",
        "Nou, eh, [samenwerken] doen we eigenlijk elke week.",
        "[Korte lijnen], dat is echt onze kracht hier.",
        "Sinds vorig jaar hebben we [geld].",
        # double negation
        "Het is niet zo dat er geen [geld] is.",
        "Het is niet dat we nooit [overleg] hebben.",
        "Ik kan niet zeggen dat er geen [afspraken] zijn.",
        "Er is hier niemand die de [contactpersoon] niet kent.",
        "Je hoort mij niet zeggen dat we geen [visie] hebben.",
        "Niet dat er geen [aanbod] is hoor.",
        "We zitten nooit zonder [geld].",
        "Het is zeker niet zo dat niemand de [regie] pakt.",
        "Het is niet alsof er geen [regie] is.",
        "Ik heb nog nooit meegemaakt dat er geen [contact] was.",
        "Zonder die [korte lijnen] was het nooit gelukt.",
        # words that look like a denial
        "Niet alleen wij hebben [korte lijnen], de school ook.",
        "We hebben niet alleen [geld], we hebben ook mensen.",
        "Dat doen we niet alleen via [overleg] maar ook gewoon op de gang.",
        "Niet enkel de huisarts, ook de school [herkent] de signalen.",
        "Geen probleem, ik [bel] gewoon de wijkagent.",
        "[Bellen] is hier geen probleem.",
        "Als ik haar [app] is dat geen punt.",
        "We [overleggen] elke week, geen idee hoe anderen dat doen.",
        "Dat wij hier een [netwerk] hebben is niet voor niets.",
        "Zij is nooit te beroerd om even te [bellen].",
        "Waarom niet, dacht ik, en sindsdien hebben we [overleg].",
        "Het is niet meer dan logisch dat we [samenwerken].",
        "Dan is er niks aan de hand en [bellen] we gewoon.",
        "Toen heb ik nog even met haar [gebeld].",
        # contrast
        "Geld is er niet, maar we hebben wel [korte lijnen].",
        "We hebben [korte lijnen], maar geld is er niet.",
        "Er is geen wachtlijst maar wel [aanbod] voor alle leeftijden.",
        "Niet de school maar de gemeente [trekt de kar].",
        "[Overleg] is er wel, alleen geld niet.",
        "Ik ken ze niet allemaal maar we hebben [korte lijnen].",
        "Het zou fijn zijn als er meer tijd was, maar [overleg] is er.",
        "Vroeger was het lastig, maar nu hebben we [korte lijnen].",
        "In de buurgemeente is er niks, maar hier hebben we een [netwerk].",
        "In andere gemeenten is het een rommeltje, hier is er [regie].",
        "Nu hebben we [korte lijnen] maar vroeger was dat anders.",
        "We hebben [geld] maar in mijn vorige gemeente was er niks.",
        # the trigger is part of the evidence
        "Er is [geen geld] voor.",
        "[Niemand trekt de kar] hier.",
        "Wij werken [zonder afspraken] en dat loopt.",
        "[Een plan ontbreekt] gewoon.",
        "Ze [herkennen het niet], dat is het.",
        # past, other places and wishes that say nothing against it
        "Een jaar geleden zijn we begonnen met een [netwerk] en dat loopt.",
        "Anders dan vroeger hebben we nu [korte lijnen].",
        "Wij zijn met een andere gemeente een [netwerk] begonnen.",
        "Ik wens iedereen zo'n [netwerk] toe.",
        "We hebben met de buurgemeente een [plan].",
        "Als ik een vraag had [belde] ik haar.",
        "Dat zou ik niet willen missen, dat [overleg].",
        # quoted to reject
        "Ze zeggen dat er geen [geld] is maar dat klopt niet.",
    ],
    "denied": [
        "We hebben geen [korte lijnen].",
        "[Geld] is er niet.",
        "Die [contactpersoon] zie ik nooit.",
        "Niemand [neemt de regie].",
        "Er is nauwelijks [tijd] om te bellen.",
        "[Afspraken] staan nergens op papier.",
        "Een gezamenlijke [visie] ontbreekt.",
        "Dat [overleg] mis ik wel.",
        "Wat ik mis is een [contactpersoon].",
        "Wij doen het zonder [subsidie].",
        "Nee, een [netwerk] hebben we niet.",
        "[Tekort], nee hoor.",
        "[Visie], die is er niet.",
        "Een [contactpersoon], die hebben we niet.",
        "Er is geen [geld] geen tijd.",
        "Ze weten niks van de [afspraken].",
        "Wij missen een vast [overleg].",
        "De ouders snappen niet waarom er geen [aanbod] is.",
        "Van [regie] is hier geen sprake.",
        "Er is geen [geld] meer.",
        "We hebben eigenlijk niks aan [training] gehad.",
        "Er zijn noch [afspraken] noch uren.",
        "Het gebrek aan [tijd] is enorm.",
        "We hebben niet genoeg [tijd].",
        "Er is niet veel [geld] voor.",
        "We hebben niet eens een [contactpersoon].",
        "Je kunt daar niet zomaar [bellen].",
        "Niet iedereen kent de [afspraken].",
        "Ze zijn hier niet [slecht bereikbaar].",
        "We hebben korte lijnen maar geen [geld].",
        "We kennen elkaar, alleen is er geen [plan].",
        "Het is niet zo dat er [geen geld] is.",
        "Ik snap niet waarom er geen [geld] is.",
        "Ik vind het niet fijn dat er geen [overleg] is.",
        "Ik begrijp niet dat er geen [visie] is.",
    ],
    "wished": [
        "[Korte lijnen] zouden enorm helpen.",
        "Meer [tijd] zou schelen.",
        "Ik zou graag meer [overleg] willen.",
        "Was er maar [geld].",
        "Hadden we maar een [contactpersoon].",
        "Mijn droom is één [loket] voor iedereen.",
        "Ik hoop op een [visie] van de gemeente.",
        "Een [loket] zou ons allemaal enorm helpen.",
        "Dat zou niet alleen [ouders] helpen.",
        "Er moet een [plan] komen.",
        "Het zou fijn zijn als er [overleg] was.",
        "We willen graag een vast [team].",
        "Ik zou willen dat de gemeente de [regie] pakte.",
        "Er zou eigenlijk een [protocol] moeten zijn.",
        "We hebben behoefte aan [training].",
        "Ik zou graag, net als in mijn vorige gemeente, [korte lijnen] willen.",
    ],
    "past": [
        "Vroeger hadden we [korte lijnen].",
        "Vroeger was er [geen geld].",
        "Twee jaar geleden was er nog [subsidie].",
        "Dat [overleg] is er niet meer.",
        "In het verleden was er een [potje].",
        "Tot vorig jaar was er [geld].",
        "Destijds zat iedereen bij elkaar en was er [regie].",
        "We hadden een [netwerk], tot Anneke wegging.",
        "Toen Marjan er nog zat hadden we [korte lijnen].",
        "Het [overleg] is gestopt.",
        "De [subsidie] is vorig jaar weggevallen.",
    ],
    "elsewhere": [
        "In mijn vorige gemeente waren de [lijnen kort].",
        "In de buurgemeente is er wel een [netwerk].",
        "In de buurgemeente hebben ze geen [overleg].",
        "Waar ik hiervoor werkte hadden we [overleg].",
        "Bij mijn vorige werkgever was er [geld] zat.",
        "In andere gemeenten zie je wel een [visie].",
        "Ergens anders hebben ze wel een [protocol].",
        "Mijn zus werkt in Zwolle en daar hebben ze [korte lijnen].",
    ],
    "hypothetical": [
        "Stel dat er [geld] komt.",
        "Stel je voor, een [loket] in elke wijk.",
        "Mocht er een [netwerk] komen dan doen we mee.",
        "Als er [geld] zou zijn deden we het morgen.",
        "Als we een [contactpersoon] hadden ging het sneller.",
        "Indien er [subsidie] is doen we mee.",
        "Misschien komt er ooit een [training].",
    ],
}
KNOWN_FAILURES = frozenset(
    {
        # what follows says that it is not so
        "Ze zeggen dat er geen [geld] is maar dat klopt niet.",
        # another place, but only by comparison
        "Ik zou graag, net als in mijn vorige gemeente, [korte lijnen] willen.",
        # that Zwolle is another place is knowledge of the world
        "Mijn zus werkt in Zwolle en daar hebben ze [korte lijnen].",
    }
)
IN_THE_GAP = [
    ("Dat [overleg] zou enorm helpen", "wished"),
    ("Er zou [overleg] helpen", "wished"),
    ("Er zou meer [overleg] helpen", "wished"),
    ("Dan moet er [overleg] komen", "wished"),
    ("Als er [geld] zou zijn", "hypothetical"),
]
STRONGER_FIRST = [
    ("In de buurgemeente zou [overleg] helpen", "elsewhere"),
    ("Mijn wens is [overleg] zoals vroeger", "wished"),
    ("Stel dat er vroeger [overleg] was", "past"),
    ("Stel dat er geen [overleg] is", "hypothetical"),
]


def words_of(text: str) -> list[str]:
    return [token.lower_ for token in NLP(text)]


def judge(marked: str) -> Found:
    """Return what decides about the bracketed words of a sentence."""
    before, rest = marked.split("[")
    evidence, after = rest.split("]")
    sentence = NLP(before + evidence + after)[:]
    span = sentence.char_span(len(before), len(before) + len(evidence))
    return JUDGE.find([token.lower_ for token in sentence], span.start, span.end)


def test_table_is_large_and_has_every_sentence_once():
    everything = [sentence for group in SENTENCES.values() for sentence in group]
    assert len(everything) == len(set(everything)) >= 60
    assert set(everything) >= KNOWN_FAILURES


def test_sentences_fail_exactly_where_known():
    failing = {s for status, group in SENTENCES.items() for s in group if judge(s).status != status}
    assert sorted(failing - KNOWN_FAILURES) == [], "these used to be right"
    assert sorted(KNOWN_FAILURES - failing) == [], "these are right now: take them out of KNOWN_FAILURES"


@pytest.mark.parametrize(("sentence", "status"), STRONGER_FIRST)
def test_when_several_apply_the_first_of_the_order_wins(sentence, status):
    assert judge(sentence).status == status


@pytest.mark.parametrize(("sentence", "status"), IN_THE_GAP)
def test_evidence_in_the_open_place_of_a_trigger_is_still_judged(sentence, status):
    assert judge(sentence).status == status


@pytest.mark.parametrize("trigger", TRIGGERS.values(), ids=TRIGGERS)
def test_every_trigger_decides_about_a_word_of_its_own_example(trigger):
    is_all_trigger = len(trigger["example"].split()) == len(trigger["words"].split())
    words = words_of(trigger["example"] + " overleg" * is_all_trigger)
    found = {JUDGE.find(words, i, i + 1).status for i, word in enumerate(words) if word.isalpha()}
    assert trigger["status"] in found


@pytest.mark.parametrize("example", PSEUDO.values(), ids=PSEUDO)
def test_words_that_look_like_a_trigger_are_none(example):
    words = words_of(example)
    assert {JUDGE.find(words, i, i + 1).status for i in range(len(words))} == {"affirmed"}


@pytest.mark.parametrize(("name", "number", "example"), LINK_CASES, ids=[case[2] for case in LINK_CASES])
def test_every_bridge_contrast_and_reversal_decides_about_its_own_example(monkeypatch, name, number, example):
    status, status_without = LINKS[name]
    assert judge(example).status == status
    others = [words for i, words in enumerate(getattr(JUDGE, f"_{name}")) if i != number]
    monkeypatch.setattr(JUDGE, f"_{name}", others)
    assert judge(example).status in ({status_without} if status_without else {"past", "elsewhere"})


def test_the_deciding_words_are_named():
    assert judge("NIEMAND [neemt de regie]") == Found("denied", ("niemand",))
    assert judge("Dat [overleg] zou enorm helpen") == Found("wished", ("zou", "helpen"))
    assert judge("Geld? Daarvan is er [genoeg]") == Found("affirmed")


def test_two_negations_that_cancel_are_told_from_none():
    assert judge("Het is niet zo dat er geen [geld] is") == Found("affirmed", (), is_settled=True)
    assert judge("Er is [geld]") == Found("affirmed", (), is_settled=False)


WORDS = st.lists(
    st.sampled_from(
        ["geen", "niet", "nooit", "meer", "zonder", "zou", "helpen", "vroeger", ",", "maar", "dat", "geld"]
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(words=WORDS, data=st.data())
def test_the_deciding_words_stand_outside_the_evidence(words: list[str], data: st.DataObject):
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    found = JUDGE.find(words, start, end)
    outside = [word for i, word in enumerate(words) if not start <= i < end]
    assert (found.status == "affirmed") == (found.words == ())
    assert set(found.words) <= set(outside)


@settings(deadline=None)
@given(words=WORDS)
def test_evidence_that_is_the_whole_sentence_is_affirmed(words: list[str]):
    assert JUDGE.find(words, 0, len(words)).status == "affirmed"
