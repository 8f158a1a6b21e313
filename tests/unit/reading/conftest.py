"""Documents as LibreOffice writes them: each made once, in every format."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from office_files import DOCUMENTS, FORMATS


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each document in each of ``FORMATS``, for example ``bold.odt``."""
    program = shutil.which("soffice")
    if program is None:
        reason = "LibreOffice is not installed (Debian: apt-get install libreoffice-writer)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("kantoor")
    for name, make in DOCUMENTS.items():
        make().save(str(folder / f"{name}.docx"))
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    names = [str(folder / f"{name}.docx") for name in DOCUMENTS]
    for kind in FORMATS[1:]:
        command = [program, home, "--headless", "--convert-to", kind, "--outdir", str(folder), *names]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder
