"""Rewriting in every format: what is read back is what was read, with the names replaced, and no name is left."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rewriting_makers import ending, everything_in, found, letters, make, masked, read

from pipeline import frames
from pipeline.privacy.rewriting import Replacement, RewriteError, rewrite
from pipeline.reading import read_transcript

TRAINING = Path(__file__).parents[3] / "transcripts_sample" / "training"
SUFFIXES = (".txt", ".docx", ".table.docx", ".vtt", ".srt")
NAMES = {"Hanne Zuidscharre": "[persoon 1]", "Ybelien": "[persoon 2]", "’t Quastenhof": "[organisatie 1]"}
TALK = (
    ("Interviewer", "Kent u Hanne Zuidscharre van ’t Quastenhof?"),
    ("Respondent", "Ja, Hanne Zuidscharre & Ybelien zitten in één team. Die <i>ken</i> ik."),
    ("Interviewer", "Ja."),
    ("Respondent", "Ja. Ybelien, zei Ybelien, Ybelien."),
)  # fmt: skip


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("n_words", [1, 3, 50])
def test_only_names_change(suffix, n_words, tmp_path):
    talk = TALK if suffix != ".srt" else [(label, text.replace("<i>ken</i>", "ken")) for label, text in TALK]
    content = make(suffix, talk, n_words=n_words)
    before = read(content, suffix, tmp_path)
    changed = masked(content, suffix, NAMES, tmp_path)
    after = read(changed, suffix, tmp_path)
    expected = before.turns["text"]
    for name, pseudonym in NAMES.items():
        expected = expected.str.replace(name, pseudonym, regex=False)
    assert letters(after.turns["text"]) == letters(expected)
    assert list(after.turns["role"]) == list(before.turns["role"])
    assert all(name.encode() not in everything_in(changed) for name in (*NAMES, "Zuidscharre", "Hanne"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_to_replace_leaves_all_as_it_was(suffix, tmp_path):
    content = make(suffix, TALK)
    changed = masked(content, suffix, {}, tmp_path)
    if suffix.endswith(".docx"):
        assert read(changed, suffix, tmp_path).text == read(content, suffix, tmp_path).text
    else:
        assert changed == content


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_file_twice_gives_the_same_bytes(suffix, tmp_path):
    content = make(suffix, TALK)
    assert masked(content, suffix, NAMES, tmp_path) == masked(content, suffix, NAMES, tmp_path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_header_is_replaced_by_known_names(suffix, tmp_path):
    changed = masked(make(suffix, TALK, "Quastenveen"), suffix, {"Quastenveen": "gemeente 1"}, tmp_path)
    assert read(changed, suffix, tmp_path).municipality == "gemeente 1"
    assert b"Quastenveen" not in everything_in(changed)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_labels_are_replaced_by_known_names(suffix, tmp_path):
    talk = (("Interviewer", "Wie bent u?"), ("Respondent Ybelien", "Ik ben Ybelien."), ("Interviewer", "Dag."))
    changed = masked(make(suffix, talk), suffix, {"Ybelien": "[persoon 2]"}, tmp_path)
    assert b"Ybelien" not in everything_in(changed)
    if suffix == ".vtt":
        assert b"<v Respondent [persoon 2]>Ik ben" in changed


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_turn_is_left_to_its_replacements(suffix, tmp_path):
    transcript = read(make(suffix, TALK), suffix, tmp_path)
    content = make(suffix, TALK)
    only_first = found(transcript, NAMES)[:1]
    changed = rewrite(content, ending(suffix), transcript.turns, only_first, NAMES)
    after = read(changed, suffix, tmp_path)
    assert "Ybelien" in after.text
    assert after.text.count("Zuidscharre") == 1


@pytest.mark.parametrize("suffix", [".txt", ".docx", ".vtt", ".srt"])
@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([(2, 10), (5, 12)], "overlap at"),
        ([(4, 4)], "is empty or out of range"),
        ([(9, 4)], "is empty or out of range"),
        ([(-3, 2)], "is empty or out of range"),
    ],
)
def test_impossible_replacements(suffix, spans, message, tmp_path):
    content = make(suffix, TALK)
    turns = read(content, suffix, tmp_path).turns
    start = int(turns["start_char"].iloc[0]) if spans[0][0] >= 0 else 0
    wrong = [Replacement(start + a, start + b, "[x]") for a, b in spans]
    with pytest.raises(ValueError, match=message):
        rewrite(content, suffix, turns, wrong, {})


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_replacement_beyond_the_end(suffix, tmp_path):
    content = make(suffix, TALK)
    transcript = read(content, suffix, tmp_path)
    beyond = Replacement(len(transcript.text) - 1, len(transcript.text) + 4, "[x]")
    with pytest.raises(ValueError, match=r"is out of range|is not inside a turn"):
        rewrite(content, ending(suffix), transcript.turns, [beyond], {})


@pytest.mark.parametrize("suffix", [".docx", ".vtt", ".srt"])
def test_replacement_over_two_turns(suffix, tmp_path):
    content = make(suffix, TALK)
    turns = read(content, suffix, tmp_path).turns
    over = Replacement(int(turns["end_char"].iloc[0]) - 2, int(turns["start_char"].iloc[1]) + 2, "[x]")
    with pytest.raises(ValueError, match="is not inside a turn"):
        rewrite(content, suffix, turns, [over], {})


def test_unknown_kind_of_file():
    with pytest.raises(ValueError, match=r"got suffix '\.pdf'"):
        rewrite(b"x", ".pdf", frames.empty(frames.TURNS), [], {})


@pytest.mark.parametrize("suffix", [".txt", ".docx", ".vtt", ".srt"])
@pytest.mark.parametrize("garbage", [b"", b"\x81\x8d\x00\xff\xfe\x00", b"PK\x03\x04rubbish", bytes(range(256)) * 9])
def test_garbage_is_refused_without_its_text(suffix, garbage, tmp_path):
    turns = read(make(suffix, TALK), suffix, tmp_path).turns
    with pytest.raises(RewriteError, match="v1") as caught:
        rewrite(garbage, suffix, turns, [], {})
    assert "Zuidscharre" not in str(caught.value)
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_of_which_a_turn_is_gone_is_refused_without_its_text(suffix, tmp_path):
    turns = read(make(suffix, TALK), suffix, tmp_path).turns
    other = make(suffix, [*TALK[:1], ("Respondent", "Ja."), *TALK[2:]])
    with pytest.raises(RewriteError, match=r"v1.*beurt 2") as caught:
        rewrite(other, ending(suffix), turns, [], {})
    assert "Ybelien" not in str(caught.value)


WORDS = st.sampled_from(
    "ja nee Hanne Ybelien en R I & <b> a&b één 3 0:12 Respondent: x, (lacht) Zuid-Quast naïef 😀".split()
)
TALKS = st.lists(st.lists(WORDS, min_size=1, max_size=12).map(" ".join), min_size=2, max_size=8)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.data(), texts=TALKS, n_words=st.integers(1, 6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_read_back_is_what_was_read_with_spans_replaced(suffix, data, texts, n_words, tmp_path):
    # Where a piece opens a line, a name beside a time would be a speaker, and so would a label; in a table with little
    # else, a cell that ends with a time may be taken for a column of times once a name in it is gone.
    if suffix in (".srt", ".table.docx"):
        texts = [text.replace("0:12", "0").replace(":", "") for text in texts]
    texts = [f"Zo {text} zo." for text in texts]
    talk = [("Respondent" if n % 2 else "Interviewer", text) for n, text in enumerate(texts)]
    content = make(suffix, talk, n_words=n_words)
    before = read(content, suffix, tmp_path)
    replacements, expected = [], []
    for turn in before.turns.itertuples():
        cuts = sorted(data.draw(st.sets(st.integers(0, len(turn.text)), max_size=6)))
        spans = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if turn.text[a:b].strip()]
        text = turn.text
        for a, b in reversed(spans):
            replacements.append(Replacement(turn.start_char + a, turn.start_char + b, "[persoon 7]"))
            text = f"{text[:a]}[persoon 7]{text[b:]}"
        expected.append(text)
    changed = rewrite(content, ending(suffix), before.turns, replacements, {})
    after = read(changed, suffix, tmp_path)
    assert letters(after.turns["text"]) == letters(expected)
    assert list(after.turns["role"]) == list(before.turns["role"])
    if suffix in (".vtt", ".srt"):
        times = [line for line in content.splitlines() if b"-->" in line]
        assert [line for line in changed.splitlines() if b"-->" in line] == times


def _practice() -> list[dict[str, str]]:
    with (TRAINING / "manifest.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_practice_interview_keeps_its_turns(tmp_path):
    rows = _practice()
    for row in rows:
        path = TRAINING / row["file"]
        before = read_transcript(path, row)
        spans = [
            Replacement(
                turn.start_char + turn.text.index(word), turn.start_char + turn.text.index(word) + len(word), "[x]"
            )
            for turn in before.turns.itertuples()
            for word in [max(turn.text.split(), key=len)]
        ]
        expected = before.text
        for span in reversed(spans):
            expected = expected[: span.start] + span.pseudonym + expected[span.end :]
        copy = tmp_path / row["file"]
        copy.write_bytes(rewrite(path.read_bytes(), ".txt", before.turns, spans, {}))
        assert read_transcript(copy, row).text == expected
    assert len(rows) == 640


@pytest.mark.parametrize("suffix", [".docx", ".table.docx", ".vtt", ".srt"])
def test_practice_interviews_in_other_formats(suffix, tmp_path):
    for row in _practice()[::64]:
        told = read_transcript(TRAINING / row["file"], row).turns
        labels = {"interviewer": "Interviewer", "respondent": "Respondent"}
        talk = [(labels[turn.role], turn.text) for turn in told.itertuples()]
        content = make(suffix, talk)
        before = read(content, suffix, tmp_path)
        long_words = {word: "[x]" for word in " ".join(told["text"]).split() if len(word) > 9 and word.isalpha()}
        assert long_words
        changed = rewrite(content, ending(suffix), before.turns, found(before, long_words), {})
        after = read(changed, suffix, tmp_path)
        expected = list(before.turns["text"])
        for word in sorted(long_words, key=len, reverse=True):
            expected = [text.replace(word, "[x]") for text in expected]
        assert letters(after.turns["text"]) == letters(expected)
