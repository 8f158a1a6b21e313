"""The codebook to read and search in: every code by theme, with what belongs to it and what does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipeline.codebook import Code, Codebook
from pipeline.review.web.security import Coder, Study
from pipeline.review.web.study import ReviewedStudy
from pipeline.review.web.templating import render

N_EXAMPLES = 4

router = APIRouter()


@dataclass(frozen=True)
class ThemeShown:
    """A theme, and its codes as far as they can be shown."""

    theme_id: str
    name: str
    codes: tuple[Code, ...]


@router.get("/codeboek")
def codebook_page(request: Request, study: Study, coder: Coder) -> Response:
    """Show all codes."""
    examples = {code.code_id: few_examples(code) for code in study.codebook.codes}
    return render(
        request,
        "codebook.html.j2",
        themes=themes_shown(study),
        examples=examples,
        parts=naming(study.codebook),
    )


def themes_shown(study: ReviewedStudy) -> list[ThemeShown]:
    """Return the themes in order, with their codes."""
    by_id = study.codebook.by_id
    return [
        ThemeShown(theme.id, theme.naam, tuple(by_id[code_id] for code_id in theme.codes))
        for theme in study.codebook.themes
    ]


def few_examples(code: Code) -> list[str]:
    """Return some examples of a code, each by another writer as far as there are so many."""
    first = [texts[0] for texts in code.voorbeelden.values() if texts]
    rest = [text for _, text in code.examples if text not in first]
    return [*first, *rest][:N_EXAMPLES]


def naming(codebook: Codebook) -> Callable[[str], list[tuple[str, str]]]:
    """Return what cuts a text where it names a code by its id: (words, id), with the code's name there, else no id."""
    ids = sorted(codebook.code_ids, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, ids))})(?![\w]|\.\w)")

    def parts(text: str) -> list[tuple[str, str]]:
        found = []
        for n, words in enumerate(pattern.split(text)):
            found.append((codebook.by_id[words].naam, words) if n % 2 else (words, ""))
        return found

    return parts
