"""Checks that need the whole codebook: ids and paths, counterparts, themes, rules, repeated examples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from pathlib import Path

from spacy.errors import MatchPatternError
from spacy.matcher import Matcher
from spacy.vocab import Vocab

from pipeline.codebook.dutch import pattern_in_dutch
from pipeline.codebook.hierarchy import Complain, check_hierarchy
from pipeline.codebook.model import Alternatives, Code, PatternRule, PhraseRule, Theme, WordsRule
from pipeline.codebook.yaml_lines import Place


def cross_check(
    codes: Sequence[tuple[Path, Code]],
    themes: Sequence[Theme],
    themes_are_whole: bool,
    lists: dict[str, tuple[str, ...]],
    complain: Complain,
    folder: Path,
    unplaced: Container[Path] = (),
) -> None:
    """Call ``complain(path, place, message)`` for every mistake between files, those ``unplaced`` left out.

    A code whose file is there but cannot be read is no missing code, and a code is not said to be in no theme if
    not all codes of the themes can be read.
    """
    paths = [path for path in (folder / "codes").rglob("*.yaml") if path not in unplaced]
    by_path = {path: path.relative_to(folder / "codes").with_suffix("") for path in paths}
    ids = {path: name.as_posix().replace("/", ".") for path, name in by_path.items()}
    places = {code.code_id: path for path, code in reversed(codes)}
    places |= {code.code_id: path for path, code in codes if ids[path] == code.code_id}
    known = {code.code_id: code for _, code in codes}
    all_ids = set(ids.values()) | set(known)
    for path, code in codes:
        if places[code.code_id] != path:
            other = places[code.code_id].relative_to(folder).as_posix()
            message = f"code_id '{code.code_id}' bestaat al in {other}; elke code_id mag één keer voorkomen"
            complain(path, ("code_id",), message)
        elif code.code_id != ids[path]:
            complain(path, ("code_id",), f"gevonden '{code.code_id}'; bij dit pad hoort '{ids[path]}'")
        _check_code(path, code, known, all_ids, lists, complain)
    readable = all_ids - (set(ids.values()) - set(known)) if themes_are_whole else set[str]()
    _check_recommendations(themes, known, folder / "themes.yaml", complain)
    _check_themes(themes, readable, all_ids, folder / "themes.yaml", complain)
    if themes_are_whole:
        check_hierarchy(codes, themes, folder / "themes.yaml", complain)


def _check_code(
    path: Path,
    code: Code,
    known: dict[str, Code],
    all_ids: set[str],
    lists: dict[str, tuple[str, ...]],
    complain: Complain,
) -> None:
    if code.tegenpool is not None:
        opposite = known.get(code.tegenpool)
        if code.tegenpool not in all_ids:
            complain(
                path, ("tegenpool",), f"tegenpool '{code.tegenpool}' bestaat niet; toegestaan: een code_id, of null"
            )
        elif opposite is not None and "context" in (code.richting, opposite.richting):
            complain(
                path, ("tegenpool",), f"tegenpool '{code.tegenpool}' past niet: contextcodes hebben geen tegenpool"
            )
        elif opposite is not None and opposite.richting == code.richting:
            complain(path, ("tegenpool",), f"tegenpool '{code.tegenpool}' is ook {opposite.richting}")
    for number, near_miss in enumerate(code.tegenvoorbeelden):
        if near_miss.hoort_bij == code.code_id or near_miss.hoort_bij not in {*all_ids, "geen"}:
            place: Place = ("tegenvoorbeelden", number, "hoort_bij")
            complain(path, place, f"gevonden '{near_miss.hoort_bij}'; toegestaan: een andere code_id, of geen")
    for text, n in Counter(text for _, text in code.examples).items():
        if n > 1:
            complain(path, ("voorbeelden",), f"hetzelfde voorbeeld staat er {n} keer: '{text[:40]}...'")
    for rule_id, n in Counter(rule.id for rule in code.regels).items():
        if n > 1:
            complain(path, ("regels",), f"regel-id '{rule_id}' staat er {n} keer")
    for number, rule in enumerate(code.regels):
        for message in _rule_complaints(rule, lists):
            complain(path, ("regels", number), f"regels[{number}] ({rule.id}): {message}")


def _rule_complaints(rule: PhraseRule | WordsRule | PatternRule, lists: dict[str, tuple[str, ...]]) -> list[str]:
    if isinstance(rule, PatternRule):
        try:
            Matcher(Vocab(), validate=True).add("x", [rule.patroon])
        except (MatchPatternError, ValueError, re.error) as error:
            return [f"geen geldig spaCy-patroon: {pattern_in_dutch(error)}"]
        return []
    groups: list[Alternatives] = rule.lemmas if isinstance(rule, PhraseRule) else [*rule.alle, rule.geen]
    words = [word for group in groups for word in ([group] if isinstance(group, str) else group)]
    complaints = [
        f"woordenlijst '{word}' bestaat niet; toegestaan: {', '.join('@' + name for name in sorted(lists)) or 'geen'}"
        for word in words
        if word.startswith("@") and word[1:] not in lists
    ]
    complaints += [
        f"'{word}' heeft een spatie; gebruik soort phrase voor woorden na elkaar" for word in words if " " in word
    ]
    complaints += [f"'{word}': een * mag alleen vooraan of achteraan staan" for word in words if "*" in word.strip("*")]
    complaints += ["leeg woord" for word in words if not word.strip("*@ ")]
    return complaints


def _check_recommendations(themes: Sequence[Theme], known: dict[str, Code], path: Path, complain: Complain) -> None:
    for number, theme in enumerate(themes):
        if theme.aanbeveling is None:
            continue
        for code_id in theme.aanbeveling.gevraagd_door:
            code = known.get(code_id)
            if code_id not in theme.codes or (code is not None and code.richting != "belemmerend"):
                hindering = [c for c in theme.codes if c in known and known[c].richting == "belemmerend"]
                message = f"gevonden '{code_id}'; toegestaan: belemmerende codes van dit thema ({', '.join(hindering)})"
                complain(path, ("themes", number, "aanbeveling", "gevraagd_door"), message)


def _check_themes(
    themes: Sequence[Theme], readable: set[str], all_ids: set[str], path: Path, complain: Complain
) -> None:
    counts = Counter(code_id for theme in themes for code_id in theme.codes)
    for number, theme in enumerate(themes):
        for code_id in theme.codes:
            if code_id not in all_ids:
                complain(path, ("themes", number, "codes"), f"code '{code_id}' bestaat niet in codes/")
    for code_id, n in counts.items():
        if n > 1:
            complain(path, ("themes",), f"code '{code_id}' staat in {n} thema's; elke code hoort bij één thema")
    for code_id in sorted(readable - counts.keys()):
        complain(path, ("themes",), f"code '{code_id}' staat in geen enkel thema")
    for theme_id, n in Counter(theme.id for theme in themes).items():
        if n > 1:
            complain(path, ("themes",), f"thema '{theme_id}' staat er {n} keer")
