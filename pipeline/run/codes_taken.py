"""Codes of another program into the study's codebook: what is there stays as it is, what is new comes after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.codebook import Code as BookCode
from pipeline.codebook import Codebook
from pipeline.codebook.adding import Additions, add_to_codebook, code_path, code_text
from pipeline.errors import Problem
from pipeline.exchange import Code, ExchangeError, codes_of, read_qdc
from pipeline.exchange.book_codes import NO_MEANING, says_direction
from pipeline.exchange.model import walk
from pipeline.exchange.new_codes import add_new
from pipeline.exchange.same_codes import below, plain, same_codes
from pipeline.exchange.texts import clean
from pipeline.study import Study

# Each code is a file; a codebook that people made has some hundreds.
MOST_CODES = 5000
_N_NAMED = 5


@dataclass(frozen=True)
class TakenCodes:
    """What became of the codes of a file.

    Attributes
    ----------
    code_ids
        Key in the file of each code that can be given -> its code_id in the study.
    added, known
        The code_ids that are new, and those that the study had.
    warnings
        What its user has to know, in Dutch.
    """

    code_ids: dict[str, str]
    added: list[str]
    known: list[str]
    warnings: list[str]


def import_codebook(study: Study, path: Path) -> TakenCodes:
    """Take the codes of a REFI-QDA codebook (.qdc) into the study; see ``take_codes``."""
    codes, warnings = read_qdc(path)
    taken = take_codes(study, codes)
    return TakenCodes(taken.code_ids, taken.added, taken.known, [*warnings, *taken.warnings])


def take_codes(study: Study, codes: tuple[Code, ...]) -> TakenCodes:
    """Put the codes that the study does not have into its codebook, whole or not at all.

    A study that has no codebook of its own gets a copy of the one that ships with the program.

    Raises
    ------
    CodebookError
        If the study's codebook has mistakes, or its themes.yaml cannot be added to.
    ExchangeError
        If there are too many codes.
    OSError
        If a file cannot be written.
    """
    if sum(1 for _ in walk(codes)) > MOST_CODES:
        message = f"meer dan {MOST_CODES} codes; laat in het andere programma de codes weg die u niet nodig hebt"
        raise ExchangeError(Problem("codeboek", message))
    book, folder = study.codebook(), study.codebook_folder
    own = study.root / (study.settings.studie.codeboek or "codebook")
    same = same_codes(codes, book)
    code_ids, additions, n_empty = add_new(codes, same, book, lambda code: _is_free(own, code))
    if additions.codes:
        add_to_codebook(own, additions, base=None if own.is_dir() else folder)
    added = [code.code_id for code in additions.codes]
    known = [code_id for code_id in code_ids.values() if code_id not in set(added)]
    warnings = [
        *_about_new(codes, same, additions, folder != own),
        *_said(n_empty, "map(pen) zonder codes zijn weggelaten."),
        *_about_known(codes, same, book),
    ]
    return TakenCodes(code_ids, added, known, warnings)


def _is_free(folder: Path, code: BookCode) -> bool:
    """Whether the file of a code is not there, or is there because the same was broken off before."""
    path = code_path(folder, code.code_id)
    return not path.exists() or (path.is_file() and path.read_bytes() == code_text(code).encode())


def _about_new(codes: Iterable[Code], same: Mapping[str, str], additions: Additions, is_copied: bool) -> list[str]:
    if not additions.codes:
        return []
    new = [code for code in walk(codes) if code.is_codable and code.key not in same]
    n_without = sum(code.definitie == NO_MEANING for code in additions.codes)
    copied = "de studie had geen eigen codeboek; dat van het programma is erin gezet, en de nieuwe codes staan erbij."
    return [
        *([copied] if is_copied else []),
        f"{len(new)} nieuwe code(s) hebben nog geen voorbeelden; het programma stelt ze pas voor als er minstens vijf zijn. Zet "
        "uitspraken bij 'voorbeelden' in hun bestanden (map codes van uw codeboek), of geef deze codes zelf.",
        "namen en definities van codes komen in verslagen; kijk na of er geen namen van mensen of letterlijke uitspraken in staan.",
        *_said(
            sum(not says_direction(code) for code in new),
            "nieuwe code(s) zeggen niet of zij bevorderend of belemmerend zijn; ze staan op 'context'. Verander 'richting' in hun bestanden.",
        ),
        *_said(n_without, "nieuwe code(s) hebben geen definitie; vul die in hun bestanden in, met 'wel' en 'niet'."),
    ]


def _about_known(codes: tuple[Code, ...], same: Mapping[str, str], book: Codebook) -> list[str]:
    """Say what a file has otherwise than the study; only what it says itself counts."""
    ours = {code.key: (above, code) for above, code in below(codes_of(book))}
    unlike: dict[str, list[str]] = {}
    for parent, theirs in below(codes):
        if theirs.key not in same:
            continue
        above, code = ours[same[theirs.key]]
        differs = {
            "een andere naam": plain(theirs.name) != plain(code.name),
            "een andere omschrijving": theirs.description != ""
            and clean(theirs.description) != clean(code.description),
            "een andere kleur": theirs.color != "" and theirs.color.upper() != code.color.upper(),
            "een andere plaats": same.get(parent, parent) != above,
        }
        for what in (name for name, is_so in differs.items() if is_so):
            unlike.setdefault(what, []).append(code.key)
    return [
        f"{len(keys)} code(s) of thema('s) die de studie al had, hebben in het bestand {what}; die van de studie is gebleven: "
        f"{', '.join(keys[:_N_NAMED])}{' en andere' if len(keys) > _N_NAMED else ''}."
        for what, keys in unlike.items()
    ]


def _said(n: int, what: str) -> list[str]:
    return [f"{n} {what}"] if n else []
