"""The key of pseudonyms: only its owner can read it, Excel runs nothing in it, and damage is told without names."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import OutputError
from pipeline.frames import NAMES, empty
from pipeline.privacy.key import read_key, write_key
from pipeline.privacy.numbering import KEY_COLUMNS, empty_key
from pipeline.privacy.pseudonyms import assign_pseudonyms

HEADER = ";".join(KEY_COLUMNS)
ON_POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows hardly knows such permissions")


def key(*texts: str) -> pd.DataFrame:
    rows = [("Veldhaven", f"[persoon {n}]", "persoon", text, n) for n, text in enumerate(texts, start=1)]
    return pd.DataFrame(rows, columns=list(KEY_COLUMNS)).astype(empty_key().dtypes.to_dict())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@ON_POSIX
def test_only_the_owner_can_read_it_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "sleutel" / "sleutel.csv"
    umask = os.umask(0)
    try:
        write_key(path, key("Griet"))
        write_key(path, key("Griet", "Oebele"))
    finally:
        os.umask(umask)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert [found.name for found in path.parent.iterdir()] == ["sleutel.csv"]


@ON_POSIX
def test_a_key_that_others_could_read_becomes_private(tmp_path: Path) -> None:
    path = tmp_path / "sleutel.csv"
    path.write_text("oud", encoding="utf-8")
    path.chmod(0o644)
    write_key(path, key("Griet"))
    assert mode(path) == 0o600


@ON_POSIX
def test_nothing_is_written_before_it_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.append((mode(self), self.stat().st_size))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    write_key(tmp_path / "sleutel.csv", key("Griet"))
    assert [permissions for permissions, size in seen if size] == [0o600]


def test_a_dutch_excel_opens_it_in_columns(tmp_path: Path) -> None:
    write_key(tmp_path / "sleutel.csv", key("Griet; Griets"))
    assert (tmp_path / "sleutel.csv").read_bytes() == (
        f'\ufeff{HEADER}\r\nVeldhaven;[persoon 1];persoon;"Griet; Griets";1\r\n'.encode()
    )


@pytest.mark.parametrize("text", ["=1+1", "+31", "-Griet", "@griet", "'=1"])
def test_no_cell_is_a_formula_and_it_is_read_as_it_was(tmp_path: Path, text: str) -> None:
    write_key(tmp_path / "sleutel.csv", key(text))
    cell = (tmp_path / "sleutel.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(";")[3]
    assert cell == f"'{text}"
    assert read_key(tmp_path / "sleutel.csv")["vormen"].tolist() == [text]


def test_the_key_of_no_study_is_read_back(tmp_path: Path) -> None:
    write_key(tmp_path / "sleutel.csv", empty_key())
    pd.testing.assert_frame_equal(read_key(tmp_path / "sleutel.csv"), empty_key())


def test_a_key_that_was_read_goes_on_counting(tmp_path: Path) -> None:
    study = {"a1": "Veldhaven"}
    write_key(tmp_path / "sleutel.csv", assign_pseudonyms(empty(NAMES), {"a1": ["Griet"]}, study).key)
    earlier = read_key(tmp_path / "sleutel.csv")
    found = assign_pseudonyms(empty(NAMES), {"a1": ["Oebele", "Griet Kwast"]}, study, earlier=earlier)
    assert found.labels == {("a1", "Oebele"): "[persoon 2]", ("a1", "Griet Kwast"): "[persoon 1]"}


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=9)


@settings(deadline=None)
@given(texts=st.lists(TEXTS, max_size=5), place=TEXTS)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, texts: list[str], place: str) -> None:
    path = tmp_path_factory.mktemp("key") / "sleutel.csv"
    written = key(*texts).assign(gemeente=place).astype(empty_key().dtypes.to_dict())
    write_key(path, written)
    pd.testing.assert_frame_equal(read_key(path), written)


GOOD = "Veldhaven;[persoon 1];persoon;Griet;1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "regel 1: kolom 'gemeente' ontbreekt; nodig zijn gemeente, pseudoniem, soort, vormen, aantal"),
        ("Veldhaven;[persoon 1];persoon;Griet;1", "regel 1: kolom 'gemeente' ontbreekt"),
        (f"{HEADER};vormen\n{GOOD}", "regel 1: een kolom staat er twee keer"),
        (f"{HEADER}\n{GOOD}\nVeldhaven;Griet;persoon;Griet;1", "regel 3: de kolom pseudoniem moet"),
        (f"{HEADER}\nVeldhaven;[Griet 0];persoon;Griet;1", "regel 2: de kolom pseudoniem moet"),
        (
            f"{HEADER}\nVeldhaven;[persoon 1];Griet;Griet;1",
            "regel 2: de kolom soort moet een van deze zijn: gemeente, persoon",
        ),
        (f"{HEADER}\nVeldhaven;[persoon 1];persoon;Griet;Griet", "regel 2: de kolom aantal moet een heel getal zijn"),
        (f"{HEADER}\n{GOOD};Griet", "regel 2: er staan meer cellen"),
        (
            f"{HEADER}\n{GOOD}\n\n{GOOD.upper().replace('PERSOON', 'persoon')}",
            "regel 4: dit pseudoniem staat ook op regel 2",
        ),
        (f'{HEADER}\nVeldhaven;[persoon 1];persoon;"Griet;1', "regel 2: een rij die hier begint, is niet te lezen"),
    ],
)
def test_a_damaged_key_is_told_by_its_lines_and_without_names(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "sleutel.csv").write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match=rf"(?m)^sleutel\.csv, {re.escape(message)}") as caught:
        read_key(tmp_path / "sleutel.csv")
    assert "Griet" not in str(caught.value)
    assert "Veldhaven" not in str(caught.value)


def test_what_to_do_about_a_damaged_key(tmp_path: Path) -> None:
    (tmp_path / "sleutel.csv").write_text(f"{HEADER}\nVeldhaven;Griet;persoon;Griet;1", encoding="utf-8")
    with pytest.raises(OutputError, match="zet een eerdere versie van dit bestand terug"):
        read_key(tmp_path / "sleutel.csv")


def test_a_key_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"sleutel\.csv: bestaat niet"):
        read_key(tmp_path / "sleutel.csv")
