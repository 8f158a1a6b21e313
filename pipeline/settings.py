"""factorwijzer.toml: the settings of a study. Keys are Dutch because researchers write them; unknown keys are refused."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import Problem, SettingsError

FILE_NAME = "factorwijzer.toml"

_MESSAGES = {
    "extra_forbidden": "onbekende instelling",
    "int_parsing": "dit moet een geheel getal zijn",
    "int_type": "dit moet een geheel getal zijn",
    "string_type": "dit moet tekst tussen aanhalingstekens zijn",
    "list_type": 'dit moet een lijst zijn, bijvoorbeeld ["a", "b"]',
    "bool_type": "dit moet true of false zijn",
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
    """Which spaCy pipeline: empty for the built-in one, or the name of an installed model."""

    model: str = ""


class CodingSection(_Section):
    """How segments are cut and which codings count in findings: a coder's own, and suggestions of these certainties."""

    handcoderingen_tellen: bool = True
    max_woorden_per_segment: int = Field(default=45, ge=5)
    zaad: int = 20240701
    tellen_mee: list[Literal["certain", "likely", "doubtful"]] = ["certain", "likely"]


class ReportSection(_Section):
    """What a report shows and hides."""

    citaten_per_aanbeveling: int = Field(default=3, ge=1, le=10)
    verberg_namen: list[str] = []


class Settings(_Section):
    """All settings of a study, with their defaults."""

    studie: StudySection = StudySection()
    taal: LanguageSection = LanguageSection()
    codering: CodingSection = CodingSection()
    rapport: ReportSection = ReportSection()
    gemeenten: dict[str, str] = {}


def load_settings(path: Path) -> Settings:
    """Read the settings file; a study without one gets the defaults.

    Raises
    ------
    SettingsError
        Every mistake at once, with its line.
    """
    if not path.exists():
        return Settings()
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return Settings.model_validate(tomllib.loads(text))
    except UnicodeDecodeError:
        raise SettingsError(Problem(path.name, "het bestand is geen UTF-8; sla het opnieuw op als UTF-8")) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(Problem(path.name, f"geen geldige TOML ({error}); zie docs/handleiding.md")) from None
    except ValidationError as error:
        raise SettingsError([_problem(path.name, text, dict(item)) for item in error.errors()]) from None


def _problem(name: str, text: str, item: dict[str, object]) -> Problem:
    place = [str(part) for part in item["loc"]]  # type: ignore[attr-defined]
    key = next((part for part in reversed(place) if not part.isdigit()), "")
    line_no = next(
        (n for n, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*\[?\"?{re.escape(key)}\b", line)), 1
    )
    kind = str(item["type"])
    message = f"{'.'.join(place)}: {_MESSAGES.get(kind, str(item['msg']))}"
    if kind == "extra_forbidden":
        message += f"; toegestaan: {', '.join(_allowed(place[:-1]))}"
    elif kind != "missing":
        message += f"; gevonden: {item['input']!r}"
    return Problem(f"{name}, regel {line_no}", message)


def _allowed(place: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in place:
        annotation = model.model_fields[part].annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
    return list(model.model_fields)
