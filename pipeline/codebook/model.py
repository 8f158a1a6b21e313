"""What a codebook is made of. Field names are the Dutch keys that researchers write in the YAML files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

Direction = Literal["bevorderend", "belemmerend", "context"]
Alternatives = str | list[str]


def _color(text: str) -> str:
    if not re.fullmatch("#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})", text):
        raise ValueError("geen kleur; schrijf haar tussen aanhalingstekens, als '#1B6E6A'")
    return text


Color = Annotated[str, AfterValidator(_color)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _RuleBase(_Strict):
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    waarom: str = Field(min_length=5)
    bron: str = Field(min_length=3)
    sterkte: float = Field(default=0.7, gt=0, le=1)


class PhraseRule(_RuleBase):
    """Lemmas in this order, with at most ``gat`` other words between two of them."""

    soort: Literal["phrase"]
    lemmas: list[Alternatives] = Field(min_length=1)
    gat: int = Field(default=2, ge=0, le=15)


class WordsRule(_RuleBase):
    """At least one word of every group, in any order, within the sentence or ``binnen`` words, and none of ``geen``."""

    soort: Literal["words"]
    alle: list[Alternatives] = Field(min_length=1)
    geen: list[str] = []
    binnen: Literal["zin"] | Annotated[int, Field(ge=1, le=100)] = "zin"


class PatternRule(_RuleBase):
    """A token pattern of spaCy's Matcher."""

    soort: Literal["pattern"]
    patroon: list[dict[str, Any]] = Field(min_length=1)


Rule = Annotated[PhraseRule | WordsRule | PatternRule, Field(discriminator="soort")]


class CounterExample(_Strict):
    """A near miss: it shares words with the code, and belongs to another code or to none."""

    hand: str
    hoort_bij: str
    tekst: str = Field(min_length=2)
    waarom: str = Field(min_length=3)


class Code(_Strict):
    """One code of the codebook, one file; ``onder`` is a code of the same theme."""

    code_id: str
    naam: str = Field(min_length=1)
    richting: Direction
    tegenpool: str | None
    definitie: str = Field(min_length=10)
    wel: list[str] = Field(min_length=1)
    niet: list[str] = Field(min_length=1)
    regels: list[Rule] = []
    voorbeelden: dict[str, list[str]]
    tegenvoorbeelden: list[CounterExample] = []
    onder: str | None = None
    kleur: Color | None = None
    beschrijving: str | None = None
    guid: str | None = None

    @property
    def examples(self) -> list[tuple[str, str]]:
        """(hand, utterance) of every example, in file order."""
        return [(hand, text) for hand, texts in self.voorbeelden.items() for text in texts]


class Recommendation(_Strict):
    """What a report says when the hindering factors of ``gevraagd_door`` call for it."""

    nummer: int = Field(ge=1)
    tekst: str = Field(min_length=10)
    gevraagd_door: list[str] = Field(min_length=1)
    toelichting: str = Field(min_length=20)
    wat_kan_de_gemeente: list[str] = Field(min_length=1)
    bron: str = Field(min_length=3)


class Theme(_Strict):
    """A theme: its codes, and its recommendation if it has one.

    ``onder`` is a theme or code that it stands below. The codes of a theme that is ``los`` stand in no folder.
    """

    id: str
    naam: str
    codes: list[str]
    aanbeveling: Recommendation | None = None
    los: bool = False
    onder: str | None = None
    kleur: Color | None = None
    beschrijving: str | None = None
    guid: str | None = None

    @field_validator("codes")
    @classmethod
    def _unique(cls, codes: list[str]) -> list[str]:
        if len(set(codes)) != len(codes):
            raise ValueError("een code staat er twee keer in")
        return codes


@dataclass(frozen=True)
class Codebook:
    """All codes and themes, the utterances that carry no code, the word lists, and the checksum of the files.

    ``themes`` are those that have codes; ``folders`` are they and those that have other themes below them only.
    ``unplaced`` are codes taken from another program that no theme names (any more): they are not used.
    """

    themes: tuple[Theme, ...]
    codes: tuple[Code, ...]
    none_examples: tuple[tuple[str, str], ...]
    lists: dict[str, tuple[str, ...]]
    checksum: str
    folders: tuple[Theme, ...] = ()
    unplaced: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Code]:
        """code_id -> Code."""
        return {code.code_id: code for code in self.codes}

    @cached_property
    def theme_of(self) -> dict[str, Theme]:
        """code_id -> its Theme."""
        return {code_id: theme for theme in self.themes for code_id in theme.codes}

    @cached_property
    def opposed(self) -> dict[str, frozenset[str]]:
        """code_id -> the codes of its theme that say the opposite; none of a context code."""
        opposite = {"bevorderend": "belemmerend", "belemmerend": "bevorderend"}
        return {
            code.code_id: frozenset(
                other
                for other in (self.theme_of[code.code_id].codes if code.code_id in self.theme_of else ())
                if self.by_id[other].richting == opposite.get(code.richting)
            )
            for code in self.codes
        }

    @property
    def code_ids(self) -> list[str]:
        """The codes in the order of the themes."""
        return [code_id for theme in self.themes for code_id in theme.codes]

    @property
    def recommendations(self) -> list[Theme]:
        """Themes with a recommendation, by its number."""
        return sorted(
            (t for t in self.themes if t.aanbeveling), key=lambda t: t.aanbeveling.nummer if t.aanbeveling else 0
        )
