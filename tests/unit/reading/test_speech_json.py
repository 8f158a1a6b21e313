"""Transcripts in JSON: the shapes that programs for speech recognition write, and files that only look like it."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TranscriptError
from pipeline.reading.json_values import MAX_VALUES
from pipeline.reading.parsed import Parsed
from pipeline.reading.roles import assign_roles
from pipeline.reading.speech_json import is_transcript, read_speech_json

ASKED, ANSWERED = "SPEAKER_00", "SPEAKER_01"


def as_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def read(value: Any) -> Parsed:
    return read_speech_json(value if isinstance(value, bytes) else as_bytes(value), "a.json", set())


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.label, parsed.text[turn.start : turn.end]) for turn in parsed.turns]


def timed(parsed: Parsed) -> list[tuple[int, float | None, float | None]]:
    return [(turn.line_no, turn.start_time, turn.end_time) for turn in parsed.turns]


def word(text: str, begin: float, speaker: str = "") -> dict[str, Any]:
    named = {"speaker": speaker} if speaker else {}
    return {"word": text, "start": begin, "end": begin + 0.25, "score": 0.9, **named}


def segment(text: str, begin: float, end: float, **more: Any) -> dict[str, Any]:
    return {"start": begin, "end": end, "text": text, **more}


def whisper(*texts: str, **more: Any) -> dict[str, Any]:
    """What `whisper --output_format json` writes."""
    facts = {"seek": 0, "tokens": [50364, 13], "temperature": 0.0, "avg_logprob": -0.2, "no_speech_prob": 0.01}
    segments = [{"id": n, **segment(f" {text}", n * 2.0, n * 2.0 + 1.5), **facts} for n, text in enumerate(texts)]
    return {"text": "".join(f" {text}" for text in texts), "segments": segments, "language": "nl", **more}


def whisperx(*said: tuple[str, str]) -> dict[str, Any]:
    """What `whisperx --diarize --output_format json` writes: (speaker, text) for each segment."""
    segments = []
    for n, (speaker, text) in enumerate(said):
        words = [word(part, n * 10 + k * 0.5, speaker) for k, part in enumerate(text.split())]
        end = words[-1]["end"] if words else n * 10.0
        more = {"words": words} | ({"speaker": speaker} if speaker else {})
        segments.append(segment(f" {text}", n * 10.0, end, **more))
    return {"segments": segments, "word_segments": [w for s in segments for w in s["words"]], "language": "nl"}


def whisper_cpp(*said: tuple[str, str]) -> dict[str, Any]:
    """What `whisper-cli --output-json --diarize` writes for two channels."""
    segments = [
        {
            "timestamps": {"from": f"00:00:{n * 3:02},000", "to": f"00:00:{n * 3 + 2:02},500"},
            "offsets": {"from": n * 3000, "to": n * 3000 + 2500},
            "text": f" {text}",
            "speaker": speaker,
        }
        for n, (speaker, text) in enumerate(said)
    ]
    return {
        "systeminfo": "AVX = 1",
        "model": {"type": "medium"},
        "result": {"language": "nl"},
        "transcription": segments,
    }


def aws(is_old: bool) -> dict[str, Any]:
    """What AWS Transcribe writes with speakers; older files name the speaker apart from the words."""
    said = [("spk_0", "Hoe"), ("spk_0", "gaat"), ("spk_0", "het"), ("spk_0", "?"), ("spk_1", "Goed"), ("spk_1", ".")]
    items, n = [], 0
    for speaker, content in said:
        is_mark = content in "?."
        times = {} if is_mark else {"start_time": f"{n}.1", "end_time": f"{n}.9"}
        n += not is_mark
        kind = "punctuation" if is_mark else "pronunciation"
        named = {} if is_old else {"speaker_label": speaker}
        items.append({**times, **named, "alternatives": [{"confidence": "0.9", "content": content}], "type": kind})
    labels = [
        {"speaker_label": who, "items": [{"start_time": t, "end_time": "9", "speaker_label": who} for t in times]}
        for who, times in (("spk_0", ["0.1", "1.1", "2.1"]), ("spk_1", ["3.1"]))
    ]
    return {"jobName": "gesprek", "results": {"items": items, "speaker_labels": {"speakers": 2, "segments": labels}}}


AMBERSCRIPT = {
    "filename": "gesprek.mp3",
    "startTimeOffset": 0.0,
    "speakers": [{"spkid": "spk1", "name": "Interviewer"}, {"spkid": "spk2", "name": "Tjitske"}],
    "segments": [
        {"speaker": "spk1", "words": [{"start": 0.5, "end": 0.9, "text": "Hoe", "conf": 1.0}, {"text": "dan?"}]},
        {"speaker": "spk2", "words": [{"start": 1.5, "end": 1.9, "text": "Goed."}]},
    ],
}
AZURE = {
    "recognizedPhrases": [
        {
            "speaker": n,
            "offsetInTicks": n * 1e7,
            "durationInTicks": 5e6,
            "nBest": [{"display": text}, {"display": "Fout."}],
        }
        for n, text in ((1, "Hoe?"), (2, "Goed."))
    ]
}
AZURE_FAST = {
    "phrases": [
        {"speaker": n, "offsetMilliseconds": n * 1000, "durationMilliseconds": 500, "text": text}
        for n, text in ((1, "Hoe?"), (2, "Goed."))
    ]
}
DEEPGRAM_WORDS = [
    {"word": "hoe", "punctuated_word": "Hoe?", "start": 1.0, "end": 1.5, "speaker": 0},
    {"word": "goed", "punctuated_word": "Goed.", "start": 2.0, "end": 2.5, "speaker": 1},
]
SPEECHMATICS = {
    "results": [
        {"type": "word", "start_time": 1.0, "end_time": 1.5, "alternatives": [{"content": "Hoe", "speaker": "S1"}]},
        {
            "type": "punctuation",
            "start_time": 1.5,
            "end_time": 1.5,
            "alternatives": [{"content": "?", "speaker": "S1"}],
        },
        {"type": "word", "start_time": 2.0, "end_time": 2.5, "alternatives": [{"content": "Goed", "speaker": "S2"}]},
    ]
}
GOOGLE_WORDS = [
    {"word": "Hoe?", "startTime": "1s", "endTime": "1.500s", "speakerTag": 1},
    {"word": "Goed.", "startTime": "2s", "endTime": "2.500s", "speakerTag": 2},
]
TEAMS = {
    "type": "Transcript",
    "entries": [
        {"text": text, "speakerId": f"id-{n}", "speakerDisplayName": name, "startOffset": begin, "endOffset": end}
        for n, (name, text, begin, end) in enumerate(
            (
                ("Smits, Jorrit", "Hoe?", "00:00:01", "00:00:01.5000000"),
                ("Wietske Bos", "Goed.", "00:00:02", "00:00:02.5"),
            )
        )
    ],
}
INSANE = {
    "speakers": [
        {"speaker": speaker, "text": f" {text}", "timestamp": [n, n + 0.5]}
        for n, speaker, text in ((1.0, ASKED, "Hoe?"), (2.0, ANSWERED, "Goed."))
    ],
    "chunks": [{"text": " Hoe? Goed.", "timestamp": [1.0, 2.5]}],
    "text": " Hoe? Goed.",
}
TWO = [("Spreker 1", "Hoe?"), ("Spreker 2", "Goed.")]
AT = [(1, 1.0, 1.5), (2, 2.0, 2.5)]


@pytest.mark.parametrize(
    ("value", "turns", "times", "form"),
    [
        pytest.param(
            whisperx((ASKED, "Hoe gaat het?"), (ANSWERED, "Goed hoor.")),
            [(ASKED, "Hoe gaat het?"), (ANSWERED, "Goed hoor.")],
            [(1, 0.0, 1.25), (2, 10.0, 10.75)],
            "WhisperX-transcript (.json)",
            id="WhisperX",
        ),
        pytest.param(
            {"segments": [segment(" Hoe?", 0.5, 1.5, speaker=ASKED), segment(" Zo.", 2, 3, speaker=ANSWERED)]},
            [(ASKED, "Hoe?"), (ANSWERED, "Zo.")],
            [(1, 0.5, 1.5), (2, 2.0, 3.0)],
            "transcript met segmenten (.json)",
            id="aTrain",
        ),
        pytest.param(
            [segment("Hoe?", 0.5, 1.5, speaker="Jorrit"), segment("Zo.", 2.0, 3.0, speaker="Wietske")],
            [("Jorrit", "Hoe?"), ("Wietske", "Zo.")],
            [(1, 0.5, 1.5), (2, 2.0, 3.0)],
            "transcript met segmenten (.json)",
            id="list of segments, as scripts around faster-whisper dump",
        ),
        pytest.param(
            [{"speaker": "Speaker 0", "start_time": 500, "end_time": 1500, "text": "Hoe gaat het met u?"}],
            [("Speaker 0", "Hoe gaat het met u?")],
            [(1, 0.5, 1.5)],
            "transcript met segmenten (.json)",
            id="whisper-diarization, in milliseconds",
        ),
        pytest.param(
            whisper_cpp(("0", "Hoe?"), ("1", "Goed.")),
            [("Spreker 0", "Hoe?"), ("Spreker 1", "Goed.")],
            [(1, 0.0, 2.5), (2, 3.0, 5.5)],
            "whisper.cpp-transcript (.json)",
            id="whisper.cpp",
        ),
        pytest.param(
            AMBERSCRIPT,
            [("Interviewer", "Hoe dan?"), ("Tjitske", "Goed.")],
            [(1, 0.5, None), (2, 1.5, 1.9)],
            "Amberscript-transcript (.json)",
            id="Amberscript",
        ),
        pytest.param(
            [
                {
                    "speaker": "Speaker 1",
                    "words": [{"text": "Hoe ", "data_start": 1.0, "data_end": 1.5}, {"text": "dan?"}],
                }
            ],
            [("Speaker 1", "Hoe dan?")],
            [(1, 1.0, None)],
            "transcript met segmenten (.json)",
            id="Happy Scribe",
        ),
        pytest.param(
            {
                "status": "completed",
                "utterances": [{"speaker": "A", "text": "Hoe gaat het?", "start": 250, "end": 1500}],
            },
            [("Spreker A", "Hoe gaat het?")],
            [(1, 0.25, 1.5)],
            "AssemblyAI-transcript (.json)",
            id="AssemblyAI",
        ),
        pytest.param(
            {"results": {"utterances": [{"speaker": 0, "transcript": "Hoe?", "start": 0.5, "end": 1.5}]}},
            [("Spreker 0", "Hoe?")],
            [(1, 0.5, 1.5)],
            "Deepgram-transcript (.json)",
            id="Deepgram, utterances",
        ),
        pytest.param(
            {"results": {"channels": [{"alternatives": [{"transcript": "hoe goed", "words": DEEPGRAM_WORDS}]}]}},
            [("Spreker 0", "Hoe?"), ("Spreker 1", "Goed.")],
            AT,
            "transcript per woord (.json)",
            id="Deepgram, words",
        ),
        pytest.param(
            aws(is_old=False),
            [("spk_0", "Hoe gaat het?"), ("spk_1", "Goed.")],
            [(1, 0.1, 2.9), (2, 3.1, 3.9)],
            "transcript per woord (.json)",
            id="AWS Transcribe",
        ),
        pytest.param(
            aws(is_old=True),
            [("spk_0", "Hoe gaat het?"), ("spk_1", "Goed.")],
            [(1, 0.1, 2.9), (2, 3.1, 3.9)],
            "transcript per woord (.json)",
            id="AWS Transcribe, older",
        ),
        pytest.param(
            {
                "jobName": "x",
                "results": {
                    "items": [],
                    "audio_segments": [
                        {
                            "id": 0,
                            "transcript": "Hoe?",
                            "start_time": "1.0",
                            "end_time": "1.5",
                            "speaker_label": "spk_0",
                        }
                    ],
                },
            },
            [("spk_0", "Hoe?")],
            [(1, 1.0, 1.5)],
            "AWS Transcribe (.json)",
            id="AWS Transcribe, newer",
        ),
        pytest.param(
            TEAMS,
            [("Smits, Jorrit", "Hoe?"), ("Wietske Bos", "Goed.")],
            AT,
            "Teams-transcript (.json)",
            id="Teams, from Stream",
        ),
        pytest.param(
            INSANE,
            [(ASKED, "Hoe?"), (ANSWERED, "Goed.")],
            AT,
            "Whisper-transcript (.json)",
            id="insanely-fast-whisper",
        ),
        pytest.param(AZURE, TWO, AT, "Azure-transcript (.json)", id="Azure"),
        pytest.param(AZURE_FAST, TWO, AT, "Azure-transcript (.json)", id="Azure, fast"),
        pytest.param(
            SPEECHMATICS, [("S1", "Hoe?"), ("S2", "Goed")], AT, "transcript per woord (.json)", id="Speechmatics"
        ),
        pytest.param(
            {
                "results": [
                    {"alternatives": [{"transcript": "Hoe?", "words": [{"word": "Hoe?", "startTime": "1s"}]}]},
                    {"alternatives": [{"words": GOOGLE_WORDS}]},
                ]
            },
            TWO,
            AT,
            "transcript per woord (.json)",
            id="Google, all words again in the last result",
        ),
        pytest.param(
            {
                "words": [
                    {"text": "Hoe", "type": "word", "start": 1.0, "end": 1.2, "speaker_id": "speaker_0"},
                    {"text": " ", "type": "spacing", "start": 1.2, "end": 1.3, "speaker_id": "speaker_0"},
                    {"text": "dan?", "type": "word", "start": 1.3, "end": 1.5, "speaker_id": "speaker_0"},
                    {"text": "Goed.", "type": "word", "start": 2.0, "end": 2.5, "speaker_id": "speaker_1"},
                ]
            },
            [("speaker_0", "Hoe dan?"), ("speaker_1", "Goed.")],
            AT,
            "transcript per woord (.json)",
            id="ElevenLabs",
        ),
        pytest.param(
            {"output": {"segments": [segment("Hoe?", 1.0, 1.5, speaker=ASKED)]}},
            [(ASKED, "Hoe?")],
            [(1, 1.0, 1.5)],
            "transcript met segmenten (.json)",
            id="in an envelope",
        ),
    ],
)
def test_shapes(
    value: Any, turns: list[tuple[str, str]], times: list[tuple[int, float | None, float | None]], form: str
) -> None:
    parsed = read(value)

    assert spoken(parsed) == turns
    assert [(n, begin, end and round(end, 6)) for n, begin, end in timed(parsed)] == times
    assert (parsed.form, parsed.unit, parsed.warnings) == (form, "segment", [])
    assert is_transcript(as_bytes(value))


def test_pieces_of_one_speaker_are_one_turn() -> None:
    parsed = read(whisperx((ASKED, "Hoe?"), (ANSWERED, "Ik app haar."), (ANSWERED, "Soms."), (ASKED, "En?")))

    assert spoken(parsed) == [(ASKED, "Hoe?"), (ANSWERED, "Ik app haar. Soms."), (ASKED, "En?")]
    assert timed(parsed) == [(1, 0.0, 0.25), (2, 10.0, 20.25), (4, 30.0, 30.25)]


def test_a_segment_is_cut_where_another_speaker_begins() -> None:
    words = [
        word("Hoe?", 1.0, ASKED),
        {"word": "3"},  # a number is not aligned, and has no speaker
        word("keer.", 2.0, ANSWERED),
        word("O.", 3.0, ASKED),
    ]
    parsed = read({"segments": [segment(" Hoe? 3 keer. O.", 1.0, 3.5, words=words, speaker=ASKED)]})

    assert spoken(parsed) == [(ASKED, "Hoe? 3"), (ANSWERED, "keer."), (ASKED, "O.")]
    assert timed(parsed) == [(1, 1.0, 1.25), (1, 2.0, 2.25), (1, 3.0, 3.25)]


def test_words_that_differ_from_the_text_do_not_cut_it() -> None:
    words = [word("Hoe?", 1.0, ASKED), word("Prima.", 2.0, ANSWERED)]
    parsed = read({"segments": [segment("Hoe? Goed.", 1.0, 3.5, words=words, speaker=ASKED)]})

    assert spoken(parsed) == [(ASKED, "Hoe? Goed.")]
    assert parsed.warnings == [
        "segment 1: woorden van meer sprekers, maar tekst en woorden verschillen; heel bij één spreker gelaten; luister dit na"
    ]


def test_a_speaker_may_stand_with_the_words_alone() -> None:
    parsed = read({"segments": [segment(" Ja hoor.", 1.0, 3.5, words=[word(" Ja", 1, "X"), word(" hoor.", 2, "X")])]})

    assert spoken(parsed) == [("X", "Ja hoor.")]


def test_empty_segments_are_left_out_but_counted() -> None:
    parsed = read([segment(" ", 0.0, 1.0, speaker="X"), segment("Ja.", 1.0, 2.0, speaker="X")])

    assert spoken(parsed) == [("X", "Ja.")]
    assert (parsed.turns[0].line_no, parsed.warnings) == (2, [])


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(whisper("Hoe gaat het?", "Goed."), id="openai-whisper"),
        pytest.param(
            {"text": " a", "chunks": [{"text": " a", "timestamp": [0.0, None]}]}, id="Whisper in transformers"
        ),
        pytest.param(whisper_cpp(("?", "Hoe?"), ("?", "Goed.")), id="whisper.cpp in doubt"),
        pytest.param(
            {"transcription": [{"offsets": {"from": 0, "to": 9}, "text": "a", "speaker_turn_next": True}]}, id="tdrz"
        ),
        pytest.param(
            {"segments": [segment("a", 0, 1, speaker=None), segment("b", 1, 2, speaker="UNKNOWN")]}, id="unknown"
        ),
    ],
)
def test_a_file_without_speakers_is_refused(value: Any) -> None:
    assert is_transcript(as_bytes(value))
    with pytest.raises(
        TranscriptError,
        match=r"^a\.json: dit bestand zegt niet wie er spreekt \([\w. ]*[ -]?transcript[\w ]*\); laat de opname uitwerken met",
    ):
        read(value)


def test_a_file_with_few_speakers_is_refused() -> None:
    with pytest.raises(TranscriptError, match=r"a\.json: 2 van de 3 segmenten zeggen niet wie er spreekt"):
        read(whisperx((ASKED, "Hoe?"), ("", "Goed."), ("", "Ja.")))


def test_segments_of_nobody_join_the_speaker_before_and_are_told() -> None:
    parsed = read(whisperx(("", "Ruis."), (ASKED, "Hoe?"), (ANSWERED, "Goed."), ("", "Ja."), (ASKED, "En?")))

    assert spoken(parsed) == [(ASKED, "Hoe?"), (ANSWERED, "Goed. Ja."), (ASKED, "En?")]
    assert parsed.warnings == [
        "segment 1: voor de eerste spreker; telt niet mee",
        "segment 4: niet bekend wie hier spreekt; bij de beurt ervoor gevoegd; luister dit na",
    ]


def test_who_asks_is_asked_for() -> None:
    parsed = read(whisperx((ASKED, "Hoe?"), (ANSWERED, "Goed.")))

    with pytest.raises(
        TranscriptError, match=r"niet bekend wie de interviewer is; gevonden sprekers: 'SPEAKER_00' \(1 beurt\)"
    ):
        assign_roles(parsed, "", "", "a.json")
    assert assign_roles(parsed, "speaker_00", "", "a.json") == {ASKED: "interviewer", ANSWERED: "respondent"}


@pytest.mark.parametrize("letters", ["AB", "ABC"])
def test_letters_of_a_program_say_nothing_of_a_role(letters: str) -> None:
    parsed = read([segment("Ja.", n, n + 1, speaker=letter) for n, letter in enumerate(letters)])

    with pytest.raises(TranscriptError, match="niet bekend wie de interviewer is"):
        assign_roles(parsed, "", "", "a.json")


def test_letters_of_a_person_stay() -> None:
    parsed = read([segment("Hoe?", 0, 1, speaker="I"), segment("Zo.", 1, 2, speaker="R")])

    assert assign_roles(parsed, "", "", "a.json") == {"I": "interviewer", "R": "respondent"}


@pytest.mark.parametrize(
    ("begin", "end", "times", "is_told"),
    [
        pytest.param(1, 2.5, (1.0, 2.5), False, id="numbers"),
        pytest.param("1.5", "00:00:02,500", (1.5, 2.5), False, id="texts"),
        pytest.param(None, None, (None, None), False, id="none"),
        pytest.param(2.0, 1.0, (2.0, None), True, id="end before begin"),
        pytest.param(-1.0, 1.0, (None, None), True, id="negative"),
        pytest.param(float("nan"), float("inf"), (None, None), True, id="not finite"),
        pytest.param("straks", [1], (None, None), True, id="no times"),
        pytest.param(10**30, True, (None, None), True, id="beyond any recording"),
    ],
)
def test_times(begin: Any, end: Any, times: tuple[float | None, float | None], is_told: bool) -> None:
    parsed = read([segment("Ja.", begin, end, speaker="X"), segment("Nee.", 5.5, 6.5, speaker="Y")])

    assert (parsed.turns[0].start_time, parsed.turns[0].end_time) == times
    assert parsed.warnings == (["segment 1: de tijd is niet te lezen; de tekst telt wel mee"] if is_told else [])


def test_short_words_in_whole_seconds_are_not_milliseconds() -> None:
    assert timed(read([segment("Hm.", 0, 20, speaker="X")])) == [(1, 0.0, 20.0)]


def test_many_bad_times_are_one_warning() -> None:
    parsed = read([segment("Ja.", -1, n, speaker=f"X{n % 2}") for n in range(20)])

    assert parsed.warnings[0] == "segment 1, 2, 3, 4, 5 en nog 15: de tijd is niet te lezen; de tekst telt wel mee"


@pytest.mark.parametrize(("n", "is_told"), [(5, False), (6, True), (20, True)])
def test_a_loop_is_kept_and_told(n: int, is_told: bool) -> None:
    said = [(ASKED, "Hoe?"), *[(ANSWERED, "Dank u wel.")] * n, (ASKED, "En?")]
    parsed = read(whisperx(*said))

    assert spoken(parsed)[1] == (ANSWERED, " ".join(["Dank u wel."] * n))
    told = f"segment 2 tot en met {n + 1}: {n} keer dezelfde zin; spraakherkenning doet dat soms bij stilte; luister dit na"
    assert parsed.warnings == ([told] if is_told else [])


def test_segments_that_are_none_are_told() -> None:
    parsed = read({"segments": [segment("Ja.", 0, 1, speaker="X"), 3, {"text": ["Nee."]}, None]})

    assert spoken(parsed) == [("X", "Ja.")]
    assert parsed.warnings == ["segment 2, 3 en 4: geen tekst te vinden; telt niet mee"]


def test_messages_hold_no_talk() -> None:
    value = whisperx(("", "Geheim een."), (ASKED, "Geheim twee."), ("", "Geheim drie."), *[(ANSWERED, "Geheim.")] * 9)
    parsed = read(value)

    assert len(parsed.warnings) == 3
    assert "eheim" not in " ".join(parsed.warnings)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(rb"caf\u00e9 \ud83d\ude00", "café 😀", id="escapes"),
        pytest.param(rb"half \ud800 teken", "half \ufffd teken", id="lone surrogate"),
        pytest.param(rb"a\u0000b\u001b", "a b", id="NUL and control"),
        pytest.param(b"twee\nregels\\n\\t hier", "twee regels hier", id="line ends, also bare ones"),
        pytest.param("crisis–één".encode("cp1252"), "crisis–één", id="Windows-1252"),
        pytest.param(
            "één \U0001f600".encode()[:-1] + b" ja", "één \ufffd ja", id="a sign cut in two, as by whisper.cpp"
        ),
    ],
)
def test_odd_signs(raw: bytes, text: str) -> None:
    parsed = read(b'[{"start": 0.5, "end": 1.5, "speaker": "X", "text": "' + raw + b'"}]')

    assert spoken(parsed) == [("X", text)]
    assert bool(parsed.warnings) == ("\ufffd" in text)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    content = json.dumps([segment("Eén.", 0.5, 1.5, speaker="Ömer")], ensure_ascii=False).encode(encoding)

    assert spoken(read(content)) == [("Ömer", "Eén.")]
    assert is_transcript(content)


def test_a_label_with_an_accent_apart_is_composed() -> None:
    assert read([segment("Ja.", 0, 1, speaker="Ine\u0301s:")]).turns[0].label == "Inés"


def test_the_last_of_a_double_key_counts() -> None:
    assert spoken(read(b'[{"speaker": "A1", "speaker": "B1", "start": 1, "text": "Ja."}]')) == [("B1", "Ja.")]


DEEP = b'{"segments": ' * 100_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "het bestand is leeg", id="empty"),
        pytest.param(b'{"segments": [\n{"text": "Ja', r"a\.json, regel 2: hier houdt het bestand op geldige JSON", id="cut"),
        pytest.param(DEEP, "dieper genest", id="deep objects"),
        pytest.param(b"[" * 200_000, "dieper genest", id="deep lists"),
        pytest.param(b"[" + b"0," * MAX_VALUES + b"0]", "te groot .*5000001 waarden|te groot .*5000002 waarden", id="values"),
        pytest.param(b'["' + b"a" * 50_000_000 + b'"]', "te groot .50 MB", id="bytes"),
        pytest.param(b"\x7fELF\x00\x01\x02", "binaire inhoud", id="binary"),
        pytest.param(b'{"text": " Hoe? Goed."}', "geen transcript dat gelezen wordt; .*exporteer", id="text alone"),
        pytest.param(b"[" + b"9" * 10_000 + b"]", "geen transcript dat gelezen wordt", id="huge number"),
        pytest.param(b'{"segments": [{"text": "", "start": 1, "speaker": "X"}]}', "geen gesproken tekst", id="silence"),
        pytest.param(as_bytes([segment("Ja.", 0, 1, speaker="x" * 99)]), "segment 1: de naam van de spreker is langer", id="label"),
        pytest.param(as_bytes([segment("a" * 10_000_001, 0, 1, speaker="X")]), "meer tekst dan één gesprek", id="chars"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(content: bytes, message: str) -> None:
    with pytest.raises(TranscriptError, match=message):
        read(content)
    assert is_transcript(content) in (True, False)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param({"h1_1": [{"text": "Veldhaven", "kind": "place"}]}, False, id="names.json"),
        pytest.param(
            {"segments": [{"text": "Veldhaven", "kind": "place"}]}, False, id="names of an interview 'segments'"
        ),
        pytest.param([{"text": "Veldhaven"}], False, id="list of texts"),
        pytest.param({"name": "pakket", "version": "1.0", "scripts": {"start": "x"}}, False, id="package.json"),
        pytest.param({"segmentation": {"segments": [{"start": 0, "speaker": {"@id": "S0"}}]}}, False, id="times alone"),
        pytest.param([], False, id="empty list"),
        pytest.param(None, False, id="null"),
        pytest.param(b"[" * 200_000, False, id="deep"),
        pytest.param(b"\xff\xfe\x00", False, id="half a sign"),
        pytest.param(b'{"text": "Ja.", "segments": [{"id": 0, "text": " Ja', True, id="a transcript that is cut off"),
        pytest.param('{"segments": [{"te'.encode("utf-16"), True, id="the same in UTF-16"),
        pytest.param(b'{"h1_1": [{"text": "Veldh', False, id="names that are cut off"),
    ],
)
def test_is_transcript(content: Any, expected: bool) -> None:
    assert is_transcript(content if isinstance(content, bytes) else as_bytes(content)) is expected


@pytest.mark.timeout(120)  # About three seconds on an idle machine.
def test_a_hundred_thousand_segments_are_read() -> None:
    content = as_bytes([segment(f" Zin {n}.", n * 1.0, n + 0.5, speaker=f"X{n % 2}") for n in range(100_000)])

    parsed = read(content)

    assert len(parsed.turns) == 100_000


def test_more_segments_than_a_talk_has_are_refused() -> None:
    with pytest.raises(TranscriptError, match="deel het op in een bestand per interview"):
        read([segment("Ja.", n * 1.0, n + 0.5, speaker="X") for n in range(200_001)])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path to everything inside ``value``."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, part in inside for found in [(*path, key), *places(part, (*path, key))]]


def with_other(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    """Return ``value`` with ``other`` at ``path``."""
    changed = json.loads(json.dumps(value))
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = other
    return changed


VALID = [
    whisperx((ASKED, "Hoe gaat het?"), (ANSWERED, "Goed hoor."), (ASKED, "Mooi.")),
    {"segments": [segment("A b.", 0, 2, words=[word("A", 0, "X"), word("b.", 1, "Y")], speaker="X")]},
    whisper_cpp(("0", "Hoe?"), ("1", "Goed.")),
    AMBERSCRIPT, TEAMS, INSANE, AZURE, AZURE_FAST, SPEECHMATICS, aws(is_old=False), aws(is_old=True),
    {"utterances": [{"speaker": "A", "text": "Hoe gaat het?", "start": 250, "end": 1500}]},
    {"results": {"channels": [{"alternatives": [{"words": DEEPGRAM_WORDS}]}]}},
    {"results": [{"alternatives": [{"words": GOOGLE_WORDS}]}]},
]  # fmt: skip
PLACES = [(value, path) for value in VALID for path in places(value)]
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters(), max_size=8),
    st.sampled_from(["", " ", "\ud800", "\x00", "a: b\nc", "1e999", 10**400, -0.0, [], {}, [[]], [None], {"name": {}}]),
    st.recursive(st.none() | st.floats() | st.text(max_size=3), lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(["text", "word", "speaker", "start", "end", "words", "id"]), part, max_size=4), max_leaves=8),
)  # fmt: skip


def assert_sound(parsed: Parsed) -> None:
    """Hold a transcript against what always has to be true of one."""
    assert parsed.turns
    parsed.text.encode()
    assert "\x00" not in parsed.text
    position = 0
    for turn in parsed.turns:
        assert turn.label.strip()
        assert position < turn.start < turn.end <= len(parsed.text)
        assert parsed.text[turn.start : turn.end].strip() == parsed.text[turn.start : turn.end]
        position = turn.end
        times = [moment for moment in (turn.start_time, turn.end_time) if moment is not None]
        assert all(math.isfinite(moment) and moment >= 0 for moment in times)
        assert times == sorted(times)
        assert turn.end_time is None or turn.start_time is not None


def read_or_refused(content: bytes) -> Parsed | None:
    """Return a transcript of which all is true that has to be, None if it is refused by name."""
    is_one = is_transcript(content)
    try:
        parsed = read(content)
    except TranscriptError as error:
        refusal = error
    else:
        assert is_one
        assert_sound(parsed)
        return parsed
    assert str(refusal).startswith("a.json")
    return None


@given(st.sampled_from(PLACES), ODD)
def test_anything_anywhere_is_read_or_refused(place: tuple[Any, tuple[Any, ...]], other: Any) -> None:
    read_or_refused(json.dumps(with_other(*place, other)).encode())


@given(st.sampled_from(VALID), st.data())
def test_broken_bytes_are_read_or_refused(value: Any, data: st.DataObject) -> None:
    content = bytearray(json.dumps(value).encode())
    for at, byte in data.draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=4)):
        content[at] = byte
    read_or_refused(bytes(content))
    read_or_refused(bytes(content[: data.draw(st.integers(0, len(content)))]))


@given(st.binary(max_size=60))
def test_any_bytes_are_refused(content: bytes) -> None:
    assert read_or_refused(content) is None


@pytest.mark.parametrize("value", VALID)
def test_what_the_fuzz_begins_with_is_read(value: Any) -> None:
    assert read_or_refused(as_bytes(value)) is not None
