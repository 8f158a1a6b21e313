"""factorwijzer.toml: every mistake is told in Dutch with the file, the line and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.errors import SettingsError
from pipeline.settings import FILE_NAME, Settings, document_name, load_settings, read_settings

STUDY_KEYS = "titel, transcripten, codeboek, model, uit, handcoderingen, coder_a, coder_b, verzonnen"
# id, settings, line, complaint
ONE_MISTAKE = [
    ("unknown section", "\n[stduie]\n", 2, "stduie: onbekende instelling; toegestaan: studie, taal, codering, rapport, privacy, beoordeling, gemeenten"),
    ("unknown key", '[studie]\ntitel = "a"\nkleur = "rood"\n', 3, f"studie.kleur: onbekende instelling; toegestaan: {STUDY_KEYS}"),
    ("key of another section", "[taal]\ntitel = 'a'\n", 2, "taal.titel: onbekende instelling; toegestaan: model"),
    ("key above the sections", "titel = 'a'\n", 1, "titel: onbekende instelling; toegestaan: studie, taal, codering, rapport, privacy, beoordeling, gemeenten"),
    ("number for text", "[studie]\n# titel = 1\ntitel = 3\n", 3, "studie.titel: dit moet tekst tussen aanhalingstekens zijn; gevonden 3"),
    ("date for text", "[studie]\ntitel = 2024-01-02\n", 2, "studie.titel: dit moet tekst tussen aanhalingstekens zijn; gevonden 2024-01-02"),
    ("text for truth", "[studie]\nverzonnen = 'ja'\n", 2, "studie.verzonnen: dit moet true of false zijn; gevonden 'ja'"),
    ("number for truth", "[studie]\nverzonnen = 1\n", 2, "studie.verzonnen: dit moet true of false zijn; gevonden 1"),
    ("text for number", "[codering]\n\n  zaad = '7'\n", 3, "codering.zaad: dit moet een geheel getal zijn; gevonden '7'"),
    ("fraction for number", "[codering]\nzaad = 7.5\n", 2, "codering.zaad: dit moet een geheel getal zijn; gevonden 7.5"),
    ("truth for number", "[codering]\nzaad = true\n", 2, "codering.zaad: dit moet een geheel getal zijn; gevonden true"),
    ("text for list", "[privacy]\nverberg_namen = 'Jan'\n", 2, "privacy.verberg_namen: dit moet een lijst zijn, bijvoorbeeld [\"a\", \"b\"]; gevonden 'Jan'"),
    ("number in list", "[privacy]\nverberg_namen = ['Jan', 3]\n", 2, "privacy.verberg_namen.1: dit moet tekst tussen aanhalingstekens zijn; gevonden 3"),
    ("municipality", "[gemeenten]\n'Ons Dorp' = 1\n", 2, "gemeenten.Ons Dorp: dit moet tekst tussen aanhalingstekens zijn; gevonden 1"),
    ("same key in two sections", "[studie]\nmodel = 'm'\n[taal]\nmodel = 3\n", 4, "taal.model: dit moet tekst tussen aanhalingstekens zijn; gevonden 3"),
    ("dotted key", "# paden\nstudie.titel = 3\n", 2, "studie.titel: dit moet tekst tussen aanhalingstekens zijn; gevonden 3"),
    ("text instead of a section", "\ntaal = 'nl'\n", 2, "taal: "),
]  # fmt: skip
NOT_DUTCH = [
    ("too few words", "[codering]\nmax_woorden_per_segment = 4\n", "5"),
    ("too many quotes", "[rapport]\ncitaten_per_aanbeveling = 11\n", "10"),
    ("no quotes", "[rapport]\ncitaten_per_aanbeveling = 0\n", "1"),
    ("certainty", "[codering]\ntellen_mee = ['certain', 'misschien']\n", "doubtful"),
    ("text instead of a section", "taal = 'nl'\n", "model"),
    ("list of municipalities", "gemeenten = ['Veldhaven']\n", ""),
]  # fmt: skip
ENGLISH = ("Input", "should", " or ", "valid")
BROKEN = [
    ("no equals sign", "[studie]\ntitel 'a'\n", 2),
    ("text without quotes", "[studie]\n\ntitel = Onze studie\n", 3),
    ("key twice", "[studie]\ntitel = 'a'\ntitel = 'b'\n", 3),
    ("section twice", "[taal]\n[taal]\n", 2),
    ("Windows path", '[studie]\nuit = "C:\\uit"\n', 2),
]


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / FILE_NAME
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def complaints(path: Path) -> list[str]:
    with pytest.raises(SettingsError, match=r"^factorwijzer\.toml") as caught:
        load_settings(path)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("content", "line", "message"), [case[1:] for case in ONE_MISTAKE], ids=[case[0] for case in ONE_MISTAKE]
)
def test_one_mistake_names_file_line_and_what_is_allowed(tmp_path, content, line, message):
    (found,) = complaints(write(tmp_path, content))
    assert found.startswith(f"{FILE_NAME}, regel {line}: {message}")


@pytest.mark.parametrize(("content", "allowed"), [case[1:] for case in NOT_DUTCH], ids=[case[0] for case in NOT_DUTCH])
def test_limits_are_told_in_dutch(tmp_path, content, allowed):
    (found,) = complaints(write(tmp_path, content))
    assert allowed in found
    assert [word for word in ENGLISH if word in found] == []


@pytest.mark.parametrize(("content", "line"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_toml_names_file_and_line(tmp_path, content, line):
    (found,) = complaints(write(tmp_path, content))
    assert found.startswith(f"{FILE_NAME}, regel {line}: geen geldige TOML")
    assert "zie docs/handleiding.md" in found


@pytest.mark.parametrize(
    "wrong",
    ["kleur = 3", "titel = 3", "titel", "titel = Onze studie", '[privacy]\nverberg_namen = ["a", 3]', "[weg]\na = 1"],
)
def test_a_mistake_leaves_the_other_settings_as_they_are(tmp_path, wrong):
    read, problems = read_settings(write(tmp_path, f"[studie]\ntranscripten = 't'\n{wrong}\n[codering]\nzaad = 7\n"))
    assert len(problems) == 1
    assert (read.studie.transcripten, read.studie.titel, read.codering.zaad) == ("t", Settings().studie.titel, 7)
    assert read.privacy == Settings().privacy


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_other_encodings_are_refused(tmp_path, encoding):
    path = write(tmp_path, "[studie]\ntitel = 'één'\n".encode(encoding))
    assert complaints(path) == ["factorwijzer.toml: het bestand is geen UTF-8; sla het opnieuw op als UTF-8"]


def test_all_mistakes_are_told_at_once(tmp_path):
    found = complaints(write(tmp_path, "[studie]\ntitel = 1\nkleur = 2\n[codering]\nzaad = 'x'\n[weg]\n"))
    assert [complaint.split(":")[0] for complaint in found] == [f"{FILE_NAME}, regel {n}" for n in (2, 3, 5, 6)]


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf[studie]\ntitel = 'Onze studie'\n", b"[studie]\r\ntitel = 'Onze studie'\r\n"],
    ids=["BOM", "CRLF"],
)
def test_file_of_another_editor_is_read(tmp_path, content):
    assert load_settings(write(tmp_path, content)).studie.titel == "Onze studie"


def test_line_is_right_after_a_bom(tmp_path):
    assert complaints(write(tmp_path, b"\xef\xbb\xbftitel = 1\n"))[0].startswith(f"{FILE_NAME}, regel 1: titel: ")


def test_no_file_and_an_empty_file_give_the_defaults(tmp_path):
    assert load_settings(tmp_path / FILE_NAME) == Settings() == load_settings(write(tmp_path, ""))


def test_one_key_leaves_the_other_defaults(tmp_path):
    loaded = load_settings(write(tmp_path, "[codering]\nmax_woorden_per_segment = 5\n"))
    assert loaded.codering.max_woorden_per_segment == 5
    assert loaded.codering.tellen_mee == ["certain", "likely"]
    assert (loaded.studie, loaded.taal, loaded.rapport) == (Settings().studie, Settings().taal, Settings().rapport)


@pytest.mark.parametrize(
    ("first", "second"),
    [("Noord", "Noord"), ("Noord", "NOORD"), ("Noord 1", "noord-1"), ("Caf\u00e9", "Cafe\u0301"), ("Weiß", "weiss")],
    ids=["the same", "capitals", "the same file name", "composed accent", "sharp s"],
)
def test_two_labels_that_give_one_file_name_are_refused(tmp_path, first, second):
    settings = f"# namen\n[gemeenten]\nOudermeer = '{first}'\n\n'Ons Dorp' = '{second}'\n"
    assert complaints(write(tmp_path, settings)) == [
        f"{FILE_NAME}, regel 5: gemeenten.Ons Dorp: gevonden '{second}'; dat geeft dezelfde bestandsnaam als Oudermeer; "
        "geef elke gemeente een eigen naam"
    ]


@pytest.mark.parametrize("label", ["vergelijking", "Vergelijking"])
def test_a_label_that_is_the_name_of_the_comparison_is_refused(tmp_path, label):
    assert complaints(write(tmp_path, f"[gemeenten]\nOudermeer = '{label}'\n")) == [
        f"{FILE_NAME}, regel 2: gemeenten.Oudermeer: gevonden '{label}'; zo heet de vergelijking van de gemeenten al; "
        "kies een andere naam"
    ]


def test_settings_cannot_change_while_running():
    with pytest.raises(ValidationError, match="frozen"):
        Settings().studie.titel = "anders"


def test_settings_of_the_sample_study(repo):
    loaded = load_settings(repo / FILE_NAME)
    assert loaded.studie.transcripten == "transcripts_sample"
    assert loaded.gemeenten == {"Veldhaven": "Gemeente 1", "Oudermeer": "Gemeente 2"}


@settings(deadline=None)
@given(
    names=st.dictionaries(st.from_regex(r"[A-Za-z -]{1,9}", fullmatch=True), st.text("abé '🙂", max_size=9), max_size=4)
)
def test_names_of_municipalities_come_back_as_written(tmp_path_factory: pytest.TempPathFactory, names: dict[str, str]):
    assume(len({document_name(label) for label in names.values()}) == len(names))
    lines = [f'"{name}" = "{label}"\n' for name, label in names.items()]
    assert load_settings(write(tmp_path_factory.getbasetemp(), "[gemeenten]\n" + "".join(lines))).gemeenten == names


def test_command_tells_it_without_a_traceback(tmp_path, cli):
    write(tmp_path, "[studie]\nkleur = 'rood'\n")
    outcome = cli("check", "--study", tmp_path)
    assert outcome.code == 1
    assert "factorwijzer.toml, regel 2: studie.kleur: onbekende instelling" in " ".join(outcome.err.split())
    assert "Traceback" not in outcome.out + outcome.err
