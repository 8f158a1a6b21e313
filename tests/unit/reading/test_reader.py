"""One transcript file of any format to one checked frame of turns, with what header and manifest say."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import frames
from pipeline.errors import TranscriptError
from pipeline.reading import FORMATS, Transcript, read_transcript

HEADER = "gemeente: Testdorp\nperspectief: school\ndatum: 2024-11-05\n\n"
TURNS = [("I", "Hoe gaat het?"), ("R", "Kijk: zo is het. 😀"), ("I", "En geld?"), ("R", "Eén keer.")]
CUES = "".join(
    f"{n}\n00:00:{n:02}.000 --> 00:00:{n:02}.900\n{label}: {words}\n\n" for n, (label, words) in enumerate(TURNS, 1)
)
SRT_CUES = re.sub(r"(\d)\.(\d{3})", r"\1,\2", CUES)
PLAIN = "".join(f"{label}: {words}\n\n" for label, words in TURNS)

# The formats that are written here; the others have modules of their own, with files of LibreOffice.
WRITTEN = (".txt", ".docx", ".vtt", ".srt")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same interview in every format, without a header in ``kaal.*``."""
    folder = tmp_path_factory.mktemp("transcripten")
    for stem, header in (("een", HEADER), ("kaal", "")):
        (folder / f"{stem}.txt").write_text(header + PLAIN, encoding="utf-8")
        (folder / f"{stem}.srt").write_text(header + SRT_CUES, encoding="utf-8")
        (folder / f"{stem}.vtt").write_text(header + "WEBVTT\n\n" + CUES, encoding="utf-8")
        document = docx.Document()
        for line in (header + PLAIN).splitlines():
            document.add_paragraph(line)
        document.save(str(folder / f"{stem}.docx"))
    return folder


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_reads_eleven_formats() -> None:
    assert FORMATS.suffixes == (
        ".txt", ".md", ".docx", ".odt", ".rtf", ".pdf", ".vtt", ".srt", ".json", ".csv", ".xlsx",
    )  # fmt: skip


@pytest.mark.parametrize("suffix", WRITTEN)
def test_every_format_gives_the_same_turns(folder: Path, suffix: str) -> None:
    transcript = read_transcript(folder / f"een{suffix}")
    turns = transcript.turns
    assert list(zip(turns["speaker"], turns["text"], strict=True)) == TURNS
    assert turns["role"].tolist() == ["interviewer", "respondent"] * 2
    assert turns["turn_no"].tolist() == [1, 2, 3, 4]
    assert set(turns["interview_id"]) == {"een"}
    assert set(turns["municipality"]) == {"Testdorp"}
    assert set(turns["perspective"]) == {"school"}
    assert (transcript.interview_id, transcript.municipality) == ("een", "Testdorp")
    assert (transcript.perspective, transcript.date) == ("school", "2024-11-05")
    assert frames.check(turns, frames.TURNS) is not None


@pytest.mark.parametrize("suffix", WRITTEN)
def test_offsets_cut_the_text_of_every_format(folder: Path, suffix: str) -> None:
    transcript = read_transcript(folder / f"een{suffix}")
    for turn in frames.rows(transcript.turns):
        assert transcript.text[turn.start_char : turn.end_char] == turn.text
    ends = transcript.turns["end_char"].tolist()
    assert all(start > end for start, end in zip(transcript.turns["start_char"].tolist()[1:], ends, strict=False))


@pytest.mark.parametrize("suffix", WRITTEN)
def test_every_turn_says_where_it_stands_in_the_file(folder: Path, suffix: str) -> None:
    turns = read_transcript(folder / f"een{suffix}").turns
    units = {place.rpartition(" ")[0] for place in turns["place"]}
    numbers = [int(place.rpartition(" ")[2]) for place in turns["place"]]
    assert units == {{".txt": "regel", ".vtt": "cue", ".srt": "cue", ".pdf": "bladzijde"}.get(suffix, "alinea")}
    assert numbers == sorted(numbers)
    assert numbers[0] >= 1


@pytest.mark.parametrize("suffix", WRITTEN)
def test_the_manifest_says_what_a_file_without_header_does_not(folder: Path, suffix: str) -> None:
    known = {"interview_id": "i7", "gemeente": "Elders", "perspectief": "", "datum": "2024-12-01", "file": "x"}
    transcript = read_transcript(folder / f"kaal{suffix}", known)
    assert transcript.interview_id == "i7"
    assert (transcript.municipality, transcript.perspective, transcript.date) == ("Elders", "", "2024-12-01")


@pytest.mark.parametrize("suffix", WRITTEN)
def test_without_header_and_manifest_the_municipality_is_asked_for(folder: Path, suffix: str) -> None:
    with pytest.raises(TranscriptError, match=rf"^kaal\{suffix}: niet bekend welke gemeente; zet bovenaan het bestand"):
        read_transcript(folder / f"kaal{suffix}")


def test_a_municipality_without_a_colon_counts_if_nothing_else_does(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "Verslag\n\nGemeente Testdorp\n\n" + PLAIN)
    transcript = read_transcript(path)
    assert transcript.municipality == "Testdorp"
    assert transcript.warnings == [
        "regel 3 is gelezen als de gemeente; zet een dubbele punt achter 'gemeente'",
        "regel 1 staat voor de eerste spreker en telt niet mee",
    ]
    assert read_transcript(path, {"gemeente": "Elders"}).municipality == "Elders"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        pytest.param("gemente: Testdorp\n\n" + PLAIN, "regel 1 lijkt erop ('gemente')", id="slip of the pen"),
        pytest.param("Verslag\ngemeente:\n\n" + PLAIN, "regel 2 lijkt erop ('gemeente')", id="no value"),
        pytest.param(PLAIN + "\ngemeente: Testdorp\n", "regel 10 lijkt erop ('gemeente')", id="below the talk"),
    ],
)
def test_the_question_for_the_municipality_names_the_line_that_looks_like_it(tmp_path: Path, text, hint) -> None:
    message = re.escape(f"a.txt: niet bekend welke gemeente; {hint}; zet bovenaan het bestand een regel")
    with pytest.raises(TranscriptError, match=message):
        read_transcript(write(tmp_path / "a.txt", text))


def test_what_the_header_says_wins_over_the_manifest(tmp_path: Path) -> None:
    path = write(tmp_path / "een.txt", "interview: i3\n" + HEADER + PLAIN)
    known = {"interview_id": "i7", "gemeente": "Elders", "perspectief": "jgz", "datum": "2020-01-01"}
    transcript = read_transcript(path, known)
    assert (transcript.interview_id, transcript.municipality) == ("i3", "Testdorp")
    assert (transcript.perspective, transcript.date) == ("school", "2024-11-05")


@pytest.mark.parametrize(
    ("head", "known"),
    [
        pytest.param("", {"interviewer": "Marit", "respondent": "Petra; Wim"}, id="all in the manifest"),
        pytest.param("interviewer: Marit\nrespondent: Petra;Wim\n", {}, id="all in the header"),
        pytest.param("interviewer: Marit\n", {"respondent": "Petra; Wim"}, id="in both"),
        pytest.param("interviewer: Marit\nrespondent: Petra; Wim\n", {"interviewer": "Jesse"}, id="header wins"),
    ],
)
def test_several_respondents_by_name(tmp_path: Path, head: str, known: dict[str, str]) -> None:
    text = f"gemeente: T\n{head}\nMarit: Hoe?\nPetra: Goed.\nWim: Ook."
    turns = read_transcript(write(tmp_path / "a.txt", text), known).turns
    assert dict(zip(turns["speaker"], turns["role"], strict=True)) == {
        "Marit": "interviewer",
        "Petra": "respondent",
        "Wim": "respondent",
    }


def test_the_header_may_name_a_person_while_the_lines_carry_letters(tmp_path: Path) -> None:
    text = "gemeente: T\ninterviewer: Marit Kuijpers\nrespondent: Petra Oonk\n\nI: Hoe?\nR: Goed."
    assert read_transcript(write(tmp_path / "a.txt", text)).turns["role"].tolist() == ["interviewer", "respondent"]


def test_a_header_directly_followed_by_talk_loses_nothing(tmp_path: Path) -> None:
    text = "gemeente: T\nInterviewer: Zullen we beginnen…\nRespondent: Ja hoor.\nInterviewer: Mooi.\nRespondent: Nou."
    turns = read_transcript(write(tmp_path / "a.txt", text)).turns
    assert turns["text"].tolist() == ["Zullen we beginnen…", "Ja hoor.", "Mooi.", "Nou."]


TALK_BY_NAME = "Marit: Zijn er korte lijnen?\nRuben: Ja.\nMarit: En geld?\nRuben: Nee."


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("gemeente: T\n\ninterviewer: Marit\n", id="below a blank line"),
        pytest.param("gemeente: T\nlocatie: stadhuis\nInterviewer: Marit\n", id="below an unknown key"),
        pytest.param("Verslag\n\ngemeente: T\ndatum 15 oktober\n\ninterviewer: Marit\n\n", id="below other lines"),
        pytest.param("gemeente: T\nRuben: Hallo.\nInterviewer: Marit\n", id="below a turn"),
        pytest.param("gemeente: T\ninterviewer: Marit\nrespondent: Ruben\n\n", id="both"),
    ],
)
def test_the_interviewer_named_on_top_is_never_a_respondent(tmp_path: Path, head: str) -> None:
    turns = read_transcript(write(tmp_path / "a.txt", head + TALK_BY_NAME)).turns
    assert dict(zip(turns["speaker"], turns["role"], strict=True)) == {"Marit": "interviewer", "Ruben": "respondent"}


@pytest.mark.parametrize("suffix", WRITTEN)
def test_the_interviewer_named_below_a_blank_line_in_every_format(tmp_path: Path, suffix: str) -> None:
    head, path = "gemeente: T\n\nlocatie: stadhuis\n\ninterviewer: Marit\n\n", tmp_path / f"a{suffix}"
    if suffix == ".docx":
        document = docx.Document()
        for line in (head + TALK_BY_NAME).splitlines():
            document.add_paragraph(line)
        document.save(str(path))
    elif suffix == ".txt":
        write(path, head + TALK_BY_NAME)
    else:
        mark = "." if suffix == ".vtt" else ","
        cues = [
            f"{n}\n00:00:0{n}{mark}000 --> 00:00:0{n}{mark}900\n{x}\n" for n, x in enumerate(TALK_BY_NAME.split("\n"))
        ]
        write(path, head + ("WEBVTT\n\n" if suffix == ".vtt" else "") + "\n".join(cues))
    transcript = read_transcript(path)
    assert transcript.turns["role"].tolist() == ["interviewer", "respondent"] * 2
    assert [warning for warning in transcript.warnings if "telt niet mee" in warning] != []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("I: Hoe?\nR: Ja.\nPetra: Nee.\nPetra: O.", "regel 5: onbekende spreker 'Petra'", id="unknown"),
        pytest.param("Jo: Ja.\nWim: Nee.\nJo: O.\nWim: A.", "niet bekend wie de interviewer is", id="two names"),
        pytest.param("I: Hallo?\nI: Is daar iemand?", "geen enkele beurt van een respondent", id="nobody answers"),
        pytest.param("I:\nR:\n", "geen enkele beurt van een respondent", id="only empty turns"),
        pytest.param("Een verhaal.", "geen sprekers gevonden", id="no speakers"),
    ],
)
def test_questions_are_asked_with_the_place(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "a.txt", "gemeente: T\n\n" + text)
    with pytest.raises(TranscriptError, match=rf"^a\.txt[:,].*{message}"):
        read_transcript(path)


@pytest.mark.parametrize("name", ["a.png", "a.doc", "a", "a.txt.bak"])
def test_refuses_other_kinds_of_files(tmp_path: Path, name: str) -> None:
    with pytest.raises(TranscriptError, match=r"wordt niet gelezen; gelezen worden \.txt, \.md, .*, \.csv, \.xlsx$"):
        read_transcript(write(tmp_path / name, HEADER + PLAIN))


def test_the_ending_may_have_capitals(tmp_path: Path) -> None:
    assert len(read_transcript(write(tmp_path / "EEN.TXT", HEADER + PLAIN)).turns) == 4


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "map.txt").mkdir()
    for name in ("weg.txt", "map.txt"):
        with pytest.raises(TranscriptError, match=rf"^{name}: het bestand is niet te openen \("):
            read_transcript(tmp_path / name)


def test_messages_use_the_given_name(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match=r"^map/a\.txt: het bestand is leeg"):
        read_transcript(write(tmp_path / "a.txt", ""), where="map/a.txt")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("jo.txt", "gemeente: T\n\nI: Mijn geheim is groot.\nJo: Ja.\nJo: O.\nR: Nee."),
        ("jo.txt", "gemeente: T\n\nI: Hoi.\nR: Ja.\nMijn geheim zei: a\nMijn geheim zei: b\nJo: Ja.\nJo: O."),
        ("geen.txt", "gemeente: T\n\nGeheim zei: a\nGeheim zei: b"),
        ("geen.srt", "Mijn geheim is groot."),
        ("geen.txt", "Mijn geheim is groot."),
    ],
)
def test_messages_never_carry_talk(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(TranscriptError, match=name) as caught:
        read_transcript(write(tmp_path / name, text))
    assert "geheim" not in str(caught.value).lower()


@pytest.mark.parametrize("suffix", WRITTEN)
def test_a_name_that_speaks_once_is_named_in_every_format(tmp_path: Path, suffix: str) -> None:
    talk, path = ["Jo: Hoe?", "Wim: Ja.", "An: Nee.", "Jo: O.", "Wim: Ja."], tmp_path / f"a{suffix}"
    if suffix == ".docx":
        document = docx.Document()
        for line in talk:
            document.add_paragraph(line)
        document.save(str(path))
    else:
        timed = [f"{n}\n00:00:0{n}.000 --> 00:00:0{n}.900\n{line}\n" for n, line in enumerate(talk, 1)]
        write(path, "\n".join(talk if suffix == ".txt" else [*(["WEBVTT\n"] if suffix == ".vtt" else []), *timed]))
    unit = {".txt": "regel", ".docx": "alinea"}.get(suffix, "cue")
    transcript = read_transcript(path, {"gemeente": "T", "interviewer": "Jo"})
    assert [warning[: len(f"'An' ({unit} 3) spreekt")] for warning in transcript.warnings] == [
        f"'An' ({unit} 3) spreekt"
    ]


def test_warnings_of_the_format_are_passed_on(tmp_path: Path) -> None:
    transcript = read_transcript(write(tmp_path / "a.txt", "gemeente: T\n\nUitgetypt door Wim\n" + PLAIN))
    assert transcript.warnings == ["regel 3 staat voor de eerste spreker en telt niet mee"]


@pytest.mark.parametrize("suffix", FORMATS.suffixes)
@given(content=st.binary() | st.text(st.sampled_from("IR: \n>-0.,<v/W\x0c\u2028😀"), max_size=40).map(str.encode))
@example(content=b"I: a\nR: b")
@example(content=b"WEBVTT\n\n0:0:0.0 --> 0:0:1.0\nI: a\n\n0:0:1.0 --> 0:0:2.0\nR: b\n")
@example(content=b"1\n00:00:00,000 --> 00:00:01,000\nI: a\n\n2\n00:00:01,000 --> 00:00:02,000\nR: b\n")
def test_any_content_gives_ordered_turns_or_one_of_our_errors(folder: Path, suffix: str, content: bytes) -> None:
    path = folder / f"los{suffix}"
    path.write_bytes(content)
    with contextlib.suppress(TranscriptError):
        assert_in_order(read_transcript(path, {"gemeente": "T"}))


def assert_in_order(transcript: Transcript) -> None:
    position = 0
    for number, turn in enumerate(frames.rows(transcript.turns), start=1):
        assert turn.turn_no == number
        assert position <= turn.start_char < turn.end_char
        assert transcript.text[turn.start_char : turn.end_char] == turn.text == turn.text.strip()
        position = turn.end_char
