"""What stays of a Word file: parts of known kinds, without properties, comments, links and traces of who wrote it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml.etree import QName, tostring

from pipeline.privacy.everywhere import Surfaces

_EPOCH = (2024, 1, 1, 0, 0, 0)
# By the last word of a relationship's type; a part that nothing known points to is left out.
_KEPT = frozenset(
    "officeDocument core-properties styles numbering settings fontTable theme header footer footnotes endnotes image".split()
)
# All else there (author's ids, template, mail merge, variables, protection, tracking) is left out.
_SETTINGS = frozenset(
    """
    zoom mirrorMargins gutterAtTop bordersDoNotSurroundHeader bordersDoNotSurroundFooter defaultTabStop autoHyphenation
    hyphenationZone evenAndOddHeaders characterSpacingControl footnotePr endnotePr compat themeFontLang clrSchemeMapping
    decimalSymbol listSeparator displayBackgroundShape bookFoldPrinting
    """.split()
)
_REMOVED = frozenset(
    """
    del moveFrom moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd cellIns cellDel cellMerge
    rPrChange pPrChange sectPrChange tblPrChange tblPrExChange tblGridChange tcPrChange trPrChange numberingChange
    commentRangeStart commentRangeEnd commentReference bookmarkStart bookmarkEnd permStart permEnd proofErr rsid
    customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd customXmlPr smartTagPr
    customXmlMoveFromRangeStart customXmlMoveFromRangeEnd customXmlMoveToRangeStart customXmlMoveToRangeEnd
    tblCaption tblDescription delText delInstrText
    """.split()
)
_UNWRAPPED = frozenset("ins moveTo hyperlink fldSimple".split())
_NO_NEED_OF_PICTURE = frozenset("hlinkClick hlinkHover svgBlip imgLayer".split())
_PICTURES = (qn("w:drawing"), qn("w:pict"), qn("w:object"))
_NAMED = frozenset("docPr cNvPr".split())
_ALTERNATIVES = frozenset("descr title alt gfxdata author initials date ed href src paraId textId".split())
_STYLED = [qn(f"w:{x}") for x in "pStyle rStyle tblStyle basedOn next link numStyleLink styleLink".split()]
# Fields that say nothing but a number; of all others only what they show stays.
_NUMBERS = frozenset("PAGE NUMPAGES SECTION SECTIONPAGES".split())


@dataclass(frozen=True)
class Part:
    """One part of the package that holds XML."""

    name: str
    part: Any
    root: Any


def keep_known_parts(package: Any) -> list[Part]:
    """Drop what is not needed to read the text, name pictures by number, and return the parts with text or styles."""
    kept, todo, n_pictures = dict[Any, None](), [package], 0
    while todo:
        source = todo.pop(0)
        for number, relation in list(source.rels.items()):
            kind = relation.reltype.rsplit("/", 1)[-1]
            if kind not in _KEPT or relation.is_external or "svg" in relation.target_part.content_type:
                source.rels.pop(number)
            elif relation.target_part not in kept:
                kept[relation.target_part] = None
                todo.append(relation.target_part)
                if kind == "image":
                    n_pictures += 1
                    target = relation.target_part
                    target.partname = PackURI(f"/word/media/image{n_pictures}.{target.partname.ext}")
    xml = [part for part in kept if part.content_type.endswith("+xml")]
    return [Part(p.partname, p, p.element if hasattr(p, "element") else parse_xml(p.blob)) for p in xml]


def number_styles(parts: list[Part]) -> None:
    """Give the styles that somebody made a number as identity: Word makes it of the name that they gave."""
    numbers: dict[str, str] = {}
    for part in parts:
        for style in part.root.iter(qn("w:style")):
            if style.get(qn("w:customStyle")) in ("1", "true", "on"):
                numbers[style.get(qn("w:styleId"))] = f"stijl{len(numbers) + 1}"
    for part in parts:
        for style in part.root.iter(qn("w:style")):
            style.set(qn("w:styleId"), numbers.get(style.get(qn("w:styleId")), style.get(qn("w:styleId"))))
        for element in part.root.iter(*_STYLED):
            element.set(qn("w:val"), numbers.get(element.get(qn("w:val")), element.get(qn("w:val"))))


def scrub(part: Part, surfaces: Surfaces) -> None:
    """Take out of one part all that is neither text nor form; ``surfaces`` in what is left, as in a style's name, go."""
    kind = QName(part.root).localname
    if kind == "coreProperties":
        _remove(list(part.root))
    if kind == "settings":
        _remove([child for child in part.root if _local(child) not in _SETTINGS])
    _flatten_fields(part.root)
    for element in list(part.root.iter()):
        if not isinstance(element.tag, str) or _local(element) in _REMOVED:
            _remove([element])
        elif _local(element) == "sdtPr":
            _remove(list(element))
        elif _local(element) in _UNWRAPPED:
            _unwrap(element)
    _drop_dangling(part)
    _clean_attributes(part.root, surfaces)


def _local(element: Any) -> str:
    return str(QName(element).localname) if isinstance(element.tag, str) else ""


def _remove(elements: list[Any]) -> None:
    for element in elements:
        if (parent := element.getparent()) is not None:
            parent.remove(element)


def _unwrap(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for child in reversed(list(element)):
        parent.insert(place, child)
    parent.remove(element)


def _flatten_fields(root: Any) -> None:
    """Leave of a field only what it shows: its instruction may name a file, an author or an address."""
    fields: list[tuple[list[Any], list[str]]] = []
    for element in list(root.iter(qn("w:fldChar"), qn("w:instrText"))):
        is_begin = element.get(qn("w:fldCharType")) == "begin"
        if is_begin:
            fields.append(([], []))
        if not fields:
            _remove([element])
            continue
        fields[-1][0].append(element)
        fields[-1][1].append(element.text or "" if element.tag == qn("w:instrText") else "")
        if element.get(qn("w:fldCharType")) == "end":
            _close_field(*fields.pop())
    for left_open in fields:
        _remove(left_open[0])


def _close_field(elements: list[Any], instructions: list[str]) -> None:
    words = "".join(instructions).split()
    if not words or words[0].upper() not in _NUMBERS:
        _remove(elements)


def _drop_dangling(part: Part) -> None:
    """Remove what points to a part that is left out: the whole picture or object, or the pointer itself."""
    for element in list(part.root.iter()):
        pointers = {key: value for key, value in element.attrib.items() if _is_pointer(key)}
        dangling = [key for key, value in pointers.items() if value not in part.part.rels]
        if 0 < len(dangling) < len(pointers):
            for key in dangling:
                del element.attrib[key]
        elif dangling:
            pictures = [] if _local(element) in _NO_NEED_OF_PICTURE else list(element.iterancestors(*_PICTURES))
            _remove([pictures[0] if pictures else element])


def _is_pointer(key: str) -> bool:
    return key.startswith("{") and key[1:].partition("}")[0].endswith("/officeDocument/2006/relationships")


def _clean_attributes(root: Any, surfaces: Surfaces) -> None:
    for element in root.iter():
        kind = _local(element)
        if kind in _NAMED:
            element.set("name", f"Afbeelding {element.get('id', '')}".strip())
        if kind in ("smartTag", "customXml"):
            element.attrib.clear()
            element.set(qn("w:element"), "tekst")
        for key, value in list(element.attrib.items()):
            name = QName(key).localname
            if name in _ALTERNATIVES or name.startswith("rsid"):
                del element.attrib[key]
            elif not _is_pointer(key) and "://" not in value:
                element.set(key, surfaces.replace(value))


def save(package: Any, parts: list[Part]) -> bytes:
    """Return the package as a file, with one fixed time for every part."""
    for part in parts:
        if not hasattr(part.part, "element"):
            part.part._blob = tostring(part.root, xml_declaration=True, encoding="UTF-8", standalone=True)
    saved, packed = io.BytesIO(), io.BytesIO()
    package.save(saved)
    with zipfile.ZipFile(saved) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for info in given.infolist():
            entry = zipfile.ZipInfo(info.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, given.read(info.filename))
    return packed.getvalue()
