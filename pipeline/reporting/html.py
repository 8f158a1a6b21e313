"""Fill the html templates: one file with its style and chart inside, nothing fetched from anywhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup


def fill_html(templates: Path, name: str, context: dict[str, Any], svg: bytes) -> str:
    """Return the page; everything from the context is escaped, the chart is inlined with its text alternative."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name).render(context, grafiek_svg=_inline(svg, str(context["grafiek_alt"])))


def _inline(svg: bytes, alternative: str) -> Markup:
    text = svg.decode("utf-8")
    body = text[text.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    opening, rest = body.split(">", 1)
    label = Markup.escape(alternative)
    return Markup(f'{opening} role="img" aria-label="{label}">{rest}')
