"""factorwijzer.toml: the settings of a study. Keys are Dutch because researchers write them; unknown keys are refused."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import Problem, SettingsError, os_mistake
from pipeline.files import safe_name
from pipeline.validation import in_dutch, one_per_place

FILE_NAME = "factorwijzer.toml"
# The name, without ending, of the document that compares municipalities; see pipeline/reporting/render.py.
COMPARISON = "vergelijking"

_NO_TOML = 'geen geldige TOML; schrijf elke instelling één keer, als: naam = "waarde"; in een pad staat / en geen \\; zie docs/handleiding.md'
_TEXTS = {
    "string_type": "dit moet tekst tussen aanhalingstekens zijn",
    "list_type": 'dit moet een lijst zijn, bijvoorbeeld ["a", "b"]',
}


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class StudySection(_Section):
    """Where things are, relative to the study folder, and what the study is called."""

    titel: str = "Lokale samenwerking rondom KOPP/KOV"
    transcripten: str = "transcripten"
    codeboek: str = ""
    model: str = "model"
    uit: str = "out"
    handcoderingen: str = ""
    coder_a: str = ""
    coder_b: str = ""
    verzonnen: bool = False


class LanguageSection(_Section):
    """Which spaCy pipeline and which sentence encoder: empty for the built-in ones, or an installed model. The encoder
    ``geen`` is none."""

    model: str = ""
    encoder: str = ""


class CodingSection(_Section):
    """How segments are cut, what the model learns from, and which codings count in findings.

    The model also learns from the coded interviews that ship with the program; the study's own weigh more. It suggests
    as F1 is best, or such that this share of its suggestions is right.
    """

    handcoderingen_tellen: bool = True
    oefeninterviews: bool = True
    eigen_interviews_wegen: float = Field(default=2.0, gt=0, le=20)
    precisie: float | None = Field(default=None, gt=0, lt=1)
    max_woorden_per_segment: int = Field(default=45, ge=5)
    zaad: int = 20240701
    tellen_mee: list[Literal["certain", "likely", "doubtful"]] = ["certain", "likely"]


class ReportSection(_Section):
    """What a report shows."""

    citaten_per_aanbeveling: int = Field(default=3, ge=1, le=10)


class PrivacySection(_Section):
    """Names that are masked whatever the program takes them for, and names that may stay."""

    verberg_namen: list[str] = []
    laat_staan: list[str] = []


class ReviewSection(_Section):
    """Where decisions are kept: empty for ``beoordeling.sqlite`` in the study folder, another file, or the address of a
    PostgreSQL database (``postgresql://name:password@server/database``)."""

    database: str = ""


class Settings(_Section):
    """All settings of a study, with their defaults."""

    studie: StudySection = StudySection()
    taal: LanguageSection = LanguageSection()
    codering: CodingSection = CodingSection()
    rapport: ReportSection = ReportSection()
    privacy: PrivacySection = PrivacySection()
    beoordeling: ReviewSection = ReviewSection()
    gemeenten: dict[str, str] = {}


def document_name(label: str) -> str:
    """Return the file name, without ending, of the document of the municipality that has this label.

    Examples
    --------
    >>> document_name("Gemeente 1")
    'gemeente-1'
    """
    return safe_name(re.sub(r"[^\w.-]+", "-", normalize("NFC", label).lower()))


def load_settings(path: Path) -> Settings:
    """Read the settings file; a study without one gets the defaults.

    Raises
    ------
    SettingsError
        Every mistake at once, with its line.
    """
    settings, problems = read_settings(path)
    if problems:
        raise SettingsError(problems)
    return settings


def read_settings(path: Path) -> tuple[Settings, list[Problem]]:
    """Read the settings file as far as it can be read: a wrong setting has its default. Return every mistake beside it."""
    if not path.exists():
        return Settings(), []
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return Settings(), [Problem(path.name, os_mistake(error))]
    except UnicodeDecodeError:
        return Settings(), [Problem(path.name, "het bestand is geen UTF-8; sla het opnieuw op als UTF-8")]
    values, problems = _parse(path.name, text)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        places = one_per_place(error.errors())
        # What does not fit in a file that is no TOML may be no more than a result of that.
        problems = problems or [_problem(path.name, text, place, items[0]) for place, items in places]
        settings = _without(values, [place for place, _ in places])
    return settings, problems + _double_labels(path.name, text, settings.gemeenten)


def _parse(name: str, text: str) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of a TOML text; if it is none, those of its other lines and the first complaint."""
    lines = text.splitlines()
    problems: list[Problem] = []
    for _ in range(len(lines) + 1):
        try:
            return tomllib.loads("\n".join(lines) if problems else text), problems
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            line_no = int(found[1]) if found else len(lines)
            problems = problems or [Problem(f"{name}, regel {line_no}", _NO_TOML)]
            lines[line_no - 1] = ""
    return {}, problems


def _without(values: dict[str, Any], places: list[tuple[str | int, ...]]) -> Settings:
    """Return the settings with the default for what is wrong."""
    for place in places:
        inner = values
        for depth, part in enumerate(place, start=1):
            child = inner.get(str(part))
            if depth == len(place) or not isinstance(child, dict):
                inner.pop(str(part), None)
                break
            inner = child
    try:
        return Settings.model_validate(values)
    except ValidationError:
        return Settings()


def _double_labels(name: str, text: str, labels: Mapping[str, str]) -> list[Problem]:
    """Complain about labels that give two documents the same file name: the second would overwrite the first."""
    problems: list[Problem] = []
    first: dict[str, str] = {}
    for municipality, label in labels.items():
        where = f"{name}, regel {_line(text, ['gemeenten', municipality])}"
        wrong = f"gemeenten.{municipality}: gevonden '{label}'"
        key = document_name(label).casefold()
        if key == COMPARISON:
            problems.append(
                Problem(where, f"{wrong}; zo heet de vergelijking van de gemeenten al; kies een andere naam")
            )
        elif key in first:
            message = f"{wrong}; dat geeft dezelfde bestandsnaam als {first[key]}; geef elke gemeente een eigen naam"
            problems.append(Problem(where, message))
        first.setdefault(key, municipality)
    return problems


def _problem(name: str, text: str, place: tuple[str | int, ...], item: Mapping[str, Any]) -> Problem:
    keys = [str(part) for part in place]
    if item["type"] == "extra_forbidden":
        message = f"onbekende instelling; toegestaan: {', '.join(_allowed(keys[:-1]))}"
    else:
        message = in_dutch(item, _TEXTS)
    if item["type"] in ("model_type", "dict_type"):
        message += f"; begin een regel met [{keys[0]}] en zet eronder: {', '.join(_allowed(keys)) or 'naam = waarde'}"
    return Problem(f"{name}, regel {_line(text, keys)}", f"{'.'.join(keys)}: {message}")


def _line(text: str, keys: list[str]) -> int:
    """Return the line on which a key stands, or else its section."""
    names = [key for key in keys if not key.isdigit()]
    section, header = "", 1
    for number, line in enumerate(text.splitlines(), start=1):
        opening = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if opening:
            section = opening[1].strip("\"'")
            header = number if names[:1] == [section] else header
            continue
        key = line.split("=", 1)[0] if "=" in line else ""
        written = [part.strip().strip("\"'") for part in ([section] if section else []) + key.split(".")]
        if written == names:
            return number
    return header


def _allowed(keys: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for key in keys:
        annotation = model.model_fields[key].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return list(model.model_fields)
