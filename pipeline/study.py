"""A study folder: where its transcripts, codebook, model and outputs are, and what its manifest says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from pipeline.codebook import Codebook, load_codebook, unread_files
from pipeline.errors import Problem, SettingsError, for_shell
from pipeline.settings import FILE_NAME, Settings, document_name, read_settings
from pipeline.tables import Table, read_table

MANIFEST = "manifest.csv"
STORE = "beoordeling.sqlite"
MANIFEST_COLUMNS = ("interview_id", "file", "gemeente", "perspectief", "datum", "interviewer", "respondent")
_REQUIRED = ("file",)
# What stands among transcripts without being one.
_NOTES = (".csv", ".json", ".md", "")
_AS_WORD = "sla het in een tekstverwerker op als .docx"
_AS_TABLE = "sla het in Excel of LibreOffice op als .xlsx"
_INSTEAD = {".doc": _AS_WORD, ".xls": _AS_TABLE, ".xlsm": _AS_TABLE, ".ods": _AS_TABLE}


@dataclass(frozen=True)
class Formats:
    """Which files are transcripts: the endings that are read, and whether a file with one of them holds a conversation.

    ``shared`` are endings that other files of a study have too (a manifest, notes): of those only ``holds`` tells.
    """

    suffixes: tuple[str, ...]
    shared: tuple[str, ...]
    holds: Callable[[Path], bool]

    def has(self, path: Path) -> bool:
        """Whether a file is a transcript that can be read."""
        kind = path.suffix.lower()
        is_shown = path.is_file() and not path.name.startswith((".", "~$"))
        return is_shown and (kind in self.suffixes and (kind not in self.shared or self.holds(path)))


@dataclass(frozen=True)
class Source:
    """One transcript file and its manifest row (empty if it has none)."""

    path: Path
    where: str
    known: dict[str, str] = field(default_factory=dict)


# Where the repository keeps what the package ships under the other name.
_BESIDE = {"codebook": "codebook", "templates": "reports/templates", "practice": "transcripts_sample/training"}


def packaged(name: str) -> Path:
    """Return the folder ``codebook``, ``templates`` or ``practice`` (coded interviews) that ships with the program."""
    inside = Path(__file__).parent / "data" / name
    return inside if inside.is_dir() else Path(__file__).parents[1] / _BESIDE[name]


@dataclass(frozen=True)
class Study:
    """A study folder, opened; ``out`` is where outputs go."""

    root: Path
    settings: Settings
    out: Path

    @classmethod
    def open(cls, root: Path, out: Path | None = None) -> Study:
        """Open the study in ``root``.

        Raises
        ------
        SettingsError
            If the folder does not exist or its factorwijzer.toml is wrong.
        """
        study, problems = cls.inspect(root, out)
        if problems:
            raise SettingsError(problems)
        return study

    @classmethod
    def inspect(cls, root: Path, out: Path | None = None) -> tuple[Study, list[Problem]]:
        """Open the study as far as its settings can be read, and return every mistake in them beside it."""
        if not root.is_dir():
            raise SettingsError(
                Problem(str(root), "deze map bestaat niet; maak een studiemap met 'factorwijzer new MAP'")
            )
        settings, problems = read_settings(root / FILE_NAME)
        return cls(root, settings, out if out is not None else root / settings.studie.uit), problems

    def refuse_if_none(self) -> None:
        """Say how to name the study folder if this is none.

        Raises
        ------
        SettingsError
            If the folder has no settings and no transcripts.
        """
        if (self.root / FILE_NAME).is_file() or self.transcripts_folder.is_dir():
            return
        below = sorted(path.parent for path in self.root.glob(f"*/{FILE_NAME}"))
        example = f", hier: --study {for_shell(below[0])}" if len(below) == 1 else ""
        message = f"dit is geen studiemap ({FILE_NAME} en {self.transcripts_folder.name}/ ontbreken)"
        advice = f"noem uw studiemap achter --study{example}; een nieuwe maakt u met 'factorwijzer new MAP'"
        raise SettingsError(Problem(str(self.root.resolve()), f"{message}; {advice}"))

    @property
    def default_out(self) -> Path:
        """Where outputs go if the user does not say otherwise."""
        return self.root / self.settings.studie.uit

    @property
    def codebook_folder(self) -> Path:
        """The study's own codebook if it has one, else the one that ships with the program."""
        if self.settings.studie.codeboek:
            return self.root / self.settings.studie.codeboek
        own = self.root / "codebook"
        return own if own.is_dir() else packaged("codebook")

    @property
    def model_folder(self) -> Path:
        """Where the trained model is or will be."""
        return self.root / self.settings.studie.model

    @property
    def store(self) -> Path | str:
        """Where decisions are kept: a SQLite file, or the address of a database."""
        named = self.settings.beoordeling.database
        return named if "://" in named else self.root / (named or STORE)

    @property
    def transcripts_folder(self) -> Path:
        """Where the study's transcripts are."""
        return self.root / self.settings.studie.transcripten

    @property
    def templates_folder(self) -> Path:
        """The study's own report templates if it has them, else those of the program."""
        own = self.root / "reports" / "templates"
        return own if (own / "verslag.docx").is_file() else packaged("templates")

    def codebook(self) -> Codebook:
        """Load the codebook; see ``load_codebook`` for errors.

        Raises
        ------
        SettingsError
            If the settings name a folder that is not there.
        """
        named = self.settings.studie.codeboek
        if named and not self.codebook_folder.is_dir():
            message = f"studie.codeboek: map '{named}' bestaat niet in de studiemap; zet haar terug of verander de naam"
            advice = "haal de instelling weg om het codeboek van het programma te gebruiken"
            raise SettingsError(Problem(FILE_NAME, f"{message}, of {advice}"))
        return load_codebook(self.codebook_folder)

    def sources(
        self, formats: Formats, chosen: list[Path] | None = None, problems: list[Problem] | None = None
    ) -> list[Source]:
        """Return the transcripts to read, in the order of the manifest, then by name.

        Parameters
        ----------
        formats
            What can be read.
        chosen
            Files or folders; default the study's own transcripts folder.
        problems
            Where mistakes in a manifest are put; without it they are raised.

        Raises
        ------
        SettingsError
            If a path does not exist, a manifest is wrong, or there is nothing to read.
        """
        found: list[Source] = []
        if not chosen:
            self.refuse_if_none()
        for path in chosen or [self.transcripts_folder]:
            if (path / FILE_NAME).is_file() and path.resolve() != self.transcripts_folder.resolve():
                message = f"dit is een studiemap; noem haar achter --study: --study {for_shell(path)}"
                raise SettingsError(Problem(str(path), message))
            if not path.exists():
                raise SettingsError(Problem(str(path), "dit bestand of deze map bestaat niet"))
            folder = path if path.is_dir() else path.parent
            rows, wrong = read_manifest(folder / MANIFEST)
            if wrong and problems is None:
                raise SettingsError(wrong)
            if problems is not None:
                problems += wrong
            if path.is_dir():
                listed = [folder / row["file"] for row in rows]
                others = sorted(p for p in folder.iterdir() if formats.has(p) and p not in listed)
                paths = [*listed, *others]
            else:
                paths = [path]
            by_path = {folder / row["file"]: row for row in rows}
            found += [Source(p, p.name, by_path.get(p, {})) for p in paths]
        if not found:
            raise SettingsError(
                Problem(
                    str(chosen[0] if chosen else self.transcripts_folder),
                    f"geen transcripten gevonden; zet er bestanden in die eindigen op {', '.join(formats.suffixes)}",
                )
            )
        return list({source.path.resolve(): source for source in found}.values())

    def passed_over(self, formats: Formats, chosen: list[Path] | None = None) -> list[str]:
        """Return a sentence for each file or folder that looks like part of the study and is not read.

        That the codebook is not the study's own is one too.
        """
        said: list[str] = []
        for folder in chosen or [self.transcripts_folder]:
            if folder.is_dir():
                said += [f"{p.name}: {_why_passed_over(p, formats)}" for p in self._others(folder, formats)]
        if self.codebook_folder == packaged("codebook"):
            said.append("de studie heeft geen eigen map codebook/; het codeboek van het programma wordt gebruikt")
        own = [
            f"{name}: wordt niet gelezen; de naam moet eindigen op .yaml" for name in unread_files(self.codebook_folder)
        ]
        return said + own

    def _others(self, folder: Path, formats: Formats) -> list[Path]:
        """Return what is in a folder of transcripts and is neither a transcript nor a note or folder of the study."""
        listed = {row["file"] for row in read_manifest(folder / MANIFEST)[0]}
        known = {p.resolve() for p in (self.codebook_folder, self.model_folder, self.out, self.transcripts_folder)}
        return [
            path
            for path in sorted(folder.iterdir())
            if not path.name.startswith((".", "~$"))
            and path.resolve() != packaged("practice").resolve()
            and path.name not in {*listed, "reports", FILE_NAME}
            and (path.is_dir() or not (formats.has(path) or path.suffix.lower() in _NOTES))
            and not any(place == path.resolve() or path.resolve() in place.parents for place in known)
        ]

    def label(self, municipality: str, all_municipalities: list[str]) -> str:
        """Return the name under which a municipality appears in documents: never its own name.

        ``[gemeenten]`` of the settings decides; else they are numbered in order.
        """
        labels = dict(self.settings.gemeenten)
        for place, name in enumerate(all_municipalities, start=1):
            taken = {document_name(label).casefold() for label in labels.values()}
            free = (f"Gemeente {n}" for n in count(place) if f"gemeente-{n}" not in taken)
            labels.setdefault(name, next(free))
        return labels[municipality]


def read_manifest(path: Path) -> tuple[list[dict[str, str]], list[Problem]]:
    """Read manifest.csv, as Excel saves it: one row per file.

    Returns
    -------
    tuple
        The rows that are right, and every mistake with its line; both empty if there is no manifest.
    """
    if not path.is_file():
        return [], []
    table = read_table(path)
    unusable = [*_unknown(table), *table.missing(_REQUIRED)]
    if unusable:
        return [], table.problems or unusable
    problems = [*table.problems]
    rows: list[dict[str, str]] = []
    for read in table.rows:
        row = {key: value.strip() for key, value in read.cells.items()}
        where = f"{MANIFEST}, regel {read.line_no}"
        found = []
        if read.is_too_long:
            found.append(f"meer dan {len(table.columns)} kolommen; zet tekst met een komma tussen aanhalingstekens")
        if not (path.parent / row["file"]).is_file():
            found.append(f"bestand '{row['file']}' bestaat niet in {path.parent.name}/")
        if row["file"] in [other["file"] for other in rows]:
            found.append(f"bestand '{row['file']}' staat er twee keer in")
        problems += [Problem(where, message) for message in found]
        if not found:
            rows.append(row)
    return rows, problems


def _unknown(table: Table) -> list[Problem]:
    names = [] if table.is_in_one_cell else [name for name in table.columns if name not in MANIFEST_COLUMNS]
    return [
        Problem(f"{MANIFEST}, regel 1", f"onbekende kolom '{name}'; toegestaan: {', '.join(MANIFEST_COLUMNS)}")
        for name in names
    ]


def _why_passed_over(path: Path, formats: Formats) -> str:
    if path.is_dir():
        return f"een map in de map wordt niet gelezen; zet haar transcripten in {path.parent.name} zelf"
    kind = path.suffix.lower()
    if kind in formats.shared:
        return (
            f"hierin is geen gesprek gevonden ({kind}); een tabel heeft een kolom voor de spreker en een voor de tekst"
        )
    advice = _INSTEAD.get(kind, f"gelezen worden {', '.join(formats.suffixes)}")
    return f"dit soort bestand ({kind}) wordt niet gelezen; {advice}"
