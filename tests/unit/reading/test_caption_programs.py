"""Captions as programs write them: their labels, what they say of the recording, and how they are recognised."""

from __future__ import annotations

import pytest
from caption_files import read, spoken, srt, vtt

from pipeline.reading.captions import is_captions, plain_captions, read_captions


@pytest.mark.parametrize("lay_out", [vtt, srt])
@pytest.mark.parametrize(
    ("cues", "turns"),
    [
        pytest.param(
            ["[SPEAKER_00]: Hoe?", "[SPEAKER_01]: Goed."],
            [("SPEAKER_00", "Hoe?"), ("SPEAKER_01", "Goed.")],
            id="WhisperX",
        ),
        pytest.param(
            ["SPEAKER_00: Hoe?", "SPEAKER_01: Goed."],
            [("SPEAKER_00", "Hoe?"), ("SPEAKER_01", "Goed.")],
            id="no brackets",
        ),
        pytest.param(
            ["Spreker 1: Hoe?", "Spreker 2: Goed."], [("Spreker 1", "Hoe?"), ("Spreker 2", "Goed.")], id="numbers"
        ),
        pytest.param(
            ["[Jo Bos] Hoe?", "[Wim] Ja.", "[Jo Bos] En?", "[Gelach] Zo.", "[Wim] Nee."],
            [("Jo Bos", "Hoe?"), ("Wim", "Ja."), ("Jo Bos", "En? [Gelach] Zo."), ("Wim", "Nee.")],
            id="names between brackets",
        ),
        pytest.param(["I: Ja. [Muziek] Dag.", "[Muziek] Zo."], [("I", "Ja. [Muziek] Dag. [Muziek] Zo.")], id="sounds"),
        pytest.param(["- I: Hoe?\n- R: Goed."], [("I", "Hoe?"), ("R", "Goed.")], id="dashes"),
        pytest.param([">> I: Hoe?", ">> R: Ja. >> I: Zo."], [("I", "Hoe?"), ("R", "Ja."), ("I", "Zo.")], id="arrows"),
        pytest.param(["{\\an8}I: <i>Hoe</i> {\\b1}gaat{\\b0} {het}?"], [("I", "Hoe gaat {het}?")], id="marks of ASS"),
        pytest.param(['<font color="#fff">I: Hoe?</font>'], [("I", "Hoe?")], id="colour"),
    ],
)
def test_labels_of_programs(lay_out, cues: list[str], turns: list[tuple[str, str]]) -> None:
    assert spoken(read(lay_out(*cues))) == turns


def test_declared_names_between_brackets_may_speak_once() -> None:
    parsed = read(srt("[Jo] Hoe?", "[Wim] Goed. [Zucht] Ja."), "jo", "Wim")
    assert spoken(parsed) == [("Jo", "Hoe?"), ("Wim", "Goed. [Zucht] Ja.")]


def test_a_sound_before_the_first_speaker_does_not_count() -> None:
    parsed = read(vtt("(12 seconds pause)", "[Muziek]", "<v S01>Hoe?", "(stilte)"))
    assert spoken(parsed) == [("S01", "Hoe? (stilte)")]
    assert parsed.warnings == ["cue 1 noemt een geluid of stilte voor de eerste spreker en telt niet mee"]


TEAMS_ID = "4a1c2d3e-0f00-4bcd-8e9f-0123456789ab"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (f"WEBVTT\n\n{TEAMS_ID}/18-0\n00:00:01.000 --> 00:00:02.000\n<v Jo>Hoe?</v>\n", "Teams-ondertitels (.vtt)"),
        (
            vtt("<v Jo>Hoe?</v>", top="WEBVTT\n\nNOTE\nTranscribed with noScribe vers. 0.7\n\n"),
            "noScribe-ondertitels (.vtt)",
        ),
        (vtt("I: Hoe?", top="WEBVTT - created by www.amberscript.com\n\n"), "Amberscript-ondertitels (.vtt)"),
        (vtt("I: Hoe?"), "Zoom-ondertitels (.vtt)"),
        (srt("[SPEAKER_00]: Hoe?"), "WhisperX-ondertitels (.vtt)"),
        (srt("I: Hoe?"), "ondertitels (.vtt)"),
        (vtt("<v S01>Hoe?"), "ondertitels (.vtt)"),
    ],
)
def test_the_program_that_wrote_it_is_named(text: str, form: str) -> None:
    assert read(text).form == form


def test_the_form_names_the_ending_of_the_file() -> None:
    assert read_captions(srt("I: Hoe?").encode(), "Gesprek.SRT", set()).form == "ondertitels (.srt)"


def test_what_noscribe_says_of_the_recording_is_no_header() -> None:
    note = "NOTE\nTranscribed with noScribe vers. 0.7\nAudio file: x.mp3\n(Language: Dutch (nl) | Speaker detection: auto)\n"
    parsed = read(vtt("<v S01>Hoe?", "<v S02>Goed.", top=f"WEBVTT Gesprek\n\n{note}\n\nNOTE media: x.wav\n\n"))
    assert spoken(parsed) == [("S01", "Hoe?"), ("S02", "Goed.")]
    assert (parsed.header, parsed.warnings) == ({}, [])


def test_teams_says_one_utterance_in_several_cues_with_names_of_their_own() -> None:
    cues = "".join(
        f"{TEAMS_ID}/{n}-{part}\n00:00:0{n}.{part}00 --> 00:00:0{n}.{part}90\n<v {name}>{words}</v>\n\n"
        for n, part, name, words in [
            (1, 0, "Jo van &#39;t Bos", "Hoe gaat\nhet met"),
            (1, 1, "Jo van &#39;t Bos", "de hulp?"),
            (2, 0, "Wim &quot;W&quot; Ott", "Goed."),
        ]
    )
    turns = [("Jo van 't Bos", "Hoe gaat het met de hulp?"), ('Wim "W" Ott', "Goed.")]
    assert spoken(read(f"WEBVTT\n\n{cues}")) == turns


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        pytest.param(vtt("I: Hoe?"), True, id="WebVTT"),
        pytest.param("\ufeff\n" + vtt("I: Hoe?"), True, id="WebVTT below a mark and a blank line"),
        pytest.param(srt("I: Hoe?"), True, id="srt"),
        pytest.param("gemeente: Testdorp\n\n" + srt("I: Hoe?").replace("\n", "\r\n"), True, id="srt below a header"),
        pytest.param("1\n00:00:01 --> 00:00:02\nI: Hoe?\n", True, id="srt without parts of seconds"),
        pytest.param("00:00:01 --> 00:00:02\nI: Hoe?\n", False, id="times above a turn"),
        pytest.param("[00:01.000 --> 00:02.000] Hoe?\n", False, id="times between brackets"),
        pytest.param("00:01.000 --> 00:02.000 I: Hoe?\n", False, id="times before a label"),
        pytest.param("I: Hoe? WEBVTT --> ja\n", False, id="talk"),
        pytest.param("WEBVTTER: hoi\n", False, id="a name"),
        pytest.param("", False, id="empty"),
    ],
)
def test_captions_in_a_text_file_are_told_from_talk(text: str, is_one: bool) -> None:
    assert is_captions(text) is is_one


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            vtt("<v S01>Kijk. //S02: Ja, ja. // Zo. //", "<v S02>A &lt;b> {\\\\an8} &amp;amp; x"), id="asides"
        ),
        pytest.param(
            "gemeente: Testdorp\n\n" + srt(">> I: Hoe?", ">> R: Ja. >> I: <i>Zo</i>."), id="changes in a line"
        ),
        pytest.param(srt("I: a", "a\nb", "b\nR: c", "c\nd").replace("00:00:02,000", "x"), id="a screen that rolls"),
    ],
)
def test_plain_captions_are_read_as_the_file_that_they_are_made_of(text: str) -> None:
    plain = plain_captions(text.encode(), "a.vtt")
    before, after = read(text), read(plain.decode())
    assert plain != text.encode()
    assert spoken(after) == spoken(before)
    assert after.header == before.header
    assert [(x.start_time, x.end_time) for x in after.turns] == [(x.start_time, x.end_time) for x in before.turns]
    assert plain_captions(plain, "a.vtt").count(b"-->") == plain.count(b"-->")


def test_captions_that_are_plain_stay_as_they_are() -> None:
    content = (
        vtt("<v Jo>Hoe?</v>", "<v Wim>Ja.</v>", "<v Wim>Ja.</v> <v Jo>O.</v>").replace("\n", "\r\n").encode("utf-16")
    )
    assert plain_captions(content, "a.vtt") == content
