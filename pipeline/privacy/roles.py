"""Hide the role that only one respondent of a municipality has: it gives that person away as a name does.

The words are data (roles.yaml). A role is what a person is; kinds of organisation and disciplines stay. A word that is
both ("huisarts") goes only where a speaker says it of herself.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import reduce
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import Problem, SettingsError, os_mistake
from pipeline.privacy.role_words import RoleFinder, RoleWord
from pipeline.validation import in_dutch, one_per_place

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LEAST_LETTERS = 5


class Role(BaseModel):
    """One role of roles.yaml; what its keys mean stands there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rol: str = Field(min_length=2)
    woorden: list[str] = Field(min_length=1)
    van_zichzelf: list[str] = []
    laatste_deel: list[str] = []
    niet: list[str] = []
    perspectief: list[str] = []
    valt_onder: list[str] = []
    overal: bool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rollen: list[Role] = Field(min_length=1)
    organisaties: str
    algemeen: str


class _Reading(NamedTuple):
    """What a perspective says: the roles its respondent surely has, and those that she may have."""

    sure: frozenset[str]
    possible: frozenset[str]


class Roles:
    """The roles of the field: which of them a respondent has, and text without them.

    Examples
    --------
    >>> roles = Roles.load()
    >>> here = roles.alone(["POH-GGZ", "jongerenwerk", "jongerenwerker", "JGZ"])
    >>> roles.mask("Ik als POH'er bel de JGZ, en de jongerenwerker belt mij.", here)
    'Ik als [functie] bel de JGZ, en de jongerenwerker belt mij.'
    """

    def __init__(self, roles: Iterable[Role], organisations: Iterable[str], general: Iterable[str]) -> None:
        self._roles = {role.rol: role for role in roles}
        self._fields = {word for role in self.roles for entry in role.perspectief for word in entry.split()}
        self._says_nothing = {_folded(word) for word in (*organisations, *general)}
        self._finder = RoleFinder(word for role in self.roles for word in _words_of(role))

    @classmethod
    def load(cls, path: Path | None = None) -> Roles:
        """Load the roles of the program, or those of ``path``.

        Raises
        ------
        SettingsError
            Every mistake in the file at once: which role, what was found, what is allowed.
        """
        if path is None:
            with as_file(files("pipeline.privacy") / "roles.yaml") as own:
                return cls.load(own)
        try:
            content = _File.model_validate(_read(path))
        except ValidationError as error:
            raise SettingsError(
                [_problem(path, place, items[0]) for place, items in one_per_place(error.errors())]
            ) from None
        problems = [Problem(f"{path.name}, rol '{rol}'", message) for rol, message in _clashes(content)]
        if problems:
            raise SettingsError(problems)
        return cls(content.rollen, content.organisaties.split(), content.algemeen.split())

    @property
    def roles(self) -> tuple[Role, ...]:
        """All roles, in the order of the file."""
        return tuple(self._roles.values())

    def of_perspective(self, text: str) -> frozenset[str]:
        """Return the roles that a respondent may have by the perspective in the manifest, wider ones too.

        A perspective that names no role gives those of its field ("JGZ"), and words of its own of five letters and more
        that name no organisation: they count as roles.

        Examples
        --------
        >>> sorted(Roles.load().of_perspective("wijkverpleegkundige")), sorted(Roles.load().of_perspective("imker"))
        (['verpleegkundige', 'wijkverpleegkundige'], ['imker'])
        """
        return self._reading(text).possible

    def of_word(self, word: str) -> frozenset[str]:
        """Return the roles that a text names by itself, whoever has them.

        Examples
        --------
        >>> sorted(Roles.load().of_word("Jongerenwerker")), sorted(Roles.load().of_word("Berendje"))
        (['jongerenwerker'], [])
        """
        return frozenset(self._finder.named(word))

    def alone(self, perspectives: Sequence[str]) -> frozenset[str]:
        """Return the roles that exactly one respondent has, from the perspectives of a municipality, one each.

        Two perspectives that only name a field ("JGZ") may be of two professions: then each may be the only one.
        """
        readings = [self._reading(text) for text in perspectives]
        n_sure = Counter(role for reading in readings for role in reading.sure)
        return frozenset(role for reading in readings for role in reading.possible if n_sure[role] < 2)

    def mask(self, text: str, alone: Collection[str]) -> str:
        """Return ``text`` with each word that names one of the roles ``alone`` printed as "[functie]".

        Parameters
        ----------
        alone
            Ids of roles, and words that count as roles, as :meth:`alone` returns them. Everything else stays as it is.
        """
        words = [RoleWord(word, word) for word in alone if word not in self._roles and _folded(word)]
        finders = [self._finder, RoleFinder(words)] if words else [self._finder]
        # What one finder masks may show the other that a word beside it is said of oneself.
        while (masked := reduce(lambda shown, finder: finder.mask(shown, alone), finders, text)) != text:
            text = masked
        return text

    def _reading(self, text: str) -> _Reading:
        own = self._finder.named(text)
        fields: set[str] = set()
        if all(self._roles[role].overal for role in own):
            words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
            fields = {role.rol for role in self.roles if any(_fits(entry, words) for entry in role.perspectief)}
            # "verpleegkundige JGZ" is no doctor: of the field's roles those that fall under the one that is named.
            fields = {rol for rol in fields if own & self._with_wider([rol])} or fields
        unknown = frozenset() if own else frozenset(self._unknown(text))
        sure = self._with_wider(own) | unknown
        if fields:
            sure |= frozenset.intersection(*(self._with_wider([role]) for role in fields))
        return _Reading(sure, self._with_wider(own | fields) | unknown)

    def _with_wider(self, roles: Iterable[str]) -> frozenset[str]:
        found, todo = set[str](), list(roles)
        while todo:
            role = todo.pop()
            found.add(role)
            todo += [wider for wider in self._roles[role].valt_onder if wider not in found]
        return frozenset(found)

    def _unknown(self, text: str) -> Iterator[str]:
        for word in re.findall(r"\w[\w-]*\w", unicodedata.normalize("NFC", text).lower()):
            is_field = any(fnmatchcase(part, entry) for entry in self._fields for part in (word, *word.split("-")))
            if not is_field and _folded(word) not in self._says_nothing and len(_folded(word)) >= _LEAST_LETTERS:
                yield word


def _words_of(role: Role) -> Iterator[RoleWord]:
    yield from (RoleWord(word, role.rol) for word in role.woorden)
    yield from (RoleWord(word, role.rol, is_own_only=True) for word in role.van_zichzelf)
    yield from (RoleWord(word, role.rol, is_last_part=True) for word in role.laatste_deel)
    yield from (RoleWord(word, None) for word in role.niet)


def _folded(word: str) -> str:
    """Return a word without case, accents, hyphens, spaces and apostrophes.

    Examples
    --------
    >>> _folded("POH-GGZ"), _folded("Coördinator")
    ('pohggz', 'coordinator')
    """
    return "".join(letter for letter in unicodedata.normalize("NFD", word.casefold()) if letter.isalnum())


def _fits(entry: str, words: Sequence[str]) -> bool:
    return all(any(fnmatchcase(word, part) for word in words) for part in entry.split())


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        where = f"{path.name}, regel {mark.line + 1}" if mark else path.name
        message = "geen geldige YAML; zet tekst tussen aanhalingstekens en sluit elk haakje"
    except UnicodeDecodeError:
        where, message = path.name, "geen UTF-8; sla het bestand opnieuw op als UTF-8"
    except OSError as error:
        where, message = path.name, os_mistake(error)
    raise SettingsError(Problem(where, message))


def _problem(path: Path, place: tuple[str | int, ...], item: Any) -> Problem:
    name = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    keys = Role.model_fields if len(place) > 1 else _File.model_fields
    texts = {
        "extra_forbidden": f"onbekende sleutel; toegestaan: {', '.join(keys)}",
        "bool_parsing": "dit moet true of false zijn",
    }
    return Problem(f"{path.name}, {name}" if name else path.name, in_dutch(item, texts))


def _clashes(content: _File) -> Iterator[tuple[str, str]]:
    """Yield (role, what is wrong): a role or word that is there twice, too short, an organisation, or an unknown wider role."""
    owners: dict[str, str] = {}
    organisations = {_folded(word) for word in content.organisaties.split()}
    names = Counter(role.rol for role in content.rollen)
    yield from ((rol, "deze rol staat er twee keer; voeg ze samen") for rol, n in names.items() if n > 1)
    for role in content.rollen:
        for word in (*role.woorden, *role.van_zichzelf):
            owner = owners.setdefault(_folded(word), role.rol)
            if len(_folded(word)) < 2:
                yield role.rol, f"woord {word!r} is te kort; minstens 2 letters"
            elif owner != role.rol:
                yield (
                    role.rol,
                    f"woord {word!r} staat ook bij rol {owner!r}; toegestaan: één rol; haal het bij een van beide weg",
                )
            elif _folded(word) in organisations:
                yield role.rol, f"woord {word!r} staat ook bij organisaties; haal het bij een van beide weg"
        for wider in role.valt_onder:
            if wider not in names:
                yield (
                    role.rol,
                    f"valt_onder: onbekende rol {wider!r}; toegestaan: een rol uit dit bestand; verbeter de naam",
                )
