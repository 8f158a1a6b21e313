"""Subtitle transcripts: Teams and Zoom .vtt, .srt, and files that are neither."""

from __future__ import annotations

import html
import re

import pytest
from caption_files import read, spoken, srt, vtt
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading.captions import read_captions
from pipeline.reading.parsed import Spoken, join_same_speaker


@pytest.mark.parametrize(
    ("cues", "turns"),
    [
        pytest.param(["<v Marit>Hoe?</v>"], [("Marit", "Hoe?")], id="one turn"),
        pytest.param(["<v S01>Hoe?", "<v S02>Goed."], [("S01", "Hoe?"), ("S02", "Goed.")], id="no closing tag"),
        pytest.param(["<v Jan &amp; Jo>A &lt; b &eacute;&eacute;n</v>"], [("Jan & Jo", "A < b één")], id="entities"),
        pytest.param(["<v A>Ja?</v> <v B>Nee.</v>"], [("A", "Ja?"), ("B", "Nee.")], id="two voices in one cue"),
        pytest.param(
            ["<v A>Ja?</v>\n<v B>Nee.</v>\n<v A>O.</v>"],
            [("A", "Ja?"), ("B", "Nee."), ("A", "O.")],
            id="three voices on lines",
        ),
        pytest.param(["<v A>Ik app\nhaar.</v>", "<v A>Soms.</v>"], [("A", "Ik app haar. Soms.")], id="several cues"),
        pytest.param(["<v A>Ik app", "haar.</v>"], [("A", "Ik app haar.")], id="cue without a voice goes on"),
        pytest.param(["<v.luid.snel Jo Bos>Ja.</v>"], [("Jo Bos", "Ja.")], id="voice with classes"),
        pytest.param(["<v A><i>Ja</i>, <c.geel>hoor</c>.</v>"], [("A", "Ja, hoor.")], id="marks inside"),
        pytest.param(["<v A>Kijk: zo is het.</v>"], [("A", "Kijk: zo is het.")], id="colon inside"),
        pytest.param(["<v A>I: zei ze.</v>"], [("A", "I: zei ze.")], id="known label inside a voice"),
        pytest.param(["<v A></v>", "<v B>Ja 😀</v>"], [("B", "Ja 😀")], id="voice without words, emoji"),
        pytest.param(["<v A>1 &amp;lt; 2 &#38;amp; 3</v>"], [("A", "1 &lt; 2 &amp; 3")], id="entities decoded once"),
        pytest.param(["<v A>&#" + "9" * 5000 + ";</v>"], [("A", "\ufffd")], id="entity of many digits"),
        pytest.param(
            ["<v A><lang nl><b><u>Ja</u></b></lang>, <ruby>a<rt>b</rt></ruby></v>"], [("A", "Ja, ab")], id="nested"
        ),
        pytest.param(["<v A>Ja<00:00:01.500><c> hoor</c></v>"], [("A", "Ja hoor")], id="times inside"),
        pytest.param(["<v A>a < b en c > d</v>"], [("A", "a < b en c > d")], id="signs that are no tags"),
        pytest.param(["<v A>Zie menu >> beeld.</v>"], [("A", "Zie menu >> beeld.")], id="signs inside a sentence"),
        pytest.param(
            ["<v A>Kijk. //B: Ja, ja. // Zo.</v>"], [("A", "Kijk."), ("B", "Ja, ja."), ("A", "Zo.")], id="aside"
        ),
        pytest.param(
            ["<v A>Op https://a.nl: kijk // daar.</v>"], [("A", "Op https://a.nl: kijk // daar.")], id="address"
        ),
    ],
)
def test_teams(cues: list[str], turns: list[tuple[str, str]]) -> None:
    assert spoken(read(vtt(*cues))) == turns


ZOOM = [
    pytest.param(["I: Hoe?", "R: Goed."], [("I", "Hoe?"), ("R", "Goed.")], id="letters"),
    pytest.param(
        ["Jo Bos: Ik app", "haar.", "Wim: Ja.", "Jo Bos: Zo.", "Wim: Nee."],
        [("Jo Bos", "Ik app haar."), ("Wim", "Ja."), ("Jo Bos", "Zo."), ("Wim", "Nee.")],
        id="a cue without a name goes on",
    ),
    pytest.param(["R: Ja.", "Kijk: zo is het."], [("R", "Ja. Kijk: zo is het.")], id="colon opens a cue once"),
    pytest.param(["R: Ja.", "Kijk: zo.", "Kijk: nu."], [("R", "Ja. Kijk: zo. Kijk: nu.")], id="colon opens cues twice"),
    pytest.param(["R: Ja.\nEn dat."], [("R", "Ja. En dat.")], id="two lines"),
    pytest.param(["R: Ja.", "R: Nee."], [("R", "Ja. Nee.")], id="same speaker twice"),
]


@pytest.mark.parametrize("lay_out", [vtt, srt])
@pytest.mark.parametrize(("cues", "turns"), ZOOM)
def test_zoom_and_srt(lay_out, cues: list[str], turns: list[tuple[str, str]]) -> None:
    assert spoken(read(lay_out(*cues))) == turns


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize("lay_out", [vtt, srt])
def test_other_line_ends_and_a_mark_make_no_difference(lay_out, newline: str) -> None:
    text = lay_out("I: Hoe gaat\nhet?", "R: Eén keer.")
    other = read_captions(text.replace("\n", newline).encode("utf-16"), "a.vtt", set())
    assert other == read(text)
    assert spoken(other) == [("I", "Hoe gaat het?"), ("R", "Eén keer.")]


def test_two_labelled_lines_in_one_cue_are_two_turns() -> None:
    assert spoken(read(srt("I: Ja?\nR: Nee.", "I: O."))) == [("I", "Ja?"), ("R", "Nee."), ("I", "O.")]


@pytest.mark.parametrize(
    "cues", [["I: Ja?", "R:", "Nee."], ["<v I>Ja?</v>", "<v R></v>", "Nee."]], ids=["zoom", "teams"]
)
def test_a_name_alone_in_its_cue_speaks_the_next(cues: list[str]) -> None:
    assert spoken(read(vtt(*cues))) == [("I", "Ja?"), ("R", "Nee.")]


def test_line_numbers_count_cues() -> None:
    parsed = read(vtt("I: Hoe?", "gaat het?", "R: Goed."))
    assert [turn.line_no for turn in parsed.turns] == [1, 3]


def test_times_of_teams_through_graph_are_not_padded() -> None:
    cues = "0:0:0.0 --> 0:0:5.320\n<v Marit Bos>Hoe gaat het?</v>\n\n0:1:6.25 --> 0:1:9.5\n<v Wim>Goed.</v>\n"
    assert spoken(read("WEBVTT\n\n" + cues)) == [("Marit Bos", "Hoe gaat het?"), ("Wim", "Goed.")]


@pytest.mark.parametrize("start", ["-0:0:1.0", "-00:00:01.000", "0:0:-1.0"])
def test_a_cue_with_a_negative_time_is_not_lost_in_silence(start: str) -> None:
    cues = f"{start} --> 0:0:5.320\n<v Marit>Hoe gaat het?</v>\n\n0:0:6.0 --> 0:0:9.5\n<v Wim>Goed.</v>\n"
    parsed = read("WEBVTT\n\n" + cues)
    assert "Hoe gaat het?" in parsed.text or parsed.warnings


@pytest.mark.parametrize("top", ["WEBVTT - gemaakt door een programma\n\n", "WEBVTT\nKind: captions\n\n"])
def test_the_first_line_may_say_more(top: str) -> None:
    assert spoken(read(vtt("I: Hoe?", "R: Goed.", top=top))) == [("I", "Hoe?"), ("R", "Goed.")]


@pytest.mark.parametrize(
    "top",
    [
        pytest.param("WEBVTT\n\nNOTE\ngemeente: Testdorp\ndatum: 2024-11-05\n\n", id="NOTE block"),
        pytest.param("WEBVTT\n\nNOTE gemeente: Testdorp\nNOTE datum: 2024-11-05\n\n", id="NOTE on each line"),
        pytest.param("gemeente: Testdorp\ndatum: 2024-11-05\n\nWEBVTT\n\n", id="on top"),
        pytest.param("WEBVTT\n\nNOTE language:nl-nl\n\nNOTE\ngemeente: Testdorp\ndatum: 2024-11-05\n\n", id="2nd NOTE"),
        pytest.param("WEBVTT\ngemeente: Testdorp\ndatum: 2024-11-05\n\n", id="under WEBVTT"),
        pytest.param("WEBVTT\n\ngemeente: Testdorp\n\ndatum: 2024-11-05\n\n", id="on their own"),
        pytest.param("WEBVTT\nKind: captions\n\ngemeente: Testdorp\n\nNOTE datum: 2024-11-05\n\n", id="mixed"),
    ],
)
def test_header_of_a_vtt(top: str) -> None:
    parsed = read(vtt("I: Hoe?", "R: Goed.", top=top))
    assert parsed.header == {"gemeente": "Testdorp", "datum": "2024-11-05"}
    assert spoken(parsed) == [("I", "Hoe?"), ("R", "Goed.")]


@pytest.mark.parametrize(
    "top",
    [
        pytest.param("gemeente: Testdorp\n\n", id="on top"),
        pytest.param("gemeente: Testdorp\n", id="directly above a cue"),
        pytest.param("NOTE\ngemeente: Testdorp\n\n", id="NOTE block"),
        pytest.param("NOTE gemeente: Testdorp\n\n", id="NOTE on the line"),
        pytest.param("\n\nNOTE\n\ngemeente: Testdorp\n\n", id="blank lines"),
    ],
)
def test_header_on_top_of_an_srt(top: str) -> None:
    parsed = read(srt("I: Hoe?", "R: Goed.", top=top))
    assert parsed.header == {"gemeente": "Testdorp"}
    assert spoken(parsed) == [("I", "Hoe?"), ("R", "Goed.")]
    assert parsed.warnings == []


@pytest.mark.parametrize("note", ["NOTE\ngemeente: Testdorp\n\n", "NOTE gemeente: Testdorp\n\n"])
@pytest.mark.parametrize("lay_out", [vtt, srt])
def test_a_note_between_cues_is_header_and_no_talk(lay_out, note: str) -> None:
    parsed = read(lay_out("I: Hoe?") + note + srt("R: Goed."))
    assert parsed.header == {"gemeente": "Testdorp"}
    assert spoken(parsed) == [("I", "Hoe?"), ("R", "Goed.")]


def test_a_note_names_people() -> None:
    assert read(vtt("Jo: Hoe?", top="WEBVTT\n\nNOTE interviewer: Jo\n\n")).header == {"interviewer": "Jo"}


def test_lines_on_top_that_say_nothing_known_are_named() -> None:
    top = (
        "WEBVTT\nKind: captions\n\nNOTE duration:00:01\n\nlocatie: stadhuis\ngemente: T\ndatum: 2024-11-05\nverder\n\n"
    )
    parsed = read(vtt("I: Hoe?", top=top))
    assert parsed.header == {"datum": "2024-11-05"}
    assert parsed.warnings == [
        "regel 6 staat voor de eerste spreker en telt niet mee",
        "regel 7 lijkt een kopregel ('gemente') maar telt niet mee; bedoelt u 'gemeente: <waarde>'?",
        "regel 9 staat voor de eerste spreker en telt niet mee",
    ]


WRONG_TIME = "regel 6: de tijd van de ondertitel is niet te lezen; de tekst eronder telt wel mee"


@pytest.mark.parametrize(
    "times",
    [
        "00:00:05,000 --> x",
        "x --> 00:00:05,000",
        "x --> y",
        "00:00:05,000 -->",
        "00:00:05 000 --> 00:00:06 000",
        "00:00:05,000 -> 00:00:06,000",
        "00:00:05,000 - 00:00:06,000",
    ],
)
@pytest.mark.parametrize("top", ["", "WEBVTT"], ids=["srt", "vtt"])
def test_a_cue_with_a_malformed_time_is_read_and_named(top: str, times: str) -> None:
    first, last = "1\n00:00:01,000 --> 00:00:02,000\nI: Hoe?", "3\n00:00:09,000 --> 00:00:10,000\nI: Mooi."
    parsed = read((f"{top}\n\n" if top else "") + f"{first}\n\n2\n{times}\nR: Goed.\n\n{last}\n")
    assert spoken(parsed) == [("I", "Hoe?"), ("R", "Goed."), ("I", "Mooi.")]
    assert parsed.warnings == [WRONG_TIME.replace("6", "8") if top else WRONG_TIME]


@pytest.mark.parametrize(
    "times", ["0:00:01,0 --> 0:00:02,0", "00:01,000 --> 00:02,000", "00:00:01 --> 00:00:02", "0:0:1.5 --> 0:0:2.5"]
)
@pytest.mark.parametrize("top", ["", "WEBVTT\n\n"], ids=["srt", "vtt"])
def test_times_may_be_short(top: str, times: str) -> None:
    parsed = read(f"{top}1\n{times}\nI: Hoe?\n\n2\n{times}\nR: Goed.\n")
    assert spoken(parsed) == [("I", "Hoe?"), ("R", "Goed.")]
    assert parsed.warnings == []


@pytest.mark.parametrize("words", ["Het ging van 1 --> 2.", "10:30 - 11:30", "zo --> en zo"])
@pytest.mark.parametrize("lay_out", [vtt, srt])
def test_talk_that_looks_like_times_is_kept(lay_out, words: str) -> None:
    parsed = read(lay_out(f"R: Ja.\n{words}", "I: Zo."))
    assert spoken(parsed) == [("R", f"Ja. {words}".replace("-->", "->")), ("I", "Zo.")]


@pytest.mark.parametrize("top", ["", "WEBVTT\n\n"], ids=["srt", "vtt"])
def test_words_behind_times_are_kept_and_settings_are_not(top: str) -> None:
    first = "00:00:01.000 --> 00:00:02.000 align:start position:0%,line-left line:-1\nI: Hoe?"
    second = "00:00:03.000 --> 00:00:04.000 R: Goed hoor.\nJa."
    third = "00:00:05,000 --> 00:00:06,000  X1:40 X2:600 Y1:20 Y2:50\nI: Mooi."
    assert spoken(read(f"{top}{first}\n\n{second}\n\n{third}\n")) == [
        ("I", "Hoe?"),
        ("R", "Goed hoor. Ja."),
        ("I", "Mooi."),
    ]


@pytest.mark.parametrize(
    "block", ["STYLE\n::cue { color: red; }", "REGION\nid:a", "NOTE\nalleen dit", "WEBVTT - deel 2"]
)
def test_a_block_between_cues_is_no_talk_and_ends_none(block: str) -> None:
    parsed = read(vtt("I: Hoe?") + f"{block}\n\nen verder\n\n" + srt("R: Goed."))
    assert spoken(parsed) == [("I", "Hoe? en verder"), ("R", "Goed.")]


@pytest.mark.parametrize("lay_out", [vtt, srt])
def test_words_below_a_blank_line_in_a_cue_are_kept(lay_out) -> None:
    assert spoken(read(lay_out("R: Ja.\n\nEn dat.", "I: Zo."))) == [("R", "Ja. En dat."), ("I", "Zo.")]


@pytest.mark.parametrize("top", ["", "WEBVTT\n\n"], ids=["srt", "vtt"])
def test_cues_without_numbers_or_blank_lines_between(top: str) -> None:
    times = "00:00:01,000 --> 00:00:02,000"
    assert spoken(read(f"{top}{times}\nI: Hoe?\n\n{times}\nR: Goed.\n")) == [("I", "Hoe?"), ("R", "Goed.")]
    assert spoken(read(f"{top}1\n{times}\nI: Hoe?\n2\n{times}\nR: Goed.\n")) == [("I", "Hoe?"), ("R", "Goed.")]


def test_the_header_declares_names_that_speak_once() -> None:
    note = "WEBVTT\n\nNOTE\ngemeente: T\ninterviewer: Marit\nrespondent: Wim\n\n"
    assert spoken(read(vtt("Marit: Hoe?", "Wim: Goed.", top=note))) == [("Marit", "Hoe?"), ("Wim", "Goed.")]


def test_the_manifest_declares_names_that_speak_once() -> None:
    assert spoken(read(vtt("Marit: Hoe?", "Wim: Goed."), "Marit", "wim")) == [("Marit", "Hoe?"), ("Wim", "Goed.")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "a.vtt: het bestand is leeg", id="empty"),
        pytest.param("WEBVTT\n", "a.vtt: geen ondertitels (cues) gevonden", id="no cues"),
        pytest.param("WEBVTT\n\nNOTE\ngemeente: Testdorp\n", "geen ondertitels (cues) gevonden", id="header only"),
        pytest.param("I: Hoe?\nR: Goed.\n", "a.vtt: geen geldig ondertitelbestand", id="plain text"),
        pytest.param("gemeente: Testdorp\n", "geen geldig ondertitelbestand", id="header without WEBVTT"),
        pytest.param(
            vtt("Welkom bij dit", "filmpje."), "a.vtt, cue 1: niet bekend wie hier spreekt", id="vtt without speakers"
        ),
        pytest.param(
            srt("Welkom bij dit\nfilmpje.", "Dag."), "cue 1: niet bekend wie hier spreekt", id="srt without speakers"
        ),
        pytest.param(
            vtt("Dag.", "I: Hoe?"), "cue 1: niet bekend wie hier spreekt; zet", id="first cue without speaker"
        ),
        pytest.param(
            vtt("Jo: Dag.", "Wim: Hoi."),
            "bovenaan het bestand een regel 'interviewer: <naam>'",
            id="names that speak once",
        ),
        pytest.param(vtt("[Muziek]", "(stilte)"), "a.vtt: er staan geen gesproken woorden", id="sounds alone"),
        pytest.param(vtt("<v Jo></v>"), "a.vtt: er staan geen gesproken woorden", id="a voice without words"),
        pytest.param(vtt("<v >Hoe?", "<v >Goed."), "cue 1: niet bekend wie hier spreekt", id="voices without names"),
        pytest.param(vtt("I: Hoe?", ">> Goed."), "cue 2: hier begint iemand anders te spreken ('>>')", id="another"),
        pytest.param(
            vtt("I: Ja? &gt;&gt; Goed."), "cue 1: hier begint iemand anders te spreken", id="another in a line"
        ),
        pytest.param(vtt("<v Jo>Ja? &gt;&gt; Goed.</v>"), "cue 1: hier begint iemand anders", id="another in a voice"),
        pytest.param("I: a\x00b", "a.vtt: dit is geen tekstbestand", id="binary"),
    ],
)
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(TranscriptError, match=re.escape(message)):
        read(text)


# Two signs mark that somebody else speaks: ">>", and "//" as noScribe writes it.
WORD = (
    st.text(st.characters(categories=("L", "M", "N", "P", "S")), min_size=1)
    .filter(lambda word: ">>" not in word and "//" not in word)
    .map(html.escape)
)
NAMES = st.sampled_from(["Marit Bos", "I", "Jan & Jo", "Zoë"])
TURNS = st.lists(st.tuples(NAMES, st.lists(WORD, min_size=1, max_size=5).map(" ".join)), min_size=1, max_size=8)


@given(TURNS)
def test_any_voices_come_back_joined_with_exact_offsets(turns: list[tuple[str, str]]) -> None:
    parsed = read(vtt(*(f"<v {html.escape(name)}>{words}</v>" for name, words in turns)))
    wanted = join_same_speaker([Spoken(name, html.unescape(words), n) for n, (name, words) in enumerate(turns, 1)])
    assert spoken(parsed) == [(turn.label, turn.text) for turn in wanted]
    ends = [0, *(turn.end for turn in parsed.turns)]
    assert all(end < turn.start < turn.end for end, turn in zip(ends, parsed.turns, strict=False))


@given(
    st.lists(st.tuples(st.sampled_from(["I", "R"]), st.sampled_from(["ja", "Kijk: zo", "😀 één", "10:30"])), min_size=1)
)
def test_any_labelled_cues_come_back_from_srt(turns: list[tuple[str, str]]) -> None:
    wanted = join_same_speaker([Spoken(name, f"nou {words}", n) for n, (name, words) in enumerate(turns, 1)])
    parsed = read(srt(*(f"{name}: nou {words}" for name, words in turns)))
    assert spoken(parsed) == [(turn.label, turn.text) for turn in wanted]
