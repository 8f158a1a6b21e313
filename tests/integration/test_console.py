"""A console that cannot show every sign is no reason to stop."""

import os
import subprocess
import sys


def test_signs_that_a_console_lacks_are_replaced(tmp_path):
    made = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "check", "--study", str(tmp_path / "nergens")],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert made.returncode == 2
    assert b"deze map bestaat niet" in made.stderr
    assert b"Traceback" not in made.stderr
