"""The times of captions in seconds, files of ffmpeg and webvtt-py, and captions that are too much or no captions at all."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
import webvtt
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading import read_transcript
from pipeline.reading.captions import is_captions, read_captions
from pipeline.reading.limits import MAX_CHARS
from pipeline.reading.parsed import Parsed

TALK = [
    ("I", "Hoe gaat het\nmet de coördinatie? 😀", 0.5, 2.25),
    ("R", "Goed – “zeker” € 5.", 3.0, 4.125),
    ("R", "Ja, A & B < C.", 4.5, 3661.0),
    ("I", "Mooi.", 3661.5, 3662.999),
]
TURNS = [
    ("I", "Hoe gaat het met de coördinatie? 😀", 0.5, 2.25),
    ("R", "Goed – “zeker” € 5. Ja, A & B < C.", 3.0, 3661.0),
    ("I", "Mooi.", 3661.5, 3662.999),
]


class Said(NamedTuple):
    label: str
    words: str
    begin: float | None
    end: float | None


def read(text: str, where: str = "a.vtt") -> Parsed:
    return read_captions(text.encode(), where, set())


def said(parsed: Parsed) -> list[Said]:
    return [Said(x.label, parsed.text[x.start : x.end], x.start_time, x.end_time) for x in parsed.turns]


def clock(seconds: float, mark: str) -> str:
    whole, part = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{mark}{part:03}"


def srt() -> str:
    return "".join(
        f"{n}\n{clock(begin, ',')} --> {clock(end, ',')}\n{label}: {words}\n\n"
        for n, (label, words, begin, end) in enumerate(TALK, 1)
    )


@pytest.mark.parametrize(
    ("times", "begin", "end"),
    [
        pytest.param("00:00:01.500 --> 00:00:02.000", 1.5, 2.0, id="vtt"),
        pytest.param("00:00:01,500 --> 00:00:02,000", 1.5, 2.0, id="srt"),
        pytest.param("01:01.500 --> 01:02.000", 61.5, 62.0, id="no hours"),
        pytest.param("123:00:01.5 --> 123:00:02", 442801.5, 442802.0, id="many hours"),
        pytest.param("0:0:1.5 --> 0:1:2.25", 1.5, 62.25, id="not padded"),
        pytest.param("-0:0:1.5 --> 0:0:2.0", 0.0, 2.0, id="before the recording"),
        pytest.param("0:0:-1.5 --> 0:0:2.0", 0.0, 2.0, id="before the recording, inside"),
        pytest.param("-00:00:05.000 --> -00:00:02.000", 0.0, 0.0, id="wholly before the recording"),
        pytest.param("00:00:01,1000 --> 00:00:03,05", 2.0, 3.05, id="a thousand milliseconds"),
        pytest.param("  00:01.0-->00:02.0  ", 1.0, 2.0, id="spaces"),
        pytest.param("00:00:01.500 --> 00:00:01.500 align:start", 1.5, 1.5, id="no time between"),
        pytest.param("00:00:03.000 --> 00:00:02.000", None, None, id="ends before it begins"),
        pytest.param("00:00:03.000 --> x", None, None, id="half"),
        pytest.param("99999999:00:01.000 --> 99999999:00:02.000", None, None, id="no real hours"),
        pytest.param("00:00:01.5 -> 00:00:02.0", None, None, id="another arrow"),
    ],
)
@pytest.mark.parametrize("top", ["", "WEBVTT\n\n"], ids=["srt", "vtt"])
def test_times_are_seconds(top: str, times: str, begin: float | None, end: float | None) -> None:
    parsed = read(f"{top}1\n{times}\nI: Hoe?\n")
    assert said(parsed) == [Said("I", "Hoe?", begin, end)]
    assert len(parsed.warnings) == (begin is None)


def test_a_turn_lasts_from_its_first_cue_to_its_last() -> None:
    cues = ["00:01.000 --> 00:02.000\nI: Hoe", "00:03.000 --> x\ngaat", "00:05.000 --> 00:06.000\nhet?"]
    assert said(read("WEBVTT\n\n" + "\n\n".join(cues))) == [Said("I", "Hoe gaat het?", 1.0, 6.0)]


def test_times_in_the_wrong_order_are_named_once() -> None:
    cues = [f"00:0{n}.000 --> 00:00.500\n{who}: Ja." for n, who in enumerate("IRIR")]
    parsed = read("WEBVTT\n\n" + "\n\n".join(cues))
    assert [turn.start_time for turn in parsed.turns] == [0.0, None, None, None]
    what = "bij 3 ondertitels (de eerste is cue 2) ligt het einde voor het begin; hun tijd telt niet mee"
    assert parsed.warnings == [what]


def test_many_times_that_cannot_be_read_are_named_together() -> None:
    parsed = read("WEBVTT\n\n" + "00:01.000 --> x\nI: Hoe?\n\n" * 30)
    assert len(parsed.warnings) == 11
    assert parsed.warnings[-1] == "nog 20 regels met een tijd die niet te lezen is"


def test_the_frame_has_times_and_cues(tmp_path: Path) -> None:
    path = tmp_path / "een.srt"
    path.write_text("gemeente: Testdorp\n\n" + srt(), encoding="utf-8")
    turns = read_transcript(path).turns
    found = turns[["speaker", "text", "start_time", "end_time"]].itertuples(index=False)
    assert [tuple(row) for row in found] == TURNS
    assert list(turns["place"]) == ["cue 1", "cue 2", "cue 4"]


@pytest.fixture(scope="session")
def ffmpeg() -> str:
    """The program ffmpeg."""
    program = shutil.which("ffmpeg")
    if program is None:
        reason = "ffmpeg is not installed (Debian: apt-get install ffmpeg)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return program


def convert(program: str, source: Path, target: Path) -> Path:
    command = [program, "-nostdin", "-loglevel", "error", "-i", str(source), str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return target


def test_ffmpeg_writes_the_same_in_vtt_and_srt(ffmpeg: str, tmp_path: Path) -> None:
    source = tmp_path / "een.srt"
    # On its way back ffmpeg leaves out what follows a "<".
    source.write_text(srt().replace(" < ", " + "), encoding="utf-8")
    there = convert(ffmpeg, source, tmp_path / "twee.vtt")
    back = convert(ffmpeg, there, tmp_path / "drie.srt")
    for path in (source, there, back):
        found = said(read_captions(path.read_bytes(), path.name, set()))
        assert [(x.label, x.words.replace(" + ", " < "), x.begin, x.end) for x in found] == TURNS, path.name


def test_marks_that_ffmpeg_writes_are_left_out(ffmpeg: str, tmp_path: Path) -> None:
    source = tmp_path / "een.vtt"
    source.write_text("WEBVTT\n\n00:01.000 --> 00:02.500\nI: <i>Hoe</i> <b>gaat</b> het?\n", encoding="utf-8")
    made = convert(ffmpeg, source, tmp_path / "twee.srt")
    assert "<i>" in made.read_text(encoding="utf-8")
    assert said(read_captions(made.read_bytes(), made.name, set())) == [Said("I", "Hoe gaat het?", 1.0, 2.5)]


def test_webvtt_py_writes_the_same_in_vtt_and_srt() -> None:
    written = webvtt.WebVTT()
    for label, words, begin, end in TALK:
        escaped = words.replace("&", "&amp;").replace("<", "&lt;")
        written.captions.append(webvtt.Caption(clock(begin, "."), clock(end, "."), f"{label}: {escaped}"))
    for form in ("vtt", "srt"):
        stream = io.StringIO()
        written.write(stream, format=form)
        assert [tuple(x) for x in said(read(stream.getvalue(), f"a.{form}"))] == TURNS, form


def lay_out(n: int) -> str:
    times = f"{clock(n, '.')} --> {clock(n + 0.9, '.')}"
    return f"{n}\n{times}\n{'IR'[n % 2]}: dit is een ondertitel\n\n"


@pytest.mark.timeout(120)  # Three to four seconds on an idle machine.
def test_a_hundred_thousand_cues_are_read() -> None:
    text = "WEBVTT\n\n" + "".join(map(lay_out, range(100_000)))
    parsed = read(text)
    assert len(parsed.turns) == 100_000
    assert parsed.turns[-1].end_time == 99_999.9


CUE = "WEBVTT\n\n00:01.000 --> 00:02.000\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CUE + "I: " + "ja " * (MAX_CHARS // 3 + 1), id="characters"),
        pytest.param(CUE + "I: " + "😀" * (MAX_CHARS * 5 // 4 + 100), id="bytes"),
        pytest.param(CUE + "I: ja\n" + "ja\n" * 200_000, id="lines of a cue"),
        pytest.param("WEBVTT\n\n" + "0:1 --> 0:2\nja\n\n" * 200_001, id="cues"),
        pytest.param(CUE + "I: ja" + "\r" * 900_000, id="blank lines"),
    ],
)
def test_more_than_a_conversation_has_is_refused(text: str) -> None:
    with pytest.raises(TranscriptError, match=r"meer tekst dan één gesprek kan hebben \([1-9]\d+ tekens, \d+ regels"):
        read(text)


def test_a_first_cue_far_below_the_top_is_refused() -> None:
    with pytest.raises(TranscriptError, match=re.escape("de eerste ondertitel staat pas op regel 601;")):
        read("gemeente: Testdorp\n" * 600 + srt())


N = 1_000_000


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "words",
    [
        pytest.param("a " * N, id="words"),
        pytest.param("<a" * N, id="tags without an end"),
        pytest.param("<v " * N, id="voices without an end"),
        pytest.param("<v " + " " * N, id="voice of spaces"),
        pytest.param("&" * N, id="ampersands"),
        pytest.param("&#" + "9" * N, id="number of an entity"),
        pytest.param("x" + " " * N + "x", id="spaces"),
        pytest.param("{\\" * N, id="marks without an end"),
        pytest.param("[" * N, id="brackets"),
        pytest.param("<v R>" + "//A: " * (N // 5), id="asides"),
        pytest.param("-->" * N, id="arrows"),
        pytest.param("1:" * N + "-->", id="times"),
        pytest.param("\n0:1 --> 0:2 " + "a:" * N, id="settings"),
    ],
)
def test_a_very_long_line_takes_no_longer_than_its_letters(words: str) -> None:
    parsed = read(f"{CUE}I: ja {words}")
    assert parsed.text.startswith("I: ja")


PIECES = st.sampled_from(
    """
    WEBVTT NOTE STYLE 00:00:01.000 --> -0:0:5.0 00:00:02,5 99:99:99 00:01 <v\\x20Jo> <v.a\\x20Wim> </v> <v> <c> <00:00:01> I: R:
    Jo: [SPEAKER_00]: [Jo] - >> {\\\\an8} &amp; &#9999999999; &lt; //Jo: // <u> </u> ja nee 1 2 gemeente: Testdorp 😀 e\u0301 \u2028 \x85
    """.replace("\\x20", "\x20").split(" ")
)
TEXTS = st.lists(
    st.one_of(PIECES, st.sampled_from(["\n", "\n\n", " ", "\r\n", "\r"]), st.text(max_size=3)), max_size=60
)


@given(TEXTS.map("".join))
@example("WEBVTT\n\n0:1 --> 0:2\n<v Jo>" + "&#" + "9" * 5000)
@example("WEBVTT\n\n0:1 --> 0:2\n<v Jo>ja\n\n0:3 --> 0:2\n<v Wim>nee")
def test_whatever_the_file_turns_lie_in_order_and_times_are_sound(text: str) -> None:
    assert is_captions(text) in (True, False)
    try:
        parsed = read(text)
    except TranscriptError as error:
        refused = str(error)
    else:
        refused = ""
    if refused:
        assert re.match(r"a\.vtt(, (cue|regel) \d+)?: ", refused)
        return
    ends = [0, *(turn.end for turn in parsed.turns)]
    assert all(end < turn.start < turn.end for end, turn in zip(ends, parsed.turns, strict=False))
    assert ends[-1] <= len(parsed.text)
    times = [(turn.start_time, turn.end_time) for turn in parsed.turns]
    assert all((begin is None) == (end is None) for begin, end in times)
    assert all(0 <= begin <= end < 10**9 for begin, end in times if begin is not None and end is not None)


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**5)), min_size=1, max_size=20))
def test_any_times_come_back(spans: list[tuple[int, int]]) -> None:
    times = [(begin / 1000, (begin + n) / 1000) for begin, n in spans]
    cues = (f"{clock(b, '.')} --> {clock(e, '.')}\n{'IR'[n % 2]}: ja" for n, (b, e) in enumerate(times))
    assert [(x.begin, x.end) for x in said(read("WEBVTT\n\n" + "\n\n".join(cues)))] == times
