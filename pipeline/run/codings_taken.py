"""Codings of another program to decisions: which passages and codes they are, why, and what has no place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from unicodedata import category

from pipeline.exchange import MODEL_CODER, RULES_CODER, UNKNOWN_CODER, Coding, Project, Selection, guid_of
from pipeline.files import sha256_value
from pipeline.review import CONSENSUS, Passage
from pipeline.review.deciding import LONGEST_NAME
from pipeline.run.passages_taken import Placed, Places
from pipeline.run.remarks_taken import Remark, notes_of
from pipeline.run.texts_taken import TakenTexts

PROGRAM = (RULES_CODER, MODEL_CODER)
# What ``pipeline.exchange.describe`` writes of a suggestion, on one line.
_SUGGESTION = re.compile(r".*; score \d,\d\d; (?:zeker|waarschijnlijk|twijfel); .*")
# What makes a name unique for programs that know no two memos of one name.
_NUMBER = re.compile(r" \(\d+\)$")

# A passage and a code.
Place = tuple[Passage, str]


@dataclass
class Given:
    """Why a coder gave a code to a passage, and the selections (interview id, key) that say so."""

    reasons: list[str] = field(default_factory=list)
    selections: list[tuple[str, str]] = field(default_factory=list)

    @property
    def reason(self) -> str:
        """All that is said of it, each on a line of its own."""
        return "\n".join(self.reasons)


@dataclass
class TakenCodings:
    """What is to become of the selections of a project.

    Attributes
    ----------
    given
        By coder: each passage and code to accept.
    remarks
        By interview and key of the selection: what is kept for the next export.
    seen
        Interview and key of every selection, with its place and nothing that is said of it.
    left_out
        What is not taken as a decision, in Dutch, a line each.
    """

    given: dict[str, dict[Place, Given]] = field(default_factory=dict)
    remarks: dict[tuple[str, str], Remark] = field(default_factory=dict)
    seen: dict[tuple[str, str], Remark] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    n_suggestions: int = 0
    n_cut: int = 0


def take_codings(project: Project, texts: TakenTexts, code_ids: Mapping[str, str]) -> TakenCodings:
    """Sort out every selection of a project whose text has an interview; nothing is written.

    Parameters
    ----------
    code_ids
        Key of a code in the project -> code in the codebook of the study.
    """
    return _Sorter(project, texts, code_ids).sort()


def is_of_suggestion(line: str) -> bool:
    """Say whether a line of a description is what an export writes of a suggestion.

    Examples
    --------
    >>> is_of_suggestion("korte-lijnen; score 0,91; zeker; akkoord (Ans)"), is_of_suggestion("zegt zij zelf")
    (True, False)
    """
    return bool(_SUGGESTION.fullmatch(line))


def coder_name(given: str) -> str:
    """Return a name as the store takes it: on one line, not too long.

    Examples
    --------
    >>> coder_name("Ans\\nde Wit"), coder_name("Consensus"), len(coder_name("a" * 80))
    ('Ans de Wit', 'consensus', 60)
    """
    name = " ".join("".join(" " if category(sign) == "Cc" else sign for sign in given).split()) or UNKNOWN_CODER
    if name.casefold() == CONSENSUS:
        return CONSENSUS
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 7].rstrip()}-{sha256_value(name)[:6]}"


class _Sorter:
    def __init__(self, project: Project, texts: TakenTexts, code_ids: Mapping[str, str]) -> None:
        self._project, self._texts, self._code_ids = project, texts, code_ids
        self._memos = {memo.key: memo for memo in project.memos}
        self._names = {code.key: code.name for code in project.all_codes}
        by_key = {source.key: source for source in project.sources}
        self._places = {key: Places(one, by_key[key], key in texts.edited) for key, one in texts.interviews.items()}
        self._taken = TakenCodings()

    def sort(self) -> TakenCodings:
        for selection in self._project.selections:
            if selection.source in self._places:
                self._sort(selection)
        return self._taken

    def _sort(self, selection: Selection) -> None:
        self._taken.seen[self._key(selection)] = self._anchor(selection)
        if selection.coder in PROGRAM:
            self._taken.n_suggestions += len(selection.codings)
            self._keep_of_program(selection)
            return
        codings = [one for one in selection.codings if one.code in self._code_ids]
        folders = [one for one in selection.codings if one.code not in self._code_ids]
        placed = self._places[selection.source].place(selection) if codings else Placed(())
        self._tell(selection, codings, folders, placed)
        if not placed.passages:
            self._keep(selection, selection.codings)
            return
        self._taken.n_cut += placed.is_cut
        for coding in codings:
            for passage in placed.passages:
                self._give(selection, coding, passage)
        if folders:
            self._keep(replace(selection, description="", memos=()), folders)
        elif placed.n_missing:
            self._keep(selection, codings)

    def _give(self, selection: Selection, coding: Coding, passage: Passage) -> None:
        by_place = self._taken.given.setdefault(coder_name(selection.coder), {})
        given = by_place.setdefault((passage, self._code_ids[coding.code]), Given())
        given.reasons += [text for text in self._reasons(selection, coding) if text not in given.reasons]
        given.selections.append(self._key(selection))

    def _reasons(self, selection: Selection, coding: Coding) -> Iterable[str]:
        """Return what is said of a coding; a memo that an export of a study wrote is of one code."""
        codes = set(selection.code_ids)
        for key in dict.fromkeys([*selection.memos, *coding.memos]):
            memo = self._memos[key]
            about = guid_of("code", _NUMBER.sub("", memo.name))
            if memo.text.strip() and (about == coding.code or about not in codes):
                yield memo.text
        description = _said(selection.description)
        if description:
            yield description

    def _keep_of_program(self, selection: Selection) -> None:
        """Keep what somebody noted about a suggestion; the suggestion itself is made again by the program."""
        said = replace(selection, description=_said(selection.description))
        if said.description or said.memos or any(coding.memos for coding in said.codings):
            self._keep(said, ())

    def _keep(self, selection: Selection, codings: Iterable[Coding]) -> None:
        about = [*selection.memos, *(key for coding in selection.codings for key in coding.memos)]
        said = {
            "codes": [self._code_ids.get(one.code, self._names[one.code]) for one in codings],
            "description": selection.description,
            "memos": notes_of(about, self._memos),
        }
        self._taken.remarks[self._key(selection)] = self._anchor(selection).model_copy(update=said)

    def _anchor(self, selection: Selection) -> Remark:
        passage = self._places[selection.source].anchor(selection)
        return Remark(
            start=passage.start_char,
            end=passage.end_char,
            quote=passage.quote,
            prefix=passage.prefix,
            suffix=passage.suffix,
            coder=coder_name(selection.coder),
            created_at=selection.created_at,
        )

    def _tell(self, selection: Selection, codings: list[Coding], folders: list[Coding], placed: Placed) -> None:
        """List the codings that do not become a decision."""
        interview = self._texts.interviews[selection.source]
        where = f"{interview.interview_id}, tekens {selection.start} tot {selection.end}"
        if interview.turns is None:
            why = "het interview is nog niet te lezen"
        elif placed.n_missing:
            why = "deze woorden staan niet meer in de tekst"
        else:
            why = "dit is niet wat een respondent zegt"
        missing = codings if not placed.passages or placed.n_missing else []
        for coding in missing:
            self._taken.left_out.append(f"{where}, {self._code_ids[coding.code]} ({selection.coder}): {why}")
        for coding in folders:
            why = "dit is in het project een map en geen code"
            self._taken.left_out.append(f"{where}, '{self._names[coding.code]}' ({selection.coder}): {why}")

    def _key(self, selection: Selection) -> tuple[str, str]:
        place = f"{selection.source}:{selection.start}:{selection.end}:{selection.coder}"
        return self._texts.interviews[selection.source].interview_id, selection.key or guid_of("selection", place)


def _said(description: str) -> str:
    """Return a description without what an export wrote of suggestions."""
    return "\n".join(line for line in description.split("\n") if not is_of_suggestion(line)).strip()
