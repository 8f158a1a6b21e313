"""Files are written whole or not at all, whatever kills the writer; checksums name their contents."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.files import (
    sha256_bytes,
    sha256_folder,
    sha256_value,
    write_atomically,
    write_bytes,
    write_csv,
    write_json,
    write_private,
    write_text,
)

HALFWAY = """
import sys, time
from pathlib import Path
from pipeline.files import write_atomically

def write(beside):
    with beside.open("w") as file:
        file.write("half")
        file.flush()
        print("half", flush=True)
        time.sleep(60)

write_atomically(Path(sys.argv[1]), write)
"""
WITHOUT_END = """
import sys
from pathlib import Path
from pipeline.files import write_text

print("go", flush=True)
n = 0
while True:
    n += 1
    write_text(Path(sys.argv[1]), f"{n % 10}" * 200_000)
"""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "uit.csv"
    path.write_text("old and whole", encoding="utf-8")
    return path


def kill_after_first_line(code: str, path: Path, seconds: float = 0.0) -> None:
    """Run ``code`` in a process of its own and kill it some time after it has printed a line."""
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline().strip() in {"half", "go"}
            time.sleep(seconds)
        finally:
            process.kill()
    assert process.returncode == -signal.SIGKILL


def raise_halfway(error: BaseException) -> Callable[[Path], None]:
    def write(beside: Path) -> None:
        beside.write_text("half", encoding="utf-8")
        raise error

    return write


@pytest.mark.parametrize("error", [RuntimeError("boem"), KeyboardInterrupt("boem"), OSError(28, "boem: disk full")])
def test_crash_in_the_middle_leaves_the_old_file_and_nothing_beside_it(old, error):
    with pytest.raises(type(error), match="boem"):
        write_atomically(old, raise_halfway(error))
    assert old.read_text(encoding="utf-8") == "old and whole"
    assert list(old.parent.iterdir()) == [old]


def test_crash_in_the_middle_of_a_new_file_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError, match="boem"):
        write_atomically(tmp_path / "new.csv", raise_halfway(RuntimeError("boem")))
    assert list(tmp_path.iterdir()) == []


def test_text_that_cannot_be_encoded_leaves_the_old_file(old):
    with pytest.raises(UnicodeEncodeError, match="surrogates"):
        write_text(old, "new \ud800")
    assert old.read_text(encoding="utf-8") == "old and whole"


def test_killed_process_leaves_the_old_file_whole(old):
    kill_after_first_line(HALFWAY, old)
    assert old.read_text(encoding="utf-8") == "old and whole"


def test_killed_process_leaves_no_new_file_and_the_next_write_succeeds(tmp_path):
    path = tmp_path / "new.csv"
    kill_after_first_line(HALFWAY, path)
    assert not path.exists()
    assert [p for p in tmp_path.iterdir() if not p.name.startswith(".new.csv.")] == []
    write_text(path, "whole")
    assert path.read_text(encoding="utf-8") == "whole"


@pytest.mark.parametrize("seconds", [0.05, 0.11, 0.17])
def test_process_killed_at_any_moment_leaves_one_whole_version(old, seconds):
    kill_after_first_line(WITHOUT_END, old, seconds)
    text = old.read_text(encoding="utf-8")
    assert text == "old and whole" or (len(text) == 200_000 and len(set(text)) == 1)


def test_writers_at_the_same_time_leave_one_whole_version(tmp_path):
    path = tmp_path / "uit.txt"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: write_text(path, f"{n}" * 50_000), range(10)))
    text = path.read_text(encoding="utf-8")
    assert (len(text), len(set(text))) == (50_000, 1)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["mkstemp", "write", "replace"])
def test_what_cannot_be_written_is_named_by_its_own_name(old, monkeypatch, step):
    def refuse(*arguments: object, **_: object):
        raise PermissionError(errno.EACCES, "Permission denied", str(old.parent / ".uit.csv.x.tmp"))

    if step == "mkstemp":
        monkeypatch.setattr("pipeline.files.tempfile.mkstemp", refuse)
    elif step == "replace":
        monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError, match=r"uit\.csv'$") as caught:
        write_atomically(old, refuse if step == "write" else lambda beside: beside.write_bytes(b"new"))
    assert (caught.value.filename, caught.value.filename2) == (str(old), None)
    assert old.read_text(encoding="utf-8") == "old and whole"
    assert list(old.parent.iterdir()) == [old]


def test_folder_in_the_place_of_the_file_is_left_alone(tmp_path):
    (tmp_path / "uit.csv").mkdir()
    with pytest.raises(OSError, match=r"uit\.csv"):
        write_text(tmp_path / "uit.csv", "new")
    assert [p.name for p in tmp_path.iterdir()] == ["uit.csv"]


def test_missing_folders_are_made_and_others_can_read_the_file(tmp_path):
    write_text(tmp_path / "a/b/uit.txt", "nieuw")
    assert (tmp_path / "a/b/uit.txt").stat().st_mode & 0o777 == 0o644


@pytest.fixture
def no_umask() -> Iterator[None]:
    """Nothing that is made is restricted by itself."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.usefixtures("no_umask")
def test_private_file_and_its_new_folder_are_the_owners(tmp_path):
    path = tmp_path / "sleutel/sleutel.csv"
    write_private(path, b"\xff\x00\r\n")
    assert path.read_bytes() == b"\xff\x00\r\n"
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


@pytest.mark.usefixtures("no_umask")
def test_private_file_is_the_owners_before_anything_is_in_it(tmp_path, monkeypatch):
    seen: list[tuple[int, int]] = []

    def looking(do: Callable[[int], None]) -> Callable[[int], None]:
        def look(handle: int) -> None:
            (beside,) = tmp_path.iterdir()
            seen.append((mode(beside), beside.stat().st_size))
            do(handle)

        return look

    monkeypatch.setattr("pipeline.files.os.close", looking(os.close))
    monkeypatch.setattr("pipeline.files.os.fsync", looking(os.fsync))
    write_private(tmp_path / "geheim", b"x")
    assert seen == [(0o600, 0), (0o600, 1)]


@pytest.mark.usefixtures("no_umask")
def test_private_file_takes_the_place_of_one_that_all_could_read(old):
    folder = mode(old.parent)
    old.chmod(0o666)
    write_private(old, b"nieuw")
    assert (old.read_bytes(), mode(old), mode(old.parent)) == (b"nieuw", 0o600, folder)
    assert list(old.parent.iterdir()) == [old]


def test_private_file_that_cannot_be_written_leaves_the_old_one(old, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pipeline.files.os.fsync", full)
    with pytest.raises(OSError, match=r"uit\.csv'$"):
        write_private(old, b"nieuw")
    assert old.read_text(encoding="utf-8") == "old and whole"
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.parametrize("text", ["", "één 🙂", "a\r\nb\rc\n", "\ufeffBOM", "\x00"])
def test_text_is_written_to_the_byte(tmp_path, text):
    write_text(tmp_path / "uit.txt", text)
    assert (tmp_path / "uit.txt").read_bytes() == text.encode()


@pytest.mark.parametrize("content", [b"", b"\xff\x00\r\n"])
def test_bytes_are_written_to_the_byte(old, content):
    write_bytes(old, content)
    assert old.read_bytes() == content


def test_json_is_readable_by_people(tmp_path):
    write_json(tmp_path / "uit.json", {"één": ["🙂", 1]})
    assert (tmp_path / "uit.json").read_bytes().decode() == '{\n  "één": [\n    "🙂",\n    1\n  ]\n}\n'


def test_csv_has_a_header_four_decimals_and_unix_line_ends(tmp_path):
    frame = pd.DataFrame({"tekst": ['zei: "ja, 🙂"', "twee\nregels"], "score": [0.123456, 1.0]}, index=[7, 8])
    write_csv(tmp_path / "uit.csv", frame)
    assert (tmp_path / "uit.csv").read_bytes().decode() == (
        'tekst,score\n"zei: ""ja, 🙂""",0.1235\n"twee\nregels",1.0000\n'
    )


@settings(deadline=None)
@given(value=JSON)
def test_json_survives_a_round_trip(tmp_path_factory: pytest.TempPathFactory, value: object):
    path = tmp_path_factory.getbasetemp() / "round_trip.json"
    write_json(path, value)
    assert json.loads(path.read_text(encoding="utf-8")) == value


@pytest.mark.parametrize("content", [b"", b"abc", bytes(range(256)) * 1000])
def test_checksum_of_bytes_is_sha256(content):
    assert sha256_bytes(content) == hashlib.sha256(content).hexdigest()


def test_published_checksum():
    assert sha256_bytes(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@settings(deadline=None)
@given(value=st.dictionaries(st.text(max_size=3), JSON, max_size=5))
def test_checksum_of_a_value_does_not_depend_on_the_order_of_keys(value: dict[str, object]):
    assert sha256_value(dict(reversed(value.items()))) == sha256_value(value)


@pytest.mark.parametrize(
    ("one", "other"), [([1, 2], [2, 1]), ("1", 1), ("é", "e"), ({"a": 1}, {"a": 2}), ([], {}), (None, "null")]
)
def test_checksum_tells_values_apart(one, other):
    assert sha256_value(one) != sha256_value(other)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "map/sub").mkdir(parents=True)
    (tmp_path / "map/a.yaml").write_text("een", encoding="utf-8")
    (tmp_path / "map/sub/b.yaml").write_text("twee", encoding="utf-8")
    return tmp_path / "map"


CHANGES = {
    "content": lambda f: (f / "a.yaml").write_text("anders", encoding="utf-8"),
    "name": lambda f: (f / "a.yaml").rename(f / "c.yaml"),
    "place": lambda f: (f / "sub/b.yaml").rename(f / "b.yaml"),
    "new file": lambda f: (f / "sub/c.yaml").write_text("", encoding="utf-8"),
    "file gone": lambda f: (f / "a.yaml").unlink(),
    "line ends": lambda f: (f / "a.yaml").write_bytes(b"een\n"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_checksum_of_a_folder_sees_every_change(folder, change):
    before = sha256_folder(folder)
    change(folder)
    assert sha256_folder(folder) != before


def test_checksum_of_a_folder_leaves_out_other_files_and_where_it_stands(folder):
    before = sha256_folder(folder)
    (folder / "README.md").write_text("uitleg", encoding="utf-8")
    assert sha256_folder(folder.rename(folder.with_name("elders"))) == before


def test_checksum_of_a_folder_follows_its_pattern(folder):
    (folder / "x.txt").write_text("een", encoding="utf-8")
    before = sha256_folder(folder, "*.txt")
    (folder / "a.yaml").write_text("anders", encoding="utf-8")
    assert sha256_folder(folder, "*.txt") == before
