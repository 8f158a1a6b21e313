"""Make the Word templates verslag.docx and vergelijking.docx: ``python reports/templates/build_templates.py``.

A house style is easiest changed in Word itself: open a template, change styles, leave the {{ }} and {% %} tags alone.
This script is how the shipped templates were made.
"""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

HERE = Path(__file__).parent
GREEN, GREY, RED = RGBColor(0x1B, 0x4F, 0x4C), RGBColor(0x55, 0x55, 0x55), RGBColor(0xA3, 0x1F, 0x1F)
FONT = "Calibri"
# Columns whose figures stand to the right.
NUMBERS = {"Passages", "Prioriteit", "Gelijk", "Cohens kappa", "Krippendorffs alpha", "Passages − / +"}
# A column for each municipality.
PER_MUNICIPALITY = ["{%tc for g in gemeenten %}", "{{ g }}", "{%tc endfor %}"]
NAMES = "Namen in citaten en bijlage zijn vervangen, maar een programma vindt niet elke naam. Lees dit stuk na voordat u het deelt."
GENERAL = (
    "Deze punten zijn algemeen. Zij komen uit publicaties van het Trimbos-instituut en niet uit deze interviews; kijk per "
    "punt wat hier al gebeurt."
)


def new_document() -> Document:
    """Return an empty A4 document with the styles, header and footer of the house."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    _styles(document)
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = header.add_run("CONCEPT")
    run.bold, run.font.size, run.font.color.rgb = True, Pt(11), RED
    header.add_run("  niet verspreiden").font.color.rgb = GREY
    footer = section.footer.paragraphs[0]
    footer.add_run("{{ titel }}: {{ gemeente }}   |   pagina ").font.size = Pt(9)
    field(footer, "PAGE", "1")
    footer.add_run(" van ").font.size = Pt(9)
    field(footer, "NUMPAGES", "1")
    return document


def _styles(document: Document) -> None:
    styles = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.12
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "nl-NL")
    normal.element.get_or_add_rPr().append(language)
    for name, size, before, after in (
        ("Title", 24, 0, 2),
        ("Heading 1", 16, 18, 6),
        ("Heading 2", 12.5, 14, 4),
        ("Heading 3", 11, 10, 3),
    ):
        style = styles[name]
        style.font.name, style.font.size, style.font.color.rgb, style.font.bold = FONT, Pt(size), GREEN, True
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(key), FONT)
        for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(key), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
    quote = styles["Quote"]
    quote.font.italic, quote.font.color.rgb = True, RGBColor(0x22, 0x22, 0x22)
    quote.paragraph_format.left_indent, quote.paragraph_format.right_indent = Cm(0.8), Cm(0.8)
    quote.paragraph_format.space_after, quote.paragraph_format.keep_together = Pt(4), True
    caption = styles["Caption"]
    caption.font.size, caption.font.color.rgb, caption.font.bold = Pt(9), GREY, False
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(6), Pt(3)
    for level in (1, 2):
        toc = styles.add_style(f"toc {level}", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
        toc.base_style = normal
        toc.paragraph_format.left_indent, toc.paragraph_format.space_after = Cm(0.6 * (level - 1)), Pt(1)
    notice = styles.add_style("Melding", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    notice.base_style = normal
    notice.paragraph_format.left_indent = notice.paragraph_format.right_indent = Cm(0.2)
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", "A31F1F")):
            border.set(qn(f"w:{key}"), value)
        borders.append(border)
    notice.element.get_or_add_pPr().append(borders)


def field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Append a simple field."""
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), f" {instruction} ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    if instruction in ("PAGE", "NUMPAGES"):
        size = OxmlElement("w:sz")
        size.set(qn("w:val"), "18")
        properties = OxmlElement("w:rPr")
        properties.append(size)
        run.append(properties)
    text.text = shown
    run.append(text)
    element.append(run)
    paragraph._p.append(element)


def caption(document: Document, kind: str, text: str) -> None:
    """Append a numbered caption."""
    paragraph = document.add_paragraph(style="Caption")
    paragraph.paragraph_format.keep_with_next = kind == "Tabel"
    paragraph.add_run(f"{kind} ")
    field(paragraph, f"SEQ {kind} \\* ARABIC", "1")
    paragraph.add_run(f". {text}")


def table(
    document: Document, titles: list[str], cells: list[str], loop: str, widths: list[float], is_long: bool = False
) -> None:
    """Append a table whose one row repeats over ``loop`` ("rij in rijen"); only a long one may break over pages."""
    made = document.add_table(rows=4, cols=len(titles))
    made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    rows = ([*titles], [f"{{%tr for {loop} %}}"], cells, ["{%tr endfor %}"])
    for row, texts in zip(made.rows, rows, strict=True):
        for number, width in enumerate(widths):
            cell = row.cells[number]
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.keep_with_next = texts is rows[0] or not is_long
            if titles[number] in NUMBERS and texts is cells:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(texts[number] if number < len(texts) else "")
            run.font.size = Pt(9)
            run.bold = row is made.rows[0] or texts is rows[0]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    properties = made.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    properties.append(repeated)
    for cell in made.rows[0].cells:
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", "DCE9E8")):
            shade.set(qn(f"w:{key}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
    for row in made.rows:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def front(document: Document, subtitle: str) -> None:
    """Append title, notices and contents."""
    document.add_paragraph("{{ titel }}", style="Title")
    line = document.add_paragraph()
    run = line.add_run(subtitle)
    run.font.size, run.font.color.rgb = Pt(13), GREY
    notice = document.add_paragraph(style="Melding")
    notice.add_run("CONCEPT. ").bold = True
    notice.add_run("{{ nagekeken }}{% if verzonnen %} {{ verzonnen }}{% endif %} " + NAMES)
    contents = document.add_paragraph()
    run = contents.add_run("Inhoud")
    run.bold, run.font.size, run.font.color.rgb = True, Pt(13), GREEN
    document.add_paragraph("[[inhoud]]")


def loop_paragraphs(document: Document, loop: str, text: str, style: str | None = None) -> None:
    """Append a paragraph that repeats over ``loop``."""
    document.add_paragraph(f"{{%p for {loop} %}}")
    document.add_paragraph(text, style=style)
    document.add_paragraph("{%p endfor %}")


def quotes(document: Document, source: str) -> None:
    """Append the quotes of ``source``, each with who said it and where."""
    document.add_paragraph(f"{{%p for citaat in {source} %}}")
    paragraph = document.add_paragraph(style="Quote")
    paragraph.add_run("“{{ citaat.tekst }}”")
    run = paragraph.add_run("  ({{ citaat.wie }}{% if citaat.richting != 'context' %}; {{ citaat.code }}{% endif %})")
    run.italic, run.font.size, run.font.color.rgb = False, Pt(9), GREY
    document.add_paragraph("{%p endfor %}")


def factors(document: Document, source: str, title: str) -> None:
    """Append the table of factors of ``source``, if it has any."""
    document.add_paragraph(f"{{%p if {source} %}}")
    caption(document, "Tabel", title)
    table(
        document,
        ["Factor", "Richting", "Wat eronder valt", "Genoemd door", "Passages"],
        [
            "{{ f.naam }}",
            "{{ f.teken }} {{ f.richting }}",
            "{{ f.definitie }}",
            "{{ f.genoemd_door }}",
            "{{ f.n_passages }}",
        ],
        f"f in {source}",
        [3.9, 2.8, 5.6, 2.0, 1.9],
    )
    document.add_paragraph("{%p endif %}")


def method(document: Document) -> None:
    """Append the account of the method."""
    document.add_heading("Verantwoording", 1)
    loop_paragraphs(document, "alinea in verantwoording.alineas", "{{ alinea }}")
    document.add_heading("Overeenstemming en kwaliteit", 2)
    document.add_paragraph("{{ verantwoording.overeenstemming_zin }}")
    document.add_paragraph("{%p if verantwoording.overeenstemming %}")
    caption(document, "Tabel", "Overeenstemming tussen twee codeurs, per thema")
    table(
        document,
        ["Thema", "Beurten (A, B)", "Gelijk", "Cohens kappa", "Gwets AC1", "Krippendorffs alpha"],
        [
            "{{ o.thema }}",
            "{{ o.eenheden }} ({{ o.codeur_a }}, {{ o.codeur_b }})",
            "{{ o.gelijk }}",
            "{{ o.kappa }}",
            "{{ o.ac1 }}",
            "{{ o.alpha }}",
        ],
        "o in verantwoording.overeenstemming",
        [4.4, 2.6, 1.8, 1.9, 1.9, 3.6],
    )
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{{ verantwoording.kwaliteit_zin }}")
    document.add_heading("Versies", 2)
    document.add_paragraph(
        "{% for v in verantwoording.versies %}{{ v.naam }} {{ v.waarde }}{% if not loop.last %}; {% endif %}{% endfor %}."
    )


def municipality() -> Document:
    """Return the template of a municipality's draft."""
    document = new_document()
    front(document, "{{ gemeente }}: bevindingen en aanbevelingen uit de interviews")
    document.add_heading("Samenvatting", 1)
    loop_paragraphs(document, "alinea in samenvatting", "{{ alinea }}")
    caption(document, "Tabel", "De aanbevelingen in volgorde van prioriteit")
    table(
        document,
        ["Nr.", "Aanbeveling", "Belemmering genoemd door", "Passages − / +", "Prioriteit"],
        [
            "{{ a.rang }}",
            "{{ a.tekst }}",
            "{{ a.genoemd_door }}",
            "{{ a.n_belemmerend }} / {{ a.n_bevorderend }}",
            "{{ a.prioriteit }}",
        ],
        "a in aanbevelingen",
        [1.1, 7.3, 3.2, 2.4, 2.2],
    )
    document.add_heading("Waarom vroeg signaleren", 1)
    document.add_paragraph(
        "Van elke vier kinderen in Nederland heeft er één een vader of moeder die psychische problemen heeft of verslaafd is. Die "
        "kinderen lopen meer kans om zelf in de problemen te raken, nu of als volwassene. Vroeg opmerken en zo nodig steunen kan "
        "dat voorkomen, maar het is lastig: hoe het thuis gaat is voor een kind gewoon, en wie zich schaamt of zijn ouders niet wil "
        "afvallen, vertelt er niets over "
        "(bron: Trimbos-instituut, verkenning in twee gemeenten)."
    )
    document.add_paragraph("{%p if gezin %}")
    document.add_heading("Wat geïnterviewden hierover zeggen", 2)
    document.add_paragraph("{{ gezin.wat_speelt }}")
    factors(document, "gezin.factoren", "Factoren bij het bereiken van kinderen en gezinnen")
    quotes(document, "gezin.citaten")
    document.add_paragraph("{%p endif %}")
    document.add_heading("Situatieschets", 1)
    document.add_paragraph("{%p for blok in situatieschets %}")
    document.add_heading("{{ blok.kop }}", 2)
    document.add_paragraph("{{ blok.intro }}")
    quotes(document, "blok.citaten")
    document.add_paragraph("{%p endfor %}")
    document.add_heading("Aanbevelingen", 1)
    document.add_paragraph("{%p for a in aanbevelingen %}")
    document.add_heading("{{ a.rang }}. {{ a.tekst }}", 2)
    paragraph = document.add_paragraph()
    run = paragraph.add_run(
        "{{ a.prioriteit_zin }} In de publicatie van het Trimbos-instituut is dit aanbeveling {{ a.nummer }}."
    )
    run.font.size, run.font.color.rgb = Pt(9), GREY
    document.add_paragraph("{{ a.toelichting }}")
    document.add_heading("Wat er speelt", 3)
    document.add_paragraph("{{ a.wat_speelt }}")
    factors(document, "a.factoren", "Factoren bij “{{ a.naam }}”")
    quotes(document, "a.citaten")
    document.add_heading("Wat de gemeente kan doen", 3)
    document.add_paragraph(GENERAL)
    loop_paragraphs(document, "punt in a.wat_kan", "{{ punt }}", "List Bullet")
    document.add_paragraph("{%p endfor %}")
    document.add_heading("Samenwerken over domeinen en met de zorgverzekeraar", 1)
    document.add_paragraph(
        "Gemeente en zorgverzekeraar hebben allebei een taak voor deze kinderen. Zorg, welzijn, onderwijs en sport bereiken samen "
        "meer dan elk apart. Gemeente en zorgverzekeraar kunnen samen nagaan welk aanbod niemand betaalt en waar onduidelijk is "
        "wie betaalt, de doelgroep noemen in beleid en inkoop, en elkaar laten weten wat het oplevert "
        "(bron: Trimbos-instituut, Samenwerken aan preventie en zorg voor KOPP/KVO, 2016; KVO is de oude afkorting van KOV)."
    )
    document.add_paragraph("{%p if domein %}")
    document.add_heading("Wat geïnterviewden zeggen over domeinen heen", 2)
    document.add_paragraph("{{ domein.wat_speelt }}")
    factors(document, "domein.factoren", "Factoren bij samenwerken over domeinen")
    quotes(document, "domein.citaten")
    document.add_paragraph("{%p endif %}")
    document.add_heading("Factoren in beeld", 1)
    picture = document.add_paragraph("{{ grafiek }}")
    picture.alignment, picture.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    caption(document, "Figuur", "Aantal geïnterviewden dat een factor noemt (+ bevorderend, − belemmerend)")
    method(document)
    document.add_heading("Bijlage: gebruikte coderingen", 1).paragraph_format.page_break_before = True
    document.add_paragraph(
        "Elke codering die in dit stuk meetelt. De onderzoeker kan met nummer en beurt de plaats in het interview terugvinden."
    )
    document.add_paragraph("{%p for groep in bijlage %}")
    document.add_heading("{{ groep.kop }}", 2)
    document.add_paragraph("{%p for b in groep.codes %}")
    document.add_heading("{{ b.naam }}", 3)
    table(
        document,
        ["Nr.", "Beurt", "Passage", "Herkomst", "Zekerheid"],
        ["{{ c.wie }}", "{{ c.beurt }}", "{{ c.tekst }}", "{{ c.herkomst }}", "{{ c.zekerheid }}"],
        "c in b.coderingen",
        [1.0, 1.4, 8.6, 2.4, 2.8],
        is_long=True,
    )
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endfor %}")
    return document


def comparison() -> Document:
    """Return the template of the comparison, for two municipalities or more."""
    document = new_document()
    front(document, "Vergelijking van {{ gemeenten_zin }}")
    document.add_heading("Waar het om gaat", 1)
    document.add_paragraph("{{ inleiding }}")
    document.add_paragraph("{{ wie }}")
    document.add_heading("Wat verschilt", 1)
    document.add_paragraph("{%p if not verschillen %}")
    document.add_paragraph("Geen factor loopt zo ver uiteen.")
    document.add_paragraph("{%p endif %}")
    loop_paragraphs(document, "zin in verschillen", "{{ zin }}", "List Bullet")
    document.add_heading("Wat zij delen", 1)
    document.add_paragraph("{%p if not overeenkomsten %}")
    document.add_paragraph("Geen factor wordt overal ongeveer even vaak genoemd.")
    document.add_paragraph("{%p endif %}")
    loop_paragraphs(document, "zin in overeenkomsten", "{{ zin }}", "List Bullet")
    document.add_paragraph("{%p if niet_overal %}")
    document.add_heading("Wat niet overal is genoemd", 1)
    document.add_paragraph("{%p endif %}")
    loop_paragraphs(document, "zin in niet_overal", "{{ zin }}", "List Bullet")
    document.add_heading("Aanbevelingen naast elkaar", 1)
    caption(document, "Tabel", "Plaats van elke aanbeveling in de volgorde van elke gemeente")
    table(
        document,
        ["Aanbeveling", *PER_MUNICIPALITY],
        ["{{ p.tekst }}", "{%tc for w in p.waarden %}", "{{ w }}", "{%tc endfor %}"],
        "p in prioriteiten",
        [8.0, 0.5, 4.1, 0.5],
    )
    document.add_paragraph("Vergelijk de plaatsen en niet de getallen: zij hangen af van wie er is gesproken.")
    document.add_heading("Per factor", 1)
    document.add_paragraph("{%p for t in thema_tabellen %}")
    caption(document, "Tabel", "{{ t.naam }}")
    table(
        document,
        ["Factor", "Richting", *PER_MUNICIPALITY, "Oordeel"],
        [
            "{{ r.naam }}",
            "{{ r.richting }}",
            "{%tc for w in r.waarden %}",
            "{{ w }}",
            "{%tc endfor %}",
            "{{ r.oordeel }}",
        ],
        "r in t.rijen",
        [4.6, 2.9, 0.5, 2.8, 0.5, 2.9],
    )
    document.add_paragraph("{%p endfor %}")
    document.add_heading("Factoren in beeld", 1)
    picture = document.add_paragraph("{{ grafiek }}")
    picture.alignment, picture.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    caption(
        document, "Figuur", "Aantal geïnterviewden per gemeente dat een factor noemt (+ bevorderend, − belemmerend)"
    )
    method(document)
    return document


if __name__ == "__main__":
    for name, made in (("verslag", municipality()), ("vergelijking", comparison())):
        made.core_properties.author = made.core_properties.comments = ""
        made.save(HERE / f"{name}.docx")
        print(f"{name}.docx")
