"""Word: all that may hold a name and is no talk, tracked changes, cells, and a file that Word still opens."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from rewriting_makers import everything_in, masked, read, saved

NAME = "Ybelien Zuidscharre"
NAMES = {NAME: "[persoon 1]", "Zuidscharre": "[persoon 1]"}
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def letter(*paragraphs: str):
    document = docx.Document()
    for text in ("gemeente: Testdorp", "Interviewer: Wie bent u?", *paragraphs):
        document.add_paragraph(text)
    return document


def mask(document, folder: Path, names: dict[str, str] = NAMES) -> bytes:
    return masked(saved(document), ".docx", names, folder)


def inserted(xml: str):
    opening, _, rest = xml.partition(" " if " " in xml.split(">")[0] else ">")
    return parse_xml(f"{opening} {nsdecls('w')}{' ' if ' ' in xml.split('>')[0] else '>'}{rest}")


def body_text(content: bytes) -> str:
    root = docx.Document(io.BytesIO(content)).element
    return "".join(node.text or "" for node in root.iter(qn("w:t")))


def test_properties_say_nothing(tmp_path):
    document = letter("Respondent: Ja.")
    for field in ("author", "last_modified_by", "title", "subject", "keywords", "comments", "category"):
        setattr(document.core_properties, field, "Gerwolt Anoniempje")
    content = mask(document, tmp_path)
    assert b"Gerwolt" not in everything_in(content)
    assert docx.Document(io.BytesIO(content)).core_properties.author == ""


def test_headers_footers_and_text_boxes_are_masked(tmp_path):
    document = letter("Respondent: Ja.")
    document.sections[0].header.paragraphs[0].text = f"Gesprek met {NAME}"
    document.sections[0].footer.paragraphs[0].text = f"p. 1 {NAME.upper()}"
    box = f"<w:pict><w:txbxContent><w:p><w:r><w:t>{NAME}</w:t></w:r></w:p></w:txbxContent></w:pict>"
    document.paragraphs[0].add_run()._r.append(inserted(box))
    content = mask(document, tmp_path)
    again = docx.Document(io.BytesIO(content))
    assert again.sections[0].header.paragraphs[0].text == "Gesprek met [persoon 1]"
    assert again.sections[0].footer.paragraphs[0].text == "p. 1 [persoon 1]"
    assert b"uidscharre" not in everything_in(content).lower()


def test_comments_go_whole(tmp_path):
    document = letter("Respondent: Ja.")
    document.add_comment(document.paragraphs[2].runs, text="Dit is Anoniempje", author="Gerwolt", initials="GA")
    content = mask(document, tmp_path)
    assert all(word not in everything_in(content) for word in (b"Anoniempje", b"Gerwolt", b"comment"))


def test_tracked_changes_are_accepted(tmp_path):
    document = letter("Respondent: Ja ")
    change = 'w:id="1" w:author="Gerwolt Anoniempje" w:date="2024-01-01T00:00:00Z"'
    paragraph = document.paragraphs[2]._p
    paragraph.append(inserted(f"<w:ins {change}><w:r><w:t>dat is Ybelien Zuid</w:t></w:r></w:ins>"))
    paragraph.append(inserted(f"<w:del {change}><w:r><w:delText>was Geertruida</w:delText></w:r></w:del>"))
    paragraph.append(inserted("<w:r><w:t>scharre zelf.</w:t></w:r>"))
    content = mask(document, tmp_path)
    assert body_text(content).endswith("Respondent: Ja dat is [persoon 1] zelf.")
    assert all(x not in everything_in(content) for x in (b"Gerwolt", b"Geertruida", b"scharre", b"w:ins ", b"w:del "))


def test_the_format_of_the_first_letter_stays(tmp_path):
    document = letter("Respondent: Ja, ")
    document.paragraphs[2].add_run("Ybelien").bold = True
    document.paragraphs[2].add_run(" Zuid")
    document.paragraphs[2].add_run("scharre komt.").italic = True
    runs = docx.Document(io.BytesIO(mask(document, tmp_path))).paragraphs[2].runs
    assert [(run.text, run.bold, run.italic) for run in runs] == [
        ("Respondent: Ja, ", None, None),
        ("[persoon 1]", True, None),
        ("", None, None),
        (" komt.", None, True),
    ]


def test_links_fields_bookmarks_and_controls_keep_their_words_only(tmp_path):
    document = letter("Respondent: Mail mij op ")
    paragraph = document.paragraphs[2]._p
    number = document.part.relate_to(
        "mailto:y.zuidscharre@quast.example", RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = inserted("<w:hyperlink><w:r><w:t>dit adres</w:t></w:r></w:hyperlink>")
    link.set(qn("r:id"), number)
    field = "<w:p>{}<w:r><w:instrText>{}</w:instrText></w:r>{}<w:r><w:t>{}</w:t></w:r>{}</w:p>"
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    marks = [mark.format(kind) for kind in ("begin", "separate", "end")]
    named = field.format(marks[0], "FILENAME zuidscharre.docx", marks[1], " of dat", marks[2])
    page = field.format(marks[0], " PAGE ", marks[1], " 4", marks[2])
    paragraph.append(link)
    for each in (*inserted(named), *inserted(page)):
        paragraph.append(each)
    paragraph.append(inserted('<w:bookmarkStart w:id="3" w:name="zuidscharre"/>'))
    control = '<w:sdt><w:sdtPr><w:alias w:val="zuidscharre"/></w:sdtPr><w:sdtContent><w:r><w:t>.</w:t></w:r></w:sdtContent></w:sdt>'
    paragraph.append(inserted(control))
    content = mask(document, tmp_path)
    assert body_text(content).endswith("Respondent: Mail mij op dit adres of dat 4.")
    assert b"zuidscharre" not in everything_in(content)
    assert b" PAGE " in everything_in(content)


def test_unknown_parts_and_thumbnail_go_and_pictures_stay_under_a_number(tmp_path):
    document = letter("Respondent: Ja.")
    document.add_picture(io.BytesIO(PNG))
    document.inline_shapes[0]._inline.docPr.set("descr", "Foto van Geertruida")
    picture = next(part for part in document.part.package.iter_parts() if part.content_type == "image/png")
    picture.partname = PackURI("/word/media/Geertruida.png")
    for name, kind in (("/customXml/item9.xml", "customXml"), ("/docProps/geertruida.jpeg", "thumbnail")):
        extra = Part(PackURI(name), "application/octet-stream", b"Geertruida", document.part.package)
        document.part.package.relate_to(extra, f"http://example.org/relationships/{kind}")
    content = mask(document, tmp_path)
    assert b"geertruida" not in everything_in(content).lower()
    assert PNG in everything_in(content)
    assert len(docx.Document(io.BytesIO(content)).inline_shapes) == 1


def test_a_picture_elsewhere_goes_with_its_address(tmp_path):
    document = letter("Respondent: Ja.")
    document.add_picture(io.BytesIO(PNG))
    number = document.part.relate_to("file:///C:/zuidscharre.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    blip = next(document.element.iter(qn("a:blip")))
    blip.attrib.clear()
    blip.set(qn("r:link"), number)
    content = mask(document, tmp_path)
    assert b"zuidscharre" not in everything_in(content)
    assert len(docx.Document(io.BytesIO(content)).inline_shapes) == 0


def test_a_style_named_after_somebody_stays_one_style(tmp_path):
    document = letter("Respondent: Ja.")
    document.paragraphs[2].style = document.styles.add_style("Stijl Zuidscharre", 1)
    content = mask(document, tmp_path)
    assert b"uidscharre" not in everything_in(content)
    assert docx.Document(io.BytesIO(content)).paragraphs[2].style.name == "Stijl [persoon 1]"


def test_footnotes_keep_their_text_masked(tmp_path):
    document = letter("Respondent: Ja.")
    notes = f"<w:footnotes {nsdecls('w')}><w:footnote w:id='1'><w:p><w:r><w:t>Zie {NAME}.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    content = everything_in(mask(document, tmp_path))
    assert b"Zie [persoon 1]." in content
    assert b"uidscharre" not in content


def test_a_merged_cell_is_masked_once(tmp_path):
    document = docx.Document()
    document.add_paragraph("gemeente: Testdorp")
    table = document.add_table(rows=3, cols=2)
    for row, cells in enumerate((("Interviewer", "Wie?"), ("Respondent", f"Ik ben {NAME}."), ("", ""))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    content = mask(document, tmp_path)
    assert body_text(content).count("[persoon 1]") == 1
    assert b"uidscharre" not in everything_in(content)


def test_talk_that_stands_in_the_file_twice_is_masked_twice(tmp_path):
    document = letter(f"Respondent: Ik ben {NAME}.")
    table = document.add_table(rows=0, cols=2)
    for cells in (("Interviewer", "Wie bent u?"), ("Respondent", f"Ik ben {NAME}.")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    assert body_text(mask(document, tmp_path)).count("[persoon 1]") == 2


def test_the_package_is_whole(tmp_path):
    content = mask(letter(f"Respondent: Ik ben {NAME}."), tmp_path)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        assert {info.date_time for info in archive.infolist()} == {(2024, 1, 1, 0, 0, 0)}
    assert read(content, ".docx", tmp_path).turns["text"].iloc[1] == "Ik ben [persoon 1]."


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(tmp_path):
    document = letter(f"Respondent: Ik ben {NAME}.")
    document.add_picture(io.BytesIO(PNG))
    document.sections[0].header.paragraphs[0].text = NAME
    (tmp_path / "copy.docx").write_bytes(mask(document, tmp_path))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "txt:Text",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "copy.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert "Respondent: Ik ben [persoon 1]." in (tmp_path / "copy.txt").read_text(encoding="utf-8-sig")
