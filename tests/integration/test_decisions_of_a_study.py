"""Suggestions to the store and decisions back out of it, on a tiny study whose outputs are written by hand."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.request import Request, urlopen

import pandas as pd
import pytest

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.errors import OutputError
from pipeline.files import write_csv, write_json
from pipeline.reading import FORMATS
from pipeline.review import CONSENSUS, Decision, Passage, open_store
from pipeline.review.anchors import passage_at
from pipeline.review.texts import plain_text
from pipeline.run.documents import counting_codings
from pipeline.run.learning import human_codings, wanted_version
from pipeline.run.outputs import load_outputs
from pipeline.run.reviewing import (
    Brought,
    agreement_of_coders,
    bring_in,
    decided_by_hand,
    has_store,
    review_of,
    suggestions_of,
)
from pipeline.run.serving import set_password
from pipeline.run.sources import cut_segments, read_all
from pipeline.study import Study

LINES, HARD, MONEY, OFFER = (
    "netwerk.korte_lijnen",
    "netwerk.moeizaam_contact",
    "financiering.tekort",
    "context.aanbod",
)
DORP = """\
gemeente: Testdorp

Interviewer: Hoe vindt u elkaar?
Respondent: Ik app haar, ja. We hebben korte lijnen 😀.
Interviewer: En geld?
Respondent: Er is geen geld voor. Er is wel een groep.
"""
STAD = """\
gemeente: Proefstad

Interviewer: En bij u?
Respondent: Niemand neemt op. Dat duurt lang.
Interviewer: Nog iets?
Respondent: Nee, dat was het wel.
"""
# interview, words, code, origin, score, certainty
SUGGESTED = [
    ("dorp", "We hebben korte lijnen 😀.", LINES, "both", 0.9, "certain"),
    ("dorp", "Er is geen geld voor.", MONEY, "model", 0.6, "likely"),
    ("dorp", "Er is wel een groep.", OFFER, "model", 0.3, "doubtful"),
    ("stad", "Niemand neemt op.", HARD, "model", 0.7, "likely"),
]
DORP_TURNS, STAD_TURNS = [("dorp", 2), ("dorp", 4)], [("stad", 2), ("stad", 4)]
Row = tuple[str, str, str, str, float, str]


def write_transcripts(root: Path, dorp: str = DORP) -> None:
    (root / "transcripten/dorp.txt").write_text(dorp, encoding="utf-8")
    (root / "transcripten/stad.txt").write_text(STAD, encoding="utf-8")


def write_outputs(study: Study, suggested: Sequence[Row] = tuple(SUGGESTED)) -> None:
    """Write what ``code`` leaves behind: turns as the transcripts are now, and these suggestions."""
    transcripts, failures = read_all(study.sources(FORMATS))
    assert failures == []
    turns = pd.concat([one.turns for one in transcripts], ignore_index=True)
    rows = [coding(turns, *row) for row in suggested]
    write_csv(study.out / "turns.csv", turns)
    write_csv(study.out / "codings.csv", frames.build(frames.CODINGS, rows))
    about = [{"interview_id": one.interview_id} for one in transcripts]
    basis = {"model": "model-1", "program": "0.1.0", "codebook": "abc"}
    lock = {"interviews": about, "basis": basis, "seed": 1, "python": "3", "packages": {}}
    write_json(study.out / "run.lock", lock)


def coding(
    turns: pd.DataFrame, interview_id: str, words: str, code_id: str, origin: str, score: float, certainty: str
) -> dict[str, object]:
    """Return a row of codings.csv about words of an interview."""
    turn = next(one for one in frames.rows(turns) if one.interview_id == interview_id and words in one.text)
    start = turn.start_char + turn.text.index(words)
    directions = {LINES: "bevorderend", OFFER: "context"}
    return {
        "interview_id": interview_id,
        "municipality": turn.municipality,
        "turn_no": turn.turn_no,
        "speaker": turn.speaker,
        "start_char": start,
        "end_char": start + len(words),
        "text": words,
        "code_id": code_id,
        "direction": directions.get(code_id, "belemmerend"),
        "origin": origin,
        "score": score,
        "certainty": certainty,
        "source_id": "model-1",
        "detail": "model: lijkt op voorbeelden",
    }


def passage(study: Study, interview_id: str, words: str) -> Passage:
    """Return the passage of words in the outputs as they are now."""
    turns = load_outputs(study)[1]
    at = coding(turns, interview_id, words, LINES, "model", 1.0, "likely")
    text = plain_text(turns[turns["interview_id"] == interview_id])
    start = int(str(at["start_char"]))
    return passage_at(text, interview_id, int(str(at["turn_no"])), start, start + len(words))


def decide(
    study: Study,
    coder: str,
    verdict: str,
    interview_id: str,
    words: str,
    code_id: str,
    is_blind: bool = False,
) -> Decision:
    """Let a coder decide."""
    at = passage(study, interview_id, words)
    source = "consensus" if coder == CONSENSUS else "web"
    with open_store(study.store) as store:
        if coder != CONSENSUS:
            store.add_coder(coder)
        return store.decide(at, code_id, verdict, coder, is_blind=is_blind, source=source)


def judge(study: Study, coder: str, turns: Sequence[tuple[str, int]], is_blind: bool = False) -> None:
    """Let a coder judge turns."""
    with open_store(study.store) as store:
        store.add_coder(coder)
        for interview_id, turn_no in turns:
            store.judge_turns(interview_id, [turn_no], coder, is_blind)


def brought_in(study: Study) -> Brought:
    with open_store(study.store) as store:
        return bring_in(study, store)


def version(study: Study) -> str:
    codebook = study.codebook()
    return wanted_version(study, codebook, *human_codings(study, codebook))


@pytest.fixture
def study(tmp_path: Path, tiny_codebook_folder: Path) -> Study:
    """Two coded interviews in two municipalities; nobody has decided anything."""
    root = tmp_path / "studie"
    shutil.copytree(tiny_codebook_folder, root / "codebook")
    (root / "transcripten").mkdir()
    write_transcripts(root)
    made = Study.open(root)
    write_outputs(made)
    return made


# --- suggestions and texts into the store


def test_what_is_brought_in_twice_is_nothing_new(study: Study) -> None:
    first = brought_in(study)
    assert first == Brought(is_new=True, moved=[], lost=[], alone=[])
    with open_store(study.store) as store:
        before = store.suggestions(), store.changes()
        assert bring_in(study, store) == Brought(is_new=False, moved=[], lost=[], alone=[])
        assert (store.suggestions(), store.changes()) == before
    assert [(one.passage.quote, one.code_id) for one in before[0]] == [row[1:3] for row in SUGGESTED]


def test_a_passage_that_rule_and_model_code_alike_is_one_suggestion_with_the_highest_score(study: Study) -> None:
    words = "Niemand neemt op."
    write_outputs(study, [("stad", words, HARD, "rule", 0.5, "likely"), ("stad", words, HARD, "model", 0.8, "likely")])
    codings, turns, _ = load_outputs(study)
    (one,) = suggestions_of(codings, turns)
    assert (one.origin, one.score, one.passage.quote) == ("model", 0.8, words)
    assert one.passage.suffix.startswith(" Dat duurt lang.")


def test_codings_by_hand_are_no_suggestions(study: Study) -> None:
    write_outputs(study, [("stad", "Niemand neemt op.", HARD, "human", 1.0, "certain")])
    brought_in(study)
    with open_store(study.store) as store:
        assert store.suggestions() == []


def test_decisions_move_with_an_edited_text_and_what_is_gone_is_told(study: Study) -> None:
    brought_in(study)
    stays = decide(study, "Marit", "accept", "stad", "Niemand neemt op.", HARD)
    moves = decide(study, "Marit", "reject", "dorp", "We hebben korte lijnen 😀.", LINES)
    goes = decide(study, "Marit", "accept", "dorp", "Er is geen geld voor.", MONEY)
    edited = DORP.replace("Ik app haar, ja.", "Nou, dat gaat best.").replace("Er is geen geld voor. ", "")
    write_transcripts(study.root, edited)
    write_outputs(study, [SUGGESTED[0], SUGGESTED[2], SUGGESTED[3]])
    brought = brought_in(study)
    assert ([one.code_id for one in brought.moved], brought.lost, brought.alone) == ([LINES], [goes], [])
    with open_store(study.store) as store:
        now = {one.code_id: one for one in store.decisions()}
        history = store.decisions(standing_only=False)
    assert now[HARD] == stays
    assert now[MONEY] == goes
    assert (now[LINES].source, now[LINES].verdict) == ("moved", "reject")
    assert now[LINES].passage == passage(study, "dorp", "We hebben korte lijnen 😀.")
    assert now[LINES].passage.start_char == moves.passage.start_char + 3
    assert len(history) == 4
    # What was moved stays where it is; what is lost is told again.
    again = brought_in(study)
    assert (again.is_new, again.moved, again.lost) == (False, [], [goes])


def test_where_the_coder_decided_anew_the_old_decision_is_for_him_to_place(study: Study) -> None:
    old = decide(study, "Marit", "accept", "dorp", "We hebben korte lijnen 😀.", LINES)
    write_transcripts(study.root, DORP.replace("Ik app haar, ja.", "Nou."))
    write_outputs(study)
    new = decide(study, "Marit", "reject", "dorp", "We hebben korte lijnen 😀.", LINES)
    brought = brought_in(study)
    assert (brought.moved, brought.lost) == ([], [old])
    with open_store(study.store) as store:
        assert sorted(one.decision_id for one in store.decisions()) == sorted([old.decision_id, new.decision_id])


def test_a_decision_whose_code_left_the_codebook_is_lost(study: Study) -> None:
    gone = decide(study, "Marit", "accept", "stad", "Niemand neemt op.", "netwerk.afgeschaft")
    assert brought_in(study).lost == [gone]


def test_a_suggestion_with_a_code_that_left_the_codebook_asks_for_new_coding(study: Study) -> None:
    write_outputs(study, [("stad", "Niemand neemt op.", "netwerk.afgeschaft", "model", 0.7, "likely")])
    with pytest.raises(OutputError, match=r"codings\.csv: code 'netwerk\.afgeschaft' staat niet in het codeboek"):
        brought_in(study)


def test_rejections_of_what_is_suggested_no_more_are_named_but_not_codes_taken_back_in_blind_work(
    study: Study,
) -> None:
    brought_in(study)
    rejected = decide(study, "Marit", "reject", "dorp", "Er is geen geld voor.", MONEY)
    decide(study, "Joost", "reject", "dorp", "Ik app haar, ja.", LINES, is_blind=True)
    decide(study, CONSENSUS, "reject", "dorp", "Ik app haar, ja.", LINES)
    assert brought_in(study).alone == []
    write_outputs(study, [SUGGESTED[0]])
    assert brought_in(study) == Brought(is_new=True, moved=[], lost=[], alone=[rejected])
    with open_store(study.store) as store:
        assert store.decisions(coder="Marit") == [rejected]


# --- to learn from


def test_without_a_store_there_is_nothing_and_none_is_made(study: Study, tiny_codebook: Codebook) -> None:
    codings, turns, _ = load_outputs(study)
    hand, seen = decided_by_hand(study, tiny_codebook, turns)
    assert (len(hand), len(seen), tuple(hand.columns)) == (0, 0, frames.HAND_CODINGS.names)
    assert agreement_of_coders(study, tiny_codebook, turns) is None
    review = review_of(study, codings, turns, tiny_codebook)
    pd.testing.assert_frame_equal(review.codings, codings)
    assert (review.whole, review.shares) == (frozenset(), {})
    assert not has_store(study)


def test_what_is_decided_teaches_its_codings_and_the_turns_that_were_judged(
    study: Study, tiny_codebook: Codebook
) -> None:
    for coder in ("Marit", "Joost"):
        decide(study, coder, "accept", "dorp", "We hebben korte lijnen 😀.", LINES)
    decide(study, "Marit", "reject", "stad", "Niemand neemt op.", HARD)
    decide(study, "Marit", "unsure", "dorp", "Er is wel een groep.", OFFER)
    judge(study, "Marit", [("stad", 4), ("weg", 2)])
    hand, seen = decided_by_hand(study, tiny_codebook, load_outputs(study)[1])
    (row,) = frames.rows(hand)
    assert (row.interview_id, row.turn_no, row.code_id, row.quote) == ("dorp", 2, LINES, "We hebben korte lijnen 😀.")
    # With the question before each; not dorp 4, of which nobody said more than that he does not know.
    expected = [("dorp", 1), ("dorp", 2), *(("stad", turn_no) for turn_no in (1, 2, 3, 4))]
    assert list(zip(seen["interview_id"], seen["turn_no"], strict=True)) == expected
    segments = cut_segments(study, seen)
    assert dict(zip(segments["turn_no"], segments["asked"], strict=True)) == {2: "En bij u?", 4: "Nog iets?"}


def test_a_decision_asks_for_another_model(study: Study) -> None:
    brought_in(study)
    versions = [version(study)]
    decide(study, "Marit", "unsure", "dorp", "Er is wel een groep.", OFFER)
    assert version(study) == versions[0]
    decide(study, "Marit", "accept", "dorp", "Er is geen geld voor.", MONEY)
    versions.append(version(study))
    decide(study, "Marit", "reject", "stad", "Niemand neemt op.", HARD)
    versions.append(version(study))
    judge(study, "Marit", [("stad", 4)])
    versions.append(version(study))
    assert len(set(versions)) == 4
    with open_store(study.store) as store:
        store.unjudge_turns("stad", [4], "Marit")
        store.undo("Marit")
    assert version(study) == versions[1]


def test_decisions_on_interviews_with_a_file_of_hand_codings_teach_nothing(study: Study) -> None:
    quote = "Er is geen geld voor."
    lines = ["interview_id;turn_no;quote;code_id", f"dorp;4;{quote};{MONEY}"]
    (study.root / "hand.csv").write_text("\n".join(lines), encoding="utf-8")
    (study.root / "factorwijzer.toml").write_text('[studie]\nhandcoderingen = "hand.csv"\n', encoding="utf-8")
    both = Study.open(study.root)
    decide(both, "Marit", "accept", "dorp", "We hebben korte lijnen 😀.", LINES)
    decide(both, "Marit", "accept", "stad", "Niemand neemt op.", HARD)
    hand, turns = human_codings(both, both.codebook())
    assert list(zip(hand["interview_id"], hand["code_id"], strict=True)) == [("dorp", MONEY), ("stad", HARD)]
    spoken = turns[turns["role"] == "respondent"]
    assert list(zip(spoken["interview_id"], spoken["turn_no"], strict=True)) == [*DORP_TURNS, ("stad", 2)]


# --- agreement


def test_the_two_coders_who_share_most_turns_are_compared(study: Study, tiny_codebook: Codebook) -> None:
    judge(study, "Anna", [("dorp", 2)])
    judge(study, "Joost", [*DORP_TURNS, ("stad", 2), ("weg", 2)], is_blind=True)
    judge(study, "Marit", [*DORP_TURNS, *STAD_TURNS, ("weg", 2)])
    for coder in ("Joost", "Marit", "Anna"):
        decide(study, coder, "accept", "dorp", "We hebben korte lijnen 😀.", LINES)
    decide(study, "Joost", "accept", "dorp", "Er is geen geld voor.", MONEY, is_blind=True)
    decide(study, CONSENSUS, "accept", "dorp", "Er is geen geld voor.", MONEY)
    # A code that is gone, and one outside what both judged.
    decide(study, "Joost", "accept", "dorp", "Ik app haar, ja.", "netwerk.afgeschaft")
    decide(study, "Marit", "accept", "stad", "Nee, dat was het wel.", HARD)
    found = agreement_of_coders(study, tiny_codebook, load_outputs(study)[1])
    assert found is not None
    assert (found.coders, found.is_blind) == (("Joost", "Marit"), False)
    rows = {row.unit_id: row for row in frames.rows(found.frame)}
    given = {name: (rows[name].n_units, rows[name].n_positive_a, rows[name].n_positive_b) for name in (LINES, MONEY)}
    assert given == {LINES: (3, 1, 1), MONEY: (3, 1, 0)}
    assert rows["all"].n_positive_a == 2


def test_two_coders_who_both_judged_unseen_are_blind(study: Study, tiny_codebook: Codebook) -> None:
    for coder in ("Joost", "Marit"):
        judge(study, coder, STAD_TURNS, is_blind=True)
    found = agreement_of_coders(study, tiny_codebook, load_outputs(study)[1])
    assert found is not None
    assert found.is_blind


def test_without_turns_that_two_judged_there_is_no_agreement(study: Study, tiny_codebook: Codebook) -> None:
    judge(study, "Joost", DORP_TURNS)
    judge(study, "Marit", STAD_TURNS)
    assert agreement_of_coders(study, tiny_codebook, load_outputs(study)[1]) is None


def test_a_decision_that_lost_its_place_does_not_count_in_the_agreement(study: Study, tiny_codebook: Codebook) -> None:
    decide(study, "Joost", "accept", "dorp", "Er is geen geld voor.", MONEY)
    for coder in ("Joost", "Marit"):
        judge(study, coder, DORP_TURNS)
    write_transcripts(study.root, DORP.replace("Er is geen geld voor. ", ""))
    write_outputs(study, [])
    found = agreement_of_coders(study, tiny_codebook, load_outputs(study)[1])
    assert found is not None
    assert found.frame.set_index("unit_id").loc[MONEY, "n_positive_a"] == 0


# --- to report on


def test_reports_take_what_was_decided(study: Study, tiny_codebook: Codebook) -> None:
    decide(study, "Marit", "accept", "dorp", "We hebben korte lijnen 😀.", LINES)
    decide(study, "Marit", "reject", "dorp", "Er is geen geld voor.", MONEY)
    decide(study, "Marit", "accept", "dorp", "Ik app haar, ja.", LINES)
    judge(study, "Marit", DORP_TURNS)
    judge(study, "Joost", STAD_TURNS[:1])
    codings, turns, _ = load_outputs(study)
    review = review_of(study, codings, turns, tiny_codebook)
    rows = [(row.text, row.origin) for row in frames.rows(review.codings)]
    assert rows == [
        ("Ik app haar, ja.", "human"),
        ("We hebben korte lijnen 😀.", "human"),
        ("Er is wel een groep.", "model"),
        ("Niemand neemt op.", "model"),
    ]
    # An own coding is no suggestion, and one turn of two does not make an interview.
    assert review.whole == {"dorp"}
    assert review.shares == {"Testdorp": (2, 3), "Proefstad": (0, 1)}


def test_two_coders_together_make_an_interview_whole(study: Study, tiny_codebook: Codebook) -> None:
    judge(study, "Marit", STAD_TURNS[:1])
    judge(study, "Joost", STAD_TURNS[1:], is_blind=True)
    codings, turns, _ = load_outputs(study)
    review = review_of(study, codings, turns, tiny_codebook)
    assert review.whole == {"stad"}
    assert review.shares == {}


def test_a_coding_by_hand_that_a_coder_also_accepts_is_there_once(study: Study, tiny_codebook: Codebook) -> None:
    write_outputs(study, [*SUGGESTED, ("stad", "Niemand neemt op.", HARD, "human", 1.0, "certain")])
    decide(study, "Marit", "accept", "stad", "Niemand neemt op.", HARD)
    codings, turns, _ = load_outputs(study)
    review = review_of(study, codings, turns, tiny_codebook)
    assert (review.codings["text"] == "Niemand neemt op.").sum() == 1


def test_what_counts_in_findings(study: Study, tiny_codebook: Codebook) -> None:
    decide(study, "Marit", "accept", "dorp", "We hebben korte lijnen 😀.", LINES)
    decide(study, "Marit", "unsure", "stad", "Niemand neemt op.", HARD)
    codings, turns, _ = load_outputs(study)
    review = review_of(study, codings, turns, tiny_codebook)

    def counted(coded: set[str], only_reviewed: bool = False) -> list[str]:
        return list(counting_codings(review, coded, study, only_reviewed)["code_id"])

    # What somebody doubts counts no more, nor does what is doubtful of itself.
    assert counted(set()) == [LINES, MONEY]
    assert counted({"dorp"}) == [LINES]
    assert counted(set(), only_reviewed=True) == [LINES]


# --- the command


def test_a_port_that_is_taken_is_told(study: Study, cli) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = cli("review", "--no-browser", "--port", port, "--study", study.root)
    assert done.code == 2
    assert f"adres 127.0.0.1, poort {port} is bezet of bestaat hier niet; kies een andere poort" in done.err


def test_a_study_that_was_not_coded_is_asked_to_be(study: Study, cli) -> None:
    (study.out / "codings.csv").unlink()
    done = cli("review", "--no-browser", "--port", 0, "--study", study.root)
    assert done.code == 2
    assert "codings.csv: dit bestand ontbreekt; draai eerst 'factorwijzer code'" in done.err


def test_other_computers_are_let_in_only_with_passwords(study: Study, cli) -> None:
    on_all = ("review", "--no-browser", "--host", "0.0.0.0", "--port", "0", "--study", str(study.root))
    refused = cli(*on_all)
    assert refused.code == 2
    assert "op dit adres heeft elke codeur een wachtwoord nodig, en nog niemand heeft er een" in refused.err
    set_password(study, "Marit", "een lang wachtwoord")
    address, page = served_page(on_all)
    assert address == socket.gethostname()
    assert 'type="password"' in page


@pytest.mark.parametrize(("host", "shown"), [("localhost", "127.0.0.1"), ("::1", "[::1]")])
def test_on_this_computer_a_name_is_enough(study: Study, host: str, shown: str) -> None:
    if host == "::1" and not has_ipv6():
        pytest.skip("this computer has no IPv6")
    address, page = served_page(("review", "--no-browser", "--host", host, "--port", "0", "--study", str(study.root)))
    assert address == shown
    assert 'type="password"' not in page


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def served_page(arguments: Sequence[str]) -> tuple[str, str]:
    """Run the real command; return the host that it names and its first page, asked for on this computer."""
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    # Children take SIGINT, also where the tests themselves run in the background.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    try:
        assert process.stdout is not None
        found = re.search(r"http://(\S+):(\d+)/", process.stdout.readline())
        assert found is not None, process.communicate()
        host, port = found.groups()
        here = "[::1]" if host == "[::1]" else "127.0.0.1"
        request = Request(f"http://{here}:{port}/aanmelden", headers={"Host": f"{host}:{port}"})
        with urlopen(request, timeout=60) as answer:
            page = answer.read().decode()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    return host, page
