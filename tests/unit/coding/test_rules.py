"""The rule coder: direction by assertion status, evidence to the letter, the strongest rule only."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline import frames
from pipeline.codebook import Code, Codebook, PhraseRule, Rule, WordsRule
from pipeline.codebook.model import Theme
from pipeline.coding import RuleCoder
from pipeline.language import load_language
from pipeline.segmentation import segment_turns


def rule(*lemmas: str | list[str], rule_id: str = "eigen", sterkte: float = 0.8, gat: int = 0) -> PhraseRule:
    return PhraseRule(
        id=rule_id,
        soort="phrase",
        lemmas=list(lemmas),
        gat=gat,
        sterkte=sterkte,
        waarom="Voor een proef.",
        bron="verzonnen",
    )


def code(code_id: str, direction: str, counterpart: str | None, *rules: Rule) -> Code:
    return Code(
        code_id=code_id,
        naam=code_id.split(".")[1].capitalize(),
        richting=direction,
        tegenpool=counterpart,
        definitie="Een code voor een proef.",
        wel=["dit"],
        niet=["dat"],
        regels=list(rules),
        voorbeelden={},
    )


def coder(*codes: Code) -> RuleCoder:
    theme = Theme(id="proef", naam="Proef", codes=[c.code_id for c in codes])
    return RuleCoder(Codebook((theme,), codes, (), {}, "0"), load_language())


@pytest.fixture(scope="module")
def directions() -> RuleCoder:
    """One code of every kind: with counterparts (lijnen, muren) and without (team, leegte), and a context code (groep)."""
    return coder(
        code("p.lijnen", "bevorderend", "p.muren", rule("kort", "lijn")),
        code("p.muren", "belemmerend", "p.lijnen", rule("hoog", "muur")),
        code("p.team", "bevorderend", None, rule("vast", "team")),
        code("p.leegte", "belemmerend", None, rule("volle", "agenda")),
        code("p.groep", "context", None, rule("vrijdagse", "groep")),
    )


def segments(*texts: str, offset: int = 0) -> pd.DataFrame:
    """Return one respondent turn per text, cut into segments; turns are one code point apart."""
    rows = []
    for turn_no, text in enumerate(texts, 1):
        rows.append(
            {
                "interview_id": "a",
                "turn_no": turn_no,
                "municipality": "Testdorp",
                "perspective": "",
                "speaker": "R",
                "role": "respondent",
                "start_char": offset,
                "end_char": offset + len(text),
                "text": text,
            }
        )
        offset += len(text) + 1
    return segment_turns(frames.build(frames.TURNS, rows), load_language())


SENTENCES = {
    "affirmed": "Hier zijn {}.",
    "denied": "Hier zijn geen {}.",
    "wished": "{} zouden enorm helpen.",
    "past": "Vroeger waren hier {}.",
    "elsewhere": "In mijn vorige gemeente waren {}.",
    "hypothetical": "Stel dat er {} komen.",
    "double negation": "Het is niet zo dat er geen {} zijn.",
    "pseudo negation": "Niet alleen wij merken {}.",
    "negation in another clause": "Ik weet het niet, hier zijn {}.",
    "a wish elsewhere": "In de buurgemeente zouden {} enorm helpen.",
    "a denied past": "Vroeger waren hier geen {}.",
}
WORDS = {
    "p.lijnen": "korte lijnen",
    "p.muren": "hoge muren",
    "p.team": "vaste teams",
    "p.leegte": "volle agenda's",
    "p.groep": "vrijdagse groepen",
}
DIRECTIONS = {
    "affirmed": ("p.lijnen", "p.muren", "p.team", "p.leegte", "p.groep"),
    "denied": ("p.muren", "p.lijnen", None, None, None),
    "wished": ("p.muren", "p.muren", None, "p.leegte", None),
    "past": ("p.muren", None, None, None, None),
    "elsewhere": (None, None, None, None, None),
    "hypothetical": (None, None, None, None, None),
    "double negation": ("p.lijnen", "p.muren", "p.team", "p.leegte", "p.groep"),
    "pseudo negation": ("p.lijnen", "p.muren", "p.team", "p.leegte", "p.groep"),
    "negation in another clause": ("p.lijnen", "p.muren", "p.team", "p.leegte", "p.groep"),
    "a wish elsewhere": (None, None, None, None, None),
    "a denied past": ("p.muren", None, None, None, None),
}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(SENTENCES[status].format(words), target, id=f"{status}: {code_id}")
        for status, targets in DIRECTIONS.items()
        for (code_id, words), target in zip(WORDS.items(), targets, strict=True)
    ],
)
def test_direction(directions: RuleCoder, sentence: str, expected: str | None) -> None:
    found = directions.suggest(segments(sentence))
    assert found["code_id"].tolist() == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("sentence", "code_id"),
    [
        ("We hebben geen korte lijnen", "netwerk.moeizaam_contact"),
        ("Korte lijnen zouden enorm helpen", "netwerk.moeizaam_contact"),
        ("Vroeger hadden we korte lijnen", "netwerk.moeizaam_contact"),
        ("In mijn vorige gemeente waren de lijnen kort", None),
        ("De lijnen zijn hier kort", "netwerk.korte_lijnen"),
    ],
)
def test_the_examples_of_the_design(tiny_codebook: Codebook, sentence: str, code_id: str | None) -> None:
    found = RuleCoder(tiny_codebook, load_language()).suggest(segments(sentence))
    assert found["code_id"].tolist() == ([] if code_id is None else [code_id])


def test_a_negation_between_the_matched_words_denies_them() -> None:
    inside = WordsRule(
        id="eigen", soort="words", alle=["drempel", "laag", "bellen"], waarom="Voor een proef.", bron="verzonnen"
    )
    one = code("p.lijnen", "bevorderend", "p.muren", inside)
    found = coder(one, code("p.muren", "belemmerend", "p.lijnen")).suggest(
        segments("De drempel is niet laag om te bellen.")
    )
    assert found["code_id"].tolist() == ["p.muren"]


def test_a_negation_that_the_rule_itself_asks_for_does_not_deny_it() -> None:
    one = code("p.muren", "belemmerend", "p.lijnen", rule("nemen", "niet", "op"))
    found = coder(one, code("p.lijnen", "bevorderend", "p.muren")).suggest(segments("Ze neemt niet op."))
    assert found["code_id"].tolist() == ["p.muren"]


@pytest.mark.parametrize(
    ("sentence", "direction", "source_id", "score", "certainty", "detail"),
    [
        ("Er zijn korte lijnen.", "bevorderend", "p.lijnen/eigen", 0.8, "likely", "regel eigen: korte lijnen"),
        (
            "Er zijn geen korte lijnen.",
            "belemmerend",
            "p.lijnen/eigen",
            0.72,
            "doubtful",
            "regel eigen: korte lijnen; ontkend (geen): tegenpool van lijnen",
        ),
        (
            "Er zijn geen hoge muren.",
            "bevorderend",
            "p.muren/eigen",
            0.72,
            "doubtful",
            "regel eigen: hoge muren; ontkend (geen): tegenpool van muren",
        ),
        ("Een vrijdagse groep.", "context", "p.groep/eigen", 0.8, "likely", "regel eigen: vrijdagse groep"),
    ],
    ids=["affirmed", "denied facilitating", "denied hindering", "context"],
)
def test_what_a_suggestion_says(
    directions: RuleCoder, sentence: str, direction: str, source_id: str, score: float, certainty: str, detail: str
) -> None:
    row = directions.suggest(segments(sentence)).iloc[0]
    assert (row["origin"], row["direction"], row["source_id"]) == ("rule", direction, source_id)
    assert (row["certainty"], row["detail"]) == (certainty, detail)
    assert row["score"] == pytest.approx(score)


def test_a_wish_that_leaves_a_hindering_code_is_not_called_its_counterpart(directions: RuleCoder) -> None:
    row = directions.suggest(segments("Hoge muren zouden enorm helpen.")).iloc[0]
    assert row["code_id"] == "p.muren"
    assert row["score"] == pytest.approx(0.8)
    assert "tegenpool" not in row["detail"]


@pytest.mark.parametrize(
    ("strength", "sentence", "certainty"),
    [
        (0.8, "Korte lijnen.", "likely"),
        (0.79, "Korte lijnen.", "doubtful"),
        (0.88, "Geen korte lijnen.", "doubtful"),
        (0.9, "Geen korte lijnen.", "likely"),
    ],
)
def test_likely_from_eight_tenths_up(strength: float, sentence: str, certainty: str) -> None:
    one = code("p.lijnen", "bevorderend", "p.muren", rule("kort", "lijn", sterkte=strength))
    found = coder(one, code("p.muren", "belemmerend", "p.lijnen")).suggest(segments(sentence))
    assert found["certainty"].tolist() == [certainty]


@pytest.mark.parametrize(
    ("turns", "evidence"),
    [
        (["Korte lijnen"], ["Korte lijnen"]),
        (["Tja. 😀 We hebben korte lijnen!"], ["korte lijnen"]),
        (["Goed.", "\u00e9\u00e9n woord. Dus: korte lijnen, ja. En hoge muren."], ["korte lijnen", "hoge muren"]),
        (["Ja.\r\nHoge muren?", "  korte lijnen"], ["Hoge muren", "korte lijnen"]),
    ],
    ids=["start", "emoji", "second turn", "line ends"],
)
def test_evidence_cuts_the_very_words(directions: RuleCoder, turns: list[str], evidence: list[str]) -> None:
    whole = "\n".join(turns)
    shift = 17
    found = directions.suggest(segments(*turns, offset=shift))
    cut = [whole[r.evidence_start - shift : r.evidence_end - shift] for r in frames.rows(found)]
    assert cut == evidence


def test_evidence_with_a_gap_runs_from_the_first_to_the_last_word() -> None:
    one = code("p.lijnen", "bevorderend", None, rule("kort", "lijn", "bellen", gat=2))
    text = "Hier zijn korte directe lijnen om te bellen."
    row = coder(one).suggest(segments(text)).iloc[0]
    assert text[row["evidence_start"] : row["evidence_end"]] == "korte directe lijnen om te bellen"
    assert row["detail"] == "regel eigen: korte … lijnen … bellen"


def test_only_the_strongest_rule_per_segment_and_code() -> None:
    rules = [
        rule("kort", rule_id="zwak", sterkte=0.5),
        rule("kort", "lijn", rule_id="sterk", sterkte=0.9),
        rule("lijn", rule_id="midden", sterkte=0.7),
    ]
    found = coder(code("p.lijnen", "bevorderend", None, *rules)).suggest(segments("Korte lijnen. Kort dus."))
    assert found[["segment_id", "source_id"]].values.tolist() == [
        ["a#001.01", "p.lijnen/sterk"],
        ["a#001.02", "p.lijnen/zwak"],
    ]


def test_a_denied_code_competes_with_the_rules_of_its_counterpart() -> None:
    lines = code("p.lijnen", "bevorderend", "p.muren", rule("kort", "lijn", sterkte=0.9))
    walls = code("p.muren", "belemmerend", "p.lijnen", rule("hoog", "muur", sterkte=0.8))
    found = coder(lines, walls).suggest(segments("Hoge muren, geen korte lijnen."))
    assert found[["code_id", "source_id"]].values.tolist() == [["p.muren", "p.lijnen/eigen"]]


def test_two_codes_in_one_segment(directions: RuleCoder) -> None:
    found = directions.suggest(segments("Korte lijnen en een vast team."))
    assert found["code_id"].tolist() == ["p.lijnen", "p.team"]


def test_nothing_to_code_gives_an_empty_frame(directions: RuleCoder) -> None:
    for given in (frames.empty(frames.SEGMENTS), segments("Ik heb vanmiddag een afspraak bij de tandarts.")):
        found = directions.suggest(given)
        assert frames.check(found, frames.SUGGESTIONS).empty
