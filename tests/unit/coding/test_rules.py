"""The rule coder: direction by assertion status, evidence to the letter, the strongest rule only."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline import frames
from pipeline.codebook import Code, Codebook, PhraseRule, Rule, WordsRule
from pipeline.codebook.model import Theme
from pipeline.coding import RuleCoder
from pipeline.language import SPEECH, AssertionJudge, Judgement, Passage, Status, load_language
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


def turns_of(*texts: str, offset: int = 0) -> pd.DataFrame:
    """Return one turn per text, one code point apart: the interviewer's where it starts with "I: ", the respondent's else."""
    rows = []
    for turn_no, given in enumerate(texts, 1):
        text = given.removeprefix("I: ")
        rows.append(
            {
                "interview_id": "a",
                "turn_no": turn_no,
                "municipality": "Testdorp",
                "perspective": "",
                "speaker": "R",
                "role": "interviewer" if given.startswith("I: ") else "respondent",
                "start_char": offset,
                "end_char": offset + len(text),
                "text": text,
            }
        )
        offset += len(text) + 1
    return frames.build(frames.TURNS, rows)


def segments(*texts: str, offset: int = 0) -> pd.DataFrame:
    """Return the turns cut into segments."""
    return segment_turns(turns_of(*texts, offset=offset), load_language())


def chance(sentence: str, evidence: str, base: str, *statuses: Status) -> float:
    """Return the chance that the judge gives to ``statuses`` of the evidence in a sentence alone."""
    doc = load_language()(sentence)
    span = doc.char_span(sentence.index(evidence), sentence.index(evidence) + len(evidence))
    passage = Passage(tuple(t.text for t in doc), span.start, span.end, (), base, tuple(range(span.start, span.end)))
    return sum(p for status, p in AssertionJudge(shares=SPEECH).judge(passage).chances if status in statuses)


def judging(monkeypatch: pytest.MonkeyPatch, **chances: float) -> None:
    """Let the judge say the same of everything."""
    best = max(chances, key=lambda status: chances[status])
    judgement = Judgement(best, "", tuple(chances.items()))
    monkeypatch.setattr(AssertionJudge, "judge", lambda *_: judgement)


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
    "a denied past": "Vroeger hadden wij geen {}.",
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


# What of a facilitating fact speaks for its counterpart; a hindering fact that is gone speaks for nothing.
NOT_SO = ("denied", "wished", "past", "rejected")


@pytest.mark.parametrize(
    ("sentence", "evidence", "direction", "source_id", "base", "statuses", "detail"),
    [
        (
            "Hier zijn korte lijnen.",
            "korte lijnen",
            "bevorderend",
            "p.lijnen/eigen",
            "facilitating",
            ("affirmed",),
            "regel eigen: korte lijnen",
        ),
        (
            "Er zijn geen korte lijnen.",
            "korte lijnen",
            "belemmerend",
            "p.lijnen/eigen",
            "facilitating",
            NOT_SO,
            "regel eigen: korte lijnen; ontkend (geen): tegenpool van lijnen",
        ),
        (
            "Er zijn geen hoge muren.",
            "hoge muren",
            "bevorderend",
            "p.muren/eigen",
            "hindering",
            ("denied", "rejected"),
            "regel eigen: hoge muren; ontkend (geen): tegenpool van muren",
        ),
        (
            "Hier zijn vrijdagse groepen.",
            "vrijdagse groepen",
            "context",
            "p.groep/eigen",
            "",
            ("affirmed",),
            "regel eigen: vrijdagse groepen",
        ),
    ],
    ids=["affirmed", "denied facilitating", "denied hindering", "context"],
)
def test_what_a_suggestion_says(
    directions: RuleCoder,
    sentence: str,
    evidence: str,
    direction: str,
    source_id: str,
    base: str,
    statuses: tuple[Status, ...],
    detail: str,
) -> None:
    row = directions.suggest(segments(sentence)).iloc[0]
    assert (row["origin"], row["direction"], row["source_id"]) == ("rule", direction, source_id)
    assert (row["certainty"], row["detail"]) == ("likely", detail)
    assert 0.56 < row["score"] < 0.8
    assert row["score"] == pytest.approx(0.8 * chance(sentence, evidence, base, *statuses))


def test_a_wish_that_leaves_a_hindering_code_is_not_called_its_counterpart(directions: RuleCoder) -> None:
    sentence = "Hoge muren zouden enorm helpen."
    row = directions.suggest(segments(sentence)).iloc[0]
    assert row["code_id"] == "p.muren"
    assert row["score"] == pytest.approx(0.8 * chance(sentence, "Hoge muren", "hindering", "affirmed", "wished"))
    assert row["detail"].startswith("regel eigen: Hoge muren; gewenst (")
    assert "tegenpool" not in row["detail"]


@pytest.mark.parametrize(
    ("strength", "sentence", "certainty"),
    [
        (0.8, "Korte lijnen.", "likely"),
        (0.79, "Korte lijnen.", "doubtful"),
        (0.8, "Geen korte lijnen.", "likely"),
        (0.79, "Geen korte lijnen.", "doubtful"),
    ],
)
def test_likely_from_eight_tenths_up(strength: float, sentence: str, certainty: str) -> None:
    one = code("p.lijnen", "bevorderend", "p.muren", rule("kort", "lijn", sterkte=strength))
    found = coder(one, code("p.muren", "belemmerend", "p.lijnen")).suggest(segments(sentence))
    assert found["certainty"].tolist() == [certainty]


@pytest.mark.parametrize(
    ("chances", "code_id", "score", "certainty"),
    [
        ({"affirmed": 0.7, "denied": 0.3}, "p.lijnen", 0.56, "likely"),
        ({"affirmed": 0.69, "denied": 0.31}, "p.lijnen", 0.552, "doubtful"),
        ({"denied": 0.5, "wished": 0.25, "affirmed": 0.25}, "p.muren", 0.6, "likely"),
        ({"affirmed": 0.4, "denied": 0.3, "past": 0.3}, "p.lijnen", 0.32, "doubtful"),
        ({"denied": 0.5, "uncertain": 0.25, "elsewhere": 0.25}, "p.muren", 0.4, "doubtful"),
    ],
    ids=["sure", "just not sure", "two statuses for one direction", "the likeliest status decides", "for neither"],
)
def test_likely_only_if_the_direction_is_sure(
    directions: RuleCoder,
    monkeypatch: pytest.MonkeyPatch,
    chances: dict[str, float],
    code_id: str,
    score: float,
    certainty: str,
) -> None:
    judging(monkeypatch, **chances)
    row = directions.suggest(segments("Korte lijnen.")).iloc[0]
    assert (row["code_id"], row["certainty"]) == (code_id, certainty)
    assert row["score"] == pytest.approx(score)


@pytest.mark.parametrize(
    ("question", "answer", "words", "target"),
    [
        ("Hebben jullie korte lijnen?", "Korte lijnen? Nee hoor.", "Korte lijnen", "p.muren"),
        ("Zijn er hoge muren?", "Hoge muren, nee hoor.", "Hoge muren", "p.lijnen"),
        ("Zijn er hoge muren?", "Hoge muren? Welnee.", "Hoge muren", "p.lijnen"),
        ("Hebben jullie korte lijnen?", "Korte lijnen? Was het maar waar.", "Korte lijnen", "p.muren"),
    ],
)
def test_words_of_the_question_said_again_are_surer_denied_where_it_is_known(
    directions: RuleCoder, question: str, answer: str, words: str, target: str
) -> None:
    turns = turns_of(f"I: {question}", answer)
    cut = segment_turns(turns, load_language())
    known, unknown = directions.suggest(cut).iloc[0], directions.suggest(cut.assign(asked="")).iloc[0]
    assert known["code_id"] == target
    assert known["detail"].startswith((f"regel eigen: {words}; ontkend", f"regel eigen: {words}; tegengesproken"))
    assert unknown["code_id"] != target or unknown["score"] < known["score"]


def test_the_passage_is_the_sentence_with_the_question_before_it_and_its_own_answer(
    directions: RuleCoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Passage] = []
    judge = AssertionJudge.judge

    def watch(self: AssertionJudge, passage: Passage) -> Judgement:
        seen.append(passage)
        return judge(self, passage)

    monkeypatch.setattr(AssertionJudge, "judge", watch)
    said = "I: Dag.", "I: En lijnen?", "Tja. Korte lijnen! Ja.", "Korte lijnen?", "I: Muren?", "Zo. Hoge muren? Nee."
    turns = turns_of(*said)
    of_respondent = segment_turns(turns, load_language())
    for cut in (of_respondent.assign(asked=""), of_respondent):
        directions.suggest(cut)
    assert [" ".join(passage.tokens) for passage in seen[:3]] == [
        "Korte lijnen !",
        "Korte lijnen ?",
        "Hoge muren ? Nee .",
    ]
    assert {(passage.start, passage.end, passage.own) for passage in seen[:3]} == {(0, 2, (0, 1))}
    assert [passage.question for passage in seen[:3]] == [(), (), ()]
    assert [passage.question for passage in seen[3:]] == [("En", "lijnen", "?"), (), ("Muren", "?")]
    assert [passage.tokens for passage in seen[3:]] == [passage.tokens for passage in seen[:3]]


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


@pytest.mark.parametrize(
    ("text", "evidence", "words"),
    [
        ("Ik bel haar even op", "bel haar even op", "bel … op"),
        ("Tja 🙂, ik bel haar even op, hoor.", "bel haar even op", "bel … op"),
        ("Het lukt niet altijd, maar ik probeer haar op te bellen.", "op te bellen", "op … bellen"),
        ("Ik ga haar opbellen.", "opbellen", "opbellen"),
    ],
    ids=["at the end", "in the middle", "before its verb", "not split"],
)
def test_evidence_includes_the_particle_of_a_split_verb(text: str, evidence: str, words: str) -> None:
    row = coder(code("p.bellen", "bevorderend", None, rule("opbellen"))).suggest(segments(text)).iloc[0]
    assert text[row["evidence_start"] : row["evidence_end"]] == evidence
    assert row["detail"].partition(";")[0] == f"regel eigen: {words}"


def test_a_verb_without_its_particle_is_another_verb() -> None:
    found = coder(code("p.bellen", "bevorderend", None, rule("opbellen"))).suggest(segments("Ik bel haar even."))
    assert found.empty


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
    lines = code("p.lijnen", "bevorderend", "p.muren", rule("kort", "lijn", sterkte=1.0))
    walls = code("p.muren", "belemmerend", "p.lijnen", rule("hoog", "muur", sterkte=0.5))
    found = coder(lines, walls).suggest(segments("Hoge muren, geen korte lijnen."))
    assert found[["code_id", "source_id"]].values.tolist() == [["p.muren", "p.lijnen/eigen"]]


def test_two_codes_in_one_segment(directions: RuleCoder) -> None:
    found = directions.suggest(segments("Korte lijnen en een vast team."))
    assert found["code_id"].tolist() == ["p.lijnen", "p.team"]


def test_nothing_to_code_gives_an_empty_frame(directions: RuleCoder) -> None:
    for given in (frames.empty(frames.SEGMENTS), segments("Ik heb vanmiddag een afspraak bij de tandarts.")):
        found = directions.suggest(given)
        assert frames.check(found, frames.SUGGESTIONS).empty
