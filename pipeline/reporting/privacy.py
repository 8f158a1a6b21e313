"""The page privacy.html: how much was masked, and what was masked with doubt, to be released by a human.

Neither the page nor the file that it makes (vrijgaven.csv) holds a name: the words are put in by the browser, from a
file of the researcher's own.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.files import write_text
from pipeline.frames import NAME_KINDS

PAGE = "privacy.html"
# The columns of the file that the page makes.
RELEASE_COLUMNS = ("vrijgave", "gemeente", "soort", "interview_id", "beurt", "codeur", "reden")
KIND_WORDS = dict(
    zip(
        NAME_KINDS,
        (
            *("persoon", "plaats", "organisatie", "school", "project", "telefoonnummer", "e-mailadres", "webadres"),
            *("postcode", "geboortedatum", "leeftijd", "kenteken", "nummer"),
        ),
        strict=True,
    )
)
# How many places of a word are in sight; the others are under a line that opens.
_N_IN_SIGHT = 3


class Spot(Protocol):
    """Where a word that is in doubt stands."""

    @property
    def interview_id(self) -> str: ...
    @property
    def turn_no(self) -> int: ...
    @property
    def sentence(self) -> str: ...


class Doubtful(Protocol):
    """A word that was masked with doubt, without the word."""

    @property
    def doubt_id(self) -> str: ...
    @property
    def municipality(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def places(self) -> Sequence[Spot]: ...


def privacy_context(
    names: pd.DataFrame,
    doubts: Sequence[Doubtful],
    municipality_of: Mapping[str, str],
    labels: Mapping[str, str],
    hidden: Collection[str] = (),
) -> dict[str, Any]:
    """Return what the page shows, as plain values.

    Parameters
    ----------
    names
        Frame `names` of all interviews; only how many there are is shown.
    municipality_of
        Interview -> municipality, for every interview; one in which nothing was masked is shown as well.
    labels
        Municipality -> what it is called in documents.
    hidden
        Interviews in which names could not be looked for, so that nothing of them is printed.
    """
    certain = names[names["certainty"] == "certain"]
    counts = certain.groupby(["interview_id", "kind"]).size().to_dict()
    n_doubtful = names[names["certainty"] == "doubtful"].groupby("interview_id").size().to_dict()
    kinds = [kind for kind in NAME_KINDS if bool((certain["kind"] == kind).any())]
    rows: list[dict[str, Any]] = [
        {
            "gemeente": labels[municipality],
            "interview_id": interview_id,
            "aantallen": [int(counts.get((interview_id, kind), 0)) for kind in kinds],
            "twijfel": int(n_doubtful.get(interview_id, 0)),
            "is_verborgen": interview_id in hidden,
        }
        for interview_id, municipality in municipality_of.items()
    ]
    return {
        "soorten": [KIND_WORDS[kind] for kind in kinds],
        "interviews": rows,
        "totalen": [sum(row["aantallen"][i] for row in rows) for i in range(len(kinds))],
        "totaal_twijfel": sum(row["twijfel"] for row in rows),
        "twijfels": [_doubt(one, labels) for one in doubts],
        "kolommen": list(RELEASE_COLUMNS),
    }


def render_privacy(context: dict[str, Any], out: Path) -> Path:
    """Write the page, one file that fetches nothing, and return its path."""
    path = out / PAGE
    write_text(path, fill_privacy(context))
    return path


def fill_privacy(context: dict[str, Any]) -> str:
    """Return the page; everything from the context is escaped, and no script or style but its own can run."""
    environment = Environment(
        loader=PackageLoader("pipeline.reporting", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    parts = {name: Path(__file__).with_name(f"privacy.{name}").read_text(encoding="utf-8") for name in ("css", "js")}
    allowed = f"default-src 'none'; style-src {_allowed(parts['css'])}; script-src {_allowed(parts['js'])}"
    return environment.get_template("privacy.html.j2").render(
        context,
        csp=f"{allowed}; base-uri 'none'; form-action 'none'",
        style=Markup(parts["css"]),
        script=Markup(parts["js"]),
    )


def _allowed(text: str) -> str:
    """Return the source of a content security policy that allows exactly this text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _doubt(one: Doubtful, labels: Mapping[str, str]) -> dict[str, Any]:
    places = [
        {"interview_id": place.interview_id, "beurt": place.turn_no, "zin": place.sentence} for place in one.places
    ]
    return {
        "vrijgave": one.doubt_id,
        "gemeente": labels[one.municipality],
        "soort": KIND_WORDS[one.kind],
        "reden": one.reason,
        "n": len(places),
        "plaatsen": places[:_N_IN_SIGHT],
        "meer": places[_N_IN_SIGHT:],
    }
