"""Fixtures: a small codebook that trains in a second, a maker of study folders, the command line, the sample study run once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

from pipeline.cli import _main
from pipeline.codebook import Codebook, load_codebook

# The same examples in every run, and no clock: others are drawn with --hypothesis-profile=default.
settings.load_profile("ci")

REPO = Path(__file__).parents[1]
TINY_CODES = (
    "netwerk.korte_lijnen",
    "netwerk.moeizaam_contact",
    "financiering.beschikbaar",
    "financiering.tekort",
    "context.aanbod",
)
INTERVIEW = """\
gemeente: Testdorp
perspectief: school

Interviewer: Hoe vindt u elkaar?
Respondent: Ik app haar en een kwartier later belt ze terug. We hebben korte lijnen.
Interviewer: En geld?
Respondent: Er is geen geld voor. Verder heb ik vanmiddag een afspraak bij de tandarts.
"""


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def repo() -> Path:
    """The repository, itself the sample study."""
    return REPO


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The shipped codebook."""
    return load_codebook(REPO / "codebook")


@pytest.fixture(scope="session")
def nlp():
    """The built-in Dutch pipeline; imported here, for most tests do without."""
    from pipeline.language import load_language

    return load_language()


@pytest.fixture(scope="session")
def tiny_codebook_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five codes of the shipped codebook with fifteen examples each: trains in about a second."""
    folder = tmp_path_factory.mktemp("tiny") / "codebook"
    for code_id in TINY_CODES:
        name = code_id.replace(".", "/") + ".yaml"
        code = yaml.safe_load((REPO / "codebook/codes" / name).read_text(encoding="utf-8"))
        hands = code["voorbeelden"]
        code["voorbeelden"] = {hand: texts[:15] for hand, texts in hands.items()}
        code["tegenvoorbeelden"] = [t for t in code["tegenvoorbeelden"] if t["hoort_bij"] in (*TINY_CODES, "geen")]
        path = folder / "codes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(code, allow_unicode=True, sort_keys=False), encoding="utf-8")
    themes = yaml.safe_load((REPO / "codebook/themes.yaml").read_text(encoding="utf-8"))["themes"]
    kept = [theme | {"codes": [c for c in theme["codes"] if c in TINY_CODES]} for theme in themes]
    kept = [theme for theme in kept if theme["codes"]]
    for advice in (theme["aanbeveling"] for theme in kept if theme.get("aanbeveling")):
        advice["gevraagd_door"] = [c for c in advice["gevraagd_door"] if c in TINY_CODES]
    (folder / "themes.yaml").write_text(yaml.safe_dump({"themes": kept}, allow_unicode=True), encoding="utf-8")
    none = yaml.safe_load((REPO / "codebook/examples_none.yaml").read_text(encoding="utf-8"))["voorbeelden"]
    shortened = {hand: texts[:20] for hand, texts in none.items()}
    (folder / "examples_none.yaml").write_text(
        yaml.safe_dump({"voorbeelden": shortened}, allow_unicode=True), encoding="utf-8"
    )
    shutil.copytree(REPO / "codebook/lists", folder / "lists")
    return folder


@pytest.fixture(scope="session")
def tiny_codebook(tiny_codebook_folder: Path) -> Codebook:
    """The small codebook, loaded."""
    return load_codebook(tiny_codebook_folder)


@pytest.fixture(scope="session")
def tiny_model(tiny_codebook_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder trained on the small codebook, made with the real command."""
    root = tmp_path_factory.mktemp("trained")
    shutil.copytree(tiny_codebook_folder, root / "codebook")
    assert _main(["train", "--study", str(root)]) == 0
    return root / "model"


@pytest.fixture
def make_study(tmp_path: Path, tiny_codebook_folder: Path, tiny_model: Path) -> Callable[..., Path]:
    """Return a maker of study folders with the small codebook and its trained model.

    ``make_study({"a.txt": "I: ..."}, settings="...", name="studie")``; contents are str (UTF-8) or bytes.
    """

    def make(transcripts: dict[str, str | bytes] | None = None, settings: str = "", name: str = "studie") -> Path:
        root = tmp_path / name
        shutil.copytree(tiny_codebook_folder, root / "codebook")
        shutil.copytree(tiny_model, root / "model")
        (root / "transcripten").mkdir()
        if settings:
            (root / "factorwijzer.toml").write_text(settings, encoding="utf-8")
        for file, content in (transcripts if transcripts is not None else {"een.txt": INTERVIEW}).items():
            data = content.encode() if isinstance(content, str) else content
            (root / "transcripten" / file).write_bytes(data)
        return root

    return make


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Return a runner of the command line in this process: ``cli("code", "--study", path)``."""

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = _main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def sample_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample study with everything run on it once; its outputs are in ``reports/out``."""
    root = tmp_path_factory.mktemp("sample")
    for name in ("codebook", "transcripts_sample", "reports/templates"):
        shutil.copytree(REPO / name, root / name)
    shutil.copy(REPO / "factorwijzer.toml", root)
    assert _main(["train", "--study", str(root)]) == 0
    assert _main(["run", "--study", str(root)]) == 0
    return root
