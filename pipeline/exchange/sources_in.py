"""Read the texts of a REFI-QDA project, and which municipality each belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml import etree

from pipeline.exchange.codes_in import Memos, own_text
from pipeline.exchange.findings import Findings
from pipeline.exchange.identity import as_key, guid_of
from pipeline.exchange.model import Source
from pipeline.exchange.project_xml import DATE, INTERVIEWER, MUNICIPALITY, PERSPECTIVE
from pipeline.exchange.texts import BOM, clean, travelling
from pipeline.exchange.xml_in import child, children, local, text_of

_NAMES = {"municipality": MUNICIPALITY, "perspective": PERSPECTIVE, "date": DATE, "interviewer": INTERVIEWER}


@dataclass(frozen=True)
class RawSource:
    """A source with its text as the file holds it, and the element with its selections."""

    source: Source
    raw: str
    element: etree._Element


def read_sources(
    group: etree._Element | None,
    fetch: Callable[[str], bytes | None],
    variables: dict[str, str],
    memos: Memos,
    findings: Findings,
) -> list[RawSource]:
    """Return every text with its own values; pictures, sound, film and pages of a PDF are told of and left out."""
    found: dict[str, RawSource] = {}
    for element in group if group is not None else ():
        holder = child(element, "Representation") if local(element) == "PDFSource" else element
        if local(element) not in ("TextSource", "PDFSource") or holder is None:
            findings.count("een bron zonder tekst (beeld of geluid) is weggelaten", element)
            continue
        if next(children(element, "PDFSelection"), None) is not None:
            findings.count("passages op een pdf-pagina zijn weggelaten; passages in de tekst ervan niet", element)
        raw = own_text(holder, fetch)
        if raw is None:
            findings.count("van een bron ontbreekt de platte tekst; zij is weggelaten, met haar passages", element)
            continue
        if next(children(element, "Coding"), None) is not None:
            findings.count("codes op een heel document zijn weggelaten; codeer een passage", element)
        key = as_key(element.get("guid", ""))
        if not key or key in found:
            findings.count("een bron zonder eigen GUID heeft er een gekregen", element)
            key = guid_of("source", f"{key}/{len(found)}")
        source = replace(_source(key, element, raw, variables, findings), memos=memos.of(element))
        found[key] = RawSource(source, raw.removeprefix(BOM), holder)
    return list(found.values())


def _source(key: str, element: etree._Element, raw: str, variables: dict[str, str], findings: Findings) -> Source:
    values = read_values(element, variables, findings)
    return Source(
        key,
        clean(element.get("name", "")) or "Bron zonder naam",
        travelling(raw).text,
        description=clean(text_of(child(element, "Description"))),
        municipality=values.get(MUNICIPALITY, ""),
        perspective=values.get(PERSPECTIVE, ""),
        date=values.get(DATE, ""),
        interviewer=values.get(INTERVIEWER, ""),
    )


def read_variables(group: etree._Element | None) -> dict[str, str]:
    """Return GUID -> name of each variable; ``Cases:gemeente``, as NVivo writes it, is gemeente."""
    found = {}
    for element in children(group, "Variable"):
        name = element.get("name", "").rpartition(":")[2].strip().casefold()
        found[as_key(element.get("guid", ""))] = _NAMES.get(name, name)
    return found


def read_values(element: etree._Element, variables: dict[str, str], findings: Findings) -> dict[str, str]:
    """Return the values of a source or case that a study knows: gemeente, perspectief, datum and interviewer."""
    found: dict[str, str] = {}
    for value in children(element, "VariableValue"):
        reference = child(value, "VariableRef")
        name = variables.get(as_key(reference.get("targetGUID", "")), "") if reference is not None else ""
        text = next((text_of(part) for part in value if local(part) != "VariableRef"), "")
        if name in _NAMES.values():
            found.setdefault(name, clean(text))
        elif text:
            findings.count("een kenmerk dat geen gemeente, perspectief, datum of interviewer is, is weggelaten", value)
    return {name: text for name, text in found.items() if text}


@dataclass(frozen=True)
class _Claim:
    """What a case or set says of a source; a variable counts before the name of a case, and that before a set."""

    rank: int
    municipality: str


def place_sources(
    sources: list[RawSource], root: etree._Element, variables: dict[str, str], findings: Findings
) -> list[Source]:
    """Return the sources with their municipality: their own value, or that of their case, or its name."""
    claims: dict[str, list[_Claim]] = {raw.source.key: [] for raw in sources}
    names = {raw.source.key: raw.source.name.strip() for raw in sources}
    single: dict[str, dict[str, str]] = {}
    for case in children(child(root, "Cases"), "Case"):
        values = read_values(case, variables, findings)
        keys = [as_key(ref.get("targetGUID", "")) for ref in children(case, "SourceRef")]
        name = clean(case.get("name", "")).strip()
        claim = _Claim(0, values[MUNICIPALITY]) if MUNICIPALITY in values else _Claim(1, name)
        if next(children(case, "SelectionRef", "CodeRef"), None) is not None:
            findings.count("een case is ook aan passages of codes gekoppeld; dat is weggelaten", case)
        for key in keys:
            if len(keys) == 1:
                single[key] = {**values, **single.get(key, {})}
            # A case that is called as its only source is the interview itself.
            if claim.rank == 0 or len(keys) > 1 or claim.municipality != names.get(key):
                claims.get(key, []).append(claim)
    for made in children(child(root, "Sets"), "Set"):
        for member in children(made, "MemberSource"):
            claim = _Claim(2, clean(made.get("name", "")).strip())
            claims.get(as_key(member.get("targetGUID", "")), []).append(claim)
    return [_place(raw, claims[raw.source.key], single.get(raw.source.key, {}), findings) for raw in sources]


def _place(raw: RawSource, claims: list[_Claim], values: dict[str, str], findings: Findings) -> Source:
    source = replace(
        raw.source,
        perspective=raw.source.perspective or values.get(PERSPECTIVE, ""),
        date=raw.source.date or values.get(DATE, ""),
        interviewer=raw.source.interviewer or values.get(INTERVIEWER, ""),
    )
    named = [claim for claim in claims if claim.municipality]
    if source.municipality or not named:
        return source
    rank = min(claim.rank for claim in named)
    places = list(dict.fromkeys(claim.municipality for claim in named if claim.rank == rank))
    if len(places) > 1:
        findings.count("een bron hoort bij meer dan één gemeente; de eerste is genomen", raw.element)
    if rank:
        findings.count("de naam van een case of groep is als gemeente gelezen; kijk na of dat klopt", raw.element)
    return replace(source, municipality=places[0])
