"""Every mistake a researcher can make with a transcript: its Dutch message, and the other interview still coded."""

from __future__ import annotations

import io
import zipfile

import docx
import pandas as pd
import pytest

SECRET = "zeegroen"
SPOKEN = f"Interviewer: Hoe gaat het?\nRespondent: Er is geen geld voor {SECRET}.\n"
TALK = f"gemeente: Testdorp\n\n{SPOKEN}"
CUES = ["I: Hoe vindt u elkaar?", f"R: Er is geen geld voor {SECRET}.", "Piet: Er is ook geen tijd."]
NO_ROLES = TALK.replace("Interviewer", "Jan").replace("Respondent", "Piet") + "Jan: Ja?\nPiet: Ja.\n"
HOW = "zet bovenaan het bestand een regel 'interviewer: <naam>' of vul de kolom interviewer van manifest.csv"
WORD_ADVICE = "het Word-bestand is beschadigd of geen .docx; open het in Word en sla het opnieuw op als .docx"


def word(text: str) -> bytes:
    document, saved = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(saved)
    return saved.getvalue()


def damaged_word(text: str) -> bytes:
    """A .docx whose list of parts is whole but whose compressed text is not."""
    content = bytearray(word(text))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.getinfo("word/document.xml").header_offset + 80
    content[start : start + 60] = bytes(byte ^ 0x55 for byte in content[start : start + 60])
    return bytes(content)


def captions(cues: list[str], note: str = "NOTE gemeente: Testdorp\n\n") -> str:
    timed = [f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{cue}\n" for n, cue in enumerate(cues)]
    return f"WEBVTT\n\n{note}" + "\n".join(timed)


BAD_TRANSCRIPTS = {
    "empty": ("fout.txt", "", "fout.txt: het bestand is leeg; kijk of u het goede bestand hebt gekozen"),
    "only_blanks": ("fout.txt", "\n \n", "fout.txt: het bestand is leeg; kijk of u het goede bestand hebt gekozen"),
    "empty_word": ("fout.docx", "", "fout.docx: het bestand is leeg; kijk of u het goede bestand hebt gekozen"),
    "binary": (
        "fout.txt",
        bytes(range(256)),
        "fout.txt: dit is geen tekstbestand (binaire inhoud); het programma leest tekst in UTF-8, UTF-16 of Windows-1252",
    ),
    "undecodable": (
        "fout.txt",
        TALK.encode() + b"Respondent: Het caf\xe9 \x81.\n",
        "fout.txt, regel 5: de tekencodering is niet te lezen (byte 0x81); gelezen worden UTF-8, UTF-16 en "
        "Windows-1252; sla het bestand in Word of Kladblok opnieuw op als tekst met codering UTF-8",
    ),
    "no_labels": (
        "fout.txt",
        f"gemeente: Testdorp\n\nEr is geen geld voor {SECRET}.\n",
        "fout.txt: geen sprekers gevonden; begin elke beurt met een naam en een dubbele punt, bijvoorbeeld "
        "'Interviewer: ...' en 'Respondent: ...' (of 'I:' en 'R:')",
    ),
    "no_labels_word": (
        "fout.docx",
        word(f"gemeente: Testdorp\nEr is geen geld voor {SECRET}."),
        "fout.docx: geen sprekers gevonden; begin elke beurt met een naam en een dubbele punt, bijvoorbeeld "
        "'Interviewer: ...' en 'Respondent: ...' (of 'I:' en 'R:'); een vette naam, of een tabel met de kolommen spreker "
        "en tekst, wordt ook gelezen",
    ),
    "unknown_speaker": (
        "fout.txt",
        TALK + "Piet: Er is geen tijd.\nPiet: Echt niet.\n",
        "fout.txt, regel 5: onbekende spreker 'Piet' (2 beurten); bekend zijn: 'Interviewer' (1 beurt), "
        "'Respondent' (1 beurt); zet bovenaan het bestand 'respondent: Piet' of 'interviewer: Piet' (meer namen met "
        "; ertussen)",
    ),
    "unknown_speaker_in_cue": (
        "fout.vtt",
        captions([*CUES, "I: Echt?", "Piet: Echt."]),
        "fout.vtt, cue 3: onbekende spreker 'Piet' (2 beurten); bekend zijn: 'I' (2 beurten), 'R' (1 beurt); zet "
        "bovenaan het bestand 'respondent: Piet' of 'interviewer: Piet' (meer namen met ; ertussen)",
    ),
    "interviewer_unknown": (
        "fout.txt",
        NO_ROLES,
        "fout.txt: niet bekend wie de interviewer is; gevonden sprekers: 'Jan' (2 beurten), 'Piet' (2 beurten); " + HOW,
    ),
    "declared_name_absent": (
        "fout.txt",
        "gemeente: Testdorp\ninterviewer: Marit\n" + NO_ROLES.split("\n", 1)[1],
        "fout.txt: spreker 'Marit' uit kop of manifest komt niet voor; gevonden sprekers: 'Jan' (2 beurten), "
        "'Piet' (2 beurten)",
    ),
    "no_respondent": (
        "fout.txt",
        TALK.replace("Respondent", "Interviewer"),
        "fout.txt: geen enkele beurt van een respondent; gevonden sprekers: 'Interviewer' (2 beurten); " + HOW,
    ),
    "no_municipality": (
        "fout.txt",
        f"perspectief: school\n\n{SPOKEN}",
        "fout.txt: niet bekend welke gemeente; zet bovenaan het bestand een regel 'gemeente: <naam>' of vul de kolom "
        "gemeente van manifest.csv",
    ),
    "municipality_misspelt": (
        "fout.txt",
        f"perspectief: school\ngemente: Testdorp\n\n{SPOKEN}",
        "fout.txt: niet bekend welke gemeente; regel 2 lijkt erop ('gemente'); zet bovenaan het bestand een regel "
        "'gemeente: <naam>' of vul de kolom gemeente van manifest.csv",
    ),
    "double_id_by_header": (
        "fout.txt",
        f"interview: een\n{TALK}",
        "fout.txt: interview 'een' bestaat al (in een.txt); geef dit bestand bovenaan een eigen regel "
        "'interview: <naam>' of een andere bestandsnaam",
    ),
    "double_id_by_name": (
        "een.vtt",
        captions(CUES[:2]),
        "een.vtt: interview 'een' bestaat al (in een.txt); geef dit bestand bovenaan een eigen regel "
        "'interview: <naam>' of een andere bestandsnaam",
    ),
    "text_called_word": ("fout.docx", TALK, f"fout.docx: {WORD_ADVICE}"),
    "half_word": ("fout.docx", word(TALK)[:9000], f"fout.docx: {WORD_ADVICE}"),
    "word_with_password": ("fout.docx", bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 600, f"fout.docx: {WORD_ADVICE}"),
    "word_damaged_inside": ("fout.docx", damaged_word(TALK), f"fout.docx: {WORD_ADVICE}"),
    "no_cues": (
        "fout.vtt",
        captions([]),
        "fout.vtt: geen ondertitels (cues) gevonden; een cue is een tijdregel '00:00:01.000 --> 00:00:04.000' met tekst",
    ),
    "cue_without_speaker": (
        "fout.vtt",
        captions([f"Er is geen geld voor {SECRET}."]),
        "fout.vtt, cue 1: niet bekend wie hier spreekt; zet 'Naam: ' voor de tekst waar iemand begint te spreken ('I: ' en "
        "'R: ' mag ook); gaat dezelfde persoon door, dan hoeft er niets voor",
    ),
    "no_captions": (
        "fout.srt",
        f"Er is geen geld voor {SECRET}.\n",
        "fout.srt: geen geldig ondertitelbestand: de eerste regel is geen 'WEBVTT' en er staan geen cues in",
    ),
}


@pytest.mark.parametrize(("name", "content", "message"), BAD_TRANSCRIPTS.values(), ids=BAD_TRANSCRIPTS.keys())
def test_bad_transcript_is_named_and_the_other_interview_is_coded(make_study, cli, name, content, message):
    study = make_study({"een.txt": TALK, name: content})
    checked, coded = cli("check", "--study", study), cli("code", "--study", study)
    assert checked.err.splitlines() == [f"✗ {message}", "1 fout(en) gevonden."]
    assert coded.err.splitlines()[0] == f"✗ {message}"
    assert "1 bestand(en) niet gecodeerd, zie hierboven; de andere zijn gedaan en bewaard." in coded.err
    assert (checked.code, coded.code) == (1, 1)
    assert set(pd.read_csv(study / "out/codings.csv")["interview_id"]) == {"een"}
    for text in (checked.out, checked.err, coded.out, coded.err):
        assert "Traceback" not in text
        assert SECRET not in text


ASK = "is dit een spreker, zet dan bovenaan het bestand 'respondent: <naam>' of 'interviewer: <naam>'"
NAMES = f"Jo: Hoe gaat het?\nWim: Er is geen geld voor {SECRET}.\nJo: En?\nWim: Er is ook geen tijd.\n"
DOUBTFUL_TRANSCRIPTS = {
    "unused_line": (
        "twijfel.txt",
        f"gemeente: Testdorp\n\nlocatie: {SECRET}\ninterviewer: Jo\n\n{NAMES}",
        "regel 3 staat voor de eerste spreker en telt niet mee",
    ),
    "key_misspelt": (
        "twijfel.txt",
        f"gemeente: Testdorp\ndatun: {SECRET}\ninterviewer: Jo\n\n{NAMES}",
        "regel 2 lijkt een kopregel ('datun') maar telt niet mee; bedoelt u 'datum: <waarde>'?",
    ),
    "municipality_without_colon": (
        "twijfel.txt",
        f"Gemeente Testdorp\n\n{SPOKEN}",
        "regel 1 is gelezen als de gemeente; zet een dubbele punt achter 'gemeente'",
    ),
    "name_once": (
        "twijfel.txt",
        f"gemeente: Testdorp\ninterviewer: Jo\n\n{NAMES}An: Ook niet voor {SECRET}.\n",
        f"'An' (regel 8) spreekt één keer en is bij de beurt ervoor gevoegd; {ASK.replace('<naam>', 'An')}",
    ),
    "name_or_word_once": (
        "twijfel.txt",
        f"{TALK}{SECRET.capitalize()}: dat is er niet.\n",
        f"regel 5 lijkt een spreker die één keer spreekt en is bij de beurt ervoor gevoegd; {ASK}",
    ),
    "malformed_time": (
        "twijfel.vtt",
        captions(CUES[:2]).replace("00:00:02.000", "x"),
        "regel 8: de tijd van de ondertitel is niet te lezen; de tekst eronder telt wel mee",
    ),
}


@pytest.mark.parametrize(("name", "content", "warning"), DOUBTFUL_TRANSCRIPTS.values(), ids=DOUBTFUL_TRANSCRIPTS.keys())
def test_doubtful_transcript_is_read_with_a_warning(make_study, cli, name, content, warning):
    checked = cli("check", "--study", make_study({name: content}))
    assert (checked.code, checked.err) == (0, "")
    assert checked.out.splitlines()[0] == f"let op: twijfel: {warning}"
    assert SECRET not in checked.out.casefold()


def test_unsupported_type_in_the_manifest(make_study, cli):
    manifest = "file,gemeente\neen.txt,Testdorp\nfout.pages,Testdorp\n"
    study = make_study({"een.txt": TALK, "fout.pages": b"%PDF-1.7", "manifest.csv": manifest})
    message = "✗ fout.pages: soort bestand '.pages' wordt niet gelezen; gelezen worden .txt, .md, .docx, .odt, .rtf, .pdf, .vtt, .srt, .json, .csv, .xlsx"
    checked, coded = cli("check", "--study", study), cli("code", "--study", study)
    assert (checked.code, checked.err.splitlines()[0]) == (1, message)
    assert (coded.code, coded.err.splitlines()[0]) == (1, message)
    assert set(pd.read_csv(study / "out/codings.csv")["interview_id"]) == {"een"}


def test_unsupported_type_on_the_command_line(make_study, cli):
    study = make_study({"een.txt": TALK, "fout.wps": b"x"})
    folder = study / "transcripten"
    coded = cli("code", folder / "fout.wps", folder / "een.txt", "--study", study)
    message = "✗ fout.wps: soort bestand '.wps' wordt niet gelezen; gelezen worden .txt, .md, .docx, .odt, .rtf, .pdf, .vtt, .srt, .json, .csv, .xlsx"
    assert (coded.code, coded.err.splitlines()[0]) == (1, message)
    assert set(pd.read_csv(study / "out/codings.csv")["interview_id"]) == {"een"}


def test_check_names_all_bad_transcripts_at_once(make_study, cli):
    cases = [case for case in BAD_TRANSCRIPTS.values() if case[0] == "fout.txt"]
    files = {f"fout{n:02d}.txt": content for n, (_, content, _) in enumerate(cases)}
    expected = {message.replace("fout.txt", f"fout{n:02d}.txt") for n, (_, _, message) in enumerate(cases)}
    checked = cli("check", "--study", make_study({"een.txt": TALK, **files}))
    assert {line.removeprefix("✗ ") for line in checked.err.splitlines()} - {f"{len(cases)} fout(en) gevonden."} == (
        expected
    )


def test_only_bad_transcripts_leave_the_earlier_codings(make_study, cli):
    study = make_study({"een.txt": TALK})
    assert cli("code", "--study", study).code == 0
    earlier = (study / "out/codings.csv").read_bytes()
    (study / "transcripten/een.txt").write_bytes(b"")
    assert cli("code", "--study", study).code == 1
    assert (study / "out/codings.csv").read_bytes() == earlier


@pytest.mark.parametrize(
    ("transcript", "manifest"),
    [(NO_ROLES, None), (NO_ROLES.split("\n\n")[1], "file,gemeente\neen.txt,Testdorp\n")],
    ids=["before_a_header", "only_line_on_top"],
)
def test_advice_to_name_the_interviewer_on_top_works(make_study, cli, transcript, manifest):
    files = {"een.txt": f"interviewer: Jan\n{transcript}"}
    study = make_study(files | ({"manifest.csv": manifest} if manifest else {}))
    assert cli("code", "--study", study).err == ""
    turns = pd.read_csv(study / "out/turns.csv")
    assert (
        list(zip(turns["speaker"], turns["role"], strict=True))
        == [
            ("Jan", "interviewer"),
            ("Piet", "respondent"),
        ]
        * 2
    )
