"""A fresh study folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.errors import OutputError, Problem
from pipeline.files import write_text


def new_study(folder: Path, codebook: Path) -> None:
    """Make a fresh study folder: settings, codebook, an empty transcripts folder with a manifest to fill in.

    Raises
    ------
    OutputError
        If the folder exists and is not empty; nothing is ever overwritten.
    """
    if folder.exists() and any(folder.iterdir()):
        raise OutputError(Problem(str(folder), "deze map bestaat al en is niet leeg; kies een andere naam"))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(codebook, folder / "codebook")
    (folder / "transcripten").mkdir()
    write_text(folder / "transcripten" / "manifest.csv", "interview_id,file,gemeente,perspectief,datum,interviewer\n")
    write_text(folder / "factorwijzer.toml", _NEW_SETTINGS)


_NEW_SETTINGS = """\
# De instellingen van deze studie. Alle paden zijn gerekend vanaf deze map.

[studie]
titel = "Lokale samenwerking rondom KOPP/KOV"
transcripten = "transcripten"
codeboek = "codebook"
uit = "out"

[rapport]
citaten_per_aanbeveling = 3

[privacy]
# Namen die nooit in een verslag of geanonimiseerd transcript mogen staan, naast wat het programma zelf herkent:
verberg_namen = []
# Namen die wel mogen blijven staan, bijvoorbeeld van een landelijke organisatie:
laat_staan = []

[gemeenten]
# Onder welke naam een gemeente in de verslagen staat; haar eigen naam komt er nooit in.
# "Naam van de gemeente" = "Gemeente 1"
"""
