"""Captions that roll: YouTube's repeats are mended, and who says the same twice is heard twice."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from caption_files import read, spoken
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading.captions import plain_captions

LINES = ["goedemorgen fijn dat u er bent", "hoe gaat het met de hulp", "en met de school", "ja dat gaat goed"]


def clock(n: float) -> str:
    return f"00:{int(n) // 60:02}:{n % 60:06.3f}"


def timed(line: str, n: float) -> str:
    """Return a line as YouTube writes the words that are new: each with its time."""
    first, *others = line.split(" ")
    return first + "".join(f"<{clock(n + 0.1 * k)}><c> {word}</c>" for k, word in enumerate(others, 1))


def cue(begin: float, end: float, *lines: str) -> str:
    return f"{clock(begin)} --> {clock(end)} align:start position:0%\n" + "\n".join(lines) + "\n\n"


def youtube(lines: list[str], named: dict[int, str] | None = None) -> str:
    """Return lines as yt-dlp saves YouTube's automatic captions; ``named`` are labels before lines wherever they appear."""
    labels = [(named or {}).get(n, "") for n in range(len(lines))]
    cues, before = "", " "
    for n, (label, line) in enumerate(zip(labels, lines, strict=True)):
        cues += cue(2 * n, 2 * n + 1.99, before, label + timed(line, 2 * n))
        cues += cue(2 * n + 1.99, 2 * n + 2, label + line, " ")
        before = label + line
    return "WEBVTT\nKind: captions\nLanguage: nl\n\n" + cues


def rolling(lines: list[str]) -> str:
    """Two lines on the screen, as on television: each cue repeats one and adds one."""
    pairs = [(lines[0],), *pairwise(lines)]
    return "".join(
        f"{n}\n{cue(n, n + 0.9, *shown)}".replace(" align:start position:0%", "") for n, shown in enumerate(pairs, 1)
    )


def test_youtube_becomes_running_text_with_the_times_of_its_lines() -> None:
    parsed = read(youtube(LINES, {0: "I: ", 3: "R: "}))
    assert spoken(parsed) == [("I", " ".join(LINES[:3])), ("R", LINES[3])]
    assert [(turn.start_time, turn.end_time, turn.line_no) for turn in parsed.turns] == [(0, 5.99, 1), (6, 7.99, 7)]
    assert (parsed.form, parsed.warnings) == ("YouTube-ondertitels (.vtt)", [])


def test_a_name_may_be_put_before_a_line_where_it_first_appears() -> None:
    text = youtube(LINES)
    for n, name in ((0, "Jo: "), (3, "Wim: ")):
        text = text.replace(timed(LINES[n], 2 * n), name + timed(LINES[n], 2 * n))
    assert spoken(read(text, "Jo", "Wim")) == [("Jo", " ".join(LINES[:3])), ("Wim", LINES[3])]


def test_youtube_without_names_is_asked_for_them() -> None:
    with pytest.raises(TranscriptError, match=re.escape("a.vtt, cue 1: niet bekend wie hier spreekt; zet 'Naam: '")):
        read(youtube(LINES))


def test_a_change_of_speaker_without_a_name_is_asked_for() -> None:
    with pytest.raises(TranscriptError, match=re.escape("cue 7: hier begint iemand anders te spreken ('>>')")):
        read(youtube(LINES, {0: "I: ", 3: "&gt;&gt; "}))


def test_a_change_of_speaker_with_a_name_is_read() -> None:
    turns = [("I", " ".join(LINES[:3])), ("R", LINES[3])]
    assert spoken(read(youtube(LINES, {0: "I: ", 3: "&gt;&gt; R: "}))) == turns


@pytest.mark.parametrize(
    "again", [[*LINES, LINES[-1]], [*LINES, "ja ja", "ja ja", "ja ja"], ["ja", "ja", "ja", *LINES]]
)
@pytest.mark.parametrize("lay_out", [lambda lines: youtube(lines, {0: "I: "}), lambda lines: rolling(lines)])
def test_what_is_said_again_on_a_rolling_screen_is_kept(lay_out, again: list[str]) -> None:
    again = [f"I: {again[0]}" if lay_out(["x", "y"]).startswith("1\n") else again[0], *again[1:]]
    assert spoken(read(lay_out(again))) == [("I", " ".join(again).removeprefix("I: "))]


def test_labels_on_every_line_or_every_cue_of_a_rolling_screen() -> None:
    said = ["Jo: a b", "c d", "Wim: e f", "g h", "Jo: i j", "k l", "Wim: m n"]
    wanted = [("Jo", "a b c d"), ("Wim", "e f g h"), ("Jo", "i j k l"), ("Wim", "m n")]
    assert spoken(read(rolling(said))) == wanted
    begun = "1\n00:00:01.000 --> 00:00:02.000\nJo: a\n\n2\n00:00:02.000 --> 00:00:03.000\nJo: a\nb\n\n"
    on = "3\n00:00:03.000 --> 00:00:04.000\nJo: b\nc\n\n4\n00:00:04.000 --> 00:00:05.000\nJo: c\nWim: c\n\n"
    last = "5\n00:00:05.000 --> 00:00:06.000\nWim: c\nd\n"
    assert spoken(read(begun + on + last, "Jo", "Wim")) == [("Jo", "a b c"), ("Wim", "c d")]


def test_voices_on_a_rolling_screen() -> None:
    shown = ["<v Jo>a</v>", "<v Jo>a\nb</v>", "<v Jo>b</v>\n<v Wim>c</v>", "<v Wim>c\nd</v>", "<v Wim>d</v>"]
    text = "WEBVTT\n\n" + "".join(cue(n, n + 0.9, lines) for n, lines in enumerate(shown))
    assert spoken(read(text)) == [("Jo", "a b"), ("Wim", "c d")]


@pytest.mark.parametrize(
    "cues",
    [
        pytest.param(["I: Ja?", "R: Ja ja.", "R: Ja ja.", "I: Mooi."], id="the same sentence in two cues"),
        pytest.param(["R: Ja.", "R: Ja.", "R: Ja.", "R: Ja."], id="in every cue"),
        pytest.param(
            ["I: Hoe?", "R: Nou.\nJa.", "Ja.\nZo is het.", "I: Mooi.", "R: Ja."], id="the end said again, once"
        ),
        pytest.param(["I: Ja?", "R: Ja?", "I: Ja!", "R: Ja!"], id="another says the same"),
        pytest.param(["<v I>Ja.</v>", "<v R>Ja.</v>", "<v I>Ja.</v>", "<v R>Ja.</v>"], id="other voices say the same"),
    ],
)
def test_a_file_that_does_not_roll_is_left_as_it_is(cues: list[str]) -> None:
    parsed = read("WEBVTT\n\n" + "".join(cue(n, n + 0.9, shown) for n, shown in enumerate(cues)))
    said = re.sub(r"</?v[^>]*>|[IR]: ", "", " ".join(cues)).split()
    assert " ".join(words for _, words in spoken(parsed)).split() == said


def highlighted(sentences: list[str]) -> str:
    """As WhisperX writes with --highlight_words: the whole sentence again for each word, and between words."""
    cues, n = "", 0
    for sentence in sentences:
        words = sentence.split()
        for k in range(1, len(words)):
            shown = " ".join(f"<u>{word}</u>" if at == k else word for at, word in enumerate(words))
            cues += cue(n, n + 0.5, shown) + cue(n + 0.5, n + 1, sentence)
            n += 1
    return "WEBVTT\n\n" + cues


def test_a_sentence_whose_words_are_underlined_one_by_one_is_said_once() -> None:
    first, second = "[SPEAKER_00]: Hoe gaat het nu?", "[SPEAKER_01]: Ja dat gaat goed."
    parsed = read(highlighted([first, second, second]))
    again = "Ja dat gaat goed."
    assert spoken(parsed) == [("SPEAKER_00", "Hoe gaat het nu?"), ("SPEAKER_01", f"{again} {again}")]


def test_twenty_thousand_lines_are_found_to_roll() -> None:
    lines = [f"I: {n}" if n == 0 else f"regel {n}" for n in range(20_000)]
    ((_, words),) = spoken(read(rolling(lines)))
    assert words.split()[1::2] == ["regel"] * (len(lines) - 1)


WORDS = st.lists(st.sampled_from(["ja", "nee", "dat", "gaat", "goed"]), min_size=1, max_size=4).map(" ".join)


@given(st.lists(WORDS, min_size=4, max_size=12))
def test_any_lines_come_back_from_youtube(lines: list[str]) -> None:
    text = youtube(lines, {0: "I: "})
    assert spoken(read(text)) == [("I", " ".join(lines))]
    plain = plain_captions(text.encode(), "a.vtt").decode()
    assert spoken(read(plain)) == [("I", " ".join(lines))]
    assert plain.count("-->") == len(lines)
