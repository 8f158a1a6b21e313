"""A run that is stopped halfway, by Ctrl-C or killed: earlier outputs stay whole and the next run goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from pipeline.interrupts import MESSAGE

N_TRANSCRIPTS, N_DONE = 60, 5
OPENING = "gemeente: Dorp{}\n\nInterviewer: En geld?\nRespondent: Er is geen geld voor.\n"
EXCHANGE = "Interviewer: En in week {0}?\nRespondent: Ik app haar {0} keer. We hebben korte lijnen, zegt juf {1}.\n"


def transcript(number: int) -> str:
    return OPENING.format(number % 2) + "".join(EXCHANGE.format(week, number) for week in range(10))


def entries(study: Path) -> list[Path]:
    """Interviews that are done and kept."""
    return sorted((study / "out/.cache").glob("*.json"))


def outputs(study: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (study / "out").iterdir() if path.is_file()}


def temporary(study: Path) -> list[Path]:
    return [path for path in study.rglob("*") if path.name.endswith(".tmp")]


@pytest.fixture
def study(make_study, cli) -> Path:
    """A study whose first interview is coded and reported on, with sixty more to code."""
    made = make_study({"aa.txt": transcript(99)})
    assert cli("run", "--study", made).code == 0
    for number in range(N_TRANSCRIPTS):
        (made / f"transcripten/t{number:02d}.txt").write_text(transcript(number), encoding="utf-8")
    return made


@pytest.fixture
def interrupts_arrive() -> Iterator[None]:
    """Let child processes take SIGINT, also where the tests themselves run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def stopped_halfway(study: Path, number: signal.Signals) -> subprocess.CompletedProcess[str]:
    """Start the real command and send it a signal once a few interviews are done."""
    command = [sys.executable, "-m", "pipeline.cli", "code", "--study", str(study)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 120
        while len(entries(study)) < 1 + N_DONE:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.005)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert 1 + N_DONE <= len(entries(study)) < 1 + N_TRANSCRIPTS, "the signal did not arrive halfway"
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def goes_on(study: Path, cli) -> None:
    """The next run takes over what was done, byte for byte, and codes only the rest."""
    kept = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in entries(study)}
    again = cli("code", "--study", study)
    assert (again.code, again.err) == (0, "")
    n_new = 1 + N_TRANSCRIPTS - len(kept)
    assert f"{n_new} interview(s) gecodeerd, {len(kept)} ongewijzigd overgenomen." in again.out.splitlines()
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in kept} == kept
    assert pd.read_csv(study / "out/codings.csv")["interview_id"].nunique() == 1 + N_TRANSCRIPTS
    assert temporary(study) == []


@pytest.mark.parametrize("seconds", [0.1, 0.15, 0.2, 0.4, 0.8, 1.6])
def test_ctrl_c_while_the_program_starts_is_no_traceback(tmp_path, interrupts_arrive, seconds):
    script = "print('go', flush=True)\nfrom pipeline.cli import main\nmain()"
    command = [sys.executable, "-c", script, "check", "--study", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "go\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert (process.returncode, err) == (3, f"{MESSAGE}\n") or process.returncode == 1, err


def test_ctrl_c_is_an_exception_again_once_the_command_line_is_loaded():
    script = "import signal, pipeline.cli\nassert signal.getsignal(signal.SIGINT) is signal.default_int_handler"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_done_and_says_so(study, cli, interrupts_arrive):
    earlier = outputs(study)
    stopped = stopped_halfway(study, signal.SIGINT)
    assert outputs(study) == earlier
    assert temporary(study) == []
    goes_on(study, cli)
    assert stopped.returncode == 3
    assert stopped.stderr.splitlines() == [MESSAGE]
    assert "Traceback" not in stopped.stdout


@pytest.mark.slow
def test_a_killed_run_leaves_the_earlier_outputs_whole(study, cli):
    earlier = outputs(study)
    stopped = stopped_halfway(study, signal.SIGKILL)
    assert stopped.returncode == -signal.SIGKILL
    assert {name: content for name, content in outputs(study).items() if not name.endswith(".tmp")} == earlier
    for path in entries(study):
        key = json.loads(path.read_text(encoding="utf-8"))["entry"]["key"]
        assert (path.parent / f"{key}.codings.csv").is_file()
        assert (path.parent / f"{key}.turns.csv").is_file()
    assert cli("report", "--study", study).code == 0
    assert outputs(study) == earlier
    goes_on(study, cli)


@pytest.mark.slow
def test_an_interrupted_run_ends_with_the_codings_of_an_uninterrupted_one(study, make_study, cli):
    files = {path.name: path.read_bytes() for path in (study / "transcripten").iterdir()}
    stopped_halfway(study, signal.SIGKILL)
    whole = make_study(files, name="heel")
    for folder in (study, whole):
        assert cli("code", "--study", folder).code == 0
    for name in ("codings.csv", "turns.csv", "run.lock"):
        assert (study / "out" / name).read_bytes() == (whole / "out" / name).read_bytes(), name


@pytest.mark.parametrize("ending", ["json", "codings.csv", "turns.csv"])
@pytest.mark.parametrize("damage", ["emptied", "removed"])
def test_a_damaged_entry_of_the_cache_is_made_again(make_study, cli, ending, damage):
    study = make_study()
    assert cli("code", "--study", study).code == 0
    earlier = outputs(study)
    (path,) = [p for p in (study / "out/.cache").iterdir() if p.name.split(".", 1)[1] == ending]
    if damage == "removed":
        path.unlink()
    else:
        path.write_bytes(b"")
    again = cli("code", "--study", study)
    assert (again.code, again.err) == (0, "")
    assert outputs(study) == earlier
