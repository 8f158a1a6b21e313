"""The command ``code``: what it writes, what it takes over unchanged, and where its offsets point."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import docx
import pandas as pd
import pytest
import yaml

from pipeline.codebook import load_codebook

COLUMNS = [
    "interview_id",
    "municipality",
    "turn_no",
    "speaker",
    "start_char",
    "end_char",
    "text",
    "code_id",
    "direction",
    "origin",
    "score",
    "certainty",
    "source_id",
    "detail",
]
TALK = """\
gemeente: Testdorp

I: Hebben jullie korte lijnen? Is er geen geld voor?
R: Ja 🙂 we hebben korte lijnen.
Maar er is geen geld voor,
  ook niet voor cafébezoek. Er is echt geen geld.

I: Er is dus geen geld voor?
R: Nee, er is geen geld voor. Ik app haar en een kwartier later belt ze terug.
"""
SPOKEN = [line for line in TALK.splitlines() if line.startswith(("I:", "R:"))]
PACKAGED = Path(__file__).parents[2] / "codebook"


def word(text: str) -> bytes:
    document, saved = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(saved)
    return saved.getvalue()


def captions(text: str) -> bytes:
    lines = [line for line in text.splitlines() if line.startswith(("I:", "R:"))]
    cues = [f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{line}\n" for n, line in enumerate(lines)]
    return ("WEBVTT\n\nNOTE gemeente: Testdorp\n\n" + "\n".join(cues)).encode()


def table(study: Path, name: str = "codings") -> pd.DataFrame:
    return pd.read_csv(study / f"out/{name}.csv", keep_default_na=False)


def times(study: Path) -> dict[str, int]:
    """Return when what is kept of each coded interview was written; names are kept by their text."""
    kept = [path for path in (study / "out/.cache").iterdir() if not path.name.startswith("names-")]
    return {path.name: path.stat().st_mtime_ns for path in kept}


def test_names_of_a_transcript_that_is_gone_are_not_kept(make_study, cli):
    study = make_study({"een.txt": TALK, "twee.txt": TALK.replace("Ik app", "Ik bel")})
    for n_interviews in (2, 1):
        assert cli("code", "--study", study).code == 0
        assert len(list((study / "out/.cache").glob("names-*"))) == n_interviews
        (study / "transcripten/twee.txt").unlink(missing_ok=True)


def assert_cut(frame: pd.DataFrame, text: str) -> None:
    assert len(frame)
    assert [text[s:e] for s, e in zip(frame["start_char"], frame["end_char"], strict=True)] == list(frame["text"])


@pytest.fixture
def two(make_study, cli) -> Path:
    """Two interviews, coded once."""
    study = make_study({"een.txt": TALK, "twee.txt": TALK.replace("Testdorp", "Elders")})
    assert cli("code", "--study", study).code == 0
    return study


def test_codings_have_the_columns_of_the_interface_in_order(two):
    assert list(table(two).columns) == COLUMNS
    content = (two / "out/codings.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.split(b"\n")[0] == ",".join(COLUMNS).encode()


def test_the_same_codings_stand_beside_for_excel(make_study, cli):
    study = make_study({"een.txt": TALK + "I: Dus?\nR: - er is geen geld voor;\n"})
    assert cli("code", "--study", study).code == 0
    assert (study / "out/codings_excel.csv").read_bytes().startswith(b"\xef\xbb\xbf" + ";".join(COLUMNS).encode())
    excel = pd.read_csv(study / "out/codings_excel.csv", sep=";", decimal=",", keep_default_na=False)
    assert (excel["text"].str.startswith("'- er is geen geld voor;")).any()
    excel["text"] = excel["text"].str.replace(r"^'(?=-)", "", regex=True)
    pd.testing.assert_frame_equal(excel, table(study))


def test_codings_hold_what_the_transcript_says_of_itself(two):
    codings = table(two)
    assert set(zip(codings["interview_id"], codings["municipality"], strict=True)) == {
        ("een", "Testdorp"),
        ("twee", "Elders"),
    }
    short_lines = codings[
        (codings["code_id"] == "netwerk.korte_lijnen") & (codings["text"].str.contains("korte lijnen"))
    ]
    assert set(short_lines["direction"]) == {"bevorderend"}
    assert set(short_lines["turn_no"]) == {2}


def test_only_respondents_are_coded(two):
    turns, codings = table(two, "turns"), table(two)
    assert list(turns["role"]) == ["interviewer", "respondent"] * 4
    assert set(codings["speaker"]) == {"R"}
    assert set(codings["turn_no"]) == {2, 4}


@pytest.mark.parametrize(
    ("encoding", "newline"),
    [
        ("utf-8", "\n"),
        ("utf-8", "\r\n"),
        ("utf-8", "\r"),
        ("utf-8-sig", "\n"),
        ("utf-16", "\n"),
        ("cp1252", "\n"),
        ("cp1252", "\r\n"),
    ],
)
def test_offsets_cut_the_text_out_of_the_txt_file_itself(make_study, cli, encoding, newline):
    text = TALK.replace("\n", newline).replace("🙂", "🙂" if encoding != "cp1252" else "–")
    study = make_study({"een.txt": text.encode(encoding)})
    assert cli("code", "--study", study).code == 0
    decoded = (study / "transcripten/een.txt").read_bytes().decode(encoding)
    assert_cut(table(study), decoded)
    assert_cut(table(study, "turns"), decoded)
    assert not (study / "out/texts").exists()


@pytest.mark.parametrize(("name", "make"), [("een.docx", word), ("een.vtt", captions)], ids=["docx", "vtt"])
def test_offsets_of_other_formats_cut_the_written_text(make_study, cli, name, make):
    study = make_study({name: make(TALK)})
    assert cli("code", "--study", study).code == 0
    written = (study / "out/texts/een.txt").read_bytes().decode()
    assert_cut(table(study), written)
    assert_cut(table(study, "turns"), written)
    assert {"netwerk.korte_lijnen", "financiering.tekort"} <= set(table(study)["code_id"])


def test_interviews_with_nearly_the_same_name_keep_their_own_text(make_study, cli):
    longer = TALK + "R: Nog eens: er is geen geld.\n"
    study = make_study({"a.docx": word(f"interview: groep 1\n{TALK}"), "b.docx": word(f"interview: groep_1\n{longer}")})
    assert cli("code", "--study", study).code == 0
    texts = {path.read_bytes().decode() for path in (study / "out/texts").iterdir()}
    assert len(texts) == 2


def test_running_again_says_so_and_codes_nothing_again(two, cli):
    before, codings = times(two), (two / "out/codings.csv").read_bytes()
    again = cli("code", "--study", two)
    assert again.code == 0
    assert "Niets veranderd: 2 interview(s) ongewijzigd, er is niets opnieuw gecodeerd." in again.out.splitlines()
    assert times(two) == before
    assert (two / "out/codings.csv").read_bytes() == codings


def test_a_changed_transcript_alone_is_coded_again(two, cli):
    before = times(two)
    (two / "transcripten/een.txt").write_text(TALK + "I: Verder?\nR: Er is geen geld voor.\n", encoding="utf-8")
    again = cli("code", "--study", two)
    assert "1 interview(s) gecodeerd, 1 ongewijzigd overgenomen." in again.out.splitlines()
    kept = before.items() & times(two).items()
    assert {name.split(".", 1)[1] for name, _ in kept} == {"json", "codings.csv", "turns.csv"}
    assert len(kept) == 3
    assert set(table(two)["turn_no"]) == {2, 4, 6}


def test_a_new_transcript_is_added_and_a_removed_one_goes(two, cli):
    (two / "transcripten/een.txt").rename(two / "transcripten/drie.txt")
    again = cli("code", "--study", two)
    assert "1 interview(s) gecodeerd, 1 ongewijzigd overgenomen." in again.out.splitlines()
    assert set(table(two)["interview_id"]) == {"twee", "drie"}
    assert len(times(two)) == 6


def test_a_changed_codebook_codes_all_again_and_warns_about_the_model(two, cli):
    before = times(two)
    path = two / "codebook/codes/financiering/tekort.yaml"
    code = yaml.safe_load(path.read_text(encoding="utf-8"))
    code["naam"] = "Te weinig geld"
    path.write_text(yaml.safe_dump(code, allow_unicode=True), encoding="utf-8")
    again = cli("code", "--study", two)
    assert again.code == 0
    assert "2 interview(s) gecodeerd, 0 ongewijzigd overgenomen." in again.out.splitlines()
    assert (
        "let op: codeboek of handcoderingen zijn veranderd sinds het model leerde; 'factorwijzer train' werkt het bij."
    ) in again.out.splitlines()
    assert before.keys().isdisjoint(times(two))


def test_a_removed_code_is_no_longer_suggested(two, cli):
    gone = "netwerk.korte_lijnen"
    assert gone in set(table(two)["code_id"])
    (two / "codebook/codes/netwerk/korte_lijnen.yaml").unlink()
    for path in [*(two / "codebook/codes").rglob("*.yaml"), two / "codebook/themes.yaml"]:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "themes" in value:
            for theme in value["themes"]:
                theme["codes"] = [code_id for code_id in theme["codes"] if code_id != gone]
        else:
            value["tegenpool"] = None if value["tegenpool"] == gone else value["tegenpool"]
            value["tegenvoorbeelden"] = [t for t in value["tegenvoorbeelden"] if t["hoort_bij"] != gone]
        path.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    told = cli("report", "--study", two)
    message = f"code '{gone}' staat niet in het codeboek; draai 'factorwijzer code' opnieuw"
    assert (told.code, told.err) == (2, f"✗ {two / 'out/codings.csv'}: {message}\n")
    assert cli("code", "--study", two).code == 0
    assert gone not in set(table(two)["code_id"])


def test_files_on_the_command_line_are_the_ones_coded(two, cli):
    chosen = cli("code", two / "transcripten/twee.txt", "--study", two, "--out", two / "proef")
    assert chosen.code == 0
    assert set(pd.read_csv(two / "proef/codings.csv")["interview_id"]) == {"twee"}
    cli("code", two / "transcripten", two / "transcripten/twee.txt", "--study", two)
    assert list(table(two)["interview_id"].unique()) == ["een", "twee"]
    assert len(times(two)) == 6


def test_an_absent_file_on_the_command_line_is_named(two, cli):
    before = (two / "out/codings.csv").read_bytes()
    told = cli("code", two / "drie.txt", "--study", two)
    assert (told.code, told.err) == (2, f"✗ {two / 'drie.txt'}: dit bestand of deze map bestaat niet\n")
    assert (two / "out/codings.csv").read_bytes() == before


def test_lines_before_the_first_speaker_are_warned_about_without_their_text(make_study, cli):
    study = make_study({"een.txt": TALK.replace("\n\n", "\n\nopname in zeegroen lokaal\n", 1)})
    coded = cli("code", "--study", study)
    assert "let op: een.txt: regel 3 staat voor de eerste spreker en telt niet mee" in coded.out.splitlines()
    assert "zeegroen" not in coded.out + coded.err


@pytest.mark.slow
def test_a_folder_from_elsewhere_is_coded_with_the_packaged_codebook(cli, tmp_path):
    elsewhere, study = tmp_path / "elders", tmp_path / "leeg"
    study.mkdir()
    elsewhere.mkdir()
    for name, content in {"een.txt": TALK.encode(), "twee.docx": word(TALK), "drie.vtt": captions(TALK)}.items():
        (elsewhere / name).write_bytes(content)
    coded = cli("code", elsewhere, "--study", study)
    assert (coded.code, coded.err) == (0, "")
    assert coded.out.startswith("Er is nog geen model; het leert nu eerst van het codeboek.\n")
    assert "let op: de studie heeft geen eigen map codebook/" in coded.out
    codings = table(study)
    assert set(codings["interview_id"]) == {"een", "twee", "drie"}
    assert set(codings["code_id"]) <= set(load_codebook(PACKAGED).code_ids)
    assert {"netwerk.korte_lijnen", "financiering.tekort"} <= set(codings["code_id"])
    assert sorted(path.name for path in elsewhere.iterdir()) == ["drie.vtt", "een.txt", "twee.docx"]
    assert sorted(path.name for path in study.iterdir()) == ["model", "out"]
    shutil.rmtree(study / "out")
    again = cli("code", elsewhere, "--study", study)
    assert "nog geen model" not in again.out
    pd.testing.assert_frame_equal(table(study), codings)


def test_a_model_that_learnt_with_sentence_vectors_is_not_used_without(make_study, cli):
    study = make_study(settings='[taal]\nencoder = "geen"\n')
    coded = cli("code", "--study", study)
    assert coded.code == 2
    assert coded.err.splitlines()[-1] == (
        "✗ factorwijzer.toml, [taal] encoder: het model leerde met zinsvectoren en de instellingen zeggen dat er geen zijn; "
        "draai 'factorwijzer train'"
    )
    assert cli("train", "--study", study).code == 0
    assert cli("code", "--study", study).code == 0
