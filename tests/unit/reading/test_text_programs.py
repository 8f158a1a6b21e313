"""Plain text as programs write it: noScribe, aTrain, TurboScribe, Otter, Happy Scribe, Amberscript, Teams, f4; and turns by order."""

from __future__ import annotations

import pytest

from pipeline.errors import TranscriptError
from pipeline.reading.clocks import read_times
from pipeline.reading.parsed import Parsed
from pipeline.reading.text import read_text

NOSCRIBE = (
    "gesprek_dorp\n\nTranscribed with noScribe vers. 0.6.2 (whisper model: precise).\nAudio source: C:/opname/gesprek.m4a\n"
    "(Start: 00:00:00 | Language: nl | Speaker detection: 2 | Overlapping speech: True)\n\n"
    "S01: [00:00:01] Fijn dat het lukt. (..) Hoe gaat het?\n\n"
    "S02: [00:00:36] Goed, (unv.) de school belt //S01: Ja, ja.// en dan (..) komen we. //S01: Mooi.//\n\n"
    "S01: [00:01:02] En //S02: O. // de wijk?\n"
)
ATRAIN = (
    "Transcription for gesprek.m4a\n\nSPEAKER_00\n[00:00:00] - Fijn dat het lukt.\n[00:00:04] - Hoe gaat het?\n\n"
    "SPEAKER_01\n[00:00:36] - Goed.\n"
)
ATRAIN_MAXQDA = (
    "Transcription for gesprek.m4a\n\nSPEAKER_00\n[00:00:00] - Fijn dat het lukt. [00:00:04] - Hoe gaat het? \n\n"
    "SPEAKER_01\n[00:00:36] - Goed. "
)
TEAMS = "Jo Bos 0:03\nHoe gaat het?\n\nHanneke de Wit 0:09\nGoed.\nHeel goed.\n\nJo Bos 1:02:03\nMooi.\n"
OTTER = "Jo Bos  0:03  \nHoe gaat het?\n\nHanneke  0:09  \nGoed.\n\n\nTranscribed by https://otter.ai\n"
ZOOM = "[Jo Bos] 10:00:05\nHoe gaat het?\n\n[Hanneke] 10:00:09\nGoed.\n"
TURBOSCRIBE = "(Transcribed by TurboScribe.ai. Go Unlimited to remove this message.)\n\n{}"


def read(text: str, *declared: str) -> Parsed:
    return read_text(text.encode(), "a.txt", set(declared))


def told(parsed: Parsed) -> list[tuple[str, str, float | None, float | None]]:
    return [(turn.label, parsed.text[turn.start : turn.end], turn.start_time, turn.end_time) for turn in parsed.turns]


def test_noscribe_with_talk_through_a_turn() -> None:
    parsed = read(NOSCRIBE)
    assert told(parsed) == [
        ("S01", "Fijn dat het lukt. (..) Hoe gaat het?", 1, None),
        ("S02", "Goed, (unv.) de school belt", 36, None),
        ("S01", "Ja, ja.", None, None),
        ("S02", "en dan (..) komen we.", None, None),
        ("S01", "Mooi.", None, None),
        ("S01", "En", 62, None),
        ("S02", "O.", None, None),
        ("S01", "de wijk?", None, None),
    ]
    assert (parsed.form, parsed.warnings) == ("noScribe (.txt)", [])
    assert [turn.line_no for turn in parsed.turns] == [7, 9, 9, 9, 9, 11, 11, 11]


def test_slashes_that_hold_no_speaker_are_talk() -> None:
    parsed = read("I: Zie http://x.nl:80//a en //anders: iets//?\nR: Ja // nee.")
    assert [words for _, words, _, _ in told(parsed)] == ["Zie http://x.nl:80//a en //anders: iets//?", "Ja // nee."]


@pytest.mark.parametrize("text", [ATRAIN, ATRAIN_MAXQDA], ids=["times per line", "MAXQDA"])
def test_atrain(text: str) -> None:
    parsed = read(text)
    between = "\n" if text == ATRAIN else " "
    assert told(parsed) == [
        ("SPEAKER_00", f"Fijn dat het lukt.{between}[00:00:04] - Hoe gaat het?", 0, None),
        ("SPEAKER_01", "Goed.", 36, None),
    ]
    assert (parsed.form, parsed.warnings) == ("aTrain (.txt)", [])


def test_teams_text_that_was_pasted() -> None:
    assert told(read(TEAMS)) == [
        ("Jo Bos", "Hoe gaat het?", 3, None),
        ("Hanneke de Wit", "Goed.\nHeel goed.", 9, None),
        ("Jo Bos", "Mooi.", 3723, None),
    ]


def test_otter_signs_below_the_talk() -> None:
    parsed = read(OTTER)
    assert told(parsed) == [("Jo Bos", "Hoe gaat het?", 3, None), ("Hanneke", "Goed.", 9, None)]
    assert parsed.form == "Otter (.txt)"


def test_the_time_of_day_that_zoom_writes_is_no_time_of_the_recording() -> None:
    assert told(read(ZOOM)) == [("Jo Bos", "Hoe gaat het?", None, None), ("Hanneke", "Goed.", None, None)]


def test_happy_scribe_is_named() -> None:
    parsed = read("[00:00:03] - Speaker 1\nHoe gaat het?\n\n[00:00:09.240] - Speaker 2\nGoed.\n")
    assert told(parsed) == [("Speaker 1", "Hoe gaat het?", 3, None), ("Speaker 2", "Goed.", 9.24, None)]
    assert parsed.form == "Happy Scribe (.txt)"


def test_amberscript_has_the_time_above() -> None:
    parsed = read("00:00:01\nSpeaker 1: Hoe gaat het?\n\n00:00:09\nSpeaker 2: Goed.\n\n00:00:12\nSpeaker 1: Mooi.\n")
    assert [(label, begin) for label, _, begin, _ in told(parsed)] == [
        ("Speaker 1", 1),
        ("Speaker 2", 9),
        ("Speaker 1", 12),
    ]
    assert parsed.warnings == []


def test_f4_marks_the_end_of_a_paragraph() -> None:
    parsed = read(
        "I: Hoe gaat het? #00:00:03-5#\n\nB: Goed. #00:00:09-0#\nHeel goed. #00:00:12-0#\n\nI: Mooi.\n\nB: Ja."
    )
    assert told(parsed) == [
        ("I", "Hoe gaat het?", None, 3.5),
        ("B", "Goed. #00:00:09-0#\nHeel goed.", 3.5, 12),
        ("I", "Mooi.", 12, None),
        ("B", "Ja.", None, None),
    ]
    assert parsed.form == "f4 of MAXQDA (.txt)"


def test_an_end_before_its_begin_is_no_end() -> None:
    parsed = read("[00:00:09 - 00:00:03] I: Hoe?\n[00:75:00 - 99:99:99] R: Ja.")
    assert told(parsed) == [("I", "Hoe?", 9, None), ("R", "Ja.", None, None)]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("0:03", (3, None)),
        ("[01:02:03.250 --> 01:02:04,5]", (3723.25, 3724.5)),
        ("(0:03 \N{EN DASH} 0:03)", (3, 3)),
        ("#00:01:02-3#", (62.3, None)),
        ("75:10", (4510, None)),
        ("0:60", (None, None)),
        ("1:60:00", (None, None)),
        ("0:01.99999999999999999999999999", (1.999999, None)),
        ("", (None, None)),
    ],
)
def test_times_in_seconds(text: str, times: tuple[float | None, float | None]) -> None:
    assert read_times(text) == pytest.approx(times)


def test_captions_that_are_called_txt() -> None:
    parsed = read(
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Jo Bos>Hoe gaat het?</v>\n\n00:00:05.000 --> 00:00:06.000\n<v Wim>Goed.</v>\n"
    )
    assert told(parsed) == [("Jo Bos", "Hoe gaat het?", 1, 4), ("Wim", "Goed.", 5, 6)]
    assert parsed.unit == "cue"


def test_line_numbers_of_word_are_warned_of() -> None:
    parsed = read("1 I: Hoe gaat het\n2 met u?\n3 R: Goed.\n4 Heel goed.\n5 I: Mooi.\n")
    assert [label for label, _, _, _ in told(parsed)] == ["I", "R", "I"]
    assert [warning[:38] for warning in parsed.warnings] == ["elke regel begint met een regelnummer;"]


PARAGRAPHS = ["Hoe gaat het?", "Goed.", "En de school?", "Ook goed."]


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n\r\n"], ids=ascii)
@pytest.mark.parametrize(
    ("value", "first"),
    [
        ("om en om", "Interviewer"),
        ("Om en om, te beginnen met interviewer", "Interviewer"),
        ("om en om, interviewer eerst", "Interviewer"),
        ("om en om, respondent eerst", "Respondent"),
        ("om en om; te beginnen met de respondent", "Respondent"),
    ],
)
def test_paragraphs_take_turns_if_the_header_says_so(value: str, first: str, between: str) -> None:
    text = f"gemeente: Testdorp\nbeurten: {value}\n\n{between.join(PARAGRAPHS)}\n"
    parsed = read(text)
    other = {"Interviewer": "Respondent", "Respondent": "Interviewer"}[first]
    assert told(parsed) == [(other if n % 2 else first, said, None, None) for n, said in enumerate(PARAGRAPHS)]
    assert parsed.text == text
    assert parsed.warnings == []


def test_a_paragraph_of_several_lines_is_one_turn() -> None:
    parsed = read("beurten: om en om\n\nHoe?\nEcht?\n\n0:03\n\nGoed.\nHeel goed.\n\n-----\n\nMooi.")
    assert [words for _, words, _, _ in told(parsed)] == ["Hoe?\nEcht?", "Goed.\nHeel goed.", "Mooi."]


def test_a_banner_is_no_paragraph() -> None:
    parsed = read(TURBOSCRIBE.format("\n\n".join(["beurten: om en om", *PARAGRAPHS])))
    assert [words for _, words, _, _ in told(parsed)] == PARAGRAPHS
    assert parsed.form == "TurboScribe (.txt)"


@pytest.mark.parametrize(
    "text", ["\n\n".join(PARAGRAPHS), TURBOSCRIBE.format("\n\n".join(PARAGRAPHS))], ids=["plain", "banner"]
)
def test_paragraphs_without_names_are_counted_and_asked_for(text: str) -> None:
    with pytest.raises(
        TranscriptError, match=r"4 alinea's zonder naam .* 'beurten: \.\.\.' met 'om en om' \(de interviewer begint\)"
    ):
        read(text)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (
            "gemeente: T\nbeurten: door elkaar",
            "achter 'beurten:' staat bovenaan iets wat niet wordt gelezen; gelezen wordt 'om en om'",
        ),
        ("gemeente: T\nbeurt: om en om", r"regel 2 lijkt erop \('beurt'\); geen sprekers gevonden"),
    ],
)
def test_an_order_that_is_not_read_is_named(header: str, message: str) -> None:
    with pytest.raises(TranscriptError, match=message):
        read(f"{header}\n\n" + "\n\n".join(PARAGRAPHS))


def test_names_come_before_an_order() -> None:
    parsed = read("beurten: om en om\n\nI: Hoe?\n\nR: Goed.\n\nR: Heel goed.")
    assert [label for label, _, _, _ in told(parsed)] == ["I", "R", "R"]
    assert parsed.warnings == ["'beurten:' telt niet mee: er staan namen bij de beurten"]
