"""Read coders, codes and memos of a REFI-QDA file."""

from __future__ import annotations

from collections.abc import Callable, Container

from lxml import etree

from pipeline.exchange.elements import is_color
from pipeline.exchange.findings import Findings
from pipeline.exchange.identity import as_key, guid_of
from pipeline.exchange.model import UNKNOWN_CODER, Code, Coder, Memo
from pipeline.exchange.texts import clean, decode
from pipeline.exchange.times import as_utc
from pipeline.exchange.xml_in import child, children, text_of

_NO = ("false", "0")


class Coders:
    """The coders of a file by GUID; one name is one coder."""

    def __init__(self, group: etree._Element | None, findings: Findings) -> None:
        self._by_guid: dict[str, str] = {}
        self._found: dict[str, Coder] = {}
        self._findings = findings
        for number, user in enumerate(children(group, "User"), start=1):
            name = clean(user.get("name", "") or user.get("id", "")).strip() or f"Codeur {number}"
            key = as_key(user.get("guid", ""))
            if name in self._found or key in self._by_guid:
                findings.count("twee codeurs met dezelfde naam of GUID zijn één codeur geworden", user)
                name = self._by_guid.get(key, name)
            self._found.setdefault(name, Coder(name, key))
            self._by_guid.setdefault(key, name)

    def name_of(self, element: etree._Element, default: str | None = None) -> str:
        """Return who made an element; an unknown maker gets a name of their own."""
        given = element.get("creatingUser", "") or element.get("modifyingUser", "")
        if not given.strip() and default is not None:
            return default
        name = self._by_guid.get(as_key(given))
        if name is None:
            name = UNKNOWN_CODER
            self._findings.count(f"niet bekend wie dit codeerde; het staat op naam van '{UNKNOWN_CODER}'", element)
            self._found.setdefault(name, Coder(name))
        return name

    def all(self) -> tuple[Coder, ...]:
        """Return every coder, in the order of the file."""
        return tuple(self._found.values())


def read_codes(group: etree._Element | None, memos: Memos, findings: Findings) -> tuple[Code, ...]:
    """Return the tree of codes; parents that can be given stay so, and names are not changed."""
    return _codes(group, memos, findings, set(), "")


def _codes(
    group: etree._Element | None, memos: Memos, findings: Findings, taken: set[str], path: str
) -> tuple[Code, ...]:
    found = []
    for number, element in enumerate(children(group, "Code"), start=1):
        below = f"{path}/{number}"
        key = as_key(element.get("guid", ""))
        if not key or key in taken:
            findings.count("een code zonder eigen GUID heeft er een gekregen", element)
            key = guid_of("code", f"{key}{below}")
        taken.add(key)
        color = element.get("color", "").strip()
        code = Code(
            key,
            clean(element.get("name", "")) or f"Code zonder naam {below[1:]}",
            is_codable=element.get("isCodable", "true").strip().lower() not in _NO,
            color=color if is_color(color) else "",
            description=clean(text_of(child(element, "Description"))),
            memos=memos.of(element),
            children=_codes(element, memos, findings, taken, below),
        )
        found.append(code)
    return tuple(found)


def read_memos(
    group: etree._Element | None, fetch: Callable[[str], bytes | None], coders: Coders, findings: Findings
) -> tuple[Memo, ...]:
    """Return the notes that have a text, in the file or beside it."""
    found: dict[str, Memo] = {}
    for element in children(group, "Note"):
        key = as_key(element.get("guid", ""))
        if not key or key in found:
            findings.count("een memo zonder eigen GUID is weggelaten", element)
            continue
        text = own_text(element, fetch)
        if text is None:
            findings.count("van een memo ontbreekt de tekst; zij is weggelaten", element)
            continue
        if next(children(element, "PlainTextSelection", "Coding"), None) is not None:
            findings.count("een memo is zelf gecodeerd; die codes zijn weggelaten", element)
        time = as_utc(element.get("creationDateTime", "") or element.get("modifiedDateTime", ""))
        found[key] = Memo(key, clean(text), clean(element.get("name", "")), coders.name_of(element, ""), time)
    return tuple(found.values())


def own_text(element: etree._Element, fetch: Callable[[str], bytes | None]) -> str | None:
    """Return the plain text of a source or note, None if it is not there or is no text."""
    inline = child(element, "PlainTextContent")
    if inline is not None:
        return text_of(inline)
    content = fetch(element.get("plainTextPath", ""))
    return decode(content) if content is not None else None


class Memos:
    """Which memos there are, and which links tie to each element: NVivo ties annotations so."""

    def __init__(self, keys: Container[str], links: etree._Element | None, findings: Findings) -> None:
        self._keys, self._findings = keys, findings
        self._linked: dict[str, list[str]] = {}
        for element in children(links, "Link"):
            one, other = as_key(element.get("originGUID", "")), as_key(element.get("targetGUID", ""))
            memo, target = (one, other) if one in keys else (other, one)
            if memo in keys:
                self._linked.setdefault(target, []).append(memo)
            else:
                findings.count("een koppeling die niet bij een memo hoort, is weggelaten", element)

    def of(self, element: etree._Element) -> tuple[str, ...]:
        """Return the memos that an element names, then those tied to it by links."""
        named = [as_key(ref.get("targetGUID", "")) for ref in children(element, "NoteRef")]
        if any(key not in self._keys for key in named):
            self._findings.count("een verwijzing naar een memo die er niet is, is weggelaten", element)
        linked = self._linked.get(as_key(element.get("guid", "")), []) if element.get("guid") else []
        return tuple(dict.fromkeys(key for key in (*named, *linked) if key in self._keys))
