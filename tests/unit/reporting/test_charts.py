"""Charts: valid pictures, the same bytes for the same figures, everything in them that has to be."""

from __future__ import annotations

import re
import struct
import zlib

import pytest
from lxml import etree

from pipeline.reporting.charts import comparison_chart, factor_chart

SVG = "{http://www.w3.org/2000/svg}"


def factor(naam, richting, n, n_passages=1):
    return {"naam": naam, "richting": richting, "n_geinterviewden": n, "n_passages": n_passages}


def compared(naam, richting, *waarden):
    return {"naam": naam, "richting": richting, "waarden": list(waarden)}


FACTORS = [
    factor("Te weinig tijd", "belemmerend", 3, 7),
    factor("Korte lijnen", "bevorderend", 5),
    factor("Tekort aan geld", "belemmerend", 4),
]
DRAWINGS = {
    "factors": lambda: factor_chart(FACTORS, 5),
    "no factors": lambda: factor_chart([], 5),
    "one factor, one interview": lambda: factor_chart([factor("Korte lijnen", "bevorderend", 1)], 1),
    "letters that mean something in xml": lambda: factor_chart([factor('Geld & <tijd> -- "nu"', "belemmerend", 1)], 2),
    "twenty-five factors": lambda: factor_chart([factor(f"Factor {n}", "bevorderend", n) for n in range(25)], 25),
    "comparison": lambda: comparison_chart(
        [compared("Korte lijnen", "bevorderend", "5 van 5", "2 van 4")], ["Gemeente 1", "Gemeente 2"], 5
    ),
    "comparison of nothing": lambda: comparison_chart([], ["Gemeente 1", "Gemeente 2"], 5),
    "comparison of four": lambda: comparison_chart(
        [compared("Korte lijnen", "bevorderend", *["1 van 5"] * 4)], [f"Gemeente {n}" for n in range(4)], 5
    ),
}


@pytest.fixture(params=DRAWINGS.values(), ids=DRAWINGS.keys())
def draw(request):
    """Each drawing in turn."""
    return request.param


def png_chunks(content):
    at, chunks = 8, []
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        assert struct.unpack(">I", content[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        chunks.append((kind, body))
        at += 12 + length
    return chunks


def words(svg):
    """Return the texts of a chart from bottom to top and left to right; they are drawn as paths, with a comment each."""
    return [comment.text.strip() for comment in etree.fromstring(svg).iter(etree.Comment)]


def test_the_same_figures_give_the_same_bytes(draw):
    assert draw() == draw()


def test_other_figures_give_other_bytes():
    fewer = factor_chart([*FACTORS[:2], factor("Tekort aan geld", "belemmerend", 2)], 5)
    for kind, content in factor_chart(FACTORS, 5).items():
        assert content != fewer[kind]


def test_the_png_is_valid_and_says_nothing_about_its_making(draw):
    content = draw()["png"]
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    chunks = png_chunks(content)
    assert [kind for kind, _ in chunks][-1] == b"IEND"
    assert not {kind for kind, _ in chunks} & {b"tEXt", b"iTXt", b"zTXt", b"tIME"}
    width, height = struct.unpack(">II", chunks[0][1][:8])
    assert width > 1000
    assert height > 300


def test_the_svg_is_valid_and_says_nothing_about_its_making(draw):
    content = draw()["svg"]
    root = etree.fromstring(content)
    assert root.tag == f"{SVG}svg"
    assert len(list(root.iter(f"{SVG}path"))) > 5
    assert b"<dc:date>" not in content
    assert b"Matplotlib" not in content


def test_the_svg_refers_to_nothing_outside(draw):
    root = etree.fromstring(draw()["svg"])
    links = [value for e in root.iter() for key, value in e.attrib.items() if key.endswith(("href", "src"))]
    assert all(link.startswith("#") for link in links)


def test_facilitating_factors_stand_above_hindering_ones_and_the_most_named_on_top():
    labels = [word for word in words(factor_chart(FACTORS, 5)["svg"]) if word.endswith((" (+)", " (−)"))]
    assert labels == ["Te weinig tijd (−)", "Tekort aan geld (−)", "Korte lijnen (+)"]


def test_every_bar_has_its_count_beside_it():
    texts = words(factor_chart(FACTORS, 5)["svg"])
    axis, counts = ["0", "1", "2", "3", "4", "5"], ["3", "4", "5"]
    assert [text for text in texts if text.isdigit()] == axis + counts


@pytest.mark.parametrize("n", [1, 30, 90])
def test_a_chart_fits_on_a_page_however_many_factors_there_are(n):
    rows = [factor(f"Factor {i}", "bevorderend", 1) for i in range(n)]
    beside = [compared(f"Factor {i}", "bevorderend", "1 van de 2", "0 van de 2") for i in range(n)]
    for picture in (factor_chart(rows, 2), comparison_chart(beside, ["Gemeente 1", "Gemeente 2"], 2)):
        width, height = struct.unpack(">II", png_chunks(picture["png"])[0][1][:8])
        assert height <= 1.4 * width


def test_every_bar_of_a_comparison_has_its_count_beside_it():
    rows = [
        compared("Korte lijnen", "bevorderend", "4 van de 5", "2 van de 5"),
        compared("Geld", "belemmerend", "0 van de 5", "3 van de 5"),
    ]
    texts = words(comparison_chart(rows, ["Gemeente 1", "Gemeente 2"], 5)["svg"])
    axis, first, second = ["0", "1", "2", "3", "4", "5"], ["0", "4"], ["3", "2"]
    assert [text for text in texts if text.isdigit()] == axis + first + second


def test_a_comparison_names_every_factor_and_municipality():
    rows = [
        compared("Korte lijnen", "bevorderend", "5 van 5", "2 van 4"),
        compared("Geld", "belemmerend", "0 van 5", "1 van 4"),
    ]
    texts = words(comparison_chart(rows, ["Gemeente 1", "Gemeente 2"], 5)["svg"])
    assert [text for text in texts if text.endswith((" (+)", " (−)"))] == ["Geld (−)", "Korte lijnen (+)"]
    assert {"Gemeente 1", "Gemeente 2", "aantal geïnterviewden"} <= set(texts)


def test_bars_of_a_comparison_are_as_long_as_their_counts():
    rows = [compared("Korte lijnen", "bevorderend", "4 van 5", "2 van 5")]
    root = etree.fromstring(comparison_chart(rows, ["Gemeente 1", "Gemeente 2"], 5)["svg"])
    bars = [path.get("d") for path in root.iter(f"{SVG}path") if path.get("clip-path")]
    ends = [[float(x) for x in re.findall(r"[ML] ([\d.]+)", bar)] for bar in bars if bar.count("L") == 3]
    first, second = (max(xs) - min(xs) for xs in ends)
    assert first == pytest.approx(2 * second, rel=1e-3)
