"""Projects and codebooks as they are written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from exchange_makers import NS, SCHEMA, Q, check_references, quotes_of, unpack
from lxml import etree

from pipeline.codebook import Codebook
from pipeline.exchange import (
    MODEL_CODER,
    RULES_CODER,
    TARGETS,
    Code,
    Coder,
    Coding,
    ExchangeError,
    Memo,
    Project,
    Selection,
    Source,
    codes_of,
    describe,
    guid_of,
    read_qdc,
    read_qdpx,
    write_qdc,
    write_qdpx,
)

SAID = "I: Hoe gaat het?\r\nR: We bellen 😀 vaak, en dat lukt."
SHORT = SAID.index("We bellen")
STUDY = Project(
    "Studie & meer",
    coders=(Coder("Ans"), Coder("Bé")),
    codes=(
        Code("thema.contact", "Contact", is_codable=False, children=(Code("contact.snel", "Keuze", color="#1B6E6A"),)),
        Code("keuze", "Keuze", description="kiezen", memos=("m2",)),
    ),
    sources=(
        Source("v1", "v1", SAID, "Veldwijk", "jeugdarts", "2026-02-03", memos=("m1",)),
        Source("v2", "v2", "R: Ja.", "Veldwijk", "wethouder", "2026-02-04"),
        Source("o1", "o1", "R: Nee.", "Oosterdorp", extra={"speakers": ["R"]}),
    ),
    selections=(
        Selection(
            "v1",
            SHORT,
            SHORT + 9,
            RULES_CODER,
            (Coding("contact.snel", extra={"score": 0.91}),),
            describe("kort", 0.91, "certain"),
        ),
        Selection(
            "v1",
            SHORT,
            SHORT + 9,
            "Ans",
            (Coding("contact.snel", "2026-03-01T10:00:00Z"),),
            created_at="2026-03-01T10:00:00Z",
        ),
        Selection("v1", SHORT, SHORT + 9, "Ans", (Coding("keuze", "2026-03-02T10:00:00Z"),), memos=("m1",)),
        Selection("v1", SHORT + 12, len(SAID), "Bé", (Coding("keuze", "2026-03-01T11:00:00Z"),)),
    ),
    memos=(
        Memo("m1", "nog eens\nnavragen", coder="Ans"),
        Memo("m2", "ruim nemen", "over de code", "Bé", "2026-03-01T12:00:00Z"),
    ),
    own_memos=("m2",),
    extra={"program": "0.1.0"},
)


@pytest.fixture(params=sorted(TARGETS))
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """The study, written for each program."""
    write_qdpx(STUDY, tmp_path / "studie.qdpx", request.param)
    return request.param, tmp_path / "studie.qdpx"


def test_it_is_valid_and_the_same_each_time(written: tuple[str, Path]) -> None:
    target, path = written
    root = check_references(unpack(path))
    assert [user.get("name") for user in root.iterfind(".//q:User", Q)] == ["Ans", "Bé", RULES_CODER, MODEL_CODER]
    assert root.get("creationDateTime") == "2026-03-01T10:00:00.000Z"
    again = path.with_name("weer.qdpx")
    write_qdpx(STUDY, again, target)
    assert again.read_bytes() == path.read_bytes()
    assert all(note.get("creationDateTime") for note in root.iterfind(".//q:Note", Q))


def test_there_is_one_selection_per_span_and_coder(written: tuple[str, Path]) -> None:
    _, path = written
    root = check_references(unpack(path))
    name_of = {user.get("guid"): user.get("name") for user in root.iterfind(".//q:User", Q)}
    found = root.findall(".//q:PlainTextSelection", Q)
    assert [(name_of[s.get("creatingUser")], s.get("name"), len(s.findall("q:Coding", Q))) for s in found] == [
        ("Ans", "We bellen", 2),
        (RULES_CODER, "We bellen", 1),
        ("Bé", "vaak, en dat lukt.", 1),
    ]
    for selection in found:
        assert {x.get("creatingUser") for x in selection.iterfind("q:Coding", Q)} == {selection.get("creatingUser")}
    assert found[1].findtext("q:Description", namespaces=Q) == "kort; score 0,91; zeker; nog niet beoordeeld"


@pytest.mark.parametrize(
    ("target", "ends", "positions"),
    [
        ("", b"\n", [(20, 29), (32, 50)]),
        ("atlasti", b"\n", [(20, 29), (32, 50)]),
        ("qualcoder", b"\n", [(20, 29), (32, 50)]),
        ("maxqda", b"\r\n", [(20, 29), (32, 50)]),
        ("nvivo", b"\r\n", [(21, 30), (34, 52)]),
    ],
)
def test_each_program_gets_its_line_ends_and_positions(
    tmp_path: Path, target: str, ends: bytes, positions: list[tuple[int, int]]
) -> None:
    write_qdpx(STUDY, tmp_path / "p.qdpx", target)
    files = unpack(tmp_path / "p.qdpx")
    text = files[f"sources/{guid_of('source', 'v1')}.txt"]
    assert text == (b"\xef\xbb\xbf" if target == "nvivo" else b"") + SAID.encode().replace(b"\r\n", ends)
    found = check_references(files).findall(".//q:PlainTextSelection", Q)
    spans = [(int(s.get("startPosition")), int(s.get("endPosition"))) for s in found]
    assert sorted(set(spans)) == positions


def test_municipalities_are_cases_and_interviews_have_values(written: tuple[str, Path]) -> None:
    target, path = written
    root = check_references(unpack(path))
    cases = {case.get("name"): len(case.findall("q:SourceRef", Q)) for case in root.iterfind(".//q:Case", Q)}
    interviews = {"v1": 1, "v2": 1, "o1": 1} if target == "nvivo" else {}
    assert cases == {"Veldwijk": 2, "Oosterdorp": 1, **interviews}
    kinds = {v.get("name"): v.get("typeOfVariable") for v in root.iterfind(".//q:Variable", Q)}
    assert kinds == {"gemeente": "Text", "perspectief": "Text", "datum": "Date"}
    first = root.find(".//q:TextSource", Q)
    assert [value[1].text for value in first.iterfind("q:VariableValue", Q)] == ["Veldwijk", "jeugdarts", "2026-02-03"]
    assert len(root.findall(".//q:Set", Q)) == (2 if target == "atlasti" else 0)


def test_names_are_made_unique_for_qualcoder_only(written: tuple[str, Path]) -> None:
    target, path = written
    names = [code.get("name") for code in check_references(unpack(path)).iterfind(".//q:Code", Q)]
    assert names == ["Contact", "Keuze", "Keuze (2)" if target == "qualcoder" else "Keuze"]


def test_the_loss_is_told_and_kept_beside(tmp_path: Path) -> None:
    loss = write_qdpx(STUDY, tmp_path / "studie.qdpx")
    told = (tmp_path / "studie.qdpx-verlies.txt").read_text(encoding="utf-8")
    assert told.startswith("Wat anders of niet in studie.qdpx staat\n\n- 1 interview(s) met Windows-regeleinden")
    assert "- Alleen in het bestand ernaast (.json): passages: sterkte van de suggestie (1 keer)." in told
    assert "- 1 passage(s) met dezelfde woorden en codeur zijn samengenomen." in told
    assert all(f"- {line}" in told for line in loss.lines)
    kept = json.loads((tmp_path / "studie.qdpx-verlies.json").read_text(encoding="utf-8"))
    assert kept["project"] == {"program": "0.1.0"}
    files = unpack(tmp_path / "studie.qdpx")
    (guid,) = kept["selections"]
    assert kept["selections"][guid] == {"codings": {guid_of("code", "contact.snel"): {"score": 0.91}}}
    assert guid in {s.get("guid") for s in check_references(files).iterfind(".//q:PlainTextSelection", Q)}
    assert kept["sources"][guid_of("source", "o1")]["speakers"] == ["R"]
    assert "bellen" not in told + json.dumps(kept)


def test_control_signs_are_kept_out_of_xml(tmp_path: Path) -> None:
    odd = replace(STUDY, name="a\x0bb", description="c\x00<d>")
    write_qdpx(odd, tmp_path / "p.qdpx")
    back, _ = read_qdpx(tmp_path / "p.qdpx")
    assert (back.name, back.description) == ("a b", "c <d>")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"selections": (Selection("weg", 0, 1, "Ans"),)}, "passage 1: hoort bij een interview dat er niet is"),
        ({"selections": (Selection("v2", 3, 99, "Ans"),)}, "passage 1: tekens 3 tot 99 liggen niet in interview 'v2'"),
        ({"selections": (Selection("v2", 3, 3, "Ans"),)}, "tekens 3 tot 3 liggen niet"),
        ({"selections": (Selection("v2", 0, 1, "Ans", (Coding("weg"),)),)}, "een code die niet in het codeboek staat"),
        ({"own_memos": ("weg",)}, r"1 memo\('s\) ontbreken"),
        (
            {"codes": (Code("a", "A"), Code("a", "B")), "selections": (), "own_memos": ()},
            "code 'a': staat er twee keer in",
        ),
    ],
)
def test_a_project_that_does_not_hold_together_is_refused_whole(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    with pytest.raises(ExchangeError, match=message):
        write_qdpx(replace(STUDY, **change), tmp_path / "p.qdpx")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="kies uit nvivo, atlasti, maxqda, qualcoder"):
        write_qdpx(STUDY, tmp_path / "p.qdpx", "word")


def test_an_empty_project_is_valid(tmp_path: Path) -> None:
    write_qdpx(Project(""), tmp_path / "p.qdpx")
    check_references(unpack(tmp_path / "p.qdpx"))
    back, warnings = read_qdpx(tmp_path / "p.qdpx")
    assert quotes_of(back) == warnings == []


def test_the_codebook_travels_alone(tmp_path: Path, codebook: Codebook) -> None:
    codes = codes_of(codebook)
    loss = write_qdc(codes, tmp_path / "boek.qdc")
    # A codebook has the codes of a project without notes: they are checked as those of a project.
    root = etree.fromstring((tmp_path / "boek.qdc").read_bytes())
    assert etree.QName(root).namespace == "urn:QDA-XML:codebook:1.0"
    moved = etree.fromstring(etree.tostring(root).replace(b"codebook:1.0", b"project:1.0"))
    whole = etree.Element(f"{{{NS}}}Project", name="x")
    whole.append(moved)
    del moved.attrib["origin"]
    SCHEMA.assertValid(whole)
    back, warnings = read_qdc(tmp_path / "boek.qdc")
    assert warnings == []
    assert [code.name for code in back] == [theme.naam for theme in codebook.themes]
    assert not any(code.is_codable for code in back)
    leaves = [child for code in back for child in code.children]
    assert [child.key for child in leaves] == [guid_of("code", code_id) for code_id in codebook.code_ids]
    assert all(
        child.description.startswith(codebook.by_id[c].definitie)
        for child, c in zip(leaves, codebook.code_ids, strict=True)
    )
    assert len({child.color for child in leaves}) == len({code.richting for code in codebook.codes})
    assert any("regels" in line for line in loss.lines)
    first = (tmp_path / "boek.qdc").read_bytes()
    write_qdc(back, tmp_path / "weer.qdc")
    assert (tmp_path / "weer.qdc").read_bytes() == first


def test_a_codebook_without_codes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="het codeboek heeft geen codes"):
        write_qdc((), tmp_path / "boek.qdc")
