"""Bring a project into the form in which it travels: texts, offsets, names and times; and count what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pipeline.errors import Problem
from pipeline.exchange.faults import ExchangeError
from pipeline.exchange.model import (
    MODEL_CODER,
    RULES_CODER,
    UNKNOWN_CODER,
    Code,
    Coder,
    Memo,
    Project,
    Selection,
    Source,
    merge_selections,
)
from pipeline.exchange.naming import with_unique_names
from pipeline.exchange.targets import Target
from pipeline.exchange.texts import Travelled, clean, travelling
from pipeline.exchange.times import as_utc

# For a memo without a time: QualCoder cannot read one that has none.
_NO_TIME = "2000-01-01T00:00:00.000Z"


def prepare(project: Project, target: Target) -> tuple[Project, list[str]]:
    """Return ``project`` as it is written for ``target``, and what changed by that, in Dutch.

    Raises
    ------
    ExchangeError
        If something names a source, code or memo that is not there, or lies outside its text.
    """
    _check(project)
    texts = {source.key: travelling(source.text) for source in project.sources}
    selections = [_carry(selection, texts[selection.source]) for selection in project.selections]
    held = [selection for selection in selections if selection.start < selection.end]
    merged = merge_selections(held, project.sources)
    last = max(times(replace(project, selections=merged)), default=_NO_TIME)
    made = replace(
        project,
        name=clean(project.name),
        description=clean(project.description),
        coders=_coders(project, merged),
        codes=tuple(_clean_code(code) for code in project.codes),
        sources=tuple(_clean_source(source, texts[source.key].text) for source in project.sources),
        selections=merged,
        memos=tuple(_clean_memo(memo, last) for memo in project.memos),
    )
    changes = _changes(project, texts, selections, held, merged)
    if target.has_unique_names:
        made, n_renamed = with_unique_names(made)
        changes += _said(n_renamed, "naam is of namen zijn aangevuld, omdat dit programma geen gelijke namen kent")
    return made, changes


def times(project: Project) -> list[str]:
    """Return every time that a project holds, as UTC."""
    codings = [coding.created_at for selection in project.selections for coding in selection.codings]
    given = [selection.created_at for selection in project.selections] + [memo.created_at for memo in project.memos]
    return [time for time in map(as_utc, given + codings) if time]


def _check(project: Project) -> None:
    texts, codes = project.text_of, {code.key for code in project.all_codes}
    memos = {memo.key for memo in project.memos}
    problems = [
        *_repeated("codeur", (coder.key or coder.name for coder in project.coders)),
        *_repeated("interview", (source.key for source in project.sources)),
        *_repeated("code", (code.key for code in project.all_codes)),
        *_repeated("memo", (memo.key for memo in project.memos)),
    ]
    for number, selection in enumerate(project.selections, start=1):
        where = f"passage {number}"
        if selection.source not in texts:
            problems.append(Problem(where, "hoort bij een interview dat er niet is"))
        elif not 0 <= selection.start < selection.end <= len(texts[selection.source]):
            span = f"tekens {selection.start} tot {selection.end}"
            problems.append(Problem(where, f"{span} liggen niet in interview '{selection.source}'"))
        if not codes.issuperset(selection.code_ids):
            problems.append(Problem(where, "heeft een code die niet in het codeboek staat"))
    named = _named_memos(project)
    problems += [Problem("memo's", f"{len(named - memos)} memo('s) ontbreken")] if named - memos else []
    if problems:
        raise ExchangeError(problems)


def _named_memos(project: Project) -> set[str]:
    given = [project.own_memos, *(source.memos for source in project.sources)]
    given += [code.memos for code in project.all_codes]
    for selection in project.selections:
        given += [selection.memos, *(coding.memos for coding in selection.codings)]
    return {key for keys in given for key in keys}


def _repeated(kind: str, keys: Iterable[str]) -> list[Problem]:
    counts = Counter(keys)
    return [Problem(f"{kind} '{key}'", "staat er twee keer in") for key, n in counts.items() if n > 1]


def _carry(selection: Selection, text: Travelled) -> Selection:
    start, end = text.span(selection.start, selection.end)
    return replace(
        selection,
        start=start,
        end=end,
        coder=_name(selection.coder) or UNKNOWN_CODER,
        description=clean(selection.description),
        created_at=as_utc(selection.created_at),
        codings=tuple(replace(coding, created_at=as_utc(coding.created_at)) for coding in selection.codings),
    )


def _coders(project: Project, selections: Iterable[Selection]) -> tuple[Coder, ...]:
    """Return every coder who is named, then those in whose name the program speaks."""
    found = {_name(coder.name): replace(coder, name=_name(coder.name)) for coder in project.coders}
    named = [selection.coder for selection in selections] + [_name(memo.coder) for memo in project.memos]
    for name in (*named, RULES_CODER, MODEL_CODER):
        if name:
            found.setdefault(name, Coder(name))
    return tuple(coder for name, coder in found.items() if name)


def _name(coder: str) -> str:
    return clean(coder).strip()


def _clean_code(code: Code) -> Code:
    children = tuple(_clean_code(child) for child in code.children)
    return replace(code, name=clean(code.name), description=clean(code.description), children=children)


def _clean_source(source: Source, text: str) -> Source:
    return replace(
        source,
        name=clean(source.name),
        text=text,
        municipality=clean(source.municipality),
        perspective=clean(source.perspective),
        interviewer=clean(source.interviewer),
        date=clean(source.date),
        description=clean(source.description),
    )


def _clean_memo(memo: Memo, last: str) -> Memo:
    time = as_utc(memo.created_at) or last
    name = clean(memo.name) or "memo"
    return replace(memo, name=name, text=clean(memo.text), coder=_name(memo.coder), created_at=time)


def _changes(
    project: Project,
    texts: dict[str, Travelled],
    carried: list[Selection],
    held: list[Selection],
    merged: tuple[Selection, ...],
) -> list[str]:
    n_ends = sum("\r" in source.text for source in project.sources)
    n_texts = sum(texts[s.key].text != s.text.replace("\r\n", "\n").replace("\r", "\n") for s in project.sources)
    n_wider = 0
    for given, made in zip(project.selections, carried, strict=True):
        text = texts[given.source]
        n_wider += made.start < made.end and text.back(made.start, made.end) != (given.start, given.end)
    return [
        *_said(n_ends, "interview(s) met Windows-regeleinden: die zijn LF geworden; de posities zijn meegeteld"),
        *_said(n_texts, "interview(s) met losse accenten of stuurtekens: die zijn samengevoegd of spaties geworden"),
        *_said(n_wider, "passage(s) begonnen of eindigden midden in een teken: dat teken hoort er nu heel bij"),
        *_said(len(carried) - len(held), "passage(s) zonder tekst zijn weggelaten"),
        *_said(len(held) - len(merged), "passage(s) met dezelfde woorden en codeur zijn samengenomen"),
    ]


def _said(n: int, what: str) -> list[str]:
    return [f"{n} {what}."] if n else []
