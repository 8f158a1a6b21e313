"""Put the goals of ``factorwijzer evaluate --privacy`` between the marks in docs/privacy.md, from its last page."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.run.privacy_evaluation import TEXT
from pipeline.study import Study

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "privacy.md"
MARKS = re.compile(r"(<!-- cijfers:begin -->\n)(.*?)(<!-- cijfers:einde -->)", re.DOTALL)


def goals(text: str) -> str:
    """Return the table of goals of an evaluation page as Markdown."""
    section = text.split("## De doelen", 1)[1].split("\n## ", 1)[0]
    return "\n".join(line for line in section.splitlines() if line.startswith("|")) + "\n"


def main() -> None:
    """Rewrite the marked part."""
    table = goals((Study.open(ROOT).out / TEXT).read_text(encoding="utf-8"))
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(MARKS.sub(lambda match: f"{match[1]}{table}{match[3]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
