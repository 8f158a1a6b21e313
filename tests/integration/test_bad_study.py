"""Every mistake in codebook, settings, manifest or hand codings: its Dutch message, and nothing written."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

SECRET = "zeegroen"
TALK = f"gemeente: Testdorp\n\nInterviewer: Hoe gaat het?\nRespondent: Er is geen geld voor {SECRET}.\n"
SETTINGS = '[studie]\nhandcoderingen = "hand.csv"\n'
HAND = f"interview_id,turn_no,quote,code_id\neen,2,Er is geen geld voor {SECRET}.,financiering.tekort\n"
MANIFEST = "interview_id,file,gemeente\neen,een.txt,Testdorp\n"
MISSING = "dit bestand ontbreekt; zet het terug of begin met 'factorwijzer new'"
SHORT_LINES = "codebook/codes/netwerk/korte_lijnen.yaml"
SECTION_KEYS = "titel, transcripten, codeboek, model, uit, handcoderingen, coder_a, coder_b, verzonnen"


def remove(name: str):
    return lambda study: (study / name).unlink()


def replace(name: str, old: str, new: str):
    def change(study: Path) -> None:
        text = (study / name).read_text(encoding="utf-8")
        assert old in text
        (study / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def append(name: str, line: str):
    return lambda study: (study / name).write_text((study / name).read_text(encoding="utf-8") + line, encoding="utf-8")


def copy_of_a_code(study: Path) -> None:
    shutil.copy(study / SHORT_LINES, study / "codebook/codes/netwerk/tweede.yaml")


BAD_STUDIES = {
    "no_themes": (remove("codebook/themes.yaml"), f"codebook/themes.yaml: {MISSING}"),
    "no_examples": (remove("codebook/examples_none.yaml"), f"codebook/examples_none.yaml: {MISSING}"),
    "theme_names_missing_code": (
        remove(SHORT_LINES),
        r"codebook/themes.yaml, regel (\d+): code 'netwerk.korte_lijnen' bestaat niet in codes/",
    ),
    "double_code_id": (
        copy_of_a_code,
        "codebook/codes/netwerk/tweede.yaml, regel 1: code_id 'netwerk.korte_lijnen' bestaat al in "
        "codes/netwerk/korte_lijnen.yaml; elke code_id mag één keer voorkomen",
    ),
    "code_id_does_not_fit_path": (
        replace(SHORT_LINES, "netwerk.korte_lijnen", "netwerk.kort"),
        f"{SHORT_LINES}, regel 1: gevonden 'netwerk.kort'; bij dit pad hoort 'netwerk.korte_lijnen'",
    ),
    "unknown_code_in_hand_codings": (
        replace("hand.csv", "financiering.tekort", "financiering.te_weinig"),
        "hand.csv, regel 2: onbekende code 'financiering.te_weinig'; zie codebook/themes.yaml voor de codes",
    ),
    "quote_not_in_turn": (
        replace("hand.csv", "geen geld", "weinig geld"),
        "hand.csv, regel 2: het citaat staat niet letterlijk in beurt 2 van een; kopieer het precies",
    ),
    "hand_coding_of_absent_turn": (
        append("hand.csv", "een,9,Er is,financiering.tekort\n"),
        "hand.csv, regel 3: beurt '9' bestaat niet in een; toegestaan: 1 tot en met 2",
    ),
    "hand_coding_of_absent_interview": (
        append("hand.csv", "twee,2,Er is,financiering.tekort\n"),
        "hand.csv, regel 3: interview 'twee' bestaat niet; bekend: een",
    ),
    "hand_coding_of_interviewer": (
        append("hand.csv", "een,1,Hoe gaat het?,financiering.tekort\n"),
        "hand.csv, regel 3: beurt 1 is van de interviewer; alleen wat respondenten zeggen, krijgt een code",
    ),
    "manifest_names_missing_file": (
        append("transcripten/manifest.csv", "twee,twee.txt,Testdorp\n"),
        "manifest.csv, regel 3: bestand 'twee.txt' bestaat niet in transcripten/",
    ),
    "manifest_with_unknown_column": (
        replace("transcripten/manifest.csv", "gemeente", "plaats"),
        "manifest.csv, regel 1: onbekende kolom 'plaats'; toegestaan: interview_id, file, gemeente, perspectief, "
        "datum, interviewer, respondent",
    ),
    "manifest_without_file_column": (
        replace("transcripten/manifest.csv", ",file", ",perspectief"),
        "manifest.csv, regel 1: kolom 'file' ontbreekt",
    ),
    "manifest_names_a_file_twice": (
        append("transcripten/manifest.csv", "twee,een.txt,Testdorp\n"),
        "manifest.csv, regel 3: bestand 'een.txt' staat er twee keer in",
    ),
    "manifest_row_too_long": (
        append("transcripten/manifest.csv", "twee,een.txt,Testdorp,school, jeugd\n"),
        "manifest.csv, regel 3: meer dan 3 kolommen; zet tekst met een komma tussen aanhalingstekens",
    ),
    "unknown_setting": (
        append("factorwijzer.toml", 'kleur = "rood"\n'),
        f"factorwijzer.toml, regel 3: studie.kleur: onbekende instelling; toegestaan: {SECTION_KEYS}",
    ),
    "unknown_section": (
        append("factorwijzer.toml", "\n[kleuren]\n"),
        "factorwijzer.toml, regel 4: kleuren: onbekende instelling; toegestaan: studie, taal, codering, rapport, privacy, beoordeling, "
        "gemeenten",
    ),
}
PARTS = pytest.mark.parametrize(("spoil", "message"), BAD_STUDIES.values(), ids=BAD_STUDIES.keys())


@pytest.fixture
def study(make_study, cli) -> Path:
    """A good study with hand codings and a manifest, coded once."""
    made = make_study({"een.txt": TALK, "manifest.csv": MANIFEST}, settings=SETTINGS)
    (made / "hand.csv").write_text(HAND, encoding="utf-8")
    assert cli("code", "--study", made).code == 0
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def says(text: str, message: str) -> bool:
    wanted = message if r"(\d+)" in message else re.escape(message)
    return any(re.fullmatch(f"✗ {wanted}", line) for line in text.splitlines())


def test_the_study_itself_is_in_order(study, cli):
    checked = cli("check", "--study", study)
    assert (checked.code, checked.err) == (0, "")


@PARTS
def test_check_names_the_mistake(study, cli, spoil, message):
    spoil(study)
    checked = cli("check", "--study", study)
    assert says(checked.err, message), checked.err
    assert checked.code == 1
    assert "Traceback" not in checked.err + checked.out
    assert SECRET not in checked.err + checked.out


@PARTS
def test_code_names_the_mistake_and_writes_nothing(study, cli, spoil, message):
    spoil(study)
    before = contents(study)
    coded = cli("code", "--study", study)
    assert says(coded.err, message), coded.err
    assert coded.code == 2
    assert contents(study) == before
    assert "Traceback" not in coded.err + coded.out
    assert SECRET not in coded.err + coded.out


@pytest.mark.parametrize("case", ["manifest_names_missing_file", "manifest_with_unknown_column"])
def test_the_mistake_is_named_before_the_model_learns(make_study, cli, case):
    spoil, message = BAD_STUDIES[case]
    made = make_study({"een.txt": TALK, "manifest.csv": MANIFEST})
    shutil.rmtree(made / "model")
    spoil(made)
    before = contents(made)
    coded = cli("code", "--study", made)
    assert says(coded.err, message)
    assert contents(made) == before


def test_check_names_mistakes_of_every_kind_at_once(study, cli):
    remove("codebook/examples_none.yaml")(study)
    (study / "transcripten/leeg.txt").write_bytes(b"")
    append("transcripten/manifest.csv", "twee,twee.txt,Testdorp\n")(study)
    checked = cli("check", "--study", study)
    places = {line.split(":")[0] for line in checked.err.splitlines() if line.startswith("✗")}
    assert places == {"✗ codebook/examples_none.yaml", "✗ leeg.txt", "✗ manifest.csv, regel 3"}


def test_check_names_mistakes_in_settings_with_all_the_others(study, cli):
    append("factorwijzer.toml", 'kleur = "rood"\n[rapport]\nciteren = 3\n')(study)
    replace(SHORT_LINES, "naam: ", "namen: ")(study)
    replace("codebook/codes/financiering/tekort.yaml", "financiering.beschikbaar", "weg.weg")(study)
    append("transcripten/manifest.csv", "twee,twee.txt,Testdorp\n")(study)
    (study / "transcripten/leeg.txt").write_bytes(b"")
    append("hand.csv", "een,9,Er is,financiering.tekort\n")(study)
    checked = cli("check", "--study", study)
    assert checked.code == 1
    assert [line.split(": ")[0] for line in checked.err.splitlines()[:-1]] == [
        "✗ factorwijzer.toml, regel 3",
        "✗ factorwijzer.toml, regel 5",
        f"✗ {SHORT_LINES}, regel 1",
        f"✗ {SHORT_LINES}, regel 2",
        "✗ codebook/codes/financiering/tekort.yaml, regel 4",
        "✗ manifest.csv, regel 3",
        "✗ leeg.txt",
        "✗ hand.csv, regel 3",
    ]


def test_broken_settings_do_not_hide_a_bad_transcript(study, cli):
    append("factorwijzer.toml", "titel\n")(study)
    (study / "transcripten/leeg.txt").write_bytes(b"")
    append("hand.csv", "een,9,Er is,financiering.tekort\n")(study)
    places = [line.split(":")[0] for line in cli("check", "--study", study).err.splitlines()[:-1]]
    assert places == ["✗ factorwijzer.toml, regel 3", "✗ leeg.txt", "✗ hand.csv, regel 3"]


def test_a_broken_codebook_does_not_hide_mistakes_in_hand_codings(study, cli):
    remove("codebook/themes.yaml")(study)
    append("hand.csv", "een,9,Er is,onbekende.code\n")(study)
    append("hand.csv", "een,2,Er is,onbekende.code\n")(study)
    places = [line.split(":")[0] for line in cli("check", "--study", study).err.splitlines()[:-1]]
    assert places == ["✗ codebook/themes.yaml", "✗ hand.csv, regel 3"]


def test_hand_codings_are_not_blamed_for_what_a_wrong_manifest_hides(study, cli):
    replace("transcripten/manifest.csv", "een,een.txt", "een,weg.txt")(study)
    (study / "transcripten/een.txt").rename(study / "transcripten/ander.txt")
    assert [line.split(":")[0] for line in cli("check", "--study", study).err.splitlines()[:-1]] == [
        "✗ manifest.csv, regel 2"
    ]


def test_two_bad_files_that_differ_in_their_ending_are_both_named(study, cli):
    for ending in ("txt", "docx", "srt"):
        (study / f"transcripten/fout.{ending}").write_bytes(b"")
    places = [line.split(":")[0] for line in cli("check", "--study", study).err.splitlines()[:-1]]
    assert places == ["✗ fout.docx", "✗ fout.srt", "✗ fout.txt"]


def test_hand_codings_of_an_interview_with_a_bad_double_are_still_checked(study, cli):
    (study / "transcripten/een.srt").write_bytes(b"")
    append("hand.csv", "een,9,Er is,financiering.tekort\n")(study)
    places = [line.split(":")[0] for line in cli("check", "--study", study).err.splitlines()[:-1]]
    assert places == ["✗ een.srt", "✗ hand.csv, regel 3"]


@pytest.mark.parametrize("model", ["nl_core_news_xx", "json", "geen/map"])
def test_a_language_model_that_is_not_there_is_named_with_the_rest(study, cli, model):
    append("factorwijzer.toml", f'[taal]\nmodel = "{model}"\n')(study)
    (study / "transcripten/leeg.txt").write_bytes(b"")
    checked = cli("check", "--study", study)
    assert checked.err.startswith("✗ factorwijzer.toml, [taal] model: ")
    assert f"'{model}'" in checked.err
    assert "✗ leeg.txt" in checked.err
    assert cli("code", "--study", study).code == 2


def test_a_folder_of_hand_codings_is_one_complaint_among_the_others(study, cli):
    remove("hand.csv")(study)
    (study / "hand.csv").mkdir()
    (study / "transcripten/leeg.txt").write_bytes(b"")
    places = [line.split(":")[0] for line in cli("check", "--study", study).err.splitlines()[:-1]]
    assert places == ["✗ leeg.txt", "✗ hand.csv"]


@pytest.mark.parametrize(
    "settings",
    [
        "[codering]\nmax_woorden_per_segment = 2\n",
        '[codering]\ntellen_mee = ["zeker"]\n',
        "[rapport]\ncitaten_per_aanbeveling = 99\n",
        "[studie\n",
        "studie = 3\n",
    ],
    ids=["too_low", "not_a_choice", "too_high", "no_toml", "no_section"],
)
def test_a_wrong_setting_is_explained_in_dutch(make_study, cli, settings):
    checked = cli("check", "--study", make_study(settings=settings))
    assert "✗ factorwijzer.toml" in checked.err
    assert not re.search(r"Input should|Expected|at line|valid dictionary", checked.err), checked.err


def test_a_double_code_blames_the_copy_alone(study, cli):
    shutil.copy(study / SHORT_LINES, study / "codebook/codes/netwerk/kopie.yaml")
    checked = cli("check", "--study", study)
    assert [line.split(",")[0] for line in checked.err.splitlines()[:-1]] == ["✗ codebook/codes/netwerk/kopie.yaml"]


def test_a_damaged_model_is_learnt_again_and_said_so(make_study, cli):
    made = make_study()
    (made / "model/model.skops").write_bytes(b"half")
    coded = cli("code", "--study", made)
    assert coded.code == 0
    assert coded.out.startswith(
        "Het model is beschadigd of van een andere versie; het leert nu eerst van het codeboek.\n"
    )
    assert "Niets veranderd" in cli("train", "--study", made).out


@pytest.mark.parametrize("command", ["check", "code", "train"])
def test_a_codebook_that_the_settings_name_and_is_not_there_is_a_mistake(make_study, cli, command):
    made = make_study(settings='[studie]\ncodeboek = "codebook"\n')
    shutil.rmtree(made / "codebook")
    (made / "transcripten/leeg.txt").write_bytes(b"")
    told = cli(command, "--study", made)
    assert told.code == (1 if command == "check" else 2)
    assert told.err.splitlines()[0] == (
        "✗ factorwijzer.toml: studie.codeboek: map 'codebook' bestaat niet in de studiemap; zet haar terug of verander "
        "de naam, of haal de instelling weg om het codeboek van het programma te gebruiken"
    )


def test_a_new_study_that_loses_its_codebook_is_not_coded_with_another(cli, tmp_path):
    cli("new", tmp_path / "studie")
    shutil.rmtree(tmp_path / "studie/codebook")
    assert "studie.codeboek: map 'codebook' bestaat niet" in cli("check", "--study", tmp_path / "studie").err


def test_that_the_codebook_is_not_the_studys_own_is_said(make_study, cli):
    made = make_study()
    shutil.rmtree(made / "codebook")
    said = "let op: de studie heeft geen eigen map codebook/; het codeboek van het programma wordt gebruikt"
    assert said in cli("check", "--study", made).out.splitlines()


def test_files_that_cannot_be_opened_are_named_in_dutch_with_the_rest(study, cli, monkeypatch):
    closed = {study / "transcripten/een.txt", study / SHORT_LINES}
    open_file, read_bytes = Path.open, Path.read_bytes

    def refuse(path: Path):
        if path in closed:
            raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", lambda path, *rest, **more: refuse(path) or open_file(path, *rest, **more))
    monkeypatch.setattr(Path, "read_bytes", lambda path: refuse(path) or read_bytes(path))
    checked = cli("check", "--study", study)
    assert [line.split("; ")[0] for line in checked.err.splitlines()[:-1]] == [
        f"✗ {SHORT_LINES}: geen toestemming om dit te openen of te schrijven",
        "✗ een.txt: geen toestemming om dit te openen of te schrijven",
    ]


@pytest.mark.parametrize(("named", "absent"), [("coder_a", "coder_b"), ("coder_b", "coder_a")])
def test_one_coder_without_the_other_is_a_warning(make_study, cli, named, absent):
    made = make_study({"een.txt": TALK}, settings=f'[studie]\n{named} = "hand.csv"\n')
    (made / "hand.csv").write_text(HAND, encoding="utf-8")
    checked = cli("check", "--study", made)
    assert (checked.code, checked.err) == (0, "")
    assert f"let op: factorwijzer.toml: studie.{absent} ontbreekt; zonder twee codeurs" in checked.out


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ('een,2,"Er is geen geld,financiering.tekort\n', 3),
        ('een,2,"Er is geen geld,financiering.tekort\neen,2,"Er is",financiering.tekort\n', 3),
    ],
    ids=["to the end", "before another quote"],
)
def test_a_quotation_mark_that_is_never_closed_is_named_where_it_stands(study, cli, rows, line):
    append("hand.csv", rows)(study)
    message = f"hand.csv, regel {line}: een rij die hier begint, is niet te lezen; sluit elk aanhalingsteken"
    for command in ("check", "code"):
        assert f"✗ {message}" in cli(command, "--study", study).err


def test_an_absent_study_is_named(cli, tmp_path):
    folder = tmp_path / "nergens"
    for command in ("check", "code", "report"):
        outcome = cli(command, "--study", folder)
        assert outcome.code == 2
        assert outcome.err == f"✗ {folder}: deze map bestaat niet; maak een studiemap met 'factorwijzer new MAP'\n", (
            command
        )


def test_a_study_without_transcripts_says_what_to_put_where(make_study, cli):
    made = make_study({})
    message = (
        f"✗ {made / 'transcripten'}: geen transcripten gevonden; zet er bestanden in die eindigen op .txt, .md, .docx, "
        ".odt, .rtf, .pdf, .vtt, .srt, .json, .csv, .xlsx"
    )
    assert cli("check", "--study", made).err.splitlines()[0] == message
    coded = cli("code", "--study", made)
    assert (coded.code, coded.err.splitlines()) == (2, [message])
