"""A folder in which every kind of transcript lies beside notes, manifest and hand codings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from office_files import TALK

from pipeline.reading import FORMATS


@pytest.fixture
def study(make_study, office: Path) -> Path:
    """A study with one interview of every kind, and files that are no interviews."""
    root = make_study({})
    folder = root / "transcripten"
    for suffix in (".docx", ".odt", ".rtf", ".pdf"):
        shutil.copy(office / f"labels{suffix}", folder / f"gesprek{suffix}")
    labelled = "\n\n".join(f"{who}: {said}" for who, said in TALK)
    (folder / "tekst.txt").write_text(f"gemeente: Testdorp\n\n{labelled}\n", encoding="utf-8")
    bold = "\n\n".join(f"**{who}:** {said}" for who, said in TALK)
    (folder / "tekst.md").write_text(f"gemeente: Testdorp\n\n{bold}\n", encoding="utf-8")
    cues = [f"00:00:0{n}.000 --> 00:00:0{n}.900\n<v {who}>{said}</v>" for n, (who, said) in enumerate(TALK, start=1)]
    (folder / "cues.vtt").write_text("WEBVTT\n\n" + "\n\n".join(cues) + "\n", encoding="utf-8")
    lines = [f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{who}: {said}" for n, (who, said) in enumerate(TALK, start=1)]
    (folder / "cues.srt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    segments = [
        {"start": n + 0.0, "end": n + 0.9, "text": f" {said}", "speaker": who}
        for n, (who, said) in enumerate(TALK, start=1)
    ]
    (folder / "spraak.json").write_text(json.dumps({"segments": segments, "language": "nl"}), encoding="utf-8")
    rows = [("spreker", "tekst", "begin"), *((who, said, f"0:0{n}") for n, (who, said) in enumerate(TALK, start=1))]
    (folder / "tabel.csv").write_text("".join(";".join(row) + "\n" for row in rows), encoding="utf-8")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "tabel2.xlsx")
    files = ("cues.vtt", "cues.srt", "spraak.json", "tabel.csv", "tabel2.xlsx")
    ids = [f"{name.partition('.')[0]}-{name.rpartition('.')[2]},{name},Testdorp,Jo Bos\n" for name in files]
    others = [f"gesprek-{kind},gesprek.{kind},,Jo Bos\n" for kind in ("docx", "odt", "rtf", "pdf")]
    others += [f"tekst-{kind},tekst.{kind},,Jo Bos\n" for kind in ("txt", "md")]
    (folder / "manifest.csv").write_text(
        "interview_id,file,gemeente,interviewer\n" + "".join(ids + others), encoding="utf-8"
    )
    (folder / "LEESMIJ.md").write_text("# Over deze map\n\nTwaalf interviews.\n", encoding="utf-8")
    (folder / "names.json").write_text('{"tekst": []}', encoding="utf-8")
    (folder / "handcoderingen.csv").write_text("interview_id,turn_no,quote,code_id\n", encoding="utf-8")
    return root


def test_one_of_every_kind_is_read_and_notes_are_not(study, cli):
    checked = cli("check", "--study", study)
    assert (checked.code, checked.err) == (0, "")
    assert f"{len(FORMATS.suffixes)} transcripten gelezen: " in checked.out
    for suffix in FORMATS.suffixes:
        assert f"({suffix})" in checked.out
    assert cli("code", "--study", study).code == 0
    turns = pd.read_csv(study / "out/turns.csv", keep_default_na=False)
    for interview_id, said in turns.groupby("interview_id"):
        assert list(zip(said["speaker"], said["text"], strict=True)) == TALK, interview_id
    places = dict(zip(turns["interview_id"], turns["place"].str.rpartition(" ")[0], strict=True))
    assert places == {
        **dict.fromkeys(("gesprek-docx", "gesprek-odt", "gesprek-rtf"), "alinea"),
        "gesprek-pdf": "bladzijde",
        **dict.fromkeys(("tekst-txt", "tekst-md"), "regel"),
        **dict.fromkeys(("cues-vtt", "cues-srt"), "cue"),
        "spraak-json": "segment",
        **dict.fromkeys(("tabel-csv", "tabel2-xlsx"), "rij"),
    }
    timed = turns[turns["interview_id"].isin(["cues-vtt", "cues-srt", "spraak-json", "tabel-csv", "tabel2-xlsx"])]
    assert set(timed["start_time"].astype(float)) == {float(n) for n in range(1, len(TALK) + 1)}


@pytest.mark.parametrize("suffix", FORMATS.suffixes)
def test_a_file_of_500_megabytes_is_refused_at_once(make_study, cli, suffix):
    root = make_study()
    with (root / f"transcripten/groot{suffix}").open("wb") as file:
        file.truncate(500_000_000)
    checked = cli("check", "--study", root)
    assert checked.code == 1
    assert f"groot{suffix}: het bestand is 500 MB; de grens is 100 MB" in checked.err
    assert "1 transcript gelezen" in checked.out
