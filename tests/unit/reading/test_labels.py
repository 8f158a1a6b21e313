"""Speaker labels: the shapes of a label, which are known words, and which names are accepted."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.labels import find_label, is_interviewer_label, is_respondent_label, names_in
from pipeline.reading.speakers import accept_labels

TIMES = ("00:00:02", "0:02", "[00:02]", "(1:00:02)", "[00:00:02.500]", "00:00:02,5")


def opened(line: str) -> dict[str, str] | None:
    opening = find_label(line)
    return None if opening is None else {"label": opening[0], "rest": line[opening[1] :].rstrip("\r\n")}


@pytest.mark.parametrize(
    "label",
    [
        "I",
        "i",
        "I1",
        "I 2",
        "I.1",
        "I (Jo)",
        "Interviewer B",
        "Interviewer Marit",
        "Int",
        "Interv",
        "Interviewer",
        "INTERVIEWER 2",
        "Interviewster",
        "V",
        "Q",
    ],
)
def test_words_for_the_interviewer(label: str) -> None:
    assert is_interviewer_label(label)
    assert is_interviewer_label(f" {label} ")
    assert not is_respondent_label(label)


@pytest.mark.parametrize(
    "label",
    [
        "R",
        "r",
        "R2",
        "R12",
        "R3 (Anna)",
        "Respondent A",
        "Respondent (moeder)",
        "R 1",
        "Resp",
        "Resp. ",
        "Respondent",
        "RESPONDENTE",
        "Geïnterviewde",
        "A",
        "P1",
    ],
)
def test_words_for_the_respondent(label: str) -> None:
    assert is_respondent_label(label)
    assert not is_interviewer_label(label)


@pytest.mark.parametrize("label", ["", " ", "Imke", "Interviewers", "Rob", "II", "RI", "Speaker 1", "1", "😀"])
def test_other_words_say_nothing(label: str) -> None:
    assert not is_interviewer_label(label)
    assert not is_respondent_label(label)


def test_names_that_stand_for_a_label() -> None:
    assert names_in("Zoë (Anna)") == {"zoë (anna)", "zoë", "anna"}
    assert names_in("Interviewer Marit") == {"interviewer marit", "marit"}
    assert names_in("Marit") == {"marit"}


@pytest.mark.parametrize("label", ["Geïnterviewde", "geïnterviewde 2"])
def test_a_known_word_may_be_written_with_separate_accents(label: str) -> None:
    assert is_respondent_label(unicodedata.normalize("NFD", label))


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("shape", ["{t} I: Hoi.", "{t} - I: Hoi.", "{t}\tI: Hoi.", "I {t}: Hoi.", "**{t} I:** Hoi."])
def test_a_time_may_stand_before_the_colon(shape: str, time: str) -> None:
    match = opened(shape.format(t=time))
    assert match is not None
    assert (match["label"], match["rest"]) == ("I", "Hoi.")


@pytest.mark.parametrize("time", ["[00:00:02]", "(0:02)", "00:00:02", "[1:02]"])
def test_a_time_may_stand_after_the_colon(time: str) -> None:
    match = opened(f"I: {time} Hoi.")
    assert match is not None
    assert (match["label"], match["rest"]) == ("I", "Hoi.")


@pytest.mark.parametrize("speech", ["8:30 uur begint de school.", "14:15, dan ben ik klaar.", "9:00 tot 17:00."])
def test_a_time_of_day_that_opens_the_talk_is_talk(speech: str) -> None:
    match = opened(f"R: {speech}")
    assert match is not None
    assert match["rest"] == speech


@pytest.mark.parametrize(
    ("line", "label", "rest"),
    [
        ("I:Hoi.", "I", "Hoi."),
        ("I : Hoi.", "I", "Hoi."),
        ("  I:\tHoi.", "I", "Hoi."),
        ("I:", "I", ""),
        ("I: Hoi.\r\n", "I", "Hoi."),
        ("**Marit:** Hoi.", "Marit", "Hoi."),
        ("Anne-Fleur d'Hont: Hoi.", "Anne-Fleur d'Hont", "Hoi."),
        ("J. van 't Hof: Hoi.", "J. van 't Hof", "Hoi."),
        ("Zoë: Hoi.", "Zoë", "Hoi."),
        ("S01: Hoi.", "S01", "Hoi."),
        ("R3 (Anna): Hoi.", "R3 (Anna)", "Hoi."),
        ("Interviewer (Marit) [0:03]: Hoi.", "Interviewer (Marit)", "Hoi."),
        ("Marit (lacht): Hoi.", "Marit", "Hoi."),
        ("R: Kijk: zo is het.", "R", "Kijk: zo is het."),
        ("R: 😀: ja", "R", "😀: ja"),
    ],
)
def test_shapes_of_a_label(line: str, label: str, rest: str) -> None:
    match = opened(line)
    assert match is not None
    assert (match["label"].strip(), match["rest"]) == (label, rest)


@pytest.mark.parametrize(
    "line", ["", "Hoi.", ": hoi", "10:30 was het.", "😀: hoi", "1: hoi", f"{'a' * 41}: hoi", "Ja, kijk: zo is het."]
)
def test_lines_without_a_label(line: str) -> None:
    assert opened(line) is None


TIMED = [
    ("Marit Kuijpers   0:03", "Marit Kuijpers"),
    ("Kuijpers, Marit (extern)\t1:02:03", "Kuijpers, Marit (extern)"),
    ("Spreker 1 00:00:01", "Spreker 1"),
    ("Spreker 1 10:01", "Spreker 1"),
    ("R2 [00:01]", "R2"),
    ("[Marit Kuijpers] 10:05:03", "Marit Kuijpers"),
    ("**Marit** (0:03)", "Marit"),
    ("Marit - 0:03", "Marit"),
    ("Spreker 1 [00:00:01 - 00:00:05]", "Spreker 1"),
    ("00:00:05 Marit", "Marit"),
    ("[00:00:05] Spreker 2", "Spreker 2"),
    ("00:00:05 - Marit Kuijpers", "Marit Kuijpers"),
    ("00:00:01 - 00:00:05 Marit", "Marit"),
    ("r 0:03", "r"),
]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\x0b", " \t\n"], ids=ascii)
@pytest.mark.parametrize(("line", "label"), TIMED)
def test_a_name_and_a_time_on_a_line_of_their_own(line: str, label: str, end: str) -> None:
    opening = find_label(line + end)
    assert opening is not None
    assert (opening.label, opening.is_timed) == (label, True)
    assert (line + end)[opening.start :].strip() == ""


@pytest.mark.parametrize(
    "line",
    [
        "Dat was om 10:30 klaar",
        "om 10:30",
        "10:30 was het.",
        "10:30 uur",
        "0:03",
        "Marit 0:03 Hoi.",
        "Marit 10",
    ],
)
def test_a_time_in_the_talk_makes_no_label(line: str) -> None:
    assert find_label(line) is None


@pytest.mark.parametrize(
    ("line", "label"), [("R2:10 mensen", "R2"), ("Spreker 1: 10:30 uur", "Spreker 1"), ("R: 10 mensen", "R")]
)
def test_a_colon_before_a_number_still_ends_a_label(line: str, label: str) -> None:
    opening = find_label(line)
    assert opening is not None
    assert (opening.label, opening.is_timed) == (label, False)


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        pytest.param(["Marit Bos   0:03", "Hoi.", "Wim Smit   0:09", "Ja."], {"Marit Bos", "Wim Smit"}, id="each once"),
        pytest.param(["R: Toen.", "Marit 10:30"], {"R"}, id="one such line"),
        pytest.param(["R: Toen.", "Dinsdag 10:30", "Woensdag 11:30"], {"R"}, id="days"),
        pytest.param(["Om 10:30", "Tot 11:30", "In 12:30"], set(), id="hours"),
    ],
)
def test_accepts_names_beside_a_time(lines: list[str], labels: set[str]) -> None:
    assert accept_labels(lines, set()) == labels


def test_a_name_may_be_written_with_separate_accents() -> None:
    match = opened(unicodedata.normalize("NFD", "Zoë: Hoi."))
    assert match is not None
    assert unicodedata.normalize("NFC", match["label"]) == "Zoë"


@pytest.mark.parametrize(
    ("lines", "declared", "labels"),
    [
        pytest.param([], set(), set(), id="no lines"),
        pytest.param(["I: Hoi."], set(), {"I"}, id="one turn"),
        pytest.param(["I: Hoi.", "R: Kijk.", "Kijk: zo is het."], set(), {"I", "R"}, id="colon inside talk"),
        pytest.param(["I: Hoi.", "kijk: ja", "kijk: nee"], set(), {"I"}, id="small letter twice"),
        pytest.param(["Marit: Hoi.", "Petra: Ja."], set(), set(), id="names once"),
        pytest.param(["Marit: Hoi.", "Petra: Ja.", "Marit: Mooi."], set(), {"Marit"}, id="one name twice"),
        pytest.param(["Marit: Hoi.", "Petra: Ja."], {"marit", "PETRA"}, {"Marit", "Petra"}, id="declared names once"),
        pytest.param(["jo: Hoi."], {"Jo"}, {"jo"}, id="declared, small letter"),
        pytest.param(["Hoi."], {"Marit"}, set(), id="declared but absent"),
        pytest.param(["Dit is wat ik zei: ja"] * 2, set(), set(), id="more than four words"),
        pytest.param(["Anna Bea Carla Dora Els: ja"] * 2, set(), set(), id="five capitals"),
        pytest.param(["I: Hoi.", *["Kijk: ja"] * 3], set(), {"I"}, id="talk three times"),
        pytest.param(["I: Hoi.", *["Mijn moeder zei: ja"] * 2], set(), {"I"}, id="pronoun and verb"),
        pytest.param(["I: Hoi.", *["Moeder zei: ja"] * 2], set(), {"I"}, id="verb in small letters"),
        pytest.param(["I: Hoi.", *["De huisarts belde: ja"] * 2], set(), {"I"}, id="article and verb"),
        pytest.param(["I: Hoi.", *["Afspraak 1: ja"] * 2], set(), {"I"}, id="list in the talk"),
        pytest.param(["Moeder: ja"] * 2, set(), {"Moeder"}, id="family"),
        pytest.param(["Medewerker gemeente: ja"] * 2, set(), {"Medewerker gemeente"}, id="function"),
        pytest.param(["Kijk: ja"], {"Kijk"}, {"Kijk"}, id="declared, whatever its form"),
        pytest.param(["Yasmina van der Berg: ja"] * 2, set(), {"Yasmina van der Berg"}, id="four words"),
        pytest.param(["R1: ja", "R2: nee", "I: en?"], set(), {"I", "R1", "R2"}, id="several respondents"),
    ],
)
def test_accepts_known_words_declared_names_and_names_used_twice(
    lines: list[str], declared: set[str], labels: set[str]
) -> None:
    assert accept_labels(lines, declared) == labels


def test_declared_names_match_whatever_way_their_accents_are_written() -> None:
    line = unicodedata.normalize("NFD", "Zoë: Hoi.")
    assert len(accept_labels([line], {unicodedata.normalize("NFC", "Zoë")})) == 1


@given(st.lists(st.sampled_from(["I: a", "R: b", "Kijk: c", "Jo: d", "e", ""])), st.sets(st.sampled_from(["Jo", "Al"])))
def test_every_label_opens_a_line_and_known_words_are_never_missed(lines: list[str], declared: set[str]) -> None:
    labels = accept_labels(lines, declared)
    assert labels <= {line.split(":")[0] for line in lines if ":" in line}
    assert {line[0] for line in lines if line.startswith(("I:", "R:"))} <= labels
    assert "Kijk" not in labels
    assert ("Jo" in labels) == (lines.count("Jo: d") >= (1 if "Jo" in declared else 2))


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_a_label_never_runs_over_the_line_end(line: str) -> None:
    match = opened(line)
    if match is not None:
        assert not {"\r", "\n"} & set(match["label"])
        assert 1 <= len(match["label"]) <= 40
