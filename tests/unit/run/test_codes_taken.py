"""Codes of another program: each finds its own or a place of its own, and the tree comes out as it went in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.codebook import load_codebook
from pipeline.errors import CodebookError
from pipeline.exchange import Code, ExchangeError, codes_of, guid_of, read_qdc, write_qdc
from pipeline.exchange.book_codes import NO_MEANING
from pipeline.exchange.codes_of import COLORS, THEME_COLOR, definition
from pipeline.exchange.model import walk
from pipeline.exchange.texts import clean
from pipeline.files import write_text
from pipeline.run import codes_taken
from pipeline.run.codes_taken import import_codebook, take_codes
from pipeline.study import Study

SMALL = {
    "themes.yaml": "# Wat ik erbij dacht.\nthemes:\n  - id: netwerk\n    naam: Korte lijnen\n    codes: [netwerk.snel, netwerk.traag]\n"
    "  - id: geld\n    naam: Geld\n    codes:\n      - geld.tekort # te weinig\n",
    "codes/netwerk/snel.yaml": "Elkaar snel vinden",
    "codes/netwerk/traag.yaml": "Traag contact",
    "codes/geld/tekort.yaml": "Te weinig geld",
    "examples_none.yaml": "voorbeelden: {}\n",
}


def small_study(root: Path) -> Study:
    """A study with three codes in two themes."""
    for name, content in SMALL.items():
        path = root / "codebook" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.startswith("codes/"):
            code_id = name.removeprefix("codes/").removesuffix(".yaml").replace("/", ".")
            content = (
                f"code_id: {code_id}\nnaam: {content}\nrichting: context\ntegenpool: null\ndefinitie: Over {content}.\n"
                "wel: [dit]\nniet: [dat]\nvoorbeelden: {}\n"
            )
        path.write_text(content, encoding="utf-8")
    return Study.open(root)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return small_study(tmp_path)


def files(root: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def folder(key: str, name: str, *children: Code, **fields: str) -> Code:
    return Code(key, name, is_codable=False, children=children, **fields)


def code(key: str, name: str, *children: Code, **fields: str) -> Code:
    return Code(key, name, children=children, **fields)


def names(codes: tuple[Code, ...]) -> list[object]:
    """The tree by name; what can be given and has something below it is marked."""
    return [
        (one.name + ("" if one.is_codable else "/"), names(one.children)) if one.children else one.name for one in codes
    ]


# --- what is the same


def test_an_export_of_the_study_brings_nothing_new(study, tmp_path):
    write_qdc(codes_of(study.codebook()), tmp_path / "boek.qdc")
    before = files(study.root)
    taken = import_codebook(study, tmp_path / "boek.qdc")
    assert (taken.added, taken.warnings) == ([], [])
    assert taken.known == ["netwerk.snel", "netwerk.traag", "geld.tekort"]
    assert taken.code_ids[guid_of("code", "geld.tekort")] == "geld.tekort"
    assert files(study.root) == before


SAME = {
    "guid, whatever it is called now": (code(guid_of("code", "geld.tekort"), "Heel anders"), "geld.tekort"),
    "guid in braces and small letters": (
        code("{" + guid_of("code", "geld.tekort").lower() + "}", "Heel anders"),
        "geld.tekort",
    ),
    "folder and name": (folder("f", "GELD", code("x", "te  weinig Geld")), "geld.tekort"),
    "name alone": (folder("f", "Elders", folder("g", "Diep", code("x", "Traag contact"))), "netwerk.traag"),
    "name alone, at the top": (code("x", "Traag contact"), "netwerk.traag"),
}


@pytest.mark.parametrize(("theirs", "ours"), SAME.values(), ids=SAME.keys())
def test_what_the_study_has_is_found(study, theirs, ours):
    before = files(study.root)
    taken = take_codes(study, (theirs,))
    assert (taken.added, taken.known) == ([], [ours])
    assert list(taken.code_ids.values()) == [ours]
    assert files(study.root) == before


def test_accents_written_in_another_way_are_the_same_name(study):
    take_codes(study, (folder("f", "Cafe\u0301", code("x", "E\u0301e\u0301n")),))
    assert take_codes(study, (folder("g", "CAFÉ", code("y", "één")),)).added == []


def test_a_name_that_the_file_has_twice_is_nobodys(study):
    theirs = (folder("f", "A", code("x", "Traag contact")), folder("g", "B", code("y", "Traag contact")))
    assert take_codes(study, theirs).added == ["a.traag_contact", "b.traag_contact"]


def test_a_folder_is_no_code(study):
    taken = take_codes(study, (folder(guid_of("code", "geld.tekort"), "Te weinig geld", code("x", "Krap")),))
    assert taken.added == ["te_weinig_geld.krap"]


def test_two_codes_are_never_taken_for_one(study):
    theirs = (code(guid_of("code", "geld.tekort"), "X"), folder("f", "Geld", code("y", "Te weinig geld")))
    taken = take_codes(study, theirs)
    assert taken.code_ids == {guid_of("code", "geld.tekort"): "geld.tekort", "y": "geld.te_weinig_geld"}


def test_the_same_file_again_brings_nothing_even_when_it_was_renamed_here(study):
    theirs = (folder("f", "Map", code("x", "Eerste", code("y", "Onder"))), code("z", "Los"))
    added = take_codes(study, theirs).added
    path = study.codebook_folder / "codes/map/eerste.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("naam: Eerste", "naam: Iets heel anders"), encoding="utf-8"
    )
    again = take_codes(study, theirs)
    assert (again.added, again.known) == ([], added)


def test_equal_names_beside_each_other_each_find_their_own_again(study):
    def theirs(key: str) -> tuple[Code, ...]:
        return (folder(key, "Map", code(f"{key}1", "Dubbel"), code(f"{key}2", "Dubbel")),)

    assert take_codes(study, theirs("a")).added == ["map.dubbel", "map.dubbel_2"]
    assert take_codes(study, theirs("b")).code_ids == {"b1": "map.dubbel", "b2": "map.dubbel_2"}


# --- what is new


def test_new_codes_come_where_they_stood(study):
    theirs = (
        folder("f", "geld", code("a", "Nieuw")),
        folder("g", "Map", folder("h", "Kaart", code("b", "Onder", code("c", "Dieper", folder("i", "Vak", code("d", "Diep"))))),
        ),
        code("e", "Te weinig geld", code("j", "Veel te weinig")),
        code("k", "Alleen"),
    )  # fmt: skip
    taken = take_codes(study, theirs)
    assert taken.code_ids == {
        "a": "geld.nieuw",
        "b": "kaart.onder",
        "c": "kaart.dieper",
        "d": "vak.diep",
        "e": "geld.tekort",
        "j": "geld.veel_te_weinig",
        "k": "zonder_thema.alleen",
    }
    assert names(codes_of(study.codebook())) == [
        ("Korte lijnen/", ["Elkaar snel vinden", "Traag contact"]),
        ("Geld/", [("Te weinig geld", ["Veel te weinig"]), "Nieuw"]),
        ("Map/", [("Kaart/", [("Onder", [("Dieper", [("Vak/", ["Diep"])])])])]),
        "Alleen",
    ]


def test_what_a_person_wrote_stays_as_it_is(study):
    own = {path: path.read_bytes() for path in study.codebook_folder.rglob("*.yaml") if path.name != "themes.yaml"}
    take_codes(study, (folder("f", "Geld", code("a", "Nieuw")), folder("g", "Map", code("b", "Onder"))))
    assert {path: path.read_bytes() for path in own} == own
    text = (study.codebook_folder / "themes.yaml").read_text(encoding="utf-8")
    assert text.startswith(SMALL["themes.yaml"] + "      - geld.nieuw\n  - id: map\n    naam: Map\n")


def test_the_fields_of_a_new_code(study):
    about = definition("Wat er is geregeld.", "belemmerend", ["dit", "dat"], ["niets"])
    theirs = (
        folder("f", "Map", code("a", "Van ons", description=about), code("b", "Leeg"), color="#ABC", description="Over de map"),
        code("c", "Kleur", color="#1b6e6a", description="Kort"),
        code("d", "Woord", color="#123456", description="Twee\nregels.\nRichting: Belemmerend. Zo"),
    )  # fmt: skip
    taken = take_codes(study, theirs)
    book = study.codebook()
    ours, empty, by_color, by_word = (book.by_id[code_id] for code_id in taken.added)
    assert (ours.definitie, ours.richting, ours.wel, ours.niet) == (
        "Wat er is geregeld.", "belemmerend", ["dit", "dat"], ["niets"],
    )  # fmt: skip
    assert (ours.beschrijving, ours.kleur, ours.tegenpool) == (None, None, None)
    assert (empty.definitie, empty.richting, empty.beschrijving) == (NO_MEANING, "context", "")
    assert (by_color.richting, by_color.definitie, by_color.beschrijving) == ("bevorderend", NO_MEANING, "Kort")
    assert (by_word.richting, by_word.kleur) == ("belemmerend", "#123456")
    assert by_word.definitie == "Twee regels. Richting: Belemmerend. Zo"
    theme = book.theme_of["map.van_ons"]
    assert (theme.naam, theme.kleur, theme.beschrijving, theme.aanbeveling) == ("Map", "#ABC", "Over de map", None)


@pytest.mark.parametrize(
    ("name", "theme_id", "code_id"),
    [
        ("😀", "thema_", "thema_.code"),
        ("CON", "con_", "con_.con_"),
        ("thema", "thema_", "thema_.thema_"),
        ("../../weg", "weg", "weg.weg"),
        ("a/b\\c.d", "a_b_c_d", "a_b_c_d.a_b_c_d"),
        ("Netwerk", "netwerk_2", "netwerk_2.netwerk"),
        ("x" * 300, "x" * 40, f"{'x' * 40}.{'x' * 40}"),
        ("Één: 'écht'", "een_echt", "een_echt.een_echt"),
    ],
)
def test_ids_are_plain_file_names_and_never_taken_twice(study, name, theme_id, code_id):
    taken = take_codes(study, (folder("f", name, code("a", name)),))
    assert taken.added == [code_id]
    assert study.codebook().theme_of[code_id].id == theme_id
    assert (study.codebook_folder / f"codes/{code_id.replace('.', '/')}.yaml").is_file()


def test_a_theme_of_one_id_and_a_code_of_another_make_one_export(study, tmp_path):
    take_codes(study, (folder("f", "Thema", code("a", "Geld erbij"), code("b", "geld")),))
    write_qdc(codes_of(study.codebook()), tmp_path / "boek.qdc")
    assert len(read_qdc(tmp_path / "boek.qdc")[0]) == 3


# --- what is told


def test_warnings_say_what_to_do_and_name_nothing_of_the_file(study):
    theirs = (
        folder("leeg", "Geheim", folder("leger", "Geheim")),
        folder("f", "Map", code("a", "Geheime naam", description="Geheim!"), code("b", "Geheim", color="#1B6E6A")),
        folder("g", "Elders", code(guid_of("code", "geld.tekort"), "Geheim", color="#123456", description="Geheim")),
    )
    taken = take_codes(study, theirs)
    told = "\n".join(taken.warnings)
    assert "2 nieuwe code(s) hebben nog geen voorbeelden" in told
    assert "1 nieuwe code(s) zeggen niet of zij bevorderend of belemmerend zijn" in told
    assert "2 nieuwe code(s) hebben geen definitie" in told
    assert "2 map(pen) zonder codes zijn weggelaten." in told
    for what in ("naam", "omschrijving", "kleur", "plaats"):
        assert f"hebben in het bestand een andere {what}; die van de studie is gebleven: geld.tekort." in told
    assert "eheim" not in told
    assert study.codebook().by_id["geld.tekort"].naam == "Te weinig geld"


def test_a_study_without_a_codebook_gets_a_copy(tmp_path, tiny_codebook_folder, monkeypatch):
    monkeypatch.setattr("pipeline.study.packaged", lambda name: tiny_codebook_folder)
    study = Study.open(tmp_path)
    before = files(tiny_codebook_folder)
    known = take_codes(study, codes_of(study.codebook()))
    assert (known.added, list(tmp_path.iterdir())) == ([], []), "nothing new, nothing made"
    taken = take_codes(study, (code("a", "Nieuw"),))
    assert "de studie had geen eigen codeboek; dat van het programma is erin gezet" in taken.warnings[0]
    assert [path.name for path in tmp_path.iterdir()] == ["codebook"]
    assert study.codebook_folder == tmp_path / "codebook"
    assert study.codebook().code_ids == [*load_codebook(tiny_codebook_folder).code_ids, "zonder_thema.nieuw"]
    assert files(tiny_codebook_folder) == before


# --- whole or not at all


def test_a_codebook_that_cannot_be_added_to_stays_as_it_was(study):
    themes = study.codebook_folder / "themes.yaml"
    themes.write_text(themes.read_text(encoding="utf-8") + "later: 1\n", encoding="utf-8")
    before = files(study.root)
    with pytest.raises(CodebookError, match=r"codebook/themes.yaml: .* zet 'themes:' als laatste sleutel"):
        take_codes(study, (code("a", "Nieuw"),))
    assert files(study.root) == before


def test_too_many_codes_are_refused(study, monkeypatch):
    monkeypatch.setattr(codes_taken, "MOST_CODES", 3)
    with pytest.raises(ExchangeError, match="meer dan 3 codes; laat in het andere programma"):
        take_codes(study, tuple(code(str(n), str(n)) for n in range(4)))


THREE = (
    folder("f", "Map", code("a", "Een"), code("b", "Twee")),
    folder("g", "Geld", code("c", "Drie")),
    code("d", "Vier"),
)


@pytest.mark.parametrize("n_written", range(5))
def test_who_stops_half_way_has_the_codebook_that_was_and_can_go_on(study, tmp_path, monkeypatch, n_written):
    whole = small_study(tmp_path / "elders")
    expected = take_codes(whole, THREE)
    before = study.codebook()
    with monkeypatch.context() as broken:
        broken.setattr("pipeline.codebook.adding.write_text", stopping(study.codebook_folder, n_written))
        with pytest.raises(KeyboardInterrupt):
            take_codes(study, THREE)
    assert len(list(study.codebook_folder.rglob("*.yaml"))) == len(SMALL) + min(n_written, 4)
    now = study.codebook()
    assert (now.themes, now.codes) == (before.themes, before.codes)
    again = take_codes(study, THREE)
    assert (again.code_ids, again.added) == (expected.code_ids, expected.added)
    assert files(study.codebook_folder) == files(whole.codebook_folder)


def stopping(folder: Path, n_written: int) -> Callable[[Path, str], None]:
    """A writer that writes so many files of the codebook itself, and is then broken off."""
    left = iter(range(n_written))

    def write(path: Path, text: str) -> None:
        if path.is_relative_to(folder) and next(left, None) is None:
            raise KeyboardInterrupt
        write_text(path, text)

    return write


def test_what_was_left_behind_and_changed_is_not_written_over(study):
    path = study.codebook_folder / "codes/zonder_thema/nieuw.yaml"
    path.parent.mkdir()
    take_codes(small_study(study.root / "elders"), (code("a", "Nieuw"),))
    left = (study.root / "elders/codebook/codes/zonder_thema/nieuw.yaml").read_text(encoding="utf-8") + "# van mij\n"
    path.write_text(left, encoding="utf-8")
    assert take_codes(study, (code("a", "Nieuw"),)).added == ["zonder_thema.nieuw_2"]
    assert path.read_text(encoding="utf-8") == left


# --- what must always hold

NAMES = st.sampled_from(
    ("Contact", "contact", "Één", "E\u0301e\u0301n", "😀", "A", "a: 'b'", "- x", "# y", "1", "null", "@z", "\u2028", " ", "een\ntwee")
)  # fmt: skip
ABOUT = st.one_of(
    st.sampled_from(
        (
            "",
            "Kort",
            "Twee\n\n  regels  ",
            "\n begin",
            "Richting: bevorderend.",
            definition("Wat er is.", "belemmerend", ["a", "b"], ["c"]),
            definition("Wat\ner is.", "context", ["a\nb"], [""]),
            "\u2028\u2029\x85",
        )
    ),
    st.text(max_size=30),
)
SHADES = st.sampled_from(("", "#1B6E6A", "#E0A03A", "#e0a03a", THEME_COLOR, "#fff", "#12AB9F"))


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> tuple[Code, ...]:
    """Trees with codes that can be given above others, folders in codes, equal names and no names to speak of."""
    n_codes = draw(st.integers(0 if depth < 4 else 1, 3 if depth > 2 else 2))
    return tuple(
        Code(
            "",
            draw(NAMES),
            is_codable=draw(st.booleans()) or depth == 1,
            color=draw(SHADES),
            description=draw(ABOUT),
            children=draw(trees(depth - 1)) if depth > 1 else (),
        )
        for _ in range(n_codes)
    )


def numbered(codes: tuple[Code, ...], above: str = "") -> tuple[Code, ...]:
    """Give each code a key of its own."""
    return tuple(
        replace(one, key=f"{above}/{n}", children=numbered(one.children, f"{above}/{n}")) for n, one in enumerate(codes)
    )


def shown(codes: tuple[Code, ...]) -> list[tuple[object, ...]]:
    """The tree as it has to come back: without empty folders; codes before the folders beside them."""
    made = []
    for one in codes:
        children = shown(one.children)
        if one.is_codable or children:
            made.append((not one.is_codable, clean(one.name), clean(one.description), children, one))
    made.sort(key=lambda row: row[0])
    return [row[:4] for row in made]


def colors(codes: tuple[Code, ...]) -> Iterator[str]:
    """The colours in the order of ``shown``."""
    for one in sorted(codes, key=lambda one: not one.is_codable):
        if one.is_codable or shown(one.children):
            yield one.color
            yield from colors(one.children)


@given(trees().map(numbered))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_tree_comes_back(tree: tuple[Code, ...]) -> None:
    with tempfile.TemporaryDirectory() as root:
        study = small_study(Path(root))
        own = codes_of(study.codebook())
        taken = take_codes(study, tree)
        back = codes_of(study.codebook())[len(own) :]
        assert shown(back) == shown(tree)
        for given_color, color in zip(colors(tree), colors(back), strict=True):
            assert color == given_color if given_color else color in (*COLORS.values(), THEME_COLOR)
        by_id = {one.key: one.name for one in walk(back)}
        found = {key: by_id[code_id] for key, code_id in taken.code_ids.items()}
        assert found == {one.key: clean(one.name) for one in walk(tree) if one.is_codable}
        again = take_codes(study, tree)
        assert (again.added, again.code_ids) == ([], taken.code_ids)
        checked_through_a_file(study, Path(root), taken.added)


def checked_through_a_file(study: Study, root: Path, added: list[str]) -> None:
    """The codebook as a file gives the same tree in another study, and nothing new in this one."""
    if not added:
        return
    write_qdc(codes_of(study.codebook()), root / "boek.qdc")
    assert import_codebook(study, root / "boek.qdc").added == []
    other = small_study(root / "elders")
    import_codebook(other, root / "boek.qdc")
    assert shown(codes_of(other.codebook())) == shown(codes_of(study.codebook()))
