"""Load a codebook folder and report every mistake in it at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from pipeline.codebook.checks import cross_check
from pipeline.codebook.dutch import yaml_in_dutch
from pipeline.codebook.model import Code, Codebook, Theme
from pipeline.codebook.salvage import salvage_code, salvage_theme
from pipeline.codebook.yaml_lines import Place, line_of, line_of_unreadable, parse
from pipeline.errors import CodebookError, Problem, os_mistake
from pipeline.files import sha256_folder
from pipeline.validation import in_dutch, one_per_place

_Model = TypeVar("_Model", bound=BaseModel)
_KINDS = ("phrase", "words", "pattern")


class _Files:
    """Reads YAML files below one folder and keeps what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.lines: dict[str, dict[Place, int]] = {}

    def name(self, path: Path) -> str:
        return f"{self.folder.name}/{path.relative_to(self.folder).as_posix()}"

    def complain(self, path: Path, place: Place, message: str) -> None:
        line_no = line_of(self.lines.get(self.name(path), {}), place)
        self.problems.append(Problem(f"{self.name(path)}, regel {line_no}", message))

    def read(self, path: Path) -> Any:
        if not path.is_file():
            self.problems.append(
                Problem(self.name(path), "dit bestand ontbreekt; zet het terug of begin met 'factorwijzer new'")
            )
            return None
        try:
            text = path.read_bytes().decode("utf-8-sig")
            value, self.lines[self.name(path)] = parse(text)
        except UnicodeDecodeError:
            self.problems.append(Problem(self.name(path), "geen UTF-8; sla het bestand opnieuw op als UTF-8"))
        except yaml.MarkedYAMLError as error:
            line_no, message = yaml_in_dutch(error, text)
            self.problems.append(Problem(f"{self.name(path)}, regel {line_no}", f"geen geldige YAML: {message}"))
        except (yaml.YAMLError, ValueError, TypeError) as error:
            line_no = line_of_unreadable(text, error)
            message = "geen geldige YAML: een teken of waarde is niet te lezen; zet tekst tussen aanhalingstekens"
            self.problems.append(Problem(f"{self.name(path)}, regel {line_no}", message))
        except OSError as error:
            self.problems.append(Problem(self.name(path), os_mistake(error)))
        else:
            if value is None:
                self.problems.append(Problem(self.name(path), "dit bestand is leeg; vul het in of haal het weg"))
            return value
        return None

    def model(self, path: Path, value: Any, model: type[_Model], place: Place = ()) -> _Model | list[Place]:
        """Return the value as a model, or the places in it that are wrong."""
        wrong: list[Place] = []
        try:
            return TypeAdapter(model).validate_python(value)
        except ValidationError as error:
            for where, items in one_per_place(error.errors()):
                inner = tuple(part for part in where if part not in _KINDS)
                at = (*inner, "soort") if items[0]["type"] == "union_tag_invalid" else inner
                self.complain(path, (*place, *at), _message(inner, items[0], model, len(items) > 1))
                wrong.append(inner)
        return wrong


def load_codebook(folder: Path) -> Codebook:
    """Load ``folder`` (themes.yaml, codes/<a>/<b>.yaml, examples_none.yaml, lists/<name>.yaml).

    Raises
    ------
    CodebookError
        Every mistake at once: file, line, what was found and what is allowed.
    """
    if not folder.is_dir():
        raise CodebookError(
            Problem(folder.name, "deze map met het codeboek bestaat niet; begin met 'factorwijzer new'")
        )
    files = _Files(folder)
    lists = _load_lists(files)
    themes, are_whole = _load_themes(files)
    codes = _load_codes(files)
    none = _load_none(files)
    unplaced = _unplaced(codes, themes) if are_whole else {}
    codes = [(path, code) for path, code in codes if path not in unplaced]
    cross_check(codes, themes, are_whole, lists, files.complain, folder, unplaced)
    if files.problems:
        raise CodebookError(files.problems)
    order = {code_id: n for n, code_id in enumerate(c for theme in themes for c in theme.codes)}
    return Codebook(
        themes=tuple(theme for theme in themes if theme.codes),
        codes=tuple(sorted((code for _, code in codes), key=lambda code: order[code.code_id])),
        none_examples=tuple(none),
        lists=lists,
        checksum=sha256_folder(folder),
        folders=tuple(themes),
        unplaced=tuple(unplaced.values()),
    )


def unread_files(folder: Path) -> list[str]:
    """Return the names of files that ``load_codebook`` passes over though they look like part of the codebook."""
    read = {folder / "themes.yaml", folder / "examples_none.yaml"}
    read |= {*(folder / "codes").rglob("*.yaml"), *(folder / "lists").glob("*.yaml")}
    return [
        f"{folder.name}/{path.relative_to(folder).as_posix()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in read and path.suffix.lower() in (".yaml", ".yml")
    ]


def _load_themes(files: _Files) -> tuple[list[Theme], bool]:
    """Return the themes as far as they can be read, and whether all their codes can."""
    path = files.folder / "themes.yaml"
    value = files.read(path)
    if value is None:
        return [], False
    items = value.get("themes") if isinstance(value, dict) else None
    if not isinstance(items, list):
        files.complain(path, (), "'themes' ontbreekt of is geen lijst")
        return [], False
    themes: list[Theme] = []
    are_whole = True
    for number, item in enumerate(items):
        found = files.model(path, item, Theme, ("themes", number))
        theme, is_whole = (found, True) if isinstance(found, Theme) else salvage_theme(item, number)
        themes.append(theme)
        are_whole = are_whole and is_whole
    return themes, are_whole


def _load_codes(files: _Files) -> list[tuple[Path, Code]]:
    codes: list[tuple[Path, Code]] = []
    paths = sorted((files.folder / "codes").rglob("*.yaml"))
    if not paths:
        files.problems.append(
            Problem(f"{files.folder.name}/codes", "geen enkele code gevonden (codes/<thema>/<code>.yaml)")
        )
    for path in paths:
        value = files.read(path)
        if value is None:
            continue
        found = files.model(path, value, Code)
        code = found if isinstance(found, Code) else salvage_code(value, found)
        if code is not None:
            codes.append((path, code))
    return codes


def _unplaced(codes: list[tuple[Path, Code]], themes: list[Theme]) -> dict[Path, str]:
    """Return the codes of another program that no theme names: taking them in was broken off, or they were taken out."""
    placed = {code_id for theme in themes for code_id in theme.codes}
    return {path: code.code_id for path, code in codes if code.guid and code.code_id not in placed}


def _load_none(files: _Files) -> list[tuple[str, str]]:
    path = files.folder / "examples_none.yaml"
    value = files.read(path)
    if value is None:
        return []
    try:
        hands = TypeAdapter(dict[str, list[str]]).validate_python(value["voorbeelden"])
    except (ValidationError, KeyError, TypeError):
        files.complain(path, (), "verwacht 'voorbeelden:' met per hand een lijst uitspraken")
        return []
    return [(hand, text) for hand, texts in hands.items() for text in texts]


def _load_lists(files: _Files) -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    for path in sorted((files.folder / "lists").glob("*.yaml")):
        value = files.read(path)
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            lists[path.stem] = tuple(value)
        elif value is not None:
            files.complain(path, (), "verwacht een lijst woorden")
    return lists


def _message(place: Place, item: Mapping[str, Any], model: type[BaseModel], is_union: bool) -> str:
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    kind = item["type"]
    kinds = ", ".join(_KINDS)
    if kind == "union_tag_invalid":
        return f"{name}.soort: gevonden {item['ctx']['tag']!r}; toegestaan: {kinds}; zie codebook/README.md"
    if kind == "union_tag_not_found":
        return f"{name}: soort ontbreekt; toegestaan: {kinds}"
    if kind == "extra_forbidden":
        allowed = f"; toegestaan: {', '.join(model.model_fields)}" if len(place) == 1 else "; zie codebook/README.md"
        return f"{name}: onbekende sleutel{allowed}"
    if is_union:
        wanted = (
            "zin, of een geheel getal van 1 tot en met 100"
            if place[-1] == "binnen"
            else "tekst, of een lijst van teksten"
        )
        return f"{name}: gevonden {item['input']!r}; toegestaan: {wanted}"
    return f"{name}: {in_dutch(item)}"
