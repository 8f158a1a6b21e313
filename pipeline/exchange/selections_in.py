"""Read the selections of a REFI-QDA project at the right words."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.exchange.codes_in import Coders, Memos
from pipeline.exchange.detection import Placed, find_unit
from pipeline.exchange.findings import Findings
from pipeline.exchange.identity import as_key
from pipeline.exchange.model import Coding, Selection
from pipeline.exchange.sources_in import RawSource
from pipeline.exchange.texts import Travelled, clean, travelling
from pipeline.exchange.times import as_utc
from pipeline.exchange.units import Counted, count
from pipeline.exchange.xml_in import child, children, text_of


@dataclass(frozen=True)
class Known:
    """What a selection may name."""

    coders: Coders
    codes: Container[str]
    memos: Memos
    findings: Findings
    taken: set[str] = field(default_factory=set)


def read_selections(origin: str, sources: Sequence[RawSource], known: Known) -> list[Selection]:
    """Return one selection per span and coder of every text, after finding out how positions are counted."""
    placed = [_positions(raw, text_no, known) for text_no, raw in enumerate(sources)]
    unit, told = find_unit(origin, [raw.raw for raw in sources], [place for places in placed for place, _ in places])
    known.findings.tell(told)
    found: list[Selection] = []
    for raw, places in zip(sources, placed, strict=True):
        counted, travelled = (count(raw.raw, unit), travelling(raw.raw)) if places else (Counted(""), Travelled(""))
        for place, element in places:
            span = _span(place, element, counted, travelled, known.findings)
            if span is not None:
                found += _selections(raw.source.key, span, element, known)
    return found


def _positions(raw: RawSource, text_no: int, known: Known) -> list[tuple[Placed, etree._Element]]:
    found = []
    for element in children(raw.element, "PlainTextSelection"):
        try:
            start, end = int(element.get("startPosition", "")), int(element.get("endPosition", ""))
        except ValueError:
            known.findings.count("een passage zonder posities is weggelaten", element)
        else:
            found.append((Placed(text_no, start, end, element.get("name", "")), element))
    return found


def _span(
    place: Placed, element: etree._Element, counted: Counted, travelled: Travelled, findings: Findings
) -> tuple[int, int] | None:
    """Return where a selection is in the text as it travels, None if it has no text there."""
    if place.start < 0 or place.start >= counted.length:
        findings.count("een passage ligt buiten haar tekst en is weggelaten", element)
        return None
    if place.end > counted.length:
        findings.count("een passage liep door voorbij het einde van haar tekst en is ingekort", element)
    start, end = travelled.span(*counted.span(place.start, min(place.end, counted.length)))
    if place.end <= place.start or end <= start:
        findings.count("een passage zonder tekst is weggelaten", element)
        return None
    return start, end


def _selections(source: str, span: tuple[int, int], element: etree._Element, known: Known) -> list[Selection]:
    """Return a selection for each coder of one element; its description and memos go with the first."""
    codings = list(children(element, "Coding"))
    has_one_owner = not (element.get("creatingUser") or element.get("modifyingUser")) and codings
    owner = known.coders.name_of(codings[0] if has_one_owner else element)
    given: dict[str, list[Coding]] = {owner: []}
    for coding in codings:
        made = _coding(coding, known)
        if made is not None:
            given.setdefault(known.coders.name_of(coding, owner), []).append(made)
    key = _own_key(element, known)
    description = clean(text_of(child(element, "Description")))
    memos = known.memos.of(element)
    has_remark = bool(description or memos or not codings)
    time = as_utc(element.get("creationDateTime", "") or element.get("modifiedDateTime", ""))
    first = owner if given[owner] or (has_remark and len(given) == 1) else next(iter([*given][1:]), "")
    return [
        Selection(
            source,
            *span,
            coder,
            tuple(made),
            description=description if coder == first else "",
            created_at=time,
            memos=memos if coder == first else (),
            key=key if coder == first else "",
        )
        for coder, made in given.items()
        if made or coder == first
    ]


def _own_key(element: etree._Element, known: Known) -> str:
    key = as_key(element.get("guid", ""))
    if key in known.taken:
        return ""
    known.taken.add(key)
    return key


def _coding(element: etree._Element, known: Known) -> Coding | None:
    reference = child(element, "CodeRef")
    code = as_key(reference.get("targetGUID", "")) if reference is not None else ""
    if code not in known.codes:
        known.findings.count("een codering met een code die niet in het codeboek staat, is weggelaten", element)
        return None
    return Coding(code, as_utc(element.get("creationDateTime", "")), known.memos.of(element))
