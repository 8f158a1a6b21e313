"""Subtitles: times, numbers, tags and entities stay; names over cues, in voices, notes and names of cues go."""

from __future__ import annotations

import pytest
from rewriting_makers import letters, masked, read

NAMES = {"Ybelien Zuidscharre": "[persoon 1]", "Ybelien": "[persoon 1]", "Testdorp": "gemeente 1", "12": "[leeftijd]"}
TOP = "WEBVTT - Gesprek met Ybelien\n\nNOTE\ngemeente: Testdorp\n\n"
ASKED = "00:00:11.000 --> 00:00:12.000\n<v Interviewer>Wie is dat?</v>\n\n"


@pytest.mark.parametrize(
    ("cue", "changed"),
    [
        ("<v Respondent>Ybelien.", "<v Respondent>[persoon 1]."),
        ("<v Respondent Ybelien>Ik.", "<v Respondent [persoon 1]>Ik."),
        ("<v.luid Respondent>Y&#98;elien &amp; ik", "<v.luid Respondent>[persoon 1] &amp; ik"),
        ("<v Respondent>R&D, a &lt;b&gt; Ybelien", "<v Respondent>R&D, a &lt;b&gt; [persoon 1]"),
        ("<v Respondent>Ja, <c.geel>Ybelien</c> dus", "<v Respondent>Ja, <c.geel>[persoon 1]</c> dus"),
        ("<v Respondent>Ybelien <i>Zuidscharre</i>.", "<v Respondent>[persoon 1] <i></i>."),
        ("<v Respondent>Ybelien\nZuidscharre\nkomt", "<v Respondent>[persoon 1]\nkomt"),
        ("<v Respondent>van 1 --> 2: Ybelien", "<v Respondent>van 1 --> 2: [persoon 1]"),
        ("<v Respondent>Ja.</v> <v Interviewer>Ybelien?", "<v Respondent>Ja.</v> <v Interviewer>[persoon 1]?"),
        ("Respondent: Ybelien\nInterviewer: Ybelien?", "Respondent: [persoon 1]\nInterviewer: [persoon 1]?"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_cues(cue, changed, end, tmp_path):
    time = "00:01:12.000 --> 00:01:13.000 align:start"
    asked = ASKED if "<v" in cue else ASKED.replace("<v Interviewer>", "Interviewer: ").replace("</v>", "")
    content = f"{TOP}{asked}Ybelien-12\n{time}\n{cue}\n".replace("\n", end)
    expected = f"{TOP}{asked}Ybelien-[leeftijd]\n{time}\n{changed}\n".replace("Testdorp", "gemeente 1")
    expected = expected.replace("Ybelien", "[persoon 1]").replace("\n", end)
    names = NAMES | {"Ybelien\nZuidscharre": "[persoon 1]", "Yb": "[x]"}
    names |= {"Ybelien Zuidscharre": "[persoon 1]"}
    assert masked(content.encode(), ".vtt", names, tmp_path).decode() == expected


def test_a_name_over_two_cues_stands_in_the_first(tmp_path):
    cue = "{}\n00:00:{},000 --> 00:00:{},500\n{}\n\n"
    lines = ("Interviewer: Wie?", "Respondent: Mevrouw Ybelien", "Zuidscharre", "Zuidscharre komt.")
    content = "gemeente: Testdorp\n\n" + "".join(
        cue.format(n, 10 + n, 10 + n, x) for n, x in enumerate(lines, start=12)
    )
    changed = masked(content.encode(), ".srt", NAMES | {"Zuidscharre": "[persoon 1]"}, tmp_path).decode()
    assert changed == content.replace("Testdorp", "gemeente 1").replace("Ybelien\n", "[persoon 1]\n").replace(
        "\nZuidscharre\n", "\n"
    ).replace("Zuidscharre", "[persoon 1]")
    assert letters(read(changed.encode(), ".srt", tmp_path).turns["text"])[1] == "Mevrouw[persoon1][persoon1]komt."


def test_number_of_a_cue_is_no_age(tmp_path):
    content = "gemeente: T\n\n12\n00:00:12,000 --> 00:00:13,000\nI: Hoe oud?\n\n13\n00:00:12,000 --> 00:00:13,000\nR: 12 jaar.\n"
    assert masked(content.encode(), ".srt", NAMES, tmp_path).decode() == content.replace("R: 12", "R: [leeftijd]")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encoding_is_kept(encoding, tmp_path):
    content = f"{TOP}{ASKED}00:01:12.000 --> 00:01:13.000\n<v Respondent>Eén, Ybelien."
    changed = masked(content.encode(encoding), ".vtt", NAMES, tmp_path)
    assert changed.decode(encoding).endswith("<v Respondent>Eén, [persoon 1].")
    assert changed[:2] == content.encode(encoding)[:2]
