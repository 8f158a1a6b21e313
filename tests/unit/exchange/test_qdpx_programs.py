"""Projects as other programs write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from exchange_makers import guid, pack, quotes_of

from pipeline.exchange import UNKNOWN_CODER, read_qdc, read_qdpx

SAID = "Ja 😀 dat klopt.\r\nIk bel haar 😀 elke week.\r\nEn zij belt mij."
LINES = SAID.replace("\r\n", "\n")


def selection(number: int, start: int, end: int, name: str = "", user: int = 1, code: int = 20) -> str:
    """A selection with one coding."""
    return (
        f'<PlainTextSelection guid="{guid(number)}" name="{name}" startPosition="{start}" endPosition="{end}" '
        f'creatingUser="{guid(user)}" creationDateTime="2019-06-07T03:36:36Z"><Description /><Coding guid="{guid(number + 500)}" '
        f'creatingUser="{guid(user)}"><CodeRef targetGUID="{guid(code)}" /></Coding></PlainTextSelection>'
    )


def project(
    origin: str, selections: str, source: str = "", extra: str = "", ns: str = "urn:QDA-XML:project:1.0"
) -> str:
    """A project file with one text, two users and three codes of which the parent can be given."""
    attributes = source or f'plainTextPath="internal://{guid(30)}.txt"'
    inner = "" if attributes.endswith(">") else ">"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project name="P" origin="{origin}" xmlns="{ns}">'
        f'<Users><User guid="{guid(1)}" name="Ans" /><User guid="{guid(2)}" name="Bé" /></Users>'
        f'<CodeBook><Codes><Code guid="{guid(20)}" name="Contact" isCodable="true" color="#11AA22">'
        f'<Description>hoe men elkaar vindt</Description><Code guid="{guid(21)}" name="Keuze" isCodable="true" /></Code>'
        f'<Code guid="{guid(22)}" name="Map" isCodable="false"><Code guid="{guid(23)}" name="Keuze" isCodable="true" /></Code>'
        f'</Codes></CodeBook><Sources><TextSource guid="{guid(30)}" name="Gesprek 1" {attributes}{inner}{selections}'
        f"</TextSource></Sources>{extra}</Project>"
    )


def utf_16(word: str) -> tuple[int, int]:
    """Where a word is in UTF-16 units, a CRLF being two."""
    start = len(SAID[: SAID.index(word)].encode("utf-16-le")) // 2
    return start, start + len(word.encode("utf-16-le")) // 2


def lf(word: str) -> tuple[int, int]:
    """Where a word is in code points, a CRLF being one."""
    return LINES.index(word), LINES.index(word) + len(word)


def points(word: str) -> tuple[int, int]:
    """Where a word is in code points, a CRLF being two."""
    return SAID.index(word), SAID.index(word) + len(word)


WORDS = ("klopt", "Ik", "haar", "elke", "zij belt mij")


@pytest.mark.parametrize(
    ("origin", "way", "told"),
    [
        ("NVivo", utf_16, "een emoji als twee tekens, een regeleinde (CRLF) als twee;"),
        ("ATLAS.ti 26", lf, "een emoji als één teken, een regeleinde (CRLF) als één;"),
        ("MAXQDA 24", lf, "een emoji als één teken, een regeleinde (CRLF) als één;"),
        ("QualCoder 3.6", points, "een emoji als één teken, een regeleinde (CRLF) als twee;"),
        ("Onbekend 1", utf_16, "Het programma telt anders"),
        ("NVivo", points, "Het programma telt anders"),
        ("", lf, "Het programma telt anders"),
    ],
)
def test_the_unit_is_found_out_and_told(tmp_path: Path, origin: str, way, told: str) -> None:
    found = "".join(selection(100 + n, *way(word)) for n, word in enumerate(WORDS))
    files = {"project.qde": project(origin, found), f"Sources/{guid(30)}.txt": b"\xef\xbb\xbf" + SAID.encode()}
    read, warnings = read_qdpx(pack(tmp_path / "p.qdpx", files))
    assert [words for _, _, words, _ in quotes_of(read)] == list(WORDS)
    assert len(warnings) == 1
    assert told in warnings[0]
    assert "5 van 5 passages" in warnings[0]


@pytest.mark.parametrize("way", [utf_16, lf, points])
def test_names_that_are_quotes_decide(tmp_path: Path, way) -> None:
    # Within words, where boundaries say nothing; ATLAS.ti cuts the name with an ellipsis.
    found = selection(100, *way("elk"), "elk") + selection(101, *way("zij belt mij"), "zij be…")
    files = {"Mijn studie.qde": project("ATLAS.ti", found), f"sources/{guid(30)}.txt": SAID}
    read, warnings = read_qdpx(pack(tmp_path / "p.qdpx", files))
    assert [words for _, _, words, _ in quotes_of(read)] == ["elk", "zij belt mij"]
    assert "2 keer is de naam van de passage haar tekst" in warnings[0]


def test_nothing_is_told_where_all_ways_agree(tmp_path: Path) -> None:
    text = "Wij bellen.\nVaak."
    files = {"project.qde": project("NVivo", selection(100, 12, 16)), f"sources/{guid(30)}.txt": text}
    read, warnings = read_qdpx(pack(tmp_path / "p.qdpx", files))
    assert quotes_of(read) == [("Gesprek 1", "Ans", "Vaak", ("Contact",))]
    assert warnings == []


def test_nvivo_in_utf_16_with_annotations_in_links(tmp_path: Path) -> None:
    notes = (
        f'<Notes><Note guid="{guid(40)}" name="" plainTextPath="internal://{guid(40)}.txt" creatingUser="{guid(2)}" '
        f'modifiedDateTime="2019-06-07T03:36:36Z" /></Notes>'
        f'<Links><Link guid="{guid(50)}" originGUID="{guid(40)}" targetGUID="{guid(100)}" /></Links>'
    )
    made = project("NVivo", selection(100, *utf_16("haar")), extra=notes).replace(
        'encoding="utf-8"', 'encoding="utf-16"'
    )
    files = {
        "project.qde": made.encode("utf-16"),
        f"Sources/{guid(30).lower()}.txt": SAID.encode("utf-16"),
        f"Sources\\{guid(40)}.txt": "Wie is dit?\r\n",
    }
    read, _ = read_qdpx(pack(tmp_path / "p.qdpx", files))
    assert quotes_of(read) == [("Gesprek 1", "Ans", "haar", ("Contact",))]
    assert read.sources[0].text == LINES
    (memo,) = read.memos
    assert (memo.text, memo.coder, memo.created_at) == ("Wie is dit?\n", "Bé", "2019-06-07T03:36:36.000Z")
    assert read.selections[0].memos == (memo.key,)


def test_parents_that_can_be_given_and_equal_names_are_kept(tmp_path: Path) -> None:
    files = {"project.qde": project("MAXQDA", selection(100, 0, 2, code=23)), f"sources/{guid(30)}.txt": "Ja."}
    read, _ = read_qdpx(pack(tmp_path / "p.qdpx", files))
    contact, folder = read.codes
    assert (contact.name, contact.is_codable, contact.color) == ("Contact", True, "#11AA22")
    assert contact.description == "hoe men elkaar vindt"
    assert not folder.is_codable
    assert [code.name for code in (*contact.children, *folder.children)] == ["Keuze", "Keuze"]
    assert read.selections[0].code_ids == (guid(23),)


def test_guids_are_compared_without_case_and_braces(tmp_path: Path) -> None:
    made = project("", selection(0xABC, 0, 2)).replace(
        f'CodeRef targetGUID="{guid(20)}"', f'CodeRef targetGUID="{{{guid(20).lower()}}}"'
    )
    read, warnings = read_qdpx(
        pack(tmp_path / "p.qdpx", {"p.qde": made.replace("00000ABC", "00000abc"), f"sources/{guid(30)}.txt": "Ja."})
    )
    assert read.selections[0].code_ids == (guid(20),)
    assert read.selections[0].key == guid(0xABC)
    assert warnings == []


def test_text_in_the_file_itself_and_an_older_namespace(tmp_path: Path) -> None:
    inline = "><PlainTextContent>Ja, e\u0301\u0301n.</PlainTextContent>"
    made = project("X", selection(100, 4, 8), source=inline, ns="urn:QDA-XML:project:0:4")
    read, warnings = read_qdpx(pack(tmp_path / "p.qdpx", {"project.qde": made}))
    assert quotes_of(read) == [("Gesprek 1", "Ans", "é\u0301n", ("Contact",))]
    assert warnings == ["het bestand volgt een andere versie van REFI-QDA dan 1.0; kijk na of alles er is"]


def test_a_path_without_internal_is_found_and_one_outside_is_not(tmp_path: Path) -> None:
    (tmp_path / "geheim.txt").write_text("Ja.", encoding="utf-8")
    inside = project("qc", selection(100, 0, 2), source='plainTextPath="gesprek.txt"')
    read, _ = read_qdpx(pack(tmp_path / "a.qdpx", {"project.qde": inside, "sources/gesprek.txt": "Ja."}))
    assert len(read.selections) == 1
    for reference in (f"absolute://{tmp_path}/geheim.txt", "internal://../geheim.txt", "relative:///geheim.txt"):
        made = project("X", selection(100, 0, 2), source=f'plainTextPath="{reference}"')
        read, warnings = read_qdpx(pack(tmp_path / "b.qdpx", {"project.qde": made}))
        assert read.sources == ()
        assert warnings == [
            "van een bron ontbreekt de platte tekst; zij is weggelaten, met haar passages (1 keer; eerst bij TextSource op regel 1)"
        ]


def test_codings_of_two_coders_at_one_selection_are_parted(tmp_path: Path) -> None:
    made = (
        f'<PlainTextSelection guid="{guid(100)}" startPosition="0" endPosition="2" creatingUser="{guid(1)}">'
        f"<Description>kort</Description>"
        f'<Coding guid="{guid(101)}" creatingUser="{guid(2)}"><CodeRef targetGUID="{guid(21)}"/></Coding>'
        f'<Coding guid="{guid(102)}"><CodeRef targetGUID="{guid(20)}"/></Coding></PlainTextSelection>'
        f'<PlainTextSelection guid="{guid(103)}" startPosition="0" endPosition="2">'
        f'<Coding guid="{guid(104)}"><CodeRef targetGUID="{guid(23)}"/></Coding></PlainTextSelection>'
    )
    read, warnings = read_qdpx(
        pack(tmp_path / "p.qdpx", {"project.qde": project("X", made), f"sources/{guid(30)}.txt": "Ja."})
    )
    assert {(s.coder, s.code_ids, s.description) for s in read.selections} == {
        ("Ans", (guid(20),), "kort"),
        ("Bé", (guid(21),), ""),
        (UNKNOWN_CODER, (guid(23),), ""),
    }
    assert any("niet bekend wie dit codeerde" in warning for warning in warnings)


CASES = {
    "a variable of the source": (
        f'<VariableValue><VariableRef targetGUID="{guid(60)}"/><TextValue>Veldwijk</TextValue></VariableValue>',
        "",
        False,
    ),
    "a variable of the case": (
        "",
        f'<Case guid="{guid(70)}" name="G1"><VariableValue><VariableRef targetGUID="{guid(60)}"/><TextValue>Veldwijk'
        f'</TextValue></VariableValue><SourceRef targetGUID="{guid(30)}"/></Case>',
        False,
    ),
    "the name of the case": (
        "",
        f'<Case guid="{guid(70)}" name="Veldwijk"><SourceRef targetGUID="{guid(30)}"/></Case>',
        True,
    ),
}


@pytest.mark.parametrize(("own", "case", "is_told"), CASES.values(), ids=CASES.keys())
def test_cases_become_municipalities(tmp_path: Path, own: str, case: str, is_told: bool) -> None:
    variables = f'<Variables><Variable guid="{guid(60)}" name="Cases:Gemeente" typeOfVariable="Text"/></Variables>'
    made = project("NVivo", selection(100, 0, 2) + own).replace(
        "<Sources>", f"{variables}<Cases>{case}</Cases><Sources>"
    )
    read, warnings = read_qdpx(pack(tmp_path / "p.qdpx", {"project.qde": made, f"sources/{guid(30)}.txt": "Ja."}))
    assert read.sources[0].municipality == "Veldwijk"
    assert any("als gemeente gelezen" in warning for warning in warnings) == is_told


def test_what_is_not_taken_over_is_told_with_its_place(tmp_path: Path) -> None:
    spans = [(0, 2), (2, 2), (2, 1), (-1, 2), (9, 12), (1, 99)]
    made = "\n".join(selection(100 + n, *span) for n, span in enumerate(spans)) + selection(150, 0, 1, code=99)
    made += f'<PlainTextSelection guid="{guid(160)}" startPosition="x" endPosition="2"/>'
    extra = f'<Sets/><Graphs><Graph guid="{guid(80)}"/></Graphs>'
    files = {"project.qde": project("X", made, extra=extra), f"sources/{guid(30)}.txt": "Ja."}
    read, warnings = read_qdpx(pack(tmp_path / "p.qdpx", files))
    assert [words for _, _, words, _ in quotes_of(read)] == ["Ja", "a."]
    told = "\n".join(warnings)
    for message in (
        "een passage zonder tekst is weggelaten (2 keer; eerst bij PlainTextSelection op regel 2)",
        "een passage ligt buiten haar tekst en is weggelaten (2 keer; eerst bij PlainTextSelection op regel 4)",
        "is ingekort (1 keer; eerst bij PlainTextSelection op regel 6)",
        "met een code die niet in het codeboek staat, is weggelaten (1 keer; eerst bij Coding op regel 6)",
        "een passage zonder posities is weggelaten (1 keer",
        "grafische schema's zijn weggelaten (1 keer",
    ):
        assert message in told
    assert "Ja" not in told


def test_control_signs_in_the_project_file_are_left_out(tmp_path: Path) -> None:
    made = project("NVivo", selection(100, 0, 2)).replace("hoe men", "hoe\x0bmen&#xB;")
    read, warnings = read_qdpx(pack(tmp_path / "p.qdpx", {"project.qde": made, f"sources/{guid(30)}.txt": "Ja."}))
    assert read.codes[0].description == "hoe men  elkaar vindt"
    assert warnings == ["het projectbestand had ongeldige stuurtekens; die zijn weggelaten"]


def test_the_text_of_a_pdf_is_read(tmp_path: Path) -> None:
    made = project("X", selection(100, 0, 2)).replace(
        "<TextSource",
        f'<PDFSource guid="{guid(90)}" name="Verslag"><PDFSelection guid="{guid(91)}" page="1" firstX="0" firstY="0" secondX="1" secondY="1"/><Representation',
        1,
    )
    made = made.replace("</TextSource>", "</Representation></PDFSource>")
    read, warnings = read_qdpx(pack(tmp_path / "p.qdpx", {"project.qde": made, f"sources/{guid(30)}.txt": "Ja."}))
    assert quotes_of(read) == [("Verslag", "Ans", "Ja", ("Contact",))]
    assert len(warnings) == 1
    assert "pdf-pagina" in warnings[0]


def test_the_codebook_of_taguette_is_read(tmp_path: Path) -> None:
    path = tmp_path / "codes.qdc"
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette 1.4"><Codes>'
        f'<Code guid="{guid(1).lower()}" name="contact.snel" isCodable="true"/></Codes><Sets></Sets></CodeBook>',
        encoding="utf-8",
    )
    codes, warnings = read_qdc(path)
    assert [(code.key, code.name) for code in codes] == [(guid(1), "contact.snel")]
    assert warnings == []
